//! How `plan` reads: its columns and sentences.

use serde_json::{Map, Value, json};

use super::{online, what_if};
use crate::engine::plan::advice::{Change, Move};
use crate::engine::plan::baselines::{Arrangement, Baseline};
use crate::engine::plan::crossings::Crossing;
use crate::engine::plan::mix::offers::{Held, Offers, ProductOffer};
use crate::engine::plan::people::People;
use crate::engine::plan::segments::{Intensity, Segment};
use crate::engine::plan::what_if::At;
use crate::engine::plan::{Mix, Plan, seats};
use crate::model::{Given, Money, Percent, Period, RateSheet, Row, TokenPrice};
use crate::render::{Cell, Grid, Section, ToJson, column, number};

/// How many changes a person sees; programs get all.
const MOST_CHANGES: usize = 12;

/// Everything that is shown.
pub(super) struct Shown {
    pub(super) plan: Plan,
    pub(super) baselines: Vec<Baseline>,
    pub(super) changes: Vec<Change>,
    pub(super) segments: [Segment; 3],
    pub(super) people: People,
    pub(super) offers: Offers,
    pub(super) sheet: RateSheet,
    pub(super) token_price: TokenPrice,
    pub(super) buffer: Percent,
    pub(super) days: Period,
    /// The days in words.
    pub(super) days_in_words: String,
    pub(super) asked: Asked,
}

/// What was asked for beside the plan.
pub(super) enum Asked {
    Nothing,
    WhatIf(Vec<At>),
    Online(Vec<Crossing>),
}

impl ToJson for Shown {
    fn to_json(&self) -> serde_json::Result<Value> {
        let mut result = json(self);
        let Some(object) = result.as_object_mut() else { return Ok(result) };
        let Period { from, until } = self.days;
        let period = json!({ "from": from, "until": until, "words": self.days_in_words });
        object.insert("period".to_owned(), period);
        match &self.asked {
            Asked::Nothing => {}
            Asked::WhatIf(rows) => drop(object.insert("what_if".to_owned(), what_if::json(rows))),
            Asked::Online(rows) => {
                object.insert("online".to_owned(), online::json(rows, &self.people, &self.sheet));
            }
        }
        Ok(result)
    }
}

impl Shown {
    fn held_name(&self, held: Held) -> String {
        let id = self.offers.id(held);
        let of = |rows: Option<&str>| rows.unwrap_or(id).to_owned();
        match held {
            Held::Product(place) => of(self.sheet.products.get(place).map(Row::name)),
            Held::Collection(_) => {
                of(self.sheet.collections.iter().find(|one| one.id() == id).map(Row::name))
            }
        }
    }

    pub(super) fn user(&self, person: usize) -> &str {
        self.people.names.get(person).map_or("", String::as_str)
    }

    fn names(&self, held: &[Held]) -> String {
        if held.is_empty() {
            return "Flex".to_owned();
        }
        held.iter().map(|one| self.held_name(*one)).collect::<Vec<_>>().join(", ")
    }

    fn currency(&self) -> &str {
        &self.sheet.currency
    }
}

fn mix(mix: &Mix) -> Value {
    json!({
        "total_cost": mix.total, "subscription_cost": mix.subscriptions, "token_cost": mix.token_cost,
        "tokens_used": mix.tokens_used, "tokens_needed": mix.tokens_needed, "tokens_bought": mix.tokens_bought,
        "token_price": mix.token_price,
    })
}

/// What a change is called.
fn words(kind: Move) -> &'static str {
    match kind {
        Move::DropSeat => "drop a seat that nobody used",
        Move::SeatToFlex => "from seat to Flex",
        Move::FlexToSeat => "from Flex to seat",
        Move::IntoCollection => "into a collection",
        Move::OutOfCollection => "out of a collection",
        Move::OtherSeat => "another seat",
    }
}

/// The whole result for programs.
fn json(shown: &Shown) -> Value {
    let plan = &shown.plan;
    let mut optimum = mix(&plan.mix);
    if let Some(object) = optimum.as_object_mut() {
        object.insert("lower_bound".to_owned(), json!(plan.lower_bound));
        object.insert("gap".to_owned(), json!(plan.gap()));
        object.insert("proved".to_owned(), json!(plan.proved));
    }
    let baselines: Map<_, _> = shown
        .baselines
        .iter()
        .map(|baseline| {
            let value = baseline.mix.as_ref().map(|one| {
                let mut value = mix(one);
                if let Some(object) = value.as_object_mut() {
                    object.insert("saving".to_owned(), json!(plan.saving(one)));
                }
                value
            });
            (words_of(baseline.arrangement).0.to_owned(), json!(value))
        })
        .collect();
    let ids = |held: &[Held]| held.iter().map(|one| shown.offers.id(*one)).collect::<Vec<_>>();
    let changes = shown.changes.iter().map(|change| {
        json!({
            "user": shown.user(change.person), "change": change.kind, "before": ids(&change.before),
            "after": ids(&change.after), "days": change.days, "cost_before": change.cost_before,
            "cost_after": change.cost_after, "saving": change.saving(), "break_even_days": change.break_even_days,
            "flips_at_token_price": change.flips_at, "flips_at_annual_price": change.flips_at_annual_price,
            "is_close_call": change.is_close,
        })
    });
    let segments = shown.segments.iter().map(|segment| {
        json!({
            "segment": segment.intensity, "from_days": segment.from, "until_days": segment.until, "uses": segment.uses,
            "days": segment.days, "tokens": segment.tokens, "flex_cost": segment.flex_cost,
            "subscribed": segment.subscribed, "on_flex": segment.on_flex,
        })
    });
    let tiers = plan.tiers.iter().map(|tier| {
        json!({
            "from": tier.from, "price": tier.price, "price_at_the_bound": tier.bound_price, "people": tier.people,
            "purchase": tier.purchase, "bound": tier.bound(), "open_people": tier.open,
        })
    });
    json!({
        "people": shown.people.names.len(),
        "optimum": optimum,
        "baselines": baselines,
        "seats": seats(&plan.mix.held, &shown.offers).into_iter().map(|seats| json!({
            "id": shown.offers.id(seats.held), "seats": seats.count, "annual_price": seats.price,
            "cost": seats.cost,
        })).collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "segments": segments.collect::<Vec<_>>(),
        "certificate": tiers.collect::<Vec<_>>(),
    })
}

/// An arrangement for programs and for people.
fn words_of(arrangement: Arrangement) -> (&'static str, &'static str) {
    match arrangement {
        Arrangement::Today => ("today", "today's arrangement"),
        Arrangement::AllFlex => ("all_flex", "everyone on Flex"),
        Arrangement::AllSubscription => ("all_subscription", "everyone subscribed"),
        Arrangement::GuideRule => ("guide_rule", "subscribe from 100 days"),
    }
}

/// What is bought: seats by product, and tokens.
fn seats_data(shown: &Shown) -> Grid {
    let mut grid =
        Grid::new(["item", "count", "price", "cost"].map(|key| column(key, key)).to_vec());
    grid.rows = bought(shown, |held| shown.offers.id(held).to_owned(), "tokens");
    grid
}

fn bought(shown: &Shown, name: impl Fn(Held) -> String, tokens: &str) -> Vec<Vec<Cell>> {
    let seats = seats(&shown.plan.mix.held, &shown.offers).into_iter().map(|seats| {
        vec![
            name(seats.held).into(),
            Cell::Count(seats.count.into()),
            (&seats.price).into(),
            (&seats.cost).into(),
        ]
    });
    let mix = &shown.plan.mix;
    let tokens = vec![
        tokens.into(),
        (&mix.tokens_bought).into(),
        mix.token_price.as_ref().into(),
        (&mix.token_cost).into(),
    ];
    seats.chain([tokens]).collect()
}

/// What to buy.
fn totals(shown: &Shown) -> Grid {
    let currency = shown.currency();
    let columns = [
        column("item", "buy"),
        column("count", "number"),
        column("price", format!("{currency}\neach")),
        column("cost", format!("{currency}\na year")),
    ];
    let mut grid = Grid::new(columns.to_vec());
    grid.rows = bought(shown, |held| format!("{} seats", shown.held_name(held)), "Flex tokens");
    let blank = || Cell::Text(String::new());
    grid.total = Some(vec!["total".into(), blank(), blank(), (&shown.plan.mix.total).into()]);
    grid
}

/// What was asked for, for programs and for people.
pub(super) fn grids(shown: &Shown) -> (Grid, Grid) {
    let (people, sheet) = (&shown.people, &shown.sheet);
    match &shown.asked {
        Asked::Nothing => (seats_data(shown), totals(shown)),
        Asked::WhatIf(rows) => (what_if::data(rows), what_if::view(rows, &sheet.currency)),
        Asked::Online(rows) => {
            (online::data(rows, people, sheet), online::view(rows, people, sheet))
        }
    }
}

/// The comparison, the changes and the segments, where nothing else was asked for.
pub(super) fn sections(shown: &Shown) -> Vec<Section> {
    if !matches!(shown.asked, Asked::Nothing) {
        return Vec::new();
    }
    vec![
        Section { title: "beside it".to_owned(), grid: comparison(shown) },
        Section { title: changes_title(shown), grid: changes(shown) },
        Section {
            title: "by days of use, once for each person and product".to_owned(),
            grid: segments(shown),
        },
    ]
}

fn comparison(shown: &Shown) -> Grid {
    let currency = shown.currency();
    let columns = [
        column("arrangement", "arrangement"),
        column("seats", "seats"),
        column("tokens", "tokens\nto buy"),
        column("total_cost", format!("{currency}\na year")),
        column("saving", format!("the plan\nsaves, {currency}")),
    ];
    let mut grid = Grid::new(columns.to_vec());
    for Baseline { arrangement, mix } in &shown.baselines {
        let (_, words) = words_of(*arrangement);
        let cells = match mix {
            Some(one) => vec![
                Cell::Count(one.seats().into()),
                (&one.tokens_bought).into(),
                (&one.total).into(),
                (&shown.plan.saving(one)).into(),
            ],
            None => vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
        };
        grid.rows.push(std::iter::once(words.into()).chain(cells).collect());
    }
    grid
}

fn changes_title(shown: &Shown) -> String {
    let all = shown.changes.len();
    let many = number::count(&(all as u64).into());
    if all > MOST_CHANGES {
        format!(
            "the {MOST_CHANGES} largest of {many} changes (* a close call; `--people FILE` has everyone)"
        )
    } else {
        format!("{many} changes (* a close call)")
    }
}

fn changes(shown: &Shown) -> Grid {
    let currency = shown.currency();
    let columns = [
        column("user", "user"),
        column("change", "from → to"),
        column("days", "days"),
        column("before", format!("before,\n{currency}")),
        column("after", format!("after,\n{currency}")),
        column("saving", format!("saves,\n{currency}")),
        column("break_even", "break-\neven"),
        column("flip", "turns at\na token"),
    ];
    let mut grid = Grid::new(columns.to_vec());
    for change in shown.changes.iter().take(MOST_CHANGES) {
        let close = if change.is_close { " *" } else { "" };
        let what = match change.kind {
            Move::DropSeat => format!("{}: unused", shown.names(&change.before)),
            _ => format!("{} → {}", shown.names(&change.before), shown.names(&change.after)),
        };
        let flip = change
            .flips_at
            .as_ref()
            .map(|flip| format!("{}{close}", number::fixed(flip.exact(), 2)));
        grid.rows.push(vec![
            shown.user(change.person).into(),
            what.into(),
            Cell::Count(change.days.into()),
            (&change.cost_before).into(),
            (&change.cost_after).into(),
            (&change.saving()).into(),
            change.break_even_days.as_ref().map_or_else(|| Cell::Text(String::new()), Cell::from),
            flip.map_or_else(|| Cell::Text(String::new()), Cell::from),
        ]);
    }
    grid
}

fn segments(shown: &Shown) -> Grid {
    let currency = shown.currency();
    let columns = [
        column("segment", "use"),
        column("uses", "uses"),
        column("days", "days"),
        column("tokens", "tokens\non Flex"),
        column("flex_cost", format!("on Flex,\n{currency}")),
        column("subscribed", "plan:\nseats"),
        column("on_flex", "plan:\nFlex"),
    ];
    let mut grid = Grid::new(columns.to_vec());
    for segment in &shown.segments {
        let Segment { intensity, from, .. } = segment;
        let range = match intensity {
            Intensity::Occasional => {
                format!("occasional, below {} days", segment.until.unwrap_or_default())
            }
            Intensity::Edge => {
                format!("edge, {from} to {} days", segment.most_days().unwrap_or_default())
            }
            Intensity::Power => format!("power, from {from} days"),
        };
        grid.rows.push(vec![
            range.into(),
            Cell::Count(segment.uses.into()),
            Cell::Count(segment.days.into()),
            (&segment.tokens).into(),
            (&segment.flex_cost).into(),
            Cell::Count(segment.subscribed.into()),
            Cell::Count(segment.on_flex.into()),
        ]);
    }
    grid
}

/// The answer in a sentence.
pub(super) fn summary(shown: &Shown) -> Vec<String> {
    if let Asked::Online(rows) = &shown.asked {
        return online::summary(rows);
    }
    let (plan, currency) = (&shown.plan, shown.currency());
    let total = number::money(&plan.mix.total);
    let proof = if plan.proved {
        "no mix costs less".to_owned()
    } else {
        format!("no mix costs less than {}", number::money(&plan.lower_bound))
    };
    let today = shown
        .baselines
        .iter()
        .find(|baseline| baseline.arrangement == Arrangement::Today)
        .and_then(|baseline| baseline.mix.as_ref());
    let today = today.map(|today| {
        let saved = plan.saving(today);
        format!(
            " That is {} {currency} a year less than today's arrangement.",
            number::money(&saved)
        )
    });
    let mut kinds: Vec<(Move, usize)> = Vec::new();
    for change in &shown.changes {
        match kinds.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((change.kind, 1)),
        }
    }
    kinds.sort_unstable();
    let kinds: Vec<_> =
        kinds.iter().map(|(kind, count)| format!("{count} {}", words(*kind))).collect();
    let mut lines = vec![format!(
        "The cheapest mix for {} people costs {total} {currency} a year; {proof}.{}",
        number::count(&(shown.people.names.len() as u64).into()),
        today.unwrap_or_default()
    )];
    if !kinds.is_empty() {
        lines.push(format!("Changes: {}.", kinds.join(", ")));
    }
    lines
}

/// What the plan rests on.
pub(super) fn notes(shown: &Shown) -> Vec<String> {
    let mix = &shown.plan.mix;
    let mut notes = vec![
        format!("days of use in {}, brought to whole days of a year", shown.days_in_words),
        format!("tokens with {} for safety (`--buffer`)", number::percent(&shown.buffer)),
        super::super::prices::tier_price(&mix.tokens_bought, &shown.sheet.token).why,
    ];
    if !shown.people.services.is_none() {
        notes.push("tokens of cloud services are bought whatever people hold".to_owned());
    }
    let used: std::collections::BTreeSet<usize> =
        shown.people.needs.iter().flatten().map(|need| need.product).collect();
    let named = |is_missing: fn(&ProductOffer) -> bool| {
        let missing = used
            .iter()
            .filter_map(|place| shown.offers.products.get(*place))
            .filter(|one| is_missing(one));
        missing.map(|one| one.id.clone()).collect::<Vec<_>>().join(", ")
    };
    let (no_price, no_rate) =
        (named(|one| one.micro_price.is_none()), named(|one| one.micro_rate.is_none()));
    if !no_price.is_empty() {
        notes.push(format!(
            "without a subscription price, and so on Flex: {no_price}; `[subscriptions]` of the estate gives one"
        ));
    }
    if !no_rate.is_empty() {
        notes.push(format!("without tokens a day, and so subscribed: {no_rate}"));
    }
    if let Asked::Online(_) = &shown.asked {
        notes.push(online::note());
    }
    notes
}

/// That mixes are not proved.
pub(super) fn warnings(shown: &Shown) -> Vec<String> {
    let stopped = (!shown.plan.proved).then(|| {
        let gap = number::money(&shown.plan.gap());
        format!("the search was stopped: a mix may cost {gap} less")
    });
    let others = match &shown.asked {
        Asked::WhatIf(rows) => what_if::warning(rows),
        Asked::Nothing | Asked::Online(_) => None,
    };
    stopped.into_iter().chain(others).collect()
}

/// What proves that no mix is cheaper, so that it can be checked by hand.
pub(super) fn proof(shown: &Shown) -> Vec<String> {
    let (plan, currency) = (&shown.plan, shown.currency());
    let mix = &plan.mix;
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
            number::count(shown.buffer.exact()),
            number::tokens(&mix.tokens_needed)
        ),
        "at a price λ of a token each person alone takes what is cheapest; Σ of these costs + min over N of (what N tokens cost \
         − λ N) is less than any mix of the tier costs, whatever λ is"
            .to_owned(),
    ];
    for tier in &plan.tiers {
        let verdict = match tier.below(mix) {
            None => "dearer than the mix found".to_owned(),
            Some(below) => format!(
                "{} below the mix found; people whose other ways add no more than that: {}; every combination of theirs was \
                 followed, and none fits into it",
                fine_money(&below),
                number::count(&(tier.open as u64).into())
            ),
        };
        lines.push(format!(
            "tier from {} at {}: λ = {}, people {} + purchase {} = at least {}: {verdict}",
            number::tokens(&tier.from),
            number::price(&tier.price),
            number::price(&tier.bound_price),
            fine_money(&tier.people),
            fine_money(&tier.purchase),
            fine_money(&tier.bound()),
        ));
    }
    lines.push(format!(
        "a token costs {} in the changes and segments",
        number::price(&shown.token_price)
    ));
    lines
}

/// Money to more than the cent where it is finer, as a proof needs it.
fn fine_money(money: &Money) -> String {
    number::price(&TokenPrice::new(money.exact().clone()))
}
