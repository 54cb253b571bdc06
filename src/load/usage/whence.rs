//! Where the lines of the text stand that workers read: in the file itself, or in the table of
//! which the text was made.

use crate::load::table::StreamLines;
use crate::model::{Place, Problem};

/// What the lines of a text are lines of.
pub(super) enum Whence {
    /// The file of this name.
    File(String),
    /// A table, of which each row has a line of the text.
    Table(StreamLines),
}

impl Whence {
    /// What it is called in problems.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File(name) => name,
            Self::Table(lines) => lines.file(),
        }
    }

    /// The problem on a line.
    pub(super) fn at(&self, line: u64, problem: Problem) -> Problem {
        match self {
            Self::File(name) => {
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                problem.at(Place { file: name.clone(), line, column: 0, span: 0..0 })
            }
            Self::Table(lines) => lines.at(line, problem),
        }
    }

    /// Where a line stands, in words.
    pub(super) fn words(&self, line: u64) -> String {
        let told = self.at(line, Problem::new(String::new())).to_string();
        told.trim_end_matches([':', ' ']).to_owned()
    }
}
