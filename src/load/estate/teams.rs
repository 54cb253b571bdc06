//! Who belongs together, and how much they may use.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::names::section;
use crate::load::toml_table::Table;
use crate::model::{Budget, Code, Limit, Limits, Per, Team, person};

/// The teams; nobody may be in two, nor twice in one, or tokens would count twice.
pub(super) fn teams(root: &Table) -> Vec<Team> {
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

/// The names of teams, by the letters in which any spelling of them is one.
pub(super) type TeamNames = BTreeMap<String, String>;

/// The names of `teams`.
pub(super) fn names_of(teams: &[Team]) -> TeamNames {
    teams.iter().map(|team| (person(&team.name), team.name.clone())).collect()
}

/// The team that `team` names, as `[teams]` writes it; `None` inside where there is none.
#[expect(clippy::option_option, reason = "a team that is wrong is not one that is not there")]
pub(super) fn team_named(table: &Table, teams: &TeamNames) -> Option<Option<String>> {
    let Some(name) = table.optional_text("team") else { return Some(None) };
    let known = teams.get(&person(&name));
    if known.is_none() {
        table.problem(
            table.span_of("team"),
            Code::OutOfRange,
            format!("`[teams]` has no team `{name}`"),
        );
        table.hint_nearest(&name, teams.values().map(String::as_str));
    }
    known.map(|team| Some(team.clone()))
}

/// A budget that says of what and for how long: `{ cost = 500, per = "month" }`.
fn budget(table: &Table) -> Option<(Limit, Per)> {
    let per = table.word("per", &[("year", Per::Year), ("month", Per::Month)], Per::Year);
    let tokens = table.optional_amount("tokens", Limits::TOKENS).map(Limit::Tokens);
    let cost = table.optional_amount("cost", Limits::ANNUAL_PRICE).map(Limit::Cost);
    if table.has("tokens") == table.has("cost") {
        let message = "a budget must have either `tokens` or `cost`";
        table.problem(table.span(), Code::MissingKey, message);
    }
    Some((tokens.or(cost)?, per?))
}

/// The budgets. A budget of no team is a person's or a product's.
pub(super) fn budgets(root: &Table, teams: &TeamNames) -> Vec<Budget> {
    section(root, "budgets", person, |table, name, place| {
        let (limit, per) = if table.is_table(name) {
            table.optional_table(name, budget)?
        } else {
            (Limit::Tokens(table.amount(name)?), Per::Year)
        };
        let (name, place) = (person(name), Some(table.place(place)));
        let name = teams.get(&name).map_or(name, Clone::clone);
        Some(Budget { name, limit, per, place })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::estate::parse;

    /// What is wrong with a text that has a currency.
    fn problems(text: &str) -> String {
        parse("e", &format!("currency = \"USD\"\n{text}")).unwrap_err().to_string()
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
