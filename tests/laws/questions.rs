//! The questions of the command line hold together: totals are sums of what stands above them,
//! whatever kind the lines are, two commands agree on which is cheaper, what real lots cost is what
//! the balance says, and the next command can be run as it stands.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::model::{Number, Quotient};
use proptest::prelude::*;
use serde_json::Value;

use super::exports::{Export, FORMATS, used};
use super::numbers::of_json;

fn few() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) }
}

/// The sum of a column of JSON rows; `None` where one of them is unknown.
fn sum(rows: &[&Value], key: &str) -> Option<Quotient<Number>> {
    let each = rows.iter().map(|row| (!row[key].is_null()).then(|| of_json(&row[key])));
    Some(each.collect::<Option<Vec<_>>>()?.iter().sum())
}

/// Each figure is written with 28 digits, so that sums may differ behind them.
fn rounded(number: &Quotient<Number>) -> String {
    number.rounded(9)
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn totals_of_cost_are_the_sums_of_its_lines(
        used in used(),
        format in prop::sample::select(FORMATS.to_vec()),
        (days, people) in (1_u64..200, 1_u64..9),
        price in prop::option::of(1_u64..9999),
        rise in -20_i64..20,
    ) {
        let export = Export::new(format, &used);
        let maya = price.map(|price| format!(" --sub-price maya={price}")).unwrap_or_default();
        let line = format!(
            "cost --use revit={days}x{people} --use maya=3 --usage @usage --result \
             model-derivative-complex=51{maya} --sub-discount {rise}% --period 2026-01-01..2026-06-01 --repeats add"
        );
        let result = match export.result(&line) {
            Ok(result) => result,
            // Such as a summary that contradicts itself.
            Err(refused) => return Err(TestCaseError::reject(refused)),
        };
        let lines: Vec<_> = result["lines"].as_array().expect("lines").iter().collect();
        for key in ["tokens", "tokens_a_year", "cost", "cost_a_year"] {
            let total = sum(&lines, key).as_ref().map(rounded);
            prop_assert_eq!(total, Some(rounded(&of_json(&result[key]))), "{} {}", format, key);
        }
        // No subscription stands for a cloud result, expected or observed.
        let people: Vec<_> = lines.into_iter().filter(|line| line["kind"] != "result").collect();
        let total = sum(&people, "subscription_cost").as_ref().map(rounded);
        let told = &result["subscription_cost"];
        let told = (!told.is_null()).then(|| rounded(&of_json(told)));
        prop_assert_eq!(total, told, "{}", format);
    }

    #[test]
    fn what_real_lots_cost_is_what_the_balance_says(
        used in used(),
        format in prop::sample::select(vec!["sessions", "days", "token-flex", "charges"]),
        as_of in prop::sample::select(vec!["2026-02-01", "2026-06-01", "2027-06-01"]),
    ) {
        let export = Export::new(format, &used);
        let asked = format!("--usage @usage --lots @lots.csv --as-of {as_of}");
        let balance = export.result(&format!("balance {asked}")).expect("an answer");
        let price = export.result(&format!("effective-price {asked}")).expect("an answer");
        let (theirs, ours) = (&balance["totals"], &price["totals"]);
        for (there, here) in [
            ("bought", "tokens"), ("bought_cost", "spent"), ("consumed", "consumed"),
            ("expired", "expired"), ("expired_cost", "expired_cost"), ("left", "left"),
            ("left_cost", "left_cost"),
        ] {
            prop_assert_eq!(&theirs[there], &ours[here], "{}", here);
        }
        let lots: Vec<_> = price["lots"].as_array().expect("lots").iter().collect();
        for key in ["tokens", "spent", "consumed", "expired", "left"] {
            prop_assert_eq!(sum(&lots, key), Some(of_json(&ours[key])), "{}", key);
        }
        let consumed = of_json(&ours["consumed"]);
        let by_hand = of_json(&ours["spent"]).over(consumed);
        let told = &ours["effective_price"];
        let told = (!told.is_null()).then(|| rounded(&of_json(told)));
        prop_assert_eq!(by_hand.as_ref().map(rounded), told);
    }

    #[test]
    fn cost_and_breakeven_agree_on_what_one_person_should_have(
        days in 1_u32..150, more in 0_u32..400, cents in 100_u64..500,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
        let mut rows = "day_used,product_name,email\n".to_owned();
        for day in first.iter_days().take(days as usize) {
            writeln!(rows, "{day},Revit,ana@example.com").expect("written");
        }
        std::fs::write(folder.path().join("log.csv"), rows).expect("written");
        let until = first.iter_days().nth((days + more) as usize).expect("a date");
        let price = format!("{}.{:02}", cents / 100, cents % 100);
        let log = folder.path().join("log.csv").display().to_string();
        let asked = format!("--usage {log} --period 2026-01-01..{until} --token-price {price}");
        let cost = json(&format!("cost {asked}"));
        let people = &json(&format!("breakeven revit {asked}"))["rows"][0]["people"];
        let cheaper = cost["lines"][0]["cheaper"].as_str().expect("a verdict");
        let side = if cheaper == "tie" { cheaper.to_owned() } else { format!("{cheaper}_cheaper") };
        prop_assert_eq!(&people[side], 1, "{}", cheaper);
    }
}

fn run(line: &str, format: &str) -> String {
    let words = ["flexcalc"].into_iter().chain(line.split(' ')).chain(["-f", format]);
    let cli = Cli::try_parse_from(words).expect(line);
    let today = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date");
    flexcalc::run(&cli, today, &|_| {}).expect(line).stdout
}

fn json(line: &str) -> Value {
    let answer: Value = serde_json::from_str(&run(line, "json")).expect("JSON");
    answer["result"].clone()
}

/// The command that an answer proposes, without what it is for.
fn next(line: &str) -> Option<String> {
    let answer = run(line, "table");
    let next = answer.lines().find_map(|line| line.strip_prefix("next: flexcalc "))?;
    Some(next.split_once("  #").map_or(next, |(command, _)| command).to_owned())
}

#[test]
fn the_next_command_rests_on_what_this_one_does_and_can_be_run() {
    let (sheet, estate) = ("tests/cases/questions/rates.toml", "tests/cases/questions/estate.toml");
    let (usage, lots) = ("tests/cases/questions/year.csv", "tests/cases/questions/lots.csv");
    assert!([sheet, estate, usage, lots].iter().all(|file| Path::new(file).exists()));
    let rates = format!("--rates {sheet}");
    let of_estate = format!("--estate {estate}");
    let of_usage = format!("--usage {usage} {of_estate} --period 2026-01-01..2027-01-01");
    let questions: [(String, &[&str]); 14] = [
        (format!("breakeven revit {of_estate}"), &[estate]),
        ("breakeven revit --buy-tokens 5000 --utilization 80%".into(), &["5000", "80%"]),
        ("breakeven revit --sub-price 2900 --sub-discount -8%".into(), &["2900", "-8%"]),
        ("breakeven revit --token-price 2.5 --days 60".into(), &["2.5", "revit=60x10"]),
        (format!("cost --use revit=40x12 {of_estate}"), &[estate, "4800"]),
        ("cost --use aec=40 --token-price 2.5".into(), &["--token-price 2.5", "1080"]),
        (format!("cost {of_usage}"), &[usage, estate, "2026-01-01..2027-01-01"]),
        (format!("pool-size --low 100 --likely 200 --high 400 {of_estate}"), &[estate]),
        ("pool-size --low 100 --likely 200 --high 400 --token-price 2".into(), &["--price 2"]),
        ("effective-price --tokens 5000 --consumed 80%".into(), &["--buy-tokens 5000", "80%"]),
        (format!("charge {usage} {of_estate} --token-price 2.5"), &[usage, estate, "2.5"]),
        (format!("plan {of_usage} --buffer 10%"), &[usage, estate, "--buffer 10%"]),
        (
            format!("balance --lots {lots} {of_usage} --as-of 2026-07-01"),
            &[lots, usage, estate, "2026-07-01"],
        ),
        (format!("pool-size --expected 100 {of_estate}"), &["--help"]),
    ];
    for (question, carried) in questions {
        let next = next(&format!("{rates} {question}")).expect(&question);
        assert!(next.starts_with(&format!("{rates} ")), "{question}: {next}");
        for words in carried {
            assert!(next.contains(words), "{question}: {next} lacks {words}");
        }
        if !next.contains("--help") && !next.contains("--assignment") {
            run(&next, "json");
        }
    }
}

#[test]
fn one_of_something_is_told_in_the_singular() {
    let (usage, period) = ("tests/cases/questions/one.csv", "--period 2026-03-02..2026-03-03");
    let lots = "--lots tests/cases/questions/lots.csv";
    let questions = [
        format!("charge {usage}"),
        format!("charge {usage} --compare-rules --explain"),
        format!("cost --usage {usage} --explain"),
        format!("pool-size --usage {usage} {period} --explain"),
        format!("breakeven autocad --usage {usage} --explain"),
        "breakeven autocad --days 1 --sub-price 21 --explain".to_owned(),
        format!("plan --usage {usage} --explain"),
        format!("plan --usage {usage} --online"),
        format!("balance {lots} --usage {usage} --as-of 2026-03-02 --explain"),
        format!("balance {lots} --usage {usage} --as-of 2026-03-02 --schedule"),
        format!("chargeback {lots} --usage {usage} --explain"),
        format!("effective-price {lots} --usage {usage} --as-of 2026-03-02 --explain"),
        "cost --use revit=1 --explain".to_owned(),
        "pool-size --expected 1 --buffer 0 --explain".to_owned(),
        "--rates tests/cases/questions/rates.toml rates show".to_owned(),
    ];
    for question in questions {
        let answer = run(&question, "table").replace("\n     ", "");
        let words: Vec<_> = answer.split([' ', '\n']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let word = pair[1].trim_end_matches(|c: char| !c.is_alphanumeric());
            let is_many = word == "people" || (word.len() > 3 && word.ends_with('s'));
            assert!(pair[0] != "1" || !is_many, "{question}: {pair:?}");
        }
    }
}
