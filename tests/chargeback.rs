//! Bills: the parts add up to what was spent, whatever they are grouped by.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

mod numbers;
mod stories;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use flexcalc::model::{Number, Quotient};
use flexcalc::render::{Outcome, Output};
use proptest::prelude::*;
use serde_json::Value;

use stories::{day, line, output, run, stories, written};

/// The result of a command, and whether its check found something.
fn checked(line: &str) -> (Value, Outcome) {
    let Output { stdout, outcome, .. } = output(line);
    let answer: Value = serde_json::from_str(&stdout).expect("JSON");
    (answer["result"].clone(), outcome)
}

fn number(value: &Value) -> Quotient<Number> {
    numbers::of_json(value)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    /// Which lot paid is what the balance says of each lot, whatever else the bill is grouped by.
    #[test]
    fn a_bill_by_lot_has_what_the_balance_has_of_each_lot(
        story in stories(),
        days in 1_u64..500,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        written(folder.path(), &story);
        let files = line(folder.path(), "").replace("flexcalc chargeback", "flexcalc balance");
        let (balance, _) = checked(&format!("{files}--as-of {} -f json", day(days)));
        let consumed: BTreeMap<String, Quotient<Number>> = balance["lots"]
            .as_array()
            .expect("lots")
            .iter()
            .map(|lot| (lot["id"].as_str().expect("an id").to_owned(), number(&lot["consumed"])))
            .filter(|(_, tokens)| !tokens.is_zero())
            .collect();
        for by in ["lot", "lot,user", "product,lot", "team,lot"] {
            let period = format!("--period {}..{} --by {by} -f json", day(0), day(days + 1));
            let (bill, _) = checked(&line(folder.path(), &period));
            let mut paid: BTreeMap<String, Quotient<Number>> = BTreeMap::new();
            let mut cost = Quotient::ZERO;
            let rows = bill["rows"].as_array().expect("rows");
            for row in rows {
                let lot = row["lot"].as_str().expect("a lot").to_owned();
                *paid.entry(lot).or_insert(Quotient::ZERO) += number(&row["tokens"]);
                cost += number(&row["cost"]);
            }
            prop_assert_eq!(&paid, &consumed, "{}", by);
            // Each row is a cent apart at most.
            let apart = cost.distance(number(&balance["totals"]["consumed_cost"]));
            prop_assert!(apart <= numbers::hundredths(rows.len() as u64), "{}", by);
        }
    }

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
