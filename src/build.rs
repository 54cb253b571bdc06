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
use std::path::Path;
use std::{env, fs};

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

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for name in ["autodesk", "guide-2026", "cloud-credits-2022"] {
        let file = format!("rates/{name}.toml");
        match load::parse(&file, &fs::read_to_string(&file)?) {
            Ok(sheet) => fs::write(
                Path::new(&out).join(format!("{name}.json")),
                serde_json::to_string(&sheet)?,
            )?,
            Err(problems) => problems.iter().for_each(|problem| println!("cargo::error={problem}")),
        }
    }
    for source in ["rates", "src/model", "src/load"] {
        println!("cargo::rerun-if-changed={source}");
    }
    Ok(())
}
