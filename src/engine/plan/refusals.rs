//! What can not be planned?
//!
//! ```text
//! a product with neither rate nor price; more products of a person, or collections, than bits;
//! amounts beyond whole numbers
//! ```
//!
//! Example: somebody uses a product that the sheet has no tokens a day and no price for: no mix
//! covers it.
//!
//! Edges: a product that only a collection covers is covered. Whatever is refused is refused before
//! the search, so that no product within it overflows.

use crate::engine::plan::mix::options::MOST;
use crate::engine::plan::mix::problem::Problem;
use crate::engine::plan::{NoPlan, PlanInput};

/// That everything used can be covered, and told apart.
pub(super) fn ensure_covered(input: &PlanInput) -> Result<(), NoPlan> {
    let most = input
        .people
        .iter()
        .map(Vec::len)
        .chain([input.offers.collections.len()])
        .max()
        .unwrap_or_default();
    if most > MOST {
        return Err(NoPlan::TooMany(most));
    }
    let is_held = |product: usize| {
        let offer = input.offers.products.get(product);
        offer.is_some_and(|offer| offer.micro_price.is_some())
            || input.offers.collections.iter().any(|one| one.products.contains(&product))
    };
    let on_no_flex = input.people.iter().flatten().filter(|need| need.micro_tokens.is_none());
    let mut uncovered: Vec<_> = on_no_flex.map(|need| need.product).collect();
    uncovered.sort_unstable();
    uncovered.dedup();
    uncovered.retain(|product| !is_held(*product));
    if uncovered.is_empty() { Ok(()) } else { Err(NoPlan::Uncovered(uncovered)) }
}

/// Every product of the search stays far below the largest whole number.
pub(super) fn ensure_not_too_large(problem: &Problem) -> Result<(), NoPlan> {
    let mut tokens = problem.fixed;
    let (mut money, mut steepest) = (0_i128, 1_i128);
    for ways in &problem.people {
        let (Some(first), Some(last)) = (ways.first(), ways.last()) else { continue };
        tokens = tokens.checked_add(last.tokens).ok_or(NoPlan::TooLarge)?;
        money = money.checked_add(first.cost).ok_or(NoPlan::TooLarge)?;
        steepest = steepest.max(first.cost);
    }
    let largest =
        problem.pieces.iter().map(|piece| i128::from(piece.price)).max().unwrap_or_default();
    let from = problem.pieces.iter().map(|piece| i128::from(piece.from)).max().unwrap_or_default();
    let whole = tokens
        .checked_add(from.checked_mul(problem.unit).ok_or(NoPlan::TooLarge)?)
        .ok_or(NoPlan::TooLarge)?;
    let product =
        whole.checked_mul(largest.max(steepest)).and_then(|product| product.checked_add(money));
    match product {
        Some(product) if product < i128::MAX / 16 => Ok(()),
        _ => Err(NoPlan::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::planner::testing::{need, planned};

    #[test]
    fn what_has_neither_rate_nor_price_is_told_once() {
        let people = [need(3, 1), need(0, 1), need(3, 2)];
        assert_eq!(planned(&people, 0, |_| ()), Err(NoPlan::Uncovered(vec![3])));
    }

    #[test]
    fn more_products_of_one_person_than_can_be_told_apart_are_refused() {
        let many = |count| vec![vec![need(0, 1)[0]; count]];
        assert_eq!(planned(&many(MOST), 0, |_| ()), Ok(()));
        assert_eq!(planned(&many(MOST + 1), 0, |_| ()), Err(NoPlan::TooMany(MOST + 1)));
    }

    #[test]
    fn amounts_too_large_for_whole_numbers_are_refused() {
        assert_eq!(planned(&[need(0, 1)], u128::MAX, |_| ()), Err(NoPlan::TooLarge));
        assert_eq!(planned(&[need(0, 1)], u128::from(u64::MAX), |_| ()), Ok(()));
    }

    #[test]
    fn everything_that_is_multiplied_counts_for_what_is_too_large() {
        use crate::engine::plan::mix::problem::{Choice, Piece, Pieces};
        // refused from 2^123 − 1 on
        let limit = i128::MAX / 16;
        let is_ok = |fixed: i128, people: &[&[(i128, i128)]], unit: i128, from: u64, price: u64| {
            let choice = |(tokens, cost): &(i128, i128)| Choice { tokens: *tokens, cost: *cost };
            let people = people.iter().map(|ways| ways.iter().map(choice).collect()).collect();
            let pieces = Pieces { before: vec![], last: Piece { from, to: None, price } };
            ensure_not_too_large(&Problem { people, fixed, unit, pieces }).is_ok()
        };
        // (fixed + 1 × 1) × 1: one below, at, one above
        let at = |more: i128| is_ok(limit - 1 + more, &[], 1, 1, 1);
        assert_eq!([-1, 0, 1].map(at), [true, false, false]);
        // (fixed + 3 + 2 × 5) × 1 + 1
        let at = |more: i128| is_ok(limit - 14 + more, &[&[(0, 1), (3, 0)]], 5, 2, 1);
        assert_eq!([-1, 0, 1].map(at), [true, false, false]);
        // two people: (fixed + 3 + 4 + 1) × 1 + 1 + 1
        let ways: [&[(i128, i128)]; 2] = [&[(0, 1), (3, 0)], &[(0, 1), (4, 0)]];
        let at = |more: i128| is_ok(limit - 10 + more, &ways, 1, 1, 1);
        assert_eq!([-1, 0, 1].map(at), [true, false, false]);
        // The dearest seat steepens as a price does: (fixed + 0 + 1) × 2 + 2 is even, and the
        // limit odd: (2^122 − 2) × 2 + 2 = limit − 1.
        let half = limit / 2;
        assert!(is_ok(half - 2, &[&[(0, 2)]], 1, 1, 1));
        assert!(!is_ok(half - 1, &[&[(0, 2)]], 1, 1, 1));
        // (fixed + 1) × 2: half × 2 = limit − 1
        assert!(is_ok(half - 1, &[], 1, 1, 2));
        assert!(!is_ok(half, &[], 1, 1, 2));
        // what no whole number holds
        assert!(!is_ok(i128::MAX, &[], 1, 1, 1));
        assert!(!is_ok(0, &[], i128::MAX, 2, 1));
        assert!(!is_ok(0, &[&[(0, i128::MAX)], &[(0, 1)]], 1, 1, 1));
        assert!(!is_ok(1, &[&[(i128::MAX, 0)]], 1, 1, 1));
    }
}
