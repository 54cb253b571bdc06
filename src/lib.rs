//! flexcalc answers the money questions about Autodesk Flex: exactly, offline, from a rate sheet
//! that can be read.
//!
//! One direction, no way back:
//!
//! ```text
//! main ─ parse → load (files → model) → engine (input → result, pure)
//!      → report (result → table, said once) → render (table → text) ─ main prints
//! ```
//!
//! | room | what lives there |
//! |---|---|
//! | [`cli`] | the command line: global options, the list of commands |
//! | [`commands`] | one file a command: options, help, and the way to an answer |
//! | [`model`] | the nouns: exact amounts with units, the rate sheet; always valid once built |
//! | [`engine`] | the verbs: one pure function a question; exact |
//! | [`load`] | text → model, with every problem of a file at once |
//! | [`report`] | the table of a command, said once: screen, CSV, JSON and totals come from it |
//! | [`render`] | table → text: table, JSON, CSV, Markdown; the one place that rounds |
//!
//! `build.rs` checks and packs the built-in rate sheets with the same `load` when the program is
//! built. Effects live at the two ends only: `load` reads files, `main` writes and reads the clock.

pub mod cli;
pub mod commands;
pub mod engine;
pub mod load;
pub mod model;
pub mod render;
pub mod report;

use chrono::NaiveDate;

use crate::cli::{Cli, Command};
use crate::commands::context::Context;
use crate::load::usage::Progress;
use crate::model::RateSheet;
use crate::render::Output;
use crate::report::next::quoted;

/// Answers one command line; `today` is the date of the question, and `progress` is told how far
/// reading usage has come.
pub fn run(
    cli: &Cli,
    today: NaiveDate,
    progress: &(dyn Fn(&Progress) + Sync),
) -> anyhow::Result<Output> {
    let question = match &cli.command {
        Command::File(file) => return file.output(&cli.global, today, progress),
        Command::Question(question) => question,
    };
    let sheets = load::rate_sheets(&cli.global.rates)?;
    let _money = render::number::in_currency(&sheets.latest().currency);
    let mut answer = question.answer(
        Context { sheets: &sheets, today, format: cli.global.format, progress },
        cli.global.detail(),
    )?;
    for file in &answer.files {
        load::ensure_no_input(&file.path, load::sheet_paths(&cli.global.rates))?;
    }
    answer.notes.splice(0..0, sheets.iter().map(sheet_note));
    answer.forget_repeated_notes();
    answer.warnings.extend(sheets.iter().filter_map(|sheet| not_yet_in_force(sheet, today)));
    answer.next = answer.next.map(|command| with_rates(&command, &cli.global.rates));
    render::render(answer, sheets.last(), cli.global.format)
}

fn sheet_note(sheet: &RateSheet) -> String {
    format!(
        "rates from sheet `{}`, {}, effective {}; money in {}",
        sheet.name, sheet.title, sheet.effective, sheet.currency
    )
}

/// The command with the rate sheets that this answer comes from, so that it can be run as it
/// stands.
fn with_rates(command: &str, rates: &[String]) -> String {
    match command.strip_prefix("flexcalc ") {
        Some(rest) if rates != [load::DEFAULT_SHEET] => {
            let options: Vec<_> =
                rates.iter().map(|name| format!("--rates {}", quoted(name))).collect();
            format!("flexcalc {} {rest}", options.join(" "))
        }
        _ => command.to_owned(),
    }
}

fn not_yet_in_force(sheet: &RateSheet, today: NaiveDate) -> Option<String> {
    (sheet.effective > today)
        .then(|| format!("sheet `{}` takes effect on {}, after today", sheet.name, sheet.effective))
}
