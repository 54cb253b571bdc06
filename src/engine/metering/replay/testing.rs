//! What the tests of the replay share.

use super::*;
use crate::model::{Item, Pair, RateSheet};

/// So many hours after 1970-01-01T00:00:00Z.
pub(super) fn hour(hours: i64) -> Instant {
    Instant::from_millis(hours * 3_600_000)
}

/// A session from one hour to another.
pub(super) fn session(opened: i64, closed: Option<i64>) -> Session {
    Session { pair: 0, label: 0, opened: hour(opened), closed: closed.map(hour) }
}

/// What became of sessions of one person and product, all counts together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) charges: u64,
    pub(super) days_of_use: u64,
    pub(super) repeated: u64,
}

pub(super) fn counted(sessions: &[Session]) -> Found {
    counted_in(Order::Sorted, sessions)
}

pub(super) fn counted_in(order: Order, sessions: &[Session]) -> Found {
    let entitlements = Entitlements::default();
    with(order, &entitlements, ItemKind::Product, |replay| replay.sessions(sessions).unwrap())
        .into()
}

impl From<Replayed> for Found {
    fn from(replayed: Replayed) -> Self {
        let sum = |of: fn(&Tally) -> u64| replayed.tallies.iter().map(of).sum();
        Self {
            charges: sum(|tally| tally.charges),
            days_of_use: sum(|tally| tally.days_of_use),
            repeated: replayed.repeated,
        }
    }
}

/// Replays what `usage` hands over about Ana and one item.
pub(super) fn with(
    order: Order,
    entitlements: &Entitlements,
    kind: ItemKind,
    usage: impl FnOnce(&mut Replay),
) -> Replayed {
    within(Period::default(), order, entitlements, kind, usage)
}

pub(super) fn within(
    period: Period,
    order: Order,
    entitlements: &Entitlements,
    kind: ItemKind,
    usage: impl FnOnce(&mut Replay),
) -> Replayed {
    let asking = |input: &mut ReplayInput| {
        (input.period, input.asked, input.order) = (period, period, order);
    };
    replayed(asking, entitlements, kind, &[Label::default()], usage)
}

/// The same of whatever is asked for, and of rows that say more.
pub(super) fn replayed(
    asking: impl FnOnce(&mut ReplayInput),
    entitlements: &Entitlements,
    kind: ItemKind,
    labels: &[Label],
    usage: impl FnOnce(&mut Replay),
) -> Replayed {
    let sheets = Sheets::new(vec![sheet()]).unwrap();
    let mut input = ReplayInput {
        sheets: &sheets,
        entitlements,
        zone: Zone::Utc,
        period: Period::default(),
        asked: Period::default(),
        order: Order::Sorted,
        repeats: Repeats::ByRule,
        keep: Keep { charges: true, ..Keep::default() },
    };
    asking(&mut input);
    let mut replay = Replay::new(input);
    replay.meet(&Directory {
        people: vec!["ana".into()],
        items: vec![Item { id: "revit".into(), name: "Revit".into(), kind }],
        pairs: vec![Pair { person: 0, item: 0 }],
        labels: labels.to_vec(),
    });
    usage(&mut replay);
    replay.finish()
}

fn sheet() -> RateSheet {
    RateSheet {
        name: "test".into(),
        title: "Test".into(),
        effective: "1970-01-01".parse().unwrap(),
        currency: "USD".into(),
        token: crate::engine::testing::terms(),
        products: vec![],
        services: vec![],
        collections: vec![],
    }
}
