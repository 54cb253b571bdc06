//! The formats of usage files, a file each: its words, the columns by which it is known, how its
//! rows are read, and what they tell. The rest of the program asks what a file tells, and never
//! which format it has.
//!
//! A new format is a file here, and its line in [`UsageFormat::ALL`].

mod charges;
mod days;
mod months;
mod product_days;
mod sessions;
mod summary;
#[cfg(test)]
pub(super) mod testing;
mod token_flex;
mod totals;

use std::fmt;

use super::batch::{Batch, Wrong};
use super::columns::Role;
use super::reader::{Reader, Row};
use super::worker::Worker;

/// What the rows of a file are.
#[derive(Clone, Copy)]
pub struct UsageFormat(&'static Format);

/// What a question may need usage to tell. No format tells all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// From when to when something was open.
    Sessions,
    /// On which day something was used.
    Days,
    /// What time its rows are about.
    Period,
    /// Who used it.
    People,
    /// What was charged on a day, where the column for it is filled.
    DailyCharges,
    /// Use on Flex, which rate sheets price. Other programmes have prices of their own.
    Flex,
}

/// All that there is to know of a format.
pub(super) struct Format {
    /// The name on the command line and in JSON.
    name: &'static str,
    /// What its rows are, in words.
    words: &'static str,
    /// The verb behind these words: `need` or `needs`.
    need: &'static str,
    /// A header may have the columns of several formats. The lowest has it, which must be the one
    /// that says most.
    precedence: u8,
    /// The columns that it must have.
    needed: &'static [Role],
    /// The columns that mean something in this format only, and their names as `normalise` leaves
    /// them.
    own: &'static [(Role, &'static [&'static str])],
    tells: &'static [Tells],
    /// What every answer from such a file has to say.
    note: Option<&'static str>,
    rows: Rows,
}

/// How the rows of one format are read. It is chosen once for a block and not once for a row, so
/// that the reader of a row becomes a part of the loop over rows.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) of_block: fn(&mut Worker, &[u8]) -> Batch,
}

/// Reads one row of a format.
pub(super) trait ReadRow {
    /// What the fields of a row say.
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong>;
}

impl Rows {
    const fn by<R: ReadRow>() -> Self {
        Self { of_block: |worker, block| worker.read_block::<R>(block) }
    }
}

impl UsageFormat {
    /// Every format, in the order in which people are told of them.
    pub const ALL: &[Self] = &[
        Self(&sessions::FORMAT),
        Self(&days::FORMAT),
        Self(&summary::FORMAT),
        Self(&token_flex::FORMAT),
        Self(&token_flex::BY_MONTH),
        Self(&token_flex::TOTALS),
        Self(&charges::FORMAT),
        Self(&product_days::FORMAT),
        Self(&months::FORMAT),
        Self(&totals::FORMAT),
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether its files can tell this.
    pub fn tells(self, what: Tells) -> bool {
        self.0.tells.contains(&what)
    }

    /// What every answer from such a file has to say.
    pub(super) fn note(self) -> Option<&'static str> {
        self.0.note
    }

    /// Every format, in the order in which a header is tried.
    pub(super) fn by_precedence() -> Vec<Self> {
        let mut formats = Self::ALL.to_vec();
        formats.sort_by_key(|format| format.0.precedence);
        formats
    }

    pub(super) fn needed(self) -> &'static [Role] {
        self.0.needed
    }

    pub(super) fn own_columns(self) -> &'static [(Role, &'static [&'static str])] {
        self.0.own
    }

    pub(super) fn rows(self) -> Rows {
        self.0.rows
    }

    /// What it needs, for a hint: `sessions need`.
    pub(super) fn needs(self) -> String {
        format!("{} {}", self.0.words, self.0.need)
    }
}

/// No two formats have one name.
impl PartialEq for UsageFormat {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for UsageFormat {}

/// What its rows are, in words.
impl fmt::Display for UsageFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.words)
    }
}

impl fmt::Debug for UsageFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for (place, format) in UsageFormat::ALL.iter().enumerate() {
            for other in UsageFormat::ALL.iter().skip(place + 1) {
                assert_ne!(format, other);
                assert_ne!(format.0.words, other.0.words);
                assert_ne!(format.0.precedence, other.0.precedence);
                assert_ne!(format.0.needed, other.0.needed);
            }
        }
    }

    /// A column of a format's own is there to know it by.
    #[test]
    fn own_columns_are_needed() {
        for format in UsageFormat::ALL {
            assert!(format.0.own.iter().all(|(role, _)| format.0.needed.contains(role)));
        }
    }
}
