//! People and what they belong to, from a table: columns that say who, and any others.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::{Column, Columns, Kind, Known, Meaning, Options, table};
use crate::model::{Problem, Problems, person};

/// The columns that say who, the best first.
const WHO: [Known<()>; 1] = [Known {
    meaning: (),
    names: &[
        "email",
        "emailaddress",
        "mail",
        "useremail",
        "autodeskid",
        "user",
        "username",
        "userid",
        "login",
        "loginname",
        "person",
        "name",
        "hashedautodeskid",
        "hasheduserid",
    ],
    kind: Kind::Text,
}];

/// What people belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFile {
    /// The other columns, by name.
    pub columns: Vec<String>,
    /// By every name of a person, the value of each column; `None` where it is empty.
    pub people: BTreeMap<String, Vec<Option<String>>>,
    /// The names of each person who has several.
    pub several: Vec<Vec<String>>,
    /// What was left out, and what was concluded.
    pub notes: Vec<String>,
}

/// What the columns of people mean.
struct PeopleMeaning;

impl Meaning for PeopleMeaning {
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>> {
        let columns = Columns::find(names, &WHO, &[]);
        columns.place(()).map(|_| columns.columns(&WHO, &[]))
    }

    fn refusal(&self, table: &str, names: &[&str]) -> Problem {
        let found = names.join(", ");
        Problem::new(format!("{table} has no column that says who; found are {found}"))
            .hint("one of them must be email, autodesk_id, user or login")
    }
}

/// Reads the people in the table at `path`.
pub(super) fn read(path: &Path) -> Result<PeopleFile, Problems> {
    let mut table = table(path, &PeopleMeaning, Options::default())?;
    let rows = table.rows()?;
    let columns = Columns::find(&table.names(), &WHO, &[]);
    let who: Vec<usize> = columns.places(()).collect();
    let others: Vec<usize> =
        (0..table.names().len()).filter(|place| !who.contains(place)).collect();
    let key = |place: &usize| columns.name(*place).trim().to_lowercase().replace(' ', "_");
    let mut result = PeopleFile {
        columns: others.iter().map(key).collect(),
        notes: table.notes().to_vec(),
        ..PeopleFile::default()
    };
    let (mut problems, mut lines) = (Vec::new(), BTreeMap::new());
    for row in &rows {
        let mut names: Vec<_> =
            who.iter().filter_map(|place| row.get(Some(*place))).map(person).collect();
        names.dedup();
        let value = |place: &usize| row.get(Some(*place)).map(str::to_owned);
        let values: Vec<_> = others.iter().map(value).collect();
        for name in &names {
            let first = *lines.entry(name.clone()).or_insert(row.line);
            match result.people.get(name) {
                Some(other) if *other != values => {
                    let line = table.origin().line(first);
                    let message = format!("`{name}` belongs to something else on {line}");
                    let problem = Problem::new(message).hint("name a person once");
                    problems.push(table.origin().at(row.line, problem));
                }
                Some(_) => {}
                None => drop(result.people.insert(name.clone(), values.clone())),
            }
        }
        if names.len() > 1 {
            result.several.push(names);
        }
    }
    Problems::check(problems)?;
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file called `p.csv` says.
    fn parse(text: &str) -> Result<PeopleFile, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.csv");
        std::fs::write(&path, text).unwrap();
        let told = |problems: Problems| {
            problems.to_string().replace(&folder.path().display().to_string(), "").replace('/', "")
        };
        read(&path).map_err(told)
    }

    #[test]
    fn people_belong_to_what_their_row_says() {
        let text = "Email;Cost center;Team\r\nAna@Example.com;4711;Design\r\nben;;Site\r\n";
        let file = parse(text).unwrap();
        assert_eq!(file.columns, ["cost_center", "team"]);
        let ana = [Some("4711".to_owned()), Some("Design".to_owned())];
        assert_eq!(file.people["ana@example.com"], ana);
        assert_eq!(file.people["ben"][0], None);
    }

    #[test]
    fn every_name_of_a_row_is_the_one_person() {
        let file = parse("user,E-Mail,team\nACME\\aroth,ana@x.y,Design\n").unwrap();
        assert_eq!(file.columns, ["team"]);
        assert_eq!(file.people["acme\\aroth"], file.people["ana@x.y"]);
        assert_eq!(file.several, [["ana@x.y", "acme\\aroth"]]);
    }

    #[test]
    fn nobody_belongs_to_two() {
        let problem = parse("email,team\nana,Design\nANA,Site\nana,Design\n").unwrap_err();
        assert_eq!(problem, "p.csv:3: `ana` belongs to something else on line 2");
        let problem = parse("who,team\nana,Design\n").unwrap_err();
        assert_eq!(problem, "`p.csv` has no column that says who; found are who, team");
    }
}
