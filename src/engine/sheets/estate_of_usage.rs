//! Which seats and teams does an export name?
//!
//! ```text
//! a row by subscription is a seat of its person: of what it says was held, else of what was used
//! a person is of the team that its rows name
//! ```
//!
//! Example: a row of Ana by subscription, Revit, offering `AEC Collection`, assigned on 2024-05-10:
//! a seat of the collection from 2024-05-10 on.
//!
//! Edges: a seat that was taken back on a day has that day as the first without it; one of which
//! nobody says when, and one that ended before it began, are told, not held. What no sheet knows,
//! and a cloud service, cannot be held. Of several rows about a seat that still runs, the one that
//! says since when is right. Who is of two teams is of none until the user says of which.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::engine::metering::gathered::Gathered;
use crate::model::{
    Day, Directory, Ended, Holding, Item, ItemKind, NOBODY, Paid, RateSheet, person,
};

/// What an estate from an export is made of.
pub struct EstateOfUsageInput<'a> {
    /// The sheet by which products are known.
    pub sheet: &'a RateSheet,
    /// The rows.
    pub gathered: &'a Gathered,
    /// What rows say that people held.
    pub holdings: &'a BTreeSet<Holding>,
    /// The names behind the numbers.
    pub directory: &'a Directory,
}

/// A seat that an export names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedSeat {
    /// Whose it is.
    pub user: String,
    /// What it is of.
    pub product: String,
    /// The first day, where it is told.
    pub from: Option<NaiveDate>,
    /// The first day without it.
    pub until: Option<NaiveDate>,
}

/// Why something that an export names is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoSeat {
    /// No sheet knows what it is of.
    Unknown,
    /// It is a cloud service.
    Service,
    /// It was taken back; when is not told.
    Gone,
    /// It was taken back before it was assigned, or on that day.
    Never,
}

/// What an estate can be begun with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EstateOfUsage {
    /// The seats.
    pub seats: BTreeSet<NamedSeat>,
    /// What is no seat, and why.
    pub no_seats: BTreeSet<(NamedSeat, NoSeat)>,
    /// People by team.
    pub teams: BTreeMap<String, BTreeSet<String>>,
    /// People whose rows name several teams.
    pub torn: BTreeMap<String, BTreeSet<String>>,
    /// How many rows are by subscription.
    pub by_subscription: u64,
    /// How many are not: they say nothing of seats.
    pub others: u64,
}

/// The seats and teams that the export names.
pub fn estate_of_usage(input: &EstateOfUsageInput) -> EstateOfUsage {
    let mut estate = EstateOfUsage::default();
    seats(input, &mut estate);
    teams(input, &mut estate);
    estate
}

fn seats(input: &EstateOfUsageInput, estate: &mut EstateOfUsage) {
    let said: BTreeSet<u32> = input.holdings.iter().map(|holding| holding.used).collect();
    let mut seats: BTreeMap<u32, BTreeSet<(Option<Day>, Ended)>> = BTreeMap::new();
    for Holding { held, from, ended, .. } in input.holdings {
        seats.entry(*held).or_default().insert((*from, *ended));
    }
    estate.others = input.gathered.sessions;
    for row in &input.gathered.rows {
        if row.paid != Paid::Subscription {
            estate.others += 1;
            continue;
        }
        estate.by_subscription += 1;
        if !said.contains(&row.pair) {
            seats.entry(row.pair).or_default().insert((None, Ended::No));
        }
    }
    for (pair, said) in seats {
        for (from, ended) in one_open(said) {
            seat(input, estate, pair, (from, ended));
        }
    }
}

/// Of seats that still run, the one that says since when, the first of several.
fn one_open(said: BTreeSet<(Option<Day>, Ended)>) -> Vec<(Option<Day>, Ended)> {
    let (open, ended): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|(_, ended)| *ended == Ended::No);
    let dated = open.iter().filter(|(from, _)| from.is_some()).min();
    let open = dated.or(open.first()).copied();
    ended.into_iter().chain(open).collect()
}

fn seat(
    input: &EstateOfUsageInput,
    estate: &mut EstateOfUsage,
    pair: u32,
    (from, ended): (Option<Day>, Ended),
) {
    let item = input.directory.item(pair);
    let until = match ended {
        Ended::On(day) => Some(day),
        Ended::No | Ended::Unknown => None,
    };
    let seat = NamedSeat {
        user: input.directory.person(pair).to_owned(),
        product: item.name.clone(),
        from: from.map(Day::date),
        until: until.map(Day::date),
    };
    let never = from.zip(until).is_some_and(|(from, until)| until <= from);
    let why = match (no_seat_of(item, input.sheet), ended) {
        (Some(why), _) => Some(why),
        (None, Ended::Unknown) => Some(NoSeat::Gone),
        (None, _) => never.then_some(NoSeat::Never),
    };
    match why {
        None => drop(estate.seats.insert(seat)),
        Some(why) => drop(estate.no_seats.insert((seat, why))),
    }
}

/// Why there can be no seat of it.
fn no_seat_of(item: &Item, sheet: &RateSheet) -> Option<NoSeat> {
    match item.kind {
        ItemKind::Product => None,
        ItemKind::Service => Some(NoSeat::Service),
        ItemKind::Collection if sheet.collections.iter().any(|one| one.id == item.id) => None,
        ItemKind::Collection | ItemKind::Unlisted => Some(NoSeat::Unknown),
    }
}

fn teams(input: &EstateOfUsageInput, estate: &mut EstateOfUsage) {
    // Two spellings of a team's name are one team, called by the first of them.
    let mut called: BTreeMap<String, &str> = BTreeMap::new();
    let mut teams_of: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (pair, label) in &input.gathered.labels {
        let who = input.directory.person(*pair);
        let Some(team) = input.directory.label(*label).team.as_deref() else { continue };
        let letters = person(team);
        if who == NOBODY || letters.is_empty() {
            continue;
        }
        let name = called.entry(letters.clone()).or_insert(team);
        *name = (*name).min(team);
        teams_of.entry(who).or_default().insert(letters);
    }
    let spelt = |letters: &String| called.get(letters).copied().unwrap_or_default().to_owned();
    for (who, teams) in teams_of {
        let mut names: BTreeSet<_> = teams.iter().map(spelt).collect();
        match (names.pop_first(), names.is_empty()) {
            (Some(team), true) => {
                estate.teams.entry(team).or_default().insert(who.to_owned());
            }
            (first, _) => {
                names.extend(first);
                estate.torn.insert(who.to_owned(), names);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, Micro, Pair, Product, TakeUsage, TokenTerms, Tokens, UseRow, When};

    fn sheet() -> RateSheet {
        let token = TokenTerms {
            list_price: "3".parse().unwrap(),
            minimum_purchase: Tokens::from(1),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![],
            source: None,
            note: None,
        };
        RateSheet {
            name: "s".into(),
            title: "s".into(),
            effective: NaiveDate::MIN,
            currency: "USD".into(),
            token,
            products: vec![Product::new("revit")],
            services: vec![],
            collections: vec![],
        }
    }

    const ANA_REVIT: u32 = 0;
    const BEN_REVIT: u32 = 1;
    const BEN_VAULT: u32 = 2;

    fn directory() -> Directory {
        let item = |id: &str, kind| Item { id: id.into(), name: id.into(), kind };
        let team = |team: &str| Label { team: Some(team.into()), ..Label::default() };
        Directory {
            people: vec!["ana".into(), "ben".into()],
            items: vec![item("revit", ItemKind::Product), item("vault", ItemKind::Unlisted)],
            pairs: vec![
                Pair { person: 0, item: 0 },
                Pair { person: 1, item: 0 },
                Pair { person: 1, item: 1 },
            ],
            labels: vec![Label::default(), team("Bridges"), team("bridges "), team("Towers")],
        }
    }

    fn row(pair: u32, by: Paid, label: u32) -> UseRow {
        UseRow {
            pair,
            when: When::Day(Day::since_1970(0)),
            detail: 0,
            file: 0,
            whole: 0,
            micro_tokens: Some(Micro::ZERO),
            paid: by,
            label,
        }
    }

    fn of(rows: &[UseRow], holdings: &[Holding]) -> EstateOfUsage {
        let mut gathered = Gathered::default();
        gathered.rows(rows);
        estate_of_usage(&EstateOfUsageInput {
            sheet: &sheet(),
            gathered: &gathered,
            holdings: &holdings.iter().copied().collect(),
            directory: &directory(),
        })
    }

    fn day(text: &str) -> Day {
        Day::from(text.parse::<NaiveDate>().unwrap())
    }

    /// The seats in words, and what is none.
    fn told(estate: &EstateOfUsage) -> (Vec<String>, Vec<(String, NoSeat)>) {
        let words = |seat: &NamedSeat| {
            let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            format!("{} {} {}..{}", seat.user, seat.product, day(seat.from), day(seat.until))
        };
        let no_seats = estate.no_seats.iter().map(|(seat, why)| (words(seat), *why));
        (estate.seats.iter().map(words).collect(), no_seats.collect())
    }

    #[test]
    fn a_row_by_subscription_is_a_seat_once_and_one_on_flex_is_none() {
        let rows = [
            row(ANA_REVIT, Paid::Subscription, 0),
            row(ANA_REVIT, Paid::Subscription, 0),
            row(BEN_REVIT, Paid::Tokens, 0),
        ];
        let estate = of(&rows, &[]);
        assert_eq!(told(&estate).0, ["ana revit .."]);
        assert_eq!((estate.by_subscription, estate.others), (2, 1));
    }

    #[test]
    fn what_a_row_says_of_the_seat_goes_before_that_it_was_used() {
        let from = Some(day("2024-05-10"));
        let seat = |from, ended| Holding { held: ANA_REVIT, used: ANA_REVIT, from, ended };
        let rows = [row(ANA_REVIT, Paid::Subscription, 0)];
        assert_eq!(told(&of(&rows, &[seat(from, Ended::No)])).0, ["ana revit 2024-05-10.."]);
        // one that ran once, and one that runs; two spellings of the latter
        let seats = [
            seat(None, Ended::On(day("2023-01-01"))),
            seat(from, Ended::No),
            seat(None, Ended::No),
        ];
        assert_eq!(
            told(&of(&rows, &seats)).0,
            ["ana revit ..2023-01-01", "ana revit 2024-05-10.."]
        );
    }

    #[test]
    fn what_cannot_be_held_is_told() {
        let seat = |held, from, ended| Holding { held, used: held, from, ended };
        let from = Some(day("2026-03-02"));
        let estate = of(
            &[],
            &[
                seat(BEN_VAULT, None, Ended::No),
                seat(ANA_REVIT, None, Ended::Unknown),
                seat(BEN_REVIT, from, Ended::On(day("2026-03-02"))),
            ],
        );
        assert!(estate.seats.is_empty());
        assert_eq!(
            told(&estate).1,
            [
                ("ana revit ..".to_owned(), NoSeat::Gone),
                ("ben revit 2026-03-02..2026-03-02".to_owned(), NoSeat::Never),
                ("ben vault ..".to_owned(), NoSeat::Unknown),
            ]
        );
    }

    #[test]
    fn a_person_is_of_the_one_team_that_rows_name_in_any_spelling() {
        let rows = [
            row(ANA_REVIT, Paid::Tokens, 1),
            row(ANA_REVIT, Paid::Tokens, 2),
            row(ANA_REVIT, Paid::Tokens, 0),
            row(BEN_REVIT, Paid::Tokens, 1),
            row(BEN_VAULT, Paid::Tokens, 3),
        ];
        let estate = of(&rows, &[]);
        let ana = BTreeSet::from(["ana".to_owned()]);
        assert_eq!(estate.teams, BTreeMap::from([("Bridges".to_owned(), ana)]));
        let both = BTreeSet::from(["Bridges".to_owned(), "Towers".to_owned()]);
        assert_eq!(estate.torn, BTreeMap::from([("ben".to_owned(), both)]));
    }
}
