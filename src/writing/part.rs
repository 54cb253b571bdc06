//! A file on its way: written beside its place under another name, and moved there when it is
//! whole.
//!
//! A part is locked as long as somebody writes it. One that nobody has locked was left behind by a
//! process that was killed, and the next one that writes into that folder removes it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::interrupt;

const BEFORE: &str = ".flexcalc-";
const AFTER: &str = ".part";
/// So many letters and digits between them that nobody gives a file of their own such a name.
const LETTERS: usize = 12;
/// How often a part may be taken away before it is locked.
const MOST_ATTEMPTS: usize = 100;

/// A file that is being written.
pub(super) struct Part {
    file: NamedTempFile<File>,
    place: PathBuf,
    /// Dropped after the file, which an end by a signal removes until then.
    noted: Noted,
}

impl Part {
    /// A new one, in the folder of `place`.
    pub(super) fn beside(place: PathBuf) -> io::Result<Self> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        remove_abandoned(folder);
        let mut underway = interrupt::underway();
        let file = locked(folder)?;
        *underway = Some(file.path().to_owned());
        Ok(Self { file, place, noted: Noted })
    }

    /// What is written to.
    pub(super) fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Where it is to be.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// Moves it to its place, where, if it `is_new`, nothing may be.
    pub(super) fn finish(self, is_new: bool) -> io::Result<()> {
        let Self { file, place, noted } = self;
        let underway = interrupt::underway();
        let moved = if is_new { file.persist_noclobber(place) } else { file.persist(place) };
        drop(underway);
        drop(noted);
        moved.map(drop).map_err(|failed| failed.error)
    }
}

/// As long as it lives, an end by a signal removes the part.
struct Noted;

impl Drop for Noted {
    fn drop(&mut self) {
        *interrupt::underway() = None;
    }
}

/// A new part that is locked. Between making and locking it, another process may take it for an
/// abandoned one and remove it: then it is made once more.
fn locked(folder: &Path) -> io::Result<NamedTempFile<File>> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(BEFORE).suffix(AFTER).rand_bytes(LETTERS);
    for _ in 0..MOST_ATTEMPTS {
        // Who may read it is for the system to say, as of any new file.
        let make = |path: &Path| File::options().write(true).create_new(true).open(path);
        let part = builder.make_in(folder, make)?;
        // Where nothing can be locked, nothing is taken for abandoned either.
        let is_taken = matches!(part.as_file().try_lock(), Err(fs::TryLockError::WouldBlock));
        if !is_taken && fs::symlink_metadata(part.path()).is_ok() {
            return Ok(part);
        }
    }
    Err(io::Error::other("other processes remove what is written"))
}

/// Removes the parts in a folder that nobody is writing. What cannot be removed does no harm.
fn remove_abandoned(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !entry.file_name().to_str().is_some_and(is_part) {
            continue;
        }
        // The lock is held until it is removed, so that nobody begins to write it meanwhile.
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_part(name: &str) -> bool {
    let letters = name.strip_prefix(BEFORE).and_then(|name| name.strip_suffix(AFTER));
    letters.is_some_and(|letters| {
        letters.len() == LETTERS && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn parts(folder: &Path) -> usize {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| is_part(name.to_str().unwrap())).count()
    }

    #[test]
    fn a_part_is_seen_under_its_own_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out.csv");
        fs::write(&place, "old").unwrap();
        let part = Part::beside(place.clone()).unwrap();
        part.file().write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
        assert_eq!(parts(folder.path()), 1);
        part.finish(false).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert_eq!(parts(folder.path()), 0);
    }

    #[test]
    fn a_part_that_fails_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        drop(Part::beside(folder.path().join("out.csv")).unwrap());
        assert_eq!(parts(folder.path()), 0);
        // A folder cannot be replaced by a file.
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(Part::beside(taken).unwrap().finish(false).is_err());
        assert_eq!(parts(folder.path()), 0);
    }

    #[test]
    fn only_what_nobody_writes_and_only_ours_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let others = [
            ".flexcalc-config",
            ".flexcalc-abcdef",
            ".flexcalc-abcdefghijk.part",
            ".flexcalc-abcdefghijklm.part",
            ".flexcalc-abcdef-hijkl.part",
            "flexcalc-abcdefghijkl.part",
        ];
        for name in others {
            fs::write(at(name), "x").unwrap();
        }
        fs::create_dir(at(".flexcalc-folder123456.part")).unwrap();
        let abandoned = at(".flexcalc-Abcdefghij12.part");
        fs::write(&abandoned, "x").unwrap();
        let being_written = locked(folder.path()).unwrap();
        remove_abandoned(folder.path());
        assert!(!abandoned.exists());
        assert!(being_written.path().exists());
        assert!(at(".flexcalc-folder123456.part").exists());
        assert!(others.iter().all(|name| at(name).exists()));
    }
}
