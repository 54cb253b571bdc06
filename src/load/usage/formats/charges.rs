//! Charges that flexcalc wrote (`charge --charges`): each with its moment and what it cost.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::Wrong;
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::When;

const PRICE: Role = Role::Own("price");
const SHEET: Role = Role::Own("sheet");

pub(super) static FORMAT: Format = Format {
    name: "charges",
    words: "charges",
    need: "need",
    precedence: 0,
    needed: &[Role::Person, Role::Product, Role::Opened, Role::Tokens, PRICE, SHEET],
    own: &[(PRICE, &["price"]), (SHEET, &["sheet"])],
    tells: &[Tells::Days, Tells::People, Tells::DailyCharges, Tells::Flex, Tells::Period],
    note: None,
    rows: Rows::by::<Charges>(),
};

struct Charges;

impl ReadRow for Charges {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let at = reader.opened(fields)?;
        reader.prices.keep(fields)?;
        reader.use_row(fields, When::Moment(at))
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    const HEAD: &str = "user,product,opened,tokens,price,cost,sheet\n";

    #[test]
    fn a_row_is_a_charge_at_its_moment() {
        let read = read(HEAD, "ana,Revit,2026-03-02T08:00:00Z,10,3,30,autodesk\n");
        assert_eq!((read.format, read.faults.as_slice()), ("charges", &[][..]));
        assert_eq!(read.rows, ["ana revit 2026-03-02T08:00:00Z 10000000 Tokens"]);
    }

    /// It has a close too, and still is what flexcalc wrote.
    #[test]
    fn charges_are_told_from_sessions_by_price_and_sheet() {
        let read = read(
            "user,product,opened,closed,tokens,price,sheet\n",
            "ana,Revit,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z,10,3,autodesk\n",
        );
        assert_eq!(read.format, "charges");
    }

    #[test]
    fn a_price_is_one_or_is_not_there() {
        let row = |price: &str| {
            read(HEAD, &format!("ana,Revit,2026-03-02T08:00:00Z,10,{price},,autodesk\n")).faults
        };
        assert_eq!((row("3.10"), row("")), (vec![], vec![]));
        let told = "x:2: `price` must be what a token cost, such as 3.10, found `dear`";
        assert_eq!(row("dear"), [told]);
    }

    #[test]
    fn a_row_without_its_moment_is_refused() {
        let read = read(HEAD, "ana,Revit,,10,3,30,autodesk\n");
        assert_eq!(
            read.faults,
            ["x:2: `opened` must be a time such as 2026-03-02T08:00:00Z, found nothing"]
        );
    }
}
