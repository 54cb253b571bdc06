//! To which group does a use belong?
//!
//! ```text
//! team, group, project = what a file of people says; else, for a team, what the estate says;
//!     else what the row said
//! user, product, month = what was used by whom and when; kind = `desktop` of products that are
//!     charged by the day, `cloud` of services that are charged by the result
//! any other word = that column of the file of people, else of the usage
//! ```
//!
//! Example: Ana is in team `Design` by the estate, and her row says `Site`: she is of `Design`. A
//! file of people that says `Roads` is nearer to the question than both: then she is of `Roads`.
//!
//! Edges: where nothing says it, it belongs to no group, which is a group of its own; an empty cell
//! of the file says nothing; a month is known only where one was asked for.

use serde::{Serialize, Serializer};

use crate::model::{Directory, Month, one_form};

/// What usage is grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The product.
    Product,
    /// The person.
    User,
    /// The team.
    Team,
    /// The group.
    Group,
    /// The project.
    Project,
    /// The month.
    Month,
    /// Desktop or cloud.
    Kind,
    /// The lot that paid.
    Lot,
    /// A column of the file of people, or of the usage.
    Column(String),
}

impl By {
    /// Those that need neither a file of people nor lots, in the order of telling.
    pub const WITHOUT_FILE: [&str; 7] =
        ["team", "user", "product", "group", "project", "month", "kind"];

    /// What a word stands for: a column, where it is none of those.
    pub fn named(word: &str) -> Self {
        match one_form(word.trim()).to_lowercase().replace(' ', "_").as_str() {
            "team" => Self::Team,
            "user" => Self::User,
            "product" => Self::Product,
            "group" => Self::Group,
            "project" => Self::Project,
            "month" => Self::Month,
            "kind" => Self::Kind,
            "lot" => Self::Lot,
            other => Self::Column(other.to_owned()),
        }
    }

    /// The word for it, in every format.
    pub fn name(&self) -> &str {
        match self {
            Self::Team => "team",
            Self::User => "user",
            Self::Product => "product",
            Self::Group => "group",
            Self::Project => "project",
            Self::Month => "month",
            Self::Kind => "kind",
            Self::Lot => "lot",
            Self::Column(name) => name,
        }
    }
}

impl Serialize for By {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

/// What tells uses apart, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark {
    /// Who used what.
    pub pair: u32,
    /// What else the row said.
    pub label: u32,
    /// The month.
    pub month: Option<Month>,
}

/// The names behind the numbers, and what people belong to.
#[derive(Clone, Copy)]
pub struct Belonging<'a> {
    /// The names.
    pub directory: &'a Directory,
    /// The team of each person by the estate, by number.
    pub teams: &'a [Option<String>],
    /// What a file of people says, where there is one.
    pub file: Option<&'a Columns<'a>>,
}

/// What a file of people says.
pub struct Columns<'a> {
    /// The names of its columns.
    pub names: &'a [String],
    /// The cells of each person, by number; `None`: the person is not in it.
    pub rows: Vec<Option<&'a [Option<String>]>>,
}

impl Columns<'_> {
    fn cell(&self, column: &str, person: usize) -> Option<String> {
        let place = self.names.iter().position(|name| name == column)?;
        self.rows.get(person).copied().flatten()?.get(place).cloned().flatten()
    }
}

impl Belonging<'_> {
    /// The group that a use belongs to; `None` where nothing says it.
    pub fn group(&self, by: &By, mark: Mark) -> Option<String> {
        let label = self.directory.label(mark.label);
        let person = self.directory.pair(mark.pair).person as usize;
        let of_file = |column: &str| self.file.and_then(|file| file.cell(column, person));
        match by {
            By::Product => Some(self.directory.item(mark.pair).name.clone()),
            By::User => Some(self.directory.person(mark.pair).to_owned()),
            By::Team => of_file("team")
                .or_else(|| self.teams.get(person).cloned().flatten())
                .or_else(|| label.team.clone()),
            By::Group => of_file("group").or_else(|| label.group.clone()),
            By::Project => of_file("project").or_else(|| label.project.clone()),
            By::Month => mark.month.map(|month| month.to_string()),
            By::Kind => self.directory.item(mark.pair).kind.word().map(str::to_owned),
            // Only a payment knows it: two lots may pay for one use.
            By::Lot => None,
            By::Column(name) => of_file(name).or_else(|| label.columns.get(name).cloned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Item, ItemKind, Label, Pair};

    /// Ana at Revit, on a row that says so.
    fn directory(label: Label) -> Directory {
        Directory {
            people: vec!["ana".into()],
            items: vec![Item { id: "revit".into(), name: "Revit".into(), kind: ItemKind::Product }],
            pairs: vec![Pair { person: 0, item: 0 }],
            labels: vec![label],
        }
    }

    #[test]
    fn the_file_of_people_comes_before_the_estate_and_the_estate_before_the_row() {
        let directory = directory(Label {
            team: Some("Site".into()),
            project: Some("Bridge".into()),
            columns: [("client".into(), "Rail".into())].into(),
            ..Label::default()
        });
        let names = ["team".to_owned(), "cost_center".to_owned()];
        let march = "2026-03-31".parse::<chrono::NaiveDate>().unwrap().into();
        let group = |by: &By, teams: &[Option<String>], cells: Option<&[Option<String>]>| {
            let file = Columns { names: &names, rows: vec![cells] };
            let belonging = Belonging { directory: &directory, teams, file: Some(&file) };
            belonging.group(by, Mark { pair: 0, label: 0, month: Some(march) })
        };
        let design = [Some("Design".to_owned())];
        let roads = [Some("Roads".to_owned()), None];
        let empty = [None, Some("4711".to_owned())];
        let is = |name: &str| Some(name.to_owned());
        assert_eq!(group(&By::Team, &design, Some(&roads)), is("Roads"));
        assert_eq!(group(&By::Team, &design, Some(&empty)), is("Design"));
        assert_eq!(group(&By::Team, &[None], None), is("Site"));
        assert_eq!(group(&By::named("Cost Center"), &design, Some(&empty)), is("4711"));
        assert_eq!(group(&By::named("cost_center"), &design, None), None);
        assert_eq!(group(&By::Project, &design, Some(&roads)), is("Bridge"));
        assert_eq!(group(&By::named("Client"), &design, Some(&roads)), is("Rail"));
        assert_eq!(group(&By::Kind, &design, None), is("desktop"));
        assert_eq!(group(&By::Group, &design, Some(&roads)), None);
        assert_eq!(group(&By::Month, &[], None), is("2026-03"));
        assert_eq!(group(&By::User, &[], None), is("ana"));
    }

    #[test]
    fn every_word_without_a_file_is_no_column() {
        for word in By::WITHOUT_FILE {
            assert_eq!(By::named(word).name(), word);
            assert!(!matches!(By::named(word), By::Column(_)), "{word}");
        }
        assert_eq!(By::named("teams"), By::Column("teams".into()));
    }
}
