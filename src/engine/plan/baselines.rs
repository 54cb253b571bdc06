//! What would other arrangements cost than the cheapest one?
//!
//! ```text
//! today: what is held now; everyone on Flex; everyone subscribed; the guide's rule: subscribe from
//!     100 days a year on
//! ```
//!
//! Example, AutoCAD 7 × 3.00 and 2,310.00 a year, Ana on 99 days and Ben on 100: by the rule Ben
//! is subscribed, 2,079.00 + 2,310.00 = 4,389.00.
//!
//! Edges: today's has the tokens that Flex charges beside seats, too, which should not be. An
//! arrangement that is impossible has no cost: today's where something held has no price,
//! everyone on Flex where a product has no rate, everyone subscribed where one has no price. By the
//! rule what has no rate is subscribed, and what has no price is on Flex, whatever its days.

use serde::Serialize;

use crate::engine::plan::mix::offers::Need;
use crate::engine::plan::people::People;
use crate::engine::plan::{Mix, Planner};

/// The guide's rule: from so many days a year on, subscribe.
const GUIDE_DAYS: u32 = 100;

/// An arrangement to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// What is held now.
    Today,
    /// Everyone on Flex.
    AllFlex,
    /// Everyone subscribed.
    AllSubscription,
    /// The guide's rule.
    GuideRule,
}

impl Arrangement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Today, Self::AllFlex, Self::AllSubscription, Self::GuideRule];
}

/// An arrangement and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Which.
    pub arrangement: Arrangement,
    /// Its mix; `None` where it is impossible.
    pub mix: Option<Mix>,
}

/// Every arrangement to compare with.
pub fn baselines(people: &People, planner: &Planner) -> Vec<Baseline> {
    let baseline = |arrangement| Baseline { arrangement, mix: mix(arrangement, people, planner) };
    Arrangement::ALL.map(baseline).into()
}

fn mix(arrangement: Arrangement, people: &People, planner: &Planner) -> Option<Mix> {
    match arrangement {
        Arrangement::Today => {
            let is_possible = !people.holds_unpriced && planner.is_possible(&people.before);
            is_possible.then(|| planner.mix_with(people.before.clone(), people.beside_seats))
        }
        Arrangement::AllFlex => planner.by_rule(|_, _| false),
        Arrangement::AllSubscription => planner.all_subscriptions(),
        Arrangement::GuideRule => planner.by_rule(|_, need| is_subscribed(need, planner)),
    }
}

fn is_subscribed(need: &Need, planner: &Planner) -> bool {
    let offer = planner.input.offers.products.get(need.product);
    offer.is_some_and(|offer| {
        let from = u128::from(GUIDE_DAYS) * planner.input.parts.count();
        let is_wanted = need.days >= from || need.micro_tokens.is_none();
        is_wanted && offer.micro_price.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::PlanInput;
    use crate::engine::plan::mix::offers::{Held, Offers, ProductOffer};
    use crate::engine::plan::parts::Parts;
    use crate::model::Percent;

    fn totals(needs: &[(usize, u32)], before: Vec<Held>, holds_unpriced: bool) -> [Option<u64>; 4] {
        let product = |rate: Option<u64>, price: Option<u64>| ProductOffer {
            id: String::new(),
            micro_rate: rate.map(|rate| rate * 1_000_000),
            micro_price: price.map(|price| price * 1_000_000),
        };
        let offers = Offers {
            products: vec![
                product(Some(7), Some(2310)),
                product(None, Some(500)),
                product(Some(1), None),
            ],
            collections: vec![],
        };
        let terms = crate::engine::testing::terms();
        let one = |(product, days): &(usize, u32)| vec![offers.need(*product, *days)];
        let mut held = vec![vec![]; needs.len()];
        held[0] = before;
        let needs = needs.iter().map(one).collect();
        let people = People { needs, before: held, holds_unpriced, ..People::default() };
        let input = PlanInput {
            people: &people.needs,
            offers: &offers,
            terms: &terms,
            buffer: Percent::from(0),
            services: 0,
            parts: Parts::WHOLE,
        };
        let all = baselines(&people, &Planner::new(input).unwrap());
        let total = |one: &Baseline| one.mix.as_ref().map(|mix| mix.total.to_u64().unwrap());
        [0, 1, 2, 3].map(|place| total(&all[place]))
    }

    #[test]
    fn the_guide_subscribes_from_100_days_on() {
        let seat = vec![Held::Product(0)];
        // today 2,310 + 100 × 21; on Flex 199 × 21; subscribed 2 × 2,310; 99 × 21 + 2,310
        assert_eq!(
            totals(&[(0, 99), (0, 100)], seat, false),
            [Some(4410), Some(4179), Some(4620), Some(4389)]
        );
    }

    #[test]
    fn an_arrangement_that_is_impossible_has_no_cost() {
        // without a rate: 500 for the seat, and today it is not held
        assert_eq!(totals(&[(1, 1)], vec![], false), [None, None, Some(500), Some(500)]);
        // without a price: 300 days × 3.00
        let on_flex = [Some(900), Some(900), None, Some(900)];
        assert_eq!(totals(&[(2, 300)], vec![], false), on_flex);
        assert_eq!(totals(&[(2, 300)], vec![], true), [None, Some(900), None, Some(900)]);
    }
}
