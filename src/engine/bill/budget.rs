//! Is a budget kept, and will it be?
//!
//! ```text
//! used = tokens charged in the calendar year or month of the question; forecast = used + pace × days left in it
//! money = tokens × price of a token, the agreed or the list price
//! ```
//!
//! Example: 3,000 tokens used by the end of September at 12 a day: 3,000 + 12 × 92 = 4,104 by the
//! end of the year.
//!
//! Edges: a budget that is met exactly is kept; denied use counts, since somebody wanted it; the
//! pace is that of the last 30 days, or of as many as are known.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use crate::model::{
    Budget, Day, Exact, Limit, Micro, MicroSum, Per, TokenPrice, date_of, day_number,
};

/// A budget and what has been used of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetUse {
    /// The team, the person or the product.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// The time that it is for.
    pub per: Per,
    /// What may be used in that time.
    pub budget: Exact,
    /// What was used so far.
    pub used: Exact,
    /// What will have been used when it ends, at today's pace.
    pub forecast: Exact,
    /// The first day after it.
    pub until: NaiveDate,
}

/// What a budget is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Tokens.
    Tokens,
    /// Money.
    Money,
}

/// Who has a budget, and what they asked for, by UTC days.
pub struct BudgetInput<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// What was asked for, in any order.
    pub asked: &'a [(Day, Micro)],
    /// The day of the question.
    pub as_of: Day,
    /// How many days, up to that one, the pace is of.
    pub pace_days: u32,
    /// What a token costs, for a budget of money.
    pub token_price: &'a TokenPrice,
}

/// Works out what has been used of a budget.
pub fn budget_use(input: &BudgetInput) -> BudgetUse {
    let Budget { name, limit, per } = input.budget;
    let today = date_of(input.as_of);
    let (first, months) = match per {
        Per::Year => (NaiveDate::from_yo_opt(today.year(), 1), 12),
        Per::Month => (today.with_day(1), 1),
    };
    let first = first.unwrap_or(today);
    let until = first.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
    let (unit, budget, price) = match limit {
        Limit::Tokens(tokens) => (Unit::Tokens, tokens.exact(), Exact::from(1)),
        Limit::Cost(money) => (Unit::Money, money.exact(), input.token_price.exact().clone()),
    };
    let sum = |from: Day| {
        let asked = input.asked.iter().filter(|(day, _)| from <= *day && *day <= input.as_of);
        asked.map(|(_, micro)| *micro).sum::<MicroSum>().tokens().exact() * &price
    };
    let used = sum(day_number(first));
    let days = input.pace_days.max(1);
    let recent = sum(input.as_of - i32::try_from(days).unwrap_or(i32::MAX) + 1);
    let ahead = u64::try_from(day_number(until) - 1 - input.as_of).unwrap_or_default();
    let more =
        (&recent * &ahead.into()).divided_by(&u64::from(days).into()).unwrap_or_else(Exact::zero);
    let forecast = &used + &more;
    BudgetUse { name: name.clone(), unit, per: *per, budget: budget.clone(), used, forecast, until }
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
        let of = |limit: Limit, per: Per| {
            let budget = Budget { name: "Design".into(), limit, per };
            budget_use(&BudgetInput {
                budget: &budget,
                asked: &asked.map(|(day, micro)| (day, Micro::new(micro))),
                as_of,
                pace_days: 30,
                token_price: &3.into(),
            })
        };
        let tokens = |tokens: u64| of(Limit::Tokens(tokens.into()), Per::Year);
        // 360 in 30 days are 12 a day; 31 + 30 + 31 = 92 days are left: 3,000 + 1,104
        let result = tokens(4104);
        assert_eq!((&result.used, &result.forecast), (&3000.into(), &4104.into()));
        assert_eq!(result.until, "2027-01-01".parse().unwrap());
        // September is over: 360 × 3.00
        let month = of(Limit::Cost(1080.into()), Per::Month);
        assert_eq!(
            (&month.used, &month.forecast, month.is_over()),
            (&1080.into(), &1080.into(), false)
        );
        assert_eq!(month.until, "2026-10-01".parse().unwrap());
        assert!(!result.is_over() && tokens(4103).is_over());
    }
}
