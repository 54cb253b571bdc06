//! `--by`: what usage is grouped by.

use std::convert::Infallible;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::engine::bill::by::By;
use crate::model::Problem;

/// Those that need no file of people, in the order of the help, and lots, which some refuse.
static WITHOUT_FILE: [By; 7] =
    [By::Product, By::User, By::Team, By::Group, By::Project, By::Month, By::Lot];

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [Self] {
        &WITHOUT_FILE
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        if *self == Self::Lot {
            return Some(PossibleValue::new("lot").hide(true));
        }
        Self::WITHOUT_FILE.into_iter().find(|word| *word == self.name()).map(PossibleValue::new)
    }
}

impl FromStr for By {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::named(text))
    }
}

/// One or two, and not the same twice.
pub(super) fn ensure_one_or_two(by: &[By]) -> Result<(), Problem> {
    match by {
        [first, second] if first == second => {
            Err(Problem::new(format!("`--by` names `{}` twice", first.name())))
        }
        [_] | [_, _] => Ok(()),
        many => Err(Problem::new(format!("`--by` takes one or two, found {}", many.len()))),
    }
}

/// Lots pay for charges one after the other, which needs a bill.
pub(super) fn ensure_no_lot(by: &[By]) -> Result<(), Problem> {
    if by.contains(&By::Lot) {
        let problem = Problem::new("`--by lot`: which lot pays is known of a bill only");
        return Err(problem.hint("`flexcalc chargeback --by lot` has lots, and who used them"));
    }
    Ok(())
}
