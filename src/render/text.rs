//! Words: cleaned of what a terminal would obey, and wrapped.

/// How wide sentences run.
const WIDTH: usize = 80;

/// The text on one line, without control characters: names come from files, and a terminal obeys
/// them.
pub(super) fn clean(text: &str) -> String {
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| !invisible(*c))
        .collect()
}

/// The longest message in characters: a value from a file may be a megabyte, and nobody wants to
/// see it.
const LONGEST: usize = 1000;

/// The text, cut where it is too long to be read.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
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
        assert_eq!(clean("Re\u{1b}[31mvit\u{7}\r\n\u{202e}2024"), "Re[31mvit 2024");
    }

    #[test]
    fn long_sentences_wrap_under_their_head() {
        let text = wrap("note: ", &"word ".repeat(20));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(text.lines().skip(1).all(|line| line.starts_with("      ")));
    }
}
