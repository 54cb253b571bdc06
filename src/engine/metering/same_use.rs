//! Which rows of exports are about the same use, and which of them count?
//!
//! ```text
//! of one file: rows add up; equal in every column, of a daily product without a feature of its
//!     own, they are one
//! of several: one use (person, product, feature, day) counts in one file, in that which ends
//!     later,
//!     of two that end on one day in that of the larger figure
//! a product of which every row with use states 0: its column states nothing; nor does 0 in a row
//!     of a summary that has days of use
//! ```
//!
//! RULES §3: the token column is what Autodesk charged, whatever its rows are called; a day of a
//! product is charged once.
//!
//! Example: an export of noon has 0.5 tokens of a service, that of the evening 1.5 on the same day:
//! 1.5, and 0.5 is told as being in both.
//!
//! Edges: a file that states figures counts before one that states none, since that one has nothing
//! to be out of date. Where one of the files does not tell features, the whole day of the product
//! is compared. Rows of summaries stand for a period that is not in the file: whether two files of
//! them have the same use or that of two periods is asked. Zeros of rows by subscription, of
//! services and of pools are what they say.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::file_count::{FileCount, Why};
use crate::model::{Day, ItemKind, Micro, MicroSum, Paid, UseRow, When};

/// What is done with rows of one file that are equal in every column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// A day of a product is charged once, anything else adds up.
    #[default]
    ByRule,
    /// They add up.
    Add,
    /// They are one.
    Drop,
}

/// Rows that count, those of one use side by side, and what became of the others.
pub(super) struct Sifted {
    pub(super) rows: Vec<UseRow>,
    pub(super) files: Vec<FileCount>,
    /// A row of one file and one of another that may be about the same use or about two periods.
    pub(super) open: Option<(UseRow, UseRow)>,
}

/// Sifts `rows`; `item` says what a row is about, by the number of its pair.
pub(super) fn sift(
    mut rows: Vec<UseRow>,
    item: impl Fn(u32) -> (u32, ItemKind),
    repeats: Repeats,
) -> Sifted {
    let mut files: Vec<FileCount> = Vec::new();
    for row in &rows {
        let place = row.file as usize;
        if files.len() <= place {
            files.resize_with(place + 1, FileCount::default);
        }
        if let (Some(file), Some(micro)) = (files.get_mut(place), row.micro_tokens) {
            file.figures.rows += 1;
            file.figures.stated += micro;
        }
    }
    silence(&mut rows, &item, &mut files);
    let ends = ends(&rows);
    let order = |row: &UseRow| {
        let UseRow { pair, when, detail, file, whole, micro_tokens, paid, label } = *row;
        (pair, when.of_use(), detail, file, whole, when, micro_tokens, paid, label)
    };
    rows.sort_unstable_by_key(order);
    let mut counting = Counting { met: 0, dropped: Vec::new(), files, ends, open: None, repeats };
    let same_use = |one: &UseRow, next: &UseRow| {
        (one.pair, one.when.of_use()) == (next.pair, next.when.of_use())
    };
    for use_of_day in rows.chunk_by(same_use) {
        let is_product = |row: &UseRow| item(row.pair).1 == ItemKind::Product;
        let may_repeat = |row: &UseRow| match repeats {
            Repeats::Add => false,
            Repeats::Drop => true,
            Repeats::ByRule => {
                let is_one = !tells_feature(row) || matches!(row.when, When::Days { .. });
                is_product(row) && row.paid != Paid::Agreement && is_one
            }
        };
        // Where one file tells no features, features cannot be compared.
        if use_of_day.iter().any(|row| row.detail == UseRow::NO_DETAIL) {
            counting.one_use(use_of_day, may_repeat);
        } else {
            let same_detail = |one: &UseRow, next: &UseRow| one.detail == next.detail;
            use_of_day.chunk_by(same_detail).for_each(|one| counting.one_use(one, may_repeat));
        }
    }
    let Counting { dropped, files, open, .. } = counting;
    let (mut place, mut dropped) = (0, dropped.into_iter().peekable());
    rows.retain(|_| {
        place += 1;
        dropped.next_if_eq(&(place - 1)).is_none()
    });
    Sifted { rows, files, open }
}

fn tells_feature(row: &UseRow) -> bool {
    row.detail != UseRow::NO_DETAIL && row.detail != UseRow::THE_PRODUCT
}

/// Takes the zeros of products whose column states nothing else for what they are.
fn silence(rows: &mut [UseRow], item: impl Fn(u32) -> (u32, ItemKind), files: &mut [FileCount]) {
    let asked = |row: &UseRow| {
        let (number, kind) = item(row.pair);
        // What no sheet knows may be a product.
        let is_daily = matches!(kind, ItemKind::Product | ItemKind::Unlisted);
        let is_flex = is_daily && row.paid == Paid::Tokens;
        (is_flex && row.when.days() > 0).then_some((row.file, number))
    };
    let mut all_zero: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let mut stating = BTreeSet::new();
    for row in rows.iter() {
        match (asked(row), row.micro_tokens) {
            (Some(of), Some(micro)) if micro.is_none() => *all_zero.entry(of).or_default() += 1,
            (Some(of), Some(_)) => drop(stating.insert(of)),
            _ => {}
        }
    }
    // A row of a summary stands for many days, none of which was a look too short to be charged.
    let is_summary = |row: &UseRow| matches!(row.when, When::Days { .. });
    let contradicts =
        |row: &UseRow| is_summary(row) && row.micro_tokens.is_some_and(Micro::is_none);
    all_zero.retain(|of, _| !stating.contains(of));
    for row in rows {
        let Some(of) = asked(row) else { continue };
        if all_zero.contains_key(&of) {
            row.micro_tokens = None;
        } else if contradicts(row) {
            row.micro_tokens = None;
            if let Some(file) = files.get_mut(of.0 as usize) {
                *file.silent_among.entry(of.1).or_default() += 1;
            }
        }
    }
    for ((file, item), zeros) in all_zero {
        if let Some(file) = files.get_mut(file as usize) {
            file.silent.insert(item, zeros);
        }
    }
}

/// The last day of each file.
fn ends(rows: &[UseRow]) -> BTreeMap<u32, Option<Day>> {
    let mut ends = BTreeMap::new();
    for row in rows {
        let end: &mut Option<Day> = ends.entry(row.file).or_default();
        *end = (*end).max(row.when.one_day());
    }
    ends
}

struct Counting {
    /// How many rows were judged.
    met: usize,
    /// The places of those that do not count, rising: there may be tens of millions of rows, and
    /// most count.
    dropped: Vec<usize>,
    files: Vec<FileCount>,
    ends: BTreeMap<u32, Option<Day>>,
    open: Option<(UseRow, UseRow)>,
    repeats: Repeats,
}

impl Counting {
    /// Keeps the rows that count of those about one use, sorted by file and by all they say.
    fn one_use(&mut self, rows: &[UseRow], may_repeat: impl Fn(&UseRow) -> bool) {
        let counts = self.that_counts(rows);
        let mut met: BTreeSet<(u32, u64)> = BTreeSet::new();
        for row in rows {
            let why = if rows.len() > 1 && may_repeat(row) && !met.insert((row.file, row.whole)) {
                Some(Why::Repeated)
            } else {
                counts.filter(|counts| *counts != row.file).map(|_| Why::Overlapping)
            };
            if let (Some(why), Some(file)) = (why, self.files.get_mut(row.file as usize)) {
                file.leave_out(why, row);
                self.dropped.push(self.met);
            }
            self.met += 1;
        }
    }

    /// The only file of the use that counts; `None` where each does.
    fn that_counts(&mut self, rows: &[UseRow]) -> Option<u32> {
        let first = rows.first()?;
        let other = rows.iter().find(|row| row.file != first.file)?;
        let is_dated = !matches!(first.when, When::Days { .. });
        match self.repeats {
            Repeats::Add if !is_dated => None,
            Repeats::ByRule if !is_dated => {
                self.open.get_or_insert_with(|| (first.clone(), other.clone()));
                None
            }
            _ => self.best(rows),
        }
    }

    /// The file that ends last, of the largest figure.
    fn best(&self, rows: &[UseRow]) -> Option<u32> {
        let mut figures: BTreeMap<u32, (bool, MicroSum, u64)> = BTreeMap::new();
        for row in rows {
            let (states, sum, days) = figures.entry(row.file).or_default();
            *states |= row.micro_tokens.is_some();
            *sum += row.micro_tokens.unwrap_or_default();
            *days += row.when.days();
        }
        let rank = |file: &u32, (states, sum, days): (bool, MicroSum, u64)| {
            // What was charged once is not undone by a later row of 0; a credit would be below it.
            let is_figure = states && !sum.is_none();
            (is_figure, states, self.ends.get(file).copied().flatten(), sum, days, Reverse(*file))
        };
        figures.into_iter().max_by_key(|(file, figures)| rank(file, *figures)).map(|(file, _)| file)
    }
}

#[cfg(test)]
mod tests;
