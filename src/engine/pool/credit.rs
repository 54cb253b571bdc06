//! Where does a credit go?
//!
//! ```text
//! first to what is owed, then back to the lots, what was taken last first: then they stand as if
//!     the use had never been
//! ```
//!
//! RULES §9 (the order of spending, turned round). Tokens of one lot are alike, so that it does
//! not matter whose use took them last.
//!
//! Example: 10 tokens that expire in June and 10 that expire in July, of which 12 are consumed; 11
//! of a study that failed are given back: 2 to July's lot and 9 to June's, which again pays first.
//!
//! Edges: what goes back to a lot that has expired has expired with it. A credit of use that no lot
//! here has paid for (the files begin after it) is added to the lot whose turn it is; without a lot
//! that could take it, it is lost. What access that brings back, `access` says.

use super::{Payment, Pool, PoolCharge};
use crate::model::{Day, LotKind, Micro, MicroSum};

impl Pool {
    /// Gives back what a charge below zero says.
    pub(super) fn credit(&mut self, charge: &PoolCharge, day: Day) {
        let mut open = -charge.micro;
        while !open.is_none()
            && let Some((tag, owed)) = self.owing.pop_back()
        {
            let part = open.min(owed);
            self.debt -= part;
            open -= part;
            if part < owed {
                self.owing.push_back((tag, owed - part));
            }
            self.story.on(day, |today| today.owed.1 -= part);
        }
        self.story.on(day, |today| {
            today.credited = (today.credited.0 + 1, today.credited.1 + open);
        });
        while !open.is_none()
            && let Some((place, taken)) = self.taken.pop()
        {
            let part = taken.up_to(open);
            open -= part;
            if MicroSum::from(part) < taken {
                self.taken.push((place, taken - part));
            }
            self.give_back(place, part, charge.tag, day);
        }
        match self.tokens.next().or_else(|| self.credits.next()) {
            _ if open.is_none() => {}
            Some(place) => self.give_back(place, open, charge.tag, day),
            None => self.lose(open, day),
        }
        self.look_whether_restored(day);
    }

    /// Tells that a part of what is given back is lost.
    fn lose(&mut self, micro: Micro, day: Day) {
        self.story.on(day, |today| {
            today.credited.1 -= micro;
            today.lost += micro;
        });
    }

    fn give_back(&mut self, place: usize, micro: Micro, tag: u32, day: Day) {
        let Some(state) = self.lots.get_mut(place) else { return };
        if state.lot.expires <= day {
            state.consumed -= micro;
            state.expired += micro;
            self.lose(micro, day);
        } else {
            let purse = match state.lot.kind {
                LotKind::Tokens => &mut self.tokens,
                LotKind::CloudCredits => &mut self.credits,
            };
            purse.give_back(place, micro, state);
        }
        if let Some(payments) = &mut self.payments {
            payments.push(Payment { day, tag, lot: place, micro: -micro });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::pool::{LotState, Pool, PoolCharge, PoolLot, Spender};
    use crate::model::{Day, Instant, LotKind, Micro, MicroSum, Quotient};

    fn day(number: i32) -> Day {
        Day::since_1970(20_000 + number)
    }

    fn whole(tokens: u64) -> Micro {
        Micro::new(tokens * 1_000_000)
    }

    fn lot(id: &str, expires: i32, tokens: u64) -> PoolLot {
        PoolLot {
            id: id.to_owned(),
            bought: day(0),
            expires: day(expires),
            micro: whole(tokens),
            price: Quotient::from(3),
            kind: LotKind::Tokens,
        }
    }

    fn on(pool: &mut Pool, number: i32, spender: Spender, micro: Micro) {
        let at = Instant::start_of(day(number).date());
        pool.charge(&PoolCharge { at, spender, micro, tag: 0 });
    }

    /// Whole tokens consumed, expired and left of each lot.
    fn told(pool: &Pool) -> Vec<(i64, i64, i64)> {
        let tokens = |micro: MicroSum| micro.tokens().to_string().parse().unwrap();
        let of = |state: &LotState| {
            (tokens(state.consumed), tokens(state.expired), tokens(state.left()))
        };
        pool.lots().iter().map(of).collect()
    }

    #[test]
    fn a_credit_goes_back_to_what_was_taken_last() {
        let mut pool = Pool::new(vec![lot("june", 100, 10), lot("july", 130, 10)]).with_payments();
        // in the order of ids: july, june
        on(&mut pool, 1, Spender::Desktop, whole(12));
        assert_eq!(told(&pool), [(2, 0, 8), (10, 0, 0)]);
        on(&mut pool, 2, Spender::Desktop, -whole(11));
        assert_eq!(told(&pool), [(0, 0, 10), (1, 0, 9)]);
        // June's pays again, and first.
        on(&mut pool, 3, Spender::Desktop, whole(5));
        assert_eq!(told(&pool), [(0, 0, 10), (6, 0, 4)]);
        assert_eq!(pool.left().tokens(), 14.into());
    }

    #[test]
    fn a_credit_to_a_lot_that_has_expired_has_expired_with_it() {
        let mut pool = Pool::new(vec![lot("a", 10, 10), lot("b", 100, 10)]);
        on(&mut pool, 1, Spender::Desktop, whole(6));
        on(&mut pool, 10, Spender::Desktop, -whole(5));
        // 4 had expired on that day, and 5 more
        assert_eq!(told(&pool), [(1, 9, 0), (0, 0, 10)]);
        let today = pool.days()[1];
        assert_eq!((today.credited, today.lost), ((1, MicroSum::ZERO), whole(5).into()));
    }

    #[test]
    fn a_credit_of_use_before_the_files_is_added_to_the_lot_whose_turn_it_is() {
        let mut pool = Pool::new(vec![lot("a", 10, 10), lot("b", 100, 10)]);
        on(&mut pool, 1, Spender::Desktop, -whole(5));
        assert_eq!(told(&pool), [(-5, 0, 15), (0, 0, 10)]);
        // Without a lot it is lost.
        let mut pool = Pool::new(Vec::new());
        on(&mut pool, 1, Spender::Desktop, -whole(5));
        let today = pool.days()[0];
        assert_eq!((today.credited, today.lost), ((1, MicroSum::ZERO), whole(5).into()));
    }

    #[test]
    fn a_credit_pays_what_is_owed_first() {
        let before = Day::since_1970(20_430) - day(0) - 1;
        assert!(before > 1, "services are served on credit");
        let mut pool = Pool::new(vec![lot("a", 100, 10)]);
        on(&mut pool, 1, Spender::Service, whole(12));
        assert_eq!((told(&pool), pool.debt().tokens()), (vec![(10, 0, 0)], 2.into()));
        on(&mut pool, 2, Spender::Service, -whole(3));
        assert_eq!((told(&pool), pool.debt().tokens()), (vec![(9, 0, 1)], 0.into()));
    }

    #[test]
    fn any_number_of_credits_comes_back_to_one_lot() {
        // 923 × 9,999,999,999.999999 tokens are more millionths than 2^63.
        let most = Micro::new(9_999_999_999_999_999);
        let mut pool = Pool::new(vec![lot("a", 100, 1)]);
        for _ in 0..923 {
            on(&mut pool, 1, Spender::Desktop, -most);
        }
        let left = pool.left();
        assert_eq!(left.tokens().to_string(), "9230000000000.999077");
        assert_eq!(left - whole(1), MicroSum::ZERO - pool.lots()[0].consumed);
        // and is taken again, and lost
        for _ in 0..922 {
            on(&mut pool, 2, Spender::Desktop, most);
        }
        pool.advance(day(100));
        assert_eq!(pool.lots()[0].expired.tokens().to_string(), "10000000000.999999");
    }
}
