//! The table for a pull request, in Markdown.

use super::table::people_text;
use super::{Answer, text};

pub(super) fn render(answer: &Answer) -> String {
    let grid = &answer.view;
    let mut lines = vec![
        row(grid.columns.iter().map(|column| cell(&column.title.replace('\n', " ")))),
        row((0..grid.columns.len()).map(|place| if grid.is_numeric(place) { "---:" } else { "---" }.to_owned())),
    ];
    lines.extend(grid.rows.iter().map(|cells| row(cells.iter().map(|words| cell(&people_text(words))))));
    lines.extend(grid.total.iter().map(|cells| row(cells.iter().map(|words| bold(&cell(&people_text(words)))))));
    for words in &answer.summary {
        lines.extend([String::new(), sentence(words)]);
    }
    for (head, sentences) in [("How", &answer.explanation), ("Notes", &answer.notes)] {
        if !sentences.is_empty() {
            lines.extend([String::new(), format!("{head}:"), String::new()]);
            lines.extend(sentences.iter().map(|words| format!("- {}", sentence(words))));
        }
    }
    lines.join("\n") + "\n"
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}

/// A sentence, whose code in backticks stays code, and in which a name from a file stays text.
fn sentence(text: &str) -> String {
    escaped(&text::clean(text), "\\*_[]<>#|~")
}

/// A cell: a name from a file must not end it, and must not become a link, a tag or a head.
fn cell(text: &str) -> String {
    escaped(text, "\\`*_[]<>#|~")
}

fn escaped(text: &str, special: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if special.contains(letter) {
            safe.push('\\');
        }
        safe.push(letter);
    }
    // What would become a link or a mention without any mark of its own.
    safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace('@', "&#64;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_text_in_its_cell() {
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!(cell("[x](http://y) @me *b*"), "\\[x\\](http&#58;//y) &#64;me \\*b\\*");
        assert_eq!(sentence("# `--use` <b>"), "\\# `--use` \\<b\\>");
    }
}
