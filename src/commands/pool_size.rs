//! `flexcalc pool-size`: how many tokens should we buy for a year?

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::cost::{self, Expected};
use super::usage::{Agreed, UsageFiles, Used, without_rate};
use crate::engine::bill::cost_of_use::By;
use crate::engine::metering::replay::Keep;
use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::price::token_price::{Priced, price_of_one};
use crate::engine::sums::demand::Demand;
use crate::engine::sums::observed::observed_year;
use crate::engine::sums::pool_size::{PoolSize, PoolSizeInput, Risk, pool_size};
use crate::model::{
    Limits, Percent, Problem, Quotient, RateSheet, Sheets, TokenPrice, Tokens, VendorPlan,
};
use crate::render::{Answer, Detail, number};
use crate::report::next::Next;
use crate::report::pool_size as report;
use crate::report::price::as_typed;
use crate::report::sources::Sources;
use crate::report::unpriced;

/// The buffer that the guide proposes.
const GUIDE_BUFFER: &str = "15%";

const EXAMPLES: &str = "\
Examples:
  flexcalc pool-size --expected 8000
  flexcalc pool-size --expected 8000 --buffer 10%
  flexcalc pool-size --scenario examples/studio.toml
  flexcalc pool-size --low 6000 --likely 8000 --high 12000
  flexcalc pool-size --usage log.csv --period 2025-01-01..2026-01-01";

/// Options of `pool-size`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct PoolSizeArgs {
    /// Tokens expected to be used in the year
    #[arg(long, value_name = "TOKENS", conflicts_with = "scenario", allow_hyphen_values = true)]
    expected: Option<Tokens>,
    /// Expected use as a scenario (TOML)
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    scenario: Option<PathBuf>,
    /// Take off what the vendor's free tier has free of cloud services each month
    #[arg(long, requires = "scenario")]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    free_tier: bool,
    /// What to add to the expected tokens for safety
    #[arg(
        long,
        value_name = "PERCENT",
        default_value = GUIDE_BUFFER,
        value_parser = buffer,
        allow_hyphen_values = true
    )]
    buffer: Percent,
    /// The fewest tokens that may be needed; with --likely and --high, the choice is by risk
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "likely",
        requires = "high",
        allow_hyphen_values = true
    )]
    low: Option<Tokens>,
    /// The most likely need
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "low",
        requires = "high",
        allow_hyphen_values = true
    )]
    likely: Option<Tokens>,
    /// The most tokens that may be needed
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "low",
        requires = "likely",
        allow_hyphen_values = true
    )]
    high: Option<Tokens>,
    /// Price of a token in any purchase; without it, that of the tier which a purchase reaches
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    token_price: Option<TokenPrice>,
    /// Price of a token bought later, when the pool has run dry; without it, what a few cost now:
    /// the price given or agreed for any number, else the list price
    #[arg(long, value_name = "PRICE", requires = "likely", allow_hyphen_values = true)]
    top_up_price: Option<TokenPrice>,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
}

fn buffer(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::BUFFER, text)
}

impl PoolSizeArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheet = agreed.sheets.in_force(context.today);
        let mut used =
            self.usage.read(Keep { months: true, ..Keep::default() }, &agreed, context)?;
        let (expected, demand) = if let Some(used) = &mut used {
            let (expected, demand) = self.observed(used, &agreed.sheets, context.today)?;
            if !used.has_price(&agreed) {
                if self.likely.is_some() {
                    used.ensure_price(&agreed)?;
                }
                return Ok(self.unpriced(expected, used, &agreed, sheet));
            }
            (expected, self.demand()?.or(demand))
        } else {
            let demand = self.demand()?;
            let plan = agreed.vendor_plan(self.free_tier.into());
            (self.expected(sheet, plan, demand.as_ref(), &context)?, demand)
        };
        let terms =
            &self.token_price.map_or_else(|| sheet.token.clone(), |price| sheet.token.at(price));
        let top_up = price_of_one(self.top_up_price.or(self.token_price), &sheet.token);
        let risk = demand.map(|demand| Risk { demand, top_up: top_up.clone() });
        let top_up = risk.as_ref().map(|_| &top_up);
        let result = pool_size(&PoolSizeInput {
            expected: expected.tokens,
            buffer: self.buffer,
            risk: risk.clone(),
            terms,
        });

        let (data, view) = report::grids(&result, self.buffer, &sheet.currency);
        let mut notes = expected.notes;
        notes.extend(agreed.note(&self.usage.args));
        let priced = Priced { given: self.token_price, terms: &sheet.token };
        notes.extend(report::notes(&result, top_up, priced));
        let mut warnings: Vec<_> = report::warning(self.buffer).into_iter().collect();
        warnings.extend(used.iter().flat_map(|used| used.warnings.clone()));
        Ok(Answer {
            account: used.as_ref().map(Used::accounted).unwrap_or_default(),
            summary: vec![report::summary(&result, terms, &sheet.currency)],
            notes,
            warnings,
            explanation: detail.explain(|| {
                let given = SubscriptionPrices::default();
                let sources = Sources { estate: self.usage.args.agreed_in(&agreed), given: &given };
                let lines = report::explanation(&result, self.buffer, top_up);
                let sources = sources.purchase(&priced.of(result.purchase.tokens), &sheet.token);
                expected.explanation.into_iter().chain(lines).chain(sources).collect()
            }),
            next: self.next(&result),
            ..Answer::new("pool-size", self, result, data, view)
        })
    }

    /// How many tokens, where nothing says what they cost.
    fn unpriced(
        &self,
        expected: Expected,
        used: &Used,
        agreed: &Agreed,
        sheet: &RateSheet,
    ) -> Answer<'_> {
        let (buffer, terms) = (self.buffer, &sheet.token);
        let input = PoolSizeInput { expected: expected.tokens, buffer, risk: None, terms };
        let result = pool_size(&input);
        let mut notes = expected.notes;
        notes.extend(agreed.note(&self.usage.args));
        let (data, view) = unpriced::pool_size_grids(&result, buffer);
        Answer {
            account: used.accounted(),
            summary: vec![unpriced::pool_size_summary(&result)],
            notes,
            warnings: report::warning(buffer).into_iter().chain(used.warnings.clone()).collect(),
            ..Answer::new("pool-size", self, unpriced::pool_size(&result), data, view)
        }
    }

    /// A year like the one observed at the rates of the question's day, and how its months spread.
    fn observed(
        &self,
        used: &mut Used,
        sheets: &Sheets,
        on: NaiveDate,
    ) -> anyhow::Result<(Expected, Option<Demand>)> {
        let args = &self.usage.args;
        let span = args.span(used)?;
        let now = args.cost_by(used, &[By::Month], &sheets.as_on(on), None)?;
        used.warnings.extend(now.without_rate.iter().map(without_rate));
        let observed = observed_year(&now, &span);
        let mut notes = report::observed_notes(&observed, &span);
        let changed = args.rates_changed(used, sheets, on);
        notes.extend(changed.map(|words| words + ", which count here"));
        notes.extend(used.notes.iter().cloned());
        let explanation = vec![report::observed_in_numbers(&observed, &span)];
        Ok((Expected { tokens: observed.expected, notes, explanation }, observed.demand))
    }

    /// What somebody who has read this answer may ask next.
    fn next(&self, result: &PoolSize) -> Option<String> {
        let Some(option) = result.recommendation() else {
            let why = "--low, --likely and --high choose by risk";
            return Next::of("pool-size").flag("--help").because(why);
        };
        let tokens = as_typed(&option.tokens, Limits::PURCHASE)?;
        let next = Next::of("effective-price").option("--tokens", [tokens]);
        let next = next.option("--price", self.token_price).option("--consumed", ["80%"]);
        let next = next.file("--estate", &self.usage.args.estate);
        next.because("what expiry does to the price")
    }

    fn demand(&self) -> Result<Option<Demand>, Problem> {
        let (Some(low), Some(likely), Some(high)) = (self.low, self.likely, self.high) else {
            return Ok(None);
        };
        let demand = Demand::new(low, likely, high);
        demand.map(Some).ok_or_else(|| {
            Problem::new(
                "`--low`, `--likely` and `--high` must not fall, such as 6000, 8000, 12000",
            )
        })
    }

    /// The tokens expected to be used, and where the figure comes from.
    fn expected(
        &self,
        sheet: &RateSheet,
        plan: VendorPlan,
        demand: Option<&Demand>,
        context: &Context,
    ) -> anyhow::Result<Expected> {
        let said = |tokens: Quotient<Tokens>, whence: &str| {
            let notes =
                vec![format!("expected use {}, {whence}", number::counted(&tokens, "token"))];
            Expected { tokens, notes, explanation: Vec::new() }
        };
        if let Some(expected) = self.expected {
            return Ok(said(expected.into(), "as given"));
        }
        if let Some(path) = &self.scenario {
            let scenario = cost::expected(path, sheet, self.token_price, plan, context)?;
            let mut expected =
                said(scenario.tokens, &format!("from scenario `{}`", path.display()));
            expected.notes.extend(scenario.notes);
            return Ok(Expected { explanation: scenario.explanation, ..expected });
        }
        let mean = demand.map(Demand::mean).ok_or_else(|| {
            Problem::new("nothing says how much use is expected").hint(
                "give `--expected`, `--scenario`, `--usage`, or `--low`, `--likely` and `--high`",
            )
        })?;
        Ok(said(mean, "the mean of low, likely and high"))
    }
}
