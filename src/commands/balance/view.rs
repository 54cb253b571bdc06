//! How `balance` reads: its columns and sentences.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::ledger::access_words;
use super::signals;
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::balance::{Basis, Pace, Totals, access_changes};
use crate::engine::pool::{LotState, tokens};
use crate::model::{Day, Exact, LotKind, Micro, Money, Percent, Tokens, date_of, day_number};
use crate::render::{Cell, Grid, Section, column, number};

/// How many lots a person sees; programs get all.
const MOST_LOTS: usize = 12;

/// The lots of all pools, by pool.
fn all(pools: &[TeamBalance]) -> impl Iterator<Item = (&TeamBalance, &LotState, &Exact)> {
    pools.iter().flat_map(|pool| {
        let lots = pool.balance.pool.lots().iter().zip(&pool.balance.unused);
        lots.map(move |(state, unused)| (pool, state, unused))
    })
}

fn total(pools: &[TeamBalance]) -> Option<Totals> {
    pools.iter().map(|pool| pool.balance.totals.clone()).reduce(|sum, totals| sum.plus(&totals))
}

fn micro(micro: Micro) -> Tokens {
    micro.tokens()
}

/// The whole result for programs.
pub(super) fn json(pools: &[TeamBalance], as_of: NaiveDate, known_from: Option<Day>) -> Value {
    let lots: Vec<_> = all(pools)
        .map(|(pool, state, unused)| {
            let lot = &state.lot;
            json!({
                "id": lot.id, "team": pool.team, "kind": lot.kind, "bought": date_of(lot.bought),
                "tokens": micro(lot.micro), "price": lot.price, "is_bought": state.is_bought,
                "consumed": micro(state.consumed), "expired": micro(state.expired), "left": micro(state.left()),
                "left_cost": state.cost(state.left()), "expires": date_of(lot.expires),
                "days_to_go": (lot.expires - day_number(as_of)).max(0), "expected_unused": unused,
            })
        })
        .collect();
    let each =
        |of: &dyn Fn(&TeamBalance) -> Vec<Value>| pools.iter().flat_map(of).collect::<Vec<_>>();
    json!({
        "as_of": as_of,
        "usage_known_from": known_from.map(date_of),
        "lots": lots,
        "totals": total(pools),
        "teams": pools.iter().filter(|_| pools.len() > 1)
            .map(|pool| json!({ "team": pool.team, "totals": pool.balance.totals })).collect::<Vec<_>>(),
        "pace": each(&|pool| pool.balance.paces.iter().map(|one| pace(pool, one)).collect()),
        "signals": each(&|pool| pool.balance.signals.iter().map(|signal| {
            let mut value = json!(signal);
            if let Some(object) = value.as_object_mut() {
                object.insert("team".to_owned(), json!(pool.team));
                object.insert("remedy".to_owned(), json!(signals::remedy(signal)));
            }
            value
        }).collect()),
        "statements": each(&|pool| pool.balance.statements.iter().map(|stated| {
            let mut value = json!(stated);
            if let Some(object) = value.as_object_mut() {
                object.insert("team".to_owned(), json!(pool.team));
            }
            value
        }).collect()),
        "access": each(&|pool| access_changes(&pool.balance.pool)
            .map(|(day, access)| json!({ "on": date_of(day), "team": pool.team, "state": access })).collect()),
    })
}

fn pace(pool: &TeamBalance, pace: &Pace) -> Value {
    json!({
        "team": pool.team, "basis": pace.basis, "pace_percent": pace.pace_percent, "days": pace.days,
        "days_known": pace.days_known, "tokens": pace.tokens, "tokens_per_day": pace.tokens_per_day,
        "runs_out": pace.runs_out.map(date_of), "unused": pace.unused.0, "unused_cost": pace.unused.1,
    })
}

/// Every lot.
pub(super) fn lots_data(pools: &[TeamBalance]) -> Grid {
    let keys = [
        "id",
        "team",
        "kind",
        "bought",
        "tokens",
        "price",
        "consumed",
        "expired",
        "left",
        "left_cost",
        "expires",
        "expected_unused",
    ];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    for (pool, state, unused) in all(pools) {
        let lot = &state.lot;
        let kind =
            LotKind::WORDS.iter().find(|(_, kind)| *kind == lot.kind).map_or("", |(word, _)| word);
        grid.rows.push(vec![
            lot.id.as_str().into(),
            pool.team.clone().into(),
            kind.into(),
            date_of(lot.bought).to_string().into(),
            (&micro(lot.micro)).into(),
            (&lot.price).into(),
            (&micro(state.consumed)).into(),
            (&micro(state.expired)).into(),
            (&micro(state.left())).into(),
            (&state.cost(state.left())).into(),
            date_of(lot.expires).to_string().into(),
            unused.into(),
        ]);
    }
    grid
}

/// The lots that matter now, the others together, and their sums.
pub(super) fn lots(pools: &[TeamBalance], as_of: NaiveDate, currency: &str) -> Grid {
    let has_teams = pools.iter().any(|pool| pool.team.is_some());
    let mut columns = vec![column("id", "lot")];
    columns.extend(has_teams.then(|| column("team", "team")));
    columns.extend([
        column("tokens", "bought"),
        column("consumed", "consumed"),
        column("expired", "expired"),
        column("left", "left"),
        column("left_cost", format!("left,\n{currency}")),
        column("expires", "expires"),
        column("days", "days\nto go"),
    ]);
    let mut grid = Grid::new(columns);
    let blank = || Cell::Text(String::new());
    let (now, gone): (Vec<_>, Vec<_>) =
        all(pools).partition(|(_, state, _)| !state.left().is_none());
    let mut shown = now;
    shown.sort_by_key(|(_, state, _)| (state.lot.expires, state.lot.micro, state.lot.bought));
    let rest = shown.split_off(shown.len().min(MOST_LOTS));
    let figures = |lots: &[(&TeamBalance, &LotState, &Exact)]| {
        let sum =
            |of: fn(&LotState) -> Micro| tokens(lots.iter().map(|(_, state, _)| of(state)).sum());
        let costs: Vec<_> = lots.iter().map(|(_, state, _)| state.cost(state.left())).collect();
        [
            sum(|state| state.lot.micro),
            sum(|state| state.consumed),
            sum(|state| state.expired),
            sum(LotState::left),
        ]
        .iter()
        .map(Cell::from)
        .chain([Cell::from(&costs.iter().sum::<Money>())])
        .collect::<Vec<_>>()
    };
    if !gone.is_empty() {
        let words = if gone.len() == 1 {
            "1 that is gone".to_owned()
        } else {
            format!("{} that are gone", gone.len())
        };
        let mut row = vec![Cell::from(words)];
        row.extend(has_teams.then(blank));
        row.extend(figures(&gone));
        row.extend([blank(), blank()]);
        grid.rows.push(row);
    }
    for lot in &shown {
        let (pool, state, _) = lot;
        let mut row = vec![Cell::from(state.lot.id.as_str())];
        row.extend(has_teams.then(|| Cell::from(pool.team.clone().unwrap_or_default())));
        row.extend(figures(std::slice::from_ref(lot)));
        row.push(date_of(state.lot.expires).to_string().into());
        let days = u64::try_from(state.lot.expires - day_number(as_of)).unwrap_or_default();
        row.push(if state.is_bought { Cell::Count(days.into()) } else { "planned".into() });
        grid.rows.push(row);
    }
    if !rest.is_empty() {
        let mut row = vec![Cell::from(format!("{} later ones", rest.len()))];
        row.extend(has_teams.then(blank));
        row.extend(figures(&rest));
        row.extend([blank(), blank()]);
        grid.rows.push(row);
    }
    if let Some(total) = total(pools) {
        let mut row = vec![Cell::from("total")];
        row.extend(has_teams.then(blank));
        row.extend([&total.bought, &total.consumed, &total.expired, &total.left].map(Cell::from));
        row.extend([(&total.left_cost).into(), blank(), blank()]);
        grid.total = Some(row);
    }
    grid
}

/// How fast tokens go.
pub(super) fn sections(pools: &[TeamBalance], currency: &str) -> Vec<Section> {
    let section = |pool: &TeamBalance| {
        let columns = [
            column("pace", "pace"),
            column("tokens_per_day", "tokens\na day"),
            column("runs_out", "runs out"),
            column("unused", "tokens that\nexpire unused"),
            column("unused_cost", format!("{currency}\nlost")),
        ];
        let mut grid = Grid::new(columns.to_vec());
        for pace in &pool.balance.paces {
            let basis = match pace.basis {
                Basis::Season => "as 52 weeks before".to_owned(),
                Basis::Mean if pace.days_known < pace.days => {
                    format!("last {} days known", pace.days_known)
                }
                Basis::Mean => format!("last {} days", pace.days),
            };
            let share = &pace.pace_percent;
            let words = if *share == Percent::from(100) {
                basis
            } else {
                format!("{basis} × {}", number::percent(share))
            };
            let row = vec![
                Cell::from(words),
                Cell::Count(pace.tokens_per_day.clone()),
                pace.runs_out
                    .map_or_else(|| "never".to_owned(), |day| date_of(day).to_string())
                    .into(),
                (&pace.unused.0).into(),
                (&pace.unused.1).into(),
            ];
            // Where few days are known, several paces are of the same ones.
            if !grid.rows.contains(&row) {
                grid.rows.push(row);
            }
        }
        let title =
            pool.name().map_or_else(|| "pace".to_owned(), |team| format!("pace of team `{team}`"));
        Section { title, grid }
    };
    pools.iter().map(section).collect()
}

/// What is left, in a sentence, and what people could use.
pub(super) fn summary(pools: &[TeamBalance], currency: &str) -> Vec<String> {
    let Some(total) = total(pools) else { return Vec::new() };
    let (left, bought) = (number::tokens(&total.left), number::tokens(&total.bought));
    let owed = match &total.debt {
        debt if *debt == Tokens::zero() => String::new(),
        debt => format!("; {} are owed", number::tokens(debt)),
    };
    let sentence = format!(
        "{left} of {bought} tokens are left, which cost {} {currency}; {} are consumed, {} expired, for {} and {} {currency}{owed}.",
        number::money(&total.left_cost),
        number::tokens(&total.consumed),
        number::tokens(&total.expired),
        number::money(&total.consumed_cost),
        number::money(&total.expired_cost),
    );
    let mut lines = vec![sentence];
    for pool in pools {
        let changes: Vec<_> = access_changes(&pool.balance.pool).collect();
        let last = changes.iter().rev().take(4).rev();
        let words: Vec<_> = last
            .map(|(day, access)| format!("{} from {}", access_words(*access), date_of(*day)))
            .collect();
        if !words.is_empty() {
            let team = pool.name().map(|team| format!(" of team `{team}`")).unwrap_or_default();
            let earlier = if changes.len() > 4 { "…, " } else { "" };
            lines.push(format!("Access{team}: {earlier}{}.", words.join(", ")));
        }
    }
    lines
}

/// How the figures came about.
pub(super) fn explanation(pools: &[TeamBalance], as_of: NaiveDate, currency: &str) -> Vec<String> {
    let mut lines = vec![
        "each charge is paid from the lot that expires first, then the smaller, then the earlier bought, then by id; a lot \
         expires a year after it was bought unless it says otherwise (Autodesk's Flex terms)"
            .to_owned(),
        "bought = consumed + expired + left, in tokens and in money".to_owned(),
    ];
    for (pool, state, unused) in all(pools).filter(|(_, state, _)| !state.left().is_none()) {
        let lot = &state.lot;
        lines.push(format!(
            "lot `{}`{}: {} − {} − {} = {} left × {} = {} {currency}; {} of them will expire unused at today's pace",
            lot.id,
            pool.name().map(|team| format!(" of team `{team}`")).unwrap_or_default(),
            number::tokens(&micro(lot.micro)),
            number::tokens(&micro(state.consumed)),
            number::tokens(&micro(state.expired)),
            number::tokens(&micro(state.left())),
            number::price(&lot.price),
            number::money(&state.cost(state.left())),
            number::count(unused),
        ));
    }
    for pool in pools {
        for pace in pool.balance.paces.iter().filter(|pace| pace.basis == Basis::Mean) {
            lines.push(format!(
                "pace of the {} days up to {as_of}: {} tokens asked for ÷ {} × {} = {} a day",
                pace.days_known,
                number::tokens(&pace.tokens),
                pace.days_known,
                number::percent(&pace.pace_percent),
                number::count(&pace.tokens_per_day),
            ));
        }
    }
    lines
}
