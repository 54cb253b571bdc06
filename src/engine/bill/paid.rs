//! What did the lots cost that paid for each charge?
//!
//! ```text
//! cost of a charge = Σ over the lots that paid for it of tokens × price of the lot; the rest of
//!     it no lot paid for
//! ```
//!
//! RULES §9 (which lot pays).
//!
//! Example: 7 tokens, of which the last 3 of a lot at 3.00 and 4 of one at 2.70 pay: 9.00 + 10.80 =
//! 19.80, and none is unpaid.
//!
//! Edges: what was denied, or is still owed on the evening of the day of the question, is unpaid; a
//! lot that pays a debt later pays for the charge that made it. A lot that was a gift pays at 0.

use crate::engine::bill::chargeback::Sum;
use crate::engine::bill::pools::{Charged, pools};
use crate::engine::pool::Pool;
use crate::model::{Day, Lot, Micro, Sheets};

/// What became of one charge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaidCharge {
    /// What lots paid for, and what that cost.
    pub paid: Sum,
    /// Tokens that no lot paid for.
    pub unpaid: Micro,
}

/// Each charge up to the evening of `as_of`, by its place; what comes later is none at all.
pub fn paid_charges(
    charged: &Charged,
    lots: &[Lot],
    sheets: &Sheets,
    as_of: Day,
) -> Vec<PaidCharge> {
    let mut result = vec![PaidCharge::default(); charged.charges.len()];
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    for of_team in pools(charged, lots, sheets, |at, _| place(at)) {
        let mut pool = Pool::new(of_team.lots).with_payments();
        for charge in of_team.charges.iter().take_while(|charge| charge.at.day() <= as_of) {
            pool.charge(charge);
            if let Some(one) = result.get_mut(charge.tag as usize) {
                one.unpaid = charge.micro;
            }
        }
        // A purchase of the last days may still pay a debt.
        pool.advance(as_of);
        for payment in pool.payments() {
            let state = pool.lots().get(payment.lot);
            if let Some((one, state)) = result.get_mut(payment.tag as usize).zip(state) {
                one.paid.add(payment.micro, &state.lot.price);
                one.unpaid -= payment.micro;
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::{Usage, day, lot};

    /// Whole tokens that lots paid for, their cost and the whole tokens that none paid for.
    fn of(usage: &Usage, lots: &[Lot], as_of: &str) -> Vec<(u128, String, u64)> {
        let paid = paid_charges(&usage.charged(), lots, &sheets(), day(as_of));
        let figures = |one: &PaidCharge| {
            let cost = one.paid.cost.rounded(2);
            (one.paid.micro.count() / 1_000_000, cost, one.unpaid.count() / 1_000_000)
        };
        paid.iter().map(figures).collect()
    }

    #[test]
    fn two_lots_may_pay_for_one_charge_and_none_for_what_is_denied() {
        let usage = Usage::new(&[
            ("2026-02-01", 0, 7),
            ("2026-02-02", 2, 7),
            ("2026-02-03", 0, 7),
            ("2026-02-04", 0, 1),
        ]);
        let lots = [lot("2026-01-01", 10, "3", None), lot("2026-01-02", 4, "2.70", None)];
        // 7 × 3.00; 3 × 3.00 + 4 × 2.70; nothing is left for the third; the fourth is yet to
        // come
        let expected = [(7, "21.00", 0), (7, "19.80", 0), (0, "0.00", 7), (0, "0.00", 0)];
        let expected = expected.map(|(paid, cost, unpaid)| (paid, cost.to_owned(), unpaid));
        assert_eq!(of(&usage, &lots, "2026-02-03"), expected);
    }

    #[test]
    fn without_lots_nothing_is_paid() {
        let usage = Usage::new(&[("2026-02-01", 0, 7)]);
        assert_eq!(of(&usage, &[], "2026-02-01"), [(0, "0.00".to_owned(), 7)]);
    }
}
