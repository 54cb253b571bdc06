//! When must each pool be bought for, and what would simpler habits cost?
//!
//! ```text
//! for each pool: what is expected and no lot covers, day by day, at its least cost; and whenever
//!     it runs dry
//! ```
//!
//! RULES §5 (what purchases cost) and §9 (how they live).
//!
//! Example: two teams with lots of their own are two schedules; what one buys, the other cannot
//! use, so that each reaches its own tier.
//!
//! Edges: days are counted from the day after that of the question. A horizon of months ends on the
//! same day of the month, or on its last. Only the first of several paces is planned for.

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use crate::engine::balance::forecast::uncovered;
use crate::engine::balance::of_teams::{BalancesInput, TeamBalance};
use crate::engine::balance::schedule::{Planned, Schedule, ScheduleInput, TooLarge, schedule};
use crate::engine::balance::{Pace, best_demand};
use crate::model::{Day, Percent, date_of, day_number};

/// How far a schedule looks ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// So many days.
    Days(u32),
    /// So many months of the calendar.
    Months(u32),
}

/// A way to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// The least cost that there is.
    Cheapest,
    /// Whenever tokens run dry, for the year to come.
    OneAYear,
    /// Whenever tokens run dry, for the quarter to come.
    FourAYear,
}

/// Why there is no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSchedule {
    /// No usage is known up to the day of the question.
    NothingKnown,
    /// More tokens are needed than a schedule can be worked out for.
    TooLarge(TooLarge),
}

/// The schedule of one pool.
pub struct TeamSchedule {
    /// The team.
    pub team: Option<String>,
    /// What to buy when, in three ways.
    pub schedule: Schedule,
    /// What is expected.
    pub pace: Pace,
    /// How many days it looks ahead.
    pub days: usize,
    first_day: Day,
}

/// The cheapest purchases for each pool.
pub fn schedules(
    pools: &[TeamBalance],
    input: &BalancesInput,
    horizon: Horizon,
) -> Result<Vec<TeamSchedule>, NoSchedule> {
    let terms = &input.sheets.in_force(input.as_of).token;
    let days = horizon.days(date_of(input.as_of));
    let pace = input.paces.first().copied().unwrap_or_else(|| Percent::from(100));
    let of = |pool: &TeamBalance| {
        let (team, pool) = (pool.team.clone(), &pool.balance.pool);
        let (pace, demand) = best_demand(pool, input.as_of, input.known_from, pace)
            .ok_or(NoSchedule::NothingKnown)?;
        let uncovered = uncovered(pool, input.as_of, &demand, days);
        let parts = demand.parts() * 1_000_000;
        let schedule = schedule(&ScheduleInput { uncovered: &uncovered, parts, terms })
            .map_err(NoSchedule::TooLarge)?;
        Ok(TeamSchedule { team, schedule, pace, days, first_day: input.as_of + 1 })
    };
    pools.iter().map(of).collect()
}

impl Horizon {
    /// How many days after `as_of` it covers.
    pub fn days(self, as_of: NaiveDate) -> usize {
        let months = match self {
            Self::Days(days) => return days as usize,
            Self::Months(months) => Months::new(months),
        };
        let end = as_of.checked_add_months(months).unwrap_or(NaiveDate::MAX);
        usize::try_from(day_number(end) - day_number(as_of)).unwrap_or_default()
    }
}

impl TeamSchedule {
    /// The date so many days after the first one ahead.
    pub fn date(&self, day: usize) -> NaiveDate {
        let ahead = Days::new(u64::try_from(day).unwrap_or(u64::MAX));
        date_of(self.first_day).checked_add_days(ahead).unwrap_or(NaiveDate::MAX)
    }

    /// What is bought in each way, the cheapest first.
    pub fn plans(&self) -> [(Plan, &[Planned]); 3] {
        [
            (Plan::Cheapest, &self.schedule.purchases),
            (Plan::OneAYear, &self.schedule.yearly),
            (Plan::FourAYear, &self.schedule.quarterly),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_of_months_is_one_of_the_calendar() {
        let days = |horizon: Horizon, from: &str| horizon.days(from.parse().unwrap());
        assert_eq!(days(Horizon::Days(7), "2026-01-31"), 7);
        // 31 January to 28 February; two years with the 29 February of 2028
        assert_eq!(days(Horizon::Months(1), "2026-01-31"), 28);
        assert_eq!(days(Horizon::Months(24), "2026-04-02"), 731);
    }
}
