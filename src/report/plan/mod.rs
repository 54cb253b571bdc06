//! `plan`: its tables, and the sentences around them.

mod file;
mod held;
mod json;
mod online;
mod tables;
mod what_if;
mod words;

pub use file::people;
pub use words::{notes, proof, summary, warnings};

use super::{Heading, Table};
use crate::engine::bill::beside_a_seat::BesideASeat;
use crate::engine::bill::control::Control;
use crate::engine::plan::Plan;
use crate::engine::plan::advice::Change;
use crate::engine::plan::baselines::{Arrangement, Baseline};
use crate::engine::plan::crossings::Crossing;
use crate::engine::plan::mix::offers::{Held, Offers};
use crate::engine::plan::people::People;
use crate::engine::plan::segments::Segment;
use crate::engine::plan::unpriced::Unpriced;
use crate::engine::plan::what_if::At;
use crate::model::{Percent, Period, RateSheet, Row, TokenPrice};
use crate::render::{Grid, Section};

/// Everything that is told.
pub struct PlanReport {
    /// The cheapest mix.
    pub plan: Plan,
    /// What is on Flex only because no price is known.
    pub unpriced: Option<Unpriced>,
    /// Arrangements to compare with.
    pub baselines: Vec<Baseline>,
    /// Who should change what.
    pub changes: Vec<Change>,
    /// How much is used.
    pub segments: [Segment; 3],
    /// Who uses and holds what.
    pub people: People,
    /// What can be held.
    pub offers: Offers,
    /// The rate sheet.
    pub sheet: RateSheet,
    /// What a token costs in the changes and segments.
    pub token_price: TokenPrice,
    /// What is added to the tokens.
    pub buffer: Percent,
    /// The days that the usage is about.
    pub days: Period,
    /// The same in words.
    pub days_in_words: String,
    /// Each file's token column beside what was counted of it.
    pub control: Vec<Control>,
    /// Who was charged beside a seat.
    pub beside_a_seat: Vec<BesideASeat>,
    /// What was asked for beside the plan.
    pub asked: Asked,
}

/// What was asked for beside the plan.
pub enum Asked {
    /// Nothing.
    Nothing,
    /// How it moves with prices.
    WhatIf(Vec<At>),
    /// Who crosses break-even.
    Online(Vec<Crossing>),
}

impl PlanReport {
    /// What was asked for, for spreadsheets and for people.
    pub fn grids(&self) -> (Grid, Grid) {
        match &self.asked {
            Asked::Nothing => tables::bought(self).grids(),
            Asked::WhatIf(rows) => what_if::table(rows, self.currency()).grids(),
            Asked::Online(rows) => online::table(rows, self).grids(),
        }
    }

    /// The comparison, the changes and the segments, where nothing else was asked for.
    pub fn sections(&self) -> Vec<Section> {
        if !matches!(self.asked, Asked::Nothing) {
            return Vec::new();
        }
        vec![
            Section { title: "beside it".to_owned(), grid: tables::comparison(self).view() },
            Section { title: tables::changes_title(self), grid: tables::largest_changes(self) },
            Section {
                title: "by days of use, once for each person and product".to_owned(),
                grid: tables::segments(self).view(),
            },
        ]
    }

    fn user(&self, person: usize) -> &str {
        self.people.names.get(person).map_or("", String::as_str)
    }

    fn product(&self, place: usize) -> String {
        self.offers.product_name(place, &self.sheet)
    }

    /// What is on Flex only because no price is known, by name.
    fn unpriced_names(&self, unpriced: &Unpriced) -> Vec<String> {
        let of_sheet = unpriced.products.iter().map(|place| self.product(*place));
        of_sheet.chain(unpriced.unlisted.iter().cloned()).collect()
    }

    fn product_id(&self, place: usize) -> &str {
        self.offers.products.get(place).map_or("", |one| &one.id)
    }

    fn held_name(&self, held: Held) -> &str {
        let id = self.offers.id(held);
        let name = match held {
            Held::Product(place) => self.sheet.products.get(place).map(Row::name),
            Held::Collection(_) => {
                self.sheet.collections.iter().find(|one| one.id() == id).map(Row::name)
            }
        };
        name.unwrap_or(id)
    }

    fn held_names(&self, held: &[Held]) -> String {
        if held.is_empty() {
            return "Flex".to_owned();
        }
        held.iter().map(|one| self.held_name(*one)).collect::<Vec<_>>().join(", ")
    }

    fn currency(&self) -> &str {
        &self.sheet.currency
    }

    fn today(&self) -> Option<&Baseline> {
        self.baselines.iter().find(|baseline| baseline.arrangement == Arrangement::Today)
    }
}
