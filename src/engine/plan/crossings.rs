//! Part-way through a year, who on Flex has crossed break-even, and who will?
//!
//! ```text
//! crosses on = the day after the period + ⌈(break-even days − days so far) × days of the
//!     period ÷ days so far⌉
//! ```
//!
//! Whoever subscribes on the day on which Flex has cost as much as the subscription never pays more
//! than twice the best in hindsight (the ski-rental rule).
//!
//! Example: Revit at 10 × 3.00 and 2,985.00 breaks even at 99.5 days. 50 days in the first 100 of
//! a year: the 49.5 to go take ⌈49.5 × 100 ÷ 50⌉ = 99 days more.
//!
//! Edges: exactly at break-even it is crossed. Whoever would cross a year after the period began,
//! or later, is not told; nor is who holds a seat, or uses what has no price or costs no tokens.

use chrono::NaiveDate;

use crate::engine::plan::mix::offers::Offers;
use crate::engine::plan::people::People;
use crate::engine::sums::breakeven::break_even_days;
use crate::model::{Days, Money, Number, Quotient, TokenPrice};

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
    /// The day on which it is crossed at the pace so far; `None`: it is crossed already.
    pub crosses_on: Option<NaiveDate>,
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
        rows.extend(
            on_flex.filter_map(|(need, days)| crossing(input, person, need.product, *days)),
        );
    }
    rows.sort_by_key(|row| (row.crosses_on, row.person, row.product));
    rows
}

fn crossing(input: &CrossingsInput, person: usize, product: usize, days: u64) -> Option<Crossing> {
    let offer = input.offers.products.get(product)?;
    let (rate, annual_price) = (offer.rate()?, offer.price()?);
    let break_even_days = break_even_days(annual_price, rate, input.token_price)?;
    let days = Days::from(days);
    let crosses_on = if break_even_days <= days {
        None
    } else {
        let year_ends = input.days.0.checked_add_days(chrono::Days::new(365));
        let on = crosses_on(input, &(&break_even_days - days), days)?;
        if year_ends.is_some_and(|year_ends| on >= year_ends) {
            return None;
        }
        Some(on)
    };
    Some(Crossing {
        person,
        product,
        spent: rate * days * input.token_price,
        days,
        break_even_days,
        annual_price,
        crosses_on,
    })
}

/// The day on which so many more days of use are reached at the pace of the period.
fn crosses_on(input: &CrossingsInput, open: &Quotient<Days>, so_far: Days) -> Option<NaiveDate> {
    let (from, until) = input.days;
    let length = until.signed_duration_since(from).num_days();
    let length = Number::from(u64::try_from(length).ok()?);
    let ahead = (open * length).times(so_far)?.ceil().to_u64()?;
    until.checked_add_days(chrono::Days::new(ahead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{Held, Need, ProductOffer};

    /// One person each with so many days of Revit in the 100 days from 2026-01-01, and when they
    /// cross.
    fn found(days: &[u64], before: Vec<Held>) -> Vec<(usize, Option<String>)> {
        let product = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        let mut held = vec![vec![]; days.len()];
        held[0] = before;
        let people = People {
            needs: vec![vec![Need { product: 0, days: 1 }]; days.len()],
            days_in_period: days.iter().map(|days| vec![*days]).collect(),
            before: held,
            ..People::default()
        };
        let rows = crossings(&CrossingsInput {
            people: &people,
            offers: &Offers { products: vec![product], collections: vec![] },
            token_price: 3.into(),
            days: ("2026-01-01".parse().unwrap(), "2026-04-11".parse().unwrap()),
        });
        rows.iter().map(|row| (row.person, row.crosses_on.map(|on| on.to_string()))).collect()
    }

    #[test]
    fn break_even_is_crossed_or_will_be_at_the_pace_so_far() {
        // at 99 the half day to go takes ⌈0.5 × 100 ÷ 99⌉ = 1 day; at 50 it takes 99 days
        // after 2026-04-11: 19 of April, 31, 30, and 19 of July
        let expected =
            [(2, None), (1, Some("2026-04-12".to_owned())), (0, Some("2026-07-19".to_owned()))];
        assert_eq!(found(&[50, 99, 100], vec![]), expected);
        assert_eq!(found(&[50], vec![Held::Product(0)]), []);
    }

    #[test]
    fn whoever_crosses_after_a_year_is_not_told() {
        // 28 days: ⌈71.5 × 100 ÷ 28⌉ = 256 days from 2026-04-11 on are 2026-12-23; 27 days:
        // ⌈72.5 × 100 ÷ 27⌉ = 269 days are 2027-01-05
        assert_eq!(found(&[27, 28], vec![]), [(1, Some("2026-12-23".to_owned()))]);
    }
}
