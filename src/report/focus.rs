//! `chargeback -f focus`: the bill as rows of the `FinOps` Open Cost and Usage Specification
//! (FOCUS) 1.2: purchases of tokens, their use, and what expired. A purchase is billed and has no
//! effective cost; use has no billed cost and the effective cost of the lot's tokens.

use super::{Heading, Table};
use crate::engine::bill::by::By;
use crate::engine::bill::lines::{About, Line};
use crate::model::{Directory, Instant, Money, Quotient};
use crate::render::{Cell, Grid};

/// Every line of the bill, which is grouped by `by`: keys that FOCUS has no column for have one of
/// their own.
pub fn rows(lines: &[Line], by: &[By], directory: &Directory, currency: &str) -> Grid {
    let table = Table::of(lines.iter().map(|line| Row { line, directory, currency }));
    let table = pricing(consumption(charge(billing(table))));
    let of_its_own = |(_, by): &(usize, &By)| !matches!(by, By::User | By::Team | By::Product);
    by.iter().enumerate().filter(of_its_own).fold(table, with_key).data()
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
        .of("BilledCost", Row::cost_of_purchase)
        .always("BillingAccountId", "autodesk-flex")
        .always("BillingAccountName", "Autodesk Flex")
        .of("BillingCurrency", |row| row.currency)
        .of("BillingPeriodStart", |row| Instant::start_of(row.line.month.0).to_string())
        .of("BillingPeriodEnd", |row| Instant::start_of(row.line.month.1).to_string())
}

fn charge(table: Rows) -> Rows {
    table
        .of("ChargeCategory", |row| row.of_kind("Purchase", "Usage"))
        .of("ChargeClass", |_| Cell::Empty)
        .of("ChargeDescription", Row::description)
        .of("ChargeFrequency", |row| row.of_kind("One-Time", "Usage-Based"))
        .of("ChargePeriodStart", |row| row.line.time.0.to_string())
        .of("ChargePeriodEnd", |row| row.line.time.1.to_string())
        .of("CommitmentDiscountId", |row| {
            (row.line.about != About::Purchase).then(|| row.line.lot.clone())
        })
        .of("CommitmentDiscountStatus", |row| match row.line.about {
            About::Purchase => None,
            About::Use(_) => Some("Used"),
            About::Expiry => Some("Unused"),
        })
}

fn consumption(table: Rows) -> Rows {
    table
        .of("ConsumedQuantity", |row| row.of_use(|row| row.line.tokens.into()))
        .of("ConsumedUnit", |row| row.of_use(|_| "Tokens".into()))
        .of("ContractedCost", |row| row.line.cost.clone())
        .of("EffectiveCost", Row::cost_of_use)
        .always("InvoiceIssuerName", "Autodesk")
        .of("ListCost", |row| row.line.list_cost.clone())
}

fn pricing(table: Rows) -> Rows {
    table
        .of("PricingCurrency", |row| row.of_kind(row.currency, "Token"))
        .of("PricingQuantity", |row| row.line.tokens)
        .always("PricingUnit", "Tokens")
        .always("ProviderName", "Autodesk")
        .always("PublisherName", "Autodesk")
        .of("ResourceId", |row| row.line.lot.clone())
        .always("ServiceCategory", "Business Applications")
        .always("ServiceName", "Autodesk Flex")
        .of("SkuId", Row::product)
        .of("x_User", Row::person)
        .of("x_Team", |row| row.line.team.clone())
        .of("x_LotId", |row| row.line.lot.clone())
        .of("x_WindowStart", |row| row.of_use(|row| row.line.time.0.to_string().into()))
}

impl<'a> Row<'a> {
    fn of_kind<'w>(&self, purchase: &'w str, use_or_loss: &'w str) -> &'w str {
        if self.line.about == About::Purchase { purchase } else { use_or_loss }
    }

    fn of_use(&self, cell: impl Fn(&Self) -> Cell) -> Option<Cell> {
        matches!(self.line.about, About::Use(_)).then(|| cell(self))
    }

    fn cost_of_purchase(&self) -> Quotient<Money> {
        match self.line.about {
            About::Purchase => self.line.cost.clone(),
            About::Use(_) | About::Expiry => Quotient::ZERO,
        }
    }

    fn cost_of_use(&self) -> Quotient<Money> {
        match self.line.about {
            About::Purchase => Quotient::ZERO,
            About::Use(_) | About::Expiry => self.line.cost.clone(),
        }
    }

    fn product(&self) -> Option<&'a str> {
        match self.line.about {
            About::Use(charge) => Some(self.directory.item(charge.pair).name.as_str()),
            About::Purchase | About::Expiry => None,
        }
    }

    fn person(&self) -> Option<&'a str> {
        match self.line.about {
            About::Use(charge) => Some(self.directory.person(charge.pair)),
            About::Purchase | About::Expiry => None,
        }
    }

    fn description(&self) -> String {
        let lot = &self.line.lot;
        match self.line.about {
            About::Purchase => format!("Flex tokens, lot {lot}"),
            About::Use(_) => format!("Flex use of {}", self.product().unwrap_or_default()),
            About::Expiry => format!("Flex tokens expired unused, lot {lot}"),
        }
    }
}
