//! JSON → rows: the answer of the usage API (`columns` and `rows`, perhaps within `result`), a
//! list of objects, a list of lists, or one object a line.

mod values;

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, Error};
use serde_json::value::RawValue;

use self::values::{Top, ensure_few};
use super::bounds::{Bounded, LARGEST_JSON};
use super::container::fault;
use super::grid::Grid;
use super::row::{Row, Typed};
use crate::model::Problem;

/// What the API says of the page that it gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many rows the query has, where the file says so.
    pub total: Option<u64>,
    /// How many rows a page has at most.
    pub limit: Option<u64>,
    /// How many rows come before the page.
    pub offset: Option<u64>,
    /// How many rows are in the file.
    pub rows: u64,
}

impl Page {
    /// Whether rows are missing: the file says that there are more than it has.
    pub fn is_part(&self) -> bool {
        self.total.is_some_and(|total| total > self.rows)
            || self.offset.is_some_and(|many| many > 0)
    }
}

/// A table out of JSON: the first row has the names of the columns.
#[derive(Debug)]
pub(super) struct JsonTable {
    pub(super) grid: Grid,
    pub(super) page: Page,
}

/// Whether a text that begins like this is JSON.
pub(super) fn is_json(first: &[u8]) -> bool {
    let mut letters = first.iter().filter(|byte| !byte.is_ascii_whitespace());
    match letters.next() {
        Some(b'{') => true,
        // A heading in brackets is no list.
        Some(b'[') => letters.next().is_none_or(|byte| matches!(byte, b'{' | b'[' | b']')),
        _ => false,
    }
}

/// Reads the table of the file called `name`.
pub(super) fn table(name: &str, text: impl Read) -> Result<JsonTable, Problem> {
    within(name, text, LARGEST_JSON)
}

fn within(name: &str, text: impl Read, most: u64) -> Result<JsonTable, Problem> {
    let text = Bounded::new(text, most, "more than 256 MiB of JSON");
    let mut reader = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, text));
    let mut found = Found::default();
    let not_json = |error: serde_json::Error| {
        let text = error.to_string();
        let of_ours = text.strip_prefix(OURS).map(|text| text.split(" at line ").next());
        match of_ours.flatten() {
            Some(message) => Problem::new(format!("{name}: {message}")),
            None if error.is_io() => fault(name, &error.into()),
            None => Problem::new(format!("`{name}` is not JSON: {text}")),
        }
    };
    loop {
        Top(&mut found).deserialize(&mut reader).map_err(not_json)?;
        if reader.end().is_ok() {
            break;
        }
        if found.columns.is_some() {
            reader.end().map_err(not_json)?;
        }
    }
    found.table(name)
}

/// Begins the messages that are ours and not the parser's.
const OURS: &str = "flexcalc: ";

/// What has been read.
#[derive(Default)]
struct Found {
    /// The names in `columns`.
    columns: Option<Vec<String>>,
    /// Whether there was a list called `rows`.
    has_rows: bool,
    /// The names of objects' keys, in the order in which they were met.
    keys: Vec<String>,
    places: BTreeMap<String, usize>,
    lists: Grid,
    row: Row,
    number: u64,
    page: Page,
    status: Option<String>,
    told: Option<String>,
}

impl Found {
    fn table(self, name: &str) -> Result<JsonTable, Problem> {
        const FAILED: [&str; 5] = ["error", "failed", "failure", "cancelled", "canceled"];
        if let Some(status) = self.status
            && FAILED.contains(&status.to_lowercase().as_str())
        {
            let told = self.told.map(|told| format!(": {told}")).unwrap_or_default();
            let message =
                format!("`{name}`: the query did not succeed, its status is {status}{told}");
            return Err(Problem::new(message).hint("run the query again"));
        }
        let names = self.columns.unwrap_or(self.keys);
        if names.is_empty() && self.lists.len() == 0 {
            return Err(Problem::new(format!("`{name}` is JSON, but no table")).hint(
                "needed is an object with `columns` and `rows`, a list of objects, or one a line",
            ));
        }
        // Where there are no names, the first list has them.
        let mut grid = Grid::default();
        let mut row = Row::default();
        if !names.is_empty() {
            row.begin(0);
            for name in &names {
                row.push(name, Typed::Text);
            }
            let _ = grid.push(&row);
        }
        for place in 0..self.lists.len() {
            self.lists.row(place, &mut row);
            if !self.has_rows && !names.is_empty() {
                row.pad(names.len());
            }
            grid.push(&row).map_err(|_| too_much(name))?;
        }
        let rows = self.lists.len() as u64;
        if rows == 0 {
            return Err(Problem::new(format!("`{name}` has columns and no rows")));
        }
        Ok(JsonTable { grid, page: Page { rows, ..self.page } })
    }

    /// Ends a row.
    fn push<E: Error>(&mut self) -> Result<(), E> {
        self.lists.push(&self.row).map_err(|_| E::custom(format!("{OURS}it has too many cells")))
    }

    fn begin(&mut self) {
        self.number += 1;
        self.row.begin(self.number);
    }

    fn note(&mut self, key: &str, raw: &str) {
        let (text, _) = text_of(raw);
        let number = text.parse().ok();
        match key.to_lowercase().replace('_', "").as_str() {
            "status" | "state" => self.status = Some(text),
            "message" | "error" | "errormessage" | "detail" | "title" => self.told = Some(text),
            "total" | "totalresults" | "totalrows" | "totalcount" => self.page.total = number,
            "limit" => self.page.limit = number,
            "offset" => self.page.offset = number,
            _ => {}
        }
    }
}

fn too_much(name: &str) -> Problem {
    Problem::new(format!("`{name}` has too many cells for one table"))
}

/// A value as a cell: its text, and whether the file says that it is a number.
fn text_of(raw: &str) -> (String, Typed) {
    match raw.as_bytes() {
        [b'"', ..] => (serde_json::from_str(raw).unwrap_or_default(), Typed::Text),
        [b'-' | b'0'..=b'9', ..] => (raw.to_owned(), Typed::Number),
        b"null" => (String::new(), Typed::Text),
        _ => (raw.to_owned(), Typed::Text),
    }
}

impl Found {
    /// An object that is a row.
    fn object<E: Error>(&mut self, cells: Vec<(String, Box<RawValue>)>) -> Result<(), E> {
        let mut values: BTreeMap<usize, (String, Typed)> = BTreeMap::new();
        for (key, raw) in cells {
            let place = if let Some(place) = self.places.get(&key) {
                *place
            } else {
                ensure_few(self.keys.len())?;
                self.places.insert(key.clone(), self.keys.len());
                self.keys.push(key.clone());
                self.keys.len() - 1
            };
            if values.insert(place, text_of(raw.get())).is_some() {
                let number = self.number + 1;
                return Err(E::custom(format!("{OURS}row {number}: `{key}` is there twice")));
            }
        }
        self.begin();
        for (place, (text, typed)) in values {
            self.row.pad(place);
            self.row.push(&text, typed);
        }
        self.push()
    }
}

/// A small object: one that describes, and no data.
fn object_of(raw: &str) -> Option<BTreeMap<String, Box<RawValue>>> {
    if raw.len() > 1 << 16 { None } else { serde_json::from_str(raw).ok() }
}

/// The name of a column: a text, or an object that has it.
fn name_of(raw: &str) -> String {
    let name =
        object_of(raw).and_then(|object| object.get("name").map(|name| text_of(name.get()).0));
    name.unwrap_or_else(|| text_of(raw).0)
}

#[cfg(test)]
mod tests {
    use super::super::bounds::MOST_COLUMNS;
    use super::*;

    /// The rows, numbers marked by `#`, and the page.
    fn rows(text: &str) -> Result<(Vec<Vec<String>>, Page), String> {
        let read = table("x.json", text.as_bytes()).map_err(|problem| problem.to_string())?;
        let mut row = Row::default();
        let rows = (0..read.grid.len()).map(|place| {
            assert!(read.grid.row(place, &mut row));
            let mark = |typed| if typed == Typed::Number { "#" } else { "" };
            row.cells().map(|cell| format!("{}{}", mark(cell.typed), cell.text)).collect()
        });
        Ok((rows.collect(), read.page))
    }

    #[test]
    fn every_form_gives_the_same_rows() {
        let expected = [["day", "tokens"], ["2026-01-05", "#1.10"], ["", "#2"]];
        for text in [
            r#"{"columns": ["day", "tokens"], "rows": [["2026-01-05", 1.10], [null, 2]]}"#,
            r#"{"rows": [["2026-01-05", 1.10], ["", 2]],
                "columns": [{"name": "day"}, {"name": "tokens"}]}"#,
            r#"{"status": "DONE", "result": {"columns": ["day", "tokens"],
                "rows": [["2026-01-05", 1.10], [null, 2]]}}"#,
            r#"[{"day": "2026-01-05", "tokens": 1.10}, {"tokens": 2}]"#,
            r#"[["day", "tokens"], ["2026-01-05", 1.10], ["", 2]]"#,
            "{\"day\": \"2026-01-05\", \"tokens\": 1.10}\n{\"day\": null, \"tokens\": 2}\n",
            r#"{"rows": [{"day": "2026-01-05", "tokens": 1.10}, {"tokens": 2}]}"#,
        ] {
            assert_eq!(rows(text).unwrap().0, expected, "{text}");
        }
    }

    #[test]
    fn a_page_says_whether_it_is_a_part() {
        let page = |text: &str| rows(text).unwrap().1;
        let one = r#"{"pagination": {"totalResults": 2, "offset": 0, "limit": 1},
            "columns": ["a"], "rows": [[1]]}"#;
        let found = page(one);
        assert_eq!(
            (found.total, found.limit, found.offset, found.rows),
            (Some(2), Some(1), Some(0), 1)
        );
        assert!(found.is_part());
        assert!(!page(&one.replace(r#""totalResults": 2"#, r#""totalResults": 1"#)).is_part());
        assert!(!page(r#"{"columns": ["a"], "rows": [[1]]}"#).is_part());
        assert!(page(r#"{"result": {"columns": ["a"], "rows": [[1]], "total": 2}}"#).is_part());
    }

    #[test]
    fn what_is_no_table_is_refused_with_the_reason() {
        for (text, expected) in [
            (r#"{"id": "q", "status": "ERROR", "columns": [], "rows": []}"#, "status is ERROR"),
            (r#"{"status": "FAILED", "message": "no"}"#, "status is FAILED: no"),
            (r#"{"columns": ["a"], "rows": []}"#, "has columns and no rows"),
            (
                r#"{"columns": ["a"], "rows": [1]}"#,
                "x.json: row 1: must be a list or an object, found 1",
            ),
            (r#"[{"a": 1, "a": 2}]"#, "x.json: row 1: `a` is there twice"),
            ("[]", "no table"),
            ("{", "is not JSON"),
            (r#"[{"a": 1}"#, "is not JSON"),
            (r#"{"columns": ["a"], "rows": [[1]]} x"#, "is not JSON"),
        ] {
            let told = rows(text).unwrap_err();
            assert!(told.contains(expected), "{text}: {told}");
        }
        let text = r#"[{"a": 1}]"#;
        assert!(within("x.json", text.as_bytes(), 10).is_ok());
        let told = within("x.json", text.as_bytes(), 9).unwrap_err().to_string();
        assert_eq!(told, "cannot read `x.json`: it has more than 256 MiB of JSON");
        let wide = format!("[[{}1]]", "1,".repeat(MOST_COLUMNS));
        assert!(rows(&wide).unwrap_err().contains("more than 10000 columns"));
    }
}
