//! Millionths of a token: whole numbers, since there are millions of charges.
//!
//! The one way in is [`Micro::of`], the one way out `tokens`.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use rust_decimal::Decimal;

use super::{Tokens, Unit};

/// What one charge takes, one row states or one lot has, in millionths of a token. Files may state
/// a million times less than fits ([`Limits::TOKENS`](super::Limits::TOKENS)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micro(u64);

/// Any number of them together. No number of rows that can be read makes it overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroSum(u128);

impl Micro {
    /// None.
    pub const ZERO: Self = Self(0);
    /// The most that fits.
    pub const MAX: Self = Self(u64::MAX);

    /// So many millionths.
    pub const fn new(millionths: u64) -> Self {
        Self(millionths)
    }

    /// So many tokens; `None` where they are no whole number of millionths, or too many.
    pub fn of(tokens: Tokens) -> Option<Self> {
        tokens.millionths().map(Self)
    }

    /// How many millionths.
    pub const fn count(self) -> u64 {
        self.0
    }

    /// As tokens.
    pub fn tokens(self) -> Tokens {
        MicroSum::from(self).tokens()
    }

    /// Whether it is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl MicroSum {
    /// So many millionths.
    pub const fn new(millionths: u128) -> Self {
        Self(millionths)
    }

    /// How many millionths.
    pub const fn count(self) -> u128 {
        self.0
    }

    /// As tokens.
    pub fn tokens(self) -> Tokens {
        // Rows of at most 10¹⁶ millionths fill the 28 digits of a decimal after 10¹² rows.
        let count = i128::try_from(self.0).unwrap_or(i128::MAX);
        Decimal::try_from_i128_with_scale(count, 6).map_or(Tokens::MAX, Tokens::new)
    }

    /// Whether it is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// As one amount; `None` where that is too small for it.
    pub fn as_one(self) -> Option<Micro> {
        u64::try_from(self.0).ok().map(Micro)
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

impl Sub for MicroSum {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign<Micro> for MicroSum {
    fn sub_assign(&mut self, less: Micro) {
        self.0 -= u128::from(less.0);
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
        // 1,845 × 9,999,999,999,999,999 is more than 2^64 = 18,446,744,073,709,551,616.
        let sum: MicroSum = [most; 1_845].into_iter().sum();
        assert_eq!(sum.tokens().to_string(), "18449999999999.998155");
        assert_eq!(sum.as_one(), None);
        assert_eq!(MicroSum::from(Micro::MAX).as_one(), Some(Micro::MAX));
        assert_eq!((MicroSum::from(Micro::MAX) + Micro::new(1)).as_one(), None);
    }
}
