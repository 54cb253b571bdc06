//! Which column means what: columns go by their meaning, since three generations of names are in
//! use at once (FORMATS).

use super::UsageFormat;
use crate::model::{Problem, Problems, normalise};

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
    /// What means something in one format only, which has its names; as messages call it.
    Own(&'static str),
}

/// The names of each column as `normalise` leaves them, the best first.
const NAMES: [(Role, &[&str]); 20] = [
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
        ],
    ),
    (Role::FirstName, &["firstname"]),
    (Role::LastName, &["lastname"]),
    (Role::Product, &["product", "productname", "application", "offeringname", "offering"]),
    (
        Role::Opened,
        &[
            "opened",
            "openedat",
            "start",
            "starttime",
            "startedat",
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
            "logout",
            "logouttime",
            "checkin",
            "checkintime",
        ],
    ),
    (Role::Day, &["dayused", "usagedate", "date", "day"]),
    (Role::Tokens, &["tokensused", "tokens", "tokensconsumed"]),
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
];

impl Role {
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

/// The role of each column that has one, the best column of a role first.
pub(super) fn roles_of(columns: &[String]) -> Vec<(Role, usize)> {
    let normal: Vec<_> = columns.iter().map(|column| normalise(column)).collect();
    let mut roles = Vec::new();
    let own = UsageFormat::ALL.iter().flat_map(|format| format.own_columns());
    for (role, names) in NAMES.iter().chain(own) {
        let role = *role;
        for name in *names {
            roles
                .extend(normal.iter().position(|column| column == name).map(|place| (role, place)));
        }
    }
    roles
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
        let roles = roles_of(&columns(&["User ID", "E-mail", "notes", "Token Pool"]));
        assert_eq!(roles, [(Role::Person, 1), (Role::Person, 0), (Role::Own("tokenPool"), 3)]);
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
