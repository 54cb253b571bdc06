//! Part-way through a year: who has crossed break-even, and who will?

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::super::usage::Span;
use super::people::People;
use crate::engine::plan::covers;
use crate::engine::plan::mix::options::Offers;
use crate::model::{Exact, Given, Money, RateSheet, Row, TokenPrice};
use crate::render::{Cell, Grid, column, number};

/// Somebody on Flex, and where break-even is.
pub(super) struct Crossing {
    person: usize,
    product: usize,
    days: u64,
    break_even: Exact,
    spent: Money,
    price: Money,
    /// `None`: it is crossed already.
    crosses_on: Option<NaiveDate>,
}

/// Those on Flex who have crossed break-even, then those who will within a year of the period's
/// first day, the soonest first.
pub(super) fn crossings(
    people: &People,
    offers: &Offers,
    token_price: &TokenPrice,
    span: &Span,
) -> Vec<Crossing> {
    let mut rows = Vec::new();
    let (Some(from), Some(until)) = (span.days.from, span.days.until) else { return rows };
    let year_ends = from.checked_add_days(Days::new(365)).unwrap_or(NaiveDate::MAX);
    let uses = people.needs.iter().zip(&people.days_in_period).zip(&people.before).enumerate();
    for (person, ((needs, days), held)) in uses {
        for (need, days) in needs.iter().zip(days) {
            let Some(offer) = offers.products.get(need.product) else { continue };
            let (Some(rate), Some(price)) = (offer.micro_rate, offer.micro_price) else { continue };
            if held.iter().any(|one| covers(*one, need.product, offers)) {
                continue;
            }
            let per_day = &Exact::from(rate).times_ten_to(-6) * token_price.exact();
            let price = Exact::from(price).times_ten_to(-6);
            let Some(break_even) = price.divided_by(&per_day) else { continue };
            let so_far = Exact::from(*days);
            let open = &break_even - &so_far;
            // At the pace of the period: open days ÷ (days ÷ days in the period).
            let period = span.days.days().unwrap_or(1);
            let ahead = (&open * &period.into()).divided_by(&so_far).map(|ahead| ahead.ceil());
            let crosses_on = ahead
                .and_then(|ahead| ahead.to_u64())
                .and_then(|ahead| until.checked_add_days(Days::new(ahead)));
            let is_crossed = so_far >= break_even;
            if is_crossed || crosses_on.is_some_and(|on| on < year_ends) {
                rows.push(Crossing {
                    person,
                    product: need.product,
                    days: *days,
                    spent: Money::new(&per_day * &so_far),
                    price: Money::new(price),
                    break_even,
                    crosses_on: crosses_on.filter(|_| !is_crossed),
                });
            }
        }
    }
    rows.sort_by_key(|row| (row.crosses_on, row.person, row.product));
    rows
}

/// What the guarantee is.
pub(super) fn note() -> String {
    "whoever subscribes on the day on which Flex has cost as much as the subscription never pays more than twice the best in \
     hindsight: until then Flex was no dearer than a subscription, and from then on nothing more is paid (the ski-rental rule)"
        .to_owned()
}

fn cells(row: &Crossing, people: &People, sheet: &RateSheet) -> Vec<Cell> {
    let name = people.names.get(row.person).map_or("", String::as_str);
    let product = sheet.products.get(row.product).map_or("", Row::name);
    let crosses = row.crosses_on.map_or_else(|| "crossed".to_owned(), |on| on.to_string());
    vec![
        name.into(),
        product.into(),
        Cell::Count(row.days.into()),
        Cell::Count(row.break_even.clone()),
        (&row.spent).into(),
        (&row.price).into(),
        crosses.into(),
    ]
}

/// The rows for programs.
pub(super) fn json(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Value {
    let row = |row: &Crossing| {
        json!({
            "user": people.names.get(row.person), "product": sheet.products.get(row.product).map(Row::id),
            "days": row.days, "break_even_days": row.break_even, "spent_on_flex": row.spent, "annual_price": row.price,
            "is_crossed": row.crosses_on.is_none(), "crosses_on": row.crosses_on,
        })
    };
    rows.iter().map(row).collect()
}

/// Every row.
pub(super) fn data(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Grid {
    let keys = [
        "user",
        "product",
        "days",
        "break_even_days",
        "spent_on_flex",
        "annual_price",
        "crosses_on",
    ];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    grid.rows = rows.iter().map(|row| cells(row, people, sheet)).collect();
    grid
}

/// The rows for people.
pub(super) fn view(rows: &[Crossing], people: &People, sheet: &RateSheet) -> Grid {
    let currency = &sheet.currency;
    let columns = [
        column("user", "user"),
        column("product", "product"),
        column("days", "days\nso far"),
        column("break_even_days", "break-even\ndays"),
        column("spent_on_flex", format!("on Flex,\n{currency}")),
        column("annual_price", format!("a year,\n{currency}")),
        column("crosses_on", "crosses"),
    ];
    let mut grid = Grid::new(columns.to_vec());
    grid.rows = rows.iter().map(|row| cells(row, people, sheet)).collect();
    grid
}

/// How many they are.
pub(super) fn summary(rows: &[Crossing]) -> Vec<String> {
    let crossed = rows.iter().filter(|row| row.crosses_on.is_none()).count() as u64;
    let many = |count: u64| number::count(&count.into());
    vec![format!(
        "On Flex, {} have crossed break-even, and {} are forecast to before the year is over.",
        many(crossed),
        many(rows.len() as u64 - crossed)
    )]
}
