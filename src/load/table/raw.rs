//! What is at a path as bare rows, for a reader who must see every line of it: no header is looked
//! for, and nothing is left out.

use std::io::Read;
use std::path::Path;

use super::TextNotes;
use super::bounds::Bounded;
use super::container::{self, Stored, fault};
use super::delimited::Records;
use super::dialect::{Calendar, Given, Kind, Proofs, currency_beside};
use super::origin::{Counted, Origin};
use super::row::{Cell, Row, Typed};
use super::workbook::Workbook;
use crate::model::{Problem, Problems, iso_decimals};

/// The most bytes of a text that is held whole: far beyond any list of products.
const LARGEST_TEXT: u64 = 16 << 20;

/// What is at a path.
pub struct Raw {
    /// What it is called in problems.
    pub name: String,
    /// What stands there.
    pub body: RawBody,
    /// What must be told of it once it has been read.
    pub notes: Vec<String>,
}

/// What stands at a path.
pub enum RawBody {
    /// A text, in UTF-8.
    Text(String),
    /// The sheets of a workbook that are not hidden and have anything in them.
    Sheets(Vec<RawRows>),
}

/// Rows whose cells are apart.
pub struct RawRows {
    /// Where they come from.
    pub origin: Origin,
    /// Each with its line, and its cells.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Reads what is at `path`, `-` for standard input.
pub fn raw(path: &Path) -> Result<Raw, Problem> {
    match container::open(path)? {
        Stored::Workbook(name, file) => {
            let mut workbook = Workbook::open(&name, file)?;
            let mut sheets = Vec::new();
            for sheet in workbook.sheets().into_iter().filter(|sheet| !sheet.is_hidden) {
                let grid = workbook.rows(&sheet, usize::MAX)?;
                let (mut rows, mut row) = (Vec::new(), Row::default());
                for place in 0..grid.len() {
                    grid.row(place, &mut row);
                    rows.push((row.line, cells(&row)));
                }
                let counted = Counted::Sheet(sheet.number, sheet.name.clone());
                if rows.iter().any(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())) {
                    sheets.push(RawRows { origin: Origin::new(&name, counted), rows });
                }
            }
            Ok(Raw { name, body: RawBody::Sheets(sheets), notes: Vec::new() })
        }
        Stored::Text(mut text) => {
            let mut bytes = Vec::new();
            let opened = text.open()?;
            Bounded::new(opened, LARGEST_TEXT, "more than 16 MiB: that is no list of rates")
                .read_to_end(&mut bytes)
                .map_err(|error| fault(&text.name, &error))?;
            let name = text.name.clone();
            let problem = || Problem::new(format!("`{name}` is not a text"));
            let decoded = String::from_utf8(bytes).map_err(|_| problem())?;
            if decoded.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
                let hint = "paste the table as text, or give it as .csv or .xlsx";
                return Err(problem().hint(hint));
            }
            let notes = TextNotes::new(&text).encoding().into_iter().collect();
            Ok(Raw { name: text.name, body: RawBody::Text(decoded), notes })
        }
    }
}

/// The records of a delimited text, each with the line on which it begins.
pub fn records(file: &str, text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, Problem> {
    let mut records = Records::new(file, text.as_bytes(), delimiter);
    let (mut found, mut row) = (Vec::new(), Row::default());
    while records.next(&mut row)? {
        found.push((row.line, cells(&row)));
    }
    Ok(found)
}

fn cells(row: &Row) -> Vec<String> {
    let cell = |cell: Cell| match cell.typed {
        // The file says that this is a point before decimals; one more digit says it in the text.
        Typed::Number if cell.text.contains('.') => format!("{}0", cell.text),
        Typed::Text | Typed::Number => cell.text.to_owned(),
        // Excel takes `3-6` for a day: as a number it would be a wrong one.
        Typed::Date => format!("{} (a date)", cell.text),
    };
    row.cells().map(cell).collect()
}

/// Where the lines of a text are.
pub fn text_origin(name: &str) -> Origin {
    Origin::new(name, Counted::Lines)
}

/// The currency that words name, by its sign or code.
pub fn may_name_currency(words: &str) -> Option<&str> {
    let is_code = |word: &&str| {
        word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && iso_decimals(word).is_some()
    };
    let by_code = words.split(|c: char| !c.is_alphanumeric()).find(is_code);
    by_code.or_else(|| ["$", "€", "£", "¥"].into_iter().find(|sign| words.contains(sign)))
}

/// The currency beside a number, empty where there is none; `None` where it is no number.
pub fn number_and_currency(text: &str) -> Option<&str> {
    let currency = currency_beside(text)?;
    // `MAX 6` is the end of a name, and no money.
    let is_word = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    (!is_word || iso_decimals(currency).is_some()).then_some(currency)
}

/// The numbers of all columns as `decimal_from` reads them, and what was concluded of how they are
/// written; every cell must be a number or empty.
pub fn plain_numbers(
    origin: &Origin,
    names: &[String],
    rows: &[(u64, Vec<String>)],
    given: Given,
) -> Result<(Vec<Vec<String>>, Vec<String>), Problems> {
    let mut proofs = Proofs::new(&vec![Kind::Number; names.len()]);
    let mut all = Vec::new();
    for (line, cells) in rows {
        let mut row = Row::default();
        row.begin(*line);
        for cell in cells {
            row.push(cell, Typed::Text);
        }
        proofs.look(&row);
        all.push(row);
    }
    let settled = proofs.settle(origin, names, given, Calendar::From1900)?;
    let plain = |row: &Row| {
        let cells = row.cells().enumerate();
        cells.map(|(place, cell)| settled.dialect.plain(place, cell).into_owned()).collect()
    };
    Ok((all.iter().map(plain).collect(), settled.notes))
}
