//! Result → text. The one place that rounds: tables and sentences for people; JSON and CSV keep
//! every digit.

mod account;
mod answer;
mod chart;
mod csv;
mod focus;
mod format;
mod grid;
mod json;
mod markdown;
mod message;
pub mod number;
mod out_file;
mod report;
mod table;
mod text;
mod toml_text;

pub use account::{Accounted, RowAccount};
pub use answer::{Answer, Detail, Section, ToJson};
pub use chart::{Bar, Chart};
pub use format::Format;
pub use grid::{Cell, Column, Grid, column};
pub use message::{error_text, said_beside};
pub use out_file::OutFile;
pub use report::{CheckedFile, Report};
pub use toml_text::{EstateToml, SheetToml, SpareRow, TomlSeat, TomlTeam};

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

/// Writes `answer` in `format`: the answer itself for stdout, and what is said beside it for
/// stderr.
pub fn render(
    mut answer: Answer,
    sheet: Option<&RateSheet>,
    format: Format,
) -> anyhow::Result<Output> {
    answer.notes.splice(0..0, answer.account.note());
    let stdout = (format.writer().answer)(&answer, sheet)?;
    let stderr = message::beside(&answer, format);
    Ok(Output { stdout, stderr, outcome: answer.outcome, files: std::mem::take(&mut answer.files) })
}
