//! A TOML file read by hand: every value keeps its text (so that numbers stay exact) and its place
//! (so that every problem has a line and a column), and one problem does not hide the next.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{Code, Place, Problem, nearest};

/// For how many problems of a file the nearest names are looked up.
const MOST_HINTS: usize = 100;

/// The longest message about a file, in characters.
const LONGEST_MESSAGE: usize = 500;

/// A file under inspection: its text, and what is wrong with it so far.
pub(super) struct Document<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: OnceCell<Vec<usize>>,
    heads: OnceCell<BTreeMap<&'t str, usize>>,
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
        Self {
            file,
            text,
            line_starts: OnceCell::new(),
            heads: OnceCell::new(),
            found: RefCell::default(),
        }
    }

    /// Notes what is wrong with the table, key or value at `at`.
    pub(super) fn note(&self, at: Range<usize>, code: Code, message: impl Into<String>) {
        // A value may be a megabyte long, and nobody wants to see it.
        let message: String = message.into().chars().take(LONGEST_MESSAGE).collect();
        let problem = Problem { code: Some(code), ..Problem::new(message) };
        self.found.borrow_mut().push(Found { at, code, problem });
    }

    /// Notes what is not TOML at `at`, in the parser's words.
    pub(super) fn note_syntax(&self, message: &str, at: Range<usize>) {
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

    /// Where the key or head that is repeated at `at` stands first: a key in its own table, a head
    /// anywhere above.
    fn first_place(&self, at: usize) -> String {
        let here = self.line(at);
        let wanted = key_of(self.line_text(here));
        let first = if wanted.starts_with('[') {
            self.heads().get(wanted).copied().filter(|line| *line < here)
        } else {
            let above = (1..here).rev().map(|line| (line, key_of(self.line_text(line))));
            let table = above.take_while(|(_, key)| !key.starts_with('['));
            table.filter(|(_, key)| *key == wanted).map(|(line, _)| line).last()
        };
        first.map(|line| format!(", first on line {line}")).unwrap_or_default()
    }

    /// Each head of a table, and the line on which it stands first.
    fn heads(&self) -> &BTreeMap<&'t str, usize> {
        self.heads.get_or_init(|| {
            let lines =
                self.text.lines().enumerate().map(|(number, text)| (key_of(text), number + 1));
            let heads: Vec<_> = lines.filter(|(key, _)| key.starts_with('[')).collect();
            // Of equal ones the last to come in stays: the first of the file.
            heads.into_iter().rev().collect()
        })
    }

    fn line_text(&self, line: usize) -> &'t str {
        let start = self.line_starts().get(line - 1).copied().unwrap_or_default();
        self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// Adds a hint to the problem noted last.
    pub(super) fn hint(&self, hint: impl Into<String>) {
        if let Some(last) = self.found.borrow_mut().last_mut() {
            last.problem.hint = Some(hint.into());
        }
    }

    /// Adds the nearest of `names` to the problem noted last; whether there is one. Looking for it
    /// takes time, and nobody reads the thousandth hint.
    pub(super) fn hint_nearest<'n>(
        &self,
        wanted: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> bool {
        let few = self.found.borrow().len() <= MOST_HINTS;
        let near = if few { nearest(wanted, names).first().copied() } else { None };
        near.map(|near| self.hint(format!("did you mean `{near}`?"))).is_some()
    }

    /// Everything found, by place, without what only follows from broken syntax.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut found = self.found.take();
        found.sort_by_key(|found| found.at.start);
        let broken = found
            .iter()
            .filter(|found| found.code == Code::NotToml)
            .map(|found| self.line(found.at.start));
        let broken: BTreeSet<_> = broken.collect();
        let told = found.into_iter().filter(|found| match found.code {
            Code::NotToml | Code::DuplicateKey => true,
            Code::MissingKey | Code::NoSource => {
                broken.is_empty() || !self.may_hide_a_key(&broken, found.at.start)
            }
            // The parser puts an empty value where it cannot read one.
            _ => {
                broken.is_empty()
                    || !found.at.is_empty() && !broken.contains(&self.line(found.at.start))
            }
        });
        told.map(|found| Problem { place: Some(self.place(found.at)), ..found.problem }).collect()
    }

    /// Whether a key that seems missing from the table at `start` may stand on a broken line: of
    /// that table, or of a head.
    fn may_hide_a_key(&self, broken: &BTreeSet<usize>, start: usize) -> bool {
        let is_head = |line: usize| key_of(self.line_text(line)).starts_with('[');
        let first = self.line(start);
        let next_head = (first + 1..=self.line_starts().len())
            .find(|line| is_head(*line))
            .unwrap_or(usize::MAX);
        broken.range(first..next_head).next().is_some() || broken.iter().any(|line| is_head(*line))
    }

    /// The place of a part of the text.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        // Behind the last newline there is no line: what is missing there is missing at the end of
        // the last one.
        let end = self.text.trim_end_matches(['\r', '\n']).len();
        let at = if span.start == self.text.len() { end } else { span.start };
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

/// The head of a table, or the key of a line.
fn key_of(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.starts_with('[') { line } else { line.split('=').next().unwrap_or_default().trim() }
}
