//! What all amounts have in common: a decimal behind the name of what it counts.

use std::fmt;
use std::hash::Hash;

use rust_decimal::Decimal;

use super::{Code, Limits, NotANumber, Quotient, Refused, decimal_from};

/// What an amount counts: a decimal behind a name.
pub trait Unit: Copy + Ord + Hash + fmt::Debug {
    /// More than any input can add up to.
    const MAX: Self;

    /// So many of it.
    fn new(decimal: Decimal) -> Self;

    /// The bare decimal, for reading and writing only.
    fn decimal(self) -> Decimal;

    /// So many millionths of it.
    fn from_millionths(millionths: u64) -> Self {
        Self::new(Decimal::from(millionths) * Decimal::new(1, 6))
    }

    /// How many millionths this is, where it is a whole number of them that fits.
    fn millionths(self) -> Option<u64> {
        let scaled = self.decimal().checked_mul(Decimal::from(1_000_000))?;
        scaled.is_integer().then(|| scaled.try_into().ok()).flatten()
    }
}

/// An amount that can come from outside: from a command line or a file.
pub trait Given: Sized {
    /// What an amount of this kind may be where nothing narrower is asked.
    const LIMITS: Limits;

    /// Reads an amount within `limits`; the error says what would be right.
    fn within(limits: Limits, text: &str) -> Result<Self, Refused>;
}

/// Reads a decimal within `limits`.
pub(super) fn read(limits: Limits, text: &str) -> Result<Decimal, Refused> {
    let value = decimal_from(text).map_err(|problem| match problem {
        NotANumber::TooLong => Refused { code: Code::InexactNumber, rule: problem.to_string() },
        NotANumber::Malformed => {
            let unsigned = text.trim_start_matches(['-', '+']);
            let is_float = matches!(unsigned, "nan" | "inf");
            let code = if is_float { Code::InexactNumber } else { Code::WrongType };
            let rule = if limits.whole() { limits.to_string() } else { problem.to_string() };
            Refused { code, rule }
        }
    })?;
    limits.check(value)?;
    Ok(value)
}

/// Division that knows its unit, that does not round, and that a divisor may be zero.
pub trait Divide<Divisor> {
    /// The unit of the quotient.
    type Unit;

    /// `self ÷ divisor`; `None` where the divisor is zero.
    fn divided_by(self, divisor: Divisor) -> Option<Quotient<Self::Unit>>;
}
