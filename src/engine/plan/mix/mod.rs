//! Which licences should people hold, and how many tokens should be bought?
//!
//! ```text
//! min Σ annual prices + price(Q) × Q    over every person's ways to cover what they use
//! Q ≥ T × (100 + buffer) ÷ 100, whole, and at least the minimum purchase; T = Σ days × rate of what is used on Flex
//! ```
//!
//! [`options`] lists each person's ways, [`search`] finds the cheapest of all and proves it.

pub mod options;
pub mod search;
