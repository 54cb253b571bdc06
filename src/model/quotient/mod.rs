//! A quotient that must not round: two whole numbers of any size, with a unit.
//!
//! Why not a decimal: 2,985 ÷ 31 has no decimal end, and a tie that is asked of a rounded quotient
//! is lost (63 of 1,276 realistic break-evens); three thirds of a token that add up to
//! 1.000…001 would buy a token too many. Why not two `i128`: the risk formula cubes token counts
//! (RULES §8), which needs 160 bits. So the big numbers live here, and nowhere else.

mod convert;
mod ops;
mod show;

use std::marker::PhantomData;
use std::num::NonZeroU64;

use dashu_int::ops::UnsignedAbs;
use dashu_int::{Sign, UBig};
use dashu_ratio::RBig;
use rust_decimal::Decimal;

pub use self::show::Figure;
use super::amount::{Number, Percent};
use super::unit::Unit;

/// How many digits of a quotient without an end are written.
const SIGNIFICANT_DIGITS: usize = 28;

/// An exact quotient that counts `U`: `Quotient<Days>` is days, and cannot become money by
/// accident.
pub struct Quotient<U> {
    value: RBig,
    unit: PhantomData<U>,
}

impl<U: Unit> Quotient<U> {
    /// None of it.
    pub const ZERO: Self = Self::of(RBig::ZERO);

    const fn of(value: RBig) -> Self {
        Self { value, unit: PhantomData }
    }

    /// So many of the unit, of any size: what the engine counted in whole numbers.
    pub fn whole(number: u128) -> Self {
        Self::of(UBig::from(number).into())
    }

    /// `number ÷ parts`, where the engine counts in parts of the unit; `None` of no parts.
    pub fn in_parts(number: u128, parts: u128) -> Option<Self> {
        (parts > 0).then(|| Self::of(RBig::from_parts(number.into(), parts.into())))
    }

    /// So many millionths of the unit.
    pub fn millionths(number: u128) -> Self {
        Self::of(RBig::from_parts(number.into(), UBig::from(1_000_000_u32)))
    }

    /// The same figure as another unit: for formulas whose units a type cannot follow.
    pub fn into_unit<V: Unit>(self) -> Quotient<V> {
        Quotient::of(self.value)
    }

    /// How many times `other` this is; `None` where that is zero.
    pub fn times(&self, other: impl Into<Self>) -> Option<Quotient<Number>> {
        let other = other.into().value;
        (!other.is_zero()).then(|| Quotient::of(&self.value / other))
    }

    /// `self ÷ divisor` without a unit; `None` where the divisor is zero.
    pub fn over(&self, divisor: impl Into<Quotient<Number>>) -> Option<Self> {
        self.ratio(divisor)
    }

    /// `self ÷ parts`, which are at least one.
    #[must_use]
    pub fn shared(&self, parts: NonZeroU64) -> Self {
        Self::of(&self.value / RBig::from(parts.get()))
    }

    /// A half of it.
    #[must_use]
    pub fn half(&self) -> Self {
        Self::of(&self.value / RBig::from(2_u8))
    }

    /// The quotient of two units, of which the caller says what it is.
    pub(super) fn ratio<V: Unit, W: Unit>(
        &self,
        divisor: impl Into<Quotient<V>>,
    ) -> Option<Quotient<W>> {
        let divisor = divisor.into().value;
        (!divisor.is_zero()).then(|| Quotient::of(&self.value / divisor))
    }

    /// The product of two units, of which the caller says what it is.
    pub(super) fn product<V: Unit, W: Unit>(&self, factor: &Quotient<V>) -> Quotient<W> {
        Quotient::of(&self.value * &factor.value)
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.value.sign() == Sign::Negative
    }

    /// Whether this has no fraction.
    pub fn is_whole(&self) -> bool {
        self.value.is_int()
    }

    /// The whole number at or below.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self::of(self.value.floor().into())
    }

    /// The whole number at or above.
    #[must_use]
    pub fn ceil(&self) -> Self {
        Self::of(self.value.ceil().into())
    }

    /// The whole amount at or above: inputs are bounded such that a decimal holds it.
    pub fn up_to_whole(&self) -> U {
        self.ceil().amount().unwrap_or(U::MAX)
    }

    /// The size without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { Self::of(-&self.value) } else { self.clone() }
    }

    /// How far apart the two are, whichever is larger.
    #[must_use]
    pub fn distance(&self, other: impl Into<Self>) -> Self {
        (self - other).abs()
    }

    /// So many percent of it.
    #[must_use]
    pub fn share(&self, share: Percent) -> Self {
        self.product(&share.fraction().into())
    }

    /// What share of `whole` this is; `None` of nothing.
    pub fn share_of(&self, whole: impl Into<Self>) -> Option<Quotient<Percent>> {
        Percent::of(self, whole)
    }

    /// The amount as a decimal, where it is one of at most 28 digits.
    pub fn amount(&self) -> Option<U> {
        let decimals = self.decimals().filter(|decimals| *decimals <= Decimal::MAX_SCALE)?;
        let scaled = self.scaled(decimals);
        let mantissa =
            scaled.is_int().then(|| i128::try_from(scaled.numerator())).and_then(Result::ok)?;
        Decimal::try_from_i128_with_scale(mantissa, decimals).ok().map(U::new)
    }

    /// The value as a whole number, where it is one that fits.
    pub fn to_u128(&self) -> Option<u128> {
        self.is_whole().then(|| u128::try_from(self.value.numerator()).ok()).flatten()
    }

    /// The value as a whole number, where it is one that fits.
    pub fn to_u64(&self) -> Option<u64> {
        self.to_u128()?.try_into().ok()
    }

    /// How many decimals the number has, where its expansion ends: 0.125 has 3, a third has `None`.
    pub fn decimals(&self) -> Option<u32> {
        if self.is_whole() {
            return Some(0);
        }
        let mut rest = self.value.denominator().clone();
        let [twos, fives] = [2_u8, 5].map(|prime| rest.remove(&prime.into()).unwrap_or_default());
        rest.is_one().then_some(twos.max(fives)).and_then(|decimals| decimals.try_into().ok())
    }

    /// The digits with so many decimals, rounded half away from zero; never `-0`. For rendering
    /// only: the engine does not round.
    pub fn rounded(&self, decimals: u32) -> String {
        let width = decimals as usize;
        let scaled = self.scaled(decimals).round();
        let mut digits = (&scaled).unsigned_abs().to_string();
        if digits.len() <= width {
            digits.insert_str(0, &"0".repeat(width + 1 - digits.len()));
        }
        if width > 0 {
            digits.insert(digits.len() - width, '.');
        }
        if scaled.sign() == Sign::Negative {
            digits.insert(0, '-');
        }
        digits
    }

    /// The value in units of the last of so many decimals.
    fn scaled(&self, decimals: u32) -> RBig {
        &self.value * RBig::from(UBig::from(10_u8).pow(decimals as usize))
    }

    /// The decimals that make 28 significant digits.
    fn significant_decimals(&self) -> u32 {
        let whole = self.abs().value.floor().to_string();
        if whole != "0" {
            return u32::try_from(SIGNIFICANT_DIGITS.saturating_sub(whole.len())).unwrap_or(0);
        }
        let tenth = RBig::from_parts(1.into(), 10_u8.into());
        let (mut decimals, mut rest) = (0, self.abs().value);
        while !rest.is_zero() && rest < tenth {
            rest *= RBig::from(10_u8);
            decimals += 1;
        }
        decimals + 28
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Divide, Money, PricePerDay};

    fn quotient(dividend: u64, divisor: u64) -> Quotient<Number> {
        Quotient::from(dividend).over(divisor).unwrap()
    }

    fn number(text: &str) -> Quotient<Number> {
        Number::new(text.parse().unwrap()).into()
    }

    #[test]
    fn three_thirds_are_one() {
        let third = quotient(1, 3);
        assert_eq!(third.decimals(), None);
        assert_eq!(&third + &third + &third, Quotient::from(1));
        assert_eq!(Quotient::<Number>::from(1).over(0), None);
    }

    #[test]
    fn a_quotient_is_a_decimal_where_it_has_an_end() {
        // 2,985 ÷ 30 = 99.5; a third has no end
        let days = Money::from(2985).divided_by(PricePerDay::from(30)).unwrap();
        assert_eq!(days.amount().map(|days| days.to_string()), Some("99.5".to_owned()));
        assert_eq!(quotient(1, 3).amount(), None);
    }

    #[test]
    fn halves_round_away_from_zero() {
        // 0.5 → 1, 1.5 → 2 and 2.5 → 3 (a banker would say 2), −0.5 → −1
        for (text, whole) in
            [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("2.4999", "2"), ("0.4", "0")]
        {
            assert_eq!(number(text).rounded(0), whole, "{text}");
        }
        assert_eq!((-number("0.5")).rounded(0), "-1");
        assert_eq!((-number("0.4")).rounded(0), "0");
    }

    #[test]
    fn programs_get_every_digit_or_28() {
        assert_eq!((-number("123456789012345678.99")).to_string(), "-123456789012345678.99");
        assert_eq!(quotient(680, 9).to_string(), "75.55555555555555555555555556");
        assert_eq!(quotient(1, 300).to_string(), "0.003333333333333333333333333333");
        assert_eq!(Quotient::<Number>::ZERO.to_string(), "0");
    }
}
