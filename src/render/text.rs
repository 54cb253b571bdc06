//! Words as they are shown: what nobody sees is told, what a terminal, a spreadsheet or a CI runner
//! would obey is only read, and long sentences are wrapped.
//!
//! Names come from files that anybody may have written, and from the command line. Every way out of
//! the program goes through here.

use std::borrow::Cow;

use crate::model::{escape, letters};

/// How wide sentences run.
const WIDTH: usize = 80;

/// The text on one line: a letter that nobody sees is told by its number, so that two names that
/// differ in it stay two. What breaks a line is a space.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    // Nearly every text is such, and a bill may have millions.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'"' | b'$'..=b'~')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", " ");
    Cow::Owned(letters(&text).map(|(_, letter, is_odd)| piece(letter, is_odd)).collect())
}

/// A letter of a text of one line.
fn piece(letter: char, is_odd: bool) -> Cow<'static, str> {
    match letter {
        '\n' | '\r' | '\t' => Cow::Borrowed(" "),
        letter if is_odd => Cow::Owned(escape(letter)),
        letter => Cow::Owned(letter.to_string()),
    }
}

/// A line of a file for an excerpt, and where the byte at `place` of it has come to. Tabs stay: the
/// excerpt has its own way with them.
pub(super) fn line<const N: usize>(text: &str, places: [usize; N]) -> (String, [usize; N]) {
    let (mut line, mut found) = (String::with_capacity(text.len()), [None; N]);
    for (at, letter, is_odd) in letters(text) {
        for (place, found) in places.iter().zip(&mut found) {
            if found.is_none() && at >= *place {
                *found = Some(line.len());
            }
        }
        line.push_str(&if letter == '\t' { "\t".into() } else { piece(letter, is_odd) });
    }
    let end = line.len();
    (line, found.map(|found| found.unwrap_or(end)))
}

/// The text of a file with its lines, as far as a terminal may have it: what is told by a number is
/// an escape of TOML, too.
pub(super) fn lines_of_file(text: &str) -> Cow<'_, str> {
    let is_odd = |letter, is_odd| is_odd && !matches!(letter, '\n' | '\t');
    let lines = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if lines == text && !letters(text).any(|(_, letter, odd)| is_odd(letter, odd)) {
        return unspoken(Cow::Borrowed(text));
    }
    let shown =
        letters(&lines).map(
            |(_, letter, odd)| {
                if is_odd(letter, odd) { escape(letter) } else { letter.to_string() }
            },
        );
    unspoken(Cow::Owned(shown.collect()))
}

/// A JSON text whose letters can all be seen; read again, it says the same.
pub(super) fn json(text: &str) -> Cow<'_, str> {
    let is_odd = |letter, is_odd| is_odd && letter != '\n';
    if !letters(text).any(|(_, letter, odd)| is_odd(letter, odd)) {
        return Cow::Borrowed(text);
    }
    let mut halves = [0; 2];
    let mut shown = String::with_capacity(text.len());
    for (_, letter, odd) in letters(text) {
        if is_odd(letter, odd) {
            // JSON counts in UTF-16: a letter may be two escapes.
            let halves = letter.encode_utf16(&mut halves);
            shown.extend(halves.iter().map(|half| format!("\\u{half:04x}")));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// What stands before a text that something would run, so that it stays a text.
const MARK: char = '\'';

/// The words of a cell, which may begin a line: what begins like an order of a CI runner
/// (`::error::`) is none behind a mark.
pub(super) fn cell(words: &str) -> Cow<'_, str> {
    let words = clean(words);
    if is_order(&words) { Cow::Owned(format!("{MARK}{words}")) } else { words }
}

/// A cell's words for a spreadsheet, which must run none as a formula.
pub(super) fn spreadsheet_cell(words: &str) -> Cow<'_, str> {
    let words = clean(words);
    let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if words.trim_start().starts_with(formula) || is_order(&words) {
        Cow::Owned(format!("{MARK}{words}"))
    } else {
        words
    }
}

/// Lines of which none begins like an order of a CI runner: wrapping may have brought a word there.
pub(super) fn unspoken(lines: Cow<'_, str>) -> Cow<'_, str> {
    if !lines.split('\n').any(is_order) {
        return lines;
    }
    let marked = lines.split('\n').map(|line| {
        if !is_order(line) {
            return line.to_owned();
        }
        let (before, order) = line.split_at(line.find(':').unwrap_or_default());
        format!("{before}{MARK}{order}")
    });
    Cow::Owned(marked.collect::<Vec<_>>().join("\n"))
}

/// Whether a runner would take the line for an order: spaces before it and colours count for
/// nothing.
fn is_order(line: &str) -> bool {
    let mut rest = line.trim_start();
    while let Some((_, behind)) = rest.strip_prefix('\u{1b}').and_then(|rest| rest.split_once('m'))
    {
        rest = behind.trim_start();
    }
    rest.starts_with("::")
}

/// Lines of somebody else's making, such as those of a wrong command line, each as far as it can be
/// read.
pub fn shown_lines(lines: &str) -> String {
    let shown = lines.split('\n').map(|line| match clean(line) {
        Cow::Borrowed(line) => shortened(line, LONGEST),
        Cow::Owned(line) => Cow::Owned(shortened(&line, LONGEST).into_owned()),
    });
    unspoken(Cow::Owned(shown.collect::<Vec<_>>().join("\n"))).into_owned()
}

/// The start of a text on one line, of so many letters.
pub fn shown_start(text: &str, most: usize) -> String {
    shortened(&clean(text), most).into_owned()
}

/// The longest message in characters: a value from a file may be a megabyte, and nobody wants to
/// see it.
pub(super) const LONGEST: usize = 1000;

/// The text, cut where it has more letters than can be read.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(text.get(..end).unwrap_or_default().to_owned() + "…"),
        None => Cow::Borrowed(text),
    }
}

/// The text on lines of at most 80 columns, after `head`; later lines are indented to match.
pub(super) fn wrap(head: &str, text: &str) -> String {
    let indent = head.chars().count();
    let (mut lines, mut width) = (head.to_owned(), indent);
    for (place, word) in clean(text).split(' ').enumerate() {
        let length = word.chars().count();
        if place > 0 && width + 1 + length > WIDTH {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            width = indent;
        } else if place > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_orders_from_a_file() {
        let told = "Re\\u001B[31mvit\\u0007 \\u202E2024";
        assert_eq!(clean("Re\u{1b}[31mvit\u{7}\r\n\u{202e}2024"), told);
        assert_eq!(clean("a\tb\nc \u{9b}ä"), "a b c \\u009Bä");
        assert_eq!(clean("a ##[error]b"), "a #\\u0023[error]b");
    }

    #[test]
    fn a_place_in_a_line_moves_with_it() {
        // `\u009B` has six bytes where U+009B has two
        let (shown, places) = line("a\u{9b}b\tc", [0, 1, 3, 4, 9]);
        assert_eq!((shown.as_str(), places), ("a\\u009Bb\tc", [0, 1, 7, 8, 10]));
    }

    #[test]
    fn json_says_the_same_in_letters_that_are_seen() {
        for name in ["a\u{9b}b", "\u{7f}\u{2028}", "\u{e0041}", "##[error]", "東京 é", "\n\t"] {
            let text = serde_json::to_string(name).unwrap();
            let shown = json(&text);
            assert!(!crate::model::is_unseen_in(&shown), "{shown:?}");
            assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), name);
        }
    }

    #[test]
    fn a_file_keeps_its_lines() {
        assert_eq!(lines_of_file("\u{feff}a = \"\u{9b}\"\r\nb\tc\n"), "a = \"\\u009B\"\nb\tc\n");
        assert_eq!(lines_of_file("a\rb\n ::error::x"), "a\\u000Db\n '::error::x");
    }

    #[test]
    fn no_line_is_an_order_of_a_runner() {
        assert_eq!(cell("::error::x"), "'::error::x");
        assert_eq!(cell(" ::x"), "' ::x");
        assert_eq!([cell("a::b"), cell(":x")], ["a::b", ":x"]);
        assert_eq!(unspoken("a\n\u{3000}::b\n:c".into()), "a\n\u{3000}'::b\n:c");
        assert_eq!(unspoken("\u{1b}[1m::b".into()), "\u{1b}[1m'::b");
    }

    #[test]
    fn no_text_runs_as_a_formula() {
        for words in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1+1", "::add-mask::x"] {
            assert_eq!(spreadsheet_cell(words), format!("'{words}"));
        }
        assert_eq!(spreadsheet_cell("a=b"), "a=b");
    }

    #[test]
    fn long_sentences_wrap_under_their_head() {
        let text = wrap("note: ", &"word ".repeat(20));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(text.lines().skip(1).all(|line| line.starts_with("      ")));
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!([shortened("äbc", 3), shortened("äbcd", 3)], ["äbc", "äbc…"]);
    }
}
