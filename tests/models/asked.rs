//! A question through the front door, and its answer beside what a model says.

use std::fs;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::render::Output;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use super::exact::{Exact, parsed, shown, whole};

/// So many rounds for each model: `ROUNDS`, or what does not delay anybody.
pub(crate) fn rounds(unless_said: u32) -> ProptestConfig {
    let said = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let cases = said.unwrap_or(unless_said);
    ProptestConfig { max_shrink_iters: 1000, ..ProptestConfig::with_cases(cases) }
}

/// Files in a folder of their own, named by `@` in a question.
pub(crate) struct Files {
    folder: TempDir,
    told: String,
}

impl Files {
    pub(crate) fn new(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut told = String::new();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
            told += &format!("── {name}\n{text}\n");
        }
        Self { folder, told }
    }

    /// The result of a question as JSON, or why there is none.
    pub(crate) fn ask(&self, line: &str) -> Result<Value, String> {
        let answer: Value = serde_json::from_str(&self.run(line)?.stdout).expect("JSON");
        Ok(answer["result"].clone())
    }

    /// The result of a question that has one.
    pub(crate) fn answer(&self, line: &str) -> Result<Value, TestCaseError> {
        self.ask(line).map_err(|refused| {
            TestCaseError::fail(format!("{}refused: {refused}", self.told(line)))
        })
    }

    /// The result of a question that has one, and the text of the file that it writes.
    pub(crate) fn ask_for_file(&self, line: &str) -> Result<(Value, String), TestCaseError> {
        let output = self.run(line).map_err(|refused| {
            TestCaseError::fail(format!("{}refused: {refused}", self.told(line)))
        })?;
        let answer: Value = serde_json::from_str(&output.stdout).expect("JSON");
        let files = output.files.into_iter();
        let texts = files.flat_map(|file| file.text.map(|text| text.expect("text")));
        Ok((answer["result"].clone(), texts.collect::<Vec<_>>().concat()))
    }

    /// A question with its files.
    pub(crate) fn told(&self, line: &str) -> String {
        format!("{line}\n{}", self.told)
    }

    fn run(&self, line: &str) -> Result<Output, String> {
        let here = format!("{}/", self.folder.path().display());
        let line = line.replace('@', &here);
        let words = ["flexcalc", "-f", "json", "--color", "never"];
        let words = words.into_iter().chain(line.split_whitespace());
        let cli = Cli::try_parse_from(words).map_err(|refused| refused.to_string())?;
        let today = NaiveDate::from_ymd_opt(2030, 1, 1).expect("a date");
        flexcalc::run(&cli, today, &|_| {}).map_err(|refused| refused.to_string())
    }

    /// Fails with the question, its files and every difference, where the answer is another.
    pub(crate) fn compare(&self, line: &str, said: &Said) -> Result<(), TestCaseError> {
        self.check(line, &self.answer(line)?, said)
    }

    /// The same of an answer that is there.
    pub(crate) fn check(
        &self,
        line: &str,
        answer: &Value,
        said: &Said,
    ) -> Result<(), TestCaseError> {
        let differences = differences("", answer, said);
        if differences.is_empty() {
            return Ok(());
        }
        let differences = differences.join("\n");
        Err(TestCaseError::fail(format!("{}{differences}\n", self.told(line))))
    }

    /// Fails where there is an answer, though there is none by the rules.
    pub(crate) fn refuses(&self, line: &str, because: &str) -> Result<(), TestCaseError> {
        match self.ask(line) {
            Err(refused) if refused.contains(because) => Ok(()),
            Err(refused) => Err(TestCaseError::fail(format!(
                "{}not for `{because}`: {refused}",
                self.told(line)
            ))),
            Ok(answer) => Err(TestCaseError::fail(format!("{}{answer:#}", self.told(line)))),
        }
    }
}

/// What a model says of a part of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// A number.
    Is(Exact),
    /// A text.
    Text(String),
    /// Whether.
    Whether(bool),
    /// That it is not known, or that there is none.
    Nothing,
    /// A list, in this order.
    List(Vec<Said>),
    /// Parts by name: these, and no others.
    Parts(Vec<(String, Said)>),
    /// Nothing at all: this is no figure, or another question's.
    Unsaid,
    /// That it is not there.
    Absent,
}

impl Said {
    /// Parts by name.
    pub(crate) fn parts(parts: Vec<(&str, Said)>) -> Self {
        Self::Parts(parts.into_iter().map(|(name, said)| (name.to_owned(), said)).collect())
    }
}

impl From<Exact> for Said {
    fn from(number: Exact) -> Self {
        Self::Is(number)
    }
}

impl From<u64> for Said {
    fn from(number: u64) -> Self {
        Self::Is(whole(number))
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Said {
    fn from(whether: bool) -> Self {
        Self::Whether(whether)
    }
}

impl From<NaiveDate> for Said {
    fn from(day: NaiveDate) -> Self {
        Self::Text(day.to_string())
    }
}

impl<T: Into<Said>> From<Option<T>> for Said {
    fn from(perhaps: Option<T>) -> Self {
        perhaps.map_or(Self::Nothing, Into::into)
    }
}

impl<T: Into<Said>> From<Vec<T>> for Said {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// The parts of an answer by name.
macro_rules! said {
    ($($name:ident: $value:expr),* $(,)?) => {
        $crate::asked::Said::Parts(vec![
            $((stringify!($name).to_owned(), $crate::asked::Said::from($value))),*
        ])
    };
}
pub(crate) use said;

/// Where an answer is not what the model says; a part that is on one side only differs, too.
fn differences(place: &str, answer: &Value, said: &Said) -> Vec<String> {
    let is_same = match (said, answer) {
        (Said::Unsaid, _) | (Said::Nothing, Value::Null) => true,
        (Said::Is(number), Value::Number(told)) => parsed(&told.to_string()) == shown(number),
        (Said::Text(text), Value::String(told)) => text == told,
        (Said::Whether(whether), Value::Bool(told)) => whether == told,
        (Said::List(said), Value::Array(told)) if said.len() == told.len() => {
            let each = told.iter().zip(said).enumerate();
            let parts = each
                .flat_map(|(n, (told, said))| differences(&format!("{place}[{n}]"), told, said));
            return parts.collect();
        }
        (Said::Parts(said), Value::Object(told)) => {
            let unknown = told.keys().filter(|key| said.iter().all(|(name, _)| name != *key));
            let unknown = unknown.map(|key| format!("{place}.{key}: unknown to the model"));
            let parts = said.iter().flat_map(|(name, said)| {
                let place = format!("{place}.{name}");
                match (told.get(name), said) {
                    (None, Said::Unsaid | Said::Absent) => Vec::new(),
                    (None, _) => vec![format!("{place}: not in the answer")],
                    (Some(told), said) => differences(&place, told, said),
                }
            });
            return unknown.chain(parts).collect();
        }
        _ => false,
    };
    let said = match said {
        Said::Is(number) => format!("{number} ≈ {}", number.to_f64().value()),
        said => format!("{said:?}"),
    };
    if is_same { Vec::new() } else { vec![format!("{place}: told {answer}, by the rules {said}")] }
}

#[test]
fn a_difference_is_found_wherever_it_is() {
    let answer: Value =
        serde_json::from_str(r#"{"a": 1.50, "b": [null, "x"], "c": true}"#).expect("JSON");
    let same = said! {
        a: parsed("1.5"),
        b: vec![Said::Nothing, "x".into()],
        c: true,
    };
    assert!(differences("", &answer, &same).is_empty());
    let other = said! { a: parsed("1.51"), b: vec![Said::from(0), "y".into()], d: true };
    assert_eq!(differences("", &answer, &other).len(), 5); // a, b[0], b[1], c, d
}
