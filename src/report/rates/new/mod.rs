//! A rate sheet to begin with: what stands in it beside its rows, and what is told of it.

mod usage;

use std::path::Path;

use chrono::NaiveDate;

use super::super::next::check;
use crate::engine::sheets::of_usage::OfUsage;
use crate::model::{RateSheet, UsageFile};
use crate::render::SheetToml;
use crate::render::number::many;

pub use self::usage::{left_out, source};

/// Rows to copy, for a sheet that has none yet.
const EXAMPLES: &str = "\
[products.revit]                  # charged for each day of use
name = \"Revit\"
tokens_per_day = 10               # absent: not sold on Flex
annual_price = 2985               # a subscription a year; absent: not known
source = \"quote 4711\"             # required on every row
note = \"until March\"              # shown whenever the row is used

[results.reality-capture]         # charged by the result
name = \"Reality Capture API\"
tokens = 1
per = 50
unit = \"photo\"
partial = \"up\"                    # a part of 50 photos: exact (unless said), up, or down
source = \"quote 4711\"

[collections.aec]                 # a subscription that covers several products
name = \"AEC Collection\"
products = [\"revit\"]
annual_price = 3675
source = \"quote 4711\"";

const EDIT: &str = "A line behind `#` counts once that sign is deleted. `flexcalc rates check` \
                    tells what is wrong with the file.";

/// What a new sheet begins with.
pub enum Begun<'a> {
    /// Nothing but the terms of the sheet.
    Scratch,
    /// The rows of the sheet.
    Copy,
    /// What an export says.
    Usage(&'a OfUsage, &'a [UsageFile]),
}

/// A new sheet as a file, and what is told beside it.
pub struct NewSheet {
    /// The file.
    pub text: String,
    /// What to think twice about.
    pub warnings: Vec<String>,
    /// Where it comes from.
    pub notes: Vec<String>,
}

/// The file of `sheet`, which begins with what `base` has.
pub fn new_sheet(sheet: &RateSheet, base: &RateSheet, begun: &Begun) -> NewSheet {
    let mut toml = SheetToml::new(sheet);
    let of_base = format!("sheet `{}`, effective {}", base.name, base.effective);
    let (mut warnings, mut notes) = (Vec::new(), Vec::new());
    match begun {
        Begun::Scratch => {
            toml.head.push(format!("A sheet of our own, with the [token] terms of {of_base}."));
            toml.examples = EXAMPLES;
            notes.push(format!("[token] has the terms of {of_base}; there are no rows yet"));
        }
        Begun::Copy => {
            toml.head.push(format!("A sheet of our own, begun with all rows of {of_base}."));
        }
        Begun::Usage(of_usage, files) => {
            usage::said(&mut toml, base, of_usage, files);
            warnings = usage::warnings(of_usage, base);
            notes = usage::notes(of_usage, base);
        }
    }
    toml.head.push(EDIT.to_owned());
    NewSheet { text: toml.text(), warnings, notes }
}

/// What was written, for whoever asked for a file.
pub fn written(file: &str, sheet: &RateSheet) -> String {
    let many = |count: usize| many(count as u64);
    let rows = [
        (sheet.products.len(), "products"),
        (sheet.services.len(), "services"),
        (sheet.collections.len(), "collections"),
    ];
    let rows = rows.map(|(count, word)| format!("{word} {}", many(count)));
    format!("wrote {file}: rate sheet `{}`, {}", sheet.name, rows.join(", "))
}

/// The command to try with the file.
pub fn next(file: &Path, on: Option<NaiveDate>) -> Option<String> {
    check(file, on).because("is everything in it right?")
}
