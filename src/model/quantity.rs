//! Amounts with units. A wrong formula does not compile: tokens times a token price is money, and
//! nothing else is.

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Code, Exact, Limits, NotANumber, Refused};

/// An amount that can come from outside: from a command line or a file.
pub trait Given: Sized {
    /// What an amount of this kind may be where nothing narrower is asked.
    const LIMITS: Limits;

    /// Wraps a number that the engine worked out.
    fn new(value: Exact) -> Self;

    /// Reads an amount within `limits`; the error says what would be right.
    fn within(limits: Limits, text: &str) -> Result<Self, Refused> {
        let value = text.parse::<Exact>().map_err(|problem| match problem {
            NotANumber::TooLong => Refused { code: Code::InexactNumber, rule: problem.to_string() },
            NotANumber::Malformed => {
                let unsigned = text.trim_start_matches(['-', '+']);
                let code = if matches!(unsigned, "nan" | "inf") {
                    Code::InexactNumber
                } else {
                    Code::WrongType
                };
                let rule = if limits.whole() { limits.to_string() } else { problem.to_string() };
                Refused { code, rule }
            }
        })?;
        limits.check(&value)?;
        Ok(Self::new(value))
    }
}

impl Given for Exact {
    const LIMITS: Limits = Limits::QUANTITY;
    fn new(value: Exact) -> Self {
        value
    }
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $limits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(Exact);

        impl $name {
            /// None of it.
            pub fn zero() -> Self {
                Self(Exact::zero())
            }

            /// Whether there is none of it.
            pub fn is_zero(&self) -> bool {
                self.0.is_zero()
            }

            /// The next whole one, where this is not whole.
            #[must_use]
            pub fn ceil(&self) -> Self {
                Self(self.0.ceil())
            }

            /// So many percent of it.
            #[must_use]
            pub fn share(&self, share: &Percent) -> Self {
                self * &share.fraction()
            }

            /// What share of `whole` this is; `None` of nothing.
            pub fn share_of(&self, whole: &Self) -> Option<Percent> {
                Percent::of(&self.0, &whole.0)
            }

            /// How many times `other` this is; `None` of nothing.
            pub fn times(&self, other: &Self) -> Option<Exact> {
                self.0.divided_by(&other.0)
            }

            /// How far apart the two are, whichever is larger.
            #[must_use]
            pub fn distance(&self, other: &Self) -> Self {
                Self((&self.0 - &other.0).abs())
            }

            /// The bare number.
            pub fn exact(&self) -> &Exact {
                &self.0
            }
        }

        impl Given for $name {
            const LIMITS: Limits = $limits;
            fn new(value: Exact) -> Self {
                Self(value)
            }
        }

        impl From<u64> for $name {
            fn from(whole: u64) -> Self {
                Self(whole.into())
            }
        }

        impl FromStr for $name {
            type Err = Refused;
            fn from_str(text: &str) -> Result<Self, Refused> {
                Self::within(Self::LIMITS, text)
            }
        }

        impl<'a> Add<&'a $name> for &'a $name {
            type Output = $name;
            fn add(self, other: &$name) -> $name {
                $name(&self.0 + &other.0)
            }
        }

        impl<'a> Sub<&'a $name> for &'a $name {
            type Output = $name;
            fn sub(self, other: &$name) -> $name {
                $name(&self.0 - &other.0)
            }
        }

        impl<'a> Sum<&'a $name> for $name {
            fn sum<I: Iterator<Item = &'a $name>>(amounts: I) -> Self {
                amounts.fold(Self::zero(), |sum, amount| &sum + amount)
            }
        }

        impl Mul<&Exact> for &$name {
            type Output = $name;
            fn mul(self, factor: &Exact) -> $name {
                $name(&self.0 * factor)
            }
        }
    };
}

quantity!(
    /// Money in the currency of the rate sheet. Given from outside: a price of a subscription.
    Money, Limits::PRICE
);
quantity!(
    /// A number of tokens, perhaps a fraction of one.
    Tokens, Limits::TOKENS
);
quantity!(
    /// Money for one token.
    TokenPrice, Limits::PRICE
);
quantity!(
    /// The rate of a product: tokens for one day of use.
    TokensPerDay, Limits::TOKENS
);
quantity!(
    /// Money for one day of use.
    PricePerDay, Limits::PRICE
);
quantity!(
    /// A number of days of use. Given from outside: whole ones within a year.
    Days, Limits::DAYS_OF_USE
);

/// Division that knows its unit, and that a divisor may be zero.
pub trait Divide<Divisor> {
    /// The unit of the quotient.
    type Quotient;

    /// `self ÷ divisor`; `None` where the divisor is zero.
    fn divided_by(&self, divisor: &Divisor) -> Option<Self::Quotient>;
}

/// `product!(A * B = C)`: the products A × B and B × A, and the quotients C ÷ A and C ÷ B.
macro_rules! product {
    ($left:ident * $right:ident = $whole:ident) => {
        product!(@one $left, $right, $whole);
        product!(@one $right, $left, $whole);
    };
    (@one $left:ident, $right:ident, $whole:ident) => {
        impl Mul<&$right> for &$left {
            type Output = $whole;
            fn mul(self, other: &$right) -> $whole {
                $whole(&self.0 * &other.0)
            }
        }

        impl Divide<$left> for $whole {
            type Quotient = $right;
            fn divided_by(&self, divisor: &$left) -> Option<$right> {
                self.0.divided_by(&divisor.0).map($right)
            }
        }
    };
}

product!(Tokens * TokenPrice = Money);
product!(TokensPerDay * Days = Tokens);
product!(TokensPerDay * TokenPrice = PricePerDay);
product!(PricePerDay * Days = Money);

impl Money {
    /// What is left to pay when `discount` comes off.
    #[must_use]
    pub fn discounted(&self, discount: &Percent) -> Self {
        self * &discount.off()
    }
}

impl TokensPerDay {
    /// The tokens of so many charged days.
    pub fn for_days(&self, days: u64) -> Tokens {
        Tokens(&self.0 * &days.into())
    }
}

impl TokenPrice {
    /// What a consumed token costs when only the share `utilization` of those bought is consumed
    /// (RULES §7); `None` where none is.
    pub fn per_consumed(&self, utilization: &Percent) -> Option<Self> {
        self.0.divided_by(&utilization.fraction()).map(Self)
    }
}

/// A percentage, written `15%` or `15`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Percent(Exact);

impl Percent {
    /// So many percent.
    pub fn new(percent: Exact) -> Self {
        Self(percent)
    }

    /// Reads a percentage within `limits`.
    pub fn within(limits: Limits, text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).trim_end();
        let value = number
            .parse::<Exact>()
            .map_err(|_| "must be a percentage such as 15% or 15".to_owned())?;
        limits.check(&value).map_err(|problem| format!("{problem}, in percent"))?;
        Ok(Self(value))
    }

    /// The number before the sign: 15 for 15 %.
    pub fn exact(&self) -> &Exact {
        &self.0
    }

    /// Whether this is 0 %.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The factor of this share: 0.15 for 15 %.
    pub fn fraction(&self) -> Exact {
        self.0.times_ten_to(-2)
    }

    /// The factor of what is left when this comes off: 0.85 for 15 %.
    pub fn off(&self) -> Exact {
        &Exact::from(1) - &self.fraction()
    }

    /// The factor of a whole with this on top: 1.15 for 15 %.
    pub fn on_top(&self) -> Exact {
        &Exact::from(1) + &self.fraction()
    }

    /// The share that `fraction` is: 15 % for 0.15.
    pub fn from_fraction(fraction: &Exact) -> Self {
        Self(fraction.times_ten_to(2))
    }

    /// What share `part` is of `whole`; `None` of nothing.
    pub fn of(part: &Exact, whole: &Exact) -> Option<Self> {
        part.times_ten_to(2).divided_by(whole).map(Self)
    }
}

impl From<u64> for Percent {
    fn from(whole: u64) -> Self {
        Self(whole.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_divide_into_units() {
        let (rate, price) = (TokensPerDay::from(10), "3.00".parse::<TokenPrice>().unwrap());
        let per_day = &rate * &price;
        // 10 tokens × 3.00 = 30.00 a day; 2,985 ÷ 30 = 99.5 days
        assert_eq!(per_day, PricePerDay::from(30));
        let annual = "2985".parse::<Money>().unwrap();
        assert_eq!(annual.divided_by(&per_day).unwrap().exact(), &"99.5".parse().unwrap());
        assert_eq!(annual.divided_by(&PricePerDay::zero()), None);
    }

    #[test]
    fn a_percentage_reads_with_and_without_its_sign() {
        assert_eq!(Percent::within(Limits::SHARE, "15%"), Percent::within(Limits::SHARE, "15"));
        assert_eq!(Percent::from(15).on_top(), "1.15".parse().unwrap());
        assert_eq!(Percent::from(15).off(), "0.85".parse().unwrap());
        assert!(Percent::within(Limits::DISCOUNT, "100%").is_err());
        assert!(Percent::within(Limits::DISCOUNT, "%").is_err());
    }
}
