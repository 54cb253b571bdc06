//! Result → table, said once: what each column is called, what stands in it, whether it sums, and
//! who sees it. One file a command: its table, and the sentences around it;
//! [`effective_price`] is the one to copy.
//!
//! ```
//! use flexcalc::model::Money;
//! use flexcalc::report::{Heading, Table};
//!
//! let table = Table::of([("Revit", 30), ("Maya", 12)])
//!     .text("name", "item", |(name, _)| *name)
//!     .money("cost", "Flex, USD", |(_, cost)| Money::from(*cost))
//!     .sums()
//!     .flag("is_dear", Heading::ForPrograms, |(_, cost)| *cost > 20);
//!
//! assert_eq!(table.view().total, Some(vec!["total".into(), Money::from(42).into()]));
//! assert_eq!(table.data().columns.len(), 3);
//! assert_eq!(
//!     serde_json::to_value(&table)?[0],
//!     serde_json::json!({ "name": "Revit", "cost": 30, "is_dear": true })
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! An unknown cell ([`Cell::Empty`](crate::render::Cell::Empty), `None`) makes its total unknown;
//! a blank one ([`Cell::Blank`](crate::render::Cell::Blank)) has nothing to add. A row counts or
//! does not by what it is ([`Table::sums_where`]), never by how it reads.

pub mod balance;
pub mod beside_a_seat;
pub mod breakeven;
pub mod budgets;
pub mod charge;
pub mod chargeback;
mod column;
pub mod control;
pub mod cost;
pub mod day_short;
pub mod effective_price;
pub mod estate;
pub mod focus;
pub mod next;
pub mod plan;
pub mod pool_size;
pub mod price;
pub mod rates;
pub mod schedule;
pub mod sources;
mod table;
pub mod to_edit;
pub mod unpriced;

pub use column::Heading;
pub use table::{Single, Table};
