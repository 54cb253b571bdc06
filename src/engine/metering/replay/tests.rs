use super::testing::{Found, counted, hour, session, with, within};
use super::*;

#[test]
fn a_session_is_free_below_the_grace_and_charged_at_it() {
    let lasting = |millis: i64| Session { closed: Some(hour(9).after(millis)), ..session(9, None) };
    // 4:59.999, 5:00.000 and 5:00.001
    for (millis, charges) in [(299_999, 0), (300_000, 1), (300_001, 1)] {
        assert_eq!(counted(&[lasting(millis)]).charges, charges, "{millis}");
    }
}

#[test]
fn a_period_counts_from_its_first_moment_and_not_from_its_end() {
    let period = "1970-01-02..1970-01-03".parse().unwrap();
    // Hours 24 to 48; a session outside is neither charged nor seen.
    for (opened, charged, outside) in [(23, 0, 1), (24, 1, 0), (47, 1, 0), (48, 0, 1)] {
        let entitlements = Entitlements::default();
        let found = within(period, Order::Sorted, &entitlements, ItemKind::Product, |replay| {
            replay.sessions(&[session(opened, Some(opened + 1))]).unwrap();
        });
        let counts = (found.sessions.charged, found.outside, found.charges.len() as u64);
        assert_eq!(counts, (charged, outside, charged), "{opened}");
    }
}

#[test]
fn charges_at_the_end_of_a_window_are_told_apart_from_those_at_an_open() {
    let entitlements = Entitlements::default();
    // 65 hours: at 0, 24 and 48; then a session in the window that ends at 72.
    let found = with(Order::Sorted, &entitlements, ItemKind::Product, |replay| {
        replay.sessions(&[session(0, Some(65)), session(70, Some(71))]).unwrap();
    });
    let sessions = found.sessions;
    assert_eq!((sessions.charged, sessions.charged_again, sessions.free_in_window), (1, 2, 1));
    // In a period of the second day only the charge at 24 counts, and no open.
    let period = "1970-01-02..1970-01-03".parse().unwrap();
    let found = within(period, Order::Sorted, &entitlements, ItemKind::Product, |replay| {
        replay.sessions(&[session(0, Some(65))]).unwrap();
    });
    assert_eq!((found.sessions.charged, found.sessions.charged_again), (0, 1));
}

#[test]
fn a_seat_on_the_day_of_the_open_covers_the_whole_session_as_a_day_of_use() {
    let seat = Entitlements::covering("ana", "revit", "1970-01-02", "1970-01-03");
    let of = |opened, closed| {
        let replayed = with(Order::Sorted, &seat, ItemKind::Product, |replay| {
            replay.sessions(&[session(opened, Some(closed))]).unwrap();
        });
        Found::from(replayed)
    };
    let found = |charges, days_of_use| Found { charges, days_of_use, repeated: 0 };
    // The seat is of hours 24 to 48.
    assert_eq!(of(23, 25), found(1, 1));
    assert_eq!(of(24, 25), found(0, 1));
    assert_eq!(of(47, 49), found(0, 1));
    assert_eq!(of(48, 49), found(1, 1));
    // 30 hours from the day of the seat: two windows that Flex would charge.
    assert_eq!(of(24, 54), found(0, 2));
}

#[test]
fn a_session_before_the_one_before_it_ends_a_sorted_replay() {
    let entitlements = Entitlements::default();
    with(Order::Sorted, &entitlements, ItemKind::Product, |replay| {
        assert_eq!(replay.sessions(&[session(9, None), session(9, Some(10))]), Ok(()));
        assert_eq!(replay.sessions(&[session(8, None)]), Err(OutOfOrder));
    });
}

#[test]
fn tokens_beside_a_seat_are_told_by_day_unless_a_feature_took_them() {
    use crate::engine::metering::beside_seat::{DayBesideSeat, SaidBy};
    use crate::model::{Day, MicroSum, Paid, When};
    let row = |day: i32, tokens: u64| UseRow {
        pair: 0,
        when: When::Day(Day::since_1970(day)),
        detail: UseRow::THE_PRODUCT,
        file: 0,
        whole: tokens,
        micro_tokens: Some(Micro::new(tokens * 1_000_000)),
        paid: Paid::Tokens,
        label: 0,
    };
    let back = |row: UseRow| UseRow { micro_tokens: row.micro_tokens.map(|it| -it), ..row };
    let seat_row = UseRow { paid: Paid::Subscription, ..row(5, 0) };
    let rows = [
        // one day before the seat, on its first and last day, and on that of its end
        row(0, 10),
        row(1, 10),
        UseRow { whole: 1, ..row(1, 3) },
        UseRow { detail: 2, ..row(1, 4) },
        row(2, 10),
        back(UseRow { whole: 2, ..row(2, 10) }),
        row(3, 10),
        // a row that says so itself
        seat_row,
        row(5, 7),
        // what an agreement paid is not Flex's
        UseRow { paid: Paid::Agreement, ..row(2, 9) },
    ];
    let seat = Entitlements::covering("ana", "revit", "1970-01-02", "1970-01-04");
    let found = with(Order::Sorted, &seat, ItemKind::Product, |replay| replay.rows(&rows));
    let beside = |day, charges, whole: u8, said_by| DayBesideSeat {
        pair: 0,
        sheet: 0,
        day: Day::since_1970(day),
        charges,
        micro: MicroSum::new(u128::from(whole) * 1_000_000),
        said_by,
    };
    // 10 + 3 on the second day; 10 − 10 on the third
    let expected = [beside(1, 2, 13, SaidBy::Estate), beside(5, 1, 7, SaidBy::Usage)];
    assert_eq!(found.beside_seats, expected);
}

#[test]
fn a_result_without_tokens_is_kept_and_is_no_charge() {
    use crate::model::{Day, Paid, When};
    let row = UseRow {
        pair: 0,
        when: When::Day(Day::since_1970(3)),
        detail: UseRow::NO_DETAIL,
        file: 0,
        whole: 0,
        micro_tokens: Some(Micro::ZERO),
        paid: Paid::Tokens,
        label: 0,
    };
    let entitlements = Entitlements::default();
    let of = |kind| {
        let rows = std::slice::from_ref(&row);
        let found = with(Order::Sorted, &entitlements, kind, |replay| replay.rows(rows));
        (found.free_of_tokens.len(), found.charges.len(), found.sessions.free_short)
    };
    assert_eq!(of(ItemKind::Service), (1, 0, 1));
}
