//! Tokens by product and month, perhaps by person: how people stay below the page size of the API.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::{Wrong, wrong};
use crate::load::usage::cells::{field, found};
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::load::usage::time::Times;
use crate::model::{Month, When};

/// The month.
pub(super) const MONTH: Role = Role::Own("usage_month");

/// All that there is to know of it.
pub(super) static FORMAT: Format = Format {
    name: "months",
    words: "tokens by month",
    need: "need",
    precedence: 7,
    needed: &[Role::Product, MONTH, Role::Tokens],
    own: &[(MONTH, &["usagemonth", "month"])],
    tells: &[Tells::Period, Tells::Flex],
    note: Some("the file says in which month tokens were used, and not on which days"),
    rows: Rows::by::<Months>(),
};

pub(super) struct Months;

impl ReadRow for Months {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let column = reader.header.column(MONTH);
        let text = field(fields, column);
        let month = month_of(text).ok_or_else(|| {
            let column = reader.header.name_of(column);
            wrong(format!("`{column}` must be a month such as 2026-03, {}", found(text)))
        })?;
        reader.ensure_possible(column, text, month.first_day())?;
        reader.stated_row(fields, When::Month(month))
    }
}

/// `2026-03`, or its first day.
fn month_of(text: &[u8]) -> Option<Month> {
    let day = Times::day(text).or_else(|_| Times::day(&[text, b"-01"].concat()));
    day.ok().map(|day| Month::from(day.date()))
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    #[test]
    fn a_row_is_what_a_product_took_in_a_month() {
        let rows = "Revit,2026-03-01,120,ana@x.y\nRevit,2026-04,1,\nRevit,spring,1,ana@x.y\n";
        let read = read("productName,usageMonth,tokens,emailAddress\n", rows);
        assert_eq!(
            read.rows,
            [
                "ana@x.y revit in 2026-03 120000000 Agreement",
                "(not in the file) revit in 2026-04 1000000 Agreement",
            ]
        );
        let fault = "x:4: `usageMonth` must be a month such as 2026-03, found `spring`";
        assert_eq!((read.format, read.faults.as_slice()), ("months", &[fault.to_owned()][..]));
    }
}
