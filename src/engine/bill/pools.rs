//! Which pool pays for a charge?
//!
//! ```text
//! a charge is on the pool of its person's team, where that team has lots; else on the lots without a team
//! in a pool charges come by time; of one moment products first, then the fewest tokens, then by name
//! ```
//!
//! RULES §9. The order of one moment decides who gets the last tokens of a lot: it must be the same
//! for every question, whatever the order of the input, so that a bill by person adds up to the
//! bill by team, and a budget to the bill.
//!
//! Example: `Site` has a lot of its own and `Design` has none. Finn of `Site` uses that lot, Eva of
//! `Design` and everybody without a team use the lots without one.
//!
//! Edges: the pool without a team comes first, where it has lots or somebody needs it; then pools by
//! team. A charge that no rate is known for is on no pool.

use crate::engine::bill::cost_of_use::MicroRates;
use crate::engine::bill::in_force::pool_lot;
use crate::engine::metering::replay::Charge;
use crate::engine::pool::{PoolCharge, PoolLot, Spender};
use crate::model::{Directory, ItemKind, Lot, RateSheet};

/// Charges, and the names and rates behind their numbers.
#[derive(Clone, Copy)]
pub struct Charged<'a> {
    /// What Flex charges, by time.
    pub charges: &'a [Charge],
    /// The names, as they may be shown.
    pub directory: &'a Directory,
    /// People as the files name them, by number.
    pub names: &'a [String],
    /// The team of each person by the estate, by number.
    pub teams: &'a [Option<String>],
    /// What each charge takes.
    pub rates: &'a MicroRates,
}

/// Lots, and the charges that they must pay for.
#[derive(Clone, Debug)]
pub struct LotsAndCharges {
    /// The team; `None`: everybody whose team has no lots.
    pub team: Option<String>,
    /// Its lots.
    pub lots: Vec<PoolLot>,
    /// The charges on them, by time.
    pub charges: Vec<PoolCharge>,
}

/// The pools; `tag` says whose a charge is, by its place and itself, for payments.
pub fn pools(
    charged: &Charged,
    lots: &[Lot],
    sheets: &[RateSheet],
    tag: impl Fn(usize, &Charge) -> u32,
) -> Vec<LotsAndCharges> {
    let mut teams: Vec<&str> = lots.iter().filter_map(|lot| lot.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    let places = places(charged, &teams);
    let mut on_pools = vec![Vec::new(); teams.len() + 1];
    for (place, charge) in charged.charges.iter().enumerate() {
        let pair = charged.directory.pair(charge.pair);
        let Some(micro) = charged.rates.of(charge, pair.item) else { continue };
        let is_service = charged.directory.item(charge.pair).kind == ItemKind::Service;
        let spender = if is_service { Spender::Service } else { Spender::Desktop };
        let pool = places.get(pair.person as usize).copied().unwrap_or_default();
        if let Some(pool) = on_pools.get_mut(pool) {
            let on_pool = PoolCharge { at: charge.at, spender, micro, tag: tag(place, charge) };
            pool.push((on_pool, charge));
        }
    }
    let names = std::iter::once(None).chain(teams.iter().map(|team| Some((*team).to_owned())));
    let pools = names.zip(on_pools).map(|(team, charges)| {
        let lots = lots.iter().filter(|lot| lot.team == team);
        LotsAndCharges {
            lots: lots.map(|lot| pool_lot(lot, sheets)).collect(),
            charges: in_order(charges, charged.directory),
            team,
        }
    });
    pools.filter(|pool| !pool.lots.is_empty() || !pool.charges.is_empty()).collect()
}

/// The place of each person's pool: 0 is that of the lots without a team.
fn places(charged: &Charged, teams: &[&str]) -> Vec<usize> {
    let place = |team: &Option<String>| {
        let place = teams.iter().position(|other| Some(*other) == team.as_deref());
        place.map_or(0, |place| place + 1)
    };
    charged.teams.iter().map(place).collect()
}

fn in_order(mut charges: Vec<(PoolCharge, &Charge)>, directory: &Directory) -> Vec<PoolCharge> {
    // The day of an export is one moment, and its rows are in the order in which names were met.
    for moment in charges.chunk_by_mut(|one, next| one.0.at == next.0.at) {
        moment.sort_by(|(one, used), (other, used_other)| {
            let name = |charge: &Charge| {
                let person = directory.person(charge.pair);
                (person, directory.item(charge.pair).name.as_str(), directory.label(charge.label))
            };
            (one.spender, one.micro)
                .cmp(&(other.spender, other.micro))
                .then_with(|| name(used).cmp(&name(used_other)))
        });
    }
    charges.into_iter().map(|(charge, _)| charge).collect()
}
