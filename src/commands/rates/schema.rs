//! `flexcalc rates schema`: the shape of rate sheets, scenarios and estates, for editors.

use clap::{Args, ValueEnum};

use crate::load::{ESTATE_SCHEMA, SCENARIO_SCHEMA, SHEET_SCHEMA};
use crate::render::Output;

const EXAMPLES: &str = "\
Examples:
  flexcalc rates schema > sheet.schema.json
  flexcalc rates schema scenario > scenario.schema.json
  flexcalc rates schema estate > estate.schema.json

Name it in the first line of a file, `#:schema sheet.schema.json`, and editors with a TOML
extension complete and check the file. `rates new` and `estate new` write it beside theirs.";

/// Options of `rates schema`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// What file to describe
    #[arg(value_enum, default_value_t)]
    kind: FileKind,
}

/// A kind of file that people edit.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FileKind {
    #[default]
    Sheet,
    Scenario,
    Estate,
}

impl SchemaArgs {
    /// Prints it.
    pub fn output(&self) -> Output {
        let schema = match self.kind {
            FileKind::Sheet => SHEET_SCHEMA,
            FileKind::Scenario => SCENARIO_SCHEMA,
            FileKind::Estate => ESTATE_SCHEMA,
        };
        Output::answered(schema.to_owned())
    }
}
