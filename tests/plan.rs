//! The cheapest mix beside every mix there is.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::engine::plan::mix::offers::{CollectionOffer, Offers, ProductOffer};
use flexcalc::engine::plan::parts::Parts;
use flexcalc::engine::plan::{Plan, PlanInput, Planner};
use flexcalc::model::{Money, Percent, Quotient, Tier, TokenPrice, TokenTerms, Unit};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Money in cents, rates in tenths of a token and parts of those, so that the finest units are tried, too.
#[derive(Clone, Debug)]
struct Instance {
    products: Vec<(Option<u64>, Option<u64>)>,
    collections: Vec<(Vec<usize>, u64)>,
    people: Vec<BTreeMap<usize, u32>>,
    minimum: u64,
    list: u64,
    tiers: BTreeMap<u64, u64>,
    buffer: u64,
    services: u64,
    /// Days and tokens are counted in such parts, as a part of a year brings them.
    parts: u64,
}

const PRODUCTS: usize = 3;

fn instances() -> impl Strategy<Value = Instance> {
    let offer = (prop::option::weighted(0.9, 1_u64..40), 1_u64..4000, any::<prop::sample::Index>())
        .prop_map(|(rate, price, sometimes)| {
            (rate, (rate.is_none() || sometimes.index(8) > 0).then_some(price))
        });
    let collection = (prop::collection::btree_set(0..PRODUCTS, 1..=PRODUCTS), 100_u64..6000)
        .prop_map(|(products, price)| (products.into_iter().collect::<Vec<_>>(), price));
    let person = prop::collection::btree_map(0..PRODUCTS, 1_u32..30, 0..=PRODUCTS);
    (
        prop::collection::vec(offer, PRODUCTS),
        prop::collection::vec(collection, 0..3),
        prop::collection::vec(person, 0..7),
        (1_u64..80, 50_u64..120, prop::collection::btree_map(20_u64..200, 30_u64..120, 0..4)),
        prop::sample::select(vec![0_u64, 15, 10, 33]),
        (prop::sample::select(vec![0_u64, 0, 7, 125]), prop::sample::select(vec![1_u64, 1, 2, 7])),
    )
        .prop_map(
            |(products, collections, people, (minimum, list, tiers), buffer, (services, parts))| {
                Instance {
                    products,
                    collections,
                    people,
                    minimum,
                    list,
                    tiers,
                    buffer,
                    services,
                    parts,
                }
            },
        )
}

fn solved(instance: &Instance) -> (Plan, Vec<Option<Quotient<Money>>>) {
    solved_until(instance, &|| false)
}

fn solved_until(
    instance: &Instance,
    stop: &dyn Fn() -> bool,
) -> (Plan, Vec<Option<Quotient<Money>>>) {
    let micro = |cents: u64| cents * 10_000;
    let offers = Offers {
        products: instance
            .products
            .iter()
            .enumerate()
            .map(|(place, (rate, price))| ProductOffer {
                id: place.to_string(),
                micro_rate: rate.map(|tenths| tenths * 100_000),
                micro_price: price.map(micro),
            })
            .collect(),
        collections: instance
            .collections
            .iter()
            .enumerate()
            .map(|(place, (products, price))| CollectionOffer {
                id: place.to_string(),
                products: products.clone(),
                micro_price: micro(*price),
            })
            .collect(),
    };
    let cents = |cents: u64| TokenPrice::new(Decimal::new(cents.try_into().expect("few"), 2));
    let terms = TokenTerms {
        list_price: cents(instance.list),
        minimum_purchase: instance.minimum.into(),
        term_days: 365,
        grace_minutes: 5,
        tiers: instance
            .tiers
            .iter()
            .map(|(from, price)| Tier { from: (*from).into(), price: Some(cents(*price)) })
            .collect(),
        source: None,
        note: None,
    };
    let needs = |person: &BTreeMap<usize, u32>| {
        person.iter().map(|(product, days)| offers.need(*product, *days)).collect::<Vec<_>>()
    };
    let people: Vec<_> = instance.people.iter().map(needs).collect();
    let buffer = Percent::from(instance.buffer);
    let input = PlanInput {
        people: &people,
        offers: &offers,
        terms: &terms,
        buffer,
        services: u128::from(instance.services) * 100_000,
        parts: Parts::new(NonZeroU64::new(instance.parts).expect("parts")),
    };
    let planner = Planner::new(input).expect("every product has a rate or a price");
    let others = [
        planner.all_subscriptions(),
        planner.by_rule(|_, _| false),
        planner.by_rule(|_, need| need.days >= 10),
        Some(planner.mix(planner.cheapest(&|| false).mix.held)),
    ];
    let plan = planner.cheapest(stop);
    (plan, others.map(|mix| mix.map(|mix| mix.total.clone())).to_vec())
}

/// Every way of every person, product by product: tenths of tokens and cents. Nothing is left out
/// for being worse.
fn every_way(person: &BTreeMap<usize, u32>, instance: &Instance) -> Vec<(u64, u64)> {
    let mut ways = vec![(0, 0, 0_u32)];
    for (product, days) in person {
        let mut next = Vec::new();
        for (tokens, cost, collections) in ways {
            let (rate, price) = instance.products[*product];
            next.extend(rate.map(|rate| (tokens + rate * u64::from(*days), cost, collections)));
            next.extend(price.map(|price| (tokens, cost + price, collections)));
            for (place, (products, _)) in instance.collections.iter().enumerate() {
                if products.contains(product) {
                    next.push((tokens, cost, collections | 1 << place));
                }
            }
        }
        ways = next;
    }
    let of = |collections: u32| -> u64 {
        instance
            .collections
            .iter()
            .enumerate()
            .filter(|(place, _)| collections >> place & 1 == 1)
            .map(|(_, one)| one.1)
            .sum()
    };
    ways.into_iter().map(|(tokens, cost, collections)| (tokens, cost + of(collections))).collect()
}

/// The least cost in cents and the fewest tokens, in tenths, at that cost: every assignment, totals
/// kept apart, and every purchase.
fn brute_force(instance: &Instance) -> (u64, u64) {
    let mut totals = BTreeMap::from([(instance.services, 0_u64)]);
    for person in &instance.people {
        let mut next = BTreeMap::new();
        for (tokens, cost) in every_way(person, instance) {
            for (sum, so_far) in &totals {
                let least = next.entry(sum + tokens).or_insert(u64::MAX);
                *least = (*least).min(so_far + cost);
            }
        }
        totals = next;
    }
    let purchase = |tenths: u64| {
        // tenths × (100 + buffer) ÷ 1000, rounded up once
        let needed = (tenths * (100 + instance.buffer)).div_ceil(1000 * instance.parts);
        if needed == 0 {
            return 0;
        }
        let largest = instance.tiers.keys().max().copied().unwrap_or_default();
        let least = needed.max(instance.minimum);
        let sizes = least..=least.max(largest);
        let price = |size: u64| {
            instance.tiers.range(..=size).next_back().map_or(instance.list, |(_, price)| *price)
        };
        sizes.map(|size| size * price(size)).min().expect("a size")
    };
    totals.into_iter().map(|(tokens, cost)| (cost + purchase(tokens), tokens)).min().expect("a mix")
}

fn run(line: &str) -> String {
    let words = line.split(' ').chain(["--rates", "tests/plan/rates.toml"]);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer").stdout
}

/// Rows in any order, and people who differ in nothing but their names, give the same bytes.
#[test]
fn shuffled_usage_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let result = |turn: usize| {
        let mut rows: Vec<_> =
            (0..40).map(|n| format!("p{n:02}@example.com,Revit,{},Flex", 95 + n % 4 * 5)).collect();
        rows.rotate_left(turn);
        rows.swap(3, 20 + turn % 10);
        let usage = folder.path().join("usage.csv");
        let head = "email,offering_name,days_used,access_option";
        std::fs::write(&usage, format!("{head}\n{}\n", rows.join("\n"))).expect("a file");
        run(&format!(
            "flexcalc plan --usage {} --period 2026-01-01..2027-01-01 -f json",
            usage.display()
        ))
    };
    let first = result(0);
    assert!((1..40).all(|turn| result(turn) == first));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn no_mix_is_cheaper(instance in instances()) {
        let (plan, others) = solved(&instance);
        let (cost, tokens) = brute_force(&instance);
        let cost = Quotient::in_parts(cost.into(), 100).expect("cents");
        prop_assert_eq!(&plan.mix.total, &cost);
        prop_assert_eq!(&plan.mix.tokens_used, &Quotient::in_parts(tokens.into(), 10 * u128::from(instance.parts)).expect("tenths"));
        prop_assert!(plan.proved);
        prop_assert_eq!(&plan.lower_bound, &cost);
        for other in others.iter().flatten() {
            prop_assert!(*other >= cost);
        }
        for tier in &plan.tiers {
            prop_assert!(tier.open <= instance.people.len());
        }
    }

    /// A search that is stopped says so, and its bound still holds.
    #[test]
    fn a_bound_holds_when_the_search_is_stopped(instance in instances()) {
        let (cost, _) = brute_force(&instance);
        let cost = Quotient::in_parts(cost.into(), 100).expect("cents");
        let (plan, _) = solved_until(&instance, &|| true);
        prop_assert!(plan.lower_bound <= cost && cost <= plan.mix.total);
        prop_assert!(!plan.proved || plan.mix.total == cost);
    }
}
