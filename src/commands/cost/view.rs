//! How `cost` reads: its columns and sentences.

use super::prices;
use crate::engine::sums::cost::{Cost, Item, Line};
use crate::model::{Given, Limits, Partial, Tokens};
use crate::render::{Cell, Grid, column, number};

/// What the comparison with subscriptions leaves out.
pub(super) fn verdict_notes(items: &[Item], result: &Cost) -> Vec<String> {
    let has = |people: bool| items.iter().any(|item| matches!(item, Item::Result { .. }) != people);
    let mut notes = Vec::new();
    if has(true) && result.purchase.cost != result.cost {
        let (bought, used) = (number::money(&result.purchase.cost), number::money(&result.cost));
        let price = number::price(&result.token_price);
        notes.push(format!(
            "`cheaper` compares the tokens used, {used} at {price} each; the purchase that covers them costs {bought}"
        ));
    }
    if has(true) && has(false) {
        notes.push(
            "subscriptions stand for the people only; cloud results cost tokens either way"
                .to_owned(),
        );
    }
    notes
}

pub(super) fn data(items: &[Item], result: &Cost, currency: &str) -> Grid {
    // What was observed may be about a part of a year, and then subscriptions are counted for as
    // long.
    let observed = items.iter().any(|item| matches!(item, Item::Observed { .. }));
    let mut grid = Grid::new(vec![
        column("item", "item"),
        column("name", "item"),
        column("kind", "kind"),
        column("users", "users"),
        column("days", "days"),
        column("quantity", "quantity"),
        column("unit", "unit"),
        column("use", if observed { "use" } else { "use a year" }),
        column("tokens", "tokens"),
        column("cost", format!("Flex\n{currency}")),
        column(
            "subscription_cost",
            format!("subscriptions\n{currency}{}", if observed { "" } else { " a year" }),
        ),
        column("cheaper", "cheaper"),
    ]);
    grid.rows = items.iter().zip(&result.lines).map(|(item, line)| cells(item, line)).collect();
    let mut total = vec![Cell::from(""); grid.columns.len()];
    let sums = [
        ("name", "total".into()),
        ("tokens", (&result.tokens).into()),
        ("cost", (&result.cost).into()),
        ("subscription_cost", result.subscription_cost.as_ref().into()),
    ];
    for (key, sum) in sums {
        let place = grid.columns.iter().position(|column| column.key == key);
        if let Some(cell) = place.and_then(|place| total.get_mut(place)) {
            *cell = sum;
        }
    }
    grid.total = Some(total);
    grid
}

fn cells(item: &Item, line: &Line) -> Vec<Cell> {
    let (unit, words) = match item {
        Item::Use { days, users, .. } => {
            let unit = if *days == 1.into() { "day" } else { "days" };
            ("day", format!("{} × {} {unit}", number::count(users), number::days(days)))
        }
        Item::Observed { users, days_of_use, .. } => {
            let (users, days) = (number::count(users), number::count(days_of_use));
            ("day of use", format!("{users} people, {days} days"))
        }
        Item::Result { service, quantity } => {
            (service.unit.as_str(), format!("{} × {}", number::every_digit(quantity), service.unit))
        }
    };
    vec![
        line.item.as_str().into(),
        line.name.as_str().into(),
        line.kind.into(),
        line.users.as_ref().into(),
        line.days.as_ref().into(),
        line.quantity.as_ref().into(),
        unit.into(),
        words.into(),
        (&line.tokens).into(),
        (&line.cost).into(),
        line.subscription_cost.as_ref().into(),
        line.cheaper.into(),
    ]
}

pub(super) fn next(tokens: &Tokens) -> Option<String> {
    let whole = Tokens::new(tokens.exact().ceil());
    let given =
        prices::as_typed(whole.exact(), Limits::TOKENS).filter(|_| whole > Tokens::zero())?;
    Some(format!("flexcalc pool-size --expected {given}"))
}

pub(super) fn explanation(items: &[Item], result: &Cost) -> Vec<String> {
    let price = number::price(&result.token_price);
    let mut lines =
        vec!["tokens = tokens a day × days × users, or tokens × quantity ÷ per for a service; cost = tokens × price of a token".to_owned()];
    let observed = "usage; `flexcalc charge --explain` shows it".to_owned();
    for (item, line) in items.iter().zip(&result.lines) {
        let (tokens, cost) = (number::tokens(&line.tokens), number::money(&line.cost));
        let (sum, source) = match item {
            Item::Use { product, tokens_per_day, days, users, .. } => {
                let (rate, days, users) = (
                    number::count(tokens_per_day.exact()),
                    number::days(days),
                    number::count(users),
                );
                (format!("{rate} × {days} × {users}"), &product.source)
            }
            Item::Observed { .. } => ("as charged".to_owned(), &observed),
            Item::Result { service, quantity } => {
                let counted = match service.partial {
                    Partial::Exact => "",
                    Partial::Up => ", counted up",
                    Partial::Down => ", counted down",
                };
                let (rate, quantity, per) = (
                    number::tokens(&service.tokens),
                    number::count(quantity),
                    number::count(&service.per.get().into()),
                );
                (format!("{rate} × ({quantity} ÷ {per}{counted})"), &service.source)
            }
        };
        lines.push(format!(
            "{}: {sum} = {tokens} tokens; × {price} = {cost}; source: {source}",
            line.name
        ));
        if let (Some(subscriptions), Some(times)) =
            (&line.subscription_cost, &line.times_subscription)
        {
            lines.push(format!(
                "{}: {cost} ÷ {} = {} times the subscriptions",
                line.name,
                number::money(subscriptions),
                number::fixed(times, 4)
            ));
        }
    }
    lines
}
