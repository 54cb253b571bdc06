//! Any table → rows of cells, whatever the container, the encoding and the dialect; only then is
//! its meaning asked.
//!
//! A table is read twice: first its header is found, all of its rows are looked at and how they
//! write dates and numbers is settled; then its rows are given out, as every reader reads them.
//! A text that needs none of that (commas, ISO dates, plain decimals) is told apart by its first
//! block and goes straight to the reader of logs.

mod bounds;
mod columns;
mod container;
mod delimited;
mod dialect;
mod encoding;
mod folder;
mod grid;
mod json;
mod open;
mod origin;
mod raw;
mod row;
mod shape;
mod sheets;
mod spool;
mod stream;
mod workbook;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use columns::{
    Column, Columns, Known, Meaning, Override, Presence, TableOf, ensure_no_doubles,
    ensure_overrides,
};
pub(super) use container::is_stdin;
pub use dialect::{
    Calendar, DateOrder, DecimalMark, Dialect, Given, Kind, is_open_number, proved_mark,
};
pub use folder::files_of;
pub use json::Page;
pub use open::{Options, Plain, Road, Said, open, table};
pub use origin::Origin;
pub use raw::{
    Raw, RawBody, RawRows, may_name_currency, number_and_currency, plain_numbers, raw, records,
    text_origin,
};
pub use row::{Cell, Row, Typed};
pub use shape::is_total_word;
pub use stream::{Stream, StreamLines};

use self::container::Text;
use self::grid::Grid;
use self::shape::{Extent, Head, ensure_width};
use self::stream::{Frame, Rows};
use crate::model::{Problem, Problems};

/// A table that was looked at, and can be read.
pub struct Table {
    origin: Origin,
    body: Body,
    head: Head,
    extent: Extent,
    dialect: Dialect,
    currencies: Vec<BTreeSet<String>>,
    notes: Vec<String>,
    page: Option<Page>,
    read: Arc<AtomicU64>,
}

/// Where the rows of a table are.
enum Body {
    Text(Text),
    Grid(Arc<Grid>),
}

/// A row whose cells are as every reader reads them, one for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainRow {
    /// The line of a text or the row of a sheet.
    pub line: u64,
    /// The cells: dates as ISO 8601 writes them, numbers with a decimal point.
    pub cells: Vec<String>,
}

impl PlainRow {
    /// The cell at `place`, if it has anything in it.
    pub fn get(&self, place: Option<usize>) -> Option<&str> {
        place.and_then(|place| self.cells.get(place)).map(String::as_str).filter(|c| !c.is_empty())
    }
}

impl Table {
    /// Where its rows come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The names of its columns.
    pub fn names(&self) -> Vec<&str> {
        self.head.names.iter().map(String::as_str).collect()
    }

    /// How many rows it has, and how many rows of totals below them were left out.
    pub fn rows_and_totals(&self) -> (u64, u64) {
        (self.extent.rows, self.extent.totals)
    }

    /// What the reader must tell: what was left out, and what was concluded.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The signs of currencies beside the numbers of a column.
    pub fn currencies(&self, column: usize) -> impl Iterator<Item = &str> {
        self.currencies.get(column).into_iter().flatten().map(String::as_str)
    }

    /// What the usage API says of the page that it gave.
    pub fn page(&self) -> Option<Page> {
        self.page
    }

    /// How it writes dates and numbers.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Bytes read of the stored file, for the progress.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Where the lines of the [`Stream`] stand in the file.
    pub fn lines(&self) -> StreamLines {
        StreamLines { origin: self.origin.clone(), shift: self.shift() }
    }

    /// Where rows are counted from 1, the header of the stream is a line more.
    fn shift(&self) -> u64 {
        u64::from(self.head.line == 0)
    }

    /// The table as the one text that streaming readers read.
    pub fn stream(&mut self) -> Result<Stream, Problem> {
        let frame = Frame {
            names: self.head.names.clone(),
            dialect: self.dialect.clone(),
            header: self.head.line,
            last: self.extent.last,
            shift: self.shift(),
            padded: self.is_padded(),
        };
        Ok(Stream::new(self.open_rows()?, frame))
    }

    /// Every row, and every row that does not fit its header.
    pub fn rows(&mut self) -> Result<Vec<PlainRow>, Problems> {
        let mut rows = self.open_rows()?;
        let (mut row, mut found, mut problems) = (Row::default(), Vec::new(), Vec::new());
        // To the end of the file, where it is known whether it is still the one that was looked at.
        while rows.next(&mut row)? {
            let is_row = self.head.line < row.line && row.line <= self.extent.last;
            if !is_row || row.is_empty() {
                continue;
            }
            if self.is_padded() {
                row.pad(self.head.names.len());
            }
            if let Err(problem) = ensure_width(&row, &self.head.names) {
                problems.push(self.origin.at(row.line, problem));
            }
            let plain = |place| self.dialect.plain(place, row.cell(place)).into_owned();
            let cells = (0..self.head.names.len()).map(plain).collect();
            found.push(PlainRow { line: row.line, cells });
        }
        Problems::check(problems)?;
        Ok(found)
    }

    /// Whether its rows leave out their last empty cells, as those of sheets do.
    fn is_padded(&self) -> bool {
        matches!(self.origin.counted, origin::Counted::Sheet(..))
    }

    fn open_rows(&mut self) -> Result<Rows, Problem> {
        Ok(match &mut self.body {
            Body::Text(text) => Rows::of_text(&self.origin.file, text.open()?, self.head.delimiter),
            Body::Grid(grid) => Rows::Grid(Arc::clone(grid), 0),
        })
    }
}

/// What a text turned out to be, once it has been read.
#[derive(Clone, Debug)]
pub struct TextNotes {
    file: String,
    ansi: Arc<AtomicBool>,
    is_open: Arc<AtomicBool>,
}

impl TextNotes {
    fn new(text: &Text) -> Self {
        let (ansi, is_open) = (Arc::clone(&text.ansi), Arc::clone(&text.is_open));
        Self { file: text.name.clone(), ansi, is_open }
    }

    /// What must be told of its encoding, after the last byte was read.
    pub fn encoding(&self) -> Option<String> {
        let file = &self.file;
        let is_ansi = self.ansi.load(Ordering::Relaxed);
        is_ansi.then(|| format!("`{file}` is not in UTF-8: it is read as Windows-1252"))
    }

    /// All that must be told of a table, after the last byte was read.
    pub fn all(&self) -> impl Iterator<Item = String> {
        let file = &self.file;
        let is_open = self.is_open.load(Ordering::Relaxed);
        let is_open = is_open.then(|| {
            format!(
                "the last line of `{file}` has no line end: if the file was cut short, what is \
                 missing does not count"
            )
        });
        self.encoding().into_iter().chain(is_open)
    }
}
