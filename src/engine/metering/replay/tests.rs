use super::testing::{Found, counted, hour, replayed, session, with, within};
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

/// What becomes of sessions of Ana on no seat, where `asking` says what is asked for.
fn asked(asking: impl FnOnce(&mut ReplayInput), sessions: &[Session]) -> Replayed {
    let entitlements = Entitlements::default();
    replayed(asking, &entitlements, ItemKind::Product, &[Label::default()], |replay| {
        replay.sessions(sessions).unwrap();
    })
}

#[test]
fn a_session_outside_is_of_the_day_after_for_a_day_only() {
    let millis = |hours: i64, millis: i64| Session {
        opened: hour(hours).after(millis),
        ..session(hours, None)
    };
    let second_day = |input: &mut ReplayInput| {
        input.period = "1970-01-02..1970-01-03".parse().unwrap();
        input.asked = input.period;
    };
    // The day is of hours 24 to 48, the day after of 48 to 72.
    for (opened, outside, day_after) in [
        (millis(24, -1), 1, 0),
        (millis(24, 0), 0, 0),
        (millis(48, -1), 0, 0),
        (millis(48, 0), 1, 1),
        (millis(72, -1), 1, 1),
        (millis(72, 0), 1, 0),
    ] {
        let found = asked(second_day, &[opened]);
        assert_eq!((found.outside, found.day_after), (outside, day_after), "{opened:?}");
    }
    let found = asked(second_day, &[millis(48, 0), millis(49, 0), millis(72, 0)]);
    assert_eq!((found.outside, found.day_after), (3, 2));
}

#[test]
fn what_is_asked_about_may_be_less_than_what_counts() {
    let found = asked(
        |input| input.asked = "1970-01-02..1970-01-03".parse().unwrap(),
        &[session(1, Some(2)), session(30, Some(31)), session(60, Some(61))],
    );
    // All three are charged, one of them is asked about.
    assert_eq!((found.sessions.charged, found.outside, found.day_after), (3, 2, 1));
    assert_eq!(found.seen, Some((hour(1), hour(60))));
}

#[test]
fn open_and_short_sessions_are_counted_one_by_one_within_the_period() {
    let second_day = |input: &mut ReplayInput| {
        input.period = "1970-01-02..1970-01-03".parse().unwrap();
    };
    let short = |hours| Session { closed: Some(hour(hours).after(1)), ..session(hours, None) };
    let sessions = [
        short(23),
        short(24),
        short(25),
        session(26, None),
        session(27, None),
        short(47),
        short(48),
        session(60, None),
    ];
    let counts = asked(second_day, &sessions).sessions;
    // 24, 25 and 47 are short; 26 and 27 have no close, and 27 is within the window of 26
    assert_eq!((counts.free_short, counts.still_open), (3, 2));
    assert_eq!((counts.charged, counts.free_in_window, counts.charged_again), (1, 1, 0));
}

#[test]
fn a_session_that_was_free_at_its_open_and_is_charged_later_is_free_in_the_window() {
    // 0–1 pays up to 24; 23–25 is charged at 24.
    let counts = asked(|_| (), &[session(0, Some(1)), session(23, Some(25))]).sessions;
    assert_eq!((counts.charged, counts.free_in_window, counts.charged_again), (1, 1, 1));
    // One that opens when the window ends begins its own.
    let counts = asked(|_| (), &[session(0, Some(1)), session(24, Some(25))]).sessions;
    assert_eq!((counts.charged, counts.free_in_window, counts.charged_again), (2, 0, 0));
}

#[test]
fn readings_are_told_where_they_are_wanted_and_of_what_no_seat_covers() {
    let of = |readings, opened| {
        let seat = Entitlements::covering("ana", "revit", "1970-01-02", "1970-01-03");
        let asking = |input: &mut ReplayInput| input.keep.readings = readings;
        replayed(asking, &seat, ItemKind::Product, &[Label::default()], |replay| {
            replay.sessions(&[session(opened, Some(opened + 1))]).unwrap();
        })
        .readings
        .len()
    };
    // The seat is of hours 24 to 48.
    assert_eq!([of(false, 1), of(true, 1), of(false, 30), of(true, 30)], [0, 1, 0, 0]);
}

#[test]
fn a_charge_in_a_month_without_a_day_of_use_is_counted() {
    // The seat covers 743–744, on the last day of January: without it that window would run to
    // 767, so that 745–746 in February is charged, but is no further day of use.
    let seat = Entitlements::covering("ana", "revit", "1970-01-31", "1970-02-01");
    let asking = |input: &mut ReplayInput| input.keep.months = true;
    let found = replayed(asking, &seat, ItemKind::Product, &[Label::default()], |replay| {
        replay.sessions(&[session(743, Some(744)), session(745, Some(746))]).unwrap();
    });
    let tallies = found.tallies.iter().map(|tally| (tally.charges, tally.days_of_use));
    assert_eq!(tallies.collect::<Vec<_>>(), [(0, 1), (1, 0)]);
}

#[test]
fn a_session_that_is_there_again_from_another_machine_is_looked_at() {
    let on = |machine: &str| Label { machine: Some(machine.to_owned()), ..Label::default() };
    let labels = ["M1", "M2", "M3", "M4"].map(on);
    let of = |labels_of_rows: &[u32]| {
        let of_label = |label: &u32| Session { label: *label, ..session(9, Some(10)) };
        let sessions: Vec<_> = labels_of_rows.iter().map(of_label).collect();
        let entitlements = Entitlements::default();
        let asking = |input: &mut ReplayInput| input.keep.overlaps = true;
        let found = replayed(asking, &entitlements, ItemKind::Product, &labels, |replay| {
            replay.sessions(&sessions).unwrap();
        });
        let machines = found.machines.first().map_or(0, |many| many.machines.len());
        (found.sessions.charged, found.repeated, machines)
    };
    // one session on four machines, each row twice or once
    assert_eq!(of(&[0, 1, 2, 3]), (1, 3, 4));
    assert_eq!(of(&[0, 0, 1, 2]), (1, 3, 0));
    assert_eq!(of(&[0, 0, 1, 2, 2, 3]), (1, 5, 4));
}
