//! Blocks on their way out of the workers, in the order of the file: who takes usage gets them, and
//! account is kept of every row.

use std::sync::{Mutex, PoisonError};

use super::batch::Batch;
use super::columns::Role;
use super::header::Header;
use super::names::Registry;
use super::whence::Whence;
use super::{Account, Faulty, Progress, Tells, Unread, UsageFormat, UsageRequest};
use crate::model::{OutOfOrder, Problem, Problems, TakeUsage, UsageFile};

/// After how many problems reading stops: nobody mends the thousandth before the first.
const MOST_PROBLEMS: usize = 1_000;

/// Hands blocks over in order, and keeps account.
pub(super) struct Taking<'p> {
    registry: &'p Mutex<Registry>,
    account: &'p mut Account,
    taker: &'p mut dyn TakeUsage,
    request: &'p UsageRequest<'p>,
    total: Option<u64>,
    whence: &'p Whence,
    bytes_before: u64,
    /// Lines before the block.
    pub(super) line: u64,
    /// The columns of ids.
    pub(super) id_columns: Vec<String>,
    met: (usize, usize),
    format: Option<UsageFormat>,
    pub(super) problems: Vec<Problem>,
}

impl<'p> Taking<'p> {
    pub(super) fn new(
        registry: &'p Mutex<Registry>,
        account: &'p mut Account,
        total: Option<u64>,
        request: &'p UsageRequest<'p>,
        taker: &'p mut dyn TakeUsage,
        whence: &'p Whence,
    ) -> Self {
        let bytes_before = account.bytes;
        Self {
            registry,
            account,
            taker,
            request,
            total,
            whence,
            bytes_before,
            line: 0,
            id_columns: Vec::new(),
            met: (0, 0),
            format: None,
            problems: Vec::new(),
        }
    }

    /// Begins to keep account of a file; its place among all.
    pub(super) fn begin(&mut self, header: &Header) -> usize {
        self.format = Some(header.format);
        let is_log = header.format.tells(Tells::Sessions);
        self.account.files.push(UsageFile {
            name: self.whence.name().to_owned(),
            states_tokens: !is_log && header.column(Role::Tokens).is_some(),
            ..UsageFile::default()
        });
        self.account.files.len() - 1
    }

    pub(super) fn take(&mut self, batch: &Batch, bytes: u64) -> Result<(), Unread> {
        {
            let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
            registry.identities.add(&batch.beside, &self.id_columns, self.whence, self.line);
            registry.holdings.extend(&batch.holdings);
            if let (Some(format), true) = (self.format, self.request.files.len() > 1) {
                let Registry { together, directory, .. } = &mut *registry;
                together.add(format, self.whence.name(), batch, directory);
            }
            let known = (registry.directory.pairs.len(), registry.directory.labels.len());
            if known != self.met {
                self.taker.meet(&registry.directory);
                self.met = known;
            }
        }
        self.taker.sessions(&batch.sessions).map_err(|OutOfOrder| Unread::OutOfOrder)?;
        self.taker.rows(&batch.rows);
        self.account.add(batch);
        batch.odd_closes.add_to(&mut self.account.odd_closes, self.whence, self.line);
        self.account.bytes = self.bytes_before + bytes;
        for fault in &batch.faults {
            let problem = fault.problem(self.whence, self.line);
            self.account.skip("bad row", 1);
            if self.request.bad_rows == Faulty::Refused {
                self.problems.push(problem);
            } else {
                self.account.remember(problem);
            }
        }
        self.line += batch.lines;
        (self.request.progress)(&Progress {
            bytes: self.account.bytes,
            total: self.total,
            rows: self.account.read,
        });
        if self.problems.len() > MOST_PROBLEMS {
            let name = self.whence.name();
            let stopped = Problem::new(format!("`{name}`: stopped after {MOST_PROBLEMS} problems"));
            self.problems.truncate(MOST_PROBLEMS);
            self.problems.push(stopped);
            return Ok(Problems::check(std::mem::take(&mut self.problems))?);
        }
        Ok(())
    }
}
