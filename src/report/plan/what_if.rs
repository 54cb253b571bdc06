//! How the cheapest mix moves with prices: a grid for the negotiating table.

use super::{Heading, Table};
use crate::engine::plan::what_if::At;

/// A row for each pair of a discount and a price.
pub(super) fn table<'a>(rows: &'a [At], currency: &str) -> Table<'a, &'a At> {
    Table::of(rows)
        .percent("sub_discount_percent", "off a\nsubscription", |at| at.sub_discount)
        .price("token_price", format!("{currency}\na token"), |at| at.token_price)
        .count("seats", "seats", |at| at.mix.seats())
        .count("tokens_bought", "tokens\nto buy", |at| at.mix.tokens_bought.clone())
        .money("subscription_cost", format!("seats,\n{currency}"), |at| {
            at.mix.subscriptions.clone()
        })
        .money("token_cost", format!("tokens,\n{currency}"), |at| at.mix.token_cost.clone())
        .money("total_cost", format!("{currency}\na year"), |at| at.mix.total.clone())
        .cell("proved", Heading::ForJson, |at| at.proved.into())
}

/// That some of the mixes may not be the cheapest, where the time was up.
pub(super) fn warning(rows: &[At]) -> Option<String> {
    let unproved = rows.iter().filter(|at| !at.proved).count();
    (unproved > 0).then(|| {
        format!(
            "the search was stopped: {unproved} of these mixes are not proved; give a longer \
             `--time-limit`"
        )
    })
}
