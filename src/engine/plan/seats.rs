//! What do the estate and the file say that people hold?
//!
//! ```text
//! held = a seat of a product or a collection, on the last day of the period
//! ```
//!
//! Example: a seat of Revit until 2026-04-01 is held in a period that ends with 2026-03-31, and not
//! in one that ends a day later.
//!
//! What the file says is in `told.rs`.
//!
//! Edges: a trial is never held, but covers what it covers. Where the days of the period are not
//! known, what never ends is held. A seat of something without a price is held, too: what today
//! costs is then unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::plan::mix::offers::{Held, Offers};
use crate::engine::plan::people::PeopleInput;
use crate::engine::plan::told::Told;
use crate::model::{Seat, find};

/// What the estate and the file say that people hold.
#[derive(Default)]
pub(super) struct Seats {
    /// On the last day of the period, by person.
    pub(super) held: BTreeMap<String, Vec<Held>>,
    /// Every person and product that it has a seat or a trial for, whenever.
    pub(super) ever: BTreeSet<(String, usize)>,
    /// Whether one of the last day is of something that the sheet does not offer, or without a
    /// price.
    pub(super) is_any_unpriced: bool,
    /// What the file says.
    pub(super) told: Told,
}

impl Seats {
    /// What holds on the last day of the usage.
    pub(super) fn new(input: &PeopleInput) -> Self {
        let mut seats = Self::default();
        let told = Told::new(input);
        for (name, held) in told.held.keys() {
            seats.held.entry(name.clone()).or_default().push(*held);
        }
        seats.ever.extend(told.ever.iter().cloned());
        seats.is_any_unpriced = !told.unoffered.is_empty();
        seats.told = told;
        let Some(estate) = input.estate else { return seats };
        let last_day = input.span.days.until.and_then(|until| until.pred_opt());
        for seat in &estate.seats {
            // Of a year whose days are not known, what never ends holds.
            let is_held = last_day.map_or(seat.until.is_none(), |day| seat.holds_on(day));
            if is_held {
                let held = held(seat, input);
                seats.is_any_unpriced |= held.is_none();
                seats.held.entry(called(&seat.user, input)).or_default().extend(held);
            }
        }
        for seat in estate.seats.iter().chain(&estate.trials) {
            let name = called(&seat.user, input);
            seats.ever.extend(products(seat, input).map(|product| (name.clone(), product)));
        }
        seats
    }
}

/// What the directory calls a person of the estate.
fn called(user: &str, input: &PeopleInput) -> String {
    (input.called)(input.other_names.get(user).map_or(user, |called| *called))
}

/// What a seat is of, among the offers.
fn held(seat: &Seat, input: &PeopleInput) -> Option<Held> {
    let Offers { products, collections } = input.offers;
    let name = &seat.product.name;
    match find(&input.sheet.products, name) {
        Some(found) => products.iter().position(|one| one.id == found.id).map(Held::Product),
        None => find(&input.sheet.collections, name)
            .and_then(|found| collections.iter().position(|one| one.id == found.id))
            .map(Held::Collection),
    }
}

/// The places of the products that a seat covers.
fn products(seat: &Seat, input: &PeopleInput) -> impl Iterator<Item = usize> {
    let sheet = input.sheet;
    let ids: Vec<&str> = match find(&sheet.products, &seat.product.name) {
        Some(product) => vec![&product.id],
        None => find(&sheet.collections, &seat.product.name)
            .map(|collection| collection.products.iter().map(String::as_str).collect())
            .unwrap_or_default(),
    };
    let products = sheet.products.iter().enumerate();
    products.filter_map(move |(place, one)| ids.contains(&one.id.as_str()).then_some(place))
}
