//! Whose is a budget, and which use counts for it?
//!
//! ```text
//! of a team of the estate: its use, and no other
//! of any other name: the use of the person of that name, of the team of that name by the usage or
//!     the file of people, and of what the rate sheets, or the files, call so
//! ```
//!
//! Example: `[budgets] aec` without a team `aec`: what was charged for the products of the
//! collection. `Alpha`, where nothing and nobody is called so, is nobody's: it would always be
//! kept, and is an error.
//!
//! Edges: a person goes by any name that the files tie together, and is somebody without use, too,
//! where the estate or the file of people knows the name. A person's team is that of the bill: by
//! the file of people, else by the estate, else by the row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::engine::bill::by::{Belonging, By, Mark};
use crate::engine::bill::pools::Charged;
use crate::engine::metering::replay::Charge;
use crate::engine::sheets::estate_names::{MOST_NEAREST, counts_nothing, nearest_holders};
use crate::model::{
    Budget, Catalogue, Code, Directory, Estate, Item, ItemKind, Problem, Problems, RateSheet, find,
    nearest_people, normalise, person,
};

/// What tells whose a budget is.
#[derive(Clone, Copy)]
pub struct HoldersInput<'a> {
    /// The customer's side, with the budgets.
    pub estate: &'a Estate,
    /// What was charged.
    pub charged: Charged<'a>,
    /// What people belong to.
    pub belonging: Belonging<'a>,
    /// What people who go by several names are called, by their other names.
    pub other_names: &'a BTreeMap<&'a str, &'a str>,
    /// People and teams of a file of people, as [`person`] writes them.
    pub listed: &'a BTreeSet<String>,
    /// The rate sheets.
    pub sheets: &'a [RateSheet],
}

/// The budgets that each use counts for, by their places.
pub struct Holders<'a> {
    belonging: Belonging<'a>,
    /// By the number of the person.
    of_people: Vec<Vec<usize>>,
    /// By the number of what was used.
    of_items: Vec<Vec<usize>>,
    /// By the team, as [`person`] writes it.
    of_teams: BTreeMap<String, Vec<usize>>,
    /// The budgets of uses that were met.
    met: HashMap<(u32, u32), Vec<usize>, FixedState>,
}

impl<'a> Holders<'a> {
    /// Whose each budget is; the error has those that are nobody's.
    pub fn new(input: &HoldersInput<'a>) -> Result<Self, Problems> {
        let HoldersInput { estate, charged, belonging, .. } = *input;
        let directory = charged.directory;
        let (known, catalogue) = (Known::new(input), Catalogue::new(input.sheets));
        let mut holders = Self {
            belonging,
            of_people: vec![Vec::new(); directory.people.len()],
            of_items: vec![Vec::new(); directory.items.len()],
            of_teams: BTreeMap::new(),
            met: HashMap::default(),
        };
        let mut problems = Vec::new();
        for (place, budget) in estate.budgets.iter().enumerate() {
            let name = person(&budget.name);
            holders.of_teams.entry(name.clone()).or_default().push(place);
            if estate.teams.iter().any(|team| team.name == budget.name) {
                continue;
            }
            let mut is_known = known.names.contains(name.as_str());
            for at in known.people.get(name.as_str()).into_iter().flatten() {
                is_known = true;
                push(&mut holders.of_people, *at, place);
            }
            let meant = Meant::new(&name, &catalogue, input.sheets);
            if !is_known && let Some(problem) = counts_nothing(&name, &catalogue, input.sheets) {
                problems.push(Problem { place: budget.place.clone(), ..problem });
                continue;
            }
            is_known |= meant.item.is_some() || ItemKind::is_word(&meant.name);
            for (at, item) in directory.items.iter().enumerate() {
                if meant.is(item) {
                    is_known = true;
                    push(&mut holders.of_items, at, place);
                }
            }
            if !is_known {
                let near = if problems.len() < MOST_NEAREST {
                    nearest_of_all(&budget.name, &known, &catalogue, input)
                } else {
                    Vec::new()
                };
                problems.push(nobodys(budget, &near));
            }
        }
        Problems::check(problems)?;
        Ok(holders)
    }

    /// The budgets that a charge counts for, each once.
    pub fn of(&mut self, charge: &Charge) -> &[usize] {
        let Self { belonging, of_people, of_items, of_teams, met } = self;
        met.entry((charge.pair, charge.label)).or_insert_with(|| {
            let mark = Mark { pair: charge.pair, label: charge.label, month: None };
            let team = belonging.group(&By::Team, mark).map(|team| person(&team));
            let pair = belonging.directory.pair(charge.pair);
            let of = |list: &[Vec<usize>], at: u32| list.get(at as usize).cloned();
            let of_team = team.and_then(|team| of_teams.get(&team)).cloned();
            let all = [of(of_people, pair.person), of(of_items, pair.item), of_team];
            let all: BTreeSet<_> = all.into_iter().flatten().flatten().collect();
            all.into_iter().collect()
        })
    }
}

fn push(lists: &mut [Vec<usize>], at: usize, place: usize) {
    if let Some(list) = lists.get_mut(at) {
        list.push(place);
    }
}

/// The names that somebody has.
struct Known<'a> {
    /// The numbers of people by every name of theirs, hashed ones too.
    people: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Names of people and teams that need not have used anything, as [`person`] writes them.
    names: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn new(input: &HoldersInput<'a>) -> Self {
        let HoldersInput { estate, charged, belonging, other_names, listed, .. } = *input;
        let Directory { people: shown, labels, .. } = charged.directory;
        let mut people: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        // People that are shown as hashes may have their budgets under either name.
        for (at, (shown, name)) in shown.iter().zip(charged.names).enumerate() {
            people.entry(shown).or_default().insert(at);
            people.entry(name).or_default().insert(at);
        }
        for (other, called) in other_names {
            let numbers = people.get(called).cloned().unwrap_or_default();
            people.entry(other).or_default().extend(numbers);
        }
        let by_rows = labels.iter().filter_map(|label| label.team.as_deref());
        let by_estate = belonging.teams.iter().flatten().map(String::as_str);
        let names = by_rows.chain(by_estate).map(person);
        let names = names.chain(estate.people().map(str::to_owned)).chain(listed.iter().cloned());
        Self { people, names: names.collect() }
    }
}

/// What a budget is of, where it is something that can be used.
struct Meant<'a> {
    name: String,
    item: Option<&'a Item>,
    /// The products of the collection, where it is one.
    products: BTreeSet<&'a str>,
}

impl<'a> Meant<'a> {
    fn new(name: &str, catalogue: &'a Catalogue, sheets: &'a [RateSheet]) -> Self {
        let item = catalogue.find(name);
        let collection = item.filter(|item| item.kind == ItemKind::Collection);
        let contents = collection
            .into_iter()
            .flat_map(|item| sheets.iter().filter_map(|sheet| find(&sheet.collections, &item.id)));
        let products = contents.flat_map(|one| one.products.iter().map(String::as_str)).collect();
        Self { name: normalise(name), item, products }
    }

    /// Whether it is the kind of thing that the item is: desktop or cloud.
    fn is_kind(&self, item: &Item) -> bool {
        self.item.is_none() && item.kind.word() == Some(self.name.as_str())
    }

    fn is(&self, item: &Item) -> bool {
        let is_part = item.kind == ItemKind::Product && self.products.contains(item.id.as_str());
        let is_meant = self.item.is_some_and(|of| (&of.id, of.kind) == (&item.id, item.kind));
        // Files may name things that no sheet has to know.
        let goes_by_name =
            || [&item.id, &item.name].map(|name| normalise(name)).contains(&self.name);
        is_part || is_meant || self.is_kind(item) || self.item.is_none() && goes_by_name()
    }
}

/// The nearest of all names that somebody has.
fn nearest_of_all(
    name: &str,
    known: &Known,
    catalogue: &Catalogue,
    input: &HoldersInput,
) -> Vec<String> {
    let of_usage = input.charged.directory.people.iter().chain(&known.names);
    let of_usage = nearest_people(name, of_usage.map(String::as_str));
    // The estate's own spelling of a name comes first.
    let mut near = nearest_holders(name, input.estate, catalogue);
    near.extend(of_usage.into_iter().map(str::to_owned));
    near.sort_by_key(|near| strsim::damerau_levenshtein(&person(near), name));
    let mut met = BTreeSet::new();
    near.retain(|near| met.insert(person(near)));
    near.truncate(3);
    near
}

/// That a budget is nobody's, with the nearest names.
fn nobodys(budget: &Budget, near: &[String]) -> Problem {
    let name = &budget.name;
    let near: Vec<_> = near.iter().map(String::as_str).collect();
    let problem = Problem::new(format!(
        "budget of `{name}`: no team, no person, and no product, collection or cloud service is \
         called so, in the estate or in the usage"
    ));
    let problem = if near.is_empty() {
        problem.hint("correct the name, take it out, or name the person in `[teams]`")
    } else {
        problem.nearest(&near)
    };
    let problem = Problem { code: Some(Code::UnknownName), ..problem };
    budget.place.clone().map_or(problem.clone(), |place| problem.at(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::Usage;
    use crate::model::{Limit, Per, Team};

    fn estate(budgets: &[&str], teams: &[&str]) -> Estate {
        let budget = |name: &&str| Budget {
            name: (*name).into(),
            limit: Limit::Tokens(100.into()),
            per: Per::Year,
            place: None,
        };
        let team = |name: &&str| Team { name: (*name).into(), people: vec!["nobody".into()] };
        Estate {
            budgets: budgets.iter().map(budget).collect(),
            teams: teams.iter().map(team).collect(),
            ..Estate::empty("USD")
        }
    }

    /// The budgets that one charge by Ana of `Design` at AutoCAD counts for, or what is wrong.
    fn of(estate: &Estate, listed: &[&str]) -> Result<Vec<usize>, Vec<String>> {
        let (usage, sheets) = (Usage::new(&[("2026-03-01", 0, 7)]), sheets());
        let charged = usage.charged();
        let (directory, teams) = (charged.directory, charged.teams);
        let input = HoldersInput {
            estate,
            charged,
            belonging: Belonging { directory, teams, file: None },
            other_names: &BTreeMap::from([("anna@old", "ana")]),
            listed: &listed.iter().map(|name| (*name).to_owned()).collect(),
            sheets: &sheets,
        };
        let words = |problem: Problem| problem.hint.unwrap_or(problem.message);
        match Holders::new(&input) {
            Ok(mut holders) => Ok(holders.of(&usage.charges[0]).to_vec()),
            Err(problems) => Err(problems.into_vec().into_iter().map(words).collect()),
        }
    }

    #[test]
    fn a_budget_is_of_whoever_and_whatever_has_its_name() {
        let estate = estate(&["ana", "anna@old", "design", "AutoCAD", "finn"], &[]);
        assert_eq!(of(&estate, &[]), Ok(vec![0, 1, 2, 3]));
    }

    #[test]
    fn a_name_that_somebody_listed_has_is_not_nobodys() {
        assert_eq!(of(&estate(&["roads"], &[]), &["roads"]), Ok(vec![]));
        assert_eq!(of(&estate(&["nobody"], &["Roads"]), &[]), Ok(vec![]));
    }

    #[test]
    fn a_budget_of_a_team_is_no_products() {
        assert_eq!(of(&estate(&["AutoCAD"], &["AutoCAD"]), &[]), Ok(vec![]));
    }

    #[test]
    fn a_name_that_nobody_has_is_told_with_the_nearest() {
        let found = of(&estate(&["desing", "Roads", "zzzz"], &["Raods"]), &[]);
        let near = |name: &str| format!("did you mean `{name}`?");
        let words = "correct the name, take it out, or name the person in `[teams]`";
        assert_eq!(found, Err(vec![near("design"), near("Raods"), words.to_owned()]));
    }
}
