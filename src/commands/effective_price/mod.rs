//! `flexcalc effective-price`: what did a token really cost, with those that expired unused?

mod pool;

use std::path::PathBuf;
use std::str::FromStr;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::prices;
use super::usage::UsageFiles;
use crate::engine::metering::replay::Keep;
use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::price::token_price::{Priced, price_of_purchase};
use crate::engine::sums::effective_price::{EffectivePrice, EffectivePriceInput, effective_price};
use crate::model::{Limits, Percent, Problem, Product, RateSheet, Refused, TokenPrice, Tokens};
use crate::render::{Answer, Detail, number};
use crate::report::effective_price as report;
use crate::report::next::Next;
use crate::report::price::{as_typed, less_for_more, why};
use crate::report::sources::Sources;

const EXAMPLES: &str = "\
Examples:
  flexcalc effective-price --tokens 10000 --price 2.40 --consumed 8000
  flexcalc effective-price --tokens 10000 --price 2.40 --consumed 80%
  flexcalc --rates guide-2026 effective-price --tokens 10000 --consumed 80%
  flexcalc effective-price --estate estate.toml --usage log.csv          the real lots";

/// Options of `effective-price`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct EffectivePriceArgs {
    /// Tokens bought together
    #[arg(
        long,
        value_name = "TOKENS",
        value_parser = prices::purchase_tokens,
        requires = "consumed",
        conflicts_with_all = ["usage", "lots", "as_of"],
        allow_hyphen_values = true
    )]
    tokens: Option<Tokens>,
    /// Price of a token; without it, that of the tier which the purchase reaches
    #[arg(long, value_name = "PRICE", requires = "tokens", allow_hyphen_values = true)]
    price: Option<TokenPrice>,
    /// Tokens consumed before they expired, as a number or a share such as 80%
    #[arg(long, value_name = "TOKENS|PERCENT", requires = "tokens", allow_hyphen_values = true)]
    consumed: Option<Consumed>,
    /// With --usage, the tokens really bought (a table: id, bought, tokens, price), beside the
    /// estate's
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path", skip_serializing_if = "Option::is_none")]
    lots: Option<PathBuf>,
    /// With --usage, the day of the question, which counts in full; without it, today
    #[arg(long, value_name = "DATE", value_parser = super::usage::date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<NaiveDate>,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
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
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let (Some(tokens), Some(consumed)) = (self.tokens, &self.consumed) else {
            if self.lots.is_none() && self.usage.usage.is_empty() {
                let problem = Problem::new("nothing says what was bought and consumed");
                let hint = "give `--tokens` and `--consumed`, or `--lots` or `--estate` and \
                            `--usage` for the real pool";
                return Err(problem.hint(hint).into());
            }
            return self.of_pool(&agreed, context, detail);
        };
        // No files are read, but what was said of them is answered.
        self.usage.read(Keep::default(), &agreed, context)?;
        let sheet = agreed.sheets.in_force(context.today);
        let chosen = price_of_purchase(tokens, self.price, &sheet.token)
            .map_err(|below| prices::below_minimum(below, tokens))?;
        let input = EffectivePriceInput {
            tokens,
            price: chosen.price.clone(),
            consumed: consumed.tokens_of(tokens)?,
            list_price: sheet.token.list_price,
        };
        let result = effective_price(&input);

        let table = report::table(result.clone(), &sheet.currency);
        let (data, view) = (table.data(), table.by_measure(["value"]));
        let priced = Priced { given: self.price, terms: &sheet.token };
        let larger = less_for_more(priced, tokens, &sheet.currency);
        let mut notes = vec![why(&chosen)];
        notes.extend(agreed.note(&self.usage.args));
        let sheet_note = sheet.token.note.clone().filter(|_| self.price.is_none());
        Ok(Answer {
            summary: vec![report::summary(&input, &result)],
            notes: notes.into_iter().chain(sheet_note).chain(larger).collect(),
            explanation: detail.explain(|| {
                let given = SubscriptionPrices::default();
                let sources = Sources { estate: self.usage.args.agreed_in(&agreed), given: &given };
                let source = sources.token_price(&chosen, &sheet.token);
                report::explanation(&input, &result).into_iter().chain(source).collect()
            }),
            next: self.next(&result, sheet),
            ..Answer::new("effective-price", self, table.into_object(), data, view)
        })
    }

    /// The command that asks when a subscription pays at such a price; `None` where the figures
    /// are too fine to be typed, or no product of the sheet can be compared.
    fn next(&self, result: &EffectivePrice, sheet: &RateSheet) -> Option<String> {
        let can_be_compared =
            |product: &Product| product.annual_price.is_some() && product.tokens_per_day.is_some();
        let share = as_typed(result.utilization_percent.as_ref()?, Limits::UTILIZATION)?;
        let bought = self.tokens.filter(|_| self.price.is_none());
        if !sheet.products.iter().any(can_be_compared) {
            return None;
        }
        let next = Next::of("breakeven").option("--token-price", self.price);
        let next = next.option("--buy-tokens", bought);
        let next = next.option("--utilization", [format!("{share}%")]);
        let next = next.file("--estate", &self.usage.args.estate);
        next.because("where a subscription pays then")
    }
}

impl Consumed {
    /// So many of the tokens bought.
    fn tokens_of(&self, all: Tokens) -> Result<Tokens, Problem> {
        let tokens = match self {
            Self::Tokens(tokens) => *tokens,
            Self::Percent(share) => all.share(*share),
        };
        if tokens > all {
            let (consumed, bought) = (number::tokens(tokens), number::counted(&all, "token"));
            return Err(Problem::new(format!(
                "`--consumed` must be at most the {bought} bought, found {consumed}"
            )));
        }
        Ok(tokens)
    }
}
