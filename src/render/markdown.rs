//! The answer and its table for a pull request, in Markdown.

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
    lines.join("\n") + "\n"
}

fn table(grid: &Grid) -> Vec<String> {
    let mut lines = vec![
        row(grid.columns.iter().map(|column| cell(&column.title.replace('\n', " ")))),
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

/// A sentence, whose code in backticks stays code, and in which a name from a file stays text.
fn sentence(words: &str) -> String {
    escaped(&text::clean(words), "\\*_[]<>#|~@")
}

/// A cell: a name from a file must not end it, and must not become a link, a tag or a head.
fn cell(words: &str) -> String {
    escaped(words, "\\`*_[]<>#|~@")
}

fn escaped(words: &str, special: &str) -> String {
    let letter = |letter: char| {
        if special.contains(letter) {
            format!("&#{};", u32::from(letter))
        } else {
            letter.to_string()
        }
    };
    let safe: String = words.chars().map(letter).collect();
    // What would become a link without any mark of its own.
    safe.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_text_in_its_cell() {
        assert_eq!(cell("a|b"), "a&#124;b");
        assert_eq!(cell("[x](http://y) @me *b*"), "&#91;x&#93;(http&#58;//y) &#64;me &#42;b&#42;");
        assert_eq!(sentence("# `--use` <b>"), "&#35; `--use` &#60;b&#62;");
    }
}
