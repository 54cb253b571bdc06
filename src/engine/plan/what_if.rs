//! How does the cheapest mix move with prices?
//!
//! ```text
//! at each pair of a discount on subscriptions and a price of a token: the cheapest mix, with no
//!     tiers where a price is given
//! ```
//!
//! Example: Revit, 120 days, no buffer: at 2.40 a token Flex costs 2,880.00 and the seat 2,985.00;
//! with 10 % off, 2,686.50, the seat wins.
//!
//! Edges: without discounts none is taken off, without prices the tiers stand. A discount that
//! leaves a price of a fraction of a millionth is refused.

use crate::engine::plan::{Mix, NoPlan, PlanInput, Planner};
use crate::model::{Percent, TokenPrice, TokenTerms};

/// What is tried.
pub struct WhatIfInput<'a> {
    /// The plan at today's prices.
    pub plan: PlanInput<'a>,
    /// Discounts on every subscription.
    pub sub_discounts: &'a [Percent],
    /// Prices of a token.
    pub token_prices: &'a [TokenPrice],
}

/// The cheapest mix at some prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// What comes off the subscriptions.
    pub sub_discount: Percent,
    /// What a token costs: as asked, else what the purchase reaches; `None` where none are bought.
    pub token_price: Option<TokenPrice>,
    /// The mix.
    pub mix: Mix,
    /// Whether the search came to its end.
    pub proved: bool,
}

/// The cheapest mix at each pair of prices, by discount and then by price; `stop` ends a search
/// before it is proved.
pub fn what_if(input: &WhatIfInput, stop: &dyn Fn() -> bool) -> Result<Vec<At>, NoPlan> {
    let none = [Percent::from(0)];
    let discounts = if input.sub_discounts.is_empty() { &none } else { input.sub_discounts };
    let terms = terms(input);
    let mut rows = Vec::new();
    for discount in discounts {
        let offers = input.plan.offers.discounted(*discount)?;
        for (asked, terms) in &terms {
            let plan = PlanInput { offers: &offers, terms, ..input.plan };
            let plan = Planner::new(plan)?.cheapest(stop);
            let token_price = asked.or(plan.mix.token_price);
            rows.push(At {
                sub_discount: *discount,
                token_price,
                mix: plan.mix,
                proved: plan.proved,
            });
        }
    }
    Ok(rows)
}

/// The terms at each price of a token that is asked about, or those of the sheet.
fn terms(input: &WhatIfInput) -> Vec<(Option<TokenPrice>, TokenTerms)> {
    let of_sheet = input.plan.terms;
    if input.token_prices.is_empty() {
        return vec![(None, of_sheet.clone())];
    }
    let at = |price: TokenPrice| {
        (Some(price), TokenTerms { list_price: price, tiers: Vec::new(), ..of_sheet.clone() })
    };
    input.token_prices.iter().copied().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{Held, Offers, ProductOffer};
    use crate::engine::plan::parts::Parts;
    use crate::model::Tier;

    #[test]
    fn the_mix_turns_with_the_discount_and_with_the_price() {
        let revit = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        let offers = Offers { products: vec![revit], collections: vec![] };
        let terms = TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 1.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![Tier { from: 1000.into(), price: Some(2.into()) }],
            source: None,
            note: None,
        };
        let people = [vec![offers.need(0, 120)]];
        let plan = PlanInput {
            people: &people,
            offers: &offers,
            terms: &terms,
            buffer: Percent::from(0),
            services: 0,
            parts: Parts::WHOLE,
        };
        let found = |percents: &[u64], prices: &[&str]| {
            let sub_discounts: Vec<_> = percents.iter().map(|percent| (*percent).into()).collect();
            let token_prices: Vec<_> = prices.iter().map(|price| price.parse().unwrap()).collect();
            let (sub_discounts, token_prices) = (&sub_discounts[..], &token_prices[..]);
            let rows =
                what_if(&WhatIfInput { plan, sub_discounts, token_prices }, &|| false).unwrap();
            let row = |at: At| (at.mix.held[0].clone(), at.mix.total, at.token_price);
            rows.into_iter().map(row).collect::<Vec<_>>()
        };
        let seat = || vec![Held::Product(0)];
        // 1,200 × 2.40 = 2,880 against 2,985 and, with 10 % off, 2,686.50
        let (flex, price) = ((vec![], 2880.into()), "2.4".parse().ok());
        assert_eq!(
            found(&[0, 10], &["2.40"]),
            [
                (flex.0, flex.1, price),
                (seat(), "2686.5".parse::<crate::model::Money>().unwrap().into(), price)
            ]
        );
        // the tier that 1,200 reach: 2,400
        assert_eq!(found(&[], &[]), [(vec![], 2400.into(), Some(2.into()))]);
        // a price in place of the tiers: 1,200 × 2.50 = 3,000
        let at_2_50 = "2.50".parse().ok();
        assert_eq!(found(&[], &["2.50"]), [(seat(), 2985.into(), at_2_50)]);
    }
}
