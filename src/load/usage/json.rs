//! The answer of Autodesk's usage-reporting API: `{"columns": […], "rows": [[…]]}`.

use serde_json::Value;

use crate::model::Problem;

/// A table out of JSON.
pub(super) struct JsonTable {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Reads the table in `text`; `name` is what the file is called in problems.
pub(super) fn table(name: &str, text: &[u8]) -> Result<JsonTable, Problem> {
    let value: Value = serde_json::from_slice(text)
        .map_err(|error| Problem::new(format!("`{name}` is not JSON: {error}")))?;
    let list = |key: &str| value.get(key).and_then(Value::as_array);
    let (Some(columns), Some(rows)) = (list("columns"), list("rows")) else {
        let problem = Problem::new(format!("`{name}` is JSON, but not of the usage API"));
        return Err(problem.hint(
            "needed is an object with `columns`, a list of names, and `rows`, a list of lists",
        ));
    };
    let cells =
        |row: &Value| row.as_array().map(|cells| cells.iter().map(text_of).collect::<Vec<_>>());
    let columns =
        columns.iter().map(|column| text_of(column.get("name").unwrap_or(column))).collect();
    let rows = rows.iter().enumerate().map(|(number, row)| {
        cells(row).ok_or_else(|| {
            Problem::new(format!("{name}: row {}: must be a list, found {row}", number + 1))
        })
    });
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Err(Problem::new(format!("`{name}` has columns and no rows")));
    }
    Ok(JsonTable { columns, rows })
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_its_texts_whatever_json_calls_them() {
        let text = br#"{"columns": ["a", {"name": "b"}], "rows": [["x", 10.50], [null, true]]}"#;
        let table = table("x", text).unwrap();
        assert_eq!(table.columns, ["a", "b"]);
        // a number keeps its digits
        assert_eq!(table.rows, [["x", "10.50"], ["", "true"]]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, wanted) in [
            ("{", "`x` is not JSON"),
            ("[1]", "`x` is JSON, but not of the usage API"),
            (r#"{"columns": ["a"]}"#, "`x` is JSON, but not of the usage API"),
            (r#"{"columns": ["a"], "rows": []}"#, "`x` has columns and no rows"),
            (r#"{"columns": ["a"], "rows": [["b"], 1]}"#, "x: row 2: must be a list, found 1"),
        ] {
            let problem = table("x", text.as_bytes()).err().map(|problem| problem.to_string());
            assert!(problem.is_some_and(|problem| problem.starts_with(wanted)), "{text}");
        }
    }
}
