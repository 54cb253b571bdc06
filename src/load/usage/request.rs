//! What is asked of usage files, and what comes back.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread;

use chrono::NaiveDate;

use super::{Account, OnePerson, UsageFormat};
use crate::load::table::{self, Override};
use crate::model::{Catalogue, Directory, Holding, Period, Problems, Zone};

/// How large a block is, in bytes: it should fit into a core's own cache.
const BLOCK: usize = 256 << 10;

/// What is done with a row that cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faulty {
    /// There is no answer without it.
    #[default]
    Refused,
    /// It is left out and accounted for.
    Skipped,
    /// Of a product that no rate sheet knows, it counts under the name that it has.
    Named,
}

/// What is to be read besides person, product and time.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is wanted or not, whatever the others are")]
pub struct Columns {
    /// Teams.
    pub team: bool,
    /// Groups.
    pub group: bool,
    /// Projects.
    pub project: bool,
    /// Machines.
    pub machine: bool,
    /// Columns by their names; at most [`MOST_COLUMNS`](crate::model::MOST_COLUMNS).
    pub named: Vec<String>,
    /// What may have been meant by a name that no file has as a column.
    pub words: Vec<String>,
}

/// What is to be read, and how.
#[derive(Clone)]
pub struct UsageRequest<'a> {
    /// The files, `-` for standard input.
    pub files: &'a [PathBuf],
    /// The format, where the header is not to decide.
    pub format: Option<UsageFormat>,
    /// What the rate sheets know.
    pub catalogue: &'a Catalogue,
    /// The zone of times without an offset.
    pub zone: Zone,
    /// The period that summaries are about.
    pub period: Option<SummaryPeriod>,
    /// What is done with rows of unknown products.
    pub unknown: Faulty,
    /// What is done with rows that cannot be read.
    pub bad_rows: Faulty,
    /// What is to be read besides.
    pub columns: Columns,
    /// What columns mean whose names do not say it.
    pub overrides: &'a [Override],
    /// What holds where a file leaves open how it writes dates and numbers.
    pub dialect: table::Given,
    /// The date of the question; without it no day is too late.
    pub today: Option<NaiveDate>,
    /// How many workers parse.
    pub threads: usize,
    /// How large a block is, in bytes.
    pub block: usize,
    /// Told after every block how far reading has come.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

/// How far reading has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes read of all files, as they are stored.
    pub bytes: u64,
    /// Bytes of all files; `None` where one is standard input.
    pub total: Option<u64>,
    /// Rows read.
    pub rows: u64,
}

/// The period that a summary is about: it is not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryPeriod {
    /// These days.
    Days(Period),
    /// So many months.
    Months(u32),
}

impl<'a> UsageRequest<'a> {
    /// Reads `files` with what is usual.
    pub fn new(files: &'a [PathBuf], catalogue: &'a Catalogue) -> Self {
        Self {
            files,
            format: None,
            catalogue,
            zone: Zone::Utc,
            period: None,
            unknown: Faulty::Refused,
            bad_rows: Faulty::Refused,
            columns: Columns::default(),
            overrides: &[],
            dialect: table::Given::default(),
            today: None,
            threads: thread::available_parallelism().map_or(1, usize::from),
            block: BLOCK,
            progress: &|_| {},
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct UsageRead {
    /// The names.
    pub directory: Directory,
    /// What became of the rows.
    pub account: Account,
    /// The format of each file.
    pub formats: Vec<UsageFormat>,
    /// Those formats, of several, whose files have nothing but results of services.
    pub service_formats: Vec<UsageFormat>,
    /// What must be told of the files: what was left out, and what was concluded.
    pub notes: Vec<String>,
    /// People who go by several names.
    pub several: Vec<OnePerson>,
    /// What rows say that people held.
    pub holdings: BTreeSet<Holding>,
    /// Whether sessions name machines.
    pub names_machines: bool,
}

/// Why usage was not read to its end.
#[derive(Debug)]
pub enum Unread {
    /// Something is wrong with it.
    Problems(Problems),
    /// It is not sorted, and who takes it must be ready for that.
    OutOfOrder,
}

impl<T: Into<Problems>> From<T> for Unread {
    fn from(problems: T) -> Self {
        Self::Problems(problems.into())
    }
}
