//! The command line: parse, run, print, exit. The only place that reads the clock and writes.

mod progress;

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use anstream::adapter::strip_str;
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Parser;
use flexcalc::cli::{Cli, with_shown_arguments, words_made_safe};
use flexcalc::render::{OutFile, Outcome, Output};

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
    let today = DateTime::<Utc>::from(SystemTime::now()).date_naive();
    let answered = flexcalc::run(&cli, today, &progress::teller()).and_then(written);
    let (stdout, stderr, code) = match answered {
        Ok(Output { stdout, stderr, outcome: Outcome::Answered, .. }) => (stdout, stderr, ANSWERED),
        Ok(Output { stdout, stderr, outcome: Outcome::Found, .. }) => (stdout, stderr, FOUND),
        Ok(Output { stdout, stderr, outcome: Outcome::Incomplete, .. }) => {
            (stdout, stderr, UNANSWERED)
        }
        Err(error) => (String::new(), flexcalc::render::error_text(&error), UNANSWERED),
    };
    // Where the words beside the answer cannot be written, the answer still can.
    let _ = write(io::stderr(), color, &stderr);
    exit(write(io::stdout(), color, &stdout), code)
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

/// Writes the files of an answer, each whole or not at all.
fn written(mut output: Output) -> anyhow::Result<Output> {
    for file in output.files.drain(..) {
        let name = file.path.display().to_string();
        write_file(file).with_context(|| format!("cannot write `{name}`"))?;
    }
    Ok(output)
}

fn write_file(file: OutFile) -> anyhow::Result<()> {
    // What a link leads to is replaced, not the link.
    let path = if file.is_new { file.path } else { file.path.canonicalize().unwrap_or(file.path) };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".flexcalc-");
    readable_by_others(&mut builder);
    let mut part = BufWriter::new(builder.tempfile_in(folder)?);
    for text in file.text {
        part.write_all(text?.as_bytes())?;
    }
    let part = part.into_inner()?;
    part.as_file().sync_all()?;
    if let Ok(there) = fs::metadata(&path) {
        // A file that is replaced keeps who may read it.
        part.as_file().set_permissions(there.permissions())?;
    }
    if file.is_new {
        part.persist_noclobber(&path)?
    } else {
        part.persist(&path)?
    };
    Ok(())
}

/// Temporary files are for their owner only; a file that was asked for is for whom the system says.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder) {}

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
