//! Who had one product open on more machines than it may be installed on?
//!
//! ```text
//! the machines that a person had a product open on, in the period, are more than 3
//! ```
//!
//! Autodesk's terms allow an authorised user to install a product on three devices, and to use it
//! on one at a time; it costs no further tokens (RULES §2, 8).
//!
//! Example: Revit on M1, M2, M3 and, a month later, M4: four machines.
//!
//! Edges: a machine that was replaced counts with the one that replaced it, since a log does not
//! say that a product was taken off; rows that name no machine are left out.

use std::collections::BTreeSet;

use crate::model::{Label, Session};

/// On how many machines a person may install a product.
pub const MOST_MACHINES: usize = 3;

/// A product that a person had open on more machines than it may be installed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManyMachines {
    /// Who used what.
    pub pair: u32,
    /// The machines, by name.
    pub machines: BTreeSet<String>,
}

/// The machines of every person and product: of each the first label that names it.
#[derive(Default)]
pub(super) struct Machines(Vec<Vec<u32>>);

impl Machines {
    /// Takes the next session.
    pub(super) fn session(&mut self, session: &Session, labels: &[Label]) {
        let machine_of =
            |label: u32| labels.get(label as usize).and_then(|label| label.machine.as_deref());
        let Some(machine) = machine_of(session.label) else { return };
        let pair = session.pair as usize;
        if self.0.len() <= pair {
            self.0.resize(pair + 1, Vec::new());
        }
        let Some(met) = self.0.get_mut(pair) else { return };
        let is_it = |label: &u32| *label == session.label || machine_of(*label) == Some(machine);
        if !met.iter().any(is_it) {
            met.push(session.label);
        }
    }

    /// What was found, by pair.
    pub(super) fn finish(self, labels: &[Label]) -> Vec<ManyMachines> {
        let machine_of = |label: u32| labels.get(label as usize)?.machine.clone();
        let many = (0..).zip(self.0).filter(|(_, met)| met.len() > MOST_MACHINES);
        many.map(|(pair, met)| ManyMachines {
            pair,
            machines: met.into_iter().filter_map(machine_of).collect(),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;

    #[test]
    fn more_machines_than_three_are_many() {
        let label = |machine: &str, team: &str| Label {
            machine: (!machine.is_empty()).then(|| machine.to_owned()),
            team: Some(team.to_owned()),
            ..Label::default()
        };
        // M1 twice, in two teams; a row without a machine
        let labels = [("", "a"), ("M1", "a"), ("M1", "b"), ("M2", "a"), ("M3", "a"), ("M4", "a")]
            .map(|(machine, team)| label(machine, team));
        let found = |sessions: &[(u32, u32)]| {
            let mut machines = Machines::default();
            for (pair, label) in sessions {
                let opened = Instant::MIN;
                let session = Session { pair: *pair, label: *label, opened, closed: None };
                machines.session(&session, &labels);
            }
            machines.finish(&labels)
        };
        // at, one above
        assert_eq!(found(&[(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (0, 5)]), []);
        let many = found(&[(1, 0), (1, 5), (1, 2), (1, 1), (1, 4), (1, 3)]);
        let machines: Vec<_> = many[0].machines.iter().map(String::as_str).collect();
        assert_eq!((many.len(), many[0].pair), (1, 1));
        assert_eq!(machines, ["M1", "M2", "M3", "M4"]);
    }
}
