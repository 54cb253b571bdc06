//! `flexcalc chargeback`: who pays for the tokens?

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::by::{by, columns, ensure_one_or_two, wants_labels};
use super::context::Context;
use super::lots::all_lots;
use super::usage::{Agreed, UsageArgs, UsageFiles, Used, Wanted, without_rate};
use crate::engine::bill::bill_days::bill_days;
use crate::engine::bill::budget::BudgetUse;
use crate::engine::bill::budgets::{BudgetsInput, budgets};
use crate::engine::bill::by::{Belonging, By, Columns as PeopleColumns};
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::engine::bill::invoice::{CostBy, InvoiceInput, Unused, invoice};
use crate::engine::bill::lines::{LinesInput, lines};
use crate::engine::metering::replay::Keep;
use crate::load;
use crate::load::usage::Tells;
use crate::load::{PeopleAsked, PeopleFile};
use crate::model::{Period, Problem, Sheets, day_number};
use crate::render::{Answer, Detail, Format, Outcome, ToJson};
use crate::report::{budgets as report_budgets, chargeback as report, focus};

const EXAMPLES: &str = "\
Examples:
  flexcalc chargeback --usage examples/sessions.csv --estate examples/estate.toml --by team
  flexcalc chargeback --usage log.csv --estate estate.toml --by project,month --cost average
  flexcalc chargeback --usage log.csv --estate estate.toml --people people.csv --by cost_center
  flexcalc chargeback --usage log.csv --estate estate.toml --period 2026-03-01..2026-04-01 \
--unused spread
  flexcalc chargeback --usage log.csv --estate estate.toml -f focus > flex-focus.csv
  flexcalc chargeback --usage log.csv --estate estate.toml --check       are budgets kept?";

/// Options of `chargeback`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ChargebackArgs {
    /// What to group by: team, user, product, group, project, month, kind (desktop or cloud), or a
    /// column of --people or of the usage; one or two
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "team",
        value_parser = by
    )]
    by: Vec<By>,
    /// What a token costs: lots (what paid for it), average (of the lots that paid) or list
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    cost: CostBy,
    /// Tokens expired or not yet used: separate, or spread over those who used some, by tokens
    #[arg(long, value_name = "HOW", value_enum, default_value_t, hide_possible_values = true)]
    unused: Unused,
    /// Who belongs to what (CSV: email or `autodesk_id`, and team, project, `cost_center` …)
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    people: Option<PathBuf>,
    /// Tokens bought (CSV: id, bought, tokens, price; perhaps expires, kind, team), beside the
    /// estate's
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    lots: Option<PathBuf>,
    /// Exit with 1 where a budget of the estate is over, or is forecast to be
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageFiles,
}

impl ValueEnum for CostBy {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Lots, Self::Average, Self::List]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Lots => PossibleValue::new("lots"),
            Self::Average => PossibleValue::new("average"),
            Self::List => PossibleValue::new("list"),
        })
    }
}

impl ValueEnum for Unused {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Separate, Self::Spread]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Separate => PossibleValue::new("separate"),
            Self::Spread => PossibleValue::new("spread"),
        })
    }
}

impl ChargebackArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let said = self.usage.args.said();
        let file = self
            .people
            .as_ref()
            .map(|path| load::people(path, PeopleAsked::Belonging, said))
            .transpose()?;
        ensure_one_or_two(&self.by)?;
        let of_people = file.as_ref().map_or(&[][..], |file| &file.columns);
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheets: &Sheets = &agreed.sheets;
        let currency = &sheets.latest().currency;
        let (lots, lots_notes) =
            all_lots(agreed.estate.as_ref(), self.lots.as_deref().zip(Some(said)), currency)?;
        let asked = self.usage.args.period()?;
        // Which lot pays depends on what was used before the period, so that all of it is read.
        let everything =
            UsageArgs { from: None, to: None, period: None, ..self.usage.args.clone() };
        let wanted = self.wanted(asked, of_people);
        let used = self.read(&everything, wanted, &agreed, context)?;
        let cost = everything.cost_by(&used, &[], sheets, None)?;
        let period = bill_days(asked, &used.replayed, &lots, context.today).ok_or_else(no_days)?;
        let days = (day_number(period.0), day_number(period.1));
        let rates = MicroRates::new(&Rates::new(sheets, &used.directory));
        let charged = used.charged(&rates);
        let people = file.as_ref().map(|file| people_columns(file, &used));
        let (directory, teams) = (&used.directory, used.teams.as_slice());
        let shown = invoice(&InvoiceInput {
            by: &self.by,
            belonging: Belonging { directory, teams, file: people.as_ref() },
            charged,
            lots: &lots,
            sheets,
            zone: &everything.timezone,
            period: days,
            cost: self.cost,
            unused: self.unused,
        });
        let estate = agreed.estate.as_ref();
        let budgets = budgets(&BudgetsInput {
            budgets: estate.map_or(&[], |estate| &estate.budgets),
            charged,
            lots: &lots,
            sheets,
            as_of: days.1 - 1,
            known_from: used.known_from(),
        });
        let currency = sheets.latest().currency.as_str();
        // There may be a million rows, which only programs that read JSON need as a tree.
        let json = (context.format == Format::Json).then(|| {
            let mut json = report::json(&shown, &self.by, period, &budgets.uses);
            json.control = &used.control;
            json.to_json()
        });
        let focus = (context.format == Format::Focus).then(|| {
            let belonging = Belonging { directory, teams, file: people.as_ref() };
            let lines = lines(&LinesInput {
                charged,
                lots: &lots,
                sheets,
                period: days,
                belonging,
                by: &self.by,
                zone: &self.usage.args.timezone,
                price_without_lots: &shown.list_price.price,
            });
            focus::rows(&lines, &self.by, directory, currency)
        });
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.push(format!("from {} up to {}, by UTC days", period.0, period.1));
        notes.push(report::cost_note(self.cost, &lots, &shown.list_price));
        notes.extend(budgets.held_at.iter().map(report_budgets::note));
        notes.extend(lots_notes);
        notes.extend(file.iter().flat_map(|file| file.notes.iter().cloned()));
        notes.extend(used.notes.iter().cloned());
        let mut warnings = used.warnings.clone();
        warnings.extend(cost.without_rate.iter().map(without_rate));
        warnings.extend(report::denied_warning(&shown));
        let found = self.check && budgets.uses.iter().any(BudgetUse::is_over);
        let data = report::data(&shown, &self.by);
        let view = report::view(&shown, &self.by, currency);
        Ok(Answer {
            account: used.accounted(),
            sections: vec![report_budgets::section(&budgets.uses, currency)],
            summary: vec![report::summary(&shown, currency)],
            notes,
            warnings,
            explanation: detail.explain(|| report::explanation(&shown, currency)),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            focus,
            ..Answer::new("chargeback", self, json.transpose()?, data, view)
        })
    }

    fn read(
        &self,
        args: &UsageArgs,
        wanted: Wanted,
        agreed: &Agreed,
        context: Context,
    ) -> anyhow::Result<Used> {
        if self.usage.usage.is_empty() {
            let problem =
                Problem::new("`--usage` is missing: who used what is not known without it");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        }
        let used = args.read(&self.usage.usage, wanted, agreed, context)?;
        used.ensure_days()?;
        Ok(used)
    }

    fn wanted(&self, asked: Period, of_people: &[String]) -> Wanted {
        let columns = columns(&self.by, of_people);
        let labels = wants_labels(&columns);
        Wanted {
            columns,
            keep: Keep { charges: true, labels, ..Keep::default() },
            needs: &[Tells::Days],
            asked: Some(asked),
            ..Wanted::default()
        }
    }
}

/// What the file says of each person; names are found in any case.
fn people_columns<'a>(file: &'a PeopleFile, used: &Used) -> PeopleColumns<'a> {
    let row = |name: &String| file.row(name);
    PeopleColumns { names: &file.columns, rows: used.names.iter().map(row).collect() }
}

fn no_days() -> Problem {
    Problem::new("there is no use and no purchase from which a period could be told")
        .hint("say which days: `--period 2026-03-01..2026-04-01`")
}
