use super::super::testing::{replayed as asked, with};
use super::super::{Order, ReplayInput, Replayed};
use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::file_count::Why;
use crate::model::{Day, ItemKind, Label, Micro, MicroSum, Paid, TakeUsage, UseRow, When};

/// A row of a day with so many whole tokens, equal to no other.
fn row(day: i32, tokens: u64) -> UseRow {
    UseRow {
        pair: 0,
        when: When::Day(Day::since_1970(day)),
        detail: UseRow::NO_DETAIL,
        file: 0,
        whole: tokens,
        micro_tokens: Some(Micro::new(tokens * 1_000_000)),
        paid: Paid::Tokens,
        label: 0,
    }
}

fn replayed(kind: ItemKind, rows: &[UseRow]) -> Replayed {
    let entitlements = Entitlements::default();
    with(Order::Sorted, &entitlements, kind, |replay| replay.rows(rows))
}

/// Charges, days of use, and tokens.
fn tallied(found: &Replayed) -> (u64, u64, String) {
    let tally = found.tallies[0];
    (tally.stated_charges, tally.days_of_use, tally.stated.tokens().to_string())
}

#[test]
fn rows_of_one_day_add_up_and_equal_ones_are_repeated() {
    let feature = UseRow { detail: 2, ..row(0, 4) };
    let rows = [row(0, 10), row(0, 0), feature, row(0, 10), row(1, 10)];
    let found = replayed(ItemKind::Product, &rows);
    // 10 + 0 + 4 on one day, 10 on the next; 10 is there twice
    assert_eq!(tallied(&found), (3, 2, "24".to_owned()));
    assert_eq!((found.repeated, found.sessions.charged), (1, 3));
    assert_eq!(found.sessions.free_in_window, 1);
    assert_eq!(found.charges.len(), 3);
}

#[test]
fn rows_of_a_service_add_up_and_are_no_days_of_use() {
    let found = replayed(ItemKind::Service, &[row(0, 1), row(0, 2), row(0, 2), row(0, 0)]);
    // 1 + 2 + 2 + 0: three rows with tokens, one without
    assert_eq!(tallied(&found), (3, 0, "5".to_owned()));
    assert_eq!((found.sessions.charged, found.sessions.free_short), (3, 1));
}

#[test]
fn what_an_agreement_paid_adds_up_too() {
    let agreed = UseRow { paid: Paid::Agreement, ..row(0, 5) };
    let found = replayed(ItemKind::Unlisted, &[agreed.clone(), agreed]);
    // 5 + 5
    assert_eq!(tallied(&found), (2, 1, "10".to_owned()));
}

#[test]
fn a_credit_is_no_charge_and_its_tokens_come_off() {
    let back = |row: UseRow| UseRow { micro_tokens: row.micro_tokens.map(|it| -it), ..row };
    let found = replayed(ItemKind::Product, &[row(0, 11), back(row(0, 4)), back(row(1, 7))]);
    // 11 − 4 − 7; on the second day nobody was there
    assert_eq!(tallied(&found), (1, 1, "0".to_owned()));
    assert_eq!((found.sessions.charged, found.sessions.credited), (1, 2));
    assert_eq!(found.files[0].counted, found.files[0].figures.stated);
}

#[test]
fn zeros_are_charged_at_the_rate_where_the_column_states_nothing_else() {
    let other = UseRow { whole: 1, ..row(0, 0) };
    let found = replayed(ItemKind::Product, &[row(0, 0), other, row(1, 0)]);
    // two days at the rate; two rows of one day are one
    assert_eq!((found.tallies[0].charges, tallied(&found).0), (2, 0));
    assert_eq!(found.files[0].at_rate.values().sum::<u64>(), 2);
    // A zero among figures is what it says.
    let found = replayed(ItemKind::Product, &[row(0, 0), row(1, 10)]);
    assert_eq!((found.tallies[0].charges, tallied(&found)), (0, (1, 1, "10".to_owned())));
}

#[test]
fn rows_of_a_summary_stand_each_for_its_days() {
    let days = |count| UseRow {
        when: When::Days { from: None, count },
        whole: count.into(),
        micro_tokens: None,
        ..row(0, 0)
    };
    let found = replayed(ItemKind::Product, &[days(3), days(4), days(0)]);
    // 3 + 4 days; nobody was there on none
    assert_eq!((found.tallies[0].charges, found.tallies[0].days_of_use), (7, 7));
    assert_eq!(found.sessions.free_short, 1);
    // Of charges on unknown days none can be told.
    assert!(found.charges.is_empty());
}

#[test]
fn sums_of_many_rows_are_never_too_large() {
    // 980,000,000,000 tokens a row, 19 of which are more millionths than a `u64` holds
    let rows: Vec<_> =
        (0..19).map(|place| UseRow { whole: place, ..row(0, 980_000_000_000) }).collect();
    let found = replayed(ItemKind::Product, &rows);
    // 19 × 980,000,000,000
    assert_eq!(found.tallies[0].stated.tokens(), 18_620_000_000_000.into());
}

#[test]
fn rows_beyond_what_was_asked_are_told_as_left_out_and_count_all_the_same() {
    let entitlements = Entitlements::default();
    let asking = |input: &mut ReplayInput| {
        input.asked = "1970-01-02..1970-01-03".parse().unwrap();
    };
    let rows = [row(0, 1), row(1, 2), row(2, 4), row(3, 8)];
    let labels = [Label::default()];
    let found = asked(asking, &entitlements, ItemKind::Product, &labels, |replay| {
        replay.rows(&rows);
    });
    // days 0, 2 and 3 are not asked about, and day 2 is the one after
    assert_eq!((found.outside, found.day_after), (3, 1));
    assert_eq!(tallied(&found), (4, 4, "15".to_owned()));
    let file = &found.files[0];
    // 2 of 15; 1 + 4 + 8
    assert_eq!((file.counted, file.rows(Why::Outside)), (MicroSum::new(2_000_000), 3));
    assert_eq!(file.left_out[&Why::Outside].stated, MicroSum::new(13_000_000));
}

#[test]
fn of_rows_at_the_rate_the_first_of_a_day_is_charged_and_the_others_are_free() {
    let silent = |whole| UseRow { whole, micro_tokens: None, ..row(0, 0) };
    let counts = |rows: &[UseRow]| {
        let sessions = replayed(ItemKind::Product, rows).sessions;
        (sessions.charged, sessions.free_in_window)
    };
    assert_eq!(counts(&[silent(0)]), (1, 0));
    assert_eq!(counts(&[silent(0), silent(1), silent(2)]), (1, 2));
}
