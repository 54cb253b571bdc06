//! Where a table begins and ends: its header below titles, its last row above totals and remarks.

use super::bounds::MOST_COLUMNS;
use super::columns::{Column, Meaning, Presence};
use super::delimited::Records;
use super::dialect;
use super::grid::Grid;
use super::row::Row;
use crate::model::Problem;

/// Among how many of the first rows the header is looked for.
pub(super) const HEAD_ROWS: usize = 50;

/// The most lines below the last row that may be remarks: more are rows that cannot be read.
const MOST_REMARKS: usize = 20;

/// Below how many words a line of one cell may be the beginning of a row that was cut off.
const FEW_WORDS: usize = 3;

/// A header that is understood.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) delimiter: u8,
    pub(super) line: u64,
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Column>,
    /// Lines above it, and the first words there.
    pub(super) above: usize,
    pub(super) words: String,
}

/// What comes nearest to a header, where none is understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Nearest {
    pub(super) names: Vec<String>,
    /// The delimiter that the file names in its first line.
    pub(super) said: Option<char>,
    /// What was said of a row with too many columns.
    pub(super) too_wide: Option<Box<Problem>>,
}

/// The header of a text that begins with `first`.
pub(super) fn head_of_text(
    file: &str,
    first: &[u8],
    meaning: &dyn Meaning,
) -> Result<Head, Nearest> {
    // Excel writes its delimiter into a first line of its own: `sep=;`.
    let said = said_delimiter(first);
    let delimiters = said.map_or(b",;\t|".to_vec(), |said| vec![said]);
    let mut best: Option<Head> = None;
    let mut nearest = Nearest { said: said.map(char::from), ..Nearest::default() };
    for delimiter in delimiters {
        let mut records = Records::new(file, first, delimiter);
        let mut next = |row: &mut Row| records.next(row).unwrap_or_default();
        let head = head(delimiter, meaning, &mut next);
        nearest.too_wide = nearest.too_wide.or(records.too_wide);
        match head {
            Ok(head) if best.as_ref().is_none_or(|best| best.names.len() < head.names.len()) => {
                best = Some(head);
            }
            Err(names) if nearest.names.len() < names.len() => nearest.names = names,
            Ok(_) | Err(_) => {}
        }
    }
    best.ok_or(nearest)
}

/// The header of rows that are apart already.
pub(super) fn head_of_rows(grid: &Grid, meaning: &dyn Meaning) -> Result<Head, Nearest> {
    let mut place = 0;
    let mut next = |row: &mut Row| {
        place += 1;
        grid.row(place - 1, row)
    };
    head(b',', meaning, &mut next).map_err(|names| Nearest { names, ..Nearest::default() })
}

fn head(
    delimiter: u8,
    meaning: &dyn Meaning,
    next: &mut dyn FnMut(&mut Row) -> bool,
) -> Result<Head, Vec<String>> {
    let mut row = Row::default();
    let (mut above, mut words, mut widest) = (0, String::new(), Vec::new());
    for _ in 0..HEAD_ROWS {
        if !next(&mut row) {
            break;
        }
        if row.is_empty() || is_said(&row) {
            continue;
        }
        let names = row.texts();
        let owned = || names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        if names.len() <= MOST_COLUMNS
            && let Some(columns) = meaning.columns(&names)
        {
            let names = owned();
            return Ok(Head { delimiter, line: row.line, names, columns, above, words });
        }
        let filled = names.iter().filter(|name| !name.is_empty()).count();
        if filled > widest.iter().filter(|name: &&String| !name.is_empty()).count() {
            widest = owned();
        }
        above += 1;
        if words.is_empty() {
            words = row.words();
        }
    }
    Err(widest)
}

/// The delimiter that the first line names.
fn said_delimiter(first: &[u8]) -> Option<u8> {
    match first.trim_ascii_start().strip_prefix(b"sep=") {
        Some([delimiter, b'\r' | b'\n', ..]) => Some(*delimiter),
        _ => None,
    }
}

fn is_said(row: &Row) -> bool {
    row.line == 1
        && row.text(0) == "sep="
        && row.cells().all(|cell| matches!(cell.text, "sep=" | ""))
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A row of the table, perhaps a faulty one.
    Row,
    /// Nothing.
    Blank,
    /// A sum of rows.
    Total,
    /// A line about the table.
    Remark,
}

/// What the row is, below a header with these columns. Only what stands below the last row may be a
/// remark: who reads the table refuses any other.
pub(super) fn class(row: &Row, columns: &[Column]) -> Class {
    if row.is_empty() {
        return Class::Blank;
    }
    let needed = || {
        let always = |(_, column): &(usize, &Column)| column.presence == Presence::Always;
        columns.iter().enumerate().filter(always)
    };
    let is_filled = |place: usize, column: &Column| {
        let cell = row.cell(place);
        !cell.text.is_empty() && dialect::fits(column.kind, cell)
    };
    let (needs, filled) =
        (needed().count(), needed().filter(|(place, column)| is_filled(*place, column)).count());
    let mut texts = row.cells().map(|cell| cell.text).filter(|text| !text.is_empty());
    let first = texts.next().unwrap_or_default();
    if filled < needs && is_total_word(first.as_bytes()) {
        return Class::Total;
    }
    let alone = texts.next().is_none();
    let few = filled * 2 < needs || filled == 0;
    // A row that was cut off has one cell, and no words.
    let cut = row.len() == 1 && columns.len() > 1 && first.split(' ').count() < FEW_WORDS;
    if needs > 0 && (few || (alone && needs > 1)) && !cut { Class::Remark } else { Class::Row }
}

/// Whether it is a word that opens a row of totals, alone or before more words.
pub fn is_total_word(text: &[u8]) -> bool {
    let word = text.split(|byte| matches!(byte, b' ' | b':')).next().unwrap_or_default();
    [&b"total"[..], b"totals", b"grand", b"sum", b"summe", b"gesamt", b"gesamtsumme", b"subtotal"]
        .iter()
        .any(|total| word.eq_ignore_ascii_case(total))
}

/// Where the rows end.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent {
    /// Rows of the table.
    pub(super) rows: u64,
    /// The line of the last one.
    pub(super) last: u64,
    /// Rows of totals below it.
    pub(super) totals: u64,
    /// Remarks below it, and the first words there.
    pub(super) remarks: usize,
    pub(super) words: String,
}

impl Extent {
    /// Takes the next row.
    pub(super) fn take(&mut self, row: &Row, class: Class) {
        match class {
            Class::Blank => {}
            Class::Row => {
                *self = Self { rows: self.rows + 1, last: row.line, ..Self::default() };
            }
            Class::Total => self.totals += 1,
            Class::Remark => {
                self.remarks += 1;
                if self.words.is_empty() {
                    self.words = row.words();
                }
            }
        }
    }

    /// So many remarks are rows that cannot be read: nothing is left out then.
    pub(super) fn ended(self) -> Self {
        if self.remarks > MOST_REMARKS {
            return Self { rows: self.rows, last: u64::MAX, ..Self::default() };
        }
        self
    }
}

/// Whether a record has the fields of its header: a comma at the end heads nothing.
pub(super) fn ensure_width(row: &Row, names: &[String]) -> Result<(), Problem> {
    let extra = row.cells().skip(names.len()).any(|cell| !cell.text.is_empty());
    let lacks = names.iter().skip(row.len()).any(|name| !name.is_empty());
    if !extra && !lacks {
        return Ok(());
    }
    let (found, head) = (row.len(), names.len());
    let noun = if found == 1 { "field" } else { "fields" };
    Err(Problem::new(format!("{found} {noun}, where the header has {head}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::table::dialect::Kind;
    use crate::load::table::row::Typed;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        row.begin(9);
        for cell in cells {
            row.push(cell, Typed::Text);
        }
        row
    }

    fn columns() -> Vec<Column> {
        let needed = |kind| Column { kind, presence: Presence::Always };
        vec![
            needed(Kind::Date),
            needed(Kind::Text),
            needed(Kind::Text),
            Column { kind: Kind::Number, presence: Presence::Sometimes },
        ]
    }

    #[test]
    fn remarks_and_totals_are_no_rows() {
        for (cells, expected) in [
            (&["2026-03-02", "ana", "Revit", "10"][..], Class::Row),
            (&["2026-03-02", "", "Revit", "10"], Class::Row),
            (&["soon", "ana", "Revit", "10"], Class::Row),
            (&["", "", "", ""], Class::Blank),
            (&["Total", "", "", "47"], Class::Total),
            (&["", "", "Total:", "47"], Class::Total),
            (&["2026-03-02", "ana", "Total Commander", "1"], Class::Row),
            (&["Generated by Autodesk", "", "", ""], Class::Remark),
            (&["Generated by Autodesk"], Class::Remark),
            (&["Exported by", "ana", "", ""], Class::Remark),
            (&["", "", "", "47"], Class::Remark),
            // cut off in the middle
            (&["2026-0"], Class::Row),
            (&["2026-03-02", "an"], Class::Row),
        ] {
            assert_eq!(class(&row(cells), &columns()), expected, "{cells:?}");
        }
    }

    #[test]
    fn only_a_few_lines_below_the_last_row_are_remarks() {
        let mut extent = Extent::default();
        extent.take(&row(&["x"]), Class::Row);
        (0..MOST_REMARKS).for_each(|_| extent.take(&row(&["note"]), Class::Remark));
        let few = extent.clone().ended();
        assert_eq!((few.rows, few.last, few.remarks, few.words.as_str()), (1, 9, 20, "note"));
        extent.take(&row(&["note"]), Class::Remark);
        let many = extent.clone().ended();
        assert_eq!((many.rows, many.last, many.remarks), (1, u64::MAX, 0));
        extent.take(&row(&["x"]), Class::Row);
        let none = extent.ended();
        assert_eq!((none.rows, none.last, none.remarks), (2, 9, 0));
    }

    #[test]
    fn a_record_has_the_fields_of_its_header() {
        let names = ["a", "b", ""].map(str::to_owned);
        for cells in [&["1", "2", ""][..], &["1", "2"], &["1", "2", "", "", ""]] {
            assert!(ensure_width(&row(cells), &names).is_ok(), "{cells:?}");
        }
        let told = ensure_width(&row(&["1"]), &names).unwrap_err().to_string();
        assert_eq!(told, "1 field, where the header has 3");
        assert!(ensure_width(&row(&["1", "2", "", "3"]), &names).is_err());
    }
}
