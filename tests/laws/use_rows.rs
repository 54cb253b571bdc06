//! What rows of exports come to, beside a slow reading of the rule: for each use, every file is
//! held against every other.

use flexcalc::engine::bill::control::{ControlInput, control};
use flexcalc::engine::metering::entitlement::Entitlements;
use flexcalc::engine::metering::replay::{Keep, Order, Replay, ReplayInput, Replayed};
use flexcalc::engine::metering::same_use::Repeats;
use flexcalc::load;
use flexcalc::model::{
    Day, Directory, Item, ItemKind, Label, Micro, MicroSum, Paid, Pair, Period, Sheets, TakeUsage,
    Tokens, UsageFile, UseRow, When, Zone,
};
use proptest::prelude::*;

const FIRST_DAY: i32 = 20_514;

/// Ana at Revit, and at a cloud service.
fn directory() -> Directory {
    let item = |id: &str, kind| Item { id: id.into(), name: id.into(), kind };
    Directory {
        people: vec!["ana".into()],
        items: vec![item("revit", ItemKind::Product), item("design-automation", ItemKind::Service)],
        pairs: vec![Pair { person: 0, item: 0 }, Pair { person: 0, item: 1 }],
        labels: vec![Label::default()],
    }
}

fn sheets() -> Sheets {
    load::rate_sheets(&["autodesk".to_owned()], load::Editions::All).expect("a sheet")
}

/// A row of one of three files, on one of three days.
fn row() -> impl Strategy<Value = UseRow> {
    let tokens = prop_oneof![
        Just(Some(0_i64)),
        Just(Some(0)),
        Just(Some(10)),
        Just(Some(4)),
        Just(Some(-4)),
        Just(None)
    ];
    (0_u32..2, 0_i32..3, 0_u32..4, 0_u32..3, tokens, prop::bool::weighted(0.15), 0_u64..2).prop_map(
        |(pair, day, detail, file, tokens, by_seat, version)| {
            let size = |tokens: i64| Micro::new(tokens.unsigned_abs() * 1_000_000);
            let micro = |tokens: i64| if tokens < 0 { -size(tokens) } else { size(tokens) };
            let sign = tokens.map_or(9, |tokens| (tokens + 4).unsigned_abs());
            UseRow {
                pair,
                when: When::Day(Day::since_1970(FIRST_DAY + day)),
                detail,
                file,
                // All that the row says: the same number where everything is the same.
                whole: [
                    pair.into(),
                    day.unsigned_abs().into(),
                    detail.into(),
                    sign,
                    by_seat.into(),
                    version,
                ]
                .iter()
                .fold(0, |sum, part| sum * 32 + part),
                micro_tokens: tokens.map(micro),
                paid: if by_seat { Paid::Subscription } else { Paid::Tokens },
                label: 0,
            }
        },
    )
}

fn repeats() -> impl Strategy<Value = Repeats> {
    prop_oneof![Just(Repeats::ByRule), Just(Repeats::Add), Just(Repeats::Drop)]
}

fn replayed(rows: &[UseRow], repeats: Repeats, period: Period) -> Replayed {
    let (sheets, entitlements) = (sheets(), Entitlements::default());
    let mut replay = Replay::new(ReplayInput {
        sheets: &sheets,
        entitlements: &entitlements,
        zone: Zone::Utc,
        period,
        asked: period,
        order: Order::Sorted,
        repeats,
        keep: Keep { charges: true, ..Keep::default() },
    });
    replay.meet(&directory());
    replay.rows(rows);
    replay.finish()
}

/// What was stated and counts, and how many charges count at the rate.
fn told(found: &Replayed) -> (Tokens, u64) {
    let stated: MicroSum = found.files.iter().map(|file| file.counted).sum();
    (stated.tokens(), found.files.iter().flat_map(|file| file.at_rate.values()).sum())
}

/// The last day of a file.
fn end(rows: &[UseRow], file: u32) -> Option<Day> {
    rows.iter().filter(|row| row.file == file).filter_map(|row| row.when.one_day()).max()
}

fn sum(rows: &[&UseRow]) -> Tokens {
    rows.iter().filter_map(|row| row.micro_tokens).map(Micro::tokens).sum()
}

/// The rule read literally, over all rows, one use after the other.
fn slowly(all: &[UseRow], repeats: Repeats) -> (Tokens, u64) {
    let is_product = |row: &UseRow| row.pair == 0;
    // A column of zeros states nothing.
    let is_silent = |row: &UseRow| {
        let same = |other: &&UseRow| {
            (other.file, other.pair) == (row.file, row.pair) && other.paid == Paid::Tokens
        };
        let mut figures = all.iter().filter(same).filter_map(|other| other.micro_tokens);
        is_product(row) && row.paid == Paid::Tokens && figures.all(Micro::is_none)
    };
    let rows: Vec<UseRow> = all
        .iter()
        .map(|row| {
            let figure = row.micro_tokens.filter(|_| !is_silent(row));
            UseRow { micro_tokens: figure, ..row.clone() }
        })
        .collect();
    let (mut stated, mut at_rate) = (Tokens::ZERO, 0);
    for (pair, day) in (0..2).flat_map(|pair| (0..3).map(move |day| (pair, day))) {
        let when = When::Day(Day::since_1970(FIRST_DAY + day));
        let on_day: Vec<&UseRow> =
            rows.iter().filter(|row| (row.pair, row.when) == (pair, when)).collect();
        let features_are_told = on_day.iter().all(|row| row.detail != 0);
        let mut counting: Vec<&UseRow> = Vec::new();
        for feature in 0..4 {
            let one_use: Vec<&UseRow> = on_day
                .iter()
                .filter(|row| if features_are_told { row.detail == feature } else { feature == 0 })
                .copied()
                .collect();
            let in_file = |file: u32| -> Vec<&UseRow> {
                one_use.iter().filter(|row| row.file == file).copied().collect()
            };
            // The file that every other file gives way to.
            let gives_way = |one: u32, other: u32| {
                let figures = |file| in_file(file).iter().any(|row| row.micro_tokens.is_some());
                let (mine, theirs) = (in_file(one), in_file(other));
                let last = |file| end(&rows, file);
                // What was charged once is not undone by a row of 0.
                let is_some = |rows: &[&UseRow]| sum(rows) != Tokens::ZERO;
                (is_some(&mine), figures(one), last(one), sum(&mine), mine.len(), other)
                    < (
                        is_some(&theirs),
                        figures(other),
                        last(other),
                        sum(&theirs),
                        theirs.len(),
                        one,
                    )
            };
            let files: Vec<u32> = (0..3).filter(|file| !in_file(*file).is_empty()).collect();
            let best = files
                .iter()
                .find(|file| files.iter().all(|other| other == *file || gives_way(*other, **file)));
            let Some(best) = best else { continue };
            let mut kept: Vec<&UseRow> = Vec::new();
            for row in in_file(*best) {
                let may_repeat = match repeats {
                    Repeats::Add => false,
                    Repeats::Drop => true,
                    Repeats::ByRule => is_product(row) && row.detail < 2,
                };
                if !(may_repeat && kept.iter().any(|other| other.whole == row.whole)) {
                    kept.push(row);
                }
            }
            counting.extend(kept);
        }
        stated += sum(&counting);
        let has_figure = counting.iter().any(|row| row.micro_tokens.is_some());
        let by_tokens = counting.iter().any(|row| row.paid == Paid::Tokens);
        at_rate += u64::from(!has_figure && by_tokens);
    }
    (stated, at_rate)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(512)
    })]

    #[test]
    fn rows_of_exports_come_to_what_the_rule_says(
        rows in prop::collection::vec(row(), 0..24),
        repeats in repeats(),
    ) {
        prop_assert_eq!(told(&replayed(&rows, repeats, Period::default())), slowly(&rows, repeats));
    }

    /// Counted less stated is what the reasons add up to, and every row is accounted for.
    #[test]
    fn a_file_is_controlled_to_the_last_token(
        rows in prop::collection::vec(row(), 0..24),
        repeats in repeats(),
        until in 0_i32..4,
    ) {
        let until = Some(Day::since_1970(FIRST_DAY + until).date());
        let found = replayed(&rows, repeats, Period { from: None, until });
        let file = |name: usize| UsageFile {
            name: name.to_string(),
            states_tokens: true,
            ..UsageFile::default()
        };
        let files: Vec<_> = (0..found.files.len()).map(file).collect();
        let directory = directory();
        let controls = control(&ControlInput {
            files: &files,
            counts: &found.files,
            directory: &directory,
            sheets: &sheets(),
        });
        for control in &controls {
            let place: u32 = control.file.parse().unwrap();
            let at_rate = &found.files[place as usize].at_rate;
            // A result of a service has no rate for a day.
            prop_assert_eq!(control.counted.is_none(), at_rate.keys().any(|(pair, _)| *pair == 1));
            let stated = control.stated.expect("every row can be read");
            if let Some(counted) = control.counted {
                let reasons = control.reasons.iter().filter_map(|reason| reason.tokens);
                prop_assert_eq!(counted - stated, reasons.sum::<Tokens>());
            }
            let of_file: Vec<_> = rows.iter().filter(|row| row.file == place).collect();
            prop_assert_eq!(stated, sum(&of_file));
        }
        let sessions = found.sessions;
        let used = sessions.charged + sessions.credited + sessions.free_in_window
            + sessions.free_short + sessions.covered_by_seat;
        prop_assert_eq!(
            used + found.repeated + found.overlapping + found.outside,
            rows.len() as u64
        );
    }

    #[test]
    fn the_order_of_rows_and_the_cut_of_a_period_change_nothing(
        rows in prop::collection::vec(row(), 0..24),
        turn in 0_usize..24,
        cut in 0_i32..4,
    ) {
        let whole = replayed(&rows, Repeats::ByRule, Period::default());
        let mut other = rows.clone();
        other.reverse();
        other.rotate_left(turn.min(rows.len()));
        let other = replayed(&other, Repeats::ByRule, Period::default());
        prop_assert_eq!(&whole.charges, &other.charges);
        prop_assert_eq!(&whole.tallies, &other.tallies);
        let cut = Some(Day::since_1970(FIRST_DAY + cut).date());
        let before = replayed(&rows, Repeats::ByRule, Period { from: None, until: cut });
        let after = replayed(&rows, Repeats::ByRule, Period { from: cut, until: None });
        let (whole, before, after) = (told(&whole), told(&before), told(&after));
        prop_assert_eq!((before.0 + after.0, before.1 + after.1), whole);
    }
}
