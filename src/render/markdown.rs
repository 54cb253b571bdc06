//! The answer and its table for a pull request, in Markdown.

mod escape;

use self::escape::{cell, sentence};
use super::format::Writer;
use super::table::people_text;
use super::{Answer, Grid, text};

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "markdown",
    aliases: &[],
    answer: |answer, _| Ok(render(answer)),
    check: |report| Ok(report.as_answer(render)),
};

fn render(answer: &Answer) -> String {
    let mut lines = Vec::new();
    for words in &answer.summary {
        lines.extend([sentence(words), String::new()]);
    }
    lines.extend(table(&answer.view));
    if let Some(chart) = &answer.chart {
        lines.extend([String::new(), "```text".to_owned(), chart.draw() + "```"]);
    }
    for section in answer.sections.iter().filter(|section| !section.grid.rows.is_empty()) {
        lines.extend([String::new(), format!("{}:", sentence(&section.title)), String::new()]);
        lines.extend(table(&section.grid));
    }
    for (head, sentences) in [("How", &answer.explanation), ("Notes", &answer.notes)] {
        if !sentences.is_empty() {
            lines.extend([String::new(), format!("{head}:"), String::new()]);
            lines.extend(sentences.iter().map(|words| format!("- {}", sentence(words))));
        }
    }
    text::unspoken((lines.join("\n") + "\n").into()).into_owned()
}

fn table(grid: &Grid) -> Vec<String> {
    let mut lines = vec![
        row(grid.columns.iter().map(|column| cell(&text::cell(&column.title)))),
        row((0..grid.columns.len())
            .map(|place| if grid.is_numeric(place) { "---:" } else { "---" }.to_owned())),
    ];
    lines.extend(
        grid.rows.iter().map(|cells| row(cells.iter().map(|words| cell(&people_text(words))))),
    );
    lines.extend(
        grid.total
            .iter()
            .map(|cells| row(cells.iter().map(|words| bold(&cell(&people_text(words)))))),
    );
    lines
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}
