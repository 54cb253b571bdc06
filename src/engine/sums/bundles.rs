//! What is a day of use of a collection? (RULES §6)
//!
//! Formula: a day on which everything in it that Flex sells is opened once costs the sum of the
//! rates; the subscription of the collection stands beside it as that of a product does.
//!
//! Example: Revit at 10, AutoCAD at 7 and Civil 3D at 10 tokens a day are 27 together.
//!
//! Edges: what Flex does not sell costs nothing here, and the note says so. A collection of which
//! Flex sells nothing has no rate, and neither has one of which nobody says what it covers. Where a
//! product goes by the same name, that is meant.

use crate::engine::sheets::contents::is_unknown;
use crate::model::{Collection, Product, RateSheet, TokensPerDay, find};

/// The sheet in which each collection is one more product.
pub fn with_bundles(sheet: &RateSheet) -> RateSheet {
    let mut with = sheet.clone();
    let is_new = |collection: &&Collection| find(&sheet.products, &collection.id).is_none();
    let bundles = sheet.collections.iter().filter(is_new).map(|it| bundle(it, sheet));
    with.products.extend(bundles);
    with
}

/// The collection that a product of [`with_bundles`] stands for, where its sheet does not say what
/// it covers.
pub fn without_contents<'s>(product: &Product, sheet: &'s RateSheet) -> Option<&'s Collection> {
    let known = sheet.collections.iter().find(|collection| collection.id == product.id);
    known.filter(|collection| is_unknown(collection))
}

/// The products of a collection, in its order; `None` of what is a product itself.
pub fn products_of<'s>(id: &str, sheet: &'s RateSheet) -> Option<Vec<&'s Product>> {
    if sheet.products.iter().any(|product| product.id == id) {
        return None;
    }
    let collection = sheet.collections.iter().find(|collection| collection.id == id)?;
    Some(collection.products.iter().filter_map(|id| find(&sheet.products, id)).collect())
}

fn bundle(collection: &Collection, sheet: &RateSheet) -> Product {
    let products = collection.products.iter().filter_map(|id| find(&sheet.products, id));
    let (sold, left_out): (Vec<_>, Vec<_>) =
        products.partition(|product| product.tokens_per_day.is_some());
    let rates = sold.iter().filter_map(|product| product.tokens_per_day);
    let rate = rates.reduce(|sum: TokensPerDay, rate| sum + rate);
    let names = |products: &[&Product]| {
        products.iter().map(|product| product.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let opened = format!("a day of it opens {}", names(&sold));
    let missing = (!left_out.is_empty())
        .then(|| format!("Flex does not sell {}, which is left out", names(&left_out)));
    let price = collection.source.split_once("annual price:").map_or("", |(_, price)| price);
    let price = if price.is_empty() { &collection.source } else { price };
    let notes = [Some(opened).filter(|_| !sold.is_empty()), missing, collection.note.clone()];
    Product {
        name: format!("all of {}", collection.id),
        aliases: [&collection.aliases[..], std::slice::from_ref(&collection.name)].concat(),
        tokens_per_day: rate,
        source: format!("rate: those of its products; annual price: {}", price.trim()),
        note: Some(notes.into_iter().flatten().collect::<Vec<_>>().join("; "))
            .filter(|note| !note.is_empty()),
        ..Product::new(collection.id.clone())
    }
    .with_prices(collection.prices())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(id: &str, rate: Option<u64>) -> Product {
        Product {
            name: id.to_uppercase(),
            tokens_per_day: rate.map(TokensPerDay::from),
            ..Product::new(id)
        }
    }

    #[test]
    fn a_day_of_a_collection_costs_the_sum_of_what_flex_sells_of_it() {
        let collection = Collection {
            name: "AEC Collection".into(),
            aliases: vec!["bundle".into()],
            products: ["revit", "autocad", "vault"].map(String::from).into(),
            annual_price: Some(3675.into()),
            ..Collection::new("aec")
        };
        let sheet = RateSheet {
            name: "test".into(),
            title: "test".into(),
            effective: "2026-01-01".parse().unwrap(),
            currency: "EUR".into(),
            token: crate::engine::testing::terms(),
            products: vec![
                product("autocad", Some(7)),
                product("revit", Some(10)),
                product("vault", None),
            ],
            services: vec![],
            collections: vec![collection],
        };
        let with = with_bundles(&sheet);
        // 10 + 7 = 17; Vault is not sold on Flex
        for name in ["aec", "AEC Collection", "bundle"] {
            let bundle = with.product(name).unwrap();
            assert_eq!(
                (bundle.tokens_per_day, bundle.annual_price),
                (Some(17.into()), Some(3675.into()))
            );
        }
        let ids =
            |id| products_of(id, &sheet).map(|it| it.iter().map(|it| it.id.clone()).collect());
        assert_eq!(ids("aec"), Some(["revit", "autocad", "vault"].map(String::from).to_vec()));
        assert_eq!(ids("revit"), None);
    }
}
