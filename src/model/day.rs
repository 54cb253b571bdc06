//! A day of a calendar, as a number that days can be added to.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Days, NaiveDate};
use serde::{Serialize, Serializer};

/// A day: four bytes, because a year of a large organisation has tens of millions of charges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Earlier than any date.
    pub const MIN: Self = Self(i32::MIN);
    /// Later than any date.
    pub const MAX: Self = Self(i32::MAX);

    /// The day so many days after 1970-01-01.
    pub const fn since_1970(days: i32) -> Self {
        Self(days)
    }

    /// How many days after 1970-01-01 it is.
    pub const fn days_since_1970(self) -> i32 {
        self.0
    }

    /// Its date; beyond the calendar, the calendar's last.
    pub fn date(self) -> NaiveDate {
        let (epoch, distance) = (NaiveDate::default(), Days::new(self.0.unsigned_abs().into()));
        let date = if self.0 < 0 {
            epoch.checked_sub_days(distance)
        } else {
            epoch.checked_add_days(distance)
        };
        date.unwrap_or(NaiveDate::MAX)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        // The calendar's days fit many times over.
        Self(i32::try_from(days).unwrap_or(i32::MAX))
    }
}

impl Add<i32> for Day {
    type Output = Self;
    fn add(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Day {
    type Output = Self;
    fn sub(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }
}

/// How many days lie between.
impl Sub for Day {
    type Output = i32;
    fn sub(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

/// `2026-01-05`.
impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(out)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.date().serialize(serializer)
    }
}

/// The day of a date.
pub fn day_number(date: NaiveDate) -> Day {
    date.into()
}

/// The date of a day.
pub fn date_of(day: Day) -> NaiveDate {
    day.date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_date_before_and_after_1970() {
        for (days, text) in [(-1, "1969-12-31"), (0, "1970-01-01"), (19_782, "2024-02-29")] {
            let day = Day::since_1970(days);
            assert_eq!((day.to_string(), Day::from(day.date())), (text.to_owned(), day));
        }
        // 0001-01-01
        assert_eq!(Day::since_1970(-719_162).to_string(), "0001-01-01");
    }

    #[test]
    fn days_are_added_and_taken_off_across_a_leap_day() {
        let day = Day::from("2024-02-28".parse::<NaiveDate>().unwrap());
        assert_eq!([(day + 1).to_string(), (day + 2).to_string()], ["2024-02-29", "2024-03-01"]);
        assert_eq!((day + 2 - day, day - (day + 2), day + 2 - 2), (2, -2, day));
    }

    #[test]
    fn the_ends_stay_the_ends() {
        assert_eq!((Day::MAX + 1, Day::MIN - 1), (Day::MAX, Day::MIN));
        assert_eq!(Day::MAX.date(), NaiveDate::MAX);
    }
}
