//! Token Flex: tokens of an enterprise agreement, which is another programme than Flex. A row says
//! what a pool paid on a day, and mostly not for whom.

use super::months::{MONTH, Months};
use super::totals::Totals;
use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::Wrong;
use crate::load::usage::columns::Role;
use crate::load::usage::reader::{Reader, Row};
use crate::model::When;

const POOL: Role = Role::Own("tokenPool");

/// What every answer has to say.
const NOTE: &str = "Token Flex is an enterprise agreement, another programme than Flex: its tokens \
                    are as its file states them, and cost what the agreement says, not what the \
                    rate sheet does: `--token-price`, or `[token]` of an estate";

/// Consumption by day.
pub(super) static FORMAT: Format = Format {
    name: "token-flex",
    words: "Token Flex consumption",
    need: "needs",
    // Before all that Flex prices stand on: they must not stand on these tokens silently.
    precedence: 1,
    needed: &[Role::Product, Role::Day, Role::Tokens, POOL],
    own: &[(
        POOL,
        &[
            "tokenpool",
            "tokenpoolname",
            "tokenpoolid",
            "contractyear",
            "contractnumber",
            "contractid",
            "usagecategory",
            "chargecategory",
            "productlinecode",
            "tokensconsumed",
        ],
    )],
    tells: &[Tells::Days, Tells::Period],
    note: Some(NOTE),
    rows: Rows::by::<TokenFlex>(),
};

/// Consumption by month.
pub(super) static BY_MONTH: Format = Format {
    name: "token-flex-months",
    words: "Token Flex consumption by month",
    need: "needs",
    precedence: 5,
    needed: &[Role::Product, MONTH, Role::Tokens, POOL],
    own: &[],
    tells: &[Tells::Period],
    note: Some(NOTE),
    rows: Rows::by::<Months>(),
};

/// Consumption of a period.
pub(super) static TOTALS: Format = Format {
    name: "token-flex-totals",
    words: "Token Flex consumption by product",
    need: "needs",
    precedence: 6,
    needed: &[Role::Product, Role::Tokens, POOL],
    own: &[],
    tells: &[],
    note: Some(NOTE),
    rows: Rows::by::<Totals>(),
};

struct TokenFlex;

impl ReadRow for TokenFlex {
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let day = reader.day(fields)?;
        reader.stated_row(fields, When::Day(day))
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    const HEAD: &str = "usageDate,productName,tokenPool,tokensConsumed\n";

    #[test]
    fn a_row_is_what_a_pool_paid() {
        let read = read(HEAD, "2026-03-02,Revit,A,10\n2026-03-02,Anything,B,0.000001\n");
        assert_eq!((read.format, read.faults.as_slice()), ("token-flex", &[][..]));
        assert_eq!(
            read.rows,
            [
                "(not in the file) revit 2026-03-02 10000000 Agreement",
                "(not in the file) Anything 2026-03-02 1 Agreement",
            ]
        );
    }

    #[test]
    fn rows_of_two_pools_are_two() {
        let row = |pool: &str| format!("2026-03-02,Revit,{pool},10\n");
        let read = read(HEAD, &["A", "B", "A"].map(row).concat());
        assert_eq!(read.details[0], read.details[2]);
        assert_ne!(read.details[0], read.details[1]);
    }

    #[test]
    fn a_row_that_cannot_be_read_says_why() {
        let read = read(HEAD, "yesterday,Revit,A,10\n2026-03-02,Revit,A,ten\n2026-03-02,,A,1\n");
        assert_eq!(
            read.faults,
            [
                "x:2: `usageDate` must be a date such as 2026-03-02, found `yesterday`",
                "x:3: `tokensConsumed` must be a decimal number such as 2985 or 2.40, found `ten`",
                "x:4: nothing says which product it was",
            ]
        );
    }
}
