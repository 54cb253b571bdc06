//! What does a replay count?
//!
//! ```text
//! charges and days of use, by person and product, label, month and rate sheet
//! ```
//!
//! Example: Revit by Ana, charged on two days of March and one of April: a tally of 2 and one of 1
//! where months are kept, else one of 3.
//!
//! Edges: what nobody asked to be told apart (labels, months) is one; tokens that an export states
//! are counted beside the charges that have none, since a rate prices only the latter.

use std::collections::BTreeMap;

use crate::engine::metering::beside_seat::DayBesideSeat;
use crate::engine::metering::file_count::FileCount;
use crate::engine::metering::machines::ManyMachines;
use crate::engine::metering::overlap::Overlap;
use crate::engine::metering::readings::ReadingsOf;
use crate::engine::metering::stated_rates::OtherRate;
use crate::model::{Instant, Micro, MicroSum, Month, UseRow};

/// What became of the sessions: each is one of the first five, by its open (RULES §2, 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SessionCounts {
    /// Its open was charged.
    pub charged: u64,
    /// Its open was within a window that was running.
    pub free_in_window: u64,
    /// It was shorter than the grace, wherever it fell.
    pub free_short: u64,
    /// The person held a seat or a trial; of an export, it says that a subscription paid.
    pub covered_by_seat: u64,
    /// A row of an export that gives tokens back.
    pub credited: u64,
    /// Of these, sessions whose close is not known: they never roll over.
    pub still_open: u64,
    /// Charges made at the end of a window, for a session that was still open (RULES §2, 3).
    pub charged_again: u64,
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Who used what.
    pub pair: u32,
    /// What else the rows said; 0 unless asked for.
    pub label: u32,
    /// The month; `None` unless asked for and known.
    pub month: Option<Month>,
    /// The rate sheet in force, by its place.
    pub sheet: usize,
}

/// What one person used of one product, under one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is counted together.
    pub key: Key,
    /// Charges at the sheet's rate.
    pub charges: u64,
    /// Windows that Flex would charge without seats.
    pub days_of_use: u64,
    /// Charges whose tokens the export states.
    pub stated_charges: u64,
    /// Days of use that the export charges for, by however many rows.
    pub stated_days: u64,
    /// Those tokens, less what was given back.
    pub stated: MicroSum,
    /// Whether some of them are of charges and days that the file does not count.
    pub is_uncounted: bool,
}

impl Tally {
    /// Nothing yet.
    pub fn none(key: Key) -> Self {
        Self {
            key,
            charges: 0,
            days_of_use: 0,
            stated_charges: 0,
            stated_days: 0,
            stated: MicroSum::ZERO,
            is_uncounted: false,
        }
    }
}

/// One charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Who used what.
    pub pair: u32,
    /// When.
    pub at: Instant,
    /// What else the row said; 0 unless asked for.
    pub label: u32,
    /// The rate sheet in force, by its place.
    pub sheet: u16,
    /// None where the export states no tokens, since it never states none; below zero a credit.
    /// Eight bytes less than an `Option`, for millions of charges.
    pub(crate) stated: Micro,
}

impl Charge {
    /// The tokens that the export states; `None` leaves it to the sheet's rate.
    pub fn stated(&self) -> Option<Micro> {
        (!self.stated.is_none()).then_some(self.stated)
    }
}

/// What came of a replay.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    /// Who used what, under which rate; by rising key.
    pub tallies: Vec<Tally>,
    /// What became of the sessions.
    pub sessions: SessionCounts,
    /// Rows that were there already.
    pub repeated: u64,
    /// Rows of a use that another file has, too.
    pub overlapping: u64,
    /// Rows outside the period.
    pub outside: u64,
    /// Those of them on the first day after it.
    pub day_after: u64,
    /// The first and the last moment of use within the period.
    pub seen: Option<(Instant, Instant)>,
    /// What became of the token column of each file of an export, by its place in the run.
    pub files: Vec<FileCount>,
    /// Rows of two files that may be one use or that of two periods, where the files leave it open:
    /// then no figure is right.
    pub open: Option<(UseRow, UseRow)>,
    /// Every charge by time; empty unless asked for.
    pub charges: Vec<Charge>,
    /// Days on which tokens were charged beside a seat, in no order.
    pub beside_seats: Vec<DayBesideSeat>,
    /// Uses of cloud services that took no tokens, but need a balance (`minimum_balance`), by time;
    /// empty unless charges are asked for.
    pub free_of_tokens: Vec<Charge>,
    /// What other readings of the rule would have charged, by pair and sheet; empty unless asked
    /// for.
    pub readings: Vec<ReadingsOf>,
    /// Rates that exports state and the sheets do not, and in how many rows.
    pub other_rates: BTreeMap<OtherRate, u64>,
    /// Sessions on two machines at once; empty unless asked for.
    pub overlaps: Vec<Overlap>,
    /// Products open on more machines than they may be installed on; empty unless asked for.
    pub machines: Vec<ManyMachines>,
}
