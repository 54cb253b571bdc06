//! When is a session charged?
//!
//! ```text
//! charged at its open, unless a window is running; charged again at the end of each window while
//!     it is still open
//! ```
//!
//! A window is the 24 hours that one charge pays for. It belongs to one person and one product
//! (RULES §2, 1–3; Autodesk's terms: contiguous 24 hours from an authorised user's first
//! launch).
//!
//! Example: opened Fri 16:00, closed Mon 09:00: charged Fri 16:00, Sat 16:00, Sun 16:00; the window
//! ends Mon 16:00.
//!
//! Edges: sessions and windows are half-open, so one closed exactly when its window ends is not
//! charged again, and one opened then is; a session with no close never rolls over, since how long
//! it ran is unknown (RULES §2, 5).

use crate::model::{DAY, Instant};

/// The windows of one person and product. Sessions must come in the order in which they were
/// opened; of those opened together the order does not matter, and overlapping ones count as their
/// union (RULES §2, 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    end: Instant,
}

/// The charges of one session: `count` of them, 24 hours apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charges {
    /// When the first one is made.
    pub first: Instant,
    /// How many.
    pub count: u32,
}

impl Charges {
    /// The moment of each.
    pub fn moments(self) -> impl Iterator<Item = Instant> {
        (0..i64::from(self.count)).map(move |charge| self.first.after(charge * DAY))
    }
}

impl Default for Windows {
    /// None has been charged yet.
    fn default() -> Self {
        Self { end: Instant::MIN }
    }
}

impl Windows {
    /// What the next session is charged.
    #[inline]
    pub fn session(&mut self, opened: Instant, closed: Option<Instant>) -> Charges {
        let at_open = opened >= self.end;
        let (first, window_end) =
            if at_open { (opened, opened.after(DAY)) } else { (self.end, self.end) };
        let beyond = closed.map_or(0, |closed| closed.since(window_end).max(0));
        // One more for every window that ends while the session is open.
        let again = if beyond == 0 { 0 } else { (beyond - 1) / DAY + 1 };
        self.end = window_end.after(again * DAY);
        let count = u32::try_from(again).unwrap_or(u32::MAX - 1) + u32::from(at_open);
        Charges { first, count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hours from the beginning.
    fn hour(hours: i64) -> Instant {
        Instant::from_millis(hours * 3_600_000)
    }

    fn charged(windows: &mut Windows, from: i64, to: i64) -> Vec<i64> {
        let charges = windows.session(hour(from), Some(hour(to)));
        charges.moments().map(|at| at.millis() / 3_600_000).collect()
    }

    #[test]
    fn a_session_still_open_when_its_window_ends_is_charged_again() {
        let mut priscilla = Windows::default();
        // Mon 08:00–17:00; Tue 07:00–17:00: Monday's window ends Tue 08:00
        assert_eq!(charged(&mut priscilla, 8, 17), [8]);
        assert_eq!(charged(&mut priscilla, 24 + 7, 24 + 17), [24 + 8]);
    }

    #[test]
    fn closed_exactly_at_the_end_is_not_charged_again_and_opened_then_is() {
        let mut windows = Windows::default();
        assert_eq!(charged(&mut windows, 0, 24), [0]);
        assert_eq!(charged(&mut windows, 24, 25), [24]);
        let mut later = Windows::default();
        assert_eq!(later.session(hour(0), Some(hour(24).after(1))).count, 2);
    }

    #[test]
    fn a_weekend_left_open_is_charged_three_times() {
        // Fri 16:00 to Mon 09:00 = 65 hours
        assert_eq!(charged(&mut Windows::default(), 16, 81), [16, 40, 64]);
    }

    #[test]
    fn a_session_without_a_close_never_rolls_over() {
        let mut windows = Windows::default();
        assert_eq!(windows.session(hour(0), None), Charges { first: hour(0), count: 1 });
        assert_eq!(windows.session(hour(23), None).count, 0);
        assert_eq!(windows.session(hour(24), None).count, 1);
    }

    #[test]
    fn a_session_may_last_for_ever() {
        let most = Windows::default()
            .session(Instant::from_millis(0), Some(Instant::from_millis(i64::MAX)));
        assert_eq!(most.count, u32::MAX);
    }
}
