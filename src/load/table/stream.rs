//! A table of any kind → the one text that the streaming readers read: commas, UTF-8, dates as
//! ISO 8601 writes them, decimal points. Each row stands on the line that it had, so that what is
//! said of a line holds for the file.

use std::io::{self, Read};
use std::sync::Arc;

use super::delimited::Records;
use super::dialect::Dialect;
use super::grid::Grid;
use super::origin::Origin;
use super::row::Row;
use crate::model::Problem;

/// How many bytes are written at once.
const CHUNK: usize = 1 << 16;

/// The rows of a table, one after the other.
pub(super) enum Rows {
    /// Of a text.
    Records(Box<Records<Box<dyn Read + Send>>>),
    /// Held in memory.
    Grid(Arc<Grid>, usize),
}

impl Rows {
    /// The rows of a text.
    pub(super) fn of_text(file: &str, text: Box<dyn Read + Send>, delimiter: u8) -> Self {
        Self::Records(Box::new(Records::new(file, text, delimiter)))
    }

    /// Reads the next row; `false` at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, Problem> {
        match self {
            Self::Records(records) => records.next(row),
            Self::Grid(grid, place) => {
                *place += 1;
                Ok(grid.row(*place - 1, row))
            }
        }
    }
}

/// What is written of a table.
pub(super) struct Frame {
    pub(super) names: Vec<String>,
    pub(super) dialect: Dialect,
    /// The line of the header and of the last row.
    pub(super) header: u64,
    pub(super) last: u64,
    /// Added to a row's number to have its line in the text.
    pub(super) shift: u64,
    /// Whether rows leave out their last empty cells.
    pub(super) padded: bool,
}

/// Where the lines of a [`Stream`] stand in the file.
#[derive(Clone, Debug)]
pub struct StreamLines {
    pub(super) origin: Origin,
    pub(super) shift: u64,
}

impl StreamLines {
    /// The file as the user named it.
    pub fn file(&self) -> &str {
        &self.origin.file
    }

    /// The problem on a line, at its place in the file.
    pub fn at(&self, line: u64, problem: Problem) -> Problem {
        self.origin.at(line.saturating_sub(self.shift), problem)
    }
}

/// The text, written as it is read.
pub struct Stream {
    rows: Rows,
    frame: Frame,
    row: Row,
    text: Vec<u8>,
    given: usize,
    /// Lines written.
    lines: u64,
    ended: bool,
}

impl Stream {
    pub(super) fn new(rows: Rows, frame: Frame) -> Self {
        let mut stream = Self {
            rows,
            frame,
            row: Row::default(),
            text: Vec::new(),
            given: 0,
            lines: 0,
            ended: false,
        };
        stream.go_to(stream.frame.header);
        for (place, name) in stream.frame.names.iter().enumerate() {
            write_cell(&mut stream.text, place, name);
        }
        stream.end_line();
        stream
    }

    /// Goes to the line of a row.
    fn go_to(&mut self, row: u64) {
        let line = row + self.frame.shift;
        while self.lines + 1 < line {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        self.text.push(b'\n');
        self.lines += 1;
    }

    fn fill(&mut self) -> Result<(), Problem> {
        while self.text.len() < CHUNK && !self.ended {
            if !self.rows.next(&mut self.row)? {
                self.ended = true;
                break;
            }
            // What stands below is read all the same: at its end it is known whether the file is
            // still the one that was looked at.
            if self.row.line > self.frame.last {
                continue;
            }
            if self.row.line <= self.frame.header || self.row.is_empty() {
                continue;
            }
            self.go_to(self.row.line);
            if self.frame.padded {
                self.row.pad(self.frame.names.len());
            }
            for (place, cell) in self.row.cells().enumerate() {
                write_cell(&mut self.text, place, &self.frame.dialect.plain(place, cell));
            }
            self.end_line();
        }
        Ok(())
    }
}

fn write_cell(text: &mut Vec<u8>, place: usize, cell: &str) {
    if place > 0 {
        text.push(b',');
    }
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"')) {
        text.push(b'"');
        text.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(cell.as_bytes());
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.text.clear();
            self.given = 0;
            self.fill().map_err(|problem| io::Error::other(problem.to_string()))?;
        }
        let left = self.text.get(self.given..).unwrap_or_default();
        let many = left.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..many), left.get(..many)) {
            to.copy_from_slice(from);
        }
        self.given += many;
        Ok(many)
    }
}
