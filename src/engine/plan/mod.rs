//! What is the cheapest mix of subscriptions, collections and tokens for these people, and what
//! would others cost?
//!
//! ```text
//! tokens a year T = Σ tokens of what is left on Flex × 365 ÷ days in the period, exactly
//! cost = Σ annual prices + price(Q) × Q, where Q ≥ ⌈T × (100 + buffer) ÷ 100⌉ by
//!     all-units tiers (RULES §5)
//! ```
//!
//! Example, AutoCAD 7 × 3.00 and 2,310.00 a year, no buffer: Ana uses it on 100 days, Ben on 120:
//! Ana on Flex 2,100.00, Ben subscribed 2,310.00; everyone on Flex 4,620.00, everyone subscribed
//! the same.
//!
//! Edges: a product without a rate must be subscribed, one without a price must be on Flex; one
//! with neither cannot be planned. Tokens of cloud services are bought whatever people hold. A mix
//! that is impossible, such as everyone on Flex where a product has no rate, has no cost. The
//! figures of the search are whole numbers; amounts too large for them are refused.

mod a_year;
pub mod advice;
pub mod assignment;
pub mod baselines;
pub mod crossings;
pub mod mix;
pub mod parts;
pub mod people;
mod planner;
pub mod recent;
mod refusals;
mod seats;
pub mod segments;
mod tiers;
pub mod told;
mod turn;
pub mod unpriced;
mod uses;
pub mod what_if;

use std::collections::BTreeMap;

use serde::Serialize;

use self::parts::Parts;
pub use self::planner::Planner;
use crate::engine::plan::mix::offers::{Held, Need, Offers, money};
use crate::model::{Money, Percent, Quotient, TokenPrice, TokenTerms, Tokens};

/// What a plan is made of.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// What each person uses in a year, by rising product.
    pub people: &'a [Vec<Need>],
    /// What can be held and used.
    pub offers: &'a Offers,
    /// What tokens cost.
    pub terms: &'a TokenTerms,
    /// What is added to the tokens for safety.
    pub buffer: Percent,
    /// Tokens in a year that are bought whatever people hold, in parts of millionths.
    pub services: u128,
    /// The parts in which days and tokens of a year are counted.
    pub parts: Parts,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPlan {
    /// Products, by their places, that have neither a rate nor a price.
    Uncovered(Vec<usize>),
    /// A person uses, or the sheet has, more than can be told apart.
    TooMany(usize),
    /// Amounts are too large to be worked out in whole numbers.
    TooLarge,
    /// A discount leaves a subscription at a fraction of a millionth.
    TooFineDiscount,
}

/// A mix and what it costs a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mix {
    /// What each person holds.
    #[serde(skip)]
    pub held: Vec<Vec<Held>>,
    /// Annual prices and tokens together.
    #[serde(rename = "total_cost")]
    pub total: Quotient<Money>,
    /// Annual prices.
    #[serde(rename = "subscription_cost")]
    pub subscriptions: Quotient<Money>,
    /// What the tokens cost.
    pub token_cost: Quotient<Money>,
    /// Tokens used, without the buffer.
    pub tokens_used: Quotient<Tokens>,
    /// Tokens needed, with the buffer, whole.
    pub tokens_needed: Quotient<Tokens>,
    /// Tokens to buy.
    pub tokens_bought: Quotient<Tokens>,
    /// What each costs; `None` where none are bought.
    pub token_price: Option<TokenPrice>,
}

/// The cheapest mix and its proof.
pub struct Plan {
    /// The mix.
    pub mix: Mix,
    /// What no mix costs less than.
    pub lower_bound: Quotient<Money>,
    /// Whether the search came to its end.
    pub proved: bool,
    /// What the proof rests on, tier by tier.
    pub tiers: Vec<TierProof>,
}

impl Plan {
    /// By how much a mix may be cheaper: nothing, where it is proved that none is.
    pub fn gap(&self) -> Quotient<Money> {
        &self.mix.total - &self.lower_bound
    }

    /// What the plan saves against another mix.
    pub fn saving(&self, other: &Mix) -> Quotient<Money> {
        &other.total - &self.mix.total
    }

    /// What a token costs: as in the purchase, or, where none are bought, in the smallest one.
    pub fn token_price(&self, terms: &TokenTerms) -> TokenPrice {
        let smallest = || terms.price_of(terms.minimum_purchase).price;
        self.mix.token_price.unwrap_or_else(smallest)
    }
}

impl Mix {
    /// How many subscriptions and collections are held.
    pub fn seats(&self) -> u64 {
        self.held.iter().map(|held| held.len() as u64).sum()
    }
}

/// What one tier's bound is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierProof {
    /// The smallest purchase of the tier, and its price.
    pub from: Tokens,
    /// What a token costs in it.
    pub price: TokenPrice,
    /// The price of a token at which people decide for themselves.
    pub bound_price: Quotient<TokenPrice>,
    /// What they would pay then.
    pub people: Quotient<Money>,
    /// What the purchase costs beyond that.
    pub purchase: Quotient<Money>,
    /// How many people had to be looked at beside that.
    pub open: usize,
}

impl TierProof {
    /// What no mix of this tier costs less than.
    pub fn bound(&self) -> Quotient<Money> {
        &self.people + &self.purchase
    }

    /// How far below the mix that was found a mix of this tier could be; `None` where every one of
    /// them is dearer.
    pub fn below(&self, found: &Mix) -> Option<Quotient<Money>> {
        let bound = self.bound();
        (bound <= found.total).then(|| &found.total - &bound)
    }
}

/// Seats of one product or collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seats {
    /// What is held.
    pub held: Held,
    /// By how many people.
    pub count: u64,
    /// What each costs a year.
    pub price: Quotient<Money>,
    /// What they cost together.
    pub cost: Quotient<Money>,
}

/// Seats by product, then by collection.
pub fn seats(held: &[Vec<Held>], offers: &Offers) -> Vec<Seats> {
    let mut counts: BTreeMap<Held, u64> = BTreeMap::new();
    for one in held.iter().flatten() {
        *counts.entry(*one).or_default() += 1;
    }
    let seats = |(held, count): (Held, u64)| {
        let micro = offers.micro_cost(&[held]);
        Seats { held, count, price: money(micro), cost: money(micro * u128::from(count)) }
    };
    counts.into_iter().map(seats).collect()
}

#[cfg(test)]
mod tests {
    use super::mix::offers::ProductOffer;
    use super::*;

    /// What so many whole tokens or units of money are.
    fn mix(total: u64, held: Vec<Vec<Held>>) -> Mix {
        Mix {
            held,
            total: total.into(),
            subscriptions: total.into(),
            token_cost: 0.into(),
            tokens_used: 0.into(),
            tokens_needed: 0.into(),
            tokens_bought: 0.into(),
            token_price: None,
        }
    }

    #[test]
    fn seats_are_counted_over_all_people() {
        let (revit, aec) = (Held::Product(0), Held::Collection(0));
        assert_eq!(mix(0, vec![]).seats(), 0);
        assert_eq!(mix(0, vec![vec![revit, aec], vec![], vec![revit]]).seats(), 3);
    }

    #[test]
    fn seats_of_one_kind_cost_their_number_times_the_price() {
        let revit =
            ProductOffer { id: "revit".into(), micro_rate: None, micro_price: Some(2_985_000_000) };
        let offers = Offers { products: vec![revit], collections: vec![] };
        let revit = Held::Product(0);
        // 3 × 2,985.00
        let expected =
            Seats { held: revit, count: 3, price: 2985.into(), cost: Quotient::from(8955) };
        assert_eq!(seats(&[vec![revit], vec![revit], vec![], vec![revit]], &offers), [expected]);
    }

    #[test]
    fn a_tier_is_below_a_mix_by_what_its_bound_is_less() {
        let tier = TierProof {
            from: 100.into(),
            price: 3.into(),
            bound_price: 3.into(),
            people: 700.into(),
            purchase: 50.into(),
            open: 0,
        };
        assert_eq!(tier.bound(), Money::from(750));
        // 749, 750 and 751 against 750
        let below = [749, 750, 751].map(|total| tier.below(&mix(total, vec![])));
        assert_eq!(below, [None, Some(0.into()), Some(1.into())]);
    }
}
