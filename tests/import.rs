//! `rates import` as a process: what comes through standard input, in which container and encoding,
//! and which files are written.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flexcalc::load;

/// Runs `rates import` in `folder`, with these bytes on standard input.
fn import(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_flexcalc"))
        .args(["rates", "import"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("FLEXCALC_RATES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // One that refuses before it reads has gone.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    child.wait_with_output().expect("it ends")
}

/// The ids and rates of the sheet that it printed.
fn rates(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let sheet = load::parse_rate_sheet("stdout", &text).expect("a sheet");
    let rate = |product: &flexcalc::model::Product| {
        format!("{} {}", product.id, product.tokens_per_day.expect("a rate"))
    };
    sheet.products.iter().map(rate).collect()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const PASTE: &str = "Product\tTokens per day\nAutoCAD®\t7\nBüro\t2.5\n";

#[test]
fn a_paste_comes_through_a_pipe_in_any_encoding() {
    let folder = tempfile::tempdir().expect("a folder");
    let expected = ["autocad 7", "b-ro 2.5"];
    let units: Vec<u16> = PASTE.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let ansi = b"Product\tTokens per day\r\nAutoCAD\xae\t7\r\nB\xfcro\t2.5\r\n".to_vec();
    for bytes in [PASTE.as_bytes().to_vec(), [&[0xff, 0xfe], little.as_slice()].concat(), ansi] {
        let output = import(folder.path(), &["-"], &bytes);
        assert_eq!(rates(&output), expected);
        assert!(told(&output).contains("3 lines of `<stdin>` read, apart by tabs"));
    }
    assert!(fs::read_dir(folder.path()).expect("a folder").next().is_none());
}

#[test]
fn a_workbook_is_a_paste_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "a cover").expect("written");
    let sheet = workbook.add_worksheet();
    let rows = [("AutoCAD", 7.0, 21.0), ("Vault", 1.234, 3.702)];
    for (cell, name) in ["Product", "Tokens per day", "Price (USD)"].into_iter().enumerate() {
        sheet.write(2, u16::try_from(cell).expect("few"), name).expect("written");
    }
    for (row, (name, tokens, price)) in (3..).zip(rows) {
        sheet.write(row, 0, name).expect("written");
        sheet.write(row, 1, tokens).expect("written");
        sheet.write(row, 2, price).expect("written");
    }
    workbook.save(folder.path().join("rates.xlsx")).expect("saved");
    let output = import(folder.path(), &["rates.xlsx"], b"");
    assert_eq!(rates(&output), ["autocad 7", "vault 1.234"]);
    assert!(told(&output).contains("apart by cells: 2 rows, 1 header"), "{}", told(&output));
    assert!(told(&output).contains("sheet `Sheet1` of `rates.xlsx` is not read"));
}

#[test]
fn a_file_is_written_whole_with_its_schema_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ours.toml");
    let wrong = import(folder.path(), &["-", "-o", "ours.toml"], b"AutoCAD\t7\nRevit\tten\n");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(told(&wrong).contains("<stdin>:2:"), "{}", told(&wrong));
    assert!(fs::read_dir(folder.path()).expect("a folder").next().is_none());

    let output = import(folder.path(), &["-", "-o", "ours.toml"], PASTE.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = fs::read_to_string(&path).expect("it is there");
    let sheet = load::parse_rate_sheet("ours.toml", &text).expect("a sheet");
    assert_eq!((sheet.name.as_str(), sheet.products.len()), ("ours", 2));
    let schema = fs::read_to_string(folder.path().join("sheet.schema.json")).expect("a schema");
    assert_eq!(schema, load::SHEET_SCHEMA);

    let again = import(folder.path(), &["-", "-o", "ours.toml"], b"AutoCAD\t8\n");
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
}

#[test]
fn every_format_of_the_account_has_every_row() {
    for (format, begins) in
        [("csv", ["autocad,", "b-ro,"]), ("markdown", ["| autocad |", "| b-ro |"])]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = ["-", "-o", "ours.toml", "--format", format];
        let output = import(folder.path(), &arguments, PASTE.as_bytes());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let has = |begin: &str| text.lines().any(|line| line.starts_with(begin));
        assert_eq!(output.status.code(), Some(0));
        assert!(begins.into_iter().all(has), "{text}");
    }
}
