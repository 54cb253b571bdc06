//! A sheet that an export stands for agrees with it: a product has a rate where all its days cost
//! the same, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::load;
use flexcalc::render::Output;
use proptest::prelude::*;

/// Products that the built-in sheet knows, and that it does not.
const PRODUCTS: [&str; 4] = ["Revit", "AutoCAD", "Vault Professional", "Foo \"Suite\", é"];

/// A row of an export: who, which product, on which day of May, and the tokens.
type Row = (u8, usize, u32, u64);

/// Days of a person and a product, each once; most cost the same.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let tokens = prop_oneof![5 => Just(9_u64), 1 => Just(0), 1 => 1..30_u64];
    let row = (0..3_u8, 0..PRODUCTS.len(), 1..29_u32, tokens);
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let mut met = BTreeSet::new();
        rows.into_iter().filter(|(who, what, day, _)| met.insert((*who, *what, *day))).collect()
    })
}

fn export(rows: &[Row]) -> String {
    let line = |(who, what, day, tokens): &Row| {
        let product = PRODUCTS[*what].replace('"', "\"\"");
        format!("2026-05-{day:02},p{who}@x.eu,\"{product}\",{tokens}\n")
    };
    let lines: String = rows.iter().map(line).collect();
    format!("Day used,Email,Product,Tokens used\n{lines}")
}

fn run(words: &[&str]) -> Output {
    let cli = Cli::try_parse_from([&["flexcalc"], words].concat()).expect("a command line");
    let today = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a day");
    flexcalc::run(&cli, today, &|_| {}).expect("an answer")
}

proptest! {
    #[test]
    fn a_product_has_the_one_rate_of_its_days_and_the_sheet_agrees_with_the_export(rows in rows()) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (usage, sheet) = (at("usage.csv"), at("ours.toml"));
        fs::write(&usage, export(&rows)).expect("a file");
        let text = run(&["rates", "new", "ours", "--from-usage", &usage]).stdout;
        let made = load::parse_rate_sheet("ours.toml", &text).expect("a sheet");

        let mut wanted: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for (_, what, _, tokens) in rows.iter().filter(|(.., tokens)| *tokens > 0) {
            wanted.entry(PRODUCTS[*what]).or_default().insert(*tokens);
        }
        wanted.retain(|_, rates| rates.len() == 1);
        let wanted: BTreeMap<_, _> =
            wanted.into_iter().map(|(name, rates)| (name, rates.into_iter().sum())).collect();
        // What only has days of 0 keeps the row of the sheet that knows it.
        let charged = |name: &str| rows.iter().any(|row| PRODUCTS[row.1] == name && row.3 > 0);
        let of_export = made.products.iter().filter(|product| charged(&product.name));
        let rates: BTreeMap<_, u64> = of_export
            .map(|product| {
                let rate = product.tokens_per_day.and_then(|rate| rate.for_days(1).to_u64());
                (product.name.as_str(), rate.expect("a whole rate"))
            })
            .collect();
        prop_assert_eq!(rates, wanted);

        fs::write(&sheet, text).expect("a file");
        // A product of which all rows state 0 is in need of a rate that nobody knows.
        let told = run(&["charge", &usage, "--rates", &sheet, "--unknown", "skip"]).stderr;
        prop_assert!(!told.contains("the export charges"), "{}", told);
        let checked = run(&["rates", "check", &sheet, "--strict"]).stdout;
        prop_assert!(checked.contains("nothing found"), "{}", checked);
    }
}
