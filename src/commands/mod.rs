//! One file a command: its options (whose doc comments are the help), and the way from load through engine to an answer.

pub mod breakeven;
pub mod cost;
pub mod effective_price;
pub mod pool_size;
mod prices;

pub use prices::SubPrice;
