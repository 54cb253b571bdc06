//! What every command works with.

use chrono::NaiveDate;

use crate::load::usage::Progress;
use crate::load::{self, Editions};
use crate::model::{Problem, RateSheet, Sheets, called, shell_word_or};
use crate::render::Format;

/// What every command works with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The names of the rate sheets, as given.
    pub rates: &'a [String],
    /// The rate sheets: of a question without days of its own only the one in force.
    pub sheets: &'a Sheets,
    /// The date of the question.
    pub today: NaiveDate,
    /// The date by the clock, whatever date is asked about: what is said to close after it is open
    /// still.
    pub clock: NaiveDate,
    /// How the answer is written: some is only worked out for one format.
    pub format: Format,
    /// Told how far reading has come.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

/// When files that people edit are asked about, and who is told how far reading has come.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The date of the question.
    pub today: NaiveDate,
    /// The same where it was given: a further command needs it, too.
    pub on: Option<NaiveDate>,
    /// Told how far reading has come.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

impl<'a> Context<'a> {
    /// The sheet in force on the date of the question: what is asked is priced by it, however many
    /// editions the days of use were charged by.
    pub fn sheet(&self) -> &'a RateSheet {
        self.sheets.in_force(self.today)
    }

    /// What the sheet in force does not know, another edition may: the problem says which, where
    /// one `knows` it.
    pub fn elsewhere(&self, problem: Problem, knows: impl Fn(&RateSheet) -> bool) -> Problem {
        let Ok(sheets) = load::rate_sheets(self.rates, Editions::All) else { return problem };
        let names = called(&sheets).into_iter().zip(sheets.iter());
        match names.rev().find(|(_, sheet)| knows(sheet)) {
            Some((name, _)) => problem.hint(format!(
                "`{name}` has it: `--on DATE` asks as of a day on which that was in force, and \
                 `--rates {}` by its rates",
                shell_word_or(&name, "FILE")
            )),
            None => problem,
        }
    }
}
