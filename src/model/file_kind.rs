//! What a file of the user seems to be.

/// A file that `rates check` looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A rate sheet.
    Sheet,
    /// An estate.
    Estate,
}

impl FileKind {
    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Estate => "estate",
        }
    }
}
