//! `balance`: its tables, its JSON, and the sentences around them.

mod access;
pub mod ledger;
pub mod lots;
pub mod paces;
mod picture;
mod signals;
mod words;

pub use picture::chart;
pub use words::{AsOf, explanation, later_warning, notes, summary, warnings};

use serde::Serialize;

use self::access::AccessJson;
use self::ledger::EventRow;
use self::lots::LotRow;
use self::paces::PaceRow;
use super::schedule::ScheduleJson;
use super::{Heading, Table};
use crate::engine::balance::of_teams::{TeamBalance, total};
use crate::engine::balance::{Signal, Stated, Totals, access_changes};
use crate::engine::bill::beside_a_seat::BesideASeat;
use crate::engine::bill::control::Control;
use crate::engine::pool::Access;
use crate::model::Day;

/// The whole result for programs.
#[derive(Serialize)]
pub struct BalanceJson<'a> {
    as_of: Day,
    usage_known_from: Option<Day>,
    lots: Table<'a, LotRow<'a>>,
    totals: Option<Totals>,
    teams: Vec<TeamTotals<'a>>,
    pace: Table<'a, PaceRow<'a>>,
    signals: Vec<Raised<'a>>,
    statements: Vec<StatedOf<'a>>,
    access: Vec<AccessJson<'a>>,
    access_changes: Vec<AccessFrom<'a>>,
    /// Each file's token column beside what was counted of it.
    pub control: &'a [Control],
    /// Who was charged beside a seat.
    pub beside_a_seat: &'a [BesideASeat],
    /// Only where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<Table<'a, EventRow<'a>>>,
    /// Only where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<ScheduleJson<'a>>>,
}

#[derive(Serialize)]
struct TeamTotals<'a> {
    team: Option<&'a str>,
    totals: &'a Totals,
}

#[derive(Serialize)]
struct Raised<'a> {
    #[serde(flatten)]
    signal: &'a Signal,
    team: Option<&'a str>,
    remedy: &'static str,
}

#[derive(Serialize)]
struct StatedOf<'a> {
    #[serde(flatten)]
    stated: &'a Stated,
    team: Option<&'a str>,
}

#[derive(Serialize)]
struct AccessFrom<'a> {
    on: Day,
    team: Option<&'a str>,
    state: Access,
}

/// The result, without ledger and schedule.
pub fn json(pools: &[TeamBalance], as_of: Day, known_from: Option<Day>) -> BalanceJson<'_> {
    let teams = if pools.len() > 1 { pools } else { &[] };
    BalanceJson {
        as_of,
        usage_known_from: known_from,
        lots: lots::table(pools, as_of),
        totals: total(pools),
        teams: teams.iter().map(team_totals).collect(),
        pace: paces::table(paces::rows(pools), ""),
        signals: pools.iter().flat_map(raised).collect(),
        statements: pools.iter().flat_map(stated).collect(),
        access: pools.iter().flat_map(access::json).collect(),
        access_changes: pools.iter().flat_map(access_from).collect(),
        control: &[],
        beside_a_seat: &[],
        ledger: None,
        schedule: None,
    }
}

fn team_totals(pool: &TeamBalance) -> TeamTotals<'_> {
    TeamTotals { team: pool.name(), totals: &pool.balance.totals }
}

fn raised(pool: &TeamBalance) -> impl Iterator<Item = Raised<'_>> {
    signals::of(pool).map(|(team, signal, remedy)| Raised { signal, team, remedy })
}

fn stated(pool: &TeamBalance) -> impl Iterator<Item = StatedOf<'_>> {
    pool.balance.statements.iter().map(|stated| StatedOf { stated, team: pool.name() })
}

fn access_from(pool: &TeamBalance) -> impl Iterator<Item = AccessFrom<'_>> {
    let from = |(on, state)| AccessFrom { on, team: pool.name(), state };
    access_changes(&pool.balance.pool).map(from)
}

/// People are told the team only where some pool is that of one.
fn team_heading(pools: &[TeamBalance]) -> Heading {
    if pools.iter().any(|pool| pool.team.is_some()) { "team".into() } else { Heading::ForPrograms }
}
