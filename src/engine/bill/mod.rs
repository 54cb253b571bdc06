//! Who pays: what usage cost by groups, bills to the cent, budgets.

pub mod budget;
pub mod chargeback;
pub mod cost_of_use;
pub mod shares;
