//! `flexcalc rates diff`: what changed between two rate sheets, and what does it mean?

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use crate::engine::sheets::diff::{SheetDiffInput, sheet_diff};
use crate::load;
use crate::model::{Days, Problem, Problems, RateSheet};
use crate::render::{self, Answer, Format, Outcome, Output, number};
use crate::report::rates::diff as report;

const EXAMPLES: &str = "\
Examples:
  flexcalc rates diff guide-2026 autodesk
  flexcalc rates diff autodesk@2025-12 autodesk                what Autodesk has changed since
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
    /// Compares them; of a built-in sheet the edition in force `today`, unless another is named.
    pub fn output(&self, format: Format, today: NaiveDate) -> anyhow::Result<Output> {
        let (old, new) =
            both(load::rate_sheet(&self.old, today), load::rate_sheet(&self.new, today))?;
        let diff = sheet_diff(&SheetDiffInput { old: &old, new: &new, days: self.days });
        let _money = number::in_currency(&new.currency);
        let found = self.exit_code && !diff.changes.is_empty();
        let (data, view) =
            (report::fields(&diff).data(), report::view(&diff, &self.days, &old, &new));
        let mut summary = vec![report::summary(&diff, &old, &new)];
        summary.extend(report::subscriptions(&diff, &self.days, &old, &new));
        let answer = Answer {
            summary,
            notes: report::notes(&old, &new, &self.days),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            ..Answer::new("rates diff", self, diff, data, view)
        };
        render::render(answer, Some(&new), format)
    }
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
            Problems::check(found).and_then(|()| Err(Problem::new("a sheet cannot be read").into()))
        }
    }
}
