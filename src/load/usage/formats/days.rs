//! Days of use: somebody used a product on a UTC day. Autodesk's Usage, Seat Usage and Token Usage
//! exports have them, and the usage API.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::Wrong;
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::When;

pub(super) static FORMAT: Format = Format {
    name: "days",
    words: "days of use",
    need: "need",
    precedence: 3,
    needed: &[Role::Person, Role::Product, Role::Day],
    own: &[],
    tells: &[Tells::Days, Tells::People, Tells::DailyCharges, Tells::Flex, Tells::Period],
    note: Some(
        "from days of use, not sessions: a 24-hour window that spans midnight shows as two days, \
         so days can exceed what the rule charges, never fall short of it",
    ),
    rows: Rows::by::<Days>(),
};

struct Days;

impl ReadRow for Days {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let day = reader.day(fields)?;
        reader.use_row(fields, When::Day(day))
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    const HEAD: &str = "day_used,product_name,access_option,tokens_used,email,hashed_autodesk_id\n";

    #[test]
    fn a_row_is_a_day_with_what_it_cost_and_who_paid() {
        let read = read(
            HEAD,
            "2026-03-02,Revit,Flex,10,Ana@x.y,h1\n\
             2026-03-02 23:30:00,Revit,,,*****,h1\n\
             2026-03-03,RVT,Autodesk Subscription,0.0,ana@x.y,h1\n\
             2026-03-03,Flex,Token,1.5,ana@x.y,h1\n\
             2026-03-04,RVT,Flex,-10,ana@x.y,h1\n",
        );
        assert_eq!((read.format, read.faults.as_slice()), ("days", &[][..]));
        assert_eq!(
            read.rows,
            [
                "ana@x.y revit 2026-03-02 10000000 Tokens",
                "h1 revit 2026-03-02 – Tokens",
                "ana@x.y revit 2026-03-03 0 Subscription",
                // tokens for a product that Autodesk does not name
                "ana@x.y Flex 2026-03-03 1500000 Tokens",
                // a credit
                "ana@x.y revit 2026-03-04 -10000000 Tokens",
            ]
        );
    }

    #[test]
    fn a_row_that_cannot_be_read_says_why() {
        let read = read(
            HEAD,
            "02.03.2026,Revit,Flex,10,ana,\n\
             2026-03-02,Revit,Flex,-10000000000,ana,\n\
             2026-03-02,Revit,Cash,10,ana,\n\
             2026-03-02,Revit,Flex,10,***,\n\
             2026-03-02,SolidCAD,Flex,,ana,\n\
             Total,,,40,,\n",
        );
        assert_eq!(
            read.faults,
            [
                "x:2: `day_used` must be a date such as 2026-03-02, found `02.03.2026`",
                "x:3: `tokens_used` must be greater than -10_000_000_000 and less than \
                 10_000_000_000, with at most 6 decimals, found `-10000000000`",
                "x:4: `access_option` must be `Flex` or `Subscription`, found `cash`",
                "x:5: nothing says who it was",
            ]
        );
        assert_eq!((read.rows.len(), read.totals), (0, 1));
        assert_eq!(read.unknown, ["SolidCAD"]);
    }

    #[test]
    fn what_no_sheet_knows_counts_where_its_tokens_are_stated() {
        let read = read(HEAD, "2026-03-02,SolidCAD,Flex,2,ana,\n2026-03-02,SolidCAD,Flex,,ana,\n");
        assert_eq!((read.rows.len(), read.unknown.as_slice()), (1, &["SolidCAD".to_owned()][..]));
    }
}
