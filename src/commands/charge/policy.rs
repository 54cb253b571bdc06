//! What Autodesk's terms or the estate do not allow.

use serde_json::{Value, json};

use super::super::usage::Used;
use crate::render::number;

/// How many findings of a kind are told one by one; programs get all.
const MOST_TOLD: usize = 10;

/// What was found.
pub(super) struct Policy {
    outside_access: Vec<[String; 2]>,
    overlaps: Vec<(Value, String)>,
}

/// What policy the usage breaks.
pub(super) fn policy(used: &Used) -> Policy {
    let names = |pair: u32| {
        [used.directory.person(pair).to_owned(), used.directory.item(pair).name.clone()]
    };
    let mut outside_access: Vec<_> = used.outside_access.iter().map(|pair| names(*pair)).collect();
    outside_access.sort();
    let mut overlaps: Vec<_> =
        used.replayed.overlaps.iter().map(|overlap| (names(overlap.pair), overlap)).collect();
    overlaps.sort_by(|one, other| one.0.cmp(&other.0));
    let overlap = |([user, product], overlap): (
        [String; 2],
        &crate::engine::metering::overlap::Overlap,
    )| {
        let (times, first) = (overlap.times, overlap.first.to_string());
        let [one, other] = &overlap.machines;
        let often = if times == 1 {
            "once".to_owned()
        } else {
            format!("{} times", number::count(&times.into()))
        };
        let words = format!(
            "{user} had {product} open on two machines at once, {often}, first on {one} and {other} at {first}"
        );
        (
            json!({ "user": user, "product": product, "times": times, "first": first, "machines": overlap.machines }),
            words,
        )
    };
    Policy { outside_access, overlaps: overlaps.into_iter().map(overlap).collect() }
}

impl Policy {
    /// Whether anything was found.
    pub(super) fn is_broken(&self) -> bool {
        !self.outside_access.is_empty() || !self.overlaps.is_empty()
    }

    pub(super) fn json(&self) -> Value {
        let access = self
            .outside_access
            .iter()
            .map(|[user, product]| json!({ "user": user, "product": product }));
        json!({
            "outside_access": access.collect::<Vec<_>>(),
            "overlaps": self.overlaps.iter().map(|(json, _)| json).collect::<Vec<_>>(),
        })
    }

    /// What was found, in words.
    pub(super) fn warnings(&self) -> Vec<String> {
        let access = self.outside_access.iter();
        let access = access.map(|[user, product]| {
            format!("{user} used {product} on Flex, which `[access]` does not allow")
        });
        let overlaps = self.overlaps.iter().map(|(_, words)| words.clone());
        told(access, self.outside_access.len()).chain(told(overlaps, self.overlaps.len())).collect()
    }
}

fn told(words: impl Iterator<Item = String>, all: usize) -> impl Iterator<Item = String> {
    let more = (all > MOST_TOLD)
        .then(|| format!("… and {} more; `--format json` has them all", all - MOST_TOLD));
    words.take(MOST_TOLD).chain(more)
}
