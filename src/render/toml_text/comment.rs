//! Comments: what is said beside the keys of a file.

use crate::render::text::clean;

/// As wide as a comment gets before it goes on in the next line.
const WIDTH: usize = 98;

/// A text as one comment line, however long.
pub(super) fn line(text: &str) -> String {
    let mut lines = String::new();
    push(&mut lines, clean(text).trim_end());
    lines
}

/// A text as comment lines: as it is where it fits, else broken between words.
pub(super) fn comment(text: &str) -> String {
    // A line break would begin a line of the file.
    let text = clean(text);
    let mut lines = String::new();
    if text.chars().count() <= WIDTH {
        push(&mut lines, text.trim_end());
        return lines;
    }
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            push(&mut lines, &line);
            line.clear();
        }
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    push(&mut lines, &line);
    lines
}

fn push(lines: &mut String, line: &str) {
    lines.push('#');
    if !line.is_empty() {
        lines.push(' ');
        lines.push_str(line);
    }
    lines.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stays_a_comment() {
        assert_eq!(comment("a\nlist_price = 1\r\u{1b}b"), "# a list_price = 1 \\u001Bb\n");
        assert_eq!(comment(""), "#\n");
    }

    #[test]
    fn a_line_to_be_filled_in_stays_one() {
        assert_eq!(line(&"x ".repeat(80)), format!("# {}\n", "x ".repeat(80).trim_end()));
        assert_eq!(line("a\nb = 1"), "# a b = 1\n");
    }

    #[test]
    fn a_long_one_goes_on_in_the_next_line() {
        let lines = comment(&"word ".repeat(40));
        let widths: Vec<_> = lines.lines().map(str::len).collect();
        // 19 words of 4 with a blank between are 94 letters, 20 would be 99; and `# ` before them
        assert_eq!(widths, [96, 96, 11]);
    }
}
