//! What strangers may give: the seeds of the searches, and what these once found, go through the
//! same functions as there, as they are and changed at random. No panic, no unsound answer, and
//! none that takes long. `fuzz/` has the targets, the seeds and the search that learns.
//!
//! `INPUTS` says how many changed inputs there are, 500 otherwise. One that breaks is made smaller
//! and printed; how it was made is kept in `corpus.proptest-regressions` and tried first from then
//! on.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

#[path = "corpus/mutation.rs"]
mod mutation;
#[path = "../fuzz/src/targets/mod.rs"]
mod searches;

use mutation::{Mutation, mutated, mutation};

/// Longer for one small input is a fault, on a machine that is busy too.
const SLOW: Duration = Duration::from_secs(5);

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new("fuzz/seeds").join(target);
    let mut seeds: Vec<_> = fs::read_dir(&folder)
        .expect("a folder of seeds for each target")
        .map(|entry| entry.expect("a seed").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a seed")))
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{target} begins with nothing");
    seeds
}

/// Words that mean something to a target.
fn words(target: &str) -> Vec<Vec<u8>> {
    let file = fs::read_to_string(Path::new("fuzz/words").join(target)).unwrap_or_default();
    let plain = file.lines().filter(|line| !line.contains('\\'));
    plain.map(|line| line.trim_matches('"').as_bytes().to_vec()).collect()
}

#[test]
fn whatever_was_kept_is_answered_or_refused() {
    let folder = searches::folder();
    for (target, run) in searches::TARGETS {
        for (name, data) in seeds(target) {
            // Where it breaks, the last line says over what.
            eprintln!("{name}");
            run(&data, folder.path());
        }
    }
}

#[test]
fn what_is_kept_stays_small() {
    let kept = searches::TARGETS.iter().flat_map(|(target, _)| seeds(target));
    let (files, bytes) =
        kept.fold((0, 0), |(files, bytes), (_, data)| (files + 1, bytes + data.len()));
    assert!(files <= 250 && bytes <= 200_000, "{files} files of {bytes} bytes");
}

#[test]
fn whatever_is_changed_is_answered_or_refused() {
    let inputs = std::env::var("INPUTS").ok().and_then(|inputs| inputs.parse().ok());
    let mut config = ProptestConfig::with_source_file(file!());
    config.cases = inputs.unwrap_or(500);
    let folder = searches::folder();
    let begins = searches::TARGETS.map(|(target, run)| (run, seeds(target), words(target)));
    let slowest = RefCell::new(BTreeMap::new());
    let chosen = (0..begins.len(), any::<prop::sample::Index>(), vec(mutation(), 1..8));
    TestRunner::new(config)
        .run(&chosen, |(target, seed, mutations): (_, _, Vec<Mutation>)| {
            let (run, seeds, words) = &begins[target];
            let data = mutated(&seed.get(seeds).1, &mutations, seeds, words);
            let begun = Instant::now();
            run(&data, folder.path());
            let took = begun.elapsed();
            prop_assert!(took < SLOW, "{took:?}");
            let mut slowest = slowest.borrow_mut();
            let slow: &mut Duration = slowest.entry(searches::TARGETS[target].0).or_default();
            *slow = took.max(*slow);
            Ok(())
        })
        .expect("an answer or a refusal");
    // What a long run ends with: the slowest input of each target.
    println!("{slowest:?}");
}
