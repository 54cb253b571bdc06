//! What is said beside an answer, on stderr: errors, warnings, notes.

use anstyle::{AnsiColor, Style};

use super::{Answer, Format, text};
use crate::model::{MOST_TOLD, Problem, Problems};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// The text of an error: every problem with its hint, then how many there are. Styled; the writer
/// strips that for a file.
pub fn error_text(error: &anyhow::Error) -> String {
    if let Some(problems) = error.downcast_ref::<Problems>() {
        return problems_text(problems);
    }
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return problem_text(problem);
    }
    line(ERROR, "error", &format!("{error:#}"))
}

fn problems_text(problems: &Problems) -> String {
    let mut text: String = problems.iter().take(MOST_TOLD).map(problem_text).collect();
    let count = problems.count();
    if count > MOST_TOLD {
        text += &line(ERROR, "error", &format!("… and {} more", count - MOST_TOLD));
    }
    if count > 1 {
        text += &line(ERROR, "error", &format!("{count} problems"));
    }
    text
}

fn problem_text(problem: &Problem) -> String {
    let hint = problem.hint.as_ref().map(|hint| line(HINT, "hint", hint));
    line(ERROR, "error", &problem.to_string()) + &hint.unwrap_or_default()
}

/// Warnings and notes beside an answer that has no room for them: a file for people to edit.
pub fn said_beside(warnings: &[String], notes: &[String]) -> String {
    let more = warnings.len().saturating_sub(MOST_TOLD);
    let more = (more > 0).then(|| line(WARNING, "warning", &format!("… and {more} more")));
    let warnings = warnings.iter().take(MOST_TOLD).map(|warning| line(WARNING, "warning", warning));
    let warnings = warnings.chain(more);
    warnings.chain(notes.iter().map(|note| line(HINT, "note", note))).collect()
}

/// What is said of files that were written, and the command to try with them.
pub fn written(lines: &[String], next: Option<&str>) -> String {
    let lines = lines.iter().map(|line| text::cell(line).into_owned());
    let next = next.map(|next| format!("\nnext: {next}"));
    lines.chain(next).collect::<Vec<_>>().join("\n") + "\n"
}

/// What `format` has no room for. A table carries its own notes, JSON too; warnings are said in any
/// case.
pub(super) fn beside(answer: &Answer, format: Format) -> String {
    let mut text = said_beside(&answer.warnings, &[]);
    if format == Format::Csv {
        text.extend(
            answer
                .summary
                .iter()
                .chain(&answer.explanation)
                .chain(&answer.notes)
                .map(|note| line(HINT, "note", note)),
        );
    }
    text
}

fn line(style: Style, head: &str, words: &str) -> String {
    format!("{style}{head}{style:#}: {}\n", text::shortened(&text::clean(words), text::LONGEST))
}
