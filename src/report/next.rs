//! The command to try next, with every option that the answer rests on, as a shell takes it.

use std::fmt::Display;
use std::path::{Path, PathBuf};

/// A command line in the making.
#[derive(Clone, Debug)]
pub struct Next {
    words: Vec<String>,
}

impl Next {
    /// `flexcalc` with this command.
    pub fn of(command: &str) -> Self {
        Self { words: vec!["flexcalc".to_owned(), command.to_owned()] }
    }

    /// And this word.
    #[must_use]
    pub fn word(mut self, word: impl Display) -> Self {
        self.words.push(word.to_string());
        self
    }

    /// And these, options and their values.
    #[must_use]
    pub fn words(mut self, words: impl IntoIterator<Item = String>) -> Self {
        self.words.extend(words);
        self
    }

    /// And this option, once for each value: none where there is none.
    #[must_use]
    pub fn option(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |next, value| next.word(name).word(value))
    }

    /// And this option with a file.
    #[must_use]
    pub fn file<'p>(self, name: &str, path: impl IntoIterator<Item = &'p PathBuf>) -> Self {
        self.option(name, path.into_iter().map(|path| path.display()))
    }

    /// And these files; `None` where one is not a file but what is piped in, which is gone.
    pub fn files(self, option: &str, paths: &[impl AsRef<Path>]) -> Option<Self> {
        let is_piped = |path: &Path| path == Path::new("-") || path.starts_with("/dev");
        if paths.iter().any(|path| is_piped(path.as_ref())) || paths.is_empty() {
            return None;
        }
        let with_option = if option.is_empty() { self } else { self.word(option) };
        Some(paths.iter().fold(with_option, |next, path| next.word(path.as_ref().display())))
    }

    /// The command.
    pub fn command(&self) -> String {
        self.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// The command, and what it is for.
    pub fn because(&self, why: &str) -> String {
        format!("{}  # {why}", self.command())
    }
}

/// A word as a shell takes it: in quotes where it would mean something else without.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:=%+@~".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with('~') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_shell_is_quoted() {
        assert_eq!(quoted("revit=40x12"), "revit=40x12");
        assert_eq!(quoted("2026-01-01..2027-01-01"), "2026-01-01..2027-01-01");
        assert_eq!(quoted("our estate.toml"), "'our estate.toml'");
        assert_eq!(quoted("o'neil.csv"), "'o'\\''neil.csv'");
        assert_eq!(["", "~me", "$x", "a;b"].map(quoted), ["''", "'~me'", "'$x'", "'a;b'"]);
    }

    #[test]
    fn an_option_without_a_value_is_left_out() {
        let next = Next::of("cost").option("--token-price", None::<u8>).option("--use", ["a", "b"]);
        assert_eq!(next.because("why"), "flexcalc cost --use a --use b  # why");
        for piped in ["-", "/dev/stdin", "/dev/fd/63"] {
            assert!(Next::of("plan").files("--usage", &["log.csv", piped]).is_none());
        }
        let next = Next::of("plan").files("--usage", &["a b", "c"]).unwrap();
        assert_eq!(next.command(), "flexcalc plan --usage 'a b' c");
    }
}
