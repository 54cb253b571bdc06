//! Who had one product open on two machines at once?
//!
//! ```text
//! two sessions of one person and product overlap, and their machines differ
//! ```
//!
//! Autodesk's terms allow an authorised user one device at a time; it costs no further tokens
//! (RULES §2, 8).
//!
//! Example: Revit on WS-1 from 09:00 to 12:00 and on WS-2 from 11:00: one overlap, at 11:00.
//!
//! Edges: half-open, so a session that opens when the other closes does not overlap it; a session
//! without a close is taken for no longer than its open; rows that name no machine are left out.

use crate::model::{Instant, Label, Session};

/// A person who had a product open on two machines at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Who used what.
    pub pair: u32,
    /// How often.
    pub times: u64,
    /// When first.
    pub first: Instant,
    /// The two machines of that time.
    pub machines: [String; 2],
}

/// Until when one machine is in use.
#[derive(Clone)]
struct InUse {
    machine: u32,
    until: Instant,
}

#[derive(Clone, Default)]
struct State {
    /// The machine that is in use for longest, and of the others the longest.
    in_use: [Option<InUse>; 2],
    found: Option<Overlap>,
}

/// The overlaps of every person and product.
#[derive(Default)]
pub(super) struct Overlaps(Vec<State>);

impl Overlaps {
    /// Takes the next session.
    pub(super) fn session(&mut self, session: &Session, labels: &[Label]) {
        let machine_of =
            |label: u32| labels.get(label as usize).and_then(|label| label.machine.as_deref());
        let (Some(machine), Some(until)) = (machine_of(session.label), session.closed) else {
            return;
        };
        let pair = session.pair as usize;
        if self.0.len() <= pair {
            self.0.resize(pair + 1, State::default());
        }
        let Some(state) = self.0.get_mut(pair) else { return };
        let is_other = |in_use: &&InUse| machine_of(in_use.machine) != Some(machine);
        if let Some(other) = state
            .in_use
            .iter()
            .flatten()
            .find(|in_use| in_use.until > session.opened && is_other(in_use))
        {
            let machines =
                [machine_of(other.machine).unwrap_or_default().to_owned(), machine.to_owned()];
            let first = Overlap { pair: session.pair, times: 0, first: session.opened, machines };
            state.found.get_or_insert(first).times += 1;
        }
        let longest = |machine: u32, until: Instant| Some(InUse { machine, until });
        let [first, second] = &mut state.in_use;
        let is_first =
            first.as_ref().is_some_and(|in_use| machine_of(in_use.machine) == Some(machine));
        match first {
            Some(in_use) if is_first => in_use.until = in_use.until.max(until),
            Some(in_use) if in_use.until >= until => {
                if second.as_ref().is_none_or(|second| second.until < until) {
                    *second = longest(session.label, until);
                }
            }
            _ => {
                *second = first.take();
                *first = longest(session.label, until);
            }
        }
    }

    /// What was found, by pair.
    pub(super) fn finish(self) -> Vec<Overlap> {
        self.0.into_iter().filter_map(|state| state.found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sessions: &[(u32, i64, i64)]) -> Vec<(u64, i64)> {
        let machine = |name: &str| Label { machine: Some(name.to_owned()), ..Label::default() };
        let labels = [Label::default(), machine("A"), machine("B"), machine("C")];
        let mut overlaps = Overlaps::default();
        for (label, opened, closed) in sessions {
            let at = |hour: i64| Instant::from_millis(hour);
            let session =
                Session { pair: 0, label: *label, opened: at(*opened), closed: Some(at(*closed)) };
            overlaps.session(&session, &labels);
        }
        overlaps.finish().iter().map(|overlap| (overlap.times, overlap.first.millis())).collect()
    }

    #[test]
    fn two_machines_at_once_are_found_and_one_after_the_other_are_not() {
        assert_eq!(found(&[(1, 9, 12), (2, 11, 13)]), [(1, 11)]);
        assert_eq!(found(&[(1, 9, 12), (2, 12, 13)]), []);
        assert_eq!(found(&[(1, 9, 12), (1, 10, 11)]), []);
        assert_eq!(found(&[(0, 9, 12), (1, 10, 11)]), []);
    }

    #[test]
    fn the_longest_of_the_other_machines_counts() {
        // B runs longest; A again at 15 overlaps B only; C at 16 overlaps B.
        assert_eq!(found(&[(1, 9, 12), (2, 10, 20), (1, 15, 16), (3, 16, 17)]), [(3, 10)]);
        // A is the first to end; at 13 only C is in use.
        assert_eq!(found(&[(1, 9, 12), (3, 10, 14), (3, 13, 15), (1, 14, 16)]), [(2, 10)]);
    }
}
