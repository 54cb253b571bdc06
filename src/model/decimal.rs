//! Text → decimal, every digit or a refusal. `Decimal`'s own reading rounds past 28 digits.

use std::fmt;

use rust_decimal::Decimal;

/// The most digits a number may be written with.
const MOST_DIGITS: i32 = 28;
/// The largest power of ten a number may be written with, either way.
const LARGEST_EXPONENT: i32 = 28;

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

/// Reads `2985`, `-7`, `2.40`, `1_000` and `3e2`, each exactly.
pub fn decimal_from(text: &str) -> Result<Decimal, NotANumber> {
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
    let value = if negative { -digits.value } else { digits.value };
    scaled(value, exponent - (digits.count - whole_digits)).ok_or(NotANumber::TooLong)
}

/// `value × 10^exponent`, where a decimal can hold it.
fn scaled(value: i128, exponent: i32) -> Option<Decimal> {
    let power = 10_i128.checked_pow(u32::try_from(exponent).unwrap_or(0))?;
    let scale = u32::try_from(-exponent).unwrap_or(0);
    Decimal::try_from_i128_with_scale(value.checked_mul(power)?, scale).ok()
}

/// Decimal digits read so far.
#[derive(Default)]
struct Digits {
    value: i128,
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
                self.value = self.value * 10 + i128::from(byte - b'0');
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

    #[test]
    fn a_number_is_read_exactly_however_it_is_written() {
        assert_eq!(decimal_from("2.40"), decimal_from("24e-1"));
        assert_eq!(decimal_from("1_000"), decimal_from("1e3"));
        assert_eq!(decimal_from("+5"), decimal_from("5.000"));
        let long = decimal_from("123456789012345678.99").unwrap();
        assert_eq!(long.to_string(), "123456789012345678.99");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", ".", ".5", "5.", "nan", "inf", "1e", "1e+", "1__0", "_1", "0x1F", "1,000",
            "١", "1e1e1", "--1", "1 ",
        ] {
            assert_eq!(decimal_from(text), Err(NotANumber::Malformed), "{text}");
        }
    }

    #[test]
    fn a_number_may_have_28_digits_and_no_more() {
        assert!(decimal_from("1234567890123456789012345678").is_ok());
        assert_eq!(decimal_from("12345678901234567890123456789"), Err(NotANumber::TooLong));
        assert!(decimal_from("1e28").is_ok());
        for text in ["1e29", "1e400", "1e99999999999999999999", "0.1e-28", "9e28"] {
            assert_eq!(decimal_from(text), Err(NotANumber::TooLong), "{text}");
        }
    }
}
