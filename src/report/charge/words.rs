//! What was read, what became of it, and how the figures came about, in sentences.

use super::super::sources;
use super::ChargeReport;
use crate::engine::bill::rated::Rated;
use crate::engine::metering::replay::SessionCounts;
use crate::model::{RateSheet, Row, TokenPrice, called, listed, noun};
use crate::render::{RowAccount, number};

/// Whether rows are of a log, which says when something was opened and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// They are.
    BySessions,
    /// They are of an export.
    ByDays,
    /// Some are of a log, some of an export.
    ByBoth,
}

/// What was read and what became of it.
pub fn summary(report: &ChargeReport, account: &RowAccount, told: Told) -> Vec<String> {
    let sessions = &report.sessions;
    let classes: Vec<_> = classes(sessions, told)
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, class)| format!("{} {class}", number::many(rows)))
        .collect();
    let colon = if classes.is_empty() { "" } else { ": " };
    let rows = format!("{}{colon}{}.", account.words(), classes.join(", "));
    let again = match sessions.charged_again {
        0 => String::new(),
        again => format!(
            "; {} of them for sessions still open when their window ended",
            number::many(again)
        ),
    };
    let charges = match report.charges {
        Some(charges) => number::counted(&charges, "charge"),
        None => String::new(),
    };
    let charges = match sessions.credited {
        _ if report.charges.is_none() => charges,
        0 => format!("{charges} of "),
        credits => format!("{charges} less {}, ", number::counted(&credits, "credit")),
    };
    let cost = match &report.cost {
        Some(cost) => format!(" cost {} {}", number::money(cost), report.currency),
        None => ", at no known price".to_owned(),
    };
    let tokens = number::counted(&report.tokens, "token");
    vec![format!("{charges}{tokens} in all{cost}{again}."), rows]
}

/// What became of the rows of the export beside which charges are put.
pub fn export_note(account: &RowAccount) -> String {
    format!("of the export, {}", account.words())
}

fn classes(sessions: &SessionCounts, told: Told) -> [(u64, &'static str); 5] {
    let words = match told {
        Told::BySessions => [
            "charged at their open",
            "free within a window",
            "free because short",
            "covered by a seat or trial",
        ],
        Told::ByDays => [
            "charged",
            "of a day that was charged already",
            "without tokens",
            "covered by a subscription",
        ],
        Told::ByBoth => [
            "charged",
            "free within a charged window or day",
            "free because short or without tokens",
            "covered by a seat, trial or subscription",
        ],
    };
    let SessionCounts { charged, free_in_window, free_short, covered_by_seat, credited, .. } =
        *sessions;
    let [first, second, third, fourth] = words;
    [
        (charged, first),
        (free_in_window, second),
        (free_short, third),
        (covered_by_seat, fourth),
        (credited, "credited"),
    ]
}

/// How the figures came about.
pub fn explanation(rated: &[Rated], sheets: &[RateSheet], prices: &[TokenPrice]) -> Vec<String> {
    let grace = sheets.first().map_or(0, |sheet| sheet.token.grace_minutes);
    let mut lines = vec![format!(
        "a charge pays for 24 hours of one person at one product, from the open that is \
             charged; a session still open when they end is charged again; one shorter than \
             {grace} minutes is free (Autodesk's terms of use and Flex pages)"
    )];
    let price = if prices.is_empty() { "" } else { "; cost = tokens × price of a token" };
    lines.push(format!("tokens = charges × tokens a day{price}"));
    for Rated { product, charges, rate, tokens } in rated {
        let (charges, rate) = (number::many(*charges), number::in_full(rate));
        lines.push(format!(
            "{}: {charges} × {rate} = {} {}; source: {}",
            product.name(),
            number::in_full(tokens),
            noun(tokens, "token"),
            sources::rate(&product.source)
        ));
    }
    let mut by_price: Vec<(&TokenPrice, Vec<String>)> = Vec::new();
    for (name, price) in called(sheets).into_iter().zip(prices) {
        let name = format!("`{name}`");
        match by_price.iter_mut().find(|(known, _)| *known == price) {
            Some((_, names)) => names.push(name),
            None => by_price.push((price, vec![name])),
        }
    }
    for (price, names) in by_price {
        let sheet = if names.len() == 1 { "sheet" } else { "sheets" };
        let (names, price) = (listed(&names), number::price(price));
        lines.push(format!("a token under {sheet} {names} costs {price}"));
    }
    lines
}
