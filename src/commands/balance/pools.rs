//! The pools: lots and charges by the team that they are of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::usage::{Used, hashed};
use crate::engine::balance::{Balance, BalanceInput, SignalThresholds, balance};
use crate::engine::budget::{BudgetInput, BudgetUse, budget_use};
use crate::engine::charge::{MicroRates, Rates};
use crate::engine::pool::{PoolCharge, PoolLot, Spender};
use crate::engine::replay::Keep;
use crate::load;
use crate::model::{
    Budget, Estate, ItemKind, Lot, Percent, Problem, Problems, RateSheet, Statement, day_number, nearest, person,
};

/// What the replay of usage must keep.
pub(super) fn keep() -> Keep {
    Keep { charges: true, ..Keep::default() }
}

/// The balance of the lots of one team, or of those without a team.
pub(super) struct TeamPool {
    /// The team.
    pub(super) team: Option<String>,
    /// Its balance.
    pub(super) balance: Balance,
    /// Charges after the day of the question.
    pub(super) later: u64,
}

impl TeamPool {
    /// The team, where it is one.
    pub(super) fn name(&self) -> Option<&str> {
        self.team.as_deref()
    }
}

/// Every lot of the estate and of the file.
pub(super) fn lots(estate: Option<&Estate>, file: Option<&Path>) -> Result<Vec<Lot>, Problems> {
    let mut lots = estate.map(|estate| estate.lots.clone()).unwrap_or_default();
    let Some(file) = file else { return Ok(lots) };
    let mut problems = Vec::new();
    let ids: BTreeSet<_> = lots.iter().map(|lot| lot.id.clone()).collect();
    for mut lot in load::lots(file)? {
        let at = |problem: Problem| lot.place.clone().map_or(problem.clone(), |place| problem.at(place));
        if ids.contains(&lot.id) {
            problems.push(at(Problem::new(format!("lot `{}` is in the estate too", lot.id))));
        }
        if let Some(name) = &lot.team {
            let teams = || estate.iter().flat_map(|estate| &estate.teams);
            if let Some(team) = teams().find(|team| person(&team.name) == person(name)) {
                lot.team = Some(team.name.clone());
            } else {
                let near = nearest(name, teams().map(|team| team.name.as_str()));
                problems.push(at(Problem::new(format!("the estate has no team `{name}`")).nearest(&near)));
            }
        }
        lots.push(lot);
    }
    Problems::check(problems)?;
    Ok(lots)
}

/// What is asked about the pools.
pub(super) struct Question<'a> {
    pub(super) lots: &'a [Lot],
    pub(super) used: &'a Used,
    pub(super) estate: Option<&'a Estate>,
    pub(super) sheets: &'a [RateSheet],
    pub(super) as_of: i32,
    pub(super) known_from: Option<i32>,
    pub(super) paces: &'a [Percent],
    pub(super) thresholds: &'a SignalThresholds,
}

/// The balance of each pool: that of the lots without a team first, then by team.
pub(super) fn balances(question: &Question) -> Vec<TeamPool> {
    let mut teams: Vec<Option<&str>> = question.lots.iter().map(|lot| lot.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    let (mut charges, asked) = charges(question, &teams);
    if charges.contains_key(&None) && !teams.contains(&None) {
        teams.insert(0, None);
    }
    let budgets = budgets(question, &asked);
    let pools = teams.into_iter().map(|team| {
        let charges = charges.remove(&team).unwrap_or_default();
        let lots = question.lots.iter().filter(|lot| lot.team.as_deref() == team);
        let of_team = |statement: &&Statement| statement.team.as_deref() == team;
        let statements = question.estate.iter().flat_map(|estate| &estate.statements).filter(of_team);
        let statements = statements.map(|one| (day_number(one.on), micro(&one.left)));
        let statements: Vec<_> = statements.filter(|(on, _)| *on <= question.as_of).collect();
        let is_first = team.is_none() || !question.lots.iter().any(|lot| lot.team.is_none());
        let balance = balance(BalanceInput {
            lots: lots.map(|lot| PoolLot::new(lot, term_days(lot, question.sheets))).collect(),
            charges: &charges,
            as_of: question.as_of,
            known_from: question.known_from,
            paces: question.paces,
            statements: &statements,
            budgets: if is_first { &budgets } else { &[] },
            thresholds: question.thresholds,
        });
        let later = charges.iter().rev().take_while(|charge| charge.at.day() > question.as_of).count();
        TeamPool { team: team.map(str::to_owned), balance, later: later as u64 }
    });
    let mut pools: Vec<_> = pools.collect();
    // A budget is of no pool: it is told once.
    let mut told = false;
    for pool in &mut pools {
        let is_budget = |signal: &crate::engine::balance::Signal| signal.code() == "over-budget";
        let told_before = told;
        told |= pool.balance.signals.iter().any(is_budget);
        pool.balance.signals.retain(|signal| !(told_before && is_budget(signal)));
    }
    pools
}

/// How long a lot lives by the sheet that was in force when it was bought.
fn term_days(lot: &Lot, sheets: &[RateSheet]) -> u32 {
    let sheet = sheets.iter().rev().find(|sheet| sheet.effective <= lot.bought).or(sheets.first());
    sheet.map_or(365, |sheet| sheet.token.term_days)
}

fn micro(tokens: &crate::model::Tokens) -> u64 {
    tokens.exact().times_ten_to(6).to_u64().unwrap_or(u64::MAX)
}

/// What each budget's holders asked for, by day.
type Asked = Vec<Vec<(i32, u64)>>;

/// The charges of each pool, by time, and of each budget.
fn charges<'t>(question: &Question, teams: &[Option<&'t str>]) -> (BTreeMap<Option<&'t str>, Vec<PoolCharge>>, Asked) {
    let Question { used, estate, sheets, .. } = question;
    let directory = &used.directory;
    let rates = MicroRates::new(&Rates::new(sheets, directory));
    let team_of = |person: usize| used.teams.get(person).and_then(Option::as_deref);
    let pool_of: Vec<Option<usize>> = (0..directory.people.len())
        .map(|person| teams.iter().position(|team| team.is_some() && *team == team_of(person)))
        .collect();
    let budgets = estate.map_or(&[][..], |estate| &estate.budgets);
    let holders = holders(used, budgets);
    let mut pools: Vec<Vec<PoolCharge>> = vec![Vec::new(); teams.len()];
    let mut without = Vec::new();
    let mut asked = vec![Vec::new(); budgets.len()];
    for charge in &used.replayed.charges {
        let pair = directory.pair(charge.pair);
        let Some(micro) = rates.of(charge, pair.item) else { continue };
        let is_service = directory.item(charge.pair).kind == ItemKind::Service;
        let spender = if is_service { Spender::Service } else { Spender::Desktop };
        let pool = pool_of.get(pair.person as usize).copied().flatten().and_then(|place| pools.get_mut(place));
        pool.unwrap_or(&mut without).push(PoolCharge { at: charge.at, spender, micro, tag: 0 });
        for budget in holders.get(pair.person as usize).into_iter().flatten() {
            if let Some(asked) = asked.get_mut(*budget) {
                asked.push((charge.at.day(), micro));
            }
        }
    }
    for charges in pools.iter_mut().chain([&mut without]) {
        // Of one moment, such as the day of an export, the order must not be that in which names were met.
        let moments = charges.chunk_by_mut(|one, next| one.at == next.at);
        moments.for_each(|moment| moment.sort_unstable_by_key(|charge| (charge.spender, charge.micro)));
    }
    let mut by_team: BTreeMap<_, _> = teams.iter().copied().zip(pools).filter(|(team, _)| team.is_some()).collect();
    if !without.is_empty() || teams.contains(&None) {
        by_team.insert(None, without);
    }
    (by_team, asked)
}

/// The budgets that each person's use counts for: the person's own, and the team's.
fn holders(used: &Used, budgets: &[Budget]) -> Vec<Vec<usize>> {
    let people: BTreeMap<_, _> = used.directory.people.iter().map(String::as_str).zip(0..).collect();
    let mut holders = vec![Vec::new(); people.len()];
    for (budget, Budget { name, .. }) in budgets.iter().enumerate() {
        let hashed = hashed(name);
        let person = people.get(name.as_str()).or_else(|| people.get(hashed.as_str()));
        let of_team =
            used.teams.iter().zip(0..).filter(|(team, _)| team.as_ref() == Some(name)).map(|(_, place)| place);
        for place in of_team.chain(person.copied()) {
            if let Some(holder) = holders.get_mut::<usize>(place) {
                holder.push(budget);
            }
        }
    }
    holders
}

fn budgets(question: &Question, asked: &Asked) -> Vec<BudgetUse> {
    let Some(estate) = question.estate else { return Vec::new() };
    let known = question.known_from.map_or(0, |from| question.as_of - from + 1);
    let uses = estate.budgets.iter().zip(asked).map(|(budget, asked)| {
        budget_use(&BudgetInput {
            name: &budget.name,
            budget: &budget.tokens,
            asked,
            as_of: question.as_of,
            pace_days: known.clamp(1, 30).unsigned_abs(),
        })
    });
    uses.collect()
}
