//! One worker: the records of a block → sessions or rows of use, and what is wrong with the
//! others.

use std::cell::Cell;
use std::sync::Mutex;

use super::UsageRequest;
use super::batch::{Batch, Fault, Line, Wrong, wrong};
use super::formats::ReadRow;
use super::header::Header;
use super::names::Registry;
use super::people::TOGETHER;
use super::reader::{Pending, Reader, Row};
use super::records;
use crate::model::Session;

/// A worker on the blocks of one file.
pub(super) struct Worker<'w> {
    reader: Reader<'w>,
    pending: Vec<Pending>,
    spare: Option<Batch>,
}

impl<'w> Worker<'w> {
    pub(super) fn new(
        header: &'w Header,
        request: &UsageRequest,
        registry: &'w Mutex<Registry>,
    ) -> Self {
        let reader = Reader::new(header, request, registry);
        Self { reader, pending: Vec::new(), spare: None }
    }

    /// Reads the records of a block.
    pub(super) fn block(&mut self, block: &[u8]) -> Batch {
        let rows = self.reader.header.format.rows();
        (rows.of_block)(self, block)
    }

    /// Reads the records of a block, each by `R`.
    pub(super) fn read_block<R: ReadRow>(&mut self, block: &[u8]) -> Batch {
        let mut batch = self.spare.take().unwrap_or_default();
        let delimiter = self.reader.header.delimiter;
        // Lines are counted from where one was asked for last: many may be.
        let counted = Cell::new((0, 1));
        batch.lines = records::each(block, delimiter, |fields, at| {
            let line = || {
                let (from, lines) = counted.get();
                let between = block.get(from..at).unwrap_or_default();
                let lines = lines + memchr::memchr_iter(b'\n', between).count() as u64;
                counted.set((at, lines));
                Line(lines)
            };
            self.record::<R>(fields, line, &mut batch);
        });
        self.finish(&mut batch);
        batch
    }

    /// Takes back what was handed out, for the next block.
    pub(super) fn recycle(&mut self, mut batch: Batch) {
        batch.sessions.clear();
        batch.rows.clear();
        self.spare = Some(Batch { sessions: batch.sessions, rows: batch.rows, ..Batch::default() });
    }

    fn finish(&mut self, batch: &mut Batch) {
        self.look_up(batch);
        let times = &mut self.reader.times;
        batch.without_offset = std::mem::take(&mut times.without_offset);
        batch.shown_twice = std::mem::take(&mut times.shown_twice);
        batch.finer = std::mem::take(&mut times.finer);
        batch.holdings = std::mem::take(&mut self.reader.holdings);
        batch.doubts = std::mem::take(&mut self.reader.doubts);
        batch.prices = self.reader.prices.take();
    }

    /// Looks up the people of the sessions that wait for it.
    fn look_up(&mut self, batch: &mut Batch) {
        let mut pending = std::mem::take(&mut self.pending);
        let names = &mut self.reader.names;
        for together in pending.chunks(TOGETHER) {
            names.people().fetch(together.iter().map(|pending| pending.hash));
            for Pending { person, hash, item, label, opened, closed } in together {
                let known = names.people().pair(*person, *hash, *item);
                let pair = known.or_else(|| names.pair(&person.bytes(), *item).ok());
                // The name is ASCII, which is text: it has a number.
                let session =
                    |pair| Session { pair, label: *label, opened: *opened, closed: *closed };
                batch.sessions.extend(pair.map(session));
            }
        }
        pending.clear();
        self.pending = pending;
    }

    #[inline]
    fn record<R: ReadRow>(&mut self, fields: &[&[u8]], line: impl Fn() -> Line, batch: &mut Batch) {
        if fields.len() != self.reader.header.columns.len()
            || fields.first().is_some_and(|first| first.is_empty())
        {
            if fields.iter().all(|field| field.is_empty()) {
                return;
            }
            if !self.reader.header.fits(fields) {
                batch.read += 1;
                if self.reader.is_total(fields) {
                    batch.totals += 1;
                } else {
                    // Its fields are not where the header says.
                    batch.bad_rows.unreadable += u64::from(self.reader.states_tokens());
                    batch.faults.push(Fault::new(line(), self.wrong_width(fields.len())));
                }
                return;
            }
        }
        batch.read += 1;
        let read = R::read(&mut self.reader, fields);
        if let Some(odd) = self.reader.odd.take()
            && matches!(read, Ok(Row::Pending(_) | Row::Session(_)))
        {
            batch.odd_closes.count(odd, line());
        }
        match read {
            // Nobody is looked up later where ids stand beside names.
            Ok(Row::Pending(pending)) => self.pending.push(pending),
            Ok(Row::Session(session)) => {
                // Sessions stay in the order of the file.
                self.look_up(batch);
                let day = Some(session.opened.day());
                self.reader.keep_names(fields, day, line, &mut batch.beside);
                batch.sessions.push(session);
            }
            Ok(Row::Use(row)) => {
                self.reader.keep_names(fields, row.when.one_day(), line, &mut batch.beside);
                batch.rows.push(row);
            }
            Ok(Row::Unknown(name, stated)) => {
                *batch.unknown.entry(name).or_default() += 1;
                batch.unknown_stated += stated.unwrap_or_default();
            }
            Err(_) if self.reader.is_total(fields) => batch.totals += 1,
            Err(wrong) => {
                match self.reader.micro_tokens(fields) {
                    Ok(stated) => batch.bad_rows.stated += stated.unwrap_or_default(),
                    Err(_) => batch.bad_rows.unreadable += 1,
                }
                batch.faults.push(Fault::new(line(), wrong));
            }
        }
    }

    #[cold]
    fn wrong_width(&self, found: usize) -> Wrong {
        let head = self.reader.header.columns.len();
        let noun = if found == 1 { "field" } else { "fields" };
        wrong(format!("{found} {noun}, where the header has {head}"))
    }
}
