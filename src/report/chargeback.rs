//! `chargeback`: its table, its JSON, and the sentences around it.

use chrono::NaiveDate;
use serde::Serialize;

use super::price::why;
use super::{Single, Table};
use crate::engine::bill::beside_a_seat::BesideASeat;
use crate::engine::bill::budget::BudgetUse;
use crate::engine::bill::by::By;
use crate::engine::bill::chargeback::Part;
use crate::engine::bill::control::Control;
use crate::engine::bill::invoice::{CostBy, Invoice, Row};
use crate::model::{Lot, Money, Quotient, Tokens, minor_decimals};
use crate::render::{Cell, Grid, number};

/// How many groups a person sees; programs get all.
const MOST_GROUPS: usize = 30;

/// A line of the bill.
pub enum Line<'a> {
    /// What a group pays.
    Group(&'a Row),
    /// What so many groups pay together.
    Others(usize, Row),
    /// What nothing assigns.
    Unassigned(&'a Row),
    /// What nobody used.
    Unused(&'a Part),
    /// What the lots cost beyond the price chosen.
    Difference(&'a Quotient<Money>),
}

impl Line<'_> {
    fn row(&self) -> Option<&Row> {
        match self {
            Self::Group(row) | Self::Unassigned(row) => Some(row),
            Self::Others(_, row) => Some(row),
            Self::Unused(_) | Self::Difference(_) => None,
        }
    }

    fn cost(&self) -> &Quotient<Money> {
        match self {
            Self::Group(row) | Self::Unassigned(row) => &row.part.cost,
            Self::Others(_, row) => &row.part.cost,
            Self::Unused(part) => &part.cost,
            Self::Difference(money) => money,
        }
    }

    fn tokens(&self) -> Option<&Tokens> {
        match self {
            Self::Unused(part) => Some(&part.tokens),
            _ => self.row().map(|row| &row.part.tokens),
        }
    }

    /// People of several groups may be the same, so that they do not add up.
    fn people(&self) -> Option<u64> {
        match self {
            Self::Group(row) | Self::Unassigned(row) => Some(row.group.people),
            Self::Others(..) | Self::Unused(_) | Self::Difference(_) => None,
        }
    }

    /// What it is by the key of this place; `None` where nothing says it.
    fn said(&self, place: usize) -> Option<String> {
        self.row()?.group.keys.get(place).cloned().flatten()
    }

    /// The same in words, where lines have names of their own.
    fn words(&self, place: usize) -> String {
        let name = match self {
            Self::Group(_) => {
                return self.said(place).unwrap_or_else(|| "(not said)".to_owned());
            }
            Self::Others(many, _) => number::counted(&(*many as u64), "other"),
            Self::Unassigned(_) => "(unassigned)".to_owned(),
            Self::Unused(_) => "(expired or not yet used)".to_owned(),
            Self::Difference(_) => "(what the lots cost beyond that)".to_owned(),
        };
        if place == 0 { name } else { String::new() }
    }
}

/// The bill for programs and for people.
pub fn grids(invoice: &Invoice, by: &[By], currency: &str) -> (Grid, Grid) {
    (data(invoice, by), view(invoice, by, currency))
}

/// Every line, for spreadsheets.
fn data(invoice: &Invoice, by: &[By]) -> Grid {
    let lines = invoice.rows.iter().map(Line::Group).chain(besides(invoice));
    figures(keyed(lines, by, Line::words), invoice, "").data()
}

/// The dearest groups and the others together, for people.
fn view(invoice: &Invoice, by: &[By], currency: &str) -> Grid {
    let (shown, rest) = invoice.rows.split_at(invoice.rows.len().min(MOST_GROUPS));
    let others = (!rest.is_empty()).then(|| Line::Others(rest.len(), Row::together(rest)));
    let lines = shown.iter().map(Line::Group).chain(others).chain(besides(invoice));
    figures(keyed(lines, by, Line::words), invoice, currency).view()
}

/// What else there is in the bill.
fn besides(invoice: &Invoice) -> impl Iterator<Item = Line<'_>> {
    let unassigned = Some(Line::Unassigned(&invoice.unassigned));
    let unused = Some(Line::Unused(&invoice.unused));
    [
        unassigned.filter(|_| invoice.unassigned.is_there()),
        unused.filter(|_| invoice.unused != Part::default()),
        invoice.difference.as_ref().map(Line::Difference),
    ]
    .into_iter()
    .flatten()
}

/// A column for each key.
fn keyed<'a, K: Into<Cell> + 'a>(
    lines: impl Iterator<Item = Line<'a>>,
    by: &[By],
    key: fn(&Line<'a>, usize) -> K,
) -> Table<'a, Line<'a>> {
    let key = |table: Table<'a, Line<'a>>, (place, by): (usize, &By)| {
        table.cell(by.name().to_owned(), by.name(), move |line| key(line, place).into())
    };
    by.iter().enumerate().fold(Table::of(lines), key)
}

fn figures<'a>(
    table: Table<'a, Line<'a>>,
    invoice: &'a Invoice,
    currency: &str,
) -> Table<'a, Line<'a>> {
    table
        .cell("people", "people", |line| line.people().map_or(Cell::Blank, Cell::from))
        .cell("days", "days", |line| line.row().map_or(Cell::Blank, |row| row.group.days.into()))
        .cell("tokens", "tokens", |line| line.tokens().map_or(Cell::Blank, Cell::from))
        .sums()
        .money("cost", currency, |line| invoice.money(line.cost()).cloned())
        .sums()
        .percent("share_percent", "share", |line| {
            invoice.share(line.tokens().copied(), line.cost())
        })
}

/// The whole result for programs.
#[derive(Serialize)]
pub struct ChargebackJson<'a> {
    period: Days,
    rows: Table<'a, Line<'a>>,
    unassigned: Single<'a, Line<'a>>,
    unused: UnusedJson<'a>,
    difference_to_lots: Option<&'a Quotient<Money>>,
    denied: Denied<'a>,
    total: TotalJson<'a>,
    budgets: &'a [BudgetUse],
    /// Each file's token column beside what was counted of it.
    pub control: &'a [Control],
    /// Who was charged beside a seat.
    pub beside_a_seat: &'a [BesideASeat],
}

#[derive(Serialize)]
struct Days {
    from: NaiveDate,
    until: NaiveDate,
}

#[derive(Serialize)]
struct UnusedJson<'a> {
    #[serde(flatten)]
    all: PartJson<'a>,
    expired: PartJson<'a>,
    left: PartJson<'a>,
}

/// Tokens, and what they cost, where that is known.
#[derive(Serialize)]
struct PartJson<'a> {
    tokens: &'a Tokens,
    cost: Option<&'a Quotient<Money>>,
}

impl<'a> PartJson<'a> {
    fn of(part: &'a Part, invoice: &Invoice) -> Self {
        Self { tokens: &part.tokens, cost: invoice.money(&part.cost) }
    }
}

#[derive(Serialize)]
struct Denied<'a> {
    tokens: &'a Tokens,
}

#[derive(Serialize)]
struct TotalJson<'a> {
    #[serde(flatten)]
    all: PartJson<'a>,
    opening: PartJson<'a>,
    bought: PartJson<'a>,
}

/// The bill of these days, and the budgets on the evening of the last.
pub fn json<'a>(
    invoice: &'a Invoice,
    by: &[By],
    (from, until): (NaiveDate, NaiveDate),
    budgets: &'a [BudgetUse],
) -> ChargebackJson<'a> {
    let Invoice { rows, unassigned, unused, difference, total, bill, .. } = invoice;
    let table = |lines: &'a [Row]| {
        figures(keyed(lines.iter().map(Line::Group), by, Line::said), invoice, "")
    };
    let part = |part: &'a Part| PartJson::of(part, invoice);
    ChargebackJson {
        period: Days { from, until },
        rows: table(rows),
        unassigned: table(std::slice::from_ref(unassigned)).into_object(),
        unused: UnusedJson {
            all: part(unused),
            expired: part(&bill.expired),
            left: part(&bill.left),
        },
        difference_to_lots: difference.as_ref(),
        denied: Denied { tokens: &bill.denied },
        total: TotalJson {
            all: part(total),
            opening: part(&bill.opening),
            bought: part(&bill.bought),
        },
        budgets,
        control: &[],
        beside_a_seat: &[],
    }
}

/// The bill in a sentence.
pub fn summary(invoice: &Invoice, currency: &str) -> String {
    let bill = &invoice.bill;
    let cost = invoice.money(&invoice.total.cost);
    let cost = cost.map(|cost| format!(" for {} {currency}", number::money(cost)));
    format!(
        "{}{}: {} there when the period began, {} bought; {} consumed, {} \
         expired, {} left.",
        number::counted(&invoice.total.tokens, "token"),
        cost.unwrap_or_default(),
        number::tokens(bill.opening.tokens),
        number::tokens(bill.bought.tokens),
        number::tokens(bill.consumed().tokens),
        number::tokens(bill.expired.tokens),
        number::tokens(bill.left.tokens),
    )
}

/// What a token costs on the bill, and why.
pub fn cost_note(cost: CostBy, lots: &[Lot], invoice: &Invoice) -> String {
    let why = why(&invoice.list_price);
    match cost {
        _ if !invoice.has_money => "without lots, nothing says what a token costs: shares are by \
                                    tokens"
            .to_owned(),
        _ if lots.is_empty() => format!("without lots in the estate, {why}"),
        CostBy::Lots => "each token costs what the lot that paid for it did: the one that expires \
                         first pays first"
            .to_owned(),
        CostBy::Average => "each token costs the mean of those consumed".to_owned(),
        CostBy::List => format!("{why}; what the lots cost beyond or below that is told apart"),
    }
}

/// That something was asked for and not there.
pub fn denied_warning(invoice: &Invoice) -> Option<String> {
    let denied = &invoice.bill.denied;
    (!denied.is_zero()).then(|| {
        format!(
            "{} asked for and not there, at no cost (`flexcalc balance` has the days)",
            number::counted(denied, "token was")
        )
    })
}

/// How the figures came about.
pub fn explanation(invoice: &Invoice, currency: &str) -> Vec<String> {
    let bill = &invoice.bill;
    let money = |part: &Part| match invoice.money(&part.cost) {
        Some(cost) => number::money_in_full(cost),
        None => number::tokens(part.tokens),
    };
    let unit = if invoice.has_money { currency } else { "tokens" };
    let sum = format!(
        "there {} + bought {} = consumed {} + expired {} + left {} {unit}",
        money(&bill.opening),
        money(&bill.bought),
        money(&bill.consumed()),
        money(&bill.expired),
        money(&bill.left)
    );
    let (unit, units) = match minor_decimals(currency) {
        0 => ("whole unit", "units"),
        2 => ("cent", "cents"),
        _ => ("smallest unit", "units"),
    };
    let parts = format!(
        "each part to the {unit}: the {units} below it, and those that are left by largest \
         remainder, ties by name"
    );
    [sum].into_iter().chain(invoice.has_money.then_some(parts)).collect()
}
