//! The rectangle behind table, CSV and Markdown: typed cells under named columns.

use std::borrow::Cow;
use std::iter::Sum;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::model::{
    Cheaper, Days, Figure, Money, Number, Percent, PricePerDay, Quotient, TokenPrice, Tokens,
    TokensPerDay,
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
    /// Unknown: a sum over it is unknown too.
    Empty,
    /// Nothing is there to know: a sum leaves it out.
    Blank,
    /// Words, perhaps from a file.
    Text(String),
    /// Money, in the currency of the sheet.
    Money(Quotient<Number>),
    /// Money for one token.
    Price(Quotient<Number>),
    /// Anything counted: tokens, days, users.
    Count(Quotient<Number>),
    /// A number of percent.
    Percent(Quotient<Number>),
    /// A day.
    Date(NaiveDate),
    /// Whether something is so.
    Flag(bool),
    /// What only JSON can say.
    Json(Value),
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
        let is_word = |cell: &Cell| {
            matches!(cell, Cell::Text(_) | Cell::Blank | Cell::Date(_) | Cell::Flag(_))
        };
        !cells().any(is_word) || cells().any(|cell| !is_word(cell) && *cell != Cell::Empty)
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

impl Cell {
    /// This and `other`; unknown where they are of different kinds, or of one that does not add up.
    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Money(sum), Self::Money(more)) => Self::Money(&sum + &more),
            (Self::Count(sum), Self::Count(more)) => Self::Count(&sum + &more),
            (Self::Percent(sum), Self::Percent(more)) => Self::Percent(&sum + &more),
            (Self::Blank, one) | (one, Self::Blank) if one.adds_up() => one,
            _ => Self::Empty,
        }
    }

    fn adds_up(&self) -> bool {
        matches!(self, Self::Money(_) | Self::Count(_) | Self::Percent(_) | Self::Blank)
    }
}

/// The sum of what counts; of nothing, [`Blank`](Cell::Blank).
impl Sum for Cell {
    fn sum<I: Iterator<Item = Self>>(cells: I) -> Self {
        cells.fold(Self::Blank, Self::plus)
    }
}

/// What programs get: numbers with every digit, and `null` for what is unknown or not there.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty | Self::Blank => serializer.serialize_none(),
            Self::Text(words) => words.serialize(serializer),
            Self::Money(number)
            | Self::Price(number)
            | Self::Count(number)
            | Self::Percent(number) => number.serialize(serializer),
            Self::Date(day) => day.serialize(serializer),
            Self::Flag(is_so) => is_so.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
        }
    }
}

macro_rules! cell_from {
    ($($amount:ident => $cell:ident),* $(,)?) => {$(
        impl From<$amount> for Cell {
            fn from(amount: $amount) -> Self {
                Self::$cell(amount.bare())
            }
        }

        impl From<&$amount> for Cell {
            fn from(amount: &$amount) -> Self {
                Self::$cell(amount.bare())
            }
        }

        impl From<&Quotient<$amount>> for Cell {
            fn from(amount: &Quotient<$amount>) -> Self {
                Self::$cell(amount.bare())
            }
        }

        impl From<Quotient<$amount>> for Cell {
            fn from(amount: Quotient<$amount>) -> Self {
                Self::$cell(amount.bare())
            }
        }
    )*};
}

cell_from!(
    Money => Money,
    PricePerDay => Money,
    TokenPrice => Price,
    Tokens => Count,
    TokensPerDay => Count,
    Days => Count,
    Number => Count,
    Percent => Percent,
);

macro_rules! cell_of {
    ($($value:ty => $cell:expr,)*) => {$(
        impl From<$value> for Cell {
            fn from(value: $value) -> Self {
                $cell(value)
            }
        }
    )*};
}

cell_of! {
    u64 => |number: u64| Self::Count(number.into()),
    usize => |number: usize| Self::Count(Quotient::whole(number as u128)),
    String => Self::Text,
    &str => |words: &str| Self::Text(words.to_owned()),
    Cheaper => |cheaper: Cheaper| Self::Text(cheaper.word().to_owned()),
    NaiveDate => Self::Date,
    bool => Self::Flag,
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
