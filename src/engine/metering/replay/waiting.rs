//! How are sessions put in order that do not come in order?
//!
//! ```text
//! each is a number: pair, open, how long it lasted; numbers are sorted, and read back
//! ```
//!
//! 16 bytes a session and 20 with a label, so that a year of a large organisation fits into the
//! memory of a laptop, and sorting them compares numbers.
//!
//! Example: opened at 10:00 and at 09:00 by one person: the one of 09:00 comes first.
//!
//! Edges: of sessions opened together the shorter comes first, one without a close last; then the
//! labels decide, by their words, not by the order in which they were met. Times are kept for four
//! thousand years on either side of 1970.

use crate::model::{Instant, Label, Session};

/// Sessions that wait to be sorted: with labels, or, where these do not matter, without.
pub(super) enum Waiting {
    Plain(Vec<u128>),
    Labelled(Vec<[u32; 5]>),
}

impl Waiting {
    pub(super) fn extend(&mut self, sessions: &[Session]) {
        match self {
            Self::Plain(numbers) => numbers.extend(sessions.iter().map(packed)),
            Self::Labelled(numbers) => numbers
                .extend(sessions.iter().map(|session| with_label(packed(session), session.label))),
        }
    }

    /// Gives every pair another number.
    pub(super) fn renumber(&mut self, new: impl Fn(u32) -> u32) {
        match self {
            Self::Plain(numbers) => {
                for number in numbers {
                    let pair = u32::try_from(*number >> (2 * TIME_BITS)).unwrap_or(u32::MAX);
                    let rest = *number & !(u128::from(u32::MAX) << (2 * TIME_BITS));
                    *number = rest | u128::from(new(pair)) << (2 * TIME_BITS);
                }
            }
            // The pair is the first 32 bits.
            Self::Labelled(numbers) => {
                for [pair, ..] in numbers {
                    *pair = new(*pair);
                }
            }
        }
    }

    /// The sessions, in their order.
    pub(super) fn sorted(self, labels: &[Label]) -> impl Iterator<Item = Session> + use<> {
        let (mut plain, mut labelled) = match self {
            Self::Plain(numbers) => (numbers, Vec::new()),
            Self::Labelled(numbers) => (Vec::new(), numbers),
        };
        plain.sort_unstable();
        // Numbers were given as labels were met; their order must be that of their words.
        let mut by_words: Vec<u32> = (0..).take(labels.len()).collect();
        by_words.sort_by_key(|label| labels.get(*label as usize));
        let mut ranks = vec![0; by_words.len()];
        for (rank, label) in (0..).zip(&by_words) {
            if let Some(place) = ranks.get_mut(*label as usize) {
                *place = rank;
            }
        }
        for [.., label] in &mut labelled {
            *label = ranks.get(*label as usize).copied().unwrap_or_default();
        }
        labelled.sort_unstable();
        let labelled = labelled.into_iter().map(move |[pair, first, second, third, rank]| {
            let packed = [pair, first, second, third]
                .into_iter()
                .fold(0, |all, part| all << 32 | u128::from(part));
            unpacked(packed, by_words.get(rank as usize).copied().unwrap_or_default())
        });
        plain.into_iter().map(|number| unpacked(number, 0)).chain(labelled)
    }
}

/// How many bits hold a time, in milliseconds: those of nine thousand years.
const TIME_BITS: u32 = 48;
const TIME_MASK: u64 = (1 << TIME_BITS) - 1;
/// What is added to a time, so that those before 1970 are numbers too.
const TIME_BASE: i64 = 1 << (TIME_BITS - 1);

/// Person and product, open and duration in one number, so that the order of numbers is that of
/// sessions; a session without a close comes last.
fn packed(session: &Session) -> u128 {
    let opened = (session.opened.millis() + TIME_BASE).cast_unsigned() & TIME_MASK;
    let lasted = session.closed.map_or(TIME_MASK, |closed| {
        closed.since(session.opened).cast_unsigned().min(TIME_MASK - 1)
    });
    u128::from(session.pair) << (2 * TIME_BITS)
        | u128::from(opened) << TIME_BITS
        | u128::from(lasted)
}

fn unpacked(number: u128, label: u32) -> Session {
    let part =
        |shift: u32| u64::try_from(number >> shift & u128::from(TIME_MASK)).unwrap_or_default();
    let opened = Instant::from_millis(part(TIME_BITS).cast_signed() - TIME_BASE);
    let lasted = part(0);
    let pair = u32::try_from(number >> (2 * TIME_BITS)).unwrap_or(u32::MAX);
    Session {
        pair,
        label,
        opened,
        closed: (lasted != TIME_MASK).then(|| opened.after(lasted.cast_signed())),
    }
}

fn with_label(number: u128, label: u32) -> [u32; 5] {
    let part =
        |shift: u32| u32::try_from(number >> shift & u128::from(u32::MAX)).unwrap_or_default();
    [part(96), part(64), part(32), part(0), label]
}

#[cfg(test)]
mod tests {
    use super::super::Order;
    use super::super::testing::{counted, counted_in, hour, session};
    use super::*;

    #[test]
    fn every_session_is_read_back_as_it_was() {
        let far = [hour(0).after(-1), hour(0), hour(-24 * 365 * 1000), hour(24 * 365 * 1000)];
        for (pair, opened) in (7..).zip(far) {
            for closed in [None, Some(opened), Some(opened.after(1))] {
                let session = Session { pair, label: 3, opened, closed };
                assert_eq!(unpacked(packed(&session), 3), session);
            }
        }
    }

    #[test]
    fn the_order_is_by_pair_then_open_then_close_and_none_comes_last() {
        let of = |pair, opened, closed| Session { pair, ..session(opened, closed) };
        let order = [
            of(0, -1, None),
            of(0, 0, Some(0)),
            of(0, 0, Some(9)),
            of(0, 0, None),
            of(1, -2, None),
        ];
        let mut waiting = Waiting::Plain(Vec::new());
        waiting.extend(&[order[3], order[1], order[4], order[2], order[0]]);
        assert_eq!(waiting.sorted(&[]).collect::<Vec<_>>(), order);
    }

    #[test]
    fn labels_come_in_the_order_of_their_words() {
        let team = |team: &str| Label { team: Some(team.to_owned()), ..Label::default() };
        let labels = [Label::default(), team("steel"), team("cad")];
        let of = |label| Session { label, ..session(0, Some(1)) };
        let mut waiting = Waiting::Labelled(Vec::new());
        waiting.extend(&[of(1), of(2), of(0)]);
        let order: Vec<_> = waiting.sorted(&labels).map(|session| session.label).collect();
        assert_eq!(order, [0, 2, 1]);
    }

    #[test]
    fn sessions_in_any_order_are_charged_as_sorted_ones() {
        // 0–9 is charged at 0; 20–30 lies in its window up to 24, and is charged again then.
        let [early, late] = [session(0, Some(9)), session(20, Some(30))];
        let shuffled = counted_in(Order::Any, &[late, early]);
        assert_eq!((counted(&[early, late]).charges, shuffled.charges), (2, 2));
    }

    #[test]
    fn the_largest_numbers_are_read_back_and_a_long_session_has_a_close() {
        let session = Session { pair: u32::MAX, label: 0, opened: hour(1), closed: None };
        assert_eq!(unpacked(packed(&session), 0), session);
        // the longest that is kept, and one that lasts longer
        let longest = i64::try_from(TIME_MASK - 1).unwrap();
        for lasted in [longest, longest + 1, longest + 2] {
            let session = Session { closed: Some(hour(1).after(lasted)), ..session };
            let closed = Some(hour(1).after(longest));
            assert_eq!(unpacked(packed(&session), 0), Session { closed, ..session });
        }
    }

    #[test]
    fn another_number_of_a_pair_changes_nothing_else() {
        let of = |pair, opened, closed| Session { pair, ..session(opened, closed) };
        let all = [of(1, -5, Some(7)), of(u32::MAX, 9, None), of(2, 20, Some(500))];
        let new = |pair: u32| if pair == u32::MAX { 0 } else { pair + 1 };
        for mut waiting in [Waiting::Plain(Vec::new()), Waiting::Labelled(Vec::new())] {
            waiting.extend(&all);
            waiting.renumber(new);
            let found: Vec<_> = waiting.sorted(&[Label::default()]).collect();
            assert_eq!(found, [of(0, 9, None), of(2, -5, Some(7)), of(3, 20, Some(500))]);
        }
    }
}
