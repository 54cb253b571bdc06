//! What a check found, for people, programs and CI.

pub(super) mod github;
pub(super) mod human;
pub(super) mod sarif;

use serde_json::{Value, json};

use super::{Answer, Cell, Format, Grid, column};
use crate::model::{FileKind, Place, Problem, Severity};

/// What a check found in several files.
pub struct Report {
    /// The paths that were asked about.
    pub paths: Vec<String>,
    /// The rate sheets that estates were held against, in words.
    pub against: Vec<String>,
    /// How many files could not be read: what is told is of the others.
    pub unread: usize,
    /// The files, in the order of the paths.
    pub files: Vec<CheckedFile>,
}

/// What a check found in one file.
pub struct CheckedFile {
    /// The file as the user named it.
    pub file: String,
    /// What stands in it.
    pub text: String,
    /// What was found, by place.
    pub problems: Vec<Problem>,
    /// What it seems to be.
    pub kind: FileKind,
}

impl Report {
    /// Everything that was found.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.files.iter().flat_map(|file| &file.problems)
    }

    /// Writes the report in `format`.
    pub fn render(&self, format: Format) -> anyhow::Result<String> {
        (format.writer().check)(self)
    }

    /// Hands the report over as an answer, for the formats that answers have.
    pub(super) fn as_answer<T>(&self, write: impl FnOnce(&Answer) -> T) -> T {
        write(&self.answer(&json!({ "paths": self.paths })))
    }

    fn answer<'a>(&'a self, inputs: &'a Value) -> Answer<'a> {
        let count =
            |severity| self.problems().filter(|problem| problem.severity() == severity).count();
        let mut result = json!({
            "against": self.against,
            "files": self.files.iter().map(|file| &file.file).collect::<Vec<_>>(),
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "infos": count(Severity::Info),
            "problems": self.problems().map(problem_json).collect::<Vec<_>>(),
        });
        if let (Some(result), true) = (result.as_object_mut(), self.unread > 0) {
            result.insert("unread".to_owned(), json!(self.unread));
        }
        let summary = vec![self.summary()];
        Answer { summary, ..Answer::new("rates check", inputs, result, self.grid(), self.grid()) }
    }

    fn grid(&self) -> Grid {
        let keys = ["file", "line", "column", "severity", "code", "message", "remedy"];
        let mut grid = Grid::new(keys.map(|key| column(key, key)).into());
        grid.rows = self.problems().map(cells).collect();
        grid
    }

    /// How much of what was found, in words.
    fn summary(&self) -> String {
        let count = |severity, one: &str, many: &str| {
            let count = self.problems().filter(|problem| problem.severity() == severity).count();
            (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
        };
        let found = [
            count(Severity::Error, "error", "errors"),
            count(Severity::Warning, "warning", "warnings"),
            count(Severity::Info, "note", "notes"),
        ];
        let found: Vec<_> = found.into_iter().flatten().collect();
        let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
        let first = self.files.first().map(|file| file.kind);
        let is_one_kind = self.files.iter().all(|file| Some(file.kind) == first);
        let kind = first.filter(|_| is_one_kind).map_or("file", FileKind::word);
        let files = self.files.len();
        let many = if files == 1 { "" } else { "s" };
        let against = match self.against.as_slice() {
            [] => String::new(),
            [one] => format!(" against rate sheet {one}"),
            several => format!(" against rate sheets {}", several.join("; ")),
        };
        let unread = match self.unread {
            0 => String::new(),
            1 => ", 1 more could not be read".to_owned(),
            more => format!(", {more} more could not be read"),
        };
        format!("checked {files} {kind}{many}{unread}{against}: {found}")
    }
}

fn problem_json(problem: &Problem) -> Value {
    let place = problem.place.as_ref();
    json!({
        "file": place.map(|place| &place.file),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "severity": problem.severity(),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "remedy": problem.code.map(crate::model::Code::remedy),
    })
}

fn cells(problem: &Problem) -> Vec<Cell> {
    let number = |number: usize| Cell::Count((number as u64).into());
    let (file, line, column) = match &problem.place {
        Some(Place { file, line, column, .. }) => {
            (file.as_str().into(), number(*line), number(*column))
        }
        None => (Cell::Empty, Cell::Empty, Cell::Empty),
    };
    vec![
        file,
        line,
        column,
        problem.severity().word().into(),
        problem.code.map(|code| Cell::from(code.name())).into(),
        problem.message.as_str().into(),
        problem.remedy().into(),
    ]
}
