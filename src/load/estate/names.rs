//! Tables whose keys are names of people, teams or products.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::load::toml_table::Table;
use crate::model::Code;

/// The entries of a table whose keys are names. Names that `same` makes equal are one, and may
/// stand there once.
pub(super) fn section<'d, 't, T>(
    root: &Table<'d, 't>,
    key: &'static str,
    same: fn(&str) -> String,
    make: impl Fn(&Table<'d, 't>, &'d str, Range<usize>) -> Option<T>,
) -> Vec<T> {
    let taken = RefCell::new(BTreeMap::new());
    root.section(key, |table, name, place| {
        let letters = same(name);
        if letters.is_empty() {
            table.problem(
                place,
                Code::OutOfRange,
                format!("the name `{name}` must have a letter or a digit"),
            );
            return None;
        }
        if let Some((other, first)) = taken.borrow().get(&letters) {
            let line = table.line(first);
            let message = format!("`{name}` is the same name as `{other}` on line {line}");
            table.problem(place, Code::DuplicateName, message);
            table.hint("let the name stand once");
            return None;
        }
        taken.borrow_mut().insert(letters, (name, place.clone()));
        make(table, name, place)
    })
}
