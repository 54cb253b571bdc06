//! Columns that are asked for by name: some file must have each; use in one that has it not belongs
//! to no group.

use std::collections::BTreeSet;

use super::columns::Role;
use super::header::Header;
use super::{Tells, UsageRequest};
use crate::model::{Problem, nearest, normalise};

/// How many columns of a file a hint lists.
const MOST_LISTED: usize = 40;
/// And of how many files.
const MOST_FILES: usize = 3;

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
    let meant = match near.as_slice() {
        [] => String::new(),
        near => format!("did you mean `{}`? ", near.join("` or `")),
    };
    let listed = |file: &FileColumns| {
        let names: Vec<_> = file.names.iter().take(MOST_LISTED).map(String::as_str).collect();
        format!("`{}` has {}", file.file, names.join(", "))
    };
    let besides = format!("besides, there are {}", words.collect::<Vec<_>>().join(", "));
    let some = files.iter().take(MOST_FILES).map(listed);
    let more = files.len().saturating_sub(MOST_FILES);
    let more = (more > 0).then(|| format!("{more} more files have others"));
    let listed: Vec<_> = some.chain(more).chain([besides]).collect();
    problem.hint(meant + &listed.join("; "))
}

/// What must be told of files that lack what others have.
pub(super) fn notes(request: &UsageRequest, files: &[FileColumns]) -> Vec<String> {
    let mut notes = Vec::new();
    for name in &request.columns.named {
        let lacking: Vec<_> = files.iter().filter(|file| !file.has(name)).collect();
        let Some(first) = lacking.first() else { continue };
        let words = match lacking.len() - 1 {
            0 => format!("`{}` has no column `{name}`: what was used in it", first.file),
            more => format!(
                "`{}` and {more} more have no column `{name}`: what was used in them",
                first.file
            ),
        };
        notes.push(format!("{words} belongs to none"));
    }
    notes
}
