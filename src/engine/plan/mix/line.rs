//! How many tokens do people want at a price, and which price binds a tier most?
//!
//! ```text
//! a step = a person's next way worth taking as tokens get cheaper: from the price (c before − c
//!     after) ÷ (w after − w before) down
//! greatest bound of a tier: its own price, or where the tokens wanted reach its `from`, or leave
//!     it
//! ```
//!
//! Example: a seat for 700.00 or 290 tokens. Below 700 ÷ 290 = 2.413793 a token the person wants
//! the tokens; the tier from 5,000 at 2.85 is bound at a lower price where 4,700 others want few.
//!
//! Edges: prices are whole millionths, rounded down: a bound holds at any price. Ways above the
//! straight line between two others are never wanted, and are no steps.

use std::cmp::Reverse;

use crate::engine::plan::mix::problem::{Choice, Piece, Problem};
use crate::engine::plan::mix::search::Tier;

/// All people's ways on one line: from as few tokens as can be, each step to more tokens with what
/// it saves for each.
pub(super) struct Line {
    /// By falling price: the price, in whole millionths, from which down the step is taken.
    prices: Vec<i128>,
    /// Tokens and money after so many steps.
    sums: Vec<(i128, i128)>,
}

impl Line {
    /// The line of the problem's people.
    pub(super) fn new(problem: &Problem) -> Self {
        let mut steps = Vec::new();
        let mut hull: Vec<Choice> = Vec::new();
        for ways in &problem.people {
            hull.clear();
            for way in ways {
                while let [.., before, last] = hull.as_slice()
                    // `last` is above the straight line from `before` to this way.
                    && (before.cost - last.cost) * (way.tokens - last.tokens)
                        <= (last.cost - way.cost) * (last.tokens - before.tokens)
                {
                    hull.pop();
                }
                hull.push(*way);
            }
            for pair in hull.windows(2) {
                if let [from, to] = pair {
                    let (tokens, saved) = (to.tokens - from.tokens, from.cost - to.cost);
                    steps.push((saved / tokens, tokens, saved));
                }
            }
        }
        steps.sort_unstable_by_key(|(price, ..)| Reverse(*price));
        let least = problem.cost_of(&vec![0; problem.people.len()]);
        let mut sum = least;
        let sums = steps.iter().map(|(_, tokens, saved)| {
            sum = (sum.0 + tokens, sum.1 - saved);
            sum
        });
        let sums = std::iter::once(least).chain(sums).collect();
        Self { prices: steps.into_iter().map(|(price, ..)| price).collect(), sums }
    }

    /// Tokens and money of everyone's best way at a price.
    fn at(&self, price: i128) -> (i128, i128) {
        let steps = self.prices.partition_point(|step| *step >= price);
        self.sums.get(steps).copied().unwrap_or_default()
    }

    /// The price at which the people's tokens go beyond `tokens`: 0 where they never do, `None`
    /// where they always are.
    fn crossing(&self, tokens: i128) -> Option<i128> {
        let steps = self.sums.partition_point(|(sum, _)| *sum <= tokens);
        let step = steps.checked_sub(1)?;
        Some(self.prices.get(step).copied().unwrap_or_default())
    }

    /// The greatest bound of a tier; `None` where it cannot hold what is needed at the least.
    pub(super) fn tier(&self, problem: &Problem, piece: Piece) -> Option<Tier> {
        let own = i128::from(piece.price);
        let from = i128::from(piece.from) * problem.unit;
        let to = piece.to.map(|to| i128::from(to) * problem.unit);
        let (wanted, _) = self.at(own);
        let price = match to {
            _ if wanted < from => self.crossing(from).map_or(own, |price| price.min(own)),
            Some(to) if wanted > to => self.crossing(to)?.max(own),
            _ => own,
        };
        let (tokens, licences) = self.at(price);
        let purchase =
            if price <= own { (own - price) * from } else { (own - price) * to.unwrap_or(from) };
        Some(Tier { piece, price, people: licences + price * tokens, purchase, open: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::problem::Pieces;

    #[test]
    fn people_want_more_tokens_the_cheaper_they_are() {
        let way = |(tokens, cost)| Choice { tokens, cost };
        let piece = |from, price| Piece { from, to: None, price };
        let problem = Problem {
            // 100 ÷ 10 = 10 for the first ten tokens; (5, 80) is above the straight line from
            // (0, 100) to (10, 0); then 70 ÷ 20 = 3.5, rounded down to 3
            people: vec![
                [(0, 100), (5, 80), (10, 0)].map(way).to_vec(),
                [(0, 70), (20, 0)].map(way).to_vec(),
            ],
            fixed: 1,
            unit: 1,
            pieces: Pieces { before: vec![], last: piece(1, 3) },
        };
        let line = Line::new(&problem);
        let at = [11, 10, 4, 3].map(|price| line.at(price));
        assert_eq!(at, [(1, 170), (11, 70), (11, 70), (31, 0)]);
        // 31 tokens at 3 cost 93; a tier from 20 that costs 5 is bound where people go beyond 20
        let bounds = [piece(1, 3), piece(20, 5), piece(40, 3)]
            .map(|piece| line.tier(&problem, piece).map(|tier| (tier.price, tier.bound())));
        // 3 × 31; 3 × 31 + 2 × 20; 3 × 40 with all tokens for nothing
        assert_eq!(bounds, [Some((3, 93)), Some((3, 133)), Some((0, 120))]);
    }

    #[test]
    fn a_tier_is_bound_where_what_people_want_meets_its_ends() {
        let way = |(tokens, cost)| Choice { tokens, cost };
        // Steps at 10 and at 3: 1 token for 170, 11 for 70, 31 for nothing.
        let of = |unit: i128, piece: Piece| {
            let problem = Problem {
                people: vec![
                    [(0, 100), (10, 0)].map(way).to_vec(),
                    [(0, 70), (20, 0)].map(way).to_vec(),
                ],
                fixed: 1,
                unit,
                pieces: Pieces { before: vec![], last: piece },
            };
            Line::new(&problem).tier(&problem, piece).map(|tier| (tier.price, tier.bound()))
        };
        let piece = |from, to| Piece { from, to, price: 2 };
        // At 2 people want 31, for 62. Up to 32, 31, 30 and 20: beyond its end they are bound at
        // 3 × 31, and the purchase is 1 a token cheaper: 93 − 30, 93 − 20.
        let ends = [32, 31, 30, 20].map(|to| of(1, piece(1, Some(to))));
        assert_eq!(ends, [Some((2, 62)), Some((2, 62)), Some((3, 63)), Some((3, 73))]);
        // From 30, 31 and 32: above what they want at any price, all of it is bought for them.
        let starts = [30, 31, 32].map(|from| of(1, piece(from, None)));
        assert_eq!(starts, [Some((2, 62)), Some((2, 62)), Some((0, 64))]);
        // Of half tokens 16 are 32, and 10 are 20.
        assert_eq!(of(2, piece(16, None)), Some((0, 64)));
        assert_eq!(of(2, piece(1, Some(10))), Some((3, 73)));
        // One token is needed whatever people hold.
        assert_eq!(of(1, piece(0, Some(1))).map(|(price, _)| price), Some(10));
        assert_eq!(of(1, piece(0, Some(0))), None);
    }
}
