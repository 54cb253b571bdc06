//! What would other readings of the rule have cost, and how far beyond the rule are they?
//!
//! ```text
//! tokens = charges of the reading × rate; cost = tokens × price of a token under the rule
//! beyond = (tokens of the reading − tokens of the rule) ÷ tokens of the rule
//! ```
//!
//! Example: the rule charges Revit once, 10 tokens; by calendar days it would be twice, 20 tokens,
//! 100 % beyond.
//!
//! Edges: where the rule charges nothing, no share of it is beyond. Charges that no rate is known
//! for are in no reading, as they are not in the rule. Fewer tokens are below by a negative share.
//! Results of cloud services beside a log are the same by every reading.

use serde::Serialize;

use crate::engine::bill::cost_of_use::{CostOfUse, Rates};
use crate::engine::metering::readings::{Reading, ReadingsOf};
use crate::engine::metering::replay::Tally;
use crate::model::{Directory, Money, Percent, Quotient, RateSheet, Tokens};

/// What one reading of the rule charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Which.
    pub reading: Reading,
    /// Its charges.
    pub charges: Option<u64>,
    /// Their tokens.
    pub tokens: Tokens,
    /// What they cost.
    pub cost: Quotient<Money>,
    /// Tokens beyond those of the rule, in percent of them; `None` where the rule charges nothing.
    pub beyond_percent: Option<Quotient<Percent>>,
}

/// The rule, which cost `rule`, and the other readings; the tallies are those of the rule.
pub fn compared(
    rule: &CostOfUse,
    readings: &[ReadingsOf],
    tallies: &[Tally],
    directory: &Directory,
    sheets: &[RateSheet],
) -> Vec<Compared> {
    let rates = Rates::new(sheets, directory);
    let other = |(place, reading): (usize, Reading)| {
        let (mut charges, mut tokens, mut cost) = (0, Tokens::ZERO, Quotient::ZERO);
        for Tally { key, stated, stated_charges, .. } in tallies {
            if let Some(price) = rule.prices.get(key.sheet) {
                charges += stated_charges;
                cost += stated.tokens() * *price;
                tokens += stated.tokens();
            }
        }
        for of in readings {
            let many = of.charges.get(place).copied().unwrap_or_default();
            let rate = rates.of(of.sheet, directory.pair(of.pair).item);
            if let (Some(rate), Some(price)) = (rate, rule.prices.get(of.sheet)) {
                let more = rate.for_days(many);
                charges += many;
                cost += more * *price;
                tokens += more;
            }
        }
        let beyond_percent = (tokens - rule.tokens).share_of(rule.tokens);
        Compared { reading, charges: Some(charges), tokens, cost, beyond_percent }
    };
    let itself = Compared {
        reading: Reading::Rule,
        charges: rule.charges,
        tokens: rule.tokens,
        // Only sessions have readings, and those are of Flex, which has prices.
        cost: rule.cost.clone().unwrap_or_default(),
        beyond_percent: Some(Quotient::ZERO),
    };
    [itself].into_iter().chain(Reading::OTHERS.into_iter().enumerate().map(other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{directory, product, sheet};

    #[test]
    fn each_reading_is_held_against_the_rule() {
        let rule = |charges: u64, tokens: u64| CostOfUse {
            charges: Some(charges),
            days_of_use: Some(charges),
            tokens: tokens.into(),
            cost: Some((tokens * 3).into()),
            prices: vec![3.into()],
            groups: vec![],
            without_rate: vec![],
        };
        let readings = [
            ReadingsOf { pair: 0, sheet: 0, charges: [3, 2, 1, 4] },
            ReadingsOf { pair: 2, sheet: 0, charges: [1, 0, 0, 1] },
            // AutoCAD has no rate
            ReadingsOf { pair: 1, sheet: 0, charges: [9, 9, 9, 9] },
        ];
        let sheets = [sheet(vec![product("revit", 10)])];
        let found = |charges, tokens| {
            let rows = compared(&rule(charges, tokens), &readings, &[], &directory(), &sheets);
            let beyond =
                |row: &Compared| row.beyond_percent.as_ref().map(std::string::ToString::to_string);
            rows.iter()
                .map(|row| (row.charges.unwrap(), row.cost.clone(), beyond(row)))
                .collect::<Vec<_>>()
        };
        // (3 + 1) × 10 tokens × 3.00, twice the rule's 20 tokens; 2; 1, half of them; 5
        let row =
            |charges, cost: u64, beyond: &str| (charges, cost.into(), Some(beyond.to_owned()));
        let expected = [
            row(2, 60, "0"),
            row(4, 120, "100"),
            row(2, 60, "0"),
            row(1, 30, "-50"),
            row(5, 150, "150"),
        ];
        assert_eq!(found(2, 20), expected);
        assert!(found(0, 0).iter().skip(1).all(|(.., beyond)| beyond.is_none()));
    }
}
