//! Part-way through a year: who has crossed break-even, and who will?

use super::{Heading, PlanReport, Table};
use crate::engine::plan::crossings::{Crossing, Pace};
use crate::model::Row;
use crate::render::{Cell, number};

/// The rows for people and spreadsheets.
pub(super) fn table<'r>(rows: &'r [Crossing], report: &'r PlanReport) -> Table<'r, &'r Crossing> {
    let currency = report.currency();
    Table::of(rows)
        .text("user", "user", |row| report.user(row.person).to_owned())
        .text("product", "product", |row| report.product(row.product))
        .count("days", "days\nso far", |row| row.days)
        .count("break_even_days", "break-even\ndays", |row| row.break_even_days.clone())
        .money("spent_on_flex", format!("on Flex,\n{currency}"), |row| row.spent.clone())
        .money("annual_price", format!("a year,\n{currency}"), |row| row.annual_price)
        .text("crosses_on", "crosses", |row| {
            row.day().map_or_else(|| "crossed".to_owned(), |on| on.to_string())
        })
        .cell("pace", "at the\npace of", |row| {
            row.crosses_on.map_or(Cell::Blank, |(_, pace)| words(pace).into())
        })
}

/// The rows as JSON has them: products by id, and no word in place of a date.
pub(super) fn for_json<'r>(
    rows: &'r [Crossing],
    report: &'r PlanReport,
) -> Table<'r, &'r Crossing> {
    let id = |place: usize| report.sheet.products.get(place).map(|one| one.id().to_owned());
    Table::of(rows)
        .text("user", Heading::ForJson, |row| report.user(row.person).to_owned())
        .text("product", Heading::ForJson, move |row| id(row.product))
        .count("days", Heading::ForJson, |row| row.days)
        .count("break_even_days", Heading::ForJson, |row| row.break_even_days.clone())
        .money("spent_on_flex", Heading::ForJson, |row| row.spent.clone())
        .money("annual_price", Heading::ForJson, |row| row.annual_price)
        .flag("is_crossed", Heading::ForJson, |row| row.crosses_on.is_none())
        .date("crosses_on", Heading::ForJson, |row| row.day())
        .cell("pace", Heading::ForJson, |row| {
            row.crosses_on.map_or(Cell::Empty, |(_, pace)| words(pace).into())
        })
}

fn words(pace: Pace) -> &'static str {
    match pace {
        Pace::Period => "the period",
        Pace::Recent => "the last 30 days",
    }
}

/// How many they are.
pub(super) fn summary(rows: &[Crossing]) -> String {
    let (crossed, ahead): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.crosses_on.is_none());
    format!(
        "Of those on Flex, across break-even: {}; forecast to cross it before the year is \
         over: {}.",
        number::counted(&(crossed.len() as u64), "person"),
        number::counted(&(ahead.len() as u64), "person")
    )
}

/// What the forecast rests on, and what the guarantee is.
pub(super) fn notes() -> [String; 2] {
    let paces = "who crosses is forecast at the faster of two paces: that of the whole period, and \
                 that of its last 30 days, where the days are known";
    let guarantee = "whoever subscribes on the day on which Flex has cost as much as the \
                     subscription never \
                     pays \
     more than twice the best in hindsight: until then Flex was no dearer than a subscription, and \
     from then on nothing more is paid (the ski-rental rule)";
    [paces, guarantee].map(str::to_owned)
}
