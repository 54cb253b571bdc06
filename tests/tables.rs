//! Files that people really have, and files made to harm: read, or refused with the reason.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)] // as in all tests

use std::fs;
use std::io::Write;
use std::path::Path;

use flexcalc::load::table::{
    Column, Columns, Kind, Known, Meaning, Options, Override, Road, Table, open, table,
};
use flexcalc::model::Problem;
use rust_xlsxwriter::{Format, Formula, Workbook};

/// Lots, by two of their columns and what may be beside them.
struct Lots(Vec<Override>);

const KNOWN: [Known<&str>; 4] = [
    Known { meaning: "bought", names: &["bought", "startdate"], kind: Kind::Date },
    Known { meaning: "tokens", names: &["tokens", "quantity"], kind: Kind::Number },
    Known { meaning: "price", names: &["price", "unitprice"], kind: Kind::Number },
    Known { meaning: "team", names: &["team"], kind: Kind::Text },
];

impl Meaning for Lots {
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>> {
        let needed = ["bought", "tokens"];
        let columns = Columns::find(names, &KNOWN, &self.0);
        let has_all = needed.iter().all(|meaning| columns.place(meaning).is_some());
        has_all.then(|| columns.columns(&KNOWN, &needed))
    }

    fn refusal(&self, table: &str, names: &[&str]) -> Problem {
        Problem::new(format!("cannot tell what {table} is: found {}", names.join(", ")))
    }
}

fn opened(path: &Path, options: Options) -> Result<Table, String> {
    table(path, &Lots(Vec::new()), options).map_err(|problems| problems.to_string())
}

fn rows(table: &mut Table) -> Result<Vec<Vec<String>>, String> {
    let rows = table.rows().map_err(|problems| problems.to_string())?;
    Ok(rows.into_iter().map(|row| row.cells).collect())
}

/// The rows of a file with these bytes, its name left out of messages.
fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    fs::write(&path, bytes).unwrap();
    let name = path.display().to_string();
    opened(&path, Options::default())
        .and_then(|mut table| rows(&mut table))
        .map_err(|told| told.replace(&name, "f"))
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).unwrap_err()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = zip::CompressionMethod::Stored;
        let options = zip::write::SimpleFileOptions::default().compression_method(stored);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of sheets with these names, each with a header and a row.
fn workbook(sheets: &[&str]) -> Workbook {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("d.m.yyyy");
    for name in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        sheet.write_row(0, 0, ["Start date", "Quantity", "Team"]).unwrap();
        sheet.write_with_format(1, 0, 46083, &date).unwrap().write(1, 1, 7000.25).unwrap();
    }
    workbook
}

const CSV: &str = "bought,tokens\n2026-03-02,500\n";

#[test]
fn packed_files_are_unpacked_once() {
    let expected = vec![vec!["2026-03-02".to_owned(), "500".to_owned()]];
    let csv = CSV.as_bytes();
    for bytes in [
        csv.to_vec(),
        gzip(csv),
        // two that were put together
        [gzip(&csv[..20]), gzip(&csv[20..])].concat(),
        zip_of(&[("lots.csv", csv)]),
        zip_of(&[("data/lots.csv", csv), ("__MACOSX/._lots.csv", b"x"), ("data/.DS_Store", b"")]),
        gzip(&zip_of(&[("lots.csv", csv)])),
    ] {
        assert_eq!(read(&bytes), Ok(expected.clone()));
    }
    assert_eq!(
        refused(&zip_of(&[("a.csv", csv), ("b.csv", csv)])),
        "`f` is a zip archive of 2 files"
    );
    assert_eq!(refused(&zip_of(&[("a.gz", &gzip(csv))])), "`f (a.gz)` is packed twice");
    assert_eq!(refused(&gzip(csv)[..20]), "`f` ends in the middle: it was cut short");
    assert!(refused(b"PK\x03\x04 and no archive").contains("it is a zip archive and broken"));
    assert_eq!(
        refused(&zip_of(&[("a.csv", b"bought,tokens\nsoon,\"5\n")])),
        "f (a.csv):2: a quote is opened in this record and not closed"
    );
}

#[test]
fn files_of_other_programs_are_told_by_name() {
    for (bytes, expected) in [
        (
            &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..],
            "an old workbook (.xls), or one with a password",
        ),
        (b"%PDF-1.7", "a PDF"),
        (b"\x28\xb5\x2f\xfd\0\0\0\0", "packed by zstd"),
        (b"", "is empty"),
        (b"\n \r\n", "is empty"),
        (b"bought,tokens\n", "has a header and no rows"),
        (b"name,size\na,1\n", "cannot tell what `f` is: found name, size"),
        (b"sep=;\nbought,tokens\n", "says `sep=;`, but has one column by that: `bought,tokens`"),
    ] {
        assert!(refused(bytes).contains(expected), "{}", refused(bytes));
    }
    let ods = zip_of(&[("mimetype", b"x"), ("content.xml", b"x")]);
    assert!(refused(&ods).contains("a workbook of a kind that is not read"));
}

#[test]
fn columns_of_one_name_are_refused() {
    let told = refused(b"title\nbought,tokens,Tokens\n2026-03-02,500,5\n");
    assert_eq!(told, "f:2: columns 2 and 3 are both called `Tokens`");
}

#[test]
fn every_row_that_does_not_fit_its_header_is_told() {
    assert_eq!(
        refused(b"bought,tokens,team\n2026-03-02,500,A,B\n2026-03-02,5\n2026-03-03,5,A\n"),
        "f:2: 4 fields, where the header has 3\nf:3: 2 fields, where the header has 3"
    );
}

#[test]
fn the_sheet_whose_header_is_understood_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lots.xlsx");
    let mut book = workbook(&["Cover", "Lots 2026"]);
    book.worksheet_from_name("Cover").unwrap().write(0, 0, "About").unwrap();
    book.save(&path).unwrap();
    let mut table = opened(&path, Options::default()).unwrap();
    assert_eq!(rows(&mut table).unwrap(), [["2026-03-02", "7000.25", ""]]);
    let name = path.display();
    let told = format!("sheet `Lots 2026` of `{name}` is read, and not `Cover`");
    assert_eq!(table.notes(), [told]);
    let at = table.lines().at(2, Problem::new("no")).to_string();
    assert_eq!(at, format!("{name} (sheet 2, row 2): no"));
}

#[test]
fn which_of_two_sheets_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lots.xlsx");
    let mut book = workbook(&["One", "Two"]);
    book.worksheet_from_name("Two").unwrap().write(1, 2, "B").unwrap();
    book.save(&path).unwrap();
    let name = path.display();
    let read = |sheet| {
        let options = Options { sheet, ..Options::default() };
        opened(&path, options).and_then(|mut table| rows(&mut table))
    };
    assert_eq!(read(None), Err(format!("`{name}` has 2 such sheets: `One`, `Two`")));
    for sheet in ["Two", "2"] {
        assert_eq!(read(Some(sheet)).unwrap(), [["2026-03-02", "7000.25", "B"]]);
    }
    assert_eq!(read(Some("3")), Err(format!("`{name}` has no sheet `3`")));
    book.worksheet_from_name("One").unwrap().set_hidden(true);
    book.worksheet_from_name("Two").unwrap().set_active(true);
    book.save(&path).unwrap();
    assert_eq!(read(None).unwrap(), [["2026-03-02", "7000.25", "B"]]);
}

#[test]
fn a_formula_without_its_value_is_no_empty_cell() {
    let with = |value: &str| {
        let mut book = workbook(&["Lots"]);
        let sheet = book.worksheet_from_index(0).unwrap();
        sheet.write(1, 2, Formula::new("=UPPER(\"a\")").set_result(value)).unwrap();
        sheet.write(1, 1, Formula::new("=7*1000").set_result("7000")).unwrap();
        read(&book.save_to_buffer().unwrap())
    };
    assert_eq!(with("A").unwrap(), [["2026-03-02", "7000", "A"]]);
    let bytes = |cell: &str| {
        let sheet = format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>bought</t></is>\
             </c><c r=\"B1\" t=\"inlineStr\"><is><t>tokens</t></is></c></row>\
             <row r=\"2\"><c r=\"A2\"><v>46083</v></c>{cell}</row></sheetData></worksheet>"
        );
        hand_made(&sheet, "")
    };
    assert_eq!(read(&bytes("<c r=\"B2\"><f>7*1000</f><v>7000</v></c>")).unwrap().len(), 1);
    assert_eq!(
        refused(&bytes("<c r=\"B2\"><f>7*1000</f></c>")),
        "f (sheet 1, row 2): a formula without its value"
    );
    let double = "<c r=\"B2\"><v>1</v></c><c r=\"B2\"><v>2</v></c>";
    assert!(refused(&bytes(double)).contains("the cells of this row are not in order"));
}

/// A workbook with one sheet, and properties such as its calendar.
fn hand_made(sheet: &str, properties: &str) -> Vec<u8> {
    let rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns:r=\"{kind}\">{properties}<sheets>\
         <sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{rels}\"><Relationship Id=\"r1\" Type=\"{kind}/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let top = format!(
        "<Relationships xmlns=\"{rels}\"><Relationship Id=\"r1\" Type=\"{kind}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zip_of(&[
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn a_workbook_may_count_its_days_from_1904() {
    let sheet = "<worksheet><sheetData>\
        <row><c t=\"inlineStr\"><is><t>bought</t></is></c>\
        <c t=\"inlineStr\"><is><t>tokens</t></is></c></row>\
        <row><c><v>44621</v></c><c><v>1.1000000000000001</v></c></row></sheetData></worksheet>";
    // 46,083 − 1,462 days
    let read = |properties| read(&hand_made(sheet, properties)).unwrap();
    assert_eq!(read("<workbookPr date1904=\"1\"/>"), [["2026-03-02", "1.1"]]);
    assert_eq!(read("<workbookPr/>"), [["2022-03-01", "1.1"]]);
}

#[test]
fn dates_that_excel_changed_in_part_are_refused() {
    let mut book = workbook(&["Lots"]);
    let sheet = book.worksheet_from_index(0).unwrap();
    // 1 March, which it took for 3 January, and 31 March, which it could not take for anything
    sheet.write(2, 0, "3/31/2026").unwrap().write(2, 1, 5).unwrap();
    let told = refused(&book.save_to_buffer().unwrap());
    let expected = "`Start date`: `3/31/2026` is written otherwise than `2026-03-02` on row 2";
    assert_eq!(told, format!("f (sheet 1, row 3): {expected}"));
}

#[test]
fn bombs_are_refused_with_the_bound() {
    let zeros = vec![b'0'; 129 << 20];
    let mut parts = vec![("xl/sharedStrings.xml", zeros.as_slice())];
    parts.push(("xl/workbook.xml", b"<workbook/>"));
    let told = refused(&zip_of(&parts));
    assert!(told.contains("it has a part of more than 128 MiB, unpacked"), "{told}");
}

#[test]
fn an_override_says_what_an_odd_column_means() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lots.csv");
    fs::write(&path, "Datum;Menge\n31.3.2026;1.234,5\n").unwrap();
    let said = ["bought=Datum", "tokens=menge"].map(|text| text.parse().unwrap());
    let mut table = table(&path, &Lots(said.to_vec()), Options::default()).unwrap();
    assert_eq!(rows(&mut table).unwrap(), [["2026-03-31", "1234.5"]]);
}

#[test]
fn currencies_are_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lots.csv");
    fs::write(&path, "bought;tokens;price\n2026-03-02;500;2,70 €\n2026-03-03;500;€3\n").unwrap();
    let mut table = opened(&path, Options::default()).unwrap();
    assert_eq!(
        rows(&mut table).unwrap(),
        [["2026-03-02", "500", "2.70"], ["2026-03-03", "500", "3"]]
    );
    assert_eq!(table.currencies(2).collect::<Vec<_>>(), ["€"]);
    assert_eq!(table.currencies(1).count(), 0);
}

#[test]
fn a_page_of_the_usage_api_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.json");
    let text = r#"{"pagination": {"totalResults": 250, "limit": 100},
        "columns": ["bought", "tokens"], "rows": [["2026-03-02", 1.50], ["soon", 2, 3]]}"#;
    fs::write(&path, text).unwrap();
    let mut table = opened(&path, Options::default()).unwrap();
    let page = table.page().unwrap();
    assert_eq!((page.rows, page.total, page.is_part()), (2, Some(250), true));
    let told = rows(&mut table).unwrap_err();
    assert_eq!(told, format!("{}: row 2: 3 fields, where the header has 2", path.display()));
    let at = table.lines().at(3, Problem::new("no")).to_string();
    assert_eq!(at, format!("{}: row 2: no", path.display()));
}

#[cfg(unix)]
#[test]
fn what_can_be_read_once_only_is_read_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let odd = format!("bought;tokens\n31/3/2026;1\n{}", "2/3/2026;1,5\n".repeat(100_000));
    let plain = format!("bought,tokens\n{}", "2026-03-02,1.5\n".repeat(100_000));
    for (text, is_plain) in [(&odd, false), (&plain, true)] {
        for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
            let path = folder.path().join("pipe");
            let _ = fs::remove_file(&path);
            let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
            assert!(made.success());
            let to = path.clone();
            let writer = std::thread::spawn(move || fs::write(to, bytes));
            let road = open(&path, &Lots(Vec::new()), Options::default()).ok().unwrap();
            let mut found = String::new();
            let (mut text, plain): (Box<dyn std::io::Read>, _) = match road {
                Road::Plain(plain) => (plain.text, true),
                Road::Table(mut table) => (Box::new(table.stream().unwrap()), false),
            };
            text.read_to_string(&mut found).unwrap();
            writer.join().unwrap().unwrap();
            assert_eq!((plain, found.lines().count() > 100_000), (is_plain, true));
            assert!(found.ends_with("2026-03-02,1.5\n"));
        }
    }
}
