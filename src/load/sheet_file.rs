//! Rate sheets as files: what stands in them, and whether it is a sheet.

use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Document;
use super::text_file::{read, reason, text_of};
use super::{builtin, estate, input, rate_sheet};
use crate::model::{Draft, Estate, FileKind, Place, Problem, Problems, RateSheet};

/// Standard input among paths, and as it is called in problems.
pub(super) const STDIN: (&str, &str) = ("-", "<stdin>");

/// A file that should be a rate sheet.
pub struct SheetFile {
    /// The file as the user named it.
    pub file: String,
    /// What stands in it.
    pub text: String,
    /// What could be read of it, as a sheet.
    pub draft: Draft,
    /// What could be read of it, as an estate, where it is one.
    pub estate: Option<Estate>,
    /// Everything that is wrong with it.
    pub problems: Vec<Problem>,
    /// What it seems to be.
    pub kind: FileKind,
}

impl SheetFile {
    /// Reads `text` as a sheet, or as an estate where that is what it is; `file` is named in its
    /// problems.
    pub fn new(file: String, text: String) -> Self {
        if estate::is_estate(&text) {
            let (estate, problems) = estate::draft(&file, &text);
            let (draft, kind) = (Draft::default(), FileKind::Estate);
            return Self { file, text, draft, estate: Some(estate), problems, kind };
        }
        let (draft, problems) = rate_sheet::draft(&file, &text);
        Self { file, text, draft, estate: None, problems, kind: FileKind::Sheet }
    }

    /// The sheet, unless something is wrong with it.
    pub fn sheet(self) -> Result<RateSheet, Problems> {
        rate_sheet::finished(&self.file, self.draft, self.problems)
    }

    /// The places of keys of the sheet, such as `token`, `tier`, `0`, `price`; of a key that is not
    /// there, the nearest above.
    pub fn places<'k>(&self, keys: impl Iterator<Item = &'k [String]>) -> Vec<Place> {
        let (root, _) = DeTable::parse_recoverable(&self.text);
        let document = Document::new(&self.file, &self.text);
        keys.map(|key| document.place(span_of(root.get_ref(), key))).collect()
    }
}

fn span_of(root: &DeTable, keys: &[String]) -> Range<usize> {
    let Some((first, rest)) = keys.split_first() else { return 0..0 };
    let Some(mut value) = root.get(first.as_str()) else { return 0..0 };
    for key in rest {
        let inner: Option<&Spanned<DeValue>> = match value.get_ref() {
            DeValue::Table(table) => table.get(key.as_str()),
            DeValue::Array(items) => key.parse::<usize>().ok().and_then(|place| items.get(place)),
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => break,
        }
    }
    value.span()
}

/// The built-in sheet of that name, in the edition in force on a day unless the name says another,
/// or the file.
pub fn sheet_file(name: &str, on: NaiveDate) -> Result<SheetFile, Problem> {
    let built_in = builtin::find(name).transpose()?;
    match built_in.and_then(|editions| builtin::in_force_on(editions, on)) {
        Some(edition) => Ok(SheetFile::new(edition.file.to_owned(), edition.text.to_owned())),
        None => read(Path::new(name)).map(|text| SheetFile::new(name.to_owned(), text)),
    }
}

/// The files at `paths`: of a folder every `.toml` in it, by name; `-` is standard input. Beside
/// them, every path that cannot be read.
pub fn sheet_files(paths: &[PathBuf]) -> (Vec<SheetFile>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let found = if path.is_dir() { folder(path) } else { Ok(vec![path.clone()]) };
        for file in found.map_err(|problem| problems.push(problem)).unwrap_or_default() {
            let (name, text) = match file.display().to_string() {
                name if name == STDIN.0 => {
                    let text = input::stdin().and_then(|input| text_of(STDIN.1, input.lock()));
                    (STDIN.1.to_owned(), text)
                }
                name => (name, read(&file)),
            };
            match text {
                Ok(text) => files.push(SheetFile::new(name, text)),
                Err(problem) => problems.push(problem),
            }
        }
    }
    (files, problems)
}

/// Whether a file in a folder is one to read, by its name.
pub(super) fn is_sheet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let fault = |error: std::io::Error| {
        Problem::new(format!("cannot read `{}`: {}", path.display(), reason(&error)))
    };
    input::reads(path)?;
    let entries =
        std::fs::read_dir(path).map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let is_sheet = |path: &PathBuf| path.is_file() && is_sheet(path);
    let mut sheets: Vec<_> =
        entries.into_iter().map(|entry| entry.path()).filter(is_sheet).collect();
    sheets.sort();
    if sheets.is_empty() {
        return Err(Problem::new(format!("no `.toml` file in folder `{}`", path.display())));
    }
    Ok(sheets)
}
