//! What is searched: each target takes bytes that a stranger may give, makes files of them, asks
//! what can be asked of such files, and breaks where an answer is not sound.
//!
//! The same functions run in two ways: `cargo fuzz` mutates bytes, `tests/corpus.rs` of the project
//! goes through the bytes that are kept. So nothing here may rest on either.

mod ask;
mod command;
mod packed;
mod readers;
mod sound;

use std::path::Path;

use tempfile::TempDir;

/// What a target does with its bytes, in a folder of its own.
pub(crate) type Target = fn(&[u8], &Path);

/// All targets by name; `Cargo.toml`, `fuzz_targets/` and `seeds/` have the same ones.
pub(crate) const TARGETS: [(&str, Target); 13] = [
    ("command", command::ask_at_random),
    ("compared", readers::compared),
    ("estate", readers::estate),
    ("json", readers::json),
    ("lots", readers::lots),
    ("pasted", readers::pasted),
    ("people", readers::people),
    ("reconcile", readers::reconcile),
    ("scenario", readers::scenario),
    ("sheet", readers::sheet),
    ("usage", readers::usage),
    ("workbook", packed::workbook),
    ("wrapped", packed::wrapped),
];

/// A folder with the files that go with those of a target.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("flexcalc-fuzz-").tempdir().expect("a folder");
    for (name, text) in ask::BESIDE {
        std::fs::write(folder.path().join(name), text).expect("a file beside those of a target");
    }
    folder
}
