//! Delimited text → rows, each with the line on which it begins.

use std::io::{BufRead, BufReader, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::bounds::{LONGEST_RECORD, MOST_COLUMNS};
use super::container::fault;
use super::row::{Row, Typed};
use crate::model::{Place, Problem};

/// Reads records of a text that is in UTF-8 already.
pub(super) struct Records<R> {
    file: String,
    reader: BufReader<R>,
    core: csv_core::Reader,
    /// Lines whose end was read.
    lines: u64,
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// What was said of a record with too many columns.
    pub(super) too_wide: Option<Box<Problem>>,
}

impl<R: Read> Records<R> {
    /// The records of `text`, the text of the file called `file`.
    pub(super) fn new(file: &str, text: R, delimiter: u8) -> Self {
        Self {
            file: file.to_owned(),
            reader: BufReader::with_capacity(1 << 16, text),
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            lines: 0,
            fields: vec![0; 1 << 12],
            ends: vec![0; 64],
            too_wide: None,
        }
    }

    /// Reads the next record into `row`; lines without anything are none. `false` at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, Problem> {
        if !self.skip_line_ends()? {
            return Ok(false);
        }
        let line = self.lines + 1;
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = self.reader.fill_buf().map_err(|error| fault(&self.file, &error))?;
            // A line end behind the last line ends every record but one in open quotes.
            let at_end = input.is_empty();
            let input = if at_end { b"\n" } else { input };
            let (result, used, wrote, ends) = self.core.read_record(
                input,
                self.fields.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(ended..).unwrap_or_default(),
            );
            let used_text = input.get(..used).unwrap_or_default();
            self.lines += memchr::memchr_iter(b'\n', used_text).count() as u64;
            if !at_end {
                self.reader.consume(used);
            }
            (read, written, ended) = (read + used, written + wrote, ended + ends);
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::InputEmpty if at_end => {
                    let hint = "close it, or double it where it belongs to the text: \"\"";
                    let message = "a quote is opened in this record and not closed";
                    return Err(self.at(line, message).hint(hint));
                }
                _ if read > LONGEST_RECORD => {
                    let message = "a record of more than 1 MB: is a quote opened and not closed?";
                    return Err(self.at(line, message));
                }
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() > MOST_COLUMNS => break,
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => {}
            }
        }
        if ended > MOST_COLUMNS {
            let problem = self.at(line, &format!("more than {MOST_COLUMNS} columns"));
            self.too_wide = Some(Box::new(problem.clone()));
            return Err(problem);
        }
        row.begin(line);
        let mut start = 0;
        for end in self.ends.get(..ended).unwrap_or_default() {
            let field = self.fields.get(start..*end).unwrap_or_default();
            let text = std::str::from_utf8(field).map_err(|_| self.at(line, "not in UTF-8"))?;
            row.push(text, Typed::Text);
            start = *end;
        }
        Ok(true)
    }

    fn at(&self, line: u64, message: &str) -> Problem {
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        Problem::new(message).at(Place { file: self.file.clone(), line, column: 0, span: 0..0 })
    }

    /// Skips what is left of the line before, and empty lines; whether something follows.
    fn skip_line_ends(&mut self) -> Result<bool, Problem> {
        loop {
            let input = self.reader.fill_buf().map_err(|error| fault(&self.file, &error))?;
            if input.is_empty() {
                return Ok(false);
            }
            let many = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let skipped = input.get(..many).unwrap_or_default();
            self.lines += memchr::memchr_iter(b'\n', skipped).count() as u64;
            let is_whole = many == input.len();
            self.reader.consume(many);
            if !is_whole {
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut records = Records::new("x.csv", text.as_bytes(), delimiter);
        let (mut rows, mut row) = (Vec::new(), Row::default());
        while records.next(&mut row).map_err(|problem| problem.to_string())? {
            rows.push((row.line, row.cells().map(|cell| cell.text.to_owned()).collect()));
        }
        Ok(rows)
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn records_know_their_lines() {
        let text = "\r\na;b\r\n\r\n\"1\n;\n\";\"2\"\"\"\n3;4 \"x\"\n\n5";
        let expected = vec![
            row(2, &["a", "b"]),
            row(4, &["1 ;", "2\""]),
            row(7, &["3", "4 \"x\""]),
            row(9, &["5"]),
        ];
        assert_eq!(rows(text, b';'), Ok(expected.clone()));
        assert_eq!(rows(&format!("{text}\n"), b';'), Ok(expected));
        assert_eq!(rows("", b','), Ok(vec![]));
        assert_eq!(rows("\n\r\n", b','), Ok(vec![]));
    }

    #[test]
    fn a_quote_that_never_closes_is_told_with_the_line_of_its_record() {
        let open = "a,b\n1,\"2\n3,4\n";
        let message = "x.csv:2: a quote is opened in this record and not closed";
        assert_eq!(rows(open, b','), Err(message.to_owned()));
        assert_eq!(rows(open.trim_end(), b','), Err(message.to_owned()));
        let long = format!("a,b\n\"{}", "x\n".repeat(LONGEST_RECORD));
        assert!(rows(&long, b',').unwrap_err().starts_with("x.csv:2: a record of more than 1 MB"));
    }

    #[test]
    fn a_record_has_ten_thousand_columns_at_most() {
        // one column more than commas
        assert_eq!(rows(&",".repeat(9_999), b',').unwrap()[0].1.len(), 10_000);
        for commas in [10_000, 20_000, 100_000] {
            let told = rows(&format!("a\n{}", ",".repeat(commas)), b',').unwrap_err();
            assert_eq!(told, "x.csv:2: more than 10000 columns");
        }
    }
}
