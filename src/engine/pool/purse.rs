//! Which lot is next?
//!
//! ```text
//! the one that expires first, then the smaller, then the earlier bought, then by id
//! ```
//!
//! RULES §9. Tokens and cloud credits are two purses, since credits pay for services only.
//!
//! Example: 20 tokens that expire in June and 10 that expire in July: June's pay first.
//!
//! Edges: the smaller lot is the one of fewer tokens bought, not left, so that the order never
//! changes; lots without tokens are never in a purse.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::LotState;
use crate::model::{Day, Micro, MicroSum};

/// A lot's place in the order of spending: the least pays first. The order of the fields is the
/// rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    expires: Day,
    bought_tokens: Micro,
    bought: Day,
    place: usize,
}

impl Turn {
    /// The turn of the lot at `place`; places are by the day of the purchase and then by id.
    pub fn new(place: usize, state: &LotState) -> Self {
        let lot = &state.lot;
        Self { expires: lot.expires, bought_tokens: lot.micro, bought: lot.bought, place }
    }
}

/// The lots of one kind that can be used.
#[derive(Clone, Debug, Default)]
pub(super) struct Purse {
    usable: BinaryHeap<Reverse<Turn>>,
    left: MicroSum,
}

impl Purse {
    /// What is left in it.
    pub(super) fn left(&self) -> MicroSum {
        self.left
    }

    /// Puts in a lot that has just been bought.
    pub(super) fn put(&mut self, place: usize, state: &LotState) {
        if !state.left().is_none() {
            self.usable.push(Reverse(Turn::new(place, state)));
            self.left += state.left();
        }
    }

    /// Gives back to a lot that has not expired.
    pub(super) fn give_back(&mut self, place: usize, micro: Micro, state: &mut LotState) {
        // It was taken out when nothing was left of it.
        if state.left().is_none() {
            self.usable.push(Reverse(Turn::new(place, state)));
        }
        state.consumed -= micro;
        self.left += micro;
    }

    /// The lot whose turn it is.
    pub(super) fn next(&self) -> Option<usize> {
        self.usable.peek().map(|Reverse(turn)| turn.place)
    }

    /// When the next lot expires.
    pub(super) fn next_expiry(&self) -> Option<Day> {
        self.usable.peek().map(|Reverse(turn)| turn.expires)
    }

    /// Takes out a lot that expires on `day`, and says which: what is left of it is lost.
    pub(super) fn expire(&mut self, day: Day, lots: &mut [LotState]) -> Option<Lost> {
        if self.next_expiry() != Some(day) {
            return None;
        }
        let Reverse(Turn { place, .. }) = self.usable.pop()?;
        let state = lots.get_mut(place)?;
        let micro = state.left();
        state.expired += micro;
        self.left -= micro;
        Some(Lost { place, micro })
    }

    /// Takes up to `wanted` from the lots in their turn, and tells what each paid; how much it was.
    pub(super) fn take(
        &mut self,
        wanted: Micro,
        lots: &mut [LotState],
        mut paid: impl FnMut(usize, Micro),
    ) -> Micro {
        let mut open = wanted;
        while !open.is_none() {
            let Some(Reverse(Turn { place, .. })) = self.usable.peek() else { break };
            let Some(state) = lots.get_mut(*place) else { break };
            let part = state.left().up_to(open);
            state.consumed += part;
            self.left -= part;
            open -= part;
            paid(*place, part);
            if state.left().is_none() {
                self.usable.pop();
            }
        }
        wanted - open
    }
}

/// What was lost of a lot.
#[derive(Clone, Copy)]
pub(super) struct Lost {
    pub(super) place: usize,
    pub(super) micro: MicroSum,
}
