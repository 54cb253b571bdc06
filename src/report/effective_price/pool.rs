//! `effective-price` of real lots: its table, and the sentences around it.

use super::super::{Heading, Table};
use crate::engine::balance::effective::{Became, EffectiveLot, EffectivePool};
use crate::engine::balance::of_teams::{TeamBalance, total};
use crate::model::Tokens;
use crate::render::number;
use chrono::NaiveDate;
use serde::Serialize;

/// What JSON says.
#[derive(Serialize)]
pub struct PoolJson<'a> {
    as_of: NaiveDate,
    lots: Table<'a, &'a EffectiveLot>,
    totals: Option<super::super::Single<'a, &'a Became>>,
}

/// Everything, for programs.
pub fn json(pool: &EffectivePool, as_of: NaiveDate) -> PoolJson<'_> {
    PoolJson {
        as_of,
        lots: table(pool, ""),
        totals: pool
            .total
            .as_ref()
            .map(|all| became(Table::of([all]), "", |all| all).into_object()),
    }
}

/// The lots that have been bought.
pub fn table<'r>(pool: &'r EffectivePool, currency: &str) -> Table<'r, &'r EffectiveLot> {
    let team = if pool.lots.iter().any(|lot| lot.team.is_some()) {
        Heading::from("team")
    } else {
        Heading::ForPrograms
    };
    let table = Table::of(&pool.lots)
        .text("id", "lot", |lot| lot.id.clone())
        .text("team", team, |lot| lot.team.clone())
        .date("bought", Heading::ForPrograms, |lot| lot.bought.date())
        .price("price", format!("price\n{currency}"), |lot| lot.price.clone());
    became(table, currency, |lot| &lot.became)
}

fn became<'r, R: 'r>(table: Table<'r, R>, currency: &str, of: fn(&R) -> &Became) -> Table<'r, R> {
    table
        .count("tokens", "bought", move |row| of(row).tokens)
        .sums()
        .money("spent", format!("spent\n{currency}"), move |row| of(row).spent.clone())
        .sums()
        .count("consumed", "consumed", move |row| of(row).consumed)
        .sums()
        .count("expired", "expired", move |row| of(row).expired)
        .sums()
        .money("expired_cost", Heading::ForPrograms, move |row| of(row).expired_cost.clone())
        .count("left", "left", move |row| of(row).left)
        .sums()
        .money("left_cost", Heading::ForPrograms, move |row| of(row).left_cost.clone())
        .price("effective_price", format!("effective\n{currency}"), move |row| {
            of(row).effective_price.clone()
        })
        .price("effective_price_so_far", format!("so far\n{currency}"), move |row| {
            of(row).effective_price_so_far.clone()
        })
}

/// The answer in sentences.
pub fn summary(pool: &EffectivePool, currency: &str) -> Vec<String> {
    let Some(all) = &pool.total else { return vec!["No lot has been bought by then.".to_owned()] };
    let (consumed, tokens) = (number::tokens(all.consumed), number::tokens(all.tokens));
    let spent = number::money(&all.spent);
    let Some(price) = &all.effective_price else {
        return vec![format!(
            "Of {tokens} tokens for {spent} {currency} none has been consumed, so that there is no \
             effective price."
        )];
    };
    let price = number::price(price);
    let mut sentences = vec![format!(
        "{consumed} of {tokens} tokens for {spent} {currency} were consumed: {price} {currency} \
         for \
         each."
    )];
    if all.expired != Tokens::ZERO {
        let (expired, cost) = (number::tokens(all.expired), number::money(&all.expired_cost));
        sentences.push(format!("Expired unused: {expired}, which had cost {cost} {currency}."));
    }
    if let Some(so_far) = all.effective_price_so_far.as_ref().filter(|_| all.left != Tokens::ZERO) {
        let (left, cost) = (number::tokens(all.left), number::money(&all.left_cost));
        sentences.push(format!(
            "Left and not lost yet: {left}, which cost {cost} {currency}; without them each token \
             consumed cost {} {currency} so far.",
            number::price(so_far)
        ));
    }
    sentences
}

/// What the figures rest on.
pub fn notes(pools: &[TeamBalance], as_of: NaiveDate) -> Vec<String> {
    let mut notes = vec![format!(
        "as of {as_of}, that day counted in full; lots and charges as `balance` has them"
    )];
    let denied = total(pools).map(|totals| totals.denied).filter(|denied| *denied != Tokens::ZERO);
    notes.extend(denied.map(|denied| {
        let denied = number::counted(&denied, "token was");
        format!("{denied} asked for and not there: they are not among those consumed")
    }));
    notes
}

/// How each figure came about.
pub fn explanation(pool: &EffectivePool) -> Vec<String> {
    let mut lines = vec![
        "effective price = spent ÷ consumed; so far = (spent − what is left cost) ÷ consumed"
            .to_owned(),
    ];
    lines.extend(pool.lots.iter().map(|lot| in_numbers(&format!("lot `{}`", lot.id), &lot.became)));
    lines.extend(pool.total.iter().map(|all| in_numbers("all lots", all)));
    lines
}

fn in_numbers(name: &str, became: &Became) -> String {
    let (spent, consumed) =
        (number::money_in_full(&became.spent), number::in_full(&became.consumed));
    let (Some(price), Some(so_far)) = (&became.effective_price, &became.effective_price_so_far)
    else {
        return format!("{name}: nothing consumed of {spent}");
    };
    let left = number::money_in_full(&became.left_cost);
    format!(
        "{name}: {spent} ÷ {consumed} = {}; so far ({spent} − {left}) ÷ {consumed} = {}",
        number::money_in_full(price),
        number::money_in_full(so_far)
    )
}
