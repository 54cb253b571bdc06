//! `--by`: what usage is grouped by.

use std::convert::Infallible;

use crate::engine::bill::by::By;
use crate::load::usage::Columns;
use crate::model::Problem;

/// Reads what is grouped by: any word may be a column.
#[expect(clippy::unnecessary_wraps, reason = "the options want it so")]
pub(super) fn by(text: &str) -> Result<By, Infallible> {
    Ok(By::named(text))
}

/// The columns of usage that rows are grouped by, where a file of people has not all of them.
pub(super) fn columns(by: &[By], of_people: &[String]) -> Columns {
    let named = by.iter().filter_map(|by| match by {
        By::Column(name) if !of_people.contains(name) => Some(name.clone()),
        _ => None,
    });
    let others = of_people.iter().map(String::as_str);
    let others = others.filter(|name| !By::WITHOUT_FILE.contains(name));
    Columns {
        team: by.contains(&By::Team),
        group: by.contains(&By::Group),
        project: by.contains(&By::Project),
        machine: false,
        named: named.collect(),
        words: By::WITHOUT_FILE.into_iter().chain(others).map(str::to_owned).collect(),
    }
}

/// Whether any column besides person, product and time is wanted to group by.
pub(super) fn wants_labels(columns: &Columns) -> bool {
    columns.team || columns.group || columns.project || !columns.named.is_empty()
}

/// One or two, and not the same twice.
pub(super) fn ensure_one_or_two(by: &[By]) -> Result<(), Problem> {
    match by {
        [first, second] if first == second => {
            Err(Problem::new(format!("`--by` names `{}` twice", first.name())))
        }
        [_] | [_, _] => Ok(()),
        many => Err(Problem::new(format!("`--by` takes one or two, found {}", many.len()))),
    }
}

/// Lots pay for charges one after the other, which needs a bill.
pub(super) fn ensure_no_lot(by: &[By]) -> Result<(), Problem> {
    if by.contains(&By::Lot) {
        let problem = Problem::new("`--by lot`: which lot pays is known of a bill only");
        return Err(problem.hint("`flexcalc chargeback --by lot` has lots, and who used them"));
    }
    Ok(())
}
