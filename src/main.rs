//! The command line: parse, run, print, exit. The only place that reads the clock and writes.

mod progress;
mod writing;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use anstream::adapter::strip_str;
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use chrono::{DateTime, Utc};
use clap::Parser;
use flexcalc::cli::{Cli, with_shown_arguments, words_made_safe};
use flexcalc::load;
use flexcalc::render::Outcome;

use self::writing::Written;

/// The question was answered.
const ANSWERED: u8 = 0;
/// The check that was asked for found something.
const FOUND: u8 = 1;
/// It could not be answered.
const UNANSWERED: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return refuse(usage),
    };
    let color = cli.global.color_choice();
    let Written { output, took_stdout } = match answered(&cli) {
        Ok(written) => written,
        Err(error) => {
            let _ = write(io::stderr(), color, &flexcalc::render::error_text(&error));
            return UNANSWERED.into();
        }
    };
    let code = match output.outcome {
        Outcome::Answered => ANSWERED,
        Outcome::Found => FOUND,
        Outcome::Incomplete => UNANSWERED,
    };
    // Where the words beside the answer cannot be written, the answer still can.
    let _ = write(io::stderr(), color, &output.stderr);
    let written = if took_stdout {
        write(io::stderr(), color, &output.stdout)
    } else {
        write(io::stdout(), color, &output.stdout)
    };
    exit(written, code)
}

/// Tells what is wrong with the command line, or what it asks of clap itself, such as help.
fn refuse(usage: clap::Error) -> ExitCode {
    let code = u8::try_from(usage.exit_code()).unwrap_or(UNANSWERED);
    if !usage.use_stderr() {
        return exit(usage.print(), code);
    }
    let usage = with_shown_arguments(usage);
    let said = match words_made_safe(&usage) {
        Some(words) => write(io::stderr(), ColorChoice::Never, &words),
        None => usage.print(),
    };
    exit(said, code)
}

/// The answer, its files written.
fn answered(cli: &Cli) -> anyhow::Result<Written> {
    if let Some(path) = cli.writes() {
        // Known before anything is read, so that nothing that is read is written over.
        load::output(path)?;
    }
    let today = DateTime::<Utc>::from(SystemTime::now()).date_naive();
    writing::files(flexcalc::run(cli, today, &progress::teller())?)
}

/// Writes all of it at once, without its colours where they are not wanted.
fn write(mut to: impl RawStream, color: ColorChoice, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let choice = if color == ColorChoice::Auto { AutoStream::choice(&to) } else { color };
    match choice {
        ColorChoice::Never => to.write_all(strip_str(text).to_string().as_bytes())?,
        _ => to.write_all(text.as_bytes())?,
    }
    to.flush()
}

/// A reader that has gone has had enough, and that is well; any other failure to write must not
/// look like success.
fn exit(written: io::Result<()>, code: u8) -> ExitCode {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "error: cannot write the answer: {error}");
            UNANSWERED.into()
        }
        _ => code.into(),
    }
}
