//! Numbers of answers, as the tests add them up.

use flexcalc::model::{Number, Quotient};
use serde_json::Value;

/// What a program was told, every digit of it: JSON numbers and the cells of a CSV alike.
pub(crate) fn number(text: &str) -> Quotient<Number> {
    let (size, is_negative) = text.strip_prefix('-').map_or((text, false), |size| (size, true));
    let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
    let digits: u128 = format!("{whole}{decimals}").parse().expect("a number of 38 digits");
    let parts = 10_u128.pow(decimals.len().try_into().expect("few decimals"));
    let number = Quotient::in_parts(digits, parts).expect("a power of ten");
    if is_negative { -number } else { number }
}

/// The number that a JSON value is.
#[allow(dead_code, reason = "each test file takes what it needs")]
pub(crate) fn of_json(value: &Value) -> Quotient<Number> {
    number(&value.to_string())
}

/// So many hundredths.
#[allow(dead_code, reason = "each test file takes what it needs")]
pub(crate) fn hundredths(count: u64) -> Quotient<Number> {
    Quotient::in_parts(count.into(), 100).expect("a hundred parts")
}
