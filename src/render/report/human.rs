//! The report for people: each problem with its line and a caret, as a compiler writes it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{CheckedFile, Report};
use crate::model::{MOST_TOLD, Place, Problem, Severity};
use crate::render::text::{clean, shortened};

/// How wide an excerpt may be.
const WIDTH: usize = 100;
/// Of how many bytes a line is at most that is shown: nobody reads a longer one, and each problem on
/// it would take the longer the longer it is.
const LONGEST_LINE: usize = 10_000;

pub(in crate::render) fn render(report: &Report) -> String {
    let mut text: String = report.files.iter().map(file).collect();
    text += &report.summary();
    text.push('\n');
    text
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
    let message = shortened(&clean(&problem.message));
    let title = level.primary_title(message).id(problem.code.map_or("", crate::model::Code::name));
    let remedy = Level::HELP.message(clean(&problem.remedy()));
    let group = match problem.place.as_ref().map(|place| (place, line_of(text, place))) {
        Some((place, (line, _))) if line.len() > LONGEST_LINE => {
            let origin = Origin::path(clean(&place.file)).line(place.line);
            title.element(origin.char_column(place.column))
        }
        Some((place, (line, span))) => title.element(
            Snippet::source(line)
                .line_start(place.line)
                .path(clean(&place.file))
                .annotation(AnnotationKind::Primary.span(span)),
        ),
        None => annotate_snippets::Group::with_title(title),
    };
    Renderer::styled().term_width(WIDTH).render(&[group.element(remedy)]) + "\n\n"
}

/// The line of a place, and the part of it that the place is about.
fn line_of<'t>(text: &'t str, place: &Place) -> (&'t str, Range<usize>) {
    let start = text
        .get(..place.span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let within = |at: usize| at.saturating_sub(start).min(line.len());
    (line, within(place.span.start)..within(place.span.end))
}
