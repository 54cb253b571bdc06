//! What do these days of use and results cost on Flex, and what would subscriptions cost the same
//! people? (RULES §4, §5)
//!
//! Formula: tokens = rate × days × users for a product, rate × quantity ÷ per for a service;
//! cost = tokens × price of a token; then the cheapest purchase that covers all of them.
//!
//! Example: AutoCAD on 260 days is 7 × 260 = 1,820 tokens, at 3.00 each 5,460.00, against 2,310.00
//! for the subscription. 51 photos at 1 token per 50, counted up, are 2 tokens.
//!
//! Edges: a service may cost nothing and still need a balance: then at least that balance is
//! bought. An unknown subscription price stays unknown, also in the total.

use serde::Serialize;

use crate::engine::price::purchase::{Purchase, cheapest_purchase, purchase_at};
use crate::engine::price::token_price::{TokenPriceChoice, price_of};
use crate::engine::sums::results::Results;
use crate::engine::year::Span;
use crate::model::{
    Cheaper, Days, Money, Number, Percent, Product, Quotient, Service, TokenPrice, TokenTerms,
    Tokens, TokensPerDay,
};

/// What is used, and at what prices.
#[derive(Clone, Debug)]
pub struct CostInput<'a> {
    /// The lines of the bill.
    pub items: &'a [Item<'a>],
    /// What comes off the subscriptions.
    pub sub_discount: Percent,
    /// The agreed price of a token; `None` is the price of the tier that the total reaches.
    pub token_price: Option<TokenPrice>,
    /// What the vendor charges for tokens.
    pub terms: &'a TokenTerms,
}

/// One line of use.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    /// People who open a product.
    Use {
        /// The product.
        product: &'a Product,
        /// Its tokens for one day of use.
        tokens_per_day: TokensPerDay,
        /// Days of use in a year, of each.
        days: Days,
        /// How many people.
        users: Number,
        /// What one subscription costs a year before the discount, where known.
        annual_price: Option<Money>,
    },
    /// What people really used, as files of usage tell.
    Observed {
        /// The id in the rate sheet, or the name of what no sheet has.
        id: String,
        /// The name.
        name: String,
        /// How many people; `None` where nothing says who it was.
        users: Option<Number>,
        /// Their days of use together; `None` where nothing says on which days it was.
        days_of_use: Option<Number>,
        /// The tokens charged.
        tokens: Tokens,
        /// The days that the usage is about.
        span: Span,
        /// What one subscription costs a year before the discount, where known.
        annual_price: Option<Money>,
    },
    /// Results of a cloud service.
    Result {
        /// The service.
        service: &'a Service,
        /// How many of its units.
        quantity: Quotient<Number>,
    },
}

/// The bill.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    /// Line by line, in the order given.
    pub lines: Vec<Line>,
    /// All tokens that are spent.
    pub tokens: Quotient<Tokens>,
    /// The tokens to own: those that are spent, or a larger balance that a service asks for.
    pub tokens_needed: Quotient<Tokens>,
    /// What they cost at `token_price`.
    pub cost: Quotient<Money>,
    /// What a token of the lines costs.
    pub token_price: TokenPriceChoice,
    /// What subscriptions would cost the people in all lines; `None` where a price is unknown or
    /// there are no people.
    pub subscription_cost: Option<Quotient<Money>>,
    /// The purchase that covers the tokens.
    pub purchase: Purchase,
}

/// One line of the bill.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The id of the product or service.
    pub item: String,
    /// Its name.
    pub name: String,
    /// What it is a line of.
    pub kind: LineKind,
    /// How many people; `None` for results.
    pub users: Option<Number>,
    /// Days of use of each; `None` for results.
    pub days: Option<Days>,
    /// How many units, or days of use observed; `None` for expected use.
    pub quantity: Option<Quotient<Number>>,
    /// Tokens in all.
    pub tokens: Quotient<Tokens>,
    /// What they cost.
    pub cost: Quotient<Money>,
    /// What subscriptions would cost the same people; `None` where unknown, and for results.
    pub subscription_cost: Option<Quotient<Money>>,
    /// Which is cheaper, where both are known.
    pub cheaper: Option<Cheaper>,
    /// How many times the subscriptions Flex costs, where both are known.
    pub times_subscription: Option<Quotient<Number>>,
}

/// What a line of the bill is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// People who are expected to open a product.
    Use,
    /// People who opened one.
    Observed,
    /// Results of a cloud service, which no subscription stands for.
    Result,
}

impl LineKind {
    /// The word in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Observed => "observed",
            Self::Result => "result",
        }
    }

    /// Whether people are behind it, who could hold subscriptions instead.
    pub fn is_of_people(self) -> bool {
        match self {
            Self::Use | Self::Observed => true,
            Self::Result => false,
        }
    }
}

/// Works out the bill.
pub fn cost(input: &CostInput) -> Cost {
    let each = tokens_of(input.items);
    let tokens: Quotient<Tokens> = each.iter().sum();
    let token_price = price_of(&tokens, input.token_price, input.terms);
    let lines: Vec<_> = input
        .items
        .iter()
        .zip(each)
        .map(|(item, tokens)| line(item, tokens, &token_price.price, input.sub_discount))
        .collect();
    let balances = input.items.iter().map(minimum_balance).map(Quotient::from);
    let tokens_needed = balances.fold(tokens.clone(), Quotient::max);
    Cost {
        cost: &tokens * &token_price.price,
        subscription_cost: subscriptions(&lines),
        purchase: match input.token_price {
            Some(agreed) => purchase_at(&tokens_needed, agreed, input.terms),
            None => cheapest_purchase(&tokens_needed, input.terms),
        },
        lines,
        tokens,
        tokens_needed,
        token_price,
    }
}

/// The tokens that each line costs.
fn tokens_of(items: &[Item]) -> Vec<Quotient<Tokens>> {
    let mut results = Results::default();
    let tokens = |item: &Item| match item {
        Item::Use { tokens_per_day, days, users, .. } => *tokens_per_day * *days * *users,
        Item::Observed { tokens, .. } => tokens.into(),
        Item::Result { service, quantity } => results.tokens_of(service, quantity),
    };
    items.iter().map(tokens).collect()
}

fn minimum_balance(item: &Item) -> Tokens {
    match item {
        Item::Use { .. } | Item::Observed { .. } => Tokens::ZERO,
        Item::Result { service, .. } => service.minimum_balance,
    }
}

fn line(
    item: &Item,
    tokens: Quotient<Tokens>,
    token_price: &Quotient<TokenPrice>,
    sub_discount: Percent,
) -> Line {
    let cost = &tokens * token_price;
    let subscription_cost = subscription_cost(item, sub_discount);
    let (id, name) = match item {
        Item::Use { product, .. } => (&product.id, &product.name),
        Item::Observed { id, name, .. } => (id, name),
        Item::Result { service, .. } => (&service.id, &service.name),
    };
    let (kind, users, days, quantity) = match item {
        Item::Use { users, days, .. } => (LineKind::Use, Some(users), Some(days), None),
        Item::Observed { users, days_of_use, .. } => {
            (LineKind::Observed, users.as_ref(), None, days_of_use.as_ref().map(Quotient::from))
        }
        Item::Result { quantity, .. } => (LineKind::Result, None, None, Some(quantity.clone())),
    };
    Line {
        item: id.clone(),
        name: name.clone(),
        kind,
        users: users.copied(),
        days: days.copied(),
        quantity,
        cheaper: subscription_cost.as_ref().map(|other| Cheaper::of(&cost, other)),
        times_subscription: subscription_cost.as_ref().and_then(|other| cost.times(other)),
        subscription_cost,
        tokens,
        cost,
    }
}

/// What subscriptions would cost the people of a line, for as long as it is about.
fn subscription_cost(item: &Item, sub_discount: Percent) -> Option<Quotient<Money>> {
    match item {
        Item::Use { annual_price, users, .. } => {
            Some((annual_price.as_ref()?.discounted(sub_discount) * *users).into())
        }
        Item::Observed { annual_price, users, span, .. } => {
            Some(span.part_of(annual_price.as_ref()?.discounted(sub_discount) * (*users)?))
        }
        Item::Result { .. } => None,
    }
}

fn subscriptions(lines: &[Line]) -> Option<Quotient<Money>> {
    let people = lines.iter().filter(|line| line.kind.is_of_people());
    let costs = people.map(|line| line.subscription_cost.as_ref()).collect::<Option<Vec<_>>>()?;
    (!costs.is_empty()).then(|| costs.into_iter().sum())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use super::*;
    use crate::model::Partial;

    fn service(tokens: &str, per: u64, partial: Partial) -> Service {
        Service {
            id: "service".into(),
            name: "Service".into(),
            aliases: vec![],
            tokens: tokens.parse().unwrap(),
            per: NonZeroU64::new(per).unwrap(),
            unit: "photo".into(),
            partial,
            minimum_balance: Tokens::ZERO,
            source: "test".into(),
            note: None,
        }
    }

    fn terms() -> TokenTerms {
        TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 1.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![],
            source: None,
            note: None,
        }
    }

    #[test]
    fn thirds_of_tokens_add_up_without_a_remainder() {
        // 3 × (2 × 600 ÷ 3600) = 3 × ⅓ = 1 token: the purchase is the minimum, and the cost
        // 3.00 exactly
        let hour = service("2", 3600, Partial::Exact);
        let third = Item::Result { service: &hour, quantity: 600.into() };
        let terms = terms();
        let bill = cost(&CostInput {
            items: &[third.clone(), third.clone(), third],
            sub_discount: 0.into(),
            token_price: None,
            terms: &terms,
        });
        assert_eq!((bill.tokens, bill.cost, bill.purchase.tokens), (1.into(), 3.into(), 1.into()));
    }

    /// Two people who are expected to use the product.
    fn expected(product: &Product, annual_price: Option<u64>) -> Item<'_> {
        Item::Use {
            product,
            tokens_per_day: 10.into(),
            days: 40.into(),
            users: 2.into(),
            annual_price: annual_price.map(Money::from),
        }
    }

    /// Two people on the product for a fifth of a year.
    fn observed(annual_price: Option<u64>) -> Item<'static> {
        Item::Observed {
            id: "revit".into(),
            name: "Revit".into(),
            users: Some(2.into()),
            days_of_use: Some(9.into()),
            tokens: 90.into(),
            span: Span::of_days("2026-01-01".parse().unwrap(), "2026-03-15".parse().unwrap())
                .unwrap(),
            annual_price: annual_price.map(Money::from),
        }
    }

    #[test]
    fn the_total_of_subscriptions_has_every_line_of_people_or_is_unknown() {
        let product = Product {
            id: "revit".into(),
            name: "Revit".into(),
            aliases: vec![],
            tokens_per_day: Some(10.into()),
            annual_price: None,
            source: "test".into(),
            note: None,
        };
        let photos = service("1", 50, Partial::Up);
        let result = Item::Result { service: &photos, quantity: 30.into() };
        let expected = |price| expected(&product, price);
        let total = |items: &[Item]| {
            let terms = terms();
            let input =
                CostInput { items, sub_discount: 0.into(), token_price: None, terms: &terms };
            cost(&input).subscription_cost
        };
        // 2 × 1,000 = 2,000; 2 × 1,000 × 73 ÷ 365 = 400; together 2,400; a result counts
        // nothing
        let known = [expected(Some(1000)), observed(Some(1000)), result.clone()];
        assert_eq!(total(&known), Some(2400.into()));
        assert_eq!(total(&[observed(Some(1000))]), Some(400.into()));
        assert_eq!(total(&[expected(Some(1000)), observed(None)]), None);
        assert_eq!(total(&[expected(None), observed(Some(1000))]), None);
        assert_eq!(total(&[result]), None);
    }
}
