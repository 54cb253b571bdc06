//! JSON: one object for programs, the same bytes for the same question, numbers with every digit.

use serde_json::{Value, json};

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
    Ok(serde_json::to_string_pretty(&cleaned(object))? + "\n")
}

/// The same value with control characters taken out of every text: names come from files.
fn cleaned(value: Value) -> Value {
    match value {
        Value::String(words) => Value::String(text::clean(&words)),
        Value::Array(items) => items.into_iter().map(cleaned).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, cleaned(value))).collect()
        }
        other => other,
    }
}
