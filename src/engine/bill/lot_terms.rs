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
//! Edges: a lot that says when it expires, or what it cost, needs no sheet. The year of 365 days is
//! a day shorter than "one year" where 29 February lies in it, which is told.

use chrono::{Months, NaiveDate};

use crate::engine::pool::PoolLot;
use crate::model::{Lot, Sheets, TokenPrice, Tokens};

/// A lot with its life, as a pool knows it.
pub fn pool_lot(lot: &Lot, sheets: &Sheets) -> PoolLot {
    PoolLot::new(lot, sheets.in_force(lot.bought).token.term_days)
}

/// A lot whose term of 365 days ends a day before a year is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayShort<'a> {
    /// The lot.
    pub lot: &'a Lot,
    /// The first day on which it cannot be used.
    pub expires: NaiveDate,
    /// That day by the calendar's year.
    pub by_the_year: NaiveDate,
}

/// The lots that do not say when they expire, and whose 365 days pass over 29 February.
pub fn days_short<'a>(lots: &'a [Lot], sheets: &Sheets) -> Vec<DayShort<'a>> {
    let day_short = |lot: &'a Lot| {
        let term = sheets.in_force(lot.bought).token.term_days;
        let by_the_year = lot.bought.checked_add_months(Months::new(12))?;
        let expires = lot.expires(term);
        let is_short = lot.expires.is_none() && term == 365 && expires < by_the_year;
        is_short.then_some(DayShort { lot, expires, by_the_year })
    };
    lots.iter().filter_map(day_short).collect()
}

/// What a token costs in a purchase of so many on a day.
pub fn price_on(sheets: &Sheets, on: NaiveDate, tokens: &Tokens) -> TokenPrice {
    sheets.in_force(on).token.price_of(tokens).price
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{LotKind, RateSheet, Tier, TokenTerms, day_number};

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

    #[test]
    fn a_year_of_365_days_is_a_day_short_where_29_february_lies_in_it() {
        let lot = |bought: &str, expires: Option<&str>| Lot {
            id: bought.into(),
            bought: bought.parse().unwrap(),
            expires: expires.map(|day| day.parse().unwrap()),
            tokens: 10.into(),
            price: 3.into(),
            kind: LotKind::Tokens,
            team: None,
            place: None,
        };
        // 2028 is a leap year: bought up to 2027-02-28 and from 2028-03-01 on, no 29th lies
        // between.
        let lots = [
            lot("2027-02-28", None),
            lot("2027-03-01", None),
            lot("2028-02-28", None),
            lot("2028-02-29", None),
            lot("2028-03-01", None),
            lot("2027-06-01", Some("2028-05-31")),
        ];
        let of = |term| {
            let sheets = Sheets::new(vec![sheet("2026-01-01", term)]).unwrap();
            let short = days_short(&lots, &sheets).into_iter();
            short.map(|short| (short.lot.id.clone(), short.expires.to_string())).collect::<Vec<_>>()
        };
        let short = [("2027-03-01", "2028-02-29"), ("2028-02-28", "2029-02-27")];
        assert_eq!(of(365), short.map(|(id, expires)| (id.to_owned(), expires.to_owned())));
        assert!(of(366).is_empty());
    }
}
