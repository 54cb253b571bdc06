//! What holds for all usage, whatever its order, blocks and files.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate};
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::engine::metering::entitlement::Entitlements;
use flexcalc::engine::metering::replay::{Keep, Order, Replay, ReplayInput, Replayed};
use flexcalc::engine::metering::same_use::Repeats;
use flexcalc::load::usage::{Columns, Unread, UsageRead, UsageRequest, usage};
use flexcalc::load::{self};
use flexcalc::model::{Catalogue, Period, Zone};
use proptest::prelude::*;
use serde_json::Value;

/// Minutes in a day.
const DAY: u32 = 1440;

/// One session in minutes since 2026-03-02T00:00:00Z: user, product, opened, closed.
type Row = (u8, u8, u32, Option<u32>);

const PRODUCTS: [(&str, u64); 2] = [("AutoCAD", 7), ("Revit", 10)];

prop_compose! {
    /// Sessions around the edges that matter: multiples of a day, the grace, and times between.
    fn row()(
        user in 0_u8..3,
        product in 0_u8..2,
        day in 0..5 * DAY,
        edge in prop::sample::select(vec![0, 1, 4, 5, 6, 600, 1439]),
        on_edge in any::<bool>(),
        lasts in prop_oneof![
            3 => prop::sample::select(vec![0, 1, 4, 5, 6, 1435, 1439, 1440, 1441, 2880, 2881])
                .prop_map(Some),
            3 => (0..600_u32).prop_map(Some),
            1 => Just(None),
        ],
    ) -> Row {
        let opened = if on_edge { day / DAY * DAY + edge } else { day };
        (user, product, opened, lasts.map(|lasts| opened + lasts))
    }
}

fn time(minute: u32) -> String {
    let start = DateTime::parse_from_rfc3339("2026-03-02T00:00:00Z").expect("a time").timestamp();
    let at = DateTime::from_timestamp(start + i64::from(minute) * 60, 0).expect("a time");
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn line((user, product, opened, closed): &Row) -> String {
    let closed = closed.map(time).unwrap_or_default();
    format!(
        "u{user}@example.com,{},{},{closed},T{}\n",
        PRODUCTS[usize::from(*product)].0,
        time(*opened),
        opened % 3
    )
}

const HEAD: &str = "user,product,opened,closed,team\n";

fn log(rows: &[Row]) -> String {
    HEAD.to_owned() + &rows.iter().map(line).collect::<Vec<_>>().concat()
}

/// The rule, minute by minute (RULES §2): where no window runs, an open is charged, and so is a
/// session that is still open when a window ends.
fn slowly_charged(rows: &[Row]) -> Vec<(u8, u8, u32)> {
    let mut charges = Vec::new();
    let pairs: BTreeSet<_> = rows.iter().map(|row| (row.0, row.1)).collect();
    for (user, product) in pairs {
        let long = |row: &&Row| {
            (row.0, row.1) == (user, product) && row.3.is_none_or(|closed| closed - row.2 >= 5)
        };
        let sessions: Vec<_> = rows.iter().filter(long).collect();
        let mut window_end = 0;
        let last = sessions.iter().map(|row| row.3.unwrap_or(row.2)).max().unwrap_or_default();
        for minute in 0..=last {
            let opens = sessions.iter().any(|row| row.2 == minute);
            let is_open = sessions
                .iter()
                .any(|row| row.2 < minute && row.3.is_some_and(|closed| closed > minute));
            if minute >= window_end && (opens || minute == window_end && is_open) {
                charges.push((user, product, minute));
                window_end = minute + DAY;
            }
        }
    }
    charges.sort_unstable_by_key(|(user, product, minute)| (*minute, *user, *product));
    charges
}

struct Answered {
    json: Value,
    charges: String,
}

/// `flexcalc charge` on these texts as files.
fn charge(texts: &[String], options: &str) -> Answered {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<PathBuf> =
        (0..texts.len()).map(|number| folder.path().join(format!("{number}.csv"))).collect();
    for (file, text) in files.iter().zip(texts) {
        fs::write(file, text).expect("written");
    }
    let out = folder.path().join("charges.csv");
    let words =
        ["flexcalc", "charge", "-f", "json", "--rates", "autodesk", "--charges"].map(str::to_owned);
    let words = words
        .into_iter()
        .chain([out.display().to_string()])
        .chain(options.split_whitespace().map(str::to_owned));
    let words = words.chain(files.iter().map(|file| file.display().to_string()));
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    let output = flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer");
    let json: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let file = output.files.into_iter().next().expect("a file");
    let charges = file.text.map(|text| text.expect("text")).collect::<Vec<_>>().concat();
    Answered { json: json["result"].clone(), charges }
}

/// A replay through the library, with so many workers and blocks of so many bytes.
fn replayed(text: &str, threads: usize, block: usize, order: Order) -> (Vec<String>, Replayed) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [folder.path().join("log.csv")];
    fs::write(&files[0], text).expect("written");
    let sheets = load::rate_sheets(&["autodesk".to_owned()], load::Editions::All).expect("a sheet");
    let (catalogue, entitlements) = (Catalogue::new(&sheets), Entitlements::default());
    let columns = Columns { team: true, ..Columns::default() };
    let request = UsageRequest { threads, block, columns, ..UsageRequest::new(&files, &catalogue) };
    let keep = Keep { months: true, charges: true, readings: true, ..Keep::default() };
    let input = ReplayInput {
        sheets: &sheets,
        entitlements: &entitlements,
        zone: Zone::Utc,
        period: Period::default(),
        asked: Period::default(),
        order,
        repeats: Repeats::ByRule,
        keep,
    };
    let mut replay = Replay::new(input.clone());
    let read: Result<UsageRead, Unread> = usage(&request, &mut replay);
    let read = match read {
        Ok(read) => read,
        Err(unread) => {
            let sorted = matches!(unread, Unread::OutOfOrder);
            assert!(sorted, "{unread:?}");
            replay = Replay::new(ReplayInput { order: Order::Any, ..input.clone() });
            usage(&request, &mut replay).expect("read")
        }
    };
    let replayed = replay.finish();
    let directory = &read.directory;
    let name = |pair: u32| format!("{} {}", directory.person(pair), directory.item(pair).id);
    let mut said: Vec<_> = replayed
        .tallies
        .iter()
        .map(|tally| {
            format!(
                "{} {:?} {} {}",
                name(tally.key.pair),
                tally.key.month,
                tally.charges,
                tally.days_of_use
            )
        })
        .chain(replayed.charges.iter().map(|charge| format!("{} {}", name(charge.pair), charge.at)))
        .chain(replayed.readings.iter().map(|of| format!("{} {:?}", name(of.pair), of.charges)))
        .collect();
    said.sort();
    (said, replayed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_rule_minute_by_minute_charges_the_same(rows in prop::collection::vec(row(), 1..14)) {
        let slow: Vec<_> = slowly_charged(&rows).into_iter().map(|(user, product, minute)| {
            let (name, rate) = PRODUCTS[usize::from(product)];
            format!("u{user}@example.com,{name},{},{rate},3,{},autodesk@2025-12-08,USD", time(minute), rate * 3)
        }).collect();
        let answered = charge(&[log(&rows)], "");
        let fast: Vec<_> = answered.charges.lines().skip(1).map(str::to_owned).collect();
        prop_assert_eq!(&fast, &slow);
        // charges × rate = tokens, and never more charges than UTC days touched by a person at a
        // product
        let tokens_of = |line: &String| {
            line.split(',').nth(3).expect("tokens").parse::<u64>().expect("whole")
        };
        let tokens: u64 = slow.iter().map(tokens_of).sum();
        prop_assert_eq!(answered.json["tokens"].as_u64(), Some(tokens));
        let mut touched: BTreeMap<(u8, u8), BTreeSet<u32>> = BTreeMap::new();
        for (user, product, opened, closed) in &rows {
            let last = closed.map_or(*opened, |closed| closed.saturating_sub(1).max(*opened));
            touched.entry((*user, *product)).or_default().extend(opened / DAY..=last / DAY);
        }
        let touched: usize = touched.values().map(BTreeSet::len).sum();
        prop_assert!(slow.len() <= touched);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn shuffled_rows_and_split_files_charge_the_same(
        (rows, shuffled) in prop::collection::vec(row(), 1..30)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        at in any::<prop::sample::Index>(),
    ) {
        let whole = charge(&[log(&rows)], "--by team,month --compare-rules");
        let (first, second) = shuffled.split_at(at.index(shuffled.len()).max(1));
        let second = if second.is_empty() { first } else { second };
        let parts = charge(&[log(first), log(second)], "--by team,month --compare-rules");
        prop_assert_eq!(&whole.charges, &parts.charges);
        let figures = ["charges", "days_of_use", "tokens", "cost", "groups", "readings", "period"];
        let of = |answered: &Answered| figures.map(|key| answered.json[key].clone());
        prop_assert_eq!(of(&whole), of(&parts));
        let rows = &parts.json["account"];
        let [read, used, skipped] =
            ["read", "used", "skipped"].map(|key| rows[key].as_u64().expect("a number"));
        prop_assert_eq!(read, used + skipped);
    }

    #[test]
    fn blocks_and_workers_change_nothing(
        rows in prop::collection::vec(row(), 1..30),
        quoted in any::<bool>(),
        crlf in any::<bool>(),
    ) {
        let mut text = log(&rows);
        if quoted {
            text = text.replace("AutoCAD", "\"Auto\"\"CAD\"").replace(",T1", ",\"T\n1\"");
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let (said, whole) = replayed(&text, 1, 1 << 20, Order::Any);
        for (threads, block) in [(1, 1), (2, 7), (3, 64), (8, 100), (2, 1 << 20)] {
            let (other, replayed) = replayed(&text, threads, block, Order::Sorted);
            prop_assert_eq!(&said, &other);
            prop_assert_eq!(whole.sessions, replayed.sessions);
            prop_assert_eq!(whole.repeated, replayed.repeated);
        }
    }

    /// A session within a running window, which closes before it ends, costs nothing more.
    #[test]
    fn an_open_inside_a_window_changes_nothing(
        rows in prop::collection::vec(row(), 1..10),
        after in 0_u32..1430,
        lasts in 0_u32..10,
    ) {
        let before = charge(&[log(&rows)], "");
        let within = |(user, product, at): &(u8, u8, u32)| {
            (*user, *product, at + after, Some(at + (after + lasts).min(DAY)))
        };
        let inside: Vec<_> = slowly_charged(&rows).iter().take(1).map(within).collect();
        let with: Vec<_> = rows.iter().copied().chain(inside).collect();
        prop_assert_eq!(before.charges, charge(&[log(&with)], "").charges);
    }

    /// Whatever the bytes, there is an answer or an error, and every row is accounted for.
    #[test]
    fn no_bytes_panic(text in prop_oneof![
        "[a-z,;\t\"\n\r*]{0,80}",
        prop::collection::vec(prop::sample::select(vec![
            "user", "product", "opened", "closed", ",", "\n", "\r\n", "\"", ";",
            "2026-03-02T08:00:00Z", "Revit", "a@b", "day_used", "tokens", "0", "-1", "\u{feff}",
            "Total", "*****", "2026-03-02", "\0", "ü", "{\"columns\":[", "]}",
        ]), 0..40).prop_map(|words| words.concat()),
        prop::collection::vec(row(), 1..4)
            .prop_map(|rows| log(&rows).replace("AutoCAD", "SolidCAD").replace(":00Z", "")),
    ]) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x.csv");
        fs::write(&file, &text).expect("written");
        for options in ["", "--bad-rows skip --unknown skip"] {
            let line = format!("flexcalc charge -f json {options} {}", file.display());
            let cli = Cli::try_parse_from(line.split_whitespace()).expect("a valid command line");
            if let Ok(output) = flexcalc::run(&cli, NaiveDate::MAX, &|_| {}) {
                let json: Value = serde_json::from_str(&output.stdout).expect("JSON");
                let rows = &json["result"]["account"];
                let [read, used, skipped] =
                    ["read", "used", "skipped"].map(|key| rows[key].as_u64().expect("a number"));
                prop_assert_eq!(read, used + skipped);
            }
        }
    }
}
