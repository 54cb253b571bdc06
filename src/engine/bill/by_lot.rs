//! Which lot paid for whom?
//!
//! ```text
//! a group = what one lot paid for the charges with the same value of every other word asked for
//! people = those for whom it paid; days = their uses in the period that it paid for, or a part of
//! ```
//!
//! RULES §9 (which lot pays).
//!
//! Example: a lot of 10 tokens and one of 100 pay for two days of Ana at AutoCAD, of 7 tokens each:
//! the first for 10 tokens on two days, the second for 4 tokens on one.
//!
//! Edges: a day that two lots pay for is one of each. What no lot paid for is in no group. What is
//! given back is no use.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::bill::by::By;
use crate::engine::bill::chargeback::Part;
use crate::engine::bill::groups::{Group, Groups};
use crate::engine::bill::pools::Charged;
use crate::engine::pool::PoolLot;
use crate::model::{Day, Instant, MicroSum};

/// Groups that lots are told apart in, as payments come.
pub struct LotGroups<'a> {
    by: &'a [By],
    charged: Charged<'a>,
    groups: &'a Groups,
    period: (Day, Day),
    list: Vec<Found>,
    /// The place of each in the list, by the group without its lot, and the lot.
    places: BTreeMap<(u32, String), usize>,
}

/// A group, and what has been counted of it.
struct Found {
    keys: Vec<Option<String>>,
    people: BTreeSet<u32>,
    days: u64,
    last_use: Option<(Instant, u32)>,
}

impl<'a> LotGroups<'a> {
    /// None yet; `groups` are those without lots.
    pub fn new(by: &'a [By], charged: Charged<'a>, groups: &'a Groups, period: (Day, Day)) -> Self {
        Self { by, charged, groups, period, list: Vec::new(), places: BTreeMap::new() }
    }

    /// The place of the group of what a lot paid for the charge at a place; charges come in order.
    pub fn place(&mut self, charge: u32, lot: &PoolLot, micro: MicroSum) -> Option<usize> {
        let charge = self.charged.charges.get(charge as usize)?;
        let tag = self.groups.tag(charge);
        let next = self.list.len();
        let place = *self.places.entry((tag, lot.id.clone())).or_insert(next);
        if place == next {
            let keys = self.groups.list().get(tag as usize).map(|group| group.keys.clone());
            self.list.push(Found::new(keys.unwrap_or_default(), self.by, &lot.id));
        }
        let found = self.list.get_mut(place)?;
        let is_within = self.period.0 <= charge.at.day() && charge.at.day() < self.period.1;
        if is_within && !micro.is_credit() {
            found.people.insert(self.charged.directory.pair(charge.pair).person);
            // Several rows of one day are one use, and stand together.
            let this_use = Some((charge.at, charge.pair));
            found.days += u64::from(found.last_use != this_use);
            found.last_use = this_use;
        }
        Some(place)
    }

    /// The groups by their keys, each with its part, which are given by their places.
    pub fn with_parts(self, parts: Vec<Part>) -> Vec<(Group, Part)> {
        let group = |(found, part): (Found, Part)| {
            let people = found.people.len() as u64;
            (Group { keys: found.keys, people, days: found.days }, part)
        };
        let mut groups: Vec<_> = self.list.into_iter().zip(parts).map(group).collect();
        groups.sort_by(|(one, _), (other, _)| one.keys.cmp(&other.keys));
        groups
    }
}

impl Found {
    fn new(mut keys: Vec<Option<String>>, by: &[By], lot: &str) -> Self {
        for (key, _) in keys.iter_mut().zip(by).filter(|(_, by)| **by == By::Lot) {
            *key = Some(lot.to_owned());
        }
        Self { keys, people: BTreeSet::new(), days: 0, last_use: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::by::Belonging;
    use crate::engine::bill::invoice::{CostBy, InvoiceInput, Prices, Unused, invoice};
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::{Usage, day, lot};
    use crate::model::Zone;

    #[test]
    fn a_day_that_two_lots_pay_for_is_one_of_each() {
        let usage =
            Usage::new(&[("2026-02-01", 0, 7), ("2026-02-02", 0, 7), ("2026-02-03", 1, 200)]);
        let lots = [lot("2026-01-01", 10, "3", None), lot("2026-01-02", 100, "2.50", None)];
        let charged = usage.charged();
        let belonging =
            Belonging { directory: charged.directory, teams: charged.teams, file: None };
        let invoice = invoice(&InvoiceInput {
            by: &[By::Lot, By::User],
            belonging,
            charged,
            lots: &lots,
            sheets: &sheets(),
            zone: &Zone::Utc,
            period: (day("2026-01-01"), day("2026-03-01")),
            cost: CostBy::Lots,
            unused: Unused::Separate,
            prices: Prices::Known,
        });
        let told = |row: &crate::engine::bill::invoice::Row| {
            let keys: Vec<_> = row.group.keys.iter().flatten().cloned().collect();
            let figures = (row.group.people, row.group.days, row.part.tokens.to_string());
            (keys.join(" / "), figures, row.part.cost.rounded(2))
        };
        // 10 × 3.00 on two days; 4 × 2.50 on the second; 200 are denied, and nobody's
        let first = ("2026-01-01 at 3 / ana".to_owned(), (1, 2, "10".to_owned()), "30.00".into());
        let second =
            ("2026-01-02 at 2.50 / ana".to_owned(), (1, 1, "4".to_owned()), "10.00".into());
        assert_eq!(invoice.rows.iter().map(told).collect::<Vec<_>>(), [first, second]);
        assert_eq!(invoice.unassigned.part.tokens, 0.into());
    }
}
