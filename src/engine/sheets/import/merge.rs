//! What do two rows of one product say together?
//!
//! Rule: each figure that one of them has; where both have one, it must be the same.
//!
//! Example: `AutoCAD` with 7 tokens and `AutoCAD` with 2,310 a year are one row with both.
//!
//! Edges: an error names the row that said it first, which may be of another file than the tokens.

use crate::model::{PastedRow, Problem};

/// Adds what another row of the same product says.
pub(super) fn merge(
    first: &mut PastedRow,
    row: &PastedRow,
    before: &[PastedRow],
) -> Result<(), Problem> {
    fn both<T: PartialEq + Copy>(first: &mut Option<T>, other: Option<T>) -> Option<(T, T)> {
        let differ = first.zip(other).filter(|(one, other)| one != other);
        *first = first.or(other);
        differ
    }
    let own = first.spot.words();
    let shown = |what: &str, found: String, before: String, place: Option<String>| {
        let place = place.unwrap_or_else(|| own.clone());
        let name = &row.name;
        let message = format!("`{name}` has {found} {what}, and {before} at {place}");
        row.spot.problem(&message).hint("keep the line that is right")
    };
    if let Some((before, found)) = both(&mut first.tokens, row.tokens) {
        return Err(shown("tokens a day", found.to_string(), before.to_string(), None));
    }
    if let Some((before, found)) = both(&mut first.per_day, row.per_day) {
        return Err(shown("in money a day", found.to_string(), before.to_string(), None));
    }
    let at = |said: fn(&PastedRow) -> bool| {
        // A price may come from a later row than the tokens, and from another file.
        before.iter().find(|row| said(row)).map(|row| row.spot.words())
    };
    for (first, other, what, place) in [
        (&mut first.month, row.month, "a month", at(|row| row.month.is_some())),
        (&mut first.year, row.year, "a year", at(|row| row.year.is_some())),
        (
            &mut first.three_years,
            row.three_years,
            "for three years",
            at(|row| row.three_years.is_some()),
        ),
    ] {
        if let Some((before, found)) = both(first, other) {
            return Err(shown(what, found.to_string(), before.to_string(), place));
        }
    }
    Ok(())
}
