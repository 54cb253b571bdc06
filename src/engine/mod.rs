//! The verbs: one pure function a question. Exact; no clock, no input or output, no rounding.
//!
//! | room | its rules |
//! |---|---|
//! | [`price`] | which price holds, and why; which purchase is cheapest |
//! | [`year`] | what some days of usage say of a year |
//! | [`metering`] | what Flex charges: windows, grace, export days, readings of the rule |
//! | [`pool`] | lots, what pays for what, and when access ends |
//! | [`balance`] | what is left, when it runs out, what to buy when |
//! | [`plan`] | who should hold what |
//! | [`bill`] | who pays: groups, shares, budgets |
//! | [`sums`] | the four questions from the command line |
//! | [`sheets`] | rate sheets looked through and compared |

pub mod balance;
pub mod bill;
mod divisor;
pub mod metering;
pub mod plan;
pub mod pool;
pub mod price;
pub mod sheets;
pub mod sums;
#[cfg(test)]
mod testing;
pub mod year;
