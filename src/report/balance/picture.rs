//! What was left day by day, and what will be, as a picture.

use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::balance::{DayLevel, levels};
use crate::model::{Day, Quotient};
use crate::render::{Bar, Chart};

/// The picture of all pools together; nothing where nothing happened.
pub fn chart(pools: &[TeamBalance], as_of: Day) -> Option<Chart> {
    let days: Vec<_> = pools.iter().map(|pool| levels(&pool.balance, as_of)).collect();
    let from = days.iter().filter_map(|days| days.first()).map(|day| day.day).min()?;
    let until = days.iter().filter_map(|days| days.last()).map(|day| day.day).max()?;
    let span = usize::try_from(until - from + 1).unwrap_or_default();
    let per_bar = span.div_ceil(Chart::MOST_BARS).max(1);
    let step = i32::try_from(per_bar).unwrap_or(i32::MAX);
    let mut bars = Vec::new();
    let mut first = from;
    while first <= until {
        let last = (first + step - 1).min(until);
        // A column never shows both what was and what is to come.
        let last = if first <= as_of { last.min(as_of) } else { last };
        let within = || days.iter().flatten().filter(|day| first <= day.day && day.day <= last);
        let level = |days: &Vec<DayLevel>| {
            let day = days.iter().rev().find(|day| day.day <= last);
            day.map_or_else(Quotient::default, |day| day.left.clone())
        };
        bars.push(Bar {
            first: first.date(),
            level: days.iter().map(level).fold(Quotient::ZERO, |sum, level| &sum + &level),
            is_expected: first > as_of,
            bought: within().any(|day| day.bought),
            expired: within().any(|day| day.expired),
        });
        first = last + 1;
    }
    Some(Chart { title: "tokens left".to_owned(), bars, days_per_bar: per_bar as u64 })
}
