//! The pools: lots and charges by the team that they are of.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::budgets::budget_uses;
use super::super::usage::Used;
use crate::engine::balance::{Balance, BalanceInput, SignalThresholds, balance};
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::engine::metering::replay::{Charge, Keep};
use crate::engine::pool::{PoolCharge, PoolLot, Spender};
use crate::load;
use crate::model::{
    Day, Estate, ItemKind, Lot, Micro, Percent, Problem, Problems, Sheets, Statement, day_number,
    nearest, person,
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
pub(in super::super) fn lots(
    estate: Option<&Estate>,
    file: Option<&Path>,
) -> Result<Vec<Lot>, Problems> {
    let mut lots = estate.map(|estate| estate.lots.clone()).unwrap_or_default();
    let Some(file) = file else { return Ok(lots) };
    let mut problems = Vec::new();
    let ids: BTreeSet<_> = lots.iter().map(|lot| lot.id.clone()).collect();
    for mut lot in load::lots(file)? {
        let at =
            |problem: Problem| lot.place.clone().map_or(problem.clone(), |place| problem.at(place));
        if ids.contains(&lot.id) {
            problems.push(at(Problem::new(format!("lot `{}` is in the estate too", lot.id))));
        }
        if let Some(name) = &lot.team {
            let teams = || estate.iter().flat_map(|estate| &estate.teams);
            if let Some(team) = teams().find(|team| person(&team.name) == person(name)) {
                lot.team = Some(team.name.clone());
            } else {
                let near = nearest(name, teams().map(|team| team.name.as_str()));
                problems.push(at(
                    Problem::new(format!("the estate has no team `{name}`")).nearest(&near)
                ));
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
    pub(super) sheets: &'a Sheets,
    pub(super) as_of: Day,
    pub(super) known_from: Option<Day>,
    pub(super) paces: &'a [Percent],
    pub(super) thresholds: &'a SignalThresholds,
}

/// The balance of each pool: that of the lots without a team first, then by team.
pub(super) fn balances(question: &Question) -> Vec<TeamPool> {
    let rates = MicroRates::new(&Rates::new(question.sheets, &question.used.directory));
    let terms = &question.sheets.latest().token;
    let price = terms.price_of(&terms.minimum_purchase).price;
    let budgets = budget_uses(
        question.estate,
        question.used,
        &rates,
        question.as_of,
        question.known_from,
        &price,
    );
    let mut is_first = true;
    let pools = pool_charges(question.used, question.lots, &rates, |_, _| 0).into_iter().map(
        |(team, charges)| {
            let lots = question.lots.iter().filter(|lot| lot.team == team);
            let of_team = |statement: &&Statement| statement.team == team;
            let statements =
                question.estate.iter().flat_map(|estate| &estate.statements).filter(of_team);
            let statements = statements.map(|one| (day_number(one.on), micro(&one.left)));
            let statements: Vec<_> = statements.filter(|(on, _)| *on <= question.as_of).collect();
            // A budget is of no pool: it is told with the first.
            let told = if std::mem::take(&mut is_first) { budgets.as_slice() } else { &[] };
            let balance = balance(BalanceInput {
                lots: lots.map(|lot| pool_lot(lot, question.sheets)).collect(),
                charges: &charges,
                as_of: question.as_of,
                known_from: question.known_from,
                paces: question.paces,
                statements: &statements,
                budgets: told,
                thresholds: question.thresholds,
            });
            let later =
                charges.iter().rev().take_while(|charge| charge.at.day() > question.as_of).count();
            TeamPool { team, balance, later: later as u64 }
        },
    );
    pools.collect()
}

fn micro(tokens: &crate::model::Tokens) -> Micro {
    Micro::of(tokens.exact()).unwrap_or(Micro::MAX)
}

/// The lot as a pool knows it: it lives as long as the sheet says that was in force when it was
/// bought.
pub(in super::super) fn pool_lot(lot: &Lot, sheets: &Sheets) -> PoolLot {
    PoolLot::new(lot, sheets.in_force(lot.bought).token.term_days)
}

/// The charges on each pool by time: that of the lots without a team first, where there are any or
/// somebody needs them, then by team. `tag` says whose a charge is, by its place and itself, for
/// payments.
pub(in super::super) fn pool_charges(
    used: &Used,
    lots: &[Lot],
    rates: &MicroRates,
    tag: impl Fn(usize, &Charge) -> u32,
) -> Vec<(Option<String>, Vec<PoolCharge>)> {
    let mut teams: Vec<&str> = lots.iter().filter_map(|lot| lot.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    let directory = &used.directory;
    // The pool of lots without a team comes first.
    let pool_of_team = |team: &Option<String>| {
        team.as_deref()
            .and_then(|team| teams.iter().position(|other| *other == team))
            .map_or(0, |place| place + 1)
    };
    let pool_of: Vec<usize> = used.teams.iter().map(pool_of_team).collect();
    let mut pools: Vec<Vec<PoolCharge>> = vec![Vec::new(); teams.len() + 1];
    for (place, charge) in used.replayed.charges.iter().enumerate() {
        let pair = directory.pair(charge.pair);
        let Some(micro) = rates.of(charge, pair.item) else { continue };
        let is_service = directory.item(charge.pair).kind == ItemKind::Service;
        let spender = if is_service { Spender::Service } else { Spender::Desktop };
        let pool = pool_of.get(pair.person as usize).copied().unwrap_or_default();
        if let Some(pool) = pools.get_mut(pool) {
            pool.push(PoolCharge { at: charge.at, spender, micro, tag: tag(place, charge) });
        }
    }
    for charges in &mut pools {
        // Of one moment, such as the day of an export, the order must not be that in which names
        // were met.
        let moments = charges.chunk_by_mut(|one, next| one.at == next.at);
        moments.for_each(|moment| {
            moment.sort_unstable_by_key(|charge| (charge.spender, charge.micro, charge.tag));
        });
    }
    let names = std::iter::once(None).chain(teams.iter().map(|team| Some((*team).to_owned())));
    let has_common = lots.iter().any(|lot| lot.team.is_none());
    names
        .zip(pools)
        .filter(|(team, charges)| team.is_some() || has_common || !charges.is_empty())
        .collect()
}
