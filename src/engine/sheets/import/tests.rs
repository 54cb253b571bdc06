//! The sheet that pasted rows make, and what is wrong with them.

use super::*;
use crate::model::{LineAccount, Place, Spot, Tier};

fn row(line: usize, name: &str, tokens: Option<u64>, per_day: Option<&str>) -> PastedRow {
    let place = Place { file: "p.txt".into(), line, column: 0, span: 0..0 };
    PastedRow {
        spot: Spot::new(Problem::new("").at(place)),
        name: name.into(),
        tokens: tokens.map(Into::into),
        per_day: per_day.map(|price| price.parse().unwrap()),
        month: None,
        year: None,
        three_years: None,
    }
}

fn priced(line: usize, name: &str, year: u64) -> PastedRow {
    PastedRow { year: Some(year.into()), ..row(line, name, None, None) }
}

fn known() -> RateSheet {
    RateSheet {
        name: "known".into(),
        title: "Known".into(),
        effective: "2026-01-01".parse().unwrap(),
        currency: "USD".into(),
        token: TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 33.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![Tier { from: 5_000.into(), price: Some("2.85".parse().unwrap()) }],
            source: Some("a page".into()),
            note: None,
        },
        products: vec![
            Product {
                name: "Fusion".into(),
                aliases: vec!["Fusion 360".into()],
                tokens_per_day: Some(3.into()),
                ..Product::new("fusion")
            },
            Product {
                name: "Revit".into(),
                tokens_per_day: Some(10.into()),
                ..Product::new("revit")
            },
        ],
        services: Vec::new(),
        collections: vec![Collection {
            name: "Some Collection".into(),
            products: vec!["revit".into()],
            ..Collection::new("some")
        }],
    }
}

fn made(
    rates: Vec<PastedRow>,
    prices: Vec<PastedRow>,
    currency: &str,
    token_price: Option<&str>,
) -> Result<Import, String> {
    let paste = |rows| Paste {
        file: "p.txt".into(),
        rows,
        account: LineAccount::default(),
        apart: "tabs",
        notes: Vec::new(),
        problems: Vec::new(),
    };
    let (rates, prices, known) = (paste(rates), paste(prices), known());
    let input = ImportInput {
        rates: &rates,
        prices: Some(&prices),
        known: &known,
        name: "ours".into(),
        title: "Ours".into(),
        effective: "2026-11-01".parse().unwrap(),
        currency: currency.into(),
        token_price: token_price.map(|price| price.parse().unwrap()),
        today: "2026-11-30".parse().unwrap(),
    };
    import(&input).map_err(|problems| problems.to_string())
}

#[test]
fn known_names_keep_their_ids_and_others_get_one() {
    let rates = vec![row(1, "Fusion 360", Some(4), Some("12.00")), row(2, "Vault", Some(2), None)];
    let import = made(rates, vec![priced(1, "REVIT", 3_005)], "USD", None).unwrap();
    let products: Vec<_> = import.sheet.products.iter().map(|it| (&*it.id, &*it.name)).collect();
    assert_eq!(products, [("fusion", "Fusion"), ("vault", "Vault"), ("revit", "Revit")]);
    let [fusion, vault, revit] = import.sheet.products.as_slice() else { panic!("three") };
    assert_eq!(fusion.tokens_per_day, Some(4.into()));
    assert_eq!(fusion.source, "pasted by the user on 2026-11-30");
    assert_eq!((revit.tokens_per_day, revit.annual_price), (None, Some(3_005.into())));
    assert!(vault.aliases.is_empty());
    assert_eq!(import.sheet.token.source.as_deref(), Some("a page"));
}

#[test]
fn money_is_tokens_times_the_list_price_or_an_error_by_line() {
    // 9 × 3 = 27
    let rates = vec![row(4, "Revit", Some(9), Some("27.01")), row(5, "Fusion", Some(3), Some("9"))];
    let told = made(rates, Vec::new(), "USD", None).unwrap_err();
    assert_eq!(told, "p.txt:4: `Revit`: 9 tokens × 3 = 27, found 27.01");
    // 9 × 2.8 = 25.2
    let rates = vec![row(4, "Revit", Some(9), Some("25.2"))];
    let import = made(rates, Vec::new(), "EUR", Some("2.8")).unwrap();
    assert_eq!(import.sheet.token.list_price, "2.8".parse().unwrap());
    // A price of a tier in dollars is none in euros.
    assert_eq!(import.sheet.token.tiers[0].price, None);
    let told = made(vec![row(4, "Revit", Some(9), None)], Vec::new(), "EUR", None).unwrap_err();
    assert_eq!(told, "the list price of a token in EUR is not known");
}

#[test]
fn a_product_twice_counts_once_or_is_an_error_at_its_second_line() {
    let twice =
        |tokens| vec![row(1, "Fusion", Some(3), None), row(7, "fusion 360", Some(tokens), None)];
    let import = made(twice(3), Vec::new(), "USD", None).unwrap();
    assert_eq!((import.sheet.products.len(), import.repeated.len()), (1, 1));
    let told = made(twice(4), Vec::new(), "USD", None).unwrap_err();
    assert_eq!(told, "p.txt:7: `fusion 360` has 4 tokens a day, and 3 at p.txt:1");
}

#[test]
fn tokens_that_are_the_known_ones_times_the_price_are_money() {
    let rates =
        |fusion| vec![row(1, "Revit", Some(30), None), row(2, "Fusion", Some(fusion), None)];
    // 10 × 3 = 30, 3 × 3 = 9
    let told = made(rates(9), Vec::new(), "USD", None).unwrap_err();
    assert_eq!(told, "p.txt:1: the tokens are money: `Revit` has 30, which is 10 × 3, and so on");
    assert!(made(rates(8), Vec::new(), "USD", None).is_ok());
}

#[test]
fn the_vendor_may_stand_before_a_name() {
    let import = made(vec![row(1, "Autodesk Fusion", Some(3), None)], Vec::new(), "USD", None);
    let product = &import.unwrap().sheet.products[0];
    assert_eq!(
        (&*product.id, product.aliases.as_slice()),
        ("fusion", &["Fusion 360".to_owned(), "Autodesk Fusion".to_owned()][..])
    );
}

#[test]
fn a_collection_has_a_price_and_no_tokens() {
    let import = made(
        vec![row(1, "Fusion", Some(3), None)],
        vec![priced(2, "Some Collection", 9)],
        "USD",
        None,
    )
    .unwrap();
    // Revit, which it covers, is not in the paste.
    assert_eq!(import.sheet.collections[0].products, [""; 0]);
    let told =
        made(vec![row(1, "My Collection", Some(3), None)], Vec::new(), "USD", None).unwrap_err();
    assert_eq!(told, "p.txt:1: `My Collection` is a collection, which Flex does not charge");
}
