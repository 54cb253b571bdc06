//! One table of a document: what may stand in it, asked for key by key.

mod values;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Document;
use crate::model::{Code, Place, Problem};

type Value<'t> = Spanned<DeValue<'t>>;

/// The keys that a table of ours has at most, to make room for.
const MOST_KEYS: usize = 10;

/// What may stand in keys whose form nobody can guess.
const SUCH_AS: [(&str, &str); 6] = [
    ("effective", "2026-01-01"),
    ("currency", "\"USD\""),
    ("list_price", "3.00"),
    ("minimum_purchase", "100"),
    ("term_days", "365"),
    ("grace_minutes", "5"),
];

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

/// Reads `text` as TOML, builds what can be built from it with `make`, and says what is wrong with
/// it; `file` is named in the problems.
pub(super) fn read<'t, T>(
    file: &'t str,
    text: &'t str,
    make: impl for<'d> FnOnce(&Table<'d, 't>) -> T,
) -> (T, Vec<Problem>) {
    let document = Document::new(file, text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        document.note_syntax(error.message(), error.span().unwrap_or_default());
    }
    let known = RefCell::new(Vec::with_capacity(MOST_KEYS));
    let entries = root.get_ref();
    let table = Table { document: &document, entries, at: 0..0, what: What::Document, known };
    let built = make(&table);
    table.finish();
    (built, document.problems())
}

/// One table of a document, and which of its keys were asked for.
pub(super) struct Table<'d, 't> {
    document: &'d Document<'t>,
    entries: &'d DeTable<'t>,
    at: Range<usize>,
    what: What<'d>,
    known: RefCell<Vec<&'d str>>,
}

impl<'d, 't> Table<'d, 't> {
    /// A table that must be there, read with `make`.
    pub(super) fn table<T>(
        &self,
        key: &'d str,
        make: impl FnOnce(&Table<'d, 't>) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(key)?;
        self.open(value, What::Section(key), make)
    }

    /// A table that may be absent, read with `make`.
    pub(super) fn optional_table<T>(
        &self,
        key: &'d str,
        make: impl FnOnce(&Table<'d, 't>) -> Option<T>,
    ) -> Option<T> {
        self.get(key).and_then(|value| self.open(value, What::Section(key), make))
    }

    /// The entries of a table that may be absent and in which any key may stand, such as `[teams]`,
    /// in the order of the file: `make` gets the table, the key and its place.
    pub(super) fn section<T>(
        &self,
        key: &'d str,
        make: impl Fn(&Table<'d, 't>, &'d str, Range<usize>) -> Option<T>,
    ) -> Vec<T> {
        // No key is unknown here, so that the table is not finished.
        let Some(table) = self.get(key).and_then(|value| self.inner(value, What::Section(key)))
        else {
            return Vec::new();
        };
        let mut keys: Vec<_> = table.entries.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        keys.into_iter().filter_map(|key| make(&table, key.get_ref(), key.span())).collect()
    }

    /// The entries of a table of tables that may be absent, such as `[products.revit]`, in the
    /// order of the file. An entry with a problem is left out: the problem is noted.
    pub(super) fn entries<T>(
        &self,
        key: &'d str,
        kind: &'d str,
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
            let valid = !name.is_empty()
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !valid {
                self.problem(
                    id.span(),
                    Code::OutOfRange,
                    format!("{kind} id `{name}` must be lower-case letters, digits and `-`"),
                );
            }
            self.open(value, What::Row { kind, id: name }, |table| make(name, table))
                .filter(|_| valid)
        });
        built.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The tables of a list of tables that may be absent, such as `[[token.tier]]`.
    pub(super) fn list<T>(
        &self,
        key: &'d str,
        make: impl Fn(&Table<'d, 't>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, &format!("a list of tables, each headed `[[{key}]]`"));
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .filter_map(|(n, item)| self.open(item, What::Item { list: key, number: n + 1 }, &make))
            .collect()
    }

    /// Notes what is wrong at `span`, as a problem of this table.
    pub(super) fn problem(&self, span: Range<usize>, code: Code, message: impl AsRef<str>) {
        self.document.note(span, code, format!("{}{}", self.prefix(), message.as_ref()));
    }

    /// Adds the nearest of `names` to the problem noted last; whether there is one.
    pub(super) fn hint_nearest<'n>(
        &self,
        wanted: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> bool {
        self.document.hint_nearest(wanted, names)
    }

    /// Adds a hint to the problem noted last.
    pub(super) fn hint(&self, hint: &str) {
        self.document.hint(hint);
    }

    /// Where the value of `key` is, or the table's own head where it has none.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.entries.get(key).map_or(self.at.clone(), Spanned::span)
    }

    /// Where the value of `key` is, for problems that show later.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.document.place(self.span_of(key))
    }

    /// A place in the file, for problems that show later.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        self.document.place(span)
    }

    /// Whether `key` is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Whether it has no key at all.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the value of `key` is a table.
    pub(super) fn is_table(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(|value| value.get_ref().is_table())
    }

    /// Whether `key` is absent or an empty list.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.entries
            .get(key)
            .is_none_or(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty()))
    }

    /// How many tables the list of `key` has, the faulty ones too.
    pub(super) fn length(&self, key: &str) -> usize {
        self.entries
            .get(key)
            .and_then(|value| value.get_ref().as_array())
            .map_or(0, |items| items.len())
    }

    /// The ids in a table of tables, the faulty ones too.
    pub(super) fn ids(&self, key: &str) -> BTreeSet<&str> {
        let table = self.entries.get(key).and_then(|value| value.get_ref().as_table());
        table
            .map(|table| table.keys().map(|id| id.get_ref().as_ref()).collect())
            .unwrap_or_default()
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

    fn get(&self, key: &'d str) -> Option<&'d Value<'t>> {
        self.known.borrow_mut().push(key);
        self.entries.get(key)
    }

    fn required(&self, key: &'d str) -> Option<&'d Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            let code = if key == "source" { Code::NoSource } else { Code::MissingKey };
            self.problem(self.at.clone(), code, format!("`{key}` is missing"));
            if let Some((_, value)) = SUCH_AS.iter().find(|(known, _)| *known == key) {
                self.hint(&format!("add it, such as `{key} = {value}`"));
            }
        }
        value
    }

    fn wrong_type(&self, key: &str, value: &Value<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.problem(
            value.span(),
            Code::WrongType,
            format!("`{key}` must be {wanted}, found {found}"),
        );
    }

    fn open<T>(
        &self,
        value: &'d Value<'t>,
        what: What<'d>,
        make: impl FnOnce(&Table<'d, 't>) -> Option<T>,
    ) -> Option<T> {
        let inner = self.inner(value, what)?;
        let built = make(&inner);
        inner.finish();
        built
    }

    fn inner(&self, value: &'d Value<'t>, what: What<'d>) -> Option<Table<'d, 't>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.problem(
                value.span(),
                Code::WrongType,
                format!("{what} must be a table, found {}", value.get_ref().type_str()),
            );
            return None;
        };
        Some(Table {
            document: self.document,
            entries: table,
            at: value.span(),
            what,
            known: RefCell::default(),
        })
    }

    /// Notes the keys that nobody asked for: a misspelt key must not pass for an absent one.
    fn finish(&self) {
        let known = self.known.borrow();
        for (key, _) in
            self.entries.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref()))
        {
            self.problem(key.span(), Code::UnknownKey, format!("unknown key `{}`", key.get_ref()));
            if !self.hint_nearest(key.get_ref(), known.iter().copied()) {
                self.document.hint(format!("known here are {}", known.join(", ")));
            }
        }
    }
}
