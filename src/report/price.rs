//! Sentences about prices and purchases that several commands say.

use crate::engine::price::purchase::{Purchase, least_purchase};
use crate::model::{Exact, Limits, Row, TokenPrice, TokenTerms, Tokens};
use crate::render::number;

/// What the sheet wants known of a row whenever it is used.
pub fn row_note(row: &impl Row) -> Option<String> {
    row.note().map(|note| format!("{}: {note}", row.name()))
}

/// A purchase in one sentence, and why it is that size.
pub fn purchase_sentence(
    purchase: &Purchase,
    needed: &Tokens,
    terms: &TokenTerms,
    currency: &str,
) -> String {
    if purchase.tokens == Tokens::zero() {
        return "Nothing has to be bought.".to_owned();
    }
    let (tokens, price) = (number::tokens(&purchase.tokens), number::price(&purchase.token_price));
    let cost = number::money(&purchase.cost);
    let why = if purchase.bought_up {
        let without = least_purchase(needed, terms);
        let (fewer, dearer) = (number::tokens(&without.tokens), number::money(&without.cost));
        if without.cost == purchase.cost {
            format!(", the price of {fewer} too")
        } else {
            format!(", since {fewer} would cost {dearer}")
        }
    } else if purchase.tokens == terms.minimum_purchase && *needed < purchase.tokens {
        ", the smallest purchase there is".to_owned()
    } else {
        String::new()
    };
    format!("Buy {tokens} tokens at {price} for {cost} {currency}{why}.")
}

/// How the cost of a purchase comes about.
pub fn purchase_in_numbers(purchase: &Purchase, needed: &Tokens) -> String {
    let (tokens, price) = (number::tokens(&purchase.tokens), number::price(&purchase.token_price));
    let (needed, cost) = (number::tokens(needed), number::money(&purchase.cost));
    format!(
        "to own {needed} tokens, whole ones and at least the smallest purchase, or up to a later tier where that is \
         not dearer: {tokens} × {price} = {cost}"
    )
}

/// Where a price that was not given comes from.
pub fn price_source(given: Option<&TokenPrice>, terms: &TokenTerms) -> Option<String> {
    let source = terms.source.as_ref().filter(|_| given.is_none())?;
    Some(format!("price of a token: source: {source}"))
}

/// A number as it can be typed into the next command; `None` where that would refuse it.
pub fn as_typed(number: &Exact, limits: Limits) -> Option<String> {
    limits.check(number).ok().map(|()| number.to_string())
}
