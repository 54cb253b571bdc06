//! What every answer must be, whatever was asked of which files.

use std::path::Path;

use flexcalc::render::Format;

use super::ask::Said;

/// Breaks where something that was said cannot be what a reader expects.
pub(super) fn ensure_sound(said: &Said) {
    ensure_clean(&said.stdout);
    ensure_clean(&said.stderr);
    for (name, text) in &said.files {
        ensure_clean(text);
        if Path::new(name).extension().is_some_and(|ending| ending == "csv") {
            ensure_rectangle(text);
        }
    }
    if said.stdout.is_empty() || !said.is_question {
        return;
    }
    match said.format {
        Format::Json => {
            let value: Result<serde_json::Value, _> = serde_json::from_str(&said.stdout);
            assert!(value.is_ok_and(|value| value.is_object()), "no JSON: {}", said.stdout);
        }
        Format::Csv | Format::Focus => ensure_rectangle(&said.stdout),
        Format::Markdown => ensure_tables(&said.stdout),
        _ => {}
    }
}

/// Whether every record of this CSV has as many fields as its header: the reader refuses another.
fn ensure_rectangle(text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        assert!(record.is_ok(), "{record:?} in {text}");
    }
}

/// Whether every row of a table in this Markdown has as many cells as the one above it.
fn ensure_tables(text: &str) {
    let mut above = None;
    for line in text.lines() {
        let cells = line.starts_with('|').then(|| bars(line));
        if let (Some(above), Some(cells)) = (above, cells) {
            assert_eq!(above, cells, "{line} in {text}");
        }
        above = cells;
    }
}

/// How many bars part cells: a bar behind a backslash is a letter.
fn bars(line: &str) -> usize {
    let mut is_escaped = false;
    let mut bars = 0;
    for letter in line.chars() {
        bars += usize::from(letter == '|' && !is_escaped);
        is_escaped = letter == '\\' && !is_escaped;
    }
    bars
}

/// Whether a terminal would obey nothing in it but the colours that are ours.
pub(super) fn ensure_clean(text: &str) {
    let plain = anstream::adapter::strip_str(text).to_string();
    let bad = plain.chars().find(|letter| {
        (letter.is_control() && *letter != '\n')
            || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}')
            || matches!(letter, '\u{2066}'..='\u{2069}')
    });
    assert_eq!(bad, None, "a control character in {plain:?}");
}
