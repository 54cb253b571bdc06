//! Does what was counted of a file agree with its token column?
//!
//! ```text
//! counted − stated = what was counted at the sheet's rate − what was left out, reason by
//!     reason
//! ```
//!
//! RULES §3: the sum of the token column is what Autodesk charged, so that any difference to it
//! has to be told with its reason.
//!
//! Example: the column adds up to 30; a row of 10 is there twice and 10 lie outside the period: 10
//! counted, −10 repeated, −10 outside.
//!
//! Edges: a file without a figure has no sum to be controlled. A row that cannot be read may hide
//! its figure: then the sum is unknown. So is what was counted where no rate is known.

use serde::Serialize;

use crate::engine::bill::cost_of_use::Rates;
use crate::engine::metering::file_count::{FileCount, Why};
use crate::engine::metering::same_use::Repeats;
use crate::model::{Directory, MicroSum, RateSheet, RowsOf, Tokens, UsageFile};

/// One file's token column beside what was counted of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Control {
    /// What the file is called.
    pub file: String,
    /// The sum of its token column; `None` where a figure cannot be read.
    pub stated: Option<Tokens>,
    /// What was counted of it; `None` where no rate is known.
    pub counted: Option<Tokens>,
    /// Counted less stated.
    pub difference: Option<Tokens>,
    /// What makes the difference.
    pub reasons: Vec<Reason>,
}

/// Rows that count for more or less than they state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Why.
    pub why: Cause,
    /// How many; of what is charged at a rate, how many charges.
    pub rows: u64,
    /// What they add to the difference; `None` where it is unknown.
    pub tokens: Option<Tokens>,
}

/// Why rows count for more or less than they state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// They are equal to another of their file.
    Repeated,
    /// Another file has the same use.
    Overlapping,
    /// They lie outside the period.
    OutsidePeriod,
    /// No rate sheet knows their product.
    UnknownProduct,
    /// They cannot be read.
    BadRow,
    /// They state no tokens, and count at the sheet's rate.
    AtRate,
}

/// What a control depends on.
pub struct ControlInput<'a> {
    /// The files.
    pub files: &'a [UsageFile],
    /// What was counted of each, by the same places.
    pub counts: &'a [FileCount],
    /// The names.
    pub directory: &'a Directory,
    /// The rate sheets, as in the replay.
    pub sheets: &'a [RateSheet],
}

/// The control of every file that states tokens.
pub fn control(input: &ControlInput) -> Vec<Control> {
    let rates = Rates::new(input.sheets, input.directory);
    let nothing = FileCount::default();
    let counts = input.counts.iter().chain(std::iter::repeat(&nothing));
    let controls = input.files.iter().zip(counts).filter(|(file, count)| {
        let has_figures = count.figures.rows + file.unknown.rows + file.unreadable > 0;
        file.states_tokens && (has_figures || !file.bad.stated.is_none())
    });
    controls.map(|(file, count)| of_file(file, count, &rates, input.directory)).collect()
}

fn of_file(file: &UsageFile, count: &FileCount, rates: &Rates, names: &Directory) -> Control {
    let less = |stated: MicroSum| Some((MicroSum::ZERO - stated).tokens());
    let left_out = |why: Cause, of: RowsOf| Reason { why, rows: of.rows, tokens: less(of.stated) };
    let of = |why: Why| count.left_out.get(&why).copied().unwrap_or_default();
    let at_rate = |((pair, sheet), charges): (&(u32, usize), &u64)| {
        Some(rates.of(*sheet, names.pair(*pair).item)?.for_days(*charges))
    };
    let at_rate = Reason {
        why: Cause::AtRate,
        rows: count.at_rate.values().sum(),
        tokens: count.at_rate.iter().map(at_rate).sum(),
    };
    let is_readable = file.unreadable == 0;
    let bad_row = left_out(Cause::BadRow, file.bad);
    let bad_row = Reason { tokens: bad_row.tokens.filter(|_| is_readable), ..bad_row };
    let stated = count.figures.stated + file.unknown.stated + file.bad.stated;
    let stated = Some(stated.tokens()).filter(|_| is_readable);
    let counted = at_rate.tokens.map(|at_rate| count.counted.tokens() + at_rate);
    let reasons = [
        left_out(Cause::Repeated, of(Why::Repeated)),
        left_out(Cause::Overlapping, of(Why::Overlapping)),
        left_out(Cause::OutsidePeriod, of(Why::Outside)),
        left_out(Cause::UnknownProduct, file.unknown),
        bad_row,
        at_rate,
    ];
    Control {
        file: file.name.clone(),
        stated,
        counted,
        difference: counted.zip(stated).map(|(counted, stated)| counted - stated),
        reasons: reasons.into_iter().filter(|reason| reason.rows > 0).collect(),
    }
}

impl Reason {
    /// Whether it makes a difference, or may.
    pub fn differs(&self) -> bool {
        self.tokens.is_none_or(|tokens| tokens != Tokens::ZERO)
    }

    /// Whether somebody asked for it by an option: a period, rows to be skipped, repeats to be
    /// dropped.
    fn is_asked_for(&self, repeats: Repeats) -> bool {
        match self.why {
            Cause::OutsidePeriod | Cause::UnknownProduct | Cause::BadRow => true,
            Cause::Repeated => repeats != Repeats::ByRule,
            Cause::Overlapping | Cause::AtRate => false,
        }
    }
}

impl Control {
    /// Whether there is a difference that nobody asked for.
    pub fn is_finding(&self, repeats: Repeats) -> bool {
        self.reasons.iter().any(|reason| reason.differs() && !reason.is_asked_for(repeats))
    }
}

#[cfg(test)]
mod tests;
