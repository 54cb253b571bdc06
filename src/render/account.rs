//! What became of the rows that were read: the same words and keys in every command.

use chrono::NaiveDate;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::number;

/// Whether usage was read, and who tells what became of its rows.
#[derive(Clone, Debug, Default)]
pub enum Accounted {
    /// None was read.
    #[default]
    Nothing,
    /// A note is to tell it.
    InNotes(RowAccount),
    /// The answer's own sentences tell it.
    InSummary(RowAccount),
}

impl Accounted {
    /// What became of the rows, where there are any.
    pub(super) fn rows(&self) -> Option<&RowAccount> {
        match self {
            Self::Nothing => None,
            Self::InNotes(rows) | Self::InSummary(rows) => Some(rows),
        }
    }

    /// The first and the last UTC day of what was used, where that is known.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.rows()?.days
    }

    /// The note, where one is to tell it.
    pub(super) fn note(&self) -> Option<String> {
        match self {
            Self::InNotes(rows) => Some(rows.words()),
            Self::Nothing | Self::InSummary(_) => None,
        }
    }
}

/// What became of every row: those read are used or left out for a reason.
#[derive(Clone, Debug)]
pub struct RowAccount {
    /// How many were read.
    pub read: u64,
    /// How many count.
    pub used: u64,
    /// How many were left out, by reason.
    pub skipped: Vec<(&'static str, u64)>,
    /// The first and the last UTC day of what was used, where rows say days.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

impl RowAccount {
    /// In a sentence without its end.
    pub fn words(&self) -> String {
        let words = format!(
            "{} read, {} used",
            number::counted(&self.read, "row"),
            number::many(self.used)
        );
        if self.skipped.is_empty() {
            return words;
        }
        let skipped = self
            .skipped
            .iter()
            .map(|(reason, rows)| format!("{} {}", number::many(*rows), why(reason)));
        format!("{words}; left out: {}", skipped.collect::<Vec<_>>().join(", "))
    }
}

fn why(reason: &str) -> &str {
    match reason {
        "repeated" => "there already",
        "overlapping" => "of a use that another file has, too",
        "outside period" => "outside the period",
        "unknown product" => "of unknown products",
        "bad row" => "that cannot be read",
        "total row" => "of totals",
        other => other,
    }
}

impl Serialize for RowAccount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_struct("account", 4)?;
        rows.serialize_field("read", &self.read)?;
        rows.serialize_field("used", &self.used)?;
        rows.serialize_field("skipped", &(self.read - self.used))?;
        rows.serialize_field("skipped_by_reason", &ByReason(&self.skipped))?;
        rows.end()
    }
}

struct ByReason<'a>(&'a [(&'static str, u64)]);

impl Serialize for ByReason<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(why, rows)| (why.replace(' ', "_"), rows)))
    }
}
