//! How fast tokens go.

use super::super::{Heading, Table};
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::balance::{Basis, Pace};
use crate::model::{Day, Percent, counted};
use crate::render::{Cell, Section, number};

/// A pace of a pool.
#[derive(Clone, Copy)]
pub struct PaceRow<'a> {
    /// The team whose pool it is.
    pub team: Option<&'a str>,
    /// The pace.
    pub pace: &'a Pace,
}

/// The paces of all pools, by pool.
pub fn rows(pools: &[TeamBalance]) -> impl Iterator<Item = PaceRow<'_>> {
    pools
        .iter()
        .flat_map(|pool| pool.balance.paces.iter().map(|pace| PaceRow { team: pool.name(), pace }))
}

/// Paces, one a row.
pub fn table<'a>(
    rows: impl Iterator<Item = PaceRow<'a>>,
    currency: &str,
) -> Table<'a, PaceRow<'a>> {
    Table::of(rows)
        .cell("team", Heading::ForJson, |row| row.team.map_or(Cell::Blank, Cell::from))
        .text("basis", Heading::ForJson, |row| match row.pace.basis {
            Basis::Mean => "mean",
            Basis::Season => "season",
        })
        .percent("pace_percent", Heading::ForJson, |row| row.pace.pace_percent)
        .count("days", Heading::ForJson, |row| u64::from(row.pace.days))
        .count("days_known", Heading::ForJson, |row| u64::from(row.pace.days_known))
        .count("tokens", Heading::ForJson, |row| row.pace.tokens)
        .text("pace", "pace", |row| words(row.pace))
        .for_people()
        .count("tokens_per_day", "tokens\na day", |row| row.pace.tokens_per_day.clone())
        .date("runs_out", "runs out", |row| row.pace.runs_out.map(Day::date))
        .in_words(|row| row.pace.runs_out.is_none().then_some("never"))
        .count("unused", "tokens that\nexpire unused", |row| row.pace.unused.0.clone())
        .money("unused_cost", format!("{currency}\nlost"), |row| row.pace.unused.1.clone())
}

/// What a pace rests on.
fn words(pace: &Pace) -> String {
    let basis = match pace.basis {
        Basis::Season => "as 52 weeks before".to_owned(),
        Basis::Mean if pace.days_known < pace.days => {
            format!("last {} known", counted(pace.days_known.into(), "day"))
        }
        Basis::Mean => format!("last {}", counted(pace.days.into(), "day")),
    };
    if pace.pace_percent == Percent::from(100) {
        basis
    } else {
        format!("{basis} × {}", number::percent(pace.pace_percent))
    }
}

/// The paces for people, a table a pool.
pub fn sections(pools: &[TeamBalance], currency: &str) -> Vec<Section> {
    let section = |pool| {
        let mut grid = table(rows(std::slice::from_ref(pool)), currency).view();
        // Where few days are known, several paces are of the same ones.
        let mut seen = Vec::new();
        grid.rows.retain(|row| {
            let is_new = !seen.contains(row);
            seen.push(row.clone());
            is_new
        });
        let team = pool.name().map(|team| format!("pace of team `{team}`"));
        Section { title: team.unwrap_or_else(|| "pace".to_owned()), grid }
    };
    pools.iter().map(section).collect()
}
