//! Does the replay agree with what the portal showed?
//!
//! ```text
//! agrees: stated = left in the evening of the day, or in the morning, before its charges
//! ```
//!
//! Example: 100 tokens in the morning, 10 charged: 100 and 90 agree; 95 exceeds the evening by 5.
//!
//! Edges: of a day on which nothing happened, what was left on the last day before it; before the
//! first purchase, nothing.

use serde::Serialize;

use crate::engine::pool::{Pool, What, tokens};
use crate::model::{Day, Micro, MicroSum, Tokens};

/// What the portal showed, beside what the replay says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The day.
    pub on: Day,
    /// What the portal showed.
    pub stated: Tokens,
    /// What the replay leaves on the evening of that day.
    pub replayed: Tokens,
    /// What the replay had left in the morning, before that day's charges.
    pub replayed_in_the_morning: Tokens,
    /// By how much the statement exceeds the replay's evening; 0 where it agrees.
    pub difference: Tokens,
    /// Whether it is one of the two.
    pub agrees: bool,
}

/// What was left on every day on which something happened.
pub(super) struct History(Vec<Evening>);

/// What was left in the evening, and what was charged on the day, less what was given back.
#[derive(Clone, Copy, Default)]
struct Evening {
    day: Day,
    left: MicroSum,
    charged: MicroSum,
}

impl History {
    pub(super) fn new(pool: &Pool) -> Self {
        let mut days: Vec<Evening> = Vec::new();
        for event in pool.events() {
            let charged = match event.what {
                What::Charged(_) => event.micro,
                What::Credited(_) => MicroSum::ZERO - event.micro,
                _ => MicroSum::ZERO,
            };
            match days.last_mut() {
                Some(last) if last.day == event.day => {
                    last.left = event.left;
                    last.charged += charged;
                }
                _ => days.push(Evening { day: event.day, left: event.left, charged }),
            }
        }
        Self(days)
    }

    pub(super) fn stated(&self, on: Day, micro: Micro) -> Stated {
        let place = self.0.partition_point(|evening| evening.day <= on);
        let last = place.checked_sub(1).and_then(|place| self.0.get(place));
        let Evening { day, left, charged } = last.copied().unwrap_or_default();
        let morning = if day == on { left + charged } else { left };
        let stated = MicroSum::from(micro);
        let agrees = stated == left || stated == morning;
        let [stated, left, morning] = [stated, left, morning].map(tokens);
        let difference = if agrees { Tokens::ZERO } else { stated - left };
        Stated { on, stated, replayed: left, replayed_in_the_morning: morning, difference, agrees }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{AS_OF, lot, pool, spent};
    use super::*;

    #[test]
    fn a_statement_may_be_of_the_morning_or_of_the_evening() {
        // 100 in the morning, 10 spent.
        let history = History::new(&spent(pool(vec![lot(Day::default(), AS_OF + 100, 100)]), 10));
        let found = |day: Day, whole: u64| {
            let stated = history.stated(day, Micro::new(whole * 1_000_000));
            (stated.agrees, stated.difference)
        };
        for (whole, agrees, difference) in [
            (89, false, -Tokens::from(1)),
            (90, true, 0.into()),
            (95, false, 5.into()),
            (100, true, 0.into()),
            (101, false, 11.into()),
        ] {
            assert_eq!(found(AS_OF, whole), (agrees, difference), "{whole}");
        }
        // On the next day only the evening before is left.
        assert_eq!(found(AS_OF + 1, 90), (true, 0.into()));
        assert_eq!(found(AS_OF + 1, 100), (false, 10.into()));
        // Before the purchase there was nothing.
        assert_eq!(found(Day::since_1970(-1), 0), (true, 0.into()));
    }
}
