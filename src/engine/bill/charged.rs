//! What did each charge cost, one by one?
//!
//! ```text
//! cost = tokens of the charge × price of a token under its sheet
//! ```
//!
//! Example: Ana opens Revit at 2026-03-02 08:00 and is charged 10 tokens, at 3.00 each 30.00.
//!
//! Edges: by time, then by person and product by their names, whatever order they were read in.
//! Charges that no rate is known for are left out; the answer tells of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::engine::bill::cost_of_use::Rates;
use crate::engine::metering::replay::Charge;
use crate::model::{Directory, Instant, Money, Quotient, RateSheet, TokenPrice, Tokens, called};

/// Every charge, in order.
pub struct EachCharge {
    charges: Vec<Charge>,
    sheets: Vec<Priced>,
    directory: Directory,
}

/// A sheet, and what a charge of each item takes and costs under it. There may be millions of
/// charges, and few of these.
struct Priced {
    name: String,
    currency: String,
    price: Option<TokenPrice>,
    items: Vec<Option<(Tokens, Option<Quotient<Money>>)>>,
}

impl Priced {
    fn new(
        sheet: &RateSheet,
        name: String,
        price: Option<TokenPrice>,
        directory: &Directory,
    ) -> Self {
        let rates = Rates::new(std::slice::from_ref(sheet), directory);
        let item = |item| {
            let tokens = rates.of(0, item)?.for_days(1);
            Some((tokens, price.map(|price| tokens * price)))
        };
        let items = (0..).take(directory.items.len()).map(item).collect();
        Self { name, currency: sheet.currency.clone(), price, items }
    }
}

/// One charge and what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneCharge<'a> {
    /// The person.
    pub user: &'a str,
    /// The product's name.
    pub product: &'a str,
    /// When.
    pub start: Instant,
    /// The tokens.
    pub tokens: Tokens,
    /// What each cost, where that is known.
    pub price: Option<TokenPrice>,
    /// What they cost together, where that is known.
    pub cost: Option<Cow<'a, Quotient<Money>>>,
    /// The name of the sheet in force.
    pub sheet: &'a str,
    /// The currency of the cost, where that is known.
    pub currency: Option<&'a str>,
}

impl EachCharge {
    /// Puts charges in order. `prices` has the price of a token under each sheet, where it is
    /// known.
    pub fn new(
        mut charges: Vec<Charge>,
        directory: Directory,
        sheets: &[RateSheet],
        prices: &[TokenPrice],
    ) -> Self {
        let names = |pair: &u32| (directory.person(*pair), directory.item(*pair).name.as_str());
        let mut pairs: Vec<u32> = (0..).take(directory.pairs.len()).collect();
        pairs.sort_by_key(names);
        let ranks: BTreeMap<u32, usize> =
            pairs.into_iter().enumerate().map(|(rank, pair)| (pair, rank)).collect();
        charges.sort_by_cached_key(|charge| (charge.at, ranks.get(&charge.pair).copied()));
        let prices = prices.iter().map(|price| Some(*price)).chain(std::iter::repeat(None));
        let sheets = sheets.iter().zip(called(sheets)).zip(prices);
        let of = |((sheet, name), price)| Priced::new(sheet, name, price, &directory);
        let sheets = sheets.map(of).collect();
        Self { charges, sheets, directory }
    }

    /// The charges of these places among all; `None` behind the last one.
    pub fn some(&self, from: usize, most: usize) -> Option<impl Iterator<Item = OneCharge<'_>>> {
        let rest = self.charges.get(from..).filter(|rest| !rest.is_empty())?;
        Some(rest.iter().take(most).filter_map(|charge| self.one(charge)))
    }

    fn one(&self, charge: &Charge) -> Option<OneCharge<'_>> {
        let Priced { name, currency, price, items } = self.sheets.get(usize::from(charge.sheet))?;
        let item = self.directory.pair(charge.pair).item as usize;
        let (tokens, cost) = if let Some(stated) = charge.stated() {
            let tokens = stated.tokens();
            (tokens, price.map(|price| Cow::Owned(tokens * price)))
        } else {
            let (tokens, cost) = items.get(item)?.as_ref()?;
            (*tokens, cost.as_ref().map(Cow::Borrowed))
        };
        Some(OneCharge {
            user: self.directory.person(charge.pair),
            product: &self.directory.item(charge.pair).name,
            start: charge.at,
            tokens,
            price: *price,
            cost,
            sheet: name,
            currency: price.map(|_| currency.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{directory, product, sheet};
    use crate::model::Micro;

    #[test]
    fn charges_come_by_time_then_by_person_and_product() {
        let at = |day: &str| Instant::start_of(day.parse::<chrono::NaiveDate>().unwrap());
        let charge = |pair, day| Charge {
            pair,
            at: at(day),
            label: 0,
            sheet: 0,
            stated: Micro::new(if pair == 2 { 4_500_000 } else { 0 }),
        };
        let charges = vec![
            charge(0, "2026-03-03"),
            charge(2, "2026-03-02"),
            charge(0, "2026-03-02"),
            // AutoCAD has no rate
            charge(1, "2026-03-02"),
        ];
        let sheets = [sheet(vec![product("revit", 10)])];
        let each = EachCharge::new(charges, directory(), &sheets, &[3.into()]);
        let told = |from, most| {
            each.some(from, most).map(|some| {
                some.map(|one| (one.user.to_owned(), one.cost.unwrap().to_string()))
                    .collect::<Vec<_>>()
            })
        };
        let row = |user: &str, cost: &str| (user.to_owned(), cost.to_owned());
        // 10 × 3.00; AutoCAD is left out; 4.5 × 3.00 as stated; 10 × 3.00
        let all = vec![row("ana", "30"), row("ben", "13.5"), row("ana", "30")];
        assert_eq!(told(0, 9), Some(all.clone()));
        assert_eq!((told(0, 3), told(3, 9)), (Some(all[..2].to_vec()), Some(all[2..].to_vec())));
        assert_eq!(told(4, 9), None);
    }
}
