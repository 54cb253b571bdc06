//! A workbook → the one sheet of it whose header is understood: often the second, behind a cover.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::container::Held;
use super::dialect::Calendar;
use super::open::{Options, look, refusal, settle};
use super::origin::{Counted, Origin};
use super::shape::{HEAD_ROWS, Head, Nearest, head_of_rows};
use super::stream::Rows;
use super::workbook::{Sheet, Workbook};
use super::{Body, Meaning, Table};
use crate::model::{Problem, Problems};

/// The table of the workbook called `name`.
pub(super) fn table(
    name: &str,
    kept: Held,
    meaning: &dyn Meaning,
    options: Options,
) -> Result<Table, Problems> {
    let size = kept.file.metadata().map_or(0, |data| data.len());
    let mut workbook = Workbook::open(name, kept)?;
    let sheets = workbook.sheets();
    let (sheet, head) = choose(name, &mut workbook, &sheets, meaning, options.sheet)?;
    let grid = Arc::new(workbook.rows(&sheet, usize::MAX)?);
    let looked = look(&mut Rows::Grid(Arc::clone(&grid), 0), &head)?;
    let calendar = if workbook.from_1904 { Calendar::From1904 } else { Calendar::From1900 };
    let mut table = settle(
        Origin::new(name, Counted::Sheet(sheet.number, sheet.name.clone())),
        (head, looked),
        Body::Grid(grid),
        (options.given, calendar),
        Arc::new(AtomicU64::new(size)),
    )?;
    let others = sheets.iter().filter(|other| **other != sheet);
    let others: Vec<_> = others.map(|other| format!("`{}`", other.name)).collect();
    if !others.is_empty() {
        let (read, others) = (&sheet.name, others.join(", "));
        table.notes.insert(0, format!("sheet `{read}` of `{name}` is read, and not {others}"));
    }
    Ok(table)
}

/// The sheet that is asked for, or the only one whose header is understood. Hidden ones are taken
/// only where no other is understood.
fn choose(
    name: &str,
    workbook: &mut Workbook,
    sheets: &[Sheet],
    meaning: &dyn Meaning,
    wanted: Option<&str>,
) -> Result<(Sheet, Head), Problem> {
    let is_wanted = |sheet: &&Sheet| {
        wanted.is_none_or(|wanted| sheet.name == wanted || sheet.number.to_string() == wanted)
    };
    let (mut understood, mut nearest) = (Vec::new(), Nearest::default());
    let mut tried = 0;
    for sheet in sheets.iter().filter(is_wanted) {
        tried += 1;
        match head_of_rows(&workbook.rows(sheet, HEAD_ROWS)?, meaning) {
            Ok(head) => understood.push((sheet.clone(), head)),
            Err(other) if other.names.len() > nearest.names.len() => nearest = other,
            Err(_) => {}
        }
    }
    if tried == 0 {
        let names: Vec<_> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
        let message = format!("`{name}` has no sheet `{}`", wanted.unwrap_or_default());
        return Err(Problem::new(message).hint(format!("its sheets are {}", names.join(", "))));
    }
    if understood.iter().any(|(sheet, _)| !sheet.is_hidden) {
        understood.retain(|(sheet, _)| !sheet.is_hidden);
    }
    let names: Vec<_> = understood.iter().map(|(sheet, _)| format!("`{}`", sheet.name)).collect();
    let mut found = understood.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(refusal(&format!("`{name}`"), &nearest, meaning)),
        (Some(_), Some(_)) => {
            let message = format!("`{name}` has {} such sheets: {}", names.len(), names.join(", "));
            Err(Problem::new(message)
                .hint("save each as a file of its own, or hide those not meant"))
        }
    }
}
