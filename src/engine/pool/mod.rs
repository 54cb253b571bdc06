//! Which lot pays for a charge, what expires, and what is denied?
//!
//! ```text
//! each charge is paid from the lot that expires first, then the smaller, then the earlier bought,
//!     then by id
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
//! order never changes. Before 2025-12-08 the day on which nothing is left begins 14 days in which
//! cloud services are served on credit; then, and from that date on at once, they are denied until
//! a purchase pays the debt and leaves something. A service that needs a balance is denied without
//! it. Where nothing was bought yet, the first debt begins the 14 days.
//! Charges of one moment are served products first, and the smallest first. Cloud credits pay for
//! cloud services only, before any token does. Days are UTC days. What is given back is in
//! `credit`.

mod access;
mod credit;
mod lot;
mod purse;
mod story;

pub use self::access::AccessNow;
pub use self::lot::{LotState, Payment, PoolCharge, PoolLot, Spender, tokens};
pub use self::purse::Turn;
pub use self::story::{Access, DayOfCharges, Event, What};

use std::collections::VecDeque;

use self::purse::{Lost, Purse};
use self::story::{Standing, Story};
use crate::model::{Day, LotKind, Micro, MicroSum};

/// 2025-12-08: from here on cloud services are suspended as soon as a charge is not covered.
pub(crate) const SUSPENSION: Day = Day::since_1970(20_430);

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
    /// The first day on which a desktop product was denied since the last purchase.
    desktop_denied: Option<Day>,
    /// Since when no token is left, where there were some.
    out_of_tokens: Option<Day>,
    /// Whether anything was bought yet.
    has_bought: bool,
    day: Day,
    story: Story,
    /// What each lot paid for; `None` unless asked for.
    payments: Option<Vec<Payment>>,
    /// Charges that are served on credit, the first one first.
    owing: VecDeque<(u32, Micro)>,
    /// What was taken from which lot, the last at the end; takes of one lot are together.
    taken: Vec<(usize, MicroSum)>,
}

/// What can happen to a pool on a day without a charge. Of what falls on one day, what expires
/// comes first, and what is bought last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Expire,
    EndGrace,
    Suspend,
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
                consumed: MicroSum::ZERO,
                expired: MicroSum::ZERO,
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
            desktop_denied: None,
            out_of_tokens: None,
            has_bought: false,
            day: Day::MIN,
            story: Story::default(),
            payments: None,
            owing: VecDeque::new(),
            taken: Vec::new(),
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
                Step::EndGrace => self.set_service(at, Access::Limited),
                Step::Suspend => self.set_service(at, Access::Suspended),
                Step::Buy => self.buy(at),
            }
            // What expires and what is bought on one day is seen together.
            if self.next_step().is_none_or(|(next, _)| next > at) {
                self.look_whether_empty(at);
            }
        }
        self.day = day;
    }

    fn next_step(&self) -> Option<(Day, Step)> {
        let waiting = self.waiting.last().and_then(|place| self.lots.get(*place));
        let expiry = [self.tokens.next_expiry(), self.credits.next_expiry()];
        let in_grace = self.service == Access::Grace;
        let limit = (in_grace && self.grace_ends < SUSPENSION).then_some(self.grace_ends);
        let is_denied = in_grace || self.service == Access::Limited;
        let steps = [
            (expiry.into_iter().flatten().min(), Step::Expire),
            (limit, Step::EndGrace),
            (is_denied.then_some(SUSPENSION), Step::Suspend),
            (waiting.map(|state| state.lot.bought), Step::Buy),
        ];
        steps.into_iter().filter_map(|(at, step)| Some((at?, step))).min()
    }

    /// Serves one charge, or denies it; takes back what is a credit. Charges come by day.
    pub fn charge(&mut self, charge: &PoolCharge) {
        let day = charge.at.day();
        self.advance(day);
        if charge.micro.is_credit() {
            self.credit(charge, day);
            return;
        }
        let wanted = MicroSum::from(charge.micro);
        let is_served =
            matches!(self.service, Access::Full | Access::Grace) || charge.micro.is_none();
        let covered = match charge.spender {
            Spender::Holding(least) => self.left() >= least.into() && self.left() >= wanted,
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

    /// Takes what the lots have; what is still open is owed.
    fn serve(&mut self, charge: &PoolCharge, day: Day) {
        let PoolCharge { spender, micro, tag, .. } = *charge;
        let mut open = micro;
        if spender != Spender::Desktop {
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
        if !open.is_none() {
            self.debt += open;
            self.owing.push_back((tag, open));
            self.run_out(day);
        }
        self.look_whether_empty(day);
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
        let (payments, taken) = (&mut self.payments, &mut self.taken);
        purse.take(wanted, &mut self.lots, |lot, micro| {
            match taken.last_mut() {
                Some((last, sum)) if *last == lot => *sum += micro,
                _ => taken.push((lot, micro.into())),
            }
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
            self.note(day, What::Expired(place), micro);
        }
    }

    fn buy(&mut self, day: Day) {
        let Some(place) = self.waiting.pop() else { return };
        let Some(state) = self.lots.get_mut(place) else { return };
        (state.is_bought, self.has_bought) = (true, true);
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
            if self.service != Access::Full || self.desktop_denied.is_some() {
                self.note(day, What::Access(Access::Full), MicroSum::default());
            }
            (self.service, self.desktop_denied) = (Access::Full, None);
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

    fn standing(&self) -> Standing {
        Standing { left: self.left(), debt: self.debt }
    }

    fn note(&mut self, day: Day, what: What, micro: MicroSum) {
        let standing = self.standing();
        self.story.note(day, what, micro, standing);
    }
}

#[cfg(test)]
mod tests;
