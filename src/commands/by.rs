//! `--by`: what usage is grouped by.

use std::convert::Infallible;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::engine::bill::by::By;
use crate::model::Problem;

/// Those that need no file of people, in the order of the help.
static WITHOUT_FILE: [By; 6] = [By::Product, By::User, By::Team, By::Group, By::Project, By::Month];

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [Self] {
        &WITHOUT_FILE
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
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
