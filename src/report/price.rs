//! Sentences about prices and purchases that several commands say.

use crate::engine::price::purchase::{Purchase, least_purchase};
use crate::engine::price::token_price::{TokenPriceChoice, Why};
use crate::model::{Figure, Limits, Quotient, Row, TokenPrice, TokenTerms, Tokens, Unit};
use crate::render::number;

/// What the sheet wants known of a row whenever it is used.
pub fn row_note(row: &impl Row) -> Option<String> {
    row.note().map(|note| format!("{}: {note}", row.name()))
}

/// What a token costs, and why.
pub fn why(choice: &TokenPriceChoice) -> String {
    let price = number::price(&choice.price);
    match &choice.why {
        Why::Tier { tokens, from } => {
            let (tokens, from) = (number::tokens(tokens), number::tokens(from));
            format!("a token costs {price}: {tokens} tokens reach the tier from {from}")
        }
        Why::Unquoted { from } => format!(
            "a token costs {price}: the tier from {} has no published price, so the last known \
             one stands in; get a quote",
            number::tokens(from)
        ),
        Why::Consumed { share, bought } => format!(
            "{}; with {} consumed, a consumed token costs {price}",
            why(bought),
            number::percent(share)
        ),
        Why::Given | Why::List | Why::Agreed => {
            format!("a token costs {price}, {}", origin(choice))
        }
    }
}

/// That charges of a file, which a rate sheet priced, had another price than they have here.
pub fn otherwise_priced(
    file: &str,
    (sheet, price): (&str, TokenPrice),
    prices: &[Quotient<TokenPrice>],
) -> String {
    let now: Vec<_> = prices.iter().map(number::price).collect();
    format!(
        "`{file}` was charged at {} a token, by sheet `{sheet}`; here a token costs {}: give that \
         sheet, or `charge --token-price {price}`",
        number::price(price),
        now.join(" or ")
    )
}

/// Where a price comes from, in few words.
pub fn origin(choice: &TokenPriceChoice) -> String {
    match &choice.why {
        Why::Given => "as given".to_owned(),
        Why::List => "the list price".to_owned(),
        Why::Agreed => "as agreed".to_owned(),
        Why::Tier { from, .. } => format!("the price from {} tokens on", number::tokens(from)),
        Why::Unquoted { .. } => "the last known price".to_owned(),
        Why::Consumed { share, .. } => format!("with {} consumed", number::percent(share)),
    }
}

/// A purchase in one sentence, and why it is that size.
pub fn purchase_sentence(
    purchase: &Purchase,
    needed: &Quotient<Tokens>,
    terms: &TokenTerms,
    currency: &str,
) -> String {
    if purchase.tokens == Tokens::ZERO {
        return "Nothing has to be bought.".to_owned();
    }
    let (tokens, price) = (number::tokens(purchase.tokens), number::price(purchase.token_price));
    let cost = number::money(&purchase.cost);
    let why = if purchase.bought_up {
        let without = least_purchase(needed, terms);
        let (fewer, dearer) = (number::tokens(without.tokens), number::money(&without.cost));
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
pub fn purchase_in_numbers(purchase: &Purchase, needed: &Quotient<Tokens>) -> String {
    let (tokens, price) = (number::tokens(purchase.tokens), number::price(purchase.token_price));
    let (needed, cost) = (number::tokens(needed), number::money(&purchase.cost));
    format!(
        "to own {needed} tokens, whole ones and at least the smallest purchase, or up to a later \
         tier where that is not dearer: {tokens} × {price} = {cost}"
    )
}

/// Where a price that was not given comes from.
pub fn price_source(given: Option<TokenPrice>, terms: &TokenTerms) -> Option<String> {
    let source = terms.source.as_ref().filter(|_| given.is_none())?;
    Some(format!("price of a token: source: {source}"))
}

/// A number as it can be typed into the next command; `None` where that would refuse it.
pub fn as_typed(figure: &impl Figure, limits: Limits) -> Option<String> {
    let number = figure.bare().amount()?;
    limits.check(number.decimal()).ok().map(|()| number.to_string())
}
