//! `flexcalc cost`: what do these people and cloud results cost on Flex, and on subscriptions?

mod items;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use self::words::{ServiceResult, Use};
use super::context::Context;
use super::prices::{self, SubPrice};
use super::usage::{Agreed, UsageFiles, Used};
use crate::engine::metering::replay::Keep;
use crate::engine::sums::bundles::with_bundles;
use crate::engine::sums::cost::{CostInput, Item, cost};
use crate::engine::sums::instead::instead;
use crate::load::{self, Scenario};
use crate::model::{Limits, Percent, Problem, Quotient, RateSheet, TokenPrice, Tokens, VendorPlan};
use crate::render::{Answer, Detail, number};
use crate::report::allowance;
use crate::report::cost as report;
use crate::report::next::Next;
use crate::report::price::{as_typed, purchase_sentence};
use crate::report::sources::Sources;
use crate::report::unpriced;

const EXAMPLES: &str = "\
Examples:
  flexcalc cost --use revit=40x12
  flexcalc cost --use revit=40x12 --use autocad=110 --sub-discount 10%
  flexcalc cost --result automation-autocad=2.5h --result model-derivative-complex=25
  flexcalc cost --scenario examples/studio.toml --explain
  flexcalc cost --usage examples/sessions.csv            what was used, and a year like that";

/// Options of `cost`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct CostArgs {
    /// Days of use a year of one person, or of each of several: revit=40 or revit=40x12
    #[arg(long = "use", value_name = "PRODUCT=DAYS[xUSERS]", allow_hyphen_values = true)]
    #[serde(rename = "use")]
    uses: Vec<Use>,
    /// Results of a cloud service, or of each of so many months; time may carry a unit: 2.5h, 217s
    #[arg(long = "result", value_name = "NAME=UNITS[xMONTHS]", allow_hyphen_values = true)]
    #[serde(rename = "result")]
    results: Vec<ServiceResult>,
    /// Take off what the vendor's free tier has free each month; on a paid plan nothing is free
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    free_tier: bool,
    /// A scenario (TOML), besides or instead of --use and --result
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    scenario: Option<PathBuf>,
    /// Agreed price of a token; without it, that of the tier which the total reaches
    #[arg(long, value_name = "PRICE", allow_hyphen_values = true)]
    token_price: Option<TokenPrice>,
    /// Annual price of a subscription; without it, the rate sheet's
    #[arg(long, value_name = "[PRODUCT=]PRICE", allow_hyphen_values = true)]
    sub_price: Vec<SubPrice>,
    /// Discount on the subscriptions, below 0 a rise
    #[arg(
        long,
        value_name = "PERCENT",
        default_value = "0%",
        value_parser = prices::discount,
        allow_hyphen_values = true
    )]
    sub_discount: Percent,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
}

impl CostArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheet = &with_bundles(agreed.sheets.in_force(context.today));
        let mut used = self.usage.read(Keep::default(), &agreed, context)?;
        let plan = agreed.vendor_plan(self.free_tier.into());
        let mut items = items::items(&self.everything()?, sheet, plan, &context)?;
        if let Some(used) = &mut used {
            let (price, sheets) = (self.token_price, (&**agreed.sheets, sheet));
            let (observed, warnings) = items::observed(&self.usage.args, used, sheets, price)?;
            items.extend(observed);
            used.warnings.extend(warnings);
        }
        let given = items::add_subscription_prices(&mut items, &self.sub_price, sheet)?;
        let mut result = cost(&CostInput {
            items: &items,
            sub_discount: self.sub_discount,
            token_price: self.token_price,
            terms: &sheet.token,
        });
        let bundles = items::bundles(used.as_ref(), &given, sheet);
        result.collections = instead(&bundles, &result.lines, self.sub_discount);

        let (data, view) = report::table(&items, &result, &sheet.currency).grids();
        if let Some(used) = used.as_ref().filter(|used| !self.has_price(used, &agreed)) {
            if items.iter().any(|item| !matches!(item, Item::Observed { .. })) {
                used.ensure_price(&agreed)?;
            }
            let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
            notes.extend(self.usage_notes(used)?);
            let (data, view) = (unpriced::cost_grid(data), unpriced::cost_grid(view));
            return Ok(Answer {
                account: used.accounted(),
                summary: vec![unpriced::cost_summary(&result)],
                notes,
                warnings: used.warnings.clone(),
                ..Answer::new("cost", self, unpriced::cost(&result)?, data, view)
            });
        }
        let mut notes = report::notes(&items, &result, self.sub_discount, &sheet.token);
        notes.extend(allowance::note(&items, plan));
        notes.extend(result.collections.iter().map(|it| report::instead(it, &sheet.currency)));
        notes.extend(agreed.note(&self.usage.args));
        if let Some(used) = &used {
            notes.extend(self.usage_notes(used)?);
        }
        Ok(Answer {
            account: used.as_ref().map(Used::accounted).unwrap_or_default(),
            summary: vec![purchase_sentence(
                &result.purchase,
                &result.tokens_needed,
                &sheet.token,
                &sheet.currency,
            )],
            notes,
            warnings: used.map(|used| self.warnings(used, &agreed, context)).unwrap_or_default(),
            explanation: detail.explain(|| {
                let sources = Sources { estate: self.usage.args.agreed_in(&agreed), given: &given };
                report::explanation(&items, &result, self.sub_discount, &sheet.token, &sources)
            }),
            next: self.next(&result.tokens_needed),
            ..Answer::new("cost", self, result, data, view)
        })
    }

    fn has_price(&self, used: &Used, agreed: &Agreed) -> bool {
        self.token_price.is_some() || used.has_price(agreed)
    }

    /// The scenario and what the command line adds to it.
    fn everything(&self) -> anyhow::Result<Scenario> {
        let mut all = match &self.scenario {
            Some(path) => load::scenario(path)?,
            None => Scenario { uses: Vec::new(), results: Vec::new() },
        };
        all.uses.extend(self.uses.iter().map(Into::into));
        all.results.extend(self.results.iter().map(Into::into));
        if all.uses.is_empty() && all.results.is_empty() && self.usage.usage.is_empty() {
            let problem = Problem::new(
                "nothing to cost: give `--use`, `--result`, `--scenario` or `--usage`",
            );
            return Err(problem.hint("for example `flexcalc cost --use revit=40x12`").into());
        }
        Ok(all)
    }

    /// The command that asks how many tokens to buy for that.
    fn next(&self, needed: &Quotient<Tokens>) -> Option<String> {
        let only_usage = self.uses.is_empty() && self.results.is_empty() && self.scenario.is_none();
        let only_scenario = self.uses.is_empty() && self.results.is_empty() && !only_usage;
        let next = Next::of("pool-size");
        let next = match &self.scenario {
            None if only_usage => {
                next.files("--usage", &self.usage.usage).words(self.usage.args.words())
            }
            Some(path) if only_scenario && self.usage.usage.is_empty() => {
                let next = next.file("--scenario", [path]);
                let next = if self.free_tier { next.flag("--free-tier") } else { next };
                next.file("--estate", &self.usage.args.estate)
            }
            _ => {
                let whole = needed.ceil();
                let given = as_typed(&whole, Limits::TOKENS).filter(|_| !whole.is_zero())?;
                next.option("--expected", [given]).file("--estate", &self.usage.args.estate)
            }
        };
        next.option("--token-price", self.token_price).command()
    }

    fn usage_notes(&self, used: &Used) -> anyhow::Result<Vec<String>> {
        let span = self.usage.args.span(used)?;
        let mut notes = vec![format!("the usage is about {}", span.words)];
        if !span.is_a_year() {
            let percent = number::percent(span.percent_of_year());
            notes.push(format!(
                "those days are {percent} of a year, and subscriptions are sold for one: \
                 `cheaper`, and what to buy, are of a year in which every day is like them"
            ));
        }
        notes.extend(used.notes.iter().cloned());
        Ok(notes)
    }
}

impl CostArgs {
    /// What to think twice about: a year to come may have other rates than the days of usage had.
    fn warnings(&self, used: Used, agreed: &Agreed, context: Context) -> Vec<String> {
        let changed = self.usage.args.rates_changed(&used, &agreed.sheets, context.today);
        let changed = changed.map(|words| words + "; those of each day count here");
        used.warnings.into_iter().chain(changed).collect()
    }
}

/// What a scenario is expected to use in a year, and what to say about it.
pub(super) struct Expected {
    pub(super) tokens: Quotient<Tokens>,
    pub(super) notes: Vec<String>,
    pub(super) explanation: Vec<String>,
}

/// The tokens that a scenario needs in a year.
pub(super) fn expected(
    path: &Path,
    sheet: &RateSheet,
    token_price: Option<TokenPrice>,
    plan: VendorPlan,
    context: &Context,
) -> anyhow::Result<Expected> {
    let sheet = with_bundles(sheet);
    let items = items::items(&load::scenario(path)?, &sheet, plan, context)?;
    let result = cost(&CostInput {
        items: &items,
        sub_discount: 0.into(),
        token_price,
        terms: &sheet.token,
    });
    let notes = items.iter().filter_map(report::item_note);
    Ok(Expected {
        tokens: result.tokens_needed.clone(),
        notes: notes.chain(allowance::note(&items, plan)).collect(),
        explanation: report::lines_in_numbers(&items, &result),
    })
}
