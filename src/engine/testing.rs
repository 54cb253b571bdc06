//! Small sheets and people for the tests of several rooms.

use crate::model::{Directory, Item, ItemKind, Pair, Product, RateSheet, TokenTerms};

/// Tokens at 3.00, bought one by one, that live a year.
pub(in crate::engine) fn terms() -> TokenTerms {
    TokenTerms {
        list_price: 3.into(),
        minimum_purchase: 1.into(),
        term_days: 365,
        grace_minutes: 5,
        tiers: vec![],
        source: None,
        note: None,
    }
}

/// A sheet of these products, always in force.
pub(in crate::engine) fn sheet(products: Vec<Product>) -> RateSheet {
    RateSheet {
        name: "test".into(),
        title: "Test".into(),
        effective: chrono::NaiveDate::MIN,
        currency: "USD".into(),
        token: terms(),
        products,
        services: vec![],
        collections: vec![],
    }
}

/// A product at a rate.
pub(in crate::engine) fn product(id: &str, rate: u64) -> Product {
    Product { tokens_per_day: Some(rate.into()), ..Product::new(id) }
}

/// Ana at Revit and AutoCAD, Ben at Revit.
pub(in crate::engine) fn directory() -> Directory {
    let item = |id: &str| Item { id: id.into(), name: id.to_uppercase(), kind: ItemKind::Product };
    Directory {
        people: vec!["ben".into(), "ana".into()],
        items: vec![item("revit"), item("autocad")],
        pairs: [(1, 0), (1, 1), (0, 0)].map(|(person, item)| Pair { person, item }).to_vec(),
        labels: vec![],
    }
}
