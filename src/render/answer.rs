//! What a command hands to `render`: one result, in every shape that a format needs.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{Accounted, Chart, Grid, OutFile, Outcome};

/// Something that JSON can be made of, when JSON is asked for: a table need not wait for it.
pub trait ToJson {
    /// The value as JSON.
    fn to_json(&self) -> serde_json::Result<Value>;
}

impl<T: Serialize> ToJson for T {
    fn to_json(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

/// How much is said about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The answer and what it rests on.
    Brief,
    /// And how each figure came about.
    Explained,
}

impl Detail {
    /// The explanation, where one is asked for.
    pub fn explain(self, explanation: impl FnOnce() -> Vec<String>) -> Vec<String> {
        if self == Self::Explained { explanation() } else { Vec::new() }
    }
}

/// A table below the first one.
pub struct Section {
    /// What it is about.
    pub title: String,
    /// The table.
    pub grid: Grid,
}

/// The answer to one command.
pub struct Answer<'a> {
    /// The command's name.
    pub command: &'static str,
    /// What was asked, for JSON.
    pub inputs: &'a dyn ToJson,
    /// The result, for JSON.
    pub result: Box<dyn ToJson + 'a>,
    /// What became of the rows of usage.
    pub account: Accounted,
    /// The result as one rectangle with exact numbers, for CSV.
    pub data: Grid,
    /// The result as people read it, for tables and Markdown.
    pub view: Grid,
    /// The result for `FinOps` tools, where it is a bill.
    pub focus: Option<Grid>,
    /// What stands below it, for people.
    pub sections: Vec<Section>,
    /// A picture of it, for people.
    pub chart: Option<Chart>,
    /// What follows from the table, in sentences.
    pub summary: Vec<String>,
    /// Assumptions, sources and choices behind the answer.
    pub notes: Vec<String>,
    /// What the user should think twice about.
    pub warnings: Vec<String>,
    /// How each figure came about; empty unless asked for.
    pub explanation: Vec<String>,
    /// The command to try next, for tables.
    pub next: Option<String>,
    /// Whether a check that was asked for found something.
    pub outcome: Outcome,
    /// Files that were asked for beside it.
    pub files: Vec<OutFile>,
}

impl<'a> Answer<'a> {
    /// An answer without words yet.
    pub fn new(
        command: &'static str,
        inputs: &'a dyn ToJson,
        result: impl ToJson + 'a,
        data: Grid,
        view: Grid,
    ) -> Self {
        Self {
            command,
            inputs,
            result: Box::new(result),
            account: Accounted::Nothing,
            data,
            view,
            focus: None,
            sections: Vec::new(),
            chart: None,
            summary: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
            explanation: Vec::new(),
            next: None,
            outcome: Outcome::Answered,
            files: Vec::new(),
        }
    }

    /// Says each note once: two lines of a bill may rest on the same assumption.
    pub fn forget_repeated_notes(&mut self) {
        let mut said = BTreeSet::new();
        self.notes.retain(|note| said.insert(note.clone()));
    }
}
