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
pub use message::{error_text, said_beside, written};
pub use out_file::OutFile;
pub use report::{CheckedFile, Report};
pub use text::{shown_lines, shown_start};
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

/// The text of a file as the answer; where it has letters that must not reach a terminal, those are
/// told by their numbers, and a warning says so.
pub fn file_text(file: &str) -> Output {
    let stdout = text::lines_of_file(file).into_owned();
    let warning =
        "letters that nobody sees are shown by their numbers, such as `\\u009B`".to_owned();
    let is_same = stdout.lines().eq(file.trim_start_matches('\u{feff}').lines());
    let stderr =
        message::said_beside(if is_same { &[] } else { std::slice::from_ref(&warning) }, &[]);
    Output { stderr, ..Output::answered(stdout) }
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
