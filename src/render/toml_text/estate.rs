//! An estate as the file that people edit, with an example of whatever it has not.

use chrono::NaiveDate;

use super::{Lines, key, list, quoted};

/// The schema by the name under which it is looked for, beside the estate.
const SCHEMA: &str = "estate.schema.json";

/// More people than this stand below each other.
const MOST_ON_A_LINE: usize = 3;

const TOKEN: &str = "\
[token]                           # what a token was agreed to cost
price = 2.70                      # or [[token.tier]] with `from` and `price`, as in a rate sheet";

const SUBSCRIPTIONS: &str = "\
revit = 2400                      # a year, for one person, by product or collection";

const SEAT: &str = "\
[[seat]]                          # a subscription that someone holds: no tokens are charged
user = \"ana@example.com\"
product = \"revit\"                 # or a collection; without days: ever since, and from now on
from = 2026-01-01
until = 2027-01-01                # the first day without it";

const TRIAL: &str = "\
[[trial]]                         # free while it runs
user = \"carla@example.com\"
product = \"inventor\"
from = 2026-03-02
until = 2026-04-01";

const TEAMS: &str = "\
Structures = [\"ana@example.com\", \"ben@example.com\"]     # nobody is in two";

const BUDGETS: &str = "\
Structures = 4000                 # tokens a year, of a team, a person or a product
\"dan@example.com\" = { cost = 500, per = \"month\" }";

const ACCESS: &str = "\
[access]                          # what people may open on Flex
default = [\"autocad\", \"revit\"]    # everyone who has no line of their own
\"carla@example.com\" = [\"maya\"]";

const LOT: &str = "\
[[lot]]                           # tokens bought together
id = \"PO-114\"
bought = 2026-04-01
tokens = 100
price = 3.00                      # expires after a year, unless `expires` says otherwise";

const STATEMENT: &str = "\
[[statement]]                     # what the portal showed as left: `balance` must agree
on = 2026-06-30
left = 58";

const SIGNALS: &str = "\
[signals]                         # from when on `balance` raises a signal; these are the defaults
low_percent = 20
expiring_days = 90
idle_percent = 30
idle_days = 90";

/// A seat in an estate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TomlSeat {
    /// Who.
    pub user: String,
    /// What.
    pub product: String,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day without it.
    pub until: Option<NaiveDate>,
}

/// A team in an estate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlTeam {
    /// What it is called.
    pub name: String,
    /// Who is in it.
    pub people: Vec<String>,
}

/// An estate, and what is said in it beside its entries.
#[derive(Clone, Debug, Default)]
pub struct EstateToml {
    /// What the file is, as comments on top.
    pub head: Vec<String>,
    /// The currency of every price.
    pub currency: String,
    /// Where the seats come from, in words.
    pub seats_from: String,
    /// Who holds what.
    pub seats: Vec<TomlSeat>,
    /// Seats that are comments, and why.
    pub spare_seats: Vec<(String, TomlSeat)>,
    /// Where the teams come from, in words.
    pub teams_from: String,
    /// Who belongs together.
    pub teams: Vec<TomlTeam>,
    /// What is to be said of people in no team.
    pub of_teams: Vec<String>,
}

impl EstateToml {
    /// The file.
    pub fn text(&self) -> String {
        let mut lines = Lines::headed(SCHEMA, &self.head);
        lines.line("");
        lines.text("currency", &self.currency);
        example(&mut lines, TOKEN);
        lines.table("[subscriptions]");
        lines.blanks(SUBSCRIPTIONS.lines());
        self.seats(&mut lines);
        example(&mut lines, TRIAL);
        self.teams(&mut lines);
        lines.table("[budgets]");
        lines.blanks(BUDGETS.lines());
        for text in [ACCESS, LOT, STATEMENT, SIGNALS] {
            example(&mut lines, text);
        }
        lines.0
    }

    fn seats(&self, lines: &mut Lines) {
        if self.seats.is_empty() && self.spare_seats.is_empty() {
            return example(lines, SEAT);
        }
        lines.line("");
        lines.comments(std::slice::from_ref(&self.seats_from));
        for seat in &self.seats {
            lines.table("[[seat]]");
            for line in seat_lines(seat) {
                lines.line(line);
            }
        }
        for (why, seat) in &self.spare_seats {
            lines.line("");
            lines.comments(std::slice::from_ref(why));
            lines.blanks(["[[seat]]"]);
            lines.blanks(seat_lines(seat).iter().map(String::as_str));
        }
    }

    fn teams(&self, lines: &mut Lines) {
        lines.table("[teams]");
        if self.teams.is_empty() {
            lines.blanks(TEAMS.lines());
        } else {
            lines.comments(std::slice::from_ref(&self.teams_from));
        }
        for TomlTeam { name, people } in &self.teams {
            if people.len() <= MOST_ON_A_LINE {
                lines.line(format_args!("{} = {}", key(name), list(people)));
                continue;
            }
            lines.line(format_args!("{} = [", key(name)));
            for person in people {
                lines.line(format_args!("    {},", quoted(person)));
            }
            lines.line("]");
        }
        lines.comments(&self.of_teams);
    }
}

fn seat_lines(seat: &TomlSeat) -> Vec<String> {
    let day = |name: &str, day: Option<NaiveDate>| day.map(|day| format!("{name} = {day}"));
    let user = format!("user = {}", quoted(&seat.user));
    let product = format!("product = {}", quoted(&seat.product));
    let days = [day("from", seat.from), day("until", seat.until)];
    [user, product].into_iter().chain(days.into_iter().flatten()).collect()
}

/// A section that counts once the signs before its lines are deleted.
fn example(lines: &mut Lines, text: &str) {
    lines.line("");
    lines.blanks(text.lines());
}
