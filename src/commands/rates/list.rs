//! `flexcalc rates list`: which rate sheets are there?

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::load::{self, SheetFile, builtin_names};
use crate::model::{Problem, Problems, RateSheet};
use crate::render::{self, Answer, Cell, Format, Grid, Output, column};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates list
  flexcalc rates list ours.toml sheets/";

/// Options of `rates list`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ListArgs {
    /// Files, or folders of .toml files; without any, the built-in sheets
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Listed {
    name: String,
    title: String,
    effective: String,
    currency: String,
    rows: usize,
    products: usize,
    services: usize,
    collections: usize,
    file: Option<String>,
}

impl ListArgs {
    /// Lists them.
    pub fn output(&self, format: Format) -> anyhow::Result<Output> {
        let sheets =
            if self.paths.is_empty() { builtin()? } else { files(load::sheet_files(&self.paths))? };
        let data = grid(&sheets);
        let view = data.select(&["name", "effective", "rows", "title"]);
        let paths: Vec<_> = self.paths.iter().map(|path| path.display().to_string()).collect();
        let inputs = serde_json::json!({ "paths": paths });
        let next = sheets.first().map(|sheet| match &sheet.file {
            Some(_) => "flexcalc rates check --help".to_owned(),
            None => format!("flexcalc rates show {}", sheet.name),
        });
        let answer = Answer {
            next,
            ..Answer::new(
                "rates list",
                &inputs,
                serde_json::json!({ "sheets": sheets }),
                data,
                view,
            )
        };
        render::render(answer, None, format)
    }
}

fn builtin() -> Result<Vec<Listed>, Problems> {
    builtin_names().map(|name| Ok(listed(&load::rate_sheet(name)?, None))).collect()
}

/// The sheets of files; an error has every problem of every file.
fn files((files, mut problems): (Vec<SheetFile>, Vec<Problem>)) -> Result<Vec<Listed>, Problems> {
    let mut sheets = Vec::new();
    for file in files {
        let name = file.file.clone();
        match file.sheet() {
            Ok(sheet) => sheets.push(listed(&sheet, Some(name))),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    Problems::check(problems)?;
    Ok(sheets)
}

fn listed(sheet: &RateSheet, file: Option<String>) -> Listed {
    Listed {
        name: sheet.name.clone(),
        title: sheet.title.clone(),
        effective: sheet.effective.to_string(),
        currency: sheet.currency.clone(),
        rows: sheet.products.len() + sheet.services.len() + sheet.collections.len(),
        products: sheet.products.len(),
        services: sheet.services.len(),
        collections: sheet.collections.len(),
        file,
    }
}

fn grid(sheets: &[Listed]) -> Grid {
    let count = |count: usize| Cell::Count((count as u64).into());
    let mut grid = Grid::new(vec![
        column("name", "sheet"),
        column("effective", "effective"),
        column("currency", "money"),
        column("rows", "rows"),
        column("products", "products"),
        column("services", "services"),
        column("collections", "collections"),
        column("title", "title"),
    ]);
    let row = |sheet: &Listed| {
        vec![
            sheet.name.as_str().into(),
            sheet.effective.as_str().into(),
            sheet.currency.as_str().into(),
            count(sheet.rows),
            count(sheet.products),
            count(sheet.services),
            count(sheet.collections),
            sheet.title.as_str().into(),
        ]
    };
    grid.rows = sheets.iter().map(row).collect();
    grid
}
