//! What does a token cost that no lot paid for?
//!
//! ```text
//! the price of the tier that all tokens asked for, up to the evening of the day of the question,
//!     together reach
//! ```
//!
//! RULES §5, as usage is priced that no lots are known for: one price for the bill without lots,
//! for `--cost list` and for budgets of money, in every command.
//!
//! Example: 6,000 tokens were asked for by the end of the year, with 2.50 agreed from 5,000 on: a
//! token that no lot paid for costs 2.50. By June it was 3,000: then it cost the list price, 3.00.
//!
//! Edges: use after that day decides nothing, so that a bill stays what it is when more usage is
//! added to the file. The terms are those of the sheet in force on that day, with what was agreed.

use crate::engine::bill::pools::Charged;
use crate::engine::price::token_price::{TokenPriceChoice, tier_price};
use crate::model::{Day, MicroSum, Sheets};

/// The price on the evening of a day.
pub fn unpaid_price(charged: &Charged, sheets: &Sheets, as_of: Day) -> TokenPriceChoice {
    let up_to = charged.charges.iter().filter(|charge| charge.at.day() <= as_of);
    let micro = up_to.filter_map(|charge| {
        let item = charged.directory.pair(charge.pair).item;
        charged.rates.of(charge, item)
    });
    tier_price(micro.sum::<MicroSum>().tokens(), &sheets.in_force(as_of).token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::{Usage, day};
    use crate::engine::price::token_price::Why;

    #[test]
    fn the_price_is_of_the_tier_that_all_tokens_up_to_the_day_reach() {
        let usage =
            Usage::new(&[("2026-06-01", 0, 3000), ("2026-06-02", 1, 1999), ("2026-06-03", 2, 1)]);
        let price = |as_of: &str| {
            let unpaid = unpaid_price(&usage.charged(), &sheets(), day(as_of));
            (unpaid.why, unpaid.price.rounded(2))
        };
        // 2.50 from 5,000 on
        assert_eq!(price("2026-05-31"), (Why::List, "3.00".to_owned()));
        assert_eq!(price("2026-06-02"), (Why::List, "3.00".to_owned()));
        let tier = Why::Tier { tokens: 5000.into(), from: 5000.into() };
        assert_eq!(price("2026-06-03"), (tier, "2.50".to_owned()));
    }
}
