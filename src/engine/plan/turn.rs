//! At which price does advice turn?
//!
//! ```text
//! price of a token = (annual prices after − before) ÷ (tokens before − after), with the
//!     buffer
//! ```
//!
//! Example: a seat for 2,985.00 in place of 1,200 tokens turns at 2,985 ÷ 1,200 = 2.4875 a token,
//! and at 1,200 × 3.00 = 3,600.00 a seat.
//!
//! Edges: a change that takes as many tokens as before turns at no price of a token, nor does one
//! that takes more tokens and dearer seats. A close call is within 10 % of either price.

use crate::engine::plan::advice::AdviceInput;
use crate::engine::plan::mix::offers::{Held, Need, money};
use crate::engine::sums::breakeven::break_even_days;
use crate::model::{Days, Divide, Money, Number, Quotient, TokenPrice, Tokens, TokensPerDay, Unit};

/// A person's year with what is held.
pub(super) struct Year {
    pub(super) licences: Quotient<Money>,
    /// With the buffer.
    pub(super) tokens: Quotient<Tokens>,
}

impl Year {
    pub(super) fn new(input: &AdviceInput, needs: &[Need], held: &[Held]) -> Self {
        let on_flex = input.offers.micro_tokens(needs, held);
        Self {
            licences: money(input.offers.micro_cost(held)),
            tokens: input.parts.tokens(on_flex) * input.buffer.on_top(),
        }
    }

    pub(super) fn cost(&self, token_price: TokenPrice) -> Quotient<Money> {
        &self.tokens * token_price + &self.licences
    }
}

/// Where a change of subscriptions and the tokens in their place cost the same.
pub(super) struct Turn {
    /// The price of a token at which they do.
    pub(super) token_price: Quotient<TokenPrice>,
    /// What the subscriptions that change hands cost together.
    pub(super) licences: Quotient<Money>,
    /// The tokens in their place.
    pub(super) tokens: Quotient<Tokens>,
    /// What those cost today.
    pub(super) token_cost: Quotient<Money>,
}

impl Turn {
    /// `None` where tokens do not change, or change the same way as the money for subscriptions.
    pub(super) fn new(input: &AdviceInput, now: &Year, then: &Year) -> Option<Self> {
        let (tokens, licences) = (&now.tokens - &then.tokens, &then.licences - &now.licences);
        let token_price: Quotient<TokenPrice> = (&licences).divided_by(&tokens)?;
        let tokens = tokens.abs();
        (!token_price.is_negative()).then(|| Self {
            token_price,
            licences: licences.abs(),
            token_cost: &tokens * input.token_price,
            tokens,
        })
    }

    /// Whether the price of a token, or that of the subscriptions, is within 10 % of the turn.
    pub(super) fn is_close(&self, token_price: TokenPrice) -> bool {
        is_within_a_tenth(&self.token_price, &token_price.into())
            || is_within_a_tenth(&self.token_cost, &self.licences)
    }

    /// The days at which the subscriptions and so many tokens a day cost the same.
    pub(super) fn break_even_days(
        &self,
        input: &AdviceInput,
        days: &Quotient<Days>,
    ) -> Option<Quotient<Days>> {
        let tokens_per_day: Quotient<TokensPerDay> = (&self.tokens).divided_by(days)?;
        break_even_days(&self.licences, tokens_per_day, input.token_price)
    }
}

fn is_within_a_tenth<U: Unit>(turn: &Quotient<U>, paid: &Quotient<U>) -> bool {
    turn.distance(paid) * Number::from(10) <= *paid
}
