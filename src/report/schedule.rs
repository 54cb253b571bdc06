//! `balance --schedule`: when to buy how many tokens.

use serde::Serialize;

use super::price::why;
use super::{Heading, Table};
use crate::engine::balance::of_schedules::{Plan, TeamSchedule};
use crate::engine::balance::schedule::{Planned, mean_price, total};
use crate::engine::balance::{Basis, Pace};
use crate::engine::price::token_price::tier_price;
use crate::model::{Day, Money, Percent, Quotient, TokenTerms, Tokens, counted};
use crate::render::{Cell, Section, number};

/// A purchase of a schedule.
#[derive(Clone, Copy)]
pub struct PurchaseRow<'a> {
    schedule: &'a TeamSchedule,
    planned: &'a Planned,
}

fn rows<'a>(
    schedule: &'a TeamSchedule,
    purchases: &'a [Planned],
) -> impl Iterator<Item = PurchaseRow<'a>> {
    purchases.iter().map(move |planned| PurchaseRow { schedule, planned })
}

/// Every purchase of the cheapest plans.
pub fn table<'a>(schedules: &'a [TeamSchedule], currency: &str) -> Table<'a, PurchaseRow<'a>> {
    let has_teams = schedules.iter().any(|schedule| schedule.team.is_some());
    let team = if has_teams { "team".into() } else { Heading::ForPrograms };
    let cheapest = schedules.iter().flat_map(|one| rows(one, &one.schedule.purchases));
    let table = Table::of(cheapest)
        .cell("team", team, |row| row.schedule.team.as_deref().map_or(Cell::Blank, Cell::from));
    columns(table, currency)
}

fn columns<'a>(table: Table<'a, PurchaseRow<'a>>, currency: &str) -> Table<'a, PurchaseRow<'a>> {
    let lasts_until =
        |row: &PurchaseRow<'a>| row.planned.lasts_until.map(|day| row.schedule.date(day));
    table
        .date("on", "buy on", |row| row.schedule.date(row.planned.day))
        .count("tokens", "tokens", |row| row.planned.tokens)
        .sums()
        .price("token_price", format!("{currency}\na token"), |row| row.planned.token_price)
        .money("cost", currency, |row| row.planned.cost.clone())
        .sums()
        .date("lasts_until", "lasts until", lasts_until)
        .count("unused", "tokens\nunused", |row| row.planned.unused)
}

/// A schedule for programs.
#[derive(Serialize)]
pub struct ScheduleJson<'a> {
    team: Option<&'a str>,
    from: Day,
    days: usize,
    basis: Basis,
    tokens_per_day: &'a Quotient<Tokens>,
    purchases: Table<'a, PurchaseRow<'a>>,
    total_cost: Quotient<Money>,
    alternatives: Vec<Alternative<'a>>,
}

#[derive(Serialize)]
struct Alternative<'a> {
    plan: Plan,
    purchases: Table<'a, PurchaseRow<'a>>,
    total_cost: Quotient<Money>,
}

/// The schedules for programs.
pub fn json(schedules: &[TeamSchedule], as_of: Day) -> Vec<ScheduleJson<'_>> {
    let one = |schedule| {
        let schedule: &TeamSchedule = schedule;
        let purchases = |plan| columns(Table::of(rows(schedule, plan)), "");
        let alternative = |(plan, bought)| Alternative {
            plan,
            purchases: purchases(bought),
            total_cost: total(bought),
        };
        ScheduleJson {
            team: schedule.team.as_deref(),
            from: as_of,
            days: schedule.days,
            basis: schedule.pace.basis,
            tokens_per_day: &schedule.pace.tokens_per_day,
            purchases: purchases(&schedule.schedule.purchases),
            total_cost: total(&schedule.schedule.purchases),
            alternatives: schedule.plans().into_iter().skip(1).map(alternative).collect(),
        }
    };
    schedules.iter().map(one).collect()
}

/// The other ways to buy, for comparison, a table a schedule.
pub fn sections(schedules: &[TeamSchedule], currency: &str) -> Vec<Section> {
    let section = |schedule: &TeamSchedule| {
        let least = total(&schedule.schedule.purchases);
        let table = Table::of(schedule.plans())
            .text("plan", "plan", |(plan, _)| words(*plan))
            .count("purchases", "purchases", |(_, bought)| bought.len())
            .count("tokens", "tokens", |(_, bought)| {
                bought.iter().map(|one| one.tokens).sum::<Tokens>()
            })
            .price("token_price", format!("{currency}\na token"), |(_, bought)| mean_price(bought))
            .money("cost", currency, |(_, bought)| total(bought))
            .money("more", format!("{currency}\nmore"), |(_, bought)| &total(bought) - &least);
        let team = schedule.team.as_ref().map(|team| format!("beside it, team `{team}`"));
        Section { title: team.unwrap_or_else(|| "beside it".to_owned()), grid: table.view() }
    };
    schedules.iter().map(section).collect()
}

fn words(plan: Plan) -> &'static str {
    match plan {
        Plan::Cheapest => "cheapest",
        Plan::OneAYear => "whenever dry, for a year",
        Plan::FourAYear => "whenever dry, for a quarter",
    }
}

/// What to do first.
pub fn summary(schedules: &[TeamSchedule], currency: &str) -> Vec<String> {
    let sentence = |schedule: &TeamSchedule| {
        let team = schedule.team.as_ref().map(|team| format!("Team `{team}`: "));
        let (team, days) = (team.unwrap_or_default(), counted(schedule.days as u64, "day"));
        let purchases = &schedule.schedule.purchases;
        let Some(first) = purchases.first() else {
            return format!("{team}The tokens that are there serve the next {days}.");
        };
        format!(
            "{team}Buy {} on {} at {} for {} {currency}; the next {days} cost {} {currency} at the \
             least.",
            number::counted(&first.tokens, "token"),
            schedule.date(first.day),
            number::price(first.token_price),
            number::money(&first.cost),
            number::money(total(purchases)),
        )
    };
    schedules.iter().map(sentence).collect()
}

/// What the schedule rests on.
pub fn notes(schedules: &[TeamSchedule], terms: &TokenTerms) -> Vec<String> {
    let mut notes = Vec::new();
    for TeamSchedule { pace, schedule, .. } in schedules {
        notes.push(expected(pace));
        let prices = schedule.purchases.iter().map(|bought| tier_price(bought.tokens, terms));
        notes.extend(prices.map(|price| why(&price)));
    }
    let end = "what is left when the forecast ends is taken to be worth nothing; the cost is \
               proved least by dynamic programming";
    notes.push(end.to_owned());
    notes
}

/// What each day is expected to take.
fn expected(pace: &Pace) -> String {
    let share = if pace.pace_percent == Percent::from(100) {
        String::new()
    } else {
        format!("{} of ", number::percent(pace.pace_percent))
    };
    match pace.basis {
        Basis::Season => {
            format!("each day is expected to take {share}what the day 52 weeks before took")
        }
        Basis::Mean => format!(
            "each day is expected to take {share}the mean of {}, {}: a season needs 52 weeks of \
             usage",
            counted(pace.days_known.into(), "day"),
            number::counted(&pace.tokens_per_day, "token")
        ),
    }
}
