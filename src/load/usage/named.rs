//! Columns that are asked for by name: some file must have each; use in one that has it not belongs
//! to no group.

use std::collections::BTreeSet;

use super::columns::Role;
use super::header::Header;
use super::{Tells, UsageRequest};
use crate::model::{Problem, nearest, normalise};

/// How many columns of a file a hint lists.
const MOST_LISTED: usize = 40;

/// The columns of one file.
pub(super) struct FileColumns {
    file: String,
    names: Vec<String>,
    /// Whether its rows are sessions, and name machines.
    pub(super) names_machines: bool,
}

impl FileColumns {
    pub(super) fn of(file: &str, header: &Header) -> Self {
        let is_log = header.format.tells(Tells::Sessions);
        Self {
            file: file.to_owned(),
            names: header.columns.clone(),
            names_machines: is_log && header.column(Role::Machine).is_some(),
        }
    }

    fn has(&self, name: &str) -> bool {
        let name = normalise(name);
        self.names.iter().any(|column| normalise(column) == name)
    }
}

/// A problem for each name that is no column of any of the files.
pub(super) fn ensure_named(request: &UsageRequest, files: &[FileColumns]) -> Vec<Problem> {
    let named = request.columns.named.iter();
    let unknown = named.filter(|name| !files.iter().any(|file| file.has(name)));
    unknown.map(|name| unknown_column(name, request, files)).collect()
}

fn unknown_column(name: &str, request: &UsageRequest, files: &[FileColumns]) -> Problem {
    let problem = Problem::new(format!("no file has a column `{name}` to group by"));
    let columns: BTreeSet<_> =
        files.iter().flat_map(|file| &file.names).map(String::as_str).collect();
    let words = request.columns.words.iter().map(String::as_str);
    let near = nearest(name, words.clone().chain(columns));
    if !near.is_empty() {
        return problem.nearest(&near);
    }
    let listed = |file: &FileColumns| {
        let names: Vec<_> = file.names.iter().take(MOST_LISTED).map(String::as_str).collect();
        format!("`{}` has {}", file.file, names.join(", "))
    };
    let besides = format!("besides, there are {}", words.collect::<Vec<_>>().join(", "));
    problem.hint(files.iter().map(listed).chain([besides]).collect::<Vec<_>>().join("; "))
}

/// What must be told of files that lack what others have.
pub(super) fn notes(request: &UsageRequest, files: &[FileColumns]) -> Vec<String> {
    let mut notes = Vec::new();
    for name in &request.columns.named {
        for file in files.iter().filter(|file| !file.has(name)) {
            notes.push(format!(
                "`{}` has no column `{name}`: what was used in it belongs to none",
                file.file
            ));
        }
    }
    notes
}
