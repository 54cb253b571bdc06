use super::*;
use crate::model::{Instant, Lot};
use chrono::NaiveDate;

fn day(text: &str) -> Day {
    text.parse::<NaiveDate>().unwrap().into()
}

/// A lot of whole tokens at 3.00 that lives 365 days.
fn lot(id: &str, bought: &str, whole: u64) -> PoolLot {
    let bought = day(bought);
    let price = 3.into();
    let micro = Micro::new(whole * 1_000_000);
    PoolLot { id: id.into(), bought, expires: bought + 365, micro, price, kind: LotKind::Tokens }
}

fn charge(pool: &mut Pool, on: &str, spender: Spender, whole: u64) {
    let at = Instant::start_of(day(on));
    pool.charge(&PoolCharge { at, spender, micro: Micro::new(whole * 1_000_000), tag: 0 });
}

/// Whole tokens consumed of each lot.
fn consumed(pool: &Pool) -> Vec<(&str, u128)> {
    pool.lots()
        .iter()
        .map(|state| (state.lot.id.as_str(), state.consumed.count() / 1_000_000))
        .collect()
}

/// What is left and owed, in whole tokens.
fn balance(pool: &Pool) -> (u128, u128) {
    (pool.left().count() / 1_000_000, pool.debt().count() / 1_000_000)
}

fn access(pool: &Pool) -> Vec<(Day, Access)> {
    let changes = pool.events().iter().filter_map(|event| match event.what {
        What::Access(access) => Some((event.day, access)),
        _ => None,
    });
    changes.collect()
}

#[test]
fn the_lot_that_expires_first_pays_then_the_smaller_then_the_earlier_then_by_id() {
    let expiring = |lot: PoolLot, expires: &str| PoolLot { expires: day(expires), ..lot };
    let lots = vec![
        lot("late", "2026-01-01", 10),
        expiring(lot("b", "2026-01-02", 20), "2026-06-01"),
        expiring(lot("a", "2026-01-02", 20), "2026-06-01"),
        expiring(lot("earlier", "2026-01-01", 20), "2026-06-01"),
        expiring(lot("smaller", "2026-01-03", 19), "2026-06-01"),
    ];
    let order = ["smaller", "earlier", "a", "b", "late"];
    let sizes = [19, 20, 20, 20, 10];
    for served in 1..=order.len() {
        let mut pool = Pool::new(lots.clone());
        // One token less than these lots have together: all but the last are used up.
        let wanted: u64 = sizes[..served].iter().sum::<u64>() - 1;
        charge(&mut pool, "2026-02-01", Spender::Desktop, wanted);
        let left: Vec<_> =
            consumed(&pool).into_iter().filter(|(_, consumed)| *consumed > 0).collect();
        assert_eq!(left.len(), served, "{served}");
        assert!(order[..served].iter().all(|id| left.iter().any(|(lot, _)| lot == id)), "{served}");
    }
}

#[test]
fn a_lot_is_unusable_on_its_expiry_date_and_leap_years_have_a_day_more() {
    // 2024 has a 29th of February: 365 days from 2023-06-01 end on 2024-05-31.
    let leap = Lot {
        id: "leap".into(),
        bought: "2023-06-01".parse().unwrap(),
        expires: None,
        tokens: 10.into(),
        price: 3.into(),
        kind: LotKind::Tokens,
        team: None,
        place: None,
    };
    assert_eq!(PoolLot::new(&leap, 365).expires, day("2024-05-31"));
    let mut pool = Pool::new(vec![PoolLot::new(&leap, 365)]);
    charge(&mut pool, "2023-05-31", Spender::Desktop, 1);
    charge(&mut pool, "2023-06-01", Spender::Desktop, 2);
    charge(&mut pool, "2024-05-30", Spender::Desktop, 3);
    charge(&mut pool, "2024-05-31", Spender::Desktop, 1);
    let state = &pool.lots()[0];
    assert_eq!(
        [state.consumed, state.expired, state.left()],
        [MicroSum::new(5_000_000), MicroSum::new(5_000_000), MicroSum::ZERO]
    );
    let denied: u64 = pool.days().iter().map(|day| day.denied.0).sum();
    assert_eq!(denied, 2);
}

#[test]
fn two_lots_pay_for_one_charge() {
    let mut pool = Pool::new(vec![lot("old", "2026-01-01", 4), lot("new", "2026-02-01", 100)]);
    charge(&mut pool, "2026-03-01", Spender::Desktop, 7);
    assert_eq!(consumed(&pool), [("old", 4), ("new", 3)]);
}

#[test]
fn a_charge_of_seven_with_six_left_is_denied_and_takes_nothing() {
    let mut pool = Pool::new(vec![lot("only", "2026-01-01", 6)]);
    charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
    assert_eq!(balance(&pool), (6, 0));
    charge(&mut pool, "2026-01-02", Spender::Desktop, 3);
    assert_eq!(balance(&pool), (3, 0));
    let today = pool.days()[0];
    assert_eq!(
        (today.denied, today.paid),
        ((1, MicroSum::new(7_000_000)), (1, MicroSum::new(3_000_000)))
    );
}

#[test]
fn the_next_purchase_pays_a_debt_of_five() {
    let mut pool = Pool::new(vec![lot("first", "2025-01-01", 10), lot("next", "2025-02-05", 100)]);
    charge(&mut pool, "2025-02-01", Spender::Service, 15);
    assert_eq!(balance(&pool), (0, 5));
    pool.advance(day("2025-02-05"));
    // −5 + 100 = 95
    assert_eq!(balance(&pool), (95, 0));
    assert_eq!(
        access(&pool),
        [(day("2025-02-01"), Access::Grace), (day("2025-02-05"), Access::Full)]
    );
    assert_eq!(consumed(&pool), [("first", 10), ("next", 5)]);
}

#[test]
fn charges_served_on_credit_are_counted_with_what_is_owed_for_them() {
    let mut pool = Pool::new(vec![lot("first", "2025-01-01", 10)]);
    charge(&mut pool, "2025-02-01", Spender::Service, 8);
    charge(&mut pool, "2025-02-01", Spender::Service, 5);
    charge(&mut pool, "2025-02-01", Spender::Service, 1);
    // 8 in full; 2 of 5 and nothing of 1, so that 3 + 1 are owed by two charges.
    let today = pool.days()[0];
    assert_eq!(
        (today.paid, today.owed),
        ((1, MicroSum::new(10_000_000)), (2, MicroSum::new(4_000_000)))
    );
    assert_eq!(today.asked(), MicroSum::new(14_000_000));
}

#[test]
fn what_expires_of_each_kind_on_one_day_is_lost_from_its_own_purse() {
    let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2022-01-01", 5) };
    let mut pool = Pool::new(vec![credits, lot("tokens", "2022-01-01", 7)]);
    pool.advance(day("2022-12-31"));
    assert_eq!(balance(&pool), (12, 0));
    pool.advance(day("2023-01-01"));
    let lost = pool.lots().iter().map(|state| state.expired.count() / 1_000_000);
    assert_eq!(lost.collect::<Vec<_>>(), [5, 7]);
    assert_eq!(balance(&pool), (0, 0));
    // Tokens are told first, while the credits are still there.
    let told: Vec<_> =
        pool.events()[2..].iter().map(|event| event.left.count() / 1_000_000).collect();
    // With the last of them nothing is left, and the grace begins.
    assert_eq!(told, [5, 0, 0]);
}

#[test]
fn a_debt_of_a_hundred_and_one_stays_limited_after_a_purchase_of_a_hundred() {
    let mut pool = Pool::new(vec![lot("next", "2025-03-01", 100), lot("last", "2025-03-02", 100)]);
    charge(&mut pool, "2025-02-01", Spender::Service, 101);
    // The grace is over on the fifteenth day.
    charge(&mut pool, "2025-02-14", Spender::Service, 0);
    charge(&mut pool, "2025-02-15", Spender::Service, 1);
    assert_eq!(pool.days().last().unwrap().denied, (1, MicroSum::new(1_000_000)));
    pool.advance(day("2025-03-01"));
    assert_eq!(balance(&pool), (0, 1));
    let limited = [(day("2025-02-01"), Access::Grace), (day("2025-02-15"), Access::Limited)];
    assert_eq!(access(&pool), limited);
    pool.advance(day("2025-03-02"));
    assert_eq!(balance(&pool), (99, 0));
    assert_eq!(access(&pool).last(), Some(&(day("2025-03-02"), Access::Full)));
}

#[test]
fn from_the_eighth_of_december_2025_nothing_is_served_on_credit() {
    assert_eq!(day("2025-12-08"), SUSPENSION);
    for (on, left, owed, state) in
        [("2025-12-07", 0, 4, Access::Grace), ("2025-12-08", 6, 0, Access::Suspended)]
    {
        let mut pool = Pool::new(vec![lot("only", "2025-06-01", 6)]);
        charge(&mut pool, on, Spender::Service, 10);
        assert_eq!((balance(&pool), access(&pool)), ((left, owed), vec![(day(on), state)]), "{on}");
    }
    // Suspended until topped up: what would be covered is denied, too.
    let mut pool = Pool::new(vec![lot("only", "2025-06-01", 6), lot("more", "2026-01-10", 100)]);
    charge(&mut pool, "2026-01-02", Spender::Service, 10);
    charge(&mut pool, "2026-01-03", Spender::Service, 1);
    assert_eq!(balance(&pool), (6, 0));
    charge(&mut pool, "2026-01-10", Spender::Service, 1);
    assert_eq!(balance(&pool), (105, 0));
}

#[test]
fn cloud_credits_pay_for_services_before_tokens_and_never_for_products() {
    let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2022-06-01", 10) };
    let mut pool = Pool::new(vec![credits, lot("tokens", "2022-01-01", 10)]);
    charge(&mut pool, "2022-07-01", Spender::Service, 12);
    assert_eq!(consumed(&pool), [("tokens", 2), ("credits", 10)]);
    let mut pool = Pool::new(vec![PoolLot {
        kind: LotKind::CloudCredits,
        ..lot("credits", "2022-06-01", 10)
    }]);
    charge(&mut pool, "2022-07-01", Spender::Desktop, 1);
    assert_eq!(pool.days()[0].denied, (1, MicroSum::new(1_000_000)));
}

#[test]
fn a_day_is_told_once_and_says_what_was_left() {
    let mut pool = Pool::new(vec![lot("a", "2026-01-01", 10)]);
    charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
    charge(&mut pool, "2026-01-02", Spender::Desktop, 7);
    pool.close_day();
    pool.close_day();
    let told: Vec<_> =
        pool.events().iter().map(|event| (event.what, event.left.count() / 1_000_000)).collect();
    let denied = What::Access(Access::DesktopDenied);
    assert_eq!(
        told,
        [(What::Bought(0), 10), (What::Charged(1), 3), (What::Denied(1), 3), (denied, 3)]
    );
}

/// The day's charges that were denied.
fn denied(pool: &Pool, on: &str) -> u64 {
    pool.days().iter().filter(|of| of.day == day(on)).map(|of| of.denied.0).sum()
}

#[test]
fn the_day_on_which_nothing_is_left_begins_the_grace_and_not_the_first_debt() {
    let mut pool = Pool::new(vec![lot("only", "2022-06-01", 10)]);
    charge(&mut pool, "2023-03-01", Spender::Service, 10);
    assert_eq!((balance(&pool), pool.services_now().state), ((0, 0), Access::Grace));
    assert_eq!(pool.services_now().until, Some(day("2023-03-15")));
    // On credit within the grace; one day before its end, at it, and after it.
    for (on, is_denied) in
        [("2023-03-10", 0), ("2023-03-14", 0), ("2023-03-15", 1), ("2023-03-20", 1)]
    {
        charge(&mut pool, on, Spender::Service, 1);
        assert_eq!(denied(&pool, on), is_denied, "{on}");
    }
    assert_eq!(balance(&pool), (0, 2));
    let limited = [(day("2023-03-01"), Access::Grace), (day("2023-03-15"), Access::Limited)];
    assert_eq!(access(&pool), limited);
    let now = AccessNow { state: Access::Limited, since: Some(day("2023-03-15")), until: None };
    assert_eq!(pool.services_now(), now);
    let since = Some(day("2023-03-01"));
    assert_eq!(pool.desktop_now().since, since);
    // Whoever has not topped up by then is suspended.
    pool.advance(SUSPENSION);
    assert_eq!(access(&pool).last(), Some(&(SUSPENSION, Access::Suspended)));
}

#[test]
fn what_expires_begins_the_grace_too_unless_the_next_lot_follows_on_that_day() {
    let next = |bought| vec![lot("old", "2022-03-01", 10), lot("new", bought, 5)];
    for (bought, states) in [
        ("2023-02-28", vec![]),
        ("2023-03-01", vec![]),
        ("2023-03-02", vec![("2023-03-01", Access::Grace), ("2023-03-02", Access::Full)]),
    ] {
        let mut pool = Pool::new(next(bought));
        pool.advance(day("2023-03-10"));
        let states: Vec<_> = states.into_iter().map(|(on, state)| (day(on), state)).collect();
        assert_eq!(access(&pool), states, "{bought}");
        assert_eq!(pool.services_now().state, Access::Full);
    }
}

#[test]
fn a_grace_ends_with_the_old_rule_and_nothing_left_suspends_at_once_after_it() {
    let mut pool = Pool::new(vec![lot("only", "2025-11-01", 10)]);
    charge(&mut pool, "2025-12-01", Spender::Service, 10);
    assert_eq!(pool.services_now().until, Some(SUSPENSION));
    charge(&mut pool, "2025-12-08", Spender::Service, 1);
    assert_eq!(denied(&pool, "2025-12-08"), 1);
    assert_eq!(pool.services_now().state, Access::Suspended);
    let mut pool = Pool::new(vec![lot("only", "2026-01-01", 10)]);
    charge(&mut pool, "2026-01-02", Spender::Desktop, 10);
    let since = Some(day("2026-01-02"));
    let now = AccessNow { state: Access::Suspended, since, until: None };
    assert_eq!(pool.services_now(), now);
    assert_eq!(pool.desktop_now(), AccessNow { state: Access::DesktopDenied, ..now });
}

#[test]
fn what_is_given_back_in_the_grace_ends_it() {
    let mut pool = Pool::new(vec![lot("only", "2022-06-01", 10)]);
    charge(&mut pool, "2023-03-01", Spender::Service, 10);
    let at = Instant::start_of(day("2023-03-04"));
    let back = -Micro::new(4_000_000);
    pool.charge(&PoolCharge { at, spender: Spender::Service, micro: back, tag: 0 });
    pool.close_day();
    assert_eq!((balance(&pool), pool.services_now().state), ((4, 0), Access::Full));
    let told: Vec<_> = pool.events().iter().skip(2).map(|event| event.what).collect();
    let [grace, full] = [What::Access(Access::Grace), What::Access(Access::Full)];
    assert_eq!(told, [grace, What::Credited(1), full]);
}

#[test]
fn a_service_that_needs_a_balance_of_one_is_denied_without_it_and_changes_nothing() {
    let rendering = Spender::Holding(Micro::new(1_000_000));
    let mut pool = Pool::new(vec![lot("only", "2022-06-01", 10)]);
    charge(&mut pool, "2023-02-01", Spender::Service, 9);
    charge(&mut pool, "2023-02-02", rendering, 0);
    assert_eq!((balance(&pool), denied(&pool, "2023-02-02")), ((1, 0), 0));
    charge(&mut pool, "2023-03-01", Spender::Service, 1);
    charge(&mut pool, "2023-03-02", rendering, 0);
    assert_eq!(denied(&pool, "2023-03-02"), 1);
    // The grace of the others goes on.
    charge(&mut pool, "2023-03-02", Spender::Service, 1);
    assert_eq!((denied(&pool, "2023-03-02"), pool.debt().count()), (1, 1_000_000));
}

#[test]
fn a_charge_is_covered_up_to_what_its_spender_may_take() {
    let is_served = |on: &str, spender: Spender, whole: u64| {
        let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2026-01-01", 5) };
        let mut pool = Pool::new(vec![credits, lot("tokens", "2026-01-01", 10)]);
        charge(&mut pool, on, spender, whole);
        denied(&pool, on) == 0
    };
    let served =
        |spender, whole: [u64; 3]| whole.map(|whole| is_served("2026-01-02", spender, whole));
    // one below, at, one above: 10 tokens for a product, 10 + 5 for a service
    assert_eq!(served(Spender::Desktop, [9, 10, 11]), [true, true, false]);
    assert_eq!(served(Spender::Service, [14, 15, 16]), [true, true, false]);
    let holding = |whole: u64| Spender::Holding(Micro::new(whole * 1_000_000));
    assert_eq!(served(holding(1), [14, 15, 16]), [true, true, false]);
    // a balance of 14, 15 and 16 for what takes 1
    let of = |least| is_served("2026-01-02", holding(least), 1);
    assert_eq!([14, 15, 16].map(of), [true, true, false]);
}

#[test]
fn what_is_free_is_served_while_services_are_limited() {
    let mut pool = Pool::new(vec![lot("only", "2022-06-01", 10)]);
    charge(&mut pool, "2023-03-01", Spender::Service, 10);
    // The grace is over on 2023-03-15.
    charge(&mut pool, "2023-03-15", Spender::Service, 0);
    charge(&mut pool, "2023-03-15", Spender::Service, 1);
    let today = pool.days()[1];
    assert_eq!((today.paid.0, today.denied.0, today.owed.0), (1, 1, 0));
}

#[test]
fn desktop_products_are_open_while_tokens_are_left_and_denied_without_any() {
    let credits = PoolLot { kind: LotKind::CloudCredits, ..lot("credits", "2026-01-01", 5) };
    let mut pool = Pool::new(vec![credits, lot("tokens", "2026-01-05", 10)]);
    let state = |pool: &Pool| (pool.desktop_now().state, pool.desktop_now().since);
    // nothing bought yet
    assert_eq!(state(&pool), (Access::DesktopDenied, None));
    // credits are no tokens
    pool.advance(day("2026-01-01"));
    assert_eq!(state(&pool), (Access::DesktopDenied, Some(day("2026-01-01"))));
    pool.advance(day("2026-01-05"));
    assert_eq!(state(&pool), (Access::Full, None));
    // one is left, then none
    charge(&mut pool, "2026-01-06", Spender::Desktop, 9);
    assert_eq!(state(&pool), (Access::Full, None));
    charge(&mut pool, "2026-01-07", Spender::Desktop, 1);
    assert_eq!(state(&pool), (Access::DesktopDenied, Some(day("2026-01-07"))));
}
