//! `effective-price`: its table, and the sentences around it.

use std::cmp::Ordering;

use super::Table;
use super::price::as_typed;
use crate::engine::sums::effective_price::{EffectivePrice, EffectivePriceInput};
use crate::model::{Limits, Product, RateSheet};
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
    let (bought, price) = (number::tokens(input.tokens), number::price(&input.price));
    let (spent, list) = (number::money(&result.spent), number::price(input.list_price));
    let (consumed, expired) =
        (number::tokens(result.consumed), number::tokens(result.expired_tokens));
    let mut lines = vec![
        format!("spent = tokens bought × price of a token = {bought} × {price} = {spent}"),
        format!(
            "expired = bought − consumed = {bought} − {consumed} = {expired}; \
             cost {expired} × {price} = {}",
            number::money(&result.expired_cost)
        ),
    ];
    lines.extend(result.effective_price.as_ref().map(|effective| {
        let effective = number::price(effective);
        format!("effective price = spent ÷ tokens consumed = {spent} ÷ {consumed} = {effective}")
    }));
    lines.extend(result.worse_than_list_below.as_ref().map(|below| {
        let below = number::tokens(below);
        format!(
            "list price is cheaper below spent ÷ list price = {spent} ÷ {list} = \
             {below} tokens consumed"
        )
    }));
    lines
}

/// The command that asks when a subscription pays at such a price; `None` where the figures are too
/// fine to be typed, or no product of the sheet can be compared.
pub fn next(
    input: &EffectivePriceInput,
    result: &EffectivePrice,
    sheet: &RateSheet,
) -> Option<String> {
    let can_be_compared =
        |product: &Product| product.annual_price.is_some() && product.tokens_per_day.is_some();
    let share = as_typed(result.utilization_percent.as_ref()?, Limits::UTILIZATION)?;
    let price = as_typed(&input.price, Limits::TOKEN_PRICE)?;
    sheet.products.iter().any(can_be_compared).then(|| {
        format!(
            "flexcalc breakeven --token-price {price} --utilization {share}%  \
             # where a subscription pays then"
        )
    })
}
