//! A file beside the answer, written by `main` when everything else is known to be well.

use std::fmt;
use std::path::PathBuf;

use super::{Grid, csv};

type Text = Box<dyn Iterator<Item = anyhow::Result<String>>>;

/// A file to be written whole or not at all.
pub struct OutFile {
    /// Where.
    pub path: PathBuf,
    /// Its text, part by part: it may have millions of rows.
    pub text: Text,
    /// Whether it must not be there when it is written: somebody else may have been faster.
    pub is_new: bool,
}

impl OutFile {
    /// A CSV file of the rows of `parts`, which all have the same columns.
    pub fn new(path: PathBuf, parts: impl Iterator<Item = Grid> + 'static) -> Self {
        let parts = parts.enumerate();
        let text = parts.map(|(number, part)| {
            csv::part(&part, (number == 0).then_some(part.columns.as_slice()))
        });
        Self { path, text: Box::new(text), is_new: false }
    }

    /// A file of this text, which nothing is lost for.
    pub fn new_text(path: PathBuf, text: String) -> Self {
        Self { path, text: Box::new(std::iter::once(Ok(text))), is_new: true }
    }
}

impl fmt::Debug for OutFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OutFile({})", self.path.display())
    }
}
