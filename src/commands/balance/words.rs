//! What is said beside a balance: what it rests on, and what to think twice about.

use std::fmt;

use chrono::NaiveDate;

use super::super::usage::Used;
use crate::engine::balance::of_teams::TeamBalance;
use crate::model::{Day, Exact, Tokens, day_number};
use crate::render::number;

/// The day of the question.
#[derive(Clone, Copy)]
pub(super) enum AsOf {
    Asked(NaiveDate),
    Today(NaiveDate),
}

impl AsOf {
    pub(super) fn date(self) -> NaiveDate {
        match self {
            Self::Asked(date) | Self::Today(date) => date,
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(date) => write!(out, "{date}"),
            Self::Today(date) => write!(out, "{date}, today"),
        }
    }
}

/// What the figures rest on.
pub(super) fn notes(pools: &[TeamBalance], as_of: AsOf, known_from: Option<Day>) -> Vec<String> {
    let mut notes = vec![format!(
        "as of {as_of}, that day counted in full; lots live by UTC days and expire at the \
         beginning of the day",
    )];
    if let Some(pace) =
        pools.iter().flat_map(|pool| &pool.balance.paces).find(|pace| pace.days_known < pace.days)
    {
        let from = known_from.map(crate::model::date_of).unwrap_or_default();
        notes.push(format!(
            "usage is known from {from} on: a pace of more days than that is the mean of the {} that are known",
            number::count(&Exact::from(u64::from(pace.days_known)))
        ));
    }
    if pools.iter().any(|pool| pool.balance.totals.denied != Tokens::zero()) {
        notes.push("denied use counts in the paces: somebody wanted it".to_owned());
    }
    if pools
        .iter()
        .flat_map(|pool| pool.balance.pool.lots())
        .any(|state| state.lot.kind == crate::model::LotKind::CloudCredits)
    {
        notes.push(
            "cloud credits are counted among the tokens; only cloud services can use them"
                .to_owned(),
        );
    }
    notes
}

/// What to think twice about.
pub(super) fn warnings(used: &Used, pools: &[TeamBalance], as_of: AsOf) -> Vec<String> {
    let as_of = as_of.date();
    let mut warnings = Vec::new();
    let as_of_day = day_number(as_of);
    if let Some((_, last)) = used.replayed.seen {
        let silent = as_of_day - last.day();
        if silent > 7 {
            warnings.push(format!(
                "the last use is of {}, {silent} days before {as_of}: the paces count those days as days without use; \
                 `--as-of {}` asks about then",
                last.date(),
                last.date()
            ));
        }
    }
    let later: u64 = pools.iter().map(|pool| pool.later).sum();
    if later > 0 {
        warnings
            .push(format!("{} charges after {as_of} are left out", number::count(&later.into())));
    }
    for pool in pools {
        let first = pool.balance.pool.lots().iter().map(|state| state.lot.bought).min();
        let early = |first: Day| {
            pool.balance
                .pool
                .days()
                .iter()
                .filter(|day| day.day < first)
                .map(|day| day.denied.0)
                .sum::<u64>()
        };
        if let Some((first, early)) =
            first.map(|first| (first, early(first))).filter(|(_, early)| *early > 0)
        {
            let date = crate::model::date_of(first);
            warnings.push(format!(
                "{} charges before the first lot{} was bought, on {date}, count as denied; `--from {date}` leaves them out",
                number::count(&early.into()),
                pool.name().map(|name| format!(" of team `{name}`")).unwrap_or_default(),
            ));
        }
        if first.is_none() {
            warnings.push(
                "people without a team that has lots use tokens of nobody: all of it counts as denied".to_owned(),
            );
        }
    }
    warnings
}
