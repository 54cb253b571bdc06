//! The rate sheets that a run works with, by the names that the user gives: a built-in sheet with
//! all its editions, one of them (`autodesk@2025-12`), or a file.

use std::path::Path;

use chrono::NaiveDate;

use super::text_file::read;
use super::{builtin, builtin_names, rate_sheet as sheet};
use crate::model::{Problem, Problems, RateSheet, Sheets, nearest};

/// Which editions of its sheets a run works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editions {
    /// All: each charge has the rate in force on its day.
    All,
    /// Those in force on the day of a question that has no days of its own.
    InForceOn(NaiveDate),
}

/// The rate sheet that goes by `name`: a built-in one, of which the edition in force on a day is
/// meant unless the name says another, or a file.
pub fn rate_sheet(name: &str, on: NaiveDate) -> Result<RateSheet, Problems> {
    let found = editions(name, Editions::InForceOn(on))?.pop();
    found.ok_or_else(|| Problem::new(format!("no rate sheet `{name}`")).into())
}

/// The rate sheets that go by `names`, by rising `effective`: one currency, and no two for one day.
/// Where only those in force on a day are wanted it is one.
pub fn rate_sheets(names: &[String], wanted: Editions) -> Result<Sheets, Problems> {
    let (mut sheets, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        match editions(name, wanted) {
            Ok(editions) => sheets.extend(editions),
            Err(more) => problems.extend(more.into_vec()),
        }
    }
    let was_read = !sheets.is_empty();
    let sheets = Sheets::new(sheets);
    // Some may clash beside one that cannot be read: both are told at once.
    if let (true, Err(clashes)) = (was_read, &sheets) {
        problems.extend(clashes.iter().cloned());
    }
    Problems::check(problems)?;
    sheets.map(|sheets| match wanted {
        Editions::All => sheets,
        Editions::InForceOn(day) => sheets.only_on(day),
    })
}

/// Every edition of the built-in sheets, each sheet by rising `effective`.
pub fn builtin_editions() -> Result<Vec<RateSheet>, Problems> {
    let editions = builtin_names().map(|name| editions(name, Editions::All));
    Ok(editions.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The editions of the sheet that goes by `name`, at least one.
fn editions(name: &str, wanted: Editions) -> Result<Vec<RateSheet>, Problems> {
    let Some(found) = builtin::find(name) else {
        let text = read(Path::new(name)).map_err(|problem| with_nearest_sheet(problem, name))?;
        return Ok(vec![sheet::parse(name, &text)?]);
    };
    let found = found?;
    match wanted {
        Editions::All => found.iter().map(builtin::Edition::read).collect(),
        Editions::InForceOn(day) => {
            builtin::in_force_on(found, day).into_iter().map(builtin::Edition::read).collect()
        }
    }
}

fn with_nearest_sheet(problem: Problem, name: &str) -> Problem {
    let built_in = || format!("built in are {}", builtin_names().collect::<Vec<_>>().join(", "));
    if name.is_empty() {
        let problem =
            Problem::new("`--rates` (or FLEXCALC_RATES) is empty: it must name a rate sheet");
        return problem.hint(built_in());
    }
    if Path::new(name).exists() {
        return problem;
    }
    let problem =
        Problem::new(format!("no rate sheet `{name}`: neither a built-in sheet nor a file"));
    let near = nearest(name, builtin_names());
    if near.is_empty() { problem.hint(built_in()) } else { problem.nearest(&near) }
}
