//! Days as numbers: Excel's day numbers, and seconds since 1970. In decimal digits, exactly.

use chrono::{DateTime, Days, NaiveDate};

use super::clock::all_digits;

/// From where a workbook counts its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    /// 1 is 1900-01-01, and there was a 1900-02-29, which there was not.
    #[default]
    From1900,
    /// 0 is 1904-01-01, as on old Macs.
    From1904,
}

/// Day numbers that only look like days where nothing else says so: 1954 to 2119. Smaller ones may
/// be years or days of a month.
const BELIEVED: std::ops::RangeInclusive<u64> = 20_000..=80_000;

/// A day number: whole days and the second of the day, to which it is rounded.
fn day_number(text: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if whole.is_empty() || whole.len() > 7 || fraction.is_empty() {
        return None;
    }
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    // 18 digits of a day are far below the nanosecond, and times 86,400 they fit.
    let digits = fraction.len().min(18);
    let fraction: u128 = fraction.get(..digits)?.parse().ok()?;
    let one = 10_u128.pow(u32::try_from(digits).ok()?);
    let seconds = u64::try_from((fraction * 86_400 * 2 + one) / (one * 2)).ok()?;
    Some((days + seconds / 86_400, seconds % 86_400))
}

/// The day of a number that may be read as one though the file does not say that it is.
pub(super) fn believed(text: &str) -> bool {
    day_number(text).is_some_and(|(days, _)| BELIEVED.contains(&days))
}

/// A day number as a date and, unless it is midnight and `clock` does not ask for it, a time.
pub(super) fn iso(text: &str, calendar: Calendar, clock: Clock) -> Option<String> {
    let (days, seconds) = day_number(text)?;
    let first = match calendar {
        // Before the day that there was not, numbers are one less.
        Calendar::From1900 if days >= 61 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        Calendar::From1900 if (1..=59).contains(&days) => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        Calendar::From1900 => return None,
        Calendar::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    let date = first.checked_add_days(Days::new(days))?;
    if date > NaiveDate::from_ymd_opt(9999, 12, 31)? {
        return None;
    }
    let (hours, minutes, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(match clock {
        Clock::IfAny if seconds == 0 => date.to_string(),
        _ => format!("{date}T{hours:02}:{minutes:02}:{second:02}"),
    })
}

/// Whether midnight is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    Always,
    IfAny,
}

/// Seconds or milliseconds since 1970, by the number of digits: 2001 to 2286.
pub(super) fn epoch(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !all_digits(whole) || !all_digits(fraction) || text.ends_with('.') {
        return None;
    }
    let millis = match whole.len() {
        10 => format!("{whole}{:0<3}", fraction.get(..fraction.len().min(3))?).parse().ok()?,
        13 if fraction.is_empty() => whole.parse().ok()?,
        _ => return None,
    };
    if whole.starts_with('0') {
        return None;
    }
    let at = DateTime::from_timestamp_millis(millis)?;
    let format = if millis % 1000 == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.3fZ" };
    Some(at.format(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_are_days_and_seconds() {
        let iso = |text: &str| iso(text, Calendar::From1900, Clock::IfAny);
        for (text, expected) in [
            ("46083", Some("2026-03-02")),
            ("46083.375", Some("2026-03-02T09:00:00")),
            ("46083,375", Some("2026-03-02T09:00:00")),
            // 0.5 / 86,400 = 0.00000578703…
            ("46083.000005787", Some("2026-03-02")),
            ("46083.000005788", Some("2026-03-02T00:00:01")),
            ("46083.999995", Some("2026-03-03")),
            ("46083.99998842592", Some("2026-03-02T23:59:59")),
            ("1", Some("1900-01-01")),
            ("59", Some("1900-02-28")),
            ("60", None),
            ("61", Some("1900-03-01")),
            ("2958465", Some("9999-12-31")),
            ("2958466", None),
            ("0", None),
            ("-1", None),
            ("46083.", None),
            ("4e4", None),
        ] {
            assert_eq!(iso(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn midnight_is_written_where_a_time_is_needed() {
        let at = |calendar| super::iso("44621", calendar, Clock::Always).unwrap();
        // 1904-01-01 is 1,462 days after the day called 0 in 1900
        assert_eq!(at(Calendar::From1900), "2022-03-01T00:00:00");
        assert_eq!(at(Calendar::From1904), "2026-03-02T00:00:00");
    }

    #[test]
    fn only_days_of_our_time_are_believed() {
        let found = ["19999", "20000", "80000", "80001", "2026", "31"].map(believed);
        assert_eq!(found, [false, true, true, false, false, false]);
    }

    #[test]
    fn seconds_since_1970_are_moments() {
        for (text, expected) in [
            ("1772438400", Some("2026-03-02T08:00:00Z")),
            ("1772438400.5", Some("2026-03-02T08:00:00.500Z")),
            ("1772438400123", Some("2026-03-02T08:00:00.123Z")),
            ("0772438400", None),
            ("177243840", None),
            ("17724384001", None),
            ("1772438400.", None),
        ] {
            assert_eq!(epoch(text).as_deref(), expected, "{text}");
        }
    }
}
