use std::num::NonZeroU64;

use super::*;
use crate::model::{Money, Partial, Product, Quotient, Service, Tier, TokenTerms, TokensPerDay};

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
    let (old, new) = (Some(old), Some(new));
    sheet_diff(&SheetDiffInput { old, new, days: 50.into(), most: None }).changes
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

#[test]
fn of_a_sheet_that_was_not_there_every_row_is_added() {
    let new = sheet(3, vec![product("maya", 10, None)]);
    let input = SheetDiffInput { old: None, new: Some(&new), days: 50.into(), most: None };
    let told = |input: &SheetDiffInput| {
        let changes = sheet_diff(input).changes.into_iter();
        changes.map(|row| (row.kind, row.change)).collect::<Vec<_>>()
    };
    let kinds = [RowKind::Product, RowKind::Sheet, RowKind::Token];
    assert_eq!(told(&input), kinds.map(|kind| (kind, Change::Added)));
    let gone = SheetDiffInput { old: Some(&new), new: None, ..input };
    assert_eq!(told(&gone), kinds.map(|kind| (kind, Change::Removed)));
}

#[test]
fn what_the_price_of_a_token_means_is_said_once() {
    // Revit and Fusion take what they took, Maya does not, and Mudbox costs nothing.
    let old =
        [("revit", 10, Some(2985)), ("fusion", 3, None), ("maya", 10, None), ("mudbox", 0, None)];
    let new =
        [("revit", 10, Some(2985)), ("fusion", 3, None), ("maya", 6, None), ("mudbox", 0, None)];
    let of = |rows: [(&str, u64, Option<u64>); 4], price| {
        sheet(price, rows.map(|(id, rate, annual)| product(id, rate, annual)).to_vec())
    };
    let (old, new) = (of(old, 3), of(new, 4));
    let effect = token_effect(&old, &new).unwrap();
    assert_eq!((effect.products, effect.break_evens), (2, 1));
    // 4 ÷ 3 is a third more, 3 ÷ 4 a quarter less
    assert_eq!(effect.cost, Quotient::from(100).over(3).unwrap());
    assert_eq!(effect.break_even, -Quotient::<Percent>::from(25));
    let alone: Vec<_> = diff(&old, &new).into_iter().filter(RowChange::is_cost_only).collect();
    assert_eq!(alone.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["revit", "fusion"]);
    // One whose subscription costs something else has a break-even of its own.
    let mut dearer = new.clone();
    dearer.products[0].annual_price = Some(6000.into());
    let effect = token_effect(&old, &dearer).unwrap();
    assert_eq!((effect.products, effect.break_evens, effect.other_break_evens), (2, 0, 1));
    assert!(token_effect(&old, &old).is_none());
    let euro = RateSheet { currency: "EUR".into(), ..new };
    assert!(token_effect(&old, &euro).is_none());
    assert!(ensure_comparable(&old, &euro).is_err());
}

#[test]
fn the_smallest_purchase_costs_what_its_tier_says_or_nobody_knows() {
    let of = |minimum: u64, price: Option<&str>| {
        let mut sheet = sheet(3, vec![]);
        sheet.token.minimum_purchase = minimum.into();
        let tier = Tier { from: 50.into(), price: price.map(|price| price.parse().unwrap()) };
        sheet.token.tiers = vec![tier];
        sheet
    };
    // 33 × 3.00, below the tier; 100 × 2.50, in it
    let (before, after) =
        smallest_purchases(&of(100, Some("2.50")), &of(33, Some("2.50"))).unwrap();
    assert_eq!((before.cost, after.cost), (Some(250.into()), Some(99.into())));
    let (before, _) = smallest_purchases(&of(100, None), &of(33, None)).unwrap();
    assert_eq!(before.cost, None);
    assert!(smallest_purchases(&of(33, None), &of(33, Some("2.50"))).is_none());
}

/// What is over 10 %, of two sheets with a token at 3.00.
fn over(old: Vec<Product>, new: Vec<Product>) -> Vec<(String, Reason, Option<Figure>)> {
    let (old, new) = (sheet(3, old), sheet(3, new));
    let most = Some(Percent::from(10));
    let input = SheetDiffInput { old: Some(&old), new: Some(&new), days: 50.into(), most };
    sheet_diff(&input).over.into_iter().map(|it| (it.id, it.reason, it.figure)).collect()
}

#[test]
fn ten_percent_pass_and_a_cent_more_does_not() {
    let priced = |text: &str| {
        let annual_price = Some(text.parse().unwrap());
        vec![Product { annual_price, ..product("revit", 10, None) }]
    };
    // 2,985.00 × 1.1 = 3,283.50, and × 0.9 = 2,686.50
    for passes in ["2985", "3283.50", "2686.50"] {
        assert_eq!(over(priced("2985"), priced(passes)), [], "{passes}");
    }
    let revit = |figure| ("revit".to_owned(), Reason::Moved, Some(figure));
    for fails in ["3283.51", "2686.49"] {
        // Break-even is the price by the same 30.00 a day.
        let both = [revit(Figure::BreakEvenDays), revit(Figure::AnnualPrice)];
        assert_eq!(over(priced("2985"), priced(fails)), both, "{fails}");
    }
}

#[test]
fn what_is_unknown_or_gone_is_over_and_what_is_new_is_not() {
    let is = |id: &str, reason, figure| (id.to_owned(), reason, figure);
    let known = || vec![product("maya", 10, Some(1800))];
    let unknown = || vec![product("maya", 10, None)];
    let lost = [
        is("maya", Reason::Unknown, Some(Figure::BreakEvenDays)),
        is("maya", Reason::Unknown, Some(Figure::AnnualPrice)),
    ];
    assert_eq!(over(known(), unknown()), lost);
    assert_eq!(over(unknown(), known()), []);
    assert_eq!(over(unknown(), vec![]), [is("maya", Reason::Removed, None)]);
    assert_eq!(over(vec![], known()), []);
    // From no tokens to one: no percentage, and more than any.
    let free = vec![product("mudbox", 0, None)];
    let moved = [is("mudbox", Reason::Moved, Some(Figure::FlexCost))];
    assert_eq!(over(free, vec![product("mudbox", 1, None)]), moved);
}

#[test]
fn what_a_result_costs_is_watched_in_its_unit() {
    let of = |tokens: u64, per: u64, unit: &str| RateSheet {
        services: vec![Service {
            per: NonZeroU64::new(per).unwrap(),
            ..Service::new("photos", tokens.into(), unit)
        }],
        ..sheet(3, vec![])
    };
    let over = |old: RateSheet, new: RateSheet| {
        let most = Some(Percent::from(10));
        let input = SheetDiffInput { old: Some(&old), new: Some(&new), days: 50.into(), most };
        sheet_diff(&input).over.into_iter().map(|it| it.reason).collect::<Vec<_>>()
    };
    // 1 token for 50 is 2 for 100, and 11 % less than 1 for 45
    assert_eq!(over(of(1, 50, "photo"), of(2, 100, "photo")), []);
    assert_eq!(over(of(1, 50, "photo"), of(1, 45, "photo")), [Reason::Moved]);
    assert_eq!(over(of(1, 50, "photo"), of(1, 50, "job")), [Reason::Unknown]);
    // 1 photo was a fiftieth of a token, and is a whole one
    let mut up = of(1, 50, "photo");
    up.services[0].partial = Partial::Up;
    assert_eq!(over(of(1, 50, "photo"), up), [Reason::Unknown]);
}
