//! One grammar wherever an option takes several amounts: a list, a range, or a list of both, such
//! as `0%,10%`, `-10..10/5` or `2.4..3/0.1,3.5`.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::model::{Given, Limits, Percent, TokenPrice, Unit, decimal_from};

/// The most amounts that one option may stand for.
const MOST: usize = 400;

/// Amounts in the order in which they were written.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Several<T>(pub(super) Vec<T>);

/// All amounts of an option that was given several times.
pub(super) fn of<T: Copy>(given: &[Several<T>]) -> Vec<T> {
    given.iter().flat_map(|several| several.0.iter().copied()).collect()
}

/// Writes them as one list.
pub(super) fn all<T: Copy + Serialize, S: Serializer>(
    given: &[Several<T>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    of(given).serialize(serializer)
}

/// Reads discounts; below zero, they are rises.
pub(super) fn discounts(text: &str) -> Result<Several<Percent>, String> {
    let one = |text: &str| Percent::within(Limits::DISCOUNT, text);
    several(text, "0%,10% or -10..10/5", &one)
}

/// Reads how fast use will be, of what it was.
pub(super) fn paces(text: &str) -> Result<Several<Percent>, String> {
    let one = |text: &str| Percent::within(Limits::PACE, text);
    several(text, "80%,120% or 80..120/20", &one)
}

/// Reads prices of a token.
pub(super) fn token_prices(text: &str) -> Result<Several<TokenPrice>, String> {
    let one = |text: &str| {
        TokenPrice::within(Limits::TOKEN_PRICE, text).map_err(|refused| refused.to_string())
    };
    several(text, "3,2.4 or 2.4..3/0.1", &one)
}

fn several<T: Unit>(
    text: &str,
    example: &str,
    one: &dyn Fn(&str) -> Result<T, String>,
) -> Result<Several<T>, String> {
    let mut amounts = Vec::new();
    for part in text.split(',').map(str::trim) {
        let Some((from, rest)) = part.split_once("..") else {
            amounts.push(one(part)?);
            continue;
        };
        let bad_range = || format!("must be amounts, or ranges with a step, such as {example}");
        let (to, step) = rest.split_once('/').ok_or_else(bad_range)?;
        let step = decimal_from(step.trim().trim_end_matches('%')).map_err(|_| bad_range())?;
        let (from, to) = (one(from.trim())?, one(to.trim())?);
        let range = range(from.decimal(), to.decimal(), step).ok_or_else(bad_range)?;
        // What lies between two amounts within the limits may still be too fine for them.
        for amount in range {
            amounts.push(one(&amount.to_string())?);
        }
    }
    if amounts.len() > MOST {
        return Err(format!("must be at most {MOST} amounts, found {}", amounts.len()));
    }
    Ok(Several(amounts))
}

/// The numbers from the one to the other, upwards or downwards; `None` without a step above 0.
fn range(from: Decimal, to: Decimal, step: Decimal) -> Option<Vec<Decimal>> {
    if step <= Decimal::ZERO {
        return None;
    }
    let by = if to < from { -step } else { step };
    let (mut numbers, mut next) = (Vec::new(), from);
    // One more than may be is enough to see that they are too many.
    while (next - to) * by <= Decimal::ZERO && numbers.len() <= MOST {
        numbers.push(next.normalize());
        next = next.checked_add(by)?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        discounts(text).map(|all| all.0.iter().map(|one| one.decimal().to_string()).collect())
    }

    #[test]
    fn a_list_a_range_and_both_are_read_alike() {
        for text in
            ["0,10,20", "0%, 10%, 20%", "0..20/10", "0%..20%/10%", "0,10..20/10", "0..25/10"]
        {
            assert_eq!(read(text).unwrap(), ["0", "10", "20"], "{text}");
        }
        assert_eq!(read("-10..10/10").unwrap(), ["-10", "0", "10"]);
        assert_eq!(read("10..-10/10").unwrap(), ["10", "0", "-10"]);
        assert_eq!(read("-8").unwrap(), ["-8"]);
    }

    #[test]
    fn a_range_without_a_step_and_too_many_amounts_are_refused() {
        for text in ["0..10", "0..10/0", "0..10/-1", "0..10/x"] {
            assert!(read(text).unwrap_err().contains("with a step"), "{text}");
        }
        assert!(read("0..100/10").unwrap_err().contains("less than 100"));
        assert!(read("0..40/0.1").unwrap_err().contains("at most 400 amounts, found 401"));
        assert!(read("").is_err() && read("1,,2").is_err());
    }
}
