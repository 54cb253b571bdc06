//! A folder → the files in it, by name.

use std::fs;
use std::path::{Path, PathBuf};

use super::container::is_stdin;
use crate::load::input;
use crate::load::text_file::reason;
use crate::model::{Problem, Problems};

/// The files of `paths`, each folder replaced by the files in it in the order of their names.
/// Hidden files, and those that Excel and Windows leave behind, are none.
pub fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problems> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if is_stdin(path) || !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match within(path) {
            Ok(within) => files.extend(within),
            Err(problem) => problems.push(problem),
        }
    }
    Problems::check(problems)?;
    Ok(files)
}

fn within(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let name = folder.display();
    let fail = |error: std::io::Error| {
        Problem::new(format!("cannot read the folder `{name}`: {}", reason(&error)))
    };
    input::reads(folder)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let last = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lower = last.to_lowercase();
        let leftover =
            last.starts_with(['.', '~']) || lower == "thumbs.db" || lower == "desktop.ini";
        if leftover {
            continue;
        }
        if path.is_dir() {
            let message = format!("the folder `{name}` has another in it: `{last}`");
            return Err(Problem::new(message).hint("give each folder by its own name"));
        }
        files.push(path);
    }
    files.sort();
    if files.is_empty() {
        return Err(Problem::new(format!("the folder `{name}` has no files in it")));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_for_its_files_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let list = || files_of(&["-".into(), folder.path().to_owned()]);
        assert!(list().unwrap_err().to_string().ends_with("has no files in it"));
        for name in ["b.csv", "a.csv", ".hidden", "~$b.xlsx", "Thumbs.db"] {
            fs::write(at(name), "x").unwrap();
        }
        assert_eq!(list().unwrap(), ["-".into(), at("a.csv"), at("b.csv")]);
        fs::create_dir(at("old")).unwrap();
        assert!(list().unwrap_err().to_string().ends_with("has another in it: `old`"));
    }
}
