//! How `plan` reads: its columns and sentences.

use serde_json::{Map, Value, json};

use super::people::People;
use super::{Baselines, saving};
use crate::engine::plan::advice::{Change, Move, Segment};
use crate::engine::plan::mix::options::{Held, Offers};
use crate::engine::plan::{Mix, Plan, price_of, seats};
use crate::model::{Exact, Given, Money, Percent, RateSheet, Row, TokenPrice};
use crate::render::{Cell, Grid, Section, ToJson, column, number};

/// How many changes a person sees; programs get all.
const MOST_CHANGES: usize = 12;

/// Everything that is shown.
pub(super) struct Shown {
    pub(super) plan: Plan,
    pub(super) baselines: Baselines,
    pub(super) changes: Vec<Change>,
    pub(super) segments: Vec<Segment>,
    pub(super) people: People,
    pub(super) offers: Offers,
    pub(super) sheet: RateSheet,
    pub(super) token_price: TokenPrice,
    pub(super) buffer: Percent,
    /// What else was asked for, as programs get it.
    pub(super) more: Map<String, Value>,
}

impl ToJson for Shown {
    fn to_json(&self) -> serde_json::Result<Value> {
        let mut result = json(self);
        if let Some(object) = result.as_object_mut() {
            object.extend(self.more.clone());
        }
        Ok(result)
    }
}

impl Shown {
    /// The id of what is held.
    pub(super) fn held_id(&self, held: Held) -> String {
        match held {
            Held::Product(place) => self.offers.products.get(place).map(|one| one.id.clone()),
            Held::Collection(place) => self.offers.collections.get(place).map(|one| one.id.clone()),
        }
        .unwrap_or_default()
    }

    fn held_name(&self, held: Held) -> String {
        let id = self.held_id(held);
        let products = self.sheet.products.iter().map(|one| (one.id(), one.name()));
        let collections = self.sheet.collections.iter().map(|one| (one.id(), one.name()));
        let found = match held {
            Held::Product(_) => products.into_iter().find(|(other, _)| *other == id),
            Held::Collection(_) => collections.into_iter().find(|(other, _)| *other == id),
        };
        found.map_or(id.clone(), |(_, name)| name.to_owned())
    }

    fn user(&self, person: usize) -> &str {
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
        object.insert("gap".to_owned(), json!(&plan.mix.total - &plan.lower_bound));
        object.insert("proved".to_owned(), json!(plan.proved));
    }
    let baselines: Map<_, _> = shown
        .baselines
        .list()
        .into_iter()
        .map(|(key, _, one)| {
            let value = one.map(|one| {
                let mut value = mix(one);
                if let Some(object) = value.as_object_mut() {
                    object.insert("saving".to_owned(), json!(saving(one, &plan.mix.total)));
                }
                value
            });
            (key.to_owned(), json!(value))
        })
        .collect();
    let ids = |held: &[Held]| held.iter().map(|one| shown.held_id(*one)).collect::<Vec<_>>();
    let changes = shown.changes.iter().map(|change| {
        json!({
            "user": shown.user(change.person), "change": change.kind, "before": ids(&change.before),
            "after": ids(&change.after), "days": change.days, "cost_before": change.cost_before,
            "cost_after": change.cost_after, "saving": change.saving(), "break_even_days": change.break_even_days,
            "flips_at_token_price": change.flips_at, "flips_at_annual_price": change.flips_at_annual_price,
            "is_close_call": change.is_close,
        })
    });
    let segments = shown.segments.iter().zip(SEGMENTS).map(|(segment, name)| {
        json!({
            "segment": name, "from_days": segment.from, "until_days": segment.until, "uses": segment.uses,
            "days": segment.days, "tokens": segment.tokens, "flex_cost": segment.flex_cost,
            "subscribed": segment.subscribed, "on_flex": segment.uses - segment.subscribed,
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
        "seats": seats(&plan.mix.held).into_iter().map(|(held, count)| json!({
            "id": shown.held_id(held), "seats": count, "annual_price": price(held, shown),
            "cost": &price(held, shown) * &count.into(),
        })).collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "segments": segments.collect::<Vec<_>>(),
        "certificate": tiers.collect::<Vec<_>>(),
    })
}

const SEGMENTS: [&str; 3] = ["occasional", "edge", "power"];

fn price(held: Held, shown: &Shown) -> Money {
    Money::new(Exact::from(price_of(held, &shown.offers)).times_ten_to(-6))
}

/// What is bought: seats by product, and tokens.
pub(super) fn seats_data(shown: &Shown) -> Grid {
    let mut grid =
        Grid::new(["item", "count", "price", "cost"].map(|key| column(key, key)).to_vec());
    grid.rows = bought(shown, |held| shown.held_id(held), "tokens");
    grid
}

fn bought(shown: &Shown, name: impl Fn(Held) -> String, tokens: &str) -> Vec<Vec<Cell>> {
    let seats = seats(&shown.plan.mix.held).into_iter().map(|(held, count)| {
        let each = price(held, shown);
        vec![
            name(held).into(),
            Cell::Count(count.into()),
            (&each).into(),
            (&(&each * &count.into())).into(),
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
pub(super) fn totals(shown: &Shown) -> Grid {
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

/// The comparison, the changes and the segments.
pub(super) fn sections(shown: &Shown) -> Vec<Section> {
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
    for (_, words, one) in shown.baselines.list() {
        let cells = match one {
            Some(one) => vec![
                Cell::Count((one.held.iter().map(Vec::len).sum::<usize>() as u64).into()),
                (&one.tokens_bought).into(),
                (&one.total).into(),
                (&saving(one, &shown.plan.mix.total)).into(),
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
    for (segment, name) in shown.segments.iter().zip(SEGMENTS) {
        let range = match (segment.from, segment.until) {
            (0, Some(until)) => format!("{name}, below {until} days"),
            (from, Some(until)) => format!("{name}, {from} to {} days", until - 1),
            (from, None) => format!("{name}, from {from} days"),
        };
        grid.rows.push(vec![
            range.into(),
            Cell::Count(segment.uses.into()),
            Cell::Count(segment.days.into()),
            Cell::Count(segment.tokens.clone()),
            (&segment.flex_cost).into(),
            Cell::Count(segment.subscribed.into()),
            Cell::Count((segment.uses - segment.subscribed).into()),
        ]);
    }
    grid
}

/// The answer in a sentence.
pub(super) fn summary(shown: &Shown) -> Vec<String> {
    let (plan, currency) = (&shown.plan, shown.currency());
    let total = number::money(&plan.mix.total);
    let proof = if plan.proved {
        "no mix costs less".to_owned()
    } else {
        format!("no mix costs less than {}", number::money(&plan.lower_bound))
    };
    let today = shown.baselines.today.as_ref().map(|today| {
        let saved = saving(today, &plan.mix.total);
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
    let mut notes = Vec::new();
    notes.push(
        super::super::prices::tier_price(&shown.plan.mix.tokens_bought, &shown.sheet.token).why,
    );
    if shown.people.service_micro > 0 {
        notes.push("tokens of cloud services are bought whatever people hold".to_owned());
    }
    let used: std::collections::BTreeSet<usize> =
        shown.people.needs.iter().flatten().map(|need| need.product).collect();
    let named = |is_missing: fn(&crate::engine::plan::mix::options::ProductOffer) -> bool| {
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
    notes
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
        let bound = tier.bound();
        let rest = &mix.total - &bound;
        let verdict = if rest.exact().is_negative() {
            "dearer than the mix found".to_owned()
        } else {
            format!(
                "{} below the mix found; people whose other ways add no more than that: {}; every combination of theirs was \
                 followed, and none fits into it",
                number::price(&TokenPrice::new(rest.exact().clone())),
                number::count(&(tier.open as u64).into())
            )
        };
        lines.push(format!(
            "tier from {} at {}: λ = {}, people {} + purchase {} = at least {}: {verdict}",
            number::tokens(&tier.from),
            number::price(&tier.price),
            number::price(&tier.bound_price),
            number::price(&TokenPrice::new(tier.people.exact().clone())),
            number::price(&TokenPrice::new(tier.purchase.exact().clone())),
            number::price(&TokenPrice::new(bound.exact().clone())),
        ));
    }
    lines.push(format!(
        "a token costs {} in the changes and segments",
        number::price(&shown.token_price)
    ));
    lines
}
