//! How much did each person use lately?
//!
//! ```text
//! days of use on Flex from a day on, by person and product
//! ```
//!
//! Example: whoever opened Revit on every day of September has 30 days of the last 30, whatever the
//! months before were like.
//!
//! Edges: several charges of one day are one day of use, and a credit is none. What is charged by
//! the result, or is in no sheet, is nobody's product.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::metering::replay::Charge;
use crate::engine::plan::mix::offers::Offers;
use crate::engine::plan::people::People;
use crate::model::{Day, Directory, ItemKind, Micro};

/// Days of use on Flex, by the places of the person and the product.
#[derive(Clone, Debug, Default)]
pub struct Recent(BTreeMap<(usize, usize), u64>);

impl Recent {
    /// The days from `first` on that have charges.
    pub fn new(
        charges: &[Charge],
        first: Day,
        directory: &Directory,
        people: &People,
        offers: &Offers,
    ) -> Self {
        let person = |name: &str| people.names.binary_search_by(|known| known.as_str().cmp(name));
        let product = |pair: u32| {
            let item = directory.item(pair);
            let is_it = |id: &str| item.kind == ItemKind::Product && id == item.id;
            offers.products.iter().position(|one| is_it(&one.id))
        };
        let late = charges.iter().filter(|charge| charge.at.day() >= first);
        let used = late.filter(|charge| !charge.stated().is_some_and(Micro::is_credit));
        let days: BTreeSet<_> = used.map(|charge| (charge.pair, charge.at.day())).collect();
        let mut recent = BTreeMap::new();
        for (pair, _) in days {
            if let (Ok(person), Some(product)) = (person(directory.person(pair)), product(pair)) {
                *recent.entry((person, product)).or_default() += 1;
            }
        }
        Self(recent)
    }

    /// Those of one person and product.
    pub fn days(&self, person: usize, product: usize) -> u64 {
        self.0.get(&(person, product)).copied().unwrap_or_default()
    }

    /// The given days, for tests of what rests on them.
    #[cfg(test)]
    pub(super) fn of(days: &[((usize, usize), u64)]) -> Self {
        Self(days.iter().copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::ProductOffer;
    use crate::model::{Instant, Item, Pair};

    #[test]
    fn charges_of_one_day_are_one_day_of_use_and_credits_none() {
        let item = |id: &str, kind| Item { id: id.into(), name: id.into(), kind };
        let directory = Directory {
            people: vec!["zoe".into(), "ana".into()],
            items: vec![item("revit", ItemKind::Product), item("revit", ItemKind::Service)],
            pairs: [(1, 0), (0, 0), (1, 1)].map(|(person, item)| Pair { person, item }).into(),
            labels: vec![],
        };
        let product = ProductOffer { id: "revit".into(), micro_rate: None, micro_price: None };
        let offers = Offers { products: vec![product], collections: vec![] };
        let people = People { names: vec!["ana".into(), "zoe".into()], ..People::default() };
        let charge = |pair, day, stated| Charge {
            pair,
            at: Instant::start_of(Day::since_1970(day)),
            label: 0,
            sheet: 0,
            stated,
        };
        let (one, back) = (Micro::new(1), -Micro::new(1));
        let charges = [
            charge(0, 9, one),
            charge(0, 10, one),
            charge(0, 10, one),
            charge(0, 12, Micro::ZERO),
            charge(1, 11, back),
            charge(2, 11, one),
        ];
        let recent = Recent::new(&charges, Day::since_1970(10), &directory, &people, &offers);
        // of Ana the 10th and the 12th; the 9th is too early
        assert_eq!((recent.days(0, 0), recent.days(1, 0)), (2, 0));
    }
}
