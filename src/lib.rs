//! flexcalc answers the money questions about Autodesk Flex: exactly, offline, from a rate sheet that can be read.
//!
//! One direction, no way back:
//!
//! ```text
//! main ─ parse → load (files → model) → engine (input → result, pure) → render (result → text) ─ main prints
//! ```
//!
//! | room | what lives there |
//! |---|---|
//! | [`cli`] | the command line: global options, the list of commands |
//! | [`commands`] | one file a command: its options and help, and the way from load through engine to an answer |
//! | [`model`] | the nouns: exact amounts with units, the rate sheet; always valid once built |
//! | [`engine`] | the verbs: one pure function a question; exact |
//! | [`load`] | text → model, with every problem of a file at once |
//! | [`render`] | result → table, JSON, CSV, Markdown; the one place that rounds |
//!
//! Effects live at the two ends only: `load` reads files, `main` writes and reads the clock.

pub mod cli;
pub mod commands;
pub mod engine;
pub mod load;
pub mod model;
pub mod render;

use chrono::NaiveDate;

use crate::cli::Cli;
use crate::model::RateSheet;

/// What a run says: the answer for stdout, and what is said beside it for stderr.
#[derive(Debug)]
pub struct Output {
    /// The answer, and nothing else.
    pub stdout: String,
    /// Warnings and notes, styled.
    pub stderr: String,
}

/// Answers one command line; `today` is the date of the question.
pub fn run(cli: &Cli, today: NaiveDate) -> anyhow::Result<Output> {
    let sheet = load::rate_sheet(&cli.global.rates)?;
    let mut answer = cli.command.answer(&sheet)?;
    answer.notes.insert(0, sheet_note(&sheet));
    answer.forget_repeated_notes();
    answer.warnings.extend(not_yet_in_force(&sheet, today));
    answer.next = answer.next.map(|command| with_rates(&command, &cli.global.rates));
    if !cli.global.explain {
        answer.explanation.clear();
    }
    render::render(&answer, &sheet, cli.global.format)
}

fn sheet_note(sheet: &RateSheet) -> String {
    format!(
        "rates from sheet `{}`, {}, effective {}; money in {}",
        sheet.name, sheet.title, sheet.effective, sheet.currency
    )
}

/// The command with the rate sheet that this answer comes from, so that it can be run as it stands.
fn with_rates(command: &str, rates: &str) -> String {
    match command.strip_prefix("flexcalc ") {
        Some(rest) if rates != load::DEFAULT_SHEET => format!("flexcalc --rates {rates} {rest}"),
        _ => command.to_owned(),
    }
}

fn not_yet_in_force(sheet: &RateSheet, today: NaiveDate) -> Option<String> {
    (sheet.effective > today)
        .then(|| format!("sheet `{}` takes effect on {}, after today", sheet.name, sheet.effective))
}
