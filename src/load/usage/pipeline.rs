//! The blocks of a file through workers side by side, and in turn to who takes them.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::batch::Batch;
use super::header::Header;
use super::names::Registry;
use super::source::Source;
use super::taking::Taking;
use super::worker::Worker;
use super::{Unread, UsageRequest};
use crate::model::Problem;

/// A file of which the first block is read.
pub(super) struct Begun {
    pub(super) source: Source,
    /// The first block, and where its rows begin.
    pub(super) first: (Vec<u8>, usize),
}

/// Reads a file to its end; what was wrong with it, in its order.
pub(super) fn run(
    begun: Begun,
    header: &Header,
    request: &UsageRequest,
    registry: &Mutex<Registry>,
    taking: Taking,
) -> Result<Vec<Problem>, Unread> {
    let Begun { source, first } = begun;
    let pipeline = Pipeline {
        input: Mutex::new(Input { source, next: 0, first: Some(first), failed: None }),
        turn: Mutex::new(Turn { next: 0, taking, failed: None }),
        turned: Condvar::new(),
    };
    // Most files are small, and a thread takes longer to start than they to be read.
    let workers = if pipeline.has_one_block() { 1 } else { request.threads.max(1) };
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(|| pipeline.work(header, request, registry));
        }
        pipeline.work(header, request, registry);
    });
    let broken_off = pipeline.input.into_inner().unwrap_or_else(PoisonError::into_inner).failed;
    let turn = pipeline.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(unread) = turn.failed {
        return Err(unread);
    }
    // Where reading itself broke off, what was wrong until then comes first, as it does in the
    // file.
    let mut problems = turn.taking.problems;
    problems.extend(broken_off);
    Ok(problems)
}

/// The blocks of one file on their way from its source through the workers, in turn, to who takes
/// them.
struct Pipeline<'p> {
    input: Mutex<Input>,
    turn: Mutex<Turn<'p>>,
    turned: Condvar,
}

struct Input {
    source: Source,
    /// The number of the block that is read next.
    next: u64,
    /// The first block, which was read for its header, and where its rows begin.
    first: Option<(Vec<u8>, usize)>,
    failed: Option<Problem>,
}

struct Turn<'p> {
    /// The number of the block whose turn it is.
    next: u64,
    taking: Taking<'p>,
    failed: Option<Unread>,
}

impl Pipeline<'_> {
    /// Whether everything is in the block that was read for the header.
    fn has_one_block(&self) -> bool {
        let input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        input.source.is_at_end()
    }

    /// Reads, parses and hands over blocks until there are none.
    fn work(&self, header: &Header, request: &UsageRequest, registry: &Mutex<Registry>) {
        let mut worker = Worker::new(header, request, registry);
        let mut block = Vec::new();
        while let Some((number, start, bytes)) = self.read(&mut block) {
            let batch = worker.block(block.get(start..).unwrap_or_default());
            let Ok(()) = self.hand_over(number, &batch, bytes) else { return };
            worker.recycle(batch);
        }
    }

    /// The next block: its number, where its rows begin, and how far into the file it reaches.
    fn read(&self, block: &mut Vec<u8>) -> Option<(u64, usize, u64)> {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        if input.failed.is_some() {
            return None;
        }
        let start = match input.first.take() {
            Some((first, start)) => {
                *block = first;
                start
            }
            None => match input.source.next_block(block) {
                Ok(true) => 0,
                Ok(false) => return None,
                Err(problem) => {
                    input.failed = Some(problem);
                    return None;
                }
            },
        };
        let number = input.next;
        input.next += 1;
        Some((number, start, input.source.position()))
    }

    fn hand_over(&self, number: u64, batch: &Batch, bytes: u64) -> Result<(), ()> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        while turn.next != number && turn.failed.is_none() {
            turn = self.turned.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if turn.failed.is_some() {
            return Err(());
        }
        if let Err(unread) = turn.taking.take(batch, bytes) {
            turn.failed = Some(unread);
        }
        turn.next += 1;
        self.turned.notify_all();
        if turn.failed.is_some() { Err(()) } else { Ok(()) }
    }
}
