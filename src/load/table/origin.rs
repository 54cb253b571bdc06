//! Where rows come from, for every message about them.

use crate::model::{Place, Problem};

/// A file, and how its rows are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file as the user named it.
    pub file: String,
    pub(super) counted: Counted,
}

/// How rows are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// By lines of a text.
    Lines,
    /// By rows of a sheet, whose number and name these are.
    Sheet(usize, String),
    /// By rows of a list.
    Rows,
}

impl Origin {
    pub(super) fn new(file: &str, counted: Counted) -> Self {
        Self { file: file.to_owned(), counted }
    }

    /// The problem at a line or row of it.
    pub fn at(&self, line: u64, problem: Problem) -> Problem {
        let file = &self.file;
        let prefix = match self.counted {
            Counted::Lines => {
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                return problem.at(Place { file: file.clone(), line, column: 0, span: 0..0 });
            }
            Counted::Sheet(number, _) => format!("{file} (sheet {number}, row {line})"),
            Counted::Rows => format!("{file}: row {line}"),
        };
        Problem { message: format!("{prefix}: {}", problem.message), ..problem }
    }

    /// `line 12` or `row 12`.
    pub fn line(&self, line: u64) -> String {
        match self.counted {
            Counted::Lines => format!("line {line}"),
            _ => format!("row {line}"),
        }
    }

    /// Whether it is a sheet of a workbook, which has numbers and not only texts.
    pub fn is_sheet(&self) -> bool {
        matches!(self.counted, Counted::Sheet(..))
    }

    /// What the table is called.
    pub fn name(&self) -> String {
        match &self.counted {
            Counted::Sheet(_, sheet) => format!("sheet `{sheet}` of `{}`", self.file),
            _ => format!("`{}`", self.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_it_is_as_the_file_counts() {
        let at = |counted| Origin::new("u", counted).at(12, Problem::new("no")).to_string();
        assert_eq!(at(Counted::Lines), "u:12: no");
        assert_eq!(at(Counted::Sheet(2, "Data".into())), "u (sheet 2, row 12): no");
        assert_eq!(at(Counted::Rows), "u: row 12: no");
    }
}
