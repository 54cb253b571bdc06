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

use std::collections::BTreeSet;

use crate::model::{RateSheet, Row, normalise};

/// The names that are taken, of products and collections, which share one set of names.
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    /// Those of a sheet.
    pub(super) fn of(sheet: &RateSheet) -> Self {
        let products = sheet.products.iter().flat_map(Row::names);
        let collections = sheet.collections.iter().flat_map(Row::names);
        Self(products.chain(collections).map(normalise).collect())
    }

    /// An id for what is called `name`, which is taken from now on, as is the name.
    pub(super) fn new_one(&mut self, name: &str) -> String {
        let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let slug = words.join("-").to_ascii_lowercase();
        let slug = if slug.is_empty() { "product".to_owned() } else { slug };
        let numbered = (2_u32..).map(|number| format!("{slug}-{number}"));
        let mut candidates = std::iter::once(slug.clone()).chain(numbered);
        let free = candidates.find(|id| !self.0.contains(&normalise(id)));
        let id = free.unwrap_or(slug);
        self.0.extend([normalise(&id), normalise(name)]);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_nobody_elses() {
        let mut ids = Ids(BTreeSet::from(["revit".to_owned(), "mllercad".to_owned()]));
        assert_eq!(ids.new_one("Vault  Professional!"), "vault-professional");
        assert_eq!(ids.new_one("Müller CAD"), "m-ller-cad-2");
        assert_eq!([ids.new_one("設計"), ids.new_one("製図")], ["product", "product-2"]);
    }
}
