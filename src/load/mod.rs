//! Text → model: rate sheets, scenarios and estates. All problems of a file at once, each with its
//! line and column.

mod builtin;
mod document;
mod estate;
mod lots;
mod people;
mod rate_sheet;
mod scenario;
mod schema;
mod sheet_file;
pub mod table;
mod toml_table;
pub mod usage;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use builtin::names as builtin_names;
pub use people::PeopleFile;
pub use scenario::{Scenario, ScenarioResult, ScenarioUse};
pub use schema::{ESTATE_SCHEMA, SCENARIO_SCHEMA, SHEET_SCHEMA};
pub use sheet_file::{SheetFile, sheet_file, sheet_files};

use crate::model::{Estate, Lot, Problem, Problems, RateSheet, nearest};

/// The built-in sheet that is used unless another is asked for.
pub const DEFAULT_SHEET: &str = "autodesk";

/// The largest rate sheet, scenario or estate that is read, in bytes: far beyond any real one.
const LARGEST_FILE: u64 = 64 << 20;

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
pub fn rate_sheets(names: &[String]) -> Result<Vec<RateSheet>, Problems> {
    let (mut sheets, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        match rate_sheet(name) {
            Ok(sheet) => sheets.push(sheet),
            Err(more) => problems.extend(more.into_vec()),
        }
    }
    sheets.sort_by_key(|sheet| sheet.effective);
    for pair in sheets.windows(2) {
        if let [one, next] = pair {
            let (first, second) = (&one.name, &next.name);
            if one.effective == next.effective {
                let message = format!(
                    "rate sheets `{first}` and `{second}` both take effect on {}",
                    one.effective
                );
                problems
                    .push(Problem::new(message).hint("give one of them: each charge has one rate"));
            }
            if one.currency != next.currency {
                let (here, there) = (&one.currency, &next.currency);
                problems.push(Problem::new(format!(
                    "rate sheet `{first}` is in {here}, `{second}` in {there}"
                )));
            }
        }
    }
    Problems::check(problems)?;
    Ok(sheets)
}

/// The scenario in the file at `path`.
pub fn scenario(path: &Path) -> Result<Scenario, Problems> {
    scenario::parse(&path.display().to_string(), &read(path)?)
}

/// The estate in the file at `path`.
pub fn estate(path: &Path) -> Result<Estate, Problems> {
    estate::parse(&path.display().to_string(), &read(path)?)
}

/// The lots in the CSV file at `path`.
pub fn lots(path: &Path) -> Result<Vec<Lot>, Problems> {
    lots::parse(&path.display().to_string(), &read(path)?)
}

/// People and what they belong to, in the CSV file at `path`.
pub fn people(path: &Path) -> Result<PeopleFile, Problems> {
    people::parse(&path.display().to_string(), &read(path)?)
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

/// What stands between the cells of a small CSV file: the most frequent of `,` `;` and tab in its
/// header.
fn delimiter_of(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let many = |delimiter: &&u8| head.bytes().filter(|byte| byte == *delimiter).count();
    b"\t;,".iter().max_by_key(many).copied().unwrap_or(b',')
}

fn read(path: &Path) -> Result<String, Problem> {
    let name = path.display();
    let fault =
        |error: std::io::Error| Problem::new(format!("cannot read `{name}`: {}", reason(&error)));
    if path.is_dir() {
        return Err(Problem::new(format!("cannot read `{name}`: it is a folder, not a file")));
    }
    text_of(&name.to_string(), File::open(path).map_err(fault)?)
}

/// The text that `source` holds; `name` is what it is called in problems.
fn text_of(name: &str, source: impl Read) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = source.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Problem::new(format!("cannot read `{name}`: {}", reason(&error))))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Problem::new(format!(
            "`{name}` is larger than 64 MiB: that is no rate sheet, scenario or estate"
        )));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or_else(|| Problem::new(format!("`{name}` is not a text file in UTF-8")))?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(Problem::new(format!("`{name}` is empty")));
    }
    Ok(text)
}

/// The system's words without its error number, which tells nobody anything.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}
