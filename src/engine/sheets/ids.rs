//! What is a new row called, so that nothing else goes by that name?
//!
//! ```text
//! the letters and digits of its name in lower case, with `-` between words; a number behind it
//!     where that is taken
//! ```
//!
//! Example: `Vault Professional` is `vault-professional`, and `Vault  professional!` would be the
//! same product.
//!
//! Edges: ids have ASCII letters only; a name without any is `product`, with a number where there
//! are several.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{RateSheet, Row, normalise};

/// The names that are taken, of products and collections, which share one set of names.
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// Names that are to come: no id of another may be one of them.
    coming: BTreeSet<String>,
    /// The number from which on to look for a free one, of each that was wanted already.
    next: BTreeMap<String, u32>,
}

impl Ids {
    /// Those of a sheet.
    pub(super) fn of(sheet: &RateSheet) -> Self {
        let products = sheet.products.iter().flat_map(Row::names);
        let collections = sheet.collections.iter().flat_map(Row::names);
        let taken = products.chain(collections).map(normalise).collect();
        Self { taken, coming: BTreeSet::new(), next: BTreeMap::new() }
    }

    /// The same, where things of these names are to come.
    pub(super) fn before<'n>(mut self, names: impl Iterator<Item = &'n str>) -> Self {
        self.coming.extend(names.map(normalise));
        self
    }

    /// An id for what is called `name`, which is taken from now on, as is the name.
    pub(super) fn new_one(&mut self, name: &str) -> String {
        let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let slug = words.join("-").to_ascii_lowercase();
        let slug = if slug.is_empty() { "product".to_owned() } else { slug };
        let first = self.next.get(&slug).copied().unwrap_or(2);
        let candidate = |number: u32| match number {
            1 => slug.clone(),
            number => format!("{slug}-{number}"),
        };
        let own = normalise(name);
        let is_free = |id: &String| {
            let letters = normalise(id);
            !self.taken.contains(&letters) && (letters == own || !self.coming.contains(&letters))
        };
        let mut candidates =
            std::iter::once(1).chain(first..).map(|number| (number, candidate(number)));
        let found = candidates.find(|(_, id)| is_free(id));
        let (number, id) = found.unwrap_or_else(|| (first, slug.clone()));
        if number > 1 {
            // The numbers before it are taken for good.
            self.next.insert(slug, number);
        }
        self.taken.extend([normalise(&id), own]);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_nobody_elses() {
        let taken = BTreeSet::from(["revit".to_owned(), "mllercad".to_owned()]);
        let mut ids = Ids { taken, coming: BTreeSet::new(), next: BTreeMap::new() };
        assert_eq!(ids.new_one("Vault  Professional!"), "vault-professional");
        assert_eq!(ids.new_one("Müller CAD"), "m-ller-cad-2");
        assert_eq!([ids.new_one("設計"), ids.new_one("製図")], ["product", "product-2"]);
        let (taken, names) = (BTreeSet::new(), ["設計", "Product"]);
        let mut ids =
            Ids { taken, coming: BTreeSet::new(), next: BTreeMap::new() }.before(names.into_iter());
        assert_eq!(names.map(|name| ids.new_one(name)), ["product-2", "product"]);
    }
}
