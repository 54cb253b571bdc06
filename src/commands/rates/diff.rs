//! `flexcalc rates diff`: what changed between two rate sheets, and what does it mean?

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use crate::engine::sheets::diff::{SheetDiffInput, ensure_comparable, sheet_diff};
use crate::load::{self, SheetPair};
use crate::model::{Days, Limits, Percent, Problem, Problems};
use crate::render::{self, Answer, Format, Outcome, Output, number};
use crate::report::rates::diff::{self as report, ComparedSheet, Comparison};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates diff guide-2026 autodesk
  flexcalc rates diff autodesk@2025-12 autodesk                what Autodesk has changed since
  flexcalc rates diff old.toml new.toml --format markdown      for a pull request
  flexcalc rates diff old.toml new.toml --exit-code            1 where they differ
  flexcalc rates diff HEAD:rates/ours.toml rates/ours.toml     what is not committed yet
  flexcalc rates diff main:rates HEAD:rates --fail-over 10%    1 where anything moves that far
  curl -s https://example.org/ours.toml | flexcalc rates diff ours.toml -

OLD and NEW: a built-in sheet, a file, a folder of .toml files (against another), - for standard
input, or a path in a commit of git. A path that the commit does not have is empty: every row of
the other side is added, or removed.

--fail-over looks at break-even, at a year of --days on Flex, at each price of a subscription, and
at what a result of a service costs. What is no longer known, or is gone, is over; what is new is
not.

Exit codes: 0 answered, 1 --exit-code or --fail-over found something, 2 a side cannot be read.";

/// Options of `rates diff`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct DiffArgs {
    /// Before: a built-in sheet, a file, a folder, -, or a path in a commit such as
    /// main:rates/ours.toml
    #[arg(value_name = "OLD")]
    old: String,
    /// After: the same
    #[arg(value_name = "NEW")]
    new: String,
    /// Days of use in a year to compare the cost of
    #[arg(long, value_name = "DAYS", default_value = "50", allow_hyphen_values = true)]
    days: Days,
    /// Exit with 1 where the sheets differ
    #[arg(long)]
    exit_code: bool,
    /// Exit with 1 where what anything costs, or a break-even, moves by more than this, either way
    #[arg(long, value_name = "PERCENT", value_parser = most, allow_hyphen_values = true)]
    fail_over: Option<Percent>,
}

/// Reads by how much a figure may move.
fn most(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::PACE, text)
}

impl DiffArgs {
    /// Compares them; of a built-in sheet the edition in force `today`, unless another is named.
    pub fn output(&self, format: Format, today: NaiveDate) -> anyhow::Result<Output> {
        let found = load::compared_sheets(&self.old, &self.new, today)?;
        self.ensure_comparable(&found.pairs)?;
        let comparison = Comparison {
            typed: [&self.old, &self.new],
            days: self.days,
            most: self.fail_over,
            sheets: found.pairs.iter().map(|pair| self.compared(pair)).collect(),
        };
        let sheet = comparison.single();
        let _money = sheet.map(|sheet| number::in_currency(&sheet.currency));
        let is_found = self.exit_code && !comparison.is_same() || comparison.is_over();
        let mut notes = report::notes(&comparison);
        notes.extend(found.notes);
        let (data, view) = (comparison.data(), comparison.view());
        let answer = Answer {
            summary: report::summary(&comparison),
            sections: comparison.sections(),
            notes,
            outcome: if is_found { Outcome::Found } else { Outcome::Answered },
            ..Answer::new("rates diff", self, comparison, data, view)
        };
        render::render(answer, sheet, format)
    }

    /// That the figures can be held against each other, where that is asked for.
    fn ensure_comparable(&self, pairs: &[SheetPair]) -> Result<(), Problems> {
        let both = pairs.iter().filter_map(|pair| pair.old.as_ref().zip(pair.new.as_ref()));
        let refused = both.filter_map(|(old, new)| ensure_comparable(old, new).err());
        let problems: Vec<Problem> = refused.filter(|_| self.fail_over.is_some()).collect();
        Problems::check(problems)
    }

    fn compared<'a>(&self, pair: &'a SheetPair) -> ComparedSheet<'a> {
        let (old, new) = (pair.old.as_ref(), pair.new.as_ref());
        let input = SheetDiffInput { old, new, days: self.days, most: self.fail_over };
        ComparedSheet { file: pair.file.as_deref(), old, new, diff: sheet_diff(&input) }
    }
}
