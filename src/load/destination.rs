//! Where an output goes: into a file that is replaced whole, or into what is only written to.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf, is_separator};

use super::same_file::is_one_file;
use super::text_file::reason;
use crate::model::Problem;

/// Where an output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// What is there, is opened and written to, and stays: a pipe, a device, an open file below
    /// `/dev/fd`.
    Opened(PathBuf),
    /// A regular file, or none yet: behind all links.
    File(PathBuf),
}

/// How many links are followed, as many as the system does.
const MOST_LINKS: usize = 40;
/// By these numbers the system knows what a process writes to, whatever its other names lead to.
const STDOUT: &str = "/dev/fd/1";
const STDERR: &str = "/dev/fd/2";

impl Destination {
    /// Where `path` leads to. Links are followed one by one: that of `/dev/stdout` is itself
    /// nothing to replace, and one that leads to nothing yet says where the file is to be.
    pub fn of(path: &Path) -> Result<Self, Problem> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdout);
        }
        if path.to_string_lossy().ends_with(is_separator) {
            return Err(cannot(path, "it is a folder").hint("name a file in it"));
        }
        let mut place = path.to_owned();
        for _ in 0..MOST_LINKS {
            let Some(exact) = in_its_folder(&place) else {
                return Err(cannot(path, "it is a folder").hint("name a file in it"));
            };
            place = exact;
            if let Some(stream) = named(&place) {
                return Ok(stream);
            }
            let there = match fs::symlink_metadata(&place) {
                Ok(there) => there,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return ensure_folder(path, &place).map(|()| Self::File(place));
                }
                Err(error) => return Err(cannot(path, &reason(&error))),
            };
            let fault = |error| cannot(path, &reason(&error));
            if !there.is_symlink() {
                return Self::there(path, place, &there);
            }
            if place.starts_with("/proc") {
                // What it says need not be a path: `pipe:[123]`.
                let there = fs::metadata(&place).map_err(fault)?;
                return Self::there(path, place, &there);
            }
            let target = fs::read_link(&place).map_err(fault)?;
            place = place.parent().unwrap_or(Path::new("")).join(target);
        }
        Err(cannot(path, "too many links lead from one to the next"))
    }

    /// What is at a place where there is something.
    fn there(path: &Path, place: PathBuf, there: &Metadata) -> Result<Self, Problem> {
        if there.is_dir() {
            return Err(cannot(path, "it is a folder").hint("name a file in it"));
        }
        if is_disk(there) {
            return Err(cannot(path, "it is a disk"));
        }
        // Where the answer goes by `> FILE`, the file must not be replaced under it. Nothing is
        // lost in a device such as `/dev/null`, whoever else writes to it.
        if !is_device(there) && is_one_file(&place, Path::new(STDOUT)) {
            return Ok(Self::Stdout);
        }
        if !is_device(there) && is_one_file(&place, Path::new(STDERR)) {
            return Ok(Self::Stderr);
        }
        let is_kept = !there.is_file() || is_of_the_system(&place);
        Ok(if is_kept { Self::Opened(place) } else { Self::File(place) })
    }

    /// By which path the system knows it.
    pub(super) fn place(&self) -> &Path {
        match self {
            Self::Stdout => Path::new(STDOUT),
            Self::Stderr => Path::new(STDERR),
            Self::Opened(path) | Self::File(path) => path,
        }
    }
}

fn cannot(path: &Path, why: &str) -> Problem {
    Problem::new(format!("cannot write `{}`: {why}", path.display()))
}

/// The path with all that stands before its last name made exact; `None` where that is no name.
fn in_its_folder(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A folder that is not there is told when nothing is found in it.
    Some(folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).join(name))
}

/// The stream that goes by this name, whatever it leads to.
fn named(place: &Path) -> Option<Destination> {
    let is = |name: &str, number: &str| {
        place == Path::new(name) || in_its_folder(Path::new(number)).as_deref() == Some(place)
    };
    if is("/dev/stdout", STDOUT) {
        return Some(Destination::Stdout);
    }
    is("/dev/stderr", STDERR).then_some(Destination::Stderr)
}

/// Whether what stands there is the system's, and no file of anybody's. Memory that is lent as a
/// folder of files is not.
fn is_of_the_system(place: &Path) -> bool {
    ["/dev", "/proc"].iter().any(|folder| place.starts_with(folder))
        && !place.starts_with("/dev/shm")
}

/// That there is a folder for the file at `place`, which the user calls `path`.
pub(super) fn ensure_folder(path: &Path, place: &Path) -> Result<(), Problem> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            let why = format!("there is no folder `{}`", folder.display());
            Err(cannot(path, &why).hint("make it first"))
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_disk(there: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&there.file_type())
}

#[cfg(unix)]
pub(super) fn is_device(there: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&there.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
pub(super) fn is_device(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &Path) -> String {
        Destination::of(path).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_replaced_and_a_new_one_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        fs::write(at("old.csv"), "x").unwrap();
        for name in ["old.csv", "new.csv"] {
            assert_eq!(Destination::of(&at(name)), Ok(Destination::File(at(name))));
        }
        assert_eq!(Destination::of(Path::new("-")), Ok(Destination::Stdout));
    }

    #[test]
    fn a_folder_is_no_file_and_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(told(folder.path()).ends_with("it is a folder"));
        assert!(told(&folder.path().join("..")).ends_with("it is a folder"));
        assert!(told(&folder.path().join("new.csv/")).ends_with("it is a folder"));
        assert!(told(&folder.path().join("none/new.csv")).contains("there is no folder `"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_a_file_that_may_not_be_there_yet() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        fs::create_dir(at("in")).unwrap();
        symlink("in/link.csv", at("one.csv")).unwrap();
        symlink("../out.csv", at("in/link.csv")).unwrap();
        symlink("loop.csv", at("loop.csv")).unwrap();
        let out = Ok(Destination::File(at("out.csv")));
        assert_eq!(Destination::of(&at("one.csv")), out);
        fs::write(at("out.csv"), "x").unwrap();
        assert_eq!(Destination::of(&at("one.csv")), out);
        assert!(told(&at("loop.csv")).contains("too many links"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn streams_and_devices_are_never_replaced_by_whatever_link() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("out.csv");
        symlink("/dev/stdout", &link).unwrap();
        for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/stdout"] {
            assert_eq!(Destination::of(Path::new(name)), Ok(Destination::Stdout), "{name}");
        }
        assert_eq!(Destination::of(&link), Ok(Destination::Stdout));
        assert_eq!(Destination::of(Path::new("/dev/stderr")), Ok(Destination::Stderr));
        let null = PathBuf::from("/dev/null");
        assert_eq!(Destination::of(&null), Ok(Destination::Opened(null)));
        // An open file by its number stays the file that it is.
        let file = fs::File::create(folder.path().join("x")).unwrap();
        let number = std::os::fd::AsRawFd::as_raw_fd(&file);
        let opened = Destination::of(Path::new(&format!("/dev/fd/{number}"))).unwrap();
        assert!(matches!(opened, Destination::Opened(_)), "{opened:?}");
        assert!(matches!(Destination::of(Path::new("/dev/shm/x")), Ok(Destination::File(_))));
    }
}
