//! JSON: one object for programs, the same bytes for the same question, numbers with every digit.

use serde::Serialize;
use serde_json::json;

use super::format::Writer;
use super::{Answer, text};
use crate::model::RateSheet;

/// Raised whenever a field changes its name or meaning; new fields do not count.
const SCHEMA_VERSION: u32 = 1;

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "json",
    aliases: &[],
    answer: render,
    check: |report| report.as_answer(|answer| render(answer, None)),
};

fn render(answer: &Answer, sheet: Option<&RateSheet>) -> anyhow::Result<String> {
    let mut result = answer.result.to_json()?;
    if let (Some(result), false) = (result.as_object_mut(), answer.explanation.is_empty()) {
        result.insert("explanation".to_owned(), json!(answer.explanation));
    }
    if let (Some(result), Some(rows)) = (result.as_object_mut(), answer.account.rows()) {
        result.insert("account".to_owned(), json!(rows));
    }
    let notes: Vec<_> = answer.warnings.iter().chain(&answer.notes).collect();
    let object = json!({
        "schema_version": SCHEMA_VERSION,
        "command": answer.command,
        "sheet": sheet.map(|sheet| json!({
            "name": sheet.name,
            "effective": sheet.effective,
            "currency": sheet.currency,
        })),
        "inputs": answer.inputs.to_json()?,
        "result": result,
        "notes": notes,
    });
    written(&object)
}

/// A value over several lines, in letters that can all be seen: names come from files, and read
/// again they are the same.
pub(super) fn written(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(text::json(&serde_json::to_string_pretty(value)?).into_owned() + "\n")
}
