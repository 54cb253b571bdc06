//! How many charges of what were made at which rate?
//!
//! ```text
//! tokens = charges × tokens a day, for each product and sheet
//! ```
//!
//! Example: Ana and Ben are charged Revit twice each at 10 tokens: 4 × 10 = 40 tokens.
//!
//! Edges: charges whose tokens the export states are at no rate, and those that no rate is known
//! for are left out; both are in the answer elsewhere.

use std::collections::BTreeMap;

use crate::engine::bill::cost_of_use::Rates;
use crate::engine::metering::replay::Tally;
use crate::model::{Directory, Product, RateSheet, Tokens, TokensPerDay};

/// Charges of one product under one sheet.
#[derive(Clone, Debug)]
pub struct Rated<'a> {
    /// What was used, as the sheet has it.
    pub product: &'a Product,
    /// How many charges.
    pub charges: u64,
    /// The rate.
    pub rate: TokensPerDay,
    /// The tokens.
    pub tokens: Tokens,
}

/// The charges at each rate, by the order in which products were met, then by sheet.
pub fn rated<'a>(
    tallies: &[Tally],
    directory: &Directory,
    sheets: &'a [RateSheet],
) -> Vec<Rated<'a>> {
    let rates = Rates::new(sheets, directory);
    let mut sums: BTreeMap<(u32, usize), u64> = BTreeMap::new();
    for tally in tallies.iter().filter(|tally| tally.charges > 0) {
        *sums.entry((directory.pair(tally.key.pair).item, tally.key.sheet)).or_default() +=
            tally.charges;
    }
    let at_rate = |((item, sheet), charges): ((u32, usize), u64)| {
        let rate = rates.of(sheet, item)?;
        let id = &directory.items.get(item as usize)?.id;
        let product = sheets.get(sheet)?.products.iter().find(|product| product.id == *id)?;
        Some(Rated { product, charges, tokens: rate.for_days(charges), rate })
    };
    sums.into_iter().filter_map(at_rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metering::replay::Key;
    use crate::engine::testing::{directory, product, sheet};

    #[test]
    fn charges_of_all_people_at_one_rate_are_together() {
        let sheets = [
            sheet(vec![product("revit", 10)]),
            sheet(vec![product("autocad", 7), product("revit", 9)]),
        ];
        let tally = |pair, sheet, charges| Tally {
            charges,
            days_of_use: charges,
            ..Tally::none(Key { pair, label: 0, month: None, sheet })
        };
        // AutoCAD has no rate under the first sheet
        let tallies =
            [tally(0, 0, 2), tally(0, 1, 1), tally(1, 0, 5), tally(1, 1, 3), tally(2, 0, 2)];
        let directory = directory();
        let found: Vec<_> = rated(&tallies, &directory, &sheets)
            .into_iter()
            .map(|it| (it.product.id.clone(), it.charges, it.tokens))
            .collect();
        let row = |id: &str, charges, tokens: u64| (id.to_owned(), charges, tokens.into());
        // (2 + 2) × 10; 1 × 9; 3 × 7
        assert_eq!(found, [row("revit", 4, 40), row("revit", 1, 9), row("autocad", 3, 21)]);
    }
}
