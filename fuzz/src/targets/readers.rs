//! One file that is mutated, and what is asked of it.

use std::fs;
use std::path::Path;

use super::ask::ask_each;

/// Writes the bytes as the file `name` and asks each line.
pub(super) fn ask_of(name: &str, data: &[u8], folder: &Path, lines: &[&str]) {
    let path = folder.join(name);
    let beside = fs::read(&path).ok();
    fs::write(&path, data).expect("the file that is mutated");
    ask_each(lines, folder);
    // The next target of this process finds the file as it was.
    match beside {
        Some(beside) => fs::write(&path, beside).expect("the file as it was"),
        None => fs::remove_file(&path).expect("the file that was mutated"),
    }
}

/// A rate sheet.
pub(super) fn sheet(data: &[u8], folder: &Path) {
    let lines = ["rates check @sheet.toml", "breakeven --rates @sheet.toml -f json"];
    ask_of("sheet.toml", data, folder, &lines);
}

/// Two sheets that are compared, one of them well.
pub(super) fn compared(data: &[u8], folder: &Path) {
    ask_of("new.toml", data, folder, &["rates diff @sheet.toml @new.toml -f json"]);
}

/// An estate.
pub(super) fn estate(data: &[u8], folder: &Path) {
    let lines = [
        "rates check @estate.toml",
        "balance --estate @estate.toml --usage @usage.csv --as-of 2026-04-02 -f csv",
    ];
    ask_of("estate.toml", data, folder, &lines);
}

/// A scenario.
pub(super) fn scenario(data: &[u8], folder: &Path) {
    ask_of("scenario.toml", data, folder, &["cost --scenario @scenario.toml -f markdown"]);
}

/// Sessions, or one of Autodesk's exports: their headers tell which.
pub(super) fn usage(data: &[u8], folder: &Path) {
    let lines = [
        "charge @mutated.csv --by user,month -f csv --charges @charges.csv",
        "charge @mutated.csv --bad-rows skip --unknown skip --period 2026 --dates dmy",
    ];
    ask_of("mutated.csv", data, folder, &lines);
}

/// The same as JSON.
pub(super) fn json(data: &[u8], folder: &Path) {
    ask_of("mutated.json", data, folder, &["charge @mutated.json --bad-rows skip -f json"]);
}

/// Tokens bought.
pub(super) fn lots(data: &[u8], folder: &Path) {
    let lines = ["balance --lots @lots.csv --usage @usage.csv --as-of 2026-04-02 --ledger -f csv"];
    ask_of("lots.csv", data, folder, &lines);
}

/// Who belongs to what.
pub(super) fn people(data: &[u8], folder: &Path) {
    let lines = ["chargeback --usage @usage.csv --lots @lots.csv --people @people.csv -f focus"];
    ask_of("people.csv", data, folder, &lines);
}

/// What is said to have been charged.
pub(super) fn reconcile(data: &[u8], folder: &Path) {
    ask_of("export.csv", data, folder, &["charge @usage.csv --reconcile @export.csv -f csv"]);
}

/// Rates that were copied from a page.
pub(super) fn pasted(data: &[u8], folder: &Path) {
    ask_of("rates.txt", data, folder, &["rates import @rates.txt --prices @rates.txt"]);
}
