//! `breakeven`: its table, the table of a sweep, and the sentences around them.

use super::price::{as_typed, why};
use super::{Heading, Table};
use crate::engine::price::token_price::TokenPriceChoice;
use crate::engine::sums::breakeven::{Breakeven, Compared, Sides, Verdict};
use crate::model::{Cheaper, Limits, Percent, RateSheet, TokenTerms};
use crate::render::{Grid, number};

/// What people see of the rows; programs get every figure of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Where break-even is.
    Days,
    /// A verdict for somebody's days.
    Verdict,
    /// How many of the people observed are on each side.
    People,
}

/// A row a product.
pub fn table<'r>(
    rows: &'r [Breakeven],
    shape: Shape,
    currency: &str,
) -> Table<'static, &'r Breakeven> {
    let seen = |shapes: &[Shape], words: String| {
        if shapes.contains(&shape) { Heading::Words(words) } else { Heading::ForPrograms }
    };
    let days = |words: &str| seen(&[Shape::Days], words.to_owned());
    let priced = |words: String| seen(&[Shape::Days, Shape::People], words);
    let table = Table::of(rows)
        .text("product", Heading::ForPrograms, |row| row.product.clone())
        .text("name", "product", |row| row.name.clone())
        .count("tokens_per_day", days("tokens\na day"), |row| row.tokens_per_day)
        .price("token_price", Heading::ForPrograms, |row| row.token_price.clone())
        .money("price_per_day", priced(format!("{currency}\na day")), |row| {
            row.price_per_day.clone()
        })
        .money("annual_price", priced(format!("subscription\n{currency} a year")), |row| {
            row.annual_price
        })
        .percent("sub_discount_percent", Heading::ForPrograms, |row| row.sub_discount_percent)
        .count("break_even_days", "break-even\ndays", |row| row.break_even_days.clone())
        .count("flex_cheaper_through", days("Flex\ncheaper\nthrough"), |row| {
            row.flex_cheaper_through.clone()
        })
        .in_words(|row| row.flex_is_cheaper_all_year().then_some("all year"))
        .count("tie_on", days("tie\non"), |row| row.tie_on.clone())
        .count("subscription_cheaper_from", days("subscription\ncheaper\nfrom"), |row| {
            row.subscription_cheaper_from.clone()
        })
        .in_words(|row| row.flex_is_cheaper_all_year().then_some("never"));
    let table = if rows.iter().any(|row| row.at.is_some()) {
        with_verdict(table, shape, currency)
    } else {
        table
    };
    if rows.iter().any(|row| row.people.is_some()) { with_people(table, shape) } else { table }
}

fn with_verdict<'r>(
    table: Table<'static, &'r Breakeven>,
    shape: Shape,
    currency: &str,
) -> Table<'static, &'r Breakeven> {
    let seen = |words: String| {
        if shape == Shape::Verdict { Heading::Words(words) } else { Heading::ForPrograms }
    };
    table
        .count("days", seen("days\na year".to_owned()), |row| at(row, |at| at.days))
        .money("flex_cost", seen(format!("Flex\n{currency} a year")), |row| {
            at(row, |at| at.flex_cost.clone())
        })
        .money("subscription_cost", seen(format!("subscription\n{currency} a year")), |row| {
            at(row, |at| at.subscription_cost)
        })
        .text("cheaper", seen("cheaper".to_owned()), |row| at(row, |at| at.cheaper))
        .money("saving", seen(format!("saves\n{currency} a year")), |row| {
            at(row, |at| at.saving.clone())
        })
}

fn at<V>(row: &Breakeven, figure: impl Fn(&Verdict) -> V) -> Option<V> {
    row.at.as_ref().map(figure)
}

fn with_people<'r>(
    table: Table<'static, &'r Breakeven>,
    shape: Shape,
) -> Table<'static, &'r Breakeven> {
    let seen = |words: &str| {
        if shape == Shape::People { words.into() } else { Heading::ForPrograms }
    };
    let count = |side: fn(Sides) -> u64| move |row: &&'r Breakeven| row.people.map(side);
    table
        .count("flex_cheaper_people", seen("people:\nFlex\ncheaper"), count(|it| it.flex_cheaper))
        .count("tie_people", Heading::ForPrograms, count(|it| it.tie))
        .count(
            "subscription_cheaper_people",
            seen("people:\nsubscription\ncheaper"),
            count(|it| it.subscription_cheaper),
        )
}

/// The break-even days of one product: discounts down, token prices across.
pub fn sweep(rows: &[Breakeven], discounts: &[Percent], prices: &[TokenPriceChoice]) -> Grid {
    let lines = discounts.iter().zip(rows.chunks(prices.len().max(1)));
    let table = Table::of(lines).percent(
        "sub_discount_percent",
        "subscription\ndiscount",
        |(discount, _): &(&Percent, &[Breakeven])| *(*discount),
    );
    let with_price = |table: Table<'static, _>, (place, chosen): (usize, &TokenPriceChoice)| {
        let heading = format!("days at {}\na token", number::price(&chosen.price));
        table.count("break_even_days", heading, move |(_, line): &(&Percent, &[Breakeven])| {
            line.get(place).and_then(|row| row.break_even_days.clone())
        })
    };
    prices.iter().enumerate().fold(table, with_price).view()
}

/// The answer for one product, in a sentence.
pub fn summary(row: &Breakeven, currency: &str) -> Option<String> {
    let name = &row.name;
    if let Some(Verdict { days, cheaper, saving, .. }) = &row.at {
        let (days, saving) = (number::days(days), number::money(saving));
        let verdict = match cheaper {
            Cheaper::Tie => "both cost the same".to_owned(),
            Cheaper::Flex => format!("Flex is cheaper, by {saving} {currency}"),
            Cheaper::Subscription => {
                format!("a subscription is cheaper, by {saving} {currency}")
            }
        };
        return Some(format!("{name}: on {days} days of use a year {verdict}."));
    }
    if row.flex_is_cheaper_all_year() {
        return None;
    }
    let through = number::days(row.flex_cheaper_through.as_ref()?);
    let from = number::days(row.subscription_cheaper_from.as_ref()?);
    let tie = row
        .tie_on
        .as_ref()
        .map_or_else(String::new, |day| format!(", both cost the same on {}", number::days(day)));
    Some(format!(
        "{name}: Flex is cheaper through {through} days of use a year{tie}, a subscription from \
         {from}."
    ))
}

/// What a sweep varies, in a sentence.
pub fn sweep_summary(compared: &Compared, currency: &str) -> String {
    let (name, price) = (&compared.product.name, number::money(compared.annual_price));
    format!(
        "{name}: break-even days by discount on {price} {currency} a year and by price of a token."
    )
}

/// What somebody who has read this answer may ask next; `None` where the figures are too fine to be
/// typed.
pub fn next(row: &Breakeven, terms: &TokenTerms) -> Option<String> {
    let product = &row.product;
    let annual_price = as_typed(&row.annual_price, Limits::ANNUAL_PRICE)?;
    let token_price = as_typed(&row.token_price, Limits::TOKEN_PRICE)?;
    let agreed = if row.token_price == terms.list_price {
        String::new()
    } else {
        format!(" --token-price {token_price}")
    };
    Some(match &row.at {
        Some(at) => format!(
            "flexcalc cost --use {product}={}x10 --sub-price {annual_price}{agreed}  \
             # ten people like that",
            number::days(at.days)
        ),
        None => {
            format!("flexcalc breakeven {product} --sub-price {annual_price}{agreed} --days 40")
        }
    })
}

/// The products with a subscription price that Flex does not sell.
pub fn not_on_flex(sheet: &RateSheet) -> Option<String> {
    let names: Vec<_> = sheet
        .products
        .iter()
        .filter(|product| product.annual_price.is_some() && product.tokens_per_day.is_none())
        .map(|product| product.name.as_str())
        .collect();
    (!names.is_empty()).then(|| format!("not sold on Flex, so not compared: {}", names.join(", ")))
}

/// What to know of the products for which a year is not long enough.
pub fn all_year(rows: &[Breakeven]) -> Vec<String> {
    let of = |kind: fn(&Breakeven) -> bool| {
        let mut names: Vec<_> =
            rows.iter().filter(|row| kind(row)).map(|row| row.name.as_str()).collect();
        names.dedup();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let never = of(|row| row.break_even_days.is_none());
    let late = of(|row| row.break_even_days.is_some() && row.flex_is_cheaper_all_year());
    let never = never
        .map(|names| format!("{names}: a day of use costs nothing, so a subscription never pays"));
    let late = late.map(|names| {
        format!("{names}: where break-even is beyond 365 days, Flex is cheaper all year")
    });
    never.into_iter().chain(late).collect()
}

/// How each figure came about.
pub fn explanation(
    compared: &[Compared],
    rows: &[Breakeven],
    prices: &[TokenPriceChoice],
) -> Vec<String> {
    let formula =
        "break-even days = annual price of a subscription ÷ (tokens a day × price of a token)";
    let mut lines = vec![formula.to_owned()];
    lines.extend(prices.iter().map(why));
    for row in rows {
        let product = compared.iter().find(|compared| compared.product.id == row.product);
        lines.extend(product.and_then(|compared| discount_in_numbers(row, compared)));
        lines.extend(row_in_numbers(row));
    }
    let source = |compared: &Compared| {
        format!("{}: source: {}", compared.product.name, compared.product.source)
    };
    lines.extend(compared.iter().map(source));
    lines
}

fn discount_in_numbers(row: &Breakeven, compared: &Compared) -> Option<String> {
    let discount = &row.sub_discount_percent;
    (!discount.is_zero()).then(|| {
        format!(
            "{}: a subscription costs {} − {} = {}",
            row.name,
            number::money(compared.annual_price),
            number::percent(discount),
            number::money(row.annual_price)
        )
    })
}

fn row_in_numbers(row: &Breakeven) -> Vec<String> {
    let (name, annual) = (&row.name, number::money(row.annual_price));
    let (rate, price) = (number::rate(row.tokens_per_day), number::price(&row.token_price));
    let a_day = number::price_per_day(&row.price_per_day);
    let days = row
        .break_even_days
        .as_ref()
        .map_or_else(|| "no break-even".to_owned(), |days| format!("{} days", number::days(days)));
    let mut lines =
        vec![format!("{name}: {annual} ÷ ({rate} × {price}) = {annual} ÷ {a_day} = {days}")];
    lines.extend(row.at.as_ref().map(|at| {
        let (flex, days) = (number::money(&at.flex_cost), number::days(at.days));
        format!("{name}: Flex costs {days} × {a_day} = {flex}; a subscription {annual}")
    }));
    lines
}
