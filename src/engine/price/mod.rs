//! What tokens and subscriptions cost: which price holds, and why; which purchase is cheapest.

pub mod purchase;
pub mod subscription;
pub mod token_price;
