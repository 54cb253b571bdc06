//! A usage summary: somebody used an offering on so many days, as in Autodesk's Usage Report. Which
//! period it is about is not in the file.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::SummaryPeriod;
use crate::load::usage::batch::{Wrong, wrong};
use crate::load::usage::cells::{field, found};
use crate::load::usage::columns::Role;
use crate::load::usage::doubts::Said;
use crate::load::usage::reader::{Reader, Row};
use crate::load::usage::time::Times;
use crate::model::{Day, When, counted};

const DAYS_USED: Role = Role::Own("days_used");

/// The most days of use in one row: ten years, and no summary is about more.
const MOST_DAYS: u32 = 3_660;

pub(super) static FORMAT: Format = Format {
    name: "summary",
    words: "a usage summary",
    need: "needs",
    precedence: 4,
    needed: &[Role::Person, Role::Product, DAYS_USED],
    own: &[(DAYS_USED, &["daysused", "totaluniquedays", "uniquedays"])],
    tells: &[Tells::People, Tells::Flex],
    note: None,
    rows: Rows::by::<Summary>(),
};

struct Summary;

impl ReadRow for Summary {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let column = reader.header.column(DAYS_USED);
        let text = field(fields, column);
        // The export writes whole numbers as databases do: `12.0`.
        let days = std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.strip_suffix(".0").unwrap_or(text).parse().ok());
        let count = days.filter(|days| *days <= MOST_DAYS).ok_or_else(|| {
            let column = reader.header.name_of(column);
            wrong(format!("`{column}` must be a whole number of days, {}", found(text)))
        })?;
        ensure_fits(reader, column, count)?;
        let from = match reader.period {
            Some(SummaryPeriod::Days(period)) => period.from.map(Day::from),
            _ => None,
        };
        let row = reader.use_row(fields, When::Days { count, from })?;
        keep_doubts(reader, fields, count);
        Ok(row)
    }
}

/// That a period has as many days.
fn ensure_fits(reader: &Reader, column: Option<usize>, count: u32) -> Result<(), Wrong> {
    let (most, words) = match reader.period {
        None => return Ok(()),
        Some(SummaryPeriod::Months(months)) => {
            (Some(u64::from(months) * 31), months_in_words(months))
        }
        Some(SummaryPeriod::Days(period)) => {
            let most = period.days();
            (most, format!("the {} of the period", counted(most.unwrap_or_default(), "day")))
        }
    };
    if most.is_none_or(|most| u64::from(count) <= most) {
        return Ok(());
    }
    let column = reader.header.name_of(column);
    Err(Wrong {
        message: format!("`{column}`: {count} days of use do not fit into {words}"),
        hint: Some("ask for the period that the report was made for".to_owned()),
    })
}

fn months_in_words(months: u32) -> String {
    counted(months.into(), "month")
}

/// Holds what else the row says of the period against it.
fn keep_doubts(reader: &mut Reader, fields: &[&[u8]], days_used: u32) {
    let Some(period) = reader.period else { return };
    let of = |role: Role| field(fields, reader.header.column(role));
    let monthly_average = of(Role::MonthlyAverage);
    let last_accessed = Times::day(of(Role::LastAccessed)).ok();
    reader.doubts.row(&Said { period, days_used, monthly_average, last_accessed });
}

#[cfg(test)]
mod tests {
    use crate::load::usage::SummaryPeriod;
    use crate::load::usage::formats::testing::{read, read_about};

    const HEAD: &str = "first_name,last_name,email,offering_name,days_used,tokens_used\n";

    #[test]
    fn a_row_is_a_number_of_days() {
        let read = read(HEAD, "Ana,A,ana@x.y,Revit,2,20\nBen,B,***,AutoCAD,1.0,\n");
        assert_eq!((read.format, read.faults.as_slice()), ("summary", &[][..]));
        assert_eq!(
            read.rows,
            ["ana@x.y revit 2 days 20000000 Tokens", "ben b autocad 1 days – Tokens"]
        );
    }

    #[test]
    fn a_period_has_no_more_days_of_use_than_days() {
        let faults = |period| {
            // at, one above
            read_about(period, HEAD, "Ana,A,ana,Revit,31,\nBen,B,ben,Revit,32,\n").faults
        };
        let january = SummaryPeriod::Days("2026-01-01..2026-02-01".parse().unwrap());
        let words = "x:3: `days_used`: 32 days of use do not fit into";
        assert_eq!(faults(january), [format!("{words} the 31 days of the period")]);
        assert_eq!(faults(SummaryPeriod::Months(1)), [format!("{words} 1 month")]);
    }

    #[test]
    fn days_are_whole_and_not_more_than_in_ten_years() {
        let row = |days: &str| format!("Ana,A,ana,Revit,{days},\n");
        // at, one above, and what is no whole number
        let read = read(HEAD, &["3660", "3661", "1.5", "-1", ""].map(row).concat());
        let fault = |line: u32, found: &str| {
            format!("x:{line}: `days_used` must be a whole number of days, found {found}")
        };
        assert_eq!(
            read.faults,
            [fault(3, "`3661`"), fault(4, "`1.5`"), fault(5, "`-1`"), fault(6, "nothing")]
        );
        assert_eq!(read.rows, ["ana revit 3660 days – Tokens"]);
    }
}
