//! The four questions that need no usage, and what usage says to them.

pub mod allowance;
pub mod breakeven;
pub mod bundles;
pub mod cost;
pub mod demand;
pub mod effective_price;
pub mod instead;
pub mod observed;
pub mod pool_size;
pub mod results;
