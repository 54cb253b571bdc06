//! `effective-price`: its table, and the sentences around it.

pub mod pool;

use std::cmp::Ordering;

use super::Table;
use crate::engine::sums::effective_price::{EffectivePrice, EffectivePriceInput};
use crate::render::number;

/// One row: what became of the purchase.
pub fn table(result: EffectivePrice, currency: &str) -> Table<'static, EffectivePrice> {
    Table::of([result])
        .money("spent", format!("spent, {currency}"), |it| it.spent.clone())
        .count("consumed", "tokens consumed", |it| it.consumed)
        .count("expired_tokens", "tokens expired unused", |it| it.expired_tokens)
        .money("expired_cost", format!("what those had cost, {currency}"), |it| {
            it.expired_cost.clone()
        })
        .percent("utilization_percent", "utilization", |it| it.utilization_percent.clone())
        .price("effective_price", format!("effective price, {currency} a consumed token"), |it| {
            it.effective_price.clone()
        })
        .count("worse_than_list_below", "tokens below which list price was cheaper", |it| {
            it.worse_than_list_below.clone()
        })
}

/// The answer in a sentence.
pub fn summary(input: &EffectivePriceInput, result: &EffectivePrice) -> String {
    let Some(effective) = &result.effective_price else {
        return "Nothing was consumed, so no consumed token has a price.".to_owned();
    };
    let verdict = match effective.cmp(&input.list_price.into()) {
        Ordering::Less => "less than",
        Ordering::Equal => "the same as",
        Ordering::Greater => "more than",
    };
    format!(
        "Bought at {}, each consumed token cost {}: {verdict} the list price of {}.",
        number::price(&input.price),
        number::price(effective),
        number::price(input.list_price),
    )
}

/// How each figure came about.
pub fn explanation(input: &EffectivePriceInput, result: &EffectivePrice) -> Vec<String> {
    let (bought, price) = (number::in_full(&input.tokens), number::money_in_full(&input.price));
    let (spent, list) =
        (number::money_in_full(&result.spent), number::money_in_full(&input.list_price));
    let (consumed, expired) =
        (number::in_full(&result.consumed), number::in_full(&result.expired_tokens));
    let mut lines = vec![
        format!("spent = tokens bought × price of a token = {bought} × {price} = {spent}"),
        format!(
            "expired = bought − consumed = {bought} − {consumed} = {expired}; \
             cost {expired} × {price} = {}",
            number::money_in_full(&result.expired_cost)
        ),
    ];
    lines.extend(result.effective_price.as_ref().map(|effective| {
        let effective = number::money_in_full(effective);
        format!("effective price = spent ÷ tokens consumed = {spent} ÷ {consumed} = {effective}")
    }));
    lines.extend(result.worse_than_list_below.as_ref().map(|below| {
        let below = number::in_full(below);
        format!(
            "list price is cheaper below spent ÷ list price = {spent} ÷ {list} = \
             {below} tokens consumed"
        )
    }));
    lines
}
