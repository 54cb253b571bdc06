//! Who may use what without tokens, and who may use what at all?
//!
//! ```text
//! covered on a day: a seat or a trial of the product, or of a collection that contains it, holds
//!     on that day
//! ```
//!
//! RULES §2, 6: a user who holds a subscription on the day of the open is not charged.
//!
//! Example: a seat of a collection with Revit in it, from 2026-01-01 until 2026-07-01: Revit opened
//! on 2026-06-30 is free, opened on 2026-07-01 it is charged.
//!
//! Edges: a cloud service can be tried and opened, but not held; days are UTC days, as Autodesk's
//! own; `until` is the first day without the seat; without `[access]` everybody may open
//! everything, and without its `default` so may everybody whom it does not name. A collection of
//! which no sheet says what it covers is refused: it would cover nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::sheets::contents::is_unknown;
use crate::engine::sheets::estate_names::unresolved;
use crate::model::{Day, Estate, Problems, RateSheet, Seat, find};

/// What an estate entitles people to.
#[derive(Clone, Debug, Default)]
pub struct Entitlements {
    /// Days on which nothing is charged, by person and product: the first and the first after.
    covered: BTreeMap<(String, String), Vec<(Day, Day)>>,
    default_access: Option<BTreeSet<String>>,
    access: BTreeMap<String, BTreeSet<String>>,
}

impl Entitlements {
    /// What `estate` says, its names resolved in `sheets`; the error has every name that no sheet
    /// knows.
    pub fn new(estate: &Estate, sheets: &[RateSheet]) -> Result<Self, Problems> {
        Problems::check(unresolved(estate, sheets))?;
        let mut entitlements = Self::default();
        for seat in estate.seats.iter().chain(&estate.trials) {
            entitlements.cover(seat, sheets);
        }
        for access in &estate.access {
            let products = access
                .products
                .iter()
                .filter_map(|named| products_of(&named.name, sheets))
                .flatten()
                .collect();
            match &access.person {
                Some(person) => drop(entitlements.access.insert(person.clone(), products)),
                None => entitlements.default_access = Some(products),
            }
        }
        Ok(entitlements)
    }

    fn cover(&mut self, seat: &Seat, sheets: &[RateSheet]) {
        let days = (seat.from.map_or(Day::MIN, Day::from), seat.until.map_or(Day::MAX, Day::from));
        for product in products_of(&seat.product.name, sheets).into_iter().flatten() {
            self.covered.entry((seat.user.clone(), product)).or_default().push(days);
        }
    }

    /// The days on which `person` uses `product` without tokens.
    pub fn covered(&self, person: &str, product: &str) -> &[(Day, Day)] {
        self.covered.get(&(person.to_owned(), product.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Whether `person` may open `product` on Flex.
    pub fn may_open(&self, person: &str, product: &str) -> bool {
        let allowed = self.access.get(person).or(self.default_access.as_ref());
        allowed.is_none_or(|products| products.contains(product))
    }
}

/// The ids of what goes by `name`: a product, those of a collection, or a service.
fn products_of(name: &str, sheets: &[RateSheet]) -> Option<Vec<String>> {
    sheets.iter().find_map(|sheet| {
        let product = find(&sheet.products, name).map(|product| vec![product.id.clone()]);
        let collection = find(&sheet.collections, name).filter(|one| !is_unknown(one));
        let collection = || collection.map(|one| one.products.clone());
        let service = || find(&sheet.services, name).map(|service| vec![service.id.clone()]);
        product.or_else(collection).or_else(service)
    })
}

#[cfg(test)]
impl Entitlements {
    /// One seat, for tests.
    pub(super) fn covering(person: &str, product: &str, from: &str, until: &str) -> Self {
        let day = |text: &str| Day::from(text.parse::<chrono::NaiveDate>().unwrap());
        let days = vec![(day(from), day(until))];
        let covered = BTreeMap::from([((person.to_owned(), product.to_owned()), days)]);
        Self { covered, ..Self::default() }
    }
}
