use super::*;
use crate::model::TokensPerDay;

fn product(id: &str, rate: u64, annual_price: Option<u64>) -> Product {
    Product {
        name: id.to_uppercase(),
        tokens_per_day: Some(TokensPerDay::from(rate)),
        annual_price: annual_price.map(Money::from),
        ..Product::new(id)
    }
}

fn sheet(list_price: u64, products: Vec<Product>) -> RateSheet {
    RateSheet {
        name: "test".into(),
        title: "Test".into(),
        effective: "2026-01-01".parse().unwrap(),
        currency: "USD".into(),
        token: TokenTerms {
            list_price: list_price.into(),
            minimum_purchase: 100.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![],
            source: None,
            note: None,
        },
        products,
        services: vec![],
        collections: vec![],
    }
}

fn diff(old: &RateSheet, new: &RateSheet) -> Vec<RowChange> {
    sheet_diff(&SheetDiffInput { old, new, days: 50.into() }).changes
}

#[test]
fn a_sheet_does_not_differ_from_itself() {
    let sheet = sheet(3, vec![product("maya", 10, None)]);
    assert!(diff(&sheet, &sheet).is_empty());
}

#[test]
fn a_rate_changes_the_year_and_the_break_even() {
    // 50 × 10 × 3 = 1,500 → 50 × 6 × 3 = 900; 1,800 ÷ 30 = 60 → 1,800 ÷ 18 = 100
    let changes = diff(
        &sheet(3, vec![product("maya", 10, Some(1800))]),
        &sheet(3, vec![product("maya", 6, Some(1800))]),
    );
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((&change.cost_before, &change.cost_after), (&Some(1500.into()), &Some(900.into())));
    assert_eq!(
        (&change.break_even_before, &change.break_even_after),
        (&Some(60.into()), &Some(100.into()))
    );
    let field = FieldChange {
        field: "tokens_per_day".into(),
        before: Some("10".into()),
        after: Some("6".into()),
    };
    assert_eq!(change.fields, [field]);
}

#[test]
fn the_price_of_a_token_changes_every_product_and_the_largest_effect_comes_first() {
    let products = vec![product("fusion", 3, None), product("revit", 10, None)];
    let changes = diff(&sheet(3, products.clone()), &sheet(4, products));
    let ids: Vec<_> = changes.iter().map(|change| change.id.as_str()).collect();
    // a year of Revit costs 500 more, of Fusion 150
    assert_eq!(ids, ["revit", "fusion", "token"]);
}

#[test]
fn one_name_with_a_semicolon_is_not_two_names() {
    let named = |aliases: &[&str]| {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        sheet(3, vec![Product { aliases, ..product("maya", 10, None) }])
    };
    assert_eq!(diff(&named(&["A; B"]), &named(&["A", "B"])).len(), 1);
}

#[test]
fn rows_come_and_go() {
    let changes =
        diff(&sheet(3, vec![product("old", 1, None)]), &sheet(3, vec![product("new", 1, None)]));
    let kinds: Vec<_> = changes
        .iter()
        .map(|change| (change.id.as_str(), change.change, change.cost_before.is_some()))
        .collect();
    assert_eq!(kinds, [("new", Change::Added, false), ("old", Change::Removed, true)]);
}
