//! How much is read at most: a file made to fill memory or to take for ever is refused, with the
//! bound that it broke.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest record of a delimited text, in bytes: beyond it a quote was opened and never closed.
pub(super) const LONGEST_RECORD: usize = 1 << 20;

/// The most columns of a table: Excel has 16,384, and no table of this trade has a hundred.
pub(super) const MOST_COLUMNS: usize = 10_000;

/// The most bytes of a JSON text, unpacked.
pub(super) const LARGEST_JSON: u64 = 256 << 20;

/// The most bytes of all parts of a workbook together, unpacked.
pub(super) const LARGEST_WORKBOOK: u64 = 1 << 30;

/// The most bytes of the parts of a workbook that are held in memory: texts and styles.
pub(super) const LARGEST_HELD_PART: u64 = 128 << 20;

/// The most cells that a table out of JSON or a workbook holds.
pub(super) const MOST_CELLS: usize = 64 << 20;

/// The most bytes that are put aside of what cannot be read twice.
pub(super) const LARGEST_SPOOL: u64 = 8 << 30;

/// What cannot be read twice is put aside in memory up to so many bytes, and in a file beyond.
pub(super) const LARGEST_IN_MEMORY: usize = 16 << 20;

/// What gzip and zip may unpack to whatever the packed size, in bytes.
const UNPACKED_ANYWAY: u64 = 1 << 30;

/// How many times its packed size a file may unpack to beyond that; logs reach 20, and what is made
/// to harm 1,000.
const UNPACKED_TIMES: u64 = 250;

/// Ends with an error that says what is too much.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    what: &'static str,
}

impl<R> Bounded<R> {
    /// At most `most` bytes of `inner`; else "it has {what}".
    pub(super) fn new(inner: R, most: u64, what: &'static str) -> Self {
        Self { inner, left: most, what }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(format!("it has {}", self.what))),
        }
        Ok(read)
    }
}

/// What a packed file unpacks to, bounded by what was read of it.
pub(super) struct Unpacked<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    given: u64,
}

impl<R> Unpacked<R> {
    /// Unpacked by `inner`, which counts in `packed` what it reads.
    pub(super) fn new(inner: R, packed: Arc<AtomicU64>) -> Self {
        Self { inner, packed, given: 0 }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.given += read as u64;
        if self.given > UNPACKED_ANYWAY
            && self.given / UNPACKED_TIMES > self.packed.load(Ordering::Relaxed)
        {
            return Err(io::Error::other(format!(
                "it unpacks to more than {UNPACKED_TIMES} times its size and 1 GiB"
            )));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_more_than_the_bound_is_an_error_that_names_it() {
        let read = |most| {
            let mut text = String::new();
            Bounded::new(&b"abc"[..], most, "more than this").read_to_string(&mut text)
        };
        assert_eq!(read(4).unwrap(), 3);
        assert_eq!(read(3).unwrap(), 3);
        assert_eq!(read(2).unwrap_err().to_string(), "it has more than this");
    }
}
