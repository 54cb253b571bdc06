//! A file that is to be made is none that is there: nobody's edits are lost.

use std::path::Path;

use crate::model::Problem;

/// That nothing is at `path`, not even a link that leads nowhere.
pub fn ensure_absent(path: &Path) -> Result<(), Problem> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let problem = Problem::new(format!("`{}` is there already", path.display()));
    Err(problem.hint("write to another file, or move that one away"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.toml");
        assert!(ensure_absent(&path).is_ok());
        std::fs::write(&path, "").unwrap();
        assert!(ensure_absent(&path).unwrap_err().to_string().ends_with("is there already"));
    }
}
