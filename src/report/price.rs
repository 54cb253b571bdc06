//! Sentences about prices and purchases that several commands say.

use crate::engine::price::purchase::{Purchase, cheapest_purchase, least_purchase};
use crate::engine::price::token_price::{Priced, TokenPriceChoice, Why};
use crate::model::{Figure, Limits, Percent, Quotient, Row, TokenPrice, TokenTerms, Tokens, Unit};
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
            let reach = if *tokens == Tokens::from(1) { "reaches" } else { "reach" };
            let (tokens, from) = (number::counted(tokens, "token"), number::tokens(from));
            format!("a token costs {price}: {tokens} {reach} the tier from {from}")
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

/// A price of a token in a sum that a reader can follow: an endless one as its fraction.
pub fn price_in_numbers(choice: &TokenPriceChoice) -> String {
    match &choice.why {
        Why::Consumed { share, bought } => {
            let (bought, share) = (price_in_numbers(bought), number::in_full(&share.fraction()));
            format!("({bought} ÷ {share})")
        }
        _ => number::money_in_full(&choice.price),
    }
}

/// What a consumed token costs, where that is not what a bought one does.
pub fn consumed_in_numbers(choice: &TokenPriceChoice) -> Option<String> {
    let Why::Consumed { share, bought } = &choice.why else { return None };
    let (bought, share) = (price_in_numbers(bought), number::in_full(&share.fraction()));
    let price = number::money_in_full(&choice.price);
    Some(format!("price of a consumed token = {bought} ÷ {share} = {price}"))
}

/// That charges of a file, which a rate sheet priced, had another price than they have here.
pub fn otherwise_priced(
    file: &str,
    (sheet, price): (&str, TokenPrice),
    prices: &[Quotient<TokenPrice>],
) -> String {
    let mut now: Vec<_> = prices.iter().map(number::price).collect();
    now.dedup();
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
    let tokens = number::counted(&purchase.tokens, "token");
    let price = number::price(purchase.token_price);
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
    format!("Buy {tokens} at {price} for {cost} {currency}{why}.")
}

/// A discount in words: `10 % off`, or `8 % more` where the price rises.
pub fn discounted(discount: Percent) -> String {
    let percent = number::percent(discount);
    match percent.strip_prefix('-') {
        Some(rise) => format!("{rise} more"),
        None => format!("{percent} off"),
    }
}

/// A question about a discount that was perhaps meant as a fraction of one.
pub fn odd_discount(discount: Percent) -> Option<String> {
    let percent = number::percent(discount);
    let size = percent.trim_start_matches('-');
    (size.starts_with("0.") && !discount.is_zero()).then(|| {
        let meant = number::in_full(&discount.hundredfold());
        format!("a discount of {percent} hardly moves a price: was {meant} % meant, `{meant}%`?")
    })
}

/// What a discount does to a price, in a sum: ` × (100 − 10) ÷ 100`, or nothing where there is
/// none.
pub fn less(discount: Percent) -> String {
    let percent = number::in_full(&discount);
    match percent.strip_prefix('-') {
        _ if discount.is_zero() => String::new(),
        Some(rise) => format!(" × (100 + {rise}) ÷ 100"),
        None => format!(" × (100 − {percent}) ÷ 100"),
    }
}

/// How the cost of a purchase comes about.
pub fn purchase_in_numbers(purchase: &Purchase, needed: &Quotient<Tokens>) -> String {
    let tokens = number::tokens(purchase.tokens);
    let price = number::money_in_full(&purchase.token_price);
    let needed = number::counted(needed, "token");
    let cost = number::money_in_full(&purchase.cost);
    format!(
        "to own {needed}, whole ones and at least the smallest purchase, or up to a later \
         tier where that is not dearer: {tokens} × {price} = {cost}"
    )
}

/// That more tokens would cost less, where tiers make it so.
pub fn less_for_more(priced: Priced, tokens: Tokens, currency: &str) -> Option<String> {
    let cheapest = cheapest_purchase(tokens, priced.terms);
    let cost = least_purchase(tokens, priced.terms).cost;
    (priced.given.is_none() && cheapest.cost < cost).then(|| {
        let (more, price) = (number::tokens(cheapest.tokens), number::price(cheapest.token_price));
        let (less, cost) = (number::money(&cheapest.cost), number::money(&cost));
        format!(
            "{more} tokens at {price} cost {less} {currency}, less than the {cost} of {}",
            number::tokens(tokens)
        )
    })
}

/// A number as it can be typed into the next command; `None` where that would refuse it.
pub fn as_typed(figure: &impl Figure, limits: Limits) -> Option<String> {
    let number = figure.bare().amount()?;
    limits.check(number.decimal()).ok().map(|()| number.to_string())
}
