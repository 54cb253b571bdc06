//! `breakeven`: its table, the table of a sweep, and the sentences around them.

use super::price::{consumed_in_numbers, less, price_in_numbers, why};
use super::sources::{self, Sources};
use super::{Heading, Table};
use crate::engine::price::token_price::TokenPriceChoice;
use crate::engine::sums::breakeven::{Against, Breakeven, Compared, Sides, Verdict};
use crate::engine::sums::bundles::without_contents;
use crate::model::{Cheaper, Percent, RateSheet, TokenTerms};
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
    let table = if rows.iter().any(|row| row.collection.is_some()) {
        table.text("collection", Heading::ForPrograms, |row| row.collection.clone()).count(
            "break_even_tokens",
            Heading::ForPrograms,
            |row| row.break_even_tokens.clone(),
        )
    } else {
        table
    };
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
        let saving = number::money(saving);
        let days = number::counted(days, "day");
        let verdict = match cheaper {
            Cheaper::Tie => "both cost the same".to_owned(),
            Cheaper::Flex => format!("Flex is cheaper, by {saving} {currency}"),
            Cheaper::Subscription => {
                format!("a subscription is cheaper, by {saving} {currency}")
            }
        };
        return Some(format!("{name}: on {days} of use a year {verdict}."));
    }
    if row.flex_is_cheaper_all_year() {
        return None;
    }
    let through = number::counted(row.flex_cheaper_through.as_ref()?, "day");
    let from = number::days(row.subscription_cheaper_from.as_ref()?);
    let tie = row
        .tie_on
        .as_ref()
        .map_or_else(String::new, |day| format!(", both cost the same on {}", number::days(day)));
    Some(format!(
        "{name}: Flex is cheaper through {through} of use a year{tie}, a subscription from \
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

/// What has a subscription price and no rate: what Flex does not sell, and collections of which
/// nobody says what they cover.
pub fn not_compared(sheet: &RateSheet) -> Vec<String> {
    let priced = sheet
        .products
        .iter()
        .filter(|product| product.annual_price.is_some() && product.tokens_per_day.is_none());
    let (only_named, not_sold): (Vec<_>, Vec<_>) =
        priced.partition(|product| without_contents(product, sheet).is_some());
    let not_sold: Vec<_> = not_sold.iter().map(|product| product.name.as_str()).collect();
    let only_named: Vec<_> = only_named.iter().map(|product| format!("`{}`", product.id)).collect();
    let not_sold = (!not_sold.is_empty())
        .then(|| format!("not sold on Flex, so not compared: {}", not_sold.join(", ")));
    let only_named = (!only_named.is_empty()).then(|| {
        format!(
            "not compared, since the sheet does not say what it covers: {}",
            only_named.join(", ")
        )
    });
    not_sold.into_iter().chain(only_named).collect()
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

/// From how many tokens on a collection pays, whatever of it is opened.
pub fn of_collections(rows: &[Breakeven]) -> Vec<String> {
    let note = |row: &Breakeven| {
        let tokens = row.break_even_tokens.as_ref()?;
        Some(format!(
            "{}: days of its products add up by their tokens, so whatever is opened, the \
             collection is cheaper above {} tokens a year of one person",
            row.product,
            number::tokens(tokens)
        ))
    };
    rows.iter().filter_map(note).collect()
}

/// How each figure came about.
pub fn explanation(
    compared: &[Compared],
    rows: &[Breakeven],
    prices: &[TokenPriceChoice],
    terms: &TokenTerms,
    sources: &Sources,
) -> Vec<String> {
    let formula =
        "break-even days = annual price of a subscription ÷ (tokens a day × price of a token)";
    let mut lines = vec![formula.to_owned()];
    lines.extend(prices.iter().map(why));
    lines.extend(prices.iter().filter_map(consumed_in_numbers));
    // Rows stand by product, then by discount, then by price.
    for (compared, rows) in compared.iter().zip(rows.chunks(rows.len() / compared.len().max(1))) {
        let mut discounts: Vec<_> = rows.iter().map(|row| row.sub_discount_percent).collect();
        discounts.dedup();
        for discount in discounts {
            let with = rows.iter().filter(|row| row.sub_discount_percent == discount);
            lines.extend(with.clone().next().and_then(|row| discount_in_numbers(row, compared)));
            lines.extend(with.zip(prices).flat_map(|(row, price)| row_in_numbers(row, price)));
        }
    }
    for compared in compared {
        let (name, product) = (&compared.product.name, compared.product);
        lines.push(match compared.against {
            Against::Own | Against::AllOf => {
                format!("{name}: source: {}", sources.of_product(product))
            }
            Against::Within(_) => format!("{name}: source: {}", sources::rate(&product.source)),
        });
    }
    let mut of_prices: Vec<_> =
        prices.iter().filter_map(|price| sources.token_price(price, terms)).collect();
    of_prices.dedup();
    lines.extend(of_prices);
    lines
}

fn discount_in_numbers(row: &Breakeven, compared: &Compared) -> Option<String> {
    let discount = row.sub_discount_percent;
    (!discount.is_zero()).then(|| {
        format!(
            "{}: a subscription costs {}{} = {}",
            row.name,
            number::money_in_full(&compared.annual_price),
            less(discount),
            number::money_in_full(&row.annual_price)
        )
    })
}

fn row_in_numbers(row: &Breakeven, choice: &TokenPriceChoice) -> Vec<String> {
    let (name, annual) = (&row.name, number::money_in_full(&row.annual_price));
    let (rate, price) = (number::in_full(&row.tokens_per_day), price_in_numbers(choice));
    let a_day = number::money_in_full(&row.price_per_day);
    let days = row
        .break_even_days
        .as_ref()
        .map_or_else(|| "no break-even".to_owned(), |days| number::counted(days, "day"));
    let mut lines =
        vec![format!("{name}: {annual} ÷ ({rate} × {price}) = {annual} ÷ {a_day} = {days}")];
    lines.extend(row.break_even_tokens.as_ref().map(|tokens| {
        let tokens = number::counted(tokens, "token");
        format!("{name}: {annual} ÷ {price} = {tokens}, whatever is opened")
    }));
    lines.extend(row.at.as_ref().map(|at| {
        let (flex, days) = (number::money_in_full(&at.flex_cost), number::days(at.days));
        format!("{name}: Flex costs {days} × {a_day} = {flex}; a subscription {annual}")
    }));
    lines
}
