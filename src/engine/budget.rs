//! Is a budget kept, and will it be?
//!
//! ```text
//! used = tokens charged in the calendar year of the question; forecast = used + pace × days left in that year
//! ```
//!
//! Example: 3,000 tokens used by the end of September at 12 a day: 3,000 + 12 × 92 = 4,104 by the end of the year.
//!
//! Edges: a budget that is met exactly is kept; denied use counts, since somebody wanted it; the pace is that of the last 30
//! days, or of as many as are known.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::model::{Exact, Given, Tokens, date_of, day_number};

/// A budget and what has been used of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetUse {
    /// The team or the person.
    pub name: String,
    /// What may be used in the year.
    pub budget: Tokens,
    /// What was used in the year so far.
    pub used: Tokens,
    /// What will have been used when it ends, at today's pace.
    pub forecast: Tokens,
    /// The first day after the year.
    pub until: NaiveDate,
}

/// Who has a budget, and what they asked for: UTC days with millionths of a token.
pub struct BudgetInput<'a> {
    /// The team or the person.
    pub name: &'a str,
    /// What may be used in a year.
    pub budget: &'a Tokens,
    /// What was asked for, in any order.
    pub asked: &'a [(i32, u64)],
    /// The day of the question.
    pub as_of: i32,
    /// How many days, up to that one, the pace is of.
    pub pace_days: u32,
}

/// Works out what has been used of a budget.
pub fn budget_use(input: &BudgetInput) -> BudgetUse {
    let year = date_of(input.as_of).year();
    let first = NaiveDate::from_yo_opt(year, 1).unwrap_or(NaiveDate::MIN);
    let until = NaiveDate::from_yo_opt(year + 1, 1).unwrap_or(NaiveDate::MAX);
    let sum = |from: i32| {
        let asked = input.asked.iter().filter(|(day, _)| from <= *day && *day <= input.as_of);
        Exact::whole(asked.map(|(_, micro)| u128::from(*micro)).sum()).times_ten_to(-6)
    };
    let used = sum(day_number(first));
    let days = input.pace_days.max(1);
    let recent = sum(input.as_of - i32::try_from(days).unwrap_or(i32::MAX) + 1);
    let ahead = u64::try_from(day_number(until) - 1 - input.as_of).unwrap_or_default();
    let more = (&recent * &ahead.into()).divided_by(&u64::from(days).into()).unwrap_or_else(Exact::zero);
    BudgetUse {
        name: input.name.to_owned(),
        budget: input.budget.clone(),
        forecast: Tokens::new(&used + &more),
        used: Tokens::new(used),
        until,
    }
}

impl BudgetUse {
    /// Whether more is used, or will be, than may be.
    pub fn is_over(&self) -> bool {
        self.used > self.budget || self.forecast > self.budget
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_of_the_calendar_year_and_forecast_to_its_end() {
        let as_of = day_number("2026-09-30".parse().unwrap());
        let asked = [(as_of - 400, 9_000_000), (as_of - 100, 2_640_000_000), (as_of, 360_000_000)];
        let of = |budget: u64| {
            budget_use(&BudgetInput { name: "Design", budget: &budget.into(), asked: &asked, as_of, pace_days: 30 })
        };
        // 360 in 30 days are 12 a day; 31 + 30 + 31 = 92 days are left: 3,000 + 1,104
        let result = of(4104);
        assert_eq!((&result.used, &result.forecast), (&3000.into(), &4104.into()));
        assert_eq!(result.until, "2027-01-01".parse().unwrap());
        assert!(!result.is_over() && of(4103).is_over());
    }
}
