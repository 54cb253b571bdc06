//! What the searches began with, and what they once found, goes through the same functions: no
//! panic, no unsound answer. `fuzz/` has the searches.

// A test that cannot go on has failed, and says over what.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stderr)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/targets/mod.rs"]
mod searches;

#[test]
fn whatever_was_kept_is_answered_or_refused() {
    let folder = searches::folder();
    for (target, run) in searches::TARGETS {
        let seeds = Path::new("fuzz/seeds").join(target);
        let mut files: Vec<_> = fs::read_dir(&seeds)
            .expect("a folder of seeds for each target")
            .map(|entry| entry.expect("a seed").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{target} begins with nothing");
        for file in files {
            // Where it breaks, the last line says over what.
            eprintln!("{}", file.display());
            run(&fs::read(&file).expect("a seed"), folder.path());
        }
    }
}

#[test]
fn what_is_kept_stays_small() {
    let (mut files, mut bytes) = (0, 0);
    for (target, _) in searches::TARGETS {
        for seed in fs::read_dir(Path::new("fuzz/seeds").join(target)).expect("seeds") {
            files += 1;
            bytes += seed.expect("a seed").metadata().expect("its size").len();
        }
    }
    assert!(files <= 250 && bytes <= 200_000, "{files} files of {bytes} bytes");
}
