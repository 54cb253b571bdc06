//! A TOML file read by hand: every value keeps its text (so that numbers stay exact) and its place (so that every problem
//! has a line and a column), and one problem does not hide the next.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Given, Limits, Place, Problem, Problems, nearest};

type Value<'t> = Spanned<DeValue<'t>>;

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
    kind: Kind,
    problem: Problem,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Syntax,
    Duplicate,
    Missing,
    Value,
}

impl<'t> Document<'t> {
    /// Reads `text` as TOML, builds a value from it with `make`, and returns that or all the problems.
    pub(super) fn read<T>(
        file: &'t str,
        text: &'t str,
        make: impl FnOnce(&Table<'_, 't>) -> Option<T>,
    ) -> Result<T, Problems> {
        let document = Document { file, text, line_starts: OnceCell::new(), found: RefCell::default() };
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            document.note_syntax(error.message(), error.span().unwrap_or_default());
        }
        let table = Table {
            document: &document,
            entries: root.get_ref(),
            at: 0..0,
            what: What::Document,
            known: RefCell::default(),
        };
        let built = make(&table);
        table.finish();
        Problems::check(document.problems())?;
        // A builder that gives up has said why; should one not, that is still no reason to go on without a value.
        built.ok_or_else(|| Problem::new(format!("`{file}` cannot be understood")).into())
    }

    fn note(&self, at: Range<usize>, kind: Kind, message: impl Into<String>) {
        self.found.borrow_mut().push(Found { at, kind, problem: Problem::new(message) });
    }

    fn note_syntax(&self, message: &str, at: Range<usize>) {
        match self.text.get(at.clone()) {
            Some(key) if message == "duplicate key" => self.note(at, Kind::Duplicate, format!("duplicate key `{key}`")),
            _ => self.note(at, Kind::Syntax, format!("not TOML: {message}")),
        }
    }

    fn hint(&self, hint: impl Into<String>) {
        if let Some(last) = self.found.borrow_mut().last_mut() {
            last.problem.hint = Some(hint.into());
        }
    }

    /// Everything found, by place, without what only follows from broken syntax.
    fn problems(&self) -> Vec<Problem> {
        let mut found = self.found.take();
        found.sort_by_key(|found| found.at.start);
        let broken = found.iter().filter(|found| found.kind == Kind::Syntax).map(|found| self.line(found.at.start));
        let broken: BTreeSet<_> = broken.collect();
        let told = found.into_iter().filter(|found| match found.kind {
            Kind::Syntax | Kind::Duplicate => true,
            Kind::Missing => !self.may_hide_a_key(&broken, found.at.start),
            // The parser puts an empty value where it cannot read one.
            Kind::Value => broken.is_empty() || !found.at.is_empty() && !broken.contains(&self.line(found.at.start)),
        });
        told.map(|found| Problem { place: Some(self.place(found.at.start)), ..found.problem }).collect()
    }

    /// Whether a key that seems missing from the table at `start` may stand on a broken line: of that table, or of a head.
    fn may_hide_a_key(&self, broken: &BTreeSet<usize>, start: usize) -> bool {
        let is_head =
            |line: usize| self.text.lines().nth(line - 1).is_some_and(|text| text.trim_start().starts_with('['));
        let first = self.line(start);
        let next_head = (first + 1..=self.line_starts().len()).find(|line| is_head(*line)).unwrap_or(usize::MAX);
        broken.iter().any(|line| is_head(*line) || (first..next_head).contains(line))
    }

    fn place(&self, at: usize) -> Place {
        let line = self.line(at);
        let line_start = self.line_starts().get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(line_start..at).unwrap_or_default();
        Place { file: self.file.to_owned(), line, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// Where each line starts; only a faulty file needs to know.
    fn line_starts(&self) -> &[usize] {
        let newlines = || self.text.match_indices('\n').map(|(newline, _)| newline + 1);
        self.line_starts.get_or_init(|| [0].into_iter().chain(newlines()).collect())
    }

    fn line(&self, at: usize) -> usize {
        self.line_starts().partition_point(|start| *start <= at).max(1)
    }
}

/// What a table is, to name it in a problem.
#[derive(Clone, Copy)]
enum What<'a> {
    Document,
    Section(&'a str),
    Row { kind: &'a str, id: &'a str },
    Item { list: &'a str, number: usize },
}

impl fmt::Display for What<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => write!(out, "the file"),
            Self::Section(key) => write!(out, "`[{key}]`"),
            Self::Row { kind, id } => write!(out, "{kind} `{id}`"),
            Self::Item { list, number } => write!(out, "`{list}` {number}"),
        }
    }
}

/// One table of a document, and which of its keys were asked for.
pub(super) struct Table<'d, 't> {
    document: &'d Document<'t>,
    entries: &'d DeTable<'t>,
    at: Range<usize>,
    what: What<'d>,
    known: RefCell<Vec<&'static str>>,
}

impl<'d, 't> Table<'d, 't> {
    /// A text that must be there and must not be blank.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.required(key).and_then(|value| self.text_of(key, value))
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&self, key: &'static str) -> Option<String> {
        self.get(key).and_then(|value| self.text_of(key, value))
    }

    /// A list of texts that may be absent, each with its place.
    pub(super) fn texts(&self, key: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of texts");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text_of(key, item).map(|text| (text, item.span()))).collect()
    }

    /// A date that must be there.
    pub(super) fn date(&self, key: &'static str) -> Option<NaiveDate> {
        let value = self.required(key)?;
        let date = value.get_ref().as_datetime().filter(|stamp| stamp.time.is_none()).and_then(|stamp| stamp.date);
        let date = date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
        if date.is_none() {
            self.wrong_type(key, value, "a date such as 2025-12-08, without quotes");
        }
        date
    }

    /// An amount that must be there, within the limits of its kind.
    pub(super) fn amount<T: Given>(&self, key: &'static str) -> Option<T> {
        self.amount_within(key, T::LIMITS)
    }

    /// An amount that must be there, within `limits`.
    pub(super) fn amount_within<T: Given>(&self, key: &'static str, limits: Limits) -> Option<T> {
        self.required(key).and_then(|value| self.amount_of(key, value, limits))
    }

    /// An amount that may be absent.
    pub(super) fn optional_amount<T: Given>(&self, key: &'static str, limits: Limits) -> Option<T> {
        self.get(key).and_then(|value| self.amount_of(key, value, limits))
    }

    /// One of a few words, that may be absent.
    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)], otherwise: T) -> Option<T> {
        let Some(value) = self.get(key) else { return Some(otherwise) };
        let text = self.text_of(key, value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.problem(value.span(), format!("`{key}` must be {}, found `{text}`", known.join(" or ")));
        }
        found
    }

    /// A table that must be there, read with `make`.
    pub(super) fn table<T>(&self, key: &'static str, make: impl FnOnce(&Table<'d, 't>) -> Option<T>) -> Option<T> {
        let value = self.required(key)?;
        self.open(value, What::Section(key), make)
    }

    /// The entries of a table of tables that may be absent, such as `[products.revit]`, in the order of the file. An entry
    /// with a problem is left out: the problem is noted.
    pub(super) fn entries<T>(
        &self,
        key: &'static str,
        kind: &'static str,
        make: impl Fn(&'d str, &Table<'d, 't>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value, "a table");
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(id, _)| id.span().start);
        let built = entries.into_iter().map(|(id, value)| {
            let name = id.get_ref();
            let valid =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !valid {
                self.problem(id.span(), format!("{kind} id `{name}` must be lower-case letters, digits and `-`"));
            }
            self.open(value, What::Row { kind, id: name }, |table| make(name, table)).filter(|_| valid)
        });
        built.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The tables of a list of tables that may be absent, such as `[[token.tier]]`.
    pub(super) fn list<T>(&self, key: &'static str, make: impl Fn(&Table<'d, 't>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, &format!("a list of tables, each headed `[[{key}]]`"));
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items.filter_map(|(n, item)| self.open(item, What::Item { list: key, number: n + 1 }, &make)).collect()
    }

    /// Notes what is wrong at `span`, as a problem of this table.
    pub(super) fn problem(&self, span: Range<usize>, message: impl AsRef<str>) {
        self.document.note(span, Kind::Value, format!("{}{}", self.prefix(), message.as_ref()));
    }

    /// Adds the nearest of `names` to the problem noted last; whether there is one. Looking for it takes time, and nobody
    /// reads the thousandth hint.
    pub(super) fn hint_nearest<'n>(&self, wanted: &str, names: impl Iterator<Item = &'n str>) -> bool {
        let few = self.document.found.borrow().len() <= MOST_HINTS;
        let near = if few { nearest(wanted, names).first().copied() } else { None };
        near.map(|near| self.document.hint(format!("did you mean `{near}`?"))).is_some()
    }

    /// Where the value of `key` is, or the table's own head where it has none.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.entries.get(key).map_or(self.at.clone(), Spanned::span)
    }

    /// Where the value of `key` is, for problems that show later.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.document.place(self.span_of(key).start)
    }

    /// Whether `key` is absent or an empty list.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.entries.get(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty()))
    }

    /// The ids in a table of tables, the faulty ones too.
    pub(super) fn ids(&self, key: &str) -> BTreeSet<&str> {
        let table = self.entries.get(key).and_then(|value| value.get_ref().as_table());
        table.map(|table| table.keys().map(|id| id.get_ref().as_ref()).collect()).unwrap_or_default()
    }

    /// Where the table begins.
    pub(super) fn span(&self) -> Range<usize> {
        self.at.clone()
    }

    /// The line on which `span` starts, to name a second place in a message.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.document.line(span.start)
    }

    fn prefix(&self) -> String {
        match self.what {
            What::Document => String::new(),
            what => format!("{what}: "),
        }
    }

    fn get(&self, key: &'static str) -> Option<&'d Value<'t>> {
        self.known.borrow_mut().push(key);
        self.entries.get(key)
    }

    fn required(&self, key: &'static str) -> Option<&'d Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            self.document.note(self.at.clone(), Kind::Missing, format!("{}`{key}` is missing", self.prefix()));
        }
        value
    }

    fn wrong_type(&self, key: &str, value: &Value<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.problem(value.span(), format!("`{key}` must be {wanted}, found {found}"));
    }

    fn text_of(&self, key: &str, value: &Value<'_>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.problem(value.span(), format!("`{key}` must not be empty"));
            return None;
        }
        Some(text.to_owned())
    }

    fn amount_of<T: Given>(&self, key: &str, value: &Value<'_>, limits: Limits) -> Option<T> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text,
            DeValue::Integer(number) => {
                self.problem(value.span(), format!("`{key}` must be a decimal number, found {number}"));
                return None;
            }
            _ => {
                self.wrong_type(key, value, "a number");
                return None;
            }
        };
        let read = T::within(limits, text);
        read.map_err(|rule| self.problem(value.span(), format!("`{key}` {rule}, found {text}"))).ok()
    }

    fn open<T>(
        &self,
        value: &'d Value<'t>,
        what: What<'d>,
        make: impl FnOnce(&Table<'d, 't>) -> Option<T>,
    ) -> Option<T> {
        let DeValue::Table(table) = value.get_ref() else {
            self.problem(value.span(), format!("{what} must be a table, found {}", value.get_ref().type_str()));
            return None;
        };
        let inner =
            Table { document: self.document, entries: table, at: value.span(), what, known: RefCell::default() };
        let built = make(&inner);
        inner.finish();
        built
    }

    /// Notes the keys that nobody asked for: a misspelt key must not pass for an absent one.
    fn finish(&self) {
        let known = self.known.borrow();
        for (key, _) in self.entries.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            self.problem(key.span(), format!("unknown key `{}`", key.get_ref()));
            if !self.hint_nearest(key.get_ref(), known.iter().copied()) {
                self.document.hint(format!("known here are {}", known.join(", ")));
            }
        }
    }
}
