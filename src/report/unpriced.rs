//! What is told of tokens whose price nothing says: how many they are, and no money.

use serde_json::{Value, json};

use super::{Heading, Table};
use crate::engine::sums::cost::Cost;
use crate::engine::sums::pool_size::PoolSize;
use crate::model::{Percent, TokenPrice};
use crate::render::{Cell, Grid, number};

/// The money that `cost` has of a line, and of all.
const OF_COST: [&str; 3] = ["cost", "cheaper", "times_subscription"];
const OF_ALL: [&str; 3] = ["cost", "token_price", "purchase"];

/// The bill for programs, without what tokens cost.
pub fn cost(result: &Cost) -> serde_json::Result<Value> {
    let mut bill = serde_json::to_value(result)?;
    let lines = bill.get_mut("lines").and_then(Value::as_array_mut);
    lines.into_iter().flatten().for_each(|line| forget(line, &OF_COST));
    forget(&mut bill, &OF_ALL);
    Ok(bill)
}

fn forget(object: &mut Value, keys: &[&str]) {
    for key in keys {
        if let Some(value) = object.get_mut(*key) {
            *value = Value::Null;
        }
    }
}

/// A table of the bill, without what tokens cost.
pub fn cost_grid(mut grid: Grid) -> Grid {
    let is_of_cost = |key: &str| OF_COST.contains(&key);
    let places: Vec<_> = grid.columns.iter().map(|column| is_of_cost(&column.key)).collect();
    for row in grid.rows.iter_mut().chain(&mut grid.total) {
        let cells = row.iter_mut().zip(&places).filter(|(cell, of_cost)| {
            // Where there is nothing to know there still is nothing to know.
            **of_cost && **cell != Cell::Blank
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
