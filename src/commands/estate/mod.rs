//! `flexcalc estate`: the customer's side is data that people edit.

pub mod new;

use std::path::Path;

use clap::{Args, Subcommand};

use super::context::Asked;
use super::rates::one;
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

    /// Does it; `rates` are the sheets of the global option.
    pub fn output(&self, rates: &[String], format: Format, asked: Asked) -> anyhow::Result<Output> {
        match &self.command {
            EstateCommand::New(args) => args.output(one(rates)?, format, asked),
        }
    }
}
