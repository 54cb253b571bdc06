//! On which days did Flex take tokens although a seat was held?
//!
//! ```text
//! a day of a person and product with tokens stated, on which the estate or a row says that there is
//!     a seat
//! ```
//!
//! RULES §2, 6. What such days come to, and for whom, is in
//! [`beside_a_seat`](crate::engine::bill::beside_a_seat).
//!
//! Example: an export has AutoCAD for Bob with 7 tokens on a day on which the estate says that he
//! holds it.
//!
//! Edges: where both say so, the estate is named.

use serde::Serialize;

use crate::model::{Day, MicroSum};

/// A day on which tokens were charged beside a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayBesideSeat {
    /// Who used what.
    pub pair: u32,
    /// The rate sheet in force, by its place.
    pub sheet: usize,
    /// The UTC day.
    pub day: Day,
    /// Rows with tokens.
    pub charges: u64,
    /// The tokens, less what was given back.
    pub micro: MicroSum,
    /// Who says that a seat was held.
    pub said_by: SaidBy,
}

/// Who says that a seat was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// The estate.
    Estate,
    /// A row of the usage.
    Usage,
}
