//! The two sides of a comparison: each a built-in sheet, a file, a folder of files, standard input,
//! or what a commit of git had of these.

mod folder;
mod git;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use self::git::GitObject;
use super::rate_sheet::parse;
use super::sheet_file::STDIN;
use super::table::is_stdin;
use super::text_file::text_of;
use super::{builtin, input, rate_sheet};
use crate::model::{Problem, Problems, RateSheet};

/// A sheet before and after; at least one of the two is there.
pub struct SheetPair {
    /// The name of the file in both folders; `None` where no folders are compared.
    pub file: Option<String>,
    /// The sheet before.
    pub old: Option<RateSheet>,
    /// The sheet after.
    pub new: Option<RateSheet>,
}

/// What is compared.
pub struct ComparedSheets {
    /// The sheets: one, or those of folders by the name of their file.
    pub pairs: Vec<SheetPair>,
    /// What was left out or taken as empty.
    pub notes: Vec<String>,
}

/// What stands on one side.
enum Side {
    Sheet(Box<RateSheet>),
    /// Sheets by the name of their file.
    Folder(BTreeMap<String, RateSheet>),
    /// Nothing: a commit that is named does not have the path.
    Absent,
}

impl Side {
    fn one(sheet: RateSheet) -> Self {
        Self::Sheet(Box::new(sheet))
    }
}

/// The sheets that go by `old` and `new`, matched: an error has the problems of both. Of a built-in
/// sheet the edition in force `on` a day is meant, unless its name says another.
pub fn compared_sheets(old: &str, new: &str, on: NaiveDate) -> Result<ComparedSheets, Problems> {
    if [old, new].iter().all(|name| is_stdin(Path::new(name))) {
        let problem =
            Problem::new("standard input can be read once: only one of OLD and NEW is `-`");
        return Err(problem.into());
    }
    let mut notes = Vec::new();
    let sides = [old, new].map(|name| side(name, on, &mut notes));
    let [Ok(before), Ok(after)] = sides else {
        let problems = sides.into_iter().filter_map(Result::err);
        Problems::check(problems.flat_map(Problems::into_vec).collect())?;
        return Err(Problem::new("a sheet cannot be read").into());
    };
    let pairs = match (before, after) {
        (Side::Absent, Side::Absent) => {
            let message =
                format!("there is nothing to compare: neither `{old}` nor `{new}` exists");
            return Err(Problem::new(message).hint("check the path within the repository").into());
        }
        (Side::Folder(_), Side::Sheet(_)) => return Err(unlike(old, new).into()),
        (Side::Sheet(_), Side::Folder(_)) => return Err(unlike(new, old).into()),
        (Side::Folder(old), Side::Folder(new)) => matched(old, new),
        (Side::Folder(old), Side::Absent) => matched(old, BTreeMap::new()),
        (Side::Absent, Side::Folder(new)) => matched(BTreeMap::new(), new),
        (before, after) => vec![SheetPair { file: None, old: sheet(before), new: sheet(after) }],
    };
    Ok(ComparedSheets { pairs, notes })
}

fn unlike(folder: &str, file: &str) -> Problem {
    Problem::new(format!("`{folder}` is a folder and `{file}` is one sheet"))
        .hint("compare two folders, or two sheets")
}

fn sheet(side: Side) -> Option<RateSheet> {
    match side {
        Side::Sheet(sheet) => Some(*sheet),
        Side::Folder(_) | Side::Absent => None,
    }
}

fn matched(
    mut old: BTreeMap<String, RateSheet>,
    mut new: BTreeMap<String, RateSheet>,
) -> Vec<SheetPair> {
    let files: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
    let pair = |file: String| SheetPair {
        old: old.remove(&file),
        new: new.remove(&file),
        file: Some(file),
    };
    files.into_iter().map(pair).collect()
}

/// What goes by `name`. What is on this disk goes before what a commit has, since a file may have a
/// colon in its name.
fn side(name: &str, on: NaiveDate, notes: &mut Vec<String>) -> Result<Side, Problems> {
    let path = Path::new(name);
    if is_stdin(path) {
        let text = text_of(STDIN.1, input::stdin()?.lock())?;
        return parse(STDIN.1, &text).map(Side::one);
    }
    let is_built_in = builtin::find(name).is_some();
    if path.is_dir() && !is_built_in {
        return folder::on_disk(path, notes).map(Side::Folder);
    }
    match GitObject::named(name).filter(|_| !is_built_in && !path.exists()) {
        Some(object) => git::side(&object, notes),
        None => rate_sheet(name, on).map(Side::one),
    }
}
