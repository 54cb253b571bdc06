//! Numbers as text: rounded half away from zero for people, every digit for programs.

use crate::model::{Days, Exact, Money, Percent, TokenPrice, Tokens};

/// How many digits of an endless quotient programs get.
const SIGNIFICANT_DIGITS: usize = 28;
/// How many decimals of a token's price people get where it has that many.
const PRICE_DECIMALS: u32 = 6;

/// Money to the cent: `2,985.00`.
pub fn money(amount: &Money) -> String {
    fixed(amount.exact(), 2)
}

/// The price of a token: to the cent, or finer where the price is; an endless quotient to four decimals.
pub fn price(amount: &TokenPrice) -> String {
    price_digits(amount.exact())
}

/// Tokens: whole, or to at most two decimals.
pub fn tokens(amount: &Tokens) -> String {
    count(amount.exact())
}

/// Days: whole, or to at most two decimals.
pub fn days(amount: &Days) -> String {
    count(amount.exact())
}

/// A percentage with its sign.
pub fn percent(amount: &Percent) -> String {
    percent_digits(amount.exact())
}

pub(super) fn percent_digits(number: &Exact) -> String {
    format!("{} %", count(number))
}

/// A number with at most two decimals, none of them an idle zero.
pub fn count(number: &Exact) -> String {
    let places = number.decimals().map_or(2, |decimals| decimals.min(2));
    let text = fixed(number, places);
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

pub(super) fn price_digits(number: &Exact) -> String {
    let places = number.decimals().filter(|decimals| *decimals <= PRICE_DECIMALS).unwrap_or(4);
    fixed(number, places.max(2))
}

/// A number with a fixed number of decimals and with thousands separated.
pub fn fixed(number: &Exact, places: u32) -> String {
    let digits = rounded(number, places);
    let (whole, fraction) =
        digits.split_once('.').map_or((digits.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or(grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

/// Every digit where the number has an end, else 28 significant ones.
pub fn exact(number: &Exact) -> String {
    if let Some(decimals) = number.decimals() {
        return rounded(number, decimals);
    }
    let whole_digits = number.whole_digits().trim_start_matches('0').len();
    let places = SIGNIFICANT_DIGITS.saturating_sub(whole_digits);
    let leading_zeros = if whole_digits == 0 { leading_zeros(number) } else { 0 };
    rounded(number, u32::try_from(places + leading_zeros).unwrap_or(u32::MAX))
}

/// The zeros between the point and the first digit of a number below one.
fn leading_zeros(number: &Exact) -> usize {
    let one = Exact::from(1);
    std::iter::successors(Some(number.abs().times_ten_to(1)), |shifted| Some(shifted.times_ten_to(1)))
        .take_while(|shifted| *shifted < one)
        .count()
}

/// A number rounded to `places` decimals, half away from zero; never `-0`.
fn rounded(number: &Exact, places: u32) -> String {
    let width = usize::try_from(places).unwrap_or(usize::MAX);
    let scaled = number.times_ten_to(i32::try_from(places).unwrap_or(i32::MAX)).round();
    let mut digits = scaled.whole_digits();
    if digits.len() <= width {
        digits.insert_str(0, &"0".repeat(width + 1 - digits.len()));
    }
    if width > 0 {
        digits.insert(digits.len() - width, '.');
    }
    if scaled.is_negative() {
        digits.insert(0, '-');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn quotient(dividend: u64, divisor: u64) -> Exact {
        Exact::from(dividend).divided_by(&divisor.into()).unwrap()
    }

    #[test]
    fn money_is_rounded_half_away_from_zero() {
        for (text, cents) in [
            ("0.005", "0.01"),
            ("0.004999", "0.00"),
            ("-0.005", "-0.01"),
            ("-0.004", "0.00"),
            ("1234567.125", "1,234,567.13"),
        ] {
            assert_eq!(fixed(&number(text), 2), cents, "{text}");
        }
    }

    #[test]
    fn thousands_are_separated_from_four_digits_on() {
        assert_eq!([999, 1000, 1_000_000].map(|n| count(&Exact::from(n))), ["999", "1,000", "1,000,000"]);
    }

    #[test]
    fn counts_show_no_idle_decimals() {
        assert_eq!(count(&number("99.50")), "99.5");
        assert_eq!(count(&quotient(680, 9)), "75.56");
        assert_eq!(count(&quotient(2999, 1000)), "3");
    }

    #[test]
    fn prices_show_cents_and_finer_where_they_are() {
        assert_eq!(price_digits(&number("3")), "3.00");
        assert_eq!(price_digits(&number("2.8525")), "2.8525");
        assert_eq!(price_digits(&quotient(10, 3)), "3.3333");
    }

    #[test]
    fn programs_get_every_digit_or_28() {
        assert_eq!(exact(&number("-123456789012345678.99")), "-123456789012345678.99");
        assert_eq!(exact(&quotient(680, 9)), "75.55555555555555555555555556");
        assert_eq!(exact(&quotient(1, 300)), "0.003333333333333333333333333333");
        assert_eq!(exact(&Exact::zero()), "0");
    }
}
