//! Usage → sessions and days of use, from files of every format that people have (FORMATS: session
//! logs, Autodesk's daily and summary exports, the usage-reporting API, Token Flex).
//!
//! A file is read in blocks of whole records. Workers parse blocks side by side, and hand them over
//! one after the other in the order of the file, so that neither their number nor the size of a
//! block changes what comes out.

mod account;
mod format;
mod header;
mod json;
mod names;
mod people;
mod records;
mod source;
mod time;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

pub use account::{Account, Skipped};
pub use format::UsageFormat;

use self::header::Header;
use self::names::Registry;
use self::source::Source;
use self::worker::{Batch, Worker};
use crate::model::{Catalogue, Directory, OutOfOrder, Period, Problem, Problems, TakeUsage, Zone};

/// How large a block is, in bytes: it should fit into a core's own cache.
const BLOCK: usize = 256 << 10;

/// After how many problems reading stops: nobody mends the thousandth before the first.
const MOST_PROBLEMS: usize = 1_000;

/// What is done with a row that cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faulty {
    /// There is no answer without it.
    #[default]
    Refused,
    /// It is left out and accounted for.
    Skipped,
}

/// What is to be read besides person, product and time.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is wanted or not, whatever the others are")]
pub struct Columns {
    /// Teams.
    pub team: bool,
    /// Groups.
    pub group: bool,
    /// Projects.
    pub project: bool,
    /// Machines.
    pub machine: bool,
}

/// What is to be read, and how.
#[derive(Clone)]
pub struct UsageRequest<'a> {
    /// The files, `-` for standard input.
    pub files: &'a [PathBuf],
    /// The format, where the header is not to decide.
    pub format: Option<UsageFormat>,
    /// What the rate sheets know.
    pub catalogue: &'a Catalogue,
    /// The zone of times without an offset.
    pub zone: Zone,
    /// The period that summaries are about.
    pub period: Option<SummaryPeriod>,
    /// What is done with rows of unknown products.
    pub unknown: Faulty,
    /// What is done with rows that cannot be read.
    pub bad_rows: Faulty,
    /// What is to be read besides.
    pub columns: Columns,
    /// How many workers parse.
    pub threads: usize,
    /// How large a block is, in bytes.
    pub block: usize,
    /// Told of every block: the file, bytes read, and rows.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

/// How far reading has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes read of all files, as they are stored.
    pub bytes: u64,
    /// Bytes of all files; `None` where one is standard input.
    pub total: Option<u64>,
    /// Rows read.
    pub rows: u64,
}

/// The period that a summary is about: it is not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryPeriod {
    /// These days.
    Days(Period),
    /// So many months.
    Months(u32),
}

impl<'a> UsageRequest<'a> {
    /// Reads `files` with what is usual.
    pub fn new(files: &'a [PathBuf], catalogue: &'a Catalogue) -> Self {
        Self {
            files,
            format: None,
            catalogue,
            zone: Zone::Utc,
            period: None,
            unknown: Faulty::Refused,
            bad_rows: Faulty::Refused,
            columns: Columns::default(),
            threads: thread::available_parallelism().map_or(1, usize::from),
            block: BLOCK,
            progress: &|_| {},
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct UsageRead {
    /// The names.
    pub directory: Directory,
    /// What became of the rows.
    pub account: Account,
    /// The format of each file.
    pub formats: Vec<UsageFormat>,
}

/// Why usage was not read to its end.
#[derive(Debug)]
pub enum Unread {
    /// Something is wrong with it.
    Problems(Problems),
    /// It is not sorted, and who takes it must be ready for that.
    OutOfOrder,
}

impl<T: Into<Problems>> From<T> for Unread {
    fn from(problems: T) -> Self {
        Self::Problems(problems.into())
    }
}

/// That `path`, which is to be written, is none of the files that are read, and may be replaced.
pub fn ensure_no_input<'p>(
    path: &Path,
    inputs: impl Iterator<Item = &'p PathBuf>,
) -> Result<(), Problem> {
    let name = path.display();
    let Ok(there) = path.canonicalize() else { return Ok(()) };
    if !there.is_file() {
        return Err(Problem::new(format!("cannot write `{name}`: it is not a file")));
    }
    for input in inputs {
        if input.canonicalize().is_ok_and(|input| input == there) {
            return Err(Problem::new(format!("`{name}` is an input: it would be lost"))
                .hint("write to another file"));
        }
    }
    Ok(())
}

/// Whether the files can be read a second time: standard input cannot.
pub fn can_be_read_again(files: &[PathBuf]) -> bool {
    !files.iter().any(|file| source::is_stdin(file))
}

/// Reads all files into `taker`.
pub fn usage(request: &UsageRequest, taker: &mut dyn TakeUsage) -> Result<UsageRead, Unread> {
    let registry = Mutex::new(Registry::new(request.catalogue));
    let mut account = Account::default();
    let (mut formats, mut problems) = (Vec::new(), Vec::new());
    let total = source::total_size(request.files);
    for file in request.files {
        let one = file_usage(file, request, &registry, &mut account, total, taker);
        match one {
            Ok(format) => formats.push(format),
            Err(Unread::Problems(more)) => problems.extend(more.into_vec()),
            Err(Unread::OutOfOrder) => return Err(Unread::OutOfOrder),
        }
    }
    let registry = registry.into_inner().unwrap_or_else(PoisonError::into_inner);
    problems.extend(ensure_one_kind(request.files, &formats).err());
    if request.unknown == Faulty::Refused {
        problems.extend(account.unknown_problems(request.catalogue));
    }
    Problems::check(problems)?;
    Ok(UsageRead { directory: registry.directory, account, formats })
}

fn ensure_one_kind(files: &[PathBuf], formats: &[UsageFormat]) -> Result<(), Problem> {
    let mut named = files.iter().zip(formats);
    let Some((file, first)) = named.next() else { return Ok(()) };
    match named.find(|(_, format)| *format != first) {
        None => Ok(()),
        Some((other, format)) => Err(Problem::new(format!(
            "`{}` has {first}, `{}` has {format}: together they would count the same use twice",
            file.display(),
            other.display()
        ))
        .hint("give files of one format")),
    }
}

fn file_usage(
    file: &Path,
    request: &UsageRequest,
    registry: &Mutex<Registry>,
    account: &mut Account,
    total: Option<u64>,
    taker: &mut dyn TakeUsage,
) -> Result<UsageFormat, Unread> {
    let mut source = Source::open(file, request.block)?;
    let mut first = Vec::new();
    source.next_block(&mut first)?;
    if Source::is_json(&first) {
        source.read_to_end(&mut first)?;
        let table = json::table(source.name(), &first)?;
        header::ensure_no_doubles(source.name(), &table.columns)?;
        let header = Header::recognise(source.name(), &table.columns, request)?;
        let format = header.format;
        let mut worker = Worker::new(&header, request, registry);
        let mut taking = Taking::new(registry, account, total, request, taker, source.name());
        let batch = worker.json_rows(&table.rows);
        taking.take(&batch, first.len() as u64)?;
        Problems::check(taking.problems)?;
        return Ok(format);
    }
    let (header, skipped) = Header::of_file(source.name(), &first, request)?;
    source.delimited_by(header.delimiter);
    source.recut(&mut first)?;
    let name = source.name().to_owned();
    let read_before = account.read;
    let mut taking = Taking::new(registry, account, total, request, taker, &name);
    taking.line = skipped.lines;
    let pipeline = Pipeline {
        input: Mutex::new(Input {
            source,
            next: 0,
            first: Some((first, skipped.bytes)),
            failed: None,
        }),
        turn: Mutex::new(Turn { next: 0, taking, failed: None }),
        turned: Condvar::new(),
    };
    let workers = if pipeline.has_one_block() { 1 } else { request.threads.max(1) };
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(|| pipeline.work(&header, request, registry));
        }
        pipeline.work(&header, request, registry);
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
    if problems.is_empty() && account.read == read_before {
        problems.push(Problem::new(format!("`{name}` has a header and no rows")));
    }
    Problems::check(problems)?;
    Ok(header.format)
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

/// Hands blocks over in order, and keeps account.
struct Taking<'p> {
    registry: &'p Mutex<Registry>,
    account: &'p mut Account,
    taker: &'p mut dyn TakeUsage,
    request: &'p UsageRequest<'p>,
    total: Option<u64>,
    name: String,
    bytes_before: u64,
    /// Lines before the block.
    line: u64,
    met: (usize, usize),
    problems: Vec<Problem>,
}

impl<'p> Taking<'p> {
    fn new(
        registry: &'p Mutex<Registry>,
        account: &'p mut Account,
        total: Option<u64>,
        request: &'p UsageRequest<'p>,
        taker: &'p mut dyn TakeUsage,
        name: &str,
    ) -> Self {
        let (bytes_before, name) = (account.bytes, name.to_owned());
        Self {
            registry,
            account,
            taker,
            request,
            total,
            name,
            bytes_before,
            line: 0,
            met: (0, 0),
            problems: Vec::new(),
        }
    }

    fn take(&mut self, batch: &Batch, bytes: u64) -> Result<(), Unread> {
        {
            let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
            let known = (registry.directory.pairs.len(), registry.directory.labels.len());
            if known != self.met {
                self.taker.meet(&registry.directory);
                self.met = known;
            }
        }
        self.taker.sessions(&batch.sessions).map_err(|OutOfOrder| Unread::OutOfOrder)?;
        self.taker.rows(&batch.rows);
        self.account.add(batch);
        self.account.bytes = self.bytes_before + bytes;
        for fault in &batch.faults {
            let problem = fault.problem(&self.name, self.line);
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
            let stopped =
                Problem::new(format!("`{}`: stopped after {MOST_PROBLEMS} problems", self.name));
            self.problems.truncate(MOST_PROBLEMS);
            self.problems.push(stopped);
            return Ok(Problems::check(std::mem::take(&mut self.problems))?);
        }
        Ok(())
    }
}
