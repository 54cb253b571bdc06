//! People and what they belong to, from a table: columns that say who, and any others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::{
    Column, Columns, Kind, Known, Meaning, Options, Override, PlainRow, Said, Table, TableOf,
    ensure_overrides, table,
};
use crate::model::{PersonDays, Problem, Problems, normalise, one_form, person};

/// What a column of people means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Who,
    From,
    Until,
}

/// The columns that say who, and from when to when, the best first.
const KNOWN: [Known<Of>; 3] = [
    WHO,
    Known {
        meaning: Of::From,
        names: &[
            "start",
            "startdate",
            "from",
            "hired",
            "hiredate",
            "joined",
            "joindate",
            "entrydate",
            "eintritt",
            "eintrittsdatum",
        ],
        kind: Kind::Date,
    },
    Known {
        meaning: Of::Until,
        names: &[
            "end",
            "enddate",
            "until",
            "left",
            "leavedate",
            "leavingdate",
            "exitdate",
            "terminationdate",
            "lastday",
            "austritt",
            "austrittsdatum",
        ],
        kind: Kind::Date,
    },
];

/// The columns that say who, the best first.
const WHO: Known<Of> = Known {
    meaning: Of::Who,
    names: &[
        "email",
        "emailaddress",
        "emailadresse",
        "mail",
        "useremail",
        "workemail",
        "businessemail",
        "primaryemail",
        "userprincipalname",
        "upn",
        "autodeskid",
        "user",
        "username",
        "userid",
        "login",
        "loginname",
        "loginid",
        "windowslogin",
        "windowsuser",
        "aduser",
        "samaccountname",
        "benutzer",
        "benutzername",
        "anmeldename",
        "person",
        "name",
        "hashedautodeskid",
        "hasheduserid",
    ],
    kind: Kind::Text,
};

/// Columns whose names two people may have.
const SHARED: [&str; 2] = ["person", "name"];

/// What people belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFile {
    /// The other columns, by name.
    pub columns: Vec<String>,
    /// By every name of a person, the value of each column; `None` where it is empty.
    pub people: BTreeMap<String, Vec<Option<String>>>,
    /// The names of each person who has several.
    pub several: Vec<Vec<String>>,
    /// By every name of a person, the days between which there is one to use anything, where the
    /// table was asked for them.
    pub days: BTreeMap<String, PersonDays>,
    /// What was left out, and what was concluded.
    pub notes: Vec<String>,
}

/// What is asked of a table of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleAsked {
    /// Who belongs to what: every other column is a text.
    Belonging,
    /// From when to when somebody is there, too.
    Days,
}

impl PeopleAsked {
    fn known(self) -> &'static [Known<Of>] {
        match self {
            Self::Belonging => KNOWN.get(..1).unwrap_or_default(),
            Self::Days => &KNOWN,
        }
    }
}

impl PeopleFile {
    /// What the person belongs to, by any name. A log-in name with its domain before it is the same
    /// as without, where the table has it in one form only: `ACME\aroth`.
    pub fn row(&self, name: &str) -> Option<&[Option<String>]> {
        let known = |name: &str| self.people.get(name).map(Vec::as_slice);
        known(name).or_else(|| known(without_domain(name)?))
    }

    /// Every name of a person, and every team.
    pub fn names(&self) -> BTreeSet<String> {
        let team = self.columns.iter().position(|column| column == "team");
        let cell = |cells: &Vec<Option<String>>| cells.get(team?)?.as_deref().map(person);
        let teams = self.people.values().filter_map(cell);
        teams.chain(self.people.keys().cloned()).collect()
    }

    /// Between which days the person is there, by any name.
    pub fn days_of(&self, name: &str) -> Option<PersonDays> {
        let known = |name: &str| self.days.get(name).copied();
        known(name).or_else(|| known(without_domain(name)?))
    }

    /// What each of `names` is called where the table has a better name for it. A name of two
    /// people is an error.
    pub fn called<'n>(
        &'n self,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<BTreeMap<&'n str, &'n str>, Problems> {
        let (mut known, mut problems) = (BTreeMap::<&str, &str>::new(), Vec::new());
        for names in &self.several {
            let Some((called, others)) = names.split_first() else { continue };
            for other in others {
                let before = *known.entry(other).or_insert(called);
                if before != called {
                    let message = format!("`{other}` is both `{before}` and `{called}`");
                    let hint = "a log-in name is one person's: take one of them out of `--people`";
                    problems.push(Problem::new(message).hint(hint));
                }
            }
        }
        Problems::check(problems)?;
        let find =
            |name: &str| known.get(name).or_else(|| known.get(without_domain(name)?)).copied();
        Ok(names.filter_map(|name| Some((name, find(name)?))).collect())
    }
}

/// `aroth` of `ACME\aroth`.
fn without_domain(name: &str) -> Option<&str> {
    name.rsplit_once('\\').map(|(_, login)| login)
}

/// What the columns of people mean.
struct PeopleMeaning {
    asked: PeopleAsked,
    said: Vec<Override>,
}

impl Meaning for PeopleMeaning {
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>> {
        let columns = Columns::find(names, self.asked.known(), &self.said);
        columns.place(Of::Who).map(|_| columns.columns(self.asked.known(), &[]))
    }

    fn refusal(&self, table: &str, names: &[&str]) -> Problem {
        let found = names.join(", ");
        Problem::new(format!("{table} has no column that says who; found are {found}")).hint(
            "one of them must be email, autodesk_id, user or login; if it is called otherwise: \
                 `--column people.email=NAME`",
        )
    }
}

/// Reads the people in the table at `path`.
pub(super) fn read(path: &Path, asked: PeopleAsked, said: Said) -> Result<PeopleFile, Problems> {
    let meaning = PeopleMeaning { asked, said: said.of(TableOf::People) };
    let mut table = table(path, &meaning, Options { given: said.given, sheet: None })?;
    ensure_overrides(&table.origin().name(), &table.names(), asked.known(), &meaning.said)?;
    ensure_no_assignment(&table)?;
    let rows = table.rows()?;
    let columns = Columns::find(&table.names(), asked.known(), &meaning.said);
    let who: Vec<usize> = columns.places(Of::Who).collect();
    let others: Vec<usize> =
        (0..table.names().len()).filter(|place| !who.contains(place)).collect();
    let key =
        |place: &usize| one_form(columns.name(*place).trim()).to_lowercase().replace(' ', "_");
    let mut result = PeopleFile {
        columns: others.iter().map(key).collect(),
        notes: table.notes().to_vec(),
        ..PeopleFile::default()
    };
    let shared = names_of_several(&rows, &who, &columns);
    let (mut problems, mut lines) = (Vec::new(), BTreeMap::new());
    for row in &rows {
        let mut names = names_of(row, &who);
        // Two people may have one name, but not one address.
        if names.len() > 1 {
            names.retain(|name| !shared.contains(name));
        }
        names.dedup();
        let value = |place: &usize| row.get(Some(*place)).map(str::to_owned);
        let values: Vec<_> = others.iter().map(value).collect();
        let day = |of: Of| row.get(columns.place(of)).and_then(|text| text.get(..10)?.parse().ok());
        let days = PersonDays { from: day(Of::From), until: day(Of::Until) };
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
                None => {
                    result.people.insert(name.clone(), values.clone());
                    result.days.insert(name.clone(), days);
                }
            }
        }
        if names.len() > 1 {
            result.several.push(names);
        }
    }
    Problems::check(problems)?;
    Ok(result)
}

/// That it is not who gets what, which `plan` wrote: its people are none to read.
fn ensure_no_assignment(table: &Table) -> Result<(), Problem> {
    let names = table.names();
    let is_one = ["assignment", "annual_price", "tokens"].iter().all(|name| names.contains(name));
    if is_one {
        let message = format!("{} is an assignment that `plan` wrote", table.origin().name());
        return Err(Problem::new(message).hint("give a table of people; `--assignment` writes"));
    }
    Ok(())
}

/// Every name of the person in a row; a cell may have several addresses.
fn names_of(row: &PlainRow, who: &[usize]) -> Vec<String> {
    let cells = who.iter().filter_map(|place| row.get(Some(*place)));
    let parts = cells.flat_map(|cell| {
        let is_list = cell.contains('@');
        cell.split(move |letter| is_list && matches!(letter, ';' | ',')).map(person)
    });
    parts.filter(|name| !name.is_empty() && name != "-").collect()
}

/// Names that stand beside different addresses or ids.
fn names_of_several(rows: &[PlainRow], who: &[usize], columns: &Columns<Of>) -> BTreeSet<String> {
    let is_shared = |place: &usize| SHARED.contains(&normalise(columns.name(*place)).as_str());
    let (weak, strong): (Vec<_>, Vec<_>) = who.iter().copied().partition(is_shared);
    let mut beside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        for name in names_of(row, &weak) {
            beside.entry(name).or_default().extend(names_of(row, &strong).into_iter().take(1));
        }
    }
    beside.into_iter().filter(|(_, others)| others.len() > 1).map(|(name, _)| name).collect()
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
        read(&path, PeopleAsked::Days, Said::default()).map_err(told)
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
    fn two_people_of_one_name_are_two() {
        let text =
            "Name,Email,Team\nAna A,ana@x.y,Design\nAna A,ana.a@x.y; ana2@x.y,Site\nBen,b@x.y,\n";
        let people = parse(text).unwrap().people;
        let names: Vec<_> = people.keys().map(String::as_str).collect();
        assert_eq!(names, ["ana.a@x.y", "ana2@x.y", "ana@x.y", "b@x.y", "ben"]);
        assert_eq!(people["ana2@x.y"], [Some("Site".to_owned())]);
    }

    #[test]
    fn a_domain_is_no_part_of_a_log_in_name_unless_the_table_has_it() {
        let file =
            parse("login,email,team\naroth,ana@x.y,Design\nACME\\ben,ben@x.y,Site\n").unwrap();
        let team = |name: &str| file.row(name).and_then(|row| row[0].as_deref());
        assert_eq!((team("acme\\aroth"), team("acme\\ben")), (Some("Design"), Some("Site")));
        assert_eq!((team("other\\ben"), team("acme\\cy")), (None, None));
        let called = file.called(["acme\\aroth", "aroth", "cy"].into_iter()).unwrap();
        assert_eq!(called["acme\\aroth"], "ana@x.y");
        assert_eq!(called.len(), 2);
        let two = parse("login,email\naroth,ana@x.y\naroth,anton@x.y\n").unwrap();
        let told = two.called(["aroth"].into_iter()).unwrap_err().to_string();
        assert_eq!(told, "`aroth` is both `ana@x.y` and `anton@x.y`");
    }

    #[test]
    fn nobody_belongs_to_two() {
        let problem = parse("email,team\nana,Design\nANA,Site\nana,Design\n").unwrap_err();
        assert_eq!(problem, "p.csv:3: `ana` belongs to something else on line 2");
        let problem = parse("who,team\nana,Design\n").unwrap_err();
        assert_eq!(problem, "`p.csv` has no column that says who; found are who, team");
    }

    #[test]
    fn from_when_to_when_somebody_is_there_may_be_said() {
        let file = parse("email,hire date,Austritt\nana,3/31/2026,\nben,4/1/2026,5/13/2026\n");
        let days = file.unwrap().days;
        let day = |text: &str| text.parse().ok();
        assert_eq!(days["ana"], PersonDays { from: day("2026-03-31"), until: None });
        assert_eq!(days["ben"], PersonDays { from: day("2026-04-01"), until: day("2026-05-13") });
    }

    #[test]
    fn an_assignment_is_no_table_of_people() {
        let told = parse(
            "user,product,days,assignment,annual_price,tokens,currency\nana,Revit,9,flex,,90,USD\n",
        )
        .unwrap_err();
        assert_eq!(told, "`p.csv` is an assignment that `plan` wrote");
    }
}
