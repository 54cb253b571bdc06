//! A month of a calendar.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::Day;

/// A month, such as March of 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        let month = u32::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1);
        let first = NaiveDate::from_ymd_opt(self.0.div_euclid(12), month, 1);
        first.unwrap_or(NaiveDate::MAX).into()
    }

    /// The months from this one up to, and without, `end`.
    pub fn until(self, end: Self) -> impl Iterator<Item = Self> {
        (self.0..end.0).map(Self)
    }
}

/// The month that a date is in.
impl From<NaiveDate> for Month {
    fn from(date: NaiveDate) -> Self {
        Self(date.year() * 12 + i32::try_from(date.month0()).unwrap_or_default())
    }
}

/// `2026-03`.
impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse::<NaiveDate>().unwrap().into()
    }

    #[test]
    fn a_month_is_that_of_its_first_and_last_day() {
        assert_eq!(month("2026-03-01"), month("2026-03-31"));
        assert_eq!(month("2026-12-31").next(), month("2027-01-01"));
        assert_eq!(month("2026-12-31").to_string(), "2026-12");
        assert_eq!(month("0001-01-01").to_string(), "0001-01");
    }

    #[test]
    fn months_are_counted_up_to_the_end_without_it() {
        let months = |from, until| -> Vec<String> {
            month(from).until(month(until)).map(|month| month.to_string()).collect()
        };
        assert_eq!(months("2026-11-15", "2027-02-01"), ["2026-11", "2026-12", "2027-01"]);
        assert!(months("2026-11-15", "2026-11-30").is_empty());
        assert!(months("2026-11-15", "2026-10-30").is_empty());
    }
}
