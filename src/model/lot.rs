//! Tokens bought together, and what the vendor's portal showed of them.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::{Divide, Money, Percent, Place, Problem, Quotient, TokenPrice, Tokens};

/// The most lots of one file: no customer has a thousand.
const MOST_LOTS: usize = 100_000;

/// That `file`, or what it is called, has no more lots than anybody buys.
pub fn ensure_few_lots(file: &str, lots: usize) -> Result<(), Problem> {
    if lots <= MOST_LOTS {
        return Ok(());
    }
    Err(Problem::new(format!("{file} has {lots} lots, and must have at most {MOST_LOTS}")))
}

/// A purchase of tokens (RULES §9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// What it is called; no two are called the same.
    pub id: String,
    /// The first day on which it can be used.
    pub bought: NaiveDate,
    /// The first day on which it cannot be used any more; `None` leaves it to the rate sheet's
    /// term.
    pub expires: Option<NaiveDate>,
    /// How many tokens.
    pub tokens: Tokens,
    /// What each cost, exactly, so that all of them together cost what the invoice says; tokens
    /// that were a gift cost nothing.
    pub price: Quotient<TokenPrice>,
    /// What they are.
    pub kind: LotKind,
    /// The team whose people use it; `None`: everyone whose team has no lots of its own.
    pub team: Option<String>,
    /// Where it stands in a file.
    pub place: Option<Place>,
}

/// What a lot is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LotKind {
    /// Flex tokens.
    #[default]
    Tokens,
    /// Cloud credits, sold before 2023: for cloud services only, and spent before tokens.
    CloudCredits,
}

impl LotKind {
    /// The words of files.
    pub const WORDS: [(&str, Self); 2] =
        [("tokens", Self::Tokens), ("cloud-credits", Self::CloudCredits)];
}

impl Lot {
    /// What each token cost where the invoice states the total; `None` of no tokens.
    pub fn price_of(total: Money, tokens: Tokens) -> Option<Quotient<TokenPrice>> {
        total.divided_by(tokens)
    }

    /// The first day on which it cannot be used: the one that it names, or so many days after the
    /// purchase.
    pub fn expires(&self, term_days: u32) -> NaiveDate {
        let by_term =
            || self.bought.checked_add_days(Days::new(term_days.into())).unwrap_or(NaiveDate::MAX);
        self.expires.unwrap_or_else(by_term)
    }
}

/// What the vendor's portal showed as left: the replay must agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The day on which it was seen.
    pub on: NaiveDate,
    /// What it showed.
    pub left: Tokens,
    /// The team whose lots it is about; `None`: those without a team.
    pub team: Option<String>,
}

/// From when on something is worth a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Less than this share of the tokens is left, in percent.
    pub low: Option<Percent>,
    /// Tokens expire within so many days.
    pub expiring_days: Option<u32>,
    /// At least this share is left, in percent …
    pub idle: Option<Percent>,
    /// … with more than so many days to go.
    pub idle_days: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_hundred_thousand_lots_at_most() {
        let told = |lots| ensure_few_lots("`x`", lots).map_err(|problem| problem.message);
        // one below, at, one above
        assert_eq!([told(99_999), told(100_000)], [Ok(()), Ok(())]);
        let message = "`x` has 100001 lots, and must have at most 100000";
        assert_eq!(told(100_001), Err(message.to_owned()));
    }
}
