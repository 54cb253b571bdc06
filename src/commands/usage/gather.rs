//! Exports as the source of a file that people edit: no rate is needed to read them.

use std::path::PathBuf;

use clap::Args;

use super::super::context::Asked;
use super::read::ensure_one_reading;
use super::{OnFault, OnRepeats, UsageArgs};
use crate::engine::metering::gathered::Gathered;
use crate::engine::metering::stated_days::{Stated, stated_days};
use crate::load::table::{DateOrder, DecimalMark, Override, files_of};
use crate::load::usage::{Columns, Faulty, SummaryPeriod, Unread, UsageRead, UsageRequest, usage};
use crate::model::{Catalogue, Period, Problem, Problems, RateSheet};
use crate::render::RowAccount;

/// What stands above these options in a help.
const HEADING: &str = "Options for --from-usage";

/// Exports that a file is to be made from, and how they are read.
#[derive(Args, Clone, Debug, Default)]
pub struct FromUsageArgs {
    /// Autodesk's exports: Token Usage, Usage, Usage Report; files, folders, - for standard input
    #[arg(long, value_name = "EXPORT", num_args = 1..)]
    pub from_usage: Vec<PathBuf>,
    /// What an odd column means: product=Software
    #[arg(long, value_name = "MEANING=COLUMN", requires = "from_usage", help_heading = HEADING)]
    column: Vec<Override>,
    /// What comes first in dates such as 3/2/2026, where no row of the file tells: dmy or mdy
    #[arg(long, value_name = "ORDER", requires = "from_usage", help_heading = HEADING)]
    dates: Option<DateOrder>,
    /// What stands before decimals, where no row of the file tells: point or comma
    #[arg(long, value_name = "MARK", requires = "from_usage", help_heading = HEADING)]
    decimal: Option<DecimalMark>,
    /// Rows that cannot be read: error, or skip to leave them out and say so
    #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
    #[arg(requires = "from_usage", help_heading = HEADING)]
    bad_rows: Option<OnFault>,
}

/// Which days of the exports count, and which of their rows.
#[derive(Args, Clone, Debug, Default)]
pub struct FromDaysArgs {
    /// Days that count: 2026, 2026-Q3, 2026-03, 2026-06-04..2027-01-01
    #[arg(long, value_name = "PERIOD", requires = "from_usage", help_heading = HEADING)]
    period: Option<Period>,
    /// Equal rows of a file: add, or drop all but one [default: add, but a product's day once]
    #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
    #[arg(requires = "from_usage", help_heading = HEADING)]
    repeats: Option<OnRepeats>,
}

/// Exports that were read.
pub struct GatheredUsage {
    /// Their rows.
    pub gathered: Gathered,
    /// Their names, and what became of rows that are not among these.
    pub read: UsageRead,
}

impl FromUsageArgs {
    /// Exports that are read without a word on how.
    pub fn of(from_usage: Vec<PathBuf>) -> Self {
        Self { from_usage, ..Self::default() }
    }

    /// Whether there are any.
    pub fn is_given(&self) -> bool {
        !self.from_usage.is_empty()
    }

    /// Reads them; `sheet` says what names mean.
    pub fn gather(
        &self,
        sheet: &RateSheet,
        (columns, period): (Columns, Option<Period>),
        Asked { today, progress, .. }: Asked,
    ) -> Result<GatheredUsage, Problems> {
        let files = &files_of(&self.from_usage)?;
        let catalogue = Catalogue::new(std::slice::from_ref(sheet));
        let args = self.as_usage();
        let request = UsageRequest {
            period: period.map(SummaryPeriod::Days),
            unknown: Faulty::Named,
            bad_rows: args.bad_rows.into(),
            columns,
            today: Some(today),
            overrides: &self.column,
            dialect: args.said().given,
            progress,
            ..UsageRequest::new(files, &catalogue)
        };
        let mut gathered = Gathered::default();
        match usage(&request, &mut gathered) {
            Ok(read) => Ok(GatheredUsage { gathered, read }),
            Err(Unread::Problems(problems)) => Err(problems),
            Err(Unread::OutOfOrder) => {
                Err(Problem::new("the usage changed while it was read").into())
            }
        }
    }

    fn as_usage(&self) -> UsageArgs {
        UsageArgs {
            column: self.column.clone(),
            dates: self.dates,
            decimal: self.decimal,
            bad_rows: self.bad_rows.unwrap_or_default(),
            ..UsageArgs::default()
        }
    }
}

impl FromDaysArgs {
    /// What the exports `of` state of a day of each product of `sheet`.
    pub fn stated(
        &self,
        of: &FromUsageArgs,
        sheet: &RateSheet,
        asked: Asked,
    ) -> Result<(Stated, UsageRead), Problems> {
        let GatheredUsage { gathered, read } =
            of.gather(sheet, (Columns::default(), self.period), asked)?;
        ensure_tokens(&read)?;
        let period = self.period.unwrap_or(Period { from: None, until: None });
        let repeats = UsageArgs { repeats: self.repeats, ..UsageArgs::default() }.repeats();
        let stated = stated_days(gathered, &read.directory, repeats, period);
        ensure_one_reading(stated.open.as_ref(), &read.directory, &read.account)?;
        Ok((stated, read))
    }
}

/// What became of the rows, of which `others` have nothing to say.
pub fn rows(read: &UsageRead, others: &[(&'static str, u64)]) -> RowAccount {
    let mut account = read.account.clone();
    for (reason, rows) in others {
        account.skip(reason, *rows);
    }
    let skipped = account.skipped.iter().map(|skipped| (skipped.reason, skipped.rows)).collect();
    RowAccount { read: account.read, used: account.used(), skipped, days: None }
}

/// That every file states tokens: without them there is no rate to be told.
fn ensure_tokens(read: &UsageRead) -> Result<(), Problems> {
    let files = read.account.files.iter().zip(&read.formats);
    let silent = files.filter(|(file, _)| !file.states_tokens);
    let problem = silent.map(|(file, format)| {
        let name = &file.name;
        let problem = Problem::new(format!(
            "`{name}` is {format} without a column of tokens: no rate can be told from it"
        ));
        problem.hint("give an export that states tokens, such as Token Usage or Usage Report")
    });
    Problems::check(problem.collect())
}
