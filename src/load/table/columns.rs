//! Which column means what: names are matched by meaning, whatever their case, spaces and signs.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::dialect::Kind;
use crate::model::{Problem, Problems, nearest, normalise};

/// Whether every row fills the column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// A row without it is no row of the table.
    Always,
    /// It may be empty.
    #[default]
    Sometimes,
}

/// What is known of a column before its cells are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// What its cells are read as.
    pub kind: Kind,
    /// Whether every row fills it.
    pub presence: Presence,
}

/// Who understands a table.
pub trait Meaning {
    /// What the columns of these names are; `None` where they are not the header of such a table.
    fn columns(&self, names: &[&str]) -> Option<Vec<Column>>;

    /// Why no row of the file can be the header; `names` come nearest to one.
    fn refusal(&self, table: &str, names: &[&str]) -> Problem;
}

/// Which table a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableOf {
    /// What was used.
    Usage,
    /// What was bought.
    Lots,
    /// Who belongs to what.
    People,
}

impl TableOf {
    /// What stands before a meaning of such a table.
    fn prefix(self) -> &'static str {
        match self {
            Self::Usage => "",
            Self::Lots => "lots.",
            Self::People => "people.",
        }
    }
}

/// `product=Software`, `lots.tokens=Menge`: what a column means whose name does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The table.
    pub of: TableOf,
    /// The meaning, by any of its names.
    pub meaning: String,
    /// The column as the file calls it.
    pub column: String,
}

impl fmt::Display for Override {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}={}", self.of.prefix(), self.meaning, self.column)
    }
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let others = [TableOf::Lots, TableOf::People];
        let of = others.into_iter().find(|of| text.starts_with(of.prefix()));
        let of = of.unwrap_or(TableOf::Usage);
        let said = text.strip_prefix(of.prefix()).unwrap_or(text);
        match said.split_once('=') {
            Some((meaning, column)) if !normalise(meaning).is_empty() && !column.is_empty() => {
                let [meaning, column] = [meaning, column].map(|text| text.trim().to_owned());
                Ok(Self { of, meaning, column })
            }
            _ => Err("must be a meaning and a column, such as product=Software; of lots and \
                      people, lots.tokens=Menge and people.user=Konto"
                .to_owned()),
        }
    }
}

/// A meaning that a column may have.
#[derive(Clone, Copy, Debug)]
pub struct Known<M> {
    /// The meaning.
    pub meaning: M,
    /// The names of its columns as `normalise` leaves them, the best first.
    pub names: &'static [&'static str],
    /// What its cells are read as.
    pub kind: Kind,
}

/// The columns of a table by their meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns<M> {
    names: Vec<String>,
    places: Vec<(M, usize)>,
}

impl<M: Copy + PartialEq> Columns<M> {
    /// Finds the columns of `known` meanings. A column that an override names has its meaning and
    /// no other, and the meaning no other column.
    pub fn find(names: &[&str], known: &[Known<M>], overrides: &[Override]) -> Self {
        let normal: Vec<_> = names.iter().map(|name| normalise(name)).collect();
        let place_of = |name: &str| normal.iter().position(|column| column == name);
        let said: Vec<(&str, usize)> = overrides
            .iter()
            .filter_map(|one| Some((one.meaning.as_str(), place_of(&normalise(&one.column))?)))
            .collect();
        let mut places = Vec::new();
        for one in known {
            let is_meant = |meaning: &str| one.names.contains(&normalise(meaning).as_str());
            match said.iter().find(|(meaning, _)| is_meant(meaning)) {
                Some((_, place)) => places.push((one.meaning, *place)),
                None => places.extend(
                    one.names
                        .iter()
                        .filter_map(|name| place_of(name))
                        .filter(|place| said.iter().all(|(_, taken)| taken != place))
                        .map(|place| (one.meaning, place)),
                ),
            }
        }
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), places }
    }

    /// The best column of the meaning.
    pub fn place(&self, meaning: M) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == meaning).map(|(_, place)| *place)
    }

    /// Every column of the meaning, the best first.
    pub fn places(&self, meaning: M) -> impl Iterator<Item = usize> {
        self.places.iter().filter(move |(known, _)| *known == meaning).map(|(_, place)| *place)
    }

    /// The column's own name.
    pub fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// The columns without a meaning, which are not read.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let unread = |place: &usize| self.places.iter().all(|(_, known)| known != place);
        let named = self.names.iter().enumerate().filter(|(_, name)| !name.is_empty());
        named.filter(move |(place, _)| unread(place)).map(|(_, name)| name.as_str())
    }

    /// What each column is, where the columns of `needed` meanings are filled in every row.
    pub fn columns(&self, known: &[Known<M>], needed: &[M]) -> Vec<Column> {
        let column = |place: usize| {
            let meaning = self.places.iter().find(|(_, known)| *known == place);
            let kind = meaning.and_then(|(meaning, _)| {
                known.iter().find(|one| one.meaning == *meaning).map(|one| one.kind)
            });
            let always = needed.iter().any(|meaning| self.place(*meaning) == Some(place));
            let presence = if always { Presence::Always } else { Presence::Sometimes };
            Column { kind: kind.unwrap_or_default(), presence }
        };
        (0..self.names.len()).map(column).collect()
    }
}

/// That each override names a meaning of such a table, and a column of this one.
pub fn ensure_overrides<M>(
    table: &str,
    names: &[&str],
    known: &[Known<M>],
    overrides: &[Override],
) -> Result<(), Problems> {
    let one = |said: &Override| {
        let Override { meaning, column, .. } = said;
        let is_meant = |one: &Known<M>| one.names.contains(&normalise(meaning).as_str());
        if !known.iter().any(is_meant) {
            let meanings: Vec<_> = known.iter().filter_map(|one| one.names.first()).collect();
            let listed = meanings.into_iter().copied().collect::<Vec<_>>().join(", ");
            let message = format!("`--column {said}`: no column there means `{meaning}`");
            return Some(Problem::new(message).hint(format!("a column may mean {listed}")));
        }
        let is_there = names.iter().any(|name| normalise(name) == normalise(column));
        (!is_there).then(|| {
            let message = format!("`--column {said}`: {table} has no column `{column}`");
            Problem::new(message).nearest(&nearest(column, names.iter().copied()))
        })
    };
    Problems::check(overrides.iter().filter_map(one).collect())
}

/// That no two columns have one name; `table` is where they stand.
pub fn ensure_no_doubles(table: &str, names: &[&str]) -> Result<(), Problems> {
    let (mut first, mut problems) = (BTreeMap::new(), Vec::new());
    for (place, name) in names.iter().enumerate() {
        let normal = normalise(name);
        if normal.is_empty() {
            continue;
        }
        let before = *first.entry(normal).or_insert(place);
        if before != place {
            let (one, other) = (before + 1, place + 1);
            problems.push(Problem::new(format!(
                "{table}: columns {one} and {other} are both called `{name}`"
            )));
        }
    }
    Problems::check(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Of {
        Person,
        Product,
        Day,
    }

    const KNOWN: [Known<Of>; 3] = [
        Known { meaning: Of::Person, names: &["email", "user"], kind: Kind::Text },
        Known { meaning: Of::Product, names: &["product", "productname"], kind: Kind::Text },
        Known { meaning: Of::Day, names: &["dayused"], kind: Kind::Date },
    ];

    #[test]
    fn columns_are_found_by_meaning() {
        let names = ["Day\nused", "USER", "E-Mail", "Product name", "", "Cost center"];
        let columns = Columns::find(&names, &KNOWN, &[]);
        assert_eq!(columns.places(Of::Person).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((columns.place(Of::Product), columns.place(Of::Day)), (Some(3), Some(0)));
        assert_eq!(columns.unread().collect::<Vec<_>>(), ["Cost center"]);
        let kinds = columns.columns(&KNOWN, &[Of::Person]);
        assert_eq!(kinds[0], Column { kind: Kind::Date, presence: Presence::Sometimes });
        assert_eq!(kinds[1].presence, Presence::Sometimes);
        assert_eq!(kinds[2].presence, Presence::Always);
    }

    #[test]
    fn an_override_decides() {
        let names = ["email", "product", "Software (name)"];
        let said = ["product=Software name".parse().unwrap(), "user=nothing".parse().unwrap()];
        let columns = Columns::find(&names, &KNOWN, &said);
        assert_eq!(columns.places(Of::Product).collect::<Vec<_>>(), [2]);
        assert_eq!(columns.place(Of::Person), Some(0));
        assert_eq!(columns.unread().collect::<Vec<_>>(), ["product"]);
        let lots: Override = "lots.tokens=Menge".parse().unwrap();
        assert_eq!((lots.of, lots.meaning.as_str()), (TableOf::Lots, "tokens"));
        assert_eq!(lots.to_string(), "lots.tokens=Menge");
        for text in ["product", "=x", "product=", "lots.=x"] {
            assert!(text.parse::<Override>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_override_of_nothing_is_refused() {
        let refused = |said: &str| {
            let told = ensure_overrides("`x`", &["Menge"], &KNOWN, &[said.parse().unwrap()]);
            told.map_err(|problems| problems.to_string())
        };
        assert_eq!(refused("product=Menge"), Ok(()));
        let told = refused("lots.colour=Menge").unwrap_err();
        assert_eq!(told, "`--column lots.colour=Menge`: no column there means `colour`");
        let told = refused("day_used=Menga").unwrap_err();
        assert_eq!(told, "`--column day_used=Menga`: `x` has no column `Menga`");
    }

    #[test]
    fn doubles_are_refused() {
        let doubles = ensure_no_doubles("x.csv:1", &["E-Mail", "", "email", "", "day"]);
        let told = doubles.unwrap_err().to_string();
        assert_eq!(told, "x.csv:1: columns 1 and 3 are both called `email`");
    }
}
