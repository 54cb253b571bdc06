//! What moves by more than it may.

use super::words::{MOST_TOLD, signed};
use super::{ComparedSheet, Comparison};
use crate::engine::sheets::diff::{Figure, Over, Reason};
use crate::model::{Days, Money, Number, Percent, Quotient};
use crate::render::{Grid, number};
use crate::report::Table;

/// What is watched, and what is no move.
pub(super) fn watched() -> &'static str {
    "watched are break-even, the year on Flex, each price of a subscription, and what a result of \
     a service costs, not tiers, the smallest purchase and what is free each month; a figure that is \
     new is no move"
}

/// A threshold as it was given: rounded, it might be what it is compared with.
pub(super) fn in_full(most: Percent) -> String {
    format!("{} %", number::every_digit(&most))
}

/// Which rows are over, by why.
pub(super) fn sentences(comparison: &Comparison) -> Vec<String> {
    let Some(most) = comparison.most else { return Vec::new() };
    let most = in_full(most);
    if !comparison.is_over() {
        return vec![format!("Nothing moves by more than {most}.")];
    }
    let told = |head: String, reason| {
        let names = names(comparison, reason);
        (!names.is_empty()).then(|| format!("{head}: {names}."))
    };
    let all = [
        told(format!("Moved by more than {most}"), Reason::Moved),
        told(format!("No longer known, which counts as more than {most}"), Reason::Unknown),
        told(format!("Gone, which counts as more than {most}"), Reason::Removed),
    ];
    all.into_iter().flatten().collect()
}

/// The names of the rows, each once, of folders with their file.
fn names(comparison: &Comparison, reason: Reason) -> String {
    let mut names = Vec::new();
    for (sheet, over) in all(comparison).filter(|(_, over)| over.reason == reason) {
        let name = match sheet.file {
            Some(file) => format!("{} in {file}", over.name),
            None => over.name.clone(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(MOST_TOLD);
    names.truncate(MOST_TOLD);
    if more > 0 {
        names.push(format!("{} more", number::many(more as u64)));
    }
    names.join(", ")
}

fn all<'c>(comparison: &'c Comparison) -> impl Iterator<Item = (&'c ComparedSheet<'c>, &'c Over)> {
    comparison.sheets.iter().flat_map(|sheet| sheet.diff.over.iter().map(move |over| (sheet, over)))
}

/// Each figure that is over, as people read it.
struct Line {
    file: String,
    row: String,
    figure: String,
    before: String,
    after: String,
    moved: String,
}

/// The figures that are over.
pub(super) fn view(comparison: &Comparison, most: Percent) -> Grid {
    let lines = all(comparison).map(|(sheet, over)| line(comparison, sheet, over, most));
    let mut table = Table::of(lines);
    if comparison.is_of_folders() {
        table = table.text("file", "sheet", |line: &Line| line.file.clone());
    }
    table
        .text("row", "row", |line| line.row.clone())
        .text("figure", "figure", |line| line.figure.clone())
        .text("before", "before", |line| line.before.clone())
        .text("after", "after", |line| line.after.clone())
        .text("moved", "moves by", |line| line.moved.clone())
        .view()
}

fn line(comparison: &Comparison, sheet: &ComparedSheet, over: &Over, most: Percent) -> Line {
    let _money = number::in_currency(sheet.currency());
    let text = |value: &Option<Quotient<Number>>| {
        // A row that is gone has no figure of its own here.
        let Some(figure) = over.figure else { return String::new() };
        value.as_ref().map_or_else(|| "–".to_owned(), |value| written(figure, value))
    };
    let figure = over.figure.map_or_else(String::new, |figure| {
        let days = number::counted(&comparison.days, "day");
        format!("{}{}", words(figure, &days), unit(figure, sheet.currency()))
    });
    let moved = match (over.reason, &over.moved_percent) {
        (Reason::Moved, Some(moved)) => told_apart(moved, most),
        (Reason::Moved, None) => "from nothing".to_owned(),
        (Reason::Unknown, _) => "unknown now".to_owned(),
        (Reason::Removed, _) => "removed".to_owned(),
    };
    Line {
        file: sheet.file.unwrap_or_default().to_owned(),
        row: over.name.clone(),
        figure,
        before: text(&over.before),
        after: text(&over.after),
        moved,
    }
}

fn words(figure: Figure, days: &str) -> String {
    match figure {
        Figure::BreakEvenDays => "break-even".to_owned(),
        Figure::FlexCost => format!("{days} on Flex"),
        Figure::AnnualPrice => "subscription, a year".to_owned(),
        Figure::MonthPrice => "subscription, a month".to_owned(),
        Figure::ThreeYearPrice => "subscription, three years".to_owned(),
        Figure::FloatingPrice => "floating seat, a year".to_owned(),
        Figure::ResultCost => "a result".to_owned(),
    }
}

fn unit(figure: Figure, currency: &str) -> String {
    match figure {
        Figure::BreakEvenDays => ", days".to_owned(),
        _ => format!(", {currency}"),
    }
}

fn written(figure: Figure, value: &Quotient<Number>) -> String {
    match figure {
        Figure::BreakEvenDays => number::days(value.clone().into_unit::<Days>()),
        // A photo may cost less than a cent.
        Figure::ResultCost => number::money_in_full(value),
        _ => number::money(value.clone().into_unit::<Money>()),
    }
}

/// The move to one decimal, and finer where that reads as what is allowed: 10.03 % is more than
/// 10 %.
fn told_apart(moved: &Quotient<Percent>, most: Percent) -> String {
    let (size, most) = (moved.abs(), Quotient::from(most));
    if size.rounded(1) != most.rounded(1) {
        return signed(moved);
    }
    let sign = if moved.is_negative() { "-" } else { "+" };
    format!("{sign}{} %", number::in_full(&size))
}
