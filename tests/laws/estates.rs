//! What holds for every estate: a name is somebody's, or is told; and what a check lets pass no
//! command refuses.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::render::Outcome;
use proptest::prelude::*;
use serde_json::Value;

/// Names that a rate sheet knows, that a writer meant so, and that nobody knows.
const PRODUCTS: [&str; 12] = [
    "revit",
    "AutoCAD",
    "3ds Max",
    "RVT",
    "civil-3d",
    "rendering",
    "design-automation",
    "revvit",
    "autocadd",
    "ana@x.eu",
    "Alpha",
    "Qqq",
];

/// Names that teams and people have, or might have by a typing error.
const HOLDERS: [&str; 10] = [
    "Alpha",
    "alpa",
    "Beta",
    "ana@x.eu",
    "anna@x.eu",
    "ben@x.eu",
    "zoe@other.org",
    "login",
    "default",
    "Nobody",
];

/// The table of an estate in which a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Subscription,
    Seat,
    Trial,
    Access,
    Team,
    BudgetOfHolder,
    BudgetOfProduct,
    AccessOfHolder,
}

use Kind::{
    Access, AccessOfHolder, BudgetOfHolder, BudgetOfProduct, Seat, Subscription, Team, Trial,
};

/// An estate by its names, each once in its table.
fn text(names: &[(Kind, usize)]) -> String {
    let product = |place: usize| PRODUCTS[place % PRODUCTS.len()];
    let holder = |place: usize| HOLDERS[place % HOLDERS.len()];
    let all = |wanted: &[Kind], line: &dyn Fn(Kind, usize) -> String| -> String {
        let mut lines: Vec<_> = names
            .iter()
            .filter(|(kind, _)| wanted.contains(kind))
            .map(|(kind, place)| line(*kind, *place))
            .collect();
        lines.sort();
        lines.dedup();
        lines.concat()
    };
    let mut text = "currency = \"USD\"\n".to_owned();
    for (head, kinds) in [
        ("[subscriptions]\n", &[Subscription] as &[Kind]),
        ("", &[Seat]),
        ("", &[Trial]),
        ("[teams]\n", &[Team]),
        ("[budgets]\n", &[BudgetOfHolder, BudgetOfProduct]),
        ("[access]\n", &[Access, AccessOfHolder]),
    ] {
        let lines = all(kinds, &|kind, place| match kind {
            Subscription => format!("\"{}\" = 2000\n", product(place)),
            Seat => format!("[[seat]]\nuser = \"ana@x.eu\"\nproduct = \"{}\"\n", product(place)),
            Trial => format!(
                "[[trial]]\nuser = \"ben@x.eu\"\nproduct = \"{}\"\nfrom = 2026-01-01\n\
                 until = 2026-04-01\n",
                product(place)
            ),
            Team => format!("\"{}\" = [\"p{place}@x.eu\"]\n", holder(place)),
            BudgetOfHolder => format!("\"{}\" = 100\n", holder(place)),
            BudgetOfProduct => format!("\"{}\" = 100\n", product(place)),
            Access => format!("\"a{place}@x.eu\" = [\"{}\"]\n", product(place)),
            AccessOfHolder => format!("\"{}\" = [\"revit\"]\n", holder(place)),
        });
        write!(text, "{head}{lines}").expect("written");
    }
    text
}

/// What a command line says: its outcome and its output, or why there is none.
fn run(folder: &Path, line: &str) -> Result<(Outcome, String), String> {
    let word = |word: &str| match word.strip_prefix('@') {
        Some(name) => folder.join(name).display().to_string(),
        None => word.to_owned(),
    };
    let words = ["flexcalc".to_owned()].into_iter().chain(line.split(' ').map(word));
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    let today = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date");
    match flexcalc::run(&cli, today, &|_| {}) {
        Ok(output) => Ok((output.outcome, output.stdout)),
        Err(error) => Err(flexcalc::render::error_text(&error)),
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Subscription,
        Seat,
        Trial,
        Access,
        Team,
        BudgetOfHolder,
        BudgetOfProduct,
        AccessOfHolder,
    ])
}

/// The commands that read an estate and usage.
const COMMANDS: [&str; 6] = [
    "charge @log.csv --estate @estate.toml",
    "plan --usage @log.csv --estate @estate.toml",
    "cost --usage @log.csv --estate @estate.toml",
    "pool-size --usage @log.csv --estate @estate.toml",
    "balance --usage @log.csv --estate @estate.toml --lots @lots.csv --as-of 2026-03-31",
    "chargeback --usage @log.csv --estate @estate.toml --lots @lots.csv",
];

proptest! {
    /// What `rates check` finds no fault in, no command refuses for its names; what it warns of,
    /// only usage can tell, and nothing else is refused; and what it calls an error, a command that
    /// needs the name refuses.
    #[test]
    fn a_name_is_somebodys_or_is_told(
        names in prop::collection::vec((kinds(), 0..12_usize), 0..8)
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        write("estate.toml", &text(&names));
        write("lots.csv", "id,bought,tokens,price\nL,2026-01-01,1000,3.00\n");
        let log = "user,product,opened,closed\n\
                   ana@x.eu,Revit,2026-03-02T08:00Z,2026-03-02T12:00Z\n\
                   ben@x.eu,AutoCAD,2026-03-02T08:00Z,2026-03-02T12:00Z\n\
                   login,Maya,2026-03-02T08:00Z,2026-03-02T12:00Z\n";
        write("log.csv", log);
        let (outcome, json) =
            run(folder.path(), "rates check @estate.toml -f json").expect("a check");
        let found: Value = serde_json::from_str(&json).expect("JSON");
        let problems = found["result"]["problems"].as_array().expect("problems").clone();
        let of = |codes: &[&str]| {
            let is_one = |problem: &&Value| codes.contains(&problem["code"].as_str().unwrap_or(""));
            problems.iter().filter(is_one).count()
        };
        let errors = problems.iter().filter(|problem| problem["severity"] == "error").count();
        prop_assert_eq!(outcome == Outcome::Found, errors > 0);
        let open = of(&["perhaps-nobody", "only-usage-tells"]);
        for line in COMMANDS {
            let answer = run(folder.path(), line);
            if errors == 0 && open == 0 {
                prop_assert!(answer.is_ok(), "{}: {:?}", line, answer);
            } else if errors == 0 {
                // A budget may turn out to be nobody's; nothing else may be refused.
                let is_of_budget = |line: &str| {
                    line.contains("budget of `") || !line.contains("error: ")
                        || line.contains("problems")
                };
                let refused = answer.err().unwrap_or_default();
                prop_assert!(refused.lines().all(is_of_budget), "{}: {}", line, refused);
            } else if of(&["unknown-product", "duplicate-name"]) > 0 {
                prop_assert!(answer.is_err(), "{}", line);
            }
        }
        // Each name that is nobody's, whatever it is for, is told where it stands.
        let is_told = |name: &str| {
            let name = format!("`{}`", name.to_lowercase());
            problems.iter().any(|problem| {
                problem["message"].as_str().unwrap_or("").to_lowercase().contains(&name)
            })
        };
        let has_teams = |name: &str| {
            let of_teams = names.iter().filter(|(kind, _)| *kind == Team);
            of_teams.clone().any(|(_, place)| {
                HOLDERS[place % HOLDERS.len()].eq_ignore_ascii_case(name)
            })
        };
        for (kind, place) in &names {
            let name = PRODUCTS[place % PRODUCTS.len()];
            match kind {
                Subscription | Seat | Trial | Access if *place > 6 => prop_assert!(is_told(name)),
                Subscription | Seat if (5..=6).contains(place) => prop_assert!(is_told(name)),
                BudgetOfProduct if *place > 10 => prop_assert!(is_told(name)),
                BudgetOfHolder if *place == 9 && !has_teams("Nobody") => {
                    prop_assert!(is_told("Nobody") || names.contains(&(AccessOfHolder, *place)));
                }
                _ => {}
            }
        }
    }
}
