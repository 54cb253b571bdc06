//! Lots, and the usage that they must pay for: shared by `balance`, `chargeback` and
//! `effective-price`.

use std::collections::BTreeSet;
use std::path::Path;

use super::usage::{Agreed, Used};
use crate::engine::bill::budgets::HeldAt;
use crate::engine::bill::cost_of_use::MicroRates;
use crate::engine::bill::pools::Charged;
use crate::load::table::Said;
use crate::load::usage::Tells;
use crate::load::{self, LotsFile};
use crate::model::{Day, Estate, Lot, Problem, Problems, day_number, may_be, nearest, person};

/// Every lot of the estate and of the file, and what must be told of that; money is in `currency`.
pub(super) fn all_lots(
    estate: Option<&Estate>,
    file: Option<(&Path, Said)>,
    currency: &str,
) -> Result<(Vec<Lot>, Vec<String>), Problems> {
    let mut lots = estate.map(|estate| estate.lots.clone()).unwrap_or_default();
    let Some((file, said)) = file else { return Ok((lots, Vec::new())) };
    let mut problems = Vec::new();
    let ids: BTreeSet<_> = lots.iter().map(|lot| lot.id.clone()).collect();
    let LotsFile { lots: listed, notes, currencies } = load::lots(file, said)?;
    for other in currencies.iter().filter(|other| !may_be(other, currency)) {
        let message = format!("`{}` is in {other}, the rate sheet in {currency}", file.display());
        problems.push(Problem::new(message).hint("convert it, or give a sheet in its currency"));
    }
    for mut lot in listed {
        let at =
            |problem: Problem| lot.place.clone().map_or(problem.clone(), |place| problem.at(place));
        if ids.contains(&lot.id) {
            problems.push(at(Problem::new(format!("lot `{}` is in the estate too", lot.id))));
        }
        if let Some(name) = &lot.team {
            let teams = || estate.iter().flat_map(|estate| &estate.teams);
            if let Some(team) = teams().find(|team| person(&team.name) == person(name)) {
                lot.team = Some(team.name.clone());
            } else {
                let near = nearest(name, teams().map(|team| team.name.as_str()));
                problems.push(at(
                    Problem::new(format!("the estate has no team `{name}`")).nearest(&near)
                ));
            }
        }
        lots.push(lot);
    }
    Problems::check(problems)?;
    Ok((lots, notes))
}

/// That anything was bought, without which a pool has nothing to tell.
pub(super) fn ensure_bought(lots: &[Lot]) -> Result<(), Problem> {
    if !lots.is_empty() {
        return Ok(());
    }
    let problem = Problem::new("there are no lots: what was bought is not known");
    Err(problem.hint("add `[[lot]]` tables to the estate, or give `--lots FILE`"))
}

impl Used {
    /// What was charged, as the engine takes it.
    pub(super) fn charged<'a>(&'a self, rates: &'a MicroRates) -> Charged<'a> {
        Charged {
            charges: &self.replayed.charges,
            free_of_tokens: &self.replayed.free_of_tokens,
            directory: &self.directory,
            names: &self.names,
            teams: &self.teams,
            rates,
        }
    }

    /// The first day of which usage is known: the one asked for, else that of the first use.
    pub(super) fn known_from(&self) -> Option<Day> {
        let seen = self.replayed.seen.map(|(first, _)| first.day());
        self.period.from.map(day_number).or(seen)
    }

    /// That budgets of money rest on no price of another programme than the one that was used.
    pub(super) fn ensure_priced(
        &self,
        agreed: &Agreed,
        held_at: Option<&HeldAt>,
    ) -> Result<(), Problem> {
        if held_at.and_then(HeldAt::price).is_none() || self.has_price(agreed) {
            return Ok(());
        }
        let problem = Problem::new(
            "budgets of money: nothing says what a token costs in the enterprise agreement",
        );
        Err(problem.hint("give the estate a `[token]` with its `price`, or budgets in tokens"))
    }

    /// A lot pays on a day, which a summary does not have.
    pub(super) fn ensure_days(&self) -> Result<(), Problem> {
        if let Some(format) = self.lacks(Tells::Days) {
            let problem =
                Problem::new(format!("{format} does not say on which days tokens were charged"));
            return Err(problem.hint("give session logs, or the daily Token Usage export"));
        }
        Ok(())
    }
}
