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
use crate::load::Editions;
use crate::load::usage::Progress;
use crate::model::RateSheet;
use crate::render::Output;
use crate::report::next::with_globals;
use crate::report::rates::editions::in_words;

/// Answers one command line; `today` is the date of the question, and `progress` is told how far
/// reading usage has come.
pub fn run(
    cli: &Cli,
    today: NaiveDate,
    progress: &(dyn Fn(&Progress) + Sync),
) -> anyhow::Result<Output> {
    let (clock, today) = (today, cli.global.on.unwrap_or(today));
    let question = match &cli.command {
        Command::File(file) => return file.output(&cli.global, today, progress),
        Command::Question(question) => question,
    };
    // What has days of its own is charged by the rates of each; any other question has one day.
    let wanted = if question.has_days() { Editions::All } else { Editions::InForceOn(today) };
    let sheets = load::rate_sheets(&cli.global.rates, wanted)?;
    let context = Context {
        rates: &cli.global.rates,
        sheets: &sheets,
        today,
        clock,
        format: cli.global.format,
        progress,
    };
    let _money = render::number::in_currency(&context.sheet().currency);
    let mut answer = question.answer(context, cli.global.detail())?;
    let in_use = sheets.in_use(answer.account.days(), today);
    let notes = in_use.chunk_by(|one, next| one.name == next.name && one.title == next.title);
    answer.notes.splice(0..0, notes.filter_map(sheet_note));
    answer.forget_repeated_notes();
    let question = cli.global.on.map_or("today".to_owned(), |day| day.to_string());
    let later = sheets.iter().filter(|sheet| sheet.effective > today);
    answer.warnings.extend(later.map(|sheet| {
        let RateSheet { name, effective, .. } = sheet;
        format!("sheet `{name}` takes effect on {effective}, after {question}")
    }));
    let rates = if context.rates == [load::DEFAULT_SHEET] { &[][..] } else { context.rates };
    answer.next = answer.next.and_then(|command| with_globals(&command, rates, cli.global.on));
    render::render(answer, Some(context.sheet()), cli.global.format)
}

/// The editions of one sheet, in a sentence.
fn sheet_note(editions: &[&RateSheet]) -> Option<String> {
    let RateSheet { name, title, currency, .. } = editions.first()?;
    let editions = in_words(editions);
    Some(format!("rates from sheet `{name}`, {title}, {editions}; money in {currency}"))
}
