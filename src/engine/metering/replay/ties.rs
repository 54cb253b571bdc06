//! Has this session been there already?
//!
//! ```text
//! repeated: the same person, product, open and close as a session before
//! ```
//!
//! Logs that are put together from files that overlap have rows twice; none of them is two uses.
//!
//! Example: opened at 09:00, closed at 11:00, and the same row again: the second is repeated. One
//! that was opened at 09:00 and closed on the day after the next is not, and is charged on.
//!
//! Edges: a session without a close is another than one with any. What else a row says tells no two
//! sessions apart, or the account of rows would depend on what is grouped by; but a session on
//! another machine is one to look at.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::model::Instant;

/// What tells sessions of one pair apart that were opened together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) closed: Option<Instant>,
    pub(super) label: u32,
}

/// Whether a session has been there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// It has not.
    Never,
    /// It has, in a row that says something else of it.
    Otherwise,
    /// It has, in a row that says the same.
    Again,
}

/// Sessions of one person and product that were opened at the same moment, for the few pairs that
/// have any: kept beside the tracks, which are as large as a line of the cache and no larger.
#[derive(Default)]
pub(super) struct Ties(HashMap<u32, Together, FixedState>);

/// When some sessions were opened, and what each of them was.
#[derive(Default)]
struct Together {
    opened: Instant,
    met: Vec<Tie>,
}

impl Ties {
    /// Whether `this`, which was opened at the same moment as `last`, the one before it of its
    /// pair, has been there already.
    pub(super) fn met(&mut self, pair: u32, opened: Instant, last: Tie, this: Tie) -> Met {
        if this == last {
            return Met::Again;
        }
        let together = self.0.entry(pair).or_default();
        if together.opened != opened || together.met.is_empty() {
            *together = Together { opened, met: vec![last] };
        }
        let met = if together.met.contains(&this) {
            Met::Again
        } else if together.met.iter().any(|tie| tie.closed == this.closed) {
            Met::Otherwise
        } else {
            Met::Never
        };
        together.met.push(this);
        met
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{counted, hour, session};
    use super::*;

    fn tie(closed: i64) -> Tie {
        Tie { closed: Some(hour(closed)), label: 0 }
    }

    #[test]
    fn only_the_same_close_has_been_there() {
        let mut ties = Ties::default();
        assert_eq!(ties.met(0, hour(9), tie(11), tie(11)), Met::Again);
        assert_eq!(ties.met(0, hour(9), tie(11), tie(12)), Met::Never);
        // Not the last one, but the one before it.
        assert_eq!(ties.met(0, hour(9), tie(12), tie(11)), Met::Again);
        // Another pair, and another open.
        assert_eq!(ties.met(1, hour(9), tie(13), tie(11)), Met::Never);
        assert_eq!(ties.met(0, hour(10), tie(13), tie(11)), Met::Never);
        assert_eq!(ties.met(0, hour(10), tie(11), Tie { closed: None, label: 0 }), Met::Never);
        // On another machine, and there again.
        let elsewhere = Tie { label: 1, ..tie(11) };
        assert_eq!(ties.met(0, hour(10), tie(11), elsewhere), Met::Otherwise);
        assert_eq!(ties.met(0, hour(10), tie(11), elsewhere), Met::Again);
    }

    #[test]
    fn the_first_open_there_is_can_be_tied() {
        // 1970-01-01 00:00 is what an empty entry holds.
        assert_eq!(Ties::default().met(0, hour(0), tie(1), tie(2)), Met::Never);
    }

    #[test]
    fn the_longer_of_two_sessions_opened_together_is_charged_on() {
        // 2 h: charged at hour 0. 50 h: again at 24 and 48.
        let found = counted(&[session(0, Some(2)), session(0, Some(50))]);
        assert_eq!((found.charges, found.repeated), (3, 0));
        // A row that is there twice is one.
        let found = counted(&[session(0, Some(2)), session(0, Some(2)), session(0, Some(50))]);
        assert_eq!((found.charges, found.repeated), (3, 1));
    }
}
