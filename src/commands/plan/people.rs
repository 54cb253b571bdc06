//! Usage and seats → what each person uses a year, and holds today.

use std::collections::{BTreeMap, BTreeSet};

use super::super::usage::{Span, Used, hashed};
use crate::engine::plan::mix::options::{Held, Need};
use crate::engine::plan::{Mix, Planner, annualised};
use crate::model::{Estate, Exact, ItemKind, Micro, Problem, Problems, RateSheet, find};

/// People by name, with what they use and hold.
pub(super) struct People {
    /// Their names, sorted.
    pub(super) names: Vec<String>,
    /// What each uses in a year, by rising product.
    pub(super) needs: Vec<Vec<Need>>,
    /// Days of use in the period, for each need.
    pub(super) days_in_period: Vec<Vec<u64>>,
    /// What each holds today.
    pub(super) before: Vec<Vec<Held>>,
    /// Tokens of cloud services in a year, in millionths.
    pub(super) service_micro: u128,
    /// Whether anything that is held is not in the sheet with a price.
    pub(super) is_today_priced: bool,
}

impl People {
    /// The people of `used`, and those who hold a seat in the estate on the last day of the period.
    pub(super) fn new(
        used: &Used,
        estate: Option<&Estate>,
        sheet: &RateSheet,
        span: &Span,
        is_hashed: bool,
    ) -> Result<Self, Problems> {
        let mut services = 0_u128;
        let mut unknown = BTreeMap::new();
        let directory = &used.directory;
        // A few products each: days, and whether a subscription paid for some of them.
        let mut by_person: Vec<Vec<(usize, u64, bool)>> = vec![Vec::new(); directory.people.len()];
        let places: Vec<_> = directory
            .items
            .iter()
            .map(|item| sheet.products.iter().position(|one| one.id == item.id))
            .collect();
        for tally in &used.replayed.tallies {
            let item = directory.item(tally.key.pair);
            match item.kind {
                ItemKind::Product => {
                    let pair = directory.pair(tally.key.pair);
                    let place = places.get(pair.item as usize).copied().flatten();
                    let (Some(product), Some(mine)) =
                        (place, by_person.get_mut(pair.person as usize))
                    else {
                        unknown.insert(item.name.clone(), sheet.name.clone());
                        continue;
                    };
                    let is_covered = tally.days_of_use > tally.charges + tally.stated_charges;
                    match mine.iter_mut().find(|(other, ..)| *other == product) {
                        Some((_, days, covered)) => {
                            *days += tally.days_of_use;
                            *covered |= is_covered;
                        }
                        None => mine.push((product, tally.days_of_use, is_covered)),
                    }
                }
                ItemKind::Service => services += tally.stated.count(),
                ItemKind::Collection | ItemKind::Unlisted => {
                    unknown.insert(item.name.clone(), sheet.name.clone());
                }
            }
        }
        let problems = unknown.iter().map(|(name, sheet)| {
            Problem::new(format!("`{name}` is used, but it is no product of rate sheet `{sheet}`"))
                .hint("a plan is made for products: add it to a rate sheet")
        });
        Problems::check(problems.collect())?;
        let seats = seats(estate, sheet, span, is_hashed);
        let named = named(estate, sheet, is_hashed);
        let mut by_name: BTreeMap<&str, Vec<(usize, u64, bool)>> =
            seats.keys().map(|name| (name.as_str(), Vec::new())).collect();
        for (name, mut mine) in directory.people.iter().zip(by_person) {
            mine.retain(|(_, days, _)| *days > 0);
            mine.sort_unstable();
            by_name.insert(name, mine);
        }
        let mut people = Self {
            names: by_name.keys().map(|name| (*name).to_owned()).collect(),
            needs: Vec::new(),
            days_in_period: Vec::new(),
            before: Vec::new(),
            service_micro: a_year(services, &span.share_of_year),
            is_today_priced: true,
        };
        for (name, mine) in by_name {
            let need = |(product, days, _): &(usize, u64, bool)| Need {
                product: *product,
                days: annualised(*days, &span.share_of_year),
            };
            let mut held = seats.get(name).cloned().unwrap_or_default();
            // An export says that a subscription paid, and not which: one to the product.
            for (product, ..) in mine.iter().filter(|(.., is_covered)| *is_covered) {
                let is_held = held.iter().any(|one| match one {
                    Held::Product(place) => place == product,
                    Held::Collection(place) => {
                        let collection = priced_collections(sheet).nth(*place);
                        collection.is_some_and(|one| {
                            sheet
                                .products
                                .get(*product)
                                .is_some_and(|it| one.products.contains(&it.id))
                        })
                    }
                });
                // A seat that has ended, or a trial, paid for what it covered: nothing else was
                // held.
                if !is_held && !named.contains(&(name.to_owned(), *product)) {
                    people.is_today_priced &= sheet
                        .products
                        .get(*product)
                        .is_some_and(|product| product.annual_price.is_some());
                    held.push(Held::Product(*product));
                }
            }
            held.sort_unstable();
            held.dedup();
            people.needs.push(mine.iter().map(need).collect());
            people.days_in_period.push(mine.iter().map(|(_, days, _)| *days).collect());
            people.before.push(held);
        }
        Ok(people)
    }

    /// What today's arrangement costs; `None` where something of it has no price or rate.
    pub(super) fn today(&self, planner: &Planner) -> Option<Mix> {
        (self.is_today_priced && planner.is_possible(&self.before))
            .then(|| planner.mix(self.before.clone()))
    }
}

/// The collections in the order in which plans name them.
fn priced_collections(sheet: &RateSheet) -> impl Iterator<Item = &crate::model::Collection> {
    let mut collections: Vec<_> =
        sheet.collections.iter().filter(|collection| collection.annual_price.is_some()).collect();
    collections.sort_by(|one, other| one.id.cmp(&other.id));
    collections.into_iter()
}

/// Millionths of a token in a year.
fn a_year(micro: u128, share_of_year: &Exact) -> u128 {
    let micro = u64::try_from(micro).unwrap_or(u64::MAX);
    let tokens =
        Micro::new(micro).tokens().exact().divided_by(share_of_year).unwrap_or_else(Exact::zero);
    tokens.times_ten_to(6).ceil().to_u64().map_or(0, u128::from)
}

/// Every person and product that the estate has a seat or a trial for, whenever.
fn named(estate: Option<&Estate>, sheet: &RateSheet, is_hashed: bool) -> BTreeSet<(String, usize)> {
    let mut named = BTreeSet::new();
    for seat in estate.iter().flat_map(|estate| estate.seats.iter().chain(&estate.trials)) {
        let ids: Vec<&str> = match find(&sheet.products, &seat.product.name) {
            Some(product) => vec![&product.id],
            None => find(&sheet.collections, &seat.product.name)
                .map(|collection| collection.products.iter().map(String::as_str).collect())
                .unwrap_or_default(),
        };
        let name = if is_hashed { hashed(&seat.user) } else { seat.user.clone() };
        let places = sheet
            .products
            .iter()
            .enumerate()
            .filter(|(_, product)| ids.contains(&product.id.as_str()));
        named.extend(places.map(|(place, _)| (name.clone(), place)));
    }
    named
}

/// What each person holds on the last day of the period.
fn seats(
    estate: Option<&Estate>,
    sheet: &RateSheet,
    span: &Span,
    is_hashed: bool,
) -> BTreeMap<String, Vec<Held>> {
    let last = span.days.until.and_then(|until| until.pred_opt());
    let mut seats: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for seat in estate.iter().flat_map(|estate| &estate.seats) {
        if !last.map_or(seat.until.is_none(), |last| seat.holds_on(last)) {
            continue;
        }
        let product = find(&sheet.products, &seat.product.name)
            .and_then(|found| sheet.products.iter().position(|product| product.id == found.id));
        let collection = find(&sheet.collections, &seat.product.name).and_then(|found| {
            priced_collections(sheet).position(|collection| collection.id == found.id)
        });
        let held = product.map(Held::Product).or(collection.map(Held::Collection));
        let name = if is_hashed { hashed(&seat.user) } else { seat.user.clone() };
        seats.entry(name).or_default().extend(held);
    }
    seats
}
