//! What is left in the pool of each team?
//!
//! ```text
//! each pool has a balance of its own: its lots, its charges, its statements; budgets are of the
//!     whole estate
//! ```
//!
//! Example: `Site` has a lot of its own; its people's use leaves the lots without a team as they
//! are, and a statement about `Site` is held against the lot of `Site`.
//!
//! Edges: the pool without a team comes first, where it has lots or somebody needs it; budgets are
//! told with the first pool. A statement about a later day than the question's is left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::balance::{Balance, BalanceInput, SignalThresholds, Totals, balance};
use crate::engine::bill::budget_holders::HoldersInput;
use crate::engine::bill::budgets::{Budgets, BudgetsInput, budgets};
use crate::engine::bill::by::Belonging;
use crate::engine::bill::pools::{Charged, pools};
use crate::model::{
    Day, Estate, Lot, Micro, Percent, Problems, Sheets, Statement, Thresholds, Tokens, day_number,
};

/// What is asked about the pools.
#[derive(Clone, Copy)]
pub struct BalancesInput<'a> {
    /// What was bought, and what might be.
    pub lots: &'a [Lot],
    /// What was charged.
    pub charged: Charged<'a>,
    /// The customer's side.
    pub estate: Option<&'a Estate>,
    /// What people who go by several names are called, by their other names.
    pub other_names: &'a BTreeMap<&'a str, &'a str>,
    /// The rate sheets with what was agreed.
    pub sheets: &'a Sheets,
    /// The day of the question.
    pub as_of: Day,
    /// The first day of which usage is known.
    pub known_from: Option<Day>,
    /// How fast use will be, of what it was.
    pub paces: &'a [Percent],
    /// From when on something is worth a signal.
    pub thresholds: &'a SignalThresholds,
}

/// The balance of the lots of one team, or of those without a team.
pub struct TeamBalance {
    /// The team.
    pub team: Option<String>,
    /// Its balance.
    pub balance: Balance,
    /// Charges after the day of the question.
    pub later: u64,
}

/// The balance of each pool, and the budgets of the estate.
pub struct Balances {
    /// The pools.
    pub pools: Vec<TeamBalance>,
    /// The budgets.
    pub budgets: Budgets,
}

/// Works out the balance of each pool; the error has budgets that are nobody's.
pub fn balances(input: &BalancesInput) -> Result<Balances, Problems> {
    let BalancesInput { lots, charged, sheets, as_of, known_from, .. } = *input;
    let budgets = of_estate(input)?;
    let pools = pools(&charged, lots, sheets, |_, _| 0).into_iter().zip(0..);
    let pools = pools.map(|(pool, place)| {
        // A budget is of no pool: it is told with the first.
        let told = if place == 0 { budgets.uses.as_slice() } else { &[] };
        let later = pool.charges.iter().filter(|charge| charge.at.day() > as_of).count();
        let balance = balance(BalanceInput {
            lots: pool.lots,
            charges: &pool.charges,
            as_of,
            known_from,
            paces: input.paces,
            statements: &statements(input, pool.team.as_ref()),
            budgets: told,
            thresholds: input.thresholds,
        });
        TeamBalance { team: pool.team, balance, later: later as u64 }
    });
    Ok(Balances { pools: pools.collect(), budgets })
}

fn of_estate(input: &BalancesInput) -> Result<Budgets, Problems> {
    let BalancesInput { lots, charged, sheets, as_of, known_from, other_names, .. } = *input;
    let Some(estate) = input.estate else { return Ok(Budgets::default()) };
    let (directory, teams) = (charged.directory, charged.teams);
    let belonging = Belonging { directory, teams, file: None };
    let listed = &BTreeSet::new();
    let holders = HoldersInput { estate, charged, belonging, other_names, listed, sheets };
    budgets(&BudgetsInput { holders, lots, sheets, as_of, known_from })
}

/// What the portal showed of a team's lots up to the day of the question.
fn statements(input: &BalancesInput, team: Option<&String>) -> Vec<(Day, Micro)> {
    let statements = input.estate.iter().flat_map(|estate| &estate.statements);
    let of_team = statements.filter(|one: &&Statement| one.team.as_ref() == team);
    let dated = of_team.map(|one| (day_number(one.on), micro(one.left)));
    dated.filter(|(on, _)| *on <= input.as_of).collect()
}

fn micro(tokens: Tokens) -> Micro {
    Micro::of(tokens).unwrap_or(Micro::MAX)
}

/// The sums over all pools; `None` where there is no pool.
pub fn total(pools: &[TeamBalance]) -> Option<Totals> {
    pools.iter().map(|pool| pool.balance.totals.clone()).reduce(|sum, totals| sum.plus(&totals))
}

impl TeamBalance {
    /// The day on which its first lot is bought; `None` where it has no lots.
    pub fn first_lot(&self) -> Option<Day> {
        self.balance.pool.lots().iter().map(|state| state.lot.bought).min()
    }

    /// Charges that were denied before a day.
    pub fn denied_before(&self, day: Day) -> u64 {
        let days = self.balance.pool.days().iter().filter(|of| of.day < day);
        days.map(|of| of.denied.0).sum()
    }

    /// The team, where it is one.
    pub fn name(&self) -> Option<&str> {
        self.team.as_deref()
    }
}

impl SignalThresholds {
    /// What was given, else what the estate says, else Autodesk's own (RULES §9): 20 % and 90
    /// days; and 30 % for what is idle.
    pub fn of(given: Thresholds, estate: Option<&Estate>) -> Self {
        let agreed = estate.map(|estate| estate.thresholds).unwrap_or_default();
        Self {
            low: given.low.or(agreed.low).unwrap_or_else(|| 20.into()),
            expiring_days: given.expiring_days.or(agreed.expiring_days).unwrap_or(90),
            idle: given.idle.or(agreed.idle).unwrap_or_else(|| 30.into()),
            idle_days: given.idle_days.or(agreed.idle_days).unwrap_or(90),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{AS_OF, asked, charged};
    use super::*;

    #[test]
    fn what_was_denied_before_a_day_was_denied_on_earlier_ones() {
        let mut balance = asked(Vec::new(), 0);
        for (day, charges) in [(AS_OF + 1, 1), (AS_OF + 2, 2), (AS_OF + 3, 4)] {
            (0..charges).for_each(|_| balance.pool.charge(&charged(day, 10)));
        }
        balance.pool.close_day();
        let team = TeamBalance { team: None, balance, later: 0 };
        let before = |day: i32| team.denied_before(AS_OF + day);
        assert_eq!([before(1), before(2), before(3), before(4)], [0, 1, 3, 7]);
    }

    #[test]
    fn a_threshold_is_the_one_given_else_the_estates_else_the_usual_one() {
        let mut estate = Estate::empty("USD");
        estate.thresholds.low = Some(10.into());
        estate.thresholds.idle_days = Some(60);
        let given = Thresholds { low: Some(5.into()), ..Thresholds::default() };
        let of = |given: &Thresholds, estate| {
            let of = SignalThresholds::of(*given, estate);
            (of.low, of.expiring_days, of.idle, of.idle_days)
        };
        assert_eq!(of(&given, Some(&estate)), (5.into(), 90, 30.into(), 60));
        assert_eq!(of(&Thresholds::default(), Some(&estate)), (10.into(), 90, 30.into(), 60));
        assert_eq!(of(&Thresholds::default(), None), (20.into(), 90, 30.into(), 90));
    }
}
