//! `flexcalc balance`: what is left of the tokens, when does it run out, and what will be lost?

mod ledger;
mod picture;
mod pools;
mod schedule;
mod signals;
mod view;
mod words;

pub(super) use self::pools::{lots as all_lots, pool_charges, pool_lot};

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{Months, NaiveDate};
use clap::Args;
use serde::Serialize;
use serde_json::{Map, json};

use super::usage::{Context, UsageFiles, without_rate};
use crate::engine::balance::{Signal, SignalThresholds};
use crate::load::usage::Tells;
use crate::model::Given;
use crate::model::{
    Estate, Limits, Percent, Problem, RateSheet, Refused, TokenPrice, Tokens, day_number,
};
use crate::render::{Answer, Detail, Outcome};

const EXAMPLES: &str = "\
Examples:
  flexcalc balance --estate examples/estate.toml --usage examples/sessions.csv --as-of 2026-04-02
  flexcalc balance --estate estate.toml --usage log.csv --ledger -f csv     the whole story, by date
  flexcalc balance --estate estate.toml --usage log.csv --chart
  flexcalc balance --estate estate.toml --usage log.csv --schedule          when to buy how many
  flexcalc balance --lots lots.csv --usage log.csv --add-lot 2026-12-01:5000@2.70 --pace 120%
  flexcalc balance --estate estate.toml --usage log.csv --check=waste,low   for a nightly job

Signals, for --check: low, expiring, idle, runs-out, waste, denied, over-budget, statement.
Exit codes: 0 answered, 1 a signal that --check asks for is raised, 2 it could not be answered.";

/// Options of `balance`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct BalanceArgs {
    /// Tokens bought (CSV: id, bought, tokens, price; perhaps expires, kind, team), beside the
    /// estate's
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    lots: Option<PathBuf>,
    /// The day of the question, which counts in full; without it, today
    #[arg(long, value_name = "DATE", value_parser = super::usage::date)]
    as_of: Option<NaiveDate>,
    /// Everything that happened, by date
    #[arg(long, conflicts_with_all = ["chart", "schedule"])]
    ledger: bool,
    /// A picture of what was left and will be
    #[arg(long)]
    chart: bool,
    /// When to buy how many tokens, so that what is expected is served at the least cost
    #[arg(long)]
    schedule: bool,
    /// How far the schedule looks ahead: 24m, 2y or 730d
    #[arg(long, value_name = "TIME", default_value = "24m", requires = "schedule")]
    horizon: Horizon,
    /// What if this were bought, too: DATE:TOKENS@PRICE, such as 2026-12-01:5000@2.70; once or more
    #[arg(long, value_name = "LOT")]
    add_lot: Vec<AddedLot>,
    /// What if people used so much of what they did: 120%; once or more
    #[arg(long, value_name = "PERCENT", value_parser = pace)]
    pace: Vec<Percent>,
    /// Exit with 1 where a signal is raised, or one of these: --check=waste,low
    #[arg(long, value_name = "SIGNALS", num_args = 0.., require_equals = true, value_delimiter = ',', value_parser = Signal::CODES)]
    check: Option<Vec<String>>,
    /// Signal `low`: less than this share of the tokens is left [default: the estate's, else 20%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    low: Option<Percent>,
    /// Signal `expiring`: tokens expire within so many days [default: the estate's, else 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    expiring: Option<u32>,
    /// Signal `idle`: at least this share is left … [default: the estate's, else 30%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    idle: Option<Percent>,
    /// … with more than so many days to go [default: the estate's, else 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    idle_days: Option<u32>,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageFiles,
}

fn pace(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::PACE, text)
}

fn share(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::SHARE, text)
}

/// How far a schedule looks ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Horizon {
    Days(u32),
    Months(u32),
}

impl FromStr for Horizon {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be a time of at most ten years such as 24m, 2y or 730d".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number = digits.parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
        match text.get(digits.len()..) {
            Some("d") if number <= 3660 => Ok(Self::Days(number)),
            Some("m") if number <= 120 => Ok(Self::Months(number)),
            Some("y") if number <= 10 => Ok(Self::Months(12 * number)),
            _ => Err(wrong()),
        }
    }
}

impl Horizon {
    /// How many days after `as_of` it covers.
    fn days(self, as_of: NaiveDate) -> usize {
        let end = match self {
            Self::Days(days) => return days as usize,
            Self::Months(months) => {
                as_of.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
            }
        };
        usize::try_from(day_number(end) - day_number(as_of)).unwrap_or_default()
    }
}

/// A purchase that might be made.
#[derive(Clone, Debug, Serialize)]
struct AddedLot {
    bought: NaiveDate,
    tokens: Tokens,
    /// `None`: the price of the tier that it reaches.
    price: Option<TokenPrice>,
}

impl FromStr for AddedLot {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be a date, tokens and a price such as 2026-12-01:5000@2.70".to_owned();
        let (bought, rest) = text.split_once(':').ok_or_else(wrong)?;
        let bought = bought.parse().map_err(|_| wrong())?;
        let (tokens, price) =
            rest.split_once('@').map_or((rest, None), |(tokens, price)| (tokens, Some(price)));
        let tokens = Tokens::within(Limits::LOT, tokens)
            .map_err(|Refused { rule, .. }| format!("tokens {rule}"))?;
        let price = price.map(|price| TokenPrice::within(Limits::LOT_PRICE, price)).transpose();
        Ok(Self {
            bought,
            tokens,
            price: price.map_err(|Refused { rule, .. }| format!("price {rule}"))?,
        })
    }
}

impl BalanceArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let lots = self.all_lots(agreed.estate.as_ref(), &agreed.sheets)?;
        let Some(mut used) = self.usage.read(pools::keep(), &agreed, context)? else {
            let problem =
                Problem::new("`--usage` is missing: what was consumed is not known without it");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        };
        if let Some(format) = used.lacks(Tells::Days) {
            let problem =
                Problem::new(format!("{format} does not say on which days tokens were charged"));
            return Err(problem.hint("give session logs, or the daily Token Usage export").into());
        }
        let sheets: &[RateSheet] = &agreed.sheets;
        let cost = self.usage.args.cost_by(&used, &[], sheets, None)?;
        let as_of = self.as_of.unwrap_or(context.today);
        let paces = if self.pace.is_empty() { vec![Percent::from(100)] } else { self.pace.clone() };
        let question = pools::Question {
            lots: &lots,
            used: &used,
            estate: agreed.estate.as_ref(),
            sheets,
            as_of: day_number(as_of),
            known_from: words::known_from(&used),
            paces: &paces,
            thresholds: &self.thresholds(agreed.estate.as_ref()),
        };
        let pools = pools::balances(&question);
        let schedules = match (self.schedule, sheets.last()) {
            (true, Some(sheet)) => {
                schedule::schedules(&pools, &question, self.horizon.days(as_of), sheet)?
            }
            _ => Vec::new(),
        };
        let currency = sheets.last().map_or("", |sheet| sheet.currency.as_str());

        let mut json = view::json(&pools, as_of, question.known_from);
        if let Some(object) = json.as_object_mut() {
            let mut more = Map::new();
            if self.ledger {
                more.insert("ledger".to_owned(), json!(ledger::rows(&pools)));
            }
            if self.schedule {
                more.insert("schedule".to_owned(), schedule::json(&schedules, as_of));
            }
            object.extend(more);
        }
        let (data, view) = match (self.ledger, self.schedule) {
            (true, _) => (ledger::data(&pools), ledger::view(&pools)),
            (_, true) => (schedule::data(&schedules), schedule::view(&schedules, currency)),
            _ => (view::lots_data(&pools), view::lots(&pools, as_of, currency)),
        };
        let sections = match (self.ledger, self.schedule) {
            (true, _) => Vec::new(),
            (_, true) => schedule::sections(&schedules, currency),
            _ => view::sections(&pools, currency),
        };
        let raised: Vec<_> = pools
            .iter()
            .flat_map(|pool| pool.balance.signals.iter().map(move |signal| (pool, signal)))
            .collect();
        let found = self.check.as_ref().is_some_and(|codes| {
            raised.iter().any(|(_, signal)| {
                codes.is_empty() || codes.iter().any(|code| code == signal.code())
            })
        });
        let mut summary = if self.schedule {
            schedule::summary(&schedules, currency)
        } else {
            view::summary(&pools, currency)
        };
        if !self.schedule {
            summary.extend(
                raised
                    .iter()
                    .map(|(pool, signal)| signals::sentence(signal, pool.name(), currency)),
            );
        }
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.extend(words::notes(&pools, as_of, self.as_of.is_none(), question.known_from));
        if self.schedule {
            notes.extend(schedule::notes(&schedules, sheets.last()));
        }
        notes.extend(std::mem::take(&mut used.notes));
        let mut warnings = std::mem::take(&mut used.warnings);
        warnings.extend(cost.without_rate.iter().map(without_rate));
        warnings.extend(words::warnings(&used, &pools, as_of));
        Ok(Answer {
            sections,
            chart: self.chart.then(|| picture::chart(&pools, as_of)).flatten(),
            summary,
            notes,
            warnings,
            explanation: detail.explain(|| view::explanation(&pools, as_of, currency)),
            next: self.next(),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            ..Answer::new("balance", self, json, data, view)
        })
    }

    /// Every lot there is, and those that might be.
    fn all_lots(
        &self,
        estate: Option<&Estate>,
        sheets: &[RateSheet],
    ) -> anyhow::Result<Vec<crate::model::Lot>> {
        let lots = pools::lots(estate, self.lots.as_deref())?;
        let added = self.add_lot.iter().zip(1_u32..).map(|(added, number)| {
            let sheet = sheets
                .iter()
                .rev()
                .find(|sheet| sheet.effective <= added.bought)
                .or(sheets.first());
            let tier = || sheet.map(|sheet| sheet.token.price_of(&added.tokens).price);
            crate::model::Lot {
                id: format!("added {number}"),
                bought: added.bought,
                expires: None,
                tokens: added.tokens.clone(),
                price: added.price.clone().or_else(tier).unwrap_or_else(TokenPrice::zero),
                kind: crate::model::LotKind::Tokens,
                team: None,
                place: None,
            }
        });
        let lots: Vec<_> = lots.into_iter().chain(added).collect();
        if lots.is_empty() {
            let problem = Problem::new("there are no lots: what was bought is not known");
            return Err(problem
                .hint("add `[[lot]]` tables to the estate, or give `--lots FILE`")
                .into());
        }
        Ok(lots)
    }

    fn thresholds(&self, estate: Option<&Estate>) -> SignalThresholds {
        let agreed = estate.map(|estate| estate.thresholds.clone()).unwrap_or_default();
        SignalThresholds {
            low: self.low.clone().or(agreed.low).unwrap_or_else(|| 20.into()),
            expiring_days: self.expiring.or(agreed.expiring_days).unwrap_or(90),
            idle: self.idle.clone().or(agreed.idle).unwrap_or_else(|| 30.into()),
            idle_days: self.idle_days.or(agreed.idle_days).unwrap_or(90),
        }
    }

    fn next(&self) -> Option<String> {
        let asked = self.ledger
            || self.chart
            || self.schedule
            || self.check.is_some()
            || !self.add_lot.is_empty();
        let [file] = self.usage.usage.as_slice() else { return None };
        let file = file.to_str().filter(|file| *file != "-" && !asked && self.pace.is_empty())?;
        let mut words = vec!["flexcalc".to_owned(), "balance".to_owned()];
        words.extend(
            self.lots.iter().flat_map(|path| ["--lots".to_owned(), path.display().to_string()]),
        );
        words.extend(["--usage".to_owned(), file.to_owned()]);
        words.extend(self.usage.args.words());
        words.extend(self.as_of.iter().flat_map(|date| ["--as-of".to_owned(), date.to_string()]));
        words.push("--schedule".to_owned());
        let plain = |word: &String| !word.contains(|c: char| c.is_whitespace() || c == '\'');
        words.iter().all(plain).then(|| words.join(" ") + "  # when to buy how many")
    }
}
