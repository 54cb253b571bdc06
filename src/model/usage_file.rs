//! What one file of usage states in all.

use super::MicroSum;

/// Rows of one fate, and the tokens that they state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsOf {
    /// How many.
    pub rows: u64,
    /// The sum of their figures.
    pub stated: MicroSum,
}

/// One file, and what its rows state that never came to be counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageFile {
    /// What it is called.
    pub name: String,
    /// Whether it has a column of tokens that counts.
    pub states_tokens: bool,
    /// Rows of products that no rate sheet knows.
    pub unknown: RowsOf,
    /// Rows that cannot be read.
    pub bad: RowsOf,
    /// Those of them whose tokens cannot be read either.
    pub unreadable: u64,
}
