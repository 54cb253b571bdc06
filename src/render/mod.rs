//! Result → text. The one place that rounds: tables and sentences for people; JSON and CSV keep every digit.

mod answer;
mod csv;
mod grid;
mod json;
mod markdown;
mod message;
pub mod number;
mod table;
mod text;

pub use answer::Answer;
pub use grid::{Cell, Grid, column};
pub use message::error_text;

use crate::model::RateSheet;

/// What a run says: the answer for stdout, and what is said beside it for stderr.
#[derive(Debug)]
pub struct Output {
    /// The answer, and nothing else.
    pub stdout: String,
    /// Warnings and notes, styled.
    pub stderr: String,
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
}

/// Writes `answer` in `format`: the answer itself for stdout, and what is said beside it for stderr.
pub fn render(answer: &Answer, sheet: &RateSheet, format: Format) -> anyhow::Result<Output> {
    let stdout = match format {
        Format::Table => table::render(answer),
        Format::Json => json::render(answer, sheet)?,
        Format::Csv => csv::render(&answer.data, sheet)?,
        Format::Markdown => markdown::render(answer),
    };
    let stderr = message::beside(answer, format);
    Ok(Output { stdout, stderr })
}
