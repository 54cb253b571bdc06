//! How much is needed, when that is uncertain? Demand as a triangular distribution (RULES §8).
//!
//! Formulas, with low a, likely m, high b, and μ = (a + m + b) ÷ 3, for an amount Q: P(D ≤ Q) =
//! (Q−a)² ÷ ((b−a)(m−a)) up to m, then 1 − (b−Q)² ÷ ((b−a)(b−m)); E[(D−Q)⁺] =
//! μ−Q up to a; μ−Q + (Q−a)³ ÷ (3(b−a)(m−a)) up to m; (b−Q)³ ÷ (3(b−a)(b−m))
//! up to b; then 0.
//!
//! Example: a = 6,000, m = 8,000, b = 12,000 and Q = 10,000: P = 1 − 2000² ÷ (6000 × 4000) =
//! 5⁄6, and E[(D−Q)⁺] = 2000³ ÷ (3 × 6000 × 4000) = 111.11 tokens short.
//!
//! Edges: low = likely, likely = high, and all three equal (demand is certain) divide by nothing.

use crate::model::{Number, Quotient, Tokens};

/// Triangular demand for tokens. Always `low ≤ likely ≤ high`.
#[derive(Clone, Debug)]
pub struct Demand {
    low: Quotient<Tokens>,
    likely: Quotient<Tokens>,
    high: Quotient<Tokens>,
}

impl Demand {
    /// Demand between `low` and `high`; `None` where the three are not in order.
    pub fn new(
        low: impl Into<Quotient<Tokens>>,
        likely: impl Into<Quotient<Tokens>>,
        high: impl Into<Quotient<Tokens>>,
    ) -> Option<Self> {
        let (low, likely, high) = (low.into(), likely.into(), high.into());
        (low <= likely && likely <= high).then_some(Self { low, likely, high })
    }

    /// Low, likely and high.
    pub fn figures(&self) -> [&Quotient<Tokens>; 3] {
        [&self.low, &self.likely, &self.high]
    }

    /// The most that can be needed.
    pub fn high(&self) -> &Quotient<Tokens> {
        &self.high
    }

    /// What is needed on average, μ.
    pub fn mean(&self) -> Quotient<Tokens> {
        (&self.low + &self.likely + &self.high) * &ratio(1, 3)
    }

    /// The chance that `amount` is enough, P(D ≤ Q), from 0 to 1.
    pub fn chance_within(&self, amount: impl Into<Quotient<Tokens>>) -> Quotient<Number> {
        let amount = amount.into();
        if amount >= self.high {
            return Quotient::from(1);
        }
        if amount < self.low {
            return Quotient::ZERO;
        }
        if amount <= self.likely && self.low < self.likely {
            let (above, width) = (between(&self.low, &amount), between(&self.low, &self.likely));
            return quotient(&(&above * &above), &(&self.width() * &width));
        }
        let (below, width) = (between(&amount, &self.high), between(&self.likely, &self.high));
        Quotient::from(1) - quotient(&(&below * &below), &(&self.width() * &width))
    }

    /// The tokens that `amount` falls short on average, E[(D−Q)⁺].
    pub fn expected_short(&self, amount: impl Into<Quotient<Tokens>>) -> Quotient<Tokens> {
        let amount = amount.into();
        if amount >= self.high {
            return Quotient::ZERO;
        }
        if amount <= self.low {
            return self.mean() - amount;
        }
        let three_widths = self.width() * Number::from(3);
        if amount <= self.likely {
            let (above, width) = (between(&self.low, &amount), between(&self.low, &self.likely));
            let short_above = quotient(&cube(&above), &(&three_widths * &width));
            return self.mean() - amount + short_above.into_unit();
        }
        let (below, width) = (between(&amount, &self.high), between(&self.likely, &self.high));
        quotient(&cube(&below), &(&three_widths * &width)).into_unit()
    }

    /// The tokens of `amount` that are left over on average, E[(Q−D)⁺] = Q − μ +
    /// E[(D−Q)⁺].
    pub fn expected_left(&self, amount: impl Into<Quotient<Tokens>>) -> Quotient<Tokens> {
        let amount = amount.into();
        &amount - self.mean() + self.expected_short(&amount)
    }

    fn width(&self) -> Quotient<Number> {
        between(&self.low, &self.high)
    }
}

/// A distance as a bare number: the formulas take squares and cubes of it, which have no unit here.
fn between(from: &Quotient<Tokens>, to: &Quotient<Tokens>) -> Quotient<Number> {
    (to - from).into_unit()
}

fn cube(number: &Quotient<Number>) -> Quotient<Number> {
    &(number * number) * number
}

fn ratio(numerator: u64, denominator: u64) -> Quotient<Number> {
    quotient(&numerator.into(), &denominator.into())
}

/// A quotient whose divisor the caller has seen to be above zero.
fn quotient(dividend: &Quotient<Number>, divisor: &Quotient<Number>) -> Quotient<Number> {
    dividend.over(divisor).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(low: u64, likely: u64, high: u64) -> Demand {
        Demand::new(low, likely, high).unwrap()
    }

    /// E[(D−Q)⁺] is also the integral of P(D > q) over all q from Q on: another way to the same
    /// figures.
    #[test]
    fn the_formulas_agree_with_the_integral_of_the_tail() {
        let demand = demand(6, 8, 12);
        // Simpson's rule is exact for the quadratic pieces of P(D > q): ∫ = (f(0) + 4 f(½) +
        // f(1)) ÷ 6
        let tail = |halves: u64| {
            Quotient::from(1) - demand.chance_within(Tokens::from(halves) * &ratio(1, 2))
        };
        for amount in 0..=13_u64 {
            let integral = (amount..13).fold(Quotient::ZERO, |sum: Quotient<Number>, q| {
                let piece = tail(2 * q) + tail(2 * q + 1) * Number::from(4) + tail(2 * q + 2);
                sum + &piece * &ratio(1, 6)
            });
            assert_eq!(demand.expected_short(amount), integral.into_unit(), "{amount}");
        }
    }

    #[test]
    fn the_worked_example_holds() {
        let demand = demand(6000, 8000, 12_000);
        assert_eq!(demand.chance_within(10_000), ratio(5, 6));
        // 8 × 10⁹ ÷ 72 × 10⁶ = 1000 ÷ 9
        assert_eq!(demand.expected_short(10_000), ratio(1000, 9).into_unit());
    }

    #[test]
    fn certain_demand_divides_by_nothing() {
        let certain = demand(5, 5, 5);
        for (amount, chance, short, left) in [(4, 0, 1, 0), (5, 1, 0, 0), (6, 1, 0, 1)] {
            assert_eq!(certain.chance_within(amount), Quotient::from(chance));
            assert_eq!(certain.expected_short(amount), Quotient::from(short));
            assert_eq!(certain.expected_left(amount), Quotient::from(left));
        }
    }

    #[test]
    fn a_distribution_may_lean_all_the_way() {
        // likely at low, Q at low: nothing is surely enough; likely at high, Q at the middle:
        // (½)² = ¼
        assert_eq!(demand(0, 0, 10).chance_within(0), Quotient::ZERO);
        assert_eq!(demand(0, 10, 10).chance_within(5), ratio(1, 4));
        assert_eq!(demand(0, 0, 10).chance_within(5), ratio(3, 4));
    }

    #[test]
    fn out_of_order_is_no_demand() {
        assert!(Demand::new(Quotient::from(2), Quotient::from(1), Quotient::from(3)).is_none());
        assert!(Demand::new(Quotient::from(1), Quotient::from(3), Quotient::from(2)).is_none());
    }
}
