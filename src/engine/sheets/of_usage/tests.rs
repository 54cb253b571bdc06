use super::*;
use crate::model::{Item, TokenTerms, Tokens};

fn base() -> RateSheet {
    let revit = Product {
        name: "Revit".into(),
        aliases: vec!["RVT".into()],
        tokens_per_day: Some(10.into()),
        annual_price: Some(2985.into()),
        source: "guide".into(),
        ..Product::new("revit")
    };
    let maya =
        Product { tokens_per_day: Some(6.into()), source: "page".into(), ..Product::new("maya") };
    let aec = Collection {
        name: "AEC Collection".into(),
        products: vec!["maya".into()],
        source: "page".into(),
        ..Collection::new("aec")
    };
    RateSheet {
        name: "base".into(),
        title: "Base".into(),
        effective: "2026-06-04".parse().unwrap(),
        currency: "USD".into(),
        token: TokenTerms {
            list_price: "3".parse().unwrap(),
            minimum_purchase: Tokens::from(33),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![],
            source: None,
            note: None,
        },
        products: vec![revit, maya],
        services: vec![],
        collections: vec![aec],
    }
}

fn item(id: &str, kind: ItemKind) -> Item {
    Item { id: id.into(), name: id.into(), kind }
}

/// Days at so many tokens each.
fn stated(figures: &[(u64, u64)]) -> StatedDays {
    let figure = |days: u64| Figure {
        days,
        rows: days,
        seen: Some((Day::since_1970(20_000), Day::since_1970(20_001))),
        files: BTreeSet::from([0]),
    };
    let figures =
        figures.iter().map(|(rate, days)| (Some(Micro::new(rate * 1_000_000)), figure(*days)));
    StatedDays { figures: figures.collect(), files: BTreeSet::from([0]), ..StatedDays::default() }
}

fn of(rows: BaseRows, items: Vec<(Item, StatedDays)>) -> OfUsage {
    let (items, stated): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let directory = Directory { items, ..Directory::default() };
    of_usage(&OfUsageInput {
        base: &base(),
        rows,
        stated: &(0..).zip(stated).collect(),
        directory: &directory,
        source: &|rows, _| format!("{rows} rows"),
    })
}

/// Each product with its rate and source.
fn products(of: &OfUsage) -> Vec<(&str, Option<String>, &str)> {
    let products = of.sheet.products.iter();
    let rate = |product: &Product| product.tokens_per_day.map(|rate| rate.to_string());
    products.map(|product| (product.id.as_str(), rate(product), product.source.as_str())).collect()
}

fn fates(of: &OfUsage) -> Vec<(&str, Fate)> {
    of.named.iter().map(|row| (row.name.as_str(), row.fate)).collect()
}

#[test]
fn a_product_has_the_rate_that_is_charged_and_its_known_names() {
    let of = of(BaseRows::Named, vec![(item("revit", ItemKind::Product), stated(&[(9, 26)]))]);
    assert_eq!(products(&of), [("revit", Some("9".into()), "26 rows")]);
    let revit = &of.sheet.products[0];
    assert_eq!((revit.name.as_str(), revit.aliases.as_slice()), ("Revit", &["RVT".into()][..]));
    assert!(revit.annual_price.is_none());
    // the first day of the figures: 20,000 days after 1970-01-01
    assert_eq!(of.sheet.effective.to_string(), "2024-10-04");
}

#[test]
fn days_that_cost_different_amounts_are_no_rate() {
    let of = of(
        BaseRows::Named,
        vec![
            (item("revit", ItemKind::Product), stated(&[(9, 1), (10, 500)])),
            (item("Vault", ItemKind::Unlisted), stated(&[(4, 2), (5, 2)])),
        ],
    );
    assert_eq!(products(&of), []);
    assert_eq!(fates(&of), [("revit", Fate::Unrated), ("Vault", Fate::Unrated)]);
}

#[test]
fn a_copy_keeps_its_rows_and_takes_the_rates_over() {
    let of = of(
        BaseRows::All,
        vec![
            (item("revit", ItemKind::Product), stated(&[(9, 26)])),
            (item("maya", ItemKind::Product), stated(&[(5, 1), (6, 1)])),
            (item("Vault 2025", ItemKind::Unlisted), stated(&[(4, 2)])),
            (item("vault", ItemKind::Unlisted), stated(&[(4, 3)])),
        ],
    );
    assert_eq!(
        products(&of),
        [
            ("revit", Some("9".into()), "tokens a day: 26 rows; otherwise: guide"),
            ("maya", Some("6".into()), "page"),
            // 2 + 3 rows under two spellings
            ("vault", Some("4".into()), "5 rows"),
        ]
    );
    assert_eq!(of.sheet.products[0].annual_price, Some(2985.into()));
    assert_eq!(of.sheet.effective, base().effective);
}

#[test]
fn what_states_no_rate_keeps_its_row_or_is_told() {
    let none = StatedDays::default;
    let of = of(
        BaseRows::Named,
        vec![
            (item("aec", ItemKind::Collection), none()),
            (item("pdmc", ItemKind::Collection), none()),
            (item("Vault", ItemKind::Unlisted), none()),
            (item("Flex", ItemKind::Unlisted), stated(&[(20, 1)])),
            (item("***", ItemKind::Unlisted), stated(&[(20, 1)])),
        ],
    );
    // the collection takes the product that it covers with it
    assert_eq!(products(&of), [("maya", Some("6".into()), "page")]);
    let collections: Vec<_> = of.sheet.collections.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(collections, ["aec", "pdmc"]);
    assert_eq!(
        fates(&of),
        [
            ("***", Fate::Nameless),
            ("aec", Fate::Kept),
            ("Flex", Fate::NoProduct),
            ("pdmc", Fate::Bare),
            ("Vault", Fate::Unrated),
        ]
    );
}

#[test]
fn a_rate_beyond_all_limits_is_none() {
    let of = of(BaseRows::Named, vec![(item("X", ItemKind::Unlisted), stated(&[(1_000_000, 1)]))]);
    assert_eq!(fates(&of), [("X", Fate::Unrated)]);
}

#[test]
fn a_product_without_a_stated_rate_keeps_its_own_row_and_has_none_without_one() {
    let none = StatedDays::default;
    let product = |id: &str| (item(id, ItemKind::Product), none());
    let of = of(BaseRows::Named, ["revit", "ghost", "maya"].map(product).to_vec());
    let expected = [("ghost", Fate::Unrated), ("maya", Fate::Kept), ("revit", Fate::Kept)];
    assert_eq!(fates(&of), expected);
    // each the rate of its own row
    let of_base: Vec<_> = of.named.iter().map(|row| row.of_base).collect();
    assert_eq!(of_base, [None, Some(6.into()), Some(10.into())]);
}
