//! What charges that flexcalc wrote say they cost: at which price, in which currency, by which rate
//! sheet.

use std::collections::BTreeSet;

use super::batch::{Wrong, wrong};
use super::cells::{field, found};
use super::columns::Role;
use super::header::Header;
use crate::model::TokenPrice;

/// A price at which charges of a file were written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priced {
    /// What a token cost; `None`: nothing said it.
    pub price: Option<TokenPrice>,
    /// The currency; `None` in files that do not say it.
    pub currency: Option<String>,
    /// The name of the rate sheet.
    pub sheet: String,
}

/// Keeps the prices of a file's rows.
#[derive(Default)]
pub(super) struct Prices {
    columns: [Option<usize>; 3],
    found: BTreeSet<Priced>,
    /// The cells of the row before: most rows say the same.
    last: Vec<u8>,
}

impl Prices {
    pub(super) fn new(header: &Header) -> Self {
        let columns = [Role::Own("price"), Role::Currency, Role::Own("sheet")];
        Self { columns: columns.map(|role| header.column(role)), ..Self::default() }
    }

    /// Keeps what a row says.
    pub(super) fn keep(&mut self, fields: &[&[u8]]) -> Result<(), Wrong> {
        let [price, currency, sheet] = self.columns.map(|column| field(fields, column));
        let said = [price, currency, sheet].join(&0);
        if said == self.last {
            return Ok(());
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let amount = (!price.is_empty()).then(|| text(price).parse());
        let amount = amount.transpose().map_err(|_| {
            wrong(format!("`price` must be what a token cost, such as 3.10, {}", found(price)))
        })?;
        self.found.insert(Priced {
            price: amount,
            currency: Some(text(currency)).filter(|currency| !currency.is_empty()),
            sheet: text(sheet),
        });
        self.last = said;
        Ok(())
    }

    /// What has been kept since the last time.
    pub(super) fn take(&mut self) -> BTreeSet<Priced> {
        self.last.clear();
        std::mem::take(&mut self.found)
    }
}
