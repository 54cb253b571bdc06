//! Sessions of products and results of services in one run are one stream: its figures are the sums
//! of theirs, whichever file comes first.

use proptest::prelude::*;
use serde_json::Value;

use super::exports::{Export, used};
use super::numbers::of_json;

const YEAR: &str = "--period 2026";

/// Every command that reads both.
const LINES: [&str; 7] = [
    "charge @usage --by user,product",
    "balance --lots @lots.csv --as-of 2026-12-30 --usage @usage",
    "chargeback --lots @lots.csv --by team,product --usage @usage",
    "plan --usage @usage",
    "cost --usage @usage",
    "pool-size --usage @usage",
    "breakeven --usage @usage",
];

/// What counts of an answer: how each file's column was counted is said file by file.
fn of_result(mut result: Value) -> Value {
    result.as_object_mut().map(|fields| fields.remove("control"));
    result
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, ..ProptestConfig::with_cases(8)
    })]

    #[test]
    fn sessions_and_results_are_one_stream(
        sessions in used(),
        results in used(),
        format in prop::sample::select(vec!["days", "charges", "product-days"]),
    ) {
        // One that is long enough to count: of nothing there is no break-even.
        let long = ((0, 0, 0), (9, 0, 0, 0), (1, false));
        let log = Export::new("sessions", &[&sessions[..], &[long]].concat());
        // Services only.
        let results: Vec<_> = results
            .into_iter()
            .map(|((person, _, day), more, copies)| ((person, 3, day), more, copies))
            .collect();
        let cloud = Export::new(format, &results);
        let files: Vec<_> = log.paths().into_iter().chain(cloud.paths()).collect();
        let turned: Vec<_> = files.iter().rev().cloned().collect();
        for line in LINES {
            let line = format!("{line} {YEAR}");
            let (one, other) = (log.result_of(&files, &line), log.result_of(&turned, &line));
            let one = one.map_err(|refused| TestCaseError::fail(format!("{line}: {refused}")))?;
            let read = &one["account"]["read"];
            prop_assert_eq!(read, &Value::from(log.rows + cloud.rows), "{}", line);
            prop_assert_eq!(Ok(of_result(one)), other.map(of_result), "{} {}", format, line);
        }
        let line = format!("charge @usage --by product {YEAR}");
        let both = log.result_of(&files, &line).expect("an answer");
        let (ours, theirs) = (log.result(&line).expect("one"), cloud.result(&line).expect("other"));
        for figure in ["tokens", "cost", "days_of_use", "charges"] {
            let of = |result: &Value| of_json(&result[figure]);
            prop_assert_eq!(of(&both), of(&ours) + of(&theirs), "{} {}", format, figure);
        }
    }

    /// What two formats both have is refused, whichever comes first.
    #[test]
    fn the_same_use_is_not_counted_twice(used in used()) {
        let used: Vec<_> = used
            .into_iter()
            .map(|((person, product, day), more, copies)| ((person, product % 3, day), more, copies))
            .collect();
        let (log, days) = (Export::new("sessions", &used), Export::new("days", &used));
        let files: Vec<_> = log.paths().into_iter().chain(days.paths()).collect();
        let turned: Vec<_> = files.iter().rev().cloned().collect();
        for files in [files, turned] {
            for line in LINES {
                let refused = log.result_of(&files, &format!("{line} {YEAR}")).expect_err("refused");
                prop_assert!(refused.contains("count the same use twice"), "{line}: {refused}");
            }
        }
    }
}
