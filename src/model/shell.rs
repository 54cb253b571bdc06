//! Commands that are proposed: each word as every shell takes it.

use std::path::Path;

use super::letters::is_unseen_in;

/// A word of a proposed command: bare where no shell takes it for anything else, in double quotes
/// where those do, which hold in POSIX shells, PowerShell and `cmd` alike. `None`: it cannot be
/// proposed safely, for a shell would run or replace a part of it, or nobody would see what it is.
pub fn shell_word(word: &str) -> Option<String> {
    // `%PATH%` is replaced by `cmd`, in quotes too.
    let is_replaced = word.matches('%').count() > 1;
    let in_quotes = |c: char| match c {
        // The last are quotes to PowerShell.
        '$' | '`' | '"' | '!' | '\u{2018}'..='\u{201e}' => false,
        '\\' => cfg!(windows),
        c => !c.is_control(),
    };
    if is_replaced || word.ends_with('\\') || !word.chars().all(in_quotes) || is_unseen_in(word) {
        return None;
    }
    let is_bare =
        |c: char| c.is_alphanumeric() || "-_./,:=%+@".contains(c) || (cfg!(windows) && c == '\\');
    // At the start `=` is a path of zsh, and `@` a splat of PowerShell.
    let begins_bare = !word.is_empty() && !word.starts_with(['=', '@']);
    let is_bare = begins_bare && word.chars().all(is_bare);
    Some(if is_bare { word.to_owned() } else { format!("\"{word}\"") })
}

/// A word within a command that is proposed, or what stands for it where it cannot be said safely.
pub fn shell_word_or(word: &str, otherwise: &str) -> String {
    shell_word(word).unwrap_or_else(|| otherwise.to_owned())
}

/// An option and its value, as words that are not quoted yet: one where the value would pass for an
/// option.
pub fn option_words(name: &str, value: String) -> Vec<String> {
    if value.starts_with('-') { vec![format!("{name}={value}")] } else { vec![name.into(), value] }
}

/// A file as a word that is not quoted yet. `None`: it is not there for a second command, such as
/// what is piped in, or its name is no text.
pub fn file_word(path: &Path) -> Option<String> {
    let is_piped = ["-", "/dev", "/proc"].iter().any(|piped| path.starts_with(piped));
    let name = path.to_str().filter(|_| !is_piped)?;
    Some(if name.starts_with('-') { format!("./{name}") } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_shell_is_quoted() {
        for bare in ["revit=40x12", "2026-01-01..2027-01-01", "80%", "größe.csv", "a@b.c", "-f"] {
            assert_eq!(shell_word(bare).as_deref(), Some(bare));
        }
        for word in ["", "our estate.toml", "o'neil.csv", "~me", "a;b", "a&b", "*", "#x", "=ls"] {
            assert_eq!(shell_word(word), Some(format!("\"{word}\"")));
        }
    }

    #[test]
    fn what_quotes_do_not_keep_is_not_proposed() {
        let run = ["$(id)", "`id`", "a\"b", "wow!", "%PATH%", "a\nb", "\u{1b}[2J", "a\\"];
        let unseen = ["a\u{202e}b", "a\u{200b}b", "a\u{9b}b", "\u{201c}"];
        for word in run.into_iter().chain(unseen) {
            assert_eq!(shell_word(word), None, "{word:?}");
        }
    }

    #[test]
    fn nothing_passes_for_an_option() {
        assert_eq!(option_words("--timezone", "-05:00".into()), ["--timezone=-05:00"]);
        assert_eq!(option_words("--timezone", "UTC".into()), ["--timezone", "UTC"]);
        let file = |name: &str| file_word(Path::new(name));
        assert_eq!(file("-f.csv").as_deref(), Some("./-f.csv"));
        assert_eq!(file("devices.csv").as_deref(), Some("devices.csv"));
        assert_eq!(["-", "/dev/stdin", "/proc/self/fd/0"].map(file), [None, None, None]);
    }
}
