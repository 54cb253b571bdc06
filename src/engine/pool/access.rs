//! Who may use what, once nothing is left?
//!
//! ```text
//! before 2025-12-08: full access while something is left; from the day on which nothing is, 14
//!     days of grace, then only what is free; from 2025-12-08 on: suspended until topped up
//! desktop products: denied while their tokens do not suffice
//! ```
//!
//! RULES §9.
//!
//! Example: the last token is used on 2023-03-01: cloud services are served on credit up to and
//! with 2023-03-14, and denied from 2023-03-15 until a purchase leaves something.
//!
//! Edges: what expires on a day and what is bought on it are seen together, so that a lot which
//! follows another on its last day leaves no gap; a grace that 2025-12-08 falls into ends with it.
//! What is given back in the grace, or after it, ends it where something is left then; a
//! suspension ends with a purchase only. A service that needs a balance and takes nothing is
//! denied without changing anything for others.

use super::{Access, Pool, PoolCharge, SUSPENSION, Spender, What};
use crate::model::{Day, MicroSum};

/// For how many days cloud services were served on credit, until [`SUSPENSION`].
const GRACE_DAYS: i32 = 14;

/// What can be used on the day that a pool has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessNow {
    /// What it is.
    pub state: Access,
    /// Since when; `None`: it is full, or nothing was ever bought.
    pub since: Option<Day>,
    /// The first day on which it is over by itself.
    pub until: Option<Day>,
}

impl AccessNow {
    const FULL: Self = Self { state: Access::Full, since: None, until: None };
}

impl Pool {
    /// What is open to desktop products.
    pub fn desktop_now(&self) -> AccessNow {
        let denied = |since| AccessNow { state: Access::DesktopDenied, since, until: None };
        match (self.desktop_denied, self.out_of_tokens) {
            (Some(day), Some(out)) => denied(Some(day.min(out))),
            (Some(day), None) => denied(Some(day)),
            (None, Some(out)) => denied(Some(out)),
            (None, None) if self.tokens.left().is_none() => denied(None),
            (None, None) => AccessNow::FULL,
        }
    }

    /// What is open to cloud services.
    pub fn services_now(&self) -> AccessNow {
        let is_of_services = |access: Access| access != Access::DesktopDenied;
        let since = self.events().iter().rev().find_map(|event| match event.what {
            What::Access(access) if is_of_services(access) => Some(event.day),
            _ => None,
        });
        match self.service {
            Access::Full if self.left().is_none() => {
                let is_limited = self.day < SUSPENSION;
                let state = if is_limited { Access::Limited } else { Access::Suspended };
                AccessNow { state, since: None, until: None }
            }
            Access::Full => AccessNow::FULL,
            Access::Grace => {
                let until = Some(self.grace_ends.min(SUSPENSION));
                AccessNow { state: Access::Grace, since, until }
            }
            state => AccessNow { state, since, until: None },
        }
    }

    /// Denies a charge, and tells what cannot be used any more.
    pub(super) fn deny(&mut self, charge: &PoolCharge, day: Day) {
        let wanted = MicroSum::from(charge.micro);
        self.story.on(day, |today| today.denied = (today.denied.0 + 1, today.denied.1 + wanted));
        match charge.spender {
            Spender::Service if self.service != Access::Limited => {
                self.set_service(day, Access::Suspended);
            }
            Spender::Desktop if self.desktop_denied.is_none() => {
                self.desktop_denied = Some(day);
                self.note(day, What::Access(Access::DesktopDenied), MicroSum::default());
            }
            _ => {}
        }
    }

    /// Sees whether nothing is left any more, or something is again.
    pub(super) fn look_whether_empty(&mut self, day: Day) {
        if !self.tokens.left().is_none() {
            self.out_of_tokens = None;
        } else if self.has_bought {
            self.out_of_tokens.get_or_insert(day);
        }
        if self.has_bought && self.left().is_none() {
            self.run_out(day);
        }
    }

    /// Sees whether what was given back left something.
    pub(super) fn look_whether_restored(&mut self, day: Day) {
        let is_short = matches!(self.service, Access::Grace | Access::Limited);
        if is_short && self.debt.is_none() && !self.left().is_none() {
            self.set_service(day, Access::Full);
        }
        self.look_whether_empty(day);
    }

    /// Begins what follows when nothing is left.
    pub(super) fn run_out(&mut self, day: Day) {
        if self.service != Access::Full {
            return;
        }
        if day < SUSPENSION {
            self.grace_ends = day + GRACE_DAYS;
            self.set_service(day, Access::Grace);
        } else {
            self.set_service(day, Access::Suspended);
        }
    }

    pub(super) fn set_service(&mut self, day: Day, access: Access) {
        if self.service != access {
            self.service = access;
            self.note(day, What::Access(access), MicroSum::default());
        }
    }
}
