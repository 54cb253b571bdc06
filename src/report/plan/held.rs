//! What people hold today: since when, idle or not, and who is gone or has just begun.

use std::collections::BTreeSet;

use super::{Heading, PlanReport, Table};
use crate::engine::plan::people::SeatToday;
use crate::engine::plan::told::ToldSeat;
use crate::engine::sheets::contents::is_unknown;
use crate::model::{Day, find};
use crate::render::number;

/// How many a note names.
const MOST_NAMED: usize = 5;

/// Every seat held today, as JSON has it.
pub(super) fn seats(report: &PlanReport) -> Table<'_, &SeatToday> {
    Table::of(&report.people.seats)
        .text("user", Heading::ForJson, |seat| report.user(seat.person).to_owned())
        .text("id", Heading::ForJson, |seat| report.offers.id(seat.held).to_owned())
        .date("since", Heading::ForJson, |seat| seat.since.map(Day::date))
        .count("days_in_period", Heading::ForJson, |seat| seat.days)
        .flag("is_idle", Heading::ForJson, |seat| seat.days == 0)
}

/// Seats that the file tells of.
pub(super) fn told(seats: &[ToldSeat]) -> Table<'_, &ToldSeat> {
    Table::of(seats)
        .text("user", Heading::ForJson, |seat| seat.person.clone())
        .text("product", Heading::ForJson, |seat| seat.name.clone())
        .date("date", Heading::ForJson, |seat| seat.on.map(Day::date))
}

/// People with a day on which they came or left.
pub(super) fn on_days(people: &[(String, Day)]) -> Table<'_, &(String, Day)> {
    Table::of(people).text("user", Heading::ForJson, |(name, _)| name.clone()).date(
        "date",
        Heading::ForJson,
        |(_, day)| Some(day.date()),
    )
}

/// What to know of what is held.
pub(super) fn notes(report: &PlanReport) -> Vec<String> {
    let people = &report.people;
    let mut notes = Vec::new();
    notes.extend(how_many(&people.seats));
    notes.extend(listed(&people.gone).map(|list| {
        format!(
            "taken back in the period, and not held today: {list}; their days are those of the \
             whole period"
        )
    }));
    notes.extend(listed(&people.began).map(|list| {
        format!("assigned in the period, and brought to a year from that day: {list}")
    }));
    notes.extend(
        listed(&people.later)
            .map(|list| format!("assigned after the period, and not held in it: {list}")),
    );
    notes.extend(days_listed(&people.came).map(|list| {
        format!("came in the period by `--people`, and brought to a year from that day: {list}")
    }));
    notes.extend(days_listed(&people.there_before).map(|list| {
        format!(
            "came in the period by `--people`, but used more days than there were since: {list}; \
             the whole period counts"
        )
    }));
    notes.extend(days_listed(&people.left).map(|list| {
        format!(
            "left in the period by `--people`: {list}; their days are those of the whole period"
        )
    }));
    let in_collections = in_collections(report);
    if in_collections > 0 {
        notes.push(format!(
            "what is used in a collection is not said for {}: they keep it in every arrangement",
            persons(in_collections)
        ));
    }
    if !people.without_days.is_none() {
        notes.push(format!(
            "{} of the period are stated without a day of use, or given back beyond what was \
             charged: they count whatever people hold",
            number::counted(&people.without_days.tokens(), "token")
        ));
    }
    if !people.unlisted.is_empty() {
        let names: BTreeSet<_> = people.unlisted.iter().map(|one| &one.name).collect();
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!(
            "without rate and price in the sheet, and so on Flex whatever people hold: {}",
            names.join(", ")
        ));
    }
    notes
}

fn how_many(seats: &[SeatToday]) -> Option<String> {
    let idle = seats.iter().filter(|seat| seat.days == 0).count();
    let (many, idle) = (number::many(seats.len() as u64), number::many(idle as u64));
    let noun = if seats.len() == 1 { "seat" } else { "seats" };
    (!seats.is_empty())
        .then(|| format!("held today: {many} {noun}, {idle} without use in the period"))
}

/// What is held and stands in no figure: what has no price, and what has one and covers nobody
/// knows what.
pub(super) fn warnings(report: &PlanReport) -> Vec<String> {
    let sheet = &report.sheet;
    let is_priced = |name: &str| {
        let collection = find(&sheet.collections, name);
        collection.is_some_and(|one| one.annual_price.is_some() && is_unknown(one))
    };
    let kept = report.people.kept.iter();
    let (only_named, without_price): (Vec<_>, Vec<_>) = kept.partition(|(name, _)| is_priced(name));
    let name = &sheet.name;
    let without_price = holders(&without_price).map(|list| {
        format!(
            "held, and without a price in sheet `{name}`, so that it stands in no figure and \
             nothing is advised about it: {list}"
        )
    });
    let only_named = holders(&only_named).map(|list| {
        format!(
            "held, and sheet `{name}` does not say what it covers, so that it stands in no figure \
             and nothing is advised about it: {list}"
        )
    });
    let beside: Vec<_> =
        report.people.planned_beside.iter().map(|name| format!("`{name}`")).collect();
    let beside = (!beside.is_empty()).then(|| {
        format!(
            "use that was paid for by {} is planned as if nobody held that: it stands on Flex, or \
             in seats to the products",
            beside.join(", ")
        )
    });
    without_price.into_iter().chain(only_named).chain(beside).collect()
}

/// What is held, and by how many people.
fn holders(kept: &[(&String, &usize)]) -> Option<String> {
    let named = kept.iter().take(MOST_NAMED);
    let named: Vec<_> =
        named.map(|(name, count)| format!("`{name}` ({})", persons(**count))).collect();
    (!named.is_empty()).then(|| with_more(&named, kept.len() - named.len()))
}

/// How many people use a collection of which no row says what was used.
fn in_collections(report: &PlanReport) -> usize {
    let is_one = |product: usize| report.offers.only_collection(product).is_some();
    let uses_one =
        report.people.needs.iter().filter(|needs| needs.iter().any(|need| is_one(need.product)));
    uses_one.count()
}

fn persons(count: usize) -> String {
    number::counted(&(count as u64), "person")
}

fn listed(seats: &[ToldSeat]) -> Option<String> {
    let named = seats.iter().take(MOST_NAMED).map(|seat| {
        let on = seat.on.map(|day| format!(", {day}")).unwrap_or_default();
        format!("{} ({}{on})", seat.person, seat.name)
    });
    let named: Vec<_> = named.collect();
    (!named.is_empty()).then(|| with_more(&named, seats.len() - named.len()))
}

fn days_listed(people: &[(String, Day)]) -> Option<String> {
    let named = people.iter().take(MOST_NAMED).map(|(name, day)| format!("{name} ({day})"));
    let named: Vec<_> = named.collect();
    (!named.is_empty()).then(|| with_more(&named, people.len() - named.len()))
}

fn with_more(named: &[String], more: usize) -> String {
    let list = named.join(", ");
    if more == 0 { list } else { format!("{list}, and {} more", number::many(more as u64)) }
}
