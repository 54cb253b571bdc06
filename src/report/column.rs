//! A column, said once: `.money("cost", "cost, USD", |line| line.cost).sums()` is its key in CSV
//! and JSON, its heading for people, the cell of each row, and the cell of the total.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::Value;

use super::Table;
use crate::model::{
    Cheaper, Days, Money, Number, Percent, PricePerDay, Quotient, TokenPrice, Tokens, TokensPerDay,
};
use crate::render::Cell;

/// A column of a table whose rows are `R`.
pub(super) struct Column<'a, R> {
    pub(super) key: Cow<'static, str>,
    pub(super) heading: Heading,
    pub(super) cell: Of<'a, R, Cell>,
    words: Option<Of<'a, R, Option<&'static str>>>,
    /// Which rows its sum counts; it has none where nothing says so.
    pub(super) counts: Option<Of<'a, R, bool>>,
    pub(super) programs: Programs,
}

/// What is made of a row.
type Of<'a, R, V> = Box<dyn Fn(&R) -> V + 'a>;

/// The heading for people, with the unit; a newline breaks it in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// These words.
    Words(String),
    /// None: only CSV and JSON have this column.
    ForPrograms,
    /// None: only JSON has this column, which may be too deep for a rectangle.
    ForJson,
}

/// Whether programs get a column that people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Programs {
    Too,
    Not,
}

impl From<&str> for Heading {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Heading {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl<R> Column<'_, R> {
    pub(super) fn is_in_view(&self) -> bool {
        matches!(self.heading, Heading::Words(_))
    }

    pub(super) fn is_in_csv(&self) -> bool {
        self.is_in_json() && self.heading != Heading::ForJson
    }

    pub(super) fn is_in_json(&self) -> bool {
        self.programs == Programs::Too
    }

    /// What people see in `row`.
    pub(super) fn seen(&self, row: &R) -> Cell {
        let words = self.words.as_ref().and_then(|words| words(row));
        words.map_or_else(|| (self.cell)(row), Cell::from)
    }

    pub(super) fn title(&self) -> &str {
        match &self.heading {
            Heading::Words(words) => words,
            Heading::ForPrograms | Heading::ForJson => "",
        }
    }
}

/// Says a column for each kind, and names the types that may stand in one: what does not fit the
/// kind does not compile.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($holds:ident: $($type:ty),*);)*) => {
        $(
            #[doc = concat!("What may stand in a column of ", stringify!($kind), ".")]
            pub trait $holds: Into<Cell> {}
            $(impl $holds for $type {})*
            impl<T: $holds> $holds for Option<T> {}
        )*

        /// The kinds of columns. Each is said after those before it.
        impl<'a, R> Table<'a, R> {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $kind<V: $holds>(
                    self,
                    key: impl Into<Cow<'static, str>>,
                    heading: impl Into<Heading>,
                    value: impl Fn(&R) -> V + 'a,
                ) -> Self {
                    self.cell(key, heading, move |row| value(row).into())
                }
            )*

            /// What only JSON can say: a list, or an object in an object.
            #[must_use]
            pub fn json(
                self,
                key: impl Into<Cow<'static, str>>,
                value: impl Fn(&R) -> Value + 'a,
            ) -> Self {
                self.cell(key, Heading::ForJson, move |row| Cell::Json(value(row)))
            }

            /// Cells of any kind, for a column that has words in place of some figures.
            #[must_use]
            pub fn cell(
                mut self,
                key: impl Into<Cow<'static, str>>,
                heading: impl Into<Heading>,
                cell: impl Fn(&R) -> Cell + 'a,
            ) -> Self {
                self.columns.push(Column {
                    key: key.into(),
                    heading: heading.into(),
                    cell: Box::new(cell),
                    words: None,
                    counts: None,
                    programs: Programs::Too,
                });
                self
            }
        }
    };
}

kinds! {
    /// Words, perhaps from a file.
    text(Words: String, &'static str, Cheaper);
    /// Anything counted: tokens, days, users.
    count(
        Count: Tokens, TokensPerDay, Days, Number, u64, usize,
        Quotient<Tokens>, Quotient<Days>, Quotient<Number>
    );
    /// Money, in the currency of the sheet.
    money(Amount: Money, PricePerDay, Quotient<Money>, Quotient<PricePerDay>);
    /// Money for one token.
    price(Price: TokenPrice, Quotient<TokenPrice>);
    /// A number of percent.
    percent(Share: Percent, Quotient<Percent>);
    /// A day.
    date(Date: NaiveDate);
    /// Whether something is so.
    flag(Flag: bool);
}

/// What is said of the column before.
impl<'a, R> Table<'a, R> {
    /// Its sum stands in the total: unknown where any of its cells is.
    #[must_use]
    pub fn sums(self) -> Self {
        self.sums_where(|_| true)
    }

    /// Its sum stands in the total, of those rows that count by what they are; the cells of others
    /// may be unknown.
    #[must_use]
    pub fn sums_where(mut self, counts: impl Fn(&R) -> bool + 'a) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.counts = Some(Box::new(counts));
        }
        self
    }

    /// Where `words` has some, people read them instead of the figure: `never`, `all year`.
    #[must_use]
    pub fn in_words(mut self, words: impl Fn(&R) -> Option<&'static str> + 'a) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.words = Some(Box::new(words));
        }
        self
    }

    /// It is for people alone: programs get the same in another way.
    #[must_use]
    pub fn for_people(mut self) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.programs = Programs::Not;
        }
        self
    }
}
