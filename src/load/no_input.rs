//! A file that is to be written is none of those that are read: by whatever name, through whatever
//! link.

use std::path::{Path, PathBuf};

use super::table::is_stdin;
use crate::model::Problem;

/// That `path`, which is to be written, is none of the files that are read, in none of the folders
/// that are read, and may be replaced.
pub fn ensure_no_input(
    path: &Path,
    inputs: impl IntoIterator<Item = impl AsRef<Path>>,
) -> Result<(), Problem> {
    let name = path.display();
    let there = path.canonicalize().ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return Err(Problem::new(format!("cannot write `{name}`: it is not a file")));
    }
    for input in inputs {
        let input = behind(input.as_ref());
        if input.is_dir() && is_within(path, &input) {
            let folder = input.display();
            let problem = Problem::new(format!("`{name}` is in `{folder}`, which is an input"));
            return Err(problem.hint("write to another folder: all files in it are read"));
        }
        if there.as_ref().is_some_and(|there| is_one_file(there, &input)) {
            return Err(Problem::new(format!("`{name}` is an input: it would be lost"))
                .hint("write to another file"));
        }
    }
    Ok(())
}

/// What standard input is read from may be a file too.
fn behind(input: &Path) -> PathBuf {
    if is_stdin(input) { PathBuf::from("/dev/stdin") } else { input.to_owned() }
}

fn is_within(path: &Path, folder: &Path) -> bool {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok();
    parent.is_some() && parent == folder.canonicalize().ok()
}

/// Whether both names lead to one file.
fn is_one_file(one: &Path, other: &Path) -> bool {
    is_linked(one, other) || other.canonicalize().is_ok_and(|other| other == one)
}

/// Whether the system counts both as one file, so that a second link to it is found too.
#[cfg(unix)]
fn is_linked(one: &Path, other: &Path) -> bool {
    use std::fs::metadata;
    use std::os::unix::fs::MetadataExt;
    let both = metadata(one).ok().zip(metadata(other).ok());
    both.is_some_and(|(one, other)| (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

#[cfg(not(unix))]
fn is_linked(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn told(path: &Path, input: &Path) -> String {
        ensure_no_input(path, [input])
            .map_or_else(|problem| problem.to_string(), |()| "well".into())
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
        assert!(told(&at("in"), &at("log.csv")).ends_with("it is not a file"));
        // A folder that is read has the new file in it the next time.
        assert!(told(&at("in/new.csv"), &at("in")).ends_with("which is an input"));
        assert_eq!(told(&at("new.csv"), &at("in")), "well");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_found_through_links_of_either_kind() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("log.csv"), "x").unwrap();
        fs::hard_link(at("log.csv"), at("hard.csv")).unwrap();
        std::os::unix::fs::symlink(at("log.csv"), at("soft.csv")).unwrap();
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
    }
}
