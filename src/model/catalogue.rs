//! What several rate sheets know together, by all the names of it.

use std::collections::BTreeMap;

use super::{Item, ItemKind, RateSheet, Row, nearest, normalise};

/// Everything that can be used, by each of its names.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    items: Vec<Item>,
    places: BTreeMap<(ItemKind, String), usize>,
    names: BTreeMap<String, usize>,
    spellings: Vec<(String, usize)>,
    /// The names of collections, as people say them.
    collections: Vec<(Spoken, usize)>,
}

impl Catalogue {
    /// What the sheets know. Where they differ in what a name means, the first one wins.
    pub fn new(sheets: &[RateSheet]) -> Self {
        let mut catalogue = Self::default();
        for sheet in sheets {
            sheet.products.iter().for_each(|row| catalogue.add(row, ItemKind::Product));
            sheet.collections.iter().for_each(|row| catalogue.add(row, ItemKind::Collection));
            sheet.services.iter().for_each(|row| catalogue.add(row, ItemKind::Service));
        }
        catalogue
    }

    fn add(&mut self, row: &impl Row, kind: ItemKind) {
        let next = self.items.len();
        let place = *self.places.entry((kind, row.id().to_owned())).or_insert(next);
        if place == next {
            self.items.push(Item { id: row.id().to_owned(), name: row.name().to_owned(), kind });
        }
        for name in row.names() {
            self.names.entry(normalise(name)).or_insert(place);
            self.spellings.push((name.to_owned(), place));
            if kind == ItemKind::Collection {
                self.collections.push((Spoken::of(name), place));
            }
        }
    }

    /// The collection that people write otherwise: `AEC Collection`, `PDMC`, `and` for `&`.
    fn collection(&self, name: &str) -> Option<&Item> {
        let wanted = Spoken::of(name);
        let (_, place) = self.collections.iter().find(|(known, _)| wanted.means(known))?;
        self.items.get(*place)
    }

    /// The item that a sheet gives this very name.
    pub fn named(&self, name: &str) -> Option<&Item> {
        self.names.get(&normalise(name)).and_then(|place| self.items.get(*place))
    }

    /// The item that goes by `name`, with or without the year of its version behind it, as in
    /// `Revit 2024`.
    pub fn find(&self, name: &str) -> Option<&Item> {
        self.named(name)
            .or_else(|| self.named(without_year(name)?))
            .or_else(|| self.collection(name))
    }

    /// The ids of at most three items that go by a similar name.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for near in nearest(name, self.spellings.iter().map(|(name, _)| name.as_str())) {
            let id = self.find(near).map_or("", |item| item.id.as_str());
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// A collection's name as people say it.
#[derive(Clone, Debug)]
struct Spoken {
    /// Its words, without those that say nothing.
    words: Vec<String>,
    /// Whether it says that it is a collection.
    is_collection: bool,
}

impl Spoken {
    fn of(name: &str) -> Self {
        const SAY_NOTHING: [&str; 4] = ["and", "the", "autodesk", "of"];
        let name = without_year(name).unwrap_or(name).to_lowercase();
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty() && !SAY_NOTHING.contains(word));
        let (said, words): (Vec<_>, Vec<_>) =
            words.map(str::to_owned).partition(|word| word.starts_with("collection"));
        Self { words, is_collection: !said.is_empty() }
    }

    /// Whether it is the name of `known`, or the first letters of its words, perhaps with that of
    /// the word collection.
    fn means(&self, known: &Self) -> bool {
        let whole = self.words.concat();
        let letters: String = known.words.iter().filter_map(|word| word.chars().next()).collect();
        let is_short = whole == letters && (self.is_collection || letters.len() > 2)
            || whole == letters.clone() + "c";
        let is_whole = self.is_collection && whole == known.words.concat();
        known.is_collection && known.words.len() > 1 && (is_whole || is_short)
    }
}

/// The name before a year, where it ends in one.
pub fn without_year(name: &str) -> Option<&str> {
    let (before, year) = name.trim_end().rsplit_once(' ')?;
    (year.len() == 4 && year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Product;

    /// Looking for each product among all others would take minutes.
    #[test]
    fn a_sheet_may_have_many_products_and_editions_of_it_the_same() {
        let mut catalogue = Catalogue::default();
        for product in (0..2 * 100_000).map(|n| Product::new(format!("p{}", n % 100_000))) {
            catalogue.add(&product, ItemKind::Product);
        }
        assert_eq!(catalogue.items.len(), 100_000);
        assert_eq!(catalogue.find("p99999").map(|item| item.id.as_str()), Some("p99999"));
    }

    #[test]
    fn a_collection_goes_by_its_letters_too() {
        let known = Spoken::of("Architecture Engineering & Construction Collection");
        let is_meant = |name: &&str| Spoken::of(name).means(&known);
        let names = [
            "Architecture, Engineering and Construction Collection",
            "AEC Collection 2026",
            "Autodesk AEC Collection",
            "AECC",
            "AEC",
            // others
            "Architecture Engineering Construction",
            "PDM Collection",
            "AE Collection",
            "AECX",
            "",
        ];
        assert_eq!(names.iter().filter(|name| is_meant(name)).count(), 5);
        assert!(!Spoken::of("collection").means(&Spoken::of("Collection")));
        let media = Spoken::of("Media & Entertainment Collection");
        assert!(Spoken::of("M&E Collection").means(&media));
        assert!(!Spoken::of("ME").means(&media));
    }

    #[test]
    fn the_year_of_a_version_is_no_part_of_the_name() {
        assert_eq!(without_year("Revit 2024"), Some("Revit"));
        assert_eq!(without_year("Civil 3D"), None);
        assert_eq!(without_year("Revit 20x4"), None);
    }
}
