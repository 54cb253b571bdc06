//! `flexcalc effective-price`: what did a token really cost, with those that expired unused?

use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::prices;
use crate::engine::price::token_price::price_of_purchase;
use crate::engine::sums::effective_price::{EffectivePriceInput, effective_price};
use crate::model::{Limits, Percent, Problem, Refused, TokenPrice, Tokens};
use crate::render::{Answer, Detail, number};
use crate::report::effective_price as report;
use crate::report::price::{price_source, why};

const EXAMPLES: &str = "\
Examples:
  flexcalc effective-price --tokens 10000 --price 2.40 --consumed 8000
  flexcalc effective-price --tokens 10000 --price 2.40 --consumed 80%
  flexcalc --rates guide-2026 effective-price --tokens 10000 --consumed 80%";

/// Options of `effective-price`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct EffectivePriceArgs {
    /// Tokens bought together
    #[arg(
        long,
        value_name = "TOKENS",
        value_parser = prices::purchase_tokens,
        allow_hyphen_values = true
    )]
    tokens: Tokens,
    /// Price of a token; without it, that of the tier which the purchase reaches
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    price: Option<TokenPrice>,
    /// Tokens consumed before they expired, as a number or a share such as 80%
    #[arg(long, value_name = "TOKENS|PERCENT", allow_hyphen_values = true)]
    consumed: Consumed,
}

/// What became of a purchase.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Consumed {
    Tokens(Tokens),
    Percent(Percent),
}

impl FromStr for Consumed {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.ends_with('%') {
            return Percent::within(Limits::SHARE, text).map(Self::Percent);
        }
        text.parse().map(Self::Tokens).map_err(|refused: Refused| refused.rule)
    }
}

impl EffectivePriceArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let sheet = context.sheet()?;
        let chosen = price_of_purchase(self.tokens, self.price, &sheet.token)
            .map_err(|below| prices::below_minimum(below, self.tokens))?;
        let input = EffectivePriceInput {
            tokens: self.tokens,
            price: chosen.price.clone(),
            consumed: self.consumed_tokens()?,
            list_price: sheet.token.list_price,
        };
        let result = effective_price(&input);

        let table = report::table(result.clone(), &sheet.currency);
        let (data, view) = (table.data(), table.by_measure(["value"]));
        let sheet_note = sheet.token.note.clone().filter(|_| self.price.is_none());
        Ok(Answer {
            summary: vec![report::summary(&input, &result)],
            notes: [why(&chosen)].into_iter().chain(sheet_note).collect(),
            explanation: detail.explain(|| {
                let source = price_source(self.price, &sheet.token);
                report::explanation(&input, &result).into_iter().chain(source).collect()
            }),
            next: report::next(&input, &result, sheet),
            ..Answer::new("effective-price", self, table.into_object(), data, view)
        })
    }

    fn consumed_tokens(&self) -> Result<Tokens, Problem> {
        let tokens = match self.consumed {
            Consumed::Tokens(tokens) => tokens,
            Consumed::Percent(share) => self.tokens.share(share),
        };
        if tokens > self.tokens {
            let (consumed, bought) = (number::tokens(tokens), number::tokens(self.tokens));
            return Err(Problem::new(format!(
                "`--consumed` must be at most the {bought} tokens bought, found {consumed}"
            )));
        }
        Ok(tokens)
    }
}
