//! `cost`: its table, and the sentences around it.

use super::allowance;
use super::price::{discounted, less, odd_discount, purchase_in_numbers, row_note, why};
use super::sources::{self, Sources};
use super::terms::instead_of_a_year;
use super::{Heading, Table};
use crate::engine::price::token_price::{Why, tier_price};
use crate::engine::sums::cost::{Cost, Item, Line, LineKind};
use crate::engine::sums::instead::Instead;
use crate::model::{Number, Percent, TokenTerms, noun};
use crate::render::number;

/// A line of the bill: what is used, and what came of it.
type Row<'r> = (&'r Item<'r>, &'r Line);

/// Line by line, in the order given.
pub fn table<'r>(
    items: &'r [Item<'r>],
    result: &'r Cost,
    currency: &str,
) -> Table<'static, Row<'r>> {
    // What was observed may be about a part of a year, and is brought to a year in a column of its
    // own, since subscriptions are sold for one.
    let is_observed = items.iter().any(|item| matches!(item, Item::Observed { .. }));
    let a_year = if is_observed { "" } else { " a year" };
    let brought = if result.is_brought_to_a_year() {
        Heading::Words(format!("Flex\n{currency} a year"))
    } else {
        Heading::ForPrograms
    };
    let table = Table::of(items.iter().zip(&result.lines))
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
        .count("tokens_a_year", Heading::ForPrograms, |(_, line)| line.tokens_a_year.clone())
        .money("cost", format!("Flex\n{currency}"), |(_, line)| line.cost.clone())
        .sums()
        .money("cost_a_year", brought, |(_, line)| line.cost_a_year.clone())
        .sums()
        .money("subscription_cost", format!("subscriptions\n{currency} a year"), |(_, line)| {
            line.subscription_cost.clone()
        })
        // No subscription stands for a cloud result, so there is nothing to know of it.
        .sums_where(|(_, line)| line.kind.is_of_people())
        .text("cheaper", "cheaper", |(_, line)| line.cheaper);
    if result.lines.iter().all(|line| line.months.is_none()) {
        return table;
    }
    table.count("months", Heading::ForPrograms, |(_, line)| line.months).count(
        "free_quantity",
        Heading::ForPrograms,
        |(_, line)| line.free_quantity.clone(),
    )
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
            format!("{} × {}", number::count(users), number::counted(days, "day"))
        }
        Item::Observed { kind: LineKind::Result, .. } => "as charged".to_owned(),
        Item::Observed { users, days_of_use, .. } => {
            let known = |figure: &Option<Number>, one| match figure {
                Some(figure) => number::counted(figure, one),
                None => format!("unknown {}", noun(&0, one)),
            };
            format!("{}, {}", known(users, "person"), known(days_of_use, "day"))
        }
        Item::Result { service, quantity } => allowance::use_words(service, quantity),
    }
}

/// What the bill rests on.
pub fn notes(
    items: &[Item],
    result: &Cost,
    sub_discount: Percent,
    terms: &TokenTerms,
) -> Vec<String> {
    let mut notes = vec![why(&result.token_price_a_year)];
    if result.token_price.price != result.token_price_a_year.price {
        notes.push(format!("without bringing them to a year, {}", why(&result.token_price)));
    }
    if result.purchase.unquoted {
        notes.push(why(&tier_price(result.purchase.tokens, terms)));
    }
    notes.extend(terms.note.clone().filter(|_| result.token_price.why != Why::Given));
    if !sub_discount.is_zero() {
        notes.push(format!("subscriptions at {}", discounted(sub_discount)));
        notes.extend(odd_discount(sub_discount));
    }
    notes.extend(comparison_notes(result));
    for (item, line) in items.iter().zip(&result.lines) {
        notes.extend(item_note(item));
        notes.extend(without_price(item, line));
        notes.extend(beside_seats(line));
    }
    notes
}

/// What seats covered, which would be on Flex without them.
fn beside_seats(line: &Line) -> Option<String> {
    let name = &line.name;
    match &line.all_on_flex {
        None => Some(format!(
            "some days of {name} were covered by seats, and no rate says what they would cost on \
             Flex: nothing is compared"
        )),
        Some(cost) if *cost == line.cost_a_year => None,
        Some(cost) => Some(format!(
            "some days of {name} were covered by seats: with all of them on Flex a year would cost \
             {}, which `cheaper` goes by",
            number::money(cost)
        )),
    }
}

/// What the comparison with subscriptions leaves out.
fn comparison_notes(result: &Cost) -> Vec<String> {
    let has_people = result.lines.iter().any(|line| line.kind.is_of_people());
    let has_results = result.lines.iter().any(|line| !line.kind.is_of_people());
    let mut notes = Vec::new();
    // Whole tokens alone are no difference worth a sentence.
    let is_other = result.tokens_a_year.ceil() != result.purchase.tokens
        || result.token_price_a_year.price != result.purchase.token_price;
    if has_people && is_other {
        let bought = number::money(&result.purchase.cost);
        let used = number::money(&result.cost_a_year);
        let price = number::price(&result.token_price_a_year.price);
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

/// What is not known of the subscriptions of a line, and so of all of them together.
fn without_price(item: &Item, line: &Line) -> Option<String> {
    if !line.kind.is_of_people() || line.subscription_cost.is_some() {
        return None;
    }
    let name = &line.name;
    let total = "so what subscriptions cost in all is not known";
    Some(match item {
        Item::Observed { annual_price: Some(_), .. } => {
            format!("nothing says how many people used {name}, {total}")
        }
        Item::Observed { product: None, .. } => {
            format!(
                "no subscription price for {name}, {total}; a rate sheet that has it can say it"
            )
        }
        Item::Use { product, .. } | Item::Observed { product: Some(product), .. } => {
            let id = &line.item;
            let others = instead_of_a_year(&product.prices());
            let others = others.map(|others| format!(" of a year ({others})")).unwrap_or_default();
            format!(
                "no subscription price for {name}{others}, {total}; give one: `--sub-price \
                 {id}=PRICE`"
            )
        }
        Item::Result { .. } => return None,
    })
}

/// What a collection costs instead, in a sentence.
pub fn instead(collection: &Instead, currency: &str) -> String {
    let Instead { fewest_people, most_people, .. } = collection;
    let (least, most) =
        (number::money(&collection.least_cost), number::money(&collection.most_cost));
    let people = number::counted(most_people, "person");
    let cost = if fewest_people == most_people {
        format!("{people}, {least} {currency} a year")
    } else {
        let fewest = number::count(fewest_people);
        format!(
            "{fewest} to {people}, since lines may be of the same ones, {least} to {most} \
             {currency} a year"
        )
    };
    let flex = number::money(&collection.flex_cost);
    let each = collection.subscription_cost.as_ref().map(number::money);
    let each = each.map(|each| format!(", and a subscription to each {each}"));
    format!(
        "`{}` instead covers {}: {cost}; on Flex the same costs {flex}{}",
        collection.collection,
        collection.products.join(", "),
        each.unwrap_or_default()
    )
}

/// How each figure came about.
pub fn explanation(
    items: &[Item],
    result: &Cost,
    sub_discount: Percent,
    terms: &TokenTerms,
    sources: &Sources,
) -> Vec<String> {
    let mut lines = lines_in_numbers(items, result);
    let rows = items.iter().zip(&result.lines);
    lines.extend(rows.flat_map(|row| subscriptions_in_numbers(row, sub_discount, sources)));
    lines.push(purchase_in_numbers(&result.purchase, &result.tokens_needed));
    lines.extend(sources.purchase(&result.token_price, terms));
    lines
}

/// How the subscriptions of a line came about, and how many times them a year on Flex costs.
fn subscriptions_in_numbers(
    (item, line): Row,
    sub_discount: Percent,
    sources: &Sources,
) -> Vec<String> {
    let (annual_price, users, source) = match item {
        Item::Use { product, annual_price, users, .. } => {
            (annual_price, Some(users), sources.annual_price(product))
        }
        Item::Observed { product: Some(product), annual_price, users, .. } => {
            (annual_price, users.as_ref(), sources.annual_price(product))
        }
        Item::Observed { .. } | Item::Result { .. } => return Vec::new(),
    };
    let (Some(price), Some(users), Some(cost)) = (annual_price, users, &line.subscription_cost)
    else {
        return Vec::new();
    };
    let (name, off) = (&line.name, less(sub_discount));
    let (price, users) = (number::money_in_full(price), number::count(users));
    let flex = line.all_on_flex.as_ref().unwrap_or(&line.cost_a_year);
    let (flex, cost) = (number::money_in_full(flex), number::money_in_full(cost));
    let mut lines = vec![format!("{name}: {users} × {price}{off} = {cost} a year; {source}")];
    lines.extend(line.times_subscription.as_ref().map(|times| {
        let times = number::fixed(times, 4);
        format!("{name}: {flex} ÷ {cost} = {times} times the subscriptions")
    }));
    lines
}

/// How the tokens and the cost of each line came about.
pub fn lines_in_numbers(items: &[Item], result: &Cost) -> Vec<String> {
    let mut lines = vec![
        "tokens = tokens a day × days × users, or tokens × quantity ÷ per for a service; \
         cost = tokens × price of a token"
            .to_owned(),
    ];
    let price = number::money_in_full(&result.token_price.price);
    let price_a_year = number::money_in_full(&result.token_price_a_year.price);
    for (item, line) in items.iter().zip(&result.lines) {
        let name = &line.name;
        let (tokens, cost) = (number::in_full(&line.tokens), number::money_in_full(&line.cost));
        let (sum, source) = sum_and_source(item);
        let word = noun(&line.tokens, "token");
        let priced = format!("× {price} = {cost}");
        lines.push(format!("{name}: {sum} = {tokens} {word}; {priced}; source: {source}"));
        if let Item::Observed { span, .. } = item
            && !span.is_a_year()
        {
            let (times, cost) = (span.times_in_numbers(), number::money_in_full(&line.cost_a_year));
            lines.push(format!(
                "{name}: a year like that {tokens} × {times} × {price_a_year} = {cost}"
            ));
        }
    }
    lines
}

fn sum_and_source<'i>(item: &'i Item) -> (String, &'i str) {
    match item {
        Item::Use { product, tokens_per_day, days, users, .. } => {
            let rate = number::in_full(tokens_per_day);
            let (days, users) = (number::days(days), number::count(users));
            (format!("{rate} × {days} × {users}"), sources::rate(&product.source))
        }
        Item::Observed { .. } => {
            ("as charged".to_owned(), "usage; `flexcalc charge FILE --explain` shows it")
        }
        Item::Result { service, quantity } => {
            (allowance::in_numbers(service, quantity), &service.source)
        }
    }
}
