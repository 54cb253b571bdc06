//! What to buy, what others would cost, who should change, and how much is used.

use serde_json::json;

use super::{Heading, PlanReport, Table};
use crate::engine::plan::advice::{Change, Move};
use crate::engine::plan::baselines::{Arrangement, Baseline};
use crate::engine::plan::mix::offers::Held;
use crate::engine::plan::segments::{Intensity, Segment};
use crate::engine::plan::{Mix, Seats, TierProof, seats};
use crate::model::{Money, Percent, Quotient, Tokens};
use crate::render::{Cell, Grid, number};

/// How many changes a person sees; programs get all.
const MOST_CHANGES: usize = 12;

/// Something to buy.
pub(super) struct Bought {
    id: String,
    words: String,
    count: Quotient<Tokens>,
    price: Cell,
    cost: Quotient<Money>,
}

/// What is bought: seats by product, and tokens.
pub(super) fn bought(report: &PlanReport) -> Table<'_, Bought> {
    let mix = &report.plan.mix;
    let of_seats = |seats: Seats| Bought {
        id: report.offers.id(seats.held).to_owned(),
        words: format!("{} seats", report.held_name(seats.held)),
        count: seats.count.into(),
        price: seats.price.into(),
        cost: seats.cost,
    };
    let tokens = Bought {
        id: "tokens".to_owned(),
        words: "Flex tokens".to_owned(),
        count: mix.tokens_bought.clone(),
        price: mix.token_price.into(),
        cost: mix.token_cost.clone(),
    };
    let currency = report.currency();
    Table::of(seats(&mix.held, &report.offers).into_iter().map(of_seats).chain([tokens]))
        .text("item", Heading::ForPrograms, |one| one.id.clone())
        .text("words", "buy", |one| one.words.clone())
        .for_people()
        .count("count", "number", |one| one.count.clone())
        .cell("price", format!("{currency}\neach"), |one| one.price.clone())
        .money("cost", format!("{currency}\na year"), |one| one.cost.clone())
        .sums()
}

/// The seats alone, as JSON has them.
pub(super) fn seats_to_hold(report: &PlanReport) -> Table<'_, Seats> {
    Table::of(seats(&report.plan.mix.held, &report.offers))
        .text("id", Heading::ForJson, |one| report.offers.id(one.held).to_owned())
        .count("seats", Heading::ForJson, |one| one.count)
        .money("annual_price", Heading::ForJson, |one| one.price.clone())
        .money("cost", Heading::ForJson, |one| one.cost.clone())
}

/// What other arrangements would cost.
pub(super) fn comparison(report: &PlanReport) -> Table<'_, &Baseline> {
    let currency = report.currency();
    let mix = |one: &&Baseline| one.mix.clone();
    Table::of(&report.baselines)
        .text("arrangement", "arrangement", |one| words(one.arrangement))
        .count("seats", "seats", move |one| mix(one).map(|mix| mix.seats()))
        .count("tokens", "tokens\nto buy", move |one| mix(one).map(|mix| mix.tokens_bought))
        .money("total_cost", format!("{currency}\na year"), move |one| {
            mix(one).map(|mix| mix.total)
        })
        .money("saving", format!("the plan\nsaves, {currency}"), |one| {
            one.mix.as_ref().map(|mix: &Mix| report.plan.saving(mix))
        })
}

fn words(arrangement: Arrangement) -> &'static str {
    match arrangement {
        Arrangement::Today => "today's arrangement",
        Arrangement::AllFlex => "everyone on Flex",
        Arrangement::AllSubscription => "everyone subscribed",
        Arrangement::GuideRule => "subscribe from 100 days",
    }
}

/// How many changes there are, and which are shown.
pub(super) fn changes_title(report: &PlanReport) -> String {
    let all = report.changes.len();
    let many = number::counted(&(all as u64), "change");
    if all > MOST_CHANGES {
        format!(
            "the {MOST_CHANGES} largest of {many} (* a close call; \
             `--assignment FILE` has everyone)"
        )
    } else {
        format!("{many} (* a close call)")
    }
}

/// The largest changes, for people.
pub(super) fn largest_changes(report: &PlanReport) -> Grid {
    changes(report, report.changes.iter().take(MOST_CHANGES)).view()
}

/// Who should change what.
pub(super) fn changes<'r>(
    report: &'r PlanReport,
    some: impl Iterator<Item = &'r Change>,
) -> Table<'r, &'r Change> {
    let currency = report.currency();
    let ids = |held: &[Held]| held.iter().map(|one| json!(report.offers.id(*one))).collect();
    Table::of(some)
        .text("user", "user", |it| report.user(it.person).to_owned())
        .text("change", Heading::ForPrograms, |it| it.kind.word())
        .json("before", move |it| ids(&it.before))
        .json("after", move |it| ids(&it.after))
        .text("words", "from → to", |it| from_to(report, it))
        .for_people()
        .count("days", "days", |it| it.days.clone())
        .money("cost_before", format!("before,\n{currency}"), |it| it.cost_before.clone())
        .money("cost_after", format!("after,\n{currency}"), |it| it.cost_after.clone())
        .money("saving", format!("saves,\n{currency}"), |it| it.saving())
        .cell("break_even_days", break_even_heading(report), |it| {
            it.break_even_days.as_ref().map_or(Cell::Blank, Cell::from)
        })
        .price("flips_at_token_price", Heading::ForPrograms, |it| it.flips_at.clone())
        .money("flips_at_annual_price", Heading::ForPrograms, |it| it.flips_at_annual_price.clone())
        .flag("is_close_call", Heading::ForPrograms, |it| it.is_close)
        .cell("flip", "turns at\na token", |it| turn(it))
        .for_people()
}

/// Tokens are bought with the buffer, so that a subscription pays sooner than `breakeven` says.
fn break_even_heading(report: &PlanReport) -> String {
    if report.buffer == Percent::from(0) {
        return "break-\neven".to_owned();
    }
    format!("break-even,\n+{}", number::percent(report.buffer))
}

fn from_to(report: &PlanReport, change: &Change) -> String {
    // Flex has no rate for it, so that something is held of which nobody told.
    let is_told = !change.before.is_empty() || change.cost_before.is_some();
    let before = report.held_names(&change.before);
    let before = if is_told { before } else { "not said".to_owned() };
    match change.kind {
        Move::DropSeat => {
            let gone = change.before.iter().copied().filter(|one| !change.after.contains(one));
            let gone = report.held_names(&gone.collect::<Vec<_>>());
            let seats = report.people.seats.iter().filter(|seat| seat.person == change.person);
            let mut dropped = seats.filter(|seat| !change.after.contains(&seat.held));
            if dropped.any(|seat| seat.days > 0) {
                format!("{gone}: {} covers it", report.held_names(&change.after))
            } else {
                format!("{gone}: unused")
            }
        }
        _ => format!("{before} → {}", report.held_names(&change.after)),
    }
}

/// The price at which a change turns, to the cent, with a star where it is a close call.
fn turn(change: &Change) -> Cell {
    let Some(price) = &change.flips_at else { return Cell::Blank };
    let star = if change.is_close { " *" } else { "" };
    format!("{}{star}", number::fixed(price, 2)).into()
}

/// How much is used by whom who uses little or much.
pub(super) fn segments(report: &PlanReport) -> Table<'_, &Segment> {
    let currency = report.currency();
    Table::of(&report.segments)
        .text("segment", Heading::ForPrograms, |it| it.intensity.word())
        .text("words", "use", |it| days_in_words(it))
        .for_people()
        .count("from_days", Heading::ForPrograms, |it| u64::from(it.from))
        .count("until_days", Heading::ForPrograms, |it| it.until.map(u64::from))
        .count("uses", "uses", |it| it.uses)
        .count("days", "days", |it| it.days.clone())
        .count("tokens", "tokens\non Flex", |it| it.tokens.clone())
        .money("flex_cost", format!("on Flex,\n{currency}"), |it| it.flex_cost.clone())
        .count("subscribed", "plan:\nseats", |it| it.subscribed)
        .count("on_flex", "plan:\nFlex", |it| it.on_flex)
}

fn days_in_words(segment: &Segment) -> String {
    let Segment { intensity, from, until, .. } = segment;
    match intensity {
        Intensity::Occasional => format!("occasional, below {} days", until.unwrap_or_default()),
        Intensity::Edge => {
            format!("edge, {from} to {} days", segment.most_days().unwrap_or_default())
        }
        Intensity::Power => format!("power, from {from} days"),
    }
}

/// What the proof rests on, tier by tier.
pub(super) fn certificate(report: &PlanReport) -> Table<'_, &TierProof> {
    Table::of(&report.plan.tiers)
        .count("from", Heading::ForJson, |tier| tier.from)
        .price("price", Heading::ForJson, |tier| tier.price)
        .price("price_at_the_bound", Heading::ForJson, |tier| tier.bound_price.clone())
        .money("people", Heading::ForJson, |tier| tier.people.clone())
        .money("purchase", Heading::ForJson, |tier| tier.purchase.clone())
        .money("bound", Heading::ForJson, |tier| tier.bound())
        .count("open_people", Heading::ForJson, |tier| tier.open)
}
