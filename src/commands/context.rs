//! What every command works with.

use chrono::NaiveDate;

use crate::load::usage::Progress;
use crate::model::{Problem, RateSheet, Sheets};
use crate::render::Format;

/// What every command works with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The rate sheets.
    pub sheets: &'a Sheets,
    /// The date of the question.
    pub today: NaiveDate,
    /// How the answer is written: some is only worked out for one format.
    pub format: Format,
    /// Told how far reading has come.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

impl<'a> Context<'a> {
    /// The only sheet; an error where several were given to a command that takes one.
    pub fn sheet(&self) -> Result<&'a RateSheet, Problem> {
        match &**self.sheets {
            [sheet] => Ok(sheet),
            sheets => Err(Problem::new(format!(
                "this command takes one rate sheet, found {}",
                sheets.len()
            ))
            .hint(
                "give one; `charge`, `balance`, `plan` and `chargeback` take several, and price \
                 each charge at the rate in force on its day",
            )),
        }
    }
}
