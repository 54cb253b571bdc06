//! How `breakeven` reads: its columns and sentences.

use super::{Asked, ChosenPrice};
use crate::engine::Cheaper;
use crate::engine::breakeven::Breakeven;
use crate::model::{Percent, TokenTerms};
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
    let heads = prices
        .iter()
        .map(|chosen| column("break_even_days", format!("days at {}\na token", number::price(&chosen.price))));
    let mut grid =
        Grid::new([column("sub_discount_percent", "subscription\ndiscount")].into_iter().chain(heads).collect());
    let lines = discounts.iter().zip(rows.chunks(prices.len().max(1)));
    let line = |(discount, line): (&Percent, &[Breakeven])| {
        [discount.into()].into_iter().chain(line.iter().map(|row| row.break_even_days.as_ref().into())).collect()
    };
    grid.rows = lines.map(line).collect();
    grid
}

/// The answer for one product, in a sentence.
pub(super) fn summary(row: &Breakeven, currency: &str) -> Option<String> {
    if let Some(at) = &row.at {
        let (days, saving) = (number::days(&at.days), number::money(&at.saving));
        return Some(match at.cheaper {
            Cheaper::Tie => format!("{}: on {days} days of use a year both cost the same.", row.name),
            Cheaper::Flex => {
                format!("{}: on {days} days of use a year Flex is cheaper, by {saving} {currency}.", row.name)
            }
            Cheaper::Subscription => {
                format!("{}: on {days} days of use a year a subscription is cheaper, by {saving} {currency}.", row.name)
            }
        });
    }
    let (Some(through), Some(from), false) =
        (&row.flex_cheaper_through, &row.subscription_cheaper_from, row.flex_is_cheaper_all_year())
    else {
        return None;
    };
    let tie = row.tie_on.as_ref().map(|day| format!(", both cost the same on {}", number::days(day)));
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
    Some(format!("{}: break-even days by discount on {price} {currency} a year and by price of a token.", product.name))
}

/// What somebody who has read this answer may ask next.
pub(super) fn next(row: &Breakeven, terms: &TokenTerms) -> String {
    let product = &row.product;
    if let Some(at) = &row.at {
        return format!("flexcalc cost --use {product}={}x10  # ten people like that", number::days(&at.days));
    }
    let annual_price = number::exact(row.annual_price.exact());
    let agreed = (row.token_price != terms.list_price).then(|| number::price(&row.token_price));
    let token_price = agreed.map_or(String::new(), |price| format!(" --token-price {price}"));
    format!("flexcalc breakeven {product} --sub-price {annual_price}{token_price} --days 40")
}

/// The products for which no year is long enough.
pub(super) fn all_year(rows: &[Breakeven]) -> Option<String> {
    let mut names: Vec<_> =
        rows.iter().filter(|row| row.flex_is_cheaper_all_year()).map(|row| row.name.as_str()).collect();
    names.dedup();
    (!names.is_empty())
        .then(|| format!("break-even is beyond 365 days, so Flex is cheaper all year: {}", names.join(", ")))
}

/// How each figure came about.
pub(super) fn explanation(asked: &[Asked], rows: &[Breakeven], prices: &[ChosenPrice]) -> Vec<String> {
    let mut lines =
        vec!["break-even days = annual price of a subscription ÷ (tokens a day × price of a token)".to_owned()];
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
        let (annual, rate) = (number::money(&row.annual_price), number::count(row.tokens_per_day.exact()));
        let days =
            row.break_even_days.as_ref().map_or("never".to_owned(), |days| format!("{} days", number::days(days)));
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
    lines.extend(asked.iter().map(|asked| format!("{}: source: {}", asked.product.name, asked.product.source)));
    lines
}
