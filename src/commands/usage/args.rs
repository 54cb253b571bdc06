//! The options of usage, and what they say together.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use clap::builder::PossibleValue;
use serde::Serialize;

use super::Used;
use crate::engine::metering::same_use::Repeats;
use crate::engine::year::Span;
use crate::load::table::{DateOrder, DecimalMark, Given, Override, Said};
use crate::load::usage::{Faulty, UsageFormat};
use crate::model::{Period, Problem, Zone, file_word, option_words};

/// How usage is read.
#[derive(Args, Clone, Debug, Default, Serialize)]
#[command(next_help_heading = "Options for usage")]
pub struct UsageArgs {
    /// The customer's side: agreed prices, seats, trials, teams (TOML)
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::super::path")]
    pub estate: Option<PathBuf>,
    /// What the files are; without it, their headers tell
    #[arg(long, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_format: Option<UsageFormat>,
    /// What an odd column means: product=Software; of lots and people lots.tokens=Menge
    #[arg(long, value_name = "MEANING=COLUMN")]
    #[serde(serialize_with = "overrides", skip_serializing_if = "Vec::is_empty")]
    pub column: Vec<Override>,
    /// What comes first in dates such as 3/2/2026, where no row of the file tells: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// What stands before decimals, where no row of the file tells: point or comma
    #[arg(long, value_name = "MARK")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// Zone of times without an offset, and of days and months: UTC, +01:00, Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    #[serde(serialize_with = "text")]
    pub timezone: Zone,
    /// First day that counts
    #[arg(long, value_name = "DATE", conflicts_with = "period", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// First day that no longer counts
    #[arg(long, value_name = "DATE", conflicts_with = "period", value_parser = date)]
    pub to: Option<NaiveDate>,
    /// Days that count: 2026, 2026-Q3, 2026-03, 2026-01..=2026-09, or 2026-01-01..2026-10-01
    /// without its last; what a summary is about
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,
    /// How many months a summary is about, where its dates are not known
    #[arg(
        long,
        value_name = "NUMBER",
        conflicts_with_all = ["period", "from", "to"],
        value_parser = clap::value_parser!(u32).range(1..=120)
    )]
    pub months: Option<u32>,
    /// Rows of unknown products: error, or skip to leave them out and say so
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    pub unknown: OnFault,
    /// Rows that cannot be read: error, or skip to leave them out and say so
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    pub bad_rows: OnFault,
    /// Equal rows of a file: add, or drop all but one [default: add, but a product's day once]
    #[arg(long, value_name = "HOW", hide_possible_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<OnRepeats>,
    /// Replace people by short hashes, the same ones every time
    #[arg(long)]
    pub hash_users: bool,
}

/// Usage beside other ways to say what is used.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub struct UsageFiles {
    /// What was really used: session logs or Autodesk's exports, - for standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    #[serde(serialize_with = "super::super::paths")]
    pub usage: Vec<PathBuf>,
    /// How they are read.
    #[command(flatten)]
    #[serde(flatten)]
    pub args: UsageArgs,
}

impl UsageArgs {
    /// The days that count.
    pub fn period(&self) -> Result<Period, Problem> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to <= from
        {
            return Err(Problem::new(format!(
                "`--to` must be after `--from`: {to} is not after {from}"
            )));
        }
        Ok(self.period.unwrap_or(Period { from: self.from, until: self.to }))
    }

    /// What is said of every table, lots and people included.
    pub fn said(&self) -> Said<'_> {
        let given = Given { dates: self.dates, decimal: self.decimal };
        Said { given, overrides: &self.column }
    }

    /// What is done with rows that are equal in every column.
    pub fn repeats(&self) -> Repeats {
        match self.repeats {
            None => Repeats::ByRule,
            Some(OnRepeats::Add) => Repeats::Add,
            Some(OnRepeats::Drop) => Repeats::Drop,
        }
    }

    /// What was given, as the command line has it; `None` where a file cannot be named again.
    pub fn words(&self) -> Option<Vec<String>> {
        let date = |date: NaiveDate| date.to_string();
        let period = |period: Period| Some(format!("{}..{}", period.from?, period.until?));
        let skip = |on: OnFault| (on == OnFault::Skip).then(|| "skip".to_owned());
        let given = [
            ("--usage-format", self.usage_format.map(|format| format.name().to_owned())),
            ("--dates", self.dates.map(|order| order.word().to_owned())),
            ("--decimal", self.decimal.map(|mark| mark.word().to_owned())),
            ("--timezone", (self.timezone != Zone::Utc).then(|| self.timezone.to_string())),
            ("--from", self.from.map(date)),
            ("--to", self.to.map(date)),
            ("--period", self.period.and_then(period)),
            ("--months", self.months.map(|months| months.to_string())),
            ("--unknown", skip(self.unknown)),
            ("--bad-rows", skip(self.bad_rows)),
            ("--repeats", self.repeats.map(|repeats| repeats.word().to_owned())),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let columns = self.column.iter().map(|one| ("--column", one.to_string()));
        let given = given.chain(columns).flat_map(|(name, value)| option_words(name, value));
        let hashed = self.hash_users.then(|| "--hash-users".to_owned());
        let estate = match &self.estate {
            Some(path) => vec!["--estate".to_owned(), file_word(path)?],
            None => Vec::new(),
        };
        Some(estate.into_iter().chain(given).chain(hashed).collect())
    }

    /// The same about all of the usage.
    #[must_use]
    pub fn without_period(&self) -> Self {
        Self { from: None, to: None, period: None, ..self.clone() }
    }

    /// The days that the usage is about: those asked for, else from the first use to the last.
    pub fn span(&self, used: &Used) -> Result<Span, Problem> {
        if let Some(months) = self.months.and_then(Span::of_months) {
            return Ok(months);
        }
        let seen = used
            .replayed
            .seen
            .map(|(first, last)| (self.timezone.date(first), self.timezone.date(last)));
        let from = used.period.from.or(seen.map(|(first, _)| first));
        let until = used.period.until.or(seen.and_then(|(_, last)| last.succ_opt()));
        let span = from.zip(until).and_then(|(from, until)| Span::of_days(from, until));
        span.ok_or_else(|| {
            Problem::new("there is no use in these files from which a year could be told")
        })
    }
}

/// What is done with a row that cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum OnFault {
    /// No answer without it
    #[default]
    Error,
    /// Leave it out, and say so
    Skip,
}

/// What is done with rows of one file that are equal in every column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum OnRepeats {
    /// Add them up
    Add,
    /// Count one of them
    Drop,
}

impl OnRepeats {
    fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Drop => "drop",
        }
    }
}

impl From<OnFault> for Faulty {
    fn from(on: OnFault) -> Self {
        match on {
            OnFault::Error => Self::Refused,
            OnFault::Skip => Self::Skipped,
        }
    }
}

impl clap::ValueEnum for UsageFormat {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Serialize for UsageFormat {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

/// An option whose values are an enum's own words.
macro_rules! value_enum {
    ($name:ident, $($variant:ident)*) => {
        impl clap::ValueEnum for $name {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$variant),*]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(self.word()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.word().serialize(serializer)
            }
        }
    };
}

value_enum!(DateOrder, DayFirst MonthFirst);
value_enum!(DecimalMark, Point Comma);

fn overrides<S: serde::Serializer>(given: &[Override], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(given.iter().map(ToString::to_string))
}

/// Reads a date; the error says what would be right.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "must be a date such as 2026-03-01".to_owned())
}

fn text<S: serde::Serializer>(
    value: &impl std::fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
