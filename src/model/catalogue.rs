//! What several rate sheets know together, by all the names of it.

use std::collections::BTreeMap;

use super::{Item, ItemKind, RateSheet, Row, nearest, normalise};

/// Everything that can be used, by each of its names.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    items: Vec<Item>,
    names: BTreeMap<String, usize>,
    spellings: Vec<(String, usize)>,
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
        let known = self.items.iter().position(|item| item.id == row.id() && item.kind == kind);
        let place = known.unwrap_or_else(|| {
            self.items.push(Item { id: row.id().to_owned(), name: row.name().to_owned(), kind });
            self.items.len() - 1
        });
        for name in row.names() {
            self.names.entry(normalise(name)).or_insert(place);
            self.spellings.push((name.to_owned(), place));
        }
    }

    /// The item that goes by `name`, with or without the year of its version behind it, as in
    /// `Revit 2024`.
    pub fn find(&self, name: &str) -> Option<&Item> {
        let exactly = self.names.get(&normalise(name));
        exactly
            .or_else(|| self.names.get(&normalise(without_year(name)?)))
            .and_then(|place| self.items.get(*place))
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

/// The name before a year, where it ends in one.
pub fn without_year(name: &str) -> Option<&str> {
    let (before, year) = name.trim_end().rsplit_once(' ')?;
    (year.len() == 4 && year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_version_is_no_part_of_the_name() {
        assert_eq!(without_year("Revit 2024"), Some("Revit"));
        assert_eq!(without_year("Civil 3D"), None);
        assert_eq!(without_year("Revit 20x4"), None);
    }
}
