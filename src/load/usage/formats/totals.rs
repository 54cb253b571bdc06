//! Tokens by product, of nobody and no day in particular. What period they are of is not in the
//! file.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::SummaryPeriod;
use crate::load::usage::batch::Wrong;
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::{Day, When};

/// All that there is to know of it.
pub(super) static FORMAT: Format = Format {
    name: "totals",
    words: "tokens by product",
    need: "need",
    precedence: 9,
    needed: &[Role::Product, Role::Tokens],
    own: &[],
    tells: &[Tells::Flex],
    note: Some("the file has tokens by product only: people, days of use and dates are not known"),
    rows: Rows::by::<Totals>(),
};

pub(super) struct Totals;

impl ReadRow for Totals {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let from = match reader.period {
            Some(SummaryPeriod::Days(period)) => period.from.map(Day::from),
            _ => None,
        };
        reader.stated_row(fields, When::Days { count: 0, from })
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    #[test]
    fn a_row_is_what_a_product_took() {
        let read = read("Product,Users,Tokens used\n", "Revit,4,340\nAutoCAD,2,77\n");
        assert_eq!((read.format, read.faults.as_slice()), ("totals", &[][..]));
        assert_eq!(
            read.rows,
            [
                "(not in the file) revit 0 days 340000000 Agreement",
                "(not in the file) autocad 0 days 77000000 Agreement",
            ]
        );
    }
}
