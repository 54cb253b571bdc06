//! `flexcalc charge`: what does Flex charge for this usage, and who caused it?

mod reconcile;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::by::{by, columns, ensure_no_lot, ensure_one_or_two, wants_labels};
use super::context::Context;
use super::usage::{Machines, UsageArgs, Used, Wanted, without_rate};
use crate::engine::bill::beside_a_seat::beside_a_seat;
use crate::engine::bill::by::By;
use crate::engine::bill::charged::EachCharge;
use crate::engine::bill::compared::compared;
use crate::engine::bill::cost_of_use::CostOfUse;
use crate::engine::bill::rated::rated;
use crate::engine::bill::reconcile::Reconciliation;
use crate::engine::metering::policy::Policy;
use crate::engine::metering::replay::{Keep, Replayed};
use crate::engine::price::token_price::{TokenPriceChoice, tier_price};
use crate::load::usage::{Tells, UsageFormat};
use crate::load::{self, PeopleAsked};
use crate::model::{Day, Problem, RateSheet, TokenPrice};
use crate::render::{Accounted, Answer, Detail, OutFile, Outcome, RowAccount};
use crate::report::beside_a_seat as beside_a_seat_words;
use crate::report::charge::{self as report, ChargeReport, Told};
use crate::report::next::Next;
use crate::report::price::why;

const EXAMPLES: &str = "\
Examples:
  flexcalc charge examples/sessions.csv
  flexcalc charge log.csv.gz --by team,month --estate examples/estate.toml
  flexcalc charge log.csv --compare-rules            what other readings of the rule would charge
  flexcalc charge log.csv --reconcile export.csv     our charges beside Autodesk's
  flexcalc charge log.csv --charges charges.csv      every charge, as a file
  flexcalc charge report.csv --period 2026-01-01..2026-10-01";

/// Options of `charge`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ChargeArgs {
    /// Session logs or Autodesk's exports (CSV, JSON; also .gz), - for standard input
    #[arg(required = true, value_name = "FILE")]
    #[serde(serialize_with = "super::paths")]
    files: Vec<PathBuf>,
    /// What to group by: product, user, team, group, project, month, kind (desktop or cloud), or a
    /// column of the files; one or two
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "product",
        value_parser = by
    )]
    by: Vec<By>,
    /// Agreed price of a token; without it, the estate's, else that of the tier which the total
    /// reaches
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    token_price: Option<TokenPrice>,
    /// Write every charge into a CSV file; - for stdout, and the answer then goes to stderr
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    charges: Option<PathBuf>,
    /// What other readings of the rule would have charged
    #[arg(long, conflicts_with = "reconcile")]
    compare_rules: bool,
    /// Compare the charges with the tokens of an export, by person, product and day
    #[arg(long, value_name = "EXPORT")]
    #[serde(serialize_with = "super::paths")]
    reconcile: Vec<PathBuf>,
    /// A table of who is who, such as a log-in name beside an address: for `--reconcile`
    #[arg(long, value_name = "FILE", requires = "reconcile")]
    #[serde(serialize_with = "super::path", skip_serializing_if = "Option::is_none")]
    people: Option<PathBuf>,
    /// Exit with 1 where policy is broken (use outside `[access]`, two machines at once, more than
    /// three), where somebody is charged beside a seat, or where other tokens count than a file
    /// states
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageArgs,
}

impl ChargeArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.files.is_empty()
    }

    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        self.charges.as_deref()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        self.ensure_sense()?;
        let agreed = self.usage.agreed(context.sheets)?;
        let sheets: &[RateSheet] = &agreed.sheets;
        let used = self.usage.read(&self.files, self.wanted(), &agreed, context)?;
        if self.compare_rules
            && let Some(format) = used.lacks(Tells::Sessions)
        {
            let problem = Problem::new(format!("`--compare-rules` needs sessions, found {format}"));
            return Err(problem
                .hint("only when something was opened and closed tells the readings apart")
                .into());
        }
        let result = self.usage.cost_by(&used, &self.by, sheets, self.token_price)?;
        let has_price = self.token_price.is_some() || used.has_price(&agreed);
        let result = if has_price { result } else { result.without_prices() };
        let Used { directory, replayed, .. } = &used;
        let files = self.charge_files(&used, &result, sheets);
        let explanation = detail.explain(|| {
            let rated = rated(&replayed.tallies, directory, sheets);
            report::explanation(&rated, sheets, &result.prices)
        });
        let mut notes: Vec<_> = agreed.note(&self.usage).into_iter().collect();
        notes.extend(self.price_notes(&result, sheets));
        notes.extend_from_slice(&used.notes);
        let mut warnings = used.warnings.clone();
        warnings.extend(result.without_rate.iter().map(without_rate));
        if self.token_price.is_none() {
            warnings.extend(used.otherwise_priced(result.prices.iter().map(Into::into)));
        }
        let readings = self.compare_rules.then(|| {
            let Replayed { readings, tallies, .. } = replayed;
            compared(&result, readings, tallies, directory, sheets)
        });
        let currency = context.sheets.currency();
        let (reconciliation, export_account) = self
            .reconciliation(&used, context)?
            .map_or((None, None), |(ours, rows)| (Some(ours), Some(rows)));
        notes.extend(export_account.as_ref().map(report::export_note));
        let beside = beside_a_seat(replayed, directory, &result.prices, (Day::MIN, Day::MAX));
        warnings.extend(beside_a_seat_words::warnings(&beside, currency));
        let mut report = ChargeReport::new(used.period, replayed, result, &self.by, currency);
        (report.readings, report.reconciliation) = (readings, reconciliation);
        report.export_account = export_account;
        report.policy = Policy::new(&used.outside_access, directory);
        if used.looked_at_machines {
            let Replayed { overlaps, machines, .. } = replayed;
            report.policy = report.policy.with_machines(overlaps, machines, directory);
        }
        report.control.clone_from(&used.control);
        report.beside_a_seat = beside;
        if self.asks_for_policy() {
            warnings.extend(report::warnings(&report.policy));
        } else {
            notes.extend(report::machines_note(&report.policy));
        }
        let account = used.rows();
        let told = told(&used);
        let mut summary = report::summary(&report, &account, told);
        summary.extend(report.reconciliation.iter().flat_map(report::reconcile_summary));
        let differs = report.control.iter().any(|file| file.is_finding(self.usage.repeats()));
        let found = self.strict
            && (differs || report.policy.is_broken() || !report.beside_a_seat.is_empty());
        let (data, view) = report.grids();
        Ok(Answer {
            account: Accounted::InSummary(account),
            summary,
            notes,
            warnings,
            explanation,
            next: self.next(&used),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            files,
            ..Answer::new("charge", self, report, data, view)
        })
    }

    fn charge_files(&self, used: &Used, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<OutFile> {
        let file = |path: &PathBuf| {
            let (charges, directory) = (used.replayed.charges.clone(), used.directory.clone());
            report::charges(path, EachCharge::new(charges, directory, sheets, &result.prices))
        };
        self.charges.iter().map(file).collect()
    }

    fn ensure_sense(&self) -> Result<(), Problem> {
        ensure_one_or_two(&self.by)?;
        ensure_no_lot(&self.by)
    }

    fn wanted(&self) -> Wanted {
        let columns = columns(&self.by, &[]);
        let keep = Keep {
            months: self.by.contains(&By::Month),
            labels: wants_labels(&columns),
            charges: self.charges.is_some() || !self.reconcile.is_empty(),
            readings: self.compare_rules,
            overlaps: false,
        };
        let machines =
            if self.asks_for_policy() { Machines::LookedAt } else { Machines::WhereQuick };
        Wanted { columns, keep, machines, ..Wanted::default() }
    }

    /// Whether what is found against policy is told one by one.
    fn asks_for_policy(&self) -> bool {
        self.strict || self.usage.estate.is_some()
    }

    fn reconciliation(
        &self,
        used: &Used,
        context: Context,
    ) -> anyhow::Result<Option<(Reconciliation, RowAccount)>> {
        if self.reconcile.is_empty() {
            return Ok(None);
        }
        let people = self
            .people
            .as_ref()
            .map(|path| load::people(path, PeopleAsked::Belonging, self.usage.said()))
            .transpose()?;
        let files = (&self.files[..], &self.reconcile[..]);
        reconcile::reconciliation(files, people.as_ref(), &self.usage, used, context).map(Some)
    }

    fn price_notes(&self, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<String> {
        if let Some(price) = &self.token_price {
            return vec![why(&TokenPriceChoice::given(*price))];
        }
        let price = |sheet: &RateSheet| why(&tier_price(result.tokens, &sheet.token));
        sheets.iter().take(result.prices.len()).map(price).collect()
    }

    fn next(&self, used: &Used) -> Option<String> {
        let next = Next::of("charge").files("", &self.files).words(self.usage.words());
        let next = next.option("--token-price", self.token_price);
        let next = match (self.compare_rules, self.by.as_slice()) {
            (true, _) => next.option("--by", ["user,month"]),
            (false, [By::Product]) if used.tells(Tells::People) => next.option("--by", ["user"]),
            (false, _) if used.tells(Tells::Sessions) => next.flag("--compare-rules"),
            (false, _) => return None,
        };
        next.command()
    }
}

/// What the rows are of.
fn told(used: &Used) -> Told {
    let is_log = |format: &UsageFormat| format.tells(Tells::Sessions);
    match (used.formats.iter().all(is_log), used.formats.iter().any(is_log)) {
        (true, _) => Told::BySessions,
        (_, true) => Told::ByBoth,
        (_, false) => Told::ByDays,
    }
}
