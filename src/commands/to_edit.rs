//! A file that people go on editing: on stdout, or new on disk with its schema beside it.

use std::path::Path;

use crate::load::{SchemaBeside, ensure_new, new_file, schema_beside};
use crate::model::Problem;
use crate::render::{Format, OutFile, Output, said_beside, written};
use crate::report::to_edit as report;

/// A file that people go on editing.
pub(super) struct ToEdit<'a> {
    /// What stands in it.
    pub(super) text: String,
    /// Where it is to be; nowhere is stdout.
    pub(super) output: Option<&'a Path>,
    /// The name of its schema, the schema, and the command that prints it.
    pub(super) schema: (&'static str, &'static str, &'static str),
    /// What is said of the file that was written.
    pub(super) written: &'a dyn Fn(&str) -> String,
    /// The command to try with it.
    pub(super) next: &'a dyn Fn(&Path) -> Option<String>,
    /// Warnings and notes.
    pub(super) said: (Vec<String>, Vec<String>),
}

/// That no format is asked for: the file that is made has one.
pub(super) fn ensure_no_format(format: Format) -> Result<(), Problem> {
    if format == Format::Table {
        return Ok(());
    }
    let message = format!("`--format {}` says nothing here: what is made is TOML", format.name());
    Err(Problem::new(message).hint("leave it out"))
}

/// Where a file goes, where it is not stdout: it is nothing that is there.
pub(super) fn new_path(output: Option<&Path>) -> Result<Option<&Path>, Problem> {
    let path = new_file(output);
    path.map_or(Ok(()), ensure_new).map(|()| path)
}

/// The output that writes it.
pub(super) fn to_edit(file: ToEdit) -> Output {
    let ToEdit { text, output, schema: (name, schema, command), said, .. } = file;
    let (warnings, mut notes) = said;
    let Some(path) = output else {
        notes.push(report::schema_by(name, command));
        let stderr = said_beside(&warnings, &notes);
        return Output { stderr, ..Output::answered(text) };
    };
    let mut lines = vec![(file.written)(&path.display().to_string())];
    let mut files = Vec::new();
    match schema_beside(path, name, schema) {
        SchemaBeside::Missing(beside) => {
            lines.push(report::wrote_schema(&beside.display().to_string()));
            // Before the file that names it: should only one come to be, it is the harmless one.
            files.push(OutFile::new_text(beside, schema.to_owned()));
        }
        SchemaBeside::Same => {}
        SchemaBeside::Other(beside) => {
            notes.push(report::other_schema(&beside.display().to_string(), command));
        }
    }
    files.push(OutFile::new_text(path.to_owned(), text));
    let stdout = written(&lines, (file.next)(path).as_deref());
    Output { stderr: said_beside(&warnings, &notes), files, ..Output::answered(stdout) }
}
