//! From files of usage to what Flex charges for them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::context::Context;
use super::priced::ensure_one_currency;
use super::{
    Agreed, Machines, OnFault, UsageArgs, UsageFiles, Used, Wanted, hashed, notes, without_rate,
};
use crate::engine::bill::control::{ControlInput, control};
use crate::engine::bill::cost_of_use::{By, CostOfUse, CostOfUseInput, cost_of_use};
use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::replay::{Keep, Order, Replay, ReplayInput, Replayed};
use crate::load::table::files_of;
use crate::load::usage::{
    Account, Columns, SummaryPeriod, Tells, Unread, UsageFormat, UsageRead, UsageRequest,
    are_small, can_be_read_again, usage,
};
use crate::model::{
    Catalogue, Directory, NOBODY, Period, Problem, Problems, RateSheet, Sheets, TokenPrice, UseRow,
    Zone,
};
use crate::render::number;
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

impl UsageArgs {
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
            today: Some(context.clock),
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
        ensure_one_reading(replayed.open.as_ref(), &directory, &account)?;
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
        used.warnings.extend(notes::after_today(&used, context.clock));
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
            let missing = if without.is_service {
                "give an export that states its tokens"
            } else {
                "give it a rate in a rate sheet"
            };
            Problem::new(without_rate(without))
                .hint(format!("{missing}, or leave it out by `--unknown skip`"))
        });
        Problems::check(problems.collect())?;
        Ok(result)
    }

    /// That rates of what was used have changed: what was charged is then not what would be by the
    /// rates of the question's day.
    pub fn rates_changed(&self, used: &Used, sheets: &Sheets, on: NaiveDate) -> Option<String> {
        if sheets.len() < 2 {
            return None;
        }
        let tokens = |sheets| self.cost_by(used, &[], sheets, None).ok().map(|cost| cost.tokens);
        let (charged, now) = (tokens(sheets)?, tokens(&sheets.as_on(on))?);
        (charged != now).then(|| {
            let (charged, now) = (number::counted(&charged, "token was"), number::tokens(now));
            format!(
                "rates have changed: {charged} charged by those of each day, by those of {on} {now}"
            )
        })
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
pub(super) fn ensure_one_reading(
    open: Option<&(UseRow, UseRow)>,
    directory: &Directory,
    account: &Account,
) -> Result<(), Problem> {
    let Some((one, other)) = open else { return Ok(()) };
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
