//! Which charges belong together, who made them, and on how many days?
//!
//! ```text
//! a group = the charges with the same value of every word asked for; by `by`
//! people = those with a charge in the period; days = uses in it that were charged
//! ```
//!
//! Example: by team and month, Ana of `Design` at Revit on two days of March and one of April: two
//! groups, of one person each, with 2 days and 1.
//!
//! Edges: a group may have no charge in the period and still be told what is owed for it later. A
//! charge that no rate is known for is in no group. A day that several rows charge for is one, and
//! of a person in two teams it is that of the first by name; what is given back is no use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::engine::bill::by::{Belonging, By, Mark};
use crate::engine::bill::pools::Charged;
use crate::engine::metering::replay::Charge;
use crate::model::{Day, Month, Zone};

/// One group of charges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What it is, for each word asked for; `None` where nothing says it.
    pub keys: Vec<Option<String>>,
    /// People with a charge in the period.
    pub people: u64,
    /// Charges in the period.
    pub days: u64,
}

/// What groups are made of.
pub struct GroupsInput<'a> {
    /// What to group by.
    pub by: &'a [By],
    /// The charges.
    pub charged: Charged<'a>,
    /// What people belong to.
    pub belonging: Belonging<'a>,
    /// Where months begin.
    pub zone: &'a Zone,
    /// The first day and the first day after.
    pub period: (Day, Day),
}

/// The groups, by their keys.
pub struct Groups {
    list: Vec<Group>,
    tags: HashMap<Mark, u32, FixedState>,
    /// Where months begin, where they tell groups apart.
    months: Option<Zone>,
}

impl Groups {
    /// The groups of all charges.
    pub fn new(input: &GroupsInput) -> Self {
        let GroupsInput { by, charged, belonging, zone, period } = input;
        let months = by.contains(&By::Month).then(|| (*zone).clone());
        let mut groups = Self { list: Vec::new(), tags: HashMap::default(), months };
        // There are millions of charges and few marks: names are looked up once a mark.
        let mut days: HashMap<Mark, u64, FixedState> = HashMap::default();
        let one_use = |one: &Charge, next: &Charge| (one.at, one.pair) == (next.at, next.pair);
        for charges in charged.charges.chunk_by(one_use) {
            let amount = |charge: &Charge| {
                charged.rates.of(charge, charged.directory.pair(charge.pair).item)
            };
            for charge in charges.iter().filter(|charge| amount(charge).is_some()) {
                days.entry(groups.mark(charge)).or_default();
            }
            let is_charge = |charge: &&Charge| amount(charge).is_some_and(|it| !it.is_credit());
            let by_words = |charge: &&Charge| charged.directory.label(charge.label);
            let Some(first) = charges.iter().filter(is_charge).min_by_key(by_words) else {
                continue;
            };
            let is_within = period.0 <= first.at.day() && first.at.day() < period.1;
            *days.entry(groups.mark(first)).or_default() += u64::from(is_within);
        }
        let mut by_keys: BTreeMap<Vec<Option<String>>, Vec<(Mark, u64)>> = BTreeMap::new();
        for (mark, days) in days {
            let keys = by.iter().map(|by| belonging.group(by, mark)).collect();
            by_keys.entry(keys).or_default().push((mark, days));
        }
        for (keys, marks) in by_keys {
            let tag = u32::try_from(groups.list.len()).unwrap_or(u32::MAX);
            groups.tags.extend(marks.iter().map(|(mark, _)| (*mark, tag)));
            let there = marks.iter().filter(|(_, days)| *days > 0);
            let people: BTreeSet<_> =
                there.map(|(mark, _)| charged.directory.pair(mark.pair).person).collect();
            let days = marks.iter().map(|(_, days)| days).sum();
            groups.list.push(Group { keys, people: people.len() as u64, days });
        }
        groups
    }

    fn mark(&self, charge: &Charge) -> Mark {
        let month = self.months.as_ref().map(|zone| Month::from(zone.date(charge.at)));
        Mark { pair: charge.pair, label: charge.label, month }
    }

    /// The place of a charge's group.
    pub fn tag(&self, charge: &Charge) -> u32 {
        self.tags.get(&self.mark(charge)).copied().unwrap_or(u32::MAX)
    }

    /// Each, by its keys.
    pub fn list(&self) -> &[Group] {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::pools::tests::{Usage, day};

    #[test]
    fn people_and_days_are_of_the_period_and_groups_of_all_charges() {
        let usage = Usage::new(&[
            ("2026-02-28", 0, 7),
            ("2026-03-01", 0, 7),
            ("2026-03-31", 1, 7),
            ("2026-04-01", 1, 7),
        ]);
        let charged = usage.charged();
        let of = |by: &[By]| {
            let groups = Groups::new(&GroupsInput {
                by,
                charged,
                belonging: Belonging {
                    directory: charged.directory,
                    teams: charged.teams,
                    file: None,
                },
                zone: &Zone::Utc,
                period: (day("2026-03-01"), day("2026-04-01")),
            });
            let figures = |group: &Group| {
                let keys: Vec<_> = group.keys.iter().flatten().cloned().collect();
                (keys.join(" "), group.people, group.days)
            };
            let tags: Vec<_> = usage.charges.iter().map(|charge| groups.tag(charge)).collect();
            (groups.list().iter().map(figures).collect::<Vec<_>>(), tags)
        };
        let is = |name: &str, people, days| (name.to_owned(), people, days);
        let (groups, tags) = of(&[By::Product]);
        assert_eq!((groups, tags), (vec![is("AutoCAD", 2, 2)], vec![0, 0, 0, 0]));
        let (groups, tags) = of(&[By::Month, By::Team]);
        let expected = [
            is("2026-02 Design", 0, 0),
            is("2026-03 Design", 1, 1),
            is("2026-03 Site", 1, 1),
            is("2026-04 Site", 0, 0),
        ];
        assert_eq!((groups, tags), (expected.to_vec(), vec![0, 1, 2, 3]));
    }
}
