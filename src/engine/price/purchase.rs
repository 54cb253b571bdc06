//! What is the cheapest way to own at least n tokens? (RULES §5)
//!
//! Formula: the whole purchase Q costs Q × the price of the tier that Q reaches; of max(n,
//! minimum) and every later tier's `from`, take the cheapest.
//!
//! Example, tiers 1 → 3.00 and 5,000 → 2.85: 4,800 tokens cost 14,400.00, but 5,000 cost
//! 14,250.00, so buy 5,000.
//!
//! Edges: a part of a token is bought whole. Needing none buys none. Of two purchases at one cost
//! the larger wins. An unquoted tier is priced at the last known price before it, so that it never
//! looks like a discount.

use serde::Serialize;

use crate::model::{Money, Quotient, TierPrice, TokenPrice, TokenTerms, Tokens};

/// A purchase of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// How many tokens to buy: a whole number.
    pub tokens: Tokens,
    /// What one costs.
    pub token_price: TokenPrice,
    /// What they cost together.
    pub cost: Quotient<Money>,
    /// The smallest purchase at this price; `None` for a price agreed outside the tiers.
    pub tier_from: Option<Tokens>,
    /// Whether more is bought than is needed, since that is not dearer.
    pub bought_up: bool,
    /// Whether the vendor has published no price for this tier, so that a quote is needed.
    pub unquoted: bool,
}

/// A purchase of exactly `tokens` at the tier they reach.
pub fn purchase_of(tokens: Tokens, terms: &TokenTerms) -> Purchase {
    let TierPrice { price, tier_from, unquoted } = terms.price_of(tokens);
    Purchase {
        cost: tokens * price,
        token_price: price,
        tier_from: Some(tier_from),
        bought_up: false,
        unquoted,
        tokens,
    }
}

/// The purchase of at least `needed` tokens at a price agreed outside the tiers.
pub fn purchase_at(
    needed: impl Into<Quotient<Tokens>>,
    price: TokenPrice,
    terms: &TokenTerms,
) -> Purchase {
    let tokens = least_tokens(&needed.into(), terms);
    Purchase {
        cost: tokens * price,
        token_price: price,
        tier_from: None,
        bought_up: false,
        unquoted: false,
        tokens,
    }
}

/// The cheapest purchase of at least `needed` tokens.
pub fn cheapest_purchase(needed: impl Into<Quotient<Tokens>>, terms: &TokenTerms) -> Purchase {
    let least = least_purchase(needed, terms);
    if least.tokens.is_zero() {
        return least;
    }
    let larger = terms.tiers.iter().map(|tier| tier.from).filter(|from| *from > least.tokens);
    let larger = larger.map(|from| Purchase { bought_up: true, ..purchase_of(from, terms) });
    larger.fold(least.clone(), |best, larger| if larger.cost <= best.cost { larger } else { best })
}

/// The smallest purchase of at least `needed` tokens, cheapest or not.
pub fn least_purchase(needed: impl Into<Quotient<Tokens>>, terms: &TokenTerms) -> Purchase {
    purchase_of(least_tokens(&needed.into(), terms), terms)
}

fn least_tokens(needed: &Quotient<Tokens>, terms: &TokenTerms) -> Tokens {
    if needed.is_zero() {
        return Tokens::ZERO;
    }
    needed.up_to_whole().max(terms.minimum_purchase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    fn terms(tiers: &[(u64, Option<&str>)]) -> TokenTerms {
        TokenTerms {
            list_price: "3".parse().unwrap(),
            minimum_purchase: 100.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: tiers
                .iter()
                .map(|(from, price)| Tier {
                    from: (*from).into(),
                    price: price.map(|price| price.parse().unwrap()),
                })
                .collect(),
            source: None,
            note: None,
        }
    }

    fn bought(needed: &str, terms: &TokenTerms) -> (u64, u64) {
        let purchase = cheapest_purchase(needed.parse::<Tokens>().unwrap(), terms);
        (purchase.tokens.to_u64().unwrap(), purchase.cost.to_u64().unwrap())
    }

    #[test]
    fn buying_up_to_a_tier_that_costs_less_in_all() {
        let terms = terms(&[(5000, Some("2.85"))]);
        // 5,000 × 2.85 = 14,250 = 4,750 × 3.00: one below is cheaper as it is, at and above buys
        // up
        assert_eq!(bought("4749", &terms), (4749, 14_247));
        assert_eq!(bought("4750", &terms), (5000, 14_250));
        assert_eq!(bought("4800", &terms), (5000, 14_250));
        assert_eq!(bought("5000", &terms), (5000, 14_250));
    }

    #[test]
    fn a_tier_starts_at_its_from() {
        let terms = terms(&[(5000, Some("2.85")), (10_000, Some("2.40"))]);
        for (tokens, from) in
            [(4999, 1), (5000, 5000), (9999, 5000), (10_000, 10_000), (10_001, 10_000)]
        {
            assert_eq!(purchase_of(tokens.into(), &terms).tier_from, Some(from.into()));
        }
    }

    #[test]
    fn the_minimum_and_whole_tokens_are_kept() {
        let terms = terms(&[]);
        assert_eq!(bought("0", &terms), (0, 0));
        assert_eq!(bought("0.1", &terms), (100, 300));
        assert_eq!(bought("100.000001", &terms), (101, 303));
    }

    #[test]
    fn an_unquoted_tier_costs_the_last_known_price() {
        let terms = terms(&[(5000, Some("2.85")), (10_000, None)]);
        let purchase = purchase_of(10_000.into(), &terms);
        assert_eq!((purchase.cost, purchase.unquoted), (28_500.into(), true));
        assert_eq!(bought("9900", &terms), (9900, 28_215));
    }
}
