//! How is a bill split to the cent, so that the parts add up to the whole?
//!
//! ```text
//! a cent = the smallest unit of the currency: 0.01 EUR, 1 JPY, 0.001 KWD (ISO 4217)
//! each part gets the cents below its exact amount; the cents that are left go to the largest
//!     remainders, ties by order
//! ```
//!
//! RULES §10.
//!
//! Example: 100.00 in three equal parts: 33.34, 33.33, 33.33; of 100 JPY: 34, 33, 33.
//!
//! Edges: the whole is the sum, rounded half away from zero; nothing to split has no parts; an
//! amount below zero, of who was given back more than taken, has the cents below it too.

use crate::model::{Money, Number, Quotient};

/// The amounts to the smallest unit of a currency, which has so many decimals, in their order;
/// together they are their exact sum to that unit.
pub fn to_the_cent(amounts: &[Quotient<Money>], decimals: u32) -> Vec<Quotient<Money>> {
    let unit = Number::from(10_u64.saturating_pow(decimals));
    let cents: Vec<_> = amounts.iter().map(|amount| amount * unit).collect();
    let mut floors: Vec<_> = cents.iter().map(Quotient::floor).collect();
    let sum: Quotient<Money> = cents.iter().sum();
    // Half a cent and more is one, on either side of zero.
    let half = Quotient::from(1).half();
    let whole = if sum < Quotient::ZERO { (sum - half).ceil() } else { (sum + half).floor() };
    let left = (whole - floors.iter().sum::<Quotient<Money>>()).to_u64();
    let left = left.and_then(|left| usize::try_from(left).ok()).unwrap_or_default();
    let mut order: Vec<usize> = (0..cents.len()).collect();
    let remainder = |place: &usize| cents.get(*place).map(|cents| cents - cents.floor());
    order.sort_by_cached_key(|place| (std::cmp::Reverse(remainder(place)), *place));
    for place in order.into_iter().take(left) {
        if let Some(cents) = floors.get_mut(place) {
            *cents += 1;
        }
    }
    floors.iter().filter_map(|cents| cents.over(unit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(amounts: &[&str]) -> Vec<String> {
        let amount = |text: &&str| serde_json::from_str::<Money>(text).unwrap().into();
        let amounts: Vec<_> = amounts.iter().map(amount).collect();
        to_the_cent(&amounts, 2).iter().map(|money| money.rounded(2)).collect()
    }

    #[test]
    fn of_currencies_without_cents_whole_units_go_round_and_of_others_thousandths() {
        let third = Quotient::from(100).shared(3.try_into().unwrap());
        let thirds = [third.clone(), third.clone(), third];
        let of = |decimals| {
            let parts = to_the_cent(&thirds, decimals);
            parts.iter().map(|money| money.rounded(decimals)).collect::<Vec<_>>()
        };
        assert_eq!(of(0), ["34", "33", "33"]);
        assert_eq!(of(3), ["33.334", "33.333", "33.333"]);
    }

    #[test]
    fn cents_that_are_left_go_to_the_largest_remainders_then_by_order() {
        // 0.334 + 0.333 + 0.333 = 1.00: one cent is left, and 0.334 has the largest remainder
        assert_eq!(parts(&["0.333", "0.334", "0.333"]), ["0.33", "0.34", "0.33"]);
        // 1.005 in three: 1.01 in all; two cents are left for equal remainders
        assert_eq!(parts(&["0.335", "0.335", "0.335"]), ["0.34", "0.34", "0.33"]);
        assert_eq!(parts(&["12", "0", "0.5"]), ["12.00", "0.00", "0.50"]);
        // −0.004 and 1.006: 1.002 in all; the floors are −0.01 and 1.00, and 0.6 of a cent is
        // left of either, which the first gets
        assert_eq!(parts(&["-0.004", "1.006"]), ["0.00", "1.00"]);
        // −0.005 is −0.01, as it would be rounded by itself
        assert_eq!(parts(&["-0.005"]), ["-0.01"]);
        assert_eq!(parts(&[]), Vec::<String>::new());
    }
}
