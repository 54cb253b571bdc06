//! How `charge` reads: its columns and sentences.

use serde_json::{Map, Value, json};

use super::super::usage::Used;
use crate::engine::bill::cost_of_use::{CostOfUse, Group, Rates};
use crate::load::usage::Tells;
use crate::model::{Exact, RateSheet, Row, find};
use crate::render::{Cell, Grid, column, number};

/// How many groups a person sees; programs get all.
const MOST_GROUPS: usize = 20;

/// What stands for a key that nothing says.
const NOBODY: &str = "(not said)";

/// What became of the rows.
pub(super) fn rows(used: &Used) -> Value {
    let account = &used.account;
    let by_reason: Map<_, _> = account
        .skipped
        .iter()
        .map(|skipped| (skipped.reason.replace(' ', "_"), json!(skipped.rows)))
        .collect();
    let skipped = account.read - account.used();
    json!({ "read": account.read, "used": account.used(), "skipped": skipped, "skipped_by_reason": by_reason })
}

/// The groups as programs get them.
pub(super) fn groups(keys: &[&'static str], result: &CostOfUse) -> Vec<Value> {
    let group = |group: &Group| {
        let mut object: Map<String, Value> = keys
            .iter()
            .zip(&group.keys)
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect();
        let figures = json!({
            "users": group.users, "charges": group.charges, "days_of_use": group.days_of_use,
            "tokens": group.tokens, "cost": group.cost,
        });
        object.extend(figures.as_object().cloned().unwrap_or_default());
        Value::Object(object)
    };
    result.groups.iter().map(group).collect()
}

fn count(number: u64) -> Cell {
    Cell::Count(number.into())
}

/// Every group.
pub(super) fn data(keys: &[&'static str], result: &CostOfUse) -> Grid {
    let figures = ["users", "charges", "days_of_use", "tokens", "cost"];
    let mut grid =
        Grid::new(keys.iter().copied().chain(figures).map(|key| column(key, key)).collect());
    grid.rows = result.groups.iter().map(|group| cells(group, &Cell::Empty)).collect();
    grid
}

fn cells(group: &Group, nobody: &Cell) -> Vec<Cell> {
    let keys =
        group.keys.iter().map(|key| key.as_ref().map_or(nobody.clone(), |key| key.as_str().into()));
    let figures = [count(group.users), count(group.charges), count(group.days_of_use)];
    keys.chain(figures).chain([(&group.tokens).into(), (&group.cost).into()]).collect()
}

/// The largest groups, and the others together.
pub(super) fn view(keys: &[&'static str], result: &CostOfUse, currency: &str) -> Grid {
    let mut columns: Vec<_> = keys.iter().map(|key| column(*key, *key)).collect();
    columns.extend([
        column("users", "users"),
        column("charges", "charges"),
        column("days_of_use", "days\nof use"),
        column("tokens", "tokens"),
        column("cost", currency),
    ]);
    let mut grid = Grid::new(columns);
    let (shown, others) = result.groups.split_at(result.groups.len().min(MOST_GROUPS));
    grid.rows = shown.iter().map(|group| cells(group, &NOBODY.into())).collect();
    let blanks = |first: String| {
        std::iter::once(Cell::from(first))
            .chain(keys.iter().skip(1).map(|_| Cell::Text(String::new())))
    };
    if !others.is_empty() {
        let sum = |figure: fn(&Group) -> u64| count(others.iter().map(figure).sum());
        let exact = |figure: fn(&Group) -> &Exact| {
            others.iter().fold(Exact::zero(), |sum, group| &sum + figure(group))
        };
        let figures = [
            Cell::Text(String::new()),
            sum(|group| group.charges),
            sum(|group| group.days_of_use),
            Cell::Count(exact(|group| group.tokens.exact())),
            Cell::Money(exact(|group| group.cost.exact())),
        ];
        grid.rows.push(
            blanks(format!("{} others", number::count(&(others.len() as u64).into())))
                .chain(figures)
                .collect(),
        );
    }
    let total = [
        Cell::Text(String::new()),
        count(result.charges),
        count(result.days_of_use),
        (&result.tokens).into(),
        (&result.cost).into(),
    ];
    grid.total = Some(blanks("total".to_owned()).chain(total).collect());
    grid
}

/// What was read and what became of it, in sentences.
pub(super) fn summary(used: &Used, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<String> {
    let many = |count: u64| number::count(&count.into());
    let account = &used.account;
    let mut rows = format!("{} rows read, {} used", many(account.read), many(account.used()));
    if !account.skipped.is_empty() {
        let skipped: Vec<_> = account
            .skipped
            .iter()
            .map(|skipped| format!("{} {}", many(skipped.rows), reason(skipped.reason)))
            .collect();
        rows = format!("{rows}; left out: {}", skipped.join(", "));
    }
    let sessions = &used.replayed.sessions;
    let log = used.tells(Tells::Sessions);
    let (charged, free) = if log {
        ("charged at their open", "free within a window")
    } else {
        ("charged", "of a day that was charged already")
    };
    let classes = [
        (sessions.charged, charged),
        (sessions.free_in_window, free),
        (sessions.free_short, if log { "free because short" } else { "without tokens" }),
        (
            sessions.covered_by_seat,
            if log { "covered by a seat or trial" } else { "covered by a subscription" },
        ),
    ];
    let classes: Vec<_> = classes
        .iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, class)| format!("{} {class}", many(*rows)))
        .collect();
    if !classes.is_empty() {
        rows = format!("{rows}: {}", classes.join(", "));
    }
    rows.push('.');
    let again = match sessions.charged_again {
        0 => String::new(),
        again => {
            format!("; {} of them for sessions still open when their window ended", many(again))
        }
    };
    let cost = format!(
        "{} of {} tokens in all cost {} {}{again}.",
        if result.charges == 1 {
            "1 charge".to_owned()
        } else {
            format!("{} charges", many(result.charges))
        },
        number::tokens(&result.tokens),
        number::money(&result.cost),
        sheets.first().map_or("", |sheet| &sheet.currency)
    );
    vec![rows, cost]
}

fn reason(reason: &str) -> &str {
    match reason {
        "repeated" => "that were there already",
        "outside period" => "outside the period",
        "unknown product" => "of unknown products",
        "bad row" => "that cannot be read",
        "total row" => "of totals",
        other => other,
    }
}

/// How the figures came about.
pub(super) fn explanation(used: &Used, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<String> {
    let grace = sheets.first().map_or(0, |sheet| sheet.token.grace_minutes);
    let mut lines = vec![
        format!(
            "a charge pays for 24 hours of one person at one product, from the open that is charged; a session still open \
             when they end is charged again; one shorter than {grace} minutes is free (Autodesk's terms of use and Flex pages)"
        ),
        "tokens = charges × tokens a day; cost = tokens × price of a token".to_owned(),
    ];
    let rates = Rates::new(sheets, &used.directory);
    let mut charges = std::collections::BTreeMap::new();
    for tally in used.replayed.tallies.iter().filter(|tally| tally.charges > 0) {
        *charges.entry((used.directory.pair(tally.key.pair).item, tally.key.sheet)).or_insert(0) +=
            tally.charges;
    }
    for ((item, place), charges) in charges {
        let (Some(rate), Some(sheet)) = (rates.of(place, item), sheets.get(place)) else {
            continue;
        };
        let Some(product) = used
            .directory
            .items
            .get(item as usize)
            .and_then(|item| find(&sheet.products, &item.id))
        else {
            continue;
        };
        let charges = Exact::from(charges);
        let tokens = number::count(&(rate.exact() * &charges));
        let (charges, rate) = (number::count(&charges), number::count(rate.exact()));
        lines.push(format!(
            "{}: {charges} × {rate} = {tokens} tokens; source: {}",
            product.name(),
            product.source
        ));
    }
    for (sheet, price) in sheets.iter().zip(&result.prices) {
        lines.push(format!("a token under sheet `{}` costs {}", sheet.name, number::price(price)));
    }
    lines
}
