//! What is a lot, and what is a charge on it?
//!
//! ```text
//! left = tokens − consumed − expired
//! ```
//!
//! Example: 10 tokens bought on 2023-06-01 that live 365 days: usable from that day up to and with
//! 2024-05-30, since 2024 has a 29th of February.
//!
//! Edges: a lot that names the day on which it expires needs no term; before it is bought, all of it
//! is left.

use crate::model::{Day, Exact, Given, Instant, Lot, LotKind, Money, TokenPrice, Tokens};

/// A lot that will be replayed, in millionths of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLot {
    /// What it is called.
    pub id: String,
    /// The UTC day on which it is bought.
    pub bought: Day,
    /// The first day on which it cannot be used.
    pub expires: Day,
    /// Its tokens, in millionths.
    pub micro: u64,
    /// What one token cost.
    pub price: TokenPrice,
    /// What it is of.
    pub kind: LotKind,
}

impl PoolLot {
    /// The lot with its days counted, where it lives so many days unless it says otherwise.
    pub fn new(lot: &Lot, term_days: u32) -> Self {
        Self {
            id: lot.id.clone(),
            bought: lot.bought.into(),
            expires: lot.expires(term_days).into(),
            micro: lot.tokens.exact().times_ten_to(6).to_u64().unwrap_or(u64::MAX),
            price: lot.price.clone(),
            kind: lot.kind,
        }
    }
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spender {
    /// A desktop product: not opened without tokens.
    Desktop,
    /// A cloud service: once served on credit.
    Service,
}

/// One charge on the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolCharge {
    /// When.
    pub at: Instant,
    /// What for.
    pub spender: Spender,
    /// Tokens, in millionths.
    pub micro: u64,
    /// Whose it is, for [`Payment`]s.
    pub tag: u32,
}

/// What a lot paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The UTC day on which it was paid: what was owed is paid later than it was charged.
    pub day: Day,
    /// Whose charge it was.
    pub tag: u32,
    /// The place of the lot.
    pub lot: usize,
    /// How much, in millionths of a token.
    pub micro: u64,
}

/// What has become of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotState {
    /// The lot.
    pub lot: PoolLot,
    /// Whether its day has come.
    pub is_bought: bool,
    /// What paid for charges, in millionths.
    pub consumed: u64,
    /// What was lost, in millionths.
    pub expired: u64,
}

impl LotState {
    /// What can still be used, in millionths; all of it before it is bought.
    pub fn left(&self) -> u64 {
        self.lot.micro - self.consumed - self.expired
    }

    /// What so many millionths of a token of this lot cost.
    pub fn cost(&self, micro: u64) -> Money {
        &tokens(micro.into()) * &self.lot.price
    }
}

/// Tokens from millionths.
pub fn tokens(micro: u128) -> Tokens {
    Tokens::new(Exact::whole(micro).times_ten_to(-6))
}
