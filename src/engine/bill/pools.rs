//! Which pool pays for a charge?
//!
//! ```text
//! a charge is on the pool of its person's team, where that team has lots; else on the lots
//!     without a team
//! in a pool charges come by time; of one moment products first, then the fewest tokens, then by
//!     name
//! ```
//!
//! RULES §9. The order of one moment decides who gets the last tokens of a lot: it must be the
//! same for every question, whatever the order of the input, so that a bill by person adds up to
//! the bill by team, and a budget to the bill.
//!
//! Example: `Site` has a lot of its own and `Design` has none. Finn of `Site` uses that lot, Eva of
//! `Design` and everybody without a team use the lots without one.
//!
//! Edges: the pool without a team comes first, where it has lots or somebody needs it; then pools
//! by team. A charge that no rate is known for is on no pool; a use that takes no tokens is, where
//! the service needs a balance (`minimum_balance`).

use crate::engine::bill::cost_of_use::MicroRates;
use crate::engine::bill::lot_terms::pool_lot;
use crate::engine::metering::replay::Charge;
use crate::engine::pool::{PoolCharge, PoolLot, Spender};
use crate::model::{Directory, ItemKind, Lot, Micro, Sheets};

/// Charges, and the names and rates behind their numbers.
#[derive(Clone, Copy)]
pub struct Charged<'a> {
    /// What Flex charges, by time.
    pub charges: &'a [Charge],
    /// Uses that took no tokens, but may need a balance, by time.
    pub free_of_tokens: &'a [Charge],
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
    sheets: &Sheets,
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
    for charge in charged.free_of_tokens {
        let Some(least) = least_balance(charge, charged.directory, sheets) else { continue };
        let pool = charged.directory.pair(charge.pair).person as usize;
        if let Some(pool) = on_pools.get_mut(places.get(pool).copied().unwrap_or_default()) {
            let (spender, micro) = (Spender::Holding(least), Micro::ZERO);
            pool.push((PoolCharge { at: charge.at, spender, micro, tag: u32::MAX }, charge));
        }
    }
    if !charged.free_of_tokens.is_empty() {
        for pool in &mut on_pools {
            pool.sort_by_key(|(charge, _)| charge.at);
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

/// The balance that a service needs which takes nothing; `None` where it needs none.
fn least_balance(charge: &Charge, directory: &Directory, sheets: &Sheets) -> Option<Micro> {
    let sheet = sheets.get(usize::from(charge.sheet))?;
    let id = &directory.item(charge.pair).id;
    let service = sheet.services.iter().find(|service| service.id == *id)?;
    Micro::of(service.minimum_balance).filter(|least| !least.is_none())
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
            // What is given back was taken before.
            let turn =
                |charge: &PoolCharge| (charge.micro.is_credit(), charge.spender, charge.micro);
            turn(one).cmp(&turn(other)).then_with(|| name(used).cmp(&name(used_other)))
        });
    }
    charges.into_iter().map(|(charge, _)| charge).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::engine::bill::cost_of_use::Rates;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::model::TokenPrice;
    use crate::model::{Day, Instant, Item, LotKind, Micro, Pair, day_number};

    /// Ana of `Design`, Finn of `Site` and Gus of no team, each at AutoCAD.
    pub(in crate::engine) struct Usage {
        pub(in crate::engine) directory: Directory,
        teams: Vec<Option<String>>,
        pub(in crate::engine) charges: Vec<Charge>,
        rates: MicroRates,
    }

    impl Usage {
        /// Whole tokens used on days, by the place of the person.
        pub(in crate::engine) fn new(charges: &[(&str, u32, u64)]) -> Self {
            let people = ["ana", "finn", "gus"].map(str::to_owned).to_vec();
            let item = ("autocad".to_owned(), "AutoCAD".to_owned(), ItemKind::Product);
            let item = Item { id: item.0, name: item.1, kind: item.2 };
            let pairs = (0..3).map(|person| Pair { person, item: 0 }).collect();
            let directory = Directory { people, items: vec![item], pairs, labels: Vec::new() };
            let charge = |(on, pair, whole): &(&str, u32, u64)| Charge {
                pair: *pair,
                at: Instant::start_of(on.parse::<chrono::NaiveDate>().unwrap()),
                label: 0,
                sheet: 0,
                stated: Micro::new(whole * 1_000_000),
            };
            Self {
                rates: MicroRates::new(&Rates::new(&[], &directory)),
                teams: vec![Some("Design".into()), Some("Site".into()), None],
                charges: charges.iter().map(charge).collect(),
                directory,
            }
        }

        pub(in crate::engine) fn charged(&self) -> Charged<'_> {
            Charged {
                charges: &self.charges,
                free_of_tokens: &[],
                directory: &self.directory,
                names: &self.directory.people,
                teams: &self.teams,
                rates: &self.rates,
            }
        }
    }

    /// A lot of whole tokens that lives for a year.
    pub(in crate::engine) fn lot(bought: &str, whole: u64, price: &str, team: Option<&str>) -> Lot {
        Lot {
            id: format!("{bought} at {price}"),
            bought: bought.parse().unwrap(),
            expires: None,
            tokens: whole.into(),
            price: price.parse::<TokenPrice>().unwrap().into(),
            kind: LotKind::Tokens,
            team: team.map(str::to_owned),
            place: None,
        }
    }

    pub(in crate::engine) fn day(text: &str) -> Day {
        day_number(text.parse().unwrap())
    }

    /// The team of a pool, its lots and whole tokens on it by the place of the person.
    type Told = (Option<String>, usize, Vec<(u32, u64)>);

    fn of(usage: &Usage, lots: &[Lot]) -> Vec<Told> {
        let pools = pools(&usage.charged(), lots, &sheets(), |_, charge| charge.pair);
        let charges = |pool: &LotsAndCharges| {
            pool.charges
                .iter()
                .map(|charge| (charge.tag, charge.micro.count() / 1_000_000))
                .collect()
        };
        pools.iter().map(|pool| (pool.team.clone(), pool.lots.len(), charges(pool))).collect()
    }

    #[test]
    fn a_team_with_lots_uses_them_and_everybody_else_the_others() {
        let usage = Usage::new(&[("2026-01-05", 0, 7), ("2026-01-05", 1, 3), ("2026-01-06", 2, 7)]);
        let (site, common) =
            (lot("2026-01-01", 20, "2.50", Some("Site")), lot("2026-01-01", 100, "3", None));
        let of_site = (Some("Site".to_owned()), 1, vec![(1, 3)]);
        let others = vec![(0, 7), (2, 7)];
        let both = of(&usage, &[site.clone(), common.clone()]);
        assert_eq!(both, [(None, 1, others.clone()), of_site.clone()]);
        assert_eq!(of(&usage, std::slice::from_ref(&site)), [(None, 0, others), of_site.clone()]);
        assert_eq!(of(&usage, &[common]), [(None, 1, vec![(1, 3), (0, 7), (2, 7)])]);
        // Without anybody who needs it there is no pool without lots.
        let usage = Usage::new(&[("2026-01-05", 1, 3)]);
        assert_eq!(of(&usage, &[site]), [of_site]);
    }

    #[test]
    fn of_one_moment_the_fewest_tokens_come_first_then_names_whatever_the_order_of_rows() {
        let day = "2026-01-05";
        let ordered = [(1, 2), (0, 3), (1, 3), (2, 3)];
        for rows in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let rows: Vec<_> = rows.map(|row| (day, ordered[row].0, ordered[row].1)).to_vec();
            assert_eq!(of(&Usage::new(&rows), &[]), [(None, 0, ordered.to_vec())]);
        }
    }
}
