//! How `chargeback` reads: its columns and sentences.

use serde_json::{Map, Value, json};

use crate::engine::bill::budget::{BudgetUse, Unit, Verdict};
use crate::engine::bill::chargeback::Part;
use crate::engine::bill::invoice::{Invoice, Row};
use crate::model::{Exact, Money, Per, Tokens};
use crate::render::{Cell, Column, Grid, Section, column, number};

/// How many groups a person sees; programs get all.
const MOST_GROUPS: usize = 30;

/// A group for programs.
pub(super) fn row(row: &Row, keys: &[&str], shown: &Invoice) -> Value {
    let names =
        keys.iter().zip(&row.group.keys).map(|(key, value)| ((*key).to_owned(), json!(value)));
    let mut object: Map<String, Value> = names.collect();
    object.insert("people".to_owned(), json!(row.group.people));
    object.insert("days".to_owned(), json!(row.group.days));
    object.insert("tokens".to_owned(), json!(row.part.tokens));
    object.insert("cost".to_owned(), json!(row.part.cost));
    object.insert("share_percent".to_owned(), json!(shown.share(&row.part.cost)));
    Value::Object(object)
}

const FIGURES: [&str; 5] = ["people", "days", "tokens", "cost", "share_percent"];

/// Columns named by what was asked for.
fn keyed(keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| column((*key).to_owned(), *key)).collect()
}

fn cells(keys: Vec<Cell>, row: &Row, shown: &Invoice) -> Vec<Cell> {
    let figures = [
        Cell::Count(row.group.people.into()),
        Cell::Count(row.group.days.into()),
        (&row.part.tokens).into(),
        (&row.part.cost).into(),
        shown.share(&row.part.cost).as_ref().into(),
    ];
    keys.into_iter().chain(figures).collect()
}

/// What else there is in the bill: a name, tokens, money.
fn others(shown: &Invoice) -> Vec<(&'static str, Option<Tokens>, Money)> {
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

fn has_unassigned(shown: &Invoice) -> bool {
    shown.unassigned.is_there()
}

/// Every row.
pub(super) fn data(shown: &Invoice, keys: &[&str]) -> Grid {
    let columns = keyed(keys).into_iter().chain(FIGURES.map(|key| column(key, key)));
    let mut grid = Grid::new(columns.collect());
    fill(&mut grid, shown, keys.len(), usize::MAX);
    grid
}

fn fill(grid: &mut Grid, shown: &Invoice, keys: usize, most: usize) {
    let named = |name: &str| -> Vec<Cell> {
        std::iter::once(name.into()).chain((1..keys).map(|_| Cell::Text(String::new()))).collect()
    };
    for row in shown.rows.iter().take(most) {
        let values = row
            .group
            .keys
            .iter()
            .map(|key| key.as_deref().unwrap_or("(not said)").into())
            .collect();
        grid.rows.push(cells(values, row, shown));
    }
    if let Some(rest) = shown.rows.get(most..).filter(|rest| !rest.is_empty()) {
        let mut cells =
            cells(named(&format!("{} others", rest.len())), &Row::together(rest), shown);
        if let Some(people) = cells.get_mut(keys) {
            *people = Cell::Text(String::new());
        }
        grid.rows.push(cells);
    }
    if has_unassigned(shown) {
        grid.rows.push(cells(named("(unassigned)"), &shown.unassigned, shown));
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
        row.push(shown.share(&cost).as_ref().into());
        grid.rows.push(row);
    }
}

/// The largest groups, and what was spent.
pub(super) fn view(shown: &Invoice, keys: &[&str], currency: &str) -> Grid {
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
        let verdict = match budget.verdict() {
            Verdict::Over => "over",
            Verdict::ForecastOver => "forecast over",
            Verdict::Kept => "kept",
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
            cell(budget.left()),
            cell(budget.forecast.clone()),
            verdict.into(),
        ]);
    }
    vec![Section { title: "budgets".to_owned(), grid }]
}

/// The bill in a sentence.
pub(super) fn summary(shown: &Invoice, currency: &str) -> Vec<String> {
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
pub(super) fn explanation(shown: &Invoice, currency: &str) -> Vec<String> {
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
