//! Which column means what: columns go by their meaning, since three generations of names are in
//! use at once (FORMATS).

use super::UsageFormat;
use crate::load::table::{Kind, Override, TableOf};
use crate::model::{Problem, Problems, nearest, normalise};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Person,
    FirstName,
    LastName,
    Product,
    Opened,
    Closed,
    Day,
    Tokens,
    Access,
    Team,
    Group,
    Project,
    Version,
    Feature,
    Machine,
    MonthlyAverage,
    LastAccessed,
    SeatAssignment,
    AssignedOn,
    UnassignedOn,
    Offset,
    Currency,
    /// What means something in one format only, which has its names; as messages call it.
    Own(&'static str),
}

/// The names of each column as `normalise` leaves them, the best first.
const NAMES: [(Role, &[&str]); 22] = [
    (
        Role::Person,
        &[
            "email",
            "emailaddress",
            "useremail",
            "user",
            "person",
            "username",
            "userid",
            "hashedautodeskid",
            "hasheduserid",
            "autodeskid",
            "fullname",
            "emailadresse",
            "benutzer",
            "benutzername",
            "benutzerid",
        ],
    ),
    (Role::Offset, &["licenseservertimezoneoffset", "timezoneoffset", "utcoffset"]),
    (Role::FirstName, &["firstname"]),
    (Role::LastName, &["lastname"]),
    (
        Role::Product,
        &["product", "productname", "application", "offeringname", "offering", "produkt"],
    ),
    (
        Role::Opened,
        &[
            "opened",
            "openedat",
            "start",
            "starttime",
            "startedat",
            "sessionstartdate",
            "sessionstart",
            "login",
            "logintime",
            "checkout",
            "checkouttime",
        ],
    ),
    (
        Role::Closed,
        &[
            "closed",
            "closedat",
            "end",
            "endtime",
            "endedat",
            "sessionenddate",
            "sessionend",
            "logout",
            "logouttime",
            "checkin",
            "checkintime",
        ],
    ),
    (Role::Day, &["dayused", "usagedate", "date", "day", "nutzungstag", "tag", "datum"]),
    (
        Role::Tokens,
        &["tokensused", "tokens", "tokensconsumed", "totaltokens", "totaltokensused", "tokenusage"],
    ),
    (Role::Access, &["accessoption", "accessmethod"]),
    (Role::Team, &["team", "teamalias", "teamname"]),
    (Role::Group, &["group", "groupname"]),
    (Role::Project, &["project", "projectname"]),
    (Role::Version, &["version", "productversion"]),
    (Role::Feature, &["feature", "featurename", "childproductname"]),
    (Role::Machine, &["machine", "machinename", "hostname", "computer", "device"]),
    (Role::MonthlyAverage, &["monthlyaverage"]),
    (Role::LastAccessed, &["lastaccessed"]),
    (Role::SeatAssignment, &["seatassignment"]),
    (Role::AssignedOn, &["assigneddate"]),
    (Role::UnassignedOn, &["unassigneddate"]),
    (Role::Currency, &["currency"]),
];

impl Role {
    /// What its cells are read as.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Opened | Self::Closed => Kind::Moment,
            Self::Day | Self::LastAccessed | Self::AssignedOn | Self::UnassignedOn => Kind::Date,
            Self::Tokens | Self::MonthlyAverage | Self::Own("days_used" | "price") => Kind::Number,
            _ => Kind::Text,
        }
    }

    /// How messages call the column, which a format may lack.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "user or email",
            Self::Product => "product",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Day => "day_used",
            Self::Tokens => "tokens",
            Self::Own(word) => word,
            // No format needs one of the others.
            _ => "",
        }
    }
}

/// What tools write before or around the name of a field.
const BEFORE: [&str; 7] =
    ["metrics", "metric", "dimensions", "dimension", "fields", "attributes", "sum"];

/// The name of a column as `normalise` leaves it, without what tools write around it:
/// `metrics.totalTokens` and `sum(tokens)`.
pub(super) fn bare_name(column: &str) -> String {
    let parted = column.trim_end_matches(')').split_once(['.', ':', '(', '/']);
    let field = parted.filter(|(before, _)| BEFORE.contains(&normalise(before).as_str()));
    normalise(field.map_or(column, |(_, field)| field))
}

/// The role of each column that has one, the best column of a role first.
///
/// A column that an override names has its meaning and no other, and the meaning no other column.
pub(super) fn roles_of(columns: &[String], overrides: &[Override]) -> Vec<(Role, usize)> {
    let normal: Vec<_> = columns.iter().map(|column| bare_name(column)).collect();
    let place_of = |name: &str| normal.iter().position(|column| column == name);
    let said = overrides
        .iter()
        .filter(|one| one.of == TableOf::Usage)
        .filter_map(|one| Some((role_called(&one.meaning)?, place_of(&bare_name(&one.column))?)));
    let mut roles: Vec<_> = said.collect();
    let said = roles.clone();
    for (role, names) in every_role().filter(|(role, _)| said.iter().all(|(of, _)| of != role)) {
        let places = names.iter().filter_map(|name| place_of(name));
        let free = places.filter(|place| said.iter().all(|(_, taken)| taken != place));
        roles.extend(free.map(|place| (role, place)));
    }
    roles
}

/// Every meaning with the names of its columns.
fn every_role() -> impl Iterator<Item = (Role, &'static [&'static str])> {
    let own = UsageFormat::ALL.iter().flat_map(|format| format.own_columns());
    NAMES.iter().chain(own).map(|(role, names)| (*role, *names))
}

/// The meaning that a word stands for: any name of its columns.
fn role_called(word: &str) -> Option<Role> {
    let word = normalise(word);
    let is_meant = |(_, names): &(Role, &[&str])| names.contains(&word.as_str());
    every_role().find(is_meant).map(|(role, _)| role)
}

/// That each override names a meaning, and a column of the file.
pub(super) fn ensure_overrides(
    table: &str,
    columns: &[String],
    overrides: &[Override],
) -> Result<(), Problem> {
    let of_usage = overrides.iter().filter(|said| said.of == TableOf::Usage);
    for Override { meaning, column, .. } in of_usage {
        let option = format!("`--column {meaning}={column}`");
        if role_called(meaning).is_none() {
            let known = every_role().filter_map(|(_, names)| names.first().copied());
            let hint = format!("a column may mean {}", known.collect::<Vec<_>>().join(", "));
            return Err(
                Problem::new(format!("{option}: no column of usage means `{meaning}`")).hint(hint)
            );
        }
        let wanted = normalise(column);
        if columns.iter().all(|known| normalise(known) != wanted) {
            let problem = Problem::new(format!("{option}: {table} has no column `{column}`"));
            return Err(problem.nearest(&nearest(column, columns.iter().map(String::as_str))));
        }
    }
    Ok(())
}

/// That no two columns have one name; `place` is where they stand.
pub(super) fn ensure_no_doubles(place: &str, columns: &[String]) -> Result<(), Problems> {
    let normal: Vec<_> = columns.iter().map(|column| normalise(column)).collect();
    let mut problems = Vec::new();
    for (second, column) in normal.iter().enumerate().filter(|(_, column)| !column.is_empty()) {
        if let Some(first) = normal.iter().take(second).position(|before| before == column) {
            let (head, first, second) =
                (columns.get(second).map_or("", String::as_str), first + 1, second + 1);
            problems.push(Problem::new(format!(
                "{place}: columns {first} and {second} are both called `{head}`"
            )));
        }
    }
    Problems::check(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_best_column_of_a_role_comes_first() {
        let roles = roles_of(&columns(&["User ID", "E-mail", "notes", "Token Pool"]), &[]);
        assert_eq!(roles, [(Role::Person, 1), (Role::Person, 0), (Role::Own("tokenPool"), 3)]);
    }

    #[test]
    fn what_tools_write_around_a_name_is_no_part_of_it() {
        for (column, name) in [
            ("metrics.totalTokens", "totaltokens"),
            ("Metric: Total Unique Days", "totaluniquedays"),
            ("SUM(tokens)", "tokens"),
            ("dimensions/productName", "productname"),
            ("Tokens (used)", "tokensused"),
            ("summary.tokens", "summarytokens"),
        ] {
            assert_eq!(bare_name(column), name);
        }
    }

    #[test]
    fn no_two_columns_have_one_name() {
        assert!(ensure_no_doubles("x:1", &columns(&["a", "", "b", ""])).is_ok());
        let problem = ensure_no_doubles("x:1", &columns(&["Day used", "b", "day_used"]));
        assert_eq!(
            problem.unwrap_err().to_string(),
            "x:1: columns 1 and 3 are both called `day_used`"
        );
    }
}
