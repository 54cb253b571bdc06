//! What does a token cost, and why that? (RULES §5, §7)
//!
//! Formula: the price given; else that of the tier which a purchase reaches; else what one token
//! costs to buy now. Of those bought only a share is consumed: a consumed one costs price ÷ share.
//!
//! Example, list price 3.00 and a tier 10,000 → 2.40: 12,000 tokens reach the tier, so one costs
//! 2.40, and with 80 % consumed 2.40 ÷ 0.8 = 3.00.
//!
//! Edges: below every tier holds the list price; a tier from 1 is a price agreed for any number. A
//! tier without a published price costs the last known one, and says so. Fewer tokens than the
//! smallest purchase cannot be bought.

use serde::{Serialize, Serializer};

use crate::model::{Percent, Quotient, TokenPrice, TokenTerms, Tokens};

/// A price of a token, and why it is that. Every command that names a price says this reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPriceChoice {
    /// What a token costs.
    pub price: Quotient<TokenPrice>,
    /// Why.
    pub why: Why,
}

/// Why a token costs what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The question says so.
    Given,
    /// No tier is reached.
    List,
    /// It is agreed for any number of tokens.
    Agreed,
    /// The purchase reaches a tier.
    Tier {
        /// How many tokens are bought.
        tokens: Quotient<Tokens>,
        /// The first number of tokens at this price.
        from: Tokens,
    },
    /// The purchase reaches a tier without a published price, so that the last known one stands in.
    Unquoted {
        /// Where that tier begins.
        from: Tokens,
    },
    /// Only a share of the tokens bought is consumed.
    Consumed {
        /// The share.
        share: Percent,
        /// What one bought costs.
        bought: Box<TokenPriceChoice>,
    },
}

/// Fewer tokens than can be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BelowMinimum {
    /// The smallest purchase.
    pub least: Tokens,
}

impl TokenPriceChoice {
    /// A price that the question gives.
    pub fn given(price: TokenPrice) -> Self {
        Self { price: price.into(), why: Why::Given }
    }

    /// What a consumed token costs where only `share` of those bought is; `None` where none is.
    pub fn per_consumed(self, share: Percent) -> Option<Self> {
        let price = self.price.over(share.fraction())?;
        Some(Self { price, why: Why::Consumed { share, bought: Box::new(self) } })
    }
}

/// The price alone: programs know from their question why.
impl Serialize for TokenPriceChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.price.serialize(serializer)
    }
}

/// What decides the price of a token.
#[derive(Clone, Copy, Debug)]
pub struct Priced<'a> {
    /// A price that the question gives.
    pub given: Option<TokenPrice>,
    /// What the vendor charges, with what is agreed.
    pub terms: &'a TokenTerms,
}

impl Priced<'_> {
    /// What one of `tokens` costs that are bought together.
    pub fn of(&self, tokens: impl Into<Quotient<Tokens>>) -> TokenPriceChoice {
        price_of(tokens, self.given, self.terms)
    }
}

/// The price given, else that of the tier which `tokens` reach.
pub fn price_of(
    tokens: impl Into<Quotient<Tokens>>,
    given: Option<TokenPrice>,
    terms: &TokenTerms,
) -> TokenPriceChoice {
    given.map_or_else(|| tier_price(tokens, terms), TokenPriceChoice::given)
}

/// The price given, else what one token costs to buy now.
pub fn price_of_one(given: Option<TokenPrice>, terms: &TokenTerms) -> TokenPriceChoice {
    price_of(1, given, terms)
}

/// The price given, else that of a purchase, which must be possible.
pub fn price_of_purchase(
    tokens: Tokens,
    given: Option<TokenPrice>,
    terms: &TokenTerms,
) -> Result<TokenPriceChoice, BelowMinimum> {
    if given.is_none() && tokens < terms.minimum_purchase {
        return Err(BelowMinimum { least: terms.minimum_purchase });
    }
    Ok(price_of(tokens, given, terms))
}

/// The price of the tier that `tokens` reach.
pub fn tier_price(tokens: impl Into<Quotient<Tokens>>, terms: &TokenTerms) -> TokenPriceChoice {
    let tokens = tokens.into();
    let reached = terms.price_of(&tokens);
    let from = reached.tier_from;
    let why = if terms.tiers.first().is_none_or(|first| from < first.from) {
        Why::List
    } else if from == Tokens::from(1) {
        Why::Agreed
    } else if reached.unquoted {
        Why::Unquoted { from }
    } else {
        // Who needs none is told what the smallest purchase costs.
        let tokens = if tokens.is_zero() { terms.minimum_purchase.into() } else { tokens };
        Why::Tier { tokens, from }
    };
    TokenPriceChoice { price: reached.price.into(), why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    fn terms(tiers: &[(u64, Option<&str>)]) -> TokenTerms {
        let tier = |(from, price): &(u64, Option<&str>)| Tier {
            from: (*from).into(),
            price: price.map(|price| price.parse().unwrap()),
        };
        TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 100.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: tiers.iter().map(tier).collect(),
            source: None,
            note: None,
        }
    }

    fn chosen(tokens: u64, terms: &TokenTerms) -> (String, Why) {
        let chosen = tier_price(tokens, terms);
        (chosen.price.to_string(), chosen.why)
    }

    #[test]
    fn the_reason_turns_where_a_tier_begins() {
        let terms = terms(&[(5000, Some("2.85")), (10_000, None)]);
        let tier = |tokens: u64| Why::Tier { tokens: tokens.into(), from: 5000.into() };
        assert_eq!(chosen(4999, &terms), ("3".into(), Why::List));
        assert_eq!(chosen(5000, &terms), ("2.85".into(), tier(5000)));
        assert_eq!(chosen(9999, &terms), ("2.85".into(), tier(9999)));
        assert_eq!(chosen(10_000, &terms), ("2.85".into(), Why::Unquoted { from: 10_000.into() }));
    }

    #[test]
    fn a_price_for_any_number_is_agreed_and_one_given_wins() {
        let terms = terms(&[(1, Some("2.40"))]);
        assert_eq!(price_of_one(None, &terms).why, Why::Agreed);
        let given = "2.70".parse::<TokenPrice>().unwrap();
        assert_eq!(price_of_one(Some(given), &terms), TokenPriceChoice::given(given));
    }

    #[test]
    fn a_price_for_any_number_is_that_of_a_part_of_a_token() {
        let part = |text: &str, terms: &TokenTerms| {
            let chosen = tier_price(text.parse::<Tokens>().unwrap(), terms);
            (chosen.price.to_string(), chosen.why)
        };
        let agreed = terms(&[(1, Some("2.40"))]);
        for tokens in ["0.000001", "0.999999", "1", "1.000001"] {
            assert_eq!(part(tokens, &agreed), ("2.4".into(), Why::Agreed), "{tokens}");
        }
        // A part of the second token does not reach a tier of two.
        let from_two = terms(&[(2, Some("2.40"))]);
        assert_eq!(part("0.5", &from_two), ("3".into(), Why::List));
        assert_eq!(part("1.999999", &from_two), ("3".into(), Why::List));
        assert_eq!(part("2", &from_two).0, "2.4");
        // Of none, the smallest purchase is of 100, and reaches it.
        let tier = Why::Tier { tokens: 100.into(), from: 2.into() };
        assert_eq!(part("0", &from_two), ("2.4".into(), tier));
    }

    #[test]
    fn a_purchase_below_the_smallest_has_no_price_unless_one_is_given() {
        let terms = terms(&[]);
        let below = Err(BelowMinimum { least: 100.into() });
        assert_eq!(price_of_purchase(99.into(), None, &terms), below);
        assert!(price_of_purchase(100.into(), None, &terms).is_ok());
        assert!(price_of_purchase(99.into(), Some(2.into()), &terms).is_ok());
    }

    #[test]
    fn a_consumed_token_costs_more_than_a_bought_one() {
        // 2.40 ÷ 0.8 = 3.00
        let bought = TokenPriceChoice::given("2.40".parse().unwrap());
        assert_eq!(bought.clone().per_consumed(80.into()).unwrap().price, Quotient::from(3));
        assert_eq!(bought.per_consumed(0.into()), None);
    }
}
