//! When to buy how many tokens: `--schedule`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::prices;
use crate::engine::balance::Basis;
use crate::engine::balance::of_schedules::{NoSchedule, Plan, TeamSchedule};
use crate::engine::balance::schedule::{MOST_TOKENS, Planned, mean_price, total};
use crate::model::{Exact, Percent, Problem, RateSheet, Tokens};
use crate::render::{Cell, Grid, Section, column, number};

/// Why there is no schedule, and what to do.
pub(super) fn refused(why: NoSchedule) -> Problem {
    match why {
        NoSchedule::NothingKnown => Problem::new(
            "no usage is known up to the day of the question, so there is nothing to forecast",
        )
        .hint("ask about a later day: `--as-of DATE`"),
        NoSchedule::TooLarge(too_large) => {
            let (many, most) = (
                number::count(&Exact::whole(too_large.tokens)),
                number::count(&MOST_TOKENS.into()),
            );
            Problem::new(format!(
                "the forecast needs {many} tokens; a schedule can be worked out for {most}"
            ))
            .hint("look less far ahead: `--horizon 3m`")
        }
    }
}

fn words(plan: Plan) -> &'static str {
    match plan {
        Plan::Cheapest => "cheapest",
        Plan::OneAYear => "whenever dry, for a year",
        Plan::FourAYear => "whenever dry, for a quarter",
    }
}

fn planned(schedule: &TeamSchedule, planned: &Planned) -> Value {
    json!({
        "on": schedule.date(planned.day), "tokens": planned.tokens, "token_price": planned.token_price,
        "cost": planned.cost, "lasts_until": planned.lasts_until.map(|day| schedule.date(day)), "unused": planned.unused,
    })
}

/// The schedules for programs.
pub(super) fn json(schedules: &[TeamSchedule], as_of: NaiveDate) -> Value {
    let one = |schedule: &TeamSchedule| {
        let plans = schedule.plans();
        let alternatives = plans.iter().skip(1).map(|(key, plan)| {
            json!({ "plan": key, "purchases": plan.iter().map(|one| planned(schedule, one)).collect::<Vec<_>>(),
                "total_cost": total(plan) })
        });
        json!({
            "team": schedule.team, "from": as_of, "days": schedule.days,
            "basis": schedule.pace.basis, "tokens_per_day": schedule.pace.tokens_per_day,
            "purchases": schedule.schedule.purchases.iter().map(|one| planned(schedule, one)).collect::<Vec<_>>(),
            "total_cost": total(&schedule.schedule.purchases),
            "alternatives": alternatives.collect::<Vec<_>>(),
        })
    };
    schedules.iter().map(one).collect()
}

fn cells(schedule: &TeamSchedule, planned: &Planned) -> Vec<Cell> {
    vec![
        schedule.date(planned.day).to_string().into(),
        (&planned.tokens).into(),
        (&planned.token_price).into(),
        (&planned.cost).into(),
        planned.lasts_until.map(|day| schedule.date(day).to_string()).into(),
        (&planned.unused).into(),
    ]
}

/// Every purchase of the cheapest plans.
pub(super) fn data(schedules: &[TeamSchedule]) -> Grid {
    let keys = ["team", "on", "tokens", "token_price", "cost", "lasts_until", "unused"];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    for schedule in schedules {
        for planned in &schedule.schedule.purchases {
            grid.rows.push(
                std::iter::once(schedule.team.clone().into())
                    .chain(cells(schedule, planned))
                    .collect(),
            );
        }
    }
    grid
}

/// The cheapest plans for people.
pub(super) fn view(schedules: &[TeamSchedule], currency: &str) -> Grid {
    let has_teams = schedules.iter().any(|schedule| schedule.team.is_some());
    let mut columns: Vec<_> = has_teams.then(|| column("team", "team")).into_iter().collect();
    columns.extend([
        column("on", "buy on"),
        column("tokens", "tokens"),
        column("token_price", format!("{currency}\na token")),
        column("cost", currency),
        column("lasts_until", "lasts until"),
        column("unused", "tokens\nunused"),
    ]);
    let mut grid = Grid::new(columns);
    for schedule in schedules {
        for planned in &schedule.schedule.purchases {
            let team = has_teams.then(|| Cell::from(schedule.team.clone().unwrap_or_default()));
            grid.rows.push(team.into_iter().chain(cells(schedule, planned)).collect());
        }
    }
    let purchases = || schedules.iter().flat_map(|schedule| &schedule.schedule.purchases);
    let tokens: Tokens = purchases().map(|planned| &planned.tokens).sum();
    let costs: Vec<_> =
        schedules.iter().map(|schedule| total(&schedule.schedule.purchases)).collect();
    let cost: crate::model::Money = costs.iter().sum();
    let mut row =
        vec![Cell::from("total"), (&tokens).into(), Cell::Text(String::new()), (&cost).into()];
    row.extend([Cell::Text(String::new()), Cell::Text(String::new())]);
    row.extend(has_teams.then(|| Cell::Text(String::new())));
    grid.total = Some(row);
    grid
}

/// The other ways to buy, for comparison.
pub(super) fn sections(schedules: &[TeamSchedule], currency: &str) -> Vec<Section> {
    let section = |schedule: &TeamSchedule| {
        let columns = [
            column("plan", "plan"),
            column("purchases", "purchases"),
            column("tokens", "tokens"),
            column("token_price", format!("{currency}\na token")),
            column("cost", currency),
            column("more", format!("{currency}\nmore")),
        ];
        let mut grid = Grid::new(columns.to_vec());
        let least = total(&schedule.schedule.purchases);
        for (which, plan) in schedule.plans() {
            let tokens: Tokens = plan.iter().map(|one| &one.tokens).sum();
            let cost = total(plan);
            grid.rows.push(vec![
                words(which).into(),
                Cell::Count((plan.len() as u64).into()),
                (&tokens).into(),
                mean_price(plan).as_ref().into(),
                (&cost).into(),
                (&(&cost - &least)).into(),
            ]);
        }
        let title = schedule
            .team
            .as_ref()
            .map_or_else(|| "beside it".to_owned(), |team| format!("beside it, team `{team}`"));
        Section { title, grid }
    };
    schedules.iter().map(section).collect()
}

/// What to do first.
pub(super) fn summary(schedules: &[TeamSchedule], currency: &str) -> Vec<String> {
    let sentence = |schedule: &TeamSchedule| {
        let team =
            schedule.team.as_ref().map(|team| format!("Team `{team}`: ")).unwrap_or_default();
        let Some(first) = schedule.schedule.purchases.first() else {
            return format!(
                "{team}The tokens that are there serve the next {} days.",
                schedule.days
            );
        };
        format!(
            "{team}Buy {} tokens on {} at {} for {} {currency}; the next {} days cost {} {currency} at the least.",
            number::tokens(&first.tokens),
            schedule.date(first.day),
            number::price(&first.token_price),
            number::money(&first.cost),
            schedule.days,
            number::money(&total(&schedule.schedule.purchases)),
        )
    };
    schedules.iter().map(sentence).collect()
}

/// What the schedule rests on.
pub(super) fn notes(schedules: &[TeamSchedule], sheet: &RateSheet) -> Vec<String> {
    let mut notes = Vec::new();
    for TeamSchedule { pace, schedule, .. } in schedules {
        let share = if pace.pace_percent == Percent::from(100) {
            String::new()
        } else {
            format!("{} of ", number::percent(&pace.pace_percent))
        };
        notes.push(match pace.basis {
            Basis::Season => format!("each day is expected to take {share}what the day 52 weeks before took"),
            Basis::Mean => format!(
                "each day is expected to take {share}the mean of {} days, {} tokens: a season needs 52 weeks of usage",
                pace.days_known,
                number::count(&pace.tokens_per_day)
            ),
        });
        for planned in &schedule.purchases {
            notes.push(prices::tier_price(&planned.tokens, &sheet.token).why);
        }
    }
    notes.push("what is left when the forecast ends is taken to be worth nothing; the cost is proved least by dynamic programming".to_owned());
    notes
}
