//! Usage that was read, and what it can tell.

use std::collections::{BTreeMap, BTreeSet};

use super::hashed;
use crate::engine::bill::control::Control;
use crate::engine::metering::replay::Replayed;
use crate::load::usage::{Account, OnePerson, Tells, UsageFormat};
use crate::model::{Directory, Holding, Period};
use crate::render::{Accounted, RowAccount};

/// Usage that was read and replayed.
pub struct Used {
    /// The names; hashed where asked for.
    pub directory: Directory,
    /// What became of the rows.
    pub account: Account,
    /// The formats of the files.
    pub formats: Vec<UsageFormat>,
    /// Those of them, of several, whose files have results of services only.
    pub service_formats: Vec<UsageFormat>,
    /// People who go by several names, as the files have them.
    pub several: Vec<OnePerson>,
    /// What rows say that people held.
    pub holdings: BTreeSet<Holding>,
    /// What Flex charges.
    pub replayed: Replayed,
    /// The people as the files name them, before they were hashed.
    pub names: Vec<String>,
    /// The team of each person, by the estate.
    pub teams: Vec<Option<String>>,
    /// What may be used and was not open to the person, by pair; before people were hashed.
    pub outside_access: Vec<u32>,
    /// The token column of each file beside what was counted of it.
    pub control: Vec<Control>,
    /// Whether files name machines, and these were looked at.
    pub looked_at_machines: bool,
    /// What counted.
    pub period: Period,
    /// What was asked about.
    pub asked: Period,
    /// What to say about it.
    pub notes: Vec<String>,
    /// What to think twice about.
    pub warnings: Vec<String>,
}

impl Used {
    /// The first format whose files cannot tell this. Who got the results of services beside other
    /// use, and when these were opened, is nothing that is asked.
    pub fn lacks(&self, what: Tells) -> Option<UsageFormat> {
        let is_asked = |format: &UsageFormat| {
            let of_use = matches!(what, Tells::People | Tells::Sessions);
            !(of_use && self.service_formats.contains(format))
        };
        self.formats.iter().copied().find(|format| is_asked(format) && !format.tells(what))
    }

    /// What became of the rows.
    pub fn rows(&self) -> RowAccount {
        let Account { read, skipped, .. } = &self.account;
        let skipped = skipped.iter().map(|skipped| (skipped.reason, skipped.rows)).collect();
        let days = self.replayed.seen.map(|(first, last)| (first.date(), last.date()));
        RowAccount { read: *read, used: self.account.used(), skipped, days }
    }

    /// The same, for a note to tell it.
    pub fn accounted(&self) -> Accounted {
        Accounted::InNotes(self.rows())
    }

    /// The names behind the numbers, in which whoever goes by one of `other_names` is called by the
    /// name behind it.
    pub fn directory_by(&self, other_names: &BTreeMap<&str, &str>) -> Directory {
        let mut directory = self.directory.clone();
        for (shown, name) in directory.people.iter_mut().zip(&self.names) {
            if let Some(called) = other_names.get(name.as_str()) {
                let is_hashed = shown != name;
                *shown = if is_hashed { hashed(called) } else { (*called).to_owned() };
            }
        }
        directory
    }

    /// What people who go by several names are called, by their other names.
    pub fn other_names(&self) -> BTreeMap<&str, &str> {
        let mut names = BTreeMap::new();
        for one in &self.several {
            names.extend(one.names.iter().map(|name| (name.as_str(), one.called.as_str())));
        }
        names
    }

    /// Whether its files can tell this.
    pub fn tells(&self, what: Tells) -> bool {
        self.lacks(what).is_none()
    }
}
