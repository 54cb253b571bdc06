//! What other readings of the rule would have charged.

use serde_json::{Value, json};

use super::super::usage::Used;
use crate::engine::bill::cost_of_use::{CostOfUse, Rates};
use crate::engine::metering::readings::READING_NAMES;
use crate::model::{Exact, Percent, RateSheet};
use crate::render::{Cell, Grid, column};

/// What one reading charges.
pub(super) struct Reading {
    name: &'static str,
    charges: u64,
    tokens: Exact,
    cost: Exact,
    /// Tokens beyond those of the rule, in percent of them; `None` where the rule charges nothing.
    beyond: Option<Exact>,
}

/// The rule, and the readings of it.
pub(super) fn readings(used: &Used, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<Reading> {
    let rates = Rates::new(sheets, &used.directory);
    let rule = Reading {
        name: "rule",
        charges: result.charges,
        tokens: result.tokens.exact().clone(),
        cost: result.cost.exact().clone(),
        beyond: Some(Exact::zero()),
    };
    let others = READING_NAMES.iter().enumerate().map(|(place, name)| {
        let mut reading =
            Reading { name, charges: 0, tokens: Exact::zero(), cost: Exact::zero(), beyond: None };
        for of in &used.replayed.readings {
            let charges = of.charges.get(place).copied().unwrap_or_default();
            let rate = rates.of(of.sheet, used.directory.pair(of.pair).item);
            if let (Some(rate), Some(price)) = (rate, result.prices.get(of.sheet)) {
                let tokens = rate.exact() * &charges.into();
                reading.charges += charges;
                reading.cost = &reading.cost + &(&tokens * price.exact());
                reading.tokens = &reading.tokens + &tokens;
            }
        }
        let beyond = Percent::of(&(&reading.tokens - result.tokens.exact()), result.tokens.exact());
        Reading { beyond: beyond.map(|percent| percent.exact().clone()), ..reading }
    });
    std::iter::once(rule).chain(others).collect()
}

pub(super) fn json(readings: &[Reading]) -> Vec<Value> {
    let one = |reading: &Reading| {
        let Reading { name, charges, tokens, cost, beyond } = reading;
        json!({ "reading": name, "charges": charges, "tokens": tokens, "cost": cost, "beyond_percent": beyond })
    };
    readings.iter().map(one).collect()
}

fn grid(readings: &[Reading], currency: &str, words: fn(&str) -> String) -> Grid {
    let mut grid = Grid::new(vec![
        column("reading", "reading of the rule"),
        column("charges", "charges"),
        column("tokens", "tokens"),
        column("cost", currency),
        column("beyond_percent", "beyond\nthe rule"),
    ]);
    let row = |reading: &Reading| {
        vec![
            words(reading.name).into(),
            Cell::Count(reading.charges.into()),
            Cell::Count(reading.tokens.clone()),
            Cell::Money(reading.cost.clone()),
            reading.beyond.clone().map(Cell::Percent).into(),
        ]
    };
    grid.rows = readings.iter().map(row).collect();
    grid
}

pub(super) fn data(readings: &[Reading]) -> Grid {
    grid(readings, "cost", str::to_owned)
}

pub(super) fn view(readings: &[Reading], currency: &str) -> Grid {
    grid(readings, currency, |name| {
        let words = match name {
            "rule" => "24-hour windows, as Autodesk charges",
            "calendar_days" => "calendar days (UTC)",
            "without_grace" => "windows, short sessions too",
            "without_rollover" => "windows, charged at the open only",
            _ => "every session",
        };
        words.to_owned()
    })
}
