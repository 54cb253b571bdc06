//! A usage summary: somebody used an offering on so many days, as in Autodesk's Usage Report. Which
//! period it is about is not in the file.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::SummaryPeriod;
use crate::load::usage::batch::{Wrong, wrong};
use crate::load::usage::cells::{field, found};
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::{Day, When};

const DAYS_USED: Role = Role::Own("days_used");

/// The most days of use in one row: ten years, and no summary is about more.
const MOST_DAYS: u32 = 3_660;

pub(super) static FORMAT: Format = Format {
    name: "summary",
    words: "a usage summary",
    need: "needs",
    precedence: 4,
    needed: &[Role::Person, Role::Product, DAYS_USED],
    own: &[(DAYS_USED, &["daysused"])],
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
        let from = match reader.period {
            Some(SummaryPeriod::Days(period)) => period.from.map(Day::from),
            _ => None,
        };
        reader.use_row(fields, When::Days { count, from })
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

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
