//! `flexcalc rates new`: a rate sheet of one's own, to begin with.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::context::Asked;
use super::super::to_edit::{ToEdit, ensure_no_format, new_path, to_edit};
use super::super::usage::{FromDaysArgs, FromUsageArgs, rows};
use crate::engine::sheets::of_usage::{BaseRows, OfUsageInput, of_usage};
use crate::engine::sheets::own_name::ensure_own_name;
use crate::load::{self, SHEET_SCHEMA, builtin_names};
use crate::model::RateSheet;
use crate::render::{Format, Output};
use crate::report::rates::new::{self as report, Begun, NewSheet, new_sheet};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates new ours -o ours.toml                        from scratch
  flexcalc rates new ours --from autodesk -o ours.toml        with all rows of another sheet
  flexcalc rates new ours --from-usage 'Token usage.csv' -o ours.toml
                                                              with what an export charges a day
  flexcalc rates new acme --title 'Acme, contract of 2027' --from ours.toml > acme.toml

Without --from, [token] terms and known names are those of the sheet of --rates. With -o, the schema
that editors check the file with is written beside it, as sheet.schema.json. Comments of a file
given by --from are not taken along.";

/// What a sheet is called that nobody has called anything.
const TITLE: &str = "Our own rates";

/// Options of `rates new`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct NewArgs {
    /// The short name by which answers call the sheet: letters, digits, - and _
    #[arg(value_name = "NAME")]
    name: String,
    /// What the sheet is, in words
    #[arg(long, value_name = "TEXT", default_value = TITLE, value_parser = words)]
    title: String,
    /// Take all rows of this sheet: a built-in one or a file
    #[arg(long, value_name = "NAME|FILE")]
    from: Option<String>,
    /// The new file, which must not be there yet; without it, the sheet goes to stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the sheet is to be made from.
    #[command(flatten)]
    usage: FromUsageArgs,
    /// And of which part of it.
    #[command(flatten)]
    days: FromDaysArgs,
}

impl NewArgs {
    /// A sheet of what exports charge.
    pub(super) fn of_usage(
        name: String,
        title: Option<&str>,
        exports: Vec<PathBuf>,
        output: Option<PathBuf>,
    ) -> Self {
        Self {
            name,
            title: title.unwrap_or(TITLE).to_owned(),
            from: None,
            output,
            usage: FromUsageArgs::of(exports),
            days: FromDaysArgs::default(),
        }
    }

    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Makes the sheet; `rates` is the sheet of the global option.
    pub fn output(&self, rates: &str, format: Format, asked: Asked) -> anyhow::Result<Output> {
        ensure_no_format(format)?;
        ensure_own_name(&self.name, builtin_names())?;
        let output = new_path(self.writes())?;
        let base = load::rate_sheet(self.from.as_deref().unwrap_or(rates), asked.today)?;
        let (sheet, new) = self.sheet(&base, asked)?;
        Ok(to_edit(ToEdit {
            text: new.text,
            output,
            schema: ("sheet.schema.json", SHEET_SCHEMA, "flexcalc rates schema"),
            written: &|file| report::written(file, &sheet),
            next: &|file| report::next(file, asked.on),
            said: (new.warnings, new.notes),
        }))
    }

    fn sheet(&self, base: &RateSheet, asked: Asked) -> anyhow::Result<(RateSheet, NewSheet)> {
        let own = |sheet: RateSheet| RateSheet {
            name: self.name.clone(),
            title: self.title.clone(),
            ..sheet
        };
        if !self.usage.is_given() {
            let (sheet, begun) = match self.from {
                Some(_) => (base.clone(), Begun::Copy),
                None => (base.without_rows(), Begun::Scratch),
            };
            let sheet = own(sheet);
            let new = new_sheet(&sheet, base, &begun);
            return Ok((sheet, new));
        }
        let (stated, read) = self.days.stated(&self.usage, base, asked)?;
        let files = &read.account.files;
        let mut made = of_usage(&OfUsageInput {
            base,
            rows: if self.from.is_some() { BaseRows::All } else { BaseRows::Named },
            stated: &stated.items,
            directory: &read.directory,
            source: &|rows, places| report::source(files, rows, places),
        });
        made.sheet = own(made.sheet);
        let mut new = new_sheet(&made.sheet, base, &Begun::Usage(&made, files));
        new.notes.splice(0..0, [rows(&read, &report::left_out(&stated)).words()]);
        new.notes.extend(read.notes);
        Ok((made.sheet, new))
    }
}

/// A text that says something.
fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text.to_owned()) }
}
