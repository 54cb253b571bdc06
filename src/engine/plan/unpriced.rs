//! How much of the bill is on Flex only because no subscription price is known?
//!
//! ```text
//! tokens of what no known price covers; cost = tokens × (100 + buffer) ÷ 100 × price of a token
//! ```
//!
//! A mix is the cheapest among known prices: what has none stays on Flex, however much it is used.
//!
//! Example, no buffer: 120 days of Maya at 6 × 3.00, whose subscription has no price, are 720
//! tokens, 2,160.00, of which nobody knows whether a seat would cost less.
//!
//! Edges: what a collection with a price contains could be held, so it is not counted. What no
//! sheet knows has no price either. Cloud services have no subscriptions.

use std::collections::BTreeSet;

use crate::engine::plan::PlanInput;
use crate::engine::plan::mix::offers::Need;
use crate::engine::plan::people::People;
use crate::model::{Money, Quotient, TokenPrice, Tokens};

/// What is on Flex only because no price is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    /// The places of the products that are used.
    pub products: BTreeSet<usize>,
    /// What no sheet knows.
    pub unlisted: BTreeSet<String>,
    /// Their tokens in a year, without the buffer.
    pub tokens: Quotient<Tokens>,
    /// What they cost, with the buffer.
    pub cost: Quotient<Money>,
}

/// What it is and costs; `None` where every price is known.
pub fn unpriced(people: &People, plan: PlanInput, token_price: TokenPrice) -> Option<Unpriced> {
    let collections = &plan.offers.collections;
    let is_priced = |product: usize| {
        plan.offers.products.get(product).is_some_and(|one| one.micro_price.is_some())
            || collections.iter().any(|one| one.products.contains(&product))
    };
    let needs = || people.needs.iter().flatten().filter(|need| !is_priced(need.product));
    let unlisted = people.unlisted.iter().map(|one| one.micro_tokens);
    let micro: u128 = needs().map(Need::micro_on_flex).chain(unlisted).sum();
    let tokens = people.parts.tokens(micro);
    let cost = &tokens * plan.buffer.on_top() * token_price;
    (micro > 0).then(|| Unpriced {
        products: needs().map(|need| need.product).collect(),
        unlisted: people.unlisted.iter().map(|one| one.name.clone()).collect(),
        tokens,
        cost,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{CollectionOffer, Offers, ProductOffer};
    use crate::engine::plan::parts::Parts;
    use crate::engine::plan::people::Unlisted;
    use crate::engine::plan::planner::testing::terms;

    #[test]
    fn what_no_known_price_covers_is_told_with_its_cost() {
        let product = |micro_price| ProductOffer {
            id: String::new(),
            micro_rate: Some(6_000_000),
            micro_price,
        };
        let collection =
            CollectionOffer { id: String::new(), products: vec![1], micro_price: 1_000_000 };
        let offers = Offers {
            products: vec![product(None), product(None), product(Some(1))],
            collections: vec![collection],
        };
        let found = |products: &[usize], unlisted: &[(&str, u128)]| {
            let people = People {
                needs: vec![products.iter().map(|place| offers.need(*place, 120)).collect()],
                unlisted: unlisted
                    .iter()
                    .map(|(name, micro)| Unlisted {
                        name: (*name).to_owned(),
                        person: String::new(),
                        days: 1,
                        micro_tokens: *micro,
                    })
                    .collect(),
                ..People::default()
            };
            let plan = PlanInput {
                people: &people.needs,
                offers: &offers,
                terms: &terms(),
                buffer: 10.into(),
                services: 0,
                parts: Parts::WHOLE,
            };
            let found = unpriced(&people, plan, 3.into())?;
            Some((found.products.len() + found.unlisted.len(), found.tokens, found.cost))
        };
        // the collection covers the second, and the third has a price
        assert_eq!(found(&[1, 2], &[]), None);
        // 120 × 6 = 720, × 1.1 × 3 = 2,376
        assert_eq!(found(&[0, 1], &[]), Some((1, 720.into(), 2376.into())));
        // and 10 stated: 730 × 1.1 × 3 = 2,409
        assert_eq!(found(&[0], &[("LT", 10_000_000)]), Some((2, 730.into(), 2409.into())));
    }
}
