//! The whole story by date.

use super::super::{Heading, Table};
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::pool::{Access, Event, What};
use crate::render::Cell;

/// An event in a pool.
#[derive(Clone, Copy)]
pub struct EventRow<'a> {
    pool: &'a TeamBalance,
    event: &'a Event,
}

/// Everything that happened in all pools, by day.
pub fn table(pools: &[TeamBalance]) -> Table<'_, EventRow<'_>> {
    let of_pool = |pool| {
        let pool: &TeamBalance = pool;
        pool.balance.pool.events().iter().map(move |event| EventRow { pool, event })
    };
    let mut events: Vec<_> = pools.iter().flat_map(of_pool).collect();
    events.sort_by_key(|row| row.event.day);
    let has_debt = events.iter().any(|row| !row.event.debt.is_none());
    let debt = if has_debt { "tokens\nowed".into() } else { Heading::ForPrograms };
    Table::of(events)
        .date("on", "on", |row| row.event.day.date())
        .text("event", Heading::ForPrograms, |row| name(row.event.what).replace(' ', "_"))
        .text("event", "event", |row| name(row.event.what))
        .for_people()
        .cell("team", super::team_heading(pools), |row| {
            row.pool.name().map_or(Cell::Blank, Cell::from)
        })
        .cell("lot", "lot", |row| lot(row).map_or(Cell::Blank, Cell::from))
        .cell("charges", "charges", |row| charges(row.event.what).map_or(Cell::Blank, Cell::from))
        .count("tokens", "tokens", |row| row.event.micro.tokens())
        .in_words(|row| matches!(row.event.what, What::Access(_)).then_some(""))
        .count("left", "tokens\nleft", |row| row.event.left.tokens())
        .count("debt", debt, |row| row.event.debt.tokens())
}

fn name(what: What) -> &'static str {
    match what {
        What::Expired(_) => "expiry",
        What::Bought(_) => "purchase",
        What::DebtPaid(_) => "debt paid",
        What::Charged(_) => "charges",
        What::Credited(_) => "credits",
        What::CreditLost => "credit expired",
        What::Denied(_) => "denied",
        What::Owed(_) => "debt",
        What::Access(access) => access_words(access),
    }
}

fn lot<'a>(row: &EventRow<'a>) -> Option<&'a str> {
    match row.event.what {
        What::Expired(place) | What::Bought(place) | What::DebtPaid(place) => {
            row.pool.balance.pool.lots().get(place).map(|state| state.lot.id.as_str())
        }
        What::Charged(_)
        | What::Credited(_)
        | What::CreditLost
        | What::Denied(_)
        | What::Owed(_)
        | What::Access(_) => None,
    }
}

fn charges(what: What) -> Option<u64> {
    match what {
        What::Charged(charges)
        | What::Credited(charges)
        | What::Denied(charges)
        | What::Owed(charges) => Some(charges),
        What::Expired(_)
        | What::Bought(_)
        | What::DebtPaid(_)
        | What::CreditLost
        | What::Access(_) => None,
    }
}

/// What can be used, in words.
pub(super) fn access_words(access: Access) -> &'static str {
    match access {
        Access::Full => "full access",
        Access::DesktopDenied => "desktop denied",
        Access::Grace => "grace",
        Access::Limited => "limited access",
        Access::Suspended => "suspended",
    }
}
