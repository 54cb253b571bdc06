//! How does a question about people become one of whole numbers, and its answer a mix?
//!
//! ```text
//! tokens of the search = tokens × (100 + buffer), in the finest unit of all rates; money =
//!     millionths × the denominator of that
//! ```
//!
//! Example: a buffer of 15 % is 23 ÷ 20, so that a token is 20 units, and 10 tokens with the
//! buffer are 230.
//!
//! Edges: a mix that is impossible, such as everyone on Flex where a product has no rate, has no
//! cost. Amounts so large that a product of them might overflow are refused, and so is what has
//! neither rate nor price.

use crate::engine::divisor::common_divisor;
use crate::engine::plan::mix::offers::{Held, Need, money};
use crate::engine::plan::mix::options::{Way, ways};
use crate::engine::plan::mix::problem::{Choice, Problem, Purchase};
use crate::engine::plan::mix::search::Best;
use crate::engine::plan::refusals::{ensure_covered, ensure_not_too_large};
use crate::engine::plan::tiers::pieces;
use crate::engine::plan::{Mix, NoPlan, Plan, PlanInput, TierProof};
use crate::model::{Money, Quotient, TokenPrice, Unit};

/// A question ready to be answered, for one set of prices.
pub struct Planner<'a> {
    pub(super) input: PlanInput<'a>,
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
        let token = 1_000_000 * input.parts.count();
        let needs = input.people.iter().flatten().filter_map(|need| need.micro_tokens);
        let step = needs.chain([input.services]).fold(token, common_divisor);
        let hundred = 100_000_000_u128;
        let more = input.buffer.millionths().ok_or(NoPlan::TooLarge)?;
        let common = common_divisor(hundred + u128::from(more), hundred);
        let (numerator, denominator) = ((hundred + u128::from(more)) / common, hundred / common);
        let unit = denominator.checked_mul(token / step).ok_or(NoPlan::TooLarge)?;
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
            fixed: scaled(input.services / step, numerator)?,
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
            price: TokenPrice::from_millionths(tier.piece.price),
            bound_price: millionths(tier.price),
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
    /// `None` where that is impossible. Collections are not taken, but where
    /// nothing else covers a use.
    pub fn by_rule(&self, subscribed: impl Fn(usize, &Need) -> bool) -> Option<Mix> {
        let mut held = Vec::new();
        for (person, needs) in self.input.people.iter().enumerate() {
            // What nothing else covers.
            let only =
                needs.iter().filter_map(|need| self.input.offers.only_collection(need.product));
            let mut mine: Vec<_> = only.collect();
            for need in needs {
                if self.input.offers.is_covered(&mine, need.product) {
                    continue;
                }
                let offer = self.input.offers.products.get(need.product)?;
                if subscribed(person, need) {
                    offer.micro_price?;
                    mine.push(Held::Product(need.product));
                } else {
                    need.micro_tokens?;
                }
            }
            held.push(mine);
        }
        Some(self.mix(held))
    }

    /// Whether everything that is held has a price, and everything else a rate.
    pub fn is_possible(&self, held: &[Vec<Held>]) -> bool {
        let mut all = self.input.people.iter().zip(held);
        all.all(|(needs, mine)| self.input.offers.is_known(mine, needs))
    }

    /// What a mix costs. Products that nothing held covers are on Flex.
    pub fn mix(&self, held: Vec<Vec<Held>>) -> Mix {
        self.mix_with(held, 0)
    }

    /// The same, with tokens that are charged whatever is held, in parts of millionths.
    pub fn mix_with(&self, held: Vec<Vec<Held>>, more: u128) -> Mix {
        let offers = self.input.offers;
        let (mut cost, mut tokens) = (0, self.input.services + more);
        for (needs, mine) in self.input.people.iter().zip(&held) {
            cost += offers.micro_cost(mine);
            tokens += offers.micro_tokens(needs, mine);
        }
        self.priced(held, cost, tokens)
    }

    /// A mix of these annual prices, in millionths, and tokens, in parts of those.
    fn priced(&self, held: Vec<Vec<Held>>, micro_cost: u128, micro_tokens: u128) -> Mix {
        let (numerator, denominator) = self.buffer;
        let token = denominator * 1_000_000 * self.input.parts.count();
        let needed = (micro_tokens * numerator).div_ceil(token);
        let bought = self.purchase(needed);
        let subscriptions = money(micro_cost);
        let tokens_bought = bought.map_or(Quotient::ZERO, |bought| whole(bought.tokens));
        let token_price = bought.map(|bought| TokenPrice::from_millionths(bought.price));
        let token_cost = token_price.map_or(Quotient::ZERO, |price| &tokens_bought * price);
        Mix {
            held,
            total: &subscriptions + &token_cost,
            subscriptions,
            tokens_used: self.input.parts.tokens(micro_tokens),
            tokens_needed: Quotient::whole(needed),
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
    fn money(&self, scaled: i128) -> Quotient<Money> {
        millionths(scaled).over(whole(self.scale)).unwrap_or_default()
    }
}

fn millionths<U: Unit>(number: i128) -> Quotient<U> {
    signed(number, Quotient::millionths(number.unsigned_abs()))
}

fn whole<U: Unit>(number: i128) -> Quotient<U> {
    signed(number, Quotient::whole(number.unsigned_abs()))
}

fn signed<U: Unit>(number: i128, size: Quotient<U>) -> Quotient<U> {
    if number < 0 { -size } else { size }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::engine::plan::mix::offers::{Offers, ProductOffer};
    use crate::engine::plan::parts::Parts;
    use crate::model::{Percent, TokenTerms};

    pub(in super::super) fn offers() -> Offers {
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

    pub(in super::super) fn terms() -> TokenTerms {
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

    pub(in super::super) fn planned<T>(
        people: &[Vec<Need>],
        services: u128,
        ask: impl Fn(&Planner) -> T,
    ) -> Result<T, NoPlan> {
        let (offers, terms, buffer) = (offers(), terms(), Percent::from(0));
        let parts = Parts::WHOLE;
        let input = PlanInput { people, offers: &offers, terms: &terms, buffer, services, parts };
        Planner::new(input).map(|planner| ask(&planner))
    }

    pub(in super::super) fn need(product: usize, days: u32) -> Vec<Need> {
        vec![offers().need(product, days)]
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{need, offers, planned, terms};
    use super::*;
    use crate::engine::plan::{Seats, seats};
    use crate::model::{Tier, TokenTerms};

    #[test]
    fn who_uses_little_is_on_flex_and_who_uses_much_is_subscribed() {
        // Ana 100 × 21 = 2,100.00 against 2,310.00; Ben 120 × 21 = 2,520.00
        let (plan, flex) = planned(&[need(0, 100), need(0, 120)], 0, |planner| {
            (planner.cheapest(&|| false), planner.by_rule(|_, _| false).unwrap())
        })
        .unwrap();
        assert_eq!(plan.mix.held, [vec![], vec![Held::Product(0)]]);
        assert_eq!((&plan.mix.total, plan.mix.seats()), (&4410.into(), 1));
        assert_eq!((plan.saving(&flex), plan.gap()), (210.into(), Quotient::ZERO));
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
    fn a_token_that_is_not_bought_costs_what_the_smallest_purchase_does() {
        let plan = planned(&[need(1, 10)], 0, |planner| planner.cheapest(&|| false)).unwrap();
        let tiers = vec![
            Tier { from: 50.into(), price: Some(2.into()) },
            Tier { from: 101.into(), price: Some(1.into()) },
        ];
        // the smallest purchase, 100, reaches the tier from 50
        let terms = TokenTerms { tiers, ..terms() };
        assert_eq!((plan.mix.token_price, plan.token_price(&terms)), (None, 2.into()));
    }
}
