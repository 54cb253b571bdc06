//! `flexcalc rates import`: a table that was copied becomes a rate sheet.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::super::context::Asked;
use super::new::NewArgs;
use crate::engine::sheets::diff::{SheetDiffInput, sheet_diff};
use crate::engine::sheets::import::{Import, ImportInput, import, list_price};
use crate::engine::sheets::own_name::ensure_own_name;
use crate::engine::sheets::review::review;
use crate::load::pasted::{Ask, Want, paste};
use crate::load::table::{DecimalMark, Given};
use crate::load::{
    self, SHEET_SCHEMA, SchemaBeside, builtin_names, ensure_new, new_file, schema_beside,
};
use crate::model::{Catalogue, Days, Paste, Problem, Problems, RateSheet, TokenPrice};
use crate::render::{self, Answer, Format, OutFile, Output, SheetToml, number, said_beside};
use crate::report::next::check;
use crate::report::rates::import::ImportReport;
use crate::report::to_edit;

/// The schema of sheets: the file in which editors look for it, and what prints it.
const SCHEMA: &str = "sheet.schema.json";
const SCHEMA_BY: &str = "flexcalc rates schema";

const EXAMPLES: &str = "\
Examples:
  flexcalc rates import rates.txt                   the sheet, on standard output
  flexcalc rates import rates.csv -o ours.toml      the sheet as a file, and what was read
  pbpaste | flexcalc rates import - -o ours.toml    what was copied (Windows: Get-Clipboard |)
  flexcalc rates import rates.txt --prices prices.csv -o ours.toml
  flexcalc rates import rates.xlsx --currency EUR --token-price 2.80
  flexcalc rates import --from-usage 'Token usage.csv' -o ours.toml
                                                    what an export charges for a day

A line is a name, its tokens a day, and perhaps their price, apart by tabs, commas, semicolons,
pipes or spaces; a header may name the columns. A title above the table is left out, and told; a
line behind `#` is a remark. Every other line must be understood, or nothing is written.

  Product     Tokens per day   Price
  AutoCAD     7                $21.00
  3ds Max     6                $18.00

Prices of subscriptions are a name and a price for a year, or columns such as Month, Year and
3 years, in the same table or in that of --prices. How an export is read, and which of its days
count, `flexcalc rates new --from-usage` can be told.";

/// Options of `rates import`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    /// The table: text, CSV or .xlsx; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "from_usage")]
    #[serde(serialize_with = "super::super::path")]
    file: Option<PathBuf>,
    /// Instead of a table, what exports charge for a day of each product, as `rates new` does
    #[arg(
        long,
        value_name = "EXPORT",
        num_args = 1..,
        conflicts_with_all = ["file", "prices", "effective", "currency", "token_price", "decimal"]
    )]
    #[serde(skip)]
    from_usage: Vec<PathBuf>,
    /// A table of prices of subscriptions
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::super::path")]
    prices: Option<PathBuf>,
    /// The new file, which must not be there yet; without it, the sheet goes to stdout
    #[arg(long, short, value_name = "FILE")]
    #[serde(serialize_with = "super::super::path")]
    output: Option<PathBuf>,
    /// The sheet's name; without it, that of the file
    #[arg(long)]
    name: Option<String>,
    /// What the sheet is, in words
    #[arg(long)]
    title: Option<String>,
    /// The first day on which the rates hold; without it, today
    #[arg(long, value_name = "DATE")]
    effective: Option<NaiveDate>,
    /// The currency of the prices
    #[arg(long, value_name = "CODE", default_value = "USD", value_parser = currency)]
    currency: String,
    /// The list price of a token, where it is not that of the sheet of --rates
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    token_price: Option<TokenPrice>,
    /// What stands before decimals, where no row tells: point or comma
    #[arg(long, value_name = "MARK")]
    #[serde(skip_serializing_if = "Option::is_none")]
    decimal: Option<DecimalMark>,
}

/// A currency by its code.
fn currency(code: &str) -> Result<String, String> {
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let problem = || "must be a code of three capitals such as `USD`".to_owned();
    is_code.then(|| code.to_owned()).ok_or_else(problem)
}

impl ImportArgs {
    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Imports it; `rates` is the sheet of the global option.
    pub fn output(&self, rates: &str, format: Format, asked: Asked) -> anyhow::Result<Output> {
        let today = asked.today;
        self.ensure_written_well(format)?;
        if !self.from_usage.is_empty() {
            let (name, title) = (self.name()?, self.title.as_deref());
            let exports = self.from_usage.clone();
            let new = NewArgs::of_usage(name, title, exports, self.output.clone());
            return new.output(rates, format, asked);
        }
        // Terms are those of the day from which the rates hold, too.
        let known = load::rate_sheet(rates, self.effective.unwrap_or(today))?;
        let (rates, prices) = self.pastes(&known)?;
        let name = self.name()?;
        let title = self.title.clone();
        let made = import(&ImportInput {
            rates: &rates,
            prices: prices.as_ref(),
            known: &known,
            title: title.unwrap_or_else(|| format!("Autodesk Flex, rates pasted on {today}")),
            name,
            effective: self.effective.unwrap_or(today),
            currency: self.currency.clone(),
            token_price: self.token_price,
            today,
        })?;
        let toml = SheetToml::new(&made.sheet).text();
        // What is written must be what any command reads.
        load::parse_rate_sheet("the sheet", &toml)?;
        let pastes = [&rates].into_iter().chain(&prices).collect();
        self.told((&made, toml), pastes, &known, (format, asked))
    }

    /// The answer: the sheet itself, or, where that is a file, what was read.
    fn told(
        &self,
        (made, toml): (&Import, String),
        pastes: Vec<&Paste>,
        known: &RateSheet,
        (format, Asked { today, on, .. }): (Format, Asked),
    ) -> anyhow::Result<Output> {
        let (old, new, days) = (Some(known), Some(&made.sheet), Days::from(1));
        let diff = sheet_diff(&SheetDiffInput { old, new, days, most: None });
        let findings = review(&made.draft(), today);
        let _money = number::in_currency(&made.sheet.currency);
        let report = ImportReport { import: made, pastes, known, diff: &diff, findings: &findings };
        let (warnings, mut sentences) = (report.warnings(), report.sentences());
        let Some(path) = self.new_file() else {
            sentences.push(to_edit::schema_by(SCHEMA, SCHEMA_BY));
            return Ok(Output {
                stderr: said_beside(&warnings, &sentences),
                ..Output::answered(toml)
            });
        };
        let mut files = vec![OutFile::new_text(path.to_owned(), toml)];
        match schema_beside(path, SCHEMA, SHEET_SCHEMA) {
            SchemaBeside::Missing(beside) => {
                sentences.push(to_edit::wrote_schema(&beside.display().to_string()));
                // Before the file that names it: of the two alone it is the harmless one.
                files.insert(0, OutFile::new_text(beside, SHEET_SCHEMA.to_owned()));
            }
            SchemaBeside::Same => {}
            SchemaBeside::Other(beside) => {
                sentences.push(to_edit::other_schema(&beside.display().to_string(), SCHEMA_BY));
            }
        }
        let (data, view) = report.table().grids();
        let next = check(path, on).because("then use it: `--rates`");
        let answer = Answer {
            notes: sentences,
            warnings,
            next,
            files,
            ..Answer::new("rates import", self, report.result(), data, view)
        };
        render::render(answer, Some(&made.sheet), format)
    }

    /// Where the sheet goes, where it is not standard output.
    fn new_file(&self) -> Option<&Path> {
        new_file(self.writes())
    }

    /// That the answer can be written as it was asked for, before anything is read.
    fn ensure_written_well(&self, format: Format) -> Result<(), Problem> {
        let Some(path) = self.new_file() else {
            return if format == Format::Table {
                Ok(())
            } else {
                let message = "the sheet is TOML: `--format` is for what was read";
                Err(Problem::new(message).hint("write the sheet to a file: `-o ours.toml`"))
            };
        };
        ensure_new(path)
    }

    /// The sheet's name: as it is said, else that of the file that is written or read.
    fn name(&self) -> Result<String, Problem> {
        if let Some(name) = &self.name {
            return ensure_own_name(name, builtin_names()).map(|()| name.clone());
        }
        let files = self.output.iter().chain(&self.file).chain(&self.from_usage);
        let mut stems = files.filter_map(|path| path.file_stem()?.to_str());
        let name = stems.find(|stem| ensure_own_name(stem, builtin_names()).is_ok());
        Ok(name.unwrap_or("pasted").to_owned())
    }

    /// Both tables, or the problems of both.
    fn pastes(&self, known: &RateSheet) -> Result<(Paste, Option<Paste>), Problems> {
        let catalogue = Catalogue::new(std::slice::from_ref(known));
        let is_known = |name: &str| catalogue.find(name).is_some();
        let price = list_price(known, &self.currency, self.token_price)?;
        let ask = |want| Ask {
            want,
            price,
            currency: &self.currency,
            known: &is_known,
            given: Given { decimal: self.decimal, dates: None },
        };
        // Required, but for an export, which is no paste.
        let file = self.file.as_deref().unwrap_or(Path::new("-"));
        if self.prices.as_deref() == Some(file) {
            let problem = Problem::new("the rates and `--prices` are one file");
            return Err(problem.hint("a table may have both: leave `--prices` out").into());
        }
        let rates = paste(file, &ask(Want::Rates));
        let prices = self.prices.as_deref().map(|path| paste(path, &ask(Want::Prices)));
        match (rates, prices.transpose()) {
            (Ok(rates), Ok(prices)) => Ok((rates, prices)),
            (rates, prices) => {
                let found = [rates.err(), prices.err()].into_iter().flatten();
                Problems::check(found.flat_map(Problems::into_vec).collect())
                    .and_then(|()| Err(Problem::new("a table cannot be read").into()))
            }
        }
    }
}
