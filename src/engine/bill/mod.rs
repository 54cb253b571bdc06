//! Who pays: what usage cost by groups, bills to the cent, budgets.

pub mod beside_a_seat;
pub mod bill_days;
pub mod budget;
pub mod budget_holders;
pub mod budgets;
pub mod by;
pub mod by_lot;
pub mod chargeback;
pub mod charged;
pub mod compared;
pub mod control;
pub mod cost_of_use;
pub mod groups;
pub mod invoice;
pub mod lines;
pub mod lot_terms;
pub mod paid;
pub mod pools;
pub mod pricing;
pub mod rated;
pub mod reconcile;
pub mod shares;
pub mod unpaid;
