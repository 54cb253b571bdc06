//! What a worker makes of a block, on its way to who takes it.

use std::collections::{BTreeMap, BTreeSet};

use super::doubts::Doubts;
use super::holdings::Holdings;
use super::identity::Beside;
use super::names::NotText;
use super::odd_closes::InBlock;
use super::priced::Priced;
use super::whence::Whence;
use crate::model::{MicroSum, Problem, Session, UseRow};

/// What a block holds.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) sessions: Vec<Session>,
    pub(super) rows: Vec<UseRow>,
    /// Records with anything in them.
    pub(super) read: u64,
    /// Lines, to say where the next block begins.
    pub(super) lines: u64,
    /// Rows of totals.
    pub(super) totals: u64,
    /// Rows of products that no sheet knows.
    pub(super) unknown: BTreeMap<String, u64>,
    /// The tokens that these state.
    pub(super) unknown_stated: MicroSum,
    pub(super) faults: Vec<Fault>,
    pub(super) bad_rows: BadRows,
    /// Which names stood beside each other.
    pub(super) beside: Beside,
    /// What rows say that people held.
    pub(super) holdings: Holdings,
    pub(super) without_offset: u64,
    pub(super) shown_twice: u64,
    pub(super) finer: u64,
    /// Sessions whose closes are odd.
    pub(super) odd_closes: InBlock,
    /// What rows say against the period.
    pub(super) doubts: Doubts,
    /// What charges that were written cost.
    pub(super) prices: BTreeSet<Priced>,
}

/// What rows that cannot be read say of tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct BadRows {
    /// The sum of their figures.
    pub(super) stated: MicroSum,
    /// How many have none that can be read.
    pub(super) unreadable: u64,
}

/// What is wrong with a record.
pub(super) struct Fault {
    line: Line,
    wrong: Wrong,
}

/// The line within its block on which a record stands.
#[derive(Clone, Copy)]
pub(super) struct Line(pub(super) u64);

impl Fault {
    pub(super) fn new(line: Line, wrong: Wrong) -> Self {
        Self { line, wrong }
    }

    /// The problem, `before` lines of the file coming before the block.
    pub(super) fn problem(&self, whence: &Whence, before: u64) -> Problem {
        let Wrong { message, hint } = &self.wrong;
        let problem = Problem { hint: hint.clone(), ..Problem::new(message.clone()) };
        whence.at(before + self.line.0, problem)
    }
}

/// A fault whose line is still to be found.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl From<NotText> for Wrong {
    fn from(_: NotText) -> Self {
        let hint = "save the file as `CSV UTF-8`, or convert it: `iconv -f windows-1252 -t utf-8`";
        Self { message: "a name is not in UTF-8".to_owned(), hint: Some(hint.to_owned()) }
    }
}

/// What is wrong, where no hint helps.
pub(super) fn wrong(message: String) -> Wrong {
    Wrong { message, hint: None }
}
