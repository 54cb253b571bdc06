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
