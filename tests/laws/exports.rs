//! Random usage in every format that people have, in one file or two.

use std::fmt::Write as _;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use proptest::prelude::*;
use serde_json::Value;

/// Somebody used something on a day: person, product, day of the year, tokens, team, group and
/// project, how many rows of it there are, and in which file.
type Used = ((u8, usize, u32), (u8, usize, u8, u8), (usize, bool));

const PRODUCTS: [&str; 4] = ["Revit", "AutoCAD", "Maya", "Design Automation API"];
const TEAMS: [&str; 3] = ["A", "B", ""];

/// Every format by its name on the command line.
pub(super) const FORMATS: [&str; 10] = [
    "sessions",
    "days",
    "summary",
    "token-flex",
    "token-flex-months",
    "token-flex-totals",
    "charges",
    "product-days",
    "months",
    "totals",
];

/// Two files of one format, the second of which may have no rows, and lots for all of it.
#[derive(Debug)]
pub(super) struct Export {
    folder: tempfile::TempDir,
    files: Vec<&'static str>,
    pub(super) rows: u64,
}

/// Rows of usage, repeated ones and people in two teams among them.
pub(super) fn used() -> impl Strategy<Value = Vec<Used>> {
    let what = (0_u8..5, 0_usize..4, 0_u32..120);
    let more = (0_u8..40, 0_usize..3, 0_u8..3, 0_u8..3);
    prop::collection::vec((what, more, (1_usize..4, any::<bool>())), 1..40)
}

impl Export {
    pub(super) fn new(format: &str, used: &[Used]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut texts = [format!("{}\n", head(format)), format!("{}\n", head(format))];
        let mut counts = [0; 2];
        for row in used {
            let (_, _, (copies, is_second)) = *row;
            // No service is opened and closed.
            let row = if format == "sessions" { &with_product(*row) } else { row };
            for _ in 0..copies {
                let file = usize::from(is_second);
                writeln!(texts[file], "{}", line(format, row)).expect("written");
                counts[file] += 1;
            }
        }
        let names = ["first.csv", "second.csv"];
        let mut files = Vec::new();
        for ((name, text), count) in names.into_iter().zip(texts).zip(counts) {
            if count > 0 {
                std::fs::write(folder.path().join(name), text).expect("written");
                files.push(name);
            }
        }
        let lots = "id,bought,tokens,price\nL,2026-01-01,700,3.00\nM,2026-01-01,999999,2.70\n";
        std::fs::write(folder.path().join("lots.csv"), lots).expect("written");
        let estate = "currency = \"USD\"\n[teams]\nA = [\"p0@x.eu\"]\nB = [\"p1@x.eu\"]\n";
        std::fs::write(folder.path().join("estate.toml"), estate).expect("written");
        Self { folder, files, rows: counts.iter().sum() }
    }

    /// The result of a command line, where `@usage` is the files and `@` the folder; `Err` is what
    /// it was refused with.
    pub(super) fn result(&self, line: &str) -> Result<Value, String> {
        self.result_of(&self.paths(), line)
    }

    /// Where its files are.
    pub(super) fn paths(&self) -> Vec<String> {
        let path = |name: &&str| self.folder.path().join(name).display().to_string();
        self.files.iter().map(path).collect()
    }

    /// The same, where `@usage` is these files.
    pub(super) fn result_of(&self, files: &[String], line: &str) -> Result<Value, String> {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let mut words = vec!["flexcalc".to_owned()];
        for word in line.split(' ') {
            match word.strip_prefix('@') {
                Some("usage") => words.extend_from_slice(files),
                Some(name) => words.push(path(name)),
                None => words.push(word.to_owned()),
            }
        }
        words.extend(["--rates", "autodesk", "-f", "json"].map(str::to_owned));
        let cli = Cli::try_parse_from(words).expect("a valid command line");
        let today = NaiveDate::from_ymd_opt(2026, 12, 31).expect("a date");
        let answer = flexcalc::run(&cli, today, &|_| {});
        let answer = answer.map_err(|error| flexcalc::render::error_text(&error))?;
        let json: Value = serde_json::from_str(&answer.stdout).expect("JSON");
        Ok(json["result"].clone())
    }
}

fn with_product(((user, product, day), more, copies): Used) -> Used {
    ((user, product % 3, day), more, copies)
}

fn head(format: &str) -> &'static str {
    match format {
        "sessions" => "user,product,opened,closed,team,group,project",
        "days" => "day_used,product_name,email,tokens_used,team,group,project",
        "summary" => "email,offering_name,days_used,tokens_used,team_alias,group,project",
        "token-flex" => "contractYear,usageDate,productName,userName,tokensConsumed,team,group",
        "token-flex-months" => "usageCategory,usageMonth,productName,tokensConsumed,team",
        "token-flex-totals" => "usageCategory,productName,tokensConsumed,team",
        "charges" => "user,product,opened,tokens,price,sheet,team,group,project",
        "product-days" => "Day used,Product,Tokens used,Team,Group",
        "months" => "productName,usageMonth,tokens,emailAddress,team",
        "totals" => "Product,Tokens used,Team",
        _ => unreachable!("a format"),
    }
}

fn line(format: &str, used: &Used) -> String {
    let ((person, product, day), (tokens, team, group, project), _) = *used;
    let (person, product, team) = (format!("p{person}@x.eu"), PRODUCTS[product], TEAMS[team]);
    let date = NaiveDate::from_yo_opt(2026, day + 1).expect("a date");
    let month = date.format("%Y-%m");
    let said = format!("{team},G{group},P{project}");
    match format {
        "sessions" => {
            let hours = tokens % 20;
            format!("{person},{product},{date}T03:00:00Z,{date}T{:02}:04:00Z,{said}", 3 + hours)
        }
        "days" => format!("{date},{product},{person},{tokens},{said}"),
        "summary" => format!("{person},{product},{},{tokens},{said}", day % 28),
        "token-flex" => format!("1,{date},{product},{person},{tokens}.0,{team},G{group}"),
        "token-flex-months" => format!("DESKTOP,{month},{product},{tokens}.0,{team}"),
        "token-flex-totals" => format!("DESKTOP,{product},{tokens}.0,{team}"),
        "charges" => format!("{person},{product},{date}T08:00:00Z,{tokens},3,autodesk,{said}"),
        "product-days" => format!("{date},{product},{tokens},{team},G{group}"),
        "months" => format!("{product},{month},{tokens},{person},{team}"),
        "totals" => format!("{product},{tokens},{team}"),
        _ => unreachable!("a format"),
    }
}
