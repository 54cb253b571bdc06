//! The command to try next, with every option that the answer rests on, as any shell takes it: one
//! with a word that no quotes keep is not proposed at all.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::model::{file_word, option_words, shell_word};

/// A command line in the making.
#[derive(Clone, Debug)]
pub struct Next {
    /// What comes behind `flexcalc`; `None` where a word of it cannot be said.
    words: Option<Vec<String>>,
}

impl Next {
    /// `flexcalc` with this command.
    pub fn of(command: &str) -> Self {
        Self { words: Some(vec![command.to_owned()]) }
    }

    /// And this word, which is no option.
    #[must_use]
    pub fn word(self, word: impl Display) -> Self {
        let word = word.to_string();
        let is_option = word.starts_with('-');
        self.and(Some(word).filter(|_| !is_option).map(|word| vec![word]))
    }

    /// And this option, which has no value.
    #[must_use]
    pub fn flag(self, name: &str) -> Self {
        self.and(Some(vec![name.to_owned()]))
    }

    /// And these, options and their values.
    #[must_use]
    pub fn words(self, words: Option<Vec<String>>) -> Self {
        self.and(words)
    }

    /// And this option, once for each value: none where there is none.
    #[must_use]
    pub fn option(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values
            .into_iter()
            .fold(self, |next, value| next.and(Some(option_words(name, value.to_string()))))
    }

    /// And this option with a file.
    #[must_use]
    pub fn file<'p>(self, name: &str, path: impl IntoIterator<Item = &'p PathBuf>) -> Self {
        path.into_iter().fold(self, |next, path| {
            next.and(file_word(path).map(|file| vec![name.to_owned(), file]))
        })
    }

    /// And these files, of which there must be one.
    #[must_use]
    pub fn files(self, option: &str, paths: &[impl AsRef<Path>]) -> Self {
        let with_option = if option.is_empty() { self } else { self.flag(option) };
        let files: Option<Vec<_>> = paths.iter().map(|path| file_word(path.as_ref())).collect();
        with_option.and(files.filter(|files| !files.is_empty()))
    }

    /// The command; `None` where it cannot be proposed.
    pub fn command(&self) -> Option<String> {
        let words: Option<Vec<_>> =
            self.words.iter().flatten().map(|word| shell_word(word)).collect();
        self.words.as_ref()?;
        Some(format!("flexcalc {}", words?.join(" ")))
    }

    /// The command, and what it is for.
    pub fn because(&self, why: &str) -> Option<String> {
        Some(format!("{}  # {why}", self.command()?))
    }

    fn and(mut self, more: Option<Vec<String>>) -> Self {
        self.words = self.words.zip(more).map(|(words, more)| [words, more].concat());
        self
    }
}

/// Is everything right in a file that was written?
pub fn check(file: &Path, on: Option<NaiveDate>) -> Next {
    Next::of("rates").word("check").files("", &[file]).option("--on", on)
}

/// The command with the rate sheets and the day that its answer rests on, so that it can be run as
/// it stands; `None` where it cannot.
pub fn with_globals(command: &str, rates: &[String], on: Option<NaiveDate>) -> Option<String> {
    let rest = command.strip_prefix("flexcalc ")?;
    let sheet =
        |name: &String| Some([format!("--rates {}", shell_word(&file_word(Path::new(name))?)?)]);
    let sheets: Option<Vec<_>> = rates.iter().map(sheet).collect();
    let on = on.map(|day| format!("--on {day}"));
    let words = ["flexcalc".to_owned()].into_iter().chain(sheets?.into_iter().flatten());
    Some(words.chain(on).chain([rest.to_owned()]).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_without_a_value_is_left_out() {
        let next = Next::of("cost").option("--token-price", None::<u8>).option("--use", ["a", "b"]);
        assert_eq!(next.because("why").unwrap(), "flexcalc cost --use a --use b  # why");
        let next = Next::of("plan").files("--usage", &["a b", "-c"]);
        assert_eq!(next.command().unwrap(), "flexcalc plan --usage \"a b\" ./-c");
    }

    #[test]
    fn a_command_with_a_word_that_cannot_be_said_is_none() {
        assert_eq!(Next::of("plan").files("--usage", &["-"]).flag("--schedule").command(), None);
        assert_eq!(Next::of("plan").files("--usage", &[] as &[&str]).command(), None);
        assert_eq!(Next::of("charge").files("", &["$(id).csv"]).command(), None);
        assert_eq!(Next::of("breakeven").word("-x").command(), None);
    }

    #[test]
    fn a_command_has_the_sheets_and_the_day_of_its_answer() {
        let on = "2026-03-01".parse().ok();
        let with = |rates: &str| with_globals("flexcalc cost --use a=1", &[rates.to_owned()], on);
        let said = "flexcalc --rates ./-x.toml --on 2026-03-01 cost --use a=1";
        assert_eq!(with("-x.toml").as_deref(), Some(said));
        assert_eq!([with("-"), with("$(id).toml")], [None, None]);
    }
}
