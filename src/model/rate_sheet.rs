//! What the vendor charges: a rate sheet, as valid data.

use std::iter;
use std::num::NonZeroU64;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Money, Number, Quotient, Row, TokenPrice, Tokens, TokensPerDay};

/// A rate sheet: one vendor's rates and list prices from one day on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RateSheet {
    /// The short name, such as `autodesk`.
    pub name: String,
    /// What the sheet is, in words.
    pub title: String,
    /// The first day on which these rates hold.
    pub effective: NaiveDate,
    /// The currency of every price, by its ISO 4217 code.
    pub currency: String,
    /// What tokens cost and how they live.
    pub token: TokenTerms,
    /// Desktop products, charged by the day of use.
    pub products: Vec<Product>,
    /// Cloud services, charged by the result.
    pub services: Vec<Service>,
    /// Subscriptions that cover several products.
    pub collections: Vec<Collection>,
}

/// What could be read of a rate sheet that may be faulty: the parts that are whole.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The short name.
    pub name: Option<String>,
    /// What the sheet is, in words.
    pub title: Option<String>,
    /// The first day on which these rates hold.
    pub effective: Option<NaiveDate>,
    /// The currency of every price.
    pub currency: Option<String>,
    /// What tokens cost and how they live.
    pub token: Option<TokenTerms>,
    /// Desktop products.
    pub products: Vec<Product>,
    /// Cloud services.
    pub services: Vec<Service>,
    /// Subscriptions that cover several products.
    pub collections: Vec<Collection>,
}

impl Draft {
    /// The sheet, where nothing is missing.
    pub fn finished(self) -> Option<RateSheet> {
        Some(RateSheet {
            name: self.name?,
            title: self.title?,
            effective: self.effective?,
            currency: self.currency?,
            token: self.token?,
            products: self.products,
            services: self.services,
            collections: self.collections,
        })
    }
}

/// What tokens cost to buy (RULES §5) and how they live (RULES §2, §9).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenTerms {
    /// The price of a token in a purchase below every tier.
    pub list_price: TokenPrice,
    /// The fewest tokens in one purchase.
    pub minimum_purchase: Tokens,
    /// How many days after purchase tokens expire.
    pub term_days: u32,
    /// A session shorter than this is free, in minutes.
    pub grace_minutes: u32,
    /// Volume discounts, by rising `from`.
    pub tiers: Vec<Tier>,
    /// Where the prices come from.
    pub source: Option<String>,
    /// What to know when using them.
    pub note: Option<String>,
}

/// A volume discount: the whole purchase is priced at the tier that its quantity reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The smallest purchase of this tier; the next tier's `from` ends it.
    pub from: Tokens,
    /// Money for one token; `None` is *unquoted*: the vendor has not published it.
    pub price: Option<TokenPrice>,
}

/// What one token costs in a purchase of a certain size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierPrice {
    /// Money for one token.
    pub price: TokenPrice,
    /// The `from` of the tier reached, 1 below every tier.
    pub tier_from: Tokens,
    /// Whether that tier has no price of its own, so that the last known one before it stands in.
    pub unquoted: bool,
}

impl TokenTerms {
    /// The price of a token in a purchase of `tokens` (RULES §5); where none are bought, in the
    /// smallest there is. A part of a token is bought as one, so that a price for any number of
    /// them is one for a part, too.
    pub fn price_of(&self, tokens: impl Into<Quotient<Tokens>>) -> TierPrice {
        let asked: Quotient<Tokens> = tokens.into();
        let one = Quotient::from(Tokens::from(1));
        let tokens = if asked.is_zero() { self.minimum_purchase.into() } else { asked.max(one) };
        let base =
            TierPrice { price: self.list_price, tier_from: Tokens::from(1), unquoted: false };
        let reached = self.tiers.iter().take_while(|tier| tokens >= tier.from);
        reached.fold(base, |last, tier| TierPrice {
            price: tier.price.unwrap_or(last.price),
            tier_from: tier.from,
            unquoted: tier.price.is_none(),
        })
    }

    /// The terms with one price for any number of tokens.
    #[must_use]
    pub fn at(&self, price: TokenPrice) -> Self {
        let tier = Tier { from: Tokens::from(1), price: Some(price) };
        Self { tiers: vec![tier], ..self.clone() }
    }

    /// The smallest purchase at each price: the minimum, then the `from` of each tier above it.
    pub fn smallest_purchases(&self) -> impl Iterator<Item = Tokens> {
        let above = self.tiers.iter().map(|tier| tier.from);
        iter::once(self.minimum_purchase).chain(above.filter(|from| *from > self.minimum_purchase))
    }
}

/// A desktop product.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Product {
    /// The key in the sheet.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// Tokens for one day of use; `None` where it is not sold on Flex.
    pub tokens_per_day: Option<TokensPerDay>,
    /// What one person's subscription costs a year; `None` where the sheet does not know.
    pub annual_price: Option<Money>,
    /// What it costs for a month alone; `None` where the sheet does not know.
    pub month_price: Option<Money>,
    /// What it costs for three years, all of them; `None` where the sheet does not know.
    pub three_year_price: Option<Money>,
    /// What a floating seat costs a year, which people use in turn; `None` where the sheet does
    /// not know.
    pub floating_price: Option<Money>,
    /// Where the figures come from.
    pub source: String,
    /// What to know when using them.
    pub note: Option<String>,
}

/// A cloud service that charges by the result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Service {
    /// The key in the sheet.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// Tokens for `per` units.
    pub tokens: Tokens,
    /// How many units `tokens` pay for.
    pub per: NonZeroU64,
    /// What is counted, in the singular: `photo`, `job`, `second`.
    pub unit: String,
    /// How a part of `per` counts.
    pub partial: Partial,
    /// Tokens that must be held, though not spent, to use the service.
    pub minimum_balance: Tokens,
    /// How many units of a month are free on the vendor's free tier; `None` where none are.
    pub free_per_month: Option<Number>,
    /// Where the figures come from.
    pub source: String,
    /// What to know when using them.
    pub note: Option<String>,
}

/// How a part of a charged unit counts (RULES §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partial {
    /// In proportion.
    Exact,
    /// As a whole unit.
    Up,
    /// Not at all; it carries on to the next unit.
    Down,
}

/// A subscription that covers several products.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Collection {
    /// The key in the sheet.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// The ids of the products it covers; none where the sheet does not know.
    pub products: Vec<String>,
    /// What one person's subscription costs a year; `None` where the sheet does not know.
    pub annual_price: Option<Money>,
    /// What it costs for a month alone; `None` where the sheet does not know.
    pub month_price: Option<Money>,
    /// What it costs for three years, all of them; `None` where the sheet does not know.
    pub three_year_price: Option<Money>,
    /// What a floating seat costs a year, which people use in turn; `None` where the sheet does
    /// not know.
    pub floating_price: Option<Money>,
    /// Where the figures come from.
    pub source: String,
    /// What to know when using them.
    pub note: Option<String>,
}

macro_rules! row {
    ($($kind:ident)*) => {$(
        impl Row for $kind {
            fn id(&self) -> &str {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn aliases(&self) -> &[String] {
                &self.aliases
            }
            fn note(&self) -> Option<&str> {
                self.note.as_deref()
            }
        }
    )*};
}

row!(Product Service Collection);

impl Product {
    /// A product of which no more than a name is known.
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            aliases: Vec::new(),
            tokens_per_day: None,
            annual_price: None,
            month_price: None,
            three_year_price: None,
            floating_price: None,
            source: String::new(),
            note: None,
        }
    }
}

impl Service {
    /// A service of which no more is known than what `unit` costs.
    pub fn new(id: impl Into<String>, tokens: Tokens, unit: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            aliases: Vec::new(),
            tokens,
            per: NonZeroU64::MIN,
            unit: unit.into(),
            partial: Partial::Exact,
            minimum_balance: Tokens::ZERO,
            free_per_month: None,
            source: String::new(),
            note: None,
        }
    }
}

impl Collection {
    /// A collection of which no more than a name is known.
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            aliases: Vec::new(),
            products: Vec::new(),
            annual_price: None,
            month_price: None,
            three_year_price: None,
            floating_price: None,
            source: String::new(),
            note: None,
        }
    }
}

impl RateSheet {
    /// Its terms alone.
    #[must_use]
    pub fn without_rows(&self) -> Self {
        let (products, services, collections) = (Vec::new(), Vec::new(), Vec::new());
        Self { products, services, collections, ..self.clone() }
    }
}
