//! What leaves the program: whole answers or an error, and commands that can be typed again.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs::{self, File};
use std::io::Read;
use std::process::{Command, Stdio};

fn flexcalc(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
    command.args(arguments.split(' ')).env_remove("FLEXCALC_RATES").env("NO_COLOR", "1");
    command
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_an_error() {
    for arguments in ["breakeven", "breakeven -f json", "--help", "--version"] {
        let full = File::options().write(true).open("/dev/full").expect("a full disk");
        let run =
            flexcalc(arguments).stdout(full).stderr(Stdio::piped()).output().expect("it runs");
        assert_eq!(run.status.code(), Some(2), "{arguments}");
        assert!(
            String::from_utf8_lossy(&run.stderr).contains("cannot write the answer"),
            "{arguments}"
        );
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    for arguments in ["breakeven", "breakeven -f csv", "--help"] {
        let mut run = flexcalc(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(run.stdout.take());
        let mut said = String::new();
        run.stderr.take().expect("stderr").read_to_string(&mut said).expect("text");
        assert_eq!(run.wait().expect("it ends").code(), Some(0), "{arguments}");
        assert!(!said.contains("error"), "{said}");
    }
}

#[test]
fn nothing_is_on_stdout_where_there_is_no_answer() {
    for arguments in
        ["breakeven solidworks", "cost", "--rates nowhere cost", "breakeven --days 367"]
    {
        let run = flexcalc(arguments).output().expect("it runs");
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{arguments}");
    }
}

#[test]
fn the_command_proposed_next_can_be_run() {
    let mut proposed = 0;
    for arguments in [
        "breakeven revit --sub-price 2985",
        "breakeven revit --sub-price 300000 --token-price 1234.5",
        "breakeven revit --sub-discount 12.345% --sub-price 2985.123456",
        "breakeven revit --days 40 --sub-discount 50% --token-price 2 --utilization 70%",
        "breakeven revit --days 40 --sub-discount 50% --token-price 2",
        "cost --use revit=40x12 --result automation-autocad=217s",
        "cost --use revit=40x999999999999",
        "cost --result rendering=5",
        "pool-size --expected 8000",
        "pool-size --low 6000 --likely 8000 --high 12000",
        "pool-size --low 0 --likely 5 --high 10",
        "effective-price --tokens 10000 --price 2.40 --consumed 80%",
        "effective-price --tokens 30000 --price 2.40 --consumed 10000",
        "--rates cloud-credits-2022 effective-price --tokens 10000 --price 2.40 --consumed 80%",
        "--rates tests/sheets/tier-5000.toml breakeven revit",
    ] {
        let answer =
            String::from_utf8(flexcalc(arguments).output().expect("it runs").stdout).expect("text");
        let next = answer.lines().find_map(|line| line.strip_prefix("next: flexcalc "));
        for command in next.into_iter().filter_map(|next| next.split("  #").next()) {
            proposed += 1;
            let run = flexcalc(command).output().expect("it runs");
            assert!(
                run.status.success(),
                "{arguments} proposes {command}: {}",
                String::from_utf8_lossy(&run.stderr)
            );
        }
    }
    // Six have nothing to propose: a figure too fine or too large to be typed, nothing to buy, no
    // product to compare.
    assert_eq!(proposed, 9);
}

/// The fields that SARIF 2.1.0 requires, and places inside the file. (The whole schema was met when
/// this was written.)
#[test]
fn sarif_has_what_the_standard_requires() {
    let run = flexcalc("rates check tests/sheets/ten.toml -f sarif").output().expect("it runs");
    let log: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "flexcalc");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 10);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(rules[usize::try_from(index).expect("small")]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "tests/sheets/ten.toml");
        assert!(
            place["region"]["startLine"].as_u64() >= Some(1)
                && place["region"]["startColumn"].as_u64() >= Some(1)
        );
    }
}

#[test]
fn a_sheet_comes_in_through_stdin_too() {
    let sheet = File::open("tests/sheets/ten.toml").expect("a sheet");
    let run = flexcalc("rates check - -f csv").stdin(sheet).output().expect("it runs");
    let lines = String::from_utf8(run.stdout).expect("text");
    assert_eq!(
        (run.status.code(), lines.lines().filter(|line| line.starts_with("<stdin>,")).count()),
        (Some(1), 10)
    );
}

/// The log of the examples, its last row first.
#[cfg(unix)]
fn unsorted() -> Vec<u8> {
    let log = fs::read_to_string("examples/sessions.csv").expect("a log");
    let (header, rows) = log.split_once('\n').expect("a header");
    let rows: Vec<_> = rows.lines().rev().collect();
    format!("{header}\n{}\n", rows.join("\n")).into_bytes()
}

/// What a command says of what a pipe has.
#[cfg(unix)]
fn piped(arguments: &str, bytes: Vec<u8>) -> (Option<i32>, String) {
    let mut run = flexcalc(arguments);
    run.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut run = run.spawn().expect("it runs");
    let mut pipe = run.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut pipe, &bytes));
    let run = run.wait_with_output().expect("it ends");
    writer.join().expect("written").expect("all of it");
    (run.status.code(), String::from_utf8(run.stdout).expect("text"))
}

/// Rows that are not in order are read twice where that can be done.
#[cfg(unix)]
#[test]
fn a_pipe_is_read_once_by_whatever_name() {
    for arguments in [
        "charge PIPE",
        "chargeback --by user --usage PIPE",
        "plan --usage PIPE",
        "breakeven --usage PIPE",
        "cost --usage PIPE",
        "pool-size --usage PIPE",
        "balance --estate examples/estate.toml --as-of 2026-04-02 --usage PIPE",
        "estate new --from-usage PIPE",
    ] {
        let by = |name: &str| piped(&arguments.replace("PIPE", name), unsorted());
        let (code, said) = by("-");
        assert_eq!(code, Some(0), "{arguments}");
        assert_eq!(by("/dev/stdin"), (code, said), "{arguments}");
    }
}

#[cfg(unix)]
#[test]
fn whatever_is_read_may_come_from_a_pipe() {
    let answered = |arguments: &str, file: &str| {
        let bytes = fs::read(file).expect("a file");
        let by_pipe = piped(&arguments.replace("FILE", "/dev/stdin"), bytes).0;
        let by_name = flexcalc(&arguments.replace("FILE", file)).output().expect("it runs");
        assert_eq!((by_pipe, by_name.status.code()), (Some(0), Some(0)), "{arguments}");
    };
    answered("--rates FILE breakeven revit --sub-price 2985", "rates/autodesk.toml");
    answered("rates check FILE", "rates/autodesk.toml");
    answered("rates diff FILE rates/guide-2026.toml", "rates/autodesk.toml");
    answered("cost --scenario FILE", "examples/studio.toml");
    answered(
        "balance --as-of 2026-04-02 --usage examples/sessions.csv --estate FILE",
        "examples/estate.toml",
    );
    let denied = "chargeback --usage tests/balance/denied.csv";
    answered(&format!("{denied} --lots FILE"), "tests/balance/denied-lots.csv");
    let lots = "--lots tests/balance/denied-lots.csv";
    let people = "tests/chargeback/people.csv";
    answered(&format!("{denied} {lots} --people FILE --by cost_center"), people);
}
