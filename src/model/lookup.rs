//! Finding things by the names that people type: id, name or alias, whatever their case and
//! punctuation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A row of a sheet: something with an id, a name and other names.
pub trait Row {
    /// The key in the sheet, such as `civil-3d`.
    fn id(&self) -> &str;
    /// The vendor's name, such as `Civil 3D`.
    fn name(&self) -> &str;
    /// Other names in use, such as `CIV3D`.
    fn aliases(&self) -> &[String];

    /// What to know when using it.
    fn note(&self) -> Option<&str>;

    /// All the names together.
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.id(), self.name()].into_iter().chain(self.aliases().iter().map(String::as_str))
    }
}

/// A name reduced to what identifies it: letters and digits, in lower case. `3DS-Max` and `3ds max`
/// are one.
pub fn normalise(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    for letter in one_form(name).chars() {
        // Nearly every letter is ASCII, and asking Unicode about it takes ten times as long.
        if letter.is_ascii_alphanumeric() {
            short.push(letter.to_ascii_lowercase());
        } else if !letter.is_ascii() && letter.is_alphanumeric() {
            short.extend(letter.to_lowercase());
        }
    }
    short
}

/// Letters in one form (NFC): `ü` can be one sign, or, as in files from a Mac, a `u` and a mark.
pub fn one_form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The item that goes by `name`.
pub fn find<'a, T: Row>(items: &'a [T], name: &str) -> Option<&'a T> {
    let wanted = normalise(name);
    items.iter().find(|item| item.names().any(|known| normalise(known) == wanted))
}

/// Items by each of their names, for many look-ups.
#[derive(Debug)]
pub struct Index<'a, T>(BTreeMap<String, &'a T>);

impl<'a, T: Row> Index<'a, T> {
    /// An index of `items`.
    pub fn new(items: &'a [T]) -> Self {
        Self(
            items
                .iter()
                .flat_map(|item| item.names().map(move |name| (normalise(name), item)))
                .collect(),
        )
    }

    /// The item that goes by `name`.
    pub fn find(&self, name: &str) -> Option<&'a T> {
        self.0.get(&normalise(name)).copied()
    }
}

/// The longest name that is near another, in bytes: what is longer is no name that was mistyped, and
/// comparing takes the product of both lengths.
const LONGEST: usize = 200;

/// At most three names near `wanted`, nearest first: within a third of its letters, or one
/// containing the other.
pub fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let wanted = normalise(wanted);
    let names = names.filter(|name| name.len() <= LONGEST);
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let candidate = normalise(name);
            let most = wanted.len().max(3) / 3;
            let contained =
                wanted.len() > 2 && (candidate.contains(&wanted) || wanted.contains(&candidate));
            if !contained && wanted.len().abs_diff(candidate.len()) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wanted, &candidate);
            (distance <= most || contained).then_some((distance, name))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// The same for names of people: of two addresses one part must be the same, or everybody of a firm
/// would be near.
pub fn nearest_people<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let Some((local, domain)) = wanted.split_once('@') else { return nearest(wanted, names) };
    let is_near = |name: &&str| {
        name.split_once('@').is_some_and(|(other, firm)| {
            firm == domain && !nearest(local, [other].into_iter()).is_empty()
                || other == local && !nearest(domain, [firm].into_iter()).is_empty()
        })
    };
    nearest(wanted, names.filter(is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert_eq!(normalise("3ds-Max"), normalise("3DS MAX"));
        assert_eq!(normalise("Civil 3D®"), "civil3d");
    }

    #[test]
    fn a_letter_in_two_forms_is_one() {
        // ü, and u with U+0308
        assert_eq!(normalise("M\u{fc}ller"), normalise("Mu\u{308}LLER"));
        assert_eq!(one_form("mu\u{308}ller"), "m\u{fc}ller");
    }

    #[test]
    fn near_names_come_nearest_first_and_far_ones_not_at_all() {
        let names = ["maya", "revit", "3ds-max", "navisworks-manage"];
        assert_eq!(nearest("revti", names.into_iter()), ["revit"]);
        assert_eq!(nearest("navisworks", names.into_iter()), ["navisworks-manage"]);
        assert!(nearest("solidworks", names.into_iter()).is_empty());
    }

    /// Comparing two names of a megabyte would take hours.
    #[test]
    fn what_is_too_long_for_a_name_is_near_nothing() {
        let [short, long] = [199, 200].map(|letters| "a".repeat(letters));
        let [longer, huge] = [201, 1 << 20].map(|letters| "a".repeat(letters));
        let near = |wanted: &str| {
            nearest(wanted, [&longer, &huge, &long].into_iter().map(String::as_str)).len()
        };
        assert_eq!([&short, &long, &longer, &huge].map(|wanted| near(wanted)), [1, 1, 0, 0]);
    }

    #[test]
    fn two_people_of_a_firm_are_not_near_and_one_written_wrong_is() {
        let people = ["ben@example.com", "ana@example.com", "anabel@other.com"];
        let near = |name: &str| nearest_people(name, people.into_iter());
        assert_eq!(near("anna@example.com"), ["ana@example.com"]);
        assert_eq!(near("ana@exmaple.com"), ["ana@example.com"]);
        assert!(near("zoe@example.com").is_empty());
    }
}
