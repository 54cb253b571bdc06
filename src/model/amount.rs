//! Amounts with units, as decimals. A wrong formula does not compile: tokens times a token price is
//! money, and nothing else is.
//!
//! `rust_decimal` drops decimals past its 28th digit, silently. So what comes in is bounded
//! ([`Limits`]) such that sums and parts of it stay within 28 digits, and a debug build asks after
//! each whether a digit is missing (`tests/laws.rs` tries the extremes together). The product of
//! two amounts may need more digits than that, and a division may never end: both are a
//! [`Quotient`], which does not round.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::unit::read;
use super::{Divide, Given, Limits, Quotient, Refused, Unit, decimal_from};

/// The product of two decimals, which loses no digit: it has the decimals of both.
fn product(one: Decimal, other: Decimal) -> Decimal {
    let (one, other) = (one.normalize(), other.normalize());
    let product = one * other;
    let is_whole = product.is_zero() || product.scale() == one.scale() + other.scale();
    debug_assert!(is_whole, "{one} × {other} has lost digits");
    product
}

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Decimal);

        impl $name {
            /// None of it.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// Whether this is zero.
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// Whether this has no fraction.
            pub fn is_whole(self) -> bool {
                self.0.is_integer()
            }

            /// The whole number at or above.
            #[must_use]
            pub fn ceil(self) -> Self {
                Self(self.0.ceil())
            }

            /// The size without the sign.
            #[must_use]
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }

            /// How far apart the two are, whichever is larger.
            #[must_use]
            pub fn distance(self, other: Self) -> Self {
                (self - other).abs()
            }

            /// So many percent of it.
            #[must_use]
            pub fn share(self, share: Percent) -> Self {
                self * share.fraction()
            }

            /// What share of `whole` this is; `None` of nothing.
            pub fn share_of(self, whole: impl Into<Quotient<Self>>) -> Option<Quotient<Percent>> {
                Percent::of(self, whole)
            }

            /// The value as a whole number, where it is one that fits.
            pub fn to_u64(self) -> Option<u64> {
                self.0.is_integer().then(|| self.0.try_into().ok()).flatten()
            }
        }

        impl Unit for $name {
            const MAX: Self = Self(Decimal::MAX);

            fn new(decimal: Decimal) -> Self {
                Self(decimal)
            }

            fn decimal(self) -> Decimal {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(whole: u64) -> Self {
                Self(whole.into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }

        /// Every digit, none of them an idle zero: what programs get.
        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.normalize(), out)
            }
        }

        /// A JSON number with every digit: the number type of `serde_json` keeps the text it is
        /// given.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let number = self.to_string().parse::<serde_json::Number>();
                number.map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = serde_json::Number::deserialize(deserializer)?;
                decimal_from(number.as_str()).map(Self).map_err(serde::de::Error::custom)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                let sum = self.0 + other.0;
                debug_assert!(sum - other.0 == self.0, "{self} + {other} has lost digits");
                Self(sum)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                let rest = self.0 - other.0;
                debug_assert!(rest + other.0 == self.0, "{self} - {other} has lost digits");
                Self(rest)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::ZERO, Add::add)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, more: Self) {
                *self = *self + more;
            }
        }

        impl Mul<&Quotient<Number>> for $name {
            type Output = Quotient<Self>;
            fn mul(self, factor: &Quotient<Number>) -> Quotient<Self> {
                Quotient::from(self).product(factor)
            }
        }
    };
}

/// A unit whose amounts come from outside as bare numbers.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $limits:expr) => {
        unit!($(#[$doc])* $name);

        impl Given for $name {
            const LIMITS: Limits = $limits;

            fn within(limits: Limits, text: &str) -> Result<Self, Refused> {
                read(limits, text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = Refused;
            fn from_str(text: &str) -> Result<Self, Refused> {
                Self::within(Self::LIMITS, text)
            }
        }
    };
}

/// `product!(A * B = C)`: the products A × B and B × A, and the quotients C ÷ A and C ÷ B.
macro_rules! product {
    ($left:ident * $right:ident = $whole:ident) => {
        product!(@one $left, $right, $whole);
        product!(@one $right, $left, $whole);
    };
    (@one $left:ident, $right:ident, $whole:ident) => {
        product!(@times $left, $right, $whole);
        product!(@times $left, &Quotient<$right>, $whole);
        product!(@times Quotient<$left>, $right, $whole);
        product!(@times Quotient<$left>, &Quotient<$right>, $whole);
        product!(@times &Quotient<$left>, $right, $whole);
        product!(@times &Quotient<$left>, &Quotient<$right>, $whole);

        product!(@quotient $whole, $left, $right);
        product!(@quotient Quotient<$whole>, $left, $right);
        product!(@quotient &Quotient<$whole>, $left, $right);
        product!(@quotient $whole, Quotient<$left>, $right);
        product!(@quotient &Quotient<$whole>, &Quotient<$left>, $right);
        product!(@quotient Quotient<$whole>, Quotient<$left>, $right);
        product!(@quotient $whole, &Quotient<$left>, $right);
    };
    // Exact whatever the two are: a decimal would drop digits past its 28th, silently.
    (@times $left:ty, $right:ty, $whole:ident) => {
        impl Mul<$right> for $left {
            type Output = Quotient<$whole>;
            fn mul(self, factor: $right) -> Quotient<$whole> {
                Quotient::from(self).product(&Quotient::from(factor))
            }
        }
    };
    (@quotient $whole:ty, $divisor:ty, $quotient:ident) => {
        impl Divide<$divisor> for $whole {
            type Unit = $quotient;
            fn divided_by(self, divisor: $divisor) -> Option<Quotient<$quotient>> {
                Quotient::from(self).ratio(divisor)
            }
        }
    };
}

quantity!(
    /// Money in the currency of the rate sheet. Given from outside: a price of a subscription.
    Money, Limits::ANNUAL_PRICE
);
quantity!(
    /// A number of tokens, perhaps a fraction of one.
    Tokens, Limits::TOKENS
);
quantity!(
    /// Money for one token.
    TokenPrice, Limits::TOKEN_PRICE
);
quantity!(
    /// The rate of a product: tokens for one day of use.
    TokensPerDay, Limits::RATE
);
quantity!(
    /// Money for one day of use.
    PricePerDay, Limits::TOKEN_PRICE
);
quantity!(
    /// A number of days of use. Given from outside: whole ones within a year.
    Days, Limits::DAYS_OF_USE
);
quantity!(
    /// A bare number: people, photos, a factor.
    Number, Limits::QUANTITY
);

product!(Tokens * TokenPrice = Money);
product!(TokensPerDay * Days = Tokens);
product!(TokensPerDay * TokenPrice = PricePerDay);
product!(PricePerDay * Days = Money);

/// A bare number scales every amount.
macro_rules! scaled {
    ($($name:ident)*) => {$(
        impl Mul<Number> for $name {
            type Output = Self;
            fn mul(self, factor: Number) -> Self {
                Self(product(self.0, factor.0))
            }
        }
    )*};
}

scaled!(Money Tokens TokenPrice TokensPerDay PricePerDay Days Number Percent);

impl TokensPerDay {
    /// The tokens of so many charged days, of which there are as many as rows at most: rates are
    /// small enough that they fit.
    pub fn for_days(self, days: u64) -> Tokens {
        Tokens(product(self.0, days.into()))
    }
}

impl Money {
    /// What is left to pay when `discount` comes off.
    #[must_use]
    pub fn discounted(self, discount: Percent) -> Self {
        self * discount.off()
    }
}

impl TokenPrice {
    /// What a consumed token costs when only the share `utilization` of those bought is consumed
    /// (RULES §7); `None` where none is.
    pub fn per_consumed(self, utilization: Percent) -> Option<Quotient<Self>> {
        Quotient::from(self).over(utilization.fraction())
    }
}

unit!(
    /// A percentage, written `15%` or `15`.
    Percent
);

impl Percent {
    /// Reads a percentage within `limits`.
    pub fn within(limits: Limits, text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).trim_end();
        let value = decimal_from(number)
            .map_err(|_| "must be a percentage such as 15% or 15".to_owned())?;
        limits.check(value).map_err(|problem| format!("{problem}, in percent"))?;
        Ok(Self(value))
    }

    /// The percentage that was meant by whoever wrote it as a fraction: 20 % for 0.2.
    #[must_use]
    pub fn hundredfold(self) -> Self {
        Self(self.0 * Decimal::ONE_HUNDRED)
    }

    /// The factor of this share: 0.15 for 15 %.
    pub fn fraction(self) -> Number {
        Number(self.0 * Decimal::new(1, 2))
    }

    /// The factor of what is left when this comes off: 0.85 for 15 %.
    pub fn off(self) -> Number {
        Number::from(1) - self.fraction()
    }

    /// The factor of a whole with this on top: 1.15 for 15 %.
    pub fn on_top(self) -> Number {
        Number::from(1) + self.fraction()
    }

    /// The share that `fraction` is: 15 % for 0.15.
    pub fn from_fraction(fraction: &Quotient<Number>) -> Quotient<Self> {
        (fraction * Number::from(100)).into_unit()
    }

    /// What share `part` is of `whole`; `None` of nothing.
    pub fn of<U: Unit>(
        part: impl Into<Quotient<U>>,
        whole: impl Into<Quotient<U>>,
    ) -> Option<Quotient<Self>> {
        part.into().times(whole).map(|times| Self::from_fraction(&times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_divide_into_units() {
        let (rate, price) = (TokensPerDay::from(10), "3.00".parse::<TokenPrice>().unwrap());
        let per_day = rate * price;
        // 10 tokens × 3.00 = 30.00 a day; 2,985 ÷ 30 = 99.5 days
        assert_eq!(per_day, PricePerDay::from(30));
        let annual = "2985".parse::<Money>().unwrap();
        assert_eq!(annual.divided_by(per_day).unwrap().to_string(), "99.5");
        assert_eq!(annual.divided_by(PricePerDay::ZERO), None);
    }

    #[test]
    fn a_percentage_reads_with_and_without_its_sign() {
        assert_eq!(Percent::within(Limits::SHARE, "15%"), Percent::within(Limits::SHARE, "15"));
        assert_eq!(Percent::from(15).on_top(), "1.15".parse().unwrap());
        assert_eq!(Percent::from(15).off(), "0.85".parse().unwrap());
        assert!(Percent::within(Limits::DISCOUNT, "100%").is_err());
        assert!(Percent::within(Limits::DISCOUNT, "%").is_err());
    }

    #[test]
    fn programs_get_no_idle_zero() {
        // rust_decimal keeps 2.40 as it was written, and −0 as −0
        assert_eq!("2.40".parse::<TokenPrice>().unwrap().to_string(), "2.4");
        assert_eq!((-Money::ZERO).to_string(), "0");
    }

    #[test]
    fn millionths_are_whole_or_nothing() {
        assert_eq!("1.5".parse::<Tokens>().unwrap().millionths(), Some(1_500_000));
        assert_eq!(Tokens::from_millionths(1), "0.000001".parse().unwrap());
        // A price less a discount may have twelve decimals.
        let fine = "0.000001".parse::<Money>();
        assert!(fine.is_err());
        let fine = "0.0001".parse::<Money>().unwrap().discounted(Percent::from(99));
        assert_eq!((fine.millionths(), fine.share(50.into()).millionths()), (Some(1), None));
    }
}
