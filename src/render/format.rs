//! The formats of answers, a file each: its name, how it writes an answer, and how what a check
//! found.
//!
//! A new format is a file with its `WRITER`, its `mod` line and its line in [`Format`]; the command
//! line and its help follow.

use anyhow::anyhow;

use super::report::{github, sarif};
use super::{Answer, Report, csv, focus, json, markdown, table};
use crate::model::RateSheet;

/// All that there is to know of a format.
pub(super) struct Writer {
    /// Its name on the command line.
    pub(super) name: &'static str,
    /// Other names, which the help does not tell.
    pub(super) aliases: &'static [&'static str],
    /// Writes an answer, which rests on a rate sheet or on none.
    pub(super) answer: fn(&Answer, Option<&RateSheet>) -> anyhow::Result<String>,
    /// Writes what a check found.
    pub(super) check: fn(&Report) -> anyhow::Result<String>,
}

/// The refusal of a format that belongs to one command.
pub(super) fn only_for(command: &str) -> anyhow::Result<String> {
    Err(anyhow!("this format is for `flexcalc {command}`"))
}

macro_rules! formats {
    ($($(#[$about:meta])* $format:ident = $writer:path,)*) => {
        /// How an answer is written.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum Format {
            $($(#[$about])* $format,)*
        }

        impl Format {
            /// Every format, in the order in which people are told of them.
            pub const ALL: &[Self] = &[$(Self::$format,)*];

            pub(super) fn writer(self) -> &'static Writer {
                match self {
                    $(Self::$format => &$writer,)*
                }
            }
        }
    };
}

formats! {
    /// For people.
    #[default]
    Table = table::WRITER,
    /// For programs: one object, exact numbers.
    Json = json::WRITER,
    /// For spreadsheets: one rectangle, exact numbers.
    Csv = csv::WRITER,
    /// For a pull request.
    Markdown = markdown::WRITER,
    /// For a workflow of GitHub: annotations; of a check only.
    Github = github::WRITER,
    /// For tools that read SARIF 2.1.0; of a check only.
    Sarif = sarif::WRITER,
    /// For `FinOps` tools: rows of the `FinOps` Open Cost and Usage Specification 1.2, as CSV; of a
    /// bill only.
    Focus = focus::WRITER,
}

impl Format {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.writer().name
    }

    /// Other names, which the help does not tell.
    pub fn aliases(self) -> &'static [&'static str] {
        self.writer().aliases
    }
}
