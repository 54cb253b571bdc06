//! A moment in time, as usage logs have it.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use super::Day;

/// A moment, to the millisecond: eight bytes, because the largest organisation's year has tens of
/// millions of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// Milliseconds in 24 hours: a window, and a day of UTC, whatever the clocks do (RULES §2).
pub const DAY: i64 = 86_400_000;

impl Instant {
    /// The earliest moment there is.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest moment there is.
    pub const MAX: Self = Self(i64::MAX);

    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment at which the UTC day begins.
    pub fn start_of(day: impl Into<Day>) -> Self {
        Self(i64::from(day.into().days_since_1970()) * DAY)
    }

    /// The moment at which a clock of UTC shows `time`.
    pub fn of_utc(time: NaiveDateTime) -> Self {
        Self(time.and_utc().timestamp_millis())
    }

    /// The UTC day.
    pub fn day(self) -> Day {
        // Every moment that comes in is within the calendar, whose days fit many times over.
        Day::since_1970(i32::try_from(self.0.div_euclid(DAY)).unwrap_or(i32::MAX))
    }

    /// The UTC date.
    pub fn date(self) -> NaiveDate {
        self.day().date()
    }

    /// The same moment as a date and time of UTC.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// `millis` later.
    #[must_use]
    pub const fn after(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to here.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// What programs get: the text.
impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `2026-01-05T08:00:00Z`, with milliseconds where there are any.
impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_knows_its_utc_day() {
        let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let start = Instant::start_of(date);
        assert_eq!((start.date(), start.after(DAY - 1).date()), (date, date));
        assert_eq!(start.after(DAY).date(), date.succ_opt().unwrap());
        assert_eq!(start.after(-1).date(), date.pred_opt().unwrap());
        assert_eq!(start.after(8 * 3_600_000).to_string(), "2024-02-29T08:00:00Z");
        assert_eq!(start.after(1).to_string(), "2024-02-29T00:00:00.001Z");
    }

    #[test]
    fn days_before_1970_count_backwards() {
        assert_eq!(Instant::from_millis(-1).day().to_string(), "1969-12-31");
    }
}
