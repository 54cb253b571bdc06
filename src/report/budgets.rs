//! Budgets: what has been used of each, and what a token costs in those of money.

use super::Table;
use super::price::why;
use crate::engine::bill::budget::{BudgetUse, Unit, Verdict};
use crate::engine::bill::budgets::HeldAt;
use crate::model::{Number, Per, Quotient};
use crate::render::{Cell, Section};

/// The budgets, one a row.
pub fn section(budgets: &[BudgetUse], currency: &str) -> Section {
    let amount = |budget: &BudgetUse, amount: &Quotient<Number>| match budget.unit {
        Unit::Tokens => Cell::Count(amount.clone()),
        Unit::Money => Cell::Money(amount.clone()),
    };
    let unit = currency.to_owned();
    let table = Table::of(budgets.iter())
        .text("name", "of", |budget| budget.name.clone())
        .text("unit", "in", |budget| match budget.unit {
            Unit::Tokens => "tokens".to_owned(),
            Unit::Money => unit.clone(),
        })
        .text("per", "a", |budget| match budget.per {
            Per::Year => "year",
            Per::Month => "month",
        })
        .cell("budget", "budget", |budget| amount(budget, &budget.budget))
        .cell("used", "used", |budget| amount(budget, &budget.used))
        .cell("left", "left", |budget| amount(budget, &budget.left()))
        .cell("forecast", "forecast\nto its end", |budget| amount(budget, &budget.forecast))
        .text("verdict", "verdict", |budget| match budget.verdict() {
            Verdict::Over => "over",
            Verdict::ForecastOver => "forecast over",
            Verdict::Kept => "kept",
        });
    Section { title: "budgets".to_owned(), grid: table.view() }
}

/// What tokens cost in budgets of money.
pub fn note(held_at: &HeldAt) -> String {
    let by_lots = "each token costs what the lot that paid for it did";
    let words = match held_at {
        HeldAt::Lots => by_lots.to_owned(),
        HeldAt::LotsAndPrice(unpaid) => {
            format!("{by_lots}; of those that no lot paid for, {}", why(unpaid))
        }
        HeldAt::Price(unpaid) => why(unpaid),
    };
    format!("budgets of money: {words}")
}
