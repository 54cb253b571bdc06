//! The table for a pull request, in Markdown.

use super::table::people_text;
use super::{Answer, text};

pub(super) fn render(answer: &Answer) -> String {
    let grid = &answer.view;
    let mut lines = vec![
        row(grid.columns.iter().map(|column| column.title.replace('\n', " "))),
        row((0..grid.columns.len()).map(|place| if grid.is_numeric(place) { "---:" } else { "---" }.to_owned())),
    ];
    lines.extend(grid.rows.iter().map(|cells| row(cells.iter().map(people_text))));
    lines.extend(grid.total.iter().map(|cells| row(cells.iter().map(|cell| bold(&people_text(cell))))));
    for sentence in &answer.summary {
        lines.extend([String::new(), escaped(&text::clean(sentence))]);
    }
    for (head, sentences) in [("How", &answer.explanation), ("Notes", &answer.notes)] {
        if !sentences.is_empty() {
            lines.extend([String::new(), format!("{head}:"), String::new()]);
            lines.extend(sentences.iter().map(|sentence| format!("- {}", escaped(&text::clean(sentence)))));
        }
    }
    lines.join("\n") + "\n"
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.map(|cell| escaped(&cell)).collect::<Vec<_>>().join(" | "))
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}

/// Text that stays in its cell and stays text: a name from a file must not open a link, a tag or a new column.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('[', "\\[")
}
