//! A span of days, half-open: what counts.

use std::str::FromStr;

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{Instant, Zone};

/// A span of days; without an end it is open there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether the day is within; a day that is not known is.
    pub fn has(self, day: Option<NaiveDate>) -> bool {
        day.is_none_or(|day| {
            self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
        })
    }

    /// The first moment, and the first one after, where days begin as in `zone`.
    pub fn bounds(self, zone: &Zone) -> (Instant, Instant) {
        let start = |date: NaiveDate| zone.start_of(date);
        (self.from.map_or(Instant::MIN, start), self.until.map_or(Instant::MAX, start))
    }

    /// How many days, where both ends are known.
    pub fn days(self) -> Option<u64> {
        let days = self.until?.signed_duration_since(self.from?).num_days();
        u64::try_from(days).ok()
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads a calendar span such as `2026`, `2026-Q3`, `2026-03` or `2026-03-02`; `A..=B`, from
    /// the first day of one to the last of the other; and `A..B`, where `B` no longer counts.
    fn from_str(text: &str) -> Result<Self, String> {
        let span = |text: &str| Calendar::named(text.trim()).ok_or_else(wrong);
        let (from, until) = if let Some((first, last)) = text.split_once("..=") {
            let (first, last) = (span(first)?, span(last)?);
            if last.until <= first.from {
                let (last, first) = (last.last_day(), first.from);
                return Err(format!("must not end before it begins; {last} is before {first}"));
            }
            (first.from, last.until)
        } else if let Some((first, after)) = text.split_once("..") {
            let (from, until) = (span(first)?.from, span(after)?.from);
            if until <= from {
                let wrong = format!("must end after it begins; {until} is not after {from}");
                let is_one = first.trim() == after.trim();
                return Err(if is_one {
                    format!("{wrong}: `{first}` alone is all of it")
                } else {
                    wrong
                });
            }
            (from, until)
        } else {
            let all = span(text)?;
            (all.from, all.until)
        };
        Ok(Self { from: Some(from), until: Some(until) })
    }
}

fn wrong() -> String {
    "must be 2026, 2026-Q3, 2026-03 or 2026-03-02; or two of them: 2026-01..=2026-09 with the \
     second, 2026-01-01..2026-10-01 without it"
        .to_owned()
}

/// A year, a quarter, a month or a day.
struct Calendar {
    from: NaiveDate,
    /// The first day after it.
    until: NaiveDate,
}

impl Calendar {
    fn named(text: &str) -> Option<Self> {
        if let Ok(from) = text.parse::<NaiveDate>() {
            return Some(Self { from, until: from.succ_opt()? });
        }
        let (year, part) =
            text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let (month, months) = match part.map(str::as_bytes) {
            None => (1, 12),
            Some([b'q' | b'Q', quarter @ b'1'..=b'4']) => (3 * u32::from(quarter - b'1') + 1, 3),
            Some([b'0'..=b'9', b'0'..=b'9']) => (part?.parse().ok()?, 1),
            Some(_) => return None,
        };
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let year = year.parse().ok().filter(|_| is_year)?;
        let from = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self { from, until: from.checked_add_months(Months::new(months))? })
    }

    fn last_day(&self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_its_first_day_and_not_the_day_after() {
        let period = "2026-01-01..2026-10-01".parse::<Period>().unwrap();
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert!(period.has(day("2026-01-01")) && period.has(day("2026-09-30")));
        assert!(!period.has(day("2025-12-31")) && !period.has(day("2026-10-01")));
        // 31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30
        assert_eq!(period.days(), Some(273));
        assert!("2026-01-01..2026-01-01".parse::<Period>().is_err());
    }

    fn read(text: &str) -> Result<String, String> {
        let Period { from, until } = text.parse()?;
        Ok(format!("{}..{}", from.unwrap(), until.unwrap()))
    }

    #[test]
    fn a_period_has_a_short_form() {
        for (short, long) in [
            ("2026", "2026-01-01..2027-01-01"),
            ("2024-02", "2024-02-01..2024-03-01"),
            ("2026-12", "2026-12-01..2027-01-01"),
            ("2026-Q1", "2026-01-01..2026-04-01"),
            ("2026-q4", "2026-10-01..2027-01-01"),
            ("2026-03-02", "2026-03-02..2026-03-03"),
            // with the last day, month, quarter and year
            ("2025-10-01..=2026-09-30", "2025-10-01..2026-10-01"),
            ("2025-10..=2026-09", "2025-10-01..2026-10-01"),
            ("2025-Q4 ..= 2026-Q3", "2025-10-01..2026-10-01"),
            ("2025..=2026", "2025-01-01..2027-01-01"),
            ("2026..=2026-06-15", "2026-01-01..2026-06-16"),
            // and without it
            ("2025-10..2026-10", "2025-10-01..2026-10-01"),
            ("2026-Q1..2026-07-15", "2026-01-01..2026-07-15"),
        ] {
            assert_eq!(read(short).as_deref(), Ok(long), "{short}");
            assert_eq!(read(long).as_deref(), Ok(long));
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "26",
            "20266",
            "2026-13",
            "2026-00",
            "2026-Q0",
            "2026-Q5",
            "2026-3",
            "2026-Q",
            "+026",
            "2026-02-30",
            "2026..",
            "..2026",
            "..",
            "2026...2027",
            "2026..=",
            "=2026",
            "2026-Q1-Q2",
        ] {
            let told = read(text).unwrap_err();
            assert!(told.starts_with("must be 2026, 2026-Q3, 2026-03"), "{text}: {told}");
        }
        assert_eq!(
            read("2026-03..2026-03").unwrap_err(),
            "must end after it begins; 2026-03-01 is not after 2026-03-01: `2026-03` alone is all \
             of it"
        );
        assert_eq!(
            read("2026-03-02..=2026-03-01").unwrap_err(),
            "must not end before it begins; 2026-03-01 is before 2026-03-02"
        );
        // one day is a period
        assert_eq!(read("2026-03-02..=2026-03-02").as_deref(), Ok("2026-03-02..2026-03-03"));
    }
}
