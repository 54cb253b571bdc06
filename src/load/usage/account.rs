//! What became of every row: read = used + skipped, by reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::batch::Batch;
use super::doubts::Doubts;
use super::odd_closes::OddCloses;
use super::priced::Priced;
use crate::model::{Catalogue, MOST_TOLD, Problem, UsageFile, counted};

/// How many of the problems of skipped rows are told.
const MOST_REMEMBERED: usize = 20;

/// What became of every row of all files.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Rows with anything in them, behind the headers.
    pub read: u64,
    /// Rows left out, by reason.
    pub skipped: Vec<Skipped>,
    /// Rows of products that no rate sheet knows, by the name in the file.
    pub unknown: BTreeMap<String, u64>,
    /// What rows that were left out state, file by file.
    pub files: Vec<UsageFile>,
    /// What was wrong with the first rows that were left out.
    pub remembered: Vec<Problem>,
    /// Times without an offset.
    pub without_offset: u64,
    /// Times that clocks showed twice.
    pub shown_twice: u64,
    /// Times with digits finer than a millisecond.
    pub finer: u64,
    /// Sessions whose closes are odd.
    pub odd_closes: Vec<OddCloses>,
    /// What summaries say against the period that was asked for.
    pub doubts: Doubts,
    /// The prices at which charges were written, by the place of their file.
    pub prices: BTreeSet<(usize, Priced)>,
    pub(super) bytes: u64,
}

/// Rows left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The reason.
    pub reason: &'static str,
    /// How many.
    pub rows: u64,
}

impl Account {
    /// Counts rows that were left out.
    pub fn skip(&mut self, reason: &'static str, rows: u64) {
        if rows == 0 {
            return;
        }
        match self.skipped.iter_mut().find(|skipped| skipped.reason == reason) {
            Some(skipped) => skipped.rows += rows,
            None => self.skipped.push(Skipped { reason, rows }),
        }
    }

    /// Rows that count.
    pub fn used(&self) -> u64 {
        self.read - self.skipped.iter().map(|skipped| skipped.rows).sum::<u64>().min(self.read)
    }

    pub(super) fn add(&mut self, batch: &Batch) {
        self.read += batch.read;
        if let Some(file) = self.files.last_mut() {
            file.unknown.rows += batch.unknown.values().sum::<u64>();
            file.unknown.stated += batch.unknown_stated;
            file.bad.rows += batch.faults.len() as u64;
            file.bad.stated += batch.bad_rows.stated;
            file.unreadable += batch.bad_rows.unreadable;
        }
        self.skip("total row", batch.totals);
        for (name, rows) in &batch.unknown {
            self.skip("unknown product", *rows);
            match self.unknown.get_mut(name) {
                Some(known) => *known += rows,
                None => drop(self.unknown.insert(name.clone(), *rows)),
            }
        }
        self.without_offset += batch.without_offset;
        self.shown_twice += batch.shown_twice;
        self.finer += batch.finer;
        self.doubts.add(&batch.doubts);
        let file = self.files.len().saturating_sub(1);
        self.prices.extend(batch.prices.iter().map(|priced| (file, priced.clone())));
    }

    pub(super) fn remember(&mut self, problem: Problem) {
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.push(problem);
        }
    }

    /// Unknown products with their rows, those with the most first, at most so many; and how many
    /// more there are.
    pub fn unknown_by_rows(&self, most: usize) -> (Vec<(&str, u64)>, usize) {
        let mut unknown: Vec<_> =
            self.unknown.iter().map(|(name, rows)| (name.as_str(), *rows)).collect();
        unknown.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let more = unknown.len().saturating_sub(most);
        unknown.truncate(most);
        (unknown, more)
    }

    /// A problem for each unknown product, and how many more there are.
    pub(super) fn unknown_problems(&self, catalogue: &Catalogue) -> (Vec<Problem>, usize) {
        let (unknown, more) = self.unknown_by_rows(MOST_TOLD);
        let problem = |(name, rows): &(&str, u64)| {
            let many = counted(*rows, "row");
            let problem = Problem::new(format!("unknown product `{name}` in {many}"));
            let near = catalogue.nearest(name);
            let alias = match near.as_slice() {
                [] => String::new(),
                near => format!(", as an alias where it is `{}`", near.join("` or `")),
            };
            problem.hint(format!(
                "add it to a rate sheet{alias}; `--unknown skip` leaves its rows out"
            ))
        };
        (unknown.iter().map(problem).collect(), more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(unknown: usize) -> Account {
        let unknown = (0..unknown).map(|n| (format!("Odd {n:07}"), 1 + (n as u64 / 100)));
        Account { unknown: unknown.collect(), ..Account::default() }
    }

    #[test]
    fn as_many_unknown_products_are_told_as_anybody_reads() {
        // one below, at, one above
        for (unknown, told) in [(99, (99, 0)), (100, (100, 0)), (101, (100, 1))] {
            let account = account(unknown);
            let (problems, more) = account.unknown_problems(&Catalogue::default());
            assert_eq!((problems.len(), more), told, "{unknown}");
            // the one with the most rows first
            let first = if unknown == 101 { "Odd 0000100" } else { "Odd 0000000" };
            assert!(problems[0].message.contains(first), "{}", problems[0].message);
        }
    }

    /// Looking for names near each of them would take minutes.
    #[test]
    fn unknown_products_that_are_not_told_are_compared_with_nothing() {
        let sheet =
            crate::load::parse_rate_sheet("s", include_str!("../../../rates/autodesk.toml"));
        let catalogue = Catalogue::new(&[sheet.unwrap()]);
        let (problems, more) = account(500_000).unknown_problems(&catalogue);
        assert_eq!((problems.len(), more), (100, 499_900));
    }
}
