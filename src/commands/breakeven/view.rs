//! How `breakeven` reads: its columns and sentences.

use super::super::prices;
use super::{Asked, ChosenPrice};
use crate::engine::sums::breakeven::Breakeven;
use crate::model::{Cheaper, Limits, Percent, TokenTerms};
use crate::render::{Cell, Grid, column, number};

/// The columns that people see.
pub(super) const BREAKEVEN: [&str; 8] = [
    "name",
    "tokens_per_day",
    "price_per_day",
    "annual_price",
    "break_even_days",
    "flex_cheaper_through",
    "tie_on",
    "subscription_cheaper_from",
];

/// The columns that people see with a verdict for somebody's days.
pub(super) const VERDICT: [&str; 7] =
    ["name", "break_even_days", "days", "flex_cost", "subscription_cost", "cheaper", "saving"];

/// The columns that people see with the people observed.
pub(super) const PEOPLE: [&str; 6] = [
    "name",
    "price_per_day",
    "annual_price",
    "break_even_days",
    "flex_cheaper_people",
    "subscription_cheaper_people",
];

/// Every figure of every row.
pub(super) fn data(rows: &[Breakeven], currency: &str) -> Grid {
    let mut grid = Grid::new(vec![
        column("product", "product"),
        column("name", "product"),
        column("tokens_per_day", "tokens\na day"),
        column("token_price", format!("{currency}\na token")),
        column("price_per_day", format!("{currency}\na day")),
        column("annual_price", format!("subscription\n{currency} a year")),
        column("sub_discount_percent", "discount"),
        column("break_even_days", "break-even\ndays"),
        column("flex_cheaper_through", "Flex\ncheaper\nthrough"),
        column("tie_on", "tie\non"),
        column("subscription_cheaper_from", "subscription\ncheaper\nfrom"),
    ]);
    if rows.iter().any(|row| row.at.is_some()) {
        grid.columns.extend([
            column("days", "days\na year"),
            column("flex_cost", format!("Flex\n{currency} a year")),
            column("subscription_cost", format!("subscription\n{currency} a year")),
            column("cheaper", "cheaper"),
            column("saving", format!("saves\n{currency} a year")),
        ]);
    }
    if rows.iter().any(|row| row.people.is_some()) {
        grid.columns.extend([
            column("flex_cheaper_people", "people:\nFlex\ncheaper"),
            column("tie_people", "tie"),
            column("subscription_cheaper_people", "people:\nsubscription\ncheaper"),
        ]);
    }
    grid.rows = rows.iter().map(cells).collect();
    grid
}

fn cells(row: &Breakeven) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![
        row.product.as_str().into(),
        row.name.as_str().into(),
        (&row.tokens_per_day).into(),
        (&row.token_price).into(),
        (&row.price_per_day).into(),
        (&row.annual_price).into(),
        (&row.sub_discount_percent).into(),
        row.break_even_days.as_ref().into(),
        row.flex_cheaper_through.as_ref().into(),
        row.tie_on.as_ref().into(),
        row.subscription_cheaper_from.as_ref().into(),
    ];
    if let Some(at) = &row.at {
        cells.extend([
            (&at.days).into(),
            (&at.flex_cost).into(),
            (&at.subscription_cost).into(),
            at.cheaper.into(),
            (&at.saving).into(),
        ]);
    }
    if let Some(people) = row.people {
        let sides = [people.flex_cheaper, people.tie, people.subscription_cheaper];
        cells.extend(sides.map(|people| Cell::Count(people.into())));
    }
    cells
}

/// The table, with words where no day of the year is the answer.
pub(super) fn table(rows: &[Breakeven], mut grid: Grid) -> Grid {
    for (place, _) in rows.iter().enumerate().filter(|(_, row)| row.flex_is_cheaper_all_year()) {
        grid.replace(place, "flex_cheaper_through", "all year".into());
        grid.replace(place, "subscription_cheaper_from", "never".into());
    }
    grid
}

/// The break-even days of one product: discounts down, token prices across.
pub(super) fn sweep(rows: &[Breakeven], discounts: &[Percent], prices: &[ChosenPrice]) -> Grid {
    let heads = prices.iter().map(|chosen| {
        column("break_even_days", format!("days at {}\na token", number::price(&chosen.price)))
    });
    let mut grid = Grid::new(
        [column("sub_discount_percent", "subscription\ndiscount")]
            .into_iter()
            .chain(heads)
            .collect(),
    );
    let lines = discounts.iter().zip(rows.chunks(prices.len().max(1)));
    let line = |(discount, line): (&Percent, &[Breakeven])| {
        [discount.into()]
            .into_iter()
            .chain(line.iter().map(|row| row.break_even_days.as_ref().into()))
            .collect()
    };
    grid.rows = lines.map(line).collect();
    grid
}

/// The answer for one product, in a sentence.
pub(super) fn summary(row: &Breakeven, currency: &str) -> Option<String> {
    if let Some(at) = &row.at {
        let (days, saving) = (number::days(&at.days), number::money(&at.saving));
        return Some(match at.cheaper {
            Cheaper::Tie => {
                format!("{}: on {days} days of use a year both cost the same.", row.name)
            }
            Cheaper::Flex => {
                format!(
                    "{}: on {days} days of use a year Flex is cheaper, by {saving} {currency}.",
                    row.name
                )
            }
            Cheaper::Subscription => {
                format!(
                    "{}: on {days} days of use a year a subscription is cheaper, by {saving} {currency}.",
                    row.name
                )
            }
        });
    }
    let (Some(through), Some(from), false) =
        (&row.flex_cheaper_through, &row.subscription_cheaper_from, row.flex_is_cheaper_all_year())
    else {
        return None;
    };
    let tie =
        row.tie_on.as_ref().map(|day| format!(", both cost the same on {}", number::days(day)));
    let (through, from) = (number::days(through), number::days(from));
    Some(format!(
        "{}: Flex is cheaper through {through} days of use a year{}, a subscription from {from}.",
        row.name,
        tie.unwrap_or_default()
    ))
}

/// What a sweep varies, in a sentence.
pub(super) fn sweep_summary(asked: Option<&Asked>, currency: &str) -> Option<String> {
    let Asked { product, annual_price, .. } = asked?;
    let price = number::money(annual_price);
    Some(format!(
        "{}: break-even days by discount on {price} {currency} a year and by price of a token.",
        product.name
    ))
}

/// What somebody who has read this answer may ask next; `None` where the figures are too fine to be
/// typed.
pub(super) fn next(row: &Breakeven, terms: &TokenTerms) -> Option<String> {
    let product = &row.product;
    let annual_price = prices::as_typed(row.annual_price.exact(), Limits::PRICE)?;
    let token_price = prices::as_typed(row.token_price.exact(), Limits::PRICE)?;
    let agreed = row.token_price != terms.list_price;
    let prices = format!(
        "--sub-price {annual_price}{}",
        if agreed { format!(" --token-price {token_price}") } else { String::new() }
    );
    Some(match &row.at {
        Some(at) => {
            format!(
                "flexcalc cost --use {product}={}x10 {prices}  # ten people like that",
                number::days(&at.days)
            )
        }
        None => format!("flexcalc breakeven {product} {prices} --days 40"),
    })
}

/// What to know of the products for which a year of 365 days is not long enough.
pub(super) fn all_year(rows: &[Breakeven]) -> Vec<String> {
    let of = |kind: fn(&Breakeven) -> bool| {
        let mut names: Vec<_> =
            rows.iter().filter(|row| kind(row)).map(|row| row.name.as_str()).collect();
        names.dedup();
        names.join(", ")
    };
    let (never, late) = (
        of(|row| row.break_even_days.is_none()),
        of(|row| row.break_even_days.is_some() && row.flex_is_cheaper_all_year()),
    );
    let mut notes = Vec::new();
    if !never.is_empty() {
        notes.push(format!("{never}: a day of use costs nothing, so a subscription never pays"));
    }
    if !late.is_empty() {
        notes
            .push(format!("{late}: where break-even is beyond 365 days, Flex is cheaper all year"));
    }
    notes
}

/// How each figure came about.
pub(super) fn explanation(
    asked: &[Asked],
    rows: &[Breakeven],
    prices: &[ChosenPrice],
) -> Vec<String> {
    let mut lines = vec![
        "break-even days = annual price of a subscription ÷ (tokens a day × price of a token)"
            .to_owned(),
    ];
    lines.extend(prices.iter().map(|chosen| chosen.why.clone()));
    for row in rows {
        let product = asked.iter().find(|asked| asked.product.id == row.product);
        let list = product.map(|asked| number::money(&asked.annual_price)).unwrap_or_default();
        let discount = &row.sub_discount_percent;
        if *discount != 0.into() {
            lines.push(format!(
                "{}: a subscription costs {list} − {} = {}",
                row.name,
                number::percent(discount),
                number::money(&row.annual_price)
            ));
        }
        let (annual, rate) =
            (number::money(&row.annual_price), number::count(row.tokens_per_day.exact()));
        let days = row
            .break_even_days
            .as_ref()
            .map_or("no break-even".to_owned(), |days| format!("{} days", number::days(days)));
        lines.push(format!(
            "{}: {annual} ÷ ({rate} × {}) = {annual} ÷ {} = {days}",
            row.name,
            number::price(&row.token_price),
            number::fixed(row.price_per_day.exact(), 2)
        ));
        if let Some(at) = &row.at {
            let (flex, days) = (number::money(&at.flex_cost), number::days(&at.days));
            lines.push(format!(
                "{}: Flex costs {days} × {} = {flex}; a subscription {annual}",
                row.name,
                number::fixed(row.price_per_day.exact(), 2)
            ));
        }
    }
    lines.extend(
        asked
            .iter()
            .map(|asked| format!("{}: source: {}", asked.product.name, asked.product.source)),
    );
    lines
}
