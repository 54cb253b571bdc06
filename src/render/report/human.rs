//! The report for people: each problem with its line and a caret, as a compiler writes it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{CheckedFile, Report};
use crate::model::{MOST_TOLD, Place, Problem, Severity};
use crate::render::text::{LONGEST, clean, line, shortened, unspoken};

/// How wide an excerpt may be.
const WIDTH: usize = 100;
/// Of how many bytes a line is at most that is shown: nobody reads a longer one, and each problem on
/// it would take the longer the longer it is.
const LONGEST_LINE: usize = 10_000;

pub(in crate::render) fn render(report: &Report) -> String {
    let mut text: String = report.files.iter().map(file).collect();
    text += &clean(&report.summary());
    text.push('\n');
    unspoken(text.into()).into_owned()
}

fn file(file: &CheckedFile) -> String {
    let shown = file.problems.iter().take(MOST_TOLD).map(|problem| excerpt(problem, &file.text));
    let left = file.problems.len().saturating_sub(MOST_TOLD);
    let rest = (left > 0).then(|| format!("… and {left} more in {}\n\n", clean(&file.file)));
    shown.chain(rest).collect()
}

fn excerpt(problem: &Problem, text: &str) -> String {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = clean(&problem.message);
    let message = shortened(&message, LONGEST);
    let title = level.primary_title(message).id(problem.code.map_or("", crate::model::Code::name));
    let remedy = problem.remedy();
    let remedy = Level::HELP.message(clean(&remedy));
    let group = match problem.place.as_ref().map(|place| (place, line_of(text, place))) {
        Some((place, None)) => {
            let origin = Origin::path(clean(&place.file)).line(place.line);
            title.element(origin.char_column(place.column))
        }
        Some((place, Some((line, span)))) => title.element(
            Snippet::source(line)
                .line_start(place.line)
                .path(clean(&place.file))
                .annotation(AnnotationKind::Primary.span(span)),
        ),
        None => annotate_snippets::Group::with_title(title),
    };
    Renderer::styled().term_width(WIDTH).render(&[group.element(remedy)]) + "\n\n"
}

/// The line of a place as it is shown, and the part of it that the place is about; `None` where
/// nobody can read it.
fn line_of(text: &str, place: &Place) -> Option<(String, Range<usize>)> {
    let start = text
        .get(..place.span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let in_file = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if in_file.len() > LONGEST_LINE {
        return None;
    }
    let (shown, [from, to]) =
        line(in_file, [place.span.start, place.span.end].map(|at| at.saturating_sub(start)));
    Some((shown, from..to))
}
