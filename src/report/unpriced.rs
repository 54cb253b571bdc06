//! What is told of tokens whose price nothing says: how many they are, and no money.

use serde_json::{Value, json};

use super::{Heading, Table};
use crate::engine::sums::cost::Cost;
use crate::engine::sums::pool_size::PoolSize;
use crate::model::{Percent, TokenPrice};
use crate::render::{Cell, Grid, number};

/// What `cost` knows of a line without the price of a token, and of all of them; whatever else
/// there is rests on that price.
const OF_LINE: [&str; 14] = [
    "item",
    "name",
    "kind",
    "users",
    "days",
    "quantity",
    "months",
    "free_quantity",
    "unit",
    "use",
    "tokens",
    "tokens_a_year",
    "subscription_cost",
    "currency",
];
const OF_ALL: [&str; 5] =
    ["lines", "tokens", "tokens_a_year", "tokens_needed", "subscription_cost"];

/// The bill for programs, without what tokens cost.
pub fn cost(result: &Cost) -> serde_json::Result<Value> {
    let mut bill = serde_json::to_value(result)?;
    let lines = bill.get_mut("lines").and_then(Value::as_array_mut);
    lines.into_iter().flatten().for_each(|line| keep(line, &OF_LINE));
    keep(&mut bill, &OF_ALL);
    Ok(bill)
}

/// Leaves what is known, and `null` of everything else.
fn keep(object: &mut Value, known: &[&str]) {
    let fields = object.as_object_mut().into_iter().flatten();
    for (_, value) in fields.filter(|(key, _)| !known.contains(&key.as_str())) {
        *value = Value::Null;
    }
}

/// A table of the bill, without what tokens cost.
pub fn cost_grid(mut grid: Grid) -> Grid {
    let is_known = |key: &str| OF_LINE.contains(&key);
    let places: Vec<_> = grid.columns.iter().map(|column| is_known(&column.key)).collect();
    for row in grid.rows.iter_mut().chain(&mut grid.total) {
        let cells = row.iter_mut().zip(&places).filter(|(cell, is_known)| {
            // Where there is nothing to know there still is nothing to know.
            !**is_known && **cell != Cell::Blank
        });
        cells.for_each(|(cell, _)| *cell = Cell::Empty);
    }
    grid
}

/// Tokens of a bill in a sentence.
pub fn cost_summary(result: &Cost) -> String {
    format!("{} tokens, whose price nothing says.", number::tokens(&result.tokens))
}

/// The tokens of a year for programs.
pub fn pool_size(result: &PoolSize) -> Value {
    json!({
        "expected": result.expected,
        "tokens": result.tokens,
        "purchase": { "tokens": result.tokens, "token_price": null, "cost": null },
    })
}

/// What spreadsheets get and what people see of them.
pub fn pool_size_grids(result: &PoolSize, buffer: Percent) -> (Grid, Grid) {
    let with_buffer = format!("with {} buffer", number::percent(buffer));
    let unknown = |_: &&PoolSize| None::<TokenPrice>;
    let table = Table::of([result])
        .count("expected", "expected use", |it| it.expected.clone())
        .count("tokens", with_buffer, |it| it.tokens)
        .count("purchase_tokens", Heading::ForPrograms, |it| it.tokens)
        .price("token_price", Heading::ForPrograms, unknown)
        .cell("cost", Heading::ForPrograms, |_| Cell::Empty);
    (table.data(), table.by_measure(["tokens"]))
}

/// The tokens of a year in a sentence.
pub fn pool_size_summary(result: &PoolSize) -> String {
    let tokens = number::tokens(result.tokens);
    format!("With the buffer a year needs {tokens} tokens; nothing says what they cost.")
}
