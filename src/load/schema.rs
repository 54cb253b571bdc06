//! The shape of the files that people edit, as JSON Schema, so that editors complete and check
//! them. What a schema cannot say (names given out twice, tiers in order, exact ranges) `rates
//! check` does.
//!
//! The schemas are kept in `rates/`, for editors too. `tests/schema.rs` has the types of which they
//! are made, and keeps them current.

/// The schema of a rate sheet.
pub const SHEET_SCHEMA: &str = include_str!("../../rates/sheet.schema.json");

/// The schema of a scenario.
pub const SCENARIO_SCHEMA: &str = include_str!("../../rates/scenario.schema.json");

/// The schema of an estate.
pub const ESTATE_SCHEMA: &str = include_str!("../../rates/estate.schema.json");
