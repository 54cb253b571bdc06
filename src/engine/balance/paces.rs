//! How fast do tokens go?
//!
//! ```text
//! mean of the last 30, 90 or 365 days; by season, the same day 52 weeks before
//! ```
//!
//! Example: 108 tokens asked for in 30 days: 3.6 a day.
//!
//! Edges: where fewer days are known than a pace is of, it is the mean of those; a season needs all
//! 364. Denied use counts, since somebody wanted it.

use serde::Serialize;

use super::forecast::Demand;
use crate::engine::pool::{DayOfCharges, Pool, tokens};
use crate::model::{Day, MicroSum, Money, Percent, Quotient, Tokens};

/// How many days the season goes back: weekdays then fall on weekdays.
const SEASON: i32 = 364;

/// The days that a pace may be of.
const PACES: [i32; 3] = [30, 90, 365];

/// What a pace rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The mean of the last days.
    Mean,
    /// The same day 52 weeks before.
    Season,
}

/// How fast tokens go, and until when they last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// What it rests on.
    pub basis: Basis,
    /// How fast use will be, of what it was.
    pub pace_percent: Percent,
    /// Of so many last days.
    pub days: u32,
    /// How many of these are known.
    pub days_known: u32,
    /// Tokens asked for in those.
    pub tokens: Tokens,
    /// Tokens a day to be expected.
    pub tokens_per_day: Quotient<Tokens>,
    /// The first day that is not covered; `None`: tokens outlast use.
    pub runs_out: Option<Day>,
    /// What will expire unused, and what it cost.
    pub unused: (Quotient<Tokens>, Quotient<Money>),
}

/// What the days up to `as_of` let expect.
pub(super) fn demands(
    days: &[DayOfCharges],
    as_of: Day,
    known_from: Day,
    pace: Percent,
) -> Vec<(Pace, Demand)> {
    let asked = |from: Day| -> MicroSum {
        days.iter().rev().take_while(|day| day.day >= from).map(DayOfCharges::asked).sum()
    };
    let row = |basis, days: i32, known: i32, micro: MicroSum, demand: Demand| {
        let pace = Pace {
            basis,
            pace_percent: pace,
            days: days.unsigned_abs(),
            days_known: known.unsigned_abs(),
            tokens: tokens(micro),
            tokens_per_day: demand.per_day(),
            runs_out: None,
            unused: (Quotient::ZERO, Quotient::ZERO),
        };
        (pace, demand)
    };
    let known = (as_of + 1 - known_from).max(0);
    let mut rows = Vec::new();
    for days in PACES {
        let known = days.min(known);
        if known > 0 {
            let micro = asked(as_of - known + 1);
            rows.push(row(
                Basis::Mean,
                days,
                known,
                micro,
                Demand::steady(micro, known.unsigned_abs(), pace),
            ));
        }
    }
    if known >= SEASON {
        let mut season = vec![MicroSum::default(); usize::try_from(SEASON).unwrap_or_default()];
        for day in days {
            let since = usize::try_from(day.day - (as_of - SEASON + 1));
            if let Some(asked) = since.ok().and_then(|since| season.get_mut(since)) {
                *asked = day.asked();
            }
        }
        rows.push(row(
            Basis::Season,
            SEASON,
            SEASON,
            season.iter().copied().sum(),
            Demand::seasonal(&season, pace),
        ));
    }
    rows
}

/// The forecast that a schedule rests on: by season where 52 weeks are known, else the mean of the
/// most days that are.
pub fn best_demand(
    pool: &Pool,
    as_of: Day,
    known_from: Option<Day>,
    pace: Percent,
) -> Option<(Pace, Demand)> {
    demands(pool.days(), as_of, known_from?, pace).pop()
}

#[cfg(test)]
impl Pace {
    /// What a demand comes to, for tests.
    pub(super) fn of(demand: &Demand) -> Self {
        Self {
            basis: Basis::Mean,
            pace_percent: 100.into(),
            days: 30,
            days_known: 30,
            tokens: Tokens::ZERO,
            tokens_per_day: demand.per_day(),
            runs_out: None,
            unused: (Quotient::ZERO, Quotient::ZERO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::AS_OF;
    use super::*;

    /// As many tokens on each of so many days up to the day of the question.
    fn days(many: i32, whole: u128) -> Vec<DayOfCharges> {
        let paid = (1, MicroSum::new(whole * 1_000_000));
        let day = |day| DayOfCharges { day, paid, ..DayOfCharges::default() };
        (1 - many..=0).map(|ago| day(AS_OF + ago)).collect()
    }

    fn paces(days: &[DayOfCharges], known: i32) -> Vec<(Basis, u32, u32, Tokens)> {
        let rows = demands(days, AS_OF, AS_OF - known + 1, 100.into());
        let row = |(pace, _): (Pace, Demand)| (pace.basis, pace.days, pace.days_known, pace.tokens);
        rows.into_iter().map(row).collect()
    }

    #[test]
    fn a_pace_is_of_its_days_or_of_as_many_as_are_known() {
        // 2 tokens a day for 40 days: 60 in 30 days, 80 in all.
        let all = days(40, 2);
        let mean = |days, known, tokens: u64| (Basis::Mean, days, known, tokens.into());
        assert_eq!(paces(&all, 40), [mean(30, 30, 60), mean(90, 40, 80), mean(365, 40, 80)]);
        // What is older than what is known does not count: 29, 30 and 31 days.
        assert_eq!(paces(&all, 29)[0], mean(30, 29, 58));
        assert_eq!(paces(&all, 30)[0], mean(30, 30, 60));
        assert_eq!(paces(&all, 31)[1], mean(90, 31, 62));
        assert_eq!(paces(&all, 0), []);
    }

    #[test]
    fn a_season_needs_364_days() {
        let all = days(400, 1);
        let is_season = |known| paces(&all, known).last().unwrap().0 == Basis::Season;
        assert_eq!([363, 364, 365].map(is_season), [false, true, true]);
        assert_eq!(paces(&all, 364)[3], (Basis::Season, 364, 364, 364.into()));
    }

    #[test]
    fn a_season_begins_with_the_day_52_weeks_before_tomorrow() {
        // 5 tokens on the day that is 363 days ago: 364 days before tomorrow.
        let mut all = days(364, 0);
        all[0].paid = (1, MicroSum::new(5_000_000));
        let (_, demand) = demands(&all, AS_OF, AS_OF - 363, 100.into()).pop().unwrap();
        assert_eq!((demand.of(0), demand.of(1)), (5_000_000 * demand.parts(), 0));
    }
}
