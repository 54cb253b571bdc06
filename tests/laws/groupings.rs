//! The same total by every grouping, in every command, whatever was used and in whatever format it
//! is told: by one thing or two, with repeated rows and people in two teams, in one file or two.

use flexcalc::model::{Number, Quotient};
use proptest::prelude::*;
use serde_json::Value;

use super::exports::{Export, FORMATS, used};
use super::numbers::of_json;

const WHAT: [&str; 7] = ["user", "product", "team", "group", "project", "month", "kind"];

/// One thing, and two.
fn groupings() -> Vec<String> {
    let pairs = WHAT.iter().flat_map(|one| {
        let others = WHAT.iter().filter(move |other| *other != one);
        others.map(move |other| format!("{one},{other}"))
    });
    WHAT.iter().map(|what| (*what).to_owned()).chain(pairs).collect()
}

fn sum(rows: &Value, key: &str) -> Quotient<Number> {
    rows.as_array().expect("rows").iter().map(|row| of_json(&row[key])).sum::<Quotient<Number>>()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, ..ProptestConfig::with_cases(8)
    })]

    #[test]
    fn charge_has_one_total_by_every_grouping(
        used in used(), format in prop::sample::select(FORMATS.to_vec()), estate in any::<bool>(),
        repeats in prop::sample::select(vec!["add", "drop"]),
    ) {
        let export = Export::new(format, &used);
        let estate = if estate { " --estate @estate.toml" } else { "" };
        // Tokens of an enterprise agreement have no price of their own.
        let price = if format.starts_with("token-flex") { " --token-price 2.9" } else { "" };
        let period = "--period 2026-01-01..2026-06-01";
        let (mut totals, mut refused) = (Vec::new(), String::new());
        for by in groupings() {
            let line = format!("charge @usage --by {by} --repeats {repeats} {period}{estate}{price}");
            // A summary has no months to group by, and says so.
            let result = match export.result(&line) {
                Ok(result) => result,
                Err(error) => {
                    refused = error;
                    continue;
                }
            };
            let (tokens, cost) = (of_json(&result["tokens"]), of_json(&result["cost"]));
            prop_assert_eq!(&sum(&result["groups"], "tokens"), &tokens, "{} {}", format, line);
            prop_assert_eq!(&sum(&result["groups"], "cost"), &cost, "{} {}", format, line);
            totals.push((tokens, cost, result["charges"].clone(), result["days_of_use"].clone()));
        }
        prop_assert!(totals.len() >= 20, "{format}: {}: {refused}", totals.len());
        totals.dedup();
        prop_assert_eq!(totals.len(), 1, "{}", format);
    }

    #[test]
    fn chargeback_and_balance_bill_what_charge_counts(
        used in used(),
        format in prop::sample::select(vec!["sessions", "days", "token-flex", "charges", "product-days"]),
        cost in prop::sample::select(vec!["lots", "average", "list"]),
        estate in any::<bool>(),
    ) {
        let export = Export::new(format, &used);
        // Tokens of an enterprise agreement have no list price.
        let cost = if format == "token-flex" && cost == "list" { "average" } else { cost };
        let estate = if estate { " --estate @estate.toml" } else { "" };
        let charged = export.result(&format!("charge @usage{estate}")).expect("an answer");
        let tokens = of_json(&charged["tokens"]);
        let balance = format!("balance --usage @usage --lots @lots.csv --as-of 2026-06-01{estate}");
        let balance = export.result(&balance).expect("an answer");
        prop_assert_eq!(&of_json(&balance["totals"]["consumed"]), &tokens, "{}", format);
        let mut costs = Vec::new();
        for by in groupings() {
            let line = format!(
                "chargeback --usage @usage --lots @lots.csv --by {by} --cost {cost}{estate} \
                 --period 2026-01-01..2026-06-01"
            );
            let result = export.result(&line).expect("an answer");
            let unassigned = &result["unassigned"];
            let billed = sum(&result["rows"], "tokens") + of_json(&unassigned["tokens"]);
            prop_assert_eq!(&billed, &tokens, "{} {}", format, line);
            costs.push(sum(&result["rows"], "cost") + of_json(&unassigned["cost"]));
        }
        // A mean is written with 28 digits, so that the parts may differ behind them.
        let mut costs: Vec<_> = costs.into_iter().map(|cost| cost.rounded(12)).collect();
        costs.dedup();
        prop_assert_eq!(costs.len(), 1, "{} {}", format, cost);
        if cost == "lots" {
            let consumed = of_json(&balance["totals"]["consumed_cost"]).rounded(12);
            prop_assert_eq!(&costs[0], &consumed, "{}", format);
        }
    }

    /// 73 days are a fifth of a year. Tokens that a file states are seldom those of the sheet.
    #[test]
    fn a_year_is_told_from_what_charge_counts(
        used in used(), format in prop::sample::select(vec!["sessions", "days", "summary"]),
    ) {
        // Tokens of a row without a day are nobody's year: `plan` tells them by themselves.
        let with_a_day = |day: u32| if day.is_multiple_of(28) { day + 1 } else { day };
        let used: Vec<_> = used
            .into_iter()
            .map(|((who, what, day), more, copies)| ((who, what, with_a_day(day)), more, copies))
            .collect();
        let export = Export::new(format, &used);
        let options = "--period 2026-01-01..2026-03-15 --repeats add";
        let charged = export.result(&format!("charge @usage {options}")).expect("an answer");
        let tokens = of_json(&charged["tokens"]);
        let asked = |command: &str| export.result(&format!("{command} --usage @usage {options}"));
        let cost = asked("cost").expect("an answer");
        prop_assert_eq!(&of_json(&cost["tokens"]), &tokens, "{}", format);
        let a_year = tokens * Number::from(5);
        prop_assert_eq!(&of_json(&cost["tokens_needed"]), &a_year, "{}", format);
        let pool = asked("pool-size").expect("an answer");
        prop_assert_eq!(&of_json(&pool["expected"]), &a_year, "{}", format);
        let plan = asked("plan").expect("an answer");
        prop_assert_eq!(&of_json(&plan["baselines"]["all_flex"]["tokens_used"]), &a_year);
        // What the plan leaves on Flex, and cloud services, which nobody can subscribe to.
        let (optimum, all) = (&plan["optimum"], &plan["baselines"]["all_flex"]);
        let left = sum(&plan["on_flex"], "tokens");
        prop_assert!(of_json(&all["tokens_used"]) >= of_json(&optimum["tokens_used"]));
        let by_kind = format!("charge @usage --by kind {options}");
        let by_kind = export.result(&by_kind).expect("an answer");
        let groups = by_kind["groups"].as_array().expect("groups");
        let clouds = groups.iter().filter(|group| group["kind"] == "cloud");
        let cloud: Quotient<Number> = clouds.map(|group| of_json(&group["tokens"])).sum();
        let services = of_json(&optimum["tokens_used"]) - left;
        prop_assert_eq!(services, cloud * Number::from(5), "{}", format);
    }
}
