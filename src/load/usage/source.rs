//! The text of a usage file, in blocks of whole records.
//!
//! Blocks are read and not mapped: a file that is cut short under a memory map kills the process.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::{memchr, memchr3, memrchr};

use crate::load::stamp::can_be_read_again;
use crate::load::text_file::reason;
use crate::model::Problem;

/// The longest record, in bytes: beyond it a quote was most likely opened and never closed.
const LONGEST_RECORD: usize = 1 << 20;

/// Bytes of all files, where that can be known.
pub(super) fn total_size(files: &[PathBuf]) -> Option<u64> {
    files
        .iter()
        .map(|file| {
            std::fs::metadata(file).ok().filter(|_| can_be_read_again(file)).map(|data| data.len())
        })
        .sum()
}

/// A file that is being read.
pub(super) struct Source {
    name: String,
    reader: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
    /// The beginning of a record whose end has not been read.
    rest: Vec<u8>,
    block: usize,
    delimiters: Vec<u8>,
    /// Lines in the blocks handed out.
    lines: usize,
    at_end: bool,
}

impl Source {
    /// Cuts what `reader` has into blocks of about `block` bytes; `name` is what it is called in
    /// problems, and `read` counts the bytes of the stored file.
    pub(super) fn new(
        name: &str,
        reader: Box<dyn Read + Send>,
        read: Arc<AtomicU64>,
        block: usize,
    ) -> Self {
        Self {
            name: name.to_owned(),
            reader,
            read,
            rest: Vec::new(),
            block: block.max(1),
            delimiters: vec![b',', b';', b'\t'],
            lines: 0,
            at_end: false,
        }
    }

    /// From now on fields are known to be separated by this byte.
    pub(super) fn delimited_by(&mut self, delimiter: u8) {
        self.delimiters = vec![delimiter];
    }

    /// How many bytes of the file have been read, as it is stored.
    pub(super) fn position(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Whether every byte is in the blocks handed out.
    pub(super) fn is_at_end(&self) -> bool {
        self.at_end && self.rest.is_empty()
    }

    /// Reads the next block: records that are whole. `false` at the end.
    pub(super) fn next_block(&mut self, block: &mut Vec<u8>) -> Result<bool, Problem> {
        block.clear();
        block.append(&mut self.rest);
        let mut wanted = self.block;
        loop {
            self.fill(block, wanted)?;
            if let Some(end) = self.end_of_records(block)? {
                self.rest.extend_from_slice(block.get(end..).unwrap_or_default());
                block.truncate(end);
                self.lines += memchr::memchr_iter(b'\n', block).count();
                return Ok(!block.is_empty());
            }
            wanted = block.len() + self.block;
        }
    }

    /// Cuts the first block again, now that the delimiter is known.
    pub(super) fn recut(&mut self, block: &mut Vec<u8>) -> Result<(), Problem> {
        if memchr(b'"', block).is_some() {
            block.append(&mut self.rest);
            self.rest = std::mem::take(block);
            self.lines = 0;
            self.next_block(block)?;
        }
        Ok(())
    }

    fn fill(&mut self, block: &mut Vec<u8>, wanted: usize) -> Result<(), Problem> {
        let mut filled = block.len();
        if filled < wanted {
            block.resize(wanted, 0);
        }
        while filled < wanted && !self.at_end {
            match self.reader.read(block.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => self.at_end = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fault(&error)),
            }
        }
        block.truncate(filled);
        Ok(())
    }

    fn fault(&self, error: &io::Error) -> Problem {
        fault(&self.name, error)
    }

    /// Where the last whole record of `block` ends; `None` if there is none and more can be read.
    fn end_of_records(&self, block: &[u8]) -> Result<Option<usize>, Problem> {
        let (end, open) = if memchr(b'"', block).is_none() {
            (memrchr(b'\n', block).map(|newline| newline + 1), None)
        } else {
            last_record(block, &self.delimiters)
        };
        let begun = block.len() - end.unwrap_or_default();
        let line = |at: usize| {
            self.lines + memchr::memchr_iter(b'\n', block.get(..at).unwrap_or_default()).count() + 1
        };
        match open {
            // Once the header is read, and the delimiter known by it, this may be no quote that
            // opens a field.
            Some(_)
                if (self.at_end || begun > LONGEST_RECORD)
                    && self.delimiters.len() > 1
                    && end.is_some() =>
            {
                Ok(end)
            }
            Some(quote) if self.at_end || begun > LONGEST_RECORD => {
                let message =
                    format!("{}:{}: the quote opened here is not closed", self.name, line(quote));
                Err(Problem::new(message)
                    .hint("close it, or double it where it belongs to the text: \"\""))
            }
            _ if self.at_end => Ok(Some(block.len())),
            None if begun > LONGEST_RECORD => {
                let place = line(end.unwrap_or_default());
                Err(Problem::new(format!(
                    "{}:{place}: a line of more than 1 MB: this is no usage file",
                    self.name
                )))
            }
            _ => Ok(end),
        }
    }
}

fn fault(name: &str, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Problem::new(format!("`{name}` ends in the middle: it was cut short"))
            .hint("fetch it again");
    }
    Problem::new(format!("cannot read `{name}`: {}", reason(error)))
}

/// Where the last record ends that does, and where a quote is opened that is not closed.
fn last_record(block: &[u8], delimiters: &[u8]) -> (Option<usize>, Option<usize>) {
    let is_delimiter = |byte: u8| delimiters.contains(&byte);
    let (first, second) = (delimiters.first().copied().unwrap_or(b','), delimiters.get(1).copied());
    let (mut at, mut field, mut end) = (0, 0, None);
    while let Some(found) = next_of(block, at, first, second, delimiters) {
        let byte = block.get(found).copied().unwrap_or_default();
        at = found + 1;
        if byte == b'\n' {
            (end, field) = (Some(at), at);
        } else if is_delimiter(byte) {
            field = at;
        } else if found == field {
            // A quote that opens a field; inside it, two quotes stand for one.
            loop {
                let Some(close) = block.get(at..).and_then(|rest| memchr(b'"', rest)) else {
                    return (end, Some(found));
                };
                at += close + 1;
                match block.get(at) {
                    Some(b'"') => at += 1,
                    // The next block may begin with its second half.
                    None => return (end, Some(found)),
                    Some(_) => break,
                }
            }
        }
    }
    (end, None)
}

fn next_of(
    block: &[u8],
    at: usize,
    first: u8,
    second: Option<u8>,
    delimiters: &[u8],
) -> Option<usize> {
    let rest = block.get(at..)?;
    let found = match second {
        None => memchr3(first, b'\n', b'"', rest),
        Some(_) => {
            rest.iter().position(|byte| matches!(byte, b'\n' | b'"') || delimiters.contains(byte))
        }
    };
    found.map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn blocks(bytes: &[u8], block: usize) -> Vec<String> {
        let reader = Box::new(Cursor::new(bytes.to_vec()));
        let mut source = Source {
            name: "x".into(),
            reader,
            read: Arc::default(),
            rest: Vec::new(),
            block,
            delimiters: vec![b','],
            lines: 0,
            at_end: false,
        };
        let (mut blocks, mut block) = (Vec::new(), Vec::new());
        while source.next_block(&mut block).unwrap() {
            blocks.push(String::from_utf8(block.clone()).unwrap());
        }
        blocks
    }

    #[test]
    fn blocks_end_where_records_do_however_small_they_are() {
        let text = "a,b\r\n1,\"x\ny \"\" z\"\n\"\",5\" pipe\n3,4";
        let records = ["a,b\r\n", "1,\"x\ny \"\" z\"\n", "\"\",5\" pipe\n", "3,4"];
        for block in 1..=text.len() + 1 {
            let blocks = blocks(text.as_bytes(), block);
            assert_eq!(blocks.concat(), text, "{block}");
            let starts = |blocks: &[&str]| {
                let ends = blocks.iter().scan(0, |end, block| {
                    *end += block.len();
                    Some(*end)
                });
                ends.collect::<Vec<_>>()
            };
            let ends = starts(&records);
            let cut = starts(&blocks.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(cut.iter().all(|end| ends.contains(end)), "{block}: {blocks:?}");
        }
    }
}
