//! What do the days that usage is about say of a whole year? (RULES §8)
//!
//! Formula: the year = what was charged, in proportion; low, likely and high = twelve months like
//! the leanest, the mean and the fullest of the full months. A person's days of use, in proportion.
//!
//! Example: 98 tokens in March and 10 in April, none in four other full months: low is 12 × 0,
//! likely 12 × 108 ÷ 6 = 216, high 12 × 98 = 1,176.
//!
//! Edges: fewer than three full months do not say how months spread. A month in which nothing was
//! charged is a month of 0; where a file does not tell months, none of them is known. Somebody
//! without a day of use is nobody.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use crate::engine::bill::cost_of_use::CostOfUse;
use crate::engine::metering::replay::Tally;
use crate::engine::sums::demand::Demand;
use crate::engine::year::Span;
use crate::model::{Days, Directory, Divide, Month, Number, Quotient, Tokens, TokensPerDay};

/// From how many full months on their spread says something.
pub const FEWEST_MONTHS: usize = 3;

/// A year like the days observed.
#[derive(Clone, Debug)]
pub struct ObservedYear {
    /// The tokens charged in these days.
    pub charged: Tokens,
    /// The tokens of a year, in proportion.
    pub expected: Quotient<Tokens>,
    /// How many months are wholly within.
    pub full_months: usize,
    /// How its months spread; `None` where there are too few.
    pub demand: Option<Demand>,
}

/// A year like the days of `span`; `by_month` is what they cost, by month.
pub fn observed_year(by_month: &CostOfUse, span: &Span) -> ObservedYear {
    let charged_in = |month: Month| {
        let key = Some(month.to_string());
        let group = by_month.groups.iter().find(|group| group.keys.first() == Some(&key));
        group.map_or(Tokens::ZERO, |group| group.tokens)
    };
    // Tokens of which no month is known may be of any.
    let is_known = by_month.groups.iter().all(|group| group.keys.first() != Some(&None));
    let months = if is_known { span.full_months() } else { Vec::new() };
    let months: Vec<_> = months.into_iter().map(charged_in).collect();
    ObservedYear {
        charged: by_month.tokens,
        expected: span.tokens_a_year(by_month.tokens),
        full_months: months.len(),
        demand: spread(&months),
    }
}

/// Demand between twelve months like the leanest and twelve like the fullest.
fn spread(months: &[Tokens]) -> Option<Demand> {
    if months.len() < FEWEST_MONTHS {
        return None;
    }
    let count = NonZeroU64::new(months.len() as u64)?;
    let twelve = |tokens: Tokens| tokens * Number::from(12);
    let sum: Tokens = months.iter().copied().sum();
    let likely = Quotient::from(twelve(sum)).shared(count);
    Demand::new(twelve(*months.iter().min()?), likely, twelve(*months.iter().max()?))
}

/// The days of use a year of each person, by the id of the product. Where the export states tokens,
/// they are the days that as many tokens pay for at the sheet's rate, so that they can be held
/// against its break-even.
pub fn days_a_year(
    tallies: &[Tally],
    directory: &Directory,
    span: &Span,
    rate: impl Fn(&str) -> Option<TokensPerDay>,
) -> BTreeMap<String, Vec<Quotient<Days>>> {
    let mut used: BTreeMap<u32, Vec<&Tally>> = BTreeMap::new();
    for tally in tallies.iter().filter(|tally| tally.days_of_use > 0) {
        used.entry(tally.key.pair).or_default().push(tally);
    }
    let mut by_product: BTreeMap<String, Vec<Quotient<Days>>> = BTreeMap::new();
    for (pair, tallies) in used {
        let id = directory.item(pair).id.clone();
        let days = span.days_a_year(tallies.iter().map(|tally| tally.days_of_use).sum());
        let at_rate = |rate: TokensPerDay| {
            let tokens: Tokens = tallies.iter().map(|tally| on_flex(tally, rate)).sum();
            span.tokens_a_year(tokens).divided_by(rate)
        };
        by_product.entry(id.clone()).or_default().push(rate(&id).and_then(at_rate).unwrap_or(days));
    }
    by_product
}

/// The tokens that all days of use take on Flex: what is stated, and the others at the rate.
fn on_flex(tally: &Tally, rate: TokensPerDay) -> Tokens {
    tally.stated.tokens() + rate.for_days(tally.days_of_use.saturating_sub(tally.stated_days))
}

/// The days of use of each product, by its name, that a seat or a subscription covered.
pub fn covered_days(tallies: &[Tally], directory: &Directory) -> BTreeMap<String, u64> {
    let mut covered: BTreeMap<String, u64> = BTreeMap::new();
    for tally in tallies {
        let days = tally.days_of_use.saturating_sub(tally.charges + tally.stated_days);
        if days > 0 {
            *covered.entry(directory.item(tally.key.pair).name.clone()).or_default() += days;
        }
    }
    covered
}

/// The days of use a year of each person, were all of it opened on each: what is opened of
/// `products` counts by its tokens, those of a day of all of it being `whole`.
pub fn bundle_days_a_year(
    tallies: &[Tally],
    directory: &Directory,
    span: &Span,
    products: &[(&str, TokensPerDay)],
    whole: TokensPerDay,
) -> Vec<Quotient<Days>> {
    let mut tokens: BTreeMap<u32, Quotient<Tokens>> = BTreeMap::new();
    for tally in tallies.iter().filter(|tally| tally.days_of_use > 0) {
        let id = &directory.item(tally.key.pair).id;
        let rate = products.iter().find(|(product, _)| product == id).map(|(_, rate)| *rate);
        let Some(rate) = rate else { continue };
        let person = directory.pair(tally.key.pair).person;
        *tokens.entry(person).or_default() += &span.tokens_a_year(on_flex(tally, rate));
    }
    tokens.into_values().filter_map(|tokens| tokens.divided_by(whole)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_of_twelve_months_like_the_leanest_the_mean_and_the_fullest() {
        let months = [0, 98, 10, 0, 0, 0].map(Tokens::from);
        let demand = spread(&months).unwrap();
        // 12 × 0; 12 × 108 ÷ 6 = 216; 12 × 98 = 1,176
        assert_eq!(demand.figures().map(Clone::clone), [0, 216, 1176].map(Quotient::from));
    }

    #[test]
    fn two_months_are_too_few_and_three_are_not() {
        let months = [10, 10, 10].map(Tokens::from);
        assert!(spread(&months[..2]).is_none());
        assert!(spread(&months).is_some());
    }

    #[test]
    fn covered_days_are_those_that_were_neither_charged_nor_stated() {
        use crate::engine::metering::replay::Key;
        let tally = |pair, days_of_use, charges, stated_days| {
            let key = Key { pair, label: 0, month: None, sheet: 0 };
            Tally { charges, days_of_use, stated_days, ..Tally::none(key) }
        };
        // Revit by two people: 6 − 2 − 1 and 2; AutoCAD: 4 − 3 − 1
        let tallies = [tally(0, 6, 2, 1), tally(1, 4, 3, 1), tally(2, 2, 0, 0)];
        let covered = covered_days(&tallies, &crate::engine::testing::directory());
        assert_eq!(covered, BTreeMap::from([("REVIT".to_owned(), 5)]));
    }
}
