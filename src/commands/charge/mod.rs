//! `flexcalc charge`: what does Flex charge for this usage, and who caused it?

mod reconcile;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::by::ensure_one_or_two;
use super::context::Context;
use super::usage::{UsageArgs, Used, Wanted, without_rate};
use crate::engine::bill::beside_a_seat::beside_a_seat;
use crate::engine::bill::by::By;
use crate::engine::bill::charged::EachCharge;
use crate::engine::bill::compared::compared;
use crate::engine::bill::cost_of_use::CostOfUse;
use crate::engine::bill::rated::rated;
use crate::engine::bill::reconcile::Reconciliation;
use crate::engine::metering::policy::Policy;
use crate::engine::metering::replay::Keep;
use crate::engine::price::token_price::{TokenPriceChoice, tier_price};
use crate::load::usage::{Account, Columns, Tells, ensure_no_input};
use crate::load::{self, PeopleAsked};
use crate::model::{Day, Problem, RateSheet, TokenPrice};
use crate::render::{Answer, Detail, OutFile, Outcome};
use crate::report::beside_a_seat as beside_a_seat_words;
use crate::report::charge::{self as report, ChargeReport, Rows, Told};
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
    /// What to group by: product, user, team, group, project, month; one or two
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        value_delimiter = ',',
        default_value = "product",
        hide_possible_values = true
    )]
    by: Vec<By>,
    /// Agreed price of a token; without it, the estate's, else that of the tier which the total
    /// reaches
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    token_price: Option<TokenPrice>,
    /// Write every charge into a CSV file
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
    /// Exit with 1 where policy is broken (use outside `[access]`, two machines at once), where
    /// somebody is charged beside a seat, or where other tokens count than a file states
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageArgs,
}

impl ChargeArgs {
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
        let readings =
            self.compare_rules.then(|| compared(&result, &replayed.readings, directory, sheets));
        let currency = &context.sheets.latest().currency;
        let reconciliation = self.reconciliation(&used, context)?;
        let rows = rows(&used);
        let beside = beside_a_seat(replayed, directory, &result.prices, (Day::MIN, Day::MAX));
        warnings.extend(beside_a_seat_words::warnings(&beside, currency));
        let mut report = ChargeReport::new(rows, used.period, replayed, result, &self.by, currency);
        (report.readings, report.reconciliation) = (readings, reconciliation);
        report.policy = Policy::new(&used.outside_access, &replayed.overlaps, directory);
        report.control.clone_from(&used.control);
        report.beside_a_seat = beside;
        warnings.extend(report::warnings(&report.policy));
        let told = if used.tells(Tells::Sessions) { Told::BySessions } else { Told::ByDays };
        let mut summary = report::summary(&report, told);
        summary.extend(report.reconciliation.iter().flat_map(report::reconcile_summary));
        let differs = report.control.iter().any(|file| file.is_finding(self.usage.repeats()));
        let found = self.strict
            && (differs || report.policy.is_broken() || !report.beside_a_seat.is_empty());
        let (data, view) = report.grids();
        Ok(Answer {
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
        let Some(path) = &self.charges else { return Ok(()) };
        ensure_no_input(path, self.files.iter().chain(&self.reconcile).chain(&self.usage.estate))
    }

    fn columns(&self) -> Columns {
        let policy = self.strict || self.usage.estate.is_some();
        Columns {
            team: self.by.contains(&By::Team),
            group: self.by.contains(&By::Group),
            project: self.by.contains(&By::Project),
            machine: policy,
        }
    }

    fn wanted(&self) -> Wanted {
        let columns = self.columns();
        let keep = Keep {
            months: self.by.contains(&By::Month),
            labels: columns.team || columns.group || columns.project,
            charges: self.charges.is_some() || !self.reconcile.is_empty(),
            readings: self.compare_rules,
            overlaps: columns.machine,
        };
        Wanted { columns, keep, ..Wanted::default() }
    }

    fn reconciliation(
        &self,
        used: &Used,
        context: Context,
    ) -> anyhow::Result<Option<Reconciliation>> {
        if self.reconcile.is_empty() {
            return Ok(None);
        }
        let people = self
            .people
            .as_ref()
            .map(|path| load::people(path, PeopleAsked::Belonging, self.usage.said()))
            .transpose()?;
        let export = &self.reconcile;
        reconcile::reconciliation(export, people.as_ref(), &self.usage, used, context).map(Some)
    }

    fn price_notes(&self, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<String> {
        if let Some(price) = &self.token_price {
            return vec![why(&TokenPriceChoice::given(*price))];
        }
        let price = |sheet: &RateSheet| why(&tier_price(result.tokens, &sheet.token));
        sheets.iter().map(price).collect()
    }

    fn next(&self, used: &Used) -> Option<String> {
        let [file] = self.files.as_slice() else { return None };
        let file = file.to_str().filter(|file| *file != "-")?;
        let same = self.usage.words();
        if same
            .iter()
            .map(String::as_str)
            .chain([file])
            .any(|word| word.contains(|c: char| c.is_whitespace() || c == '\''))
        {
            return None;
        }
        let other = match (self.compare_rules, self.by.as_slice()) {
            (true, _) => "--by user,month",
            (false, [By::Product]) if used.tells(Tells::People) => "--by user",
            (false, _) if used.tells(Tells::Sessions) => "--compare-rules",
            (false, _) => return None,
        };
        let words = ["flexcalc", "charge", file]
            .into_iter()
            .chain(same.iter().map(String::as_str))
            .chain([other]);
        Some(words.collect::<Vec<_>>().join(" "))
    }
}

/// What became of the rows.
fn rows(used: &Used) -> Rows {
    let Account { read, skipped, .. } = &used.account;
    let skipped = skipped.iter().map(|skipped| (skipped.reason, skipped.rows)).collect();
    Rows { read: *read, used: used.account.used(), skipped }
}
