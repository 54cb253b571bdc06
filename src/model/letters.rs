//! Letters that nobody sees, or that a terminal obeys.
//!
//! What is no picture of its own is told by a rule rather than left out: two names that differ in
//! it stay two. Joiners and selectors are part of how Persian, Hindi and emoji are written: they
//! stay between letters of such scripts, and are shown among others, where they could only make one
//! name look like another.

/// Each letter of `text` with the byte at which it stands, and whether it is one to be shown
/// otherwise. What breaks lines is such a letter, too.
pub fn letters(text: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let mut before = None;
    text.char_indices().map(move |(at, letter)| {
        let is_odd = match letter {
            ' '..='"' | '$'..='~' => false,
            '#' => before == Some('#') && begins_order(text, at),
            '\u{200c}' | '\u{200d}' => {
                !(before.is_some_and(is_joined) && next(text, at).is_some_and(is_joined))
            }
            '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' => {
                let is_keycap = next(text, at) == Some('\u{20e3}');
                !is_keycap && !before.is_some_and(takes_selector)
            }
            letter => is_invisible(letter),
        };
        before = Some(letter);
        (at, letter, is_odd)
    })
}

/// Whether any letter of `text` is one to be shown otherwise.
pub fn is_unseen_in(text: &str) -> bool {
    letters(text).any(|(_, _, is_odd)| is_odd)
}

/// The letter as an escape of JSON and TOML, which tells which one it is: `\u009B`.
pub fn escape(letter: char) -> String {
    let number = u32::from(letter);
    if number > 0xffff { format!("\\U{number:08X}") } else { format!("\\u{number:04X}") }
}

fn next(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().nth(1)
}

/// Whether the second `#` at `at` begins what a CI runner takes for an order, wherever it stands in
/// a line: `##[error]`, `##vso[…]`.
fn begins_order(text: &str, at: usize) -> bool {
    let word = text.get(at + 1..).unwrap_or_default();
    word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
}

/// Whether joiners mean something beside the letter: scripts behind those of Europe, and emoji.
fn is_joined(letter: char) -> bool {
    letter >= '\u{590}' && !matches!(letter, '\u{2000}'..='\u{206f}') && !is_invisible(letter)
}

fn takes_selector(letter: char) -> bool {
    is_joined(letter) || matches!(letter, '©' | '®' | '\u{203c}' | '\u{2049}')
}

/// Controls, separators, marks of direction, and what takes no place.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}')
        || matches!(letter, '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{200e}')
        || matches!(letter, '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(letter, '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}')
        || matches!(letter, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_or_a_terminal_obeys_is_told() {
        let odd = "\u{0}\u{7}\t\n\r\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9f}\u{ad}\u{34f}\u{61c}\
                   \u{180e}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\
                   \u{2066}\u{2069}\u{3164}\u{feff}\u{fffb}\u{e0041}";
        for letter in odd.chars() {
            assert!(is_unseen_in(&format!("a{letter}b")), "{letter:?}");
        }
        for text in [" azAZ09~#!'()[]\\", "ÄÖÜß é ő", "東京 Ω Ж", "#[x]", "a ## b", "1\u{a0}000"]
        {
            assert!(!is_unseen_in(text), "{text}");
        }
    }

    #[test]
    fn joiners_stay_where_a_script_needs_them() {
        // Persian, Hindi, a family, a burning heart, a keycap
        for text in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}👧",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
        ] {
            assert!(!is_unseen_in(text), "{text}");
        }
        for text in ["an\u{200d}a", "é\u{200c}é", "می\u{200c}", "a\u{fe0f}", "👩\u{200d}\u{200d}👧"]
        {
            assert!(is_unseen_in(text), "{text:?}");
        }
    }

    #[test]
    fn the_second_sign_of_an_order_is_told() {
        let odd = |text: &str| letters(text).filter(|it| it.2).map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(odd("a ##[error] ##vso[x] ##"), [3, 13]);
    }

    #[test]
    fn an_escape_tells_which_letter_it_is() {
        assert_eq!([escape('\u{9b}'), escape('\u{e0041}')], ["\\u009B", "\\U000E0041"]);
    }
}
