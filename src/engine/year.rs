//! What would a year be like these days?
//!
//! Formula: a year = what these days saw × 365 ÷ days, or × 12 ÷ months where only those are
//! known.
//!
//! Example: 108 tokens in 31 days are 108 × 365 ÷ 31 = 1,271.6 in a year.
//!
//! Edges: a year has 365 days, leap years too, so that 366 days are more than a year. Nothing is
//! rounded here: whole tokens are bought once, of the sum.

use std::num::NonZeroU64;

use chrono::{Datelike, NaiveDate};

use crate::engine::divisor::common_divisor;
use crate::model::{Day, Days, Month, Number, Percent, Period, Quotient, Tokens, Unit, counted};

/// The days of a year.
pub const YEAR_DAYS: u64 = 365;
/// The months of a year.
const YEAR_MONTHS: u64 = 12;

/// Fewer days than these say little about a year: the guide asks for a quarter.
const FEW_DAYS: u64 = 90;
/// Fewer months than these.
const FEW_MONTHS: u64 = 3;
/// From so many days without use at the end of a period on, its files may have ended before.
const SILENT_DAYS: u64 = 30;

/// The days that usage is about.
#[derive(Clone, Debug)]
pub struct Span {
    /// What part of a year they are: days ÷ 365, or months ÷ 12.
    pub share_of_year: Quotient<Number>,
    /// The days in words.
    pub words: String,
    /// The days; open where only their number is known.
    pub days: Period,
    /// How many days or months they are.
    count: NonZeroU64,
    /// How many of those a year has.
    in_a_year: u64,
}

impl Span {
    /// The days from `from` up to `until`; `None` where there are none.
    pub fn of_days(from: NaiveDate, until: NaiveDate) -> Option<Self> {
        let days = Period { from: Some(from), until: Some(until) };
        let count = days.days().and_then(NonZeroU64::new)?;
        let words = format!("{} from {from} up to {until}", counted(count.get(), "day"));
        Self::new(count, YEAR_DAYS, words, days)
    }

    /// The days from `day` on, where that is one of them but the first.
    pub fn from_day(&self, day: Day) -> Option<Self> {
        let (from, until) = self.days.from.zip(self.days.until)?;
        let day = day.date();
        if day <= from { None } else { Self::of_days(day, until) }
    }

    /// So many months, whichever they are; `None` of no month.
    pub fn of_months(months: u32) -> Option<Self> {
        let count = NonZeroU64::new(months.into())?;
        Self::new(count, YEAR_MONTHS, counted(months.into(), "month"), Period::default())
    }

    fn new(count: NonZeroU64, in_a_year: u64, words: String, days: Period) -> Option<Self> {
        let share_of_year = Quotient::from(count.get()).over(in_a_year)?;
        Some(Self { share_of_year, words, days, count, in_a_year })
    }

    /// How many days or months they are, and what each of them does: `31 days say`.
    pub fn length(&self, does: &str) -> String {
        let one = if self.in_a_year == YEAR_MONTHS { "month" } else { "day" };
        counted(self.count.get(), &format!("{one} {does}"))
    }

    /// Whether these days are just a year.
    pub fn is_a_year(&self) -> bool {
        self.count.get() == self.in_a_year
    }

    /// Whether they are so few that seasons and projects are not in them.
    pub fn says_little(&self) -> bool {
        let few = if self.in_a_year == YEAR_MONTHS { FEW_MONTHS } else { FEW_DAYS };
        self.count.get() < few
    }

    /// How many of their last days have no use behind `last`, the day of the last use, where those
    /// are so many that the files may end before the period does.
    pub fn days_after(&self, last: NaiveDate) -> Option<u64> {
        let next = last.succ_opt()?;
        let silent = Period { from: Some(next), until: self.days.until }.days()?;
        (silent >= SILENT_DAYS).then_some(silent)
    }

    /// What part of a year they are, in percent.
    pub fn percent_of_year(&self) -> Quotient<Percent> {
        Percent::from_fraction(&self.share_of_year)
    }

    /// The tokens of a year in which every day is like these.
    pub fn tokens_a_year(&self, tokens: Tokens) -> Quotient<Tokens> {
        self.a_year(tokens.into())
    }

    /// The days of use of such a year, perhaps a part of one.
    pub fn days_a_year(&self, days_of_use: u64) -> Quotient<Days> {
        self.a_year(days_of_use.into())
    }

    /// By which whole numbers a year is told from these days, `× the first ÷ the second`, without
    /// a common divisor.
    pub fn a_year_in_whole_numbers(&self) -> (u64, NonZeroU64) {
        let common = common_divisor(self.in_a_year.into(), self.count.get().into());
        let reduced = |number: u64| u64::try_from(u128::from(number) / common).unwrap_or(number);
        let count = NonZeroU64::new(reduced(self.count.get())).unwrap_or(self.count);
        (reduced(self.in_a_year), count)
    }

    fn a_year<U: Unit>(&self, amount: Quotient<U>) -> Quotient<U> {
        (amount * Number::from(self.in_a_year)).shared(self.count)
    }

    /// By what an amount of these days is multiplied to be one of a year: `365 ÷ 31`.
    pub fn times_in_numbers(&self) -> String {
        format!("{} ÷ {}", self.in_a_year, self.count)
    }

    /// The months that are wholly within.
    pub fn full_months(&self) -> Vec<Month> {
        let (Some(from), Some(until)) = (self.days.from, self.days.until) else {
            return Vec::new();
        };
        let first = if from.day() == 1 { from.into() } else { Month::from(from).next() };
        first.until(until.into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Option<Span> {
        Span::of_days(from.parse().unwrap(), until.parse().unwrap())
    }

    #[test]
    fn days_are_brought_to_a_year_without_rounding() {
        // 73 days are a fifth of 365: 100 tokens are 500 a year
        let fifth = span("2026-01-01", "2026-03-15").unwrap();
        assert_eq!(fifth.percent_of_year(), Quotient::from(20));
        assert_eq!(fifth.tokens_a_year(100.into()), Quotient::from(500));
        // 1 × 365 ÷ 30 = 12 1⁄6, and 30 of those are 365 again
        let month = span("2026-04-01", "2026-05-01").unwrap();
        assert_eq!(month.days_a_year(1) * Number::from(30), Quotient::from(365));
    }

    #[test]
    fn a_year_is_365_days_or_twelve_months() {
        let is_a_year = |until| span("2026-01-01", until).unwrap().is_a_year();
        assert_eq!(["2026-12-31", "2027-01-01", "2027-01-02"].map(is_a_year), [false, true, false]);
        let months = |months| Span::of_months(months).unwrap();
        assert_eq!([11, 12, 13].map(|n| months(n).is_a_year()), [false, true, false]);
        // 9 months: 300 tokens are 300 × 12 ÷ 9 = 400
        assert_eq!(months(9).tokens_a_year(300.into()), Quotient::from(400));
    }

    #[test]
    fn less_than_a_quarter_says_little() {
        let little = |days| Span::of_days(date(0), date(days)).unwrap().says_little();
        assert_eq!([89, 90].map(little), [true, false]);
        assert_eq!(
            [2, 3].map(|months| Span::of_months(months).unwrap().says_little()),
            [true, false]
        );
    }

    #[test]
    fn a_month_without_use_at_the_end_is_told() {
        let after = |last| Span::of_days(date(0), date(60)).unwrap().days_after(date(last));
        // the last day is the 59th: behind the 29th there are 30
        assert_eq!([29, 30, 59].map(after), [Some(30), None, None]);
        assert_eq!(Span::of_months(9).unwrap().days_after(date(0)), None);
    }

    fn date(days: u64) -> NaiveDate {
        NaiveDate::MIN + chrono::Days::new(days)
    }

    #[test]
    fn no_days_are_no_span() {
        assert!(span("2026-01-01", "2026-01-01").is_none());
        assert!(span("2026-01-02", "2026-01-01").is_none());
        assert!(Span::of_months(0).is_none());
    }

    #[test]
    fn a_month_counts_when_all_of_it_is_within() {
        let full = |from, until| span(from, until).unwrap().full_months().len();
        assert_eq!(full("2026-01-01", "2026-04-01"), 3);
        assert_eq!(full("2026-01-02", "2026-04-01"), 2);
        assert_eq!(full("2026-01-01", "2026-03-31"), 2);
    }
}
