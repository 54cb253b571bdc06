//! What holds for all lots, charges and forecasts, each beside a slow and independent way to the
//! same figures.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::cast_possible_truncation)] // a test that cannot go on has failed

use std::collections::HashMap;
use std::fs;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::engine::balance::schedule::{ScheduleInput, schedule, total};
use flexcalc::engine::pool::{Pool, PoolCharge, PoolLot, Spender, What};
use flexcalc::model::{
    Day, Instant, LotKind, Micro, MicroSum, Money, Quotient, Tier, TokenPrice, TokenTerms, Tokens,
    Unit,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// Days before 2025-12-08, when cloud services were served on credit, and after.
const FIRST_DAY: Day = Day::since_1970(20_400);

prop_compose! {
    fn lot()(bought in 0_i32..40, life in 1_i32..40, whole in 1_u64..60, cents in 0_u64..400, credits in 0_u8..5) -> PoolLot {
        PoolLot {
            id: String::new(),
            bought: FIRST_DAY + bought,
            expires: FIRST_DAY + bought + life,
            micro: Micro::new(whole * 1_000_000),
            price: cents_each(cents).into(),
            kind: if credits == 0 { LotKind::CloudCredits } else { LotKind::Tokens },
        }
    }
}

fn lots() -> impl Strategy<Value = Vec<PoolLot>> {
    let named = |(number, lot): (usize, PoolLot)| PoolLot { id: format!("lot {number}"), ..lot };
    prop::collection::vec(lot(), 0..8)
        .prop_map(move |lots| lots.into_iter().enumerate().map(named).collect())
}

fn charges() -> impl Strategy<Value = Vec<PoolCharge>> {
    let charge =
        (0_i32..70, prop::bool::weighted(0.3), 0_u64..12).prop_map(|(day, service, whole)| {
            PoolCharge {
                at: Instant::start_of(FIRST_DAY + day),
                spender: if service { Spender::Service } else { Spender::Desktop },
                micro: Micro::new(whole * 1_000_000),
                tag: 0,
            }
        });
    prop::collection::vec(charge, 0..60).prop_map(|mut charges| {
        charges.sort_by_key(|charge| charge.at);
        charges
    })
}

/// The same, a fifth of them given back.
fn charges_and_credits() -> impl Strategy<Value = Vec<PoolCharge>> {
    let turned = prop::collection::vec(prop::bool::weighted(0.2), 60);
    (charges(), turned).prop_map(|(mut charges, turned)| {
        for (charge, is_credit) in charges.iter_mut().zip(turned) {
            charge.micro = if is_credit { -charge.micro } else { charge.micro };
        }
        charges
    })
}

fn replayed(lots: &[PoolLot], charges: &[PoolCharge]) -> Pool {
    let mut pool = Pool::new(lots.to_vec());
    for charge in charges {
        pool.charge(charge);
    }
    pool.advance(FIRST_DAY + 80);
    pool.close_day();
    pool
}

/// Token by token: for each one that is wanted, look at every lot there is. What became of each
/// lot, by id, and what was denied, in whole tokens.
fn slowly(lots: &[PoolLot], charges: &[PoolCharge]) -> (Vec<(String, u64, u64)>, u64) {
    let mut left: Vec<u64> = lots.iter().map(|lot| lot.micro.count() / 1_000_000).collect();
    let (mut consumed, mut expired) = (vec![0; lots.len()], vec![0; lots.len()]);
    let (mut denied, mut debt, mut short_since, mut suspended) = (0, 0_u64, None, false);
    let suspension = Day::since_1970(20_430);
    for day in (0..=80).map(|ahead| FIRST_DAY + ahead) {
        // Whoever is short when the grace is done away with is suspended.
        suspended |= day == suspension && short_since.is_some();
        for (place, lot) in lots.iter().enumerate() {
            if lot.expires == day {
                expired[place] += std::mem::take(&mut left[place]);
            }
        }
        let mut bought: Vec<usize> =
            (0..lots.len()).filter(|place| lots[*place].bought == day).collect();
        bought.sort_by_key(|place| &lots[*place].id);
        for place in bought {
            let paid = debt.min(left[place]);
            left[place] -= paid;
            consumed[place] += paid;
            debt -= paid;
            if debt == 0 && left[place] > 0 {
                (short_since, suspended) = (None, false);
            }
        }
        // Once something was bought, the day on which nothing is left is the first of the grace.
        let is_short = |left: &[u64]| {
            let mut there = lots.iter().zip(left).filter(|(lot, _)| lot.bought <= day);
            lots.iter().any(|lot| lot.bought <= day) && there.all(|(_, left)| *left == 0)
        };
        if is_short(&left) && short_since.is_none() {
            (short_since, suspended) = (Some(day), suspended || day >= suspension);
        }
        for charge in charges.iter().filter(|charge| charge.at.day() == day) {
            let wanted = charge.micro.count() / 1_000_000;
            let service = charge.spender == Spender::Service;
            let usable = |place: &usize| {
                let lot = &lots[*place];
                lot.bought <= day && day < lot.expires && (service || lot.kind == LotKind::Tokens)
            };
            // A lot that was bought today pays a debt before it can be used: that has happened
            // above.
            let there: u64 = (0..lots.len()).filter(usable).map(|place| left[place]).sum();
            let limited = short_since.is_some_and(|since| day >= since + 14);
            let credit = service && day < suspension && !suspended && !limited;
            let served = wanted == 0
                || (!service && wanted <= there)
                || (service && !suspended && !limited && (wanted <= there || credit));
            if !served {
                denied += wanted;
                suspended |= service && !limited;
                continue;
            }
            for _ in 0..wanted {
                let first = (0..lots.len())
                    .filter(usable)
                    .filter(|place| left[*place] > 0)
                    .min_by_key(|place| {
                        let lot = &lots[*place];
                        (
                            lot.kind == LotKind::Tokens,
                            lot.expires,
                            lot.micro,
                            lot.bought,
                            lot.id.clone(),
                        )
                    });
                if let Some(place) = first {
                    left[place] -= 1;
                    consumed[place] += 1;
                } else {
                    debt += 1;
                    short_since = short_since.or(Some(day));
                }
            }
            if is_short(&left) && short_since.is_none() {
                (short_since, suspended) = (Some(day), suspended || day >= suspension);
            }
        }
    }
    let rows = lots
        .iter()
        .enumerate()
        .map(|(place, lot)| (lot.id.clone(), consumed[place], expired[place]));
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    (rows, denied)
}

/// The same of a pool.
fn outcome(pool: &Pool) -> (Vec<(String, u64, u64)>, u64) {
    let whole = |sum: MicroSum| (sum.count() / 1_000_000) as u64;
    let lots = pool.lots().iter();
    let mut rows: Vec<_> = lots
        .map(|state| (state.lot.id.clone(), whole(state.consumed), whole(state.expired)))
        .collect();
    rows.sort();
    (rows, whole(pool.days().iter().map(|day| day.denied.1).sum()))
}

fn cents_each(cents: u64) -> TokenPrice {
    TokenPrice::new(Decimal::new(cents.try_into().expect("few"), 2))
}

fn terms(term_days: u32, minimum: u64, list_cents: u64, tiers: &[(u64, u64)]) -> TokenTerms {
    TokenTerms {
        list_price: cents_each(list_cents),
        minimum_purchase: minimum.into(),
        term_days,
        grace_minutes: 5,
        tiers: tiers
            .iter()
            .map(|(from, price)| Tier { from: (*from).into(), price: Some(cents_each(*price)) })
            .collect(),
        source: None,
        note: None,
    }
}

/// What has been found out: the least cost from a day on with some stock.
type Known = HashMap<(usize, Vec<(usize, u64)>), u64>;

/// The least cost in cents of serving `days` from `day` on, by trying every purchase on every day,
/// several on one day too; `stock` has the day on which each lot expires and what is left of it,
/// the first to expire first.
fn brute_force(
    days: &[u64],
    day: usize,
    stock: Vec<(usize, u64)>,
    terms: &TokenTerms,
    known: &mut Known,
) -> u64 {
    let Some(wanted) = days.get(day) else { return 0 };
    let stock: Vec<_> =
        stock.into_iter().filter(|(expires, left)| *expires > day && *left > 0).collect();
    if let Some(least) = known.get(&(day, stock.clone())) {
        return *least;
    }
    let there: u64 = stock.iter().map(|(_, left)| left).sum();
    let mut least = u64::MAX;
    if there >= *wanted {
        let (mut open, mut after) = (*wanted, stock.clone());
        for (_, left) in &mut after {
            let part = open.min(*left);
            *left -= part;
            open -= part;
        }
        least = brute_force(days, day + 1, after, terms, known);
    }
    let asked: u64 = days[day..].iter().sum();
    let minimum = terms.minimum_purchase.to_u64().expect("whole");
    let tier = terms.tiers.iter().filter_map(|tier| tier.from.to_u64()).max().unwrap_or_default();
    // With everything in stock that is still asked for, more today is of no use: it would expire no
    // later than tomorrow's.
    let largest = if there < asked { asked.max(minimum).max(tier) } else { 0 };
    for size in minimum..=largest {
        let cost = (terms.price_of(size).price * Tokens::from(100 * size)).to_u64().expect("cents");
        let expires = day + terms.term_days as usize;
        let mut with = stock.clone();
        match with.last_mut() {
            Some((end, left)) if *end == expires => *left += size,
            _ => with.push((expires, size)),
        }
        least = least.min(cost.saturating_add(brute_force(days, day, with, terms, known)));
    }
    known.insert((day, stock), least);
    least
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    /// bought = consumed + expired + left after every event, and of each lot in money.
    #[test]
    fn tokens_and_money_are_conserved_after_every_event(
        lots in lots(),
        charges in prop_oneof![charges(), charges_and_credits()],
    ) {
        let pool = replayed(&lots, &charges);
        let (mut bought, mut consumed, mut expired) = (MicroSum::default(), MicroSum::default(), MicroSum::default());
        for event in pool.events() {
            match event.what {
                What::Bought(_) => bought += event.micro,
                What::Charged(_) | What::DebtPaid(_) => consumed += event.micro,
                What::Credited(_) => consumed -= event.micro,
                What::Expired(_) => expired += event.micro,
                What::CreditLost => {
                    consumed -= event.micro;
                    expired += event.micro;
                }
                What::Denied(_) | What::Owed(_) | What::Access(_) => {}
            }
            prop_assert_eq!(bought, consumed + expired + event.left, "{:?}", event);
        }
        let spent = lots.iter().map(|lot| lot.micro.tokens() * &lot.price);
        let parts = pool.lots().iter().flat_map(|state| {
            [state.consumed, state.expired, state.left()].map(|micro| state.cost(micro))
        });
        let (spent, parts): (Vec<_>, Vec<_>) = (spent.collect(), parts.collect());
        prop_assert_eq!(spent.iter().sum::<Quotient<Money>>(), parts.iter().sum::<Quotient<Money>>());
        let wanted: MicroSum = charges.iter().map(|charge| charge.micro).sum();
        prop_assert_eq!(wanted, pool.days().iter().map(flexcalc::engine::pool::DayOfCharges::asked).sum::<MicroSum>());
    }

    #[test]
    fn token_by_token_comes_to_the_same(lots in lots(), charges in charges()) {
        prop_assert_eq!(outcome(&replayed(&lots, &charges)), slowly(&lots, &charges));
    }

    /// A pool stands as if what is given back at once had never been taken.
    #[test]
    fn a_charge_that_is_given_back_at_once_leaves_no_trace(
        lots in lots(),
        charges in charges(),
        place in 0_usize..60,
    ) {
        prop_assume!(!charges.is_empty());
        let place = place % charges.len();
        let alone = replayed(&lots, &charges[..place]);
        let mut both = Pool::new(lots.clone());
        charges[..=place].iter().for_each(|charge| both.charge(charge));
        let mut before = Pool::new(lots);
        charges[..place].iter().for_each(|charge| before.charge(charge));
        let denied = |pool: &Pool| pool.days().iter().map(|day| day.denied.0).sum::<u64>();
        // What was denied took nothing, so that there is nothing to give back.
        prop_assume!(denied(&both) == denied(&before));
        both.charge(&PoolCharge { micro: -charges[place].micro, ..charges[place] });
        both.advance(FIRST_DAY + 80);
        let told = |pool: &Pool| pool.lots().iter().map(|lot| (lot.consumed, lot.expired)).collect::<Vec<_>>();
        prop_assert_eq!(told(&both), told(&alone));
        prop_assert_eq!(both.debt(), alone.debt());
    }

    #[test]
    fn the_order_of_lots_does_not_matter(lots in lots(), charges in charges(), turn in 0_usize..8) {
        let mut other = lots.clone();
        other.reverse();
        other.rotate_left(turn.min(lots.len()));
        let (one, other) = (replayed(&lots, &charges), replayed(&other, &charges));
        prop_assert_eq!(one.events(), other.events());
        prop_assert_eq!(one.lots(), other.lots());
    }

    /// What is asked for halfway changes nothing.
    #[test]
    fn two_halves_are_the_whole(lots in lots(), charges in charges(), middle in 0_i32..70) {
        let whole = replayed(&lots, &charges);
        let (first, second) = charges.split_at(charges.partition_point(|charge| charge.at.day() <= FIRST_DAY + middle));
        let mut halves = Pool::new(lots.clone());
        for charge in first {
            halves.charge(charge);
        }
        halves.advance(FIRST_DAY + middle);
        halves.close_day();
        let mut halves = halves.clone();
        for charge in second {
            halves.charge(charge);
        }
        halves.advance(FIRST_DAY + 80);
        halves.close_day();
        prop_assert_eq!(halves.events(), whole.events());
        prop_assert_eq!((halves.lots(), halves.days(), halves.left()), (whole.lots(), whole.days(), whole.left()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_schedule_is_the_cheapest_of_all(
        days in prop::collection::vec(0_u64..5, 1..7),
        term in 1_u32..5, minimum in 1_u64..4, list in 1_u64..9,
        tiers in prop::collection::btree_map(2_u64..9, 1_u64..9, 0..3),
    ) {
        let tiers: Vec<_> = tiers.into_iter().collect();
        let terms = terms(term, minimum, list, &tiers);
        let uncovered: Vec<_> = days.iter().map(|day| u128::from(*day)).collect();
        let result = schedule(&ScheduleInput { uncovered: &uncovered, parts: 1, terms: &terms }).expect("a small one");
        let least = brute_force(&days, 0, Vec::new(), &terms, &mut Known::new());
        let cost = total(&result.purchases);
        prop_assert_eq!(&cost, &Quotient::in_parts(least.into(), 100).expect("cents"));
        prop_assert!(cost <= total(&result.yearly) && cost <= total(&result.quarterly));
    }
}

fn run(line: &str) -> String {
    let words = line.split(' ').chain(["--rates", "autodesk"]);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer").stdout
}

/// Rows of usage and lots in any order, and in several files, are one question.
#[test]
fn shuffled_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = fs::read_to_string("examples/sessions.csv").expect("the example");
    let (head, rows) = log.split_once('\n').expect("a header");
    let mut rows: Vec<_> = rows.lines().collect();
    rows.reverse();
    rows.rotate_left(5);
    let shuffled = folder.path().join("shuffled.csv");
    fs::write(&shuffled, format!("{head}\n{}\n", rows.join("\n"))).expect("a file");
    let lots = ["A,2026-01-01,40,3.00", "B,2026-01-01,40,2.50", "C,2025-03-05,30,2"];
    let result = |usage: &str, order: [usize; 3]| {
        let file = folder.path().join("lots.csv");
        let rows = order.map(|place| lots[place]).join("\n");
        fs::write(&file, format!("id,bought,tokens,price\n{rows}\n")).expect("a file");
        let line = format!(
            "flexcalc balance --usage {usage} --lots {} --as-of 2026-04-30 --ledger -f json",
            file.display()
        );
        let json: Value = serde_json::from_str(&run(&line)).expect("JSON");
        json["result"].clone()
    };
    let shuffled = shuffled.display().to_string();
    assert_eq!(result("examples/sessions.csv", [0, 1, 2]), result(&shuffled, [2, 0, 1]));
}

/// Rows of a day have no times: whoever is read first must not decide who is denied.
#[test]
fn the_order_of_an_exports_rows_does_not_decide_what_is_denied() {
    let folder = tempfile::tempdir().expect("a folder");
    let lots = folder.path().join("lots.csv");
    fs::write(&lots, "id,bought,tokens,price\nA,2026-01-01,9,3\n").expect("a file");
    let rows = ["2026-01-05,eva,AutoCAD,7", "2026-01-05,finn,Fusion,3"];
    let result = |order: [usize; 2]| {
        let usage = folder.path().join("use.csv");
        let rows = order.map(|place| rows[place]).join("\n");
        fs::write(&usage, format!("Day used,Email,Product,Tokens used\n{rows}\n")).expect("a file");
        let (usage, lots) = (usage.display(), lots.display());
        let line =
            format!("flexcalc balance --usage {usage} --lots {lots} --as-of 2026-01-05 -f json");
        let json: Value = serde_json::from_str(&run(&line)).expect("JSON");
        (
            json["result"]["totals"]["left"].to_string(),
            json["result"]["totals"]["denied"].to_string(),
        )
    };
    // Fusion's 3 come first: 6 are left, and AutoCAD's 7 are denied.
    assert_eq!(result([0, 1]), ("6".to_owned(), "7".to_owned()));
    assert_eq!(result([1, 0]), result([0, 1]));
}
