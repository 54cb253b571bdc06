//! `chargeback -f focus`: the bill as rows of the `FinOps` Open Cost and Usage Specification
//! (FOCUS) 1.2: purchases of tokens, their use, and what expired. A purchase is billed and has no
//! effective cost; use has no billed cost and the effective cost that the bill has for it.
//!
//! A lot is a commitment: so many tokens, paid for before they are used. Where no lots are known
//! there is no commitment, and no row has a column about one. Tokens are a virtual currency: a use
//! is priced in tokens, and a purchase in money.

use serde_json::{Map, Value};

use super::{Heading, Table};
use crate::engine::bill::by::By;
use crate::engine::bill::lines::{About, Line};
use crate::model::{Directory, Instant, LotKind, Money, Quotient};
use crate::render::{Cell, Grid};

/// What the vendor sells.
const SOLD: &str = "Flex tokens";

/// Every line of the bill, which is grouped by `by`: keys that FOCUS has no column for are among
/// the tags, and have a column of their own.
pub fn rows(lines: &[Line], by: &[By], directory: &Directory, currency: &str) -> Grid {
    let has_lots = lines.iter().any(|line| line.lot.is_some());
    let table = Table::of(lines.iter().map(|line| Row { line, by, directory, currency }));
    let table = charge(billing(table));
    let table = if has_lots { commitment(table) } else { table };
    let table = who(what(pricing(consumption(table))));
    let has_none = |(_, by): &(usize, &By)| !matches!(by, By::User | By::Team | By::Product);
    let keys = by.iter().enumerate().filter(has_none);
    keys.filter(|(_, by)| **by != By::Lot).fold(table, with_key).data()
}

fn with_key<'a>(table: Rows<'a>, (place, by): (usize, &By)) -> Rows<'a> {
    table.cell(column(by.name()), Heading::ForPrograms, move |row| {
        Cell::from(row.line.keys.get(place).cloned().flatten())
    })
}

/// `cost_center` as FOCUS writes its further columns: `x_CostCenter`.
fn column(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    format!("x_{}", words.filter_map(capital).collect::<String>())
}

/// A line, and what its cells need to know besides.
struct Row<'a> {
    line: &'a Line<'a>,
    by: &'a [By],
    directory: &'a Directory,
    currency: &'a str,
}

type Rows<'a> = Table<'static, Row<'a>>;

/// The columns, in the order of the specification.
trait Columns<'a>: Sized {
    /// Words that stand in every row.
    fn always(self, key: &'static str, words: &'static str) -> Self;
    /// A cell, which may be empty.
    fn of<C: Into<Cell>>(self, key: &'static str, cell: impl Fn(&Row<'a>) -> C + 'static) -> Self;
}

impl<'a> Columns<'a> for Rows<'a> {
    fn always(self, key: &'static str, words: &'static str) -> Self {
        self.text(key, Heading::ForPrograms, move |_| words)
    }

    fn of<C: Into<Cell>>(self, key: &'static str, cell: impl Fn(&Row<'a>) -> C + 'static) -> Self {
        self.cell(key, Heading::ForPrograms, move |row| cell(row).into())
    }
}

fn billing(table: Rows) -> Rows {
    table
        .of("BilledCost", Row::billed)
        .always("BillingAccountId", "autodesk-flex")
        .always("BillingAccountName", "Autodesk Flex")
        .of("BillingCurrency", |row| row.currency)
        .of("BillingPeriodStart", |row| Instant::start_of(row.line.month.0).to_string())
        .of("BillingPeriodEnd", |row| Instant::start_of(row.line.month.1).to_string())
}

fn charge(table: Rows) -> Rows {
    table
        .of("ChargeCategory", |row| match row.line.about {
            About::Purchase => "Purchase",
            About::Use(_) | About::Expiry => "Usage",
            About::Difference => "Adjustment",
        })
        .of("ChargeClass", |_| Cell::Empty)
        .of("ChargeDescription", Row::description)
        .of("ChargeFrequency", |row| match row.line.about {
            About::Purchase | About::Difference => "One-Time",
            About::Use(_) | About::Expiry => "Usage-Based",
        })
        .of("ChargePeriodStart", |row| row.line.time.0.to_string())
        .of("ChargePeriodEnd", |row| row.line.time.1.to_string())
}

/// All columns of commitments, or none of them.
fn commitment(table: Rows) -> Rows {
    table
        .of("CommitmentDiscountCategory", |row| row.of_lot(|_| "Usage".into()))
        .of("CommitmentDiscountId", |row| row.line.lot.clone())
        .of("CommitmentDiscountName", Row::lot_name)
        .of("CommitmentDiscountQuantity", |row| row.of_lot(|row| row.line.tokens.into()))
        .of("CommitmentDiscountStatus", |row| match row.line.about {
            About::Purchase | About::Difference => None,
            About::Use(_) => Some("Used"),
            About::Expiry => Some("Unused"),
        })
        .of("CommitmentDiscountType", |row| row.of_lot(|row| row.sold().into()))
        .of("CommitmentDiscountUnit", |row| row.of_lot(|row| row.unit().into()))
}

fn consumption(table: Rows) -> Rows {
    table
        .of("ConsumedQuantity", |row| row.of_use(|row| row.line.tokens.into()))
        .of("ConsumedUnit", |row| row.of_use(|row| row.unit().into()))
        .of("ContractedCost", |row| row.line.cost.clone())
        .of("ContractedUnitPrice", |row| row.of_tokens(|row| (&row.line.price).into()))
        .of("EffectiveCost", |row| row.line.effective.clone())
        .always("InvoiceIssuerName", "Autodesk")
        .of("ListCost", |row| row.line.tokens * row.line.list_price)
        .of("ListUnitPrice", |row| row.of_tokens(|row| row.line.list_price.into()))
}

fn pricing(table: Rows) -> Rows {
    table
        .of("PricingCategory", |row| match (row.line.about, &row.line.lot) {
            (About::Difference, _) => None,
            (About::Use(_) | About::Expiry, Some(_)) => Some("Committed"),
            (About::Purchase | About::Use(_) | About::Expiry, _) => Some("Standard"),
        })
        .of("PricingCurrency", |row| if row.is_in_tokens() { "Token" } else { row.currency })
        .of("PricingCurrencyContractedUnitPrice", |row| {
            row.in_pricing(|row| (&row.line.price).into())
        })
        .of("PricingCurrencyEffectiveCost", |row| match row.line.about {
            About::Use(_) | About::Expiry => Cell::from(row.line.tokens),
            About::Purchase | About::Difference => Cell::from(&row.line.effective),
        })
        .of("PricingCurrencyListUnitPrice", |row| row.in_pricing(|row| row.line.list_price.into()))
        .of("PricingQuantity", |row| row.of_tokens(|row| row.line.tokens.into()))
        .of("PricingUnit", |row| row.of_tokens(|row| row.unit().into()))
}

fn what(table: Rows) -> Rows {
    table
        .always("ProviderName", "Autodesk")
        .always("PublisherName", "Autodesk")
        .of("ResourceId", |row| row.line.lot.clone())
        .of("ResourceName", Row::lot_name)
        .of("ResourceType", |row| row.of_lot(|_| "Token Allocation".into()))
        .always("ServiceCategory", "Business Applications")
        .always("ServiceName", "Autodesk Flex")
        .of("SkuId", Row::sku)
        .of("SkuPriceId", Row::sku)
}

fn who(table: Rows) -> Rows {
    table
        .of("SubAccountId", |row| row.line.team.clone())
        .of("SubAccountName", |row| row.line.team.clone())
        .of("SubAccountType", |row| row.line.team.as_ref().map(|_| "Team"))
        .of("Tags", Row::tags)
        .of("x_User", Row::person)
        .of("x_Team", |row| row.line.team.clone())
        .of("x_LotId", |row| row.line.lot.clone())
        .of("x_WindowStart", |row| row.of_use(|row| row.line.time.0.to_string().into()))
}

impl<'a> Row<'a> {
    fn of_use(&self, cell: impl Fn(&Self) -> Cell) -> Option<Cell> {
        matches!(self.line.about, About::Use(_)).then(|| cell(self))
    }

    fn of_lot(&self, cell: impl Fn(&Self) -> Cell) -> Option<Cell> {
        self.line.lot.is_some().then(|| cell(self))
    }

    /// What a difference does not have.
    fn of_tokens(&self, cell: impl Fn(&Self) -> Cell) -> Option<Cell> {
        (self.line.about != About::Difference).then(|| cell(self))
    }

    /// The price of a unit in the currency of pricing: a token is one token.
    fn in_pricing(&self, money: impl Fn(&Self) -> Cell) -> Option<Cell> {
        self.of_tokens(|row| if row.is_in_tokens() { Cell::from(1_u64) } else { money(row) })
    }

    fn is_in_tokens(&self) -> bool {
        matches!(self.line.about, About::Use(_) | About::Expiry)
    }

    fn billed(&self) -> Quotient<Money> {
        match self.line.about {
            About::Purchase => self.line.cost.clone(),
            About::Use(_) | About::Expiry | About::Difference => Quotient::ZERO,
        }
    }

    fn product(&self) -> Option<&'a str> {
        match self.line.about {
            About::Use(charge) => Some(self.directory.item(charge.pair).name.as_str()),
            About::Purchase | About::Expiry | About::Difference => None,
        }
    }

    fn person(&self) -> Option<&'a str> {
        match self.line.about {
            About::Use(charge) => Some(self.directory.person(charge.pair)),
            About::Purchase | About::Expiry | About::Difference => None,
        }
    }

    fn sold(&self) -> &'static str {
        match self.line.kind {
            LotKind::Tokens => SOLD,
            LotKind::CloudCredits => "Cloud credits",
        }
    }

    fn unit(&self) -> &'static str {
        match self.line.kind {
            LotKind::Tokens => "Tokens",
            LotKind::CloudCredits => "Cloud credits",
        }
    }

    fn sku(&self) -> Option<&'a str> {
        match self.line.about {
            About::Use(_) => self.product(),
            About::Purchase | About::Expiry => Some(self.sold()),
            About::Difference => None,
        }
    }

    fn lot_name(&self) -> Option<String> {
        let lot = self.line.lot.as_ref()?;
        Some(format!("{}, lot {lot}", self.sold()))
    }

    fn description(&self) -> String {
        let tokens = self.lot_name().unwrap_or_else(|| self.sold().to_owned());
        match self.line.about {
            About::Purchase if self.line.lot.is_none() => format!("{tokens}, as many as were used"),
            About::Purchase => tokens,
            About::Use(_) => format!("Flex use of {}", self.product().unwrap_or_default()),
            About::Expiry => {
                let lot = self.line.lot.as_deref().unwrap_or_default();
                format!("{} expired unused, lot {lot}", self.sold())
            }
            About::Difference => "What the lots cost beyond the price of the bill".to_owned(),
        }
    }

    /// Who used it, and what the bill is grouped by, as one JSON object.
    fn tags(&self) -> Option<String> {
        let said = self.by.iter().zip(&self.line.keys);
        let said = said.filter_map(|(by, key)| Some((by.name(), key.as_deref()?)));
        let tags = self.person().map(|person| ("user", person)).into_iter().chain(said);
        let tags: Map<String, Value> =
            tags.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        (!tags.is_empty()).then(|| Value::Object(tags).to_string())
    }
}
