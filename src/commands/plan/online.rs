//! Part-way through a year: who has crossed break-even, and who will?

use serde_json::{Value, json};

use crate::engine::plan::crossings::Crossing;
use crate::engine::plan::people::People;
use crate::model::{RateSheet, Row};
use crate::render::{Cell, Grid, column, number};

/// What the guarantee is.
pub(super) fn note() -> String {
    "whoever subscribes on the day on which Flex has cost as much as the subscription never pays more than twice the best in \
     hindsight: until then Flex was no dearer than a subscription, and from then on nothing more is paid (the ski-rental rule)"
        .to_owned()
}

fn cells(row: &Crossing, people: &People, sheet: &RateSheet) -> Vec<Cell> {
    let name = people.names.get(row.person).map_or("", String::as_str);
    let product = sheet.products.get(row.product).map_or("", Row::name);
    let crosses = row.crosses_on.map_or_else(|| "crossed".to_owned(), |on| on.to_string());
    vec![
        name.into(),
        product.into(),
        (&row.days).into(),
        (&row.break_even_days).into(),
        (&row.spent).into(),
        (&row.annual_price).into(),
        crosses.into(),
    ]
}

/// The rows for programs.
pub(super) fn json(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Value {
    let row = |row: &Crossing| {
        json!({
            "user": people.names.get(row.person), "product": sheet.products.get(row.product).map(Row::id),
            "days": row.days, "break_even_days": row.break_even_days, "spent_on_flex": row.spent, "annual_price": row.annual_price,
            "is_crossed": row.crosses_on.is_none(), "crosses_on": row.crosses_on,
        })
    };
    rows.iter().map(row).collect()
}

/// Every row.
pub(super) fn data(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Grid {
    let keys = [
        "user",
        "product",
        "days",
        "break_even_days",
        "spent_on_flex",
        "annual_price",
        "crosses_on",
    ];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    grid.rows = rows.iter().map(|row| cells(row, people, sheet)).collect();
    grid
}

/// The rows for people.
pub(super) fn view(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Grid {
    let currency = &sheet.currency;
    let columns = [
        column("user", "user"),
        column("product", "product"),
        column("days", "days\nso far"),
        column("break_even_days", "break-even\ndays"),
        column("spent_on_flex", format!("on Flex,\n{currency}")),
        column("annual_price", format!("a year,\n{currency}")),
        column("crosses_on", "crosses"),
    ];
    let mut grid = Grid::new(columns.to_vec());
    grid.rows = rows.iter().map(|row| cells(row, people, sheet)).collect();
    grid
}

/// How many they are.
pub(super) fn summary(rows: &[Crossing]) -> Vec<String> {
    let crossed = rows.iter().filter(|row| row.crosses_on.is_none()).count() as u64;
    let many = |count: u64| number::count(&count.into());
    vec![format!(
        "On Flex, {} have crossed break-even, and {} are forecast to before the year is over.",
        many(crossed),
        many(rows.len() as u64 - crossed)
    )]
}
