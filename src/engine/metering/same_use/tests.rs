use super::*;
use crate::model::Micro;

const PRODUCT: (u32, ItemKind) = (0, ItemKind::Product);
const SERVICE: (u32, ItemKind) = (0, ItemKind::Service);

/// A row of a file and a day with so many whole tokens, equal to others of the same.
fn row(file: u32, day: i32, tokens: u64) -> UseRow {
    UseRow {
        pair: 0,
        when: When::Day(Day::since_1970(day)),
        detail: UseRow::NO_DETAIL,
        file,
        whole: tokens,
        micro_tokens: Some(Micro::new(tokens * 1_000_000)),
        paid: Paid::Tokens,
        label: 0,
    }
}

fn feature(detail: u32, mut row: UseRow) -> UseRow {
    row.detail = detail;
    row
}

/// The whole tokens of rows that count, by file, and how many rows are repeated and overlapping.
fn sifted(
    of: (u32, ItemKind),
    repeats: Repeats,
    rows: &[UseRow],
) -> (Vec<(u32, Option<u64>)>, u64, u64) {
    let Sifted { rows, files, open } = sift(rows.to_vec(), |_| of, repeats);
    assert_eq!(open, None);
    let figure = |row: &UseRow| row.micro_tokens.map(|micro| micro.count() / 1_000_000);
    let left_out = |why| files.iter().map(|file| file.rows(why)).sum();
    let kept = rows.iter().map(|row| (row.file, figure(row))).collect();
    (kept, left_out(Why::Repeated), left_out(Why::Overlapping))
}

#[test]
fn a_day_of_a_product_is_charged_once_and_all_else_adds_up() {
    let twice = |row: UseRow| [row.clone(), row];
    let by_rule = |of, row| sifted(of, Repeats::ByRule, &twice(row)).1;
    assert_eq!(by_rule(PRODUCT, row(0, 0, 10)), 1);
    assert_eq!(by_rule(PRODUCT, feature(UseRow::THE_PRODUCT, row(0, 0, 10))), 1);
    // a feature of its own is a result, and there may be two
    assert_eq!(by_rule(PRODUCT, feature(2, row(0, 0, 4))), 0);
    assert_eq!(by_rule(SERVICE, row(0, 0, 4)), 0);
    assert_eq!(by_rule(PRODUCT, UseRow { paid: Paid::Agreement, ..row(0, 0, 10) }), 0);
    let asked = |repeats, of| sifted(of, repeats, &twice(row(0, 0, 10))).1;
    assert_eq!((asked(Repeats::Add, PRODUCT), asked(Repeats::Drop, SERVICE)), (0, 1));
}

#[test]
fn of_two_files_the_one_that_ends_later_has_the_use() {
    // The first ends on day 1, with the larger figure on day 0; the second ends on day 2.
    let rows = [row(0, 0, 9), row(0, 1, 1), row(1, 0, 5), row(1, 2, 1)];
    let (kept, repeated, overlapping) = sifted(PRODUCT, Repeats::ByRule, &rows);
    assert_eq!(kept, [(1, Some(5)), (0, Some(1)), (1, Some(1))]);
    assert_eq!((repeated, overlapping), (0, 1));
}

#[test]
fn of_two_files_that_end_on_one_day_the_larger_figure_counts() {
    let of = |one, other| sifted(SERVICE, Repeats::ByRule, &[row(0, 0, one), row(1, 0, other)]).0;
    assert_eq!(of(5, 15), [(1, Some(15))]);
    assert_eq!(of(15, 5), [(0, Some(15))]);
    assert_eq!(of(5, 5), [(0, Some(5))]);
}

#[test]
fn what_a_file_states_counts_before_what_another_leaves_open() {
    let silent = UseRow { micro_tokens: None, ..row(1, 0, 0) };
    let later = UseRow { micro_tokens: None, ..row(1, 9, 0) };
    let (kept, ..) = sifted(PRODUCT, Repeats::ByRule, &[row(0, 0, 10), silent, later]);
    assert_eq!(kept, [(0, Some(10)), (1, None)]);
}

#[test]
fn features_are_uses_of_their_own_where_both_files_tell_them() {
    let of = |rows: &[UseRow]| sifted(PRODUCT, Repeats::ByRule, rows).0;
    let (product, study) = (feature(UseRow::THE_PRODUCT, row(0, 0, 10)), feature(2, row(0, 0, 4)));
    let other = feature(2, row(1, 0, 5));
    assert_eq!(of(&[product.clone(), study.clone(), other]), [(0, Some(10)), (1, Some(5))]);
    // The other file has the day in one row.
    assert_eq!(of(&[product, study, row(1, 0, 14)]), [(0, Some(10)), (0, Some(4))]);
}

#[test]
fn only_the_use_of_days_can_be_compared_between_files() {
    let days = |file, count| UseRow { when: When::Days { from: None, count }, ..row(file, 0, 10) };
    let rows = [days(0, 3), days(1, 4)];
    assert!(sift(rows.to_vec(), |_| PRODUCT, Repeats::ByRule).open.is_some());
    assert_eq!(sifted(PRODUCT, Repeats::Add, &rows).0.len(), 2);
    // as many tokens: the more days
    assert_eq!(sifted(PRODUCT, Repeats::Drop, &rows).0, [(1, Some(10))]);
}

#[test]
fn zeros_state_nothing_where_the_column_has_nothing_else_for_a_product() {
    let of = |of, rows: &[UseRow]| sifted(of, Repeats::ByRule, rows).0;
    assert_eq!(of(PRODUCT, &[row(0, 0, 0), row(0, 1, 0)]), [(0, None), (0, None)]);
    assert_eq!(of(PRODUCT, &[row(0, 0, 0), row(0, 1, 7)]), [(0, Some(0)), (0, Some(7))]);
    assert_eq!(of(SERVICE, &[row(0, 0, 0)]), [(0, Some(0))]);
    // Each file for itself.
    assert_eq!(of(PRODUCT, &[row(0, 0, 0), row(1, 1, 7)]), [(0, None), (1, Some(7))]);
    let by_seat = UseRow { paid: Paid::Subscription, ..row(0, 0, 0) };
    assert_eq!(of(PRODUCT, &[by_seat]), [(0, Some(0))]);
}

/// A row of a summary with so many days and whole tokens.
fn summary(days: u32, tokens: u64) -> UseRow {
    UseRow { when: When::Days { from: None, count: days }, ..row(0, 0, tokens) }
}

/// What rows of a summary state, as whole tokens, and how many zeros say nothing: of products that
/// have nothing else, and among figures.
fn silenced(rows: &[UseRow]) -> (Vec<Option<u64>>, u64, u64) {
    let mut rows: Vec<_> =
        (0..).zip(rows).map(|(whole, row)| UseRow { whole, ..row.clone() }).collect();
    let mut files = vec![FileCount::default()];
    silence(&mut rows, |_| PRODUCT, &mut files);
    let stated = rows.iter().map(|row| row.micro_tokens.map(|micro| micro.count() / 1_000_000));
    let count = |of: &BTreeMap<u32, u64>| of.values().sum();
    (stated.collect(), count(&files[0].silent), count(&files[0].silent_among))
}

#[test]
fn a_zero_beside_days_of_use_says_nothing_and_one_beside_no_days_is_what_it_says() {
    // no day, one, two
    assert_eq!(silenced(&[summary(0, 0)]), (vec![Some(0)], 0, 0));
    assert_eq!(silenced(&[summary(1, 0)]), (vec![None], 1, 0));
    assert_eq!(silenced(&[summary(0, 0), summary(2, 0)]), (vec![Some(0), None], 1, 0));
}

#[test]
fn zeros_among_figures_are_counted_apart() {
    let rows = [summary(3, 30), summary(2, 0), summary(1, 0), summary(0, 0)];
    assert_eq!(silenced(&rows), (vec![Some(30), None, None, Some(0)], 0, 2));
    // A day among days with figures was too short to be charged.
    assert_eq!(silenced(&[row(0, 0, 10), row(0, 1, 0)]), (vec![Some(10), Some(0)], 0, 0));
}
