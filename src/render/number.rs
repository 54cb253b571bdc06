//! Numbers as people read them: rounded half away from zero, thousands separated. Programs get
//! every digit.

use crate::model::{
    Days, Figure, Money, Number, Percent, PricePerDay, Quotient, TokenPrice, Tokens, TokensPerDay,
    minor_decimals, noun,
};

thread_local! {
    /// The decimals of money, of the one currency that an answer has.
    static DECIMALS: std::cell::Cell<u32> = const { std::cell::Cell::new(2) };
}

/// As long as it lives, money is written as that of its currency.
pub struct InCurrency(u32);

/// Writes money of `currency` from here on: without decimals where people pay without any. An
/// answer has one currency, which no sentence that has money in it need be told.
#[must_use]
pub fn in_currency(currency: &str) -> InCurrency {
    InCurrency(DECIMALS.replace(minor_decimals(currency)))
}

impl Drop for InCurrency {
    fn drop(&mut self) {
        DECIMALS.set(self.0);
    }
}

/// How many decimals of a token's price people get where it has that many.
const PRICE_DECIMALS: u32 = 6;

/// Money to the smallest unit of its currency: `2,985.00`, and of a currency without cents `2,985`.
pub fn money(amount: impl Into<Quotient<Money>>) -> String {
    money_digits(&amount.into().bare())
}

/// The number of money, as [`money`] writes it.
pub fn money_digits(number: &Quotient<Number>) -> String {
    fixed(number, DECIMALS.get())
}

/// The price of a token: to the cent, or finer where the price is; an endless quotient to the
/// cent, or to hundredths where there are none.
pub fn price(amount: impl Into<Quotient<TokenPrice>>) -> String {
    price_digits(&amount.into().bare())
}

/// Tokens: whole, or to at most two decimals.
pub fn tokens(amount: impl Into<Quotient<Tokens>>) -> String {
    count(&amount.into())
}

/// Days: whole, or to at most two decimals.
pub fn days(amount: impl Into<Quotient<Days>>) -> String {
    count(&amount.into())
}

/// Tokens for a day of use: whole, or to at most two decimals.
pub fn rate(amount: TokensPerDay) -> String {
    count(&amount)
}

/// What a day of use costs, to the cent.
pub fn price_per_day(amount: impl Into<Quotient<PricePerDay>>) -> String {
    money_digits(&amount.into().bare())
}

/// A percentage with its sign.
pub fn percent(amount: impl Into<Quotient<Percent>>) -> String {
    percent_digits(&amount.into().bare())
}

/// The number before the sign of a percentage.
pub fn percent_number(amount: impl Into<Quotient<Percent>>) -> String {
    count(&amount.into())
}

pub(super) fn percent_digits(number: &Quotient<Number>) -> String {
    format!("{} %", count(number))
}

/// A number as it was given: every decimal, thousands separated.
pub fn every_digit(figure: &impl Figure) -> String {
    let number = figure.bare();
    fixed(&number, number.decimals().unwrap_or(2))
}

/// A number for a sum that a reader can follow: every decimal up to the sixth, and a mark where
/// there are more.
pub fn in_full(figure: &impl Figure) -> String {
    in_full_from(&figure.bare(), 0)
}

/// The same of money and prices, which have at least the decimals of their currency.
pub fn money_in_full(figure: &impl Figure) -> String {
    in_full_from(&figure.bare(), DECIMALS.get())
}

fn in_full_from(number: &Quotient<Number>, fewest: u32) -> String {
    if let Some(decimals) = number.decimals().filter(|decimals| *decimals <= PRICE_DECIMALS) {
        return fixed(number, decimals.max(fewest));
    }
    // Cut off, not rounded: these are the digits that come first.
    let million = Number::from(1_000_000_u64);
    let cut = (number * million).floor().over(million);
    fixed(&cut.unwrap_or_else(|| number.clone()), PRICE_DECIMALS) + "…"
}

/// So many things, by the word for one: `1 person`, `1,200 people`.
pub fn counted(things: &impl Figure, one: &str) -> String {
    format!("{} {}", count(things), noun(things, one))
}

/// How many there are.
pub fn many(things: u64) -> String {
    count(&things)
}

/// A number with at most two decimals, none of them an idle zero.
pub fn count(figure: &impl Figure) -> String {
    let number = figure.bare();
    let places = number.decimals().map_or(2, |decimals| decimals.min(2));
    let text = fixed(&number, places);
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

pub(super) fn price_digits(number: &Quotient<Number>) -> String {
    let places = number.decimals().filter(|decimals| *decimals <= PRICE_DECIMALS);
    fixed(number, places.unwrap_or(2).max(DECIMALS.get()))
}

/// A number with a fixed number of decimals and with thousands separated.
pub fn fixed(figure: &impl Figure, places: u32) -> String {
    let digits = figure.bare().rounded(places);
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Unit;

    fn number(text: &str) -> Quotient<Number> {
        Number::new(text.parse().unwrap()).into()
    }

    fn quotient(dividend: u64, divisor: u64) -> Quotient<Number> {
        Quotient::from(dividend).over(divisor).unwrap()
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
    fn money_is_written_as_that_of_its_currency() {
        let of = |currency: &str| {
            let _money = in_currency(currency);
            [number("1234.5"), number("0.4567"), quotient(10, 3)]
                .map(|it| (money_digits(&it), price_digits(&it)))
        };
        let is = |money: &str, price: &str| (money.to_owned(), price.to_owned());
        assert_eq!(of("JPY"), [is("1,235", "1,234.5"), is("0", "0.4567"), is("3", "3.33")]);
        assert_eq!(
            of("KWD"),
            [is("1,234.500", "1,234.500"), is("0.457", "0.4567"), is("3.333", "3.333")]
        );
        assert_eq!(
            of("EUR"),
            [is("1,234.50", "1,234.50"), is("0.46", "0.4567"), is("3.33", "3.33")]
        );
        let _yen = in_currency("JPY");
        assert_eq!(of("EUR")[0].0, "1,234.50");
        assert_eq!(money_digits(&number("1")), "1");
    }

    #[test]
    fn thousands_are_separated_from_four_digits_on() {
        assert_eq!([999, 1000, 1_000_000].map(|n: u64| count(&n)), ["999", "1,000", "1,000,000"]);
    }

    #[test]
    fn a_sum_shows_every_digit_up_to_the_sixth_and_a_mark_where_there_are_more() {
        assert_eq!([number("2629.8125"), number("3")].map(|n| in_full(&n)), ["2,629.8125", "3"]);
        // 2.40 ÷ 0.775 = 3.0967741…, cut off after 3.096774; two thirds are not 0.666667
        assert_eq!(in_full(&quotient(96, 31)), "3.096774…");
        assert_eq!(in_full(&quotient(2, 3)), "0.666666…");
        assert_eq!(money_in_full(&number("3")), "3.00");
        assert_eq!(counted(&number("1200"), "person"), "1,200 people");
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
        assert_eq!(price_digits(&quotient(10, 3)), "3.33");
    }
}
