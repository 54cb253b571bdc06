//! How a file writes dates and numbers: settled once, from all of its rows, and then the same for
//! each.
//!
//! What one row proves (`3/31/2026`, `1.234,50`) holds for its column, and for every column of the
//! file that leaves it open. What no row proves is refused with both readings, unless the option
//! says it. A column that contradicts itself is refused with two of its rows. Two columns may
//! differ where each proves its own; an open third one is then refused.

mod clock;
mod dates;
mod numbers;
mod proofs;
mod serial;

use std::borrow::Cow;

pub use dates::DateOrder;
pub use numbers::DecimalMark;
pub(super) use proofs::Proofs;
pub use serial::Calendar;

use super::row::{Cell, Typed};

/// What the cells of a column are read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    #[default]
    Text,
    /// A number.
    Number,
    /// A day, perhaps with a time.
    Date,
    /// A day and a time.
    Moment,
}

/// What the options say of everything that a file leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// `--dates`.
    pub dates: Option<DateOrder>,
    /// `--decimal`.
    pub decimal: Option<DecimalMark>,
}

/// How one column writes what it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    kind: Kind,
    order: Option<DateOrder>,
    mark: Option<DecimalMark>,
}

/// How a file writes dates and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    styles: Vec<Style>,
    calendar: Calendar,
}

impl Dialect {
    /// The cell as readers of ISO 8601 and plain decimals read it. What is no date or number stays
    /// as it is, for them to refuse.
    pub fn plain<'c>(&self, column: usize, cell: Cell<'c>) -> Cow<'c, str> {
        let style = self.styles.get(column).copied().unwrap_or_default();
        let kind = if cell.typed == Typed::Date && style.kind != Kind::Moment {
            // A number that Excel took for a date is none, and a text neither.
            Kind::Date
        } else {
            style.kind
        };
        let plain = match kind {
            _ if cell.text.is_empty() => None,
            Kind::Text => None,
            Kind::Number if cell.typed == Typed::Number => None,
            Kind::Number => numbers::plain(cell.text, style.mark),
            Kind::Date => dates::iso(cell, style.order, self.calendar, false),
            Kind::Moment => dates::iso(cell, style.order, self.calendar, true),
        };
        plain.map_or(Cow::Borrowed(cell.text), Cow::Owned)
    }
}

/// Whether a plain text such as `1.234` may be a number with decimals or one of thousands, so that
/// a reader who has not looked at all rows must not take it.
pub fn is_open_number(text: &str) -> bool {
    numbers::look(text).is_some_and(|number| matches!(number.proof, numbers::Proof::Either(_)))
}

/// The sign before decimals that a number proves, where it proves any.
pub fn proved_mark(text: &str) -> Option<DecimalMark> {
    match numbers::look(text)?.proof {
        numbers::Proof::Mark(mark) => Some(mark),
        numbers::Proof::Either(_) | numbers::Proof::None => None,
    }
}

/// The currency beside a number, empty where there is none; `None` where it is no number.
pub(super) fn currency_beside(text: &str) -> Option<&str> {
    numbers::look(text).map(|number| number.currency)
}

/// Whether the fast reader of ISO 8601 and plain decimals reads the text without help.
pub(super) fn is_plain(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Number => numbers::is_plain(text),
        Kind::Date | Kind::Moment => dates::is_plain(text),
    }
}

/// Whether the cell looks like what its column is read as; a text always does.
pub(super) fn fits(kind: Kind, cell: Cell) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Number => cell.text.bytes().any(|byte| byte.is_ascii_digit()),
        Kind::Date | Kind::Moment => !dates::is_plain(cell.text) || dates::look(cell).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::table::origin::{Counted, Origin};
    use crate::load::table::row::Row;

    /// The columns as they are read, or what is wrong.
    fn read(columns: &[(Kind, &[&str])], given: Given) -> Result<Vec<Vec<String>>, String> {
        let kinds: Vec<_> = columns.iter().map(|(kind, _)| *kind).collect();
        let names: Vec<_> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let mut proofs = Proofs::new(&kinds);
        for line in 0..columns[0].1.len() {
            let mut row = Row::default();
            row.begin(line as u64 + 2);
            for (_, cells) in columns {
                row.push(cells[line], Typed::Text);
            }
            proofs.look(&row);
        }
        let origin = Origin::new("x.csv", Counted::Lines);
        let settled = proofs
            .settle(&origin, &names, given, Calendar::From1900)
            .map_err(|problems| problems.to_string())?;
        let plain = |(place, (_, cells)): (usize, &(Kind, &[&str]))| {
            let cell = |text| Cell { text, typed: Typed::Text };
            cells.iter().map(|text| settled.dialect.plain(place, cell(text)).into_owned()).collect()
        };
        Ok(columns.iter().enumerate().map(plain).collect())
    }

    fn dates(cells: &[&str], order: Option<DateOrder>) -> Result<Vec<String>, String> {
        let given = Given { dates: order, ..Given::default() };
        read(&[(Kind::Date, cells)], given).map(|mut columns| columns.remove(0))
    }

    fn numbers(cells: &[&str], mark: Option<DecimalMark>) -> Result<Vec<String>, String> {
        let given = Given { decimal: mark, ..Given::default() };
        read(&[(Kind::Number, cells)], given).map(|mut columns| columns.remove(0))
    }

    #[test]
    fn one_row_settles_all() {
        assert_eq!(dates(&["3/2/2026", "3/31/2026"], None).unwrap(), ["2026-03-02", "2026-03-31"]);
        assert_eq!(dates(&["3/2/2026", "31/3/2026"], None).unwrap(), ["2026-02-03", "2026-03-31"]);
        assert_eq!(numbers(&["1.234", "1,5"], None).unwrap(), ["1234", "1.5"]);
        assert_eq!(numbers(&["1.234", "1.5"], None).unwrap(), ["1.234", "1.5"]);
    }

    #[test]
    fn what_stays_open_is_refused_with_both_readings_and_read_by_the_option() {
        let open = ["3/2/2026", "12/1/2026"];
        assert_eq!(
            dates(&open, None).unwrap_err(),
            "x.csv:2: `a`: `3/2/2026` may be 2026-03-02 or 2026-02-03: no row settles it"
        );
        assert_eq!(dates(&open, Some(DateOrder::DayFirst)).unwrap(), ["2026-02-03", "2026-01-12"]);
        assert_eq!(
            dates(&open, Some(DateOrder::MonthFirst)).unwrap(),
            ["2026-03-02", "2026-12-01"]
        );
        assert_eq!(
            numbers(&["5", "1.234"], None).unwrap_err(),
            "x.csv:3: `a`: `1.234` may be 1.234 or 1234: no row settles it"
        );
        assert_eq!(numbers(&["1.234"], Some(DecimalMark::Comma)).unwrap(), ["1234"]);
        assert_eq!(numbers(&["1.234"], Some(DecimalMark::Point)).unwrap(), ["1.234"]);
        // the option decides nothing that a row settles
        assert_eq!(dates(&["31/3/2026"], Some(DateOrder::MonthFirst)).unwrap(), ["2026-03-31"]);
    }

    #[test]
    fn a_column_that_contradicts_itself_is_refused_with_two_rows() {
        assert_eq!(
            dates(&["31/3/2026", "3/31/2026"], None).unwrap_err(),
            "x.csv:3: `a`: `3/31/2026` has the month first, and `31/3/2026` on line 2 the day"
        );
        assert_eq!(
            dates(&["2026-03-02", "Total", "31/3/2026"], None).unwrap_err(),
            "x.csv:4: `a`: `31/3/2026` is written otherwise than `2026-03-02` on line 2"
        );
        assert_eq!(
            numbers(&["1,5", "1.5"], None).unwrap_err(),
            "x.csv:2: `a`: `1,5` has a decimal comma, and `1.5` on line 3 a point"
        );
    }

    #[test]
    fn a_column_settles_an_open_one_beside_it_unless_a_third_differs() {
        let open: &[&str] = &["1/2/2026", "1/3/2026"];
        let day: &[&str] = &["31/2/2026", "31/3/2026"];
        let month: &[&str] = &["3/31/2026", "1/3/2026"];
        let moments = [(Kind::Moment, open), (Kind::Date, day)];
        assert_eq!(read(&moments, Given::default()).unwrap()[0], ["2026-02-01", "2026-03-01"]);
        let three = [(Kind::Date, open), (Kind::Date, day), (Kind::Date, month)];
        assert_eq!(
            read(&three, Given::default()).unwrap_err(),
            "x.csv:2: `a`: `1/2/2026` may be 2026-01-02 or 2026-02-01: other columns differ"
        );
        // each by itself is clear; 31 February is no day and stays as it is
        let two = read(&three[1..], Given::default()).unwrap();
        assert_eq!(two, [["31/2/2026", "2026-03-31"], ["2026-03-31", "2026-01-03"]]);
        let numbers = [(Kind::Number, &["1.234"][..]), (Kind::Number, &["0,5"])];
        assert_eq!(read(&numbers, Given::default()).unwrap()[0], ["1234"]);
    }

    #[test]
    fn a_date_of_a_workbook_is_none_where_a_number_is_needed() {
        let styles = [Kind::Number, Kind::Text, Kind::Date, Kind::Moment];
        let styles = styles.map(|kind| Style { kind, ..Style::default() }).to_vec();
        let dialect = Dialect { styles, calendar: Calendar::From1900 };
        let cell = Cell { text: "46083", typed: Typed::Date };
        let plain = [0, 1, 2, 3, 4].map(|column| dialect.plain(column, cell).into_owned());
        let (day, midnight) = ("2026-03-02", "2026-03-02T00:00:00");
        assert_eq!(plain, [day, day, day, midnight, day]);
    }
}
