//! Checks and reads the built-in rate sheets when flexcalc is built: a faulty one does not compile,
//! with the messages that a user's faulty sheet gets, and none has to be read from TOML at every
//! start.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the build needs a part of these rooms"
)]

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use chrono::Datelike;

#[path = "model"]
mod model {
    mod amount;
    mod code;
    mod decimal;
    mod limits;
    mod lookup;
    mod problem;
    mod quotient;
    mod rate_sheet;
    mod term_prices;
    mod unit;

    pub use amount::{Days, Money, Number, Percent, PricePerDay, TokenPrice, Tokens, TokensPerDay};
    pub use code::{Code, Severity};
    pub use decimal::NotANumber;
    use decimal::decimal_from;
    pub use limits::{Limits, Refused};
    pub use lookup::{Index, Row, find, nearest, normalise, one_form};
    pub use problem::{Place, Problem, Problems};
    pub use quotient::{Figure, Quotient};
    pub use rate_sheet::{
        Collection, Draft, Partial, Product, RateSheet, Service, Tier, TierPrice, TokenTerms,
    };
    pub use term_prices::TermPrices;
    pub use unit::{Divide, Given, Unit};
}

#[path = "load"]
mod load {
    mod document;
    mod lines;
    mod rate_sheet;
    mod toml_table;

    /// A sheet from its text.
    pub fn parse(
        file: &str,
        text: &str,
    ) -> Result<crate::model::RateSheet, crate::model::Problems> {
        rate_sheet::parse(file, text)
    }
}

/// The sheet that is used unless another is asked for, which is listed first.
const DEFAULT: &str = "autodesk";

fn main() -> Result<(), Box<dyn Error>> {
    let (root, out) = (env::var("CARGO_MANIFEST_DIR")?, env::var("OUT_DIR")?);
    let mut sheets = Vec::new();
    for entry in fs::read_dir("rates")? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file = path.to_string_lossy().replace('\\', "/");
        match load::parse(&file, &fs::read_to_string(&path)?) {
            Ok(sheet) => sheets.push((sheet, file)),
            Err(problems) => problems.iter().for_each(|problem| println!("cargo::error={problem}")),
        }
    }
    sheets.sort_by_key(|(sheet, _)| (sheet.name != DEFAULT, sheet.name.clone(), sheet.effective));
    let mut editions = String::from("&[");
    for (number, (sheet, file)) in sheets.iter().enumerate() {
        let packed = Path::new(&out).join(format!("sheet-{number}.json"));
        fs::write(&packed, serde_json::to_string(&sheet)?)?;
        let (name, day) = (&sheet.name, sheet.effective);
        // As texts of the language, whatever the system puts between folders.
        let [text, packed] =
            [Path::new(&root).join(file), packed].map(|path| path.display().to_string());
        let (year, month, day) = (day.year(), day.month(), day.day());
        writeln!(
            editions,
            "Edition {{ name: {name:?}, effective: ({year}, {month}, {day}), file: {file:?}, \
             text: include_str!({text:?}), packed: include_str!({packed:?}) }},"
        )?;
    }
    fs::write(Path::new(&out).join("editions.rs"), editions + "]")?;
    for source in ["rates", "src/model", "src/load"] {
        println!("cargo::rerun-if-changed={source}");
    }
    Ok(())
}
