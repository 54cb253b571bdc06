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
    /// Use of two machines at once; `None` where nobody looked, or no file names machines.
    pub overlaps: Option<Vec<TwoMachines>>,
    /// Use of more machines than a product may be installed on; `None` as above.
    pub many_machines: Option<Vec<OnMachines>>,
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
    /// What the use of these pairs breaks; nobody has looked at machines.
    pub fn new(outside_access: &[u32], directory: &Directory) -> Self {
        let outside = |pair: &u32| {
            let (user, product) = names(*pair, directory);
            OutsideAccess { user, product }
        };
        let mut policy = Self {
            outside_access: outside_access.iter().map(outside).collect(),
            overlaps: None,
            many_machines: None,
        };
        policy.outside_access.sort();
        policy
    }

    /// The same, and what was found of machines.
    #[must_use]
    pub fn with_machines(
        mut self,
        overlaps: &[Overlap],
        many: &[ManyMachines],
        directory: &Directory,
    ) -> Self {
        let two_machines = |overlap: &Overlap| {
            let (user, product) = names(overlap.pair, directory);
            let Overlap { times, first, machines, .. } = overlap.clone();
            TwoMachines { user, product, times, first, machines }
        };
        let on_machines = |ManyMachines { pair, machines }: &ManyMachines| {
            let (user, product) = names(*pair, directory);
            OnMachines { user, product, machines: machines.clone() }
        };
        let mut at_once: Vec<_> = overlaps.iter().map(two_machines).collect();
        let mut many: Vec<_> = many.iter().map(on_machines).collect();
        at_once.sort();
        many.sort();
        (self.overlaps, self.many_machines) = (Some(at_once), Some(many));
        self
    }

    /// Whether anything was found.
    pub fn is_broken(&self) -> bool {
        let at_once = self.overlaps.as_ref().is_some_and(|found| !found.is_empty());
        let many = self.many_machines.as_ref().is_some_and(|found| !found.is_empty());
        !self.outside_access.is_empty() || at_once || many
    }
}

/// The person and the product of a pair.
fn names(pair: u32, directory: &Directory) -> (String, String) {
    (directory.person(pair).to_owned(), directory.item(pair).name.clone())
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
        let policy = Policy::new(&[0, 1, 2], &directory);
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
        let overlaps = [overlap(0, 3), overlap(2, 1)];
        let policy = Policy::new(&[], &directory).with_machines(&overlaps, &[], &directory);
        let found: Vec<_> =
            policy.overlaps.iter().flatten().map(|one| (one.user.as_str(), one.times)).collect();
        assert_eq!((found, policy.is_broken()), (vec![("ana", 1), ("zoe", 3)], true));
        let many = ManyMachines { pair: 1, machines: ["M1".into()].into() };
        let policy = Policy::new(&[], &directory).with_machines(&[], &[many], &directory);
        assert!(policy.is_broken());
    }
}
