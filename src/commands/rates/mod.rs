//! `flexcalc rates`: rate sheets are data that people edit and review.

pub mod check;
pub mod diff;
pub mod import;
pub mod list;
pub mod new;
pub mod schema;
pub mod show;

use std::path::Path;

use clap::{Args, Subcommand};

use super::context::Asked;
use crate::model::Problem;
use crate::render::{Format, Output};

/// Options of `rates`.
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub struct RatesArgs {
    /// What to do with them.
    #[command(subcommand)]
    command: RatesCommand,
}

#[derive(Debug, Subcommand)]
enum RatesCommand {
    /// Which rate sheets are there?
    List(list::ListArgs),
    /// What does a rate sheet say?
    Show(show::ShowArgs),
    /// Is everything in these rate sheets right? For CI: exit code 1 says no
    Check(check::CheckArgs),
    /// A rate sheet of your own, ready to edit: from scratch, from another, or from an export
    New(Box<new::NewArgs>),
    /// The shape of rate sheets and scenarios as JSON Schema, for editors
    Schema(schema::SchemaArgs),
    /// What changed between two rate sheets, and what does it mean?
    Diff(diff::DiffArgs),
    /// Make a rate sheet of a table that was copied from Autodesk's page
    Import(import::ImportArgs),
}

impl RatesArgs {
    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        match &self.command {
            RatesCommand::New(args) => args.writes(),
            RatesCommand::Import(args) => args.writes(),
            _ => None,
        }
    }

    /// Does it; `rates` are the sheets of the global option.
    pub fn output(&self, rates: &[String], format: Format, asked: Asked) -> anyhow::Result<Output> {
        match &self.command {
            RatesCommand::List(args) => args.output(format),
            RatesCommand::Show(args) => args.output(one(rates)?, format, asked),
            RatesCommand::Check(args) => args.output(rates, format, asked.today),
            RatesCommand::New(args) => args.output(one(rates)?, format, asked),
            RatesCommand::Schema(args) => Ok(args.output()),
            RatesCommand::Diff(args) => args.output(format, asked.today),
            RatesCommand::Import(args) => args.output(one(rates)?, format, asked),
        }
    }
}

/// The sheet of the global option, where one is taken.
pub(super) fn one(rates: &[String]) -> Result<&str, Problem> {
    match rates {
        [name] => Ok(name),
        names => Err(Problem::new(format!("`rates` takes one `--rates`, found {}", names.len()))),
    }
}
