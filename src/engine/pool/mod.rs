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

mod lot;
mod purse;
mod story;

pub use self::lot::{LotState, Payment, PoolCharge, PoolLot, Spender, tokens};
pub use self::purse::Turn;
pub use self::story::{Access, DayOfCharges, Event, What};

use std::collections::VecDeque;

use self::purse::{Lost, Purse};
use self::story::{Standing, Story};
use crate::model::{Day, LotKind, Micro, MicroSum};

/// For how many days a cloud service was served on credit, until [`SUSPENSION`].
const GRACE_DAYS: i32 = 14;

/// 2025-12-08: from here on cloud services are suspended as soon as a charge is not covered.
const SUSPENSION: Day = Day::since_1970(20_430);

/// Lots and what has become of them, up to a day.
#[derive(Clone, Debug)]
pub struct Pool {
    lots: Vec<LotState>,
    /// Places of lots whose day has not come, the next one last.
    waiting: Vec<usize>,
    tokens: Purse,
    credits: Purse,
    debt: MicroSum,
    service: Access,
    grace_ends: Day,
    desktop_denied: bool,
    day: Day,
    story: Story,
    /// What each lot paid for; `None` unless asked for.
    payments: Option<Vec<Payment>>,
    /// Charges that are served on credit, the first one first.
    owing: VecDeque<(u32, Micro)>,
}

/// What can happen to a pool on a day without a charge. Of what falls on one day, what expires
/// comes first, and what is bought last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Expire,
    EndGrace,
    Buy,
}

impl Pool {
    /// A pool of `lots`, none of which has been bought yet. Their order does not matter.
    pub fn new(mut lots: Vec<PoolLot>) -> Self {
        lots.sort_by(|one, other| (one.bought, &one.id).cmp(&(other.bought, &other.id)));
        let lots: Vec<_> = lots
            .into_iter()
            .map(|lot| LotState {
                lot,
                is_bought: false,
                consumed: Micro::ZERO,
                expired: Micro::ZERO,
            })
            .collect();
        Self {
            waiting: (0..lots.len()).rev().collect(),
            lots,
            tokens: Purse::default(),
            credits: Purse::default(),
            debt: MicroSum::default(),
            service: Access::Full,
            grace_ends: Day::MAX,
            desktop_denied: false,
            day: Day::MIN,
            story: Story::default(),
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
        &self.story.events
    }

    /// The days with charges, in order.
    pub fn days(&self) -> &[DayOfCharges] {
        &self.story.days
    }

    /// What is left, cloud credits included.
    pub fn left(&self) -> MicroSum {
        self.tokens.left() + self.credits.left()
    }

    /// What is owed.
    pub fn debt(&self) -> MicroSum {
        self.debt
    }

    /// Brings the pool to `day`: what expires on it has expired, what is bought on it can be used.
    /// Going back does nothing.
    pub fn advance(&mut self, day: Day) {
        if day <= self.day {
            return;
        }
        self.close_day();
        while let Some((at, step)) = self.next_step().filter(|(at, _)| *at <= day) {
            match step {
                Step::Expire => self.expire(at),
                Step::EndGrace if at < SUSPENSION => self.set_service(at, Access::Limited),
                Step::EndGrace => self.set_service(at, Access::Suspended),
                Step::Buy => self.buy(at),
            }
        }
        self.day = day;
    }

    fn next_step(&self) -> Option<(Day, Step)> {
        let waiting = self.waiting.last().and_then(|place| self.lots.get(*place));
        let expiry = [self.tokens.next_expiry(), self.credits.next_expiry()];
        let limit = (self.service == Access::Grace).then_some(self.grace_ends);
        let steps = [
            (expiry.into_iter().flatten().min(), Step::Expire),
            (limit, Step::EndGrace),
            (waiting.map(|state| state.lot.bought), Step::Buy),
        ];
        steps.into_iter().filter_map(|(at, step)| Some((at?, step))).min()
    }

    /// Serves one charge, or denies it. Charges come by day.
    pub fn charge(&mut self, charge: &PoolCharge) {
        let day = charge.at.day();
        self.advance(day);
        let wanted = MicroSum::from(charge.micro);
        let is_served =
            matches!(self.service, Access::Full | Access::Grace) || charge.micro.is_none();
        let covered = match charge.spender {
            Spender::Desktop => self.tokens.left() >= wanted,
            Spender::Service => is_served && self.left() >= wanted,
        };
        let on_credit =
            !covered && is_served && charge.spender == Spender::Service && day < SUSPENSION;
        if covered || on_credit {
            self.serve(charge, day);
        } else {
            self.deny(charge, day);
        }
    }

    fn deny(&mut self, charge: &PoolCharge, day: Day) {
        let wanted = MicroSum::from(charge.micro);
        self.story.on(day, |today| today.denied = (today.denied.0 + 1, today.denied.1 + wanted));
        match charge.spender {
            Spender::Service if self.service != Access::Limited => {
                self.set_service(day, Access::Suspended);
            }
            Spender::Desktop if !self.desktop_denied => {
                self.desktop_denied = true;
                self.note(day, What::Access(Access::DesktopDenied), MicroSum::default());
            }
            _ => {}
        }
    }

    /// Takes what the lots have; what is still open is owed.
    fn serve(&mut self, charge: &PoolCharge, day: Day) {
        let PoolCharge { spender, micro, tag, .. } = *charge;
        let mut open = micro;
        if spender == Spender::Service {
            open -= self.take(LotKind::CloudCredits, open, day, tag);
        }
        open -= self.take(LotKind::Tokens, open, day, tag);
        let paid = micro - open;
        self.story.on(day, |today| {
            today.paid.1 += paid;
            if open.is_none() {
                today.paid.0 += 1;
            } else {
                today.owed = (today.owed.0 + 1, today.owed.1 + open);
            }
        });
        if open.is_none() {
            return;
        }
        self.debt += open;
        self.owing.push_back((tag, open));
        if self.service == Access::Full {
            self.grace_ends = day + GRACE_DAYS;
            self.set_service(day, Access::Grace);
        }
    }

    /// Ends the day: nothing more is charged on it.
    pub fn close_day(&mut self) {
        let standing = self.standing();
        self.story.close_day(standing);
    }

    /// Takes up to `wanted` from the lots of a kind, in their turn; how much it was.
    fn take(&mut self, kind: LotKind, wanted: Micro, day: Day, tag: u32) -> Micro {
        let purse = match kind {
            LotKind::Tokens => &mut self.tokens,
            LotKind::CloudCredits => &mut self.credits,
        };
        let payments = &mut self.payments;
        purse.take(wanted, &mut self.lots, |lot, micro| {
            if let Some(payments) = payments {
                payments.push(Payment { day, tag, lot, micro });
            }
        })
    }

    fn expire(&mut self, day: Day) {
        let lost = self.tokens.expire(day, &mut self.lots);
        self.tell_lost(day, lost);
        let lost = self.credits.expire(day, &mut self.lots);
        self.tell_lost(day, lost);
    }

    fn tell_lost(&mut self, day: Day, lost: Option<Lost>) {
        if let Some(Lost { place, micro }) = lost {
            self.note(day, What::Expired(place), micro.into());
        }
    }

    fn buy(&mut self, day: Day) {
        let Some(place) = self.waiting.pop() else { return };
        let Some(state) = self.lots.get_mut(place) else { return };
        state.is_bought = true;
        let (micro, kind) = (state.lot.micro, state.lot.kind);
        match kind {
            LotKind::Tokens => self.tokens.put(place, state),
            LotKind::CloudCredits => self.credits.put(place, state),
        }
        self.note(day, What::Bought(place), micro.into());
        if !self.debt.is_none() {
            self.pay_debt(day, place, kind);
        }
        // A purchase lifts a suspension only where it leaves something (RULES §9).
        if self.debt.is_none() && !self.left().is_none() {
            if self.service != Access::Full || self.desktop_denied {
                self.note(day, What::Access(Access::Full), MicroSum::default());
            }
            (self.service, self.desktop_denied) = (Access::Full, false);
        }
    }

    /// Pays what is owed from the lot that has just been bought, what was charged first first.
    fn pay_debt(&mut self, day: Day, place: usize, kind: LotKind) {
        let before = self.debt;
        while let Some((tag, owed)) = self.owing.pop_front() {
            let paid = self.take(kind, owed, day, tag);
            self.debt -= paid;
            if paid < owed {
                self.owing.push_front((tag, owed - paid));
                break;
            }
        }
        self.note(day, What::DebtPaid(place), before - self.debt);
    }

    fn set_service(&mut self, day: Day, access: Access) {
        if self.service != access {
            self.service = access;
            self.note(day, What::Access(access), MicroSum::default());
        }
    }

    fn standing(&self) -> Standing {
        Standing { left: self.left(), debt: self.debt }
    }

    fn note(&mut self, day: Day, what: What, micro: MicroSum) {
        let standing = self.standing();
        self.story.note(day, what, micro, standing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Instant, Lot};
    use chrono::NaiveDate;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().unwrap().into()
    }

    /// A lot of whole tokens at 3.00 that lives 365 days.
    fn lot(id: &str, bought: &str, whole: u64) -> PoolLot {
        let bought = day(bought);
        let price = "3".parse().unwrap();
        let micro = Micro::new(whole * 1_000_000);
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
        let at = Instant::start_of(day(on));
        pool.charge(&PoolCharge { at, spender, micro: Micro::new(whole * 1_000_000), tag: 0 });
    }

    /// Whole tokens consumed of each lot.
    fn consumed(pool: &Pool) -> Vec<(&str, u64)> {
        pool.lots()
            .iter()
            .map(|state| (state.lot.id.as_str(), state.consumed.count() / 1_000_000))
            .collect()
    }

    /// What is left and owed, in whole tokens.
    fn balance(pool: &Pool) -> (u128, u128) {
        (pool.left().count() / 1_000_000, pool.debt().count() / 1_000_000)
    }

    fn access(pool: &Pool) -> Vec<(Day, Access)> {
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
        assert_eq!(
            [state.consumed, state.expired, state.left()],
            [Micro::new(5_000_000), Micro::new(5_000_000), Micro::ZERO]
        );
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
        assert_eq!(
            (today.denied, today.paid),
            ((1, MicroSum::new(7_000_000)), (1, MicroSum::new(3_000_000)))
        );
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
    fn charges_served_on_credit_are_counted_with_what_is_owed_for_them() {
        let mut pool = Pool::new(vec![lot("first", "2025-01-01", 10)]);
        charge(&mut pool, "2025-02-01", Spender::Service, 8);
        charge(&mut pool, "2025-02-01", Spender::Service, 5);
        charge(&mut pool, "2025-02-01", Spender::Service, 1);
        // 8 in full; 2 of 5 and nothing of 1, so that 3 + 1 are owed by two charges.
        let today = pool.days()[0];
        assert_eq!(
            (today.paid, today.owed),
            ((1, MicroSum::new(10_000_000)), (2, MicroSum::new(4_000_000)))
        );
        assert_eq!(today.asked(), MicroSum::new(14_000_000));
    }

    #[test]
    fn what_expires_of_each_kind_on_one_day_is_lost_from_its_own_purse() {
        let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2022-01-01", 5) };
        let mut pool = Pool::new(vec![credits, lot("tokens", "2022-01-01", 7)]);
        pool.advance(day("2022-12-31"));
        assert_eq!(balance(&pool), (12, 0));
        pool.advance(day("2023-01-01"));
        let lost = pool.lots().iter().map(|state| state.expired.count() / 1_000_000);
        assert_eq!(lost.collect::<Vec<_>>(), [5, 7]);
        assert_eq!(balance(&pool), (0, 0));
        // Tokens are told first, while the credits are still there.
        let told: Vec<_> =
            pool.events()[2..].iter().map(|event| event.left.count() / 1_000_000).collect();
        assert_eq!(told, [5, 0]);
    }

    #[test]
    fn a_debt_of_a_hundred_and_one_stays_limited_after_a_purchase_of_a_hundred() {
        let mut pool =
            Pool::new(vec![lot("next", "2025-03-01", 100), lot("last", "2025-03-02", 100)]);
        charge(&mut pool, "2025-02-01", Spender::Service, 101);
        // The grace is over on the fifteenth day.
        charge(&mut pool, "2025-02-14", Spender::Service, 0);
        charge(&mut pool, "2025-02-15", Spender::Service, 1);
        assert_eq!(pool.days().last().unwrap().denied, (1, MicroSum::new(1_000_000)));
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
        assert_eq!(pool.days()[0].denied, (1, MicroSum::new(1_000_000)));
    }

    #[test]
    fn a_day_is_told_once_and_says_what_was_left() {
        let mut pool = Pool::new(vec![lot("a", "2026-01-01", 10)]);
        charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
        charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
        pool.close_day();
        pool.close_day();
        let told: Vec<_> = pool
            .events()
            .iter()
            .map(|event| (event.what, event.left.count() / 1_000_000))
            .collect();
        let denied = What::Access(Access::DesktopDenied);
        assert_eq!(
            told,
            [(What::Bought(0), 10), (What::Charged(1), 3), (What::Denied(1), 3), (denied, 3)]
        );
    }
}
