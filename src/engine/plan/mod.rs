//! What is the cheapest mix of subscriptions, collections and tokens for these people, and what
//! would others cost?
//!
//! ```text
//! days a year = ⌈days × 365 ÷ days in the period⌉, person by person and product by product
//! cost = Σ annual prices + price(Q) × Q, where Q ≥ ⌈T × (100 + buffer) ÷ 100⌉ by all-units tiers (RULES §5)
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

pub mod advice;
pub mod assignment;
pub mod baselines;
pub mod crossings;
pub mod mix;
pub mod people;
pub mod segments;
mod tiers;
pub mod what_if;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::balance::forecast::common_divisor;
use crate::engine::plan::mix::offers::{Held, Need, Offers, money};
use crate::engine::plan::mix::options::{MOST, Way, ways};
use crate::engine::plan::mix::search::{Best, Choice, Problem, Purchase};
use crate::engine::plan::tiers::pieces;
use crate::model::{Exact, Given, MicroSum, Money, Percent, TokenPrice, TokenTerms, Tokens};

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
    pub buffer: &'a Percent,
    /// Tokens of cloud services in a year.
    pub services: MicroSum,
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
    pub total: Money,
    /// Annual prices.
    #[serde(rename = "subscription_cost")]
    pub subscriptions: Money,
    /// What the tokens cost.
    pub token_cost: Money,
    /// Tokens used, without the buffer.
    pub tokens_used: Tokens,
    /// Tokens needed, with the buffer, whole.
    pub tokens_needed: Tokens,
    /// Tokens to buy.
    pub tokens_bought: Tokens,
    /// What each costs; `None` where none are bought.
    pub token_price: Option<TokenPrice>,
}

/// The cheapest mix and its proof.
pub struct Plan {
    /// The mix.
    pub mix: Mix,
    /// What no mix costs less than.
    pub lower_bound: Money,
    /// Whether the search came to its end.
    pub proved: bool,
    /// What the proof rests on, tier by tier.
    pub tiers: Vec<TierProof>,
}

impl Plan {
    /// By how much a mix may be cheaper: nothing, where it is proved that none is.
    pub fn gap(&self) -> Money {
        &self.mix.total - &self.lower_bound
    }

    /// What the plan saves against another mix.
    pub fn saving(&self, other: &Mix) -> Money {
        &other.total - &self.mix.total
    }

    /// What a token costs: as in the purchase, or, where none are bought, in the smallest one.
    pub fn token_price(&self, terms: &TokenTerms) -> TokenPrice {
        let smallest = || terms.price_of(&terms.minimum_purchase).price;
        self.mix.token_price.clone().unwrap_or_else(smallest)
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
    pub bound_price: TokenPrice,
    /// What they would pay then.
    pub people: Money,
    /// What the purchase costs beyond that.
    pub purchase: Money,
    /// How many people had to be looked at beside that.
    pub open: usize,
}

impl TierProof {
    /// What no mix of this tier costs less than.
    pub fn bound(&self) -> Money {
        &self.people + &self.purchase
    }

    /// How far below the mix that was found a mix of this tier could be; `None` where every one of
    /// them is dearer.
    pub fn below(&self, found: &Mix) -> Option<Money> {
        let bound = self.bound();
        (bound <= found.total).then(|| &found.total - &bound)
    }
}

/// A question ready to be answered, for one set of prices.
pub struct Planner<'a> {
    input: PlanInput<'a>,
    ways: Vec<Vec<Way>>,
    problem: Problem,
    /// Money of the problem for a millionth.
    scale: i128,
    buffer: (u128, u128),
}

impl<'a> Planner<'a> {
    /// Lists everyone's ways.
    pub fn new(input: PlanInput<'a>) -> Result<Self, NoPlan> {
        ensure_covered(&input)?;
        let ways: Vec<_> = input.people.iter().map(|needs| ways(needs, input.offers)).collect();
        let rates =
            input.offers.products.iter().filter_map(|product| product.micro_rate).map(u128::from);
        let step = rates.chain([input.services.count()]).fold(1_000_000, common_divisor);
        let hundred = 100_000_000_u128;
        let more = input.buffer.exact().times_ten_to(6).to_u64().ok_or(NoPlan::TooLarge)?;
        let common = common_divisor(hundred + u128::from(more), hundred);
        let (numerator, denominator) = ((hundred + u128::from(more)) / common, hundred / common);
        let unit = denominator * (1_000_000 / step);
        let scaled = |number: u128, factor: u128| {
            let product = number.checked_mul(factor).ok_or(NoPlan::TooLarge)?;
            i128::try_from(product).map_err(|_| NoPlan::TooLarge)
        };
        let choice = |way: &Way| {
            let (tokens, cost) =
                (scaled(way.micro_tokens / step, numerator)?, scaled(way.micro_cost, unit)?);
            Ok(Choice { tokens, cost })
        };
        let people = ways
            .iter()
            .map(|ways| ways.iter().map(choice).collect())
            .collect::<Result<Vec<Vec<_>>, _>>()?;
        let problem = Problem {
            people,
            fixed: scaled(input.services.count() / step, numerator)?,
            unit: i128::try_from(unit).map_err(|_| NoPlan::TooLarge)?,
            pieces: pieces(input.terms)?,
        };
        ensure_not_too_large(&problem)?;
        let scale = problem.unit;
        Ok(Self { input, ways, problem, scale, buffer: (numerator, denominator) })
    }

    /// The cheapest mix of all; `stop` ends the search before it is proved.
    pub fn cheapest(&self, stop: &dyn Fn() -> bool) -> Plan {
        let best: Best = self.problem.solve(stop);
        let chosen = best.choice.iter().zip(&self.ways).zip(self.input.people);
        let held = chosen.map(|((place, ways), needs)| {
            ways.get(*place).map(|way| way.held(needs)).unwrap_or_default()
        });
        let tiers = best.tiers.iter().map(|tier| TierProof {
            from: tier.piece.from.into(),
            price: price(tier.piece.price.into()),
            bound_price: price(tier.price),
            people: self.money(tier.people),
            purchase: self.money(tier.purchase),
            open: tier.open,
        });
        Plan {
            mix: self.mix(held.collect()),
            lower_bound: self.money(best.lower_bound),
            proved: best.proved,
            tiers: tiers.collect(),
        }
    }

    /// The mix in which each person holds the cheapest subscriptions that leave the fewest tokens.
    pub fn all_subscriptions(&self) -> Option<Mix> {
        let first = self.ways.iter().zip(self.input.people);
        let is_without =
            self.ways.iter().all(|ways| ways.first().is_some_and(|way| way.micro_tokens == 0));
        let held =
            first.map(|(ways, needs)| ways.first().map(|way| way.held(needs)).unwrap_or_default());
        is_without.then(|| self.mix(held.collect()))
    }

    /// The mix that a rule makes, which says of each person and product whether it is subscribed;
    /// `None` where that is impossible. Collections are not taken.
    pub fn by_rule(&self, subscribed: impl Fn(usize, &Need) -> bool) -> Option<Mix> {
        let mut held = Vec::new();
        for (person, needs) in self.input.people.iter().enumerate() {
            let mut mine = Vec::new();
            for need in needs {
                let offer = self.input.offers.products.get(need.product)?;
                if subscribed(person, need) {
                    offer.micro_price?;
                    mine.push(Held::Product(need.product));
                } else {
                    offer.micro_rate?;
                }
            }
            held.push(mine);
        }
        Some(self.mix(held))
    }

    /// Whether everything that is held has a price, and everything else a rate.
    pub fn is_possible(&self, held: &[Vec<Held>]) -> bool {
        let offers = self.input.offers;
        self.input.people.iter().zip(held).all(|(needs, mine)| {
            let is_on_flex = |need: &&Need| !offers.is_covered(mine, need.product);
            let mut on_flex = needs.iter().filter(is_on_flex);
            mine.iter().all(|one| offers.micro_price(*one).is_some())
                && on_flex.all(|need| {
                    let offer = offers.products.get(need.product);
                    offer.is_some_and(|offer| offer.micro_rate.is_some())
                })
        })
    }

    /// What a mix costs. Products that nothing held covers are on Flex.
    pub fn mix(&self, held: Vec<Vec<Held>>) -> Mix {
        let offers = self.input.offers;
        let (mut cost, mut tokens) = (0, self.input.services.count());
        for (needs, mine) in self.input.people.iter().zip(&held) {
            cost += offers.micro_cost(mine);
            tokens += offers.micro_tokens(needs, mine);
        }
        self.priced(held, cost, tokens)
    }

    /// A mix of these annual prices and tokens, in millionths.
    fn priced(&self, held: Vec<Vec<Held>>, micro_cost: u128, micro_tokens: u128) -> Mix {
        let (numerator, denominator) = self.buffer;
        let needed = (micro_tokens * numerator).div_ceil(denominator * 1_000_000);
        let bought = self.purchase(needed);
        let subscriptions = money(micro_cost);
        let tokens_bought = Tokens::new(whole(bought.map_or(0, |bought| bought.tokens)));
        let token_price = bought.map(|bought| price(bought.price));
        let token_cost =
            token_price.as_ref().map_or_else(Money::zero, |price| &tokens_bought * price);
        Mix {
            held,
            total: &subscriptions + &token_cost,
            subscriptions,
            tokens_used: MicroSum::new(micro_tokens).tokens(),
            tokens_needed: Tokens::new(Exact::whole(needed)),
            tokens_bought,
            token_price,
            token_cost,
        }
    }

    /// The cheapest purchase of at least so many tokens, the smallest where several cost the same;
    /// `None` where none are needed.
    fn purchase(&self, needed: u128) -> Option<Purchase> {
        let needed = i128::try_from(needed).ok().filter(|needed| *needed > 0)?;
        let (last, others) = self.problem.pieces.purchases(needed);
        others.chain([last]).min_by_key(|purchase| (purchase.cost(), purchase.tokens))
    }

    /// Money from the search's, which is scaled.
    fn money(&self, scaled: i128) -> Money {
        let size = whole(scaled).times_ten_to(-6);
        Money::new(size.divided_by(&whole(self.scale)).unwrap_or_else(Exact::zero))
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
    pub price: Money,
    /// What they cost together.
    pub cost: Money,
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

/// A price from millionths; prices are never negative.
fn price(micro: i128) -> TokenPrice {
    TokenPrice::new(whole(micro).times_ten_to(-6))
}

fn whole(number: i128) -> Exact {
    let size = Exact::whole(number.unsigned_abs());
    if number < 0 { &Exact::zero() - &size } else { size }
}

fn ensure_covered(input: &PlanInput) -> Result<(), NoPlan> {
    let most = input
        .people
        .iter()
        .map(Vec::len)
        .chain([input.offers.collections.len()])
        .max()
        .unwrap_or_default();
    if most > MOST {
        return Err(NoPlan::TooMany(most));
    }
    let is_covered = |product: usize| {
        let offer = input.offers.products.get(product);
        offer.is_some_and(|offer| offer.micro_rate.is_some() || offer.micro_price.is_some())
            || input.offers.collections.iter().any(|one| one.products.contains(&product))
    };
    let mut uncovered: Vec<_> = input.people.iter().flatten().map(|need| need.product).collect();
    uncovered.sort_unstable();
    uncovered.dedup();
    uncovered.retain(|product| !is_covered(*product));
    if uncovered.is_empty() { Ok(()) } else { Err(NoPlan::Uncovered(uncovered)) }
}

/// Every product of the search stays far below the largest whole number.
fn ensure_not_too_large(problem: &Problem) -> Result<(), NoPlan> {
    let mut tokens = problem.fixed;
    let (mut money, mut steepest) = (0_i128, 1_i128);
    for ways in &problem.people {
        let (Some(first), Some(last)) = (ways.first(), ways.last()) else { continue };
        tokens = tokens.checked_add(last.tokens).ok_or(NoPlan::TooLarge)?;
        money = money.checked_add(first.cost).ok_or(NoPlan::TooLarge)?;
        steepest = steepest.max(first.cost);
    }
    let largest =
        problem.pieces.iter().map(|piece| i128::from(piece.price)).max().unwrap_or_default();
    let from = problem.pieces.iter().map(|piece| i128::from(piece.from)).max().unwrap_or_default();
    let whole = tokens
        .checked_add(from.checked_mul(problem.unit).ok_or(NoPlan::TooLarge)?)
        .ok_or(NoPlan::TooLarge)?;
    let product =
        whole.checked_mul(largest.max(steepest)).and_then(|product| product.checked_add(money));
    match product {
        Some(product) if product < i128::MAX / 16 => Ok(()),
        _ => Err(NoPlan::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::ProductOffer;

    fn offers() -> Offers {
        let product = |id: &str, rate: Option<u64>, price: Option<u64>| ProductOffer {
            id: id.into(),
            micro_rate: rate.map(|rate| rate * 1_000_000),
            micro_price: price.map(|price| price * 1_000_000),
        };
        Offers {
            products: vec![
                product("autocad", Some(7), Some(2310)),
                product("vault", None, Some(500)),
                product("cloud", Some(1), None),
                product("nothing", None, None),
            ],
            collections: vec![],
        }
    }

    fn terms() -> TokenTerms {
        TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 100.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![],
            source: None,
            note: None,
        }
    }

    fn planned<T>(
        people: &[Vec<Need>],
        services: u128,
        ask: impl Fn(&Planner) -> T,
    ) -> Result<T, NoPlan> {
        let (offers, terms, buffer) = (offers(), terms(), Percent::from(0));
        let services = MicroSum::new(services);
        let input = PlanInput { people, offers: &offers, terms: &terms, buffer: &buffer, services };
        Planner::new(input).map(|planner| ask(&planner))
    }

    fn need(product: usize, days: u32) -> Vec<Need> {
        vec![Need { product, days }]
    }

    #[test]
    fn who_uses_little_is_on_flex_and_who_uses_much_is_subscribed() {
        // Ana 100 × 21 = 2,100.00 against 2,310.00; Ben 120 × 21 = 2,520.00
        let (plan, flex) = planned(&[need(0, 100), need(0, 120)], 0, |planner| {
            (planner.cheapest(&|| false), planner.by_rule(|_, _| false).unwrap())
        })
        .unwrap();
        assert_eq!(plan.mix.held, [vec![], vec![Held::Product(0)]]);
        assert_eq!((&plan.mix.total, plan.mix.seats()), (&4410.into(), 1));
        assert_eq!((plan.saving(&flex), plan.gap()), (210.into(), Money::zero()));
        let seat =
            Seats { held: Held::Product(0), count: 1, price: 2310.into(), cost: 2310.into() };
        assert_eq!(seats(&plan.mix.held, &offers()), [seat]);
    }

    #[test]
    fn a_rule_that_cannot_be_kept_has_no_mix() {
        let by = |product, is_subscribed| {
            planned(&[need(product, 10)], 0, |planner| {
                planner.by_rule(|_, _| is_subscribed).map(|mix| mix.total)
            })
            .unwrap()
        };
        // Vault has no rate; the cloud product has no price, and its 10 tokens are bought as 100
        assert_eq!((by(1, true), by(1, false)), (Some(500.into()), None));
        assert_eq!((by(2, true), by(2, false)), (None, Some(300.into())));
        let all = planned(&[need(2, 10)], 0, |planner| planner.all_subscriptions().is_none());
        assert_eq!(all, Ok(true));
    }

    #[test]
    fn what_is_held_needs_a_price_and_what_is_not_a_rate() {
        let possible = |product, held: Vec<Held>| {
            planned(&[need(product, 10)], 0, |planner| {
                planner.is_possible(std::slice::from_ref(&held))
            })
            .unwrap()
        };
        assert!(possible(1, vec![Held::Product(1)]) && !possible(1, vec![]));
        assert!(possible(2, vec![]) && !possible(2, vec![Held::Product(2)]));
    }

    #[test]
    fn what_has_neither_rate_nor_price_is_told_once() {
        let people = [need(3, 1), need(0, 1), need(3, 2)];
        assert_eq!(planned(&people, 0, |_| ()), Err(NoPlan::Uncovered(vec![3])));
    }

    #[test]
    fn more_products_of_one_person_than_can_be_told_apart_are_refused() {
        let many = |count| vec![vec![Need { product: 0, days: 1 }; count]];
        assert_eq!(planned(&many(MOST), 0, |_| ()), Ok(()));
        assert_eq!(planned(&many(MOST + 1), 0, |_| ()), Err(NoPlan::TooMany(MOST + 1)));
    }

    #[test]
    fn amounts_too_large_for_whole_numbers_are_refused() {
        assert_eq!(planned(&[need(0, 1)], u128::MAX, |_| ()), Err(NoPlan::TooLarge));
        assert_eq!(planned(&[need(0, 1)], u128::from(u64::MAX), |_| ()), Ok(()));
    }

    #[test]
    fn a_token_that_is_not_bought_costs_what_the_smallest_purchase_does() {
        let plan = planned(&[need(1, 10)], 0, |planner| planner.cheapest(&|| false)).unwrap();
        let tiers = vec![
            crate::model::Tier { from: 50.into(), price: Some(2.into()) },
            crate::model::Tier { from: 101.into(), price: Some(1.into()) },
        ];
        // the smallest purchase, 100, reaches the tier from 50
        let terms = TokenTerms { tiers, ..terms() };
        assert_eq!((plan.mix.token_price.clone(), plan.token_price(&terms)), (None, 2.into()));
    }
}
