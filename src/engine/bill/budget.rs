//! Is a budget kept, and will it be?
//!
//! ```text
//! used = tokens charged in the calendar year or month of the question; forecast = used + pace ×
//!     days left in it
//! money = what the lots cost that paid for the tokens; what no lot paid for, × the price of such
//!     a token
//! ```
//!
//! So a budget of money agrees with the bill, where lots are known and where they are not; what a
//! token costs that no lot paid for, [`unpaid`](crate::engine::bill::unpaid) says.
//!
//! Example: 3,000 tokens used by the end of September at 12 a day: 3,000 + 12 × 92 = 4,104 by the
//! end of the year. Of 120 tokens 100 were paid by a lot at 2.50 and 20 were denied, which would
//! cost 3.00: 250.00 + 60.00 = 310.00.
//!
//! Edges: a budget that is met exactly is kept; denied use counts, since somebody wanted it; the
//! pace is that of the last 30 days, or of as many as are known, in tokens or in what they cost.
//! Use counts on the day of the charge, even where a debt for it is paid later.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use crate::engine::bill::chargeback::Sum;
use crate::engine::bill::paid::PaidCharge;
use crate::model::{
    Budget, Day, Figure, Limit, MicroSum, Number, Per, Quotient, TokenPrice, date_of, day_number,
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
    pub budget: Quotient<Number>,
    /// What was used so far.
    pub used: Quotient<Number>,
    /// What will have been used when it ends, at today's pace.
    pub forecast: Quotient<Number>,
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

/// What is said of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept, and will be.
    Kept,
    /// It will be used up before its time ends.
    ForecastOver,
    /// More is used already.
    Over,
}

/// Who has a budget, and what they asked for.
pub struct BudgetInput<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// What was asked for on which UTC day, in any order.
    pub asked: &'a [(Day, PaidCharge)],
    /// The day of the question.
    pub as_of: Day,
    /// How many days, up to that one, the pace is of.
    pub pace_days: u32,
    /// What a token costs that no lot paid for.
    pub unpaid_price: &'a Quotient<TokenPrice>,
}

/// Works out what has been used of a budget.
pub fn budget_use(input: &BudgetInput) -> BudgetUse {
    let Budget { name, limit, per, .. } = input.budget;
    let (first, until) = time_of(*per, date_of(input.as_of));
    let (unit, budget) = match limit {
        Limit::Tokens(tokens) => (Unit::Tokens, tokens.bare()),
        Limit::Cost(money) => (Unit::Money, money.bare()),
    };
    let used = since(input, unit, day_number(first));
    let days = input.pace_days.max(1);
    let recent = since(input, unit, input.as_of - i32::try_from(days).unwrap_or(i32::MAX) + 1);
    let ahead = u64::try_from(day_number(until) - 1 - input.as_of).unwrap_or_default();
    let more = (recent * Number::from(ahead)).over(u64::from(days)).unwrap_or_default();
    let forecast = &used + &more;
    BudgetUse { name: name.clone(), unit, per: *per, budget, used, forecast, until }
}

/// The calendar year or month of a day: its first day, and the first day after.
fn time_of(per: Per, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (first, months) = match per {
        Per::Year => (NaiveDate::from_yo_opt(today.year(), 1), 12),
        Per::Month => (today.with_day(1), 1),
    };
    let first = first.unwrap_or(today);
    (first, first.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
}

/// What was asked for from a day on, up to that of the question.
fn since(input: &BudgetInput, unit: Unit, from: Day) -> Quotient<Number> {
    let (mut paid, mut unpaid) = (Sum::default(), MicroSum::default());
    for (day, charge) in input.asked {
        if from <= *day && *day <= input.as_of {
            paid.micro += charge.paid.micro;
            paid.cost += &charge.paid.cost;
            unpaid += charge.unpaid;
        }
    }
    let (paid, unpaid) = (paid.part(), unpaid.tokens());
    match unit {
        Unit::Tokens => (paid.tokens + unpaid).bare(),
        Unit::Money => (paid.cost + unpaid * input.unpaid_price).bare(),
    }
}

impl BudgetUse {
    /// What is said of it.
    pub fn verdict(&self) -> Verdict {
        match () {
            () if self.used > self.budget => Verdict::Over,
            () if self.forecast > self.budget => Verdict::ForecastOver,
            () => Verdict::Kept,
        }
    }

    /// Whether more is used, or will be, than may be.
    pub fn is_over(&self) -> bool {
        self.verdict() != Verdict::Kept
    }

    /// What may still be used; negative where it is over.
    pub fn left(&self) -> Quotient<Number> {
        &self.budget - &self.used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Micro;

    /// So many whole tokens, paid by a lot at this price, and so many unpaid.
    fn charge(paid: u64, price: u64, unpaid: u64) -> PaidCharge {
        let mut sum = Sum::default();
        sum.add(Micro::new(paid * 1_000_000), &price.into());
        PaidCharge { paid: sum, unpaid: Micro::new(unpaid * 1_000_000) }
    }

    fn of(limit: Limit, per: Per, asked: &[(Day, PaidCharge)], as_of: Day) -> BudgetUse {
        let budget = Budget { name: "Design".into(), limit, per, place: None };
        let unpaid_price = &3.into();
        budget_use(&BudgetInput { budget: &budget, asked, as_of, pace_days: 30, unpaid_price })
    }

    #[test]
    fn a_budget_is_of_the_calendar_year_and_forecast_to_its_end() {
        let as_of = day_number("2026-09-30".parse().unwrap());
        let asked = [
            (as_of - 400, charge(0, 0, 9)),
            (as_of - 100, charge(0, 0, 2640)),
            (as_of, charge(0, 0, 360)),
            (as_of + 1, charge(0, 0, 1)),
        ];
        let tokens = |tokens: u64| of(Limit::Tokens(tokens.into()), Per::Year, &asked, as_of);
        // 360 in 30 days are 12 a day; 31 + 30 + 31 = 92 days are left: 3,000 + 1,104
        let result = tokens(4104);
        assert_eq!((&result.used, &result.forecast), (&3000.into(), &4104.into()));
        assert_eq!((result.left(), result.until), (1104.into(), "2027-01-01".parse().unwrap()));
        assert_eq!(result.verdict(), Verdict::Kept);
        assert_eq!(tokens(4103).verdict(), Verdict::ForecastOver);
        assert_eq!(tokens(3000).verdict(), Verdict::ForecastOver);
        assert_eq!(tokens(2999).verdict(), Verdict::Over);
        // September is over: 360 × 3.00
        let month = of(Limit::Cost(1080.into()), Per::Month, &asked, as_of);
        assert_eq!(
            (&month.used, &month.forecast, month.is_over()),
            (&1080.into(), &1080.into(), false)
        );
        assert_eq!(month.until, "2026-10-01".parse().unwrap());
    }

    #[test]
    fn money_is_what_the_lots_cost_and_the_price_of_what_none_paid_for() {
        let as_of = day_number("2026-12-31".parse().unwrap());
        let asked = [(as_of, charge(100, 2, 20))];
        // 100 × 2 + 20 × 3 = 260; the year is over, so nothing is added
        let verdict = |cost: u64| of(Limit::Cost(cost.into()), Per::Year, &asked, as_of).verdict();
        assert_eq!((verdict(261), verdict(260)), (Verdict::Kept, Verdict::Kept));
        assert_eq!(verdict(259), Verdict::Over);
        let tokens = of(Limit::Tokens(120.into()), Per::Year, &asked, as_of);
        assert_eq!((tokens.used.clone(), tokens.is_over()), (120.into(), false));
    }
}
