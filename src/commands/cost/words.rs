//! What `--use` and `--result` take: `revit=40x12`, `flow-wedging=2.5hx12`.

use std::str::FromStr;

use serde::Serialize;

use crate::load::{ScenarioResult, ScenarioUse};
use crate::model::{Days, Given, Limits, Measured, Number, Refused};

/// `PRODUCT=DAYS[xUSERS]`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Use {
    product: String,
    days: Days,
    users: Number,
}

/// `NAME=UNITS[xMONTHS]`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ServiceResult {
    service: String,
    quantity: Measured,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<Number>,
}

/// Splits `NAME=AMOUNT`, whatever `=` the name itself may have.
fn named<'t>(text: &'t str, example: &str) -> Result<(String, &'t str), String> {
    let parts = text.rsplit_once('=').filter(|(name, _)| !name.trim().is_empty());
    let (name, amount) = parts.ok_or_else(|| format!("must be written like {example}"))?;
    Ok((name.trim().to_owned(), amount.trim()))
}

impl FromStr for Use {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (product, amount) = named(text, "revit=40 or revit=40x12")?;
        let (days, users) = amount.split_once(['x', 'X', '×']).unwrap_or((amount, "1"));
        let days =
            days.trim().parse().map_err(|rule: Refused| format!("days of use a year {rule}"))?;
        let users = Number::within(Limits::COUNT, users.trim())
            .map_err(|rule| format!("the number of users {rule}"))?;
        Ok(Self { product, days, users })
    }
}

impl FromStr for ServiceResult {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (service, amount) = named(text, "cfd-simple=12 or flow-wedging=2.5hx12")?;
        let (quantity, months) = match amount.split_once(['x', 'X', '×']) {
            Some((quantity, months)) => (quantity, Some(months.trim())),
            None => (amount, None),
        };
        let quantity = quantity.trim().parse();
        let quantity = quantity.map_err(|rule: Refused| format!("the quantity {rule}"))?;
        let months = months.map(|months| Number::within(Limits::MONTHS, months)).transpose();
        let months = months.map_err(|rule| format!("the number of months {rule}"))?;
        Ok(Self { service, quantity, months })
    }
}

impl From<&Use> for ScenarioUse {
    fn from(given: &Use) -> Self {
        let Use { product, days, users } = given.clone();
        Self { product, days, users, place: None }
    }
}

impl From<&ServiceResult> for ScenarioResult {
    fn from(given: &ServiceResult) -> Self {
        let ServiceResult { service, quantity, months } = given.clone();
        Self { service, quantity, months, place: None }
    }
}
