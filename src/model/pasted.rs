//! A table that somebody pasted, before anybody asks what its names are: what each row says, and
//! what became of each line.

use super::{Money, PricePerDay, Problem, TokensPerDay};

/// A row of a paste.
#[derive(Clone, Debug)]
pub struct PastedRow {
    /// Where it stands.
    pub spot: Spot,
    /// The name, as it was written.
    pub name: String,
    /// Tokens for one day of use.
    pub tokens: Option<TokensPerDay>,
    /// The same in money.
    pub per_day: Option<PricePerDay>,
    /// What a subscription costs for a month.
    pub month: Option<Money>,
    /// What it costs for a year.
    pub year: Option<Money>,
    /// What it costs for three years, all of them.
    pub three_years: Option<Money>,
}

impl PastedRow {
    /// Whether it has a price of a subscription.
    pub fn is_priced(&self) -> bool {
        self.month.is_some() || self.year.is_some() || self.three_years.is_some()
    }

    /// Whether it says what another row says, wherever they stand.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.tokens, row.per_day, row.month, row.year, row.three_years);
        said(self) == said(other)
    }
}

/// Where a row stands, for every problem of it.
#[derive(Clone, Debug)]
pub struct Spot {
    empty: Problem,
}

impl Spot {
    /// The place of a problem without a message.
    pub fn new(empty: Problem) -> Self {
        Self { empty }
    }

    /// A problem there.
    pub fn problem(&self, message: &str) -> Problem {
        let prefix = &self.empty.message;
        Problem { message: format!("{prefix}{message}"), ..self.empty.clone() }
    }

    /// The place before any message, without the message: `rates.txt:3`.
    pub fn words(&self) -> String {
        self.empty.to_string().trim_end_matches([':', ' ']).to_owned()
    }
}

/// What became of every line of a paste: each is one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineAccount {
    /// All of them.
    pub lines: usize,
    /// A row each.
    pub rows: usize,
    /// The names of the columns.
    pub headers: usize,
    /// Words above the table.
    pub above: usize,
    /// Remarks, which begin with `#`.
    pub remarks: usize,
    /// Nothing, or a rule.
    pub blank: usize,
    /// More of the row before.
    pub continued: usize,
}

/// A paste, read.
#[derive(Clone, Debug)]
pub struct Paste {
    /// The file as the user named it.
    pub file: String,
    /// Its rows, in order.
    pub rows: Vec<PastedRow>,
    /// What became of its lines.
    pub account: LineAccount,
    /// What stands apart: `tabs`, `commas`.
    pub apart: &'static str,
    /// What was left out, and what was concluded.
    pub notes: Vec<String>,
    /// What is wrong with its other lines.
    pub problems: Vec<Problem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_of_any_term_is_a_price_and_a_rate_is_none() {
        let row = PastedRow {
            spot: Spot::new(Problem::new("")),
            name: "Revit".into(),
            tokens: Some(10.into()),
            per_day: Some(30.into()),
            month: None,
            year: None,
            three_years: None,
        };
        let price = || Some(Money::from(1));
        assert!(!row.is_priced());
        assert!(PastedRow { month: price(), ..row.clone() }.is_priced());
        assert!(PastedRow { year: price(), ..row.clone() }.is_priced());
        assert!(PastedRow { three_years: price(), ..row }.is_priced());
    }
}
