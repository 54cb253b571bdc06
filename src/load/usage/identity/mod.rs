//! Who is who: an id that stands beside an address, in any row of any file, names the same person.
//!
//! An address changes by a marriage, and is lost when an account is deleted or personal data is
//! hidden; the id stays. What stood beside what is kept once for each such set of names, not for
//! each row, and is put together when everything is read: neither workers nor blocks decide.

mod columns;
mod contradictions;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;

pub(super) use self::columns::IdColumns;
use super::batch::Line;
use super::cells::{is_absent, is_hidden, shown};
use super::whence::Whence;
use crate::model::{Day, Directory, Pair, Problems, Tied, person};

/// What files write where they do not say who it was.
const NOBODY: [&str; 8] =
    ["n/a", "na", "none", "unknown", "deleted", "deleted user", "anonymous", "0"];

/// An id that stands beside more addresses than this is no id of a person.
const MOST_ADDRESSES: usize = 3;

/// Whether a field with an id or an address says nothing.
pub(super) fn says_nobody(name: &[u8]) -> bool {
    is_hidden(name)
        || is_absent(name)
        || NOBODY.iter().any(|nobody| name.eq_ignore_ascii_case(nobody.as_bytes()))
}

/// When and where names stood beside each other first.
#[derive(Clone, Copy)]
pub(super) struct Stood {
    pub(super) line: Line,
    /// The first and the last day, where rows are about days.
    pub(super) days: Option<(Day, Day)>,
}

/// What stood beside what in one block, by the fields of address and ids, parted by zeros.
pub(super) type Beside = HashMap<Box<[u8]>, Stood, FixedState>;

/// What stood beside what in all files.
#[derive(Default)]
pub(super) struct Identities {
    rows: BTreeMap<Names, Place>,
    /// Names as files write them.
    spelled: BTreeMap<String, String>,
}

/// Who a row says it was.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Names {
    address: Option<String>,
    /// Ids, each with its column.
    ids: Vec<(String, String)>,
}

struct Place {
    file: String,
    number: u64,
    words: String,
    days: Option<(Day, Day)>,
}

/// Names that belong together, and where they stood.
#[derive(Default)]
struct Group<'i> {
    names: BTreeSet<&'i str>,
    rows: Vec<(&'i Names, &'i Place)>,
}

/// A person who goes by several names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnePerson {
    /// What the person is called: the latest address.
    pub called: String,
    /// The other addresses.
    pub others: Vec<String>,
    /// The ids, as files write them.
    pub ids: Vec<String>,
    /// Every other name that rows may have, ids too, as names are compared.
    pub names: Vec<String>,
    /// Whether some rows had the id alone.
    pub was_hidden: bool,
}

impl Identities {
    /// Takes over what stood beside what in a block of `file`, of which `before` lines come before
    /// it; `columns` are those of the ids.
    pub(super) fn add(
        &mut self,
        beside: &Beside,
        columns: &[String],
        whence: &Whence,
        before: u64,
    ) {
        for (fields, stood) in beside {
            let mut fields = fields.split(|byte| *byte == 0);
            let address = fields.next().and_then(|field| self.name(field));
            let ids = columns.iter().zip(fields);
            let ids = ids.filter_map(|(column, field)| Some((column.clone(), self.name(field)?)));
            let names = Names { address, ids: ids.collect() };
            let number = before + stood.line.0;
            let (file, words) = (whence.name().to_owned(), whence.words(number));
            let new = Place { file, number, words, days: stood.days };
            match self.rows.get_mut(&names) {
                None => drop(self.rows.insert(names, new)),
                Some(place) => {
                    let days = both(place.days, new.days);
                    if place.file == new.file && new.number < place.number {
                        *place = new;
                    }
                    place.days = days;
                }
            }
        }
    }

    fn name(&mut self, field: &[u8]) -> Option<String> {
        if says_nobody(field) {
            return None;
        }
        let spelled = String::from_utf8_lossy(field).trim().to_owned();
        let name = person(&spelled);
        let known = self.spelled.entry(name.clone()).or_insert_with(|| spelled.clone());
        if spelled < *known {
            *known = spelled;
        }
        Some(name)
    }

    /// Makes one person of all names that belong together; `directory` then has everyone once.
    pub(super) fn put_together(
        &self,
        directory: &mut Directory,
    ) -> Result<(Tied, Vec<OnePerson>), Problems> {
        Problems::check(self.contradictions())?;
        let mut people: Vec<OnePerson> = Vec::new();
        let (mut tied, mut called) = (Tied::default(), BTreeMap::new());
        let met: HashSet<&str> = directory.people.iter().map(String::as_str).collect();
        for group in self.groups() {
            if group.names.iter().filter(|name| met.contains(*name)).count() > 1
                && let Some(one) = self.one_person(&group)
            {
                called.extend(group.names.into_iter().map(|name| (name, people.len())));
                people.push(one);
            }
        }
        if people.is_empty() {
            return Ok((tied, people));
        }
        renumber(directory, &called, &people, &mut tied);
        people.sort_by(|one, other| one.called.cmp(&other.called));
        Ok((tied, people))
    }

    /// Names that belong together, by what stood beside what.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group> = Vec::new();
        let mut place_of: HashMap<&str, usize> = HashMap::new();
        for (names, place) in &self.rows {
            let mut group = Group { names: names.all().collect(), rows: vec![(names, place)] };
            let known = group.names.iter().filter_map(|name| place_of.get(name));
            let known: BTreeSet<usize> = known.copied().collect();
            for place in known {
                let other = groups.get_mut(place).map(std::mem::take).unwrap_or_default();
                group.names.extend(other.names);
                group.rows.extend(other.rows);
            }
            place_of.extend(group.names.iter().map(|name| (*name, groups.len())));
            groups.push(group);
        }
        groups
    }

    /// A group of names as one person.
    fn one_person(&self, group: &Group) -> Option<OnePerson> {
        let mut addresses: BTreeMap<&str, Option<(Day, Day)>> = BTreeMap::new();
        for (names, place) in &group.rows {
            if let Some(address) = &names.address {
                let days = addresses.entry(address).or_insert(place.days);
                *days = both(*days, place.days);
            }
        }
        // The latest; of two of one day, the first by name.
        let mut by_day: Vec<_> = addresses.iter().collect();
        by_day.sort_by_key(|(_, days)| std::cmp::Reverse(days.map(|(_, last)| last)));
        let first = by_day.first().map(|(address, _)| **address);
        let called = first.or_else(|| group.names.first().copied())?;
        let ids = group.rows.iter().flat_map(|(names, _)| &names.ids);
        let ids: BTreeSet<&str> = ids.map(|(_, id)| id.as_str()).collect();
        let is_other = |name: &&str| *name != called;
        Some(OnePerson {
            called: called.to_owned(),
            others: addresses.keys().copied().filter(is_other).map(str::to_owned).collect(),
            ids: ids.iter().map(|id| self.spelling(id)).collect(),
            names: group.names.iter().copied().filter(is_other).map(str::to_owned).collect(),
            was_hidden: group.rows.iter().any(|(names, _)| names.address.is_none()),
        })
    }

    fn spelling(&self, name: &str) -> String {
        self.spelled.get(name).map_or_else(|| name.to_owned(), |name| shown(name.as_bytes()))
    }
}

impl Names {
    fn all(&self) -> impl Iterator<Item = &str> {
        self.address.iter().chain(self.ids.iter().map(|(_, id)| id)).map(String::as_str)
    }
}

/// The days of both; of what has none those of the other.
pub(super) fn both(one: Option<(Day, Day)>, other: Option<(Day, Day)>) -> Option<(Day, Day)> {
    match (one, other) {
        (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
        (days, None) | (None, days) => days,
    }
}

/// Gives the people of `directory` new numbers, everyone one.
fn renumber(
    directory: &mut Directory,
    called: &BTreeMap<&str, usize>,
    people: &[OnePerson],
    tied: &mut Tied,
) {
    let mut numbers: HashMap<String, u32, FixedState> = HashMap::default();
    let (mut names, mut new_numbers) = (Vec::new(), Vec::new());
    for old in std::mem::take(&mut directory.people) {
        let one = called.get(old.as_str()).and_then(|place| people.get(*place));
        let name = one.map_or(old, |one| one.called.clone());
        let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(name.clone()).or_insert(next);
        if number == next {
            names.push(name);
        }
        if let Some(one) = one {
            let all = one.names.iter().chain([&one.called]);
            tied.names.entry(number).or_insert_with(|| all.cloned().collect());
        }
        new_numbers.push(number);
    }
    directory.people = names;
    let mut first: HashMap<Pair, u32, FixedState> = HashMap::default();
    for (number, pair) in (0..).zip(&mut directory.pairs) {
        if let Some(person) = new_numbers.get(pair.person as usize) {
            pair.person = *person;
        }
        tied.pairs.push(*first.entry(*pair).or_insert(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> (Day, Day) {
        let day = Day::since_1970(number);
        (day, day)
    }

    /// What came of rows of address, id and day: the people as they are called with their other
    /// names, or the problems.
    fn people(rows: &[(&str, &str, Option<i32>)]) -> Result<Vec<String>, Vec<String>> {
        let (mut identities, mut directory) = (Identities::default(), Directory::default());
        for (line, (address, id, at)) in (2..).zip(rows) {
            let stood = Stood { line: Line(line), days: at.map(day) };
            let mut beside = Beside::default();
            beside.insert([address.as_bytes(), b"\0", id.as_bytes()].concat().into(), stood);
            identities.add(&beside, &["user_id".to_owned()], &Whence::File("x".to_owned()), 0);
            let name = person(if says_nobody(address.as_bytes()) { id } else { address });
            if !directory.people.contains(&name) {
                directory.people.push(name);
            }
        }
        match identities.put_together(&mut directory) {
            Ok((_, several)) => {
                let mut words = directory.people;
                words.extend(several.iter().map(|one| format!("{one:?}")));
                Ok(words.into_iter().filter(|word| !word.starts_with("OnePerson")).collect())
            }
            Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn an_id_ties_addresses_and_rows_without_one_together() {
        let rows = [
            ("ana.old", "A1", Some(1)),
            ("", "a1", Some(2)),
            ("ana.new", "A1", Some(3)),
            ("ben", "B1", Some(3)),
            ("***", "C1", Some(3)),
        ];
        assert_eq!(people(&rows).unwrap(), ["ana.new", "ben", "c1"]);
        let mut turned = rows;
        turned.reverse();
        assert_eq!(people(&turned).unwrap(), ["c1", "ben", "ana.new"]);
    }

    #[test]
    fn what_says_nobody_ties_nobody() {
        for id in ["", "-", "0", "N/A", "****"] {
            assert_eq!(
                people(&[("ana", id, Some(1)), ("ben", id, Some(1))]).unwrap(),
                ["ana", "ben"]
            );
        }
    }

    #[test]
    fn an_address_may_have_one_id_after_the_other_but_not_two_at_once() {
        let two = |second| {
            people(&[("ana", "A1", Some(1)), ("ana", "A1", Some(5)), ("ana", "A2", second)])
        };
        // one before the last day of the first id, at it, one after
        assert_eq!(
            two(Some(4)).unwrap_err(),
            ["`ana` has two ids in `user_id` at one time: `A1` (x:2) and `A2` (x:4)"]
        );
        assert_eq!(two(Some(5)).unwrap(), ["ana"]);
        assert_eq!(two(Some(6)).unwrap(), ["ana"]);
        // without a day nothing says that it was another time
        assert!(two(None).is_err());
    }

    #[test]
    fn what_stands_beside_many_addresses_is_no_id() {
        let rows: Vec<_> = ["a", "b", "c", "d"].map(|address| (address, "7", Some(1))).into();
        assert_eq!(people(&rows[..3]).unwrap(), ["a"]);
        let words = people(&rows).unwrap_err().concat();
        assert!(words.contains("`7` in `user_id` stands beside 4 addresses"), "{words}");
    }
}
