//! What happened to the pool, and what was left then?
//!
//! ```text
//! each event has its day, how much it moved, and what was left and owed after it
//! ```
//!
//! Example: 10 tokens bought, 7 charged and 7 denied on the next day: bought, 10 left; charged, 3
//! left; denied, 3 left; access denied, 3 left.
//!
//! Edges: the charges of a day are told together when it ends, and what they changed is told after
//! them, although it came about between them.

use crate::model::{Day, MicroSum};

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
    /// Credits of a day were given back.
    Credited(u64),
    /// What was given back on a day was lost, in part at least: its lot had expired.
    CreditLost,
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
    /// The UTC day.
    pub day: Day,
    /// What happened.
    pub what: What,
    /// How much of it.
    pub micro: MicroSum,
    /// What was left, cloud credits included.
    pub left: MicroSum,
    /// What was owed.
    pub debt: MicroSum,
}

/// The charges of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOfCharges {
    /// The UTC day.
    pub day: Day,
    /// Charges that were paid in full, and what they took.
    pub paid: (u64, MicroSum),
    /// Charges that were denied, and what they would have taken.
    pub denied: (u64, MicroSum),
    /// Charges that were served on credit, and what was owed for them then, less what credits took
    /// off it.
    pub owed: (u64, MicroSum),
    /// Credits, and what they gave back to lots that can be used.
    pub credited: (u64, MicroSum),
    /// What they gave back to lots that had expired.
    pub lost: MicroSum,
}

impl DayOfCharges {
    /// Everything that was asked for, less what was given back.
    pub fn asked(&self) -> MicroSum {
        self.paid.1 + self.denied.1 + self.owed.1 - self.credited.1 - self.lost
    }
}

/// What is left and owed at one moment.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) left: MicroSum,
    pub(super) debt: MicroSum,
}

/// Everything that happened, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub(super) events: Vec<Event>,
    pub(super) days: Vec<DayOfCharges>,
    /// How many of the days are told in the events.
    told: usize,
    /// How many events there were before the charges of the last day.
    before_charges: usize,
}

impl Story {
    /// Tells what happened, and what is left after it.
    pub(super) fn note(&mut self, day: Day, what: What, micro: MicroSum, standing: Standing) {
        let Standing { left, debt } = standing;
        self.events.push(Event { day, what, micro, left, debt });
    }

    /// Adds charges to those of the day.
    pub(super) fn on(&mut self, day: Day, add: impl FnOnce(&mut DayOfCharges)) {
        match self.days.last_mut() {
            Some(last) if last.day == day => add(last),
            _ => {
                self.before_charges = self.events.len();
                let mut today = DayOfCharges { day, ..DayOfCharges::default() };
                add(&mut today);
                self.days.push(today);
            }
        }
    }

    /// Tells the charges of the day that has ended, where they are not told yet.
    pub(super) fn close_day(&mut self, standing: Standing) {
        let Some(today) = self.days.get(self.told).copied() else { return };
        let DayOfCharges { day, paid, denied, owed, credited, lost } = today;
        self.told = self.days.len();
        // Since then charges have changed what can be used, and nothing else has happened.
        let changed = self.events.split_off(self.before_charges.min(self.events.len()));
        for (what, micro, happened) in [
            (What::Charged(paid.0), paid.1, paid != (0, MicroSum::default())),
            (What::Credited(credited.0), credited.1, credited.0 > 0),
            (What::Owed(owed.0), owed.1, owed != (0, MicroSum::ZERO)),
            (What::CreditLost, lost, !lost.is_none()),
            (What::Denied(denied.0), denied.1, denied.0 > 0),
        ] {
            // What is given back is told last, and is not there before.
            let back = if matches!(what, What::Charged(_)) { credited.1 } else { MicroSum::ZERO };
            if happened {
                let standing = Standing { left: standing.left - back, ..standing };
                self.note(day, what, micro, standing);
            }
        }
        for Event { what, .. } in changed {
            self.note(day, what, MicroSum::default(), standing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_less_by_what_was_given_back_whether_or_not_it_was_lost() {
        let of_day = DayOfCharges {
            day: Day::default(),
            paid: (1, MicroSum::new(1_000)),
            denied: (1, MicroSum::new(200)),
            owed: (1, MicroSum::new(50)),
            credited: (1, MicroSum::new(7)),
            lost: MicroSum::new(3),
        };
        // 1,000 + 200 + 50 − 7 − 3
        assert_eq!(of_day.asked(), MicroSum::new(1_240));
    }
}
