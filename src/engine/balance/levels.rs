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
        let bought = matches!(event.what, What::Bought(_));
        let expired = matches!(event.what, What::Expired(_));
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
    fn days_are_marked_on_which_something_was_bought_or_expired_unused() {
        // One that expired, one bought the day after, and one that will be bought in two days.
        let lots = vec![
            lot(AS_OF - 10, AS_OF - 5, 10),
            lot(AS_OF - 4, AS_OF + 3, 20),
            lot(AS_OF + 2, AS_OF + 4, 5),
        ];
        let expected = [
            (-10, 10.into(), true, false),
            (-5, 0.into(), false, true),
            (-4, 20.into(), true, false),
            // nothing is charged today
            (0, 20.into(), false, false),
            (1, 20.into(), false, false),
            (2, 25.into(), true, false),
            (3, 5.into(), false, true),
            (4, 0.into(), false, true),
        ];
        assert_eq!(found(lots, 0), expected);
    }

    #[test]
    fn all_that_happens_on_a_day_is_one_level() {
        // One expires on the first day of the year, and one is bought; another was there before.
        let lots = vec![
            lot(AS_OF - 370, AS_OF - 364, 10),
            lot(AS_OF - 368, AS_OF + 1, 5),
            lot(AS_OF - 364, AS_OF + 1, 1),
        ];
        assert_eq!(found(lots, 0)[0], (-364, 6.into(), true, true));
        // What expired before that day is not marked on it.
        let lots = vec![lot(AS_OF - 380, AS_OF - 370, 7), lot(AS_OF - 368, AS_OF + 1, 5)];
        assert_eq!(found(lots, 0)[0], (-364, 5.into(), false, false));
    }

    #[test]
    fn a_lot_that_is_used_up_expires_unmarked() {
        // 3 of 3 are spent today.
        let spent = found(vec![lot(AS_OF, AS_OF + 1, 3), lot(AS_OF, AS_OF + 2, 9)], 3);
        let expected =
            [(0, 9.into(), true, false), (1, 6.into(), false, false), (2, 0.into(), false, true)];
        assert_eq!(spent, expected);
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
