//! Tokens by product and day, of nobody in particular: what reports without users have.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::Wrong;
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::When;

/// All that there is to know of it.
pub(super) static FORMAT: Format = Format {
    name: "product-days",
    words: "tokens by product and day",
    need: "need",
    precedence: 8,
    needed: &[Role::Product, Role::Day, Role::Tokens],
    own: &[],
    tells: &[Tells::Days, Tells::DailyCharges, Tells::Period, Tells::Flex],
    note: Some("the file does not say who used what: people and their days of use are not known"),
    rows: Rows::by::<ProductDays>(),
};

struct ProductDays;

impl ReadRow for ProductDays {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let day = reader.day(fields)?;
        reader.stated_row(fields, When::Day(day))
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    #[test]
    fn a_row_is_what_a_product_took_on_a_day() {
        let read = read("Day used,Product,Tokens used\n", "2026-03-02,Revit,340\n");
        assert_eq!((read.format, read.faults.as_slice()), ("product-days", &[][..]));
        assert_eq!(read.rows, ["(not in the file) revit 2026-03-02 340000000 Agreement"]);
    }
}
