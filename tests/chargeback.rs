//! Bills: the parts add up to what was spent, whatever they are grouped by, and FOCUS rows keep
//! what the specification asks for.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

mod numbers;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate};
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::model::{Number, Quotient};
use flexcalc::render::{Outcome, Output};
use proptest::prelude::*;
use serde_json::Value;

fn output(line: &str) -> Output {
    let words = line.split(' ').chain(["--rates", "autodesk"]);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer")
}

fn run(line: &str) -> String {
    output(line).stdout
}

/// The result of a command, and whether its check found something.
fn checked(line: &str) -> (Value, Outcome) {
    let Output { stdout, outcome, .. } = output(line);
    let answer: Value = serde_json::from_str(&stdout).expect("JSON");
    (answer["result"].clone(), outcome)
}

fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1)
        .expect("a date")
        .checked_add_days(Days::new(after))
        .expect("a date")
}

fn number(value: &Value) -> Quotient<Number> {
    numbers::of_json(value)
}

/// Purchases (day, tokens, ten-thousandths of money) and use (day, person, product).
type Story = (Vec<(u64, u64, u64)>, Vec<(u64, usize, usize)>);

fn stories() -> impl Strategy<Value = Story> {
    let lot = (0_u64..200, 1_u64..60, 0_u64..40_000);
    let using = (0_u64..400, 0_usize..4, 0_usize..3);
    (prop::collection::vec(lot, 1..6), prop::collection::vec(using, 1..25))
}

/// The files of a story in a folder.
fn written(folder: &Path, (lots, uses): &Story) {
    let lots = lots.iter().enumerate().map(|(n, (on, tokens, price))| {
        format!("L{n},{},{tokens},{}.{:04}", day(*on), price / 10_000, price % 10_000)
    });
    let lots: Vec<_> = lots.collect();
    fs::write(folder.join("lots.csv"), format!("id,bought,tokens,price\n{}\n", lots.join("\n")))
        .expect("a file");
    let (people, products) = (["ana", "ben", "carla", "dan"], ["AutoCAD", "Revit", "Fusion"]);
    let uses = uses.iter().map(|(on, person, product)| {
        let at = day(*on);
        format!("{},{},{at}T08:00:00Z,{at}T10:00:00Z", people[*person], products[*product])
    });
    let uses: Vec<_> = uses.collect();
    fs::write(folder.join("use.csv"), format!("user,product,opened,closed\n{}\n", uses.join("\n")))
        .expect("a file");
    let estate = "currency = \"USD\"\n[teams]\nDesign = [\"ana\", \"ben\"]\nSite = [\"carla\"]\n";
    fs::write(folder.join("estate.toml"), estate).expect("a file");
}

fn line(folder: &Path, more: &str) -> String {
    let file = |name: &str| folder.join(name).display().to_string();
    format!(
        "flexcalc chargeback --usage {} --estate {} --lots {} {more}",
        file("use.csv"),
        file("estate.toml"),
        file("lots.csv")
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn the_parts_are_the_whole_by_every_grouping(story in stories(), from in 0_u64..300, days in 1_u64..300) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &story);
        let period = format!("--period {}..{}", day(from), day(from + days));
        let mut totals = Vec::new();
        for by in ["team", "user", "product", "month", "team,product", "month,user"] {
            for how in ["--cost lots", "--cost average", "--cost list", "--unused spread"] {
                let text = run(&line(folder.path(), &format!("{period} --by {by} {how} -f json")));
                let result: Value = serde_json::from_str(&text).expect("JSON");
                let result = &result["result"];
                let rows = result["rows"].as_array().expect("rows").iter().map(|row| &row["cost"]);
                let others = [&result["unassigned"]["cost"], &result["unused"]["cost"], &result["difference_to_lots"]];
                let parts = rows.chain(others).filter(|cost| !cost.is_null());
                let sum = parts.fold(Quotient::ZERO, |sum: Quotient<Number>, cost| sum + number(cost));
                prop_assert_eq!(&sum, &number(&result["total"]["cost"]), "{} {}", by, how);
                prop_assert!(sum.decimals().is_some_and(|decimals| decimals <= 2));
                totals.push((number(&result["total"]["cost"]), number(&result["total"]["tokens"])));
            }
        }
        prop_assert!(totals.iter().all(|total| *total == totals[0]));
    }

    /// When a lot's life is over, what its use and its loss cost effectively is what was billed for
    /// it.
    #[test]
    fn of_each_lot_the_effective_cost_is_the_billed_cost(story in stories()) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &story);
        let text = run(&line(folder.path(), &format!("--period {}..{} -f focus", day(0), day(600))));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head: BTreeMap<String, usize> =
            reader.headers().expect("a head").iter().map(str::to_owned).zip(0..).collect();
        let mut lots: BTreeMap<String, (Quotient<Number>, Quotient<Number>)> = BTreeMap::new();
        for record in reader.records() {
            let record = record.expect("a row");
            let cell = |name: &str| &record[head[name]];
            let exact = |name: &str| numbers::number(cell(name));
            let (billed, effective) = lots.entry(cell("x_LotId").to_owned()).or_insert((Quotient::ZERO, Quotient::ZERO));
            *billed += exact("BilledCost");
            *effective += exact("EffectiveCost");
        }
        prop_assert_eq!(lots.len(), story.0.len());
        prop_assert!(lots.values().all(|(billed, effective)| billed == effective), "{:?}", lots);
    }
}

/// A budget: of whom or what, in tokens or money, for a year or a month.
type BudgetOf = (usize, bool, u64, bool);

/// Purchases by a team or none (day, tokens, cents, team), what else was agreed, and budgets.
#[derive(Clone, Debug)]
struct Agreed {
    lots: Vec<(u64, u64, u64, usize)>,
    tiers: bool,
    budgets: Vec<BudgetOf>,
}

const HOLDERS: [&str; 7] = ["Design", "Site", "ana", "ben", "dan", "AutoCAD", "fusion"];

fn agreed() -> impl Strategy<Value = Agreed> {
    let lot = (0_u64..200, 1_u64..60, 0_u64..400, 0_usize..3);
    let budget = (0_usize..HOLDERS.len(), any::<bool>(), 1_u64..300, any::<bool>());
    (prop::collection::vec(lot, 1..5), any::<bool>(), prop::collection::vec(budget, 1..5))
        .prop_map(|(lots, tiers, budgets)| Agreed { lots, tiers, budgets })
}

/// The estate in a folder, with every lot and budget in it.
fn write_estate(folder: &Path, Agreed { lots, tiers, budgets }: &Agreed) {
    let mut text =
        "currency = \"USD\"\n[teams]\nDesign = [\"ana\", \"ben\"]\nSite = [\"carla\"]\n".to_owned();
    text += if *tiers {
        "[[token.tier]]\nfrom = 1\nprice = 3.10\n[[token.tier]]\nfrom = 60\nprice = 2.20\n"
    } else {
        "[token]\nprice = 2.80\n"
    };
    text += "[budgets]\n";
    let mut named = BTreeMap::new();
    for (holder, is_money, limit, is_month) in budgets {
        let (unit, per) =
            (if *is_money { "cost" } else { "tokens" }, if *is_month { "month" } else { "year" });
        named.insert(HOLDERS[*holder], format!("{{ {unit} = {limit}, per = \"{per}\" }}"));
    }
    text.extend(named.iter().map(|(name, budget)| format!("{name} = {budget}\n")));
    for (n, (on, tokens, cents, team)) in lots.iter().enumerate() {
        let team = ["", "team = \"Design\"\n", "team = \"Site\"\n"][*team];
        let (on, price) = (day(*on), format!("{}.{:02}", cents / 100, cents % 100));
        write!(
            text,
            "[[lot]]\nid = \"L{n}\"\nbought = {on}\ntokens = {tokens}\nprice = {price}\n{team}"
        )
        .expect("a text");
    }
    // Dan may have a budget, and need not have used anything.
    text += "[[seat]]\nuser = \"dan\"\nproduct = \"maya\"\n";
    fs::write(folder.join("estate.toml"), text).expect("a file");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// One budget has one verdict, whichever command is asked.
    #[test]
    fn balance_and_chargeback_agree_on_every_budget(
        (_, uses) in stories(),
        agreed in agreed(),
        from in 0_u64..100,
        days in 0_u64..300,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &(Vec::new(), uses));
        write_estate(folder.path(), &agreed);
        let file = |name: &str| folder.path().join(name).display().to_string();
        let files = format!("--usage {} --estate {}", file("use.csv"), file("estate.toml"));
        let (until, as_of) = (day(from + days + 1), day(from + days));
        let (bill, billed) = checked(&format!(
            "flexcalc chargeback {files} --period {}..{until} --check -f json", day(from)
        ));
        let (balance, checked) =
            checked(&format!("flexcalc balance {files} --as-of {as_of} --check=over-budget -f json"));
        prop_assert_eq!(billed, checked);
        let over = |budget: &&Value| {
            let [used, forecast, limit] = ["used", "forecast", "budget"].map(|key| number(&budget[key]));
            used > limit || forecast > limit
        };
        let budgets = bill["budgets"].as_array().expect("budgets");
        let signals = balance["signals"].as_array().expect("signals");
        let raised: Vec<_> = signals.iter().filter(|signal| signal["code"] == "over-budget").collect();
        let told: Vec<_> = budgets.iter().filter(over).collect();
        prop_assert_eq!(raised.len(), told.len());
        prop_assert_eq!(checked == Outcome::Found, !told.is_empty());
        for (signal, budget) in raised.iter().zip(told) {
            for key in ["name", "unit", "per", "budget", "used", "forecast", "until"] {
                prop_assert_eq!(&signal[key], &budget[key], "{}", key);
            }
        }
    }

    /// Budgets of everybody, over the whole of what was charged in a year, are the bill, and what
    /// was denied at the price of a token that no lot paid for.
    #[test]
    fn budgets_of_money_are_the_bill_and_what_was_denied((_, uses) in stories(), agreed in agreed()) {
        let folder = tempfile::tempdir().expect("a folder");
        let people = [2, 3].map(|person| (person, true, 1, false));
        let uses: Vec<_> = uses.into_iter().filter(|(on, person, _)| *on < 365 && *person < 2).collect();
        prop_assume!(!uses.is_empty());
        written(folder.path(), &(Vec::new(), uses));
        write_estate(folder.path(), &Agreed { tiers: false, budgets: people.to_vec(), ..agreed });
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (result, _) = checked(&format!(
            "flexcalc chargeback --usage {} --estate {} --by user --period {}..{} -f json",
            file("use.csv"), file("estate.toml"), day(0), day(365)
        ));
        let sum = |rows: &Value, key: &str| {
            let rows = rows.as_array().expect("rows").iter();
            rows.fold(Quotient::ZERO, |sum: Quotient<Number>, row| sum + number(&row[key]))
        };
        // Whole tokens at whole cents: rounding to the cent changes nothing.
        let denied = &number(&result["denied"]["tokens"]) * &numbers::number("2.8");
        prop_assert_eq!(sum(&result["budgets"], "used"), sum(&result["rows"], "cost") + denied);
    }
}

/// Columns that FOCUS 1.2 has for every row; the first list must not be empty, the second may.
const NEVER_EMPTY: [&str; 20] = [
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
];
const MAY_BE_EMPTY: [&str; 2] = ["BillingAccountName", "ChargeClass"];

#[test]
fn focus_rows_have_every_mandatory_column_in_its_form() {
    let usage = "--usage examples/sessions.csv --estate examples/estate.toml";
    let text =
        run(&format!("flexcalc chargeback {usage} --period 2025-01-01..2028-01-01 -f focus"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: BTreeMap<String, usize> =
        reader.headers().expect("a head").iter().map(str::to_owned).zip(0..).collect();
    assert!(NEVER_EMPTY.iter().chain(&MAY_BE_EMPTY).all(|name| head.contains_key(*name)));
    assert!(
        head.keys()
            .all(|name| name.chars().next().is_some_and(char::is_uppercase)
                || name.starts_with("x_"))
    );
    let mut kinds = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let cell = |name: &str| &record[head[name]];
        for name in NEVER_EMPTY {
            assert!(!cell(name).is_empty(), "{name}");
        }
        for name in ["BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "PricingQuantity"]
        {
            // Plain decimals: no thousands, no currency.
            assert!(cell(name).chars().all(|c| c.is_ascii_digit() || c == '.'), "{name}");
        }
        for name in
            ["BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd"]
        {
            assert!(
                cell(name).ends_with('Z') && DateTime::parse_from_rfc3339(cell(name)).is_ok(),
                "{name}"
            );
        }
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
