//! The answer, what it rests on, and what proves it, in sentences.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, PlanReport, held, online, what_if};
use crate::engine::plan::TierProof;
use crate::engine::plan::advice::Move;
use crate::engine::plan::mix::offers::ProductOffer;
use crate::engine::plan::unpriced::Unpriced;
use crate::engine::price::token_price::tier_price;
use crate::engine::sheets::contents::is_unknown;
use crate::model::{Money, Quotient};
use crate::render::number;
use crate::report::price::why;
use crate::report::terms::instead_of_a_year;

/// The answer in a sentence or two.
pub fn summary(report: &PlanReport) -> Vec<String> {
    if let Asked::Online(rows) = &report.asked {
        return vec![online::summary(rows)];
    }
    let (plan, currency) = (&report.plan, report.currency());
    let known = if report.unpriced.is_some() { " of known prices" } else { "" };
    let proof = if plan.proved {
        format!("no mix{known} costs less")
    } else {
        format!("no mix{known} costs less than {}", number::money(&plan.lower_bound))
    };
    let today = report.today().and_then(|today| today.mix.as_ref()).map(|today| {
        let saved = number::money(plan.saving(today));
        format!(" That is {saved} {currency} a year less than today's arrangement.")
    });
    let mut lines = vec![format!(
        "The cheapest mix{known} for {} costs {} {currency} a year{}; {proof}.{}",
        number::counted(&report.people.count(), "person"),
        number::money(&plan.mix.total),
        report.unpriced.as_ref().map(|one| only_on_flex(one, report)).unwrap_or_default(),
        today.unwrap_or_default()
    )];
    let mut kinds: BTreeMap<Move, u64> = BTreeMap::new();
    for change in &report.changes {
        *kinds.entry(change.kind).or_default() += 1;
    }
    if !kinds.is_empty() {
        let kinds = kinds.iter().map(|(kind, count)| format!("{count} {}", words(*kind)));
        lines.push(format!("Changes: {}.", kinds.collect::<Vec<_>>().join(", ")));
    }
    lines
}

/// How much of it is on Flex only because no price is known.
fn only_on_flex(unpriced: &Unpriced, report: &PlanReport) -> String {
    format!(
        ", of which {} for {} is on Flex only because no subscription price is known",
        number::money(&unpriced.cost),
        some_of(&report.unpriced_names(unpriced))
    )
}

/// The first of these names, and how many more there are.
fn some_of(names: &[String]) -> String {
    const MOST_NAMED: usize = 5;
    let first: Vec<_> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(MOST_NAMED) {
        0 => first.join(", "),
        more => format!("{} and {} more", first.join(", "), number::many(more as u64)),
    }
}

fn words(kind: Move) -> &'static str {
    match kind {
        Move::DropSeat => "drop a seat that nobody needs",
        Move::SeatToFlex => "from seat to Flex",
        Move::FlexToSeat => "from Flex to seat",
        Move::IntoCollection => "into a collection",
        Move::OutOfCollection => "out of a collection",
        Move::OtherSeat => "another seat",
    }
}

/// What the plan rests on.
pub fn notes(report: &PlanReport) -> Vec<String> {
    let mut notes = vec![
        format!("days of use in {}, brought to a year", report.days_in_words),
        format!(
            "tokens on Flex: {} a year, {} with {} for safety (`--buffer`)",
            number::tokens(&report.plan.mix.tokens_used),
            number::tokens(&report.plan.mix.tokens_needed),
            number::percent(report.buffer)
        ),
        why(&tier_price(&report.plan.mix.tokens_bought, &report.sheet.token)),
    ];
    if report.people.uses_services {
        notes.push("tokens of cloud services are bought whatever people hold".to_owned());
    }
    notes.extend(other_price_today(report));
    let no_price = used_without(report, |one| one.micro_price.is_none());
    if !no_price.is_empty() {
        notes.push(format!(
            "without a subscription price, and so on Flex: {no_price}; `[subscriptions]` of the \
             estate gives one{}",
            other_terms(report)
        ));
    }
    notes.extend(no_choice(report));
    let no_rate = used_without(report, |one| one.micro_rate.is_none());
    if !no_rate.is_empty() {
        notes.push(format!("without tokens a day, and so subscribed: {no_rate}"));
    }
    notes.extend(held::notes(report));
    if let Asked::Online(_) = &report.asked {
        notes.extend(online::notes());
    }
    notes
}

/// That today's arrangement buys at another price than the plan, which the changes are priced at.
fn other_price_today(report: &PlanReport) -> Option<String> {
    let today = report.today()?.mix.as_ref()?.token_price?;
    (today != report.token_price && !report.changes.is_empty()).then(|| {
        format!(
            "changes are priced at {} a token, as in the plan; today's arrangement buys at {}, so \
             that they do not add up to the difference",
            number::price(report.token_price),
            number::price(today)
        )
    })
}

/// The ids of products that are used and lack something.
fn used_without(report: &PlanReport, is_missing: fn(&ProductOffer) -> bool) -> String {
    let used: BTreeSet<usize> =
        report.people.needs.iter().flatten().map(|need| need.product).collect();
    // What was used in a collection is not said, and only the collection covers it.
    let named = used.iter().filter(|place| report.offers.only_collection(**place).is_none());
    let used = named.filter_map(|place| report.offers.products.get(*place));
    let missing = used.filter(|one| is_missing(one)).map(|one| one.id.as_str());
    missing.collect::<Vec<_>>().join(", ")
}

/// The products that are used and have a price, though not of a year.
fn other_terms(report: &PlanReport) -> String {
    let used: BTreeSet<usize> =
        report.people.needs.iter().flatten().map(|need| need.product).collect();
    let used = used.iter().filter_map(|place| report.sheet.products.get(*place));
    let known = used.filter_map(|one| {
        let known = instead_of_a_year(&one.prices())?;
        Some(format!("; of `{}` {known}", one.id))
    });
    known.collect::<Vec<_>>().concat()
}

/// Collections that have a price and are no choice, since nobody says what they cover.
fn no_choice(report: &PlanReport) -> Option<String> {
    let sheet = &report.sheet;
    let priced = sheet.collections.iter().filter(|one| one.annual_price.is_some());
    let ids: Vec<_> =
        priced.filter(|one| is_unknown(one)).map(|one| format!("`{}`", one.id)).collect();
    let (ids, name) = (ids.join(", "), &sheet.name);
    (!ids.is_empty()).then(|| {
        format!(
            "with a price, and no choice, since sheet `{name}` does not say what it covers: {ids}; \
             `products = […]` in a sheet of your own says it"
        )
    })
}

/// That mixes are not proved.
pub fn warnings(report: &PlanReport) -> Vec<String> {
    let stopped = (!report.plan.proved).then(|| {
        let gap = number::money(report.plan.gap());
        format!("the search was stopped: a mix may cost {gap} less")
    });
    let others = match &report.asked {
        Asked::WhatIf(rows) => what_if::warning(rows),
        Asked::Nothing | Asked::Online(_) => None,
    };
    stopped.into_iter().chain(others).chain(held::warnings(report)).collect()
}

/// What proves that no mix is cheaper, so that it can be checked by hand.
pub fn proof(report: &PlanReport) -> Vec<String> {
    let (mix, currency) = (&report.plan.mix, report.currency());
    let mut lines = vec![
        format!(
            "cost = annual prices + price × tokens bought = {} + {} × {} = {} {currency}",
            number::money(&mix.subscriptions),
            mix.token_price.as_ref().map_or_else(|| "0".to_owned(), number::price),
            number::tokens(&mix.tokens_bought),
            number::money(&mix.total)
        ),
        format!(
            "tokens needed = ⌈{} × (100 + {}) ÷ 100⌉ = {}",
            number::tokens(&mix.tokens_used),
            number::percent_number(report.buffer),
            number::tokens(&mix.tokens_needed)
        ),
        "at a price λ of a token each person alone takes what is cheapest; Σ of these costs + \
         min over N of (what N tokens cost − λ N) is less than any mix of the tier costs, \
         whatever λ is"
            .to_owned(),
    ];
    lines.extend(report.plan.tiers.iter().map(|tier| tier_in_numbers(tier, report)));
    let price = number::price(report.token_price);
    lines.push(format!("a token costs {price} in the changes and segments"));
    lines
}

fn tier_in_numbers(tier: &TierProof, report: &PlanReport) -> String {
    let verdict = match tier.below(&report.plan.mix) {
        None => "dearer than the mix found".to_owned(),
        Some(below) => format!(
            "{} below the mix found; people whose other ways add no more than that: {}; every \
             combination of theirs was followed, and none fits into it",
            fine(&below),
            number::many(tier.open as u64)
        ),
    };
    format!(
        "tier from {} at {}: λ = {}, people {} + purchase {} = at least {}: {verdict}",
        number::tokens(tier.from),
        number::price(tier.price),
        number::price(&tier.bound_price),
        fine(&tier.people),
        fine(&tier.purchase),
        fine(&tier.bound())
    )
}

/// Money finer than the cent where it is, as a proof needs it.
fn fine(money: &Quotient<Money>) -> String {
    number::price(money.clone().into_unit())
}
