//! Millionths of a token: whole numbers, since there are millions of charges. Below zero they are
//! a credit: tokens that were given back.
//!
//! The one way in is [`Micro::of`], the one way out `tokens`.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;

use super::{Tokens, Unit};

/// What one charge takes, one row states or one lot has, in millionths of a token. Files may state
/// a million times less than fits ([`Limits::TOKENS`](super::Limits::TOKENS)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micro(i64);

/// Any number of them together. No number of rows that can be read makes it overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroSum(i128);

impl Micro {
    /// None.
    pub const ZERO: Self = Self(0);
    /// The most that fits.
    pub const MAX: Self = Self(i64::MAX);

    /// So many millionths, taken.
    pub const fn new(millionths: u64) -> Self {
        Self(if millionths > i64::MAX as u64 { i64::MAX } else { millionths.cast_signed() })
    }

    /// So many tokens; `None` where they are no whole number of millionths, or too many.
    pub fn of(tokens: Tokens) -> Option<Self> {
        let size = i64::try_from(tokens.abs().millionths()?).ok()?;
        Some(Self(if tokens < Tokens::ZERO { -size } else { size }))
    }

    /// How many millionths were taken: a credit takes none.
    pub const fn count(self) -> u64 {
        if self.0 < 0 { 0 } else { self.0.cast_unsigned() }
    }

    /// As tokens.
    pub fn tokens(self) -> Tokens {
        MicroSum::from(self).tokens()
    }

    /// Whether it is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether it was given back.
    pub const fn is_credit(self) -> bool {
        self.0 < 0
    }
}

impl MicroSum {
    /// None.
    pub const ZERO: Self = Self(0);

    /// So many millionths, taken.
    pub const fn new(millionths: u128) -> Self {
        Self(if millionths > i128::MAX as u128 { i128::MAX } else { millionths.cast_signed() })
    }

    /// How many millionths were taken: what is a credit on the whole takes none.
    pub const fn count(self) -> u128 {
        if self.0 < 0 { 0 } else { self.0.cast_unsigned() }
    }

    /// As tokens.
    pub fn tokens(self) -> Tokens {
        // Rows of at most 10¹⁶ millionths fill the 28 digits of a decimal after 10¹² rows.
        Decimal::try_from_i128_with_scale(self.0, 6).map_or(Tokens::MAX, Tokens::new)
    }

    /// Whether it is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether more was given back than taken.
    pub const fn is_credit(self) -> bool {
        self.0 < 0
    }

    /// As much of it as `most`.
    pub fn up_to(self, most: Micro) -> Micro {
        Micro(i64::try_from(self.0.min(most.0.into())).unwrap_or(i64::MIN))
    }
}

impl From<Micro> for MicroSum {
    fn from(micro: Micro) -> Self {
        Self(micro.0.into())
    }
}

impl AddAssign for Micro {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Neg for Micro {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sub for Micro {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Micro {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl<M: Into<MicroSum>> Add<M> for MicroSum {
    type Output = Self;
    fn add(self, more: M) -> Self {
        Self(self.0 + more.into().0)
    }
}

impl<M: Into<MicroSum>> AddAssign<M> for MicroSum {
    fn add_assign(&mut self, more: M) {
        self.0 += more.into().0;
    }
}

impl<M: Into<MicroSum>> Sub<M> for MicroSum {
    type Output = Self;
    fn sub(self, less: M) -> Self {
        Self(self.0 - less.into().0)
    }
}

impl<M: Into<MicroSum>> SubAssign<M> for MicroSum {
    fn sub_assign(&mut self, less: M) {
        self.0 -= less.into().0;
    }
}

impl<M: Into<MicroSum>> Sum<M> for MicroSum {
    fn sum<I: Iterator<Item = M>>(amounts: I) -> Self {
        amounts.fold(Self::default(), |sum, amount| sum + amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Given, Limits, Percent};

    #[test]
    fn tokens_go_in_and_come_out() {
        let tokens: Tokens = "1.9".parse().unwrap();
        assert_eq!(Micro::of(tokens), Some(Micro::new(1_900_000)));
        assert_eq!(Micro::new(1_900_000).tokens(), tokens);
        assert_eq!(
            Micro::of(tokens.share(Percent::within(Limits::SHARE, "0.0001%").unwrap())),
            None
        );
    }

    #[test]
    fn every_amount_within_its_limits_fits_and_so_do_many_together() {
        let most = Tokens::within(Limits::LOT, "9999999999.999999").unwrap();
        let most = Micro::of(most).unwrap();
        // 1,845 × 9,999,999,999,999,999 is more than 2^63 = 9,223,372,036,854,775,808.
        let sum: MicroSum = [most; 1_845].into_iter().sum();
        assert_eq!(sum.tokens().to_string(), "18449999999999.998155");
    }

    #[test]
    fn a_sum_is_as_much_as_is_wanted_or_less() {
        let sum = MicroSum::new(5);
        let parts = [4, 5, 6].map(|most| sum.up_to(Micro::new(most)).count());
        assert_eq!(parts, [4, 5, 5]);
        let all = MicroSum::from(Micro::MAX) + Micro::MAX;
        assert_eq!(all.up_to(Micro::MAX), Micro::MAX);
    }

    #[test]
    fn what_is_given_back_is_below_zero() {
        let credit = Micro::of(Tokens::within(Limits::STATED, "-1.9").unwrap()).unwrap();
        assert_eq!((credit, credit.is_credit()), (-Micro::new(1_900_000), true));
        let sum = MicroSum::from(Micro::new(1_000_000)) + credit;
        assert_eq!((sum.tokens().to_string().as_str(), sum.is_credit()), ("-0.9", true));
    }
}
