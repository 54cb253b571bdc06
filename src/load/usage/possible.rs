//! What cannot be: days on which nothing can have been used, and ends that are none.
//!
//! One slip of a digit would stretch what the usage is about by years, and one session that was
//! never closed would be charged for each of its days.

use super::batch::{Wrong, wrong};
use super::cells::shown;
use crate::model::{Day, Instant};

/// What nobody plans by: one slip of a digit is more.
const YEAR_DAYS: i32 = 366;
pub(super) const YEAR: chrono::Days = chrono::Days::new(YEAR_DAYS.unsigned_abs() as u64);

/// 2000-01-01: no log and no export is older. Databases write days of 1970, 1900 or the year 1
/// where they have none.
pub(super) const EARLIEST: Day = Day::since_1970(10_957);

/// The years that databases, spreadsheets and programs write where nothing was closed yet: the
/// first and last of their calendars.
const NO_YEARS: [&[u8]; 8] =
    [b"0000-", b"0001-", b"1753-", b"1899-", b"1900-", b"1970-", b"2099-", b"9999-"];

/// The same as seconds and milliseconds since 1970, and as days of a spreadsheet.
const NO_NUMBERS: [&[u8]; 5] = [b"0", b"-1", b"253402300799", b"253402300799999", b"2958465"];

/// Whether a close says that there is none.
#[inline]
pub(super) fn is_no_end(text: &[u8]) -> bool {
    // Nearly every close is of these years, and there are tens of millions.
    if matches!(text, [b'2', b'0', b'0'..=b'8', _, b'-', ..]) {
        return false;
    }
    is_first_or_last(text)
}

#[cold]
fn is_first_or_last(text: &[u8]) -> bool {
    let whole = text.strip_suffix(b".99999").unwrap_or(text);
    NO_YEARS.iter().any(|year| text.starts_with(year)) || NO_NUMBERS.contains(&whole)
}

/// That nothing can have been used on the day.
#[cold]
pub(super) fn no_day(column: &str, text: &[u8], is_late: bool) -> Wrong {
    let why = if is_late { "more than a year after today" } else { "before 2000" };
    wrong(format!("`{column}`: {} is {why}", shown(text)))
}

/// That a session is one that somebody may have had: nobody works for a year without a break, and
/// each day of it would be charged.
#[inline]
pub(super) fn ensure_not_endless(
    (opened, from): (Instant, &[u8]),
    (closed, until): (Instant, &[u8]),
) -> Result<(), Wrong> {
    if closed.day() - opened.day() <= YEAR_DAYS { Ok(()) } else { Err(endless(from, until)) }
}

#[cold]
fn endless(from: &[u8], until: &[u8]) -> Wrong {
    let (from, until) = (shown(from), shown(until));
    Wrong {
        message: format!("closed at {until}, more than a year after it was opened at {from}"),
        hint: Some(
            "where the close is not known, leave it empty: the session is charged at its open"
                .to_owned(),
        ),
    }
}
