//! Part-way through a year, who on Flex has crossed break-even, and who will?
//!
//! ```text
//! days of use still to come = break-even days − days so far
//! crosses on = the ⌈those × days ÷ days of use in them⌉th day after the period, at the
//!     faster of two paces: that of the whole period, and that of its last 30 days
//! ```
//!
//! Whoever subscribes on the day on which Flex has cost as much as the subscription never pays more
//! than twice the best in hindsight (the ski-rental rule).
//!
//! Example: Revit at 10 × 3.00 and 2,985.00 breaks even at 99.5 days. 50 days in the first 100 of
//! a year: the 49.5 to go take ⌈49.5 × 100 ÷ 50⌉ = 99 days more. Had all 30 of the last 30
//! days been used, it would be ⌈49.5 × 30 ÷ 30⌉ = 50 days: who has just become a daily user
//! is told in time.
//!
//! Edges: exactly at break-even it is crossed. A day costs the tokens that the export states, or
//! else the sheet's rate. Where no days are known (a summary), the period's pace stands alone.
//! Whoever would cross a year after the period began, or later, is not told; nor is who holds a
//! seat, or uses what has no price or costs no tokens.

use chrono::NaiveDate;

use crate::engine::plan::mix::offers::{Need, Offers};
use crate::engine::plan::people::People;
use crate::engine::plan::recent::Recent;
use crate::engine::sums::breakeven::break_even_days;
use crate::model::{Days, Divide, Money, Number, Quotient, TokenPrice, TokensPerDay};

/// Who uses what on Flex, and when.
pub struct CrossingsInput<'a> {
    /// The people.
    pub people: &'a People,
    /// What can be held and used.
    pub offers: &'a Offers,
    /// What a token costs.
    pub token_price: TokenPrice,
    /// The first day of the period, and the first one after it.
    pub days: (NaiveDate, NaiveDate),
    /// Days of use among the last ones of the period.
    pub recent: &'a Recent,
}

/// How many days before the period's end are recent.
const RECENT_DAYS: u64 = 30;

/// The first recent day of a period of these days.
pub fn first_recent((from, until): (NaiveDate, NaiveDate)) -> NaiveDate {
    let first = until.checked_sub_days(chrono::Days::new(RECENT_DAYS));
    first.map_or(from, |first| first.max(from))
}

/// How fast somebody is taken to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As in the whole period.
    Period,
    /// As in its last days.
    Recent,
}

/// Somebody on Flex, and where break-even is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The place of the person.
    pub person: usize,
    /// The place of the product.
    pub product: usize,
    /// Days of use so far.
    pub days: Days,
    /// The days of use at which both cost the same.
    pub break_even_days: Quotient<Days>,
    /// What the days so far cost on Flex.
    pub spent: Quotient<Money>,
    /// What the subscription costs a year.
    pub annual_price: Money,
    /// The day on which it is crossed at the faster pace; `None`: it is crossed already.
    pub crosses_on: Option<(NaiveDate, Pace)>,
}

impl Crossing {
    /// The day on which it will be crossed.
    pub fn day(&self) -> Option<NaiveDate> {
        self.crosses_on.map(|(on, _)| on)
    }
}

/// Those who have crossed, then those who will within a year of the period's first day, the soonest
/// first.
pub fn crossings(input: &CrossingsInput) -> Vec<Crossing> {
    let People { needs, days_in_period, before, .. } = input.people;
    let mut rows = Vec::new();
    for (person, ((needs, days), held)) in needs.iter().zip(days_in_period).zip(before).enumerate()
    {
        let on_flex = needs.iter().zip(days);
        let on_flex = on_flex.filter(|(need, _)| !input.offers.is_covered(held, need.product));
        rows.extend(on_flex.filter_map(|(need, days)| crossing(input, person, need, *days)));
    }
    rows.sort_by_key(|row| (row.day(), row.person, row.product));
    rows
}

fn crossing(input: &CrossingsInput, person: usize, need: &Need, days: u64) -> Option<Crossing> {
    let Need { product, micro_tokens, .. } = *need;
    let annual_price = input.offers.products.get(product)?.price()?;
    let parts = input.people.parts;
    let tokens_per_day: Quotient<TokensPerDay> =
        parts.tokens(micro_tokens?).divided_by(parts.days(need.days))?;
    let break_even_days = break_even_days(annual_price, &tokens_per_day, input.token_price)?;
    let spent = tokens_per_day * Days::from(days) * input.token_price;
    let days = Days::from(days);
    let crosses_on = if break_even_days <= days {
        None
    } else {
        let year_ends = input.days.0.checked_add_days(chrono::Days::new(365));
        let on = crosses_on(input, &(&break_even_days - days), (person, product), days)?;
        if year_ends.is_some_and(|year_ends| on.0 >= year_ends) {
            return None;
        }
        Some(on)
    };
    Some(Crossing { person, product, days, break_even_days, spent, annual_price, crosses_on })
}

/// The day on which so many more days of use are reached, at the faster of the two paces.
fn crosses_on(
    input: &CrossingsInput,
    open: &Quotient<Days>,
    (person, product): (usize, usize),
    so_far: Days,
) -> Option<(NaiveDate, Pace)> {
    let (from, until) = input.days;
    let recent = Days::from(input.recent.days(person, product));
    let paces = [(from, so_far, Pace::Period), (first_recent(input.days), recent, Pace::Recent)];
    let on = |(from, used, pace): (NaiveDate, Days, Pace)| {
        let length = u64::try_from(until.signed_duration_since(from).num_days()).ok()?;
        let ahead = (open * Number::from(length)).times(used)?.ceil().to_u64()?;
        // The first day after the period is the first on which there may be more use.
        Some((until.checked_add_days(chrono::Days::new(ahead.saturating_sub(1)))?, pace))
    };
    paces.into_iter().filter_map(on).min_by_key(|(on, _)| *on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{Held, ProductOffer};

    /// One person each with so many days of Revit in the 100 days from 2026-01-01, and when they
    /// cross.
    fn found(days: &[u64], before: Vec<Held>) -> Vec<(usize, Option<String>)> {
        recently(days, before, &Recent::default())
    }

    fn recently(days: &[u64], before: Vec<Held>, recent: &Recent) -> Vec<(usize, Option<String>)> {
        let product = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        let offers = Offers { products: vec![product], collections: vec![] };
        let mut held = vec![vec![]; days.len()];
        held[0] = before;
        let people = People {
            needs: vec![vec![offers.need(0, 1)]; days.len()],
            days_in_period: days.iter().map(|days| vec![*days]).collect(),
            before: held,
            ..People::default()
        };
        let rows = crossings(&CrossingsInput {
            people: &people,
            offers: &offers,
            recent,
            token_price: 3.into(),
            days: ("2026-01-01".parse().unwrap(), "2026-04-11".parse().unwrap()),
        });
        rows.iter().map(|row| (row.person, row.day().map(|on| on.to_string()))).collect()
    }

    #[test]
    fn break_even_is_crossed_or_will_be_at_the_pace_so_far() {
        // at 99 the half day to go takes ⌈0.5 × 100 ÷ 99⌉ = 1 day, the 11th; at 50 it takes
        // 99 days from then on: 20 of April, 31, 30, and 18 of July
        let expected =
            [(2, None), (1, Some("2026-04-11".to_owned())), (0, Some("2026-07-18".to_owned()))];
        assert_eq!(found(&[50, 99, 100], vec![]), expected);
        assert_eq!(found(&[50], vec![Held::Product(0)]), []);
    }

    #[test]
    fn whoever_crosses_after_a_year_is_not_told() {
        // 28 days: ⌈71.5 × 100 ÷ 28⌉ = 256 days from 2026-04-11 on end on 2026-12-22; 27
        // days: ⌈72.5 × 100 ÷ 27⌉ = 269 days on 2027-01-04
        assert_eq!(found(&[27, 28], vec![]), [(1, Some("2026-12-22".to_owned()))]);
    }

    #[test]
    fn the_faster_of_the_two_paces_tells_when() {
        // 20 days of which all lie in the last 30: 79.5 × 30 ÷ 20 = 119.25, so the 120th day from
        // 2026-04-11 on: 20 of April, 31, 30, 31, and 8 of August. By the whole period it would be
        // ⌈79.5 × 100 ÷ 20⌉ = 398 days.
        let new = Recent::of(&[((0, 0), 20)]);
        assert_eq!(recently(&[20], vec![], &new), [(0, Some("2026-08-08".to_owned()))]);
        // 50 days of which 1 is recent: the period's pace, as above
        let old = Recent::of(&[((0, 0), 1)]);
        assert_eq!(recently(&[50], vec![], &old), [(0, Some("2026-07-18".to_owned()))]);
    }
}
