//! What changed between two rate sheets, and what does it mean?
//!
//! Formula: a row has changed where any of its fields differs (`rows`), or where a year of so many
//! days of use costs something else, since the list price of a token changed (`effects`). What many
//! rows owe to one price is said once (`folded`), and what moves by more than is allowed is told
//! (`thresholds`).
//!
//! Example: Maya from 10 to 6 tokens a day, 50 days, tokens at 3.00 in both: 1,500.00 before,
//! 900.00 after: 40 % less.
//!
//! Edges: a sheet may be absent on one side, as before a file is added; then every row of the other
//! is added, or removed. The rest is said in the files of this room.

mod effects;
mod folded;
mod rows;
mod thresholds;

use serde::Serialize;

use self::rows::rows_of;
use crate::model::{Days, Percent, RateSheet};

pub use self::folded::{SmallestPurchase, TokenEffect, smallest_purchases, token_effect};
pub use self::rows::{Change, FieldChange, RowChange, RowKind};
pub use self::thresholds::{Figure, Over, Reason, ensure_comparable};

/// Two sheets and the days of use to compare a year by.
#[derive(Clone, Copy, Debug)]
pub struct SheetDiffInput<'a> {
    /// The sheet before; `None` where there was none.
    pub old: Option<&'a RateSheet>,
    /// The sheet after; `None` where there is none.
    pub new: Option<&'a RateSheet>,
    /// Days of use in a year.
    pub days: Days,
    /// By how much a figure may move; `None` where it does not matter.
    pub most: Option<Percent>,
}

/// What changed.
#[derive(Clone, Debug, Serialize)]
pub struct SheetDiff {
    /// The rows that changed, the largest effect first.
    pub changes: Vec<RowChange>,
    /// The figures that move by more than they may, the largest move first.
    pub over: Vec<Over>,
}

/// Compares two sheets.
pub fn sheet_diff(input: &SheetDiffInput) -> SheetDiff {
    let SheetDiffInput { old, new, days, .. } = *input;
    let mut changes: Vec<_> = rows::heads(old, new).collect();
    let of = |sheet| rows_of(sheet, |sheet: &RateSheet| &sheet.products);
    let products = rows::rows(RowKind::Product, of(old), of(new));
    changes
        .extend(products.map(|(pair, change)| effects::of_product(pair, change, [old, new], days)));
    let of = |sheet| rows_of(sheet, |sheet: &RateSheet| &sheet.services);
    let services = rows::rows(RowKind::Service, of(old), of(new));
    changes.extend(services.map(|(_, change)| change));
    let of = |sheet| rows_of(sheet, |sheet: &RateSheet| &sheet.collections);
    let collections = rows::rows(RowKind::Collection, of(old), of(new));
    changes.extend(collections.map(|(pair, change)| effects::of_collection(pair, change)));
    changes.retain(|change| !change.fields.is_empty() || change.cost_before != change.cost_after);
    effects::sort(&mut changes);
    SheetDiff { changes, over: thresholds::over(input) }
}

#[cfg(test)]
mod tests;
