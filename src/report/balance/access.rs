//! What can be used on the day of the question, and how that came about.

use chrono::NaiveDate;
use serde::Serialize;

use super::ledger::access_words;
use crate::engine::balance::access_changes;
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::pool::{Access, AccessNow};
use crate::model::Day;

/// How many changes of access are told.
const MOST_CHANGES: usize = 4;

/// What can be used of one kind.
#[derive(Serialize)]
pub(super) struct AccessJson<'a> {
    team: Option<&'a str>,
    of: &'static str,
    state: Access,
    since: Option<Day>,
    until: Option<Day>,
}

/// What can be used of each kind, on the lots of a pool.
pub(super) fn json(pool: &TeamBalance) -> [AccessJson<'_>; 2] {
    let of = |of, now: AccessNow| {
        let AccessNow { state, since, until } = now;
        AccessJson { team: pool.name(), of, state, since, until }
    };
    let states = &pool.balance.pool;
    [of("desktop", states.desktop_now()), of("cloud_services", states.services_now())]
}

/// What can be used on the day of the question; a sentence for each pool, unless all of all can be,
/// and ever could.
pub(super) fn sentences(pools: &[TeamBalance], as_of: NaiveDate) -> Vec<String> {
    let is_plain = |pool: &TeamBalance| {
        json(pool).iter().all(|of| of.state == Access::Full)
            && access_changes(&pool.balance.pool).next().is_none()
    };
    if pools.iter().all(is_plain) {
        return vec![format!("Access on {as_of}: full.")];
    }
    pools.iter().map(|pool| sentence(pool, as_of)).collect()
}

fn sentence(pool: &TeamBalance, as_of: NaiveDate) -> String {
    let states = &pool.balance.pool;
    let now = [desktop(states.desktop_now()), services(states.services_now())];
    let now: Vec<_> = now.into_iter().flatten().collect();
    let now = if now.is_empty() { "full".to_owned() } else { now.join(", ") };
    let changes: Vec<_> = access_changes(states).collect();
    let earlier = changes.len().saturating_sub(MOST_CHANGES);
    let told = changes.iter().skip(earlier);
    let told: Vec<_> =
        told.map(|(day, access)| format!("{} from {day}", access_words(*access))).collect();
    let dots = if earlier > 0 { "…, " } else { "" };
    let told =
        if told.is_empty() { String::new() } else { format!("; so far {dots}{}", told.join(", ")) };
    let team = pool.name().map(|name| format!(" of team `{name}`")).unwrap_or_default();
    format!("Access{team} on {as_of}: {now}{told}.")
}

/// That desktop products are denied, where they are.
fn desktop(now: AccessNow) -> Option<String> {
    (now.state != Access::Full).then(|| format!("desktop products denied{}", since(now)))
}

/// That cloud services are not open without end, where they are not.
fn services(now: AccessNow) -> Option<String> {
    let words = match now.state {
        Access::Full | Access::DesktopDenied => return None,
        Access::Grace => {
            let until = now.until.map(|day| format!(", until {day}")).unwrap_or_default();
            return Some(format!("cloud services in grace{}{until}", since(now)));
        }
        Access::Limited => "cloud services limited to those that are free",
        Access::Suspended => "cloud services suspended until topped up",
    };
    Some(format!("{words}{}", since(now)))
}

fn since(now: AccessNow) -> String {
    now.since.map(|day| format!(" since {day}")).unwrap_or_default()
}
