//! Usage for every command that takes it: its options, and the way from files to what Flex charges.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use clap::Args;
use clap::builder::PossibleValue;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::engine::bill::cost_of_use::{By, CostOfUse, CostOfUseInput, WithoutRate, cost_of_use};
use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::replay::{Keep, Order, Replay, ReplayInput, Replayed, month_of};
use crate::load;
use crate::load::usage::{
    Account, Columns, Faulty, Progress, SummaryPeriod, Tells, Unread, UsageFormat, UsageRead,
    UsageRequest, can_be_read_again, usage,
};
use crate::model::{
    Catalogue, Directory, Estate, Exact, Period, Problem, Problems, RateSheet, TokenPrice, Zone,
};
use crate::render::{Format, number};

/// How usage is read.
#[derive(Args, Clone, Debug, Default, Serialize)]
#[command(next_help_heading = "Options for usage")]
pub struct UsageArgs {
    /// The customer's side: agreed prices, seats, trials, teams (TOML)
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    pub estate: Option<PathBuf>,
    /// What the files are; without it, their headers tell
    #[arg(long, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_format: Option<UsageFormat>,
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
    /// Days that count, the second being the first that does not; what a summary is about
    #[arg(long, value_name = "DATE..DATE")]
    pub period: Option<Period>,
    /// How many months a summary is about, where its dates are not known
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["period", "from", "to"], value_parser = clap::value_parser!(u32).range(1..=120))]
    pub months: Option<u32>,
    /// Rows of unknown products: error, or skip to leave them out and say so
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    pub unknown: OnFault,
    /// Rows that cannot be read: error, or skip to leave them out and say so
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    pub bad_rows: OnFault,
    /// Replace people by short hashes, the same ones every time
    #[arg(long)]
    pub hash_users: bool,
}

/// Usage beside other ways to say what is used.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub struct UsageFiles {
    /// What was really used: session logs or Autodesk's exports, - for standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    #[serde(serialize_with = "super::paths")]
    pub usage: Vec<PathBuf>,
    /// How they are read.
    #[command(flatten)]
    #[serde(flatten)]
    pub args: UsageArgs,
}

impl UsageFiles {
    /// Whether nothing of it is given.
    pub fn is_empty(&self) -> bool {
        self.usage.is_empty() && self.args.estate.is_none()
    }

    /// The usage, where files are given.
    pub fn read(
        &self,
        keep: Keep,
        agreed: &Agreed,
        context: Context,
    ) -> anyhow::Result<Option<Used>> {
        let args = &self.args;
        if self.usage.is_empty() {
            let given = args.period()?.from.is_some()
                || args.to.is_some()
                || args.months.is_some()
                || args.hash_users;
            if given || args.usage_format.is_some() || args.timezone != Zone::Utc {
                return Err(Problem::new("options for usage are given, but no `--usage`").into());
            }
            return Ok(None);
        }
        args.read(&self.usage, Wanted { keep, ..Wanted::default() }, agreed, context).map(Some)
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

/// Reads a date; the error says what would be right.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "must be a date such as 2026-03-01".to_owned())
}

fn text<S: serde::Serializer>(
    value: &impl std::fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// What every command works with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The rate sheets, by rising `effective`; at least one.
    pub sheets: &'a [RateSheet],
    /// The date of the question.
    pub today: NaiveDate,
    /// How the answer is written: some is only worked out for one format.
    pub format: Format,
    /// Told how far reading has come.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

impl<'a> Context<'a> {
    /// The only sheet; an error where several were given to a command that takes one.
    pub fn sheet(&self) -> Result<&'a RateSheet, Problem> {
        match self.sheets {
            [sheet] => Ok(sheet),
            sheets => Err(Problem::new(format!(
                "this command takes one rate sheet, found {}",
                sheets.len()
            ))
            .hint("usage takes several: each charge is priced at the rate in force on its day")),
        }
    }
}

/// Usage that was read and replayed.
pub struct Used {
    /// The names; hashed where asked for.
    pub directory: Directory,
    /// What became of the rows.
    pub account: Account,
    /// The formats of the files.
    pub formats: Vec<UsageFormat>,
    /// What Flex charges.
    pub replayed: Replayed,
    /// The people as the files name them, before they were hashed.
    pub names: Vec<String>,
    /// The team of each person, by the estate.
    pub teams: Vec<Option<String>>,
    /// What may be used and was not open to the person, by pair; before people were hashed.
    pub outside_access: Vec<u32>,
    /// What counted.
    pub period: Period,
    /// What to say about it.
    pub notes: Vec<String>,
    /// What to think twice about.
    pub warnings: Vec<String>,
}

impl Used {
    /// The format, where its files cannot tell this. All files have one format.
    pub fn lacks(&self, what: Tells) -> Option<UsageFormat> {
        self.formats.first().copied().filter(|format| !format.tells(what))
    }

    /// Whether its files can tell this.
    pub fn tells(&self, what: Tells) -> bool {
        self.lacks(what).is_none()
    }
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

    /// What was given, as the command line has it.
    pub fn words(&self) -> Vec<String> {
        let date = |date: NaiveDate| date.to_string();
        let period = |period: Period| Some(format!("{}..{}", period.from?, period.until?));
        let skip = |on: OnFault| (on == OnFault::Skip).then(|| "skip".to_owned());
        let given = [
            ("--estate", self.estate.as_ref().map(|path| path.display().to_string())),
            ("--usage-format", self.usage_format.map(|format| format.name().to_owned())),
            ("--timezone", (self.timezone != Zone::Utc).then(|| self.timezone.to_string())),
            ("--from", self.from.map(date)),
            ("--to", self.to.map(date)),
            ("--period", self.period.and_then(period)),
            ("--months", self.months.map(|months| months.to_string())),
            ("--unknown", skip(self.unknown)),
            ("--bad-rows", skip(self.bad_rows)),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value?]));
        given.flatten().chain(self.hash_users.then(|| "--hash-users".to_owned())).collect()
    }

    /// The customer's side, where it is given, and the sheets with what it has agreed.
    pub fn agreed<'s>(&self, sheets: &'s [RateSheet]) -> anyhow::Result<Agreed<'s>> {
        let Some(path) = &self.estate else {
            return Ok(Agreed {
                sheets: Cow::Borrowed(sheets),
                estate: None,
                entitlements: Entitlements::default(),
            });
        };
        let estate = estate(path, sheets)?;
        let entitlements = Entitlements::new(&estate, sheets)?;
        let sheets = sheets.iter().map(|sheet| estate.agreed(sheet)).collect();
        Ok(Agreed { sheets, estate: Some(estate), entitlements })
    }

    /// Reads and replays `files`.
    pub fn read(
        &self,
        files: &[PathBuf],
        wanted: Wanted,
        agreed: &Agreed,
        context: Context,
    ) -> anyhow::Result<Used> {
        let Wanted { columns, keep } = wanted;
        let Agreed { estate, entitlements, .. } = agreed;
        let catalogue = Catalogue::new(context.sheets);
        let period = self.period()?;
        let summary = match (self.period, self.months) {
            (Some(period), _) => Some(SummaryPeriod::Days(period)),
            (None, Some(months)) => Some(SummaryPeriod::Months(months)),
            (None, None) => None,
        };
        let request = UsageRequest {
            format: self.usage_format,
            zone: self.timezone,
            period: summary,
            unknown: self.unknown.into(),
            bad_rows: self.bad_rows.into(),
            columns,
            progress: context.progress,
            ..UsageRequest::new(files, &catalogue)
        };
        let (sheets, zone) = (context.sheets, self.timezone);
        let input = ReplayInput { sheets, entitlements, zone, period, order: Order::Sorted, keep };
        let (read, replayed) = replay(&request, input)?;
        self.ensure_summary_has_period(files, &read.formats)?;
        let UsageRead { mut directory, mut account, formats } = read;
        account.skip("repeated", replayed.repeated);
        account.skip("outside period", replayed.outside);
        let team = |person: &String| {
            estate.as_ref().and_then(|estate| estate.team_of(person)).map(str::to_owned)
        };
        let teams = directory.people.iter().map(team).collect();
        let charged =
            replayed.tallies.iter().filter(|tally| tally.charges + tally.stated_charges > 0);
        let mut outside_access: Vec<_> = charged.map(|tally| tally.key.pair).collect();
        outside_access.dedup();
        outside_access.retain(|pair| {
            !entitlements.may_open(directory.person(*pair), &directory.item(*pair).id)
        });
        let names = directory.people.clone();
        if self.hash_users {
            directory.people.iter_mut().for_each(|person| *person = hashed(person));
        }
        let mut used = Used {
            directory,
            account,
            formats,
            replayed,
            names,
            teams,
            outside_access,
            period,
            notes: Vec::new(),
            warnings: Vec::new(),
        };
        self.add_words(&mut used, context.sheets);
        Ok(used)
    }

    fn ensure_summary_has_period(
        &self,
        files: &[PathBuf],
        formats: &[UsageFormat],
    ) -> Result<(), Problem> {
        let mut named = files.iter().zip(formats);
        let Some((file, format)) = named.find(|(_, format)| !format.tells(Tells::Days)) else {
            return Ok(());
        };
        let file = file.display();
        if self.from.is_some() || self.to.is_some() {
            return Err(Problem::new(format!(
                "`{file}` is {format}: it has no dates by which `--from` and `--to` could cut it"
            ))
            .hint("say what it is about: `--period 2026-01-01..2026-10-01`"));
        }
        if self.period.is_none() && self.months.is_none() {
            return Err(Problem::new(format!(
                "`{file}` is {format}, which does not say which period it is about"
            ))
            .hint("give `--period 2026-01-01..2026-10-01`, or `--months 9`"));
        }
        Ok(())
    }

    fn add_words(&self, used: &mut Used, sheets: &[RateSheet]) {
        let account = &used.account;
        let mut notes = Vec::new();
        let of_format = used.formats.first().and_then(|format| format.note());
        notes.extend(of_format.map(str::to_owned));
        if let Some(months) = self.months {
            notes.push(format!("the summary is about {months} months, as given"));
        }
        if account.without_offset > 0 {
            notes.push(format!("times without an offset are taken to be in {}", self.timezone));
        }
        let many = |count: u64| number::count(&count.into());
        if account.shown_twice > 0 {
            let times = many(account.shown_twice);
            notes.push(format!(
                "{times} times fall into an hour that clocks showed twice; the first is taken"
            ));
        }
        if account.finer > 0 {
            notes.push(format!(
                "{} times are finer than a millisecond, and are read to the millisecond",
                many(account.finer)
            ));
        }
        let first = sheets.first().map(|sheet| sheet.effective);
        if let (Some((seen, _)), Some(first), true) =
            (used.replayed.seen, first, used.tells(Tells::Flex))
            && seen.date() < first
        {
            notes.push(format!(
                "use before {first}, when the earliest sheet takes effect, is charged at its rates"
            ));
        }
        if used.replayed.sessions.still_open > 0 {
            let open = many(used.replayed.sessions.still_open);
            notes
                .push(format!("sessions without a close, which are charged at their open and never roll over: {open}"));
        }
        used.notes.extend(notes);
        for (name, rows) in &account.unknown {
            let rows =
                if *rows == 1 { "1 row".to_owned() } else { format!("{} rows", many(*rows)) };
            used.warnings.push(format!("left out: unknown product `{name}`, {rows}"));
        }
        used.warnings
            .extend(account.remembered.iter().map(|problem| format!("left out: {problem}")));
        let bad = account
            .skipped
            .iter()
            .find(|skipped| skipped.reason == "bad row")
            .map_or(0, |skipped| skipped.rows);
        let told = account.remembered.len() as u64;
        if bad > told {
            used.warnings
                .push(format!("left out: {} more rows that cannot be read", many(bad - told)));
        }
    }

    /// The days that the usage is about: those asked for, else from the first use to the last.
    pub fn span(&self, used: &Used) -> Result<Span, Problem> {
        if let Some(months) = self.months {
            let share =
                Exact::from(u64::from(months)).divided_by(&12.into()).unwrap_or_else(Exact::zero);
            return Ok(Span {
                share_of_year: share,
                words: format!("{months} months"),
                days: Period::default(),
            });
        }
        let seen = used
            .replayed
            .seen
            .map(|(first, last)| (self.timezone.date(first), self.timezone.date(last)));
        let from = used.period.from.or(seen.map(|(first, _)| first));
        let until = used.period.until.or(seen.and_then(|(_, last)| last.succ_opt()));
        let period = Period { from, until };
        let days = period.days().filter(|days| *days > 0);
        let (Some(days), Some(from), Some(until)) = (days, from, until) else {
            return Err(Problem::new(
                "there is no use in these files from which a year could be told",
            ));
        };
        let share_of_year = Exact::from(days).divided_by(&365.into()).unwrap_or_else(Exact::zero);
        let words = format!("{days} days from {from} up to {until}");
        Ok(Span { share_of_year, words, days: period })
    }

    /// What usage cost by `by`; what has no rate must not pass for free.
    pub fn cost_by(
        &self,
        used: &Used,
        by: &[By],
        sheets: &[RateSheet],
        token_price: Option<&TokenPrice>,
    ) -> Result<CostOfUse, Problems> {
        let (tallies, directory, teams) = (&used.replayed.tallies, &used.directory, &used.teams);
        let result =
            cost_of_use(&CostOfUseInput { tallies, directory, teams, sheets, token_price, by });
        if self.unknown == OnFault::Skip {
            return Ok(result);
        }
        let problems = result.without_rate.iter().map(|without| {
            Problem::new(without_rate(without))
                .hint("give it a rate in a rate sheet, or leave it out by `--unknown skip`")
        });
        Problems::check(problems.collect())?;
        Ok(result)
    }
}

/// The days that usage is about.
pub struct Span {
    /// What part of a year they are: days ÷ 365, or months ÷ 12.
    pub share_of_year: Exact,
    /// The days in words.
    pub words: String,
    /// The days; open where only their number is known.
    pub days: Period,
}

impl Span {
    /// The months that are wholly within, as year × 12 + month − 1.
    pub fn full_months(&self) -> std::ops::Range<i32> {
        let (Some(from), Some(until)) = (self.days.from, self.days.until) else { return 0..0 };
        month_of(from) + i32::from(from.day() > 1)..month_of(until)
    }
}

/// That something has no rate.
pub fn without_rate(without: &WithoutRate) -> String {
    let WithoutRate { product, sheet, charges } = without;
    let many = number::count(&(*charges).into());
    let many = if *charges == 1 { "1 charge".to_owned() } else { format!("{many} charges") };
    format!(
        "`{product}` has no tokens a day in rate sheet `{sheet}`, so {many} of it cannot be priced"
    )
}

/// What is to be read and kept of usage.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    /// Columns besides person, product and time.
    pub columns: Columns,
    /// What the replay keeps.
    pub keep: Keep,
}

/// The rate sheets with what the customer has agreed.
pub struct Agreed<'s> {
    /// The sheets.
    pub sheets: Cow<'s, [RateSheet]>,
    /// The customer's side.
    pub estate: Option<Estate>,
    /// What it entitles people to.
    pub entitlements: Entitlements,
}

impl Agreed<'_> {
    /// What to say about it.
    pub fn note(&self, args: &UsageArgs) -> Option<String> {
        let path = args.estate.as_ref().filter(|_| self.estate.is_some())?;
        Some(format!("agreed prices, seats and teams from estate `{}`", path.display()))
    }
}

fn replay(request: &UsageRequest, input: ReplayInput) -> anyhow::Result<(UsageRead, Replayed)> {
    let order = if can_be_read_again(request.files) { Order::Sorted } else { Order::Any };
    let mut replay = Replay::new(ReplayInput { order, ..input });
    let read = match usage(request, &mut replay) {
        Err(Unread::OutOfOrder) => {
            // Only now is it known that it is not sorted: read it again, and keep what must wait.
            replay = Replay::new(ReplayInput { order: Order::Any, ..input });
            usage(request, &mut replay)
        }
        read => read,
    };
    match read {
        Ok(read) => Ok((read, replay.finish())),
        Err(Unread::Problems(problems)) => Err(problems.into()),
        Err(Unread::OutOfOrder) => Err(Problem::new("the usage changed while it was read").into()),
    }
}

/// The estate at `path`, in the currency of the sheets.
fn estate(path: &Path, sheets: &[RateSheet]) -> anyhow::Result<Estate> {
    let estate = load::estate(path)?;
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.currency != estate.currency) {
        return Err(Problem::new(format!(
            "`{}` has prices in {}, rate sheet `{}` in {}",
            path.display(),
            estate.currency,
            sheet.name,
            sheet.currency
        ))
        .hint("one run has one currency")
        .into());
    }
    Ok(estate)
}

/// A short name for a person, the same in every run: the first twelve digits of the SHA-256 of the
/// name.
pub fn hashed(person: &str) -> String {
    let digits = |byte: &u8| {
        [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
    };
    Sha256::digest(person).iter().take(6).flat_map(digits).collect()
}
