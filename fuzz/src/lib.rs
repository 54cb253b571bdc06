//! The targets, for `cargo fuzz`.

mod targets;

use std::path::PathBuf;
use std::sync::LazyLock;

/// Runs one target over these bytes, in a folder that all runs of this process share.
///
/// # Panics
///
/// Where an answer is not sound.
pub fn fuzz(target: &str, data: &[u8]) {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| targets::folder().keep());
    let (_, run) = targets::TARGETS.iter().find(|(name, _)| *name == target).expect("a target");
    run(data, &FOLDER);
}
