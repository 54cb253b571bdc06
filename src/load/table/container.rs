//! A path → the text or the workbook in it: plain, packed by gzip or zip, or on standard input.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::bounds::Unpacked;
use super::encoding::{LastLine, LineEnds, decoded, head_of};
use super::spool::Spool;
use crate::load::input;
use crate::load::stamp::{Stamp, Watched, as_file, can_be_read_again};
use crate::load::text_file::reason;
use crate::model::Problem;

/// How many of the first bytes tell what a file is.
const MAGIC: usize = 8;

/// What a path holds.
pub(super) enum Stored {
    /// A text.
    Text(Text),
    /// A workbook.
    Workbook(String, Held),
}

/// A file in which one can go to and fro.
pub(super) struct Held {
    pub(super) file: File,
    /// What it was; `None` where it was put aside, and nobody can change it.
    pub(super) stamp: Option<Stamp>,
}

impl Held {
    fn of(spool: &Spool) -> io::Result<Self> {
        Ok(Self { file: spool.file()?, stamp: None })
    }

    /// That it is what it was, once it has been read.
    pub(super) fn ensure_unchanged(&self) -> io::Result<()> {
        if self.stamp.is_some() { Stamp::ensure(self.stamp, &self.file) } else { Ok(()) }
    }
}

/// A text that can be read from its beginning.
pub(super) struct Text {
    /// What it is called in problems.
    pub(super) name: String,
    /// Bytes read of the stored file.
    pub(super) read: Arc<AtomicU64>,
    /// Whether it turned out to be in Windows-1252.
    pub(super) ansi: Arc<AtomicBool>,
    /// Whether its last line turned out to have no end.
    pub(super) is_open: Arc<AtomicBool>,
    way: Way,
    /// Whether lines end by CR alone.
    pub(super) old_mac: bool,
}

/// How it is read from its beginning.
enum Way {
    /// A regular file, and what it was when it was first seen.
    File(PathBuf, Stamp),
    /// Put aside, packed or not.
    Kept(Spool),
    /// Not put aside.
    Once(Option<Box<dyn Read + Send>>),
}

/// Whether the path stands for standard input.
pub(in crate::load) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Opens what is at `path`.
pub(super) fn open(path: &Path) -> Result<Stored, Problem> {
    let name = if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() };
    let fail = |error: io::Error| fault(&name, &error);
    if path.is_dir() {
        return Err(Problem::new(format!("cannot read `{name}`: it is a folder, not a file")));
    }
    let read = Arc::new(AtomicU64::new(0));
    let file =
        if is_stdin(path) { as_file(&input::stdin()?).map_err(fail)? } else { input::open(path)? };
    let stamp = Stamp::of(&file).map_err(fail)?;
    let again = stamp.filter(|_| !is_stdin(path) && can_be_read_again(path));
    let copy = file.try_clone().map_err(fail)?;
    let (head, reader) = head_of(Watched::new(file, stamp, &read), MAGIC).map_err(fail)?;
    if is_zip(&head) {
        let kept = match again {
            Some(_) => Held { file: copy, stamp },
            None => Spool::of(reader).and_then(|spool| Held::of(&spool)).map_err(fail)?,
        };
        return unzipped(&name, kept, &read);
    }
    ensure_known(&name, &head)?;
    if is_gzip(&head) {
        let (inner, unpacked) = head_of(gunzipped(reader, &read), MAGIC).map_err(fail)?;
        ensure_known(&name, &inner)?;
        if is_zip(&inner) {
            let kept = Spool::of(unpacked).and_then(|spool| Held::of(&spool)).map_err(fail)?;
            return unzipped(&name, kept, &read);
        }
        let way = match again {
            Some(stamp) => Way::File(path.to_owned(), stamp),
            None => Way::Once(Some(unpacked)),
        };
        return Ok(Stored::Text(Text::new(name, read, way)));
    }
    let way = match again {
        Some(stamp) => Way::File(path.to_owned(), stamp),
        None => Way::Once(Some(reader)),
    };
    Ok(Stored::Text(Text::new(name, read, way)))
}

/// The one file that a zip archive is about: a workbook is such an archive itself.
fn unzipped(name: &str, kept: Held, read: &Arc<AtomicU64>) -> Result<Stored, Problem> {
    let broken = |error: zip::result::ZipError| {
        Problem::new(format!("cannot read `{name}`: it is a zip archive and broken: {error}"))
    };
    let mut copy = kept.file.try_clone().map_err(|error| fault(name, &error))?;
    copy.rewind().map_err(|error| fault(name, &error))?;
    let size = kept.file.metadata().map_or(0, |data| data.len());
    let mut archive = ZipArchive::new(BufReader::new(copy)).map_err(broken)?;
    let all = names_in(&archive).map_err(broken)?;
    let has = |part: &str| all.iter().any(|name| name == part);
    if has("xl/workbook.xml") {
        return Ok(Stored::Workbook(name.to_owned(), kept));
    }
    if has("xl/workbook.bin") || has("content.xml") {
        let message = format!("`{name}` is a workbook of a kind that is not read");
        return Err(Problem::new(message).hint("save it as .xlsx, or the sheet as `CSV UTF-8`"));
    }
    let is_file = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or_default();
        !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/")
    };
    let files: Vec<_> = all.iter().filter(is_file).collect();
    let [only] = files.as_slice() else {
        let message = format!("`{name}` is a zip archive of {} files", files.len());
        return Err(Problem::new(message).hint("unpack it, and give the file or its folder"));
    };
    read.store(size, Ordering::Relaxed);
    let member = archive.by_name(only).map_err(broken)?;
    let packed = Arc::new(AtomicU64::new(size));
    let spool = Spool::of(Unpacked::new(member, packed))
        .and_then(|spool| kept.ensure_unchanged().map(|()| spool))
        .map_err(|error| fault(name, &error))?;
    let inside = format!("{name} ({only})");
    let fail = |error: io::Error| fault(&inside, &error);
    let mut head = Vec::new();
    spool.open().and_then(|reader| reader.take(8).read_to_end(&mut head)).map_err(fail)?;
    ensure_known(&inside, &head)?;
    if is_zip(&head) {
        let kept = Held::of(&spool).map_err(fail)?;
        let copy = kept.file.try_clone().map_err(fail)?;
        let inner = ZipArchive::new(BufReader::new(copy)).map_err(broken)?;
        if names_in(&inner).map_err(broken)?.iter().any(|name| name == "xl/workbook.xml") {
            return Ok(Stored::Workbook(inside, kept));
        }
    }
    if is_zip(&head) || is_gzip(&head) {
        return Err(Problem::new(format!("`{inside}` is packed twice")).hint("unpack it once"));
    }
    Ok(Stored::Text(Text::new(inside, Arc::clone(read), Way::Kept(spool))))
}

fn names_in<R: Read + Seek>(archive: &ZipArchive<R>) -> zip::result::ZipResult<Vec<String>> {
    archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned)).collect()
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

/// That it is no file of another program, whose bytes would be taken for names of columns.
fn ensure_known(name: &str, head: &[u8]) -> Result<(), Problem> {
    let kinds: [(&[u8], &str, &str); 4] = [
        (
            &[0xd0, 0xcf, 0x11, 0xe0],
            "an old workbook (.xls), or one with a password",
            "save it as .xlsx without a password, or the sheet as `CSV UTF-8`",
        ),
        (b"%PDF", "a PDF", "export the table as CSV or .xlsx"),
        (&[0x28, 0xb5, 0x2f, 0xfd], "packed by zstd", "unpack it"),
        (b"BZh", "packed by bzip2", "unpack it"),
    ];
    match kinds.iter().find(|(magic, ..)| head.starts_with(magic)) {
        Some((_, kind, hint)) => {
            Err(Problem::new(format!("cannot read `{name}`: it is {kind}")).hint(*hint))
        }
        None => Ok(()),
    }
}

fn gunzipped<R: Read>(packed: R, read: &Arc<AtomicU64>) -> impl Read + use<R> {
    Unpacked::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, packed)), Arc::clone(read))
}

impl Text {
    fn new(name: String, read: Arc<AtomicU64>, way: Way) -> Self {
        let (ansi, is_open) = (Arc::default(), Arc::default());
        Self { name, read, ansi, is_open, way, old_mac: false }
    }

    /// The text from its beginning, in UTF-8. What can be read once only must be kept on its way
    /// for a second time.
    pub(super) fn open(&mut self) -> Result<Box<dyn Read + Send>, Problem> {
        let opened = self.bytes().and_then(|bytes| decoded(bytes, Arc::clone(&self.ansi)));
        let text = opened.map_err(|error| fault(&self.name, &error))?;
        let text = Box::new(LastLine::new(text, Arc::clone(&self.is_open)));
        Ok(if self.old_mac { Box::new(LineEnds(text)) } else { text })
    }

    /// Whether it can be read once only.
    pub(super) fn is_once(&self) -> bool {
        matches!(self.way, Way::Once(_))
    }

    /// From now on it is read from where it was put aside.
    pub(super) fn keep(&mut self, spool: Spool) {
        self.way = Way::Kept(spool);
    }

    fn bytes(&mut self) -> io::Result<Box<dyn Read + Send>> {
        match &mut self.way {
            Way::File(path, stamp) => {
                self.read.store(0, Ordering::Relaxed);
                let file = input::open_again(path)?;
                Stamp::ensure(Some(*stamp), &file)?;
                let watched = Watched::new(file, Some(*stamp), &self.read);
                let (head, reader) = head_of(watched, MAGIC)?;
                if is_gzip(&head) {
                    Ok(Box::new(gunzipped(reader, &self.read)))
                } else {
                    Ok(reader)
                }
            }
            Way::Kept(spool) => spool.open(),
            Way::Once(reader) => {
                reader.take().ok_or_else(|| io::Error::other("it can be read once only"))
            }
        }
    }

    /// The last bytes, where they can be had without the ones before.
    pub(super) fn tail(&self, many: u64) -> Option<Vec<u8>> {
        let Way::File(path, _) = &self.way else { return None };
        let mut file = input::open_again(path).ok()?;
        let mut head = [0; 2];
        file.read_exact(&mut head).ok()?;
        let start = file.metadata().ok()?.len().saturating_sub(many);
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut tail = Vec::new();
        file.take(many).read_to_end(&mut tail).ok()?;
        (!is_gzip(&head)).then_some(tail)
    }
}

/// What went wrong in reading the file called `name`.
pub(super) fn fault(name: &str, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Problem::new(format!("`{name}` ends in the middle: it was cut short"))
            .hint("fetch it again");
    }
    // What is not the system's is in our own words.
    let words = if error.get_ref().is_some() { error.to_string() } else { reason(error) };
    Problem::new(format!("cannot read `{name}`: {words}"))
}
