//! `flexcalc estate new`: the customer's side, to begin with.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::context::Asked;
use super::super::to_edit::{ToEdit, ensure_no_format, new_path, to_edit};
use super::super::usage::{FromUsageArgs, rows};
use crate::engine::sheets::estate_of_usage::{EstateOfUsageInput, estate_of_usage};
use crate::load::usage::Columns;
use crate::load::{self, ESTATE_SCHEMA};
use crate::render::{Format, Output};
use crate::report::estate::{self as report, NewEstate};

const EXAMPLES: &str = "\
Examples:
  flexcalc estate new -o estate.toml                          an example of all that can be said
  flexcalc estate new --from-usage 'Usage report.csv' -o estate.toml
                                                              who holds what, and the teams
  flexcalc --rates ours.toml estate new --from-usage exports/ > estate.toml

The currency is that of the rate sheet, and products go by the names that it knows: give your own by
--rates. With -o, the schema that editors check the file with is written beside it, as
estate.schema.json.";

/// Options of `estate new`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct NewArgs {
    /// The new file, which must not be there yet; without it, the estate goes to stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the estate is to be made from.
    #[command(flatten)]
    usage: FromUsageArgs,
}

impl NewArgs {
    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Makes the estate; `rates` is the sheet of the global option.
    pub fn output(&self, rates: &str, format: Format, asked: Asked) -> anyhow::Result<Output> {
        ensure_no_format(format)?;
        let output = new_path(self.writes())?;
        let sheet = load::rate_sheet(rates, asked.today)?;
        let new = if self.usage.is_given() {
            let columns = Columns { team: true, ..Columns::default() };
            let used = self.usage.gather(&sheet, (columns, None), asked)?;
            let of = estate_of_usage(&EstateOfUsageInput {
                sheet: &sheet,
                gathered: &used.gathered,
                holdings: &used.read.holdings,
                directory: &used.read.directory,
            });
            let mut new = report::of_usage(&of, &sheet, &used.read.account.files);
            new.notes.splice(0..0, [rows(&used.read, &[]).words()]);
            new
        } else {
            report::from_scratch(&sheet)
        };
        let NewEstate { toml, warnings, notes } = new;
        Ok(to_edit(ToEdit {
            text: toml.text(),
            output,
            schema: ("estate.schema.json", ESTATE_SCHEMA, "flexcalc rates schema estate"),
            written: &|file| report::written(file, &toml),
            next: &|file| report::next(file, (rates, load::DEFAULT_SHEET), asked.on),
            said: (warnings, notes),
        }))
    }
}
