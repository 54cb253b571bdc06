//! Which rate sheet was in force when tokens were bought?
//!
//! ```text
//! the sheet with the latest `effective` that is not after the day; before all of them, the earliest
//! a lot lives for that sheet's term unless it says otherwise, and costs the tier that it reaches
//! ```
//!
//! RULES §2 (the rate in force) and §9 (a year from the purchase).
//!
//! Example: of sheets from 2022 and from 2025-12-08, a lot bought on 2025-12-07 is of 2022, one
//! bought a day later of 2025.
//!
//! Edges: a sheet is in force on the day on which it takes effect.

use chrono::NaiveDate;

use crate::engine::pool::PoolLot;
use crate::model::{Lot, RateSheet, TokenPrice, Tokens};

/// How long a lot lives where nothing says otherwise.
const A_YEAR: u32 = 365;

/// The sheet in force on a day; `None` only where there is no sheet. They come by rising
/// `effective`.
pub fn in_force(sheets: &[RateSheet], on: NaiveDate) -> Option<&RateSheet> {
    sheets.iter().rev().find(|sheet| sheet.effective <= on).or(sheets.first())
}

/// A lot with its life, as a pool knows it.
pub fn pool_lot(lot: &Lot, sheets: &[RateSheet]) -> PoolLot {
    let term = in_force(sheets, lot.bought).map_or(A_YEAR, |sheet| sheet.token.term_days);
    PoolLot::new(lot, term)
}

/// What a token costs in a purchase of so many on a day.
pub fn price_on(sheets: &[RateSheet], on: NaiveDate, tokens: &Tokens) -> Option<TokenPrice> {
    in_force(sheets, on).map(|sheet| sheet.token.price_of(tokens).price)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Tier, TokenTerms, day_number};

    /// A sheet with a list price of 3.00 and, from 5,000 tokens on, 2.50.
    pub(in crate::engine) fn sheet(effective: &str, term_days: u32) -> RateSheet {
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

    #[test]
    fn a_sheet_is_in_force_from_its_day_on_and_the_earliest_before_it() {
        let sheets = [sheet("2022-01-01", 730), sheet("2025-12-08", 365)];
        let name = |on: &str| in_force(&sheets, on.parse().unwrap()).unwrap().name.clone();
        assert_eq!(name("2021-12-31"), "2022-01-01");
        assert_eq!(name("2025-12-07"), "2022-01-01");
        assert_eq!(name("2025-12-08"), "2025-12-08");
        assert!(in_force(&[], NaiveDate::MIN).is_none());
    }

    #[test]
    fn a_lot_lives_for_the_term_of_the_sheet_that_was_in_force() {
        let sheets = [sheet("2022-01-01", 730), sheet("2025-12-08", 365)];
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
        let sheets = [sheet("2022-01-01", 730)];
        let price = |tokens: u64| price_on(&sheets, NaiveDate::MAX, &tokens.into());
        assert_eq!(price(4999), Some("3".parse().unwrap()));
        assert_eq!(price(5000), Some("2.5".parse().unwrap()));
    }
}
