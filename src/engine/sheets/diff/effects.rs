//! What does a changed row mean in money, and which change comes first?
//!
//! Formula: cost of a year = tokens per day × days × list price; break-even days = annual price
//! ÷ (tokens per day × list price), each by its own sheet.
//!
//! Example: Maya from 10 to 6 tokens a day, 50 days, tokens at 3.00 in both: 1,500.00 before,
//! 900.00 after.
//!
//! Edges: what cannot be worked out (no rate, no price, no such row) is unknown, not zero; for the
//! order only, a new or lost row counts from nothing. The largest change of what a year costs, on
//! Flex or subscribed, comes first, then that of break-even, then the rest by kind and id.

use std::cmp::Reverse;

use super::rows::{Pair, RowChange};
use crate::engine::sums::breakeven::break_even_days;
use crate::model::{Cheaper, Collection, Days, Money, Product, Quotient, RateSheet, TokenPrice};

/// The change of a product, with what it means.
pub(super) fn of_product(
    pair: Pair<Product>,
    change: RowChange,
    [old, new]: [Option<&RateSheet>; 2],
    days: Days,
) -> RowChange {
    let cost = |product: Option<&Product>, sheet: Option<&RateSheet>| {
        let both = product.zip(sheet.map(|sheet| sheet.token.list_price));
        (
            both.and_then(|(product, price)| break_even(product, price)),
            both.and_then(|(product, price)| year(product, price, days)),
        )
    };
    let (break_even_before, cost_before) = cost(pair.0, old);
    let (break_even_after, cost_after) = cost(pair.1, new);
    let [subscription_before, subscription_after] =
        [pair.0, pair.1].map(|product| product.and_then(|product| product.annual_price));
    RowChange {
        break_even_before,
        break_even_after,
        cheaper_before: cheaper(cost_before.as_ref(), subscription_before),
        cheaper_after: cheaper(cost_after.as_ref(), subscription_after),
        cost_before,
        cost_after,
        subscription_before,
        subscription_after,
        ..change
    }
}

/// The change of a collection, with what it means.
pub(super) fn of_collection(pair: Pair<Collection>, change: RowChange) -> RowChange {
    let [subscription_before, subscription_after] =
        [pair.0, pair.1].map(|collection| collection.and_then(|it| it.annual_price));
    RowChange { subscription_before, subscription_after, ..change }
}

/// Puts the largest effect first.
pub(super) fn sort(changes: &mut [RowChange]) {
    changes.sort_by_cached_key(|change| {
        (Reverse(change.effect()), Reverse(change.shift()), change.kind, change.id.clone())
    });
}

impl RowChange {
    /// By how much what a year costs changes, on Flex or subscribed, either way. For the order
    /// only, a new or lost row counts from nothing.
    pub fn effect(&self) -> Quotient<Money> {
        let side = |cost: &Option<Quotient<Money>>| cost.clone().unwrap_or_default();
        let price = |price: Option<Money>| Quotient::from(price.unwrap_or_default());
        let flex = side(&self.cost_after).distance(side(&self.cost_before));
        flex.max(price(self.subscription_after).distance(price(self.subscription_before)))
    }

    /// What a subscription costs more than before; `None` where unknown, or nothing.
    pub fn subscription_rise(&self) -> Option<Money> {
        let (before, after) = self.subscription_before.zip(self.subscription_after)?;
        (before != after).then(|| after - before)
    }

    /// What was cheaper and what is, where another is than before.
    pub fn flips(&self) -> Option<(Cheaper, Cheaper)> {
        self.cheaper_before.zip(self.cheaper_after).filter(|(before, after)| before != after)
    }

    /// By how many days break-even moves, either way; none where it is unknown.
    fn shift(&self) -> Quotient<Days> {
        match (&self.break_even_before, &self.break_even_after) {
            (Some(before), Some(after)) => after.distance(before),
            _ => Quotient::ZERO,
        }
    }
}

/// From how many days on a subscription pays.
pub(super) fn break_even(product: &Product, list_price: TokenPrice) -> Option<Quotient<Days>> {
    break_even_days(product.annual_price?, product.tokens_per_day?, list_price)
}

/// What a year of so many days costs on Flex.
pub(super) fn year(
    product: &Product,
    list_price: TokenPrice,
    days: Days,
) -> Option<Quotient<Money>> {
    Some(product.tokens_per_day? * days * list_price)
}

fn cheaper(flex: Option<&Quotient<Money>>, subscription: Option<Money>) -> Option<Cheaper> {
    Some(Cheaper::of(flex?, &subscription?.into()))
}
