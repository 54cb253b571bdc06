//! `flexcalc charge`: what does Flex charge for this usage, and who caused it?

mod compare;
mod file;
mod policy;
mod reconcile;
mod view;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;

use super::prices;
use super::usage::{Context, UsageArgs, Used, Wanted, without_rate};
use crate::engine::bill::cost_of_use::{By, CostOfUse};
use crate::engine::metering::replay::Keep;
use crate::load::usage::{Columns, Tells, ensure_no_input};
use crate::model::{Problem, RateSheet, TokenPrice};
use crate::render::{Answer, Detail, Outcome, number};

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
        value_delimiter = ',',
        default_value = "product",
        hide_possible_values = true
    )]
    by: Vec<ByName>,
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
    /// Exit with 1 where policy is broken: use outside `[access]`, two machines at once
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageArgs,
}

/// What to group by, as the command line writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
enum ByName {
    Product,
    User,
    Team,
    Group,
    Project,
    Month,
}

impl ByName {
    fn by(self) -> By {
        match self {
            Self::Product => By::Product,
            Self::User => By::User,
            Self::Team => By::Team,
            Self::Group => By::Group,
            Self::Project => By::Project,
            Self::Month => By::Month,
        }
    }

    /// The name of the column.
    fn key(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::User => "user",
            Self::Team => "team",
            Self::Group => "group",
            Self::Project => "project",
            Self::Month => "month",
        }
    }
}

impl ChargeArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        self.ensure_sense()?;
        let agreed = self.usage.agreed(context.sheets)?;
        let sheets: &[RateSheet] = &agreed.sheets;
        let mut used = self.usage.read(&self.files, self.wanted(), &agreed, context)?;
        if self.compare_rules
            && let Some(format) = used.lacks(Tells::Sessions)
        {
            let problem = Problem::new(format!("`--compare-rules` needs sessions, found {format}"));
            return Err(problem
                .hint("only when something was opened and closed tells the readings apart")
                .into());
        }
        let currency = sheets.first().map_or("", |sheet| sheet.currency.as_str());
        let by: Vec<_> = self.by.iter().map(|by| by.by()).collect();
        let result = self.usage.cost_by(&used, &by, sheets, self.token_price.as_ref())?;

        let readings = self.compare_rules.then(|| compare::readings(&used, &result, sheets));
        let reconciliation = self.reconciliation(&used, context)?;
        let policy = policy::policy(&used);
        let keys: Vec<_> = self.by.iter().map(|by| by.key()).collect();
        let (data, view) = match (&readings, &reconciliation) {
            (Some(readings), _) => (compare::data(readings), compare::view(readings, currency)),
            (None, Some(reconciliation)) => {
                (reconcile::data(reconciliation), reconcile::view(reconciliation))
            }
            (None, None) => (view::data(&keys, &result), view::view(&keys, &result, currency)),
        };
        let mut summary = view::summary(&used, &result, sheets);
        summary.extend(reconciliation.iter().flat_map(reconcile::summary));
        let json = json!({
            "rows": view::rows(&used),
            "period": { "from": used.period.from, "until": used.period.until,
                "first_use": used.replayed.seen.map(|(first, _)| first.to_string()),
                "last_use": used.replayed.seen.map(|(_, last)| last.to_string()) },
            "sessions": used.replayed.sessions,
            "charges": result.charges,
            "days_of_use": result.days_of_use,
            "tokens": result.tokens,
            "cost": result.cost,
            "groups": view::groups(&keys, &result),
            "without_rate": result.without_rate,
            "readings": readings.as_ref().map(|readings| compare::json(readings)),
            "reconciliation": reconciliation,
            "policy": policy.json(),
        });
        let mut notes: Vec<_> = agreed.note(&self.usage).into_iter().collect();
        notes.extend(self.price_notes(&result, sheets));
        notes.extend(std::mem::take(&mut used.notes));
        let mut warnings = std::mem::take(&mut used.warnings);
        warnings.extend(result.without_rate.iter().map(without_rate));
        warnings.extend(policy.warnings());
        let found = self.strict && policy.is_broken();
        let charges = self.charges.as_ref().map(|path| file::charges(path, &used, &result, sheets));
        Ok(Answer {
            summary,
            notes,
            warnings,
            explanation: detail.explain(|| view::explanation(&used, &result, sheets)),
            next: self.next(&used),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            files: charges.into_iter().collect(),
            ..Answer::new("charge", self, json, data, view)
        })
    }

    fn ensure_sense(&self) -> Result<(), Problem> {
        if self.by.len() > 2 {
            return Err(Problem::new(format!("`--by` takes one or two, found {}", self.by.len())));
        }
        if let [first, second] = self.by.as_slice()
            && first == second
        {
            return Err(Problem::new(format!("`--by` names `{}` twice", first.key())));
        }
        let Some(path) = &self.charges else { return Ok(()) };
        ensure_no_input(path, self.files.iter().chain(&self.reconcile).chain(&self.usage.estate))
    }

    fn columns(&self) -> Columns {
        let policy = self.strict || self.usage.estate.is_some();
        Columns {
            team: self.by.contains(&ByName::Team),
            group: self.by.contains(&ByName::Group),
            project: self.by.contains(&ByName::Project),
            machine: policy,
        }
    }

    fn wanted(&self) -> Wanted {
        let columns = self.columns();
        let keep = Keep {
            months: self.by.contains(&ByName::Month),
            labels: columns.team || columns.group || columns.project,
            charges: self.charges.is_some() || !self.reconcile.is_empty(),
            readings: self.compare_rules,
            overlaps: columns.machine,
        };
        Wanted { columns, keep }
    }

    fn reconciliation(
        &self,
        used: &Used,
        context: Context,
    ) -> anyhow::Result<Option<reconcile::Reconciliation>> {
        if self.reconcile.is_empty() {
            return Ok(None);
        }
        reconcile::reconciliation(&self.reconcile, &self.usage, used, context).map(Some)
    }

    fn price_notes(&self, result: &CostOfUse, sheets: &[RateSheet]) -> Vec<String> {
        match &self.token_price {
            Some(price) => vec![format!("a token costs {}, as given", number::price(price))],
            None => sheets
                .iter()
                .map(|sheet| prices::tier_price(&result.tokens, &sheet.token).why)
                .collect(),
        }
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
            (false, [ByName::Product]) if used.tells(Tells::People) => "--by user",
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
