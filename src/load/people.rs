//! People and what they belong to, from CSV: a column that says who, and any others.

use std::collections::BTreeMap;

use super::text_file::delimiter_of;
use crate::model::{Place, Problem, Problems, person};

/// The columns that say who.
const WHO: [&str; 4] = ["email", "autodesk_id", "user", "hashed_autodesk_id"];

/// What people belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFile {
    /// The other columns, by name.
    pub columns: Vec<String>,
    /// By person, the value of each column; `None` where it is empty.
    pub people: BTreeMap<String, Vec<Option<String>>>,
}

/// Reads people; `file` is named in their problems.
pub(super) fn parse(file: &str, text: &str) -> Result<PeopleFile, Problems> {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter_of(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable =
        |error: &csv::Error| Problem::new(format!("`{file}` cannot be read as CSV: {error}"));
    let names: Vec<_> = reader
        .headers()
        .map_err(|error| unreadable(&error))?
        .iter()
        .map(|name| name.to_lowercase().replace(' ', "_"))
        .collect();
    let who =
        WHO.iter().find_map(|who| names.iter().position(|name| name == who)).ok_or_else(|| {
            let problem = Problem::new(format!(
                "`{file}` has no column that says who; found are {}",
                names.join(", ")
            ));
            problem.hint("one of them must be email, autodesk_id or user")
        })?;
    let others: Vec<_> = (0..names.len()).filter(|place| *place != who).collect();
    let mut result = PeopleFile {
        columns: others.iter().filter_map(|place| names.get(*place).cloned()).collect(),
        people: BTreeMap::new(),
    };
    let (mut problems, mut lines) = (Vec::new(), BTreeMap::new());
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let name = person(record.get(who).unwrap_or_default());
        if name.is_empty() {
            continue;
        }
        let value =
            |place: &usize| record.get(*place).filter(|value| !value.is_empty()).map(str::to_owned);
        let values: Vec<_> = others.iter().map(value).collect();
        let first = *lines.entry(name.clone()).or_insert(line);
        match result.people.get(&name) {
            Some(other) if *other != values => {
                let line = usize::try_from(line).unwrap_or_default();
                let place = Place { file: file.to_owned(), line, column: 0, span: 0..0 };
                let message = format!("`{name}` belongs to something else on line {first}");
                problems.push(Problem::new(message).at(place).hint("name a person once"));
            }
            Some(_) => {}
            None => drop(result.people.insert(name, values)),
        }
    }
    Problems::check(problems)?;
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_belong_to_what_their_row_says() {
        let file = parse(
            "p.csv",
            "Email;Cost center;Team\r\nAna@Example.com;4711;Design\r\nben;;Site\r\n",
        )
        .unwrap();
        assert_eq!(file.columns, ["cost_center", "team"]);
        assert_eq!(
            file.people["ana@example.com"],
            [Some("4711".to_owned()), Some("Design".to_owned())]
        );
        assert_eq!(file.people["ben"][0], None);
    }

    #[test]
    fn nobody_belongs_to_two() {
        let problem = parse("p.csv", "email,team\nana,Design\nANA,Site\nana,Design\n")
            .unwrap_err()
            .to_string();
        assert_eq!(problem, "p.csv:3: `ana` belongs to something else on line 2");
    }
}
