//! The bill as rows of the `FinOps` Open Cost and Usage Specification (FOCUS) 1.2: purchases of
//! tokens, their use, and what expired. A purchase is billed and has no effective cost; use has no
//! billed cost and the effective cost of the lot's tokens.

use super::super::usage::Used;
use crate::engine::bill::lines::{About, Line};
use crate::model::{Instant, Money};
use crate::render::{Cell, Grid, column};

const COLUMNS: [&str; 33] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingCurrency",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ResourceId",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "x_User",
    "x_Team",
    "x_LotId",
    "x_WindowStart",
];

/// What a purchase, a use and an expiry have of their own.
struct Words<'a> {
    category: &'static str,
    frequency: &'static str,
    description: String,
    status: &'static str,
    user: &'a str,
    product: &'a str,
}

fn words<'a>(line: &Line, used: &'a Used) -> Words<'a> {
    let usage = |description, status| Words {
        category: "Usage",
        frequency: "Usage-Based",
        description,
        status,
        user: "",
        product: "",
    };
    let lot = &line.lot;
    match line.about {
        About::Purchase => Words {
            category: "Purchase",
            frequency: "One-Time",
            ..usage(format!("Flex tokens, lot {lot}"), "")
        },
        About::Use(charge) => {
            let product = used.directory.item(charge.pair).name.as_str();
            let person = used.directory.person(charge.pair);
            Words { user: person, product, ..usage(format!("Flex use of {product}"), "Used") }
        }
        About::Expiry => usage(format!("Flex tokens expired unused, lot {lot}"), "Unused"),
    }
}

fn cells(line: &Line, used: &Used, currency: &str) -> Vec<Cell> {
    let Words { category, frequency, description, status, user, product } = words(line, used);
    let none = Money::zero();
    let (is_purchase, is_use) =
        (line.about == About::Purchase, matches!(line.about, About::Use(_)));
    let (billed, effective) = if is_purchase { (&line.cost, &none) } else { (&none, &line.cost) };
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { text.into() };
    let number = |money: &Money| Cell::Count(money.exact().clone());
    let month = |date| Instant::start_of(date).to_string();
    vec![
        number(billed),
        "autodesk-flex".into(),
        "Autodesk Flex".into(),
        currency.into(),
        month(line.month.0).into(),
        month(line.month.1).into(),
        category.into(),
        Cell::Empty,
        description.into(),
        frequency.into(),
        line.time.0.to_string().into(),
        line.time.1.to_string().into(),
        if is_purchase { Cell::Empty } else { line.lot.as_str().into() },
        text(status),
        if is_use { Cell::from(&line.tokens) } else { Cell::Empty },
        if is_use { "Tokens".into() } else { Cell::Empty },
        number(&line.cost),
        number(effective),
        "Autodesk".into(),
        number(&line.list_cost),
        if is_purchase { currency.into() } else { "Token".into() },
        (&line.tokens).into(),
        "Tokens".into(),
        "Autodesk".into(),
        "Autodesk".into(),
        line.lot.as_str().into(),
        "Business Applications".into(),
        "Autodesk Flex".into(),
        text(product),
        text(user),
        text(line.team.as_deref().unwrap_or_default()),
        line.lot.as_str().into(),
        if is_use { line.time.0.to_string().into() } else { Cell::Empty },
    ]
}

/// Every line of the bill.
pub(super) fn rows(lines: &[Line], used: &Used, currency: &str) -> Grid {
    let mut grid = Grid::new(COLUMNS.map(|key| column(key, key)).to_vec());
    grid.rows = lines.iter().map(|line| cells(line, used, currency)).collect();
    grid
}
