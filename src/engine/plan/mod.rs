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
pub mod mix;

use std::collections::BTreeMap;

use crate::engine::balance::forecast::common_divisor;
use crate::engine::plan::mix::options::{Held, MOST, Need, Offers, Way, ways};
use crate::engine::plan::mix::search::{Best, Choice, Piece, Problem};
use crate::model::{Exact, Given, Money, Percent, TokenPrice, TokenTerms, Tokens};

/// The days of a year.
pub const YEAR: u64 = 365;

/// Days of use, brought to whole days of a year: ⌈days × 365 ÷ days in the period⌉.
pub fn annualised(days: u64, share_of_year: &Exact) -> u32 {
    let days = Exact::from(days).divided_by(share_of_year).map(|days| days.ceil());
    days.and_then(|days| days.to_u64())
        .and_then(|days| u32::try_from(days).ok())
        .unwrap_or(u32::MAX)
}

/// What a plan is made of.
pub struct PlanInput<'a> {
    /// What each person uses in a year, by rising product.
    pub people: &'a [Vec<Need>],
    /// What can be held and used.
    pub offers: &'a Offers,
    /// What tokens cost.
    pub terms: &'a TokenTerms,
    /// What is added to the tokens for safety.
    pub buffer: &'a Percent,
    /// Tokens of cloud services in a year, in millionths.
    pub service_micro: u128,
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
}

/// A mix and what it costs a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mix {
    /// What each person holds.
    pub held: Vec<Vec<Held>>,
    /// Annual prices.
    pub subscriptions: Money,
    /// Tokens used, without the buffer.
    pub tokens_used: Tokens,
    /// Tokens needed, with the buffer, whole.
    pub tokens_needed: Tokens,
    /// Tokens to buy.
    pub tokens_bought: Tokens,
    /// What each costs; `None` where none are bought.
    pub token_price: Option<TokenPrice>,
    /// What they cost.
    pub token_cost: Money,
    /// Both.
    pub total: Money,
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
        let step = rates.chain([input.service_micro]).fold(1_000_000, common_divisor);
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
            fixed: scaled(input.service_micro / step, numerator)?,
            unit: i128::try_from(unit).map_err(|_| NoPlan::TooLarge)?,
            pieces: pieces(input.terms),
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
            let is_priced = mine.iter().all(|one| price_of(*one, offers) > 0);
            let open = needs
                .iter()
                .filter(|need| !mine.iter().any(|one| covers(*one, need.product, offers)));
            let mut offer = open.map(|need| offers.products.get(need.product));
            is_priced && offer.all(|offer| offer.is_some_and(|offer| offer.micro_rate.is_some()))
        })
    }

    /// What a mix costs. Products that nothing held covers are on Flex.
    pub fn mix(&self, held: Vec<Vec<Held>>) -> Mix {
        let offers = self.input.offers;
        let (mut cost, mut micro) = (0_u128, self.input.service_micro);
        for (needs, mine) in self.input.people.iter().zip(&held) {
            cost += mine.iter().map(|one| u128::from(price_of(*one, offers))).sum::<u128>();
            for need in needs
                .iter()
                .filter(|need| !mine.iter().any(|one| covers(*one, need.product, offers)))
            {
                let rate = offers.products.get(need.product).and_then(|product| product.micro_rate);
                micro += u128::from(rate.unwrap_or_default()) * u128::from(need.days);
            }
        }
        self.priced(held, cost, micro)
    }

    /// A mix of these annual prices and tokens, in millionths.
    fn priced(&self, held: Vec<Vec<Held>>, micro_cost: u128, micro_tokens: u128) -> Mix {
        let (numerator, denominator) = self.buffer;
        let needed = (micro_tokens * numerator).div_ceil(denominator * 1_000_000);
        let (bought, price_micro) = self.purchase(needed);
        let subscriptions = Money::new(Exact::whole(micro_cost).times_ten_to(-6));
        let tokens_bought = Tokens::new(Exact::whole(bought));
        let each = TokenPrice::new(Exact::from(price_micro).times_ten_to(-6));
        let token_cost = &tokens_bought * &each;
        Mix {
            held,
            total: &subscriptions + &token_cost,
            subscriptions,
            tokens_used: crate::model::MicroSum::new(micro_tokens).tokens(),
            tokens_needed: Tokens::new(Exact::whole(needed)),
            tokens_bought,
            token_price: (bought > 0).then_some(each),
            token_cost,
        }
    }

    /// The cheapest purchase of at least so many tokens, the smallest where several cost the same,
    /// and its price.
    fn purchase(&self, needed: u128) -> (u128, u64) {
        if needed == 0 {
            return (0, 0);
        }
        let fits = self
            .problem
            .pieces
            .iter()
            .filter(|piece| piece.to.is_none_or(|to| needed <= u128::from(to)));
        let sizes = fits.map(|piece| (needed.max(piece.from.into()), piece.price));
        sizes.min_by_key(|(size, price)| (size * u128::from(*price), *size)).unwrap_or((needed, 0))
    }

    fn money(&self, scaled: i128) -> Money {
        let size = Exact::whole(scaled.unsigned_abs()).times_ten_to(-6);
        let size =
            size.divided_by(&Exact::whole(self.scale.unsigned_abs())).unwrap_or_else(Exact::zero);
        Money::new(if scaled < 0 { &Exact::zero() - &size } else { size })
    }
}

/// Subscriptions by product or collection, and how many people hold each.
pub fn seats(held: &[Vec<Held>]) -> BTreeMap<Held, u64> {
    let mut seats = BTreeMap::new();
    for one in held.iter().flatten() {
        *seats.entry(*one).or_default() += 1;
    }
    seats
}

/// Whether what is held covers a product.
pub fn covers(held: Held, product: usize, offers: &Offers) -> bool {
    match held {
        Held::Product(place) => place == product,
        Held::Collection(place) => {
            offers.collections.get(place).is_some_and(|one| one.products.contains(&product))
        }
    }
}

/// What it costs a year, in millionths.
pub fn price_of(held: Held, offers: &Offers) -> u64 {
    match held {
        Held::Product(place) => {
            offers.products.get(place).and_then(|one| one.micro_price).unwrap_or_default()
        }
        Held::Collection(place) => offers.collections.get(place).map_or(0, |one| one.micro_price),
    }
}

/// The tiers as the search knows them; each ends where a dearer one begins.
fn pieces(terms: &TokenTerms) -> Vec<Piece> {
    let minimum = &terms.minimum_purchase;
    let later = terms.tiers.iter().map(|tier| &tier.from).filter(|from| *from > minimum);
    let tiers = std::iter::once(minimum).chain(later).map(|from| {
        let price = terms.price_of(from).price.exact().times_ten_to(6).to_u64().unwrap_or(u64::MAX);
        (from.exact().ceil().to_u64().unwrap_or(u64::MAX), price)
    });
    let tiers: Vec<_> = tiers.collect();
    let piece = |(place, (from, price)): (usize, &(u64, u64))| {
        let dearer = tiers.iter().skip(place + 1).find(|(_, other)| other > price);
        Piece { from: (*from).max(1), to: dearer.map(|(next, _)| next - 1), price: *price }
    };
    tiers.iter().enumerate().map(piece).collect()
}

fn price(micro: i128) -> TokenPrice {
    TokenPrice::new(Exact::whole(micro.unsigned_abs()).times_ten_to(-6))
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

    #[test]
    fn a_part_of_a_year_is_brought_to_whole_days_of_it() {
        // 10 days in 90: 10 × 365 ÷ 90 = 40.6; in a year 10 are 10
        let quarter = Exact::from(90).divided_by(&365.into()).unwrap();
        assert_eq!((annualised(10, &quarter), annualised(10, &1.into())), (41, 10));
    }
}
