//! The four questions that need no usage.

pub mod breakeven;
pub mod cost;
pub mod demand;
pub mod effective_price;
pub mod pool_size;
