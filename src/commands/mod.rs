//! One file a command: its options (whose doc comments are the help), and the way from load through
//! engine to an answer.

pub mod balance;
pub mod breakeven;
mod by;
pub mod charge;
pub mod chargeback;
pub mod context;
pub mod cost;
pub mod effective_price;
pub mod estate;
mod lots;
pub mod plan;
pub mod pool_size;
mod prices;
pub mod rates;
mod several;
mod to_edit;
pub mod usage;

pub use prices::SubPrice;

use std::path::PathBuf;

use serde::{Serialize, Serializer};

/// Writes a path as text; one that is not UTF-8 is still worth an answer.
#[expect(clippy::ref_option, reason = "serde hands a field over as it is")]
fn path<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.display().to_string()).serialize(serializer)
}

/// Writes paths as text.
fn paths<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().serialize(serializer)
}
