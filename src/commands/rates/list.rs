//! `flexcalc rates list`: which rate sheets are there?

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::load::{self, SheetFile};
use crate::model::{Problem, Problems};
use crate::render::{self, Answer, Format, Output};
use crate::report::rates::list::{self as report, Listed, Sheets};

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
    #[serde(serialize_with = "super::super::paths")]
    paths: Vec<PathBuf>,
}

impl ListArgs {
    /// Lists them.
    pub fn output(&self, format: Format) -> anyhow::Result<Output> {
        let mut sheets =
            if self.paths.is_empty() { builtin()? } else { files(load::sheet_files(&self.paths))? };
        report::until_the_next(&mut sheets);
        let (data, view) = report::table(&sheets).grids();
        let next = sheets.first().map(|sheet| match &sheet.file {
            Some(_) => "flexcalc rates check --help".to_owned(),
            None => format!("flexcalc rates show {}", sheet.name),
        });
        let answer =
            Answer { next, ..Answer::new("rates list", self, Sheets { sheets }, data, view) };
        render::render(answer, None, format)
    }
}

fn builtin() -> Result<Vec<Listed>, Problems> {
    Ok(load::builtin_editions()?.iter().map(|sheet| Listed::new(sheet, None)).collect())
}

/// The sheets of files; an error has every problem of every file.
fn files((files, mut problems): (Vec<SheetFile>, Vec<Problem>)) -> Result<Vec<Listed>, Problems> {
    let mut sheets = Vec::new();
    for file in files {
        let name = file.file.clone();
        match file.sheet() {
            Ok(sheet) => sheets.push(Listed::new(&sheet, Some(name))),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    Problems::check(problems)?;
    Ok(sheets)
}
