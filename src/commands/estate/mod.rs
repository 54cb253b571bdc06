//! `flexcalc estate`: the customer's side is data that people edit.

pub mod new;

use std::path::Path;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::rates::one;
use crate::load::usage::Progress;
use crate::render::{Format, Output};

/// Options of `estate`.
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub struct EstateArgs {
    /// What to do with it.
    #[command(subcommand)]
    command: EstateCommand,
}

#[derive(Debug, Subcommand)]
enum EstateCommand {
    /// An estate ready to edit: examples of all that can be said, or seats and teams of an export
    New(new::NewArgs),
}

impl EstateArgs {
    /// The file that it writes.
    pub fn writes(&self) -> Option<&Path> {
        let EstateCommand::New(args) = &self.command;
        args.writes()
    }

    /// Does it; `rates` are the sheets of the global option, `today` the date of the question.
    pub fn output(
        &self,
        rates: &[String],
        format: Format,
        today: NaiveDate,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> anyhow::Result<Output> {
        match &self.command {
            EstateCommand::New(args) => args.output(one(rates)?, format, (today, progress)),
        }
    }
}
