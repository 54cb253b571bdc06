//! What do many changed rows owe to one price, so that it is said once?
//!
//! Formula: where a token costs q instead of p and a product takes the same tokens a day, a year of
//! it costs q ÷ p of what it did, and a subscription pays from p ÷ q of the days. The smallest
//! purchase costs its tokens × the price of the tier that they reach.
//!
//! Example: a token at 3.20 instead of 3.00: 3.20 ÷ 3.00 = 1.0666…, so every product costs 6.7 %
//! more; 3.00 ÷ 3.20 = 0.9375, so a subscription pays from 6.25 % fewer days. A smallest purchase
//! of 33 tokens instead of 100, at 3.00: 99.00, not 300.00.
//!
//! Edges: a product whose rate changed too, or costs nothing, is not among them; nor is anything
//! between two currencies, whose prices have no ratio. A tier without a price leaves the cost of
//! the smallest purchase unknown.

use super::rows::{Change, RowChange, RowKind};
use crate::engine::price::purchase::purchase_of;
use crate::model::{Money, Percent, Quotient, RateSheet, TokenPrice, Tokens};

/// A token costs something else, and with it every product that takes as many as before.
#[derive(Clone, Debug)]
pub struct TokenEffect {
    /// What a token cost.
    pub before: TokenPrice,
    /// What it costs.
    pub after: TokenPrice,
    /// How many products cost more or less for that.
    pub products: usize,
    /// By how much, in percent; below zero is less.
    pub cost: Quotient<Percent>,
    /// How many of them have a break-even that moves for nothing else.
    pub break_evens: usize,
    /// How many have one that moves for another reason, too.
    pub other_break_evens: usize,
    /// By how much it moves, in percent; below zero is earlier.
    pub break_even: Quotient<Percent>,
}

/// What the price of a token means, where it changed.
pub fn token_effect(old: &RateSheet, new: &RateSheet) -> Option<TokenEffect> {
    let (before, after) = (old.token.list_price, new.token.list_price);
    if before == after || old.currency != new.currency {
        return None;
    }
    let pairs = old.products.iter().filter_map(|product| {
        let same = new.products.iter().find(|other| other.id == product.id)?;
        let rate = product.tokens_per_day.filter(|rate| !rate.is_zero())?;
        (same.tokens_per_day == Some(rate)).then_some((product, same))
    });
    let has_two = pairs.clone().filter(|(product, same)| {
        let prices = product.annual_price.zip(same.annual_price);
        prices.is_some_and(|(before, after)| before != after)
    });
    let has_price = pairs.clone().filter(|(product, same)| {
        product.annual_price.is_some() && product.annual_price == same.annual_price
    });
    Some(TokenEffect {
        products: pairs.count(),
        cost: Percent::of(after - before, before)?,
        break_evens: has_price.count(),
        other_break_evens: has_two.count(),
        break_even: Percent::of(before - after, after)?,
        before,
        after,
    })
}

impl RowChange {
    /// Whether nothing of the row changed but what it costs, for the price of a token.
    pub fn is_cost_only(&self) -> bool {
        self.kind == RowKind::Product && self.change == Change::Changed && self.fields.is_empty()
    }
}

/// The smallest purchase by one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallestPurchase {
    /// How many tokens.
    pub tokens: Tokens,
    /// What they cost; `None` where their tier has no price.
    pub cost: Option<Quotient<Money>>,
}

impl SmallestPurchase {
    fn of(sheet: &RateSheet) -> Self {
        let purchase = purchase_of(sheet.token.minimum_purchase, &sheet.token);
        let cost = (!purchase.unquoted).then_some(purchase.cost);
        Self { tokens: purchase.tokens, cost }
    }
}

/// The smallest purchase before and after, where it changed.
pub fn smallest_purchases(
    old: &RateSheet,
    new: &RateSheet,
) -> Option<(SmallestPurchase, SmallestPurchase)> {
    let both = (SmallestPurchase::of(old), SmallestPurchase::of(new));
    (old.currency == new.currency && both.0 != both.1).then_some(both)
}
