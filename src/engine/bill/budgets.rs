//! What has been used of each budget of the estate?
//!
//! ```text
//! a charge counts for the budget of its person, of the person's team, of its product, and of its
//!     kind, `desktop` or `cloud`
//! each budget is held as `budget` says; what lots paid for a charge, `paid` says
//! ```
//!
//! Example: Ana of `Design` uses AutoCAD: her 7 tokens count for the budgets `ana@example.com`,
//! `Design` and `autocad`, for each in full.
//!
//! Edges: whose a budget is, `budget_holders` says; one that is nobody's is an error. A charge that
//! no rate is known for counts for none.

use crate::engine::bill::budget::{BudgetInput, BudgetUse, budget_use};
use crate::engine::bill::budget_holders::{Holders, HoldersInput};
use crate::engine::bill::paid::{PaidCharge, paid_charges};
use crate::engine::bill::unpaid::unpaid_price;
use crate::engine::price::token_price::TokenPriceChoice;
use crate::model::{Budget, Day, Limit, Lot, Problems, Sheets};

/// The most days that a pace is of.
const PACE_DAYS: i32 = 30;

/// What budgets depend on.
pub struct BudgetsInput<'a> {
    /// Whose they are.
    pub holders: HoldersInput<'a>,
    /// What was bought.
    pub lots: &'a [Lot],
    /// The rate sheets with what was agreed.
    pub sheets: &'a Sheets,
    /// The day of the question; it counts in full.
    pub as_of: Day,
    /// The first day of which usage is known.
    pub known_from: Option<Day>,
}

/// All budgets.
#[derive(Clone, Debug, Default)]
pub struct Budgets {
    /// Each, in the order of the estate.
    pub uses: Vec<BudgetUse>,
    /// What money is counted by; `None` where no budget is of money.
    pub held_at: Option<HeldAt>,
}

/// What tokens cost in budgets of money.
#[derive(Clone, Debug)]
pub enum HeldAt {
    /// Lots paid for all of them.
    Lots,
    /// Lots paid for some, and the others cost this.
    LotsAndPrice(TokenPriceChoice),
    /// No lot paid for any: each costs this.
    Price(TokenPriceChoice),
}

impl HeldAt {
    /// What a token costs that no lot paid for, where there is one.
    pub fn price(&self) -> Option<&TokenPriceChoice> {
        match self {
            Self::Lots => None,
            Self::LotsAndPrice(price) | Self::Price(price) => Some(price),
        }
    }
}

/// Works out every budget; the error has those that are nobody's.
pub fn budgets(input: &BudgetsInput) -> Result<Budgets, Problems> {
    let BudgetsInput { holders, lots, sheets, as_of, known_from } = *input;
    let (budgets, charged) = (holders.estate.budgets.as_slice(), holders.charged);
    if budgets.is_empty() {
        return Ok(Budgets::default());
    }
    // Tokens are counted whoever paid for them.
    let lots = if budgets.iter().any(is_of_money) { lots } else { &[] };
    let asked = asked(input, &paid_charges(&charged, lots, sheets, as_of))?;
    let known = known_from.map_or(0, |from| as_of - from + 1);
    let pace_days = known.clamp(1, PACE_DAYS).unsigned_abs();
    let unpaid = unpaid_price(&charged, sheets, as_of);
    let each = budgets.iter().zip(&asked).map(|(budget, asked)| {
        budget_use(&BudgetInput { budget, asked, as_of, pace_days, unpaid_price: &unpaid.price })
    });
    let uses = each.collect();
    let of_money = budgets.iter().zip(&asked).filter(|(budget, _)| is_of_money(budget));
    let of_money: Vec<_> = of_money.flat_map(|(_, asked)| asked).map(|(_, one)| one).collect();
    let lots_paid = of_money.iter().any(|charge| !charge.paid.micro.is_none());
    let none_paid = of_money.iter().any(|charge| !charge.unpaid.is_none());
    let held_at = budgets.iter().any(is_of_money).then_some(match (lots_paid, none_paid) {
        (_, false) => HeldAt::Lots,
        (true, true) => HeldAt::LotsAndPrice(unpaid),
        (false, true) => HeldAt::Price(unpaid),
    });
    Ok(Budgets { uses, held_at })
}

fn is_of_money(budget: &Budget) -> bool {
    matches!(budget.limit, Limit::Cost(_))
}

/// What was asked for of each budget: on which day, and what became of it.
fn asked(
    input: &BudgetsInput,
    paid: &[PaidCharge],
) -> Result<Vec<Vec<(Day, PaidCharge)>>, Problems> {
    let BudgetsInput { holders: HoldersInput { estate, charged, .. }, as_of, .. } = *input;
    let mut holders = Holders::new(&input.holders)?;
    let mut asked = vec![Vec::new(); estate.budgets.len()];
    let known = |pair: crate::model::Pair, charge: &_| charged.rates.of(charge, pair.item);
    for (charge, paid) in charged.charges.iter().zip(paid) {
        let (day, used) = (charge.at.day(), charged.directory.pair(charge.pair));
        if day > as_of || known(used, charge).is_none() {
            continue;
        }
        for budget in holders.of(charge) {
            if let Some(asked) = asked.get_mut(*budget) {
                asked.push((day, paid.clone()));
            }
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::engine::bill::by::Belonging;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::{Usage, day, lot};
    use crate::model::{Estate, Per};

    fn budget(name: &str, limit: Limit) -> Budget {
        Budget { name: name.to_owned(), limit, per: Per::Year, place: None }
    }

    fn of<T>(
        budgets: &[Budget],
        lots: &[Lot],
        usage: &[(&str, u32, u64)],
        check: impl Fn(&Budgets) -> T,
    ) -> T {
        let (usage, sheets) = (Usage::new(usage), sheets());
        let (as_of, known_from) = (day("2026-12-31"), Some(day("2026-01-01")));
        let charged = usage.charged();
        let (directory, teams) = (charged.directory, charged.teams);
        let holders = HoldersInput {
            estate: &Estate { budgets: budgets.to_vec(), ..Estate::empty("USD") },
            charged,
            belonging: Belonging { directory, teams, file: None },
            other_names: &BTreeMap::new(),
            listed: &BTreeSet::from(["nobody".to_owned()]),
            sheets: &sheets,
        };
        let input = BudgetsInput { holders, lots, sheets: &sheets, as_of, known_from };
        check(&super::budgets(&input).unwrap())
    }

    fn used(budgets: &Budgets) -> Vec<String> {
        budgets.uses.iter().map(|budget| budget.used.to_string()).collect()
    }

    #[test]
    fn a_charge_counts_for_the_person_the_team_and_the_product() {
        let tokens = |name: &str| budget(name, Limit::Tokens(100.into()));
        let budgets = ["ana", "Design", "AutoCAD", "autocad", "finn", "Site", "nobody"].map(tokens);
        let usage = [("2026-03-01", 0, 7), ("2026-03-02", 1, 3), ("2026-03-03", 2, 1)];
        // ana 7, finn 3, gus 1; all at AutoCAD
        let expected = ["7", "7", "11", "11", "3", "3", "0"];
        assert_eq!(of(&budgets, &[], &usage, used), expected);
        assert!(of(&budgets, &[], &usage, |budgets| budgets.held_at.is_none()));
    }

    #[test]
    fn money_is_held_at_the_lots_and_at_the_tier_of_all_where_none_paid() {
        let money = [budget("ana", Limit::Cost(16_000.into()))];
        let usage = [("2026-03-01", 0, 4000), ("2026-03-02", 0, 2000)];
        let first = lot("2026-01-01", 4000, "2.75", None);
        let second = lot("2026-01-02", 2000, "2.60", None);
        let held_at = |budgets: &Budgets| match budgets.held_at {
            Some(HeldAt::Lots) => "lots",
            Some(HeldAt::LotsAndPrice(_)) => "both",
            Some(HeldAt::Price(_)) => "price",
            None => "nothing",
        };
        let of = |lots: &[Lot]| of(&money, lots, &usage, |all| (used(all), held_at(all)));
        let is = |used: &str, held_at| (vec![used.to_owned()], held_at);
        // 4,000 × 2.75 + 2,000 × 2.60; + 2,000 × 2.50; 6,000 × 2.50
        assert_eq!(of(&[first.clone(), second]), is("16200", "lots"));
        assert_eq!(of(&[first]), is("16000", "both"));
        assert_eq!(of(&[]), is("15000", "price"));
    }
}
