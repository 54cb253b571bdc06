//! Text → model: rate sheets, scenarios and estates. All problems of a file at once, each with
//! its line and column.

mod builtin;
mod compared;
mod destination;
mod document;
mod estate;
mod input;
mod lines;
mod lots;
mod new_file;
pub mod pasted;
mod people;
mod rate_sheet;
mod rates;
mod same_file;
mod scenario;
mod schema;
mod sheet_file;
mod stamp;
pub mod table;
mod text_file;
mod toml_table;
pub mod usage;

use std::path::Path;

pub use builtin::{effective_dates as builtin_effective_dates, names as builtin_names};
pub use compared::{ComparedSheets, SheetPair, compared_sheets};
pub use destination::Destination;
pub use input::output;
pub use lots::LotsFile;
pub use new_file::{SchemaBeside, ensure_new, new_file, schema_beside};
pub use people::{PeopleAsked, PeopleFile};
pub use rates::{Editions, builtin_editions, rate_sheet, rate_sheets};
pub use scenario::{Scenario, ScenarioResult, ScenarioUse};
pub use schema::{ESTATE_SCHEMA, SCENARIO_SCHEMA, SHEET_SCHEMA};
pub use sheet_file::{SheetFile, sheet_file, sheet_files};
pub use text_file::reason;

use self::table::Said;
use self::text_file::read;
use crate::model::{Estate, Problems, RateSheet};

/// The built-in sheet that is used unless another is asked for.
pub const DEFAULT_SHEET: &str = "autodesk";

/// The scenario in the file at `path`.
pub fn scenario(path: &Path) -> Result<Scenario, Problems> {
    scenario::parse(&path.display().to_string(), &read(path)?)
}

/// The estate in the file at `path`.
pub fn estate(path: &Path) -> Result<Estate, Problems> {
    estate::parse(&path.display().to_string(), &read(path)?)
}

/// The lots in the table at `path`.
pub fn lots(path: &Path, said: Said) -> Result<LotsFile, Problems> {
    lots::read(path, said)
}

/// People and what they belong to, in the table at `path`.
pub fn people(path: &Path, asked: PeopleAsked, said: Said) -> Result<PeopleFile, Problems> {
    people::read(path, asked, said)
}

/// An estate from a text, for tests and embedders; `file` is named in its problems.
pub fn parse_estate(file: &str, text: &str) -> Result<Estate, Problems> {
    estate::parse(file, text)
}

/// A rate sheet from a text, for tests and embedders; `file` is named in its problems.
pub fn parse_rate_sheet(file: &str, text: &str) -> Result<RateSheet, Problems> {
    rate_sheet::parse(file, text)
}
