//! FOCUS rows keep what the specification asks for, and are the bill of the table.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

mod numbers;
mod stories;

use std::collections::BTreeMap;

use chrono::DateTime;
use flexcalc::model::{Number, Quotient};
use proptest::prelude::*;
use serde_json::Value;

use numbers::{hundredths, number, of_json};
use stories::{day, line, run, stories, written};

/// A row by the names of its columns.
type Cells = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Cells> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn sum<'r>(rows: impl Iterator<Item = &'r Cells>, column: &str) -> Quotient<Number> {
    rows.map(|row| number(&row[column])).sum()
}

/// What the tags of a row say by each of these words, as the table has them.
fn keys(row: &Cells, by: &str) -> Vec<Value> {
    let tags: Value = serde_json::from_str(&row["Tags"]).expect("a JSON object");
    by.split(',').map(|by| tags[by].clone()).collect()
}

/// That the rows are the bill of this command line, which is grouped by `by`.
fn agree(ask: &str, by: &str) -> Result<(), TestCaseError> {
    let table: Value = serde_json::from_str(&run(&format!("{ask} -f json"))).expect("JSON");
    let table = &table["result"];
    let groups = || {
        let rows = table["rows"].as_array().expect("rows").iter();
        rows.chain([&table["unassigned"]])
    };
    let (bought, expired) = (&table["total"]["bought"], &table["unused"]["expired"]);
    let others = [&bought["tokens"], &expired["tokens"]];
    if groups().map(|group| &group["tokens"]).chain(others).all(|tokens| *tokens == 0) {
        // There is nothing to write.
        return Ok(());
    }
    let focus = rows(&run(&format!("{ask} -f focus")));
    let of =
        |category: &'static str| focus.iter().filter(move |row| row["ChargeCategory"] == category);
    let used = || of("Usage").filter(|row| !row["ConsumedQuantity"].is_empty());
    let lost = || of("Usage").filter(|row| row["ConsumedQuantity"].is_empty());
    let mut seen = 0;
    for group in groups() {
        let named: Vec<_> = by.split(',').map(|by| group[by].clone()).collect();
        let of_group = || used().filter(|row| keys(row, by) == named);
        seen += of_group().count();
        let tokens = sum(of_group(), "ConsumedQuantity");
        prop_assert_eq!(&tokens, &of_json(&group["tokens"]), "{}: {:?}", ask, named);
        let apart = sum(of_group(), "EffectiveCost").distance(of_json(&group["cost"]));
        prop_assert!(apart < hundredths(1), "{}: {:?}", ask, named);
    }
    prop_assert_eq!(seen, used().count(), "{}", ask);
    prop_assert_eq!(&sum(of("Purchase"), "BilledCost"), &of_json(&bought["cost"]), "{}", ask);
    prop_assert_eq!(&sum(of("Purchase"), "PricingQuantity"), &of_json(&bought["tokens"]));
    prop_assert_eq!(&sum(lost(), "PricingQuantity"), &of_json(&expired["tokens"]), "{}", ask);
    let is_spread = ask.contains("spread") && seen > 0;
    let lost_cost = if is_spread { Quotient::ZERO } else { of_json(&expired["cost"]) };
    prop_assert_eq!(&sum(lost(), "EffectiveCost"), &lost_cost, "{}", ask);
    let rest = &table["difference_to_lots"];
    let rest = if rest.is_null() { Quotient::ZERO } else { of_json(rest) };
    // The table's difference makes up for the cents of all rows.
    let apart = sum(of("Adjustment"), "EffectiveCost").distance(rest);
    prop_assert!(apart <= hundredths(groups().count() as u64 + 1), "{}", ask);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, ..ProptestConfig::with_cases(12)
    })]

    /// By every grouping, at every price, with lots and without: what a group used and pays, what
    /// was bought and what expired. The table has cents, of which FOCUS has the fractions too, so
    /// that a lot adds up over its months: they are less than a cent apart.
    #[test]
    fn focus_is_the_bill_of_the_table(story in stories(), from in 0_u64..300, days in 1_u64..300) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &story);
        let period = format!("--period {}..{}", day(from), day(from + days));
        for by in ["team", "user", "product", "month", "lot", "lot,user", "team,product"] {
            for how in ["--cost lots", "--cost average", "--cost list", "--unused spread"] {
                let ask = line(folder.path(), &format!("{period} --by {by} {how}"));
                agree(&ask, by)?;
                let (before, after) = ask.split_once(" --lots ").expect("lots");
                let without = after.split_once(' ').map(|(_, after)| format!("{before} {after}"));
                if !by.contains("lot") {
                    agree(&without.expect("a period"), by)?;
                }
            }
        }
    }

    /// When a lot's life is over, what its use and its loss cost effectively is what was billed for
    /// it.
    #[test]
    fn of_each_lot_the_effective_cost_is_the_billed_cost(story in stories()) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &story);
        let period = format!("--period {}..{} -f focus", day(0), day(600));
        let text = run(&line(folder.path(), &period));
        let mut lots: BTreeMap<String, (Quotient<Number>, Quotient<Number>)> = BTreeMap::new();
        for row in rows(&text) {
            let lot = row["CommitmentDiscountId"].clone();
            let (billed, effective) = lots.entry(lot).or_insert((Quotient::ZERO, Quotient::ZERO));
            *billed += number(&row["BilledCost"]);
            *effective += number(&row["EffectiveCost"]);
        }
        prop_assert_eq!(lots.len(), story.0.len());
        prop_assert!(lots.values().all(|(billed, effective)| billed == effective), "{:?}", lots);
    }
}

/// Columns that FOCUS 1.2 has for every row; the first list must not be empty, the second may.
const NEVER_EMPTY: [&str; 27] = [
    "BilledCost",
    "BillingAccountId",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "ChargeFrequency",
    "ChargeDescription",
    "ContractedUnitPrice",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyEffectiveCost",
    "SkuId",
    "SkuPriceId",
];
const MAY_BE_EMPTY: [&str; 6] = [
    "BillingAccountName",
    "ChargeClass",
    "CommitmentDiscountStatus",
    "SubAccountId",
    "SubAccountName",
    "Tags",
];
/// What is said of a commitment in every row about one, or in none.
const TOGETHER: [&str; 6] = [
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountType",
    "CommitmentDiscountUnit",
];
const DECIMALS: [&str; 7] = [
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "PricingQuantity",
    "CommitmentDiscountQuantity",
    "PricingCurrencyEffectiveCost",
];

#[test]
fn focus_rows_have_every_mandatory_column_in_its_form() {
    let usage = "--usage examples/sessions.csv --estate examples/estate.toml";
    let text =
        run(&format!("flexcalc chargeback {usage} --period 2025-01-01..2028-01-01 -f focus"));
    let rows = rows(&text);
    let head = &rows[0];
    for name in NEVER_EMPTY.iter().chain(&MAY_BE_EMPTY).chain(&TOGETHER) {
        assert!(head.contains_key(*name), "{name}");
    }
    let known = |name: &String| name.starts_with(char::is_uppercase) || name.starts_with("x_");
    assert!(head.keys().all(known));
    let mut kinds = BTreeMap::new();
    for row in &rows {
        let cell = |name: &str| row[name].as_str();
        for name in NEVER_EMPTY {
            assert!(!cell(name).is_empty(), "{name}");
        }
        for name in DECIMALS {
            // Plain decimals: no thousands, no currency, and a point in whole numbers too.
            let decimal = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
            assert!(decimal(cell(name)) && cell(name).contains('.'), "{name}: {}", cell(name));
        }
        for name in
            ["BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd"]
        {
            assert!(
                cell(name).ends_with('Z') && DateTime::parse_from_rfc3339(cell(name)).is_ok(),
                "{name}"
            );
        }
        for name in TOGETHER {
            assert!(!cell(name).is_empty(), "{name}: every row is of a lot here");
        }
        let of = |name: &str| number(cell(name));
        assert_eq!(&of("ContractedUnitPrice") * &of("PricingQuantity"), of("ContractedCost"));
        assert_eq!(&of("ListUnitPrice") * &of("PricingQuantity"), of("ListCost"));
        assert_eq!(cell("ResourceId"), cell("CommitmentDiscountId"));
        let committed = ["Standard", "Committed"][usize::from(cell("ChargeCategory") == "Usage")];
        assert_eq!(cell("PricingCategory"), committed);
        assert!(cell("ChargePeriodStart") < cell("ChargePeriodEnd"));
        assert!(["Purchase", "Usage"].contains(&cell("ChargeCategory")));
        assert!(["One-Time", "Usage-Based"].contains(&cell("ChargeFrequency")));
        assert_eq!(cell("ConsumedQuantity").is_empty(), cell("ConsumedUnit").is_empty());
        *kinds
            .entry((cell("ChargeCategory").to_owned(), cell("CommitmentDiscountStatus").to_owned()))
            .or_insert(0) += 1;
    }
    let kind = |category: &str, status: &str| {
        kinds.get(&(category.to_owned(), status.to_owned())).copied()
    };
    // Two lots, ten charges each paid by one lot, and what both leave when they expire.
    assert_eq!(
        [kind("Purchase", ""), kind("Usage", "Used"), kind("Usage", "Unused")],
        [Some(2), Some(10), Some(2)]
    );
}
