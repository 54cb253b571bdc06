//! Who used what → the number of the pair, at the speed of a log.
//!
//! A log jumps from person to person, and most of the time would go by waiting for memory. So
//! everything about a person stands in one line of a core's cache, and before many are looked up,
//! their lines are fetched together: the wait for one then overlaps with that for the next.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::hint::black_box;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The longest name that stands in a line itself.
const SHORT: usize = 31;

/// How many people are looked up together.
pub(super) const TOGETHER: usize = 256;

/// How many products of a person stand in the line.
const FEW: usize = 4;

/// A short name and its length, to be compared at once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct ShortName([u64; 4]);

/// Word by word, which is faster than as bytes.
impl Hash for ShortName {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in self.0 {
            state.write_u64(word);
        }
    }
}

impl ShortName {
    /// The name, where it is short.
    #[inline]
    pub(super) fn new(name: &[u8]) -> Option<Self> {
        let mut bytes = [0; SHORT + 1];
        bytes.get_mut(..name.len()).filter(|_| name.len() <= SHORT)?.copy_from_slice(name);
        bytes[SHORT] = u8::try_from(name.len()).ok()?;
        let (words, _) = bytes.as_chunks::<8>();
        let mut name = [0; 4];
        for (to, word) in name.iter_mut().zip(words) {
            *to = u64::from_le_bytes(*word);
        }
        Some(Self(name))
    }

    /// The name itself.
    pub(super) fn bytes(self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        let length = bytes.pop().unwrap_or_default();
        bytes.truncate(length.into());
        bytes
    }
}

/// A person: 64 bytes.
#[derive(Clone)]
#[repr(align(64))]
struct Person {
    name: ShortName,
    number: u32,
    products: [u16; FEW],
    pairs: [u32; FEW],
}

/// What one worker knows of people and what they used.
#[derive(Default)]
pub(super) struct People {
    places: HashTable<u32>,
    lines: Vec<Person>,
    /// People whose names are long.
    long: HashMap<Box<[u8]>, u32, FixedState>,
    /// Pairs that do not stand in a person's line.
    others: HashMap<(u32, u32), u32, FixedState>,
    hasher: FixedState,
}

/// What stands where there is no product yet.
const NO_PRODUCT: u16 = u16::MAX;

impl People {
    /// What a name is looked up by.
    #[inline]
    pub(super) fn hash(&self, name: ShortName) -> u64 {
        self.hasher.hash_one(name)
    }

    /// Fetches the lines of the people with these hashes into the cache; nothing depends on it but
    /// the time.
    pub(super) fn fetch(&self, hashes: impl Iterator<Item = u64>) {
        let mut places = [0; TOGETHER];
        for (place, hash) in places.iter_mut().zip(hashes) {
            // Any place will do: nearly always it is the right one.
            *place = self.places.find(hash, |_| true).copied().unwrap_or_default();
        }
        let touched = places.iter().filter_map(|place| self.lines.get(*place as usize));
        black_box(touched.fold(0, |sum, person| sum ^ person.number));
    }

    /// The number of the pair of the person whose name has this hash, where it is known.
    #[inline]
    pub(super) fn pair(&self, name: ShortName, hash: u64, item: u32) -> Option<u32> {
        let place = self.places.find(hash, |place| self.is_at(*place, name))?;
        let person = self.lines.get(*place as usize)?;
        for (product, pair) in person.products.iter().zip(person.pairs) {
            if u32::from(*product) == item {
                return Some(pair);
            }
        }
        self.others.get(&(person.number, item)).copied()
    }

    /// The number of the pair of a person with a long name, where it is known.
    pub(super) fn long_pair(&self, name: &[u8], item: u32) -> Option<u32> {
        let number = self.long.get(name)?;
        self.others.get(&(*number, item)).copied()
    }

    /// Keeps the number of a person, and that of the pair with an item.
    pub(super) fn keep(&mut self, name: &[u8], number: u32, item: u32, pair: u32) {
        let Some(short) = ShortName::new(name) else {
            self.long.insert(name.into(), number);
            self.others.insert((number, item), pair);
            return;
        };
        let Self { places, lines, hasher, others, .. } = self;
        let at = |place: u32| lines.get(place as usize).map(|person: &Person| person.name);
        let entry = places.entry(
            hasher.hash_one(short),
            |place| at(*place) == Some(short),
            |place| hasher.hash_one(at(*place).unwrap_or(short)),
        );
        let next = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let place = *entry.or_insert(next).get();
        if place == next {
            lines.push(Person {
                name: short,
                number,
                products: [NO_PRODUCT; FEW],
                pairs: [0; FEW],
            });
        }
        let free = lines.get_mut(place as usize).and_then(|person| {
            let free = person.products.iter().position(|product| *product == NO_PRODUCT)?;
            Some((person.products.get_mut(free)?, person.pairs.get_mut(free)?))
        });
        match (free, u16::try_from(item)) {
            (Some((product, kept)), Ok(item)) if item != NO_PRODUCT => {
                (*product, *kept) = (item, pair);
            }
            _ => drop(others.insert((number, item), pair)),
        }
    }

    #[inline]
    fn is_at(&self, place: u32, name: ShortName) -> bool {
        self.lines.get(place as usize).is_some_and(|person| person.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_by_short_and_long_names_and_beyond_the_few() {
        let mut people = People::default();
        let names = [&b"a"[..], b"a\0", &[b'x'; SHORT], &[b'x'; SHORT + 1]];
        let pair_of = |number: u32, item: u32| number * 100 + item;
        for (number, name) in (0..).zip(names) {
            for item in [0, 1, 2, 3, 4, 5, u32::from(NO_PRODUCT), 70_000] {
                people.keep(name, number, item, pair_of(number, item));
            }
        }
        for (number, name) in (0..).zip(names) {
            for item in [0, 5, u32::from(NO_PRODUCT), 70_000] {
                let found = match ShortName::new(name) {
                    Some(short) => people.pair(short, people.hash(short), item),
                    None => people.long_pair(name, item),
                };
                assert_eq!(found, Some(pair_of(number, item)));
            }
        }
        let find = |name: &[u8], item| {
            let name = ShortName::new(name).unwrap();
            people.pair(name, people.hash(name), item)
        };
        assert_eq!(find(b"b", 0), None);
        assert_eq!(find(b"a", 6), None);
    }
}
