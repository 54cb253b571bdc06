//! What changed between two rate sheets.

use super::Table;
use crate::engine::sheets::diff::{Change, FieldChange, RowChange, SheetDiff};
use crate::model::{Cheaper, Days, Money, RateSheet};
use crate::render::{Grid, number};

/// What the comparison rests on.
pub fn notes(old: &RateSheet, new: &RateSheet, days: &Days) -> Vec<String> {
    let days = number::counted(days, "day");
    let mut notes =
        vec![format!("a year of {days} of use, tokens at the list price of each sheet")];
    if old.currency != new.currency {
        notes.push(format!(
            "the sheets are in {} and {}: their prices do not compare",
            old.currency, new.currency
        ));
    }
    notes
}

/// How much changed, in a sentence.
pub fn summary(diff: &SheetDiff, old: &RateSheet, new: &RateSheet) -> String {
    let count = diff.changes.len();
    let rows = if count == 1 { "row differs" } else { "rows differ" };
    match count {
        0 => format!("`{}` and `{}` are the same.", old.name, new.name),
        _ => format!(
            "From `{}` to `{}`, {count} {rows}; the largest effect comes first.",
            old.name, new.name
        ),
    }
}

/// How many rows are told of in sentences.
const MOST_TOLD: usize = 12;

/// What becomes of subscriptions, and where another choice is cheaper than before, in sentences.
pub fn subscriptions(
    diff: &SheetDiff,
    days: &Days,
    old: &RateSheet,
    new: &RateSheet,
) -> Vec<String> {
    let (days, currency) = (number::counted(days, "day"), &new.currency);
    let told = diff.changes.iter().filter_map(|row| {
        let rise = row.subscription_rise().filter(|_| old.currency == new.currency);
        let rise = rise.map(|rise| {
            let more = if rise > Money::default() { "more" } else { "less" };
            let by = number::money(rise.abs());
            format!("a subscription costs {by} {currency} a year {more}")
        });
        let flip = row.flips().map(|(before, after)| {
            format!("on {days} of use {} before, and {} now", was(before), is(after))
        });
        let said: Vec<_> = rise.into_iter().chain(flip).collect();
        (!said.is_empty()).then(|| format!("{}: {}.", row.name, said.join("; ")))
    });
    let mut told: Vec<_> = told.collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    if more > 0 {
        let more = number::many(more as u64);
        told.push(format!("{more} more of such changes are in `--format csv`."));
    }
    told
}

fn was(cheaper: Cheaper) -> &'static str {
    match cheaper {
        Cheaper::Flex => "Flex was cheaper",
        Cheaper::Subscription => "the subscription was cheaper",
        Cheaper::Tie => "both cost the same",
    }
}

fn is(cheaper: Cheaper) -> &'static str {
    match cheaper {
        Cheaper::Flex => "Flex is",
        Cheaper::Subscription => "the subscription is",
        Cheaper::Tie => "both cost the same",
    }
}

/// A row that changed, and one of its fields; none where only its cost changed.
type Field<'a> = (&'a RowChange, Option<&'a FieldChange>);

/// One row a field, with the figures of its row; the row alone where only its cost changed.
pub fn fields(diff: &SheetDiff) -> Table<'_, Field<'_>> {
    let fields = diff.changes.iter().flat_map(|change| {
        let alone = change.fields.is_empty().then_some((change, None));
        change.fields.iter().map(move |field| (change, Some(field))).chain(alone)
    });
    let of = |field: Option<&FieldChange>, text: fn(&FieldChange) -> Option<String>| {
        field.and_then(text)
    };
    Table::of(fields)
        .text("kind", "kind", |(row, _)| row.kind.word())
        .text("id", "id", |(row, _)| row.id.clone())
        .text("name", "row", |(row, _)| row.name.clone())
        .text("change", "change", |(row, _)| row.change.word())
        .text("field", "what", move |(_, field)| of(*field, |it| Some(it.field.clone())))
        .text("before", "before", move |(_, field)| of(*field, |it| it.before.clone()))
        .text("after", "after", move |(_, field)| of(*field, |it| it.after.clone()))
        .count("break_even_before", "break-even before", |(row, _)| row.break_even_before.clone())
        .count("break_even_after", "break-even after", |(row, _)| row.break_even_after.clone())
        .money("cost_before", "cost before", |(row, _)| row.cost_before.clone())
        .money("cost_after", "cost after", |(row, _)| row.cost_after.clone())
        .money("subscription_before", "subscription before", |(row, _)| row.subscription_before)
        .money("subscription_after", "subscription after", |(row, _)| row.subscription_after)
        .text("cheaper_before", "cheaper before", |(row, _)| row.cheaper_before)
        .text("cheaper_after", "cheaper after", |(row, _)| row.cheaper_after)
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
/// other formats.
pub fn view(diff: &SheetDiff, days: &Days, old: &RateSheet, new: &RateSheet) -> Grid {
    let currency = from_to(Some(old.currency.clone()), Some(new.currency.clone()));
    let days = number::counted(days, "day");
    Table::of(diff.changes.iter().flat_map(lines))
        .text("row", "row", |line| line.row.clone())
        .text("what", "what", |line| line.what.clone())
        .text("before", "before", |line| line.before.clone())
        .text("after", "after", |line| line.after.clone())
        .text("break_even", "break-even\ndays", |line| line.break_even.clone())
        .text("cost", format!("{currency} a year\nat {days}"), |line| line.cost.clone())
        .view()
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
