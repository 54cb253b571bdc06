//! What a command hands to `render`: one result, in every shape that a format needs.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::Grid;

/// The answer to one command.
#[derive(Debug)]
pub struct Answer {
    /// The command's name.
    pub command: &'static str,
    /// What was asked, for JSON.
    pub inputs: Value,
    /// The result, for JSON.
    pub result: Value,
    /// The result as one rectangle with exact numbers, for CSV.
    pub data: Grid,
    /// The result as people read it, for tables and Markdown.
    pub view: Grid,
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
}

impl Answer {
    /// An answer without words yet.
    pub fn new(
        command: &'static str,
        inputs: &impl Serialize,
        result: &impl Serialize,
        data: Grid,
        view: Grid,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            command,
            inputs: serde_json::to_value(inputs)?,
            result: serde_json::to_value(result)?,
            data,
            view,
            summary: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
            explanation: Vec::new(),
            next: None,
        })
    }

    /// Says each note once: two lines of a bill may rest on the same assumption.
    pub fn forget_repeated_notes(&mut self) {
        let mut said = HashSet::new();
        self.notes.retain(|note| said.insert(note.clone()));
    }
}
