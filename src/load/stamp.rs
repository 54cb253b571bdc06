//! Whether a file is still what it was when reading began: of one that was cut, written again or
//! replaced meanwhile, a part would pass for the whole.

use std::fs::{File, Metadata};
use std::io::{self, Read, Stdin};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

/// What a regular file was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    /// When it was written last, where the system keeps that.
    written: Option<Duration>,
    identity: Option<(u64, u64)>,
}

impl Stamp {
    /// What the file is now; `None` where it is no regular one, and can be read once only.
    pub(super) fn of(file: &File) -> io::Result<Option<Self>> {
        Ok(Self::new(&file.metadata()?))
    }

    fn new(data: &Metadata) -> Option<Self> {
        data.is_file().then(|| Self {
            length: data.len(),
            written: data.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()),
            identity: identity(data),
        })
    }

    /// That the file is what it was.
    pub(super) fn ensure(then: Option<Self>, file: &File) -> io::Result<()> {
        if Self::of(file)? == then {
            Ok(())
        } else {
            Err(io::Error::other("it was changed while it was read"))
        }
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "not every system tells files apart")]
fn identity(data: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether what is at `path` can be read from its beginning again. What is in `/dev` cannot: on
/// some systems it goes on where the first reading stopped, though a regular file is behind it.
pub(super) fn can_be_read_again(path: &Path) -> bool {
    !path.starts_with("/dev") && std::fs::metadata(path).is_ok_and(|data| data.is_file())
}

/// Counts what is read of a file, and notices at its end that it is not what it was.
pub(super) struct Watched {
    file: File,
    stamp: Option<Stamp>,
    read: Arc<AtomicU64>,
}

impl Watched {
    /// Reads `file`, which was `stamp` when it was first opened.
    pub(super) fn new(file: File, stamp: Option<Stamp>, read: &Arc<AtomicU64>) -> Self {
        Self { file, stamp, read: Arc::clone(read) }
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        if read == 0 && !buffer.is_empty() {
            Stamp::ensure(self.stamp, &self.file)?;
        }
        Ok(read)
    }
}

/// Standard input as a file, so that one behind it is watched too.
#[cfg(unix)]
pub(super) fn as_file(stdin: &Stdin) -> io::Result<File> {
    use std::os::fd::AsFd;
    stdin.as_fd().try_clone_to_owned().map(File::from)
}

/// Standard input as a file, so that one behind it is watched too.
#[cfg(windows)]
pub(super) fn as_file(stdin: &Stdin) -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    stdin.as_handle().try_clone_to_owned().map(File::from)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    /// What reading says where `change` happens behind the first bytes.
    fn read_while(change: impl FnOnce(&Path)) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        fs::write(&path, "one\ntwo\n").unwrap();
        let old = UNIX_EPOCH;
        File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        let file = File::open(&path).unwrap();
        let stamp = Stamp::of(&file).unwrap();
        let mut reader = Watched::new(file, stamp, &Arc::default());
        let mut text = [0; 4].to_vec();
        reader.read_exact(&mut text).unwrap();
        change(&path);
        let rest = reader.read_to_end(&mut text).map_err(|error| error.to_string());
        rest.map(|_| String::from_utf8(text).unwrap())
    }

    #[test]
    fn a_file_that_stays_as_it_was_is_read() {
        assert_eq!(read_while(|_| {}), Ok("one\ntwo\n".to_owned()));
        // Who replaces a file by another leaves what is being read alone.
        let replaced = read_while(|path| {
            fs::write(path.with_extension("new"), "new").unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        });
        assert_eq!(replaced, Ok("one\ntwo\n".to_owned()));
    }

    #[test]
    fn a_file_that_is_cut_or_grows_or_is_written_again_is_told() {
        let changed = Err("it was changed while it was read".to_owned());
        let cut = |path: &Path| File::options().write(true).open(path).unwrap().set_len(4).unwrap();
        assert_eq!(read_while(cut), changed);
        let grown = |path: &Path| {
            File::options().append(true).open(path).unwrap().write_all(b"three\n").unwrap();
        };
        assert_eq!(read_while(grown), changed);
        let again = |path: &Path| fs::write(path, "six\nten\n").unwrap();
        assert_eq!(read_while(again), changed);
    }

    #[test]
    fn another_file_of_the_same_length_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = |name: &str| {
            let path = folder.path().join(name);
            fs::write(&path, "x").unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(UNIX_EPOCH).unwrap();
            (Stamp::of(&file).unwrap(), file)
        };
        let ((one, file), (_, other)) = (stamp("one"), stamp("other"));
        assert!(one.is_some() && Stamp::ensure(one, &file).is_ok());
        assert_eq!(Stamp::ensure(one, &other).is_err(), cfg!(unix));
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("log.csv"), "x").unwrap();
        assert!(can_be_read_again(&folder.path().join("log.csv")));
        for path in [folder.path(), Path::new("/dev/stdin"), Path::new("-"), Path::new("none")] {
            assert!(!can_be_read_again(path), "{}", path.display());
        }
    }
}
