//! A firm's purchases and use, random and in files, and commands that are asked about them.

use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::render::Output;
use proptest::prelude::*;

pub(crate) fn output(line: &str) -> Output {
    let words = line.split(' ').chain(["--rates", "autodesk"]);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer")
}

pub(crate) fn run(line: &str) -> String {
    output(line).stdout
}

pub(crate) fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1)
        .expect("a date")
        .checked_add_days(Days::new(after))
        .expect("a date")
}

/// Purchases (day, tokens, ten-thousandths of money) and use (day, person, product).
pub(crate) type Story = (Vec<(u64, u64, u64)>, Vec<(u64, usize, usize)>);

pub(crate) fn stories() -> impl Strategy<Value = Story> {
    let lot = (0_u64..200, 1_u64..60, 0_u64..40_000);
    let using = (0_u64..400, 0_usize..4, 0_usize..3);
    (prop::collection::vec(lot, 1..6), prop::collection::vec(using, 1..25))
}

/// The files of a story in a folder.
pub(crate) fn written(folder: &Path, (lots, uses): &Story) {
    let lots = lots.iter().enumerate().map(|(n, (on, tokens, price))| {
        format!("L{n},{},{tokens},{}.{:04}", day(*on), price / 10_000, price % 10_000)
    });
    let lots: Vec<_> = lots.collect();
    fs::write(folder.join("lots.csv"), format!("id,bought,tokens,price\n{}\n", lots.join("\n")))
        .expect("a file");
    let (people, products) = (["ana", "ben", "carla", "dan"], ["AutoCAD", "Revit", "Fusion"]);
    let uses = uses.iter().map(|(on, person, product)| {
        let at = day(*on);
        format!("{},{},{at}T08:00:00Z,{at}T10:00:00Z", people[*person], products[*product])
    });
    let uses: Vec<_> = uses.collect();
    fs::write(folder.join("use.csv"), format!("user,product,opened,closed\n{}\n", uses.join("\n")))
        .expect("a file");
    let estate = "currency = \"USD\"\n[teams]\nDesign = [\"ana\", \"ben\"]\nSite = [\"carla\"]\n";
    fs::write(folder.join("estate.toml"), estate).expect("a file");
}

pub(crate) fn line(folder: &Path, more: &str) -> String {
    let file = |name: &str| folder.join(name).display().to_string();
    format!(
        "flexcalc chargeback --usage {} --estate {} --lots {} {more}",
        file("use.csv"),
        file("estate.toml"),
        file("lots.csv")
    )
}
