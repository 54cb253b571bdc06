//! The whole result for programs.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Asked, PlanReport, file, held, online, tables, what_if};
use crate::engine::plan::Mix;
use crate::engine::plan::baselines::Baseline;
use crate::model::{Money, Period, Quotient, Tokens};

impl Serialize for PlanReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = &self.plan;
        let optimum = Optimum {
            mix: &plan.mix,
            lower_bound: &plan.lower_bound,
            gap: plan.gap(),
            proved: plan.proved,
        };
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("people", &self.people.count())?;
        object.serialize_entry("optimum", &optimum)?;
        object.serialize_entry("baselines", &Baselines(self))?;
        object.serialize_entry("seats", &tables::seats_to_hold(self))?;
        object.serialize_entry("on_flex", &file::on_flex(self))?;
        object.serialize_entry(
            "unpriced",
            &self.unpriced.as_ref().map(|one| Open {
                products: self.unpriced_names(one),
                tokens: &one.tokens,
                cost: &one.cost,
            }),
        )?;
        object.serialize_entry("changes", &tables::changes(self, self.changes.iter()))?;
        object.serialize_entry("segments", &tables::segments(self))?;
        object.serialize_entry("held", &held::seats(self))?;
        object.serialize_entry("gone", &held::told(&self.people.gone))?;
        object.serialize_entry("began", &held::told(&self.people.began))?;
        object.serialize_entry("came", &held::on_days(&self.people.came))?;
        object.serialize_entry("left", &held::on_days(&self.people.left))?;
        object.serialize_entry("certificate", &tables::certificate(self))?;
        object.serialize_entry("period", &Days { days: self.days, words: &self.days_in_words })?;
        object.serialize_entry("control", &self.control)?;
        object.serialize_entry("beside_a_seat", &self.beside_a_seat)?;
        match &self.asked {
            Asked::Nothing => {}
            Asked::WhatIf(rows) => {
                object.serialize_entry("what_if", &what_if::table(rows, self.currency()))?;
            }
            Asked::Online(rows) => {
                object.serialize_entry("online", &online::for_json(rows, self))?;
            }
        }
        object.end()
    }
}

#[derive(Serialize)]
struct Optimum<'a> {
    #[serde(flatten)]
    mix: &'a Mix,
    lower_bound: &'a Quotient<Money>,
    gap: Quotient<Money>,
    proved: bool,
}

#[derive(Serialize)]
struct Days<'a> {
    #[serde(flatten)]
    days: Period,
    words: &'a str,
}

/// What is on Flex only because no price is known.
#[derive(Serialize)]
struct Open<'a> {
    products: Vec<String>,
    tokens: &'a Quotient<Tokens>,
    cost: &'a Quotient<Money>,
}

struct Baselines<'a>(&'a PlanReport);

#[derive(Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    mix: &'a Mix,
    saving: Quotient<Money>,
}

impl Serialize for Baselines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let compared = |mix| Compared { mix, saving: self.0.plan.saving(mix) };
        let mut object = serializer.serialize_map(None)?;
        for Baseline { arrangement, mix } in &self.0.baselines {
            object.serialize_entry(arrangement, &mix.as_ref().map(compared))?;
        }
        object.end()
    }
}
