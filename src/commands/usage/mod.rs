//! Usage for every command that takes it: its options, and the way from files to what Flex charges.

mod agreed;
mod args;
mod gather;
mod hashed;
mod notes;
mod priced;
mod read;
mod used;
mod wanted;

pub use self::agreed::Agreed;
pub use self::args::{OnFault, OnRepeats, UsageArgs, UsageFiles, date};
pub use self::gather::{FromUsageArgs, GatheredUsage, rows};
pub use self::hashed::hashed;
pub use self::notes::without_rate;
pub use self::used::Used;
pub use self::wanted::{Machines, Wanted};
