//! `flexcalc cost`: what do these people and cloud results cost on Flex, and on subscriptions?

mod view;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::prices::{self, SubPrice};
use super::usage::{Context, UsageFiles, Used};
use crate::engine::bill::cost_of_use::{By, Group};
use crate::engine::metering::replay::Keep;
use crate::engine::sums::cost::{Cost, CostInput, Item, cost};
use crate::load::{self, Scenario, ScenarioResult, ScenarioUse};
use crate::model::{
    Days, Exact, Given, Index, Limits, Measured, Percent, Problem, Problems, Product, RateSheet,
    Refused, TokenPrice, Tokens, find,
};
use crate::render::{Answer, Detail, number};

const EXAMPLES: &str = "\
Examples:
  flexcalc cost --use revit=40x12
  flexcalc cost --use revit=40x12 --use autocad=110 --sub-discount 10%
  flexcalc cost --result reality-capture=51 --result design-automation=2.5h
  flexcalc cost --scenario examples/studio.toml --explain
  flexcalc cost --usage examples/sessions.csv            the year as it was";

/// Options of `cost`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct CostArgs {
    /// Days of use a year of one person, or of each of several: revit=40 or revit=40x12
    #[arg(long = "use", value_name = "PRODUCT=DAYS[xUSERS]", allow_hyphen_values = true)]
    #[serde(rename = "use")]
    uses: Vec<Use>,
    /// Results of a cloud service; time may carry a unit: 217s, 90min, 2.5h
    #[arg(long = "result", value_name = "SERVICE=QUANTITY", allow_hyphen_values = true)]
    #[serde(rename = "result")]
    results: Vec<ServiceResult>,
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
    /// Discount on the subscriptions
    #[arg(long, value_name = "PERCENT", default_value = "0%", value_parser = prices::discount, allow_hyphen_values = true)]
    sub_discount: Percent,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
}

/// `PRODUCT=DAYS[xUSERS]`.
#[derive(Clone, Debug, Serialize)]
struct Use {
    product: String,
    days: Days,
    users: Exact,
}

/// `SERVICE=QUANTITY`.
#[derive(Clone, Debug, Serialize)]
struct ServiceResult {
    service: String,
    quantity: Measured,
}

/// Splits `NAME=AMOUNT`, whatever `=` the name itself may have.
fn named<'t>(text: &'t str, example: &str) -> Result<(String, &'t str), String> {
    let parts = text.rsplit_once('=').filter(|(name, _)| !name.trim().is_empty());
    let (name, amount) = parts.ok_or_else(|| format!("must be written like {example}"))?;
    Ok((name.trim().to_owned(), amount.trim()))
}

impl FromStr for Use {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (product, amount) = named(text, "revit=40 or revit=40x12")?;
        let (days, users) = amount.split_once(['x', 'X', '×']).unwrap_or((amount, "1"));
        let days =
            days.trim().parse().map_err(|rule: Refused| format!("days of use a year {rule}"))?;
        let users = Exact::within(Limits::COUNT, users.trim())
            .map_err(|rule| format!("the number of users {rule}"))?;
        Ok(Self { product, days, users })
    }
}

impl FromStr for ServiceResult {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (service, quantity) = named(text, "reality-capture=51 or design-automation=2.5h")?;
        let quantity = quantity.parse().map_err(|rule: Refused| format!("the quantity {rule}"))?;
        Ok(Self { service, quantity })
    }
}

impl CostArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        context.sheet()?;
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheet = Context { sheets: &agreed.sheets, ..context }.sheet()?;
        let used = self.usage.read(Keep::default(), &agreed, context)?;
        let mut items = items(&self.everything()?, sheet)?;
        let mut usage_notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        if let Some(used) = &used {
            items.extend(self.observed(used, sheet)?);
            usage_notes.extend(self.usage_notes(used)?);
        }
        self.add_subscription_prices(&mut items, sheet)?;
        let result = cost(&CostInput {
            items: items.clone(),
            sub_discount: self.sub_discount.clone(),
            token_price: self.token_price.clone(),
            terms: &sheet.token,
        });

        let data = view::data(&items, &result, &sheet.currency);
        let view = data.select(&["name", "use", "tokens", "cost", "subscription_cost", "cheaper"]);
        let data = data.select(&[
            "item",
            "name",
            "kind",
            "users",
            "days",
            "quantity",
            "unit",
            "tokens",
            "cost",
            "subscription_cost",
            "cheaper",
        ]);
        Ok(Answer {
            summary: vec![prices::purchase_sentence(
                &result.purchase,
                &result.tokens_needed,
                &sheet.token,
                &sheet.currency,
            )],
            notes: self.notes(&items, &result, sheet).into_iter().chain(usage_notes).collect(),
            warnings: used.map(|used| used.warnings).unwrap_or_default(),
            explanation: detail.explain(|| self.explanation(&items, &result, sheet)),
            next: view::next(&result.tokens_needed),
            ..Answer::new("cost", self, result, data, view)
        })
    }

    /// The scenario and what the command line adds to it.
    fn everything(&self) -> anyhow::Result<Scenario> {
        let mut all = match &self.scenario {
            Some(path) => load::scenario(path)?,
            None => Scenario { uses: Vec::new(), results: Vec::new() },
        };
        let uses = self.uses.iter().cloned().map(|Use { product, days, users }| ScenarioUse {
            product,
            days,
            users,
            place: None,
        });
        let results = self.results.iter().cloned().map(|ServiceResult { service, quantity }| {
            ScenarioResult { service, quantity, place: None }
        });
        all.uses.extend(uses);
        all.results.extend(results);
        if all.uses.is_empty() && all.results.is_empty() && self.usage.usage.is_empty() {
            let problem = Problem::new(
                "nothing to cost: give `--use`, `--result`, `--scenario` or `--usage`",
            );
            return Err(problem.hint("for example `flexcalc cost --use revit=40x12`").into());
        }
        Ok(all)
    }

    /// Prices each product's subscription from the command line, else from the sheet; unknown ones
    /// stay unknown.
    fn add_subscription_prices(
        &self,
        items: &mut [Item],
        sheet: &RateSheet,
    ) -> Result<(), Problems> {
        let mut asked: Vec<&Product> = Vec::new();
        for item in items.iter() {
            let product = match item {
                Item::Use { product, .. } => Some(*product),
                Item::Observed { id, .. } => find(&sheet.products, id),
                Item::Result { .. } => None,
            };
            if let Some(product) = product
                && !asked.iter().any(|known| known.id == product.id)
            {
                asked.push(product);
            }
        }
        let given = prices::given_prices(&self.sub_price, &asked, sheet)?;
        for item in items {
            let (id, annual_price) = match item {
                Item::Use { product, annual_price, .. } => (&product.id, annual_price),
                Item::Observed { id, annual_price, .. } => (&*id, annual_price),
                Item::Result { .. } => continue,
            };
            let listed = asked
                .iter()
                .find(|product| product.id == *id)
                .and_then(|product| product.annual_price.as_ref());
            *annual_price = given.get(id).or(listed).cloned();
        }
        Ok(())
    }

    /// A line for each product that was really used.
    fn observed(&self, used: &Used, sheet: &RateSheet) -> anyhow::Result<Vec<Item<'static>>> {
        let args = &self.usage.args;
        let share_of_year = args.span(used)?.share_of_year;
        let sheets = std::slice::from_ref(sheet);
        let result = args.cost_by(used, &[By::Product], sheets, self.token_price.as_ref())?;
        let line = |group: Group| {
            let name = group.keys.into_iter().flatten().next().unwrap_or_default();
            Item::Observed {
                id: find(&sheet.products, &name)
                    .map_or_else(|| name.clone(), |product| product.id.clone()),
                name,
                users: group.users.into(),
                days_of_use: group.days_of_use.into(),
                tokens: group.tokens,
                share_of_year: share_of_year.clone(),
                annual_price: None,
            }
        };
        Ok(result.groups.into_iter().map(line).collect())
    }

    fn usage_notes(&self, used: &Used) -> anyhow::Result<Vec<String>> {
        let span = self.usage.args.span(used)?;
        let mut notes = vec![format!("the usage is about {}", span.words)];
        if span.share_of_year != 1.into() {
            let percent = number::percent(
                &Percent::of(&span.share_of_year, &1.into()).unwrap_or_else(|| 100.into()),
            );
            notes.push(format!(
                "subscriptions of those people are counted for as long, {percent} of a year"
            ));
        }
        notes.extend(used.notes.iter().cloned());
        Ok(notes)
    }

    fn explanation(&self, items: &[Item], result: &Cost, sheet: &RateSheet) -> Vec<String> {
        let mut lines = view::explanation(items, result);
        if self.sub_discount > 0.into() {
            let off = number::percent(&self.sub_discount);
            lines.push(format!("subscriptions = annual price × users, less {off}"));
        }
        lines.push(prices::purchase_in_numbers(&result.purchase, &result.tokens_needed));
        lines.extend(prices::price_source(self.token_price.as_ref(), &sheet.token));
        lines
    }

    fn notes(&self, items: &[Item], result: &Cost, sheet: &RateSheet) -> Vec<String> {
        let mut notes = vec![match &self.token_price {
            Some(price) => format!("a token costs {}, as given", number::price(price)),
            None => prices::tier_price(&result.tokens, &sheet.token).why,
        }];
        if result.purchase.unquoted {
            notes.push(prices::tier_price(&result.purchase.tokens, &sheet.token).why);
        }
        notes.extend(sheet.token.note.clone().filter(|_| self.token_price.is_none()));
        if self.sub_discount > 0.into() {
            notes.push(format!("subscriptions at {} off", number::percent(&self.sub_discount)));
        }
        notes.extend(view::verdict_notes(items, result));
        for item in items {
            notes.extend(item_note(item));
            let without_price = match item {
                Item::Use { product, annual_price: None, .. } => Some(&product.id),
                Item::Observed { id, annual_price: None, .. } => Some(id),
                _ => None,
            };
            let note =
                |id| format!("no subscription price for {id}; give one: `--sub-price {id}=PRICE`");
            notes.extend(without_price.map(note));
        }
        notes
    }
}

/// What a scenario is expected to use in a year, and what to say about it.
pub(super) struct Expected {
    pub(super) tokens: Tokens,
    pub(super) notes: Vec<String>,
    pub(super) explanation: Vec<String>,
}

/// The tokens that a scenario needs in a year.
pub(super) fn expected(path: &Path, sheet: &RateSheet) -> anyhow::Result<Expected> {
    let items = items(&load::scenario(path)?, sheet)?;
    let result = cost(&CostInput {
        items: items.clone(),
        sub_discount: 0.into(),
        token_price: None,
        terms: &sheet.token,
    });
    Ok(Expected {
        tokens: result.tokens_needed.clone(),
        notes: items.iter().filter_map(item_note).collect(),
        explanation: view::explanation(&items, &result),
    })
}

fn item_note(item: &Item) -> Option<String> {
    match item {
        Item::Use { product, .. } => prices::row_note(*product),
        Item::Observed { .. } => None,
        Item::Result { service, .. } => prices::row_note(*service),
    }
}

/// The lines with their rates; the error names everything that is unknown or not sold on Flex.
fn items<'a>(scenario: &Scenario, sheet: &'a RateSheet) -> Result<Vec<Item<'a>>, Problems> {
    let (products, services) = (Index::new(&sheet.products), Index::new(&sheet.services));
    let uses = scenario.uses.iter().map(|line| {
        let product = products.find(&line.product).map_or_else(|| sheet.product(&line.product), Ok);
        let item = product.and_then(|product| {
            let tokens_per_day = product
                .tokens_per_day
                .clone()
                .ok_or_else(|| prices::not_on_flex(product, sheet))?;
            let (days, users) = (line.days.clone(), line.users.clone());
            Ok(Item::Use { product, tokens_per_day, days, users, annual_price: None })
        });
        item.map_err(|problem| Problem { place: line.place.clone(), ..problem })
    });
    let results = scenario.results.iter().map(|line| {
        let service = services.find(&line.service).map_or_else(|| sheet.service(&line.service), Ok);
        let item = service.and_then(|service| {
            let quantity = line.quantity.in_units_of(service)?;
            Ok(Item::Result { service, quantity })
        });
        item.map_err(|problem| Problem { place: line.place.clone(), ..problem })
    });
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for item in uses.chain(results) {
        match item {
            Ok(item) => items.push(item),
            Err(problem) => problems.push(problem),
        }
    }
    Problems::check(problems)?;
    Ok(items)
}
