//! What would other readings of the rule have charged?
//!
//! ```text
//! calendar days: one charge for each UTC day on which something was opened, short sessions
//!     included
//! without grace: the windows, short sessions charged like others
//! without rollover: the windows, a session charged at its open only
//! every session: one charge each, short ones included
//! ```
//!
//! Advisers and spreadsheets take these for the rule; RULES §3 says by how much they are off.
//!
//! Example: Sophie, Mon 19:00–Tue 17:00, reopened twice, on Tuesday both: 1 charge by the rule, 2
//! by calendar days, 3 by sessions.
//!
//! Edges: covered sessions are left out of all of them, as they are out of the charges.

use serde::Serialize;

use crate::engine::metering::window::Windows;
use crate::model::{Day, Instant, Session};

/// A reading of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The rule itself.
    Rule,
    /// One charge for each UTC day.
    CalendarDays,
    /// Windows, with short sessions charged like others.
    WithoutGrace,
    /// Windows, with a session charged at its open only.
    WithoutRollover,
    /// One charge for each session.
    EverySession,
}

/// How many readings there are beside the rule.
pub const READINGS: usize = 4;

impl Reading {
    /// All but the rule, in the order in which they are counted.
    pub const OTHERS: [Self; READINGS] =
        [Self::CalendarDays, Self::WithoutGrace, Self::WithoutRollover, Self::EverySession];

    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::CalendarDays => "calendar_days",
            Self::WithoutGrace => "without_grace",
            Self::WithoutRollover => "without_rollover",
            Self::EverySession => "every_session",
        }
    }
}

/// What the readings would have charged one person for one product under one rate sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingsOf {
    /// Who used what.
    pub pair: u32,
    /// The rate sheet in force, by its place.
    pub sheet: usize,
    /// Charges, by the order of [`Reading::OTHERS`].
    pub charges: [u64; READINGS],
}

#[derive(Clone, Default)]
struct State {
    last_day: Option<Day>,
    without_grace: Windows,
    without_rollover: Windows,
    by_sheet: Vec<[u64; READINGS]>,
}

/// The readings of every person and product.
#[derive(Default)]
pub(super) struct Readings(Vec<State>);

impl Readings {
    /// Takes the next session; what falls within `bounds` counts.
    pub(super) fn session(
        &mut self,
        session: &Session,
        bounds: (Instant, Instant),
        grace: i64,
        sheet_on: impl Fn(Day) -> usize,
    ) {
        let pair = session.pair as usize;
        if self.0.len() <= pair {
            self.0.resize(pair + 1, State::default());
        }
        let Some(state) = self.0.get_mut(pair) else { return };
        let (opened, closed) = (session.opened, session.closed);
        let short = closed.is_some_and(|closed| closed.since(opened) < grace);
        let mut count = |reading: usize, at: Instant| {
            let sheet = sheet_on(at.day());
            if state.by_sheet.len() <= sheet {
                state.by_sheet.resize(sheet + 1, [0; READINGS]);
            }
            let counted = bounds.0 <= at && at < bounds.1;
            if let Some(charges) =
                state.by_sheet.get_mut(sheet).and_then(|charges| charges.get_mut(reading))
            {
                *charges += u64::from(counted);
            }
        };
        if state.last_day.replace(opened.day()) != Some(opened.day()) {
            count(0, opened);
        }
        state.without_grace.session(opened, closed).moments().for_each(|at| count(1, at));
        if !short {
            state.without_rollover.session(opened, None).moments().for_each(|at| count(2, at));
        }
        count(3, opened);
    }

    /// What was counted, by pair and sheet.
    pub(super) fn finish(self) -> Vec<ReadingsOf> {
        let pairs = (0..).zip(self.0);
        pairs
            .flat_map(|(pair, state)| {
                let by_sheet = state.by_sheet.into_iter().enumerate();
                by_sheet.map(move |(sheet, charges)| ReadingsOf { pair, sheet, charges })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: i64 = 300_000;

    /// The charges of sessions that begin at an hour and last so many milliseconds, by reading;
    /// what falls within hours 0 to 48 counts.
    fn charges(sessions: &[(i64, i64)]) -> [u64; READINGS] {
        let hour = |hours: i64| Instant::from_millis(hours * 3_600_000);
        let mut readings = Readings::default();
        for (opened, lasted) in sessions {
            let (pair, label, opened) = (0, 0, hour(*opened));
            let session = Session { pair, label, opened, closed: Some(opened.after(*lasted)) };
            readings.session(&session, (hour(0), hour(48)), GRACE, |_| 0);
        }
        readings.finish()[0].charges
    }

    #[test]
    fn only_without_rollover_a_session_below_the_grace_is_free() {
        // one below, at, one above: calendar days, without grace, without rollover, every session
        assert_eq!(charges(&[(0, GRACE - 1)]), [1, 1, 0, 1]);
        assert_eq!(charges(&[(0, GRACE)]), [1, 1, 1, 1]);
        assert_eq!(charges(&[(0, GRACE + 1)]), [1, 1, 1, 1]);
    }

    #[test]
    fn each_reading_charges_by_its_own_rule() {
        let hours = |hours: i64| hours * 3_600_000;
        // 19–41, then 42–43 and 45–46. Days: the first and the second. Windows: at 19, running to
        // 43, and at 45. Opens: three.
        assert_eq!(charges(&[(19, hours(22)), (42, hours(1)), (45, hours(1))]), [2, 2, 2, 3]);
        // 0–30 is charged again at 24, unless there is no rollover.
        assert_eq!(charges(&[(0, hours(30))]), [1, 2, 1, 1]);
        // before, at the first moment, at the last hour, and at the end
        assert_eq!(charges(&[(-1, hours(1))]), [0; READINGS]);
        assert_eq!(charges(&[(0, hours(1))]), [1; READINGS]);
        assert_eq!(charges(&[(47, hours(1))]), [1; READINGS]);
        assert_eq!(charges(&[(48, hours(1))]), [0; READINGS]);
    }
}
