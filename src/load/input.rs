//! Whatever is read is opened here, and whatever is to be written is told here first: so no output
//! is an input, by whatever name, through whatever link, and no new input can be forgotten.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Stdin};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::destination::{Destination, is_device};
use super::same_file::is_one_file;
use super::text_file::reason;
use crate::model::Problem;

/// The files of this process. They are not handed from reader to reader: one that does without
/// them could overwrite what it reads.
static FILES: Mutex<Files> = Mutex::new(Files { read: BTreeSet::new(), written: Vec::new() });

/// What standard input is read from may be a file too.
const STDIN: &str = "/dev/fd/0";

struct Files {
    read: BTreeSet<PathBuf>,
    /// As the user calls them, and where they are.
    written: Vec<(PathBuf, Destination)>,
}

/// Where what is to be written at `path` goes; it is nothing that was read or will be.
pub fn output(path: &Path) -> Result<Destination, Problem> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner).write(path)
}

/// The file at `path`, which is read; it is nothing that will be written.
pub(super) fn open(path: &Path) -> Result<File, Problem> {
    reads(path)?;
    open_again(path).map_err(|error| {
        Problem::new(format!("cannot read `{}`: {}", path.display(), reason(&error)))
    })
}

/// A file that was opened before.
pub(super) fn open_again(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Standard input, which is read; it is nothing that will be written.
pub(super) fn stdin() -> Result<Stdin, Problem> {
    reads(Path::new(STDIN)).map(|()| io::stdin())
}

/// That the file or folder at `path`, which is read, is nothing that will be written, and that
/// nothing will be written into the folder.
pub(super) fn reads(path: &Path) -> Result<(), Problem> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner).read(path)
}

impl Files {
    fn write(&mut self, path: &Path) -> Result<Destination, Problem> {
        let destination = Destination::of(path)?;
        let output = (path.to_owned(), destination.clone());
        self.read.iter().try_for_each(|input| ensure_apart(&output, input))?;
        self.written.push(output);
        Ok(destination)
    }

    fn read(&mut self, path: &Path) -> Result<(), Problem> {
        self.written.iter().try_for_each(|output| ensure_apart(output, path))?;
        self.read.insert(path.to_owned());
        Ok(())
    }
}

fn ensure_apart((path, output): &(PathBuf, Destination), input: &Path) -> Result<(), Problem> {
    let name = path.display();
    if input.is_dir() {
        let folder = input.canonicalize().ok();
        if matches!(output, Destination::File(file) if file.parent() == folder.as_deref()) {
            let folder = input.display();
            let problem = Problem::new(format!("`{name}` is in `{folder}`, which is an input"));
            return Err(problem.hint("write to another folder: all files in it are read"));
        }
        return Ok(());
    }
    // A terminal is read and written at once, and nothing is lost.
    let is_device = input.metadata().is_ok_and(|input| is_device(&input));
    if !is_device && is_one_file(output.place(), input) {
        return Err(Problem::new(format!("`{name}` is an input: it would be lost"))
            .hint("write to another file"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is said where `output` is to be written and `input` is read, in either order.
    fn told(output: &Path, input: &Path) -> String {
        let none = || Files { read: BTreeSet::new(), written: Vec::new() };
        let (mut first, mut last) = (none(), none());
        first.write(output).unwrap();
        last.read(input).unwrap();
        let (first, last) = (first.read(input), last.write(output).map(|_| ()));
        assert_eq!(first, last);
        first.map_or_else(|problem| problem.to_string(), |()| "well".into())
    }

    #[test]
    fn a_file_is_found_by_another_spelling_and_a_new_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("log.csv"), "x").unwrap();
        fs::write(at("earlier.csv"), "x").unwrap();
        fs::create_dir(at("in")).unwrap();
        assert!(told(&at("log.csv"), &at("log.csv")).ends_with("is an input: it would be lost"));
        assert!(told(&at("in/../log.csv"), &at("log.csv")).ends_with("it would be lost"));
        assert_eq!(told(&at("new.csv"), &at("log.csv")), "well");
        assert_eq!(told(&at("earlier.csv"), &at("log.csv")), "well");
        // A folder that is read has the new file in it the next time.
        assert!(told(&at("in/new.csv"), &at("in")).ends_with("which is an input"));
        assert_eq!(told(&at("new.csv"), &at("in")), "well");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_found_through_links_of_either_kind() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("log.csv"), "x").unwrap();
        fs::hard_link(at("log.csv"), at("hard.csv")).unwrap();
        symlink(at("log.csv"), at("soft.csv")).unwrap();
        for (output, input) in [
            ("hard.csv", "log.csv"),
            ("log.csv", "hard.csv"),
            ("soft.csv", "log.csv"),
            ("log.csv", "soft.csv"),
            ("soft.csv", "hard.csv"),
        ] {
            let told = told(&at(output), &at(input));
            assert!(told.ends_with("it would be lost"), "{output} {input}: {told}");
        }
        // A link elsewhere to a file that is to be in the folder.
        fs::create_dir(at("in")).unwrap();
        symlink("in/new.csv", at("new.csv")).unwrap();
        assert!(told(&at("new.csv"), &at("in")).ends_with("which is an input"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_is_found_by_its_number_and_a_device_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let file = File::create(&path).unwrap();
        let number = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
        assert!(told(&path, Path::new(&number)).ends_with("it would be lost"));
        assert!(told(Path::new(&number), &path).ends_with("it would be lost"));
        let null = Path::new("/dev/null");
        assert_eq!(told(null, null), "well");
    }
}
