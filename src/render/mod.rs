//! Result → text. The one place that rounds: tables and sentences for people; JSON and CSV keep
//! every digit.

mod answer;
mod chart;
mod csv;
mod grid;
mod json;
mod markdown;
mod message;
pub mod number;
mod out_file;
mod report;
mod table;
mod text;

pub use answer::{Answer, Detail, Section, ToJson};
pub use chart::{Bar, Chart};
pub use grid::{Cell, Column, Grid, column};
pub use message::error_text;
pub use out_file::OutFile;
pub use report::{CheckedFile, Report};

use anyhow::anyhow;

use crate::model::RateSheet;

/// What a run says: the answer for stdout, and what is said beside it for stderr.
#[derive(Debug)]
pub struct Output {
    /// The answer, and nothing else.
    pub stdout: String,
    /// Warnings and notes, styled.
    pub stderr: String,
    /// Whether a check that was asked for found something.
    pub outcome: Outcome,
    /// Files that were asked for beside it.
    pub files: Vec<OutFile>,
}

impl Output {
    /// An answer with nothing said beside it.
    pub fn answered(stdout: String) -> Self {
        Self { stdout, stderr: String::new(), outcome: Outcome::Answered, files: Vec::new() }
    }
}

/// What the exit code says of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It is answered.
    #[default]
    Answered,
    /// The check that was asked for found something.
    Found,
    /// A part of the input could not be read.
    Incomplete,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs: one object, exact numbers.
    Json,
    /// For spreadsheets: one rectangle, exact numbers.
    Csv,
    /// For a pull request.
    Markdown,
    /// For a workflow of GitHub: annotations; of a check only.
    Github,
    /// For tools that read SARIF 2.1.0; of a check only.
    Sarif,
    /// For `FinOps` tools: rows of the `FinOps` Open Cost and Usage Specification 1.2, as CSV; of a
    /// bill only.
    Focus,
}

/// Writes `answer` in `format`: the answer itself for stdout, and what is said beside it for
/// stderr.
pub fn render(
    mut answer: Answer,
    sheet: Option<&RateSheet>,
    format: Format,
) -> anyhow::Result<Output> {
    let stdout = match format {
        Format::Table => table::render(&answer),
        Format::Json => json::render(&answer, sheet)?,
        Format::Csv => csv::render(&answer.data, sheet)?,
        Format::Markdown => markdown::render(&answer),
        Format::Focus => match &answer.focus {
            Some(rows) => csv::part(rows, Some(&rows.columns))?,
            None => return Err(anyhow!("this format is for `flexcalc chargeback`")),
        },
        Format::Github | Format::Sarif => {
            return Err(anyhow!("this format is for `flexcalc rates check`"));
        }
    };
    let stderr = message::beside(&answer, format);
    Ok(Output { stdout, stderr, outcome: answer.outcome, files: std::mem::take(&mut answer.files) })
}
