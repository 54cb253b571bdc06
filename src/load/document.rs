//! A TOML file read by hand: every value keeps its text (so that numbers stay exact) and its place
//! (so that every problem has a line and a column), and one problem does not hide the next.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;

use super::lines::{Firsts, Lines, key_of};
use crate::model::{Code, Place, Problem, nearest};

/// For how many problems of a file the nearest names are looked up.
const MOST_HINTS: usize = 100;

/// The longest message about a file, in characters.
const LONGEST_MESSAGE: usize = 500;

/// A file under inspection: its text, and what is wrong with it so far.
pub(super) struct Document<'t> {
    file: &'t str,
    text: &'t str,
    lines: OnceCell<Lines<'t>>,
    firsts: OnceCell<Firsts<'t>>,
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
            lines: OnceCell::new(),
            firsts: OnceCell::new(),
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
        let (lines, here) = (self.lines(), self.line(at));
        let firsts = self.firsts.get_or_init(|| Firsts::of(lines));
        let first = firsts.of_line(here, key_of(lines.text(here)));
        first.map(|line| format!(", first on line {line}")).unwrap_or_default()
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
        let heads = if broken.is_empty() { Vec::new() } else { self.lines().heads() };
        let hides_any = broken.iter().any(|line| heads.binary_search(line).is_ok());
        let told = found.into_iter().filter(|found| match found.code {
            Code::NotToml | Code::DuplicateKey => true,
            Code::MissingKey | Code::NoSource => {
                !hides_any && !self.may_hide_a_key((&broken, &heads), found.at.start)
            }
            // The parser puts an empty value where it cannot read one.
            _ => {
                broken.is_empty()
                    || !found.at.is_empty() && !broken.contains(&self.line(found.at.start))
            }
        });
        told.map(|found| Problem { place: Some(self.place(found.at)), ..found.problem }).collect()
    }

    /// Whether a key that seems missing from the table at `start` may stand on a broken line of
    /// that table. On a broken head any key may.
    fn may_hide_a_key(&self, (broken, heads): (&BTreeSet<usize>, &[usize]), start: usize) -> bool {
        let first = self.line(start);
        let next = heads.partition_point(|head| *head <= first);
        let next_head = heads.get(next).copied().unwrap_or(usize::MAX);
        broken.range(first..next_head).next().is_some()
    }

    /// The place of a part of the text.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let (line, column) = self.lines().place(span.start);
        Place { file: self.file.to_owned(), line, column, span }
    }

    /// The line of a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines().line(at)
    }

    /// Where the lines are; only a faulty file needs to know.
    fn lines(&self) -> &Lines<'t> {
        self.lines.get_or_init(|| Lines::of(self.text))
    }
}
