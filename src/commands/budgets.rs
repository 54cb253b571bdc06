//! Budgets of the estate, for every command that watches them.

use std::collections::BTreeMap;

use super::usage::{Used, hashed};
use crate::engine::bill::budget::{BudgetInput, BudgetUse, budget_use};
use crate::engine::bill::cost_of_use::MicroRates;
use crate::model::{Budget, Day, Estate, Item, TokenPrice, normalise};

/// What has been used of each budget on the evening of `as_of`; `known_from` is the first day of
/// which usage is known.
pub(super) fn budget_uses(
    estate: Option<&Estate>,
    used: &Used,
    rates: &MicroRates,
    as_of: Day,
    known_from: Option<Day>,
    token_price: &TokenPrice,
) -> Vec<BudgetUse> {
    let Some(estate) = estate else { return Vec::new() };
    let holders = holders(used, &estate.budgets);
    let of_products = of_products(used, &estate.budgets);
    let mut asked = vec![Vec::new(); estate.budgets.len()];
    for charge in used.replayed.charges.iter().filter(|_| !estate.budgets.is_empty()) {
        let pair = used.directory.pair(charge.pair);
        let Some(micro) = rates.of(charge, pair.item) else { continue };
        let mine = holders.get(pair.person as usize).into_iter().flatten();
        for budget in mine.chain(of_products.get(pair.item as usize).into_iter().flatten()) {
            if let Some(asked) = asked.get_mut(*budget) {
                asked.push((charge.at.day(), micro));
            }
        }
    }
    let known = known_from.map_or(0, |from| as_of - from + 1);
    let results = estate.budgets.iter().zip(&asked).map(|(budget, asked)| {
        let pace_days = known.clamp(1, 30).unsigned_abs();
        budget_use(&BudgetInput { budget, asked, as_of, pace_days, token_price })
    });
    results.collect()
}

/// The budgets that the use of each item counts for, by any name that a person would give it.
fn of_products(used: &Used, budgets: &[Budget]) -> Vec<Vec<usize>> {
    let of = |item: &Item| {
        let names = [normalise(&item.id), normalise(&item.name)];
        let budgets = budgets
            .iter()
            .enumerate()
            .filter(|(_, budget)| names.contains(&normalise(&budget.name)));
        budgets.map(|(place, _)| place).collect()
    };
    used.directory.items.iter().map(of).collect()
}

/// The budgets that each person's use counts for: the person's own, and the team's.
fn holders(used: &Used, budgets: &[Budget]) -> Vec<Vec<usize>> {
    let people: BTreeMap<_, _> =
        used.directory.people.iter().map(String::as_str).zip(0..).collect();
    let mut holders = vec![Vec::new(); people.len()];
    for (budget, Budget { name, .. }) in budgets.iter().enumerate() {
        let hashed = hashed(name);
        let person = people.get(name.as_str()).or_else(|| people.get(hashed.as_str()));
        let of_team = used
            .teams
            .iter()
            .zip(0..)
            .filter(|(team, _)| team.as_ref() == Some(name))
            .map(|(_, place)| place);
        for place in of_team.chain(person.copied()) {
            if let Some(holder) = holders.get_mut::<usize>(place) {
                holder.push(budget);
            }
        }
    }
    holders
}
