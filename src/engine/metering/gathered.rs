//! Which rows are there, and what do they say beside person, product and time?
//!
//! ```text
//! every row of an export as it is; of sessions, whose they are and what else they say
//! ```
//!
//! What an export is the source of (a rate sheet, an estate) rests on its rows alone: no rate is
//! needed to read it, and nothing is charged.
//!
//! Example: two rows of Ana, of the team Bridges: both rows, and once that Ana is of Bridges.
//!
//! Edges: people who go by several names are one by the time that everything is read.

use std::collections::BTreeSet;

use crate::model::{Directory, OutOfOrder, Session, TakeUsage, Tied, UseRow};

/// The rows of usage.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The rows of exports.
    pub rows: Vec<UseRow>,
    /// Who used what, and what else a row says of it, by their numbers.
    pub labels: BTreeSet<(u32, u32)>,
    /// How many rows are sessions.
    pub sessions: u64,
}

impl TakeUsage for Gathered {
    fn meet(&mut self, _: &Directory) {}

    fn sessions(&mut self, sessions: &[Session]) -> Result<(), OutOfOrder> {
        self.sessions += sessions.len() as u64;
        self.labels.extend(sessions.iter().map(|session| (session.pair, session.label)));
        Ok(())
    }

    fn rows(&mut self, rows: &[UseRow]) {
        self.labels.extend(rows.iter().map(|row| (row.pair, row.label)));
        self.rows.extend_from_slice(rows);
    }

    fn tie(&mut self, _: &Directory, tied: &Tied) -> Result<(), OutOfOrder> {
        let stands_for = |pair: u32| tied.pairs.get(pair as usize).copied().unwrap_or(pair);
        self.rows.iter_mut().for_each(|row| row.pair = stands_for(row.pair));
        let labels = std::mem::take(&mut self.labels).into_iter();
        self.labels = labels.map(|(pair, label)| (stands_for(pair), label)).collect();
        Ok(())
    }
}
