use super::*;
use crate::engine::metering::replay::Key;
use crate::model::{Item, MicroSum, Pair, Product, TokenTerms};

/// A sheet with tokens at 3.00, or at 2.00 from 100 on.
fn sheet(name: &str, rates: &[(&str, u64)]) -> RateSheet {
    let product = |(id, rate): &(&str, u64)| Product {
        tokens_per_day: Some((*rate).into()),
        ..Product::new(*id)
    };
    RateSheet {
        name: name.into(),
        title: name.into(),
        effective: chrono::NaiveDate::MIN,
        currency: "USD".into(),
        token: TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 1.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: vec![crate::model::Tier { from: 100.into(), price: Some(2.into()) }],
            source: None,
            note: None,
        },
        products: rates.iter().map(product).collect(),
        services: vec![],
        collections: vec![],
    }
}

/// Ana at Revit and Maya, Ben at Revit.
fn directory() -> Directory {
    let item = |id: &str| Item { id: id.into(), name: id.into(), kind: ItemKind::Product };
    Directory {
        people: vec!["ana".into(), "ben".into()],
        items: vec![item("revit"), item("maya")],
        pairs: [(0, 0), (0, 1), (1, 0)].map(|(person, item)| Pair { person, item }).to_vec(),
        labels: vec![],
    }
}

fn tally(pair: u32, sheet: usize, charges: u64, days_of_use: u64) -> Tally {
    let key = Key { pair, label: 0, month: None, sheet };
    Tally { charges, days_of_use, ..Tally::none(key) }
}

fn cost(tallies: &[Tally], by: &[By]) -> CostOfUse {
    cost_of_use(&CostOfUseInput {
        tallies,
        directory: &directory(),
        teams: &[],
        sheets: &[sheet("old", &[("revit", 10)]), sheet("new", &[("revit", 9), ("maya", 6)])],
        token_price: None,
        by,
    })
}

#[test]
fn charges_without_a_rate_are_told_apart_and_in_no_figure() {
    // Maya has no rate in the old sheet: its 4 charges there count nowhere, its day of use does
    let tallies = [tally(0, 0, 2, 2), tally(1, 0, 4, 4), tally(1, 1, 1, 1)];
    let found = cost(&tallies, &[By::Product]);
    let figures: Vec<_> = found
        .groups
        .iter()
        .map(|it| (it.keys[0].clone().unwrap(), it.charges, it.days_of_use, it.tokens))
        .collect();
    let expected = [("revit", 2, 2, 20), ("maya", 1, 5, 6)];
    assert_eq!(
        figures,
        expected.map(|(key, a, b, tokens)| (key.to_owned(), Some(a), Some(b), tokens.into()))
    );
    // 20 + 6 tokens at 3.00
    assert_eq!((found.charges, found.days_of_use), (Some(3), Some(7)));
    assert_eq!((found.tokens, found.cost), (26.into(), Some(78.into())));
    let told =
        WithoutRate { product: "maya".into(), sheet: "old".into(), charges: 4, is_service: false };
    assert_eq!(found.without_rate, [told]);
}

#[test]
fn a_person_counts_once_however_often_and_not_without_use() {
    let stated = |charges, micro| Tally {
        stated_charges: charges,
        stated: MicroSum::new(micro),
        ..tally(2, 0, 0, 0)
    };
    let users = |tallies: &[Tally]| cost(tallies, &[By::Product]).groups[0].users.unwrap();
    assert_eq!(users(&[tally(0, 0, 1, 1), tally(0, 1, 1, 1), tally(2, 0, 1, 1)]), 2);
    // covered by a seat: a day of use, not charged
    assert_eq!(users(&[tally(0, 0, 0, 1)]), 1);
    assert_eq!((users(&[stated(1, 500_000)]), users(&[stated(0, 0)])), (1, 0));
    // what the export states comes on top of the rate: 10 + 0.5
    let found = cost(&[tally(0, 0, 1, 1), stated(1, 500_000)], &[]);
    assert_eq!((found.charges, found.tokens.to_string()), (Some(2), "10.5".to_owned()));
}

#[test]
fn a_token_costs_under_each_sheet_what_all_tokens_together_reach() {
    // 5 × 10 + 5 × 9 = 95 are below the tier from 100; 6 × 9 more make 104
    let costs = |new| cost(&[tally(0, 0, 5, 5), tally(0, 1, new, new)], &[]).cost.unwrap();
    assert_eq!((costs(5), costs(6)), ((95 * 3).into(), (104 * 2).into()));
}

#[test]
fn the_most_tokens_come_first_and_of_as_many_the_first_name() {
    let tallies = [tally(0, 0, 1, 1), tally(1, 1, 2, 2), tally(2, 0, 1, 1)];
    let order = |by| {
        let groups = cost(&tallies, &[by]).groups;
        groups.into_iter().map(|group| group.keys[0].clone().unwrap()).collect::<Vec<_>>()
    };
    // Revit 20, Maya 12; Ana 22, Ben 10
    assert_eq!(
        (order(By::Product), order(By::User)),
        (vec!["revit".to_owned(), "maya".to_owned()], vec!["ana".to_owned(), "ben".to_owned()],)
    );
}

#[test]
fn what_was_not_charged_wants_no_rate() {
    // Maya has no rate in the old sheet.
    let charges = |charges| {
        let without = cost(&[tally(1, 0, charges, 3)], &[]).without_rate;
        without.iter().map(|it| it.charges).collect::<Vec<_>>()
    };
    assert_eq!((charges(0), charges(1)), (vec![], vec![1]));
}

#[test]
fn what_one_row_does_not_say_its_group_cannot_say() {
    // The rows of one group in either order: of Ana and of nobody; counted and uncounted.
    let mut directory = directory();
    directory.people[1] = NOBODY.into();
    let of = |tallies: &[Tally]| {
        let input = CostOfUseInput {
            tallies,
            directory: &directory,
            teams: &[],
            sheets: &[sheet("new", &[("revit", 9)])],
            token_price: None,
            by: &[By::Product],
        };
        let group = cost_of_use(&input).groups.remove(0);
        (group.users, group.charges)
    };
    let (ana, nobody) = (tally(0, 0, 1, 1), tally(2, 0, 1, 1));
    assert_eq!(of(&[ana]), (Some(1), Some(1)));
    assert_eq!([of(&[ana, nobody]), of(&[nobody, ana])], [(None, Some(2)); 2]);
    let uncounted = Tally { is_uncounted: true, ..ana };
    assert_eq!([of(&[ana, uncounted]), of(&[uncounted, ana])], [(Some(1), None); 2]);
}
