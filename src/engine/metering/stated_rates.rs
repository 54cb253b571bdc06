//! Does an export charge what the rate sheet says?
//!
//! ```text
//! tokens a day = what the rows of one person, product and day state, without features of their own
//! a row of a summary: its tokens ÷ its days of use
//! ```
//!
//! RULES §3: what the export states was charged, whatever the sheet says. Where the two differ,
//! the sheet is wrong or out of date, and what rests on its rate (break-even, a plan) with it.
//!
//! Example: 26 days of Civil 3D with 234 tokens are 9 a day, and the sheet says 10.
//!
//! Edges: credits, rows that a subscription or an agreement paid for, and days that no figure is
//! stated for say nothing. Tokens that come to no whole millionth a day are no rate, but differ
//! all the same.

use std::collections::BTreeMap;

use crate::model::{Item, ItemKind, Micro, Paid, RateSheet, UseRow, When};

/// Of how many different figures each is told; the others are told together.
const MOST_FIGURES: usize = 1_000;

/// What was stated otherwise: a product, the sheet in force, and the tokens a day, where they are
/// a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherRate {
    /// The number of the product.
    pub item: u32,
    /// The sheet, by its place.
    pub sheet: usize,
    /// What is stated for a day; `None` where it comes to no rate.
    pub stated: Option<Micro>,
}

/// The rates of the sheets, and what is stated otherwise.
#[derive(Debug, Default)]
pub(super) struct StatedRates {
    /// By the number of the item, a rate for each sheet.
    rates: Vec<Vec<Option<Micro>>>,
    /// How many rows state it.
    others: BTreeMap<OtherRate, u64>,
}

impl StatedRates {
    /// Looks up the rates of items that are new.
    pub(super) fn meet(&mut self, items: &[Item], sheets: &[RateSheet]) {
        for item in items.iter().skip(self.rates.len()) {
            let rate = |sheet: &RateSheet| {
                let product = sheet.products.iter().find(|product| product.id == item.id);
                Micro::of(product?.tokens_per_day?.for_days(1))
            };
            let is_product = item.kind == ItemKind::Product;
            self.rates.push(sheets.iter().map(|one| rate(one).filter(|_| is_product)).collect());
        }
    }

    /// Compares the rows of one use, which stand for `days` days.
    pub(super) fn compare(&mut self, rows: &[UseRow], (item, sheet): (u32, usize), days: u64) {
        let rate = || *self.rates.get(item as usize)?.get(sheet)?;
        let Some(rate) = rate().filter(|_| days > 0) else { return };
        let is_summary = |row: &UseRow| matches!(row.when, When::Days { .. });
        let is_of_day = |row: &&UseRow| row.detail <= UseRow::THE_PRODUCT || is_summary(row);
        let says = |row: &&UseRow| row.paid == Paid::Tokens && row.micro_tokens.is_some();
        let figures = || rows.iter().filter(|row| is_of_day(row) && says(row));
        let counts = figures().filter_map(|row| row.micro_tokens).map(Micro::count);
        let (stated, days) = (counts.map(u128::from).sum::<u128>(), u128::from(days));
        let gives_back = rows.iter().any(|row| row.micro_tokens.is_some_and(Micro::is_credit));
        if stated == 0 || gives_back || stated == u128::from(rate.count()) * days {
            return;
        }
        let a_day = stated.is_multiple_of(days).then_some(stated / days);
        let a_day = a_day.and_then(|a_day| u64::try_from(a_day).ok()).map(Micro::new);
        let is_full = self.others.len() >= MOST_FIGURES;
        let mut other = OtherRate { item, sheet, stated: a_day };
        if is_full && !self.others.contains_key(&other) {
            other.stated = None;
        }
        let with_tokens = figures().filter(|row| row.micro_tokens != Some(Micro::ZERO)).count();
        *self.others.entry(other).or_default() += with_tokens as u64;
    }

    /// What is stated otherwise, and in how many rows.
    pub(super) fn finish(self) -> BTreeMap<OtherRate, u64> {
        self.others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;

    /// A product at 10 tokens a day.
    fn rates() -> StatedRates {
        StatedRates { rates: vec![vec![Some(Micro::new(10_000_000))]], ..StatedRates::default() }
    }

    fn row(detail: u32, tokens: Option<u64>) -> UseRow {
        UseRow {
            pair: 0,
            when: When::Day(Day::since_1970(0)),
            detail,
            file: 0,
            whole: 0,
            micro_tokens: tokens.map(|whole| Micro::new(whole * 1_000_000)),
            paid: Paid::Tokens,
            label: 0,
        }
    }

    /// The rate stated otherwise, and in how many rows.
    fn other(rows: &[UseRow], days: u64) -> Option<(Option<u64>, u64)> {
        let mut stated = rates();
        stated.compare(rows, (0, 0), days);
        let found = stated.finish().into_iter().next();
        found.map(|(other, rows)| (other.stated.map(|micro| micro.count() / 1_000_000), rows))
    }

    #[test]
    fn a_day_is_compared_without_its_features_and_second_versions() {
        let day = UseRow::NO_DETAIL;
        assert_eq!(other(&[row(day, Some(9))], 1), Some((Some(9), 1)));
        assert_eq!(other(&[row(day, Some(10)), row(day, Some(0)), row(7, Some(4))], 1), None);
        // a feature alone says nothing of the product's rate, nor does a row without a figure
        assert_eq!(other(&[row(7, Some(4))], 1), None);
        assert_eq!(other(&[row(day, None)], 1), None);
        // 9 + 9 on one day
        assert_eq!(other(&[row(day, Some(9)), row(day, Some(9))], 1), Some((Some(18), 2)));
    }

    #[test]
    fn a_row_of_a_summary_is_compared_by_the_day() {
        // 234 ÷ 26 = 9; 260 ÷ 26 = 10; 235 ÷ 26 comes to no millionth
        let when = When::Days { from: None, count: 26 };
        let of = |tokens| other(&[UseRow { when, ..row(7, Some(tokens)) }], 26);
        assert_eq!([234, 260, 235].map(of), [Some((Some(9), 1)), None, Some((None, 1))]);
    }

    #[test]
    fn credits_subscriptions_and_what_has_no_rate_say_nothing() {
        let day = UseRow::NO_DETAIL;
        let back = UseRow { micro_tokens: Some(-Micro::new(1)), ..row(day, None) };
        assert_eq!(other(&[row(day, Some(9)), back], 1), None);
        let seat = UseRow { paid: Paid::Subscription, ..row(day, Some(9)) };
        assert_eq!(other(&[seat], 1), None);
        let mut stated = StatedRates { rates: vec![vec![None]], ..StatedRates::default() };
        stated.compare(&[row(day, Some(9))], (0, 0), 1);
        assert!(stated.finish().is_empty());
    }

    #[test]
    fn a_rate_is_that_of_the_product_in_each_sheet_and_of_nothing_else() {
        use crate::engine::testing::{product, sheet};
        let item = |id: &str, kind| Item { id: id.into(), name: id.into(), kind };
        let sheets = [
            sheet(vec![product("autocad", 7), product("revit", 10)]),
            sheet(vec![product("revit", 12)]),
        ];
        let items = [
            item("revit", ItemKind::Product),
            item("autocad", ItemKind::Product),
            // a service by the name of a product
            item("revit", ItemKind::Service),
        ];
        let mut stated = StatedRates::default();
        stated.meet(&items[..1], &sheets);
        stated.meet(&items, &sheets);
        let rates = |rates: &[Option<Micro>]| {
            rates.iter().map(|rate| rate.map(|rate| rate.count() / 1_000_000)).collect::<Vec<_>>()
        };
        let found: Vec<_> = stated.rates.iter().map(|of_item| rates(of_item)).collect();
        assert_eq!(found, [vec![Some(10), Some(12)], vec![Some(7), None], vec![None, None]]);
    }
}
