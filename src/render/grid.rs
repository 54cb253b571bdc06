//! The rectangle behind table, CSV and Markdown: typed cells under named columns.

use std::borrow::Cow;

use crate::model::{
    Cheaper, Days, Exact, Money, Percent, PricePerDay, TokenPrice, Tokens, TokensPerDay,
};

/// A rectangle of cells, perhaps with a total.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The columns, from the left.
    pub columns: Vec<Column>,
    /// The rows, each as wide as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// The sums, for people only: a program adds up for itself.
    pub total: Option<Vec<Cell>>,
}

/// A column: its name in data and its heading for people.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name in CSV, the same as in JSON.
    pub key: Cow<'static, str>,
    /// The heading for people, with the unit; a newline breaks it in a table.
    pub title: String,
}

/// A column named `key`, headed `title`.
pub fn column(key: impl Into<Cow<'static, str>>, title: impl Into<String>) -> Column {
    Column { key: key.into(), title: title.into() }
}

/// One value, with what is needed to write it: people get it rounded by its kind, programs exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Unknown, or not applicable.
    Empty,
    /// Words, perhaps from a file.
    Text(String),
    /// Money, in the currency of the sheet.
    Money(Exact),
    /// Money for one token.
    Price(Exact),
    /// Anything counted: tokens, days, users.
    Count(Exact),
    /// A number of percent.
    Percent(Exact),
}

impl Grid {
    /// A grid without rows.
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Whether the column is one of numbers, which people expect flush right; a word may stand in
    /// for one of them.
    pub fn is_numeric(&self, place: usize) -> bool {
        let cells = || self.rows.iter().filter_map(|row| row.get(place));
        let is_word = |cell: &Cell| matches!(cell, Cell::Text(_));
        !cells().any(is_word) || cells().any(|cell| !is_word(cell) && *cell != Cell::Empty)
    }

    /// Puts `cell` into the column named `key` of row `row`.
    pub fn replace(&mut self, row: usize, key: &str, cell: Cell) {
        let place = self.columns.iter().position(|column| column.key == key);
        let old = place.zip(self.rows.get_mut(row)).and_then(|(place, row)| row.get_mut(place));
        if let Some(old) = old {
            *old = cell;
        }
    }

    /// The same rows, with the columns named by `keys` only.
    #[must_use]
    pub fn select(&self, keys: &[&str]) -> Self {
        let places: Vec<_> = keys
            .iter()
            .filter_map(|key| self.columns.iter().position(|column| column.key == *key))
            .collect();
        let pick =
            |row: &Vec<Cell>| places.iter().filter_map(|place| row.get(*place).cloned()).collect();
        Self {
            columns: places.iter().filter_map(|place| self.columns.get(*place).cloned()).collect(),
            rows: self.rows.iter().map(pick).collect(),
            total: self.total.as_ref().map(pick),
        }
    }
}

macro_rules! cell_from {
    ($($amount:ident => $cell:ident)*) => {$(
        impl From<&$amount> for Cell {
            fn from(amount: &$amount) -> Self {
                Self::$cell(amount.exact().clone())
            }
        }
    )*};
}

cell_from!(Money => Money  PricePerDay => Money  TokenPrice => Price  Tokens => Count  TokensPerDay => Count  Days => Count  Percent => Percent);

impl From<&Exact> for Cell {
    fn from(number: &Exact) -> Self {
        Self::Count(number.clone())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Cheaper> for Cell {
    fn from(cheaper: Cheaper) -> Self {
        cheaper.word().into()
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
