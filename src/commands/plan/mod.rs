//! `flexcalc plan`: who should hold a subscription, who should use Flex, and how many tokens should
//! be bought?

mod what_if;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use self::what_if::WhatIf;
use super::context::Context;
use super::usage::{Agreed, UsageFiles, Used, hashed};
use crate::engine::bill::beside_a_seat::beside_a_seat;
use crate::engine::metering::replay::Keep;
use crate::engine::plan::advice::{AdviceInput, changes};
use crate::engine::plan::baselines::baselines;
use crate::engine::plan::crossings::{CrossingsInput, crossings, first_recent};
use crate::engine::plan::mix::offers::Offers;
use crate::engine::plan::people::{People, PeopleInput};
use crate::engine::plan::recent::Recent;
use crate::engine::plan::segments::{Bounds, segments};
use crate::engine::plan::unpriced::unpriced;
use crate::engine::plan::what_if::what_if;
use crate::engine::plan::{NoPlan, PlanInput, Planner};
use crate::engine::year::Span;
use crate::load::usage::Tells;
use crate::load::{self, PeopleAsked, PeopleFile};
use crate::model::{Day, Limits, Percent, PersonDays, Problem, Problems, RateSheet, Row};
use crate::render::{Answer, Detail};
use crate::report::beside_a_seat as beside_a_seat_words;
use crate::report::next::Next;
use crate::report::plan::{self as report, Asked, PlanReport};

/// The buffer that the guide proposes, in percent.
const GUIDE_BUFFER: u64 = 15;

const EXAMPLES: &str = "\
Examples:
  flexcalc plan --usage examples/sessions.csv --period 2026-03-01..2026-04-01
  flexcalc plan --usage log.csv --estate estate.toml --assignment who.csv    \
who gets what, as a file
  flexcalc plan --usage log.csv --people people.csv                          \
with the days on which people came
  flexcalc plan --usage log.csv --buffer 10% --explain                       with the proof
  flexcalc plan --usage log.csv --what-if sub-discount=0..30/10,token-price=2.4..3/0.1
  flexcalc plan --usage log.csv --online                                     \
who crosses break-even this year";

/// Below so many days a year use is occasional, and above so many it is power use, unless said.
const OCCASIONAL: u32 = 80;
const POWER: u32 = 120;

/// Options of `plan`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct PlanArgs {
    /// What is added to the tokens for safety
    #[arg(long, value_name = "PERCENT", default_value = "15%", value_parser = buffer)]
    buffer: Percent,
    /// Write the whole assignment into a CSV file, a row for each person and product; - for
    /// stdout, and the answer then goes to stderr
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    assignment: Option<PathBuf>,
    /// When people came and left (a table: email or login, start, end): who came in the period is
    /// brought to a year from that day
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path", skip_serializing_if = "Option::is_none")]
    people: Option<PathBuf>,
    /// How the cheapest mix moves: sub-discount=0..30/10,token-price=2.4..3/0.1, one of them or
    /// both
    #[arg(long, value_name = "RANGES", conflicts_with = "online")]
    what_if: Option<WhatIf>,
    /// Of those on Flex, who has crossed break-even, and who is forecast to before the year is over
    #[arg(long)]
    online: bool,
    /// Fewer days than this a year are occasional use
    #[arg(long, value_name = "DAYS", default_value_t = OCCASIONAL)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=366))]
    occasional: u32,
    /// More days than this a year are power use
    #[arg(long, value_name = "DAYS", default_value_t = POWER)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=366))]
    power: u32,
    /// Stop the search after so many seconds, and say how far the mix may be from the best
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=86_400))]
    time_limit: u64,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageFiles,
}

fn buffer(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::BUFFER, text)
}

impl PlanArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        self.assignment.as_deref()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        self.ensure_sense()?;
        let agreed = self.usage.args.agreed(context.sheets)?;
        let mut used = self.used(&agreed, context)?;
        let sheet = agreed.sheets.in_force(context.today);
        let span = self.usage.args.span(&used)?;
        let refused = |no_plan: NoPlan| refused(&no_plan, sheet);
        let offers = Offers::new(sheet).map_err(refused)?;
        let file = self.people_file()?;
        let days = file.as_ref().map(|file| days_of(file, &used)).unwrap_or_default();
        let people = self.people(&used, &agreed, sheet, &offers, (&span, &days))?;
        let input = PlanInput {
            people: &people.needs,
            offers: &offers,
            terms: &sheet.token,
            buffer: self.buffer,
            services: people.services,
            parts: people.parts,
        };
        let begun = Instant::now();
        // The one clock beside that of `main`: how long a search may take decides whether it is
        // proved, not what it finds.
        let limit = Duration::from_secs(self.time_limit);
        let stop = || begun.elapsed() > limit;
        let planner = Planner::new(input).map_err(refused)?;
        let plan = planner.cheapest(&stop);
        let baselines = baselines(&people, &planner);
        let token_price = plan.token_price(&sheet.token);
        let advice = AdviceInput {
            people: &people.needs,
            before: &people.before,
            after: &plan.mix.held,
            offers: &offers,
            token_price,
            buffer: self.buffer,
            parts: people.parts,
        };
        let changes = changes(&advice);
        let bounds = Bounds { occasional: self.occasional, power: self.power };
        let segments = segments(&advice, bounds);
        let asked = match &self.what_if {
            Some(what) => Asked::WhatIf(what_if(&what.input(input), &stop).map_err(refused)?),
            None if self.online => {
                let days = known_days(&span)?;
                let first = first_recent(days).into();
                let replayed = &used.replayed;
                let recent =
                    Recent::new(&replayed.charges, first, &used.directory, &people, &offers);
                Asked::Online(crossings(&CrossingsInput {
                    people: &people,
                    offers: &offers,
                    token_price,
                    days,
                    recent: &recent,
                }))
            }
            None => Asked::Nothing,
        };
        let unpriced = unpriced(&people, input, token_price);
        let all_days = (Day::MIN, Day::MAX);
        let beside = beside_a_seat(&used.replayed, &used.directory, &[token_price], all_days);
        let report = PlanReport {
            unpriced,
            plan,
            baselines,
            changes,
            segments,
            people,
            offers,
            sheet: sheet.clone(),
            token_price,
            buffer: self.buffer,
            days: span.days,
            days_in_words: span.words.clone(),
            control: std::mem::take(&mut used.control),
            beside_a_seat: beside,
            asked,
        };
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.extend(report::notes(&report));
        notes.extend(beside_a_seat_words::plan_note(&report.beside_a_seat));
        notes.extend(self.what_if.iter().flat_map(WhatIf::questions));
        notes.append(&mut used.notes);
        notes.extend(file.into_iter().flat_map(|file| file.notes));
        let mut warnings = std::mem::take(&mut used.warnings);
        warnings.extend(beside_a_seat_words::warnings(&report.beside_a_seat, &sheet.currency));
        warnings.extend(report::warnings(&report));
        let (data, view) = report.grids();
        Ok(Answer {
            account: used.accounted(),
            sections: report.sections(),
            summary: report::summary(&report),
            notes,
            warnings,
            explanation: detail.explain(|| report::proof(&report)),
            next: self.next(),
            files: self.assignment.iter().map(|path| report::people(path, &report)).collect(),
            ..Answer::new("plan", self, report, data, view)
        })
    }

    fn ensure_sense(&self) -> Result<(), Problem> {
        if self.power < self.occasional {
            return Err(Problem::new("`--power` must be at least `--occasional`"));
        }
        if let Some(path) = self.people.as_ref().filter(|path| !path.exists()) {
            let message = format!("`{}`: there is no such table of people", path.display());
            let hint = "`--people` reads who is there; `--assignment FILE` writes who gets what";
            return Err(Problem::new(message).hint(hint));
        }
        Ok(())
    }

    fn used(&self, agreed: &Agreed, context: Context) -> anyhow::Result<Used> {
        let keep = Keep { charges: self.online, ..Keep::default() };
        let Some(used) = self.usage.read(keep, agreed, context)? else {
            let problem = Problem::new("`--usage` is missing: a plan is made from what people use");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        };
        if let Some(format) = used.lacks(Tells::Flex) {
            return Err(Problem::new(format!(
                "{format} is of an enterprise agreement: there is nothing to plan on Flex"
            ))
            .hint("where it has sessions, `--usage-format sessions` plans by them")
            .into());
        }
        if let Some(format) = used.lacks(Tells::People) {
            return Err(Problem::new(format!(
                "{format} does not say who used what, so there is nothing to plan"
            ))
            .into());
        }
        Ok(used)
    }

    fn people(
        &self,
        used: &Used,
        agreed: &Agreed,
        sheet: &RateSheet,
        offers: &Offers,
        (span, days): (&Span, &[PersonDays]),
    ) -> Result<People, Problems> {
        People::new(&PeopleInput {
            tallies: &used.replayed.tallies,
            directory: &used.directory,
            estate: agreed.estate.as_ref(),
            called: if self.usage.args.hash_users { hashed } else { str::to_owned },
            sheet,
            offers,
            span,
            holdings: &used.holdings,
            beside_seats: &used.replayed.beside_seats,
            other_names: &used.other_names(),
            days,
        })
    }

    fn people_file(&self) -> Result<Option<PeopleFile>, Problems> {
        let said = self.usage.args.said();
        let read = |path| load::people(path, PeopleAsked::Days, said);
        self.people.as_deref().map(read).transpose()
    }

    fn next(&self) -> Option<String> {
        // What stands there already must not be lost by running what is proposed.
        let is_written = self.assignment.is_some() || Path::new("who.csv").exists();
        let (option, value, why) = match (&self.what_if, is_written) {
            (None, false) => ("--assignment", "who.csv", "who gets what"),
            (None, true) => ("--what-if", "sub-discount=0..30/10", "for the negotiation"),
            _ => return None,
        };
        let next = Next::of("plan").files("--usage", &self.usage.usage);
        let next = next.words(self.usage.args.words()).file("--people", &self.people);
        let buffer = Some(self.buffer).filter(|buffer| *buffer != Percent::from(GUIDE_BUFFER));
        let next = next.option("--buffer", buffer.map(|buffer| format!("{buffer}%")));
        let unless = |usual: u32, given: u32| (given != usual).then_some(given);
        let next = next.option("--occasional", unless(OCCASIONAL, self.occasional));
        let next = next.option("--power", unless(POWER, self.power));
        next.option(option, [value]).because(why)
    }
}

/// Between which days each person is there, by number and any of their names.
fn days_of(file: &PeopleFile, used: &Used) -> Vec<PersonDays> {
    let mut by_name: BTreeMap<&str, PersonDays> = BTreeMap::new();
    for (other, called) in used.other_names() {
        by_name.extend(file.days_of(other).map(|days| (called, days)));
    }
    let of = |name: &String| file.days_of(name).or_else(|| by_name.get(name.as_str()).copied());
    used.names.iter().map(|name| of(name).unwrap_or_default()).collect()
}

/// The first day and the first one after.
fn known_days(span: &Span) -> Result<(NaiveDate, NaiveDate), Problem> {
    span.days.from.zip(span.days.until).ok_or_else(|| {
        Problem::new("`--online` needs to know the days, not only how many months they are")
            .hint("give `--period` in place of `--months`")
    })
}

/// Why there is no plan, in words.
fn refused(no_plan: &NoPlan, sheet: &RateSheet) -> Problems {
    match no_plan {
        NoPlan::Uncovered(products) => {
            let product = |place: &usize| sheet.products.get(*place).map_or("", Row::id);
            let problem = |id: &str| {
                Problem::new(format!(
                    "`{id}` is used, but sheet `{}` has neither tokens a day nor a price for it",
                    sheet.name
                ))
                .hint(
                    "add one of them to a rate sheet, or a price to `[subscriptions]` of the \
                     estate",
                )
            };
            let problems: Vec<_> = products.iter().map(|place| problem(product(place))).collect();
            match Problems::check(problems) {
                Err(problems) => problems,
                Ok(()) => Problem::new("there is nothing to plan").into(),
            }
        }
        NoPlan::TooMany(many) => Problem::new(format!(
            "a person uses, or the sheet has, {many} products or collections; a plan takes 60"
        ))
        .into(),
        NoPlan::TooLarge => Problem::new("the amounts are too large to be planned exactly").into(),
        NoPlan::TooFineDiscount => Problem::new(
            "a discounted subscription costs a fraction of a millionth: use a rounder discount",
        )
        .into(),
    }
}
