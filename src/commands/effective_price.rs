//! `flexcalc effective-price`: what did a token really cost, with those that expired unused?

use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::prices;
use super::usage::Context;
use crate::engine::sums::effective_price::{EffectivePrice, EffectivePriceInput, effective_price};
use crate::model::{Limits, Percent, Problem, Product, RateSheet, Refused, TokenPrice, Tokens};
use crate::render::{Answer, Cell, Detail, Grid, column, number};

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
    #[arg(long, value_name = "TOKENS", value_parser = prices::purchase_tokens, allow_hyphen_values = true)]
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
        let chosen = prices::token_price(self.price.as_ref(), Some(&self.tokens), &sheet.token)?;
        let consumed = self.consumed_tokens()?;
        let result = effective_price(&EffectivePriceInput {
            tokens: self.tokens.clone(),
            price: chosen.price.clone(),
            consumed,
            list_price: sheet.token.list_price.clone(),
        });
        let (data, view) = (data(&result), view(&result, &sheet.currency));
        Ok(Answer {
            summary: vec![summary(&result, &chosen.price, &sheet.token.list_price)],
            explanation: detail.explain(|| self.explanation(&result, &chosen.price, sheet)),
            next: result
                .utilization_percent
                .as_ref()
                .and_then(|share| next(share, &chosen.price, sheet)),
            notes: [chosen.why]
                .into_iter()
                .chain(sheet.token.note.clone().filter(|_| self.price.is_none()))
                .collect(),
            ..Answer::new("effective-price", self, result, data, view)
        })
    }

    fn explanation(
        &self,
        result: &EffectivePrice,
        price: &TokenPrice,
        sheet: &RateSheet,
    ) -> Vec<String> {
        let mut lines = explanation(result, &self.tokens, price, &sheet.token.list_price);
        lines.extend(prices::price_source(self.price.as_ref(), &sheet.token));
        lines
    }

    fn consumed_tokens(&self) -> Result<Tokens, Problem> {
        let tokens = match &self.consumed {
            Consumed::Tokens(tokens) => tokens.clone(),
            Consumed::Percent(share) => &self.tokens * &share.fraction(),
        };
        if tokens > self.tokens {
            let (consumed, bought) = (number::tokens(&tokens), number::tokens(&self.tokens));
            return Err(Problem::new(format!(
                "`--consumed` must be at most the {bought} tokens bought, found {consumed}"
            )));
        }
        Ok(tokens)
    }
}

fn measures(result: &EffectivePrice, currency: &str) -> [(&'static str, String, Cell); 7] {
    [
        ("spent", format!("spent, {currency}"), (&result.spent).into()),
        ("consumed", "tokens consumed".into(), (&result.consumed).into()),
        ("expired_tokens", "tokens expired unused".into(), (&result.expired_tokens).into()),
        ("expired_cost", format!("what those had cost, {currency}"), (&result.expired_cost).into()),
        ("utilization_percent", "utilization".into(), result.utilization_percent.as_ref().into()),
        (
            "effective_price",
            format!("effective price, {currency} a consumed token"),
            result.effective_price.as_ref().into(),
        ),
        (
            "worse_than_list_below",
            "tokens below which list price was cheaper".into(),
            result.worse_than_list_below.as_ref().into(),
        ),
    ]
}

fn data(result: &EffectivePrice) -> Grid {
    let (columns, row) = measures(result, "")
        .into_iter()
        .map(|(key, title, cell)| (column(key, title), cell))
        .unzip();
    Grid { columns, rows: vec![row], total: None }
}

fn view(result: &EffectivePrice, currency: &str) -> Grid {
    let rows =
        measures(result, currency).into_iter().map(|(_, title, cell)| vec![title.into(), cell]);
    Grid {
        rows: rows.collect(),
        ..Grid::new(vec![column("measure", "measure"), column("value", "value")])
    }
}

fn summary(result: &EffectivePrice, price: &TokenPrice, list_price: &TokenPrice) -> String {
    let Some(effective) = &result.effective_price else {
        return "Nothing was consumed, so no consumed token has a price.".to_owned();
    };
    let (paid, effective_text, list) =
        (number::price(price), number::price(effective), number::price(list_price));
    let verdict = match effective.cmp(list_price) {
        std::cmp::Ordering::Less => format!("less than the list price of {list}"),
        std::cmp::Ordering::Equal => format!("the same as the list price of {list}"),
        std::cmp::Ordering::Greater => format!("more than the list price of {list}"),
    };
    format!("Bought at {paid}, each consumed token cost {effective_text}: {verdict}.")
}

fn explanation(
    result: &EffectivePrice,
    tokens: &Tokens,
    price: &TokenPrice,
    list_price: &TokenPrice,
) -> Vec<String> {
    let (bought, price_text, spent) =
        (number::tokens(tokens), number::price(price), number::money(&result.spent));
    let (consumed, expired) =
        (number::tokens(&result.consumed), number::tokens(&result.expired_tokens));
    let mut lines = vec![
        format!("spent = tokens bought × price of a token = {bought} × {price_text} = {spent}"),
        format!(
            "expired = bought − consumed = {bought} − {consumed} = {expired}; cost {expired} × {price_text} = {}",
            number::money(&result.expired_cost)
        ),
    ];
    lines.extend(result.effective_price.as_ref().map(|effective| {
        format!(
            "effective price = spent ÷ tokens consumed = {spent} ÷ {consumed} = {}",
            number::price(effective)
        )
    }));
    lines.extend(result.worse_than_list_below.as_ref().map(|below| {
        let list = number::price(list_price);
        format!(
            "list price is cheaper below spent ÷ list price = {spent} ÷ {list} = {} tokens consumed",
            number::tokens(below)
        )
    }));
    lines
}

fn next(utilization: &Percent, price: &TokenPrice, sheet: &RateSheet) -> Option<String> {
    let priced =
        |product: &Product| product.annual_price.is_some() && product.tokens_per_day.is_some();
    let share = prices::as_typed(utilization.exact(), Limits::UTILIZATION)?;
    let price = prices::as_typed(price.exact(), Limits::PRICE)
        .filter(|_| sheet.products.iter().any(priced))?;
    let command = format!("flexcalc breakeven --token-price {price} --utilization {share}%");
    Some(command + "  # where a subscription pays then")
}
