//! How long does a lot live, and what does a token of it cost, where it does not say?
//!
//! ```text
//! it lives for the term, and costs the tier that it reaches, of the rate sheet in force when it
//!     was bought
//! ```
//!
//! RULES §5 (tiers) and §9 (a year from the purchase); which sheet is in force,
//! [`Sheets`](crate::model::Sheets) knows.
//!
//! Example: of sheets from 2022, whose tokens live two years, and from 2025-12-08, whose tokens
//! live one, a lot bought on 2025-12-07 lives two years, one bought a day later one.
//!
//! Edges: a lot that says when it expires, or what it cost, needs no sheet.

use chrono::NaiveDate;

use crate::engine::pool::PoolLot;
use crate::model::{Lot, Sheets, TokenPrice, Tokens};

/// A lot with its life, as a pool knows it.
pub fn pool_lot(lot: &Lot, sheets: &Sheets) -> PoolLot {
    PoolLot::new(lot, sheets.in_force(lot.bought).token.term_days)
}

/// What a token costs in a purchase of so many on a day.
pub fn price_on(sheets: &Sheets, on: NaiveDate, tokens: &Tokens) -> TokenPrice {
    sheets.in_force(on).token.price_of(tokens).price
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{RateSheet, Tier, TokenTerms, day_number};

    /// A sheet with a list price of 3.00 and, from 5,000 tokens on, 2.50.
    fn sheet(effective: &str, term_days: u32) -> RateSheet {
        let price = |text: &str| text.parse::<TokenPrice>().unwrap();
        RateSheet {
            name: effective.to_owned(),
            title: String::new(),
            effective: effective.parse().unwrap(),
            currency: "USD".into(),
            token: TokenTerms {
                list_price: price("3"),
                minimum_purchase: 100.into(),
                term_days,
                grace_minutes: 5,
                tiers: vec![Tier { from: 5000.into(), price: Some(price("2.50")) }],
                source: None,
                note: None,
            },
            products: Vec::new(),
            services: Vec::new(),
            collections: Vec::new(),
        }
    }

    pub(in crate::engine) fn sheets() -> Sheets {
        Sheets::new(vec![sheet("2026-01-01", 365)]).unwrap()
    }

    #[test]
    fn a_lot_lives_for_the_term_of_the_sheet_that_was_in_force() {
        let sheets = Sheets::new(vec![sheet("2022-01-01", 730), sheet("2025-12-08", 365)]).unwrap();
        let days = |bought: &str| {
            let bought: NaiveDate = bought.parse().unwrap();
            let lot = Lot {
                id: "a".into(),
                bought,
                expires: None,
                tokens: 1.into(),
                price: 3.into(),
                kind: crate::model::LotKind::Tokens,
                team: None,
                place: None,
            };
            pool_lot(&lot, &sheets).expires - day_number(bought)
        };
        assert_eq!((days("2025-12-07"), days("2025-12-08")), (730, 365));
    }

    #[test]
    fn a_purchase_costs_the_tier_that_it_reaches() {
        let price = |tokens: u64| price_on(&sheets(), NaiveDate::MAX, &tokens.into());
        assert_eq!(price(4999), "3".parse().unwrap());
        assert_eq!(price(5000), "2.5".parse().unwrap());
    }
}
