//! `flexcalc chargeback`: who pays for the tokens?

mod focus;
mod groups;
mod view;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;

use self::focus::FocusInput;
use self::groups::{Groups, Key};
use super::balance::{all_lots, pool_charges};
use super::budgets::budget_uses;
use super::prices;
use super::usage::{Context, UsageArgs, UsageFiles, Wanted, without_rate};
use crate::engine::bill::chargeback::{Bill, BillInput, Part, bill, bill_at, repriced, spread};
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::engine::bill::shares::to_the_cent;
use crate::engine::metering::replay::Keep;
use crate::engine::pool::PoolLot;
use crate::load;
use crate::load::usage::{Columns, Tells};
use crate::model::{
    Divide, Money, Period, Problem, RateSheet, TokenPrice, Tokens, date_of, day_number,
};
use crate::render::{Answer, Detail, Format, Outcome, number};

const EXAMPLES: &str = "\
Examples:
  flexcalc chargeback --usage examples/sessions.csv --estate examples/estate.toml --by team
  flexcalc chargeback --usage log.csv --estate estate.toml --by project,month --cost average
  flexcalc chargeback --usage log.csv --estate estate.toml --people people.csv --by cost_center
  flexcalc chargeback --usage log.csv --estate estate.toml --period 2026-03-01..2026-04-01 --unused spread
  flexcalc chargeback --usage log.csv --estate estate.toml -f focus > flex-focus.csv
  flexcalc chargeback --usage log.csv --estate estate.toml --check       are budgets kept?";

/// Options of `chargeback`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ChargebackArgs {
    /// What to group by: team, user, product, group, project, month, or a column of --people; one
    /// or two
    #[arg(long, value_name = "WHAT", value_delimiter = ',', default_value = "team")]
    by: Vec<Key>,
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

/// What a token costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
enum CostBy {
    /// What the lots that paid for it cost
    #[default]
    Lots,
    /// The mean of the lots that paid
    Average,
    /// The list price, or the agreed one
    List,
}

/// What becomes of tokens that nobody used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
enum Unused {
    /// A row of their own
    #[default]
    Separate,
    /// Spread over those who used some, by tokens
    Spread,
}

/// A bill as it is shown.
struct Shown {
    rows: Vec<Row>,
    /// What nothing assigns.
    unassigned: Row,
    /// Expired or not yet used; nothing where it is spread.
    unused: Part,
    /// What the price chosen leaves of what was consumed; only where it is not that of the lots.
    difference: Option<Money>,
    /// To the cent.
    total: Part,
    bill: Bill,
}

/// One group.
struct Row {
    keys: Vec<Option<String>>,
    people: u64,
    days: u64,
    tokens: Tokens,
    cost: Money,
}

impl ChargebackArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let file = self.people.as_ref().map(|path| load::people(path)).transpose()?;
        self.ensure_sense(file.as_ref().map_or(&[], |file| file.columns.as_slice()))?;
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheets: &[RateSheet] = &agreed.sheets;
        let lots = all_lots(agreed.estate.as_ref(), self.lots.as_deref())?;
        if self.usage.usage.is_empty() {
            let problem =
                Problem::new("`--usage` is missing: who used what is not known without it");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        }
        let asked = self.usage.args.period()?;
        // Which lot pays depends on what was used before the period, so that all of it is read.
        let everything =
            UsageArgs { from: None, to: None, period: None, ..self.usage.args.clone() };
        let used = everything.read(&self.usage.usage, self.wanted(), &agreed, context)?;
        if let Some(format) = used.lacks(Tells::Days) {
            let problem =
                Problem::new(format!("{format} does not say on which days tokens were charged"));
            return Err(problem.hint("give session logs, or the daily Token Usage export").into());
        }
        let cost = everything.cost_by(&used, &[], sheets, None)?;
        let sheet = sheets.last().ok_or_else(|| Problem::new("there is no rate sheet"))?;
        let period = period(asked, &used, &lots, context.today)?;
        let days = (day_number(period.0), day_number(period.1));
        let rates = MicroRates::new(&Rates::new(sheets, &used.directory));
        let groups = Groups::new(&self.by, &used, file.as_ref(), everything.timezone, days, &rates);
        let pools = pool_charges(&used, &lots, &rates, |_, charge| groups.tag(charge));
        let list_price = prices::tier_price(&cost.tokens, &sheet.token);
        let bill = if lots.is_empty() {
            let charges: Vec<_> =
                pools.iter().flat_map(|(_, charges)| charges.iter().copied()).collect();
            bill_at(&charges, groups.len(), days, &list_price.price)
        } else {
            let pools = pools.iter().map(|(team, charges)| {
                let of_team = lots.iter().filter(|lot| lot.team == *team);
                let lots: Vec<PoolLot> =
                    of_team.map(|lot| super::balance::pool_lot(lot, sheets)).collect();
                (lots, charges.as_slice())
            });
            bill(BillInput { pools: pools.collect(), groups: groups.len(), period: days })
        };
        let shown = self.shown(bill, &groups, &list_price.price);
        let known_from = used.replayed.seen.map(|(first, _)| first.day());
        let budgets = budget_uses(
            agreed.estate.as_ref(),
            &used,
            &rates,
            days.1 - 1,
            known_from,
            &list_price.price,
        );
        let currency = sheet.currency.as_str();
        let keys: Vec<_> = self.by.iter().map(Key::name).collect();
        // There may be a million rows, which only programs that read JSON need as a tree.
        let json = (context.format == Format::Json).then(|| {
            json!({
                "period": { "from": period.0, "until": period.1 },
                "rows": shown.rows.iter().map(|row| view::row(row, &keys, &shown.total)).collect::<Vec<_>>(),
                "unassigned": view::row(&shown.unassigned, &keys, &shown.total),
                "unused": { "tokens": shown.unused.tokens, "cost": shown.unused.cost,
                    "expired": { "tokens": shown.bill.expired.tokens, "cost": shown.bill.expired.cost },
                    "left": { "tokens": shown.bill.left.tokens, "cost": shown.bill.left.cost } },
                "difference_to_lots": shown.difference,
                "denied": { "tokens": shown.bill.denied },
                "total": { "tokens": shown.total.tokens, "cost": shown.total.cost,
                    "opening": { "tokens": shown.bill.opening.tokens, "cost": shown.bill.opening.cost },
                    "bought": { "tokens": shown.bill.bought.tokens, "cost": shown.bill.bought.cost } },
                "budgets": budgets,
            })
        });
        let focus_input =
            FocusInput { used: &used, lots: &lots, rates: &rates, sheets, period: days };
        let focus = (context.format == Format::Focus).then(|| focus::rows(&focus_input));
        let found =
            self.check && budgets.iter().any(crate::engine::bill::budget::BudgetUse::is_over);
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.push(format!("from {} up to {}, by UTC days", period.0, period.1));
        notes.push(self.cost_note(lots.is_empty(), &list_price.why));
        notes.extend(used.notes.iter().cloned());
        let mut warnings = used.warnings.clone();
        warnings.extend(cost.without_rate.iter().map(without_rate));
        if !shown.bill.denied.is_zero() {
            let many = number::count(&shown.bill.denied);
            warnings.push(format!(
                "{many} tokens were asked for and not there: they cost nothing (`flexcalc balance` has the days)"
            ));
        }
        let (data, view) = (view::data(&shown, &keys), view::view(&shown, &keys, currency));
        let sections = view::sections(&budgets, currency);
        Ok(Answer {
            sections,
            summary: view::summary(&shown, currency),
            notes,
            warnings,
            explanation: detail.explain(|| view::explanation(&shown, currency)),
            outcome: if found { Outcome::Found } else { Outcome::Answered },
            focus,
            ..Answer::new("chargeback", self, json, data, view)
        })
    }

    fn ensure_sense(&self, columns: &[String]) -> Result<(), Problem> {
        if self.by.len() > 2 {
            return Err(Problem::new(format!("`--by` takes one or two, found {}", self.by.len())));
        }
        if let [first, second] = self.by.as_slice()
            && first == second
        {
            return Err(Problem::new(format!("`--by` names `{}` twice", first.name())));
        }
        for key in &self.by {
            if let Key::Column(name) = key
                && !columns.contains(name)
            {
                let known = ["team", "user", "product", "group", "project", "month"];
                let names = known.into_iter().chain(columns.iter().map(String::as_str));
                let problem =
                    Problem::new(format!("`--by {name}`: there is no such column in `--people`"));
                let near = crate::model::nearest(name, names);
                let hint = "by itself it takes team, user, product, group, project and month; any other column needs `--people FILE`";
                return Err(if near.is_empty() {
                    problem.hint(hint)
                } else {
                    problem.nearest(&near)
                });
            }
        }
        Ok(())
    }

    fn wanted(&self) -> Wanted {
        let wants = |key: Key| self.by.contains(&key);
        let columns = Columns {
            team: wants(Key::Team),
            group: wants(Key::Group),
            project: wants(Key::Project),
            machine: false,
        };
        let labels = columns.team || columns.group || columns.project;
        Wanted { columns, keep: Keep { charges: true, labels, ..Keep::default() } }
    }

    /// The bill by groups, to the cent.
    fn shown(&self, bill: Bill, groups: &Groups, list_price: &TokenPrice) -> Shown {
        let consumed = bill.consumed();
        let mut parts = bill.groups.clone();
        let mut difference = None;
        let price = match self.cost {
            CostBy::Lots => None,
            CostBy::Average => consumed.cost.divided_by(&consumed.tokens),
            CostBy::List => Some(list_price.clone()),
        };
        if let Some(price) = price {
            parts = repriced(&parts, &price);
            let charged = parts.iter().fold(Part::default(), |sum, part| sum.plus(part));
            difference = Some(&consumed.cost - &charged.cost).filter(|rest| *rest != Money::zero());
        }
        let mut unused = bill.unused();
        let is_spread = self.unused == Unused::Spread && consumed.tokens != Tokens::zero();
        if is_spread {
            parts = spread(&parts, &unused.cost);
            unused = Part { tokens: unused.tokens, cost: Money::zero() };
        }
        // The rows, the unused and the whole to the cent; what the list price leaves makes up the
        // rest.
        let mut amounts: Vec<Money> = parts.iter().map(|part| part.cost.clone()).collect();
        amounts.push(unused.cost.clone());
        let mut cents = to_the_cent(&amounts);
        unused.cost = cents.pop().unwrap_or_else(Money::zero);
        let charged: Money = cents.iter().sum();
        let whole = to_the_cent(&[bill.total().cost]).pop().unwrap_or_else(Money::zero);
        let difference = difference.map(|_| &(&whole - &charged) - &unused.cost);
        let total = Part { tokens: bill.total().tokens, cost: whole };
        let rows = groups.list().zip(parts).zip(cents).map(|((group, part), cost)| Row {
            keys: group.keys.clone(),
            people: group.people,
            days: group.days,
            tokens: part.tokens,
            cost,
        });
        // Who used nothing in the period has no part in it.
        let rows = rows.filter(|row| row.days > 0 || row.tokens != Tokens::zero());
        let (unassigned, mut rows): (Vec<_>, Vec<_>) =
            rows.partition(|row| row.keys.iter().all(Option::is_none));
        let unassigned = unassigned.into_iter().next().unwrap_or_else(|| Row {
            keys: vec![None; self.by.len()],
            people: 0,
            days: 0,
            tokens: Tokens::zero(),
            cost: Money::zero(),
        });
        if !self.by.contains(&Key::Month) {
            rows.sort_by(|one, other| {
                other.cost.cmp(&one.cost).then_with(|| one.keys.cmp(&other.keys))
            });
        }
        Shown { rows, unassigned, unused, difference, total, bill }
    }

    fn cost_note(&self, is_without_lots: bool, why: &str) -> String {
        match self.cost {
            _ if is_without_lots => format!("without lots in the estate, {why}"),
            CostBy::Lots => {
                "each token costs what the lot that paid for it did: the one that expires first pays first".to_owned()
            }
            CostBy::Average => "each token costs the mean of those consumed".to_owned(),
            CostBy::List => format!("{why}; what the lots cost beyond or below that is told apart"),
        }
    }
}

/// The days of a bill: those asked for, else from the first purchase or use up to today, or the day
/// after the last use.
fn period(
    asked: Period,
    used: &super::usage::Used,
    lots: &[crate::model::Lot],
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), Problem> {
    let seen = used.replayed.seen.map(|(first, last)| (first.date(), date_of(last.day() + 1)));
    let bought = lots.iter().map(|lot| lot.bought).filter(|bought| *bought <= today).min();
    let from = asked.from.or_else(|| [seen.map(|seen| seen.0), bought].into_iter().flatten().min());
    let until = asked.until.or(seen.map(|seen| seen.1));
    match (from, until) {
        (Some(from), Some(until)) if from < until => Ok((from, until)),
        _ => Err(Problem::new("there is no use and no purchase from which a period could be told")
            .hint("say which days: `--period 2026-03-01..2026-04-01`")),
    }
}
