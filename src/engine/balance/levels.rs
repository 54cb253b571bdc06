//! How much was left on each day, and how much will be?
//!
//! ```text
//! up to the day of the question as the replay has it, on each day on which something happened;
//!     then day by day at today's pace
//! ```
//!
//! Example: 100 tokens bought today, 2 a day expected: 98 tomorrow, 96 the day after.
//!
//! Edges: a year back and a year ahead, or until the last lot has expired; what was left when the
//! year began is its first level, and what happened before it is not marked.

use super::Balance;
use super::forecast::{Demand, levels as forecast_levels};
use crate::engine::pool::What;
use crate::model::{Day, MicroSum, Quotient, Tokens};

/// What was left, or will be, at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLevel {
    /// The day.
    pub day: Day,
    /// Tokens left.
    pub left: Quotient<Tokens>,
    /// Whether something was bought.
    pub bought: bool,
    /// Whether something expired unused.
    pub expired: bool,
}

/// What was left on every day on which something happened in the last year, and what will be on
/// every day of the next year, or until the last lot has expired, at today's pace.
pub fn levels(balance: &Balance, as_of: Day) -> Vec<DayLevel> {
    const YEAR: i32 = 365;
    let pool = &balance.pool;
    let mut levels: Vec<DayLevel> = Vec::new();
    for event in pool.events() {
        let (bought, expired) = (
            matches!(event.what, What::Bought(_)),
            matches!(event.what, What::Expired(_)) && !event.micro.is_none(),
        );
        // What was left when the year began is its first level.
        let day = event.day.max(as_of - YEAR + 1);
        let left = event.left.tokens().into();
        let is_early = event.day < day;
        match levels.last_mut() {
            Some(last) if last.day == day => {
                last.left = left;
                last.bought |= bought && !is_early;
                last.expired |= expired && !is_early;
            }
            _ => levels.push(DayLevel {
                day,
                left,
                bought: bought && !is_early,
                expired: expired && !is_early,
            }),
        }
    }
    let lots =
        || pool.lots().iter().zip(&balance.unused).filter(|(state, _)| !state.left().is_none());
    let last = lots().map(|(state, _)| state.lot.expires).max().unwrap_or(as_of).min(as_of + YEAR);
    let days = usize::try_from(last - as_of).unwrap_or_default();
    let demand = balance
        .demand
        .clone()
        .unwrap_or_else(|| Demand::steady(MicroSum::default(), 1, 100.into()));
    for (ahead, left) in (1..).zip(forecast_levels(pool, as_of, &demand, days)) {
        let day = as_of + ahead;
        let bought = lots().any(|(state, _)| !state.is_bought && state.lot.bought == day);
        let expired = lots().any(|(state, unused)| state.lot.expires == day && !unused.is_zero());
        levels.push(DayLevel { day, left, bought, expired });
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::super::testing::{AS_OF, asked, lot};
    use super::*;
    use crate::engine::pool::PoolLot;

    fn found(lots: Vec<PoolLot>, tokens_a_day: u64) -> Vec<(i32, Quotient<Tokens>, bool, bool)> {
        let balance = asked(lots, tokens_a_day);
        let levels = levels(&balance, AS_OF);
        let from = |level: DayLevel| (level.day - AS_OF, level.left, level.bought, level.expired);
        levels.into_iter().map(from).collect()
    }

    #[test]
    fn the_past_is_as_it_was_and_the_future_as_expected() {
        // 2 tokens were spent today; 2 a day are expected, and the 5 left expire in three days.
        let found = found(vec![lot(AS_OF, AS_OF + 3, 7)], 2);
        let expected = [
            (0, 5.into(), true, false),
            (1, 3.into(), false, false),
            (2, 1.into(), false, false),
            (3, 0.into(), false, true),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_happened_before_the_year_is_its_first_level_without_a_mark() {
        // The year begins 364 days ago: one day before, on it, and after it.
        for (bought, marked) in [(-365, false), (-364, true), (-363, true)] {
            let found = found(vec![lot(AS_OF + bought, AS_OF + 1, 10)], 0);
            let first = (bought.max(-364), 10.into(), marked, false);
            assert_eq!(found.first(), Some(&first), "{bought}");
        }
    }
}
