//! What did a consumed token really cost, with what expired unused? (RULES §7)
//!
//! Formula: effective price = money spent ÷ tokens consumed.
//!
//! Example: 10,000 tokens at 2.40, of which 8,000 are consumed: 24,000 ÷ 8,000 = 3.00; 2,000
//! expire, worth 4,800.00. Below 24,000 ÷ 3.00 = 8,000 consumed, buying fewer at list price would
//! have been cheaper.
//!
//! Edges: nothing consumed has no effective price, which is not a price of zero.

use crate::model::{Divide, Money, Percent, Quotient, TokenPrice, Tokens};

/// A purchase and what became of it.
#[derive(Clone, Debug)]
pub struct EffectivePriceInput {
    /// Tokens bought.
    pub tokens: Tokens,
    /// What one cost.
    pub price: Quotient<TokenPrice>,
    /// Tokens consumed, at most those bought.
    pub consumed: Tokens,
    /// What a token costs below every tier.
    pub list_price: TokenPrice,
}

/// What a consumed token cost.
#[derive(Clone, Debug)]
pub struct EffectivePrice {
    /// What the tokens cost together.
    pub spent: Quotient<Money>,
    /// Tokens consumed.
    pub consumed: Tokens,
    /// Tokens that expire unused.
    pub expired_tokens: Tokens,
    /// What those had cost.
    pub expired_cost: Quotient<Money>,
    /// The share consumed, in percent; `None` of nothing bought.
    pub utilization_percent: Option<Quotient<Percent>>,
    /// Money for each token consumed; `None` where nothing was.
    pub effective_price: Option<Quotient<TokenPrice>>,
    /// The consumption below which buying at list price would have been cheaper.
    pub worse_than_list_below: Option<Quotient<Tokens>>,
}

/// Works out the effective price.
pub fn effective_price(input: &EffectivePriceInput) -> EffectivePrice {
    let spent = input.tokens * &input.price;
    let expired_tokens = input.tokens - input.consumed;
    EffectivePrice {
        expired_cost: expired_tokens * &input.price,
        utilization_percent: input.consumed.share_of(input.tokens),
        effective_price: (&spent).divided_by(input.consumed),
        worse_than_list_below: (&spent).divided_by(input.list_price),
        consumed: input.consumed,
        expired_tokens,
        spent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(consumed: u64) -> EffectivePrice {
        effective_price(&EffectivePriceInput {
            tokens: 10_000.into(),
            price: "2.40".parse::<TokenPrice>().unwrap().into(),
            consumed: consumed.into(),
            list_price: 3.into(),
        })
    }

    #[test]
    fn what_expires_makes_the_rest_dearer() {
        // 24,000 ÷ 8,000 = 3.00; 2,000 × 2.40 = 4,800
        let eighty = result(8000);
        assert_eq!((eighty.effective_price, eighty.expired_cost), (Some(3.into()), 4_800.into()));
        assert_eq!(eighty.worse_than_list_below, Some(8_000.into()));
    }

    #[test]
    fn nothing_consumed_has_no_price() {
        assert_eq!(result(0).effective_price, None);
    }
}
