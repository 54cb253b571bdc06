//! What holds over all commands: a total is the sum of its column, and commands that state one
//! figure state the same.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{Days, NaiveDate};
use clap::Parser;
use flexcalc::cli::{Cli, Command};
use flexcalc::commands::context::Context;
use flexcalc::load;
use flexcalc::model::{Number, Quotient};
use flexcalc::render::{Answer, Cell, Detail, Format, Grid};
use proptest::prelude::*;
use serde_json::Value;

/// Somebody opens a product on a day at an hour, and closes it some hours later.
type Opened = (u8, usize, u64, u8, u8);

const PRODUCTS: [&str; 4] = ["Revit", "AutoCAD", "3ds Max", "Maya"];

/// A small firm: what it used, the lots it bought, and its estate, in files.
#[derive(Debug)]
struct Firm {
    folder: tempfile::TempDir,
}

impl Firm {
    fn new(opened: &[Opened], lots: &[(u64, u64, bool)], estate: &str) -> Self {
        let firm = Self { folder: tempfile::tempdir().expect("a folder") };
        let day = |days: u64| {
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
            first.checked_add_days(Days::new(days)).expect("a date")
        };
        let mut log = "user,product,opened,closed\n".to_owned();
        for (user, product, days, hour, hours) in opened {
            let (product, day) = (PRODUCTS[*product], day(*days));
            let closed = (*hour + *hours).min(23);
            writeln!(log, "p{user}@x.eu,{product},{day}T{hour:02}:00:00Z,{day}T{closed:02}:59:00Z")
                .expect("written");
        }
        let mut table = "id,bought,tokens,price,team\n".to_owned();
        let own = "id,bought,tokens,price\nL,2026-01-01,100,3.00\n";
        for (n, (tokens, cents, is_of_team)) in lots.iter().enumerate() {
            let team = if *is_of_team { "A" } else { "" };
            writeln!(
                table,
                "L{n},{},{tokens},{}.{:02},{team}",
                day(n as u64),
                cents / 100,
                cents % 100
            )
            .expect("written");
        }
        let teams = "[teams]\nA = [\"p0@x.eu\", \"p1@x.eu\"]\nB = [\"p2@x.eu\"]\n";
        firm.write("log.csv", &log);
        firm.write("lots.csv", &table);
        firm.write("own.csv", own);
        firm.write("estate.toml", &format!("currency = \"USD\"\n{estate}\n{teams}"));
        firm
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("written");
    }

    /// Hands over the answer to a command line, whose `@` is this firm's folder.
    fn ask<T>(&self, line: &str, take: impl FnOnce(&Answer) -> T) -> T {
        self.ask_for(Format::Table, line, take)
    }

    fn ask_for<T>(&self, format: Format, line: &str, take: impl FnOnce(&Answer) -> T) -> T {
        let folder = self.folder.path();
        let word = |word: &str| match word.strip_prefix('@') {
            Some(name) => Path::join(folder, name).display().to_string(),
            None => word.to_owned(),
        };
        let words = ["flexcalc".to_owned()].into_iter().chain(line.split(' ').map(word));
        let cli = Cli::try_parse_from(words).expect("a valid command line");
        let Command::Question(question) = &cli.command else { unreachable!("no rates") };
        let sheets =
            load::rate_sheets(&["autodesk".to_owned()], load::Editions::All).expect("the sheet");
        let today = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date");
        let rates = &["autodesk".to_owned()];
        let context =
            Context { rates, sheets: &sheets, today, clock: today, format, progress: &|_| {} };
        let answer = question.answer(context, Detail::Brief);
        take(&answer.expect(line))
    }

    fn result(&self, line: &str) -> Value {
        self.ask_for(Format::Json, line, |answer| answer.result.to_json().expect("JSON"))
    }

    /// The sentence why a token costs what it costs.
    fn why(&self, line: &str) -> String {
        let is_why = |note: &&String| note.starts_with("a token costs");
        self.ask(line, |answer| answer.notes.iter().find(is_why).expect("a price").clone())
    }
}

fn number(cell: &Cell) -> Option<&Quotient<Number>> {
    match cell {
        Cell::Money(number) | Cell::Count(number) | Cell::Percent(number) => Some(number),
        _ => None,
    }
}

/// Each total is the sum of its column, or unknown where a cell that counts is.
fn ensure_totals(grid: &Grid, counts: impl Fn(usize, &str) -> bool) -> Result<(), TestCaseError> {
    for (place, total) in grid.total.iter().flatten().enumerate().skip(1) {
        let key = grid.columns[place].key.as_ref();
        let counted = grid.rows.iter().enumerate().filter(|(row, _)| counts(*row, key));
        let cells: Vec<_> = counted.map(|(_, row)| &row[place]).collect();
        let is_known = !cells.is_empty() && !cells.contains(&&Cell::Empty);
        let sum = sum(cells.iter().filter_map(|cell| number(cell)));
        match number(total) {
            Some(total) => prop_assert_eq!((is_known, total), (true, &sum), "{}", key),
            None if *total == Cell::Empty => prop_assert!(!is_known, "{}", key),
            None => {}
        }
    }
    Ok(())
}

fn sum<'n>(numbers: impl Iterator<Item = &'n Quotient<Number>>) -> Quotient<Number> {
    numbers.sum()
}

fn exact(value: &Value) -> Option<Quotient<Number>> {
    value.is_number().then(|| super::numbers::of_json(value))
}

/// Few cases, since each asks many commands.
fn few() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) }
}

fn used() -> impl Strategy<Value = Vec<Opened>> {
    prop::collection::vec((0_u8..40, 0_usize..4, 0_u64..150, 0_u8..20, 0_u8..9), 1..60)
}

fn bought() -> impl Strategy<Value = Vec<(u64, u64, bool)>> {
    prop::collection::vec((1_u64..300, 100_u64..400, any::<bool>()), 1..20)
}

proptest! {
    #![proptest_config(few())]

    /// A table with a total, whatever was used and bought.
    #[test]
    fn every_total_is_the_sum_of_its_column_or_unknown(
        used in used(), lots in bought(), maya in any::<bool>(), revit in 1_u64..100,
    ) {
        let firm = Firm::new(&used, &lots, "");
        let maya = if maya { " --use maya=3 --sub-price maya=1875" } else { " --use maya=3" };
        let of_firm = "--usage @log.csv --estate @estate.toml";
        let lines = [
            format!("cost --use revit={revit}x3{maya} --result model-derivative-complex=51"),
            "cost --use autocad=110 --use revit=40x12".to_owned(),
            "cost --result model-derivative-complex=51".to_owned(),
            "cost --use revit=40x12 --result model-derivative-complex=51 --usage @log.csv".to_owned(),
            "charge @log.csv".to_owned(),
            "charge @log.csv --by user".to_owned(),
            "charge @log.csv --by team,month --estate @estate.toml".to_owned(),
            "plan --usage @log.csv".to_owned(),
            format!("balance --lots @lots.csv {of_firm} --as-of 2026-06-30"),
            "balance --lots @own.csv --usage @log.csv --as-of 2026-06-30 --schedule".to_owned(),
            "chargeback --usage @log.csv --by user".to_owned(),
            format!("chargeback {of_firm} --by team"),
            format!("chargeback {of_firm} --lots @lots.csv --by user"),
        ];
        let (mut totals, lines_asked) = (0, lines.len());
        for line in lines {
            firm.ask(&line, |answer| {
                // No subscription stands for a cloud result.
                let kind = answer.data.columns.iter().position(|column| column.key == "kind");
                let is_result = |row: usize| {
                    kind.is_some_and(|kind| answer.data.rows[row][kind] == "result".into())
                };
                let counts = |row: usize, key: &str| key != "subscription_cost" || !is_result(row);
                let sections = answer.sections.iter().map(|section| &section.grid);
                for grid in [&answer.view].into_iter().chain(sections) {
                    totals += usize::from(grid.total.is_some());
                    ensure_totals(grid, counts)?;
                }
                Ok::<(), TestCaseError>(())
            })?;
        }
        prop_assert_eq!(totals, lines_asked, "each of these commands has a total");
    }

    /// What is observed and what is expected count alike in the total of `cost`.
    #[test]
    fn subscriptions_of_everyone_are_in_the_total(used in used(), price in 1_u64..9999) {
        let firm = Firm::new(&used, &[], "");
        let priced = |name: &str| format!(" --sub-price {name}={price}");
        let priced: String = ["3ds-max", "maya"].iter().map(|name| priced(name)).collect();
        // Every product must be asked about, so that its price is for something.
        let line = format!("cost --use maya=1 --use 3ds-max=1 --usage @log.csv{priced}");
        let result = firm.result(&line);
        let lines = result["lines"].as_array().expect("lines").iter();
        let each = lines.map(|line| exact(&line["subscription_cost"]));
        let total = each.collect::<Option<Vec<_>>>().map(|all| sum(all.iter()));
        // Each is written with 28 digits, so the sum may differ behind them.
        let rounded = |number: Quotient<Number>| number.rounded(12);
        prop_assert!(total.is_some());
        prop_assert_eq!(total.map(rounded), exact(&result["subscription_cost"]).map(rounded));
    }

    /// Commands that name the price of a token name the same, for the same reason.
    #[test]
    fn commands_agree_on_the_price_of_a_token(
        cents in 1_u64..300,
        tokens in 100_u64..20_000,
        from in 101_u64..9999,
        is_flat in any::<bool>(),
    ) {
        let price = format!("{}.{:02}", cents / 100, cents % 100);
        let agreed = if is_flat {
            format!("[token]\nprice = {price}")
        } else {
            format!("[[token.tier]]\nfrom = {from}\nprice = {price}")
        };
        let firm = Firm::new(&[], &[], &agreed);
        // What one token costs now.
        let one = firm.why("breakeven revit --estate @estate.toml");
        prop_assert_eq!(&one, &firm.why("cost --use revit=1 --estate @estate.toml"));
        let by_risk = "pool-size --low 1 --likely 2 --high 3 --estate @estate.toml";
        let top_up = firm.ask(by_risk, |answer| {
            answer.notes.iter().find(|note| note.contains("bought later")).expect("a note").clone()
        });
        let (_, price_and_origin) = one.split_once("costs ").expect("a price");
        let (price, origin) = price_and_origin.split_once(", ").expect("an origin");
        let same = format!("cost {price} each, {origin}, in");
        prop_assert!(top_up.contains(&same), "{one}: {top_up}");
        // What so many cost together.
        let size = format!("pool-size --expected {tokens} --buffer 0 --estate @estate.toml");
        let bought = firm.result(&size)["purchase"]["tokens"].clone();
        let sized = firm.why(&size);
        let breakeven = format!("breakeven revit --buy-tokens {bought} --estate @estate.toml");
        prop_assert_eq!(sized, firm.why(&breakeven));
    }

    /// What a note says of tokens bought later is what they are counted at.
    #[test]
    fn naming_the_price_of_topping_up_changes_nothing(
        cents in 1_u64..600,
        given in 0_u64..600,
        is_flat in any::<bool>(),
    ) {
        let agreed = if is_flat { "[token]\nprice" } else { "[[token.tier]]\nfrom = 700\nprice" };
        let agreed = format!("{agreed} = {}.{:02}", cents / 100, cents % 100);
        let firm = Firm::new(&[], &[], &agreed);
        let mut line = "pool-size --low 600 --likely 800 --high 1200 --estate @estate.toml".to_owned();
        if given > 0 {
            line = format!("{line} --token-price {}.{:02}", given / 100, given % 100);
        }
        let note = firm.ask(&line, |answer| {
            answer.notes.iter().find(|note| note.contains("bought later")).expect("a note").clone()
        });
        let (_, price) = note.split_once("bought later cost ").expect("a price");
        let (price, _) = price.split_once(" each").expect("a price");
        let named = firm.result(&format!("{line} --top-up-price {price}"));
        prop_assert_eq!(firm.result(&line), named);
    }

    /// Commands that say what one file of usage took say the same.
    #[test]
    fn commands_agree_on_the_tokens_of_usage(used in used()) {
        let firm = Firm::new(&used, &[(999_999, 300, false)], "");
        let tokens = firm.result("charge @log.csv")["tokens"].clone();
        let cost = firm.result("cost --usage @log.csv");
        prop_assert_eq!(&tokens, &cost["tokens"]);
        let balance = "balance --lots @lots.csv --usage @log.csv --as-of 2026-12-31";
        let totals = &firm.result(balance)["totals"];
        prop_assert_eq!(&tokens, &totals["consumed"]);
        let year = "--usage @log.csv --period 2026-01-01..2027-01-01";
        prop_assert_eq!(&tokens, &firm.result(&format!("pool-size {year}"))["expected"]);
        let rows = firm.result(&format!("chargeback {year} --by user"))["rows"].clone();
        let each = rows.as_array().expect("rows").iter().map(|row| exact(&row["tokens"]));
        let billed = each.collect::<Option<Vec<_>>>().map(|all| sum(all.iter()));
        prop_assert_eq!(exact(&tokens), billed);
    }
}
