//! `cost`: its table, and the sentences around it.

use super::price::{as_typed, purchase_in_numbers, row_note, why};
use super::{Heading, Table};
use crate::engine::price::token_price::{Why, tier_price};
use crate::engine::sums::cost::{Cost, Item, Line};
use crate::model::{Limits, Number, Partial, Percent, Quotient, TokenTerms, Tokens};
use crate::render::number;

/// A line of the bill: what is used, and what came of it.
type Row<'r> = (&'r Item<'r>, &'r Line);

/// Line by line, in the order given.
pub fn table<'r>(
    items: &'r [Item<'r>],
    result: &'r Cost,
    currency: &str,
) -> Table<'static, Row<'r>> {
    // What was observed may be about a part of a year, and then subscriptions are counted for as
    // long.
    let is_observed = items.iter().any(|item| matches!(item, Item::Observed { .. }));
    let a_year = if is_observed { "" } else { " a year" };
    Table::of(items.iter().zip(&result.lines))
        .text("item", Heading::ForPrograms, |(_, line)| line.item.clone())
        .text("name", "item", |(_, line)| line.name.clone())
        .text("kind", Heading::ForPrograms, |(_, line)| line.kind.word())
        .count("users", Heading::ForPrograms, |(_, line)| line.users)
        .count("days", Heading::ForPrograms, |(_, line)| line.days)
        .count("quantity", Heading::ForPrograms, |(_, line)| line.quantity.clone())
        .text("unit", Heading::ForPrograms, |(item, _)| unit(item))
        .text("use", format!("use{a_year}"), |(item, _)| use_words(item))
        .for_people()
        .count("tokens", "tokens", |(_, line)| line.tokens.clone())
        .sums()
        .money("cost", format!("Flex\n{currency}"), |(_, line)| line.cost.clone())
        .sums()
        .money("subscription_cost", format!("subscriptions\n{currency}{a_year}"), |(_, line)| {
            line.subscription_cost.clone()
        })
        // No subscription stands for a cloud result, so there is nothing to know of it.
        .sums_where(|(_, line)| line.kind.is_of_people())
        .text("cheaper", "cheaper", |(_, line)| line.cheaper)
}

fn unit(item: &Item) -> String {
    match item {
        Item::Use { .. } => "day".to_owned(),
        Item::Observed { .. } => "day of use".to_owned(),
        Item::Result { service, .. } => service.unit.clone(),
    }
}

fn use_words(item: &Item) -> String {
    match item {
        Item::Use { days, users, .. } => {
            let unit = if *days == 1.into() { "day" } else { "days" };
            format!("{} × {} {unit}", number::count(users), number::days(days))
        }
        Item::Observed { users, days_of_use, .. } => {
            let known = |figure: &Option<Number>| {
                figure.as_ref().map_or("unknown".to_owned(), number::count)
            };
            format!("{} people, {} days", known(users), known(days_of_use))
        }
        Item::Result { service, quantity } => {
            format!("{} × {}", number::every_digit(quantity), service.unit)
        }
    }
}

/// What the bill rests on.
pub fn notes(
    items: &[Item],
    result: &Cost,
    sub_discount: Percent,
    terms: &TokenTerms,
) -> Vec<String> {
    let mut notes = vec![why(&result.token_price)];
    if result.purchase.unquoted {
        notes.push(why(&tier_price(result.purchase.tokens, terms)));
    }
    notes.extend(terms.note.clone().filter(|_| result.token_price.why != Why::Given));
    if !sub_discount.is_zero() {
        notes.push(format!("subscriptions at {} off", number::percent(sub_discount)));
    }
    notes.extend(comparison_notes(items, result));
    for item in items {
        notes.extend(item_note(item));
        notes.extend(without_price(item).map(|id| {
            format!("no subscription price for {id}; give one: `--sub-price {id}=PRICE`")
        }));
    }
    notes
}

/// What the comparison with subscriptions leaves out.
fn comparison_notes(items: &[Item], result: &Cost) -> Vec<String> {
    let has_results = items.iter().any(|item| matches!(item, Item::Result { .. }));
    let has_people = items.iter().any(|item| !matches!(item, Item::Result { .. }));
    let mut notes = Vec::new();
    if has_people && result.purchase.cost != result.cost {
        let (bought, used) = (number::money(&result.purchase.cost), number::money(&result.cost));
        let price = number::price(&result.token_price.price);
        notes.push(format!(
            "`cheaper` compares the tokens used, {used} at {price} each; the purchase that covers \
             them costs {bought}"
        ));
    }
    if has_people && has_results {
        notes.push(
            "subscriptions stand for the people only; cloud results cost tokens either way"
                .to_owned(),
        );
    }
    notes
}

/// What the rate sheet says of a line.
pub fn item_note(item: &Item) -> Option<String> {
    match item {
        Item::Use { product, .. } => row_note(*product),
        Item::Observed { .. } => None,
        Item::Result { service, .. } => row_note(*service),
    }
}

fn without_price<'i>(item: &'i Item) -> Option<&'i str> {
    match item {
        Item::Use { product, annual_price: None, .. } => Some(&product.id),
        Item::Observed { id, annual_price: None, .. } => Some(id),
        _ => None,
    }
}

/// How each figure came about.
pub fn explanation(items: &[Item], result: &Cost, sub_discount: Percent) -> Vec<String> {
    let mut lines = lines_in_numbers(items, result);
    if !sub_discount.is_zero() {
        let off = number::percent(sub_discount);
        lines.push(format!("subscriptions = annual price × users, less {off}"));
    }
    lines.push(purchase_in_numbers(&result.purchase, &result.tokens_needed));
    lines
}

/// How the tokens and the cost of each line came about.
pub fn lines_in_numbers(items: &[Item], result: &Cost) -> Vec<String> {
    let mut lines = vec![
        "tokens = tokens a day × days × users, or tokens × quantity ÷ per for a service; \
         cost = tokens × price of a token"
            .to_owned(),
    ];
    let price = number::price(&result.token_price.price);
    for (item, line) in items.iter().zip(&result.lines) {
        let (name, tokens, cost) =
            (&line.name, number::tokens(&line.tokens), number::money(&line.cost));
        let (sum, source) = sum_and_source(item);
        let priced = format!("× {price} = {cost}");
        lines.push(format!("{name}: {sum} = {tokens} tokens; {priced}; source: {source}"));
        lines.extend(line.subscription_cost.as_ref().zip(line.times_subscription.as_ref()).map(
            |(other, times)| {
                let (other, times) = (number::money(other), number::fixed(times, 4));
                format!("{name}: {cost} ÷ {other} = {times} times the subscriptions")
            },
        ));
    }
    lines
}

fn sum_and_source<'i>(item: &'i Item) -> (String, &'i str) {
    match item {
        Item::Use { product, tokens_per_day, days, users, .. } => {
            let rate = number::rate(*tokens_per_day);
            let (days, users) = (number::days(days), number::count(users));
            (format!("{rate} × {days} × {users}"), &product.source)
        }
        Item::Observed { .. } => {
            ("as charged".to_owned(), "usage; `flexcalc charge --explain` shows it")
        }
        Item::Result { service, quantity } => {
            let counted = match service.partial {
                Partial::Exact => "",
                Partial::Up => ", counted up",
                Partial::Down => ", counted down",
            };
            let (rate, quantity) = (number::tokens(service.tokens), number::count(quantity));
            let per = number::count(&service.per.get());
            (format!("{rate} × ({quantity} ÷ {per}{counted})"), &service.source)
        }
    }
}

/// The command that asks how many tokens to buy for that.
pub fn next(tokens: &Quotient<Tokens>) -> Option<String> {
    let whole = tokens.ceil();
    let given = as_typed(&whole, Limits::TOKENS).filter(|_| !whole.is_zero())?;
    Some(format!("flexcalc pool-size --expected {given}"))
}
