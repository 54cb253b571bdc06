//! The verbs: one pure function a question. Exact; no clock, no input or output, no rounding.

pub mod advice;
pub mod balance;
pub mod breakeven;
pub mod budget;
pub mod charge;
pub mod chargeback;
pub mod cost;
pub mod demand;
pub mod effective_price;
pub mod entitlement;
pub mod forecast;
pub mod mix;
pub mod overlap;
pub mod plan;
pub mod pool;
pub mod pool_size;
pub mod purchase;
pub mod readings;
pub mod reconcile;
pub mod replay;
pub mod review;
pub mod schedule;
pub mod shares;
pub mod sheet_diff;
pub mod window;
