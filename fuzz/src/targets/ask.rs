//! Asks one command line in this process.

use std::path::Path;

use anyhow::Error;
use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::{Cli, Command};
use flexcalc::render::{Format, Output, error_text};

use super::sound;

/// Files that are well, for questions that need more than the one that is mutated.
pub(super) const BESIDE: [(&str, &str); 7] = [
    ("estate.toml", include_str!("../../../examples/estate.toml")),
    ("export.csv", include_str!("../../../tests/usage/token-usage.csv")),
    ("lots.csv", include_str!("../../../tests/cases/questions/lots.csv")),
    ("people.csv", include_str!("../../../tests/chargeback/people.csv")),
    ("scenario.toml", include_str!("../../../examples/studio.toml")),
    ("sheet.toml", include_str!("../../../tests/sheets/ten.toml")),
    ("usage.csv", include_str!("../../../examples/sessions.csv")),
];

/// What came of a command line.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The files that would be written, each with its name.
    pub(super) files: Vec<(String, String)>,
    pub(super) format: Format,
    /// Whether it was a question to the rates, which every format has a shape for.
    pub(super) is_question: bool,
}

/// Asks and looks whether the answer is sound; `@` stands for the folder of the files. `None` where
/// the command line itself was refused.
pub(super) fn ask(words: &[&str], folder: &Path) -> Option<Said> {
    let folder = format!("{}/", folder.display());
    let words = words.iter().map(|word| word.replace('@', &folder));
    let cli = match Cli::try_parse_from(std::iter::once("flexcalc".to_owned()).chain(words)) {
        Ok(cli) => cli,
        Err(usage) => {
            // What is refused is said, and that must not break either.
            sound::ensure_clean(&usage.to_string());
            return None;
        }
    };
    let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
    let answer = flexcalc::run(&cli, today, &|_| {});
    let said = Said {
        format: cli.global.format,
        is_question: matches!(cli.command, Command::Question(_)),
        ..said(answer)
    };
    sound::ensure_sound(&said);
    Some(said)
}

fn said(answer: Result<Output, Error>) -> Said {
    let (format, is_question) = (Format::default(), false);
    let refused = |error: &Error| {
        let stderr = error_text(error);
        assert!(stderr.contains("error"), "a refusal says nothing: {stderr}");
        Said { stdout: String::new(), stderr, files: Vec::new(), format, is_question }
    };
    let Output { stdout, stderr, files, .. } = match answer {
        Ok(output) => output,
        Err(error) => return refused(&error),
    };
    let mut texts = Vec::new();
    for file in files {
        match file.text.collect::<Result<String, Error>>() {
            Ok(text) => texts.push((file.path.display().to_string(), text)),
            Err(error) => return refused(&error),
        }
    }
    Said { stdout, stderr, files: texts, format, is_question }
}

/// The same for each of these command lines, written as one would type them.
pub(super) fn ask_each(lines: &[&str], folder: &Path) {
    for line in lines {
        ask(&line.split(' ').collect::<Vec<_>>(), folder);
    }
}
