//! The account of rows adds up: whatever the format and the command, each row that was read was
//! charged, free, covered or credited, or left out for a reason that is named.

use proptest::prelude::*;
use serde_json::Value;

use super::exports::{Export, FORMATS, used};
use super::numbers::of_json;

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number of rows")
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, ..ProptestConfig::with_cases(48)
    })]

    #[test]
    fn read_is_used_and_skipped_by_reason(
        used in used(),
        format in prop::sample::select(FORMATS.to_vec()),
        repeats in prop::sample::select(vec!["", " --repeats add", " --repeats drop"]),
        until in prop::sample::select(vec!["2026-02-10", "2026-06-01"]),
    ) {
        let export = Export::new(format, &used);
        let line = format!("charge @usage --period 2026-01-01..{until}{repeats}");
        let result = match export.result(&line) {
            Ok(result) => result,
            // All of it lies outside the period.
            Err(refused) => {
                prop_assert!(refused.contains("period"), "{format} {line}: {refused}");
                return Ok(());
            }
        };
        let rows = &result["account"];
        prop_assert_eq!(number(&rows["read"]), export.rows, "{} {}", format, line);
        let (used, skipped) = (number(&rows["used"]), number(&rows["skipped"]));
        prop_assert_eq!(used + skipped, export.rows, "{} {}", format, line);
        let by_reason = rows["skipped_by_reason"].as_object().expect("reasons");
        prop_assert_eq!(by_reason.values().map(number).sum::<u64>(), skipped);
        let sessions = &result["sessions"];
        let became = ["charged", "free_in_window", "free_short", "covered_by_seat", "credited"];
        let became: u64 = became.iter().map(|what| number(&sessions[what])).sum();
        prop_assert_eq!(became, used, "{} {}: {}", format, line, sessions);
        let groups = result["groups"].as_array().expect("groups");
        // A file without days does not say how many charges there were: unknown, and no sum.
        let charges: Option<u64> = groups.iter().map(|group| group["charges"].as_u64()).sum();
        prop_assert_eq!(charges, result["charges"].as_u64(), "{}", format);
    }

    /// Every command that reads a file says the same of its rows.
    #[test]
    fn every_command_gives_the_same_account(
        used in used(),
        format in prop::sample::select(FORMATS.to_vec()),
        until in prop::sample::select(vec!["2026-02-10", "2026-06-01"]),
    ) {
        let export = Export::new(format, &used);
        let options = format!("--repeats drop --period 2026-01-01..{until} --unknown skip");
        let Ok(charged) = export.result(&format!("charge @usage {options}")) else { return Ok(()) };
        let mut answered = 0;
        for line in [
            "charge @usage --by team,project",
            "charge @usage --by user --strict",
            "balance --lots @lots.csv --usage @usage",
            "chargeback --lots @lots.csv --usage @usage --by product",
            "plan --usage @usage",
            "cost --usage @usage",
            "pool-size --usage @usage",
            "breakeven --usage @usage",
        ] {
            // What a command cannot ask of a format it refuses.
            if let Ok(result) = export.result(&format!("{line} {options}")) {
                answered += 1;
                prop_assert_eq!(&result["account"], &charged["account"], "{} {}", format, line);
            }
        }
        let in_period = number(&charged["account"]["used"]) > 0;
        let is_asked = matches!(format, "sessions" | "days" | "charges");
        prop_assert!(answered >= 6 || !is_asked || !in_period, "{}: {}", format, answered);
    }

    /// A period in its short form is the one written out.
    #[test]
    fn a_short_period_is_the_one_written_out(used in used()) {
        let export = Export::new("days", &used);
        let account = |period: &str| {
            let result = export.result(&format!("charge @usage --period {period}"))?;
            Ok::<_, String>((result["account"].clone(), result["groups"].clone()))
        };
        for (short, long) in [
            ("2026", "2026-01-01..2027-01-01"),
            ("2026-Q1", "2026-01-01..2026-04-01"),
            ("2026-02", "2026-02-01..2026-03-01"),
            ("2026-02..2026-04", "2026-02-01..2026-04-01"),
            ("2026-01-05..=2026-03-09", "2026-01-05..2026-03-10"),
        ] {
            prop_assert_eq!(account(short), account(long), "{}", short);
        }
    }

    /// What a file states and what was counted of it differ by what the answer says they do; and
    /// what was counted is what is charged.
    #[test]
    fn what_is_counted_is_what_is_charged(
        used in used(),
        format in prop::sample::select(FORMATS.iter().copied().filter(|one| *one != "sessions").collect::<Vec<_>>()),
        repeats in prop::sample::select(vec!["add", "drop"]),
    ) {
        let export = Export::new(format, &used);
        let period = "--period 2026-01-01..2026-06-01";
        let result = export.result(&format!("charge @usage --repeats {repeats} {period}")).expect("an answer");
        let control = result["control"].as_array().expect("control");
        let sum = |key: &str| control.iter().map(|file| of_json(&file[key])).sum::<flexcalc::model::Quotient<_>>();
        prop_assert_eq!(sum("counted"), of_json(&result["tokens"]), "{}", format);
        prop_assert_eq!(sum("counted") - sum("stated"), sum("difference"), "{}", format);
        for file in control {
            let reasons = file["reasons"].as_array().expect("reasons");
            let explained = of_json(&file["difference"]) == of_json(&Value::from(0));
            prop_assert!(explained || !reasons.is_empty(), "{}: {}", format, file);
        }
    }
}
