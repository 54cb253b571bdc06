//! From how many days of use a year is a subscription cheaper than Flex? (RULES §6)
//!
//! Formula: days = annual subscription after discount ÷ (tokens per day × price of a token).
//!
//! Example: Revit at 10 tokens a day and 3.00 a token costs 30.00 a day; 2,985 ÷ 30 = 99.5 days.
//! Flex is cheaper through day 99 (2,970.00), the subscription from day 100 (3,000.00). AutoCAD,
//! 2,310 ÷ 21 = 110, ties on day 110.
//!
//! Edges: a rate of 0 never breaks even. Beyond 365 days the figures stand as they are, and Flex is
//! cheaper all year. A collection is held against days on which all of it is opened, and against
//! days of each product alone; whatever is opened, it pays from so many tokens on: AEC at 3,675,
//! Revit 10, AutoCAD 7 and Civil 3D 10 tokens at 3.00: 3,675 ÷ 81 = 45.37 days of all of it,
//! 3,675 ÷ 30 = 122.5 days of Revit alone, 3,675 ÷ 3 = 1,225 tokens.

use std::cmp::Ordering;

use serde::Serialize;

use crate::engine::year::YEAR_DAYS;
use crate::model::{
    Cheaper, Days, Divide, Money, Percent, PricePerDay, Product, Quotient, TokenPrice, Tokens,
    TokensPerDay,
};

/// Whose subscription a product is held against.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// Its own.
    Own,
    /// That of a collection, of which everything is opened.
    AllOf,
    /// That of this collection, of which it alone is opened.
    Within(&'a Product),
}

/// A product that can be compared: it has a rate and a subscription price.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// Whose subscription it is.
    pub against: Against<'a>,
    /// The product.
    pub product: &'a Product,
    /// Tokens for one day of use.
    pub tokens_per_day: TokensPerDay,
    /// What the subscription costs a year, before a discount.
    pub annual_price: Money,
}

impl Compared<'_> {
    /// Whether it is held against the subscription of a collection.
    pub fn is_of_collection(&self) -> bool {
        match self.against {
            Against::Own => false,
            Against::AllOf | Against::Within(_) => true,
        }
    }
}

/// One product, its prices, and perhaps one person's days of use.
#[derive(Clone, Debug)]
pub struct BreakevenInput<'a> {
    /// The product.
    pub compared: &'a Compared<'a>,
    /// What a consumed token costs.
    pub token_price: Quotient<TokenPrice>,
    /// What comes off the subscription.
    pub sub_discount: Percent,
    /// Days of use in a year to give a verdict for.
    pub days: Option<Days>,
}

/// Where Flex and the subscription cost the same.
#[derive(Clone, Debug, Serialize)]
pub struct Breakeven {
    /// The product's id.
    pub product: String,
    /// The product's name.
    pub name: String,
    /// The id of the collection whose subscription stands beside it, where it is not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Tokens for one day of use.
    pub tokens_per_day: TokensPerDay,
    /// What a consumed token costs.
    pub token_price: Quotient<TokenPrice>,
    /// What one day of use costs on Flex.
    pub price_per_day: Quotient<PricePerDay>,
    /// What the subscription costs a year, after the discount.
    pub annual_price: Money,
    /// What came off it, in percent.
    pub sub_discount_percent: Percent,
    /// The exact number of days at which both cost the same; `None` is never.
    pub break_even_days: Option<Quotient<Days>>,
    /// The tokens a year at which a collection costs the same, whatever of it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_even_tokens: Option<Quotient<Tokens>>,
    /// The last whole day of use on which Flex is strictly cheaper; `None` where it always is.
    pub flex_cheaper_through: Option<Quotient<Days>>,
    /// The whole day of use on which both cost the same, if there is one.
    pub tie_on: Option<Quotient<Days>>,
    /// The first whole day of use on which the subscription is strictly cheaper; `None` where it
    /// never is.
    pub subscription_cheaper_from: Option<Quotient<Days>>,
    /// The verdict for the days asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Verdict>,
    /// How many of the people observed are on each side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Sides>,
}

/// How many people are on each side of break-even.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// People for whom Flex is strictly cheaper.
    pub flex_cheaper: u64,
    /// People for whom both cost the same.
    pub tie: u64,
    /// People for whom the subscription is strictly cheaper.
    pub subscription_cheaper: u64,
}

/// Both costs for someone who works a known number of days.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Days of use in a year.
    pub days: Days,
    /// What they cost on Flex.
    pub flex_cost: Quotient<Money>,
    /// What the subscription costs.
    pub subscription_cost: Money,
    /// Which is cheaper.
    pub cheaper: Cheaper,
    /// By how much.
    pub saving: Quotient<Money>,
}

impl Breakeven {
    /// On which side people with these days of use a year are.
    pub fn sides(&self, days: &[Quotient<Days>]) -> Sides {
        let mut sides = Sides::default();
        for days in days {
            let side = match self.break_even_days.as_ref().map(|break_even| days.cmp(break_even)) {
                None | Some(Ordering::Less) => &mut sides.flex_cheaper,
                Some(Ordering::Equal) => &mut sides.tie,
                Some(Ordering::Greater) => &mut sides.subscription_cheaper,
            };
            *side += 1;
        }
        sides
    }

    /// Whether no year is long enough for the subscription to pay.
    pub fn flex_is_cheaper_all_year(&self) -> bool {
        self.break_even_days.as_ref().is_none_or(|days| *days > Days::from(YEAR_DAYS))
    }
}

/// The days of use a year at which Flex has cost as much as the subscription; `None` where a day on
/// Flex costs nothing.
pub fn break_even_days(
    annual_price: impl Into<Quotient<Money>>,
    tokens_per_day: impl Into<Quotient<TokensPerDay>>,
    token_price: impl Into<Quotient<TokenPrice>>,
) -> Option<Quotient<Days>> {
    annual_price.into().divided_by(tokens_per_day.into() * &token_price.into())
}

/// Works out the break-even of one product.
pub fn breakeven(input: &BreakevenInput) -> Breakeven {
    let Compared { against, product, tokens_per_day, annual_price } = *input.compared;
    let price_per_day = tokens_per_day * &input.token_price;
    let annual_price = annual_price.discounted(input.sub_discount);
    let days = break_even_days(annual_price, tokens_per_day, &input.token_price);
    let (name, collection) = match against {
        Against::Own => (product.name.clone(), None),
        Against::AllOf => (product.name.clone(), Some(product.id.clone())),
        Against::Within(bundle) => {
            (format!("{} in {}", product.name, bundle.id), Some(bundle.id.clone()))
        }
    };
    let break_even_tokens = match against {
        Against::AllOf => Quotient::from(annual_price).divided_by(input.token_price.clone()),
        Against::Own | Against::Within(_) => None,
    };
    // ceil(x) − 1 is the last whole number strictly below x, floor(x) + 1 the first strictly
    // above.
    Breakeven {
        flex_cheaper_through: days.as_ref().map(|days| days.ceil() - 1),
        tie_on: days.clone().filter(Quotient::is_whole),
        subscription_cheaper_from: days.as_ref().map(|days| days.floor() + 1),
        people: None,
        at: input.days.map(|days| verdict(days, &price_per_day, annual_price)),
        product: product.id.clone(),
        name,
        collection,
        break_even_tokens,
        tokens_per_day,
        token_price: input.token_price.clone(),
        sub_discount_percent: input.sub_discount,
        break_even_days: days,
        annual_price,
        price_per_day,
    }
}

fn verdict(days: Days, price_per_day: &Quotient<PricePerDay>, subscription_cost: Money) -> Verdict {
    let flex_cost = price_per_day * days;
    Verdict {
        days,
        cheaper: Cheaper::of(&flex_cost, &subscription_cost.into()),
        saving: flex_cost.distance(subscription_cost),
        subscription_cost,
        flex_cost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rate: u64, token_price: &str, annual_price: &str, days: Option<u64>) -> Breakeven {
        let product =
            Product { name: "Product".into(), tokens_per_day: None, ..Product::new("product") };
        let annual_price = annual_price.parse().unwrap();
        breakeven(&BreakevenInput {
            compared: &Compared {
                against: Against::Own,
                product: &product,
                tokens_per_day: rate.into(),
                annual_price,
            },
            sub_discount: 0.into(),
            token_price: token_price.parse::<TokenPrice>().unwrap().into(),
            days: days.map(Days::from),
        })
    }

    fn days(result: &Breakeven) -> [Option<u64>; 3] {
        [&result.flex_cheaper_through, &result.tie_on, &result.subscription_cheaper_from]
            .map(|days| days.as_ref().map(|days| days.to_u64().unwrap()))
    }

    #[test]
    fn a_broken_day_has_no_tie() {
        // 2,985 ÷ (10 × 3) = 99.5; 680 ÷ (3 × 3) = 75.555…
        assert_eq!(days(&at(10, "3", "2985", None)), [Some(99), None, Some(100)]);
        assert_eq!(days(&at(3, "3", "680", None)), [Some(75), None, Some(76)]);
    }

    #[test]
    fn a_whole_day_is_a_tie() {
        // 2,310 ÷ (7 × 3) = 110; 1,848 ÷ (7 × 2.40) = 1,848 ÷ 16.80 = 110
        assert_eq!(days(&at(7, "3", "2310", None)), [Some(109), Some(110), Some(111)]);
        assert_eq!(days(&at(7, "2.40", "1848", None)), [Some(109), Some(110), Some(111)]);
    }

    #[test]
    fn the_verdict_turns_one_day_below_at_and_one_above() {
        // 109 × 21 = 2,289, which is 21 less than 2,310; 111 × 21 = 2,331, 21 more
        for (day, cheaper, saving) in
            [(109, Cheaper::Flex, 21), (110, Cheaper::Tie, 0), (111, Cheaper::Subscription, 21)]
        {
            let verdict = at(7, "3", "2310", Some(day)).at.unwrap();
            assert_eq!((verdict.cheaper, verdict.saving), (cheaper, saving.into()));
        }
    }

    #[test]
    fn a_free_product_never_breaks_even() {
        let free = at(0, "3", "100", None);
        assert_eq!(days(&free), [None, None, None]);
        assert!(free.flex_is_cheaper_all_year());
    }

    #[test]
    fn break_even_beyond_365_days_is_all_year() {
        // 1,095 ÷ 3 = 365 is reached on the last day; 1,095.01 ÷ 3 is not
        assert!(!at(1, "3", "1095", None).flex_is_cheaper_all_year());
        assert!(at(1, "3", "1095.01", None).flex_is_cheaper_all_year());
    }

    #[test]
    fn a_subscription_cheaper_than_one_day_pays_from_the_first() {
        assert_eq!(days(&at(10, "3", "5", None)), [Some(0), None, Some(1)]);
    }
}
