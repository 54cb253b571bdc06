//! Where clocks stand: the time zone of time stamps without an offset, and of the days and months
//! in reports.
//!
//! Two crates for times, for a reason that was measured: chrono is what the rest of the program
//! counts in; the zones of the IANA database come packed with jiff (a small program has 915 kB with
//! it, 335 kB with chrono alone), while chrono-tz spreads them over 2,241 kB. Both answer alike
//! where clocks are put forward or back. jiff stays in this file.

use std::fmt;
use std::str::FromStr;

use chrono::{
    Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Timelike, Utc,
};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::Instant;

/// A time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Coordinated Universal Time, which Autodesk's own days are in.
    #[default]
    Utc,
    /// So far from UTC, all year.
    Fixed(FixedOffset),
    /// A zone of the IANA database, with its summer times; clones share it.
    Named(TimeZone),
}

/// What a clock's time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One moment.
    One(Instant),
    /// Either of two: the clocks were put back, and showed the time twice.
    Two(Instant, Instant),
    /// None: the clocks were put forward over it.
    Never,
}

impl Zone {
    /// The date on which the moment falls here.
    pub fn date(&self, at: Instant) -> NaiveDate {
        match self {
            Self::Utc => at.date(),
            Self::Fixed(offset) => at.utc().with_timezone(offset).date_naive(),
            Self::Named(zone) => {
                let offset = Timestamp::from_millisecond(at.millis())
                    .map_or(0, |at| zone.to_offset(at).seconds());
                at.after(i64::from(offset) * 1000).date()
            }
        }
    }

    /// The moment at which a clock here shows `time`.
    pub fn reading(&self, time: NaiveDateTime) -> Reading {
        let at = |seconds: i32| Instant::of_utc(time).after(-1000 * i64::from(seconds));
        match self {
            Self::Utc => Reading::One(Instant::of_utc(time)),
            Self::Fixed(offset) => Reading::One(at(offset.local_minus_utc())),
            Self::Named(zone) => match civil(time)
                .map(|time| zone.to_ambiguous_timestamp(time).offset())
            {
                Some(AmbiguousOffset::Unambiguous { offset }) => Reading::One(at(offset.seconds())),
                Some(AmbiguousOffset::Fold { before, after }) => {
                    let (before, after) = (at(before.seconds()), at(after.seconds()));
                    Reading::Two(before.min(after), before.max(after))
                }
                Some(AmbiguousOffset::Gap { .. }) | None => Reading::Never,
            },
        }
    }

    /// The moment at which the day begins here: midnight, or when the clocks skip it, the first
    /// moment after.
    pub fn start_of(&self, date: NaiveDate) -> Instant {
        let midnight = date.and_time(NaiveTime::MIN);
        match self.reading(midnight) {
            Reading::One(at) | Reading::Two(at, _) => at,
            // Clocks are put forward by an hour; the day begins where the hour before it ended.
            Reading::Never => match self.reading(midnight - TimeDelta::hours(1)) {
                Reading::One(at) | Reading::Two(_, at) => at.after(3_600_000),
                Reading::Never => Instant::of_utc(midnight),
            },
        }
    }
}

/// The same time in the terms of the database of zones.
fn civil(time: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    let small = |part: u32| i8::try_from(part).ok();
    let nanos = i32::try_from(time.nanosecond()).ok()?;
    let (year, month, day) =
        (i16::try_from(time.year()).ok()?, small(time.month())?, small(time.day())?);
    let (hour, minute, second) =
        (small(time.hour())?, small(time.minute())?, small(time.second())?);
    jiff::civil::DateTime::new(year, month, day, hour, minute, second, nanos).ok()
}

impl FromStr for Zone {
    type Err = String;

    /// Reads `UTC`, an offset such as `+01:00`, or a name of the IANA database such as
    /// `Europe/Berlin`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
            return Ok(Self::Utc);
        }
        if text.starts_with(['+', '-']) {
            let offset = text
                .parse::<FixedOffset>()
                .map_err(|_| "must be an offset such as +01:00".to_owned())?;
            return Ok(if offset == Utc.fix() { Self::Utc } else { Self::Fixed(offset) });
        }
        let zones = TimeZoneDatabase::bundled();
        if let Ok(zone) = zones.get(text) {
            return Ok(Self::Named(zone));
        }
        let names: Vec<_> = zones.available().map(|name| name.as_str().to_owned()).collect();
        let near = super::nearest(text, names.iter().map(String::as_str));
        let near = near.first().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Err(format!("must be UTC, an offset such as +01:00, or a name such as Europe/Berlin{near}"))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => write!(out, "UTC"),
            Self::Fixed(offset) => write!(out, "{offset}"),
            Self::Named(zone) => write!(out, "{}", zone.iana_name().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(text: &str) -> Zone {
        text.parse().unwrap()
    }

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_zone_is_utc_an_offset_or_a_name() {
        assert_eq!(zone("+00:00"), Zone::Utc);
        assert_eq!(zone("europe/berlin").to_string(), "Europe/Berlin");
        assert_eq!(zone("-08:00").to_string(), "-08:00");
        assert!("Europe/Berln".parse::<Zone>().unwrap_err().contains("Europe/Berlin"));
        assert!("+25:00".parse::<Zone>().is_err());
    }

    #[test]
    fn clocks_put_back_show_a_time_twice_and_forward_never() {
        let berlin = zone("Europe/Berlin");
        // 2025-10-26 03:00 summer time becomes 02:00; 2025-03-30 02:00 becomes 03:00.
        let utc = |text: &str| Instant::of_utc(at(text));
        assert_eq!(
            berlin.reading(at("2025-10-26T02:30:00")),
            Reading::Two(utc("2025-10-26T00:30:00"), utc("2025-10-26T01:30:00"))
        );
        assert_eq!(berlin.reading(at("2025-03-30T02:30:00")), Reading::Never);
        assert_eq!(
            berlin.reading(at("2025-07-01T02:00:00")),
            Reading::One(utc("2025-07-01T00:00:00"))
        );
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_after_it() {
        // In Beirut the clocks go from 00:00 to 01:00 on 2024-03-31: the day begins at 22:00 UTC of
        // the day before.
        let start = zone("Asia/Beirut").start_of(at("2024-03-31T00:00:00").date());
        assert_eq!(start.to_string(), "2024-03-30T22:00:00Z");
    }
}
