//! `flexcalc balance`: what is left of the tokens, when does it run out, and what will be lost?

mod given;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use self::given::AddedLot;
use super::context::Context;
use super::lots::{all_lots, ensure_bought};
use super::several::{self, Several};
use super::usage::{UsageFiles, without_rate};
use crate::engine::balance::of_schedules::{Horizon, NoSchedule, TeamSchedule, schedules};
use crate::engine::balance::of_teams::{Balances, BalancesInput, TeamBalance, balances};
use crate::engine::balance::{Signal, SignalThresholds};
use crate::engine::bill::beside_a_seat::beside_a_seat;
use crate::engine::bill::budgets::Budgets;
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::engine::bill::lot_terms::days_short;
use crate::model::{Day, Estate, Limits, Lot, Percent, Problem, Sheets, Thresholds};
use crate::render::{Answer, Detail, Format, Outcome, ToJson};
use crate::report::balance::{self as report, AsOf, ledger, lots, paces};
use crate::report::beside_a_seat as beside_a_seat_words;
use crate::report::next::Next;
use crate::report::{budgets, day_short, schedule};

const EXAMPLES: &str = "\
Examples:
  flexcalc balance --estate examples/estate.toml --usage examples/sessions.csv --as-of 2026-04-02
  flexcalc balance --estate estate.toml --usage log.csv --ledger -f csv     the whole story, by date
  flexcalc balance --estate estate.toml --usage log.csv --chart
  flexcalc balance --estate estate.toml --usage log.csv --schedule          when to buy how many
  flexcalc balance --lots lots.csv --usage log.csv --add-lot 2026-12-01:5000@2.70 --pace 120%
  flexcalc balance --estate estate.toml --usage log.csv --check=waste,low   for a nightly job

Signals, for --check: low, early, expiring, idle, runs-out, waste, denied, over-budget, statement.
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
    /// What if people used so much of what they did: 120%, or several: 80%,120% or 80..120/20
    #[arg(long, value_name = "PERCENT", value_parser = several::paces)]
    #[serde(serialize_with = "several::all")]
    pace: Vec<Several<Percent>>,
    /// Exit with 1 where a signal is raised, or one of these: --check=waste,low
    #[arg(
        long,
        value_name = "SIGNALS",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        value_parser = Signal::CODES
    )]
    check: Option<Vec<String>>,
    /// Signal `low`: less than this share of the tokens is left [default: the estate's, else 20%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    low: Option<Percent>,
    /// Signal `expiring`: tokens expire within so many days [default: the estate's, else 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    expiring: Option<u32>,
    /// Signal `early`: at most, `idle`: at least this share is left … [default: the estate's,
    /// else 30%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    idle: Option<Percent>,
    /// … with more than so many days to go, or so many or fewer [default: the estate's, else 90]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    idle_days: Option<u32>,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageFiles,
}

fn share(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::SHARE, text)
}

/// Which table is asked for.
enum Shown {
    Lots,
    Ledger,
    Schedule(Vec<TeamSchedule>),
}

impl BalanceArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let (bought, lots_notes) = self.all_lots(agreed.estate.as_ref(), &agreed.sheets)?;
        let Some(used) = self.usage.read_for_lots(&agreed, context)? else {
            let problem =
                Problem::new("`--usage` is missing: what was consumed is not known without it");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        };
        used.ensure_days()?;
        let sheets: &Sheets = &agreed.sheets;
        let cost = self.usage.args.cost_by(&used, &[], sheets, None)?;
        let as_of = self.as_of.map_or(AsOf::Today(context.today), AsOf::Asked);
        let paces = match several::of(&self.pace) {
            none if none.is_empty() => vec![Percent::from(100)],
            paces => paces,
        };
        let day = as_of.date().into();
        let rates = MicroRates::new(&Rates::new(sheets, &used.directory));
        let question = BalancesInput {
            lots: &bought,
            charged: used.charged(&rates),
            estate: agreed.estate.as_ref(),
            other_names: &used.other_names(),
            sheets,
            as_of: day,
            known_from: used.known_from(),
            paces: &paces,
            thresholds: &SignalThresholds::of(self.thresholds(), agreed.estate.as_ref()),
        };
        let Balances { pools, budgets: Budgets { held_at, .. } } = balances(&question)?;
        used.ensure_priced(&agreed, held_at.as_ref())?;
        if self.schedule {
            used.ensure_price(&agreed)?;
        }
        let shown = self.shown(&pools, &question).map_err(given::no_schedule)?;
        let currency = sheets.currency();
        let (data, view) = match &shown {
            Shown::Lots => (lots::table(&pools, day).data(), lots::view(&pools, day, currency)),
            Shown::Ledger => ledger::table(&pools).grids(),
            Shown::Schedule(schedules) => schedule::table(schedules, currency).grids(),
        };
        let beside =
            beside_a_seat(&used.replayed, &used.directory, &cost.prices, (Day::MIN, day + 1));
        let json = (context.format == Format::Json).then(|| {
            let mut json = report::json(&pools, day, question.known_from);
            (json.control, json.beside_a_seat) = (&used.control, &beside);
            match &shown {
                Shown::Lots => {}
                Shown::Ledger => json.ledger = Some(ledger::table(&pools)),
                Shown::Schedule(schedules) => json.schedule = Some(schedule::json(schedules, day)),
            }
            json.to_json()
        });
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.extend(report::notes(&pools, as_of, question.known_from));
        notes.extend(match &shown {
            Shown::Schedule(schedules) => schedule::notes(schedules, &sheets.in_force(day).token),
            Shown::Lots | Shown::Ledger => held_at.iter().map(budgets::note).collect(),
        });
        notes.extend(lots_notes);
        notes.extend(day_short::note(&days_short(&bought, sheets)));
        notes.extend(used.notes.iter().cloned());
        let mut warnings = used.warnings.clone();
        warnings.extend(beside_a_seat_words::warnings(&beside, currency));
        warnings.extend(cost.without_rate.iter().map(without_rate));
        warnings.extend(report::warnings(used.replayed.seen, &pools, as_of));
        let budgets = agreed.estate.as_ref().map_or(0, |estate| estate.budgets.len());
        warnings.extend(used.budget_warning(&self.usage.args, budgets));
        Ok(Answer {
            account: used.accounted(),
            sections: match &shown {
                Shown::Lots => paces::sections(&pools, currency),
                Shown::Ledger => Vec::new(),
                Shown::Schedule(schedules) => schedule::sections(schedules, currency),
            },
            chart: self.chart.then(|| report::chart(&pools, day)).flatten(),
            summary: match &shown {
                Shown::Schedule(schedules) => schedule::summary(schedules, currency),
                Shown::Lots | Shown::Ledger => report::summary(&pools, as_of.date(), currency),
            },
            notes,
            warnings,
            explanation: detail.explain(|| report::explanation(&pools, as_of.date(), currency)),
            next: self.next().filter(|_| used.has_price(&agreed)),
            outcome: self.outcome(&pools),
            ..Answer::new("balance", self, json.transpose()?, data, view)
        })
    }

    fn shown(&self, pools: &[TeamBalance], input: &BalancesInput) -> Result<Shown, NoSchedule> {
        Ok(match (self.ledger, self.schedule) {
            (true, _) => Shown::Ledger,
            (_, true) => Shown::Schedule(schedules(pools, input, self.horizon)?),
            _ => Shown::Lots,
        })
    }

    /// Whether a signal is raised that is asked about: any, or one of those named.
    fn outcome(&self, pools: &[TeamBalance]) -> Outcome {
        let Some(codes) = &self.check else { return Outcome::Answered };
        let asked = |code| codes.is_empty() || codes.iter().any(|asked| asked == code);
        let mut signals = pools.iter().flat_map(|pool| &pool.balance.signals);
        if signals.any(|signal| asked(signal.code())) { Outcome::Found } else { Outcome::Answered }
    }

    /// Every lot there is, and those that might be.
    fn all_lots(
        &self,
        estate: Option<&Estate>,
        sheets: &Sheets,
    ) -> anyhow::Result<(Vec<Lot>, Vec<String>)> {
        let currency = sheets.currency();
        let (lots, notes) =
            all_lots(estate, self.lots.as_deref().zip(Some(self.usage.args.said())), currency)?;
        let added = self.add_lot.iter().zip(1..).map(|(added, number)| added.lot(number, sheets));
        let lots: Vec<_> = lots.into_iter().chain(added).collect();
        ensure_bought(&lots)?;
        Ok((lots, notes))
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds {
            low: self.low,
            expiring_days: self.expiring,
            idle: self.idle,
            idle_days: self.idle_days,
        }
    }

    fn next(&self) -> Option<String> {
        let asked = self.ledger
            || self.chart
            || self.schedule
            || self.check.is_some()
            || !self.add_lot.is_empty();
        if asked || !self.pace.is_empty() {
            return None;
        }
        let next = Next::of("balance").file("--lots", &self.lots);
        let next = next.files("--usage", &self.usage.usage).words(self.usage.args.words());
        let next = next.option("--as-of", self.as_of).flag("--schedule");
        next.because("when to buy how many")
    }
}
