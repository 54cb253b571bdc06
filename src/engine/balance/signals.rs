//! What of a balance is worth looking at?
//!
//! ```text
//! low: left ÷ bought < 20 %; expiring: within 90 days
//! early: left ÷ bought ≤ 30 % with more than 90 days to the last expiry; idle: ≥ 30 % with 90
//!     or
//!     fewer
//! runs out: before the last lot expires; waste: something expires unused at today's pace
//! ```
//!
//! RULES §9. Shares are of lots that can still be used, and so is the last expiry: of those of
//! which something is left, where there are any.
//!
//! Example: 100 tokens bought, 19 left: low. 20 left with 200 days to go: not low, but early. 30
//! left with 50 days to go: idle, and expiring.
//!
//! Edges: a share that is the threshold is not low, and is early or idle; a lot that expires in
//! exactly so many days is expiring, and makes no pool early. The forecast, where there is one,
//! decides which of two advices is given: nothing is early of which something will expire unused,
//! nor idle what runs out before or is used up in time. Nothing that can be used is low. Cloud
//! credits pay for services only and are left out.

use serde::Serialize;

use super::forecast::{Demand, avoidable};
use super::paces::Pace;
use super::statements::Stated;
use crate::engine::bill::budget::BudgetUse;
use crate::engine::pool::{LotState, Pool, tokens};
use crate::model::{Day, LotKind, MicroSum, Money, Percent, Quotient, Tokens};

/// From when on something is worth a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalThresholds {
    /// Less than this share of the tokens is left, in percent.
    pub low: Percent,
    /// Tokens expire within so many days.
    pub expiring_days: u32,
    /// At most this share is left, in percent, which is early; or at least, which is idle: …
    pub idle: Percent,
    /// … with more than so many days to go, or with so many or fewer.
    pub idle_days: u32,
}

/// Something worth looking at, with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each says what its fields are")]
pub enum Signal {
    /// `left` of `bought` tokens in lots that can still be used is less than `threshold_percent`.
    Low {
        left: Tokens,
        bought: Tokens,
        left_percent: Option<Quotient<Percent>>,
        threshold_percent: Percent,
    },
    /// `tokens`, which cost `cost`, expire within `within_days`, the first on `first`.
    Expiring { tokens: Tokens, cost: Quotient<Money>, first: Day, within_days: u32 },
    /// `left` of `bought` tokens, at most `threshold_percent`, must last until `expires`, more than
    /// `beyond_days` ahead.
    Early {
        left: Tokens,
        bought: Tokens,
        left_percent: Quotient<Percent>,
        threshold_percent: Percent,
        expires: Day,
        beyond_days: u32,
    },
    /// `left` of `bought` tokens, at least `threshold_percent`, expire by `expires`, within
    /// `within_days`.
    Idle {
        left: Tokens,
        bought: Tokens,
        left_percent: Quotient<Percent>,
        threshold_percent: Percent,
        expires: Day,
        within_days: u32,
    },
    /// Tokens are used up on `on`, before the last of them would expire on `expires`.
    RunsOut { on: Day, expires: Day, tokens_per_day: Quotient<Tokens> },
    /// `tokens`, which cost `cost`, will expire unused, the first on `first`; the pace sufficed
    /// until `avoidable_until`, and `needed_per_day` would suffice now.
    Waste {
        tokens: Quotient<Tokens>,
        cost: Quotient<Money>,
        first: Day,
        tokens_per_day: Quotient<Tokens>,
        avoidable_until: Option<Day>,
        needed_per_day: Quotient<Tokens>,
    },
    /// `charges` of `tokens` were denied between `first` and `last`.
    Denied { charges: u64, tokens: Tokens, first: Day, last: Day },
    /// More is used than the budget has, or will be.
    OverBudget(BudgetUse),
    /// The portal showed something else than the replay leaves.
    Statement(Stated),
}

impl Signal {
    /// Every code, by the order of telling.
    pub const CODES: [&str; 9] = [
        "low",
        "early",
        "expiring",
        "idle",
        "runs-out",
        "waste",
        "denied",
        "over-budget",
        "statement",
    ];

    /// Its code, as JSON has it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Low { .. } => "low",
            Self::Early { .. } => "early",
            Self::Expiring { .. } => "expiring",
            Self::Idle { .. } => "idle",
            Self::RunsOut { .. } => "runs-out",
            Self::Waste { .. } => "waste",
            Self::Denied { .. } => "denied",
            Self::OverBudget(_) => "over-budget",
            Self::Statement(_) => "statement",
        }
    }
}

/// What a pool is looked at with.
pub(super) struct Looked<'a> {
    pub(super) pool: &'a Pool,
    pub(super) as_of: Day,
    pub(super) thresholds: &'a SignalThresholds,
    /// Today's pace, what it expects, and what will expire unused of each lot at it; `None` where
    /// no usage is known.
    pub(super) today: Option<(&'a Pace, &'a Demand, &'a [Quotient<Tokens>])>,
}

/// What is worth looking at in a pool, by the order of [`Signal::CODES`].
pub(super) fn signals(looked: &Looked) -> Vec<Signal> {
    let Looked { pool, as_of, thresholds, today } = *looked;
    let runs_out = today.and_then(|(pace, ..)| runs_out(pool, as_of, pace));
    let waste = today.and_then(|(pace, demand, unused)| waste(pool, as_of, pace, demand, unused));
    let early = early(pool, as_of, thresholds).filter(|_| waste.is_none());
    let will_be_idle = today.is_none() || waste.is_some() && runs_out.is_none();
    let idle = idle(pool, as_of, thresholds).filter(|_| will_be_idle);
    let (low, expiring) = (low(pool, as_of, thresholds), expiring(pool, as_of, thresholds));
    [low, early, expiring, idle, runs_out, waste, denied(pool)].into_iter().flatten().collect()
}

/// Lots of tokens that can be used, and for how many days yet.
fn usable(pool: &Pool, as_of: Day) -> impl Iterator<Item = (&LotState, i32)> {
    let lots =
        pool.lots().iter().filter(|state| state.is_bought && state.lot.kind == LotKind::Tokens);
    lots.map(move |state| (state, state.lot.expires - as_of)).filter(|(_, days)| *days > 0)
}

/// What is left of some lots, what was bought, and what share that is.
fn share<'a>(
    lots: impl Iterator<Item = &'a LotState>,
) -> (Tokens, Tokens, Option<Quotient<Percent>>) {
    let (mut left, mut bought) = (MicroSum::default(), MicroSum::default());
    for state in lots {
        left += state.left();
        bought += state.lot.micro;
    }
    let (left, bought) = (tokens(left), tokens(bought));
    let share = left.share_of(bought);
    (left, bought, share)
}

fn low(pool: &Pool, as_of: Day, thresholds: &SignalThresholds) -> Option<Signal> {
    let (left, bought, left_percent) = share(usable(pool, as_of).map(|(state, _)| state));
    let threshold_percent = thresholds.low;
    let is_low = left_percent.as_ref().is_none_or(|share| *share < threshold_percent);
    is_low.then_some(Signal::Low { left, bought, left_percent, threshold_percent })
}

fn expiring(pool: &Pool, as_of: Day, thresholds: &SignalThresholds) -> Option<Signal> {
    let soon = |days: i32| days.unsigned_abs() <= thresholds.expiring_days;
    let soon: Vec<_> = usable(pool, as_of)
        .filter(|(state, days)| soon(*days) && !state.left().is_none())
        .collect();
    let first = soon.iter().map(|(state, _)| state.lot.expires).min()?;
    Some(Signal::Expiring {
        tokens: tokens(soon.iter().map(|(state, _)| state.left()).sum()),
        cost: soon.iter().map(|(state, _)| state.cost(state.left())).sum(),
        first,
        within_days: thresholds.expiring_days,
    })
}

fn early(pool: &Pool, as_of: Day, thresholds: &SignalThresholds) -> Option<Signal> {
    let (threshold_percent, beyond_days) = (thresholds.idle, thresholds.idle_days);
    let expires = last_expiry(pool, as_of)
        .filter(|expires| (*expires - as_of).unsigned_abs() > beyond_days)?;
    let (left, bought, left_percent) = share(usable(pool, as_of).map(|(state, _)| state));
    let left_percent = left_percent.filter(|share| *share <= threshold_percent)?;
    Some(Signal::Early { left, bought, left_percent, threshold_percent, expires, beyond_days })
}

fn idle(pool: &Pool, as_of: Day, thresholds: &SignalThresholds) -> Option<Signal> {
    let (threshold_percent, within_days) = (thresholds.idle, thresholds.idle_days);
    let expires = last_expiry(pool, as_of)
        .filter(|expires| (*expires - as_of).unsigned_abs() <= within_days)?;
    let (left, bought, left_percent) = share(usable(pool, as_of).map(|(state, _)| state));
    let is_some_left = left != Tokens::ZERO;
    let left_percent = left_percent.filter(|share| is_some_left && *share >= threshold_percent)?;
    Some(Signal::Idle { left, bought, left_percent, threshold_percent, expires, within_days })
}

/// When the last lot expires of which something is left; of any, where nothing is.
fn last_expiry(pool: &Pool, as_of: Day) -> Option<Day> {
    let with_tokens = usable(pool, as_of).filter(|(state, _)| !state.left().is_none());
    let last = with_tokens.map(|(state, _)| state.lot.expires).max();
    last.or_else(|| usable(pool, as_of).map(|(state, _)| state.lot.expires).max())
}

fn runs_out(pool: &Pool, as_of: Day, pace: &Pace) -> Option<Signal> {
    let lots = pool
        .lots()
        .iter()
        .filter(|state| state.lot.kind == LotKind::Tokens && !state.left().is_none());
    let expires = lots.map(|state| state.lot.expires).filter(|expires| *expires > as_of).max()?;
    let is_left =
        pool.lots().iter().any(|state| state.lot.bought <= as_of && !state.left().is_none());
    let on = pace.runs_out.filter(|on| is_left && *on < expires)?;
    let tokens_per_day = pace.tokens_per_day.clone();
    Some(Signal::RunsOut { on, expires, tokens_per_day })
}

fn waste(
    pool: &Pool,
    as_of: Day,
    pace: &Pace,
    demand: &Demand,
    unused: &[Quotient<Tokens>],
) -> Option<Signal> {
    let lost = pool.lots().iter().zip(unused).filter(|(_, unused)| !unused.is_zero());
    let first = lost.map(|(state, _)| state.lot.expires).min()?;
    let (tokens, cost) = pace.unused.clone();
    let avoidable = avoidable(pool, as_of, demand)?;
    let there = pool.lots().iter().filter(|state| state.is_bought && !state.left().is_none());
    let since = there.map(|state| state.lot.bought).min()?;
    Some(Signal::Waste {
        tokens,
        cost,
        first,
        tokens_per_day: pace.tokens_per_day.clone(),
        // Before they were bought no pace could use them.
        avoidable_until: avoidable.until.filter(|until| *until >= since),
        needed_per_day: avoidable.tokens_per_day,
    })
}

fn denied(pool: &Pool) -> Option<Signal> {
    let days = || pool.days().iter().filter(|day| day.denied.0 > 0);
    let (first, last) = (days().next()?.day, days().next_back()?.day);
    Some(Signal::Denied {
        charges: days().map(|day| day.denied.0).sum(),
        tokens: tokens(days().map(|day| day.denied.1).sum()),
        first,
        last,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{AS_OF, charged, lot, pool, spent};
    use super::*;

    const EVER: Day = Day::since_1970(0);

    fn thresholds() -> SignalThresholds {
        SignalThresholds { low: 20.into(), expiring_days: 90, idle: 30.into(), idle_days: 90 }
    }

    fn codes(pool: &Pool) -> Vec<&'static str> {
        let thresholds = thresholds();
        let looked = Looked { pool, as_of: AS_OF, thresholds: &thresholds, today: None };
        signals(&looked).iter().map(Signal::code).collect()
    }

    /// 100 tokens that expire in so many days, of which so many are left.
    fn left(whole: u64, days: i32) -> Pool {
        spent(pool(vec![lot(AS_OF - 1, AS_OF + days, 100)]), 100 - whole)
    }

    #[test]
    fn less_than_a_fifth_is_low_and_at_most_three_tenths_are_early() {
        // 200 days to go, so that nothing expires within 90; a fresh lot raises nothing.
        for (whole, found) in [
            (0, vec!["low", "early"]),
            (19, vec!["low", "early"]),
            (20, vec!["early"]),
            (30, vec!["early"]),
            (31, vec![]),
            (99, vec![]),
            (100, vec![]),
        ] {
            assert_eq!(codes(&left(whole, 200)), found, "{whole}");
        }
    }

    #[test]
    fn at_least_three_tenths_are_idle_within_ninety_days_and_early_before() {
        let soon = ["expiring", "idle"];
        for (whole, days, found) in [
            (29, 90, vec!["expiring"]),
            (30, 90, soon.to_vec()),
            (31, 90, soon.to_vec()),
            (30, 89, soon.to_vec()),
            (30, 91, vec!["early"]),
            (31, 91, vec![]),
            // Tomorrow is soon; today it has expired, so that nothing is left.
            (50, 1, soon.to_vec()),
            (100, 0, vec!["low"]),
        ] {
            assert_eq!(codes(&left(whole, days)), found, "{whole} {days}");
        }
    }

    #[test]
    fn the_last_expiry_is_that_of_a_lot_of_which_something_is_left() {
        // 40 of 110 are left; 10 of the lot that pays first are used up, and 60 of the other.
        let lots = vec![lot(EVER, AS_OF + 80, 10), lot(EVER, AS_OF + 90, 100)];
        assert_eq!(codes(&spent(pool(lots), 70)), ["expiring", "idle"]);
        let lots = vec![lot(EVER, AS_OF + 80, 10), lot(EVER, AS_OF + 91, 100)];
        assert_eq!(codes(&spent(pool(lots), 70)), [""; 0]);
    }

    #[test]
    fn the_forecast_decides_whether_it_is_early_or_idle() {
        let at = |pool: &Pool, a_day: u64| {
            let demand =
                Demand::steady(MicroSum::new(u128::from(a_day) * 1_000_000), 1, 100.into());
            let ahead = super::super::forecast::forecast(pool, AS_OF, &demand);
            let unused = ahead.unused.iter().cloned().fold(Quotient::ZERO, |sum, one| sum + one);
            let pace =
                Pace { runs_out: ahead.runs_out, unused: (unused, 0.into()), ..Pace::of(&demand) };
            let thresholds = thresholds();
            let today = Some((&pace, &demand, ahead.unused.as_slice()));
            let looked = Looked { pool, as_of: AS_OF, thresholds: &thresholds, today };
            signals(&looked).iter().map(Signal::code).collect::<Vec<_>>()
        };
        // 30 of 100 with 200 days to go: 0 a day leaves them to expire, 1 a day does not.
        let long = left(30, 200);
        assert_eq!(at(&long, 0), ["waste"]);
        assert_eq!(at(&long, 1), ["early", "runs-out"]);
        // 50 of 100 with 50 days to go, 49 of which can be used: at 1 a day 1 expires, at 2 none.
        let short = left(50, 50);
        assert_eq!(at(&short, 1), ["expiring", "idle", "waste"]);
        assert_eq!(at(&short, 2), ["expiring", "runs-out"]);
    }

    #[test]
    fn lots_that_are_used_up_do_not_expire() {
        assert_eq!(codes(&left(0, 10)), ["low"]);
        let two =
            vec![lot(EVER, AS_OF + 10, 4), lot(EVER, AS_OF + 20, 6), lot(EVER, AS_OF + 91, 90)];
        // 4 of the first and 1 of the second are spent: 5 at 3.00 expire, the first in 20 days.
        let found = expiring(&spent(pool(two), 5), AS_OF, &thresholds());
        let expected = Signal::Expiring {
            tokens: 5.into(),
            cost: 15.into(),
            first: AS_OF + 20,
            within_days: 90,
        };
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn a_pool_runs_out_only_before_its_last_lot_expires() {
        let pool = pool(vec![lot(EVER, AS_OF + 50, 100), lot(EVER, AS_OF + 100, 100)]);
        let demand = Demand::steady(MicroSum::new(1_000_000), 1, 100.into());
        let found = |day: i32| {
            let pace = Pace { runs_out: Some(AS_OF + day), ..Pace::of(&demand) };
            runs_out(&pool, AS_OF, &pace).is_some()
        };
        assert_eq!([99, 100, 101].map(found), [true, false, false]);
        assert!(runs_out(&pool, AS_OF, &Pace::of(&demand)).is_none());
    }

    #[test]
    fn waste_is_told_from_the_first_lot_that_expires_unused() {
        let pool = pool(vec![lot(EVER, AS_OF + 50, 100), lot(EVER, AS_OF + 100, 100)]);
        let demand = Demand::steady(MicroSum::new(1_000_000), 1, 100.into());
        let pace = Pace { unused: (7.into(), 21.into()), ..Pace::of(&demand) };
        let found = |unused: [u64; 2]| {
            let unused = unused.map(Quotient::from);
            match waste(&pool, AS_OF, &pace, &demand, &unused) {
                Some(Signal::Waste { first, tokens, cost, .. }) => Some((first, tokens, cost)),
                _ => None,
            }
        };
        let from = |day: i32| Some((AS_OF + day, 7.into(), 21.into()));
        assert_eq!(found([0, 0]), None);
        assert_eq!(found([0, 7]), from(100));
        assert_eq!(found([3, 4]), from(50));
    }

    #[test]
    fn waste_was_avoidable_only_since_what_is_left_was_bought() {
        // 100 tokens at 1 a day must be begun 100 days before they expire in 50.
        let told = |bought: i32| {
            let pool = pool(vec![
                lot(AS_OF + bought, AS_OF + 50, 100),
                // What has expired and what is not yet bought count for nothing.
                lot(EVER, AS_OF - 1, 1),
                lot(AS_OF + 10, AS_OF + 70, 100),
            ]);
            let demand = Demand::steady(MicroSum::new(1_000_000), 1, 100.into());
            let pace = Pace { unused: (50.into(), 150.into()), ..Pace::of(&demand) };
            match waste(&pool, AS_OF, &pace, &demand, &[1, 50, 50].map(Quotient::from)) {
                Some(Signal::Waste { avoidable_until, .. }) => avoidable_until,
                _ => None,
            }
        };
        let until = Some(AS_OF - 50);
        assert_eq!([told(-51), told(-50), told(-49)], [until, until, None]);
    }

    #[test]
    fn denied_use_is_counted_from_its_first_day_to_its_last() {
        let mut pool = pool(vec![lot(EVER, AS_OF + 100, 10)]);
        assert_eq!(denied(&pool), None);
        // 11 of 10 are denied, 5 are paid, then 6 and 7 of the 5 left: 11 + 6 + 7.
        for (day, whole) in [(1, 11), (2, 5), (3, 6), (4, 7)] {
            pool.charge(&charged(AS_OF + day, whole));
        }
        let expected =
            Signal::Denied { charges: 3, tokens: 24.into(), first: AS_OF + 1, last: AS_OF + 4 };
        assert_eq!(denied(&pool), Some(expected));
    }

    #[test]
    fn every_code_is_what_json_calls_it() {
        let low = Signal::Low {
            left: 0.into(),
            bought: 0.into(),
            left_percent: None,
            threshold_percent: 20.into(),
        };
        let json = serde_json::to_value(&low).unwrap();
        assert_eq!(json["code"], low.code());
        assert!(Signal::CODES.contains(&low.code()));
    }
}
