//! What became of the tokens that a file states?
//!
//! ```text
//! stated = counted + left out, by reason
//! ```
//!
//! Example: a column adds up to 30; a row of 10 is there twice, and one of 10 lies outside the
//! period: 10 counted, 10 repeated, 10 outside.
//!
//! Edges: what is charged at the sheet's rate, since the file states no figure for it, is beside
//! these sums: it is no part of the column.

use std::collections::BTreeMap;

use crate::model::{MicroSum, RowsOf, UseRow};

/// Why a row of an export does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It is equal to another of its file.
    Repeated,
    /// Another file has the same use.
    Overlapping,
    /// It lies outside the period.
    Outside,
}

/// What became of one file's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCount {
    /// Rows with a figure of tokens, and the sum of these.
    pub figures: RowsOf,
    /// What of it was counted.
    pub counted: MicroSum,
    /// What was not.
    pub left_out: BTreeMap<Why, RowsOf>,
    /// Charges that the file states no tokens for, by pair and place of the sheet: they are priced
    /// at its rate.
    pub at_rate: BTreeMap<(u32, usize), u64>,
    /// Products of which every row states 0, by the item's number, and how many rows do: the column
    /// says nothing of them.
    pub silent: BTreeMap<u32, u64>,
    /// How many rows of a summary state 0 beside days of use, among others with figures; by item.
    pub silent_among: BTreeMap<u32, u64>,
}

impl FileCount {
    /// Leaves out a row.
    pub(super) fn leave_out(&mut self, why: Why, row: &UseRow) {
        let left_out = self.left_out.entry(why).or_default();
        left_out.rows += 1;
        left_out.stated += row.micro_tokens.unwrap_or_default();
    }

    /// How many rows were left out for a reason.
    pub fn rows(&self, why: Why) -> u64 {
        self.left_out.get(&why).map_or(0, |left_out| left_out.rows)
    }
}
