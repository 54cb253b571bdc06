//! What does a collection cover, as far as rate sheets say?
//!
//! Rule: the products that the first sheet lists which lists any. A collection that is only named
//! covers something, and nobody says what: whatever rests on that is refused.
//!
//! Example: a sheet names `aec` without `products`. A seat of it would cover nothing, and what its
//! holder used would be charged as if there were no seat.
//!
//! Edges: where a product goes by the same name, that is meant. Its name, its price and whoever
//! holds it by a row of usage can be told without the products.

use crate::model::{Code, Collection, Problem, RateSheet, Row, find};

/// Whether a sheet says nothing of what a collection covers.
pub fn is_unknown(collection: &Collection) -> bool {
    collection.products.is_empty()
}

/// The collection that goes by `name` and of which no sheet says what it covers.
pub fn without_contents<'s>(name: &str, sheets: &'s [RateSheet]) -> Option<&'s Collection> {
    if sheets.iter().any(|sheet| find(&sheet.products, name).is_some()) {
        return None;
    }
    let known: Vec<_> = sheets.iter().filter_map(|sheet| find(&sheet.collections, name)).collect();
    let first = known.first().copied()?;
    known.into_iter().all(is_unknown).then_some(first)
}

/// That nothing says what a collection covers, `so` that something cannot be answered.
pub fn unknown_contents(collection: &Collection, sheets: &[RateSheet], so: &str) -> Problem {
    let id = collection.id();
    let mut names: Vec<_> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
    names.dedup();
    let message = format!("rate sheet {} does not say what `{id}` covers: {so}", names.join(", "));
    let hint = format!(
        "list its products in a sheet of your own: `products = [\"revit\", …]` in \
         `[collections.{id}]`"
    );
    Problem { code: Some(Code::UnknownContents), ..Problem::new(message) }.hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Product;

    fn sheet(products: &[&str], collections: Vec<Collection>) -> RateSheet {
        RateSheet {
            name: "test".into(),
            title: "Test".into(),
            effective: chrono::NaiveDate::MIN,
            currency: "USD".into(),
            token: crate::engine::testing::terms(),
            products: products.iter().map(|id| Product::new(*id)).collect(),
            services: vec![],
            collections,
        }
    }

    #[test]
    fn one_sheet_that_lists_the_products_is_enough() {
        let aec = |products: &[&str]| {
            let products = products.iter().map(|id| (*id).to_owned()).collect();
            vec![Collection { products, ..Collection::new("aec") }]
        };
        let named = sheet(&[], aec(&[]));
        let is_without = |sheets: &[RateSheet]| without_contents("AEC", sheets).is_some();
        assert!(is_without(std::slice::from_ref(&named)));
        assert!(!is_without(&[named.clone(), sheet(&["revit"], aec(&["revit"]))]));
        // a product of that name, and nothing of it
        assert!(!is_without(&[named, sheet(&["aec"], vec![])]));
        assert!(!is_without(&[sheet(&[], vec![])]));
    }
}
