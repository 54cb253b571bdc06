//! What subscriptions cost for other terms than a year, in sentences.

use crate::model::TermPrices;
use crate::render::number;

/// What is known where the price of a year is not: nobody must take it for that of a year.
pub fn instead_of_a_year(prices: &TermPrices) -> Option<String> {
    if prices.year.is_some() {
        return None;
    }
    let terms = [
        (prices.month, "a month"),
        (prices.three_years, "three years"),
        (prices.floating, "a floating seat"),
    ];
    let known: Vec<_> =
        terms.into_iter().filter_map(|(price, term)| Some((number::money(price?), term))).collect();
    match known.as_slice() {
        [] => None,
        [(price, term)] => Some(format!("only the price of {term} is known: {price}")),
        known => {
            let known: Vec<_> =
                known.iter().map(|(price, term)| format!("{term} {price}")).collect();
            Some(format!("only prices of other terms are known: {}", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_where_a_year_or_nothing_is_known() {
        let words = |year: Option<u64>, month: Option<u64>, three_years: Option<u64>| {
            let [year, month, three_years] =
                [year, month, three_years].map(|price| price.map(Into::into));
            instead_of_a_year(&TermPrices { year, month, three_years, floating: None })
        };
        assert_eq!((words(Some(2985), Some(380), None), words(None, None, None)), (None, None));
        let one = words(None, Some(380), None);
        assert_eq!(one.as_deref(), Some("only the price of a month is known: 380.00"));
        let two = words(None, Some(380), Some(9020));
        let expected = "only prices of other terms are known: a month 380.00, three years 9,020.00";
        assert_eq!(two.as_deref(), Some(expected));
    }
}
