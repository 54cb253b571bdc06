//! Usage → sessions and days of use, from files of every format that people have (`formats/`).
//!
//! A file is read in blocks of whole records. Workers parse blocks side by side, and hand them over
//! one after the other in the order of the file, so that neither their number nor the size of a
//! block changes what comes out.
//!
//! `source.rs` cuts a file into blocks, `header.rs` tells its format, `pipeline.rs` brings blocks
//! to workers, `records.rs` cuts a block into fields, `worker.rs`, `reader.rs` and `use_rows.rs`
//! make rows of them with numbers from `names.rs`, and `taking.rs` hands these over.

mod account;
mod batch;
mod cells;
mod columns;
mod doubts;
mod formats;
mod header;
mod holdings;
mod identity;
mod meaning;
mod named;
mod names;
mod odd_closes;
mod pages;
mod people;
mod pipeline;
mod possible;
mod priced;
mod reader;
mod records;
mod request;
mod source;
mod taking;
mod time;
mod together;
mod use_rows;
mod whence;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use account::{Account, Skipped};
pub use doubts::{Doubt, Doubts};
pub use formats::{Tells, UsageFormat};
pub use identity::OnePerson;
pub use odd_closes::{MANY_DAYS, Odd, OddCloses};
pub use priced::Priced;
pub use request::{Columns, Faulty, Progress, SummaryPeriod, Unread, UsageRead, UsageRequest};

use self::header::Header;
use self::meaning::UsageMeaning;
use self::named::FileColumns;
use self::names::Registry;
use self::pipeline::Begun;
use self::source::Source;
use self::taking::Taking;
use self::whence::Whence;
use crate::load::stamp;
use crate::load::table::{self, Options, Page, Road, TextNotes};
use crate::model::{Holding, OutOfOrder, Problem, Problems, TakeUsage};

/// Whether the files can be read a second time: standard input and pipes cannot.
pub fn can_be_read_again(files: &[PathBuf]) -> bool {
    files.iter().all(|file| stamp::can_be_read_again(file))
}

/// Up to how many bytes files are small: half a million sessions, a fraction of a second.
const SMALL: u64 = 32 << 20;
/// How much larger a file may be than it is stored.
const PACKED: u64 = 16;

/// Whether files are small, however closely they are packed.
pub fn are_small(files: &[PathBuf]) -> bool {
    let is_packed = |file: &PathBuf| {
        let extension = file.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| {
            ["gz", "zip", "xlsx"].iter().any(|packed| extension.eq_ignore_ascii_case(packed))
        })
    };
    let most = if files.iter().any(is_packed) { SMALL / PACKED } else { SMALL };
    source::total_size(files).is_some_and(|bytes| bytes <= most)
}

/// Reads all files into `taker`.
pub fn usage(request: &UsageRequest, taker: &mut dyn TakeUsage) -> Result<UsageRead, Unread> {
    let registry = Mutex::new(Registry::new(request.catalogue));
    let mut account = Account::default();
    let (mut formats, mut notes, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pages, mut columns) = (Vec::new(), Vec::new());
    let total = source::total_size(request.files);
    for file in request.files {
        let one = file_usage(file, request, &registry, &mut account, total, taker);
        match one {
            Ok(FileRead { format, columns: named, notes: told, page }) => {
                formats.push(format);
                columns.push(named);
                notes.extend(told);
                pages.extend(page);
            }
            Err(Unread::Problems(more)) => problems.extend(more.into_vec()),
            Err(Unread::OutOfOrder) => return Err(Unread::OutOfOrder),
        }
    }
    let registry = registry.into_inner().unwrap_or_else(PoisonError::into_inner);
    problems.extend(pages::ensure_whole(&pages));
    if request.files.len() > 1 {
        problems.extend(named::ensure_named(request, &columns));
    }
    problems.extend(registry.together.ensure_apart(&registry.directory).err());
    let mut untold = 0;
    if request.unknown == Faulty::Refused {
        let (unknown, more) = account.unknown_problems(request.catalogue);
        problems.extend(unknown);
        untold = more;
    }
    Problems::check_with(problems, untold)?;
    let Registry { mut directory, identities, holdings, together, .. } = registry;
    notes.extend(named::notes(request, &columns));
    let service_formats = together.of_services(&directory);
    notes.extend(format_notes(&formats, &service_formats));
    let (tied, several) = identities.put_together(&mut directory)?;
    if !several.is_empty() {
        taker.tie(&directory, &tied).map_err(|OutOfOrder| Unread::OutOfOrder)?;
    }
    let stands_for = |pair: u32| tied.pairs.get(pair as usize).copied().unwrap_or(pair);
    let one = |holding: &Holding| Holding {
        held: stands_for(holding.held),
        used: stands_for(holding.used),
        ..*holding
    };
    let holdings = holdings.iter().map(one).collect();
    let names_machines = columns.iter().any(|file| file.names_machines);
    Ok(UsageRead {
        directory,
        account,
        formats,
        service_formats,
        notes,
        several,
        holdings,
        names_machines,
    })
}

/// What answers from files of these formats have to say; what they say of days is not said of
/// results beside them.
fn format_notes(formats: &[UsageFormat], of_services: &[UsageFormat]) -> Vec<String> {
    let mut told: Vec<UsageFormat> = Vec::new();
    for format in formats.iter().filter(|format| !of_services.contains(format)) {
        if !told.contains(format) {
            told.push(*format);
        }
    }
    told.into_iter().filter_map(UsageFormat::note).map(str::to_owned).collect()
}

/// What came of one file.
struct FileRead {
    format: UsageFormat,
    columns: FileColumns,
    notes: Vec<String>,
    page: Option<(String, Page)>,
}

fn file_usage(
    file: &Path,
    request: &UsageRequest,
    registry: &Mutex<Registry>,
    account: &mut Account,
    total: Option<u64>,
    taker: &mut dyn TakeUsage,
) -> Result<FileRead, Unread> {
    let options = Options { given: request.dialect, sheet: None };
    let mut page = None;
    let (whence, source, mut notes, of_text) =
        match table::open(file, &UsageMeaning(request), options)? {
            Road::Plain(plain) => {
                let source = Source::new(&plain.name, plain.text, plain.read, request.block);
                (Whence::File(plain.name), source, Vec::new(), Some(plain.notes))
            }
            Road::Table(mut table) => {
                page = table.page().map(|page| (table.origin().name(), page));
                let (_, totals) = table.rows_and_totals();
                account.read += totals;
                account.skip("total row", totals);
                let (name, lines) = (table.origin().name(), table.lines());
                let source = Source::new(
                    &name,
                    Box::new(table.stream()?),
                    table.bytes_read(),
                    request.block,
                );
                (Whence::Table(lines), source, table.notes().to_vec(), None)
            }
        };
    let (format, columns) = rows_of(source, &whence, request, registry, (account, total), taker)?;
    // A letter that tells how the file is encoded may be its last.
    notes.extend(of_text.iter().flat_map(TextNotes::all));
    Ok(FileRead { format, columns, notes, page })
}

fn rows_of(
    mut source: Source,
    whence: &Whence,
    request: &UsageRequest,
    registry: &Mutex<Registry>,
    (account, total): (&mut Account, Option<u64>),
    taker: &mut dyn TakeUsage,
) -> Result<(UsageFormat, FileColumns), Unread> {
    let name = whence.name();
    let read_before = account.read;
    let mut taking = Taking::new(registry, account, total, request, taker, whence);
    let mut first = Vec::new();
    source.next_block(&mut first)?;
    let (mut header, head) = Header::of_file(name, &first, request)?;
    let columns = FileColumns::of(name, &header);
    if let [_] = request.files {
        // The whole file need not be read to know what it has not.
        Problems::check(named::ensure_named(request, std::slice::from_ref(&columns)))?;
    }
    header.file = u32::try_from(taking.begin(&header)).unwrap_or(u32::MAX);
    source.delimited_by(header.delimiter);
    source.recut(&mut first)?;
    taking.id_columns = header.id_columns();
    taking.line = head.lines;
    let begun = Begun { source, first: (first, head.bytes) };
    let mut problems = pipeline::run(begun, &header, request, registry, taking)?;
    if problems.is_empty() && account.read == read_before {
        problems.push(Problem::new(format!("`{name}` has a header and no rows")));
    }
    Problems::check(problems)?;
    Ok((header.format, columns))
}
