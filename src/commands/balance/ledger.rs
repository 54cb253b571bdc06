//! The whole story by date.

use serde_json::{Value, json};

use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::pool::{Access, Event, What, tokens};
use crate::model::date_of;
use crate::render::{Cell, Grid, column};

/// What an event is called, and how many charges or which lot it is about.
fn words(pool: &TeamBalance, event: &Event) -> (&'static str, Option<String>, Option<u64>) {
    let lot = |place: usize| pool.balance.pool.lots().get(place).map(|state| state.lot.id.clone());
    match event.what {
        What::Expired(place) => ("expiry", lot(place), None),
        What::Bought(place) => ("purchase", lot(place), None),
        What::DebtPaid(place) => ("debt paid", lot(place), None),
        What::Charged(charges) => ("charges", None, Some(charges)),
        What::Denied(charges) => ("denied", None, Some(charges)),
        What::Owed(charges) => ("debt", None, Some(charges)),
        What::Access(access) => (access_words(access), None, None),
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

fn events(pools: &[TeamBalance]) -> Vec<(&TeamBalance, &Event)> {
    let mut events: Vec<_> = pools
        .iter()
        .flat_map(|pool| pool.balance.pool.events().iter().map(move |event| (pool, event)))
        .collect();
    events.sort_by_key(|(_, event)| event.day);
    events
}

/// The story for programs.
pub(super) fn rows(pools: &[TeamBalance]) -> Vec<Value> {
    let row = |(pool, event): (&TeamBalance, &Event)| {
        let (what, lot, charges) = words(pool, event);
        json!({
            "on": date_of(event.day), "event": what.replace(' ', "_"), "team": pool.team, "lot": lot, "charges": charges,
            "tokens": tokens(event.micro), "left": tokens(event.left), "debt": tokens(event.debt),
        })
    };
    events(pools).into_iter().map(row).collect()
}

/// The story as a rectangle.
pub(super) fn data(pools: &[TeamBalance]) -> Grid {
    let keys = ["on", "event", "team", "lot", "charges", "tokens", "left", "debt"];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    for (pool, event) in events(pools) {
        let (what, lot, charges) = words(pool, event);
        grid.rows.push(vec![
            date_of(event.day).to_string().into(),
            what.replace(' ', "_").into(),
            pool.team.clone().into(),
            lot.into(),
            charges.map(|charges| Cell::Count(charges.into())).into(),
            (&tokens(event.micro)).into(),
            (&tokens(event.left)).into(),
            (&tokens(event.debt)).into(),
        ]);
    }
    grid
}

/// The story for people.
pub(super) fn view(pools: &[TeamBalance]) -> Grid {
    let has_teams = pools.iter().any(|pool| pool.team.is_some());
    let has_debt =
        pools.iter().flat_map(|pool| pool.balance.pool.events()).any(|event| !event.debt.is_none());
    let mut columns = vec![column("on", "on"), column("event", "event")];
    columns.extend(has_teams.then(|| column("team", "team")));
    columns.extend([
        column("lot", "lot"),
        column("charges", "charges"),
        column("tokens", "tokens"),
        column("left", "tokens\nleft"),
    ]);
    columns.extend(has_debt.then(|| column("debt", "tokens\nowed")));
    let mut grid = Grid::new(columns);
    let blank = || Cell::Text(String::new());
    for (pool, event) in events(pools) {
        let (what, lot, charges) = words(pool, event);
        let is_access = matches!(event.what, What::Access(_));
        let mut row = vec![date_of(event.day).to_string().into(), what.into()];
        row.extend(has_teams.then(|| Cell::from(pool.team.clone().unwrap_or_default())));
        row.push(lot.map_or_else(blank, Cell::from));
        row.push(charges.map_or_else(blank, |charges| Cell::Count(charges.into())));
        row.push(if is_access { blank() } else { (&tokens(event.micro)).into() });
        row.push((&tokens(event.left)).into());
        row.extend(has_debt.then(|| Cell::from(&tokens(event.debt))));
        grid.rows.push(row);
    }
    grid
}
