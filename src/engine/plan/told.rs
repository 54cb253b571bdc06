//! What does the file itself say that people hold?
//!
//! ```text
//! held = assigned, and not taken back by the last day of the period
//! gone = taken back in the period, and not held again
//! ```
//!
//! Example: a Usage Report up to 2026-10-01 has a seat of Revit that was taken back on 2026-06-30:
//! it is gone. Another is assigned and has 0 days of use: it is held, and idle.
//!
//! Edges: a collection that paid for a product's use is held, not a seat of the product. A seat
//! assigned after the period is not of it, and told. Where the days of the period are not known,
//! what was taken back is gone, whenever. What has no price in the sheet is told by its name.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::plan::mix::offers::Held;
use crate::engine::plan::people::PeopleInput;
use crate::model::{Day, Ended, Holding, Item, ItemKind};

/// A seat that a row of the file names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToldSeat {
    /// Whose it is.
    pub person: String,
    /// What the vendor calls it.
    pub name: String,
    /// The day on which it was assigned, or, where it is gone, taken back.
    pub on: Option<Day>,
}

/// What the file says of what people hold.
#[derive(Default)]
pub(super) struct Told {
    /// What is held and offered, by person, since when.
    pub(super) held: BTreeMap<(String, Held), Option<Day>>,
    /// Every person and product that something paid for which the file names.
    pub(super) ever: BTreeSet<(String, usize)>,
    /// Whether a product was covered by something without a price.
    pub(super) is_any_unpriced: bool,
    /// What the sheet has no price for.
    pub(super) unpriced: BTreeSet<ToldSeat>,
    pub(super) gone: BTreeSet<ToldSeat>,
    /// Assigned after the period.
    pub(super) later: BTreeSet<ToldSeat>,
    /// The day from which a seat covered a person's use of a product, by number and place.
    pub(super) since: BTreeMap<(u32, usize), Option<Day>>,
}

impl Told {
    pub(super) fn new(input: &PeopleInput) -> Self {
        let mut told = Self::default();
        let mut by_seat: BTreeMap<u32, Vec<&Holding>> = BTreeMap::new();
        for holding in input.holdings {
            by_seat.entry(holding.held).or_default().push(holding);
            told.keep_use(holding, input);
        }
        for (seat, rows) in by_seat {
            told.seat(seat, &rows, input);
        }
        told
    }

    /// That the file names what paid for a use, and since when.
    fn keep_use(&mut self, holding: &Holding, input: &PeopleInput) {
        let used = input.directory.item(holding.used);
        let Some(product) = product_of(used, input) else { return };
        let person = input.directory.person(holding.used).to_owned();
        self.ever.insert((person, product));
        let number = input.directory.pair(holding.used).person;
        let since = self.since.entry((number, product)).or_insert(holding.from);
        // Of several the first; one that does not say when may be the first.
        *since = since.zip(holding.from).map(|(one, other)| one.min(other));
        let is_covered = holding.held != holding.used;
        let paid = input.directory.item(holding.held);
        self.is_any_unpriced |= is_covered && held_of(paid, input).is_none();
    }

    /// What rows say of one seat of one person.
    fn seat(&mut self, seat: u32, rows: &[&Holding], input: &PeopleInput) {
        let (directory, days) = (input.directory, input.span.days);
        let item = directory.item(seat);
        let told = |on: Option<Day>| ToldSeat {
            person: directory.person(seat).to_owned(),
            name: item.name.clone(),
            on,
        };
        let (first, after) = (days.from.map(Day::from), days.until.map(Day::from));
        let is_later =
            |row: &Holding| row.from.zip(after).is_some_and(|(from, after)| after <= from);
        let is_held = |row: &Holding| match row.ended {
            Ended::No => true,
            Ended::On(day) => after.is_some_and(|after| after <= day),
            Ended::Unknown => false,
        };
        let held = || rows.iter().filter(|row| !is_later(row) && is_held(row));
        if held().next().is_some() {
            let since = held().map(|row| row.from).min().flatten();
            match held_of(item, input) {
                Some(held) => {
                    self.held.insert((directory.person(seat).to_owned(), held), since);
                }
                None => drop(self.unpriced.insert(told(since))),
            }
            return;
        }
        let ended = rows.iter().filter(|row| !is_later(row)).map(|row| row.ended).max();
        match ended {
            Some(Ended::On(day)) if first.is_none_or(|first| first <= day) => {
                self.gone.insert(told(Some(day)));
            }
            Some(Ended::Unknown) => drop(self.gone.insert(told(None))),
            Some(_) => {}
            None => self.later.extend(rows.iter().map(|row| told(row.from))),
        }
    }
}

/// What an item is among the offers.
fn held_of(item: &Item, input: &PeopleInput) -> Option<Held> {
    let offers = input.offers;
    match item.kind {
        ItemKind::Product => {
            let place = input.sheet.products.iter().position(|one| one.id == item.id);
            place.map(Held::Product)
        }
        ItemKind::Collection => {
            offers.collections.iter().position(|one| one.id == item.id).map(Held::Collection)
        }
        ItemKind::Service | ItemKind::Unlisted => None,
    }
}

/// The place of what was used among the products of the offers: that of a collection stands for
/// whatever was used in it.
pub(super) fn product_of(item: &Item, input: &PeopleInput) -> Option<usize> {
    match held_of(item, input)? {
        Held::Product(place) => Some(place),
        Held::Collection(place) => input.offers.anything_in(place),
    }
}
