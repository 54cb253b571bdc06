//! Which lot pays for a charge, what expires, and what is denied?
//!
//! ```text
//! each charge is paid from the lot that expires first, then the smaller, then the earlier bought, then by id
//! bought = consumed + expired + left, in tokens and in money, at every instant
//! ```
//!
//! RULES §9. A day begins with what expires on it, then what was bought on it; then come its
//! charges.
//!
//! Example: 6 tokens are left and AutoCAD needs 7: it is denied, nothing is taken, and Fusion,
//! which needs 3, can still be opened.
//!
//! Edges: a lot is usable on the day on which it is bought and not on the day on which it expires.
//! Two lots may pay for one charge. The smaller lot is the one of fewer tokens bought, so that the
//! order never changes. A cloud service before 2025-12-08 is served on credit for 14 days; then,
//! and from that date on at once, it is denied until a purchase pays the debt and leaves something.
//! Charges of one moment are served products first, and the smallest first. Cloud credits pay for
//! cloud services only, before any token does. Days are UTC days.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::model::{Exact, Given, Instant, Lot, LotKind, Money, TokenPrice, Tokens};

/// For how many days a cloud service was served on credit, until [`SUSPENSION`].
const GRACE_DAYS: i32 = 14;

/// 2025-12-08, counted from 1970-01-01: from here on cloud services are suspended as soon as a
/// charge is not covered.
const SUSPENSION: i32 = 20_430;

/// A lot that will be replayed, in millionths of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLot {
    /// What it is called.
    pub id: String,
    /// The UTC day on which it is bought, counted from 1970-01-01.
    pub bought: i32,
    /// The first day on which it cannot be used.
    pub expires: i32,
    /// Its tokens, in millionths.
    pub micro: u64,
    /// What one token cost.
    pub price: TokenPrice,
    /// What it is of.
    pub kind: LotKind,
}

impl PoolLot {
    /// The lot with its days counted, where it lives so many days unless it says otherwise.
    pub fn new(lot: &Lot, term_days: u32) -> Self {
        Self {
            id: lot.id.clone(),
            bought: crate::model::day_number(lot.bought),
            expires: crate::model::day_number(lot.expires(term_days)),
            micro: lot.tokens.exact().times_ten_to(6).to_u64().unwrap_or(u64::MAX),
            price: lot.price.clone(),
            kind: lot.kind,
        }
    }
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spender {
    /// A desktop product: not opened without tokens.
    Desktop,
    /// A cloud service: once served on credit.
    Service,
}

/// One charge on the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolCharge {
    /// When.
    pub at: Instant,
    /// What for.
    pub spender: Spender,
    /// Tokens, in millionths.
    pub micro: u64,
    /// Whose it is, for [`Payment`]s.
    pub tag: u32,
}

/// What a lot paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The UTC day on which it was paid, counted from 1970-01-01: what was owed is paid later than
    /// it was charged.
    pub day: i32,
    /// Whose charge it was.
    pub tag: u32,
    /// The place of the lot.
    pub lot: usize,
    /// How much, in millionths of a token.
    pub micro: u64,
}

/// What has become of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotState {
    /// The lot.
    pub lot: PoolLot,
    /// Whether its day has come.
    pub is_bought: bool,
    /// What paid for charges, in millionths.
    pub consumed: u64,
    /// What was lost, in millionths.
    pub expired: u64,
}

impl LotState {
    /// What can still be used, in millionths; all of it before it is bought.
    pub fn left(&self) -> u64 {
        self.lot.micro - self.consumed - self.expired
    }

    /// What so many millionths of a token of this lot cost.
    pub fn cost(&self, micro: u64) -> Money {
        &tokens(micro.into()) * &self.lot.price
    }
}

/// Tokens from millionths.
pub fn tokens(micro: u128) -> Tokens {
    Tokens::new(Exact::whole(micro).times_ten_to(-6))
}

/// Whether people get what they want to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everything can be used.
    Full,
    /// A desktop product could not be opened for want of tokens.
    DesktopDenied,
    /// Cloud services run on credit.
    Grace,
    /// Only what is free of the cloud services can be used.
    Limited,
    /// Cloud services are suspended.
    Suspended,
}

/// One thing that happened to the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A lot, by its place, was lost in part.
    Expired(usize),
    /// A lot was bought.
    Bought(usize),
    /// A new lot paid what was owed.
    DebtPaid(usize),
    /// Charges of a day were paid.
    Charged(u64),
    /// Charges of a day were denied.
    Denied(u64),
    /// Charges of a day were served on credit, in part at least.
    Owed(u64),
    /// Something can be used, or cannot be used any more.
    Access(Access),
}

/// What happened, and what was left then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The UTC day, counted from 1970-01-01.
    pub day: i32,
    /// What happened.
    pub what: What,
    /// How much of it, in millionths of a token.
    pub micro: u128,
    /// What was left, in millionths, cloud credits included.
    pub left: u128,
    /// What was owed, in millionths.
    pub debt: u64,
}

/// The charges of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOfCharges {
    /// The UTC day, counted from 1970-01-01.
    pub day: i32,
    /// Charges that were paid in full, and what they took, in millionths.
    pub paid: (u64, u128),
    /// Charges that were denied, and what they would have taken.
    pub denied: (u64, u128),
    /// Charges that were served on credit, and what was owed for them then.
    pub owed: (u64, u128),
}

impl DayOfCharges {
    /// Everything that was asked for, in millionths.
    pub fn asked(&self) -> u128 {
        self.paid.1 + self.denied.1 + self.owed.1
    }
}

/// The order of spending: of the lots that can be used, the first here pays (RULES §9).
type Turn = (i32, u64, i32, usize);

/// Lots and what has become of them, up to a day.
#[derive(Clone, Debug)]
pub struct Pool {
    lots: Vec<LotState>,
    /// Places of lots whose day has not come, the next one last.
    waiting: Vec<usize>,
    usable: [BinaryHeap<Reverse<Turn>>; 2],
    left: [u128; 2],
    debt: u64,
    service: Access,
    grace_ends: i32,
    desktop_denied: bool,
    day: i32,
    events: Vec<Event>,
    days: Vec<DayOfCharges>,
    /// How many of the days are told in the events.
    told: usize,
    /// What each lot paid for; `None` unless asked for.
    payments: Option<Vec<Payment>>,
    /// Charges that are served on credit, the first one first.
    owing: VecDeque<(u32, u64)>,
}

const TOKENS: usize = 0;
const CREDITS: usize = 1;

impl Pool {
    /// A pool of `lots`, none of which has been bought yet. Their order does not matter.
    pub fn new(mut lots: Vec<PoolLot>) -> Self {
        lots.sort_by(|one, other| (one.bought, &one.id).cmp(&(other.bought, &other.id)));
        let lots: Vec<_> = lots
            .into_iter()
            .map(|lot| LotState { lot, is_bought: false, consumed: 0, expired: 0 })
            .collect();
        Self {
            waiting: (0..lots.len()).rev().collect(),
            lots,
            usable: [BinaryHeap::new(), BinaryHeap::new()],
            left: [0, 0],
            debt: 0,
            service: Access::Full,
            grace_ends: i32::MAX,
            desktop_denied: false,
            day: i32::MIN,
            events: Vec::new(),
            days: Vec::new(),
            told: 0,
            payments: None,
            owing: VecDeque::new(),
        }
    }

    /// The same, which keeps what each lot pays for.
    #[must_use]
    pub fn with_payments(self) -> Self {
        Self { payments: Some(Vec::new()), ..self }
    }

    /// What each lot paid for, in the order of paying; nothing unless asked for.
    pub fn payments(&self) -> &[Payment] {
        self.payments.as_deref().unwrap_or_default()
    }

    /// The lots, by the day on which they were bought, then by id.
    pub fn lots(&self) -> &[LotState] {
        &self.lots
    }

    /// Everything that happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The days with charges, in order.
    pub fn days(&self) -> &[DayOfCharges] {
        &self.days
    }

    /// What is left, cloud credits included, in millionths.
    pub fn left(&self) -> u128 {
        self.left.iter().sum()
    }

    /// What is owed, in millionths.
    pub fn debt(&self) -> u64 {
        self.debt
    }

    /// Brings the pool to `day`: what expires on it has expired, what is bought on it can be used.
    /// Going back does nothing.
    pub fn advance(&mut self, day: i32) {
        if day <= self.day {
            return;
        }
        self.close_day();
        loop {
            let purchase = self
                .waiting
                .last()
                .and_then(|place| self.lots.get(*place))
                .map(|state| state.lot.bought);
            let expiry = |kind: usize| {
                self.usable.get(kind).and_then(BinaryHeap::peek).map(|Reverse(turn)| turn.0)
            };
            let expiry = [expiry(TOKENS), expiry(CREDITS)].into_iter().flatten().min();
            let limit = (self.service == Access::Grace).then_some(self.grace_ends);
            // Of what falls on one day, what expires comes first, and what is bought last.
            let next = [(expiry, 0), (limit, 1), (purchase, 2)];
            let next = next.into_iter().filter_map(|(at, step)| Some((at?, step))).min();
            match next.filter(|(at, _)| *at <= day) {
                Some((at, 0)) => self.expire(at),
                Some((at, 1)) => {
                    self.set_service(
                        at,
                        if at < SUSPENSION { Access::Limited } else { Access::Suspended },
                    );
                }
                Some((at, _)) => self.buy(at),
                None => break,
            }
        }
        self.day = day;
    }

    /// Serves one charge, or denies it. Charges come by day.
    pub fn charge(&mut self, charge: &PoolCharge) {
        let PoolCharge { at, spender, micro, tag } = *charge;
        let day = at.day();
        self.advance(day);
        let wanted = u128::from(micro);
        let is_served = matches!(self.service, Access::Full | Access::Grace) || micro == 0;
        let covered = match spender {
            Spender::Desktop => self.left[TOKENS] >= wanted,
            Spender::Service => is_served && self.left() >= wanted,
        };
        let on_credit = !covered && is_served && spender == Spender::Service && day < SUSPENSION;
        if !covered && !on_credit {
            let today = self.today(day);
            today.denied = (today.denied.0 + 1, today.denied.1 + wanted);
            match spender {
                Spender::Service if self.service != Access::Limited => {
                    self.set_service(day, Access::Suspended);
                }
                Spender::Desktop if !self.desktop_denied => {
                    self.desktop_denied = true;
                    self.note(day, What::Access(Access::DesktopDenied), 0);
                }
                _ => {}
            }
            return;
        }
        let mut open = micro;
        if spender == Spender::Service {
            open -= self.take(CREDITS, open, day, tag);
        }
        open -= self.take(TOKENS, open, day, tag);
        let paid = u128::from(micro - open);
        let today = self.today(day);
        if open == 0 {
            today.paid = (today.paid.0 + 1, today.paid.1 + paid);
            return;
        }
        today.paid.1 += paid;
        today.owed = (today.owed.0 + 1, today.owed.1 + u128::from(open));
        self.debt = self.debt.saturating_add(open);
        self.owing.push_back((tag, open));
        if self.service == Access::Full {
            self.grace_ends = day.saturating_add(GRACE_DAYS);
            self.set_service(day, Access::Grace);
        }
    }

    /// Ends the day: nothing more is charged on it.
    pub fn close_day(&mut self) {
        let Some(DayOfCharges { day, paid, denied, owed }) = self.days.get(self.told).copied()
        else {
            return;
        };
        self.told = self.days.len();
        // What changed during the day is told after what changed it.
        let of_charges = |event: &&Event| event.day == day && event.what.is_of_charges();
        let changed = self.events.iter().rev().take_while(of_charges).count();
        let changed = self.events.split_off(self.events.len() - changed);
        for (what, micro, happened) in [
            (What::Charged(paid.0), paid.1, paid != (0, 0)),
            (What::Owed(owed.0), owed.1, owed.0 > 0),
            (What::Denied(denied.0), denied.1, denied.0 > 0),
        ] {
            if happened {
                self.note(day, what, micro);
            }
        }
        for Event { what, .. } in changed {
            self.note(day, what, 0);
        }
    }

    fn today(&mut self, day: i32) -> &mut DayOfCharges {
        if self.days.last().is_none_or(|last| last.day != day) {
            self.days.push(DayOfCharges { day, ..DayOfCharges::default() });
        }
        let last = self.days.len() - 1;
        // There is one: it was pushed just now, or before.
        #[expect(clippy::indexing_slicing, reason = "the list is not empty")]
        &mut self.days[last]
    }

    /// Takes up to `wanted` from the lots of a kind, in their turn; how much it was.
    fn take(&mut self, kind: usize, wanted: u64, day: i32, tag: u32) -> u64 {
        let (Some(usable), Some(left)) = (self.usable.get_mut(kind), self.left.get_mut(kind))
        else {
            return 0;
        };
        let mut open = wanted;
        while open > 0 {
            let Some(Reverse((.., place))) = usable.peek() else { break };
            let Some(state) = self.lots.get_mut(*place) else { break };
            let part = open.min(state.left());
            state.consumed += part;
            *left -= u128::from(part);
            open -= part;
            if let Some(payments) = self.payments.as_mut().filter(|_| part > 0) {
                payments.push(Payment { day, tag, lot: *place, micro: part });
            }
            if state.left() == 0 {
                usable.pop();
            }
        }
        wanted - open
    }

    fn expire(&mut self, day: i32) {
        for kind in [TOKENS, CREDITS] {
            let first = self.usable.get(kind).and_then(BinaryHeap::peek);
            let Some(Reverse((_, _, _, place))) =
                first.copied().filter(|Reverse(turn)| turn.0 == day)
            else {
                continue;
            };
            if let Some(usable) = self.usable.get_mut(kind) {
                usable.pop();
            }
            let Some(state) = self.lots.get_mut(place) else { continue };
            let lost = state.left();
            state.expired += lost;
            if let Some(left) = self.left.get_mut(kind) {
                *left -= u128::from(lost);
            }
            self.note(day, What::Expired(place), lost.into());
        }
    }

    fn buy(&mut self, day: i32) {
        let Some(place) = self.waiting.pop() else { return };
        let Some(state) = self.lots.get_mut(place) else { return };
        state.is_bought = true;
        let (micro, kind) =
            (state.lot.micro, if state.lot.kind == LotKind::Tokens { TOKENS } else { CREDITS });
        let turn = (state.lot.expires, micro, state.lot.bought, place);
        if let (true, Some(usable), Some(left)) =
            (micro > 0, self.usable.get_mut(kind), self.left.get_mut(kind))
        {
            usable.push(Reverse(turn));
            *left += u128::from(micro);
        }
        self.note(day, What::Bought(place), micro.into());
        if self.debt > 0 {
            let before = self.debt;
            while let Some((tag, owed)) = self.owing.pop_front() {
                let paid = self.take(kind, owed, day, tag);
                self.debt -= paid;
                if paid < owed {
                    self.owing.push_front((tag, owed - paid));
                    break;
                }
            }
            self.note(day, What::DebtPaid(place), (before - self.debt).into());
        }
        if self.debt == 0 && self.left() > 0 {
            if self.service != Access::Full || self.desktop_denied {
                self.note(day, What::Access(Access::Full), 0);
            }
            (self.service, self.desktop_denied) = (Access::Full, false);
        }
    }

    fn set_service(&mut self, day: i32, access: Access) {
        if self.service != access {
            self.service = access;
            self.note(day, What::Access(access), 0);
        }
    }

    fn note(&mut self, day: i32, what: What, micro: u128) {
        self.events.push(Event { day, what, micro, left: self.left(), debt: self.debt });
    }
}

impl What {
    /// Whether it is a change of access that charges bring about.
    fn is_of_charges(self) -> bool {
        matches!(self, Self::Access(Access::DesktopDenied | Access::Grace | Access::Suspended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day_number;

    fn day(text: &str) -> i32 {
        day_number(text.parse().unwrap())
    }

    /// A lot of whole tokens at 3.00 that lives 365 days.
    fn lot(id: &str, bought: &str, whole: u64) -> PoolLot {
        let bought = day(bought);
        let price = "3".parse().unwrap();
        let micro = whole * 1_000_000;
        PoolLot {
            id: id.into(),
            bought,
            expires: bought + 365,
            micro,
            price,
            kind: LotKind::Tokens,
        }
    }

    fn charge(pool: &mut Pool, on: &str, spender: Spender, whole: u64) {
        let at = Instant::start_of(on.parse().unwrap());
        pool.charge(&PoolCharge { at, spender, micro: whole * 1_000_000, tag: 0 });
    }

    /// Whole tokens consumed of each lot.
    fn consumed(pool: &Pool) -> Vec<(&str, u64)> {
        pool.lots()
            .iter()
            .map(|state| (state.lot.id.as_str(), state.consumed / 1_000_000))
            .collect()
    }

    /// What is left and owed, in whole tokens.
    fn balance(pool: &Pool) -> (u128, u64) {
        (pool.left() / 1_000_000, pool.debt() / 1_000_000)
    }

    fn access(pool: &Pool) -> Vec<(i32, Access)> {
        let changes = pool.events().iter().filter_map(|event| match event.what {
            What::Access(access) => Some((event.day, access)),
            _ => None,
        });
        changes.collect()
    }

    #[test]
    fn the_lot_that_expires_first_pays_then_the_smaller_then_the_earlier_then_by_id() {
        let expiring = |lot: PoolLot, expires: &str| PoolLot { expires: day(expires), ..lot };
        let lots = vec![
            lot("late", "2026-01-01", 10),
            expiring(lot("b", "2026-01-02", 20), "2026-06-01"),
            expiring(lot("a", "2026-01-02", 20), "2026-06-01"),
            expiring(lot("earlier", "2026-01-01", 20), "2026-06-01"),
            expiring(lot("smaller", "2026-01-03", 19), "2026-06-01"),
        ];
        let order = ["smaller", "earlier", "a", "b", "late"];
        let sizes = [19, 20, 20, 20, 10];
        for served in 1..=order.len() {
            let mut pool = Pool::new(lots.clone());
            // One token less than these lots have together: all but the last are used up.
            let wanted: u64 = sizes[..served].iter().sum::<u64>() - 1;
            charge(&mut pool, "2026-02-01", Spender::Desktop, wanted);
            let left: Vec<_> =
                consumed(&pool).into_iter().filter(|(_, consumed)| *consumed > 0).collect();
            assert_eq!(left.len(), served, "{served}");
            assert!(
                order[..served].iter().all(|id| left.iter().any(|(lot, _)| lot == id)),
                "{served}"
            );
        }
    }

    #[test]
    fn a_lot_is_unusable_on_its_expiry_date_and_leap_years_have_a_day_more() {
        // 2024 has a 29th of February: 365 days from 2023-06-01 end on 2024-05-31.
        let leap = Lot {
            id: "leap".into(),
            bought: "2023-06-01".parse().unwrap(),
            expires: None,
            tokens: 10.into(),
            price: "3".parse().unwrap(),
            kind: LotKind::Tokens,
            team: None,
            place: None,
        };
        assert_eq!(PoolLot::new(&leap, 365).expires, day("2024-05-31"));
        let mut pool = Pool::new(vec![PoolLot::new(&leap, 365)]);
        charge(&mut pool, "2023-05-31", Spender::Desktop, 1);
        charge(&mut pool, "2023-06-01", Spender::Desktop, 2);
        charge(&mut pool, "2024-05-30", Spender::Desktop, 3);
        charge(&mut pool, "2024-05-31", Spender::Desktop, 1);
        let state = &pool.lots()[0];
        assert_eq!((state.consumed, state.expired, state.left()), (5_000_000, 5_000_000, 0));
        let denied: u64 = pool.days().iter().map(|day| day.denied.0).sum();
        assert_eq!(denied, 2);
    }

    #[test]
    fn two_lots_pay_for_one_charge() {
        let mut pool = Pool::new(vec![lot("old", "2026-01-01", 4), lot("new", "2026-02-01", 100)]);
        charge(&mut pool, "2026-03-01", Spender::Desktop, 7);
        assert_eq!(consumed(&pool), [("old", 4), ("new", 3)]);
    }

    #[test]
    fn a_charge_of_seven_with_six_left_is_denied_and_takes_nothing() {
        let mut pool = Pool::new(vec![lot("only", "2026-01-01", 6)]);
        charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
        assert_eq!(balance(&pool), (6, 0));
        charge(&mut pool, "2026-01-02", Spender::Desktop, 3);
        assert_eq!(balance(&pool), (3, 0));
        let today = pool.days()[0];
        assert_eq!((today.denied, today.paid), ((1, 7_000_000), (1, 3_000_000)));
    }

    #[test]
    fn the_next_purchase_pays_a_debt_of_five() {
        let mut pool =
            Pool::new(vec![lot("first", "2025-01-01", 10), lot("next", "2025-02-05", 100)]);
        charge(&mut pool, "2025-02-01", Spender::Service, 15);
        assert_eq!(balance(&pool), (0, 5));
        pool.advance(day("2025-02-05"));
        // −5 + 100 = 95
        assert_eq!(balance(&pool), (95, 0));
        assert_eq!(
            access(&pool),
            [(day("2025-02-01"), Access::Grace), (day("2025-02-05"), Access::Full)]
        );
        assert_eq!(consumed(&pool), [("first", 10), ("next", 5)]);
    }

    #[test]
    fn a_debt_of_a_hundred_and_one_stays_limited_after_a_purchase_of_a_hundred() {
        let mut pool =
            Pool::new(vec![lot("next", "2025-03-01", 100), lot("last", "2025-03-02", 100)]);
        charge(&mut pool, "2025-02-01", Spender::Service, 101);
        // The grace is over on the fifteenth day.
        charge(&mut pool, "2025-02-14", Spender::Service, 0);
        charge(&mut pool, "2025-02-15", Spender::Service, 1);
        assert_eq!(pool.days().last().unwrap().denied, (1, 1_000_000));
        pool.advance(day("2025-03-01"));
        assert_eq!(balance(&pool), (0, 1));
        let limited = [(day("2025-02-01"), Access::Grace), (day("2025-02-15"), Access::Limited)];
        assert_eq!(access(&pool), limited);
        pool.advance(day("2025-03-02"));
        assert_eq!(balance(&pool), (99, 0));
        assert_eq!(access(&pool).last(), Some(&(day("2025-03-02"), Access::Full)));
    }

    #[test]
    fn from_the_eighth_of_december_2025_nothing_is_served_on_credit() {
        assert_eq!(day("2025-12-08"), SUSPENSION);
        for (on, left, owed, state) in
            [("2025-12-07", 0, 4, Access::Grace), ("2025-12-08", 6, 0, Access::Suspended)]
        {
            let mut pool = Pool::new(vec![lot("only", "2025-06-01", 6)]);
            charge(&mut pool, on, Spender::Service, 10);
            assert_eq!(
                (balance(&pool), access(&pool)),
                ((left, owed), vec![(day(on), state)]),
                "{on}"
            );
        }
        // Suspended until topped up: what would be covered is denied, too.
        let mut pool =
            Pool::new(vec![lot("only", "2025-06-01", 6), lot("more", "2026-01-10", 100)]);
        charge(&mut pool, "2026-01-02", Spender::Service, 10);
        charge(&mut pool, "2026-01-03", Spender::Service, 1);
        assert_eq!(balance(&pool), (6, 0));
        charge(&mut pool, "2026-01-10", Spender::Service, 1);
        assert_eq!(balance(&pool), (105, 0));
    }

    #[test]
    fn cloud_credits_pay_for_services_before_tokens_and_never_for_products() {
        let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2022-06-01", 10) };
        let mut pool = Pool::new(vec![credits, lot("tokens", "2022-01-01", 10)]);
        charge(&mut pool, "2022-07-01", Spender::Service, 12);
        assert_eq!(consumed(&pool), [("tokens", 2), ("credits", 10)]);
        let mut pool = Pool::new(vec![PoolLot {
            kind: LotKind::CloudCredits,
            ..lot("credits", "2022-06-01", 10)
        }]);
        charge(&mut pool, "2022-07-01", Spender::Desktop, 1);
        assert_eq!(pool.days()[0].denied, (1, 1_000_000));
    }

    #[test]
    fn a_day_is_told_once_and_says_what_was_left() {
        let mut pool = Pool::new(vec![lot("a", "2026-01-01", 10)]);
        charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
        charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
        pool.close_day();
        pool.close_day();
        let told: Vec<_> =
            pool.events().iter().map(|event| (event.what, event.left / 1_000_000)).collect();
        let denied = What::Access(Access::DesktopDenied);
        assert_eq!(
            told,
            [(What::Bought(0), 10), (What::Charged(1), 3), (What::Denied(1), 3), (denied, 3)]
        );
    }
}
