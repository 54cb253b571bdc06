//! What tokens cost to buy.

pub mod purchase;
