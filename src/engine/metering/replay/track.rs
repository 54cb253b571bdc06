//! What must be remembered of one person and product while a log is replayed?
//!
//! ```text
//! the window that runs, the session before, and what has been counted since the key last changed
//! ```
//!
//! Example: 40 charges of March, then one of April: the 40 go to the tallies when April's comes.
//!
//! Edges: a log jumps from person to person, so each track is one line of a core's cache; what only
//! few have (days covered by a seat) is kept elsewhere.

use super::Key;
use crate::engine::metering::window::Windows;
use crate::model::{Day, Instant, Month};

/// What is known of one person and product: one line of a core's cache, since a log jumps from one
/// to the next.
#[repr(align(64))]
pub(super) struct Track {
    pub(super) windows: Windows,
    pub(super) last_opened: Instant,
    pub(super) last_closed: Instant,
    pub(super) cover: Option<Box<Cover>>,
    pub(super) last_label: u32,
    /// What was counted last is counted here until something else is.
    pub(super) current: Counted,
    pub(super) charges: u32,
    pub(super) days: u32,
}

/// What tells the tallies of a pair apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) label: u32,
    pub(super) month: Option<Month>,
    pub(super) sheet: u16,
}

impl Counted {
    const NOTHING: Self = Self { label: 0, month: None, sheet: 0 };

    pub(super) fn key(self, pair: u32) -> Key {
        Key { pair, label: self.label, month: self.month, sheet: self.sheet.into() }
    }
}

/// The days on which a person is not charged, and the windows as they would be without.
pub(super) struct Cover {
    pub(super) days: Vec<(Day, Day)>,
    pub(super) windows: Windows,
}

impl Cover {
    pub(super) fn holds(&self, day: Day) -> bool {
        self.days.iter().any(|(from, until)| *from <= day && day < *until)
    }
}

impl Track {
    /// Of somebody who is not charged on `covered` days.
    pub(super) fn new(covered: &[(Day, Day)]) -> Self {
        let windows = Windows::default();
        let cover = || Box::new(Cover { days: covered.to_vec(), windows });
        Self {
            windows,
            last_opened: Instant::MIN,
            last_closed: Instant::MIN,
            cover: (!covered.is_empty()).then(cover),
            last_label: 0,
            current: Counted::NOTHING,
            charges: 0,
            days: 0,
        }
    }

    pub(super) fn covers(&self, day: Day) -> bool {
        self.cover.as_ref().is_some_and(|cover| cover.holds(day))
    }
}
