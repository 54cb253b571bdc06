//! `charge`: its tables, and the sentences around them.

mod file;
mod policy;
mod readings;
mod reconcile;
mod words;

pub use file::charges;
pub use policy::{machines_note, warnings};
pub use reconcile::summary as reconcile_summary;
pub use words::{Told, explanation, export_note, summary};

use serde::Serialize;

use super::Table;
use crate::engine::bill::beside_a_seat::BesideASeat;
use crate::engine::bill::by::By;
use crate::engine::bill::compared::Compared;
use crate::engine::bill::control::Control;
use crate::engine::bill::cost_of_use::{CostOfUse, Group, WithoutRate};
use crate::engine::bill::reconcile::Reconciliation;
use crate::engine::metering::policy::Policy;
use crate::engine::metering::replay::{Replayed, SessionCounts};
use crate::model::{Instant, Money, Period, Quotient, Tokens};
use crate::render::{Grid, RowAccount, number};

/// How many groups a person sees; programs get all.
const MOST_GROUPS: usize = 20;

/// Everything that is told, as programs get it.
#[derive(Serialize)]
pub struct ChargeReport<'a> {
    period: Seen,
    sessions: SessionCounts,
    charges: Option<u64>,
    days_of_use: Option<u64>,
    tokens: Tokens,
    cost: Option<Quotient<Money>>,
    groups: Table<'a, Group>,
    without_rate: Vec<WithoutRate>,
    /// Other readings of the rule, where asked for.
    pub readings: Option<Vec<Compared>>,
    /// What an export says, where one was given.
    pub reconciliation: Option<Reconciliation>,
    /// What became of the export's rows, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_account: Option<RowAccount>,
    /// Each file's token column beside what was counted of it.
    pub control: Vec<Control>,
    /// What is not allowed.
    pub policy: Policy,
    /// Who was charged beside a seat.
    pub beside_a_seat: Vec<BesideASeat>,
    #[serde(skip)]
    currency: String,
}

/// The days that count, and the first and last moment of use among them.
#[derive(Serialize)]
struct Seen {
    #[serde(flatten)]
    period: Period,
    first_use: Option<Instant>,
    last_use: Option<Instant>,
}

impl<'a> ChargeReport<'a> {
    /// What usage cost by groups, and nothing else yet.
    pub fn new(
        period: Period,
        replayed: &Replayed,
        result: CostOfUse,
        by: &'a [By],
        currency: &str,
    ) -> Self {
        Self {
            period: Seen {
                period,
                first_use: replayed.seen.map(|(first, _)| first),
                last_use: replayed.seen.map(|(_, last)| last),
            },
            sessions: replayed.sessions,
            charges: result.charges,
            days_of_use: result.days_of_use,
            tokens: result.tokens,
            cost: result.cost,
            groups: groups(result.groups, by, currency),
            without_rate: result.without_rate,
            readings: None,
            reconciliation: None,
            export_account: None,
            control: Vec::new(),
            policy: Policy::default(),
            beside_a_seat: Vec::new(),
            currency: currency.to_owned(),
        }
    }

    /// What spreadsheets get, and what people see.
    pub fn grids(&self) -> (Grid, Grid) {
        match (&self.readings, &self.reconciliation) {
            (Some(compared), _) => readings::table(compared, &self.currency).grids(),
            (None, Some(reconciliation)) => reconcile::grids(reconciliation),
            (None, None) => (self.groups.data(), self.groups.view()),
        }
    }
}

/// The groups; people see the largest of them, and the others together.
fn groups<'a>(mut groups: Vec<Group>, by: &'a [By], currency: &str) -> Table<'a, Group> {
    let others = groups.split_off(groups.len().min(MOST_GROUPS));
    let words = number::counted(&(others.len() as u64), "other");
    let mut table = Table::of(groups).and_together(words, others);
    for (place, by) in by.iter().enumerate() {
        let key = move |group: &Group| group.keys.get(place).cloned().flatten();
        table = table
            .text(by.name().to_owned(), by.name(), key)
            .in_words(move |group| key(group).is_none().then_some("(not said)"));
    }
    table
        // Somebody in several groups is one person.
        .count("users", "users", |group| group.users)
        .count("charges", "charges", |group| group.charges)
        .sums()
        .count("days_of_use", "days\nof use", |group| group.days_of_use)
        .sums()
        .count("tokens", "tokens", |group| group.tokens)
        .sums()
        .money("cost", currency, |group| group.cost.clone())
        .sums()
}
