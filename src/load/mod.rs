//! Text → model: rate sheets, scenarios and estates. All problems of a file at once, each with
//! its line and column.

mod builtin;
mod document;
mod estate;
mod lots;
mod new_file;
mod no_input;
pub mod pasted;
mod people;
mod rate_sheet;
mod scenario;
mod schema;
mod sheet_file;
pub mod table;
mod text_file;
mod toml_table;
pub mod usage;

use std::path::Path;

pub use builtin::names as builtin_names;
pub use lots::LotsFile;
pub use new_file::{SchemaBeside, ensure_new, schema_beside};
pub use no_input::ensure_no_input;
pub use people::{PeopleAsked, PeopleFile};
pub use scenario::{Scenario, ScenarioResult, ScenarioUse};
pub use schema::{ESTATE_SCHEMA, SCENARIO_SCHEMA, SHEET_SCHEMA};
pub use sheet_file::{SheetFile, sheet_file, sheet_files};

use self::table::Said;
use self::text_file::read;
use crate::model::{Estate, Problem, Problems, RateSheet, Sheets, nearest};

/// The built-in sheet that is used unless another is asked for.
pub const DEFAULT_SHEET: &str = "autodesk";

/// The rate sheet that goes by `name`: a built-in one, or a file.
pub fn rate_sheet(name: &str) -> Result<RateSheet, Problems> {
    match builtin::find(name) {
        Some(sheet) => Ok(sheet?),
        None => rate_sheet::parse(
            name,
            &read(Path::new(name)).map_err(|problem| with_nearest_sheet(problem, name))?,
        ),
    }
}

/// The rate sheets that go by `names`, by rising `effective`: one currency, and no two for one day.
pub fn rate_sheets(names: &[String]) -> Result<Sheets, Problems> {
    let (mut sheets, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        match rate_sheet(name) {
            Ok(sheet) => sheets.push(sheet),
            Err(more) => problems.extend(more.into_vec()),
        }
    }
    let was_read = !sheets.is_empty();
    let sheets = Sheets::new(sheets);
    // Some may clash beside one that cannot be read: both are told at once.
    if let (true, Err(clashes)) = (was_read, &sheets) {
        problems.extend(clashes.iter().cloned());
    }
    Problems::check(problems).and(sheets)
}

/// The files among the sheets that go by `names`.
pub fn sheet_paths(names: &[String]) -> impl Iterator<Item = &Path> {
    let is_file = |name: &&String| !builtin_names().any(|known| known == *name);
    names.iter().filter(is_file).map(Path::new)
}

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

fn with_nearest_sheet(problem: Problem, name: &str) -> Problem {
    if name.is_empty() {
        let problem =
            Problem::new("`--rates` (or FLEXCALC_RATES) is empty: it must name a rate sheet");
        return problem
            .hint(format!("built in are {}", builtin_names().collect::<Vec<_>>().join(", ")));
    }
    if Path::new(name).exists() {
        return problem;
    }
    let message = format!("no rate sheet `{name}`: neither a built-in sheet nor a file");
    let near = nearest(name, builtin_names());
    let built_in = format!("built in are {}", builtin_names().collect::<Vec<_>>().join(", "));
    if near.is_empty() {
        Problem::new(message).hint(built_in)
    } else {
        Problem::new(message).nearest(&near)
    }
}
