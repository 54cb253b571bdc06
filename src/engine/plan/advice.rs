//! Who should change what, what does it save, and when does the advice turn?
//!
//! ```text
//! cost of what a person holds = annual prices + tokens × (100 + buffer) ÷ 100 × price of a token
//! the advice turns at the price of a token = (annual prices after − before) ÷ (tokens before − after), with the buffer
//! ```
//!
//! Example: Revit on 120 days: subscribed 2,985.00, on Flex 1,200 tokens at 3.00, 3,600.00 without
//! a buffer. To subscribe saves 615.00; at 2,985 ÷ 1,200 = 2.4875 a token the two cost the same.
//!
//! Edges: a change that takes as many tokens as before turns at no price of a token. A change is a
//! close call where that price is within 10 % of the one paid. A seat that nobody used saves all of
//! its price.

use std::cmp::Reverse;

use crate::engine::plan::mix::options::{Held, Need, Offers};
use crate::engine::plan::{covers, price_of};
use crate::model::{Exact, Given, Money, Percent, TokenPrice};

/// What becomes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// A seat that nobody used is given up.
    DropSeat,
    /// From a subscription to Flex.
    SeatToFlex,
    /// From Flex to a subscription.
    FlexToSeat,
    /// Into a collection.
    IntoCollection,
    /// Out of a collection.
    OutOfCollection,
    /// From one subscription to another.
    OtherSeat,
}

/// A change that the cheapest mix advises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place of the person.
    pub person: usize,
    /// What becomes of the person.
    pub kind: Move,
    /// What is held now.
    pub before: Vec<Held>,
    /// What would be.
    pub after: Vec<Held>,
    /// Days of use a year of the products that it is about.
    pub days: u64,
    /// What the person costs now.
    pub cost_before: Money,
    /// What the person would cost.
    pub cost_after: Money,
    /// The price of a token at which both cost the same.
    pub flips_at: Option<TokenPrice>,
    /// What the subscriptions that change hands would have to cost together a year, for both to
    /// cost the same.
    pub flips_at_annual_price: Option<Money>,
    /// The days of use a year at which both cost the same; `None` where tokens do not change.
    pub break_even_days: Option<Exact>,
    /// Whether the price of a token, or that of the subscriptions, is within 10 % of where the
    /// advice turns.
    pub is_close: bool,
}

impl Change {
    /// What the change saves a year.
    pub fn saving(&self) -> Money {
        &self.cost_before - &self.cost_after
    }
}

/// What advice rests on.
pub struct AdviceInput<'a> {
    /// What each person uses.
    pub people: &'a [Vec<Need>],
    /// What each person holds.
    pub before: &'a [Vec<Held>],
    /// What each person would hold.
    pub after: &'a [Vec<Held>],
    /// What can be held and used.
    pub offers: &'a Offers,
    /// What a token costs.
    pub token_price: &'a TokenPrice,
    /// What is added to tokens.
    pub buffer: &'a Percent,
}

/// Every change, the largest saving first, then by person.
pub fn changes(input: &AdviceInput) -> Vec<Change> {
    let pairs = input
        .before
        .iter()
        .zip(input.after)
        .enumerate()
        .filter(|(_, (before, after))| before != after);
    let mut changes: Vec<_> = pairs
        .filter_map(|(person, (before, after))| change(input, person, before, after))
        .collect();
    changes.sort_by_cached_key(|change| (Reverse(change.saving()), change.person));
    changes
}

fn change(input: &AdviceInput, person: usize, before: &[Held], after: &[Held]) -> Option<Change> {
    let needs = input.people.get(person)?;
    let with_buffer = input.buffer.on_top();
    let tokens = |held: &[Held]| {
        let micro: u128 = needs
            .iter()
            .filter(|need| !is_covered(held, need.product, input.offers))
            .map(|need| {
                let rate =
                    input.offers.products.get(need.product).and_then(|product| product.micro_rate);
                u128::from(rate.unwrap_or_default()) * u128::from(need.days)
            })
            .sum();
        &Exact::whole(micro).times_ten_to(-6) * &with_buffer
    };
    let licences = |held: &[Held]| {
        Exact::whole(held.iter().map(|one| u128::from(price_of(*one, input.offers))).sum())
            .times_ten_to(-6)
    };
    let (tokens_before, tokens_after) = (tokens(before), tokens(after));
    let (licences_before, licences_after) = (licences(before), licences(after));
    let price = input.token_price.exact();
    let cost = |licences: &Exact, tokens: &Exact| Money::new(licences + &(tokens * price));
    let flip = (&licences_after - &licences_before).divided_by(&(&tokens_before - &tokens_after));
    let flip = flip.filter(|flip| !flip.is_negative());
    let is_close = flip.as_ref().is_some_and(|flip| (flip - price).abs().times_ten_to(1) <= *price);
    let tokens_cost = &(&tokens_before - &tokens_after).abs() * price;
    let licences_cost = (&licences_after - &licences_before).abs();
    let annual_flip = flip.as_ref().map(|_| tokens_cost.clone());
    let is_close = is_close
        || annual_flip
            .as_ref()
            .is_some_and(|flip| (flip - &licences_cost).abs().times_ten_to(1) <= licences_cost);
    let changed = needs.iter().filter(|need| {
        is_covered(before, need.product, input.offers)
            != is_covered(after, need.product, input.offers)
    });
    let days: u64 = changed.map(|need| u64::from(need.days)).sum();
    // As many days as cost in tokens what the subscriptions cost: days × licences ÷ tokens.
    let break_even =
        annual_flip.as_ref().and_then(|tokens| (&licences_cost * &days.into()).divided_by(tokens));
    let is_collection = |held: &&Held| matches!(held, Held::Collection(_));
    let joins = after.iter().filter(is_collection).any(|held| !before.contains(held));
    let leaves = before.iter().filter(is_collection).any(|held| !after.contains(held));
    let kind = match (joins, leaves) {
        _ if before.len() > after.len()
            && after.iter().all(|held| before.contains(held))
            && tokens_before == tokens_after =>
        {
            Move::DropSeat
        }
        (true, _) => Move::IntoCollection,
        (false, true) => Move::OutOfCollection,
        _ if tokens_after > tokens_before => Move::SeatToFlex,
        _ if tokens_after < tokens_before => Move::FlexToSeat,
        _ => Move::OtherSeat,
    };
    Some(Change {
        person,
        kind,
        before: before.to_vec(),
        after: after.to_vec(),
        days,
        cost_before: cost(&licences_before, &tokens_before),
        cost_after: cost(&licences_after, &tokens_after),
        flips_at: flip.map(TokenPrice::new),
        flips_at_annual_price: annual_flip.map(Money::new),
        break_even_days: break_even,
        is_close,
    })
}

fn is_covered(held: &[Held], product: usize, offers: &Offers) -> bool {
    held.iter().any(|one| covers(*one, product, offers))
}

/// How much a product is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// From so many days a year.
    pub from: u32,
    /// Up to fewer than so many; `None`: any.
    pub until: Option<u32>,
    /// People who use a product that much, once for each product.
    pub uses: u64,
    /// Their days of use.
    pub days: u64,
    /// The tokens that they would take on Flex, with no buffer.
    pub tokens: Exact,
    /// What the tokens would cost.
    pub flex_cost: Money,
    /// How many of them the cheapest mix covers by a subscription or a collection.
    pub subscribed: u64,
}

/// The uses between the bounds: below the first, between them, and from the last on.
pub fn segments(input: &AdviceInput, bounds: &[u32]) -> Vec<Segment> {
    let starts = std::iter::once(0).chain(bounds.iter().copied());
    let ends = bounds.iter().copied().map(Some).chain([None]);
    let segment = |(from, until): (u32, Option<u32>)| {
        let mut segment = Segment {
            from,
            until,
            uses: 0,
            days: 0,
            tokens: Exact::zero(),
            flex_cost: Money::zero(),
            subscribed: 0,
        };
        let mut micro = 0_u128;
        for (needs, held) in input.people.iter().zip(input.after) {
            for need in needs
                .iter()
                .filter(|need| from <= need.days && until.is_none_or(|until| need.days < until))
            {
                let rate =
                    input.offers.products.get(need.product).and_then(|product| product.micro_rate);
                micro += u128::from(rate.unwrap_or_default()) * u128::from(need.days);
                segment.uses += 1;
                segment.days += u64::from(need.days);
                segment.subscribed += u64::from(is_covered(held, need.product, input.offers));
            }
        }
        segment.tokens = Exact::whole(micro).times_ten_to(-6);
        segment.flex_cost = Money::new(&segment.tokens * input.token_price.exact());
        segment
    };
    starts.zip(ends).map(segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::options::ProductOffer;

    fn offers() -> Offers {
        let revit = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        Offers { products: vec![revit], collections: vec![] }
    }

    #[test]
    fn a_change_says_what_it_saves_and_when_it_turns() {
        let (people, held) =
            (vec![vec![Need { product: 0, days: 120 }]], vec![vec![Held::Product(0)]]);
        let input = AdviceInput {
            people: &people,
            before: &[vec![]],
            after: &held,
            offers: &offers(),
            token_price: &3.into(),
            buffer: &0.into(),
        };
        let change = changes(&input).remove(0);
        // 1,200 × 3.00 − 2,985; 2,985 ÷ 1,200; 17 % off is no close call
        assert_eq!((change.kind, change.saving()), (Move::FlexToSeat, 615.into()));
        assert_eq!((change.flips_at, change.is_close), ("2.4875".parse().ok(), false));
        assert_eq!(
            (change.flips_at_annual_price, change.break_even_days),
            (Some(3600.into()), "99.5".parse().ok())
        );
        let close = AdviceInput { token_price: &"2.75".parse().unwrap(), ..input };
        // 2.75 − 2.4875 = 0.2625, less than 0.275
        assert!(changes(&close)[0].is_close);
    }

    #[test]
    fn a_use_falls_into_the_segment_that_begins_at_its_days() {
        let people: Vec<_> = [79, 80, 119, 120].map(|days| vec![Need { product: 0, days }]).into();
        let held = vec![vec![]; 4];
        let input = AdviceInput {
            people: &people,
            before: &held,
            after: &held,
            offers: &offers(),
            token_price: &3.into(),
            buffer: &0.into(),
        };
        let uses: Vec<_> = segments(&input, &[80, 120])
            .iter()
            .map(|segment| (segment.uses, segment.days))
            .collect();
        assert_eq!(uses, [(1, 79), (2, 199), (1, 120)]);
    }
}
