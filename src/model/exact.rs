//! The one number type: an exact fraction of two whole numbers of any size.
//!
//! Why not a decimal type: quotients such as 217 × 2 ÷ 3600 have no decimal end, and three thirds
//! of a token that add up to 1.000…001 would buy a token too many; the risk formula cubes token
//! counts, which overflows 28 digits. A fraction neither rounds nor overflows, so no sum in the
//! engine has to be checked for either.

use std::fmt;
use std::num::NonZeroU64;
use std::ops::{Add, Mul, Sub};
use std::str::FromStr;

use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, Sign, UBig};
use dashu_ratio::RBig;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most digits a number may be written with.
const MOST_DIGITS: i32 = 28;
/// The largest power of ten a number may be written with, either way.
const LARGEST_EXPONENT: i32 = 28;

/// An exact number without a unit. Amounts wrap it: [`Money`](super::Money),
/// [`Tokens`](super::Tokens) and so on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(RBig);

/// Zero.
impl Default for Exact {
    fn default() -> Self {
        Self::zero()
    }
}

impl Exact {
    /// Zero.
    pub const fn zero() -> Self {
        Self(RBig::ZERO)
    }

    /// `self × 10^exponent`; the exponent may be negative.
    #[must_use]
    pub fn times_ten_to(&self, exponent: i32) -> Self {
        if exponent == 0 {
            return self.clone();
        }
        let power = UBig::from(10_u8).pow(exponent.unsigned_abs() as usize);
        Self(if exponent < 0 { &self.0 / RBig::from(power) } else { &self.0 * RBig::from(power) })
    }

    /// `self ÷ divisor`; `None` where the divisor is zero.
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// A whole number of any size that the engine counts with.
    pub fn whole(number: u128) -> Self {
        Self(UBig::from(number).into())
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.sign() == Sign::Negative
    }

    /// Whether this has no fraction.
    pub fn is_whole(&self) -> bool {
        self.0.is_int()
    }

    /// The whole number at or below.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor().into())
    }

    /// The whole number at or above.
    #[must_use]
    pub fn ceil(&self) -> Self {
        Self(self.0.ceil().into())
    }

    /// The size without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { Self(-&self.0) } else { self.clone() }
    }

    /// The value as a `u64`, where it is one.
    pub fn to_u64(&self) -> Option<u64> {
        self.is_whole().then(|| u64::try_from(self.0.numerator()).ok()).flatten()
    }

    /// How many decimals the number has, where its decimal expansion ends: 0.125 has 3, a third has
    /// `None`.
    pub fn decimals(&self) -> Option<u32> {
        if self.is_whole() {
            return Some(0);
        }
        let mut rest = self.0.denominator().clone();
        let [twos, fives] = [2_u8, 5].map(|prime| rest.remove(&prime.into()).unwrap_or_default());
        rest.is_one().then_some(twos.max(fives)).and_then(|decimals| decimals.try_into().ok())
    }
}

/// How many digits of a quotient without an end are written.
const SIGNIFICANT_DIGITS: usize = 28;

/// Every digit where the number has an end, else 28 significant ones: what programs get.
impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rounded(self.decimals().unwrap_or_else(|| self.significant_decimals())))
    }
}

/// A JSON number with the digits of [`Display`](fmt::Display): the number type of `serde_json`
/// keeps the text it is given.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = self.to_string().parse::<serde_json::Number>();
        number.map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    /// Reads what [`Serialize`] wrote, with every digit.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        number.as_str().parse().map_err(serde::de::Error::custom)
    }
}

impl Exact {
    /// The digits with so many decimals, rounded half away from zero; never `-0`. For rendering
    /// only: the engine does not round.
    pub fn rounded(&self, decimals: u32) -> String {
        let width = decimals as usize;
        let scaled = self.times_ten_to(i32::try_from(decimals).unwrap_or(i32::MAX)).0.round();
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

    /// The decimals that make 28 significant digits.
    fn significant_decimals(&self) -> u32 {
        let whole = self.abs().0.floor().to_string();
        let used = if whole == "0" { 0 } else { whole.len() };
        let mut decimals = SIGNIFICANT_DIGITS.saturating_sub(used);
        if used == 0 {
            let (one, mut shifted) = (Self::from(1), self.abs().times_ten_to(1));
            while !shifted.is_zero() && shifted < one {
                shifted = shifted.times_ten_to(1);
                decimals += 1;
            }
        }
        u32::try_from(decimals).unwrap_or(u32::MAX)
    }

    /// `self ÷ divisor`, which is never zero.
    #[must_use]
    pub fn over(&self, divisor: NonZeroU64) -> Self {
        Self(&self.0 / RBig::from(UBig::from(divisor.get())))
    }
}

impl From<u64> for Exact {
    fn from(whole: u64) -> Self {
        Self(UBig::from(whole).into())
    }
}

impl<'a> Add<&'a Exact> for &'a Exact {
    type Output = Exact;
    fn add(self, other: &Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }
}

impl<'a> Sub<&'a Exact> for &'a Exact {
    type Output = Exact;
    fn sub(self, other: &Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }
}

impl<'a> Mul<&'a Exact> for &'a Exact {
    type Output = Exact;
    fn mul(self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }
}

/// What is wrong with a text that should be a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// It is not written as a decimal number.
    Malformed,
    /// It has more digits than any amount here can need.
    TooLong,
}

impl fmt::Display for NotANumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => write!(out, "must be a decimal number such as 2985 or 2.40"),
            Self::TooLong => write!(out, "must be a number of at most {MOST_DIGITS} digits"),
        }
    }
}

impl std::error::Error for NotANumber {}

impl FromStr for Exact {
    type Err = NotANumber;

    /// Reads `2985`, `-7`, `2.40`, `1_000` and `3e2`, each exactly.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_from(exponent)?),
            None => (text, 0),
        };
        let (negative, size) = split_sign(mantissa);
        let (whole, fraction) =
            size.split_once('.').map_or((size, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut digits = Digits::default();
        digits.push(whole)?;
        let whole_digits = digits.count;
        fraction.map_or(Ok(()), |fraction| digits.push(fraction))?;
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        let number = Self(IBig::from_parts(sign, digits.value.into()).into());
        Ok(number.times_ten_to(exponent - (digits.count - whole_digits)))
    }
}

/// Decimal digits read so far.
#[derive(Default)]
struct Digits {
    value: u128,
    count: i32,
}

impl Digits {
    /// Reads further digits; an underscore may stand between two of them.
    fn push(&mut self, text: &str) -> Result<(), NotANumber> {
        for group in text.split('_') {
            if group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(NotANumber::Malformed);
            }
            for byte in group.bytes() {
                self.count += 1;
                if self.count > MOST_DIGITS {
                    return Err(NotANumber::TooLong);
                }
                self.value = self.value * 10 + u128::from(byte - b'0');
            }
        }
        Ok(())
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn exponent_from(text: &str) -> Result<i32, NotANumber> {
    let (_, size) = split_sign(text);
    if size.is_empty() || !size.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotANumber::Malformed);
    }
    let exponent = text.parse::<i32>().map_err(|_| NotANumber::TooLong)?;
    if exponent.abs() > LARGEST_EXPONENT { Err(NotANumber::TooLong) } else { Ok(exponent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().expect(text)
    }

    #[test]
    fn a_number_is_read_exactly_however_it_is_written() {
        assert_eq!(exact("2.40"), exact("24e-1"));
        assert_eq!(exact("1_000"), exact("1e3"));
        assert_eq!(exact("+5"), exact("5.000"));
        assert_eq!(exact("123456789012345678.99").decimals(), Some(2));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", ".", ".5", "5.", "nan", "inf", "1e", "1e+", "1__0", "_1", "0x1F", "1,000",
            "١", "1e1e1", "--1", "1 ",
        ] {
            assert_eq!(text.parse::<Exact>(), Err(NotANumber::Malformed), "{text}");
        }
    }

    #[test]
    fn a_number_may_have_28_digits_and_no_more() {
        assert!("1234567890123456789012345678".parse::<Exact>().is_ok());
        assert_eq!("12345678901234567890123456789".parse::<Exact>(), Err(NotANumber::TooLong));
        assert!("1e28".parse::<Exact>().is_ok());
        assert_eq!("1e29".parse::<Exact>(), Err(NotANumber::TooLong));
        assert_eq!("1e400".parse::<Exact>(), Err(NotANumber::TooLong));
        assert_eq!("1e99999999999999999999".parse::<Exact>(), Err(NotANumber::TooLong));
    }

    #[test]
    fn three_thirds_are_one() {
        let third = exact("1").divided_by(&exact("3")).unwrap();
        assert_eq!(third.decimals(), None);
        assert_eq!(&(&third + &third) + &third, exact("1"));
        assert_eq!(exact("1").divided_by(&exact("0")), None);
    }

    #[test]
    fn halves_round_away_from_zero() {
        // 0.5 → 1, 1.5 → 2 and 2.5 → 3 (a banker would say 2), −0.5 → −1
        for (text, whole) in [
            ("0.5", "1"),
            ("1.5", "2"),
            ("2.5", "3"),
            ("-0.5", "-1"),
            ("2.4999", "2"),
            ("-0.4", "0"),
        ] {
            assert_eq!(exact(text).rounded(0), whole, "{text}");
        }
    }

    #[test]
    fn programs_get_every_digit_or_28() {
        let quotient = |dividend: u64, divisor: u64| {
            Exact::from(dividend).divided_by(&divisor.into()).unwrap()
        };
        assert_eq!(exact("-123456789012345678.99").to_string(), "-123456789012345678.99");
        assert_eq!(quotient(680, 9).to_string(), "75.55555555555555555555555556");
        assert_eq!(quotient(1, 300).to_string(), "0.003333333333333333333333333333");
        assert_eq!(Exact::zero().to_string(), "0");
    }
}
