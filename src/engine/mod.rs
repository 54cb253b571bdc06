//! The verbs: one pure function a question. Exact; no clock, no input or output, no rounding.
//!
//! | room | its rules |
//! |---|---|
//! | [`price`] | which price holds, and which purchase is cheapest |
//! | [`metering`] | what Flex charges: windows, grace, export days, readings of the rule |
//! | [`pool`] | lots, what pays for what, and when access ends |
//! | [`balance`] | what is left, when it runs out, what to buy when |
//! | [`plan`] | who should hold what |
//! | [`bill`] | who pays: groups, shares, budgets |
//! | [`sums`] | the four questions from the command line |
//! | [`sheets`] | rate sheets looked through and compared |

pub mod balance;
pub mod bill;
pub mod metering;
pub mod plan;
pub mod pool;
pub mod price;
pub mod sheets;
pub mod sums;
