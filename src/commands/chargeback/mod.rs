//! `flexcalc chargeback`: who pays for the tokens?

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::by::{by, columns, ensure_one_or_two, wants_labels};
use super::context::Context;
use super::lots::all_lots;
use super::usage::{Agreed, UsageArgs, UsageFiles, Used, Wanted, without_rate};
use crate::engine::bill::beside_a_seat::beside_a_seat;
use crate::engine::bill::bill_days::bill_days;
use crate::engine::bill::budget::BudgetUse;
use crate::engine::bill::budget_holders::HoldersInput;
use crate::engine::bill::budgets::{BudgetsInput, budgets};
use crate::engine::bill::by::{Belonging, By, Columns as PeopleColumns};
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::engine::bill::invoice::{CostBy, Invoice, InvoiceInput, Prices, Unused, invoice};
use crate::engine::bill::lines::{LinesInput, lines};
use crate::engine::bill::lot_terms::days_short;
use crate::engine::metering::replay::Keep;
use crate::load;
use crate::load::usage::Tells;
use crate::load::{PeopleAsked, PeopleFile};
use crate::model::{Lot, Period, Problem, Sheets, day_number};
use crate::render::{Answer, Detail, Format, Outcome, ToJson};
use crate::report::beside_a_seat as beside_a_seat_words;
use crate::report::{budgets as report_budgets, chargeback as report, day_short, focus};

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
    /// What to group by: team, user, product, group, project, month, kind (desktop or cloud), lot
    /// (which paid), or a column of --people or of the usage; one or two
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
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let said = self.usage.args.said();
        let read = |path| load::people(path, PeopleAsked::Belonging, said);
        let file = self.people.as_deref().map(read).transpose()?;
        ensure_one_or_two(&self.by)?;
        let of_people = file.as_ref().map_or(&[][..], |file| &file.columns);
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheets: &Sheets = &agreed.sheets;
        let currency = sheets.currency();
        let (lots, lots_notes) =
            all_lots(agreed.estate.as_ref(), self.lots.as_deref().zip(Some(said)), currency)?;
        self.ensure_lots(&lots)?;
        let asked = self.usage.args.period()?;
        // Which lot pays depends on what was used before the period, so that all of it is read.
        let everything = self.usage.args.without_period();
        let wanted = self.wanted(asked, of_people, &agreed, context.format);
        let used = self.read(&everything, wanted, &agreed, context)?;
        let cost = everything.cost_by(&used, &[], sheets, None)?;
        let period = bill_days(asked, &used.replayed, &lots, context.today).ok_or_else(no_days)?;
        let days = (day_number(period.0), day_number(period.1));
        let rates = MicroRates::new(&Rates::new(sheets, &used.directory));
        let charged = used.charged(&rates);
        let prices = if used.has_price(&agreed) { Prices::Known } else { Prices::Unknown };
        let people = file.as_ref().map(|file| people_columns(file, &used));
        let (directory, teams) = (&used.directory, used.teams.as_slice());
        let belonging = Belonging { directory, teams, file: people.as_ref() };
        let shown = invoice(&InvoiceInput {
            by: &self.by,
            belonging,
            charged,
            lots: &lots,
            sheets,
            zone: &everything.timezone,
            period: days,
            cost: self.cost,
            unused: self.unused,
            prices,
        });
        self.ensure_money(&shown, &lots, context.format)?;
        let estate = agreed.estate.as_ref();
        let other_names = &used.other_names();
        let listed = &file.as_ref().map(PeopleFile::names).unwrap_or_default();
        let of_estate = |estate| {
            budgets(&BudgetsInput {
                holders: HoldersInput { estate, charged, belonging, other_names, listed, sheets },
                lots: &lots,
                sheets,
                as_of: days.1 - 1,
                known_from: used.known_from(),
            })
        };
        let budgets = estate.map(of_estate).transpose()?.unwrap_or_default();
        used.ensure_priced(&agreed, budgets.held_at.as_ref())?;
        let beside = beside_a_seat(&used.replayed, directory, &cost.prices, days);
        // There may be a million rows, which only programs that read JSON need as a tree.
        let json = (context.format == Format::Json).then(|| {
            let mut json = report::json(&shown, &self.by, period, &budgets.uses);
            (json.control, json.beside_a_seat) = (&used.control, &beside);
            json.to_json()
        });
        let focus = (context.format == Format::Focus).then(|| {
            let lines = lines(&LinesInput {
                charged,
                lots: &lots,
                sheets,
                period: days,
                belonging,
                by: &self.by,
                zone: &self.usage.args.timezone,
                price_without_lots: &shown.list_price.price,
                pricing: &shown.pricing,
            });
            focus::rows(&lines, &self.by, directory, currency)
        });
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.push(format!("from {} up to {}, by UTC days", period.0, period.1));
        notes.push(report::cost_note(self.cost, &lots, &shown));
        notes.extend(budgets.held_at.iter().map(report_budgets::note));
        notes.extend(lots_notes);
        notes.extend(day_short::note(&days_short(&lots, sheets)));
        notes.extend(file.iter().flat_map(|file| file.notes.iter().cloned()));
        notes.extend(used.notes.iter().cloned());
        let mut warnings = used.warnings.clone();
        warnings.extend(beside_a_seat_words::warnings(&beside, currency));
        warnings.extend(cost.without_rate.iter().map(without_rate));
        if lots.is_empty() && shown.has_money {
            warnings.extend(used.otherwise_priced([shown.list_price.price.clone()]));
        }
        warnings.extend(used.budget_warning(&everything, budgets.uses.len()));
        warnings.extend(report::denied_warning(&shown));
        let found = self.check && budgets.uses.iter().any(BudgetUse::is_over);
        let (data, view) = report::grids(&shown, &self.by, currency);
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

    fn ensure_lots(&self, lots: &[Lot]) -> Result<(), Problem> {
        if self.by.contains(&By::Lot) && lots.is_empty() {
            let problem = Problem::new("`--by lot`: no lots are known");
            return Err(problem.hint("give them: `--lots FILE`, or `[[lot]]` of the estate"));
        }
        Ok(())
    }

    /// That there is money where the question is about nothing else.
    fn ensure_money(&self, shown: &Invoice, lots: &[Lot], format: Format) -> Result<(), Problem> {
        let asked = if format == Format::Focus && !shown.has_money {
            "`-f focus`"
        } else if self.cost == CostBy::List && !shown.has_list_price && !lots.is_empty() {
            "`--cost list`"
        } else {
            return Ok(());
        };
        let words = format!("{asked}: nothing says what a token costs in the enterprise agreement");
        Err(Problem::new(words).hint("give an estate whose `[token]` has its `price`, or lots"))
    }

    fn wanted(
        &self,
        asked: Period,
        of_people: &[String],
        agreed: &Agreed,
        format: Format,
    ) -> Wanted {
        let mut columns = agreed.columns(columns(&self.by, of_people));
        // FOCUS has a column for the team, whatever the bill is grouped by.
        columns.team |= format == Format::Focus;
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
