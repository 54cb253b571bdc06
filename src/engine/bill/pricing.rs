//! What does a token cost on a bill?
//!
//! ```text
//! a token used costs what its lot did, or the mean of what was used, or the price without lots;
//!     where what nobody used is spread, its part of that besides
//! difference = what the lots cost for what was used − what that costs at the price taken
//! ```
//!
//! Example: 60 tokens at 3.00 and 40 at 2.50 were used, and 100 at 2.50 are left. By the mean a
//! token costs 280 ÷ 100 = 2.80; at a list price of 2.70 the difference is 10.00. Spread, it bears
//! 250 ÷ 100 = 2.50 more.
//!
//! Edges: where nothing was used there is no mean, and nobody to spread over. A token that was
//! lost costs what its lot did, unless that is spread.

use crate::engine::bill::chargeback::{Bill, Part};
use crate::engine::bill::invoice::{CostBy, Unused};
use crate::model::{Divide, Money, Quotient, TokenPrice, Tokens};

/// What tokens cost on one bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pricing {
    /// The price taken; `None`: what the lots cost.
    price: Option<Quotient<TokenPrice>>,
    /// What each token used bears of those that nobody used; `None`: they are told apart.
    spread: Option<Quotient<TokenPrice>>,
    /// What the lots cost beyond the price taken, exactly; only where it leaves something.
    pub difference: Option<Quotient<Money>>,
}

impl Pricing {
    /// The pricing of a bill.
    pub fn new(
        bill: &Bill,
        (cost, unused): (CostBy, Unused),
        list_price: &Quotient<TokenPrice>,
    ) -> Self {
        let consumed = bill.consumed();
        let price = match cost {
            CostBy::Lots => None,
            CostBy::Average => (&consumed.cost).divided_by(consumed.tokens),
            CostBy::List => Some(list_price.clone()),
        };
        let spread = match unused {
            Unused::Separate => None,
            Unused::Spread => bill.unused().cost.divided_by(consumed.tokens),
        };
        let rest = price.as_ref().map(|price| &consumed.cost - consumed.tokens * price);
        Self { price, spread, difference: rest.filter(|rest| !rest.is_zero()) }
    }

    /// What so many tokens of a lot cost who used them.
    pub fn of_use(&self, tokens: Tokens, lot_price: &Quotient<TokenPrice>) -> Quotient<Money> {
        self.used(tokens, tokens * lot_price)
    }

    /// What so many tokens of a lot cost that nobody used.
    pub fn of_loss(&self, tokens: Tokens, lot_price: &Quotient<TokenPrice>) -> Quotient<Money> {
        self.unused(tokens * lot_price)
    }

    /// What a group pays for what the lots cost so much for.
    pub fn of_group(&self, part: &Part) -> Part {
        Part { tokens: part.tokens, cost: self.used(part.tokens, part.cost.clone()) }
    }

    /// What is told apart of what nobody used.
    pub fn unused(&self, cost: Quotient<Money>) -> Quotient<Money> {
        if self.spread.is_none() { cost } else { Quotient::ZERO }
    }

    fn used(&self, tokens: Tokens, cost: Quotient<Money>) -> Quotient<Money> {
        let cost = self.price.as_ref().map_or(cost, |price| tokens * price);
        self.spread.iter().fold(cost, |cost, more| cost + tokens * more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(tokens: u64, cost: u64) -> Part {
        Part { tokens: tokens.into(), cost: cost.into() }
    }

    /// What groups pay of a bill, exactly.
    fn of(bill: &Bill, cost: CostBy, unused: Unused) -> (Vec<Part>, Option<Quotient<Money>>) {
        let pricing = Pricing::new(bill, (cost, unused), &Quotient::from(3));
        let groups = bill.groups.iter().map(|part| pricing.of_group(part)).collect();
        (groups, pricing.difference)
    }

    #[test]
    fn what_is_unused_is_spread_by_tokens() {
        let groups = vec![part(1, 3), part(3, 9)];
        let bill = Bill { groups, left: part(4, 8), ..Bill::default() };
        // 8 ÷ 4 = 2 on each: 3 + 2, 9 + 6
        let spread = of(&bill, CostBy::Lots, Unused::Spread);
        assert_eq!(spread, (vec![part(1, 5), part(3, 15)], None));
        let list = of(&bill, CostBy::List, Unused::Separate);
        assert_eq!(list, (bill.groups.clone(), None));
    }

    #[test]
    fn a_price_leaves_what_the_lots_cost_beyond_it() {
        let bill = Bill { groups: vec![part(2, 10), part(2, 4)], ..Bill::default() };
        // 14 ÷ 4 = 3.50 each; at 3.00 they are 12, and 2 are left
        let mean = of(&bill, CostBy::Average, Unused::Separate);
        assert_eq!(mean, (vec![part(2, 7), part(2, 7)], None));
        let list = of(&bill, CostBy::List, Unused::Separate);
        assert_eq!(list, (vec![part(2, 6), part(2, 6)], Some(2.into())));
    }

    #[test]
    fn of_nothing_used_there_is_no_mean_and_nobody_to_spread_over() {
        let bill = Bill { left: part(4, 8), ..Bill::default() };
        let pricing = Pricing::new(&bill, (CostBy::Average, Unused::Spread), &Quotient::from(3));
        assert_eq!(pricing, Pricing::default());
        assert_eq!(pricing.of_loss(4.into(), &Quotient::from(2)), Quotient::from(8));
    }
}
