//! The rows that changed: each field for programs, and what a reviewer reads for people.

use super::words::signed;
use super::{ComparedSheet, Comparison};
use crate::engine::sheets::diff::{Change, FieldChange, RowChange, TokenEffect, token_effect};
use crate::model::Days;
use crate::render::{Grid, number};
use crate::report::{Heading, Table};

/// A row that changed, and one of its fields; none where only its cost changed.
pub(super) struct Field<'a> {
    sheet: &'a ComparedSheet<'a>,
    row: &'a RowChange,
    what: Option<&'a FieldChange>,
}

impl Field<'_> {
    fn of(&self, text: fn(&FieldChange) -> Option<String>) -> Option<String> {
        self.what.and_then(text)
    }
}

/// One row a field, with the figures of its row; the row alone where only its cost changed. Of
/// folders with the file, and with the currency of each: there may be several.
pub(super) fn fields<'a>(comparison: &'a Comparison) -> Table<'a, Field<'a>> {
    let rows = comparison.sheets.iter().flat_map(|sheet| {
        sheet.diff.changes.iter().flat_map(move |row| {
            let alone = row.fields.is_empty().then_some(Field { sheet, row, what: None });
            let fields = row.fields.iter();
            fields.map(move |field| Field { sheet, row, what: Some(field) }).chain(alone)
        })
    });
    let is_of_folders = comparison.is_of_folders();
    let mut table = Table::of(rows);
    if is_of_folders {
        table =
            table.text("file", Heading::ForPrograms, |it: &Field| it.sheet.file.map(str::to_owned));
    }
    table = table
        .text("kind", "kind", |it| it.row.kind.word())
        .text("id", "id", |it| it.row.id.clone())
        .text("name", "row", |it| it.row.name.clone())
        .text("change", "change", |it| it.row.change.word())
        .text("field", "what", |it| it.of(|field| Some(field.field.clone())))
        .text("before", "before", |it| it.of(|field| field.before.clone()))
        .text("after", "after", |it| it.of(|field| field.after.clone()))
        .count("break_even_before", "break-even before", |it| it.row.break_even_before.clone())
        .count("break_even_after", "break-even after", |it| it.row.break_even_after.clone())
        .money("cost_before", "cost before", |it| it.row.cost_before.clone())
        .money("cost_after", "cost after", |it| it.row.cost_after.clone())
        .money("subscription_before", "subscription before", |it| it.row.subscription_before)
        .money("subscription_after", "subscription after", |it| it.row.subscription_after)
        .text("cheaper_before", "cheaper before", |it| it.row.cheaper_before)
        .text("cheaper_after", "cheaper after", |it| it.row.cheaper_after);
    if is_of_folders {
        table = table.text("currency", Heading::ForPrograms, |it| it.sheet.currency().to_owned());
    }
    table
}

/// One line of what a reviewer reads.
struct Line {
    row: String,
    what: String,
    before: String,
    after: String,
    break_even: String,
    cost: String,
}

/// What a reviewer reads: the figures of each row, and which of its words differ; those are in the
/// other formats. Rows that changed for the price of a token alone are one line.
pub(super) fn view(sheet: &ComparedSheet, days: Days) -> Grid {
    let _money = number::in_currency(sheet.currency());
    let [old, new] = [sheet.old, sheet.new]
        .map(|side| side.map_or(sheet.currency(), |sheet| &sheet.currency).to_owned());
    let (currency, days) = (from_to(Some(old), Some(new)), number::counted(&days, "day"));
    Table::of(all_lines(sheet))
        .text("row", "row", |line| line.row.clone())
        .text("what", "what", |line| line.what.clone())
        .text("before", "before", |line| line.before.clone())
        .text("after", "after", |line| line.after.clone())
        .text("break_even", "break-even\ndays", |line| line.break_even.clone())
        .text("cost", format!("{currency} a year\nat {days}"), |line| line.cost.clone())
        .view()
}

fn all_lines(sheet: &ComparedSheet) -> Vec<Line> {
    let changes = &sheet.diff.changes;
    let effect = sheet.old.zip(sheet.new).and_then(|(old, new)| token_effect(old, new));
    let mut alike = changes.iter().filter(|row| row.is_cost_only());
    let first = alike.next().map(|row| &row.id);
    // One alone is told as it is.
    let Some(effect) = effect.filter(|_| alike.next().is_some()) else {
        return changes.iter().flat_map(lines).collect();
    };
    let folded = |row: &RowChange| {
        if !row.is_cost_only() {
            return lines(row);
        }
        let is_first = Some(&row.id) == first;
        is_first.then(|| together(changes, &effect)).into_iter().collect()
    };
    changes.iter().flat_map(folded).collect()
}

/// The rows that changed for the price of a token alone, in one line.
fn together(changes: &[RowChange], effect: &TokenEffect) -> Line {
    let rows = || changes.iter().filter(|row| row.is_cost_only());
    let has_break_even = rows().any(|row| row.break_even_after.is_some());
    Line {
        row: number::counted(&(rows().count() as u64), "product"),
        what: "cost only".to_owned(),
        before: String::new(),
        after: String::new(),
        break_even: if has_break_even { signed(&effect.break_even) } else { String::new() },
        cost: signed(&effect.cost),
    }
}

/// What a person reads of a row: the figures in lines of their own, and its words in one.
fn lines(change: &RowChange) -> Vec<Line> {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let (words, figures): (Vec<_>, Vec<_>) =
        change.fields.iter().partition(|field| field.is_words());
    let words: Vec<_> = words.iter().map(|field| field.field.as_str()).collect();
    let word = || change.change.word().to_owned();
    let mut rows: Vec<[String; 3]> = match change.change {
        Change::Changed => figures
            .iter()
            .map(|field| [field.field.clone(), text(&field.before), text(&field.after)])
            .collect(),
        Change::Added => {
            vec![[word(), "–".to_owned(), in_words(&figures, |field| &field.after)]]
        }
        Change::Removed => {
            vec![[word(), in_words(&figures, |field| &field.before), "–".to_owned()]]
        }
    };
    if change.change == Change::Changed && !words.is_empty() {
        rows.push([words.join(", "), String::new(), String::new()]);
    } else if rows.is_empty() {
        rows.push(["cost only".to_owned(), String::new(), String::new()]);
    }
    let break_even = from_to(
        change.break_even_before.as_ref().map(number::days),
        change.break_even_after.as_ref().map(number::days),
    );
    let cost = from_to(
        change.cost_before.as_ref().map(number::money),
        change.cost_after.as_ref().map(number::money),
    );
    let heads = [[change.name.clone(), break_even, cost]]
        .into_iter()
        .chain(std::iter::repeat_with(Default::default));
    let line = |([what, before, after], [row, break_even, cost]): ([String; 3], [String; 3])| {
        Line { row, what, before, after, break_even, cost }
    };
    rows.into_iter().zip(heads).map(line).collect()
}

/// The figures of a new or lost row, without those that a sheet need not say.
fn in_words(figures: &[&FieldChange], side: fn(&FieldChange) -> &Option<String>) -> String {
    let unsaid = [("per", "1"), ("partial", "exact"), ("minimum_balance", "0")];
    let said =
        figures.iter().filter_map(|field| Some((field.field.as_str(), side(field).as_deref()?)));
    said.filter(|figure| !unsaid.contains(figure))
        .map(|(key, value)| format!("{key} {value}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `before → after`, once where nothing changed, nothing where both are unknown.
fn from_to(before: Option<String>, after: Option<String>) -> String {
    match (before, after) {
        (None, None) => String::new(),
        (Some(before), Some(after)) if before == after => before,
        (before, after) => {
            let known = |side: Option<String>| side.unwrap_or_else(|| "–".to_owned());
            format!("{} → {}", known(before), known(after))
        }
    }
}
