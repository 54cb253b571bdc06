//! What `balance` is given in words of its own: how far to look ahead, and what might be bought.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::engine::balance::of_schedules::{Horizon, NoSchedule};
use crate::engine::balance::schedule::MOST_TOKENS;
use crate::engine::bill::lot_terms::price_on;
use crate::model::{
    Given, Limits, Lot, LotKind, Problem, Quotient, Refused, Sheets, TokenPrice, Tokens,
};
use crate::render::number;

impl FromStr for Horizon {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be a time of at most ten years such as 24m, 2y or 730d".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number = digits.parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
        match text.get(digits.len()..) {
            Some("d") if number <= 3660 => Ok(Self::Days(number)),
            Some("m") if number <= 120 => Ok(Self::Months(number)),
            Some("y") if number <= 10 => Ok(Self::Months(12 * number)),
            _ => Err(wrong()),
        }
    }
}

/// A purchase that might be made.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AddedLot {
    bought: NaiveDate,
    tokens: Tokens,
    /// `None`: the price of the tier that it reaches.
    price: Option<TokenPrice>,
}

impl FromStr for AddedLot {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be a date, tokens and a price such as 2026-12-01:5000@2.70".to_owned();
        let (bought, rest) = text.split_once(':').ok_or_else(wrong)?;
        let bought = bought.parse().map_err(|_| wrong())?;
        let (tokens, price) =
            rest.split_once('@').map_or((rest, None), |(tokens, price)| (tokens, Some(price)));
        let tokens = Tokens::within(Limits::LOT, tokens)
            .map_err(|Refused { rule, .. }| format!("tokens {rule}"))?;
        let price = price.map(|price| TokenPrice::within(Limits::LOT_PRICE, price)).transpose();
        Ok(Self {
            bought,
            tokens,
            price: price.map_err(|Refused { rule, .. }| format!("price {rule}"))?,
        })
    }
}

impl AddedLot {
    /// The lot, by its place among those that might be bought.
    pub(super) fn lot(&self, number: u32, sheets: &Sheets) -> Lot {
        let tier = || price_on(sheets, self.bought, &self.tokens);
        Lot {
            id: format!("added {number}"),
            bought: self.bought,
            expires: None,
            tokens: self.tokens,
            price: self.price.unwrap_or_else(tier).into(),
            kind: LotKind::Tokens,
            team: None,
            place: None,
        }
    }
}

/// Why there is no schedule, and what to do.
pub(super) fn no_schedule(why: NoSchedule) -> Problem {
    match why {
        NoSchedule::NothingKnown => Problem::new(
            "no usage is known up to the day of the question, so there is nothing to forecast",
        )
        .hint("ask about a later day: `--as-of DATE`"),
        NoSchedule::TooLarge(too_large) => {
            let many = number::tokens(Quotient::whole(too_large.tokens));
            let most = number::count(&MOST_TOKENS);
            let words = "a schedule can be worked out for";
            Problem::new(format!("the forecast needs {many} tokens; {words} {most}"))
                .hint("look less far ahead: `--horizon 3m`")
        }
    }
}
