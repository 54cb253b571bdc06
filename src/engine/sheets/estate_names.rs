//! Which names of an estate are nobody's?
//!
//! ```text
//! [subscriptions], [[seat]]: a product or a collection of a rate sheet; [[trial]], [access]:
//!     those,
//!     or a cloud service
//! [budgets]: a team or a person of the estate, or something of a rate sheet
//! ```
//!
//! Example: `[budgets] Alpha` where `[teams]` has `Alpa`: nobody can ever use anything of it, so
//! that it would always be kept.
//!
//! Edges: an address that the estate does not have elsewhere may be somebody's, which only usage
//! can tell; so may any name be a team's or a person's where the estate has no teams. Two names of
//! one product with two prices are a fault, too: one of them would not count. A collection of which
//! no sheet says what it covers has a price, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::sheets::contents::{unknown_contents, without_contents};
use crate::engine::sheets::review::Finding;
use crate::model::{
    Catalogue, Code, Estate, Item, ItemKind, Named, NamedFor, Place, Problem, RateSheet,
    nearest_people, person,
};

/// How long a trial is at most before it is asked whether it is one, in days.
pub const LONGEST_TRIAL: i64 = 366;

/// Of how many names the nearest are looked for: each is held against everybody.
pub const MOST_NEAREST: usize = 100;

/// Every name that no command can go on with: what no sheet knows, or what cannot be held.
pub fn unresolved(estate: &Estate, sheets: &[RateSheet]) -> Vec<Problem> {
    let catalogue = Catalogue::new(sheets);
    let mut problems = Vec::new();
    for (named, what_for) in estate.names() {
        let Some(problem) = unresolved_name(named, what_for, &catalogue, sheets) else { continue };
        let is_unknown = catalogue.named(&named.name).is_none();
        let near = if is_unknown && problems.len() < MOST_NEAREST {
            catalogue.nearest(&named.name)
        } else {
            Vec::new()
        };
        problems.push(problem.nearest(&near).at(named.place.clone()));
    }
    problems.extend(priced_twice(estate, &catalogue));
    problems.sort_by_key(|problem| problem.place.as_ref().map(|place| place.span.start));
    problems
}

fn unresolved_name(
    named: &Named,
    what_for: NamedFor,
    catalogue: &Catalogue,
    sheets: &[RateSheet],
) -> Option<Problem> {
    let name = &named.name;
    let words = match (catalogue.named(name).map(|item| item.kind), what_for) {
        (Some(ItemKind::Service), NamedFor::Price) => "has no subscription whose price",
        (Some(ItemKind::Service), NamedFor::Seat) => "is charged by the result: no seat of it",
        (Some(ItemKind::Collection), what_for) => return covers_nothing(name, what_for, sheets),
        (Some(_), _) => return None,
        (None, _) => return Some(unknown(name, what_for, sheets)),
    };
    let end = if what_for == NamedFor::Price { "could be agreed" } else { "can be held" };
    let problem = Problem::new(format!("`{name}` is a cloud service, which {words} {end}"));
    Some(Problem { code: Some(Code::UnknownProduct), ..problem }.hint("take it out"))
}

/// That nobody says what a collection covers, where more than its name is needed.
fn covers_nothing(name: &str, what_for: NamedFor, sheets: &[RateSheet]) -> Option<Problem> {
    let so = match what_for {
        NamedFor::Price => return None,
        NamedFor::Seat => "a seat of it would cover nothing",
        NamedFor::Trial => "a trial of it would cover nothing",
        NamedFor::Access => "nobody could open anything of it",
    };
    let collection = without_contents(name, sheets)?;
    Some(unknown_contents(collection, sheets, so))
}

/// That nothing would count for the budget of a collection, since nobody says what it covers.
pub fn counts_nothing(name: &str, catalogue: &Catalogue, sheets: &[RateSheet]) -> Option<Problem> {
    let item = catalogue.find(name).filter(|item| item.kind == ItemKind::Collection)?;
    let collection = without_contents(&item.id, sheets)?;
    Some(unknown_contents(collection, sheets, "nothing would count for its budget"))
}

fn unknown(name: &str, what_for: NamedFor, sheets: &[RateSheet]) -> Problem {
    let kinds = match what_for {
        NamedFor::Price | NamedFor::Seat => "product or collection",
        NamedFor::Trial | NamedFor::Access => "product, collection or cloud service",
    };
    let mut names: Vec<_> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
    // Editions of one sheet have one name.
    names.dedup();
    let message = format!("no {kinds} `{name}` in rate sheet {}", names.join(", "));
    Problem { code: Some(Code::UnknownProduct), ..Problem::new(message) }
}

/// Prices of one product or collection under two names.
fn priced_twice(estate: &Estate, catalogue: &Catalogue) -> Vec<Problem> {
    let mut first: BTreeMap<(ItemKind, &str), &Place> = BTreeMap::new();
    let mut problems = Vec::new();
    for (Named { name, place }, _) in &estate.subscriptions {
        let Some(item) = catalogue.named(name) else { continue };
        let Item { id, kind, .. } = item;
        let Some(other) = first.get(&(*kind, id.as_str())) else {
            first.insert((*kind, id), place);
            continue;
        };
        let line = other.line;
        let message = format!("`{name}` is `{id}`, which has a price on line {line} already");
        let problem = Problem { code: Some(Code::DuplicateName), ..Problem::new(message) };
        problems.push(problem.hint("give it one price").at(place.clone()));
    }
    problems
}

/// Names of budgets and of access that are nobody's, or of which only usage can tell whose they
/// are.
pub fn perhaps_nobodys(estate: &Estate, sheets: &[RateSheet]) -> Vec<Problem> {
    let catalogue = Catalogue::new(sheets);
    let in_teams = estate.teams.iter().flat_map(|team| &team.people);
    let held = estate.seats.iter().chain(&estate.trials).map(|seat| &seat.user);
    let mut elsewhere: BTreeSet<&str> = in_teams.chain(held).map(String::as_str).collect();
    let people: BTreeSet<&str> = estate.people().collect();
    let teams: BTreeSet<_> = estate.teams.iter().map(|team| person(&team.name)).collect();
    let is_ours = |name: &str| teams.contains(&person(name)) || people.contains(name);
    let is_known = |name: &str| ItemKind::is_word(name) || catalogue.find(name).is_some();
    let mut problems = Vec::new();
    for budget in estate.budgets.iter().filter(|budget| !is_ours(&budget.name)) {
        if is_known(&budget.name) {
            let problem = counts_nothing(&budget.name, &catalogue, sheets);
            problems.extend(problem.map(|problem| (problem, budget.place.as_ref())));
            continue;
        }
        let near = if problems.len() < MOST_NEAREST {
            nearest_holders(&budget.name, estate, &catalogue)
        } else {
            Vec::new()
        };
        problems.push((budget_of(&budget.name, estate, &near), budget.place.as_ref()));
    }
    let of_access = estate.access.iter().filter_map(|one| Some((one.person.as_deref()?, one)));
    let unknown: Vec<_> = of_access.filter(|(name, _)| !elsewhere.contains(name)).collect();
    // The one key of the table that is nobody's name.
    elsewhere.insert("default");
    for (place, (name, access)) in unknown.into_iter().enumerate() {
        let known = elsewhere.iter().copied();
        let near = if place < MOST_NEAREST { nearest_people(name, known) } else { Vec::new() };
        let problem = person_with_access(name, &near);
        problems.extend(problem.map(|problem| (problem, access.place.as_ref())));
    }
    let at = |(problem, place): (Problem, Option<&Place>)| match place {
        Some(place) => problem.at(place.clone()),
        None => problem,
    };
    problems.into_iter().map(at).collect()
}

/// What is said of a budget that the estate and the sheets do not know.
fn budget_of(name: &str, estate: &Estate, near: &[String]) -> Problem {
    let near: Vec<_> = near.iter().map(String::as_str).collect();
    let (code, message) = if name.contains('@') {
        let words = "is nobody whom the estate names elsewhere: only usage can tell who it is";
        let code = if near.is_empty() { Code::OnlyUsageTells } else { Code::PerhapsNobody };
        (code, format!("`{name}` {words}"))
    } else if estate.teams.is_empty() {
        let words = "is no product, collection or cloud service: only usage can tell whether it \
                     is a team or a person";
        (Code::PerhapsNobody, format!("`{name}` {words}"))
    } else {
        let words = "is no team of `[teams]`, no person of the estate, and no product, collection \
                     or cloud service";
        (Code::UnknownName, format!("`{name}` {words}"))
    };
    Problem { code: Some(code), ..Problem::new(message) }.nearest(&near)
}

/// The nearest names that a budget could have.
pub fn nearest_holders(name: &str, estate: &Estate, catalogue: &Catalogue) -> Vec<String> {
    let teams = estate.teams.iter().map(|team| team.name.as_str());
    let people: BTreeSet<&str> = estate.people().filter(|person| *person != name).collect();
    let near = nearest_people(name, teams.chain(people));
    let mut near: Vec<_> = near.into_iter().map(str::to_owned).collect();
    if near.is_empty() && !name.contains('@') {
        near.extend(catalogue.nearest(name).into_iter().map(str::to_owned));
    }
    near
}

/// What is said of a person of `[access]` whom nothing else of the estate names.
fn person_with_access(name: &str, near: &[&str]) -> Option<Problem> {
    if name.contains('@') && near.is_empty() {
        return None;
    }
    let message = format!(
        "`{name}` is nobody whom the estate names elsewhere: only usage can tell whether it is a \
         person"
    );
    Some(Problem { code: Some(Code::PerhapsNobody), ..Problem::new(message) }.nearest(near))
}

/// Trials that never end or are longer than [`LONGEST_TRIAL`].
pub fn long_trials(estate: &Estate) -> Vec<Problem> {
    let long = estate.trials.iter().filter_map(|trial| {
        let (user, product) = (&trial.user, &trial.product.name);
        let words = match (trial.from, trial.until) {
            (_, None) => "has no end".to_owned(),
            (Some(from), Some(until)) if (until - from).num_days() > LONGEST_TRIAL => {
                format!("is {} days long", (until - from).num_days())
            }
            _ => return None,
        };
        let message = format!("the trial of `{product}` by `{user}` {words}: is it one?");
        let problem = Problem { code: Some(Code::LongTrial), ..Problem::new(message) };
        Some(problem.at(trial.product.place.clone()))
    });
    long.collect()
}

/// That no command takes the estate together with the sheets.
pub fn other_currency(estate: &Estate, sheets: &[RateSheet]) -> Option<Finding> {
    let ours = &estate.currency;
    let differs = |sheet: &&RateSheet| !ours.is_empty() && sheet.currency != *ours;
    let sheet = sheets.iter().find(differs)?;
    let (name, theirs) = (&sheet.name, &sheet.currency);
    let message = format!("prices are in {ours}, those of rate sheet `{name}` in {theirs}");
    Some(Finding { code: Code::OtherCurrency, key: vec!["currency".to_owned()], message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{product, sheet};
    use crate::model::{Access, Budget, Collection, Limit, Per, Team};

    /// Revit, a collection of it, and one of which nobody says what it covers.
    fn sheets() -> Vec<RateSheet> {
        let aec = Collection { products: vec!["revit".into()], ..Collection::new("aec") };
        let collections = vec![aec, Collection::new("pdmc")];
        vec![RateSheet { collections, ..sheet(vec![product("revit", 10)]) }]
    }

    #[test]
    fn only_the_budget_of_a_collection_without_contents_counts_nothing() {
        let sheets = sheets();
        let catalogue = Catalogue::new(&sheets);
        let of = |name| counts_nothing(name, &catalogue, &sheets).map(|it| it.message);
        let words = "rate sheet `test` does not say what `pdmc` covers: nothing would count for \
                     its budget";
        assert_eq!(of("pdmc").as_deref(), Some(words));
        assert_eq!(["aec", "revit", "nobody"].map(of), [None, None, None]);
    }

    #[test]
    fn the_nearest_names_are_looked_for_a_hundred_times() {
        let mut estate = Estate::empty("USD");
        estate.teams = vec![Team { name: "steel".into(), people: vec!["steelworker".into()] }];
        let names = (0..=MOST_NEAREST).map(|number| format!("steelworker{number}"));
        let budget = |name: String| {
            let (limit, per, place) = (Limit::Tokens(1.into()), Per::Month, None);
            Budget { name, limit, per, place }
        };
        let access = |name| Access { person: Some(name), place: None, products: vec![] };
        let of_budgets = Estate { budgets: names.clone().map(budget).collect(), ..estate.clone() };
        let of_access = Estate { access: names.map(access).collect(), ..estate };
        for estate in [of_budgets, of_access] {
            let found = perhaps_nobodys(&estate, &sheets());
            let hints = found.iter().map(|problem| problem.hint.is_some()).collect::<Vec<_>>();
            // 101 names: the last one has no hint
            let mut expected = vec![true; MOST_NEAREST];
            expected.push(false);
            assert_eq!(hints, expected);
        }
    }
}
