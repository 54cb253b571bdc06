//! How large, small and fine an amount may be when it comes in. One table, so that every door asks
//! the same.

use std::fmt;

use rust_decimal::Decimal;

use super::Code;

/// The range of an input, and how many decimals it may be written with.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    least: Least,
    most: Most,
    decimals: u32,
}

#[derive(Clone, Copy, Debug)]
enum Least {
    Above(i64),
    From(i64),
}

#[derive(Clone, Copy, Debug)]
enum Most {
    Below(i64),
    To(i64),
}

const MILLION: i64 = 1_000_000;
const MILLIARD: i64 = 1_000_000_000;
const TEN_MILLIARD: i64 = 10_000_000_000;

impl Limits {
    /// A price of a token.
    pub const TOKEN_PRICE: Self =
        Self { least: Least::Above(0), most: Most::Below(MILLION), decimals: 6 };
    /// A price of a year's subscription.
    pub const ANNUAL_PRICE: Self =
        Self { least: Least::Above(0), most: Most::Below(MILLIARD), decimals: 4 };
    /// What a token of a lot cost: nothing, where it was a gift.
    pub const LOT_PRICE: Self =
        Self { least: Least::From(0), most: Most::Below(MILLION), decimals: 6 };
    /// What a lot cost in all.
    pub const LOT_TOTAL: Self =
        Self { least: Least::From(0), most: Most::Below(TEN_MILLIARD), decimals: 4 };
    /// Tokens of a lot.
    pub const LOT: Self =
        Self { least: Least::Above(0), most: Most::Below(TEN_MILLIARD), decimals: 6 };
    /// The rate of a product, in tokens for one day of use; it may be 0 (RULES §4).
    pub const RATE: Self = Self { least: Least::From(0), most: Most::Below(MILLION), decimals: 6 };
    /// A number of tokens, or tokens for the units of a service: they may be 0 (RULES §4).
    pub const TOKENS: Self =
        Self { least: Least::From(0), most: Most::Below(TEN_MILLIARD), decimals: 6 };
    /// Tokens that an export states: below zero they are a credit.
    pub const STATED: Self =
        Self { least: Least::Above(-TEN_MILLIARD), most: Most::Below(TEN_MILLIARD), decimals: 6 };
    /// Tokens that can be bought together: whole ones.
    pub const PURCHASE: Self =
        Self { least: Least::From(1), most: Most::Below(TEN_MILLIARD), decimals: 0 };
    /// Things counted: photos, jobs, seconds.
    pub const QUANTITY: Self =
        Self { least: Least::Above(0), most: Most::Below(TEN_MILLIARD), decimals: 6 };
    /// Things that come whole: users, the units that one rate pays for.
    pub const COUNT: Self =
        Self { least: Least::From(1), most: Most::Below(MILLIARD), decimals: 0 };
    /// Months of one year.
    pub const MONTHS: Self = Self { least: Least::From(1), most: Most::To(12), decimals: 0 };
    /// Days of use in one year, leap years included.
    pub const DAYS_OF_USE: Self = Self { least: Least::From(1), most: Most::To(366), decimals: 0 };
    /// How long tokens live, in days.
    pub const TERM_DAYS: Self =
        Self { least: Least::From(1), most: Most::To(100_000), decimals: 0 };
    /// How long a session may be and still be free, in minutes: less than a 24-hour window.
    pub const GRACE_MINUTES: Self =
        Self { least: Least::From(0), most: Most::Below(1_440), decimals: 0 };
    /// What comes off a price, in percent; below zero the price rises.
    pub const DISCOUNT: Self =
        Self { least: Least::From(-1_000), most: Most::Below(100), decimals: 4 };
    /// What is added for safety, in percent.
    pub const BUFFER: Self = Self { least: Least::From(0), most: Most::To(1_000), decimals: 4 };
    /// How fast use will be, in percent of what it was.
    pub const PACE: Self = Self { least: Least::From(0), most: Most::To(10_000), decimals: 4 };
    /// The part of what was bought that is used, in percent; some of it.
    pub const UTILIZATION: Self = Self { least: Least::Above(0), most: Most::To(100), decimals: 4 };
    /// A part of a whole, in percent; perhaps none of it.
    pub const SHARE: Self = Self { least: Least::From(0), most: Most::To(100), decimals: 4 };

    /// Whether only whole numbers are within these limits.
    pub fn whole(&self) -> bool {
        self.decimals == 0
    }

    /// Whether `value` is within these limits; the error is the whole rule.
    pub fn check(&self, value: Decimal) -> Result<(), Refused> {
        let low_enough = match self.most {
            Most::Below(bound) => value < bound.into(),
            Most::To(bound) => value <= bound.into(),
        };
        let high_enough = match self.least {
            Least::Above(bound) => value > bound.into(),
            Least::From(bound) => value >= bound.into(),
        };
        let coarse_enough = value.normalize().scale() <= self.decimals;
        if low_enough && high_enough && coarse_enough {
            Ok(())
        } else {
            Err(Refused { code: Code::OutOfRange, rule: self.to_string() })
        }
    }
}

/// The whole rule, so that one correction is enough.
impl fmt::Display for Limits {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "must be {}", if self.whole() { "a whole number, " } else { "" })?;
        match self.least {
            Least::Above(least) => write!(out, "greater than {}", grouped(least))?,
            Least::From(least) => write!(out, "at least {}", grouped(least))?,
        }
        match self.most {
            Most::Below(most) => write!(out, " and less than {}", grouped(most))?,
            Most::To(most) => write!(out, " and at most {most}")?,
        }
        if self.whole() { Ok(()) } else { write!(out, ", with at most {} decimals", self.decimals) }
    }
}

/// A bound as it can be typed: `1_000_000`.
fn grouped(bound: i64) -> String {
    if bound.abs() < MILLION {
        return bound.to_string();
    }
    let digits = bound.abs().to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    let sign = if bound < 0 { "-" } else { "" };
    format!("{sign}{}", groups.collect::<Vec<_>>().join("_"))
}

/// Why an amount is refused: what kind of mistake it is, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The kind of mistake.
    pub code: Code,
    /// What would be right.
    pub rule: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rule)
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(limits: Limits, text: &str) -> bool {
        limits.check(text.parse().unwrap()).is_ok()
    }

    #[test]
    fn limits_hold_one_below_at_and_one_above() {
        let price = Limits::TOKEN_PRICE;
        assert!(!allows(price, "0") && allows(price, "0.000001") && !allows(price, "0.0000001"));
        assert!(allows(price, "999999.999999") && !allows(price, "1000000"));
        let annual = Limits::ANNUAL_PRICE;
        assert!(allows(annual, "999999999.9999") && !allows(annual, "1000000000"));
        assert!(allows(annual, "0.0001") && !allows(annual, "0.00001"));
        let tokens = Limits::TOKENS;
        assert!(allows(tokens, "0") && !allows(tokens, "-1") && !allows(tokens, "10000000000"));
        let stated = Limits::STATED;
        assert!(allows(stated, "-9999999999.999999") && !allows(stated, "-10000000000"));
        let days = Limits::DAYS_OF_USE;
        assert!(!allows(days, "0") && allows(days, "366") && !allows(days, "367"));
        assert!(allows(Limits::DISCOUNT, "99.9999") && !allows(Limits::DISCOUNT, "100"));
        assert!(allows(Limits::DISCOUNT, "-1000") && !allows(Limits::DISCOUNT, "-1000.0001"));
        assert!(!allows(Limits::UTILIZATION, "0") && allows(Limits::UTILIZATION, "100"));
        assert!(allows(Limits::SHARE, "0") && !allows(Limits::COUNT, "1.5"));
        // An idle zero is no decimal.
        assert!(allows(Limits::COUNT, "2.0"));
    }

    #[test]
    fn the_message_states_the_whole_rule() {
        let message = Limits::DAYS_OF_USE.check(367.into()).unwrap_err().to_string();
        assert_eq!(message, "must be a whole number, at least 1 and at most 366");
        let message = Limits::TOKEN_PRICE.to_string();
        assert_eq!(
            message,
            "must be greater than 0 and less than 1_000_000, with at most 6 decimals"
        );
        assert!(Limits::STATED.to_string().starts_with("must be greater than -10_000_000_000 "));
    }
}
