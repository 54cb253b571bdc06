//! `flexcalc rates show`: what does a rate sheet say?

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::super::context::Asked;
use crate::load;
use crate::model::{Problem, RateSheet, nearest};
use crate::render::{self, Answer, Format, Output, number};
use crate::report::next::Next;
use crate::report::rates::show::{self as report, ShownRow};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates show
  flexcalc rates show guide-2026
  flexcalc rates show autodesk@2025-12            an earlier edition
  flexcalc rates show --product maya
  flexcalc rates show autodesk --toml                 the file, as it is in the program

`flexcalc rates new ours --from autodesk` begins a sheet of your own.";

/// Options of `rates show`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ShowArgs {
    /// Built-in sheet or file; without it, that of --rates
    #[arg(value_name = "NAME|FILE")]
    sheet: Option<String>,
    /// One product, service or collection in full
    #[arg(long, value_name = "PRODUCT", conflicts_with = "toml")]
    product: Option<String>,
    /// The file itself
    #[arg(long)]
    toml: bool,
}

impl ShowArgs {
    /// Shows it; `rates` is the sheet of the global option. Of a built-in sheet it is the edition
    /// in force then, unless another is named.
    pub fn output(&self, rates: &str, format: Format, asked: Asked) -> anyhow::Result<Output> {
        let file = load::sheet_file(self.sheet.as_deref().unwrap_or(rates), asked.today)?;
        if self.toml {
            return Ok(render::file_text(&file.text));
        }
        let sheet = file.sheet()?;
        let _money = number::in_currency(&sheet.currency);
        let rows = report::rows(&sheet);
        let answer = match &self.product {
            Some(name) => self.one(name, &sheet, &rows)?,
            None => self.all(rates, (&sheet, &rows), asked.on)?,
        };
        render::render(answer, Some(&sheet), format)
    }

    fn all(
        &self,
        rates: &str,
        (sheet, rows): (&RateSheet, &[ShownRow]),
        on: Option<NaiveDate>,
    ) -> anyhow::Result<Answer<'_>> {
        let name = self.sheet.as_deref().unwrap_or(rates);
        let next = Next::of("rates").word("show");
        let next = if name == load::DEFAULT_SHEET { next } else { next.files("", &[name]) };
        let next = next.option("--on", on);
        let first = rows.first().map(ShownRow::id);
        let (data, view) = report::table(rows, &sheet.currency).grids();
        Ok(Answer {
            summary: vec![report::terms(&sheet.token, &sheet.currency)],
            notes: report::notes(sheet, rows),
            next: first
                .and_then(|id| next.option("--product", [id]).because("one row, and its source")),
            ..Answer::new("rates show", self, serde_json::to_value(sheet)?, data, view)
        })
    }

    fn one(&self, name: &str, sheet: &RateSheet, rows: &[ShownRow]) -> anyhow::Result<Answer<'_>> {
        let Some(row) = rows.iter().find(|row| row.goes_by(name)) else {
            let problem = Problem::new(format!(
                "unknown product or service `{name}` in rate sheet `{}`",
                sheet.name
            ));
            let ids = rows.iter().map(ShownRow::id);
            return Err(problem.nearest(&nearest(name, ids)).into());
        };
        let data = report::table(std::slice::from_ref(row), &sheet.currency).data();
        let view = report::field_by_field(row, &sheet.currency);
        Ok(Answer::new("rates show", self, serde_json::to_value(row)?, data, view))
    }
}
