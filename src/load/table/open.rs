//! A path → a table, or a text so plain that it needs no table.

use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::bounds::LONGEST_RECORD;
use super::container::{self, Stored, Text, fault};
use super::delimited::Records;
use super::dialect::{Calendar, Given, Proofs, is_plain};
use super::json;
use super::origin::{Counted, Origin};
use super::row::Row;
use super::shape::{Class, Extent, Head, Nearest, class, head_of_rows, head_of_text};
use super::sheets;
use super::spool::{Spool, Tee};
use super::stream::Rows;
use super::{Body, Meaning, Override, Table, TableOf, TextNotes, ensure_no_doubles};
use crate::model::{Problem, Problems};

/// How many of the first bytes tell whether a text is plain.
const BLOCK: u64 = 64 << 10;

/// How many of the last bytes tell whether remarks stand below the rows.
const TAIL: u64 = 4 << 10;

/// What the command line says of every table that it names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'s> {
    /// What holds where a file leaves it open.
    pub given: Given,
    /// What columns mean whose names do not say it.
    pub overrides: &'s [Override],
}

impl Said<'_> {
    /// What is said of the columns of one table.
    pub fn of(&self, of: TableOf) -> Vec<Override> {
        self.overrides.iter().filter(|said| said.of == of).cloned().collect()
    }
}

/// What the command line says of a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// What holds where a file leaves it open.
    pub given: Given,
    /// The sheet of a workbook, by its name or number.
    pub sheet: Option<&'o str>,
}

/// How a file is to be read.
pub enum Road {
    /// By the streaming reader, as it stands.
    Plain(Plain),
    /// As a table.
    Table(Box<Table>),
}

/// A text with dates and numbers as the streaming reader reads them.
pub struct Plain {
    /// What it is called in problems.
    pub name: String,
    /// The text, in UTF-8.
    pub text: Box<dyn Read + Send>,
    /// Bytes read of the stored file, for the progress.
    pub read: Arc<AtomicU64>,
    /// What must be told of it once it has been read.
    pub notes: TextNotes,
}

/// Opens what is at `path`, `-` for standard input: plain text as it stands, all else as a table.
pub fn open(path: &Path, meaning: &dyn Meaning, options: Options) -> Result<Road, Problems> {
    match container::open(path)? {
        Stored::Workbook(name, file) => {
            let table = sheets::table(&name, file, meaning, options)?;
            Ok(Road::Table(Box::new(table)))
        }
        Stored::Text(text) => {
            let begun = Begun::new(text)?;
            if begun.is_plain(meaning) {
                return Ok(Road::Plain(begun.plain()));
            }
            Ok(Road::Table(Box::new(begun.table(meaning, options)?)))
        }
    }
}

/// Opens the table at `path`, `-` for standard input.
pub fn table(path: &Path, meaning: &dyn Meaning, options: Options) -> Result<Table, Problems> {
    match container::open(path)? {
        Stored::Workbook(name, file) => sheets::table(&name, file, meaning, options),
        Stored::Text(text) => Begun::new(text)?.table(meaning, options),
    }
}

/// A text whose first block was read.
struct Begun {
    text: Text,
    first: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// Whether the first block is everything.
    is_whole: bool,
}

impl Begun {
    fn new(mut text: Text) -> Result<Self, Problem> {
        let mut rest = text.open()?;
        let begun = first_block(&mut rest);
        let (mut first, is_whole) = begun.map_err(|error| fault(&text.name, &error))?;
        let has = |wanted: u8| first.contains(&wanted);
        if has(b'\r') && !has(b'\n') {
            text.old_mac = true;
            first.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
            rest = Box::new(super::encoding::LineEnds(rest));
        }
        Ok(Self { text, first, rest, is_whole })
    }

    /// The first block, up to the end of its last line.
    fn lines(&self) -> &[u8] {
        let end = memchr::memrchr(b'\n', &self.first).map_or(self.first.len(), |end| end + 1);
        let end = if self.is_whole { self.first.len() } else { end };
        self.first.get(..end).unwrap_or_default()
    }

    /// That its lines are none of a file that is no table.
    fn ensure_lines(&self) -> Result<(), Problem> {
        if self.is_whole || unended(&self.first) <= LONGEST_RECORD {
            return Ok(());
        }
        let line = memchr::memchr_iter(b'\n', &self.first).count() as u64 + 1;
        let problem = Problem::new("a line of more than 1 MB: this is no table");
        Err(Origin::new(&self.text.name, Counted::Lines).at(line, problem))
    }

    /// Whether the streaming reader reads it as it stands, as far as the first and the last bytes
    /// tell. What it meets between them that is otherwise, it refuses.
    fn is_plain(&self, meaning: &dyn Meaning) -> bool {
        if self.text.old_mac || json::is_json(&self.first) {
            return false;
        }
        let Ok(head) = head_of_text(&self.text.name, self.lines(), meaning) else { return false };
        if head.above > 0 || head.delimiter == b'|' {
            return false;
        }
        let mut records = Records::new(&self.text.name, self.lines(), head.delimiter);
        let mut row = Row::default();
        while let Ok(true) = records.next(&mut row) {
            if row.line > head.line && !is_plain_row(&row, &head) {
                return false;
            }
        }
        match self.text.tail(TAIL) {
            Some(tail) => self.has_plain_end(&tail, &head),
            None => true,
        }
    }

    /// Whether the last lines are rows or totals.
    fn has_plain_end(&self, tail: &[u8], head: &Head) -> bool {
        let is_cut = tail.len() as u64 == TAIL;
        let start =
            if is_cut { memchr::memchr(b'\n', tail).map_or(tail.len(), |at| at + 1) } else { 0 };
        let text = String::from_utf8_lossy(tail.get(start..).unwrap_or_default());
        if text.contains('\0') {
            return false;
        }
        let mut records = Records::new(&self.text.name, text.as_bytes(), head.delimiter);
        let (mut row, mut class_of_last) = (Row::default(), Class::Row);
        while let Ok(true) = records.next(&mut row) {
            class_of_last = class(&row, &head.columns);
        }
        class_of_last != Class::Remark
    }

    fn plain(self) -> Plain {
        let told = TextNotes::new(&self.text);
        Plain {
            name: self.text.name,
            read: self.text.read,
            text: Box::new(Cursor::new(self.first).chain(self.rest)),
            notes: told,
        }
    }

    fn table(mut self, meaning: &dyn Meaning, options: Options) -> Result<Table, Problems> {
        let name = self.text.name.clone();
        if self.first.iter().all(u8::is_ascii_whitespace) && self.is_whole {
            return Err(Problem::new(format!("`{name}` is empty")).into());
        }
        if json::is_json(&self.first) {
            return self.json(meaning, options);
        }
        self.ensure_lines()?;
        let head = head_of_text(&name, self.lines(), meaning)
            .map_err(|nearest| refusal(&format!("`{name}`"), &nearest, meaning))?;
        let whole = Cursor::new(std::mem::take(&mut self.first)).chain(self.rest);
        let spool = self.text.is_once().then(Spool::default);
        let text: Box<dyn Read + Send> = match &spool {
            Some(spool) => Box::new(Tee::new(whole, spool.clone())),
            None => Box::new(whole),
        };
        let mut rows = Rows::of_text(&name, text, head.delimiter);
        let origin = Origin::new(&name, Counted::Lines);
        let told = TextNotes::new(&self.text);
        let read = Arc::clone(&self.text.read);
        let looked = look(&mut rows, &head)?;
        // What is put aside is in UTF-8 now.
        if let Some(spool) = spool {
            self.text.keep(spool);
        }
        let mut table = settle(
            origin,
            (head, looked),
            Body::Text(self.text),
            (options.given, Calendar::From1900),
            read,
        )?;
        table.notes.extend(told.all());
        Ok(table)
    }

    fn json(self, meaning: &dyn Meaning, options: Options) -> Result<Table, Problems> {
        let name = self.text.name;
        let found = json::table(&name, Cursor::new(self.first).chain(self.rest))?;
        let head = head_of_rows(&found.grid, meaning)
            .map_err(|nearest| refusal(&format!("`{name}`"), &nearest, meaning))?;
        let grid = Arc::new(found.grid);
        let looked = look(&mut Rows::Grid(Arc::clone(&grid), 0), &head)?;
        let mut table = settle(
            Origin::new(&name, Counted::Rows),
            (head, looked),
            Body::Grid(grid),
            (options.given, Calendar::From1900),
            self.text.read,
        )?;
        table.page = Some(found.page);
        Ok(table)
    }
}

/// The first block, or more where a line is longer than that; and whether it is everything.
fn first_block(text: &mut dyn Read) -> io::Result<(Vec<u8>, bool)> {
    let mut first = Vec::new();
    loop {
        let read = text.take(BLOCK).read_to_end(&mut first)?;
        let is_whole = (read as u64) < BLOCK;
        let unended = unended(&first);
        if is_whole || unended < first.len() / 2 || unended > LONGEST_RECORD {
            return Ok((first, is_whole));
        }
    }
}

/// How many bytes stand behind the last end of a line.
fn unended(first: &[u8]) -> usize {
    first.iter().rev().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()
}

fn is_plain_row(row: &Row, head: &Head) -> bool {
    let columns = head.columns.iter().enumerate();
    columns.into_iter().all(|(place, column)| is_plain(column.kind, row.text(place)))
}

/// Looks at every row below the header.
pub(super) fn look(rows: &mut Rows, head: &Head) -> Result<(Extent, Proofs), Problem> {
    let kinds: Vec<_> = head.columns.iter().map(|column| column.kind).collect();
    let (mut extent, mut proofs, mut row) =
        (Extent::default(), Proofs::new(&kinds), Row::default());
    while rows.next(&mut row)? {
        if row.line <= head.line {
            continue;
        }
        let class = class(&row, &head.columns);
        extent.take(&row, class);
        if class == Class::Row {
            proofs.look(&row);
        }
    }
    Ok((extent.ended(), proofs))
}

/// The table, now that all of its rows were looked at.
pub(super) fn settle(
    origin: Origin,
    (head, (extent, proofs)): (Head, (Extent, Proofs)),
    body: Body,
    (given, calendar): (Given, Calendar),
    read: Arc<AtomicU64>,
) -> Result<Table, Problems> {
    let place = header_place(&origin, head.line);
    let names: Vec<_> = head.names.iter().map(String::as_str).collect();
    ensure_no_doubles(&place, &names)?;
    if extent.rows == 0 {
        return Err(Problem::new(format!("{} has a header and no rows", origin.name())).into());
    }
    let settled = proofs.settle(&origin, &head.names, given, calendar)?;
    let mut notes = left_out(&origin, &head, &extent);
    notes.extend(settled.notes);
    Ok(Table {
        origin,
        body,
        head,
        extent,
        dialect: settled.dialect,
        currencies: settled.currencies,
        notes,
        page: None,
        read,
    })
}

/// Where the header stands.
fn header_place(origin: &Origin, line: u64) -> String {
    match origin.counted {
        Counted::Lines => format!("{}:{line}", origin.file),
        _ => origin.name(),
    }
}

/// What stands above and below the rows.
fn left_out(origin: &Origin, head: &Head, extent: &Extent) -> Vec<String> {
    let parts = [
        (head.above, "above the header", &head.words),
        (extent.remarks, "below the rows", &extent.words),
    ];
    let told = parts.iter().filter(|(many, ..)| *many > 0).map(|(many, place, words)| {
        let lines = if *many == 1 { "1 line".to_owned() } else { format!("{many} lines") };
        format!("{lines} {place} of {} left out: `{words}`", origin.name())
    });
    told.collect()
}

pub(super) fn refusal(table: &str, nearest: &Nearest, meaning: &dyn Meaning) -> Problem {
    if let Some(problem) = &nearest.too_wide {
        return Problem::clone(problem);
    }
    if let (Some(said), [column]) = (nearest.said, nearest.names.as_slice()) {
        let message = format!("{table} says `sep={said}`, but has one column by that: `{column}`");
        return Problem::new(message)
            .hint("write what separates its columns into its first line, or delete that line");
    }
    let names: Vec<_> = nearest.names.iter().map(String::as_str).collect();
    meaning.refusal(table, &names)
}
