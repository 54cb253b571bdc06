//! Which figures move by more than they may?
//!
//! Formula: a figure moves by (after − before) ÷ before; it is over where that, either way, is
//! more than so many percent. The figures are a product's break-even and its year on Flex, each
//! price of a subscription to a product or a collection, and what a result of a service costs.
//!
//! Example, at most 10 %: a subscription from 2,985.00 to 3,283.50 moves by exactly 10 % and
//! passes; to 3,283.51 it is over. A rate from 10 to 6 tokens moves the year by −40 % and the
//! break-even by +66.7 %: both are over.
//!
//! Edges: a figure that becomes unknown, and a row that is gone, are over: nobody can say by how
//! much they move. One that is new moves from nowhere, and is not. What cost nothing and costs
//! something is over, by no percentage. A service that is counted by another unit, or whose
//! parts count otherwise, has another figure: the old one is gone.

use std::cmp::Reverse;

use serde::Serialize;

use super::SheetDiffInput;
use super::effects::{break_even, year};
use super::rows::{RowKind, rows_of};
use crate::model::{
    Collection, Days, Money, Number, Percent, Problem, Product, Quotient, RateSheet, Row, Service,
    TokenPrice, Unit,
};

/// A figure that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// From how many days on a subscription pays.
    BreakEvenDays,
    /// What a year costs on Flex.
    FlexCost,
    /// What a subscription costs a year.
    AnnualPrice,
    /// What it costs a month.
    MonthPrice,
    /// What it costs for three years.
    ThreeYearPrice,
    /// What a floating seat costs a year.
    FloatingPrice,
    /// What one result of a service costs.
    ResultCost,
}

/// Why something counts as over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It moves by more than it may.
    Moved,
    /// It was known, and is not.
    Unknown,
    /// Its row is gone.
    Removed,
}

/// A figure that moves by more than it may, or a row that is gone.
#[derive(Clone, Debug, Serialize)]
pub struct Over {
    /// What the row is.
    pub kind: RowKind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it is here.
    pub reason: Reason,
    /// The figure; `None` of a row that is gone.
    pub figure: Option<Figure>,
    /// What it was.
    pub before: Option<Quotient<Number>>,
    /// What it is; `None` where unknown.
    pub after: Option<Quotient<Number>>,
    /// By how much it moves, in percent; `None` where nobody can say.
    pub moved_percent: Option<Quotient<Percent>>,
}

/// That the prices of both sheets have a ratio.
pub fn ensure_comparable(old: &RateSheet, new: &RateSheet) -> Result<(), Problem> {
    if old.currency == new.currency {
        return Ok(());
    }
    Err(Problem::new(format!(
        "`--fail-over` compares prices, and the sheets are in {} and {}",
        old.currency, new.currency
    ))
    .hint("compare sheets of one currency, or leave `--fail-over` out"))
}

/// Everything that is over: what nobody can say by how much it moves, then the largest move first.
pub(super) fn over(input: &SheetDiffInput) -> Vec<Over> {
    // Where there was no sheet, nothing moves.
    let (Some(most), Some(old)) = (input.most, input.old) else { return Vec::new() };
    // Where there is no new sheet, no row has another to be held against.
    let prices = [old, input.new.unwrap_or(old)].map(|sheet| sheet.token.list_price);
    let mut over = Vec::new();
    let new = rows_of(input.new, |sheet| &sheet.products);
    over.extend(found(RowKind::Product, most, &old.products, new, |before, after| {
        of_product([before, after], prices, input.days)
    }));
    let new = rows_of(input.new, |sheet| &sheet.services);
    over.extend(found(RowKind::Service, most, &old.services, new, |before, after| {
        of_service([before, after], prices)
    }));
    let new = rows_of(input.new, |sheet| &sheet.collections);
    over.extend(found(RowKind::Collection, most, &old.collections, new, of_collection));
    over.sort_by_key(|it| {
        let moved = it.moved_percent.as_ref().map(Quotient::abs);
        (moved.is_some(), Reverse(moved))
    });
    over
}

/// A figure before and after.
struct Watched {
    figure: Figure,
    before: Option<Quotient<Number>>,
    after: Option<Quotient<Number>>,
}

fn watched<A: Into<Quotient<U>>, U: Unit>(
    figure: Figure,
    [before, after]: [Option<A>; 2],
) -> Watched {
    let bare = |amount: Option<A>| amount.map(|amount| amount.into().into_unit());
    Watched { figure, before: bare(before), after: bare(after) }
}

/// What is over in the rows of one kind.
fn found<T: Row>(
    kind: RowKind,
    most: Percent,
    old: &[T],
    new: &[T],
    figures: impl Fn(&T, &T) -> Vec<Watched>,
) -> Vec<Over> {
    let row = |row: &T, reason| Over {
        kind,
        id: row.id().to_owned(),
        name: row.name().to_owned(),
        reason,
        figure: None,
        before: None,
        after: None,
        moved_percent: None,
    };
    let mut over = Vec::new();
    for before in old {
        let Some(after) = new.iter().find(|after| after.id() == before.id()) else {
            over.push(row(before, Reason::Removed));
            continue;
        };
        for Watched { figure, before, after: now } in figures(before, after) {
            let Some((reason, moved_percent)) = is_over(before.as_ref(), now.as_ref(), most) else {
                continue;
            };
            let figure = Some(figure);
            over.push(Over { figure, before, after: now, moved_percent, ..row(after, reason) });
        }
    }
    over
}

/// Why a figure is over and by how much it moves, where it is.
fn is_over(
    before: Option<&Quotient<Number>>,
    after: Option<&Quotient<Number>>,
    most: Percent,
) -> Option<(Reason, Option<Quotient<Percent>>)> {
    let before = before?;
    let Some(after) = after else { return Some((Reason::Unknown, None)) };
    if before == after {
        return None;
    }
    match Percent::of(after - before, before) {
        // From nothing, any move is more than so many percent.
        None => Some((Reason::Moved, None)),
        Some(moved) => (moved.abs() > most).then_some((Reason::Moved, Some(moved))),
    }
}

fn of_product(sides: [&Product; 2], prices: [TokenPrice; 2], days: Days) -> Vec<Watched> {
    let [old, new] = sides;
    let [old_price, new_price] = prices;
    let price = |of: fn(&Product) -> Option<Money>| sides.map(of);
    vec![
        watched(Figure::BreakEvenDays, [break_even(old, old_price), break_even(new, new_price)]),
        watched(Figure::FlexCost, [year(old, old_price, days), year(new, new_price, days)]),
        watched(Figure::AnnualPrice, price(|it| it.annual_price)),
        watched(Figure::MonthPrice, price(|it| it.month_price)),
        watched(Figure::ThreeYearPrice, price(|it| it.three_year_price)),
        watched(Figure::FloatingPrice, price(|it| it.floating_price)),
    ]
}

fn of_collection(old: &Collection, new: &Collection) -> Vec<Watched> {
    let price = |of: fn(&Collection) -> Option<Money>| [old, new].map(of);
    vec![
        watched(Figure::AnnualPrice, price(|it| it.annual_price)),
        watched(Figure::MonthPrice, price(|it| it.month_price)),
        watched(Figure::ThreeYearPrice, price(|it| it.three_year_price)),
        watched(Figure::FloatingPrice, price(|it| it.floating_price)),
    ]
}

/// What one unit of a service costs, whatever part of `per` it is.
fn of_service([old, new]: [&Service; 2], [old_price, new_price]: [TokenPrice; 2]) -> Vec<Watched> {
    let cost = |service: &Service, price: TokenPrice| (service.tokens * price).shared(service.per);
    let is_counted_alike = (&new.unit, new.partial) == (&old.unit, old.partial);
    let after = is_counted_alike.then(|| cost(new, new_price));
    vec![watched(Figure::ResultCost, [Some(cost(old, old_price)), after])]
}
