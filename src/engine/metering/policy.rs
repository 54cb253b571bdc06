//! Which use do Autodesk's terms or the estate not allow?
//!
//! ```text
//! outside access: charged to somebody whom `[access]` does not allow the product
//! two machines: one person had one product open on two machines at once
//! many machines: one person had one product open on more of them than it may be installed on
//! ```
//!
//! Example: `[access]` allows Ana AutoCAD only, and Flex charged her Revit: she used Revit outside
//! access.
//!
//! Edges: what is found is told by person, then by product, whatever order it was found in.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::engine::metering::machines::ManyMachines;
use crate::engine::metering::overlap::Overlap;
use crate::model::{Directory, Instant};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Use that is not allowed.
    pub outside_access: Vec<OutsideAccess>,
    /// Use of two machines at once.
    pub overlaps: Vec<TwoMachines>,
    /// Use of more machines than a product may be installed on.
    pub many_machines: Vec<OnMachines>,
}

/// Somebody used what is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OutsideAccess {
    /// The person.
    pub user: String,
    /// The product.
    pub product: String,
}

/// Somebody had a product open on two machines at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TwoMachines {
    /// The person.
    pub user: String,
    /// The product.
    pub product: String,
    /// How often.
    pub times: u64,
    /// When first.
    pub first: Instant,
    /// The two machines of that time.
    pub machines: [String; 2],
}

/// Somebody had a product open on more machines than it may be installed on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OnMachines {
    /// The person.
    pub user: String,
    /// The product.
    pub product: String,
    /// The machines.
    pub machines: BTreeSet<String>,
}

impl Policy {
    /// What the use of these pairs and these overlaps break.
    pub fn new(outside_access: &[u32], overlaps: &[Overlap], directory: &Directory) -> Self {
        let names =
            |pair: u32| (directory.person(pair).to_owned(), directory.item(pair).name.clone());
        let outside = |pair: &u32| {
            let (user, product) = names(*pair);
            OutsideAccess { user, product }
        };
        let two_machines = |overlap: &Overlap| {
            let (user, product) = names(overlap.pair);
            let Overlap { times, first, machines, .. } = overlap.clone();
            TwoMachines { user, product, times, first, machines }
        };
        let mut policy = Self {
            outside_access: outside_access.iter().map(outside).collect(),
            overlaps: overlaps.iter().map(two_machines).collect(),
            many_machines: Vec::new(),
        };
        policy.outside_access.sort();
        policy.overlaps.sort();
        policy
    }

    /// The same, and these products on many machines.
    #[must_use]
    pub fn with_machines(mut self, many: &[ManyMachines], directory: &Directory) -> Self {
        let on_machines = |ManyMachines { pair, machines }: &ManyMachines| OnMachines {
            user: directory.person(*pair).to_owned(),
            product: directory.item(*pair).name.clone(),
            machines: machines.clone(),
        };
        self.many_machines = many.iter().map(on_machines).collect();
        self.many_machines.sort();
        self
    }

    /// Whether anything was found.
    pub fn is_broken(&self) -> bool {
        !self.outside_access.is_empty()
            || !self.overlaps.is_empty()
            || !self.many_machines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Item, ItemKind, Pair};

    #[test]
    fn what_is_found_is_told_by_person_and_product() {
        let item =
            |name: &str| Item { id: name.into(), name: name.into(), kind: ItemKind::Product };
        let pair = |person, item| Pair { person, item };
        let directory = Directory {
            people: vec!["zoe".into(), "ana".into()],
            items: vec![item("Revit"), item("AutoCAD")],
            pairs: vec![pair(0, 0), pair(1, 0), pair(1, 1)],
            labels: vec![],
        };
        let policy = Policy::new(&[0, 1, 2], &[], &directory);
        let found: Vec<_> =
            policy.outside_access.iter().map(|one| [one.user.as_str(), &one.product]).collect();
        assert_eq!(found, [["ana", "AutoCAD"], ["ana", "Revit"], ["zoe", "Revit"]]);
        assert!(policy.is_broken() && !Policy::default().is_broken());
        let overlap = |pair, times| Overlap {
            pair,
            times,
            first: Instant::MIN,
            machines: ["a".into(), "b".into()],
        };
        let policy = Policy::new(&[], &[overlap(0, 3), overlap(2, 1)], &directory);
        let found: Vec<_> =
            policy.overlaps.iter().map(|one| (one.user.as_str(), one.times)).collect();
        assert_eq!((found, policy.is_broken()), (vec![("ana", 1), ("zoe", 3)], true));
    }
}
