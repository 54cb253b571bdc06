//! Times and dates as usage files write them: ISO 8601, in its fixed width at the speed of a log.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::{Day, Instant, Reading, Zone};

/// Reads times of one file.
pub(super) struct Times {
    zone: Zone,
    /// The date read last, as text and as milliseconds: a sorted log has thousands of times of one
    /// day.
    last_date: ((u64, u16), i64),
    /// How often a time had no offset, so that the zone decided.
    pub(super) without_offset: u64,
    /// How often clocks showed a time twice, so that the first was taken.
    pub(super) shown_twice: u64,
    /// How often digits finer than a millisecond were cut off.
    pub(super) finer: u64,
}

/// What is wrong with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTime {
    /// It is not written as one.
    Malformed,
    /// Clocks were put forward over it.
    Skipped,
}

impl Times {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, last_date: ((0, 0), 0), without_offset: 0, shown_twice: 0, finer: 0 }
    }

    /// Reads a moment such as `2026-03-02T08:00:00Z`, with or without seconds, fraction and offset.
    #[inline]
    pub(super) fn moment(&mut self, text: &[u8]) -> Result<Instant, NoTime> {
        if let Ok(text) = <&[u8; 20]>::try_from(text)
            && let Some(at) = self.fixed_width(text)
        {
            return Ok(at);
        }
        let (early, _) = self.readings(text)?;
        Ok(early)
    }

    /// The moment of a close: where clocks showed its time twice, the first one that is not before
    /// the open.
    #[inline]
    pub(super) fn close(&mut self, text: &[u8], opened: Instant) -> Result<Instant, NoTime> {
        if let Ok(text) = <&[u8; 20]>::try_from(text)
            && let Some(at) = self.fixed_width(text)
        {
            return Ok(at);
        }
        let (early, late) = self.readings(text)?;
        Ok(if early < opened { late } else { early })
    }

    /// `2026-03-02T08:00:00Z`, which nearly every log has.
    #[inline]
    fn fixed_width(&mut self, text: &[u8; 20]) -> Option<Instant> {
        let [y1, y2, y3, y4, d1, m1, m2, d2, t1, t2, t, h1, h2, c1, n1, n2, c2, s1, s2, z] = *text;
        if z != b'Z' || c1 != b':' || c2 != b':' || !matches!(t, b'T' | b' ') {
            return None;
        }
        let [hours, minutes, seconds] = [two(h1, h2)?, two(n1, n2)?, two(s1, s2)?];
        if hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        // Two numbers are compared faster than ten letters.
        let date =
            (u64::from_le_bytes([y1, y2, y3, y4, d1, m1, m2, d2]), u16::from_le_bytes([t1, t2]));
        if date != self.last_date.0 {
            let day = date_from(&[y1, y2, y3, y4, d1, m1, m2, d2, t1, t2])?;
            self.last_date = (date, Instant::start_of(day).millis());
        }
        Some(Instant::from_millis(
            self.last_date.1 + (hours * 3600 + minutes * 60 + seconds) * 1000,
        ))
    }

    /// The first and the last moment that the text may mean.
    fn readings(&mut self, text: &[u8]) -> Result<(Instant, Instant), NoTime> {
        let text = std::str::from_utf8(text).map_err(|_| NoTime::Malformed)?;
        let (time, offset) = split_offset(text).ok_or(NoTime::Malformed)?;
        let (time, finer) = local_time(time).ok_or(NoTime::Malformed)?;
        self.finer += u64::from(finer);
        let Some(offset) = offset else {
            self.without_offset += 1;
            return match self.zone.reading(time) {
                Reading::One(at) => Ok((at, at)),
                Reading::Two(early, late) => {
                    self.shown_twice += 1;
                    Ok((early, late))
                }
                Reading::Never => Err(NoTime::Skipped),
            };
        };
        let at = Instant::of_utc(time.checked_sub_offset(offset).ok_or(NoTime::Malformed)?);
        Ok((at, at))
    }

    /// Reads the UTC day of a date such as `2026-03-02`, perhaps with a time behind it.
    pub(super) fn day(text: &[u8]) -> Result<Day, NoTime> {
        let date =
            |text: &[u8]| <&[u8; 10]>::try_from(text).ok().and_then(date_from).map(Day::from);
        if let Some(day) = date(text) {
            return Ok(day);
        }
        let text = std::str::from_utf8(text).map_err(|_| NoTime::Malformed)?;
        let (time, offset) = split_offset(text).ok_or(NoTime::Malformed)?;
        let (time, _) = local_time(time).ok_or(NoTime::Malformed)?;
        let utc = offset.map_or(Some(time), |offset| time.checked_sub_offset(offset));
        Ok(Instant::of_utc(utc.ok_or(NoTime::Malformed)?).day())
    }
}

/// Two digits.
#[inline]
fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

/// `2026-03-02`, of the years that a calendar of licences can have.
fn date_from(text: &[u8; 10]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    NaiveDate::from_ymd_opt(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

/// The time, and its offset from UTC where it has one.
fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, FixedOffset::east_opt(0)));
    }
    let (_, clock) = text.split_once(['T', 't', ' '])?;
    let Some(place) = clock.rfind(['+', '-']).map(|place| text.len() - clock.len() + place) else {
        return Some((text, None));
    };
    let (time, offset) = text.split_at_checked(place)?;
    let digits: Vec<u8> = offset.bytes().skip(1).filter(|byte| *byte != b':').collect();
    let (hours, minutes) = match *digits.as_slice() {
        [h1, h2] => (two(h1, h2)?, 0),
        [h1, h2, m1, m2] => (two(h1, h2)?, two(m1, m2)?),
        _ => return None,
    };
    let east = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| minutes < 60)?;
    FixedOffset::east_opt(if offset.starts_with('-') { -east } else { east })
        .map(|offset| (time.trim_end(), Some(offset)))
}

/// `2026-03-02T08:00:00.123` to the millisecond, and whether finer digits were cut off.
fn local_time(text: &str) -> Option<(NaiveDateTime, bool)> {
    let (date, clock) = text.split_once(['T', 't', ' '])?;
    let date = <&[u8; 10]>::try_from(date.as_bytes()).ok().and_then(date_from)?;
    let (clock, fraction) =
        clock.trim_start().split_once(['.', ',']).unwrap_or((clock.trim_start(), "0"));
    let (hours, minutes, seconds) = match *clock.as_bytes() {
        [h1, h2, b':', m1, m2] => (two(h1, h2)?, two(m1, m2)?, 0),
        [h1, h2, b':', m1, m2, b':', s1, s2] => (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?),
        _ => return None,
    };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis = fraction
        .bytes()
        .chain(*b"00")
        .take(3)
        .fold(0, |millis, digit| millis * 10 + u32::from(digit - b'0'));
    let finer = fraction.bytes().skip(3).any(|digit| digit != b'0');
    let [hours, minutes, seconds] =
        [hours, minutes, seconds].map(|part| u32::try_from(part).unwrap_or(u32::MAX));
    let time = NaiveTime::from_hms_milli_opt(hours, minutes, seconds, millis)?;
    Some((date.and_time(time), finer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str, zone: &str) -> Result<String, NoTime> {
        Times::new(zone.parse().unwrap()).moment(text.as_bytes()).map(|at| at.to_string())
    }

    #[test]
    fn every_way_to_write_a_moment_is_read() {
        for text in [
            "2026-03-02T08:00:00Z",
            "2026-03-02 08:00:00Z",
            "2026-03-02T08:00:00.000Z",
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T09:00+0100",
            "2026-03-02T09:00:00 +01",
            "2026-03-02T03:30:00-04:30",
            "2026-03-02 08:00",
            "2026-03-02T08:00:00.0000000",
        ] {
            assert_eq!(moment(text, "UTC").as_deref(), Ok("2026-03-02T08:00:00Z"), "{text}");
        }
        assert_eq!(
            moment("2026-03-02 09:00", "Europe/Berlin").as_deref(),
            Ok("2026-03-02T08:00:00Z")
        );
        assert_eq!(
            moment("2026-03-02T08:00:00.1239Z", "UTC").as_deref(),
            Ok("2026-03-02T08:00:00.123Z")
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "Total",
            "2026-03-02",
            "03/02/2026 08:00",
            "2026-02-29T08:00:00Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T08:60:00Z",
            "2026-03-02T08:00:60Z",
            "2026-3-2 08:00",
            "2026-03-02T08:00:00+1",
            "2026-03-02T08:00:0xZ",
            "2026-03-02T08:00:00+99:00",
            "２026-03-02T08:00:00Z",
        ] {
            assert_eq!(moment(text, "UTC"), Err(NoTime::Malformed), "{text}");
        }
        assert_eq!(moment("2025-03-30 02:30", "Europe/Berlin"), Err(NoTime::Skipped));
    }

    #[test]
    fn a_close_in_the_repeated_hour_is_not_before_its_open() {
        let mut times = Times::new("Europe/Berlin".parse().unwrap());
        // 02:50 is shown at 00:50 and 01:50 UTC, 02:10 at 00:10 and 01:10
        let opened = times.moment(b"2025-10-26 02:50").unwrap();
        let closed = times.close(b"2025-10-26 02:10", opened).unwrap();
        assert_eq!(
            (opened.to_string(), closed.to_string()),
            ("2025-10-26T00:50:00Z".into(), "2025-10-26T01:10:00Z".into())
        );
        assert_eq!(times.shown_twice, 2);
    }

    #[test]
    fn a_day_is_the_utc_day() {
        let day = |text: &str| Times::day(text.as_bytes());
        assert_eq!(day("1970-01-02"), Ok(Day::since_1970(1)));
        assert_eq!(day("2011-01-03 00:00:00"), day("2011-01-03"));
        assert_eq!(day("2026-03-02T00:30:00+01:00"), day("2026-03-01"));
        assert_eq!(day("3/2/2026"), Err(NoTime::Malformed));
    }
}
