//! What do two whole numbers have in common?
//!
//! Formula: Euclid's: the greatest common divisor of a and b is that of b and a modulo b.
//!
//! Example: 365 and 90 have 5, so that 365 ÷ 90 is 73 ÷ 18.
//!
//! Edges: of nothing it is 1, so that dividing by it changes nothing.

/// The greatest number that divides both; 1 of nothing.
pub(in crate::engine) fn common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::common_divisor;

    #[test]
    fn it_is_the_greatest_that_divides_both() {
        let of = |one, other| common_divisor(one, other);
        assert_eq!([of(365, 90), of(90, 365), of(365, 273), of(0, 7), of(0, 0)], [5, 5, 1, 7, 1]);
    }
}
