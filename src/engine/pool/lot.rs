//! What is a lot, and what is a charge on it?
//!
//! ```text
//! left = tokens − consumed − expired
//! ```
//!
//! Example: 10 tokens bought on 2023-06-01 that live 365 days: usable from that day up to and with
//! 2024-05-30, since 2024 has a 29th of February.
//!
//! Edges: a lot that names the day on which it expires needs no term; before it is bought, all of
//! it is left.

use crate::model::{
    Day, Instant, Lot, LotKind, Micro, MicroSum, Money, Quotient, TokenPrice, Tokens,
};

/// A lot that will be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLot {
    /// What it is called.
    pub id: String,
    /// The UTC day on which it is bought.
    pub bought: Day,
    /// The first day on which it cannot be used.
    pub expires: Day,
    /// Its tokens.
    pub micro: Micro,
    /// What one token cost.
    pub price: Quotient<TokenPrice>,
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
            // A file may not state as many as would not fit (`Limits::LOT`).
            micro: Micro::of(lot.tokens).unwrap_or(Micro::MAX),
            price: lot.price.clone(),
            kind: lot.kind,
        }
    }
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spender {
    /// A cloud service that takes nothing, but needs so much of a balance; never on credit.
    Holding(Micro),
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
    /// Tokens; below zero they are given back.
    pub micro: Micro,
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
    /// How much; below zero it was given back.
    pub micro: Micro,
}

/// What has become of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotState {
    /// The lot.
    pub lot: PoolLot,
    /// Whether its day has come.
    pub is_bought: bool,
    /// What paid for charges; a sum, since any number of credits may come back to one lot.
    pub consumed: MicroSum,
    /// What was lost.
    pub expired: MicroSum,
}

impl LotState {
    /// What can still be used; all of it before it is bought.
    pub fn left(&self) -> MicroSum {
        MicroSum::from(self.lot.micro) - self.consumed - self.expired
    }

    /// What so many of its tokens cost.
    pub fn cost(&self, micro: impl Into<MicroSum>) -> Quotient<Money> {
        micro.into().tokens() * &self.lot.price
    }
}

/// Tokens from millionths.
pub fn tokens(micro: MicroSum) -> Tokens {
    micro.tokens()
}
