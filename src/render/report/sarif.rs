//! The report in SARIF 2.1.0, the exchange format of analysis results (OASIS), which code hosts and
//! editors read.

use serde_json::{Value, json};

use super::{CheckedFile, Report};
use crate::model::{Code, Place, Problem, Severity};
use crate::render::format::{Writer, only_for};
use crate::render::json::written;
use crate::render::text::clean;

/// All that there is to know of it.
pub(in crate::render) const WRITER: Writer =
    Writer { name: "sarif", aliases: &[], answer: |_, _| only_for("rates check"), check: render };

fn render(report: &Report) -> anyhow::Result<String> {
    let results: Vec<_> = report
        .files
        .iter()
        .flat_map(|file| file.problems.iter().map(|problem| result(problem, file)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "flexcalc",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    written(&log)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.name().replace('-', " ") },
        "fullDescription": { "text": code.about() },
        "help": { "text": code.remedy() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(problem: &Problem, file: &CheckedFile) -> Value {
    let code = problem.code.map(Code::name);
    json!({
        "ruleId": code,
        "ruleIndex": Code::ALL.iter().position(|known| Some(known.name()) == code),
        "level": level(problem.severity()),
        "message": { "text": format!("{}; {}", clean(&problem.message), clean(&problem.remedy())) },
        "locations": problem.place.iter().map(|place| location(place, file)).collect::<Vec<_>>(),
    })
}

fn location(place: &Place, file: &CheckedFile) -> Value {
    let part = file.text.get(place.span.clone()).unwrap_or_default();
    let width = part.lines().next().unwrap_or_default().chars().count();
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endColumn": place.column + width,
        },
    }})
}

/// A path as a relative reference, or as a file's URI where it is absolute; what those do not allow
/// is percent-encoded.
fn uri(path: &str) -> String {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = |byte: u8| {
        if allowed(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let path = path.replace('\\', "/");
    let encoded: String = path.strip_prefix("./").unwrap_or(&path).bytes().map(encoded).collect();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}
