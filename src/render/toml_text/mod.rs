//! Sheets and estates as the files that people edit. What is written reads back as the same.
//!
//! Names come from files that anybody may have written, so that each is escaped where it stands: a
//! quote must not end a text, and a line break in a comment must not begin a line of the file.

mod comment;
mod estate;
mod sheet;
mod spare;

use std::fmt::{Display, Write};

use crate::model::{escape, letters};

pub use estate::{EstateToml, TomlSeat, TomlTeam};
pub use sheet::SheetToml;
pub use spare::SpareRow;

/// A text in quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for (_, letter, is_odd) in letters(text) {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            letter if is_odd => quoted.push_str(&escape(letter)),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Several texts.
fn list<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let texts: Vec<_> = texts.into_iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A key: bare where TOML takes it so.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A file that grows line by line.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// The file's first lines: what editors check it with, and what it is.
    fn headed(schema: &str, words: &[String]) -> Self {
        let mut lines = Self::default();
        lines.line(format_args!("#:schema {schema}"));
        lines.comments(words);
        lines
    }

    fn line(&mut self, line: impl Display) {
        let _ = writeln!(self.0, "{line}");
    }

    fn comments(&mut self, comments: &[String]) {
        for text in comments {
            self.0.push_str(&comment::comment(text));
        }
    }

    /// Lines that count once the sign before them is deleted: each stays one.
    fn blanks<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        for line in lines {
            self.0.push_str(&comment::line(line));
        }
    }

    /// A table or an item of a list, after a blank line.
    fn table(&mut self, head: impl Display) {
        self.line(format_args!("\n{head}"));
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(format_args!("{name} = {}", quoted(text)));
    }

    fn optional_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn texts(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.line(format_args!("{name} = {}", list(texts)));
        }
    }

    /// A number, with every digit, or a date.
    fn bare(&mut self, name: &str, value: impl Display) {
        self.line(format_args!("{name} = {value}"));
    }

    fn optional(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.bare(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_quotes() {
        assert_eq!(quoted("3\" pipe \\ a\nb\u{7f}\u{1b}é"), r#""3\" pipe \\ a\nb\u007F\u001Bé""#);
        // U+0085 is a line break for some editors
        assert_eq!(quoted("a\u{85}b"), "\"a\\u0085b\"");
    }

    #[test]
    fn a_key_is_bare_only_where_it_may_be() {
        assert_eq!([key("3ds-max"), key("ana@x.y")], ["3ds-max", "\"ana@x.y\""]);
        assert_eq!([key(""), key("ä"), key("a b")], ["\"\"", "\"ä\"", "\"a b\""]);
    }
}
