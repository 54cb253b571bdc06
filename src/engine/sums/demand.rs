//! How much is needed, when that is uncertain? Demand as a triangular distribution (RULES §8).
//!
//! Formulas, with low a, likely m, high b, and μ = (a + m + b) ÷ 3, for an amount Q: P(D ≤ Q) =
//! (Q−a)² ÷ ((b−a)(m−a)) up to m, then 1 − (b−Q)² ÷ ((b−a)(b−m)); E[(D−Q)⁺] = μ−Q up to a; μ−Q +
//! (Q−a)³ ÷ (3(b−a)(m−a)) up to m; (b−Q)³ ÷ (3(b−a)(b−m)) up to b; then 0.
//!
//! Example: a = 6,000, m = 8,000, b = 12,000 and Q = 10,000: P = 1 − 2000² ÷ (6000 × 4000) = 5⁄6,
//! and E[(D−Q)⁺] = 2000³ ÷ (3 × 6000 × 4000) = 111.11 tokens short.
//!
//! Edges: low = likely, likely = high, and all three equal (demand is certain) divide by nothing.

use crate::model::{Exact, Given, Tokens};

/// Triangular demand for tokens. Always `low ≤ likely ≤ high`.
#[derive(Clone, Debug)]
pub struct Demand {
    low: Tokens,
    likely: Tokens,
    high: Tokens,
}

impl Demand {
    /// Demand between `low` and `high`; `None` where the three are not in order.
    pub fn new(low: Tokens, likely: Tokens, high: Tokens) -> Option<Self> {
        (low <= likely && likely <= high).then_some(Self { low, likely, high })
    }

    /// Low, likely and high.
    pub fn figures(&self) -> [&Tokens; 3] {
        [&self.low, &self.likely, &self.high]
    }

    /// The most that can be needed.
    pub fn high(&self) -> &Tokens {
        &self.high
    }

    /// What is needed on average, μ.
    pub fn mean(&self) -> Tokens {
        let sum: Tokens = [&self.low, &self.likely, &self.high].into_iter().sum();
        &sum * &ratio(1, 3)
    }

    /// The chance that `amount` is enough, P(D ≤ Q), from 0 to 1.
    pub fn chance_within(&self, amount: &Tokens) -> Exact {
        if amount >= &self.high {
            return Exact::from(1);
        }
        if amount < &self.low {
            return Exact::zero();
        }
        if amount <= &self.likely && self.low < self.likely {
            let (above, width) = (between(&self.low, amount), between(&self.low, &self.likely));
            return quotient(&(&above * &above), &(&self.width() * &width));
        }
        let (below, width) = (between(amount, &self.high), between(&self.likely, &self.high));
        &Exact::from(1) - &quotient(&(&below * &below), &(&self.width() * &width))
    }

    /// The tokens that `amount` falls short on average, E[(D−Q)⁺].
    pub fn expected_short(&self, amount: &Tokens) -> Tokens {
        if amount >= &self.high {
            return Tokens::zero();
        }
        if amount <= &self.low {
            return &self.mean() - amount;
        }
        let three_widths = &self.width() * &Exact::from(3);
        if amount <= &self.likely {
            let (above, width) = (between(&self.low, amount), between(&self.low, &self.likely));
            let cube = &(&above * &above) * &above;
            return &(&self.mean() - amount)
                + &Tokens::new(quotient(&cube, &(&three_widths * &width)));
        }
        let (below, width) = (between(amount, &self.high), between(&self.likely, &self.high));
        let cube = &(&below * &below) * &below;
        Tokens::new(quotient(&cube, &(&three_widths * &width)))
    }

    /// The tokens of `amount` that are left over on average, E[(Q−D)⁺] = Q − μ + E[(D−Q)⁺].
    pub fn expected_left(&self, amount: &Tokens) -> Tokens {
        &(amount - &self.mean()) + &self.expected_short(amount)
    }

    fn width(&self) -> Exact {
        between(&self.low, &self.high)
    }
}

fn between(from: &Tokens, to: &Tokens) -> Exact {
    to.exact() - from.exact()
}

fn ratio(numerator: u64, denominator: u64) -> Exact {
    quotient(&numerator.into(), &denominator.into())
}

/// A quotient whose divisor the caller has seen to be above zero.
fn quotient(dividend: &Exact, divisor: &Exact) -> Exact {
    dividend.divided_by(divisor).unwrap_or_else(Exact::zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(low: u64, likely: u64, high: u64) -> Demand {
        Demand::new(low.into(), likely.into(), high.into()).unwrap()
    }

    /// E[(D−Q)⁺] is also the integral of P(D > q) over all q from Q on: another way to the same
    /// figures.
    #[test]
    fn the_formulas_agree_with_the_integral_of_the_tail() {
        let demand = demand(6, 8, 12);
        // Simpson's rule is exact for the quadratic pieces of P(D > q): ∫ = (f(0) + 4 f(½) + f(1))
        // ÷ 6
        let tail = |halves: u64| {
            &Exact::from(1) - &demand.chance_within(&(&Tokens::from(halves) * &ratio(1, 2)))
        };
        for amount in 0..=13_u64 {
            let integral = (amount..13).fold(Exact::zero(), |sum, q| {
                let piece =
                    &(&tail(2 * q) + &(&tail(2 * q + 1) * &Exact::from(4))) + &tail(2 * q + 2);
                &sum + &(&piece * &ratio(1, 6))
            });
            assert_eq!(demand.expected_short(&amount.into()), Tokens::new(integral), "{amount}");
        }
    }

    #[test]
    fn the_worked_example_holds() {
        let demand = demand(6000, 8000, 12_000);
        assert_eq!(demand.chance_within(&10_000.into()), ratio(5, 6));
        // 8 × 10⁹ ÷ 72 × 10⁶ = 1000 ÷ 9
        assert_eq!(demand.expected_short(&10_000.into()), Tokens::new(ratio(1000, 9)));
    }

    #[test]
    fn certain_demand_divides_by_nothing() {
        let certain = demand(5, 5, 5);
        for (amount, chance, short, left) in [(4, 0, 1, 0), (5, 1, 0, 0), (6, 1, 0, 1)] {
            assert_eq!(certain.chance_within(&amount.into()), Exact::from(chance));
            assert_eq!(certain.expected_short(&amount.into()), short.into());
            assert_eq!(certain.expected_left(&amount.into()), left.into());
        }
    }

    #[test]
    fn a_distribution_may_lean_all_the_way() {
        // likely at low, Q at low: nothing is surely enough; likely at high, Q at the middle: (½)²
        // = ¼
        assert_eq!(demand(0, 0, 10).chance_within(&0.into()), Exact::zero());
        assert_eq!(demand(0, 10, 10).chance_within(&5.into()), ratio(1, 4));
        assert_eq!(demand(0, 0, 10).chance_within(&5.into()), ratio(3, 4));
    }

    #[test]
    fn out_of_order_is_no_demand() {
        assert!(Demand::new(2.into(), 1.into(), 3.into()).is_none());
        assert!(Demand::new(1.into(), 3.into(), 2.into()).is_none());
    }
}
