//! Which rate sheet does an export stand for?
//!
//! ```text
//! a product whose days all cost the same has that rate; its name and aliases are those of the
//!     sheet that knows it
//! whatever else the export names keeps its row of that sheet, where it has one
//! ```
//!
//! RULES §3: the export is the bill, so that it is the best source of rates there is.
//!
//! Example: 5,549 rows of Civil 3D, each of 9 tokens, where the sheet says 10: a row at 9.
//!
//! Edges: days of one product that cost different amounts are no rate, however many more there are
//! of the one than of the other: which one holds now, the user knows. Names that differ in case,
//! punctuation or the year of a version are one product. A name without a letter or a digit cannot
//! be a row. The vendor's `Flex` without a product is no product. A collection takes the products
//! that it covers with it.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::Ids;
use crate::engine::metering::stated_days::{Figure, StatedDays};
use crate::model::{
    Collection, Day, Directory, ItemKind, Limits, Micro, Product, RateSheet, Row, TokensPerDay,
    Unit, normalise, without_year,
};

/// Words for where a rate comes from: so many rows of these files, by their places.
pub type SourceOf<'a> = &'a dyn Fn(u64, &BTreeSet<u32>) -> String;

/// What a sheet from an export is made of.
pub struct OfUsageInput<'a> {
    /// The sheet whose names and terms are taken.
    pub base: &'a RateSheet,
    /// Whether all its rows are.
    pub rows: BaseRows,
    /// What the export states, by the number of the item.
    pub stated: &'a BTreeMap<u32, StatedDays>,
    /// The names behind the numbers.
    pub directory: &'a Directory,
    /// Where a rate comes from, in words.
    pub source: SourceOf<'a>,
}

/// Which rows of the base sheet are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseRows {
    /// All of them.
    All,
    /// Those that the export names.
    Named,
}

/// A sheet from an export.
pub struct OfUsage {
    /// The sheet.
    pub sheet: RateSheet,
    /// What became of each product, collection and service, by name.
    pub named: Vec<NamedRow>,
}

/// What became of something that the export names.
#[derive(Clone, Debug)]
pub struct NamedRow {
    /// Its id in the sheet, or the one that it would have.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is to the base sheet.
    pub kind: ItemKind,
    /// What the export states of it.
    pub stated: StatedDays,
    /// What the base sheet says of a day.
    pub of_base: Option<TokensPerDay>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of something that the export names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has a row with the rate that the export charges.
    Rated,
    /// It has the row of the base sheet: the export states no rate.
    Kept,
    /// It has a row without figures: a collection that only the export knows.
    Bare,
    /// It has no row: its rate cannot be told.
    Unrated,
    /// It cannot have one: its name has no letter or digit.
    Nameless,
    /// It is no product: tokens for which the vendor names none.
    NoProduct,
}

/// The sheet that the export stands for.
pub fn of_usage(input: &OfUsageInput) -> OfUsage {
    let base = input.base;
    let mut sheet = base.clone();
    let mut ids = Ids::of(base);
    let mut named: Vec<_> = merged(input).into_values().collect();
    let key = |row: &NamedRow| (normalise(&row.name), row.kind.word());
    named.sort_by_key(key);
    for row in &mut named {
        if row.kind == ItemKind::Unlisted || row.fate == Fate::Bare {
            row.id = ids.new_one(&row.name);
        }
        row.fate = fate(row, base);
        match row.fate {
            Fate::Rated => rate(&mut sheet, row, input),
            Fate::Bare => {
                let files = &row.stated.files;
                let rows = row.stated.silent.values().sum();
                let source = (input.source)(rows, files);
                let name = row.name.clone();
                let collection = Collection { name, source, ..Collection::new(row.id.clone()) };
                sheet.collections.push(collection);
            }
            _ => {}
        }
    }
    if input.rows == BaseRows::Named {
        keep_named(&mut sheet, &named);
        sheet.effective = first_day(&named).map_or(base.effective, Day::date);
    }
    OfUsage { sheet, named }
}

/// What the export names, each once, by its kind and the letters of its name.
fn merged(input: &OfUsageInput) -> BTreeMap<(&'static str, String), NamedRow> {
    let mut rows: BTreeMap<_, NamedRow> = BTreeMap::new();
    for (number, stated) in input.stated {
        let Some(item) = input.directory.items.get(*number as usize) else { continue };
        let is_unlisted = item.kind == ItemKind::Unlisted;
        // A version of what no sheet knows is no product of its own.
        let bare = without_year(&item.name).filter(|_| is_unlisted).unwrap_or(&item.name);
        let name = bare.trim().to_owned();
        let product = input.base.products.iter().find(|one| one.id == item.id);
        let product = product.filter(|_| item.kind == ItemKind::Product);
        let of_base = product.and_then(|one| one.tokens_per_day);
        let known = input.base.collections.iter().any(|one| one.id == item.id);
        let is_new = item.kind == ItemKind::Collection && !known;
        let letters = if is_unlisted { normalise(&name) } else { item.id.clone() };
        let letters = if letters.is_empty() { name.clone() } else { letters };
        let row = rows.entry((item.kind.word().unwrap_or_default(), letters));
        let row = row.or_insert_with(|| NamedRow {
            id: item.id.clone(),
            name,
            kind: item.kind,
            stated: StatedDays::default(),
            of_base,
            fate: if is_new { Fate::Bare } else { Fate::Kept },
        });
        row.stated.join(stated);
    }
    rows
}

fn fate(row: &NamedRow, base: &RateSheet) -> Fate {
    let is_known = base.products.iter().any(|product| product.id == row.id);
    let rate = row.stated.rate().and_then(|(micro, _)| per_day(micro));
    match row.kind {
        ItemKind::Unlisted if row.name.eq_ignore_ascii_case("flex") => Fate::NoProduct,
        ItemKind::Unlisted if normalise(&row.name).is_empty() => Fate::Nameless,
        ItemKind::Unlisted | ItemKind::Product if rate.is_some() => Fate::Rated,
        ItemKind::Unlisted => Fate::Unrated,
        // Days that cost different amounts say that the sheet's one is wrong for some of them.
        ItemKind::Product if !is_known || !row.stated.figures.is_empty() => Fate::Unrated,
        ItemKind::Product | ItemKind::Service | ItemKind::Collection => row.fate,
    }
}

/// Gives a product the rate that the export charges.
fn rate(sheet: &mut RateSheet, row: &NamedRow, input: &OfUsageInput) {
    let Some((micro, Figure { rows, files, .. })) = row.stated.rate() else { return };
    let source = (input.source)(*rows, files);
    let tokens_per_day = per_day(micro);
    let Some(known) = sheet.products.iter_mut().find(|product| product.id == row.id) else {
        let name = row.name.clone();
        let id = row.id.clone();
        sheet.products.push(Product { name, tokens_per_day, source, ..Product::new(id) });
        return;
    };
    known.tokens_per_day = tokens_per_day;
    if input.rows == BaseRows::All {
        // The row says more than the rate, for which its own source holds on.
        known.source = format!("tokens a day: {source}; otherwise: {}", known.source);
        return;
    }
    *known = Product {
        name: known.name.clone(),
        aliases: std::mem::take(&mut known.aliases),
        tokens_per_day,
        source,
        ..Product::new(row.id.clone())
    };
}

/// Takes out of the sheet what the export does not name.
fn keep_named(sheet: &mut RateSheet, named: &[NamedRow]) {
    let has_row = |row: &&NamedRow| matches!(row.fate, Fate::Rated | Fate::Kept | Fate::Bare);
    let of_kind = |kind: ItemKind| {
        let rows = named.iter().filter(has_row);
        rows.filter(move |row| row.kind == kind).map(|row| row.id.as_str())
    };
    sheet.collections.retain(|one| of_kind(ItemKind::Collection).any(|id| id == one.id));
    sheet.services.retain(|one| of_kind(ItemKind::Service).any(|id| id == one.id));
    let products = of_kind(ItemKind::Product).chain(of_kind(ItemKind::Unlisted));
    let mut products: BTreeSet<&str> = products.collect();
    products.extend(sheet.collections.iter().flat_map(|one| &one.products).map(String::as_str));
    sheet.products.retain(|one| products.contains(one.id.as_str()));
    sheet.products.sort_by_key(|one| normalise(one.name()));
    sheet.collections.sort_by_key(|one| normalise(one.name()));
}

/// The first day of which the export states what it cost.
fn first_day(named: &[NamedRow]) -> Option<Day> {
    let rated = named.iter().filter(|row| row.fate == Fate::Rated);
    let figures = rated.flat_map(|row| row.stated.figures.values());
    figures.filter_map(|figure| figure.seen).map(|(first, _)| first).min()
}

/// As the rate of a row, which is within limits.
pub fn per_day(micro: Micro) -> Option<TokensPerDay> {
    let tokens = micro.tokens().decimal();
    Limits::RATE.check(tokens).ok().map(|()| TokensPerDay::new(tokens))
}

#[cfg(test)]
mod tests;
