//! A text → its lines, by one of the ways in which columns can stand apart, and what each line
//! is.

use super::figure::Figure;
use super::header::{Head, above, header};
use super::spaces;
use crate::load::table::records;
use crate::model::Problem;

/// What stands between the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    Tabs,
    Pipes,
    Semicolons,
    Commas,
    Spaces,
    /// The cells of a sheet.
    Cells,
}

impl Apart {
    /// Its word in sentences.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Tabs => "tabs",
            Self::Pipes => "pipes",
            Self::Semicolons => "semicolons",
            Self::Commas => "commas",
            Self::Spaces => "spaces",
            Self::Cells => "cells",
        }
    }
}

/// A line, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
    pub(super) is: Is,
}

/// What a line is.
#[derive(Clone, Debug)]
pub(super) enum Is {
    Blank,
    Remark,
    Header(Vec<Head>),
    /// It has a figure, and something before or behind it.
    Row,
    /// It has no figure of its own.
    Words,
    /// It may be a row, and is not clear enough.
    Unclear(Problem),
}

impl Line {
    /// The line with these cells.
    pub(super) fn new(number: u64, cells: Vec<String>) -> Self {
        let text = cells.concat();
        let is = if text.starts_with('#') {
            Is::Remark
        } else if text.chars().all(is_rule) {
            Is::Blank
        } else if let Some(heads) = header(&cells) {
            Is::Header(heads)
        } else if is_row(&cells) {
            Is::Row
        } else {
            Is::Words
        };
        Self { number, cells, is }
    }

    /// Whether it is understood.
    pub(super) fn is_clear(&self) -> bool {
        matches!(self.is, Is::Row | Is::Header(_))
    }

    /// How many cells it has, but for empty ones at its end.
    fn filled(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1)
    }

    /// The first words, to tell of it.
    pub(super) fn words(&self) -> String {
        let filled: Vec<_> = self.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect();
        let all = filled.join(" ");
        let short: String = all.chars().take(40).collect();
        if all.chars().count() > 40 { format!("{short}…") } else { short }
    }
}

/// The line directly above the first row, where it is words in as many columns: it is the header,
/// and no title, whether it is understood or not.
pub(super) fn find_header(lines: &mut [Line], apart: Apart) {
    let is_row = |line: &Line| matches!(line.is, Is::Row | Is::Unclear(_) | Is::Header(_));
    let first = lines.iter().position(is_row).filter(|first| {
        // What is understood is found already.
        lines.get(*first).is_some_and(|line| !matches!(line.is, Is::Header(_)))
    });
    let Some((before, rows)) = first.and_then(|first| lines.split_at_mut_checked(first)) else {
        return;
    };
    let width = rows.iter().map(Line::filled).max().unwrap_or_default();
    let Some(line) = before.iter_mut().rfind(|line| !matches!(line.is, Is::Blank)) else { return };
    if !matches!(line.is, Is::Words) {
        return;
    }
    let cells = match (apart, line.cells.as_slice()) {
        (Apart::Spaces, [text]) => spaces::headings(text),
        (_, cells) => cells.to_vec(),
    };
    let is_wide = match apart {
        // A title may have a comma.
        Apart::Commas => cells.iter().rposition(|cell| !cell.is_empty()) == width.checked_sub(1),
        _ => true,
    };
    if let Some(heads) = above(&cells).filter(|_| is_wide) {
        (line.cells, line.is) = (cells, Is::Header(heads));
    }
}

/// Whether the sign stands in lines that only part others: `|---|---:|`, `=====`.
fn is_rule(c: char) -> bool {
    c.is_whitespace() || "|-=:+_*–—─".contains(c)
}

fn is_row(cells: &[String]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    filled > 1 && cells.iter().any(|cell| Figure::of(cell).is_some())
}

/// The lines of a text whose columns stand apart by `apart`.
pub(super) fn delimited(file: &str, text: &str, apart: Apart) -> Result<Vec<Line>, Problem> {
    let delimiter = match apart {
        Apart::Pipes => return Ok(piped(text)),
        Apart::Tabs => b'\t',
        Apart::Semicolons => b';',
        _ => b',',
    };
    let records = records(file, text, delimiter)?.into_iter();
    Ok(records.map(|(number, cells)| Line::new(number, cells)).collect())
}

/// Lines of cells between pipes, as Markdown has them: `\|` is a pipe within a cell.
fn piped(text: &str) -> Vec<Line> {
    let line = |(number, line): (u64, &str)| {
        let line = line.trim();
        let inner = line.strip_prefix('|').unwrap_or(line);
        let mut cells = vec![String::new()];
        let mut letters = inner.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_escaped = letter == '\\' && matches!(letters.peek(), Some('|' | '\\'));
            match (letter, cells.last_mut()) {
                ('|', _) => cells.push(String::new()),
                (_, Some(cell)) if is_escaped => cell.extend(letters.next()),
                (_, Some(cell)) => cell.push(letter),
                (_, None) => {}
            }
        }
        if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let trimmed = |cell: String| cell.trim_matches(is_space).to_owned();
        Line::new(number, cells.into_iter().map(trimmed).collect())
    };
    let filled = (1..).zip(text.lines()).filter(|(_, line)| !line.chars().all(is_space));
    filled.map(line).collect()
}

/// Whether the letter takes no place, or only space.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
}

/// A name as it is meant: without a bullet before it, a trademark or a footnote's sign behind it,
/// or what leads to the figure.
pub(super) fn name_of(cell: &str) -> String {
    let spaced: String = cell.chars().map(|c| if is_space(c) { ' ' } else { c }).collect();
    let mut name = spaced.replace(['®', '™', '©'], "").replace("**", "");
    for sign in ["(R)", "(TM)", "(r)", "(tm)"] {
        name = name.replace(sign, "");
    }
    let mut name = name.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    for bullet in ["- ", "• ", "* ", "· ", "– ", "▪ ", "+ "] {
        if let Some(rest) = name.strip_prefix(bullet) {
            name = rest.to_owned();
        }
    }
    if let Some((number, rest)) = name.split_once(['.', ')'])
        && (1..=3).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(rest) = rest.strip_prefix(' ')
    {
        name = rest.to_owned();
    }
    let footnotes = |c: char| matches!(c, '*' | '†' | '‡' | '¹' | '²' | '³');
    let leads = |c: char| matches!(c, ':' | '–' | '—' | '-' | '=' | '…' | '.' | ' ');
    name.trim_end_matches(leads).trim_end_matches(footnotes).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_without_what_a_page_puts_around_it() {
        for (cell, name) in [
            ("AutoCAD®", "AutoCAD"),
            ("• Civil\u{a0}3D™ –", "Civil 3D"),
            ("**Revit**", "Revit"),
            ("12. 3ds Max*", "3ds Max"),
            ("2.5 Axis", "2.5 Axis"),
            ("Maya ......", "Maya"),
            (
                "AutoCAD - including specialized toolsets",
                "AutoCAD - including specialized toolsets",
            ),
        ] {
            assert_eq!(name_of(cell), name, "{cell}");
        }
    }

    #[test]
    fn pipes_are_markdown() {
        let text = "| Product | Tokens per day |\n|---|---:|\n| A \\| B | 7 |\nC|8\n";
        let lines = piped(text);
        let cells: Vec<_> = lines.iter().map(|line| line.cells.join("/")).collect();
        assert_eq!(cells, ["Product/Tokens per day", "---/---:", "A | B/7", "C/8"]);
        assert!(matches!(lines[1].is, Is::Blank));
    }
}
