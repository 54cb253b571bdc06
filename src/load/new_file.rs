//! Files that are to be new: nobody's edits are lost.

use std::fs;
use std::path::{Path, PathBuf};

use super::destination::{Destination, ensure_folder};
use super::text_file::reason;
use crate::model::Problem;

/// That there is nothing at `path` yet.
pub fn ensure_new(path: &Path) -> Result<(), Problem> {
    let name = path.display();
    match fs::symlink_metadata(path) {
        Ok(_) => Err(Problem::new(format!("`{name}` is there already: it would be lost"))
            .hint("write to another file")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ensure_folder(path, path),
        Err(error) => Err(Problem::new(format!("cannot write `{name}`: {}", reason(&error)))),
    }
}

/// Where a new file goes; nowhere is standard output, which has other names.
pub fn new_file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| Destination::of(path) != Ok(Destination::Stdout))
}

/// What stands where a schema is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaBeside {
    /// Nothing: it is to be written there.
    Missing(PathBuf),
    /// The schema.
    Same,
    /// Something else, perhaps the schema of another version, perhaps somebody's own.
    Other(PathBuf),
}

/// What stands in the folder of `file` under the schema's name.
pub fn schema_beside(file: &Path, name: &str, schema: &str) -> SchemaBeside {
    let path = file.with_file_name(name);
    match fs::read(&path) {
        Ok(text) if text == schema.as_bytes() => SchemaBeside::Same,
        Ok(_) => SchemaBeside::Other(path),
        // Where something is that cannot be read, it is not ours to replace.
        Err(_) if fs::symlink_metadata(&path).is_ok() => SchemaBeside::Other(path),
        Err(_) => SchemaBeside::Missing(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.toml");
        assert_eq!(ensure_new(&path), Ok(()));
        fs::write(&path, "x").unwrap();
        assert!(ensure_new(&path).unwrap_err().message.ends_with("it would be lost"));
        assert!(ensure_new(folder.path()).is_err());
    }

    #[test]
    fn a_schema_is_written_only_where_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ours.toml");
        let path = folder.path().join("s.json");
        assert_eq!(schema_beside(&file, "s.json", "{}"), SchemaBeside::Missing(path.clone()));
        fs::write(&path, "{}").unwrap();
        assert_eq!(schema_beside(&file, "s.json", "{}"), SchemaBeside::Same);
        assert_eq!(schema_beside(&file, "s.json", "{ }"), SchemaBeside::Other(path));
    }
}
