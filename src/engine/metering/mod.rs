//! What Flex charges for usage, and what the readings of its rule would charge.

pub mod beside_seat;
pub mod entitlement;
mod export_day;
pub mod file_count;
pub mod gathered;
pub mod machines;
pub mod overlap;
pub mod policy;
pub mod readings;
pub mod replay;
pub mod same_use;
pub mod stated_days;
pub mod stated_rates;
pub mod window;
