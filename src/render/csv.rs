//! CSV: one rectangle of exact numbers, without a total, safe to open in a spreadsheet.

use anyhow::Context;

use super::format::Writer;
use super::{Cell, Column, Grid, text};
use crate::model::RateSheet;

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "csv",
    aliases: &[],
    answer: |answer, sheet| render(&answer.data, sheet),
    check: |report| report.as_answer(|answer| render(&answer.data, None)),
};

/// Writes the grid; where it has money, a last column names the currency, so that no figure stands
/// without its unit.
fn render(grid: &Grid, sheet: Option<&RateSheet>) -> anyhow::Result<String> {
    let has_money =
        grid.rows.iter().flatten().any(|cell| matches!(cell, Cell::Money(_) | Cell::Price(_)));
    let unit = |text: &str| (has_money && sheet.is_some()).then(|| text.to_owned());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(grid.columns.iter().map(key).chain(unit("currency")))?;
    for row in &grid.rows {
        writer.write_record(
            row.iter().map(cell_text).chain(unit(sheet.map_or("", |sheet| &sheet.currency))),
        )?;
    }
    finished(writer)
}

/// Writes a part of a longer file: its head, where there is one, and its rows, which have the
/// currency among them if at all.
pub(super) fn part(grid: &Grid, head: Option<&[Column]>) -> anyhow::Result<String> {
    part_by(cell_text, grid, head)
}

/// The same, where cells are written in a way of their own.
pub(super) fn part_by(
    cell_text: fn(&Cell) -> String,
    grid: &Grid,
    head: Option<&[Column]>,
) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(columns) = head {
        writer.write_record(columns.iter().map(key))?;
    }
    for row in &grid.rows {
        writer.write_record(row.iter().map(cell_text))?;
    }
    finished(writer)
}

/// A column's name: that of a group by a column of a file comes from there.
fn key(column: &Column) -> String {
    text::spreadsheet_cell(&column.key).into_owned()
}

fn finished(writer: csv::Writer<Vec<u8>>) -> anyhow::Result<String> {
    Ok(String::from_utf8(writer.into_inner().context("cannot finish the CSV")?)?)
}

/// A cell in CSV.
pub(super) fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Blank | Cell::Json(_) => String::new(),
        Cell::Text(words) => text::spreadsheet_cell(words).into_owned(),
        Cell::Money(number) | Cell::Price(number) | Cell::Count(number) | Cell::Percent(number) => {
            number.to_string()
        }
        Cell::Date(day) => day.to_string(),
        Cell::Flag(is_so) => is_so.to_string(),
    }
}
