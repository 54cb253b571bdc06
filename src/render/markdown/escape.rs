//! Which letters of a text mean something to Markdown where they stand: those get a backslash, and
//! no others, so that the text can be read before it is a page, too.
//!
//! `CommonMark`, with tables, strikethrough and links without marks as GitHub has them.

use super::text;

/// A sentence, whose code in backticks stays code, and in which a name from a file stays text.
pub(super) fn sentence(words: &str) -> String {
    let words = text::clean(words);
    let mut rest = words.trim_start();
    let mut written = String::with_capacity(rest.len());
    while let Some((before, code, behind)) = code_span(rest) {
        written += &escaped(before, Within::Sentence { begins: written.is_empty() });
        written.extend(["`", code, "`"]);
        rest = behind;
    }
    let begins = written.is_empty();
    written + &escaped(rest, Within::Sentence { begins })
}

/// A cell: a name from a file must not end it, and must not become a link, a tag or a head.
pub(super) fn cell(words: &str) -> String {
    escaped(words, Within::Cell)
}

/// The first piece of code, what is before it, and what behind: a backtick up to the next that
/// stands alone. Where none ends it, it is a letter like others.
fn code_span(words: &str) -> Option<(&str, &str, &str)> {
    let mut lone = words.match_indices('`').map(|(at, _)| at).filter(|at| {
        let is_tick = |place: Option<usize>| {
            place.and_then(|place| words.as_bytes().get(place)).is_some_and(|byte| *byte == b'`')
        };
        !is_tick(at.checked_sub(1)) && !is_tick(at.checked_add(1))
    });
    let (begin, end) = (lone.next()?, lone.next()?);
    Some((words.get(..begin)?, words.get(begin + 1..end)?, words.get(end + 1..)?))
}

/// Where a text stands.
#[derive(Clone, Copy)]
enum Within {
    Cell,
    Sentence { begins: bool },
}

fn escaped(words: &str, within: Within) -> String {
    let mut written = String::with_capacity(words.len());
    for (at, letter) in words.char_indices() {
        let before = words.get(..at).unwrap_or_default();
        let behind = words.get(at + letter.len_utf8()..).unwrap_or_default();
        let begins_line = matches!(within, Within::Sentence { begins: true })
            && letter.is_ascii_punctuation()
            && is_block(before, letter, behind);
        let is_in_cell = matches!(within, Within::Cell);
        if begins_line || (letter == '|' && is_in_cell) || is_inline(before, letter, behind) {
            written.push('\\');
        }
        written.push(letter);
    }
    written
}

/// Whether the letter means something within a line.
fn is_inline(before: &str, letter: char, behind: &str) -> bool {
    let (last, next) = (before.chars().next_back(), behind.chars().next());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_apart = next.is_some_and(char::is_whitespace);
    match letter {
        '`' | '[' | '$' => true,
        '\\' => next.is_none_or(|c| c.is_ascii_punctuation()),
        // What is before a space begins nothing, and what nothing began ends nothing.
        '*' | '~' => !is_apart,
        '_' => !(is_apart || is_word(last) && is_word(next)),
        // A tag or a link in brackets.
        '<' => next.is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => is_entity(behind),
        // Somebody is called.
        '@' => !is_word(last) && is_word(next),
        // What becomes a link without any mark of its own.
        ':' => is_word(last) && behind.starts_with("//"),
        '.' => is_word(next) && before.to_ascii_lowercase().ends_with("www"),
        _ => false,
    }
}

/// Whether what is behind an `&` makes a letter of it: `&lt;`, `&#60;`.
fn is_entity(behind: &str) -> bool {
    let Some((name, _)) = behind.split_once(';') else { return false };
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether the letter would make a heading, a quotation, a list or a rule of a line that begins
/// with `before` and it.
fn is_block(before: &str, letter: char, behind: &str) -> bool {
    let is_apart = behind.chars().next().is_none_or(char::is_whitespace);
    match letter {
        '#' | '>' => before.is_empty(),
        '-' | '+' | '=' => before.is_empty() && (is_apart || behind.starts_with(letter)),
        '.' | ')' => {
            !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()) && is_apart
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_text_in_its_cell() {
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!(cell("[x](http://y) @me *b*"), "\\[x](http\\://y) \\@me \\*b\\*");
        assert_eq!(cell("<b>, </b>, `x`, ~y~, www.z"), "\\<b>, \\</b>, \\`x\\`, \\~y\\~, www\\.z");
        assert_eq!(cell("&lt;b&gt; &#60; _x_ \\*"), "\\&lt;b\\&gt; \\&#60; \\_x_ \\\\\\*");
        assert_eq!(cell("x\\"), "x\\\\");
    }

    #[test]
    fn what_means_nothing_stays_as_it_is() {
        for plain in
            ["list_price", "ana@x.eu", "R&D, x", "a < 5 > b", "a * b (* c)", "#1", "C:\\a", "é"]
        {
            assert_eq!(cell(plain), plain);
        }
        assert_eq!(
            sentence("costs `[token]` of `a_b*.csv` & more"),
            "costs `[token]` of `a_b*.csv` & more"
        );
    }

    #[test]
    fn code_stays_code_and_cannot_be_left() {
        assert_eq!(sentence("# `--use` <b>"), "\\# `--use` \\<b>");
        assert_eq!(sentence("`a` <b> `c`"), "`a` \\<b> `c`");
        assert_eq!(sentence("`a``<b>` <i>"), "`a``<b>` \\<i>");
        assert_eq!(sentence("x ` <b>"), "x \\` \\<b>");
        assert_eq!(sentence("``<b>``"), "\\`\\`\\<b>\\`\\`");
    }

    #[test]
    fn a_sentence_begins_no_block() {
        for (words, written) in [
            ("- x", "\\- x"),
            ("-- x", "\\-- x"),
            ("> x", "\\> x"),
            ("12. x", "12\\. x"),
            ("1) x", "1\\) x"),
            ("    x", "x"),
            ("-5 tokens, 1.5 days", "-5 tokens, 1.5 days"),
        ] {
            assert_eq!(sentence(words), written);
        }
    }
}
