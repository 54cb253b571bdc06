//! What is wrong with an input: where, what, and what would be right. Hints are data; `render`
//! writes them.

use std::fmt;
use std::ops::Range;

use super::{Code, Severity};

/// A spot in a file, counted from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column; 0 where only the line is known.
    pub column: usize,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
}

/// One problem of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind it is; `None` on the command line.
    pub code: Option<Code>,
    /// Where it is; `None` on the command line.
    pub place: Option<Place>,
    /// What is wrong and what would be right: lower case, no full stop.
    pub message: String,
    /// What to try, such as the nearest names.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a place yet, or of the command line.
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: None, place: None, message: message.into(), hint: None }
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.code.map_or(Severity::Error, Code::severity)
    }

    /// What to do about it: the hint, else what helps with its kind.
    pub fn remedy(&self) -> String {
        let general = || self.code.map(|code| code.remedy().to_owned());
        self.hint.clone().or_else(general).unwrap_or_default()
    }

    /// The same at a place.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a hint that lists names, where there are any.
    #[must_use]
    pub fn nearest(self, names: &[&str]) -> Self {
        if names.is_empty() {
            self
        } else {
            self.hint(format!("did you mean `{}`?", names.join("` or `")))
        }
    }
}

/// How many problems or warnings of one kind are told one by one: nobody reads more.
pub const MOST_TOLD: usize = 100;

/// Every problem of an input, at least one: the user sees them all at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    told: Vec<Problem>,
    /// How many more there are that nobody would read.
    untold: usize,
}

impl Problems {
    /// `Ok` where nothing was collected.
    pub fn check(collected: Vec<Problem>) -> Result<(), Self> {
        Self::check_with(collected, 0)
    }

    /// The same where there are more than were put into words.
    pub fn check_with(told: Vec<Problem>, untold: usize) -> Result<(), Self> {
        if told.is_empty() { Ok(()) } else { Err(Self { told, untold }) }
    }

    /// The problems themselves.
    pub fn into_vec(self) -> Vec<Problem> {
        self.told
    }

    /// Each problem, in the order in which it is told.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.told.iter()
    }

    /// How many there are, with those that were not put into words.
    pub fn count(&self) -> usize {
        self.told.len() + self.untold
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { told: vec![problem], untold: 0 }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(Place { file, line, column: 0, .. }) => write!(out, "{file}:{line}: ")?,
            Some(Place { file, line, column, .. }) => write!(out, "{file}:{line}:{column}: ")?,
            None => {}
        }
        out.write_str(&self.message)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.iter().map(ToString::to_string).collect();
        out.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Problem {}
impl std::error::Error for Problems {}
