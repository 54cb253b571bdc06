//! One person is one person, whatever names the rows have, in whatever order, blocks and files.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::engine::metering::entitlement::Entitlements;
use flexcalc::engine::metering::replay::{Keep, Order, Replay, ReplayInput};
use flexcalc::engine::metering::same_use::Repeats;
use flexcalc::load;
use flexcalc::load::usage::{Unread, UsageRequest, usage};
use flexcalc::model::{Catalogue, Period, Zone};
use proptest::prelude::*;

/// One session: the person, which of the person's names the row has, the hour of the open, and the
/// minutes that it lasted.
type Row = (u8, Shown, u32, u32);

/// What a row shows of a person.
#[derive(Clone, Copy, Debug)]
enum Shown {
    First,
    Second,
    Nothing,
}

prop_compose! {
    fn row()(
        person in 0_u8..3,
        shown in prop::sample::select(vec![Shown::First, Shown::Second, Shown::Nothing]),
        hour in 0_u32..96,
        lasts in prop::sample::select(vec![4, 5, 60, 1439, 1440, 1441, 2000]),
    ) -> Row {
        (person, shown, hour, lasts)
    }
}

fn time(minute: u32) -> String {
    let (day, minute) = (minute / 1440, minute % 1440);
    format!("2026-03-{:02}T{:02}:{:02}:00Z", day + 2, minute / 60, minute % 60)
}

fn log(rows: &[Row]) -> String {
    let line = |(person, shown, hour, lasts): &Row| {
        let address = match shown {
            Shown::First => format!("{person}-first@example.com"),
            Shown::Second => format!("{person}-second@example.com"),
            Shown::Nothing => "****".to_owned(),
        };
        let (opened, closed) = (time(hour * 60), time(hour * 60 + lasts));
        format!("{address},{person}-ID,Revit,{opened},{closed}\n")
    };
    "email,user_id,product,opened,closed\n".to_owned() + &rows.iter().map(line).collect::<String>()
}

/// The same rows, in which everybody has one name.
fn plain(rows: &[Row]) -> String {
    let line = |(person, _, hour, lasts): &Row| {
        format!("{person},Revit,{},{}\n", time(hour * 60), time(hour * 60 + lasts))
    };
    "email,product,opened,closed\n".to_owned() + &rows.iter().map(line).collect::<String>()
}

/// Every charge of these texts as files: the first letter of the person, which tells them apart,
/// and when. How many people there are stands behind.
fn charges(texts: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<PathBuf> =
        (0..texts.len()).map(|number| folder.path().join(format!("{number}.csv"))).collect();
    for (file, text) in files.iter().zip(texts) {
        fs::write(file, text).expect("written");
    }
    let out = folder.path().join("charges.csv").display().to_string();
    let words = ["flexcalc", "charge", "--rates", "autodesk", "--charges", &out];
    let files = files.iter().map(|file| file.display().to_string());
    let words = words.into_iter().map(str::to_owned).chain(files);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    let output = flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer");
    let file = output.files.into_iter().next().expect("a file");
    let text = file.text.map(|text| text.expect("text")).collect::<Vec<_>>().concat();
    let line = |line: &str| {
        let fields: Vec<_> = line.split(',').collect();
        format!("{} {}", &fields[0][..1], fields[2])
    };
    text.lines().skip(1).map(line).collect()
}

/// The people of a text and their charges, read by so many workers in blocks of so many bytes.
fn read(text: &str, threads: usize, block: usize, order: Order) -> Result<Vec<String>, Unread> {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [folder.path().join("log.csv")];
    fs::write(&files[0], text).expect("written");
    let sheets = load::rate_sheets(&["autodesk".to_owned()], load::Editions::All).expect("a sheet");
    let (catalogue, entitlements) = (Catalogue::new(&sheets), Entitlements::default());
    let request = UsageRequest { threads, block, ..UsageRequest::new(&files, &catalogue) };
    let input = ReplayInput {
        sheets: &sheets,
        entitlements: &entitlements,
        zone: Zone::Utc,
        period: Period::default(),
        asked: Period::default(),
        order,
        repeats: Repeats::ByRule,
        keep: Keep { charges: true, ..Keep::default() },
    };
    let mut replay = Replay::new(input);
    let read = usage(&request, &mut replay)?;
    let charges = replay.finish().charges;
    let name = |pair: u32| read.directory.person(pair).to_owned();
    let mut said: Vec<_> =
        charges.iter().map(|charge| format!("{} {}", name(charge.pair), charge.at)).collect();
    said.extend(read.several.iter().map(|one| format!("{one:?}")));
    said.sort();
    Ok(said)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn names_tied_by_an_id_are_charged_as_one_name(
        (rows, shuffled) in prop::collection::vec(row(), 1..20)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        at in any::<prop::sample::Index>(),
    ) {
        let one_name = charges(&[plain(&rows)]);
        prop_assert_eq!(&charges(&[log(&rows)]), &one_name);
        let (first, second) = shuffled.split_at(at.index(shuffled.len()).max(1));
        let second = if second.is_empty() { first } else { second };
        prop_assert_eq!(&charges(&[log(first), log(second)]), &one_name);
    }

    #[test]
    fn blocks_and_workers_tie_the_same_names(rows in prop::collection::vec(row(), 1..20)) {
        let text = log(&rows);
        let whole = read(&text, 1, 1 << 20, Order::Any).expect("read");
        for (threads, block) in [(1, 1), (2, 7), (3, 64), (8, 100)] {
            prop_assert_eq!(&read(&text, threads, block, Order::Any).expect("read"), &whole);
        }
    }
}

/// Sessions that have been counted for two people are read again, and never counted for two.
#[test]
fn a_sorted_log_is_read_again_where_names_are_tied_late() {
    let text =
        log(&[(0, Shown::First, 0, 60), (0, Shown::Second, 1, 60), (1, Shown::First, 2, 60)]);
    assert!(matches!(read(&text, 1, 1 << 20, Order::Sorted), Err(Unread::OutOfOrder)));
    let one_name = log(&[(0, Shown::First, 0, 60), (1, Shown::First, 2, 60)]);
    let charged = read(&one_name, 1, 1 << 20, Order::Sorted).expect("read");
    assert_eq!(charged.len(), 2);
}
