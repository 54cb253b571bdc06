//! What strangers may give: the seeds of the searches, and what these once found, go through the
//! same functions as there, as they are and changed at random. No panic, no unsound answer, and
//! none that takes long. `fuzz/` has the targets, the seeds and the search that learns.
//!
//! `INPUTS` says how many changed inputs there are, 300 otherwise. Where one breaks, the changes are
//! made fewer, and what is left is written to `fuzz/artifacts/`.

// A test that cannot go on has failed, and says over what.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::print_stderr, clippy::print_stdout)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestError, TestRunner};

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
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(inputs.unwrap_or(300))
    };
    let folder = searches::folder();
    let begins = searches::TARGETS.map(|(target, _)| (seeds(target), words(target)));
    let changed = |target: usize, seed: Index, mutations: &[Mutation]| {
        let (seeds, words) = &begins[target];
        mutated(&seed.get(seeds).1, mutations, seeds, words)
    };
    let told = RefCell::new(Told::default());
    let chosen = (0..begins.len(), any::<Index>(), vec(mutation(), 1..8));
    let searched = TestRunner::new(config).run(&chosen, |(target, seed, mutations)| {
        let data = changed(target, seed, &mutations);
        let (name, run) = searches::TARGETS[target];
        let begun = Instant::now();
        run(&data, folder.path());
        let took = begun.elapsed();
        told.borrow_mut().add(name, took);
        prop_assert!(took < SLOW, "{name} takes {took:?}");
        Ok(())
    });
    if let Err(TestError::Fail(reason, (target, seed, mutations))) = searched {
        let (name, _) = searches::TARGETS[target];
        let left = Path::new("fuzz/artifacts").join(name);
        fs::create_dir_all(&left).expect("a folder for what breaks");
        fs::write(left.join("changed"), changed(target, seed, &mutations)).expect("what breaks");
        panic!("fuzz/artifacts/{name}/changed: {reason}");
    }
}

/// How far a search has come.
#[derive(Default)]
struct Told {
    inputs: u64,
    slowest: BTreeMap<&'static str, Duration>,
}

impl Told {
    /// One more; a long search is told of now and then.
    fn add(&mut self, target: &'static str, took: Duration) {
        self.inputs += 1;
        let slowest = self.slowest.entry(target).or_default();
        *slowest = took.max(*slowest);
        if self.inputs.is_multiple_of(10_000) {
            println!("{} inputs, the slowest: {:?}", self.inputs, self.slowest);
        }
    }
}
