//! The files that people really have: every format and generation of names, and every hazard seen
//! in the wild.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

/// Exit code, result of `-f json`, and stderr.
fn charge(files: &[&[u8]], options: &str) -> (Option<i32>, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<_> =
        (0..files.len()).map(|number| folder.path().join(format!("{number}.csv"))).collect();
    for (name, bytes) in names.iter().zip(files) {
        fs::write(name, bytes).expect("written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
    command.env_remove("FLEXCALC_RATES").env("NO_COLOR", "1").args(["charge", "-f", "json"]);
    let run = command.args(options.split_whitespace()).args(&names).output().expect("it runs");
    let said = String::from_utf8(run.stderr)
        .expect("text")
        .replace(&format!("{}/", folder.path().display()), "");
    let json: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
    (run.status.code(), json["result"].clone(), said)
}

/// What does not depend on the format: the figures by user and product.
fn figures(bytes: &[u8], options: &str) -> Value {
    let (code, result, said) = charge(&[bytes], &format!("--by user,product {options}"));
    assert_eq!(code, Some(0), "{said}");
    serde_json::json!([
        result["charges"],
        result["days_of_use"],
        result["tokens"],
        result["groups"]
    ])
}

/// Ana: Revit on two days; Ben: AutoCAD on one, in two versions. 3 charges, 10 + 10 + 7 = 27
/// tokens.
const SESSIONS: &str = "\
product,checkout,checkin,email,version
AutoCAD,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,ben@example.com,2025
Revit,2026-03-03T09:00:00Z,2026-03-03T10:00:00Z,ana@example.com,2026
Revit,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z,Ana@Example.com,2026
AutoCAD,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z,ben@example.com,2026
";

#[test]
fn the_same_people_and_days_give_the_same_in_every_format() {
    let expected = figures(SESSIONS.as_bytes(), "");
    assert_eq!((&expected[0], &expected[1], &expected[2]), (&3.into(), &3.into(), &27.into()));
    let daily = [
        // to about 2023: snake case
        (
            "day_used,product_name,offering_name,access_option,tokens_used,team_alias,group,email,\
             version",
            "Flex,",
        ),
        // 2024–25: title case in Token Usage and Seat Usage
        ("Day used,Product,Offering,Access option,Tokens used,Team,Group,Email,Version", "Flex,"),
        // 2026: the same columns under mixed names
        (
            "Day used,product_name,offering_name,access_option,Tokens used,team_alias,Group,email,\
             product_version",
            "Flex,",
        ),
    ];
    for (head, paid) in daily {
        let row = |day: &str, product: &str, tokens: &str, email: &str, version: &str| {
            format!("{day},{product},{product},{paid}{tokens},T,G,{email},{version}\n")
        };
        let text = format!("{head}\n")
            + &row("2026-03-03", "Revit", "10", "ana@example.com", "2026")
            + &row("2026-03-02", "AutoCAD", "7", "ben@example.com", "2025")
            + &row("2026-03-02", "AutoCAD", "0.0", "ben@example.com", "2026")
            + &row("2026-03-02", "Revit", "10.0", "ana@example.com", "2026");
        assert_eq!(figures(text.as_bytes(), ""), expected, "{head}");
        // Without its tokens the same days are charged at the sheet's rate.
        let bare = text
            .replace(",10,", ",,")
            .replace(",10.0,", ",,")
            .replace(",7,", ",,")
            .replace(",0.0,", ",,");
        assert_eq!(figures(bare.as_bytes(), ""), expected, "{head}");
    }
    let api_csv = "productName,usageDate,usageMonth,version,childProductName,tokens,\
        emailAddress,userId\n\
        Revit,2026-03-02,2026-03,2026,,10,ana@example.com,1\n\
        Revit,2026-03-03,2026-03,2026,,10,ana@example.com,1\n\
        AutoCAD,2026-03-02,2026-03,2025,,7,ben@example.com,2\n";
    assert_eq!(figures(api_csv.as_bytes(), ""), expected);
    let api_json = r#"{"columns": ["productName", "usageDate", "tokens", "emailAddress"], "rows": [
        ["Revit", "2026-03-02", 10, "ana@example.com"],
        ["AutoCAD", "2026-03-02", 7.0, "ben@example.com"],
        ["Revit", "2026-03-03", 10, "ana@example.com"]]}"#;
    assert_eq!(figures(api_json.as_bytes(), ""), expected);
    let summary = "hashed_autodesk_id,first_name,last_name,email,autodesk_id,team_alias,group,\
        offering_name,version,seat_assignment,assigned_date,unassigned_date,user_activity,\
        days_inactive,access_option,days_used,monthly_average,tokens_used,last_accessed\n\
        x,Ana,A,ana@example.com,1,T,G,Revit,2026,,,,,,Flex,2,0.2,20,2026-03-03T09:00:00Z\n\
        y,Ben,B,ben@example.com,2,T,G,AutoCAD,2025,,,,,,Flex,1,0.1,7,\n";
    assert_eq!(figures(summary.as_bytes(), "--period 2026-01-01..2026-10-01"), expected);
    assert_eq!(figures(summary.as_bytes(), "--months 9"), expected);
}

#[test]
fn no_hazard_of_a_file_changes_what_it_says() {
    let expected = figures(SESSIONS.as_bytes(), "");
    let utf_16 = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let gzip = |bytes: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).expect("packed");
        packed.finish().expect("packed")
    };
    let hazards: Vec<(&str, Vec<u8>)> = vec![
        ("byte-order mark", [b"\xef\xbb\xbf", SESSIONS.as_bytes()].concat()),
        ("CRLF", SESSIONS.replace('\n', "\r\n").into()),
        ("semicolons", SESSIONS.replace(',', ";").into()),
        ("tabs", SESSIONS.replace(',', "\t").into()),
        ("sep=", format!("sep=;\r\n{}", SESSIONS.replace(',', ";")).into()),
        ("quotes", SESSIONS.replace("AutoCAD", "\"AutoCAD\"").replace("2025", "\"20\n25\"").into()),
        (
            "other names of AutoCAD",
            SESSIONS
                .replacen("AutoCAD", "Autocad", 1)
                .replace("\nAutoCAD", "\nAutoCAD - including specialized toolsets")
                .into(),
        ),
        (
            "another name still",
            SESSIONS
                .replace("AutoCAD", "AutoCAD Plus (AutoCAD including specialized toolsets)")
                .into(),
        ),
        ("version in the name", SESSIONS.replace("\nRevit", "\nRevit 2026").into()),
        ("rows twice", format!("{SESSIONS}{}", SESSIONS.split_once('\n').expect("rows").1).into()),
        ("totals", format!("{SESSIONS}Total,,,,\n").into()),
        ("trailing commas", SESSIONS.replace('\n', ",\n").into()),
        ("blank lines", SESSIONS.replace('\n', "\n\n").into()),
        ("no last newline", SESSIONS.trim_end().into()),
        ("UTF-16 LE", utf_16(SESSIONS, false)),
        ("UTF-16 BE with mark", utf_16(&format!("\u{feff}{SESSIONS}"), true)),
        ("gzip", gzip(SESSIONS.as_bytes())),
        (
            "gzip of two parts",
            [gzip(&SESSIONS.as_bytes()[..50]), gzip(&SESSIONS.as_bytes()[50..])].concat(),
        ),
        ("offsets", SESSIONS.replace("T09:00:00Z", " 10:00:00+01:00").into()),
    ];
    for (name, bytes) in hazards {
        assert_eq!(figures(&bytes, ""), expected, "{name}");
    }
    let local = SESSIONS
        .replace("T09:00:00Z", " 10:00")
        .replace("T10:00:00Z", " 11:00")
        .replace("T08:00:00Z", " 09:00");
    let local = local.replace("T11:00:00Z", " 12:00").replace("T12:00:00Z", " 13:00");
    assert_eq!(figures(local.as_bytes(), "--timezone Europe/Berlin"), expected);
    // Overlapping exports: the same rows in two files.
    let (_, twice, _) = charge(&[SESSIONS.as_bytes(), SESSIONS.as_bytes()], "--by user,product");
    assert_eq!(
        (&twice["groups"], &twice["account"]["skipped_by_reason"]["repeated"]),
        (&expected[3], &4.into())
    );
}

#[test]
fn hidden_names_leave_the_hashed_id_as_the_person() {
    let text = "day_used,product_name,email,hashed_autodesk_id,tokens_used\n\
        2026-03-02,Revit,*****,h1,10\n2026-03-02,Revit,*****,h2,10\n2026-03-03,Revit,*****,h1,10\n";
    let (_, result, _) = charge(&[text.as_bytes()], "--by user");
    let users: Vec<_> = result["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| group["user"].as_str())
        .collect();
    assert_eq!(users, [Some("h1"), Some("h2")]);
}

#[test]
fn standard_input_is_read_too() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_flexcalc"))
        .args(["charge", "-", "-f", "json"])
        .env_remove("FLEXCALC_RATES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    run.stdin.take().expect("stdin").write_all(SESSIONS.as_bytes()).expect("written");
    let json: Value =
        serde_json::from_slice(&run.wait_with_output().expect("it ends").stdout).expect("JSON");
    assert_eq!(json["result"]["tokens"], 27);
}

#[test]
fn bad_input_gets_a_clear_error_and_no_answer() {
    const HEAD: &str = "user,product,opened,closed\n";
    const ROW: &str = "a@b.c,Revit,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z\n";
    let long = format!("{HEAD}{}\n", "x".repeat(2 << 20));
    let open_quote =
        format!("{HEAD}{ROW}\"a@b.c,Revit,2026-03-02T08:00:00Z,\n{}", ROW.repeat(40_000));
    let mut cut = GzEncoder::new(Vec::new(), Compression::fast());
    cut.write_all(open_quote.as_bytes()).expect("packed");
    let cut = cut.finish().expect("packed");
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (b"".to_vec(), "", "`0.csv` is empty"),
        (HEAD.into(), "", "`0.csv` has a header and no rows"),
        (long.into(), "", "0.csv:2: a line of more than 1 MB"),
        (open_quote.into(), "", "0.csv:3: the quote opened here is not closed"),
        (format!("{HEAD}{ROW}\"a").into(), "", "0.csv:3: the quote opened here is not closed"),
        (cut[..cut.len() / 2].to_vec(), "", "`0.csv` ends in the middle: it was cut short"),
        (
            format!("user,User,product,opened,closed\n{ROW}").into(),
            "",
            "0.csv:1: columns 1 and 2 are both called `User`",
        ),
        (
            format!("{HEAD}{ROW}").replace(',', ";").replacen(';', ",", 3).into(),
            "",
            "0.csv:2: 1 field, where the header has 4",
        ),
        (
            format!("{HEAD}{}", ROW.replace("2026-03-02T08", "2026-02-30T08")).into(),
            "",
            "0.csv:2: `opened` must be a time",
        ),
        (format!("{HEAD}\r\n{ROW}{}", ROW.replace("T09", "T07")).into(), "", "0.csv:4: closed at"),
        (
            b"day_used,product,email,tokens_used\n2026-03-02,Revit,a@b.c,-1e10\n".to_vec(),
            "",
            "0.csv:2: `tokens_used` must be greater than -10_000_000_000",
        ),
        (
            b"a,b,c\n1,2,3\n".to_vec(),
            "",
            "cannot tell what `0.csv` is: found columns `a`, `b`, `c`",
        ),
        (
            format!("{HEAD}{ROW}").into(),
            "--usage-format days",
            "`0.csv` does not look like days of use",
        ),
    ];
    for (bytes, options, wanted) in cases {
        let (code, result, said) = charge(&[&bytes], options);
        assert_eq!((code, &result), (Some(2), &Value::Null), "{wanted}");
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
    let days = b"day_used,product,email\n2026-03-02,Revit,a@b.c\n";
    let (code, _, said) = charge(&[format!("{HEAD}{ROW}").as_bytes(), days], "");
    assert!(code == Some(2) && said.contains("would count the same use twice"), "{said}");
}

#[test]
fn a_file_of_charges_is_whole_or_not_there_and_never_an_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let (log, out) = (folder.path().join("log.csv"), folder.path().join("out.csv"));
    fs::write(&log, SESSIONS).expect("written");
    let run = |input: &std::path::Path, out: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
        command
            .env_remove("FLEXCALC_RATES")
            .args(["charge", "-f", "json"])
            .arg(input)
            .arg("--charges")
            .arg(out);
        command.output().expect("it runs").status.code()
    };
    assert_eq!(run(&log, &log), Some(2));
    assert_eq!(fs::read_to_string(&log).expect("still there"), SESSIONS);
    assert_eq!(run(&log, &folder.path().join("nowhere/out.csv")), Some(2));
    assert_eq!(run(&log, &out), Some(0));
    assert_eq!(fs::read_to_string(&out).expect("a file").lines().count(), 4);
    fs::write(&log, "nonsense").expect("written");
    assert_eq!(run(&log, &out), Some(2));
    assert_eq!(fs::read_to_string(&out).expect("the old file").lines().count(), 4);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}
