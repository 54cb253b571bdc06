//! `flexcalc rates diff`: what changed between two rate sheets, and what does it mean?

use clap::Args;
use serde::Serialize;

use crate::engine::sheets::diff::{
    Change, FieldChange, RowChange, SheetDiff, SheetDiffInput, sheet_diff,
};
use crate::load;
use crate::model::{Days, Money, Problems, RateSheet};
use crate::render::{self, Answer, Cell, Format, Grid, Outcome, Output, column, number};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates diff guide-2026 autodesk
  flexcalc rates diff old.toml new.toml --format markdown      for a pull request
  flexcalc rates diff old.toml new.toml --exit-code            1 where they differ";

/// Options of `rates diff`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct DiffArgs {
    /// The sheet before: a built-in sheet or a file
    #[arg(value_name = "OLD")]
    old: String,
    /// The sheet after: a built-in sheet or a file
    #[arg(value_name = "NEW")]
    new: String,
    /// Days of use in a year to compare the cost of
    #[arg(long, value_name = "DAYS", default_value = "50", allow_hyphen_values = true)]
    days: Days,
    /// Exit with 1 where the sheets differ
    #[arg(long)]
    exit_code: bool,
}

impl DiffArgs {
    /// Compares them.
    pub fn output(&self, format: Format) -> anyhow::Result<Output> {
        let (old, new) = both(load::rate_sheet(&self.old), load::rate_sheet(&self.new))?;
        let diff = sheet_diff(&SheetDiffInput { old: &old, new: &new, days: self.days.clone() });
        let found = self.exit_code && !diff.changes.is_empty();
        let days = number::days(&self.days);
        let data = data(&diff);
        let money = if old.currency == new.currency {
            new.currency.clone()
        } else {
            format!("{} → {}", old.currency, new.currency)
        };
        let answer = Answer {
            summary: vec![summary(&diff, &old, &new)],
            notes: notes(&old, &new, &days),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            ..Answer::new("rates diff", self, diff.clone(), data, view(&diff, &days, &money))
        };
        render::render(answer, Some(&new), format)
    }
}

fn notes(old: &RateSheet, new: &RateSheet, days: &str) -> Vec<String> {
    let mut notes =
        vec![format!("a year of {days} days of use, tokens at the list price of each sheet")];
    if old.currency != new.currency {
        notes.push(format!(
            "the sheets are in {} and {}: their prices do not compare",
            old.currency, new.currency
        ));
    }
    notes
}

/// Both sheets, or the problems of both.
fn both(
    old: Result<RateSheet, Problems>,
    new: Result<RateSheet, Problems>,
) -> Result<(RateSheet, RateSheet), Problems> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => {
            let found =
                [old.err(), new.err()].into_iter().flatten().flat_map(Problems::into_vec).collect();
            Problems::check(found)
                .and_then(|()| Err(crate::model::Problem::new("a sheet cannot be read").into()))
        }
    }
}

fn summary(diff: &SheetDiff, old: &RateSheet, new: &RateSheet) -> String {
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

/// One row a field, with the figures of its row; the row alone where only its cost changed.
fn data(diff: &SheetDiff) -> Grid {
    let mut grid = Grid::new(vec![
        column("kind", "kind"),
        column("id", "id"),
        column("name", "row"),
        column("change", "change"),
        column("field", "what"),
        column("before", "before"),
        column("after", "after"),
        column("break_even_before", "break-even before"),
        column("break_even_after", "break-even after"),
        column("cost_before", "cost before"),
        column("cost_after", "cost after"),
    ]);
    let rows = |change: &RowChange| -> Vec<Vec<Cell>> {
        let alone = change.fields.is_empty().then(|| data_row(change, None));
        change.fields.iter().map(|field| data_row(change, Some(field))).chain(alone).collect()
    };
    grid.rows = diff.changes.iter().flat_map(rows).collect();
    grid
}

fn data_row(change: &RowChange, field: Option<&FieldChange>) -> Vec<Cell> {
    let text = |text: Option<&String>| text.map(|text| Cell::from(text.as_str())).into();
    vec![
        change.kind.word().into(),
        change.id.as_str().into(),
        change.name.as_str().into(),
        change.change.word().into(),
        text(field.map(|field| &field.field)),
        text(field.and_then(|field| field.before.as_ref())),
        text(field.and_then(|field| field.after.as_ref())),
        change.break_even_before.as_ref().into(),
        change.break_even_after.as_ref().into(),
        change.cost_before.as_ref().into(),
        change.cost_after.as_ref().into(),
    ]
}

/// What a reviewer reads: the figures of each row, and which of its words differ; those are in the
/// other formats.
fn view(diff: &SheetDiff, days: &str, currency: &str) -> Grid {
    let mut grid = Grid::new(vec![
        column("row", "row"),
        column("what", "what"),
        column("before", "before"),
        column("after", "after"),
        column("break_even", "break-even\ndays"),
        column("cost", format!("{currency} a year\nat {days} days")),
    ]);
    grid.rows = diff.changes.iter().flat_map(view_rows).collect();
    grid
}

fn view_rows(change: &RowChange) -> Vec<Vec<Cell>> {
    let text = |text: &Option<String>| Cell::from(text.clone().unwrap_or_else(|| "–".to_owned()));
    let (words, figures): (Vec<_>, Vec<_>) =
        change.fields.iter().partition(|field| field.is_words());
    let words: Vec<_> = words.iter().map(|field| field.field.as_str()).collect();
    let mut rows: Vec<[Cell; 3]> = match change.change {
        Change::Changed => figures
            .iter()
            .map(|field| [field.field.as_str().into(), text(&field.before), text(&field.after)])
            .collect(),
        Change::Added => {
            vec![[
                change.change.word().into(),
                "–".into(),
                in_words(&figures, |field| &field.after).into(),
            ]]
        }
        Change::Removed => {
            vec![[
                change.change.word().into(),
                in_words(&figures, |field| &field.before).into(),
                "–".into(),
            ]]
        }
    };
    if change.change == Change::Changed && !words.is_empty() {
        rows.push([words.join(", ").into(), "".into(), "".into()]);
    } else if rows.is_empty() {
        rows.push(["cost only".into(), "".into(), "".into()]);
    }
    let break_even = from_to(
        change.break_even_before.as_ref().map(number::days),
        change.break_even_after.as_ref().map(number::days),
    );
    let cost = from_to(money(change.cost_before.as_ref()), money(change.cost_after.as_ref()));
    let heads = [[change.name.clone(), break_even, cost]]
        .into_iter()
        .chain(std::iter::repeat_with(Default::default));
    rows.into_iter()
        .zip(heads)
        .map(|(middle, [name, break_even, cost])| {
            [name.into()]
                .into_iter()
                .chain(middle)
                .chain([break_even.into(), cost.into()])
                .collect()
        })
        .collect()
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

fn money(amount: Option<&Money>) -> Option<String> {
    amount.map(number::money)
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
