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
    /// What is no offer and covered a product: today's arrangement cannot be priced.
    pub(super) unoffered: BTreeSet<String>,
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
        if is_covered && held_of(paid, input).is_none() {
            self.unoffered.insert(paid.name.clone());
        }
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
            place_of(item, input).filter(|place| !offers.is_only_named(*place)).map(Held::Product)
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
    if item.kind == ItemKind::Product {
        return place_of(item, input);
    }
    match held_of(item, input)? {
        Held::Product(place) => Some(place),
        Held::Collection(place) => input.offers.anything_in(place),
    }
}

fn place_of(product: &Item, input: &PeopleInput) -> Option<usize> {
    input.sheet.products.iter().position(|one| one.id == product.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metering::replay::Tally;
    use crate::engine::plan::people::People;
    use crate::engine::plan::people::testing::{sheet, tally, told};
    use crate::model::{Micro, Quotient};

    const REVIT: u32 = 0;
    const AEC: u32 = 3;

    fn day(date: &str) -> Day {
        Day::from(date.parse::<chrono::NaiveDate>().unwrap())
    }

    fn seat(held: u32, used: u32, from: Option<&str>, ended: Ended) -> Holding {
        Holding { held, used, from: from.map(day), ended }
    }

    /// Days of use that a subscription paid for.
    fn covered(pair: u32, days: u64) -> Tally {
        tally(pair, days, 0, Micro::ZERO)
    }

    /// Ana in a quarter of 90 days up to 2026-04-01, with a collection for 3,600.00.
    fn people(tallies: &[Tally], holdings: &[Holding]) -> People {
        told(tallies, vec![], &sheet(Some(3600)), holdings).unwrap()
    }

    #[test]
    fn an_assigned_seat_is_held_used_or_not() {
        let idle = people(&[], &[seat(REVIT, REVIT, Some("2024-05-10"), Ended::No)]);
        assert_eq!(idle.before, [[Held::Product(0)]]);
        let seat_of = |people: &People| (people.seats[0].since, people.seats[0].days);
        assert_eq!(seat_of(&idle), (Some(day("2024-05-10")), 0));
        let used = people(&[covered(REVIT, 9)], &[seat(REVIT, REVIT, None, Ended::No)]);
        assert_eq!(seat_of(&used), (None, 9));
    }

    #[test]
    fn a_seat_taken_back_within_the_period_is_gone() {
        let of = |ended| {
            let people = people(&[covered(REVIT, 9)], &[seat(REVIT, REVIT, None, ended)]);
            (people.before[0].len(), people.gone.len())
        };
        let on = |date| of(Ended::On(day(date)));
        // the last day before the period, its first, its last, the first after it
        assert_eq!(
            ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01"].map(on),
            [(0, 0), (0, 1), (0, 1), (1, 0)]
        );
        assert_eq!(of(Ended::Unknown), (0, 1));
        // taken back, and given again
        let again = [
            seat(REVIT, REVIT, None, Ended::On(day("2026-02-01"))),
            seat(REVIT, REVIT, Some("2026-03-01"), Ended::No),
        ];
        let people = people(&[], &again);
        assert_eq!((people.before[0].len(), people.gone.len()), (1, 0));
    }

    #[test]
    fn a_seat_assigned_after_the_period_is_told_and_not_held() {
        let of = |date| {
            let people = people(&[], &[seat(REVIT, REVIT, Some(date), Ended::No)]);
            (people.before[0].len(), people.later.len())
        };
        assert_eq!([of("2026-03-31"), of("2026-04-01")], [(1, 0), (0, 1)]);
    }

    #[test]
    fn a_collection_that_paid_is_held_and_no_seat_beside_it() {
        let people = people(&[covered(REVIT, 9)], &[seat(AEC, REVIT, None, Ended::No)]);
        assert_eq!(people.before, [[Held::Collection(0)]]);
        assert!(!people.holds_unpriced);
    }

    #[test]
    fn what_is_used_in_a_collection_only_the_collection_covers() {
        let rows = [covered(AEC, 9)];
        let people = people(&rows, &[seat(AEC, AEC, None, Ended::No)]);
        // the place behind Revit and Max; 9 × 365 ÷ 90 = 36.5
        let need = people.needs[0][0];
        assert_eq!((need.product, need.micro_tokens), (2, None));
        assert_eq!(people.parts.days(need.days), Quotient::from(73).half());
        assert_eq!(people.before, [[Held::Collection(0)]]);
    }

    #[test]
    fn a_collection_without_a_price_is_kept_and_leaves_today_unknown_where_it_paid() {
        let unpriced = |holdings: &[Holding], rows: &[Tally]| {
            let people = told(rows, vec![], &sheet(None), holdings).unwrap();
            (people.before[0].len(), people.holds_unpriced, people.kept)
        };
        let kept = BTreeMap::from([("aec".to_owned(), 1)]);
        let alone = seat(AEC, AEC, None, Ended::No);
        assert_eq!(unpriced(&[alone], &[covered(AEC, 9)]), (0, false, kept.clone()));
        let paid = seat(AEC, REVIT, None, Ended::No);
        assert_eq!(unpriced(&[paid], &[covered(REVIT, 9)]), (0, true, kept));
    }

    #[test]
    fn who_began_in_the_period_is_brought_to_a_year_from_then() {
        let days = |from: Option<&str>, rows: &[Tally]| {
            let people = people(rows, &[seat(REVIT, REVIT, from, Ended::No)]);
            let days = people.parts.days(people.needs[0][0].days);
            (days.rounded(1), people.began.len())
        };
        let ten = [covered(REVIT, 10)];
        // 31 days from 2026-03-01: 10 × 365 ÷ 31 = 117.7; of the whole quarter ÷ 90 = 40.6
        let of = |days: &str, began| (days.to_owned(), began);
        assert_eq!(days(Some("2026-03-01"), &ten), of("117.7", 1));
        assert_eq!(days(Some("2026-01-01"), &ten), of("40.6", 0));
        assert_eq!(days(Some("2024-05-10"), &ten), of("40.6", 0));
        assert_eq!(days(None, &ten), of("40.6", 0));
        // ten days from 2026-03-22, at; nine from 2026-03-23, so that use began before
        assert_eq!(days(Some("2026-03-22"), &ten), of("365.0", 1));
        assert_eq!(days(Some("2026-03-23"), &ten), of("40.6", 0));
        // some of it on Flex: somebody was there before the seat
        let mixed = [covered(REVIT, 9), tally(REVIT, 1, 1, Micro::ZERO)];
        assert_eq!(days(Some("2026-03-01"), &mixed), of("40.6", 0));
    }
}
