//! What did a token of the real lots cost, with those that expired unused? (RULES §7)
//!
//! ```text
//! effective price = money spent ÷ tokens consumed; so far = (money spent − what is left) ÷
//!     tokens
//!     consumed
//! ```
//!
//! Example: 100 tokens at 3.00, 67 consumed and 33 expired: 300 ÷ 67 = 4.48 each. Of 500 at 2.70
//! with 10 consumed and 490 left, 1,350 ÷ 10 = 135.00 if the rest expires too, and 2.70 so far.
//!
//! Edges: nothing consumed has no effective price. Lots that are only planned cost nothing yet.

use crate::engine::balance::Totals;
use crate::engine::balance::of_teams::{TeamBalance, total};
use crate::engine::pool::LotState;
use crate::model::{Day, Divide, Money, Quotient, TokenPrice, Tokens};

/// What became of a lot, or of all of them.
#[derive(Clone, Debug)]
pub struct Became {
    /// Tokens bought.
    pub tokens: Tokens,
    /// What they cost together.
    pub spent: Quotient<Money>,
    /// Tokens consumed.
    pub consumed: Tokens,
    /// Tokens expired unused.
    pub expired: Tokens,
    /// What those had cost.
    pub expired_cost: Quotient<Money>,
    /// Tokens left.
    pub left: Tokens,
    /// What those cost.
    pub left_cost: Quotient<Money>,
    /// Money spent for each token consumed: what it is if none of the rest is; `None` of none.
    pub effective_price: Option<Quotient<TokenPrice>>,
    /// The same without what is left.
    pub effective_price_so_far: Option<Quotient<TokenPrice>>,
}

/// A lot that has been bought.
#[derive(Clone, Debug)]
pub struct EffectiveLot {
    /// What it is called.
    pub id: String,
    /// The team whose lot it is.
    pub team: Option<String>,
    /// The day on which it was bought.
    pub bought: Day,
    /// What a token cost.
    pub price: Quotient<TokenPrice>,
    /// What became of it.
    pub became: Became,
}

/// The lots that have been bought, by pool, and all of them together.
#[derive(Clone, Debug)]
pub struct EffectivePool {
    /// Each.
    pub lots: Vec<EffectiveLot>,
    /// All; `None` where none has been bought.
    pub total: Option<Became>,
}

/// What the tokens of these lots cost.
pub fn effective(pools: &[TeamBalance]) -> EffectivePool {
    let lots: Vec<_> = pools
        .iter()
        .flat_map(|pool| {
            let bought = pool.balance.pool.lots().iter().filter(|state| state.is_bought);
            bought.map(|state| lot(pool.name(), state))
        })
        .collect();
    let total = total(pools).filter(|_| !lots.is_empty()).map(|totals| became(&totals));
    EffectivePool { lots, total }
}

fn lot(team: Option<&str>, state: &LotState) -> EffectiveLot {
    let (lot, left) = (&state.lot, state.left());
    let totals = Totals {
        bought: lot.micro.tokens(),
        consumed: state.consumed.tokens(),
        expired: state.expired.tokens(),
        left: left.tokens(),
        denied: Tokens::ZERO,
        debt: Tokens::ZERO,
        bought_cost: state.cost(lot.micro),
        consumed_cost: state.cost(state.consumed),
        expired_cost: state.cost(state.expired),
        left_cost: state.cost(left),
    };
    EffectiveLot {
        id: lot.id.clone(),
        team: team.map(str::to_owned),
        bought: lot.bought,
        price: lot.price.clone(),
        became: became(&totals),
    }
}

fn became(totals: &Totals) -> Became {
    let gone = &totals.bought_cost - &totals.left_cost;
    Became {
        tokens: totals.bought,
        spent: totals.bought_cost.clone(),
        consumed: totals.consumed,
        expired: totals.expired,
        expired_cost: totals.expired_cost.clone(),
        left: totals.left,
        left_cost: totals.left_cost.clone(),
        effective_price: (&totals.bought_cost).divided_by(totals.consumed),
        effective_price_so_far: gone.divided_by(totals.consumed),
    }
}
