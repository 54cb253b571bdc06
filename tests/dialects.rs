//! One table written in every container, encoding and dialect is one table, or is refused: never
//! another figure.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)] // as in all tests

#[path = "dialects/write.rs"]
mod write;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use flexcalc::load::table::{
    Column, Columns, DateOrder, DecimalMark, Given, Kind, Known, Meaning, Options, Road, Table,
    open, table,
};
use flexcalc::model::Problem;
use proptest::prelude::*;
use serde_json::Value;

use write::{Container, DAYS, Dates, Dialect, Encoding, Line, Numbers, Record, SESSIONS, write};

/// What the columns of the tests mean.
struct Uses;

const KNOWN: [Known<&str>; 5] = [
    Known { meaning: "day", names: &["dayused"], kind: Kind::Date },
    Known { meaning: "person", names: &["email"], kind: Kind::Text },
    Known { meaning: "product", names: &["product"], kind: Kind::Text },
    Known { meaning: "tokens", names: &["tokensused"], kind: Kind::Number },
    Known { meaning: "opened", names: &["opened"], kind: Kind::Moment },
];

impl Meaning for Uses {
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>> {
        let needed = ["day", "person", "product"];
        let columns = Columns::find(names, &KNOWN, &[]);
        let has_all = needed.iter().all(|meaning| columns.place(meaning).is_some());
        has_all.then(|| columns.columns(&KNOWN, &needed))
    }

    fn refusal(&self, table: &str, names: &[&str]) -> Problem {
        Problem::new(format!("cannot tell what {table} is: {}", names.join(", ")))
    }
}

type Cells = Vec<Vec<String>>;

/// The table and its rows.
fn read_with(path: &Path, given: Given) -> Result<(Table, Cells), String> {
    let options = Options { given, sheet: None };
    let told = |problems: flexcalc::model::Problems| problems.to_string();
    let mut table = table(path, &Uses, options).map_err(told)?;
    let rows = table.rows().map_err(told)?;
    Ok((table, rows.into_iter().map(|row| row.cells).collect()))
}

fn read(path: &Path) -> Result<(Table, Cells), String> {
    read_with(path, Given::default())
}

/// The rows on the road that usage takes.
fn read_by_road(path: &Path) -> Result<Cells, String> {
    let mut text = String::new();
    match open(path, &Uses, Options::default()).map_err(|problems| problems.to_string())? {
        Road::Plain(mut plain) => plain.text.read_to_string(&mut text),
        Road::Table(mut table) => table.stream().unwrap().read_to_string(&mut text),
    }
    .map_err(|error| error.to_string())?;
    // The reader of logs knows this line.
    let text = match text.strip_prefix("sep=") {
        Some(rest) => rest.split_once('\n').unwrap_or_default().1.to_owned(),
        None => text,
    };
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|delimiter| {
        let header = text.trim_start().lines().next().unwrap_or_default();
        header.bytes().filter(|byte| byte == delimiter).count()
    });
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter.unwrap()).from_reader(text.as_bytes());
    let joined = |cell: &str| cell.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    let rows = reader.records().map(|row| row.unwrap().iter().map(joined).collect());
    Ok(rows.collect())
}

fn record() -> impl Strategy<Value = Record> {
    let person = prop::sample::select(vec![
        "ana@example.com",
        "müller, \"Jo\"",
        "a;b|c",
        "two\nlines",
        "=1+1",
        "3/31/2026",
        "1.234,5",
    ]);
    let products = vec!["Revit", "3ds Max", "Total Commander", "Büro, ‘x’"];
    let product = prop::sample::select(products);
    let date = (2002_u32..2080, 1_u32..13, 1_u32..29);
    let clock = (0_u32..24, 0_u32..60, 0_u32..60);
    (date, clock, person, product, 0_u32..10_000_000, 0_u32..1_000_000).prop_map(
        |(date, clock, person, product, whole, fraction)| Record {
            date,
            clock,
            person: person.to_owned(),
            product: product.to_owned(),
            whole,
            fraction: format!("{fraction:06}").trim_end_matches('0').to_owned(),
        },
    )
}

fn dialect() -> impl Strategy<Value = Dialect> {
    (
        prop::sample::select(Container::ALL.to_vec()),
        prop::sample::select(vec![',', ';', '\t', '|']),
        prop::sample::select(Encoding::ALL.to_vec()),
        prop::sample::select(Line::ALL.to_vec()),
        prop::sample::select(Dates::ALL.to_vec()),
        prop::sample::select(Numbers::ALL.to_vec()),
        any::<(bool, bool, bool)>(),
    )
        .prop_map(|(container, delimiter, encoding, line, dates, numbers, extras)| Dialect {
            container,
            delimiter,
            encoding,
            line,
            dates,
            numbers,
            says_delimiter: extras.0,
            titles: extras.1,
            remarks: extras.2,
            names: DAYS,
        })
}

/// A row that settles every dialect.
fn settling() -> Record {
    Record {
        date: (2026, 3, 31),
        clock: (17, 5, 9),
        person: "last@example.com".to_owned(),
        product: "Revit".to_owned(),
        whole: 1_234_567,
        fraction: "5".to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
 failure_persistence: None,
..ProptestConfig::with_cases(600)
})]

    #[test]
    fn one_table_is_one_table_in_every_dialect_or_is_refused(
        records in prop::collection::vec(record(), 1..8),
        dialect in dialect(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), &records, &dialect);
        let expected: Cells = records.iter().map(|record| record.expected(&dialect)).collect();
        let as_table = read(&path).map_or(expected.clone(), |(_, rows)| rows);
        prop_assert_eq!(&as_table, &expected);
        prop_assert_eq!(read_by_road(&path).unwrap_or(expected.clone()), expected);
    }

    #[test]
    fn a_row_that_settles_the_dialect_settles_it_for_all(
        mut records in prop::collection::vec(record(), 0..8),
        dialect in dialect(),
        place in any::<prop::sample::Index>(),
    ) {
        records.insert(place.index(records.len() + 1), settling());
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), &records, &dialect);
        let expected: Cells = records.iter().map(|record| record.expected(&dialect)).collect();
        let (table, rows) = read(&path).unwrap();
        prop_assert_eq!(&rows, &expected);
        prop_assert_eq!(table.rows_and_totals(), (records.len() as u64, dialect.totals()));
        prop_assert_eq!(read_by_road(&path).unwrap(), expected);
    }
}

/// What `charge` answers of a file: its result without the file's name, or how it refuses it.
fn charged(path: &Path, through_stdin: bool) -> Result<Value, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
    command.env_remove("FLEXCALC_RATES").args(["charge", "--by", "user,month", "-f", "json"]);
    if through_stdin {
        command.arg("-").stdin(Stdio::from(std::fs::File::open(path).unwrap()));
    } else {
        command.arg(path);
    }
    let run = command.output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    match run.status.code() {
        Some(0) => {
            let answer: Value = serde_json::from_slice(&run.stdout).unwrap();
            let mut result = answer["result"].clone();
            for control in result["control"].as_array_mut().unwrap() {
                control.as_object_mut().unwrap().remove("file");
            }
            // Titles and totals around the rows are no part of the answer.
            result.as_object_mut().unwrap().remove("account");
            Ok(result)
        }
        code => {
            assert_eq!(code, Some(2), "{said}");
            Err(said)
        }
    }
}

/// As any text file would have it.
fn plain(names: [&'static str; 6]) -> Dialect {
    Dialect {
        container: Container::Text,
        delimiter: ',',
        encoding: Encoding::Utf8,
        line: Line::Lf,
        dates: Dates::Iso,
        numbers: Numbers::Plain,
        says_delimiter: false,
        titles: false,
        remarks: false,
        names,
    }
}

/// A record that the rate sheet knows, and that is not in the future.
fn known(record: Record) -> Record {
    let (year, month, day) = record.date;
    let product = if record.whole.is_multiple_of(2) { "Revit" } else { "3ds Max" };
    Record { date: (2005 + year % 20, month, day), product: product.to_owned(), ..record }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    })]

    /// From the file to the money: the same answer in every dialect, or a refusal that says how to
    /// go on.
    #[test]
    fn what_is_charged_is_the_same_in_every_dialect_or_is_refused(
        records in prop::collection::vec(record().prop_map(known), 1..6),
        dialect in dialect(),
        names in prop::sample::select(vec![DAYS, SESSIONS]),
        through_stdin: bool,
    ) {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let expected = charged(&write(folders[0].path(), &records, &plain(names)), false).unwrap();
        let path = write(folders[1].path(), &records, &Dialect { names, ..dialect });
        match charged(&path, through_stdin) {
            Ok(result) => prop_assert_eq!(result, expected),
            Err(said) => {
                let is_open = said.contains("no row settles it");
                let hint = said.contains("`--dates ") || said.contains("`--decimal ");
                prop_assert!(is_open && hint, "{}", said);
            }
        }
    }
}

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn options_settle_what_the_rows_leave_open() {
    let text = "Day used;Email;Product;Tokens used\n03.02.2026;ana;Revit;1.234\n";
    let (_folder, path) = written("x.csv", text.as_bytes());
    let told = read(&path).map(|_| ()).unwrap_err();
    assert!(told.contains("may be 2026-03-02 or 2026-02-03: no row settles it"), "{told}");
    assert!(told.contains("may be 1.234 or 1234: no row settles it"), "{told}");
    let given = |dates, decimal| Given { dates: Some(dates), decimal: Some(decimal) };
    let eu = read_with(&path, given(DateOrder::DayFirst, DecimalMark::Comma)).unwrap().1;
    assert_eq!(eu, [["2026-02-03", "ana", "Revit", "1234"]]);
    let us = read_with(&path, given(DateOrder::MonthFirst, DecimalMark::Point)).unwrap().1;
    assert_eq!(us, [["2026-03-02", "ana", "Revit", "1.234"]]);
}

#[test]
fn what_stands_around_the_rows_is_left_out_and_told_and_lines_stay() {
    let text = "Usage report\r\n\r\nDay used,Email,Product,Tokens used\r\n\
        3/31/2026,ana,\"Re\r\nvit\",10\r\n\r\n3/1/2026,ben,Revit,5\r\n\r\n\
        Total,,,15\r\nGenerated by hand,,,\r\n";
    let (_folder, path) = written("x.csv", text.as_bytes());
    let (mut table, rows) = read(&path).unwrap();
    assert_eq!(rows, [["2026-03-31", "ana", "Re vit", "10"], ["2026-03-01", "ben", "Revit", "5"]]);
    let name = path.display();
    assert_eq!(
        table.notes(),
        [
            format!("1 line above the header of `{name}` left out: `Usage report`"),
            format!("1 line below the rows of `{name}` left out: `Generated by hand`"),
            format!("`Day used` of `{name}` is read with the month first, line 4 has `3/31/2026`"),
        ]
    );
    assert_eq!(table.rows_and_totals(), (2, 1));
    let mut stream = String::new();
    table.stream().unwrap().read_to_string(&mut stream).unwrap();
    let header = "Day used,Email,Product,Tokens used";
    let rows = "2026-03-31,ana,Re vit,10\n\n\n2026-03-01,ben,Revit,5\n";
    assert_eq!(stream, format!("\n\n{header}\n{rows}"));
    let place = table.lines().at(7, Problem::new("no")).to_string();
    assert_eq!(place, format!("{name}:7: no"));
}

#[test]
fn a_plain_log_stays_on_its_road() {
    let plain =
        "Day used,Email,Product,Tokens used\n2026-03-02,ana,Revit,10\n2026-03-03,,Revit,-1.5\n";
    let total = format!("{plain}Total,,,8.5\n");
    for text in [plain, &total, &plain.replace(',', ";"), &format!("sep=,\n{plain}")] {
        let (_folder, path) = written("x.csv", text.as_bytes());
        assert!(matches!(open(&path, &Uses, Options::default()), Ok(Road::Plain(_))), "{text}");
    }
    for text in [
        plain.replace("2026-03-0", "2026/03/"),
        plain.replace("-1.5", "\"1,5\""),
        plain.replace(',', "|"),
        plain.replace('\n', "\r"),
        format!("Usage report\n{plain}"),
        format!("{plain}Generated by hand\n"),
    ] {
        let (_folder, path) = written("x.csv", text.as_bytes());
        assert!(matches!(open(&path, &Uses, Options::default()), Ok(Road::Table(_))), "{text}");
    }
}
