//! A folder → the sheets in it, by the names of their files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::load::sheet_file::{SheetFile, sheet_files};
use crate::model::{Problem, Problems, RateSheet};

/// The sheets of a folder on this disk.
pub(super) fn on_disk(
    path: &Path,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, RateSheet>, Problems> {
    let (files, problems) = sheet_files(&[path.to_owned()]);
    sheets(files, problems, notes)
}

/// The sheets among `files`, by the last part of their names. An estate is no sheet, and a folder
/// may well have one.
pub(super) fn sheets(
    files: Vec<SheetFile>,
    mut problems: Vec<Problem>,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, RateSheet>, Problems> {
    let mut sheets = BTreeMap::new();
    for file in files {
        if file.estate.is_some() {
            notes.push(format!("`{}` is an estate, no rate sheet: left out", file.file));
            continue;
        }
        let last = file.file.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default();
        let name = last.to_owned();
        match file.sheet() {
            Ok(sheet) => {
                sheets.insert(name, sheet);
            }
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    Problems::check(problems)?;
    Ok(sheets)
}
