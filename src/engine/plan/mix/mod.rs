//! Which licences should people hold, and how many tokens should be bought?
//!
//! ```text
//! min Σ annual prices + price(Q) × Q    over every person's ways to cover what they use
//! Q ≥ T × (100 + buffer) ÷ 100, whole, and at least the minimum purchase; T = Σ days × rate
//!     of what is used on Flex
//! ```
//!
//! [`offers`] has what can be held, [`options`] lists each person's ways, and [`search`] finds the
//! cheapest of all and proves it, along the line of what people want and the frontier of
//! what they may do beside it.

mod frontier;
mod line;
pub mod offers;
pub mod options;
pub mod problem;
pub mod search;
