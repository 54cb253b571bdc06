//! Our charges beside an export.

use std::path::PathBuf;

use crate::commands::context::Context;
use crate::commands::usage::{UsageArgs, Used, Wanted};
use crate::engine::bill::reconcile::{Reconciliation, charged, is_stated, reconcile};
use crate::engine::metering::replay::Keep;
use crate::load::PeopleFile;
use crate::load::usage::Tells;
use crate::model::Problem;
use crate::render::RowAccount;

/// What they and our charges agree on, and where they differ.
pub(super) fn reconciliation(
    (files, export): (&[PathBuf], &[PathBuf]),
    people: Option<&PeopleFile>,
    args: &UsageArgs,
    used: &Used,
    context: Context,
) -> anyhow::Result<(Reconciliation, RowAccount)> {
    ensure_others(files, export)?;
    let keep = Keep { charges: true, ..Keep::default() };
    // What the export says was charged stands, whatever the estate says.
    let args = UsageArgs { estate: None, usage_format: None, ..args.clone() };
    let wanted = Wanted { keep, ..Wanted::default() };
    let theirs = args.read(export, wanted, &args.agreed(context.sheets)?, context)?;
    if !theirs.tells(Tells::DailyCharges) || !is_stated(&theirs.replayed.tallies) {
        let found = theirs.formats.first().map(ToString::to_string).unwrap_or_default();
        let problem = Problem::new(format!(
            "`--reconcile` needs days with the tokens charged, found {found}"
        ));
        return Err(problem
            .hint("Autodesk's Token Usage export has them, or a file of `--charges`")
            .into());
    }
    // One of the two may know a person by an older address.
    let mut other_names = theirs.other_names();
    other_names.extend(used.other_names());
    // Or by a log-in name, which only a table of people ties to an address.
    if let Some(people) = people {
        let names = used.names.iter().chain(&theirs.names).map(String::as_str);
        let by_table: Vec<_> = people.called(names)?.into_iter().collect();
        for (name, called) in by_table {
            let called = other_names.get(called).copied().unwrap_or(called);
            other_names.insert(name, called);
        }
    }
    let all = |used: &Used| {
        charged(&used.replayed.charges, &used.directory_by(&other_names), context.sheets)
    };
    Ok((reconcile(&all(used), &all(&theirs)), theirs.rows()))
}

/// That no file is compared with itself, which agrees whatever is in it.
fn ensure_others(files: &[PathBuf], export: &[PathBuf]) -> Result<(), Problem> {
    let place = |path: &PathBuf| path.canonicalize().ok();
    let own: Vec<_> = files.iter().filter_map(place).collect();
    let same = |path: &&PathBuf| place(path).is_some_and(|there| own.contains(&there));
    let Some(file) = export.iter().find(same) else { return Ok(()) };
    let name = file.display();
    Err(Problem::new(format!("`--reconcile {name}` would compare `{name}` with itself")).hint(
        "give the session log first: `flexcalc charge LOG --reconcile EXPORT`; where an export \
         charges another rate than the sheet, `flexcalc charge EXPORT` warns of it",
    ))
}
