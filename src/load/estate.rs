//! An estate from TOML: the customer's side of the sum. README, "Your estate", says what may be in
//! it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::rate_sheet::{currency, tiers};
use super::toml_table::{self, Table};
use crate::model::{
    Access, Budget, Code, Estate, EstateTokens, Limit, Limits, Lot, LotKind, Named, Per, Percent,
    Problem, Problems, Seat, Statement, Team, Thresholds, TokenPrice, Tokens, normalise, person,
};

/// The key of `[access]` that is nobody's name.
const DEFAULT: &str = "default";

/// Reads an estate; `file` is named in its problems.
pub(super) fn parse(file: &str, text: &str) -> Result<Estate, Problems> {
    let (estate, problems) = toml_table::read(file, text, estate);
    Problems::check(problems)?;
    // What is missing has been noted; should something not, that is still no reason to go on
    // without it.
    estate.ok_or_else(|| Problem::new(format!("`{file}` cannot be understood")).into())
}

/// The estate that can be read from the table of a whole file.
pub(super) fn estate(root: &Table) -> Option<Estate> {
    let currency = currency(root);
    let teams = teams(root);
    let estate = Estate {
        token: root.optional_table("token", tokens),
        subscriptions: section(root, "subscriptions", normalise, |table, name, place| {
            Some((Named { name: name.to_owned(), place: table.place(place) }, table.amount(name)?))
        }),
        seats: root.list("seat", seat),
        trials: root.list("trial", seat),
        budgets: budgets(root, &teams),
        lots: lots(root, &teams),
        statements: root.list("statement", |table| {
            let (on, left, team) =
                (table.date("on"), table.amount("left"), team_named(table, &teams));
            Some(Statement { on: on?, left: left?, team: team? })
        }),
        thresholds: root.optional_table("signals", thresholds).unwrap_or_default(),
        teams,
        access: section(root, "access", person, |table, name, _| {
            let products = table.texts(name).into_iter();
            let products =
                products.map(|(name, span)| Named { name, place: table.place(span) }).collect();
            let person = person(name);
            Some(Access { person: (person != DEFAULT).then_some(person), products })
        }),
        ..Estate::empty("")
    };
    Some(Estate { currency: currency?, ..estate })
}

fn tokens(table: &Table) -> Option<EstateTokens> {
    let (price, tiers) = (table.optional_amount("price", Limits::PRICE), tiers(table));
    match (table.has("price"), table.lacks("tier")) {
        (true, true) => price.map(EstateTokens::Price),
        (false, false) => tiers.map(EstateTokens::Tiers),
        (true, false) => {
            let message = "`price` and `[[token.tier]]` must not stand together";
            table.problem(table.span_of("price"), Code::DuplicateKey, message);
            None
        }
        (false, true) => {
            table.problem(table.span(), Code::MissingKey, "`price` or `[[token.tier]]` is missing");
            None
        }
    }
}

fn seat(table: &Table) -> Option<Seat> {
    let (user, product) = (table.text("user"), table.text("product"));
    let (from, until) = (table.optional_date("from"), table.optional_date("until"));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let message = format!("`until` must be after `from`, {from}, found {until}");
        table.problem(table.span_of("until"), Code::OutOfRange, message);
    }
    let product = Named { name: product?, place: table.place_of("product") };
    Some(Seat { user: person(&user?), product, from, until })
}

/// The teams; nobody may be in two, nor twice in one, or tokens would count twice.
fn teams(root: &Table) -> Vec<Team> {
    let members = RefCell::new(BTreeMap::new());
    section(root, "teams", person, |table, team, _| {
        let mut members = members.borrow_mut();
        let people = table.texts(team).into_iter().filter_map(|(name, place)| {
            let name = person(&name);
            let Some((other, first)) = members.get(&name) else {
                members.insert(name.clone(), (team, place));
                return Some(name);
            };
            let line = table.line(first);
            let message = if *other == team {
                format!("`{name}` is in team `{team}` twice, first on line {line}")
            } else {
                format!("`{name}` is in team `{team}` and, on line {line}, in team `{other}`")
            };
            table.problem(place, Code::DuplicateName, message);
            table.hint("name a person once, in one team");
            None
        });
        Some(Team { name: team.to_owned(), people: people.collect() })
    })
}

/// The lots; each has a name of its own.
fn lots(root: &Table, teams: &[Team]) -> Vec<Lot> {
    let taken = RefCell::new(BTreeMap::new());
    root.list("lot", |table| {
        let (id, bought, expires) =
            (table.text("id"), table.date("bought"), table.optional_date("expires"));
        let tokens: Option<Tokens> = table.amount_within("tokens", Limits::LOT);
        let price: Option<TokenPrice> = table.amount_within("price", Limits::LOT_PRICE);
        let (kind, team) =
            (table.word("kind", &LotKind::WORDS, LotKind::Tokens), team_named(table, teams));
        if let (Some(bought), Some(expires)) = (bought, expires)
            && expires <= bought
        {
            let message = format!("`expires` must be after `bought`, {bought}, found {expires}");
            table.problem(table.span_of("expires"), Code::OutOfRange, message);
        }
        if let Some(id) = &id
            && let Some(line) =
                taken.borrow_mut().insert(id.clone(), table.line(&table.span_of("id")))
        {
            table.problem(
                table.span_of("id"),
                Code::DuplicateName,
                format!("lot `{id}` is on line {line} too"),
            );
            table.hint("give each lot an id of its own");
        }
        let place = Some(table.place_of("id"));
        Some(Lot {
            id: id?,
            bought: bought?,
            expires,
            tokens: tokens?,
            price: price?,
            kind: kind?,
            team: team?,
            place,
        })
    })
}

/// The team that `team` names, as `[teams]` writes it; `None` inside where there is none.
#[expect(clippy::option_option, reason = "a team that is wrong is not one that is not there")]
fn team_named(table: &Table, teams: &[Team]) -> Option<Option<String>> {
    let Some(name) = table.optional_text("team") else { return Some(None) };
    let known = teams.iter().find(|team| person(&team.name) == person(&name));
    if known.is_none() {
        table.problem(
            table.span_of("team"),
            Code::OutOfRange,
            format!("`[teams]` has no team `{name}`"),
        );
        table.hint_nearest(&name, teams.iter().map(|team| team.name.as_str()));
    }
    known.map(|team| Some(team.name.clone()))
}

/// From when on something is worth a signal.
#[expect(clippy::unnecessary_wraps, reason = "an optional table is read by what may find nothing")]
fn thresholds(table: &Table) -> Option<Thresholds> {
    let percent = |key| table.optional_amount(key, Limits::SHARE).map(Percent::new);
    let days = |key| {
        let days: Option<crate::model::Exact> = table.optional_amount(key, Limits::TERM_DAYS);
        days.and_then(|days| days.to_u64()).and_then(|days| u32::try_from(days).ok())
    };
    Some(Thresholds {
        low: percent("low_percent"),
        expiring_days: days("expiring_days"),
        idle: percent("idle_percent"),
        idle_days: days("idle_days"),
    })
}

/// A budget that says of what and for how long: `{ cost = 500, per = "month" }`.
fn budget(table: &Table) -> Option<(Limit, Per)> {
    let per = table.word("per", &[("year", Per::Year), ("month", Per::Month)], Per::Year);
    let tokens = table.optional_amount("tokens", Limits::TOKENS).map(Limit::Tokens);
    let cost = table.optional_amount("cost", Limits::PRICE).map(Limit::Cost);
    if table.has("tokens") == table.has("cost") {
        let message = "a budget must have either `tokens` or `cost`";
        table.problem(table.span(), Code::MissingKey, message);
    }
    Some((tokens.or(cost)?, per?))
}

/// The budgets. A budget of no team is a person's or a product's.
fn budgets(root: &Table, teams: &[Team]) -> Vec<Budget> {
    let teams: BTreeMap<_, _> = teams.iter().map(|team| (person(&team.name), &team.name)).collect();
    section(root, "budgets", person, |table, name, _| {
        let (limit, per) = if table.is_table(name) {
            table.optional_table(name, budget)?
        } else {
            (Limit::Tokens(table.amount(name)?), Per::Year)
        };
        let name = person(name);
        Some(Budget { name: teams.get(&name).map_or(name, |team| (*team).clone()), limit, per })
    })
}

/// The entries of a table whose keys are names. Names that `same` makes equal are one, and may
/// stand there once.
fn section<'d, 't, T>(
    root: &Table<'d, 't>,
    key: &'static str,
    same: fn(&str) -> String,
    make: impl Fn(&Table<'d, 't>, &'d str, Range<usize>) -> Option<T>,
) -> Vec<T> {
    let taken = RefCell::new(BTreeMap::new());
    root.section(key, |table, name, place| {
        let letters = same(name);
        if letters.is_empty() {
            table.problem(
                place,
                Code::OutOfRange,
                format!("the name `{name}` must have a letter or a digit"),
            );
            return None;
        }
        if let Some((other, first)) = taken.borrow().get(&letters) {
            let line = table.line(first);
            let message = format!("`{name}` is the same name as `{other}` on line {line}");
            table.problem(place, Code::DuplicateName, message);
            table.hint("let the name stand once");
            return None;
        }
        taken.borrow_mut().insert(letters, (name, place.clone()));
        make(table, name, place)
    })
}

/// Whether the text is meant as an estate: it has something that only an estate has, and nothing
/// that only a sheet has.
pub(super) fn is_estate(text: &str) -> bool {
    let (root, _) = toml::de::DeTable::parse_recoverable(text);
    let has = |key: &&str| root.get_ref().contains_key(*key);
    let token = root.get_ref().get("token").and_then(|token| token.get_ref().as_table());
    let of_estate = [
        "seat",
        "trial",
        "subscriptions",
        "teams",
        "budgets",
        "access",
        "lot",
        "statement",
        "signals",
    ]
    .iter()
    .any(has);
    let of_sheet =
        ["effective", "products", "results", "collections", "name", "title"].iter().any(has);
    !of_sheet && (of_estate || token.is_some_and(|token| token.contains_key("price")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    fn example() -> Estate {
        parse("estate.toml", include_str!("../../examples/estate.toml")).unwrap()
    }

    /// What is wrong with a text that has a currency.
    fn problems(text: &str) -> String {
        parse("e", &format!("currency = \"USD\"\n{text}")).unwrap_err().to_string()
    }

    #[test]
    fn an_estate_says_what_its_file_says() {
        let estate = example();
        assert_eq!(estate.currency, "USD");
        assert_eq!(estate.token, Some(EstateTokens::Price("2.70".parse().unwrap())));
        let priced: Vec<_> = estate
            .subscriptions
            .iter()
            .map(|(named, price)| (named.name.as_str(), price))
            .collect();
        assert_eq!(
            priced,
            [("revit", &Money::from(2400)), ("AutoCAD", &"1980.50".parse().unwrap())]
        );
        assert_eq!((estate.seats.len(), estate.trials.len(), estate.teams.len()), (2, 1, 2));
        assert_eq!(estate.seats[0].product.name, "revit");
        assert_eq!((estate.seats[0].from, estate.seats[0].until), (None, None));
        assert_eq!(estate.seats[1].until, Some("2027-01-01".parse().unwrap()));
        assert_eq!(estate.team_of("dan@example.com"), Some("Visualisation"));
        assert_eq!(
            estate.budgets[1],
            Budget {
                name: "Visualisation".into(),
                limit: Limit::Tokens("1250.5".parse().unwrap()),
                per: Per::Year
            }
        );
        let access: Vec<_> = estate
            .access
            .iter()
            .map(|access| (access.person.as_deref(), access.products.len()))
            .collect();
        assert_eq!(
            access,
            [(None, 2), (Some("carla@example.com"), 3), (Some("dan@example.com"), 1)]
        );
    }

    #[test]
    fn every_name_has_its_place() {
        let text = include_str!("../../examples/estate.toml");
        let estate = example();
        for Named { name, place } in estate.names() {
            assert_eq!(text[place.span.clone()].trim_matches('"'), name);
            assert!(text.lines().nth(place.line - 1).is_some_and(|line| line.contains(name)));
        }
        assert_eq!(estate.names().count(), 2 + 2 + 1 + 6);
    }

    #[test]
    fn only_the_currency_is_required() {
        let estate = parse("e", "currency = \"EUR\"").unwrap();
        assert!(
            estate.token.is_none() && estate.teams.is_empty() && estate.names().next().is_none()
        );
        assert_eq!(
            parse("e", "teams = {}").unwrap_err().to_string(),
            "e:1:1: `currency` is missing"
        );
    }

    #[test]
    fn tiers_are_those_of_a_sheet() {
        let estate = parse(
            "e",
            "currency = \"USD\"\n[[token.tier]]\nfrom = 5000\nprice = 2.85\n\
             [[token.tier]]\nfrom = 9000",
        );
        let Some(EstateTokens::Tiers(tiers)) = estate.unwrap().token else { panic!("no tiers") };
        let [first, second] = tiers.as_slice() else { panic!("not two tiers") };
        assert_eq!((&first.from, &second.from), (&Tokens::from(5000), &Tokens::from(9000)));
        assert_eq!((first.price.is_some(), second.price.is_some()), (true, false));
    }

    #[test]
    fn a_token_has_one_price_or_tiers() {
        let both = problems("[token]\nprice = 2.7\ntier = [{ from = 1, price = 2 }]");
        assert_eq!(both, "e:3:9: `[token]`: `price` and `[[token.tier]]` must not stand together");
        assert_eq!(problems("[token]"), "e:2:1: `[token]`: `price` or `[[token.tier]]` is missing");
    }

    #[test]
    fn a_seat_ends_after_it_begins() {
        let seat = "[[seat]]\nuser = \"ana\"\nproduct = \"revit\"\nfrom = 2026-01-01\nuntil = ";
        // one below, at, one above
        for day in ["2025-12-31", "2026-01-01"] {
            let message =
                format!("e:6:9: `seat` 1: `until` must be after `from`, 2026-01-01, found {day}");
            assert_eq!(problems(&format!("{seat}{day}")), message);
        }
        assert!(parse("e", &format!("currency = \"USD\"\n{seat}2026-01-02")).is_ok());
    }

    #[test]
    fn people_are_one_however_they_are_written() {
        let twice = problems("[teams]\nB = [\"Eva \"]\nA = [\"Ana\", \"eva\", \"ANA\"]");
        let [two_teams, same_team] = [
            "e:4:13: `[teams]`: `eva` is in team `A` and, on line 3, in team `B`",
            "e:4:20: `[teams]`: `ana` is in team `A` twice, first on line 4",
        ];
        assert_eq!(twice, format!("{two_teams}\n{same_team}"));
        let budget = problems("[budgets]\n\"Ana\" = 1\nana = 2");
        assert_eq!(budget, "e:4:1: `[budgets]`: `ana` is the same name as `Ana` on line 3");
    }

    #[test]
    fn a_budget_is_the_teams_before_it_is_a_persons() {
        let text =
            "currency = \"USD\"\n[budgets]\nstructures = 0\nANA = 2.5\n[teams]\nStructures = []";
        let budgets = parse("e", text).unwrap().budgets;
        let names: Vec<_> = budgets.iter().map(|budget| budget.name.as_str()).collect();
        assert_eq!(names, ["Structures", "ana"]);
    }

    #[test]
    fn a_lot_has_an_id_of_its_own_and_a_team_that_exists() {
        let lot = "[[lot]]\nid = \"A\"\nbought = 2026-01-01\ntokens = 100\nprice = 0\n";
        let estate =
            parse("e", &format!("currency = \"USD\"\n{lot}expires = 2026-01-02\n")).unwrap();
        assert_eq!(estate.lots[0].expires(365), "2026-01-02".parse().unwrap());
        assert_eq!(estate.lots[0].price, TokenPrice::zero());
        let twice = problems(&format!(
            "[teams]\nDesign = []\n{lot}{lot}expires = 2026-01-01\nteam = \"Desing\""
        ));
        assert_eq!(
            twice,
            "e:10:6: `lot` 2: lot `A` is on line 5 too\n\
             e:14:11: `lot` 2: `expires` must be after `bought`, 2026-01-01, found 2026-01-01\n\
             e:15:8: `lot` 2: `[teams]` has no team `Desing`"
        );
    }

    #[test]
    fn a_budget_may_be_money_and_for_a_month() {
        let text = "currency = \"USD\"\n[budgets]\nrevit = { cost = 500, per = \"month\" }";
        let budget = &parse("e", text).unwrap().budgets[0];
        assert_eq!((&budget.limit, budget.per), (&Limit::Cost(500.into()), Per::Month));
        let both = problems("[budgets]\nrevit = { cost = 500, tokens = 3 }");
        assert_eq!(both, "e:3:9: `[revit]`: a budget must have either `tokens` or `cost`");
    }

    /// Looking each key up among all others would take minutes.
    #[test]
    fn many_people_are_read_at_once() {
        let budgets: String =
            (0..100_000).map(|n| format!("p{n} = 1\n")).collect::<Vec<_>>().concat();
        assert_eq!(
            parse("e", &format!("currency = \"USD\"\n[budgets]\n{budgets}")).unwrap().budgets.len(),
            100_000
        );
    }
}
