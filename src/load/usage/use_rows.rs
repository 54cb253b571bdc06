//! Rows of exports: what was used, by whom, when, and what it states.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::batch::{Wrong, wrong};
use super::cells::{field, found, is_absent, shown};
use super::names::NotText;
use super::reader::{Reader, Row};
use crate::model::{Given, Limits, Micro, NOBODY, Paid, Tokens, UseRow, When};

impl Reader<'_> {
    /// The row of an export that is about `when`.
    pub(super) fn use_row(&mut self, fields: &[&[u8]], when: When) -> Result<Row, Wrong> {
        let micro_tokens = self.micro_tokens(fields)?;
        let paid_with = self.paid(fields)?;
        let product = self.product(fields)?;
        let item = match self.names.item(product)? {
            // Autodesk writes `Flex` where it does not say which product the tokens were for.
            None if product.eq_ignore_ascii_case(b"flex") => self.names.unlisted_item(product)?,
            Some(item) => item,
            None => match self.names.collection(product)? {
                Some(collection) => collection,
                None if self.takes_unknown => self.names.unlisted_item(product)?,
                // What a subscription paid needs no rate, and so no sheet.
                None if paid_with == Paid::Subscription => self.names.unpriced_item(product)?,
                // Nor does what was charged, where the row says how much.
                None if self.takes_stated && micro_tokens.is_some() => {
                    self.names.unpriced_item(product)?
                }
                None => return Ok(Row::Unknown(shown(product), micro_tokens)),
            },
        };
        let pair = self.pair(fields, item)?;
        let said = self.seat_said(fields)?;
        let paid_with = self.paid_by(paid_with, fields, (item, micro_tokens), &said);
        if paid_with == Paid::Subscription {
            self.keep_holding(fields, (item, pair, when), &said)?;
        }
        let detail = self.detail(fields, item, when)?;
        let label = self.label(fields)?;
        let (file, whole) = (self.header.file, whole(fields));
        Ok(Row::Use(UseRow {
            pair,
            when,
            detail,
            file,
            whole,
            micro_tokens,
            paid: paid_with,
            label,
        }))
    }

    /// What tells the use from others of the product: a feature that is not the product itself; of
    /// a summary, the version and the team that it is about.
    fn detail(&mut self, fields: &[&[u8]], item: u32, when: When) -> Result<u32, Wrong> {
        let of = |column| field(fields, column);
        if let When::Days { .. } = when {
            let columns = self.columns.summary;
            return Ok(self.names.detail(&columns.map(of).join(&0)));
        }
        let feature = of(self.columns.feature);
        if self.names.item(feature)? == Some(item) {
            return Ok(UseRow::THE_PRODUCT);
        }
        Ok(self.names.detail(feature))
    }

    /// The row of a table that states tokens, whoever used them: no sheet has to know the product.
    pub(super) fn stated_row(&mut self, fields: &[&[u8]], when: When) -> Result<Row, Wrong> {
        let micro_tokens = self.micro_tokens(fields)?;
        let product = self.product(fields)?;
        let item = self.names.unlisted_item(product)?;
        let pair = match self.person(fields) {
            Some(person) => self.names.pair(&person, item)?,
            None => self.names.pair(NOBODY.as_bytes(), item)?,
        };
        let own = self.columns.own.iter().map(|column| field(fields, Some(*column)));
        let detail = self.names.detail(&own.collect::<Vec<_>>().join(&0));
        let label = self.label(fields)?;
        let (file, whole) = (self.header.file, whole(fields));
        Ok(Row::Use(UseRow {
            pair,
            when,
            detail,
            file,
            whole,
            micro_tokens,
            paid: Paid::Agreement,
            label,
        }))
    }

    /// Whether rows state tokens that count.
    pub(super) fn states_tokens(&self) -> bool {
        self.columns.tokens.is_some()
    }

    /// The tokens that the row states, in millionths.
    pub(super) fn micro_tokens(&self, fields: &[&[u8]]) -> Result<Option<Micro>, Wrong> {
        let text = field(fields, self.columns.tokens);
        if is_absent(text) {
            return Ok(None);
        }
        let tokens = std::str::from_utf8(text).map_err(|_| NotText)?;
        let tokens = Tokens::within(Limits::STATED, tokens).map_err(|refused| {
            let column = self.header.name_of(self.columns.tokens);
            wrong(format!("`{column}` {refused}, {}", found(text)))
        })?;
        Ok(Micro::of(tokens))
    }

    fn paid(&self, fields: &[&[u8]]) -> Result<Paid, Wrong> {
        let text = field(fields, self.columns.access).to_ascii_lowercase();
        let has = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
        if has(b"subscription") {
            Ok(Paid::Subscription)
        } else if text.is_empty() || has(b"flex") || has(b"token") {
            Ok(Paid::Tokens)
        } else {
            let column = self.header.name_of(self.columns.access);
            Err(wrong(format!("`{column}` must be `Flex` or `Subscription`, {}", found(&text))))
        }
    }
}

/// All that a row says, as one number. Two rows of one person, product and day that differ would
/// have to have the same of 2^64 to be taken for equal.
fn whole(fields: &[&[u8]]) -> u64 {
    FixedState::default().hash_one(fields)
}
