//! What makes a table one of usage, and how its columns are read.

use super::UsageRequest;
use super::header::Header;
use crate::load::table::{Column, Meaning, Presence};
use crate::model::Problem;

/// What the columns of usage mean to whoever asks for it.
pub(super) struct UsageMeaning<'r>(pub(super) &'r UsageRequest<'r>);

impl UsageMeaning<'_> {
    fn header(&self, table: &str, names: &[&str]) -> Result<Header, Problem> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        Header::recognise(table, &names, self.0)
    }
}

impl Meaning for UsageMeaning<'_> {
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>> {
        let header = self.header("", names).ok()?;
        let column = |place: usize| Column {
            kind: header.kind(place),
            presence: if header.is_needed(place) { Presence::Always } else { Presence::Sometimes },
        };
        Some((0..names.len()).map(column).collect())
    }

    fn refusal(&self, table: &str, names: &[&str]) -> Problem {
        let understood = || Problem::new(format!("{table} has no rows that can be read"));
        self.header(table, names).err().unwrap_or_else(understood)
    }
}
