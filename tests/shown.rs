//! What hostile names may do on their way out: nothing. Every command, in every format, is given
//! names that a terminal, a CI runner or a shell would obey, and its bytes are looked at.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What is hidden in every name: orders of a terminal, a turned text, what nobody sees.
const HOSTILE: &str = "::error::x\u{1b}[2J\u{7}\u{7f}\u{9b}2J\u{85}\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\
                       \u{2028}\u{2029}\u{202e}\u{2066}\u{2060}\u{feff}\u{e0041}##[error]y##vso[task.x]z";

/// The same as TOML has it, where no control may stand.
fn in_toml() -> String {
    let escaped = HOSTILE.chars().map(|c| match c {
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    escaped.collect()
}

/// A firm whose every name is hostile.
fn firm() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: String| fs::write(folder.path().join(name), text).expect("a file");
    let toml = in_toml();
    let sheet = |rate: u32, more: &str| {
        format!(
            "name = \"{toml}\"\ntitle = \"{toml}\"\neffective = 2020-01-01\ncurrency = \"USD\"\n\
             [token]\nlist_price = 3.00\nminimum_purchase = 1\nterm_days = 365\n\
             grace_minutes = 5\nnote = \"{toml}\"\nsource = \"{toml}\"\n\
             [products.odd]\nname = \"{toml}\"\naliases = [\"odder\"]\n\
             tokens_per_day = {rate}\nannual_price = 2985\nsource = \"{toml}\"\nnote = \"{toml}\"\n\
             [results.job]\nname = \"{toml} job\"\ntokens = 1\nunit = \"{toml}\"\n\
             source = \"{toml}\"\nnote = \"{toml}\"\n{more}"
        )
    };
    write("sheet.toml", sheet(10, ""));
    write("next.toml", sheet(11, ""));
    // An unknown key beside a comment: what is shown of the line is the line.
    write(
        "wrong.toml",
        sheet(10, &format!("odd = 1 # {}\n", HOSTILE.replace(char::is_control, "") + "\u{9b}2J")),
    );
    write(
        "estate.toml",
        format!(
            "currency = \"USD\"\n[teams]\n\"{toml}\" = [\"{toml}\", \"ben\"]\n\
             [[seat]]\nuser = \"{toml}\"\nproduct = \"odd\"\nfrom = 2026-03-20\n\
             [[lot]]\nid = \"{toml}\"\nbought = 2026-01-01\ntokens = 100\nprice = 3.00\n"
        ),
    );
    write("wrong-estate.toml", format!("currency = \"USD\"\n[subscriptions]\n\"{toml}q\" = 5\n"));
    let rows = ["2026-03-02", "2026-03-03", "2026-03-05"]
        .map(|day| format!("{HOSTILE},odd,{HOSTILE},{day}T08:00:00Z,{day}T09:00:00Z\n"));
    let head = format!("user,product,{HOSTILE}k,opened,closed\n");
    write("log.csv", head + &rows.concat());
    write(
        "unknown.csv",
        format!("user,product,opened,closed\n{HOSTILE},{HOSTILE}q,2026-03-02T08:00:00Z,\n"),
    );
    write(
        "stated.csv",
        format!("usage_date,user,product,tokens\n2026-03-02,{HOSTILE},{HOSTILE},10\n"),
    );
    // What is pasted is a text, in which no control stands.
    let pasted = HOSTILE.replace(char::is_control, "");
    write("pasted.txt", format!("{pasted}\t7\t21.00\n"));
    write("scenario.toml", format!("[[use]]\nproduct = \"{toml}\"\ndays = 40\nusers = 2\n"));
    folder
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
    command.current_dir(folder).args(words).env_remove("FLEXCALC_RATES").env("NO_COLOR", "1");
    command.output().expect("it runs")
}

/// What must not be in any output, wherever it stands.
fn is_hostile(letter: char) -> bool {
    (letter.is_control() && letter != '\n') || HOSTILE.contains(letter) && !letter.is_ascii()
}

/// That nothing in the text is obeyed by a terminal or a runner; `github` has orders of its own.
fn ensure_safe(text: &str, what: &str, is_github: bool) {
    let found: Vec<_> = text.chars().filter(|c| is_hostile(*c)).collect();
    assert!(found.is_empty(), "{what}: {found:?} in {text}");
    assert!(!text.contains("##[") && !text.contains("##vso["), "{what}: {text}");
    let orders = text.lines().filter(|line| line.trim_start().starts_with("::"));
    let foreign = orders.filter(|line| !is_github || line.starts_with("::error::"));
    assert_eq!(foreign.collect::<Vec<_>>(), [] as [&str; 0], "{what}: {text}");
}

/// Every command, with what it needs; the exit code is what it is asked for.
const COMMANDS: &[(&str, i32)] = &[
    ("breakeven odd", 0),
    ("breakeven", 0),
    ("breakeven nothing", 2),
    ("breakeven odd --usage log.csv --period 2026", 0),
    ("breakeven odd --sweep --token-price 2..3/1", 0),
    ("cost --use odd=40x2 --result job=3 --explain", 0),
    ("cost --scenario scenario.toml", 0),
    ("cost --usage log.csv --estate estate.toml", 0),
    ("pool-size --scenario scenario.toml --explain", 0),
    ("pool-size --usage log.csv --estate estate.toml --low 1 --likely 2 --high 3", 0),
    ("effective-price --tokens 100 --consumed 80% --estate estate.toml", 0),
    ("effective-price --usage log.csv --estate estate.toml", 0),
    ("charge log.csv --by user", 0),
    ("charge log.csv --by user,HOSTILEk", 0),
    ("charge log.csv --by team,month --estate estate.toml --explain", 0),
    ("charge log.csv --compare-rules", 0),
    ("charge log.csv --charges charges.csv --estate estate.toml", 0),
    ("charge log.csv --reconcile stated.csv", 0),
    ("charge unknown.csv", 2),
    ("charge unknown.csv --unknown skip", 0),
    ("charge HOSTILE", 2),
    ("balance --usage log.csv --estate estate.toml --as-of 2026-04-01", 0),
    ("balance --usage log.csv --estate estate.toml --as-of 2026-04-01 --ledger", 0),
    ("balance --usage log.csv --estate estate.toml --as-of 2026-04-01 --schedule", 0),
    ("balance --usage log.csv --estate estate.toml --as-of 2026-04-01 --chart", 0),
    ("plan --usage log.csv --period 2026 --estate estate.toml --assignment who.csv --explain", 0),
    ("plan --usage log.csv --period 2026 --online", 0),
    ("chargeback --usage log.csv --period 2026-03 --estate estate.toml --by user", 0),
    ("chargeback --usage log.csv --period 2026-03 --estate estate.toml --by lot,team", 0),
    ("rates show sheet.toml", 0),
    ("rates show sheet.toml --product odd", 0),
    ("rates list sheet.toml", 0),
    ("rates check sheet.toml wrong.toml wrong-estate.toml", 1),
    ("rates check sheet.toml HOSTILE", 2),
    ("rates diff sheet.toml next.toml --exit-code", 1),
    ("cost --use HOSTILE", 2),
    ("HOSTILE", 2),
];

#[test]
fn hostile_names_do_nothing_in_any_command_and_format() {
    let folder = firm();
    for (command, code) in COMMANDS {
        let is_check = command.starts_with("rates check");
        let is_bill = command.starts_with("chargeback");
        let mut formats = vec!["table", "json", "csv", "markdown"];
        formats.extend(is_check.then_some(["github", "sarif"]).into_iter().flatten());
        formats.extend(is_bill.then_some("focus"));
        for format in formats {
            let words: Vec<_> =
                command.split(' ').map(|word| word.replace("HOSTILE", HOSTILE)).collect();
            let words = words.iter().map(String::as_str);
            let words: Vec<_> =
                ["--rates", "sheet.toml", "-f", format].into_iter().chain(words).collect();
            let ran = run(folder.path(), &words);
            let what = format!("{command} -f {format}");
            let stderr = String::from_utf8(ran.stderr).expect("text");
            assert_eq!(ran.status.code(), Some(*code), "{what}: {stderr}");
            ensure_safe(&stderr, &what, false);
            let stdout = String::from_utf8(ran.stdout).expect("text");
            ensure_safe(&stdout, &what, format == "github");
            // Shown, not left out: two names that differ in it stay two.
            let said = (stdout + &stderr).to_lowercase();
            assert!(said.contains("\\u009b"), "{what}: {said}");
        }
    }
    for file in ["charges.csv", "who.csv"] {
        ensure_safe(&fs::read_to_string(folder.path().join(file)).expect("a file"), file, false);
    }
}

/// Files that people edit: what is written can be looked at, and reads back as it was.
#[test]
fn hostile_names_do_nothing_in_files_to_edit() {
    let folder = firm();
    for (command, file) in [
        ("rates new ours --from sheet.toml", "ours.toml"),
        ("rates new ours --from-usage stated.csv", "ours.toml"),
        ("rates import pasted.txt --name ours", "ours.toml"),
        ("estate new --from-usage log.csv", "estate2.toml"),
        ("rates show sheet.toml --toml", ""),
        ("rates show wrong.toml --toml", ""),
    ] {
        let words: Vec<_> =
            ["--rates", "sheet.toml"].into_iter().chain(command.split(' ')).collect();
        let ran = run(folder.path(), &words);
        let (stdout, stderr) = (String::from_utf8(ran.stdout), String::from_utf8(ran.stderr));
        let (stdout, stderr) = (stdout.expect("text"), stderr.expect("text"));
        assert_eq!(ran.status.code(), Some(0), "{command}: {stderr}");
        ensure_safe(&stdout, command, false);
        ensure_safe(&stderr, command, false);
        let to_file: Vec<_> = words.iter().copied().chain(["-o", file]).collect();
        let to_file = if file.is_empty() { words } else { to_file };
        let ran = run(folder.path(), &to_file);
        ensure_safe(&String::from_utf8(ran.stdout).expect("text"), command, false);
        let _ = fs::remove_file(folder.path().join(file));
    }
    run(folder.path(), &["rates", "new", "ours", "--from", "sheet.toml", "-o", "ours.toml"]);
    let words = ["rates", "show", "ours.toml", "--product", "odd", "-f", "json"];
    let read: serde_json::Value =
        serde_json::from_slice(&run(folder.path(), &words).stdout).expect("JSON");
    assert_eq!(read["result"]["note"], HOSTILE);
}

/// JSON has the names as they are, in letters that can be seen.
#[test]
fn a_name_comes_back_out_of_json() {
    let folder = firm();
    let words = ["--rates", "sheet.toml", "-f", "json", "charge", "log.csv", "--by", "user"];
    let answer: serde_json::Value =
        serde_json::from_slice(&run(folder.path(), &words).stdout).expect("JSON");
    assert_eq!(answer["sheet"]["name"], HOSTILE);
}

/// Whatever is proposed is run by a shell, and must reach the program as what was asked about; what
/// no shell takes safely is not proposed.
#[test]
#[cfg(unix)]
fn what_is_proposed_does_in_a_shell_what_it_says() {
    let plain = [
        "log.csv",
        "our log.csv",
        "-log.csv",
        "a;b.csv",
        "*.csv",
        "~.csv",
        "#a.csv",
        "o'n.csv",
        "a&b (1).csv",
        "größe.csv",
        "a?[b].csv",
        "=a.csv",
    ];
    let odd = [
        "$(touch x).csv",
        "`touch x`.csv",
        "a!b.csv",
        "a\"b.csv",
        "a\nb.csv",
        "a\\b.csv",
        "%PATH%.csv",
        "a\u{202e}b.csv",
        "a\u{9b}b.csv",
        "\u{201c}.csv",
    ];
    let program = Path::new(env!("CARGO_BIN_EXE_flexcalc")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    for (names, is_proposed) in [(&plain[..], true), (&odd[..], false)] {
        for name in names {
            let folder = firm();
            fs::rename(folder.path().join("log.csv"), folder.path().join(name)).expect("a name");
            fs::copy(folder.path().join("sheet.toml"), folder.path().join(format!("{name}.toml")))
                .expect("a copy");
            let sheet = format!("{name}.toml");
            let (rates, usage) = (format!("--rates={sheet}"), format!("--usage={name}"));
            for words in [
                &["--rates=sheet.toml", "charge", "--", name][..],
                &[&rates, "balance", &usage, "--estate=estate.toml", "--as-of=2026-04-01"],
                &["--rates=sheet.toml", "plan", &usage, "--period=2026", "--assignment=w.csv"],
                &["--rates=sheet.toml", "cost", &usage],
                &[&rates, "--on=2026-05-01", "rates", "show", "--", &sheet],
            ] {
                let ran = run(folder.path(), words);
                let stdout = String::from_utf8(ran.stdout).expect("text");
                let what = format!("{words:?}: {stdout}{}", String::from_utf8_lossy(&ran.stderr));
                assert_eq!(ran.status.code(), Some(0), "{what}");
                let next = stdout.lines().find_map(|line| line.strip_prefix("next: "));
                assert_eq!(next.is_some(), is_proposed, "{what}");
                let Some(next) = next else { continue };
                let mut shell = Command::new("sh");
                shell.args(["-c", next]).current_dir(folder.path()).env_remove("FLEXCALC_RATES");
                shell.env("PATH", format!("{}:{path}", program.display()));
                let again = shell.output().expect("a shell");
                let said = String::from_utf8_lossy(&again.stderr);
                assert_eq!(again.status.code(), Some(0), "{next}: {said}");
                assert!(!folder.path().join("x").exists(), "{next} was run");
            }
        }
    }
}
