//! Dates as a column writes them, and what its rows prove about the order of day and month.

use chrono::NaiveDate;

use super::clock::{all_digits, iso_clock, number};
use super::serial::{self, Calendar, Clock};
use crate::load::table::row::{Cell, Typed};

/// Which comes first in `3/2/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// The day: 3 February.
    DayFirst,
    /// The month: 2 March.
    MonthFirst,
}

impl DateOrder {
    /// How the option says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        }
    }
}

/// How a date is written. Those of one column are alike, or parts of it were changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Year, month and day, or a date of a workbook: nothing is open.
    Clear,
    /// Eight digits.
    Digits,
    /// A day number.
    Serial,
    /// Seconds or milliseconds since 1970.
    Epoch,
    /// The month in letters.
    Named,
    /// Two numbers, this sign between them, and the year.
    Open(char),
}

/// A date that was taken apart.
struct Parts<'t> {
    form: Form,
    /// Year, month and day; or, where the form is open, year and the two numbers.
    numbers: (u32, u32, u32),
    clock: &'t str,
}

/// What a cell proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// The order.
    Order(DateOrder),
    /// Nothing, and it can be read in two ways.
    Either,
    /// Nothing, and there is nothing to prove.
    None,
}

/// The form of a date, and what it proves; `None` where it is no date.
pub(super) fn look(cell: Cell) -> Option<(Form, Proof)> {
    match cell.typed {
        Typed::Date => return Some((Form::Clear, Proof::None)),
        // Days of a workbook whose cell is not shown as a date are days all the same.
        Typed::Number => {
            let form = number_form(cell.text)?;
            let form = if form == Form::Serial { Form::Clear } else { form };
            return Some((form, Proof::None));
        }
        Typed::Text => {}
    }
    if let Some(form) = number_form(cell.text) {
        return Some((form, Proof::None));
    }
    let parts = parts(cell.text)?;
    if !matches!(parts.form, Form::Open(_)) {
        return Some((parts.form, Proof::None));
    }
    let (_, first, second) = parts.numbers;
    let proof = match (first, second) {
        (13..=31, 1..=12) => Proof::Order(DateOrder::DayFirst),
        (1..=12, 13..=31) => Proof::Order(DateOrder::MonthFirst),
        (1..=12, 1..=12) if first == second => Proof::None,
        (1..=12, 1..=12) => Proof::Either,
        _ => return None,
    };
    Some((parts.form, proof))
}

/// The two days that a date may be.
pub(super) fn readings(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (year, first, second) = parts(text)?.numbers;
    let day = |month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    Some((day(first, second)?, day(second, first)?))
}

/// The date as ISO 8601 writes it, perhaps with a time; `None` where it is no date.
pub(super) fn iso(
    cell: Cell,
    order: Option<DateOrder>,
    calendar: Calendar,
    needs_clock: bool,
) -> Option<String> {
    let clock = if needs_clock { Clock::Always } else { Clock::IfAny };
    if cell.typed == Typed::Date {
        return serial::iso(cell.text, calendar, clock);
    }
    match number_form(cell.text) {
        Some(Form::Serial) => return serial::iso(cell.text, calendar, clock),
        Some(Form::Epoch) => return serial::epoch(cell.text),
        _ => {}
    }
    let parts = parts(cell.text)?;
    let (year, month, day) = match (parts.form, parts.numbers, order) {
        (Form::Open(_), (year, month, day), Some(DateOrder::MonthFirst))
        | (Form::Open(_), (year, day, month), Some(DateOrder::DayFirst)) => (year, month, day),
        (Form::Open(_), (year, one, other), None) if one == other => (year, one, other),
        (Form::Open(_), ..) => return None,
        (_, numbers, _) => numbers,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if parts.clock.is_empty() {
        return Some(date.to_string());
    }
    Some(format!("{date}T{}", iso_clock(parts.clock)?))
}

/// Whether a reader of ISO 8601 reads it, or finds no date in it, without help.
pub(super) fn is_plain(text: &str) -> bool {
    let digits = |range| text.get(range).is_some_and(all_digits);
    if digits(0..4) && text.get(4..5) == Some("-") && digits(5..7) && text.get(7..8) == Some("-") {
        return !text.bytes().any(|byte| matches!(byte, b'A' | b'a' | b'P' | b'p' | b'U' | b'G'));
    }
    text.bytes().all(|byte| !byte.is_ascii_digit())
}

fn number_form(text: &str) -> Option<Form> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        return None;
    }
    if serial::believed(text) {
        return Some(Form::Serial);
    }
    if text.len() == 8 && parts(text).is_some() {
        return Some(Form::Digits);
    }
    serial::epoch(text).map(|_| Form::Epoch)
}

fn parts(text: &str) -> Option<Parts<'_>> {
    if text.len() == 8 && all_digits(text) {
        let at = |range| text.get(range).and_then(|part: &str| part.parse().ok());
        let numbers: (u32, u32, u32) = (at(0..4)?, at(4..6)?, at(6..8)?);
        let likely = (1900..=2199).contains(&numbers.0)
            && (1..=12).contains(&numbers.1)
            && (1..=31).contains(&numbers.2);
        return likely.then_some(Parts { form: Form::Digits, numbers, clock: "" });
    }
    if let Some(parts) = named(text) {
        return Some(parts);
    }
    let sign = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, '-' | '/' | '.') {
        return None;
    }
    let (date, clock) = match text.find(['T', 't', ' ', ',']) {
        Some(end) => {
            let (date, rest) = text.split_at_checked(end)?;
            (date, rest.trim_start_matches(['T', 't', ',', ' ']))
        }
        None => (text, ""),
    };
    if date.len() < text.len() && clock.is_empty() {
        return None;
    }
    let pieces: Vec<_> = date.split(sign).collect();
    let [first, second, third] = pieces.as_slice() else { return None };
    if let Some(year) = number(first, 4..=4) {
        let numbers = (year, number(second, 1..=2)?, number(third, 1..=2)?);
        return Some(Parts { form: Form::Clear, numbers, clock });
    }
    let numbers = (number(third, 4..=4)?, number(first, 1..=2)?, number(second, 1..=2)?);
    Some(Parts { form: Form::Open(sign), numbers, clock })
}

/// `2-Mar-2026`, `2 March 2026`, `Mar 2, 2026`, perhaps with a time behind it.
fn named(text: &str) -> Option<Parts<'_>> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    for _ in 0..3 {
        let end = rest.find([' ', '-', ',', '/', '.']).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end)?;
        pieces.push(piece);
        rest = after.trim_start_matches([' ', '-', ',', '/', '.']);
    }
    let month = |word: &str| {
        let word = word.to_ascii_lowercase();
        let is = |name: &&str| **name == word || (word.len() == 3 && name.starts_with(&word));
        (1..).zip(MONTHS).find(|(_, name)| is(name)).map(|(number, _)| number)
    };
    let numbers = match pieces.as_slice() {
        [day, name, year] if month(name).is_some() => {
            (number(year, 4..=4)?, month(name)?, number(day, 1..=2)?)
        }
        [name, day, year] => (number(year, 4..=4)?, month(name)?, number(day, 1..=2)?),
        _ => return None,
    };
    Some(Parts { form: Form::Named, numbers, clock: rest.trim_start_matches('T') })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell { text, typed: Typed::Text }
    }

    fn read(text: &str, order: Option<DateOrder>) -> Option<String> {
        iso(cell(text), order, Calendar::From1900, false)
    }

    #[test]
    fn clear_dates_need_no_order() {
        for text in [
            "2026-03-02",
            "2026/3/2",
            "2026.03.02",
            "20260302",
            "46083",
            "2-Mar-2026",
            "2 March 2026",
            "Mar 2, 2026",
            "March 2 2026",
        ] {
            assert_eq!(read(text, None).as_deref(), Some("2026-03-02"), "{text}");
            assert_eq!(look(cell(text)).map(|(_, proof)| proof), Some(Proof::None), "{text}");
        }
        assert_eq!(read("2026-03-02 9:00 PM", None).as_deref(), Some("2026-03-02T21:00:00"));
        assert_eq!(read("Mar 2, 2026 9:00 PM", None).as_deref(), Some("2026-03-02T21:00:00"));
        assert_eq!(read("3/3/2026", None).as_deref(), Some("2026-03-03"));
    }

    #[test]
    fn open_dates_are_read_by_the_order_and_not_without() {
        for text in ["3/2/2026", "03.02.2026", "3-2-2026"] {
            assert_eq!(read(text, None), None, "{text}");
            assert_eq!(read(text, Some(DateOrder::DayFirst)).as_deref(), Some("2026-02-03"));
            assert_eq!(read(text, Some(DateOrder::MonthFirst)).as_deref(), Some("2026-03-02"));
            assert!(matches!(look(cell(text)), Some((Form::Open(_), Proof::Either))), "{text}");
        }
        let both = readings("3/2/2026").map(|(one, other)| (one.to_string(), other.to_string()));
        assert_eq!(both, Some(("2026-03-02".to_owned(), "2026-02-03".to_owned())));
        let us = read("3/2/2026, 9:00:00 AM", Some(DateOrder::MonthFirst));
        assert_eq!(us.as_deref(), Some("2026-03-02T09:00:00"));
    }

    #[test]
    fn a_number_above_twelve_proves_the_order() {
        let proof = |text| look(cell(text)).map(|(_, proof)| proof);
        assert_eq!(proof("12/13/2026"), Some(Proof::Order(DateOrder::MonthFirst)));
        assert_eq!(proof("13/12/2026"), Some(Proof::Order(DateOrder::DayFirst)));
        assert_eq!(proof("12/12/2026"), Some(Proof::None));
        assert_eq!(proof("12/11/2026"), Some(Proof::Either));
        for text in ["13/13/2026", "0/1/2026", "1/32/2026", "2/3/26", "Total", "", "2026", "1.5"] {
            assert_eq!(proof(text), None, "{text}");
        }
    }

    #[test]
    fn days_that_are_not_are_no_dates() {
        for text in ["2026-02-29", "2026-13-01", "29.02.2026", "2026-03-02 25:00", "2026-03-02 x"] {
            assert_eq!(read(text, Some(DateOrder::DayFirst)), None, "{text}");
        }
    }

    #[test]
    fn what_the_fast_reader_reads_is_plain() {
        for text in ["2026-03-02", "2026-03-02T08:00:00Z", "2026-03-02 08:00", "", "Total", "n/a"] {
            assert!(is_plain(text), "{text}");
        }
        for text in
            ["3/2/2026", "46083", "20260302", "2026/03/02", "2026-03-02 8:00 AM", "1772438400"]
        {
            assert!(!is_plain(text), "{text}");
        }
    }
}
