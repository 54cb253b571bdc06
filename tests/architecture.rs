//! The rooms keep to themselves: each may use some words and not others (`src/lib.rs` has the map).

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs;
use std::path::{Path, PathBuf};

/// A room, the words that must not stand in it, and the files of it that may have them.
const FORBIDDEN: [(&str, &[&str], &[&str]); 14] = [
    ("src/model", &["std::fs", "std::io", "clap", "toml::", "csv::", "anyhow", "comfy_table"], &[]),
    (
        "src/engine",
        &["std::fs", "std::io", "clap", "toml::", "csv::", "anyhow", "comfy_table"],
        &[],
    ),
    ("src/load", &["clap", "comfy_table", "anyhow", "csv::Writer"], &[]),
    ("src/render", &["std::fs", "std::io", "clap", "toml::"], &[]),
    ("src/render", &["comfy_table"], &["table.rs"]),
    ("src/render", &["csv::Writer"], &["csv.rs"]),
    (
        "src/report",
        &["std::fs", "std::io", "clap", "toml::", "csv::", "anyhow", "comfy_table"],
        &[],
    ),
    ("src/commands", &["std::fs", "std::io", "toml::", "csv::", "comfy_table"], &[]),
    ("src", &["SystemTime"], &["main.rs"]),
    ("src", &["println!"], &["build.rs"]),
    ("src", &["f64"], &["workbook.rs"]),
    ("src", &["f32", "process::exit", "unsafe ", ".unwrap()", "allow(clippy"], &[]),
    ("src", &["calamine"], &["workbook.rs"]),
    // What is read is opened in one place, which knows what is to be written.
    ("src/load", &["File::open", "io::stdin", "fs::read("], &["input.rs", "new_file.rs"]),
];

/// A room and the rooms that it may use.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("model", &[]),
    ("engine", &["model"]),
    ("load", &["model"]),
    ("render", &["model"]),
    ("report", &["model", "engine", "render"]),
    ("commands", &["model", "engine", "load", "report", "render"]),
];

/// What commands leave to the engine: a command decides nothing and computes nothing.
const ARITHMETIC: [&str; 5] = ["divided_by", "times_ten_to", ".exact()", "checked_div", " / "];

#[test]
fn commands_compute_nothing() {
    let room = Path::new("src/commands");
    let mut computing: Vec<_> = Vec::new();
    for file in sources(room) {
        let text = fs::read_to_string(&file).expect("a source file");
        if code_of(&text).any(|(_, line)| ARITHMETIC.iter().any(|word| line.contains(word))) {
            let name = file.strip_prefix(room).expect("a file of the room").to_path_buf();
            computing.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    computing.sort();
    assert_eq!(computing, [""; 0], "the engine computes; commands load, ask and tell");
}

#[test]
fn rooms_use_each_other_in_one_direction() {
    let mut found = Vec::new();
    for (room, may_use) in MAY_USE {
        for file in sources(&Path::new("src").join(room)) {
            let text = fs::read_to_string(&file).expect("a source file");
            for (number, line) in code_of(&text) {
                let used = line
                    .split("crate::")
                    .skip(1)
                    .filter_map(|rest| rest.split([':', ';', ',', ' ', ')']).next());
                for used in used.filter(|used| *used != room && !may_use.contains(used)) {
                    found.push(format!("{}:{number}: {room} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_room_uses_what_belongs_in_another() {
    let mut found = Vec::new();
    for (room, words, excepted) in FORBIDDEN {
        for file in sources(Path::new(room)) {
            let name =
                file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if excepted.contains(&name.as_str()) {
                continue;
            }
            let text = fs::read_to_string(&file).expect("a source file");
            for (number, line) in
                code_of(&text).filter(|(_, line)| words.iter().any(|word| line.contains(word)))
            {
                found.push(format!("{}:{number}: {line}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_top_level_holds_what_the_design_names() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "src",
        "rates",
        "tests",
        "examples",
        "fuzz",
        "target",
    ];
    let entries = fs::read_dir(".")
        .expect("the project's folder")
        .map(|entry| entry.expect("an entry").file_name());
    let strange: Vec<_> = entries
        .filter_map(|name| name.into_string().ok())
        .filter(|name| {
            !name.starts_with('.')
                && !name.starts_with("LICENSE")
                && !known.contains(&name.as_str())
        })
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn every_engine_file_opens_with_question_formula_example_and_edges() {
    for file in sources(Path::new("src/engine")) {
        let text = fs::read_to_string(&file).expect("a source file");
        if file.ends_with("mod.rs") && !text.contains("fn ") {
            // It only lists its files.
            continue;
        }
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for part in ["?", "Example", "Edges:"] {
            assert!(head.contains(part), "{} lacks {part}", file.display());
        }
    }
}

/// The lines of code: without comments, and without the unit tests at the end, where arithmetic may
/// be checked freely.
fn code_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    numbered
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim().starts_with("//"))
}

/// The sources below a folder; the tests of a long file stand beside it, in `tests.rs`,
/// and what several of them share in `testing.rs`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a folder of sources")
        .map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| !path.ends_with("tests.rs") && !path.ends_with("testing.rs"))
        .collect()
}
