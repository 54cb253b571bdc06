//! What do these days of use and results cost on Flex, and what would subscriptions cost the same
//! people? (RULES §4, §5)
//!
//! Formula: tokens = rate × days × users for a product, rate × quantity ÷ per for a service;
//! cost = tokens × price of a token. What was observed in a part of a year is brought to a year
//! beside that, since subscriptions are sold for a year; then the cheapest purchase that covers a
//! year.
//!
//! Example: AutoCAD on 260 days is 7 × 260 = 1,820 tokens, at 3.00 each 5,460.00, against 2,310.00
//! for the subscription. 51 photos at 1 token per 50, counted up, are 2 tokens. 56 tokens charged
//! in 73 days cost 168.00, and 840.00 in a year like that.
//!
//! Edges: a service may cost nothing and still need a balance: then at least that balance is
//! bought. An unknown subscription price stays unknown, also in the total.

use serde::Serialize;

use crate::engine::price::purchase::{Purchase, cheapest_purchase, purchase_at};
use crate::engine::price::token_price::{TokenPriceChoice, price_of};
use crate::engine::sums::allowance::Quantity;
use crate::engine::sums::instead::Instead;
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
        /// The product, where the sheet has it.
        product: Option<&'a Product>,
        /// How many people; `None` where nothing says who it was.
        users: Option<Number>,
        /// Their days of use together; `None` where nothing says on which days it was.
        days_of_use: Option<Number>,
        /// The tokens charged.
        tokens: Tokens,
        /// Those that all days of use would take on Flex, days that a seat covered too; `None`
        /// where no rate tells.
        on_flex: Option<Tokens>,
        /// The days that the usage is about.
        span: Span,
        /// `Observed` of people, `Result` of a cloud service.
        kind: LineKind,
        /// What one subscription costs a year before the discount, where known.
        annual_price: Option<Money>,
    },
    /// Results of a cloud service.
    Result {
        /// The service.
        service: &'a Service,
        /// How many of its units.
        quantity: Quantity,
    },
}

/// The bill.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    /// Line by line, in the order given.
    pub lines: Vec<Line>,
    /// All tokens that are spent.
    pub tokens: Quotient<Tokens>,
    /// Those of a year: where a part of one was observed, in proportion.
    pub tokens_a_year: Quotient<Tokens>,
    /// The tokens to own for a year: those, or a larger balance that a service asks for.
    pub tokens_needed: Quotient<Tokens>,
    /// What `tokens` cost at `token_price`.
    pub cost: Quotient<Money>,
    /// What `tokens_a_year` cost at `token_price_a_year`.
    pub cost_a_year: Quotient<Money>,
    /// What a token of the lines costs.
    pub token_price: TokenPriceChoice,
    /// What one costs where a year of them is bought.
    pub token_price_a_year: TokenPriceChoice,
    /// What a year of subscriptions would cost the people in all lines; `None` where a price is
    /// unknown or there are no people.
    pub subscription_cost: Option<Quotient<Money>>,
    /// The purchase that covers the tokens.
    pub purchase: Purchase,
    /// Collections that could be held instead, where it was asked which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Instead>,
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
    /// In how many months it is, the same in each; `None` where nothing says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<Number>,
    /// How many of the units are free; `None` on a paid plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_quantity: Option<Quotient<Number>>,
    /// Tokens in all.
    pub tokens: Quotient<Tokens>,
    /// Those of a year like that: the same, but where a part of a year was observed.
    pub tokens_a_year: Quotient<Tokens>,
    /// What the tokens cost.
    pub cost: Quotient<Money>,
    /// What a year like that costs: the same, but where a part of a year was observed.
    pub cost_a_year: Quotient<Money>,
    /// What a year of all its days on Flex would cost, those that seats cover too; `None` where no
    /// rate tells.
    pub all_on_flex: Option<Quotient<Money>>,
    /// What a year of subscriptions would cost the same people; `None` where unknown, and for
    /// results.
    pub subscription_cost: Option<Quotient<Money>>,
    /// Which is cheaper for a year, where both are known.
    pub cheaper: Option<Cheaper>,
    /// How many times the subscriptions a year on Flex costs, where both are known.
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

impl Cost {
    /// Whether some of it was observed in more or less than a year.
    pub fn is_brought_to_a_year(&self) -> bool {
        self.tokens != self.tokens_a_year
    }
}

/// Works out the bill.
pub fn cost(input: &CostInput) -> Cost {
    let each = tokens_of(input.items);
    let each_a_year: Vec<_> =
        input.items.iter().zip(&each).map(|(item, tokens)| a_year(item, tokens)).collect();
    let tokens: Quotient<Tokens> = each.iter().sum();
    let tokens_a_year: Quotient<Tokens> = each_a_year.iter().sum();
    let token_price = price_of(&tokens, input.token_price, input.terms);
    let token_price_a_year = price_of(&tokens_a_year, input.token_price, input.terms);
    let lines: Vec<_> = input
        .items
        .iter()
        .zip(each.into_iter().zip(each_a_year))
        .map(|(item, (tokens, tokens_a_year))| Line {
            cost: &tokens * &token_price.price,
            tokens,
            ..line(item, tokens_a_year, &token_price_a_year.price, input.sub_discount)
        })
        .collect();
    let balances = input.items.iter().map(minimum_balance).map(Quotient::from);
    let tokens_needed = balances.fold(tokens_a_year.clone(), Quotient::max);
    Cost {
        cost: &tokens * &token_price.price,
        cost_a_year: &tokens_a_year * &token_price_a_year.price,
        subscription_cost: subscriptions(&lines),
        purchase: match input.token_price {
            Some(agreed) => purchase_at(&tokens_needed, agreed, input.terms),
            None => cheapest_purchase(&tokens_needed, input.terms),
        },
        collections: Vec::new(),
        lines,
        tokens,
        tokens_a_year,
        tokens_needed,
        token_price,
        token_price_a_year,
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

/// The tokens of a year in which every day is like those observed.
fn a_year(item: &Item, tokens: &Quotient<Tokens>) -> Quotient<Tokens> {
    match item {
        Item::Observed { tokens, span, .. } => span.tokens_a_year(*tokens),
        Item::Use { .. } | Item::Result { .. } => tokens.clone(),
    }
}

/// A line of a year: as it is where it was expected, and to be given what was charged where it was
/// observed.
fn line(
    item: &Item,
    tokens_a_year: Quotient<Tokens>,
    price: &Quotient<TokenPrice>,
    sub_discount: Percent,
) -> Line {
    let cost_a_year = &tokens_a_year * price;
    // Without its seats, what they covered would be on Flex, too.
    let all_on_flex = match item {
        Item::Observed { on_flex, span, .. } => {
            on_flex.map(|tokens| span.tokens_a_year(tokens) * price)
        }
        Item::Use { .. } | Item::Result { .. } => Some(cost_a_year.clone()),
    };
    let subscription_cost = subscription_cost(item, sub_discount);
    let compared = || all_on_flex.as_ref().zip(subscription_cost.as_ref());
    let (id, name) = match item {
        Item::Use { product, .. } => (&product.id, &product.name),
        Item::Observed { id, name, .. } => (id, name),
        Item::Result { service, .. } => (&service.id, &service.name),
    };
    let (kind, users, days, quantity) = match item {
        Item::Use { users, days, .. } => (LineKind::Use, Some(users), Some(days), None),
        Item::Observed { kind: LineKind::Result, users, .. } => {
            (LineKind::Result, users.as_ref(), None, None)
        }
        Item::Observed { kind, users, days_of_use, .. } => {
            (*kind, users.as_ref(), None, days_of_use.as_ref().map(Quotient::from))
        }
        Item::Result { quantity, .. } => (LineKind::Result, None, None, Some(quantity.total())),
    };
    let (months, free_quantity) = match item {
        Item::Use { .. } | Item::Observed { .. } => (None, None),
        Item::Result { quantity, .. } => (quantity.months(), quantity.free_in_all()),
    };
    Line {
        item: id.clone(),
        name: name.clone(),
        kind,
        users: users.copied(),
        days: days.copied(),
        quantity,
        months,
        free_quantity,
        cheaper: compared().map(|(flex, other)| Cheaper::of(flex, other)),
        times_subscription: compared().and_then(|(flex, other)| flex.times(other)),
        all_on_flex,
        subscription_cost,
        tokens: tokens_a_year.clone(),
        tokens_a_year,
        cost: cost_a_year.clone(),
        cost_a_year,
    }
}

/// What a year of subscriptions would cost the people of a line.
fn subscription_cost(item: &Item, sub_discount: Percent) -> Option<Quotient<Money>> {
    let (annual_price, users) = match item {
        Item::Use { annual_price, users, .. } => (annual_price, Some(*users)),
        Item::Observed { annual_price, users, .. } => (annual_price, *users),
        Item::Result { .. } => return None,
    };
    Some((annual_price.as_ref()?.discounted(sub_discount) * users?).into())
}

fn subscriptions(lines: &[Line]) -> Option<Quotient<Money>> {
    let people = lines.iter().filter(|line| line.kind.is_of_people());
    let costs = people.map(|line| line.subscription_cost.as_ref()).collect::<Option<Vec<_>>>()?;
    (!costs.is_empty()).then(|| costs.into_iter().sum())
}

#[cfg(test)]
mod tests;
