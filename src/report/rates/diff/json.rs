//! The result for programs: one shape, whether one sheet or a folder of them is compared.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::{ComparedSheet, Comparison};
use crate::engine::sheets::diff::{Over, RowChange};
use crate::model::RateSheet;

#[derive(Serialize)]
struct Result<'a> {
    sheets: Vec<Sheet<'a>>,
    changes: Vec<In<'a, &'a RowChange>>,
    over: Vec<In<'a, &'a Over>>,
}

/// A sheet of each side, and what became of it.
#[derive(Serialize)]
struct Sheet<'a> {
    file: Option<&'a str>,
    change: &'static str,
    old: Option<Named<'a>>,
    new: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    effective: NaiveDate,
    currency: &'a str,
}

/// Something in the file that it is about.
#[derive(Serialize)]
struct In<'a, T> {
    file: Option<&'a str>,
    #[serde(flatten)]
    inner: T,
}

impl Serialize for Comparison<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let sheets = || self.sheets.iter();
        let result = Result {
            sheets: sheets().map(sheet).collect(),
            changes: sheets().flat_map(|it| within(it, &it.diff.changes)).collect(),
            over: sheets().flat_map(|it| within(it, &it.diff.over)).collect(),
        };
        result.serialize(serializer)
    }
}

fn within<'a, T>(sheet: &'a ComparedSheet, inner: &'a [T]) -> impl Iterator<Item = In<'a, &'a T>> {
    inner.iter().map(|inner| In { file: sheet.file, inner })
}

fn sheet<'a>(sheet: &'a ComparedSheet) -> Sheet<'a> {
    let named = |sheet: &'a RateSheet| Named {
        name: &sheet.name,
        effective: sheet.effective,
        currency: &sheet.currency,
    };
    Sheet {
        file: sheet.file,
        change: sheet.word(),
        old: sheet.old.map(named),
        new: sheet.new.map(named),
    }
}
