//! A sheet that is written out is the same sheet when it is read again, whatever stands in it.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use chrono::NaiveDate;
use flexcalc::load;
use flexcalc::model::{
    Collection, Money, Number, Partial, Product, RateSheet, Service, Tier, TokenPrice, TokenTerms,
    Tokens, TokensPerDay, Unit, person,
};
use flexcalc::render::{EstateToml, SheetToml, SpareRow, TomlSeat, TomlTeam};
use flexcalc::report::estate::from_scratch;
use flexcalc::report::rates::new::{Begun, new_sheet};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Any letters at all, quotes, control characters and line breaks among them.
fn noise() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec!['"', '\\', '\n', '\r', '\t', '#', '\0', '\u{7f}', '=']);
    let letter = prop_oneof![any::<char>(), awkward];
    prop::collection::vec(letter, 0..12).prop_map(|letters| letters.into_iter().collect())
}

/// A text that says something.
fn text() -> impl Strategy<Value = String> {
    noise().prop_map(|noise| format!("{noise}x"))
}

/// An amount of so many digits behind the point, from `least` to below ten thousand.
fn amount<U: Unit>(least: i64, decimals: u32) -> impl Strategy<Value = U> {
    let most = 10_i64.pow(decimals + 4);
    (least..most).prop_map(move |count| U::new(Decimal::new(count, decimals)))
}

fn prices() -> impl Strategy<Value = [Option<Money>; 4]> {
    prop::array::uniform4(prop::option::of(amount(1, 4)))
}

/// Name, aliases, source and note.
type Words = (String, Vec<String>, String, Option<String>);

fn words() -> impl Strategy<Value = Words> {
    (noise(), prop::collection::vec(noise(), 0..3), text(), prop::option::of(text()))
}

/// The names of a row, which are those of no other.
fn own(id: &str, name: &str, aliases: &[String]) -> (String, Vec<String>) {
    let aliases = aliases.iter().map(|alias| format!("{id}x{alias}")).collect();
    (format!("{id}x{name}"), aliases)
}

fn products() -> impl Strategy<Value = Vec<Product>> {
    let product = (words(), prop::option::of(amount::<TokensPerDay>(0, 6)), prices());
    prop::collection::vec(product, 0..4).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(number, ((name, aliases, source, note), tokens_per_day, prices))| {
            let id = format!("p-{number}");
            let (name, aliases) = own(&id, &name, &aliases);
            let [annual_price, month_price, three_year_price, floating_price] = prices;
            Product {
                id,
                name,
                aliases,
                tokens_per_day,
                annual_price,
                month_price,
                three_year_price,
                floating_price,
                source,
                note,
            }
        })
        .collect()
    })
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let partial = prop::sample::select(vec![Partial::Exact, Partial::Up, Partial::Down]);
    let (held, free) = (0..5_u64, prop::option::of(amount::<Number>(1, 3)));
    let service = (words(), amount::<Tokens>(0, 6), 1..9_999_u64, text(), partial, (held, free));
    prop::collection::vec(service, 0..3).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(
            |(
                number,
                ((name, aliases, source, note), tokens, per, unit, partial, (held, free)),
            )| {
                // A service may go by the id of a product.
                let id = format!("p-{number}");
                let (name, aliases) = own(&id, &name, &aliases);
                Service {
                    name,
                    aliases,
                    per: NonZeroU64::new(per).expect("at least 1"),
                    partial,
                    minimum_balance: held.into(),
                    free_per_month: free,
                    source,
                    note,
                    ..Service::new(id, tokens, unit)
                }
            },
        )
        .collect()
    })
}

fn collections() -> impl Strategy<Value = Vec<(Words, usize, [Option<Money>; 4])>> {
    prop::collection::vec((words(), 0..4_usize, prices()), 0..3)
}

fn terms() -> impl Strategy<Value = TokenTerms> {
    let tier = (1..1_000_u64, prop::option::of(amount::<TokenPrice>(1, 6)));
    let source_and_note = (prop::option::of(text()), prop::option::of(text()));
    let counts = (1..10_000_u64, 1..100_000_u32, 0..1_440_u32);
    (amount(1, 6), counts, prop::collection::vec(tier, 0..4), source_and_note).prop_map(
        |(list_price, (least, term_days, grace_minutes), tiers, (source, note))| {
            let mut from = 0;
            let tiers = tiers.into_iter().map(|(more, price)| {
                from += more;
                Tier { from: from.into(), price }
            });
            TokenTerms {
                list_price,
                minimum_purchase: least.into(),
                term_days,
                grace_minutes,
                tiers: tiers.collect(),
                source,
                note,
            }
        },
    )
}

prop_compose! {
    fn sheets()(
        head in (text(), text(), 0..9_999_i32, "[A-Z]{3}"),
        token in terms(),
        products in products(),
        services in services(),
        collections in collections(),
    ) -> RateSheet {
        let (name, title, year, currency) = head;
        let collections = collections.into_iter().enumerate().map(|(number, row)| {
            let ((name, aliases, source, note), covered, prices) = row;
            let id = format!("c-{number}");
            let (name, aliases) = own(&id, &name, &aliases);
            let [annual_price, month_price, three_year_price, floating_price] = prices;
            Collection {
                id,
                name,
                aliases,
                products: products.iter().take(covered).map(|row| row.id.clone()).collect(),
                annual_price,
                month_price,
                three_year_price,
                floating_price,
                source,
                note,
            }
        }).collect();
        let effective = NaiveDate::from_ymd_opt(year, 2, 28).expect("a day");
        RateSheet { name, title, effective, currency, token, products, services, collections }
    }
}

/// Everything that a sheet says.
fn said(sheet: &RateSheet) -> String {
    serde_json::to_string_pretty(sheet).expect("a sheet as JSON")
}

fn ensure_same(toml: &SheetToml) {
    let text = toml.text();
    let read = load::parse_rate_sheet("written.toml", &text);
    let read = read.map_err(|problems| format!("{problems}\n{text}")).expect("a sheet");
    assert_eq!(said(&read), said(toml.sheet), "{text}");
}

proptest! {
    #[test]
    fn a_sheet_that_is_written_and_read_is_the_same(sheet in sheets()) {
        ensure_same(&SheetToml::new(&sheet));
    }

    #[test]
    fn no_comment_says_anything_to_the_program(
        sheet in sheets(),
        comments in prop::collection::vec(noise(), 0..3),
    ) {
        let ids = sheet.products.iter().map(|row| &row.id);
        let ids = ids.chain(sheet.collections.iter().map(|row| &row.id)).cloned();
        let below: BTreeMap<_, _> = ids.map(|id| (id, comments.clone())).collect();
        let spare = |comment: &String| SpareRow {
            why: comment.clone(),
            product: Product { name: comment.clone(), ..Product::new("spare") },
            rates: vec![(Some(7.into()), comment.clone()), (None, comment.clone())],
        };
        let spare = comments.iter().map(spare).collect();
        let (head, foot) = (comments.clone(), comments);
        ensure_same(&SheetToml { head, below, spare, foot, ..SheetToml::new(&sheet) });
    }
}

#[test]
fn each_shipped_sheet_that_is_written_and_read_is_the_same() {
    for sheet in load::builtin_editions().expect("the sheets") {
        ensure_same(&SheetToml::new(&sheet));
    }
}

#[test]
fn a_sheet_is_written_as_people_write_one() {
    let product = Product {
        name: "3\" pipe".into(),
        tokens_per_day: Some("2.50".parse().expect("a rate")),
        annual_price: Some("2400.00".parse().expect("a price")),
        source: "quote 4711".into(),
        ..Product::new("pipe")
    };
    let sheet = RateSheet {
        name: "ours".into(),
        title: "What we pay".into(),
        effective: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"),
        currency: "USD".into(),
        token: TokenTerms {
            list_price: "3.00".parse().expect("a price"),
            minimum_purchase: 33.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![
                Tier { from: 5000.into(), price: None },
                Tier { from: 10_000.into(), price: Some("2.70".parse().expect("a price")) },
            ],
            source: None,
            note: None,
        },
        products: vec![product],
        services: vec![],
        collections: vec![],
    };
    let below = BTreeMap::from([("pipe".to_owned(), vec!["month_price = ".to_owned()])]);
    let toml = SheetToml {
        head: vec!["Ours".into()],
        below,
        foot: vec!["the end".into()],
        ..SheetToml::new(&sheet)
    };
    let wanted = r#"#:schema sheet.schema.json
# Ours

name = "ours"
title = "What we pay"
effective = 2026-01-01
currency = "USD"

[token]
list_price = 3
minimum_purchase = 33
term_days = 365
grace_minutes = 5

[[token.tier]]
from = 5000
# price =  # not published: what you were quoted

[[token.tier]]
from = 10000
price = 2.7

[products.pipe]
name = "3\" pipe"
tokens_per_day = 2.5
annual_price = 2400
source = "quote 4711"
# month_price =

# the end
"#;
    assert_eq!(toml.text(), wanted);
}

/// The text in which every example counts: the sign before each line is deleted, and what would
/// have to be filled in first is left out.
fn with_examples(text: &str) -> String {
    let (head, body) = text.split_once("\n\n").expect("a head");
    let lines = body.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let is_whole = |line: &&str| !line.contains("=  #") && *line != "#";
    let body: Vec<_> = lines.filter(is_whole).collect();
    format!("{head}\n\n{}", body.join("\n"))
}

#[test]
fn every_example_of_a_new_sheet_counts_once_its_sign_is_deleted() {
    let base = load::rate_sheet("autodesk", NaiveDate::MAX).expect("a sheet");
    let sheet = RateSheet { name: "ours".into(), ..base.without_rows() };
    let new = new_sheet(&sheet, &base, &Begun::Scratch);
    let read = load::parse_rate_sheet("new.toml", &new.text).expect("a sheet");
    assert_eq!(said(&read), said(&sheet));
    let read = load::parse_rate_sheet("new.toml", &with_examples(&new.text));
    let read = read.expect("a sheet with its examples");
    let rows = (read.products.len(), read.services.len(), read.collections.len());
    assert_eq!(rows, (1, 1, 1));
}

#[test]
fn every_example_of_a_new_estate_counts_once_its_sign_is_deleted() {
    let sheet = load::rate_sheet("autodesk", NaiveDate::MAX).expect("a sheet");
    let text = from_scratch(&sheet).toml.text();
    let estate = load::parse_estate("new.toml", &text).expect("an estate");
    assert_eq!((estate.seats.len(), estate.lots.len(), estate.people().count()), (0, 0, 0));
    let estate = load::parse_estate("new.toml", &with_examples(&text));
    let estate = estate.expect("an estate with its examples");
    assert!(estate.token.is_some());
    let counts = [
        estate.subscriptions.len(),
        estate.seats.len(),
        estate.trials.len(),
        estate.teams.len(),
        estate.budgets.len(),
        estate.access.len(),
        estate.lots.len(),
        estate.statements.len(),
    ];
    assert_eq!(counts, [2, 1, 1, 1, 2, 2, 1, 1]);
}

proptest! {
    #[test]
    fn whatever_an_export_calls_people_and_teams_the_estate_is_read_as_it_is_written(
        users in prop::collection::btree_set(text(), 1..4),
        team in text(),
        product in text(),
    ) {
        let users: Vec<_> = users.iter().map(|user| person(user)).collect();
        prop_assume!(users.iter().all(|user| !user.is_empty()) && !person(&team).is_empty());
        let seat = |user: &String| TomlSeat {
            user: user.clone(),
            product: product.clone(),
            from: NaiveDate::from_ymd_opt(2026, 1, 1),
            until: None,
        };
        let mut people = users.clone();
        people.sort();
        people.dedup();
        let toml = EstateToml {
            currency: "USD".into(),
            seats: users.iter().map(seat).collect(),
            spare_seats: vec![(product.clone(), seat(&team))],
            seats_from: team.clone(),
            teams: vec![TomlTeam { name: team.clone(), people: people.clone() }],
            teams_from: product.clone(),
            of_teams: vec![team.clone()],
            ..EstateToml::default()
        };
        let estate = load::parse_estate("new.toml", &toml.text());
        let estate = estate.map_err(|problems| format!("{problems}\n{}", toml.text()));
        let estate = estate.expect("an estate");
        let held: Vec<_> = estate.seats.iter().map(|seat| seat.user.clone()).collect();
        prop_assert_eq!(held, users);
        prop_assert!(estate.seats.iter().all(|seat| seat.product.name == product));
        prop_assert_eq!(&estate.teams[0].people, &people);
        prop_assert_eq!(&estate.teams[0].name, &team);
    }
}
