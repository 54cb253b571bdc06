//! How `chargeback` reads: its columns and sentences.

use serde_json::{Map, Value, json};

use super::{Row, Shown};
use crate::engine::bill::budget::{BudgetUse, Unit};
use crate::engine::bill::chargeback::Part;
use crate::model::{Exact, Money, Per, Percent, Tokens};
use crate::render::{Cell, Column, Grid, Section, column, number};

/// How many groups a person sees; programs get all.
const MOST_GROUPS: usize = 30;

/// A group for programs.
pub(super) fn row(row: &Row, keys: &[&str], total: &Part) -> Value {
    let names = keys.iter().zip(&row.keys).map(|(key, value)| ((*key).to_owned(), json!(value)));
    let mut object: Map<String, Value> = names.collect();
    object.insert("people".to_owned(), json!(row.people));
    object.insert("days".to_owned(), json!(row.days));
    object.insert("tokens".to_owned(), json!(row.tokens));
    object.insert("cost".to_owned(), json!(row.cost));
    object.insert("share_percent".to_owned(), json!(share(&row.cost, total)));
    Value::Object(object)
}

fn share(cost: &Money, total: &Part) -> Option<Percent> {
    Percent::of(cost.exact(), total.cost.exact())
}

const FIGURES: [&str; 5] = ["people", "days", "tokens", "cost", "share_percent"];

/// Columns named by what was asked for.
fn keyed(keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| column((*key).to_owned(), *key)).collect()
}

fn cells(keys: Vec<Cell>, row: &Row, total: &Part) -> Vec<Cell> {
    let figures = [
        Cell::Count(row.people.into()),
        Cell::Count(row.days.into()),
        (&row.tokens).into(),
        (&row.cost).into(),
        share(&row.cost, total).as_ref().into(),
    ];
    keys.into_iter().chain(figures).collect()
}

/// What else there is in the bill: a name, tokens, money.
fn others(shown: &Shown) -> Vec<(&'static str, Option<Tokens>, Money)> {
    let mut others = Vec::new();
    if shown.unused.cost != Money::zero() || shown.unused.tokens != Tokens::zero() {
        others.push((
            "(expired or not yet used)",
            Some(shown.unused.tokens.clone()),
            shown.unused.cost.clone(),
        ));
    }
    others.extend(
        shown
            .difference
            .iter()
            .map(|money| ("(what the lots cost beyond that)", None, money.clone())),
    );
    others
}

fn has_unassigned(shown: &Shown) -> bool {
    shown.unassigned.days > 0 || shown.unassigned.tokens != Tokens::zero()
}

/// Every row.
pub(super) fn data(shown: &Shown, keys: &[&str]) -> Grid {
    let columns = keyed(keys).into_iter().chain(FIGURES.map(|key| column(key, key)));
    let mut grid = Grid::new(columns.collect());
    fill(&mut grid, shown, keys.len(), usize::MAX);
    grid
}

fn fill(grid: &mut Grid, shown: &Shown, keys: usize, most: usize) {
    let named = |name: &str| -> Vec<Cell> {
        std::iter::once(name.into()).chain((1..keys).map(|_| Cell::Text(String::new()))).collect()
    };
    for row in shown.rows.iter().take(most) {
        let values =
            row.keys.iter().map(|key| key.as_deref().unwrap_or("(not said)").into()).collect();
        grid.rows.push(cells(values, row, &shown.total));
    }
    if let Some(rest) = shown.rows.get(most..).filter(|rest| !rest.is_empty()) {
        let sum = Row {
            keys: Vec::new(),
            people: 0,
            days: rest.iter().map(|row| row.days).sum(),
            tokens: rest.iter().map(|row| &row.tokens).sum(),
            cost: rest.iter().map(|row| &row.cost).sum(),
        };
        let mut cells = cells(named(&format!("{} others", rest.len())), &sum, &shown.total);
        if let Some(people) = cells.get_mut(keys) {
            *people = Cell::Text(String::new());
        }
        grid.rows.push(cells);
    }
    if has_unassigned(shown) {
        grid.rows.push(cells(named("(unassigned)"), &shown.unassigned, &shown.total));
    }
    for (name, tokens, cost) in others(shown) {
        let blank = || Cell::Text(String::new());
        let mut row = named(name);
        row.extend([
            blank(),
            blank(),
            tokens.as_ref().map_or_else(blank, Cell::from),
            (&cost).into(),
        ]);
        row.push(share(&cost, &shown.total).as_ref().into());
        grid.rows.push(row);
    }
}

/// The largest groups, and what was spent.
pub(super) fn view(shown: &Shown, keys: &[&str], currency: &str) -> Grid {
    let figures = [
        column("people", "people"),
        column("days", "days"),
        column("tokens", "tokens"),
        column("cost", currency),
        column("share_percent", "share"),
    ];
    let mut grid = Grid::new(keyed(keys).into_iter().chain(figures).collect());
    fill(&mut grid, shown, keys.len(), MOST_GROUPS);
    let blank = || Cell::Text(String::new());
    let mut total: Vec<Cell> =
        std::iter::once("total".into()).chain((1..keys.len()).map(|_| blank())).collect();
    total.extend([
        blank(),
        blank(),
        (&shown.total.tokens).into(),
        (&shown.total.cost).into(),
        blank(),
    ]);
    grid.total = Some(total);
    grid
}

/// The budgets.
pub(super) fn sections(budgets: &[BudgetUse], currency: &str) -> Vec<Section> {
    let columns = [
        column("name", "of"),
        column("unit", "in"),
        column("per", "a"),
        column("budget", "budget"),
        column("used", "used"),
        column("left", "left"),
        column("forecast", "forecast\nto its end"),
        column("verdict", "verdict"),
    ];
    let mut grid = Grid::new(columns.to_vec());
    for budget in budgets {
        let verdict = match () {
            () if budget.used > budget.budget => "over",
            () if budget.is_over() => "forecast over",
            () => "kept",
        };
        let (unit, cell): (&str, fn(Exact) -> Cell) = match budget.unit {
            Unit::Tokens => ("tokens", Cell::Count),
            Unit::Money => (currency, Cell::Money),
        };
        grid.rows.push(vec![
            budget.name.as_str().into(),
            unit.into(),
            if budget.per == Per::Year { "year" } else { "month" }.into(),
            cell(budget.budget.clone()),
            cell(budget.used.clone()),
            cell(&budget.budget - &budget.used),
            cell(budget.forecast.clone()),
            verdict.into(),
        ]);
    }
    vec![Section { title: "budgets".to_owned(), grid }]
}

/// The bill in a sentence.
pub(super) fn summary(shown: &Shown, currency: &str) -> Vec<String> {
    let bill = &shown.bill;
    vec![format!(
        "{} tokens for {} {currency}: {} there when the period began, {} bought; {} consumed, {} expired, {} left.",
        number::tokens(&shown.total.tokens),
        number::money(&shown.total.cost),
        number::tokens(&bill.opening.tokens),
        number::tokens(&bill.bought.tokens),
        number::tokens(&bill.consumed().tokens),
        number::tokens(&bill.expired.tokens),
        number::tokens(&bill.left.tokens),
    )]
}

/// How the figures came about.
pub(super) fn explanation(shown: &Shown, currency: &str) -> Vec<String> {
    let bill = &shown.bill;
    let money = |part: &Part| number::money(&part.cost);
    vec![
        format!(
            "there {} + bought {} = consumed {} + expired {} + left {} {currency}",
            money(&bill.opening),
            money(&bill.bought),
            money(&bill.consumed()),
            money(&bill.expired),
            money(&bill.left)
        ),
        "each part to the cent: the cents below it, and those that are left by largest remainder, ties by name"
            .to_owned(),
    ]
}
