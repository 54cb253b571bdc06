//! From files of usage to what Flex charges for them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::context::Context;
use super::priced::ensure_one_currency;
use super::{Machines, OnFault, UsageArgs, UsageFiles, Wanted, hashed, notes, without_rate};
use crate::engine::bill::control::{Control, ControlInput, control};
use crate::engine::bill::cost_of_use::{By, CostOfUse, CostOfUseInput, cost_of_use};
use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::replay::{Keep, Order, Replay, ReplayInput, Replayed};
use crate::load;
use crate::load::table::files_of;
use crate::load::usage::{
    Account, Columns, OnePerson, SummaryPeriod, Tells, Unread, UsageFormat, UsageRead,
    UsageRequest, are_small, can_be_read_again, usage,
};
use crate::model::{
    Catalogue, Directory, Estate, Holding, NOBODY, Period, Problem, Problems, RateSheet, Sheets,
    TokenPrice, UseRow, Zone,
};
use crate::render::{Accounted, RowAccount};
use crate::report::control::{self as report, ControlWords};

impl UsageFiles {
    /// Whether nothing of it is given.
    pub fn is_empty(&self) -> bool {
        self.usage.is_empty() && self.args.estate.is_none()
    }

    /// The usage, where files are given, to be brought to a year, and what to think twice about in
    /// that.
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
        let wanted = Wanted { keep, ..Wanted::default() };
        let mut used = args.read(&self.usage, wanted, agreed, context)?;
        let of_year = args.span(&used).map(|span| used.year_warnings(&span));
        used.warnings.extend(of_year.unwrap_or_default());
        Ok(Some(used))
    }

    /// The usage that lots must pay for, where files are given: who lacks days is not asked for
    /// more first.
    pub fn read_for_lots(&self, agreed: &Agreed, context: Context) -> anyhow::Result<Option<Used>> {
        let columns = agreed.columns(Columns::default());
        let keep = Keep { charges: true, labels: columns.team, ..Keep::default() };
        if self.usage.is_empty() {
            return self.read(keep, agreed, context);
        }
        let wanted = Wanted { columns, keep, needs: &[Tells::Days], ..Wanted::default() };
        self.args.read(&self.usage, wanted, agreed, context).map(Some)
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
    /// Those of them, of several, whose files have results of services only.
    pub service_formats: Vec<UsageFormat>,
    /// People who go by several names, as the files have them.
    pub several: Vec<OnePerson>,
    /// What rows say that people held.
    pub holdings: BTreeSet<Holding>,
    /// What Flex charges.
    pub replayed: Replayed,
    /// The people as the files name them, before they were hashed.
    pub names: Vec<String>,
    /// The team of each person, by the estate.
    pub teams: Vec<Option<String>>,
    /// What may be used and was not open to the person, by pair; before people were hashed.
    pub outside_access: Vec<u32>,
    /// The token column of each file beside what was counted of it.
    pub control: Vec<Control>,
    /// Whether files name machines, and these were looked at.
    pub looked_at_machines: bool,
    /// What counted.
    pub period: Period,
    /// What was asked about.
    pub asked: Period,
    /// What to say about it.
    pub notes: Vec<String>,
    /// What to think twice about.
    pub warnings: Vec<String>,
}

impl Used {
    /// The first format whose files cannot tell this. Who got the results of services beside other
    /// use, and when these were opened, is nothing that is asked.
    pub fn lacks(&self, what: Tells) -> Option<UsageFormat> {
        let is_asked = |format: &UsageFormat| {
            let of_use = matches!(what, Tells::People | Tells::Sessions);
            !(of_use && self.service_formats.contains(format))
        };
        self.formats.iter().copied().find(|format| is_asked(format) && !format.tells(what))
    }

    /// What became of the rows.
    pub fn rows(&self) -> RowAccount {
        let Account { read, skipped, .. } = &self.account;
        let skipped = skipped.iter().map(|skipped| (skipped.reason, skipped.rows)).collect();
        RowAccount { read: *read, used: self.account.used(), skipped }
    }

    /// The same, for a note to tell it.
    pub fn accounted(&self) -> Accounted {
        Accounted::InNotes(self.rows())
    }

    /// The names behind the numbers, in which whoever goes by one of `other_names` is called by the
    /// name behind it.
    pub fn directory_by(&self, other_names: &BTreeMap<&str, &str>) -> Directory {
        let mut directory = self.directory.clone();
        for (shown, name) in directory.people.iter_mut().zip(&self.names) {
            if let Some(called) = other_names.get(name.as_str()) {
                let is_hashed = shown != name;
                *shown = if is_hashed { hashed(called) } else { (*called).to_owned() };
            }
        }
        directory
    }

    /// What people who go by several names are called, by their other names.
    pub fn other_names(&self) -> BTreeMap<&str, &str> {
        let mut names = BTreeMap::new();
        for one in &self.several {
            names.extend(one.names.iter().map(|name| (name.as_str(), one.called.as_str())));
        }
        names
    }

    /// Whether its files can tell this.
    pub fn tells(&self, what: Tells) -> bool {
        self.lacks(what).is_none()
    }
}

impl UsageArgs {
    /// The estate of these, and its file.
    pub fn agreed_in<'a>(&'a self, agreed: &'a Agreed) -> Option<(&'a Estate, &'a Path)> {
        agreed.estate.as_ref().zip(self.estate.as_deref())
    }

    /// The customer's side, where it is given, and the sheets with what it has agreed.
    pub fn agreed<'s>(&self, sheets: &'s Sheets) -> anyhow::Result<Agreed<'s>> {
        let Some(path) = &self.estate else {
            return Ok(Agreed {
                sheets: Cow::Borrowed(sheets),
                estate: None,
                entitlements: Entitlements::default(),
            });
        };
        let estate = estate(path, sheets)?;
        let entitlements = Entitlements::new(&estate, sheets)?;
        let sheets = Cow::Owned(sheets.agreed(&estate));
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
        let Wanted { mut columns, mut keep, needs, asked, machines } = wanted;
        let files = &files_of(files)?;
        let looks_at_machines = match machines {
            Machines::LeftOut => false,
            Machines::WhereQuick => are_small(files),
            Machines::LookedAt => true,
        };
        columns.machine |= looks_at_machines;
        keep.overlaps |= looks_at_machines;
        let Agreed { estate, entitlements, .. } = agreed;
        let catalogue = Catalogue::new(context.sheets);
        let period = self.period()?;
        let asked = asked.unwrap_or(period);
        let request = UsageRequest {
            format: self.usage_format,
            zone: self.timezone.clone(),
            period: self.summary_period(period),
            unknown: self.unknown.into(),
            bad_rows: self.bad_rows.into(),
            columns,
            today: Some(context.today),
            overrides: &self.column,
            dialect: self.said().given,
            progress: context.progress,
            ..UsageRequest::new(files, &catalogue)
        };
        let (sheets, zone) = (context.sheets, self.timezone.clone());
        let (order, repeats) = (Order::Sorted, self.repeats());
        let input = ReplayInput { sheets, entitlements, zone, period, asked, order, repeats, keep };
        let (read, replayed) = replay(&request, input)?;
        ensure_told(files, &read.formats, needs)?;
        ensure_one_currency(&read.account, context.sheets)?;
        self.ensure_summary_has_period(files, &read.formats)?;
        let UsageRead {
            mut directory,
            mut account,
            formats,
            mut notes,
            several,
            holdings,
            names_machines,
            service_formats,
        } = read;
        if machines == Machines::WhereQuick && !looks_at_machines && names_machines {
            notes.push(notes::MACHINES_LEFT_OUT.to_owned());
        }
        account.skip("repeated", replayed.repeated);
        account.skip("overlapping", replayed.overlapping);
        account.skip("outside period", replayed.outside);
        let other_names: BTreeMap<&str, &[String]> =
            several.iter().map(|one| (one.called.as_str(), one.names.as_slice())).collect();
        let team = |person: &String| {
            let others = other_names.get(person.as_str()).copied().unwrap_or_default();
            let mut names = std::iter::once(person).chain(others);
            names.find_map(|name| estate.as_ref()?.team_of(name)).map(str::to_owned)
        };
        let teams = directory.people.iter().map(team).collect();
        let outside_access = outside_access(&replayed, &directory, entitlements);
        let names = directory.people.clone();
        if self.hash_users {
            directory.people.iter_mut().for_each(|person| *person = hashed(person));
        }
        ensure_one_reading(&replayed, &directory, &account)?;
        let control = control(&ControlInput {
            files: &account.files,
            counts: &replayed.files,
            directory: &directory,
            sheets: &agreed.sheets,
        });
        let mut used = Used {
            control,
            warnings: notes::warnings(&account),
            notes,
            directory,
            account,
            formats,
            service_formats,
            several,
            holdings,
            replayed,
            names,
            teams,
            outside_access,
            looked_at_machines: looks_at_machines && names_machines,
            period,
            asked,
        };
        used.notes.extend(notes::notes(self, &used, context.sheets));
        used.notes.extend(estate.iter().flat_map(notes::long_trials));
        used.warnings.extend(notes::after_today(&used, context.today));
        let ControlWords { notes, warnings } = report::words(&used.control, repeats);
        used.notes.extend(notes);
        let (files, counts) = (&used.account.files, &used.replayed.files);
        used.warnings.extend(report::silent(files, counts, &used.directory));
        used.warnings.extend(warnings);
        let others = &used.replayed.other_rates;
        used.warnings.extend(report::other_rates(others, &used.directory, context.sheets));
        Ok(used)
    }

    /// What a summary is about, as far as the question says.
    fn summary_period(&self, period: Period) -> Option<SummaryPeriod> {
        let days = self.period.map(|_| SummaryPeriod::Days(period));
        days.or(self.months.map(SummaryPeriod::Months))
    }

    fn ensure_summary_has_period(
        &self,
        files: &[PathBuf],
        formats: &[UsageFormat],
    ) -> Result<(), Problem> {
        let mut named = files.iter().zip(formats);
        let Some((file, format)) = named.find(|(_, format)| !format.tells(Tells::Period)) else {
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

    /// What usage cost by `by`; what has no rate must not pass for free.
    pub fn cost_by(
        &self,
        used: &Used,
        by: &[By],
        sheets: &[RateSheet],
        token_price: Option<TokenPrice>,
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

/// That the files tell what the question cannot do without: before it is asked what they are about,
/// so that nobody is sent for what would not help.
fn ensure_told(files: &[PathBuf], formats: &[UsageFormat], needs: &[Tells]) -> Result<(), Problem> {
    let lacks = |format: &UsageFormat| needs.iter().any(|what| !format.tells(*what));
    let Some((file, format)) = files.iter().zip(formats).find(|(_, format)| lacks(format)) else {
        return Ok(());
    };
    let file = file.display();
    let words = "which does not say on which days tokens were charged";
    Err(Problem::new(format!("`{file}` is {format}, {words}"))
        .hint("give session logs, or the daily Token Usage export; `charge` needs no days"))
}

/// That the files do not leave open whether two of them have the same use.
fn ensure_one_reading(
    replayed: &Replayed,
    directory: &Directory,
    account: &Account,
) -> Result<(), Problem> {
    let Some((one, other)) = &replayed.open else { return Ok(()) };
    let name = |row: &UseRow| account.files.get(row.file as usize).map_or("", |file| &file.name);
    let (person, item) = (directory.person(one.pair), directory.item(one.pair));
    let of_whom = if person == NOBODY { String::new() } else { format!(" of {person}") };
    Err(Problem::new(format!(
        "`{}` and `{}` both have {}{of_whom}: the same use in two reports, or that of two periods?",
        name(one),
        name(other),
        item.name
    ))
    .hint("`--repeats drop` counts the larger, `--repeats add` adds them up"))
}

/// The rate sheets with what the customer has agreed.
pub struct Agreed<'s> {
    /// The sheets.
    pub sheets: Cow<'s, Sheets>,
    /// The customer's side.
    pub estate: Option<Estate>,
    /// What it entitles people to.
    pub entitlements: Entitlements,
}

impl Agreed<'_> {
    /// These columns, and those that budgets may need: the team that a row names.
    pub fn columns(&self, columns: Columns) -> Columns {
        let is_needed = self.estate.as_ref().is_some_and(Estate::may_have_budgets_of_other_teams);
        Columns { team: columns.team || is_needed, ..columns }
    }
}

/// What was charged and not open to the person, by pair.
fn outside_access(
    replayed: &Replayed,
    directory: &Directory,
    entitlements: &Entitlements,
) -> Vec<u32> {
    let charged = replayed.tallies.iter().filter(|tally| tally.charges + tally.stated_charges > 0);
    let mut pairs: Vec<_> = charged.map(|tally| tally.key.pair).collect();
    pairs.dedup();
    pairs.retain(|pair| !entitlements.may_open(directory.person(*pair), &directory.item(*pair).id));
    pairs
}

fn replay(request: &UsageRequest, input: ReplayInput) -> anyhow::Result<(UsageRead, Replayed)> {
    let order = if can_be_read_again(request.files) { Order::Sorted } else { Order::Any };
    let mut replay = Replay::new(ReplayInput { order, ..input.clone() });
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
