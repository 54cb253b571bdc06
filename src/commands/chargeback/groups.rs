//! Charges → groups: what `--by` makes of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use foldhash::fast::FixedState;
use serde::{Serialize, Serializer};

use super::super::usage::Used;
use crate::engine::bill::cost_of_use::MicroRates;
use crate::engine::metering::replay::Charge;
use crate::load::PeopleFile;
use crate::model::{Day, Month, Zone};

/// What to group by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Team,
    User,
    Product,
    Group,
    Project,
    Month,
    /// A column of the people file.
    Column(String),
}

impl FromStr for Key {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.trim().to_lowercase().replace(' ', "_").as_str() {
            "team" => Self::Team,
            "user" => Self::User,
            "product" => Self::Product,
            "group" => Self::Group,
            "project" => Self::Project,
            "month" => Self::Month,
            other => Self::Column(other.to_owned()),
        })
    }
}

impl Key {
    /// Its name in every format.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Team => "team",
            Self::User => "user",
            Self::Product => "product",
            Self::Group => "group",
            Self::Project => "project",
            Self::Month => "month",
            Self::Column(name) => name,
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

/// One group of charges.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// What it is, for each key; `None` where nothing says it.
    pub(super) keys: Vec<Option<String>>,
    /// People with a charge in the period.
    pub(super) people: u64,
    /// Charges in the period.
    pub(super) days: u64,
}

/// What a group is, for each key.
type Keys = Vec<Option<String>>;

/// What tells groups apart: person and product, what the row said, the month.
type Mark = (u32, u32, Option<Month>);

/// The groups, by their keys.
pub(super) struct Groups {
    list: Vec<Group>,
    tags: HashMap<Mark, u32, FixedState>,
    with_months: bool,
    zone: Zone,
}

impl Groups {
    /// The groups of all charges, with people and days of those in the period.
    pub(super) fn new(
        by: &[Key],
        used: &Used,
        file: Option<&PeopleFile>,
        zone: Zone,
        period: (Day, Day),
        rates: &MicroRates,
    ) -> Self {
        let with_months = by.contains(&Key::Month);
        let mut groups = Self { list: Vec::new(), tags: HashMap::default(), with_months, zone };
        let mut marks: BTreeMap<Keys, (Vec<Mark>, BTreeSet<u32>, u64)> = BTreeMap::new();
        let mut seen: HashMap<Mark, (Keys, u64), FixedState> = HashMap::default();
        for charge in &used.replayed.charges {
            let pair = used.directory.pair(charge.pair);
            if rates.of(charge, pair.item).is_none() {
                continue;
            }
            let mark = groups.mark(charge);
            let (_, days) = seen.entry(mark).or_insert_with(|| {
                (by.iter().map(|key| value(key, charge, mark, used, file)).collect(), 0)
            });
            *days += u64::from(period.0 <= charge.at.day() && charge.at.day() < period.1);
        }
        for (mark, (keys, days)) in seen {
            let (all, people, sum) = marks.entry(keys).or_default();
            all.push(mark);
            if days > 0 {
                people.insert(used.directory.pair(mark.0).person);
            }
            *sum += days;
        }
        for (keys, (all, people, days)) in marks {
            let tag = u32::try_from(groups.list.len()).unwrap_or(u32::MAX);
            groups.tags.extend(all.into_iter().map(|mark| (mark, tag)));
            groups.list.push(Group { keys, people: people.len() as u64, days });
        }
        groups
    }

    fn mark(&self, charge: &Charge) -> Mark {
        (
            charge.pair,
            charge.label,
            self.with_months.then(|| Month::from(self.zone.date(charge.at))),
        )
    }

    /// The place of a charge's group.
    pub(super) fn tag(&self, charge: &Charge) -> u32 {
        self.tags.get(&self.mark(charge)).copied().unwrap_or(u32::MAX)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Each, by its keys.
    pub(super) fn list(&self) -> impl Iterator<Item = &Group> {
        self.list.iter()
    }
}

fn value(
    key: &Key,
    charge: &Charge,
    mark: Mark,
    used: &Used,
    file: Option<&PeopleFile>,
) -> Option<String> {
    let directory = &used.directory;
    let label = directory.label(charge.label);
    let person = directory.pair(charge.pair).person as usize;
    let of_file = |column: &str| {
        let file = file?;
        let place = file.columns.iter().position(|name| name == column)?;
        let row = file.people.get(used.names.get(person)?)?;
        row.get(place).cloned().flatten()
    };
    match key {
        Key::Team => of_file("team")
            .or_else(|| used.teams.get(person).cloned().flatten())
            .or_else(|| label.team.clone()),
        Key::User => Some(directory.person(charge.pair).to_owned()),
        Key::Product => Some(directory.item(charge.pair).name.clone()),
        Key::Group => of_file("group").or_else(|| label.group.clone()),
        Key::Project => of_file("project").or_else(|| label.project.clone()),
        Key::Month => mark.2.map(|month| month.to_string()),
        Key::Column(name) => of_file(name),
    }
}
