//! A TOML file read by hand: every value keeps its text (so that numbers stay exact) and its place (so that every problem
//! has a line and a column), and one problem does not hide the next.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::DeTable;

use super::table::Table;
use crate::model::{Code, Place, Problem, Problems, nearest};

/// For how many problems of a file the nearest names are looked up.
const MOST_HINTS: usize = 100;

/// A file under inspection: its text, and what is wrong with it so far.
pub(super) struct Document<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: OnceCell<Vec<usize>>,
    found: RefCell<Vec<Found>>,
}

/// A problem and where it is, in bytes.
struct Found {
    at: Range<usize>,
    code: Code,
    problem: Problem,
}

impl<'t> Document<'t> {
    /// A file in which nothing is wrong yet.
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, line_starts: OnceCell::new(), found: RefCell::default() }
    }

    /// Reads `text` as TOML, builds a value from it with `make`, and returns that or all the problems.
    pub(super) fn read<T>(
        file: &'t str,
        text: &'t str,
        make: impl for<'d> FnOnce(&Table<'d, 't>) -> Option<T>,
    ) -> Result<T, Problems> {
        let document = Document::new(file, text);
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            document.note_syntax(error.message(), error.span().unwrap_or_default());
        }
        let built = Table::read(&document, root.get_ref(), make);
        Problems::check(document.problems())?;
        // A builder that gives up has said why; should one not, that is still no reason to go on without a value.
        built.ok_or_else(|| Problem::new(format!("`{file}` cannot be understood")).into())
    }

    /// Notes what is wrong with the table, key or value at `at`.
    pub(super) fn note(&self, at: Range<usize>, code: Code, message: impl Into<String>) {
        let problem = Problem { code: Some(code), ..Problem::new(message) };
        self.found.borrow_mut().push(Found { at, code, problem });
    }

    fn note_syntax(&self, message: &str, at: Range<usize>) {
        match self.text.get(at.clone()) {
            Some(key) if message == "duplicate key" => {
                self.note(
                    at.clone(),
                    Code::DuplicateKey,
                    format!("duplicate key `{key}`{}", self.first_place(at.start)),
                );
            }
            _ => self.note(at, Code::NotToml, format!("not TOML: {message}")),
        }
    }

    /// Where the line that is repeated at `at` stands first, as far as its head or key tells.
    fn first_place(&self, at: usize) -> String {
        let line_of = |number: usize| self.text.lines().nth(number - 1).unwrap_or_default().trim();
        let head = |text: &'t str| {
            if text.starts_with('[') { text } else { text.split('=').next().unwrap_or_default().trim() }
        };
        let (here, wanted) = (self.line(at), head(line_of(self.line(at))));
        let first = self.text.lines().take(here - 1).position(|line| head(line.trim()) == wanted);
        first.map(|line| format!(", first on line {}", line + 1)).unwrap_or_default()
    }

    /// Adds a hint to the problem noted last.
    pub(super) fn hint(&self, hint: impl Into<String>) {
        if let Some(last) = self.found.borrow_mut().last_mut() {
            last.problem.hint = Some(hint.into());
        }
    }

    /// Adds the nearest of `names` to the problem noted last; whether there is one. Looking for it takes time, and nobody
    /// reads the thousandth hint.
    pub(super) fn hint_nearest<'n>(&self, wanted: &str, names: impl Iterator<Item = &'n str>) -> bool {
        let few = self.found.borrow().len() <= MOST_HINTS;
        let near = if few { nearest(wanted, names).first().copied() } else { None };
        near.map(|near| self.hint(format!("did you mean `{near}`?"))).is_some()
    }

    /// Everything found, by place, without what only follows from broken syntax.
    fn problems(&self) -> Vec<Problem> {
        let mut found = self.found.take();
        found.sort_by_key(|found| found.at.start);
        let broken = found.iter().filter(|found| found.code == Code::NotToml).map(|found| self.line(found.at.start));
        let broken: BTreeSet<_> = broken.collect();
        let told = found.into_iter().filter(|found| match found.code {
            Code::NotToml | Code::DuplicateKey => true,
            Code::MissingKey | Code::NoSource => broken.is_empty() || !self.may_hide_a_key(&broken, found.at.start),
            // The parser puts an empty value where it cannot read one.
            _ => broken.is_empty() || !found.at.is_empty() && !broken.contains(&self.line(found.at.start)),
        });
        told.map(|found| Problem { place: Some(self.place(found.at)), ..found.problem }).collect()
    }

    /// Whether a key that seems missing from the table at `start` may stand on a broken line: of that table, or of a head.
    fn may_hide_a_key(&self, broken: &BTreeSet<usize>, start: usize) -> bool {
        let rest_from = |line: usize| self.text.get(*self.line_starts().get(line - 1)?..);
        let is_head =
            |line: usize| rest_from(line).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('['));
        let first = self.line(start);
        let next_head = (first + 1..=self.line_starts().len()).find(|line| is_head(*line)).unwrap_or(usize::MAX);
        broken.range(first..next_head).next().is_some() || broken.iter().any(|line| is_head(*line))
    }

    /// The place of a part of the text.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let at = span.start;
        let line = self.line(at);
        let line_start = self.line_starts().get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(line_start..at).unwrap_or_default();
        Place {
            file: self.file.to_owned(),
            line,
            column: before.trim_start_matches('\u{feff}').chars().count() + 1,
            span,
        }
    }

    /// Where each line starts; only a faulty file needs to know.
    fn line_starts(&self) -> &[usize] {
        let newlines = || self.text.match_indices('\n').map(|(newline, _)| newline + 1);
        self.line_starts.get_or_init(|| [0].into_iter().chain(newlines()).collect())
    }

    /// The line of a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_starts().partition_point(|start| *start <= at).max(1)
    }
}
