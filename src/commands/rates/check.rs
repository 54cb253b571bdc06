//! `flexcalc rates check`: is everything in these rate sheets right?

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::engine::sheets::estate_names::{
    long_trials, other_currency, perhaps_nobodys, unresolved,
};
use crate::engine::sheets::review::review;
use crate::engine::sheets::review_terms;
use crate::load::{self, Editions, SheetFile};
use crate::model::{Problem, Problems, RateSheet, Severity};
use crate::render::{CheckedFile, Format, Outcome, Output, Report, error_text};
use crate::report::rates::editions::in_words;

const EXAMPLES: &str = "\
Examples:
  flexcalc rates check rates
  flexcalc rates check ours.toml --strict
  flexcalc rates check examples/estate.toml       an estate, against the rate sheet
  flexcalc rates check rates --format github      annotations in a workflow
  cat ours.toml | flexcalc rates check -

Exit codes: 0 nothing is wrong, 1 something is, 2 a path cannot be read.";

/// Options of `rates check`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// Rate sheets and estates: files, folders of .toml files, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Warnings count as problems too
    #[arg(long)]
    strict: bool,
}

impl CheckArgs {
    /// Checks them; `today` is the date of the question.
    pub fn output(
        &self,
        rates: &[String],
        format: Format,
        today: NaiveDate,
    ) -> anyhow::Result<Output> {
        let (files, unreadable) = load::sheet_files(&self.paths);
        let unreadable = Problems::check(unreadable);
        if files.is_empty() {
            unreadable?;
            return Err(Problem::new("there is nothing to check").into());
        }
        let paths = self.paths.iter().map(|path| path.display().to_string()).collect();
        // Only what names things of a sheet is held against one.
        let has_estates = files.iter().any(|file| file.estate.is_some());
        let sheets = has_estates.then(|| load::rate_sheets(rates, Editions::All)).transpose()?;
        let sheets: &[RateSheet] = sheets.as_deref().map_or(&[], |sheets| sheets);
        let report = Report {
            paths,
            against: editions(sheets),
            unread: unreadable.as_ref().map_or_else(|problems| problems.iter().len(), |()| 0),
            files: files.into_iter().map(|file| checked(file, sheets, today)).collect(),
        };
        let least = if self.strict { Severity::Warning } else { Severity::Error };
        let found = report.problems().any(|problem| problem.severity() >= least);
        let stdout = report.render(format)?;
        // What can be read is told all the same; but a check of a part must not pass for one of the
        // whole.
        Ok(match unreadable {
            Err(problems) => Output {
                stderr: error_text(&problems.into()),
                outcome: Outcome::Incomplete,
                ..Output::answered(stdout)
            },
            Ok(()) if found => Output { outcome: Outcome::Found, ..Output::answered(stdout) },
            Ok(()) => Output::answered(stdout),
        })
    }
}

/// The sheets that estates are held against, the editions of one together.
fn editions(sheets: &[RateSheet]) -> Vec<String> {
    let of_one = |editions: &[RateSheet]| {
        let sheets: Vec<_> = editions.iter().collect();
        Some(format!("`{}`, {}", sheets.first()?.name, in_words(&sheets)))
    };
    sheets.chunk_by(|one, next| one.name == next.name).filter_map(of_one).collect()
}

/// What is wrong with a file, or looks wrong in what could be read of it, by place.
fn checked(file: SheetFile, sheets: &[RateSheet], today: NaiveDate) -> CheckedFile {
    let (mut findings, mut of_names) = (Vec::new(), Vec::new());
    if let Some(estate) = &file.estate {
        findings.extend(other_currency(estate, sheets));
        findings.extend(review_terms::of_estate(estate));
        of_names.extend(unresolved(estate, sheets));
        of_names.extend(perhaps_nobodys(estate, sheets));
        of_names.extend(long_trials(estate));
    } else {
        findings.extend(review(&file.draft, today));
    }
    let places = file.places(findings.iter().map(|finding| finding.key.as_slice()));
    let odd = findings.into_iter().zip(places).map(|(finding, place)| Problem {
        code: Some(finding.code),
        place: Some(place),
        ..Problem::new(finding.message)
    });
    let mut problems: Vec<_> = file.problems.into_iter().chain(of_names).chain(odd).collect();
    problems.sort_by_key(|problem| problem.place.as_ref().map(|place| place.span.start));
    CheckedFile { file: file.file, text: file.text, problems, kind: file.kind }
}
