//! `flexcalc breakeven`: from how many days of use a year is a subscription cheaper than Flex?

mod products;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::prices::{self, SubPrice};
use super::several::{self, Several};
use super::usage::{UsageFiles, Used};
use crate::engine::metering::replay::Keep;
use crate::engine::price::token_price::{
    Priced, TokenPriceChoice, price_of_one, price_of_purchase,
};
use crate::engine::sums::breakeven::{Breakeven, BreakevenInput, Compared, breakeven};
use crate::engine::sums::bundles::with_bundles;
use crate::load::usage::Tells;
use crate::model::{Days, Limits, Percent, Problem, RateSheet, TokenPrice, Tokens};
use crate::render::{Answer, Detail};
use crate::report::breakeven::{self as report, Shape};
use crate::report::next::Next;
use crate::report::price::{as_typed, less_for_more, odd_discount, row_note, why};
use crate::report::sources::Sources;

/// The most pairs of a discount and a price that a sweep has.
const MOST_PAIRS: usize = 10_000;

const EXAMPLES: &str = "\
Examples:
  flexcalc breakeven revit --sub-price 2985
  flexcalc breakeven revit maya --sub-price revit=2985 --sub-price maya=1875
  flexcalc breakeven autocad --sub-discount 20% --token-price 2.40
  flexcalc breakeven revit --buy-tokens 10000 --utilization 80% --days 40
  flexcalc breakeven --usage examples/sessions.csv
  flexcalc breakeven autocad --sweep --sub-discount 0%,10%,20% --token-price 3,2.7,2.4";

/// Options of `breakeven`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct BreakevenArgs {
    /// Products and collections by id, name or alias; without any, every product with a
    /// subscription price
    #[arg(value_name = "PRODUCT")]
    products: Vec<String>,
    /// Annual price of a subscription; without it, the rate sheet's
    #[arg(long, value_name = "[PRODUCT=]PRICE", allow_hyphen_values = true)]
    sub_price: Vec<SubPrice>,
    /// Discount on the subscription, below 0 a rise; with --sweep several: 0%,10% or -10..10/5
    #[arg(
        long,
        value_name = "PERCENT",
        value_parser = several::discounts,
        allow_hyphen_values = true
    )]
    #[serde(serialize_with = "several::all")]
    sub_discount: Vec<Several<Percent>>,
    /// Price of a token; without it and --buy-tokens, what one costs now; with --sweep several:
    /// 3,2.4 or 2.4..3/0.1
    #[arg(
        long,
        value_name = "PRICE",
        value_parser = several::token_prices,
        allow_hyphen_values = true
    )]
    #[serde(serialize_with = "several::all")]
    token_price: Vec<Several<TokenPrice>>,
    /// Price tokens by the tier that a purchase of so many reaches
    #[arg(
        long,
        value_name = "TOKENS",
        value_parser = prices::purchase_tokens,
        conflicts_with = "token_price",
        allow_hyphen_values = true
    )]
    buy_tokens: Option<Tokens>,
    /// Share of the bought tokens that is consumed: prices those consumed
    #[arg(long, value_name = "PERCENT", value_parser = utilization, allow_hyphen_values = true)]
    utilization: Option<Percent>,
    /// Days of use a year of one person, for a verdict
    #[arg(long, value_name = "DAYS", conflicts_with = "sweep", allow_hyphen_values = true)]
    days: Option<Days>,
    /// Break-even of one product for every pair of --sub-discount and --token-price
    #[arg(long)]
    sweep: bool,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
}

fn utilization(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::UTILIZATION, text)
}

/// `rows`, one a product, or `grid`, one a pair of discount and token price.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum BreakevenResult {
    Rows(Vec<Breakeven>),
    Grid(Vec<Breakeven>),
}

impl BreakevenArgs {
    /// Whether it is about usage, which has days of its own.
    pub fn has_days(&self) -> bool {
        !self.usage.usage.is_empty()
    }

    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        let agreed = self.usage.args.agreed(context.sheets)?;
        let of_sheet = agreed.sheets.in_force(context.today);
        let sheet = &with_bundles(of_sheet);
        let used = self.usage.read(Keep::default(), &agreed, context)?;
        if let Some(format) = used.as_ref().and_then(|used| used.lacks(Tells::People)) {
            let problem =
                Problem::new(format!("{format} does not say who used what on how many days"));
            let hint = "give session logs, or an export of Flex with users and days";
            return Err(problem.hint(hint).into());
        }
        let span = used.as_ref().map(|used| self.usage.args.span(used)).transpose()?;
        let observed = used
            .as_ref()
            .zip(span.as_ref())
            .map(|(used, span)| products::days_of_each(used, span, sheet, of_sheet));
        let (mut compared, given) = self.compared(sheet, of_sheet)?;
        if let Some(observed) = &observed {
            compared.retain(|compared| {
                let is_asked = !self.products.is_empty() || compared.is_of_collection();
                is_asked || observed.contains_key(&compared.product.id)
            });
            if compared.is_empty() {
                return Err(products::none_priced(observed.keys(), sheet).into());
            }
        }
        let prices = self.token_prices(sheet)?;
        let discounts = match several::of(&self.sub_discount) {
            none if none.is_empty() => vec![0.into()],
            discounts => discounts,
        };
        self.ensure_one_of_each(&compared, &prices, &discounts)?;
        let mut rows = self.rows(&compared, &discounts, &prices);
        if let Some(observed) = &observed {
            for row in &mut rows {
                row.people = Some(row.sides(observed.get(&row.product).map_or(&[], Vec::as_slice)));
            }
        }

        let currency = &sheet.currency;
        let (data, table) = report::table(&rows, self.shape(), currency).grids();
        let (view, summary, next) = match (rows.as_slice(), compared.first()) {
            (_, Some(compared)) if self.sweep => (
                report::sweep(&rows, &discounts, &prices),
                Some(report::sweep_summary(compared, currency)),
                None,
            ),
            ([row], _) => (table, report::summary(row, currency), self.next(row)),
            _ => (table, None, None),
        };
        let mut notes: Vec<_> =
            prices.iter().filter(|_| self.prices_need_words()).map(why).collect();
        notes.extend(sheet.token.note.clone().filter(|_| self.token_price.is_empty()));
        let by_tier = Priced { given: None, terms: &sheet.token };
        let larger = self.buy_tokens.and_then(|it| less_for_more(by_tier, it, &sheet.currency));
        notes.extend(larger);
        notes.extend(discounts.iter().filter_map(|discount| odd_discount(*discount)));
        if self.products.is_empty() && used.is_none() {
            notes.extend(report::not_compared(sheet));
        }
        notes.extend(agreed.note(&self.usage.args));
        if let Some((used, span)) = used.as_ref().zip(span) {
            notes.push(format!(
                "people by their days of use in {}, in proportion to a year; where an export \
                 states tokens, by those",
                span.words
            ));
            notes.extend(used.notes.iter().cloned());
        }
        notes.extend(report::all_year(&rows));
        if !self.sweep {
            notes.extend(report::of_collections(&rows));
        }
        notes.extend(compared.iter().filter_map(|compared| row_note(compared.product)));
        Ok(Answer {
            account: used.as_ref().map(Used::accounted).unwrap_or_default(),
            summary: summary.into_iter().collect(),
            notes,
            warnings: used.map(|used| used.warnings).unwrap_or_default(),
            explanation: detail.explain(|| {
                let sources = Sources { estate: self.usage.args.agreed_in(&agreed), given: &given };
                report::explanation(&compared, &rows, &prices, &sheet.token, &sources)
            }),
            next,
            ..Answer::new("breakeven", self, self.result(rows), data, view)
        })
    }

    /// Whether the prices are not plain from the heads of a sweep.
    fn prices_need_words(&self) -> bool {
        !self.sweep || self.token_price.is_empty() || self.utilization.is_some()
    }

    fn shape(&self) -> Shape {
        match (&self.days, self.usage.usage.is_empty()) {
            (Some(_), _) => Shape::Verdict,
            (None, true) => Shape::Days,
            (None, false) => Shape::People,
        }
    }

    fn result(&self, rows: Vec<Breakeven>) -> BreakevenResult {
        if self.sweep { BreakevenResult::Grid(rows) } else { BreakevenResult::Rows(rows) }
    }

    /// A row for each product, discount and price.
    fn rows(
        &self,
        compared: &[Compared],
        discounts: &[Percent],
        prices: &[TokenPriceChoice],
    ) -> Vec<Breakeven> {
        let mut rows = Vec::new();
        for compared in compared {
            for sub_discount in discounts {
                rows.extend(prices.iter().map(|chosen| {
                    breakeven(&BreakevenInput {
                        compared,
                        token_price: chosen.price.clone(),
                        sub_discount: *sub_discount,
                        days: self.days,
                    })
                }));
            }
        }
        rows
    }

    /// What a consumed token costs, and why; several with `--sweep`.
    fn token_prices(&self, sheet: &RateSheet) -> Result<Vec<TokenPriceChoice>, Problem> {
        let given = several::of(&self.token_price);
        let bought = match (self.buy_tokens, given.as_slice()) {
            (Some(tokens), _) => {
                let chosen = price_of_purchase(tokens, None, &sheet.token);
                vec![chosen.map_err(|below| prices::below_minimum(below, tokens))?]
            }
            (None, []) => vec![price_of_one(None, &sheet.token)],
            (None, given) => given.iter().copied().map(TokenPriceChoice::given).collect(),
        };
        let Some(utilization) = self.utilization else { return Ok(bought) };
        Ok(bought.into_iter().filter_map(|chosen| chosen.per_consumed(utilization)).collect())
    }

    /// What somebody who has read this answer may ask next.
    fn next(&self, row: &Breakeven) -> Option<String> {
        let given = self.sub_price.iter().map(|given| match &given.product {
            Some(product) => format!("{product}={}", given.annual_price),
            None => given.annual_price.to_string(),
        });
        let discounts = several::of(&self.sub_discount).into_iter().map(|it| format!("{it}%"));
        let estate = &self.usage.args.estate;
        let Some(at) = &row.at else {
            let next = Next::of("breakeven").word(&row.product);
            let next = next.option("--sub-price", given).option("--sub-discount", discounts);
            let next = next.option("--token-price", several::of(&self.token_price));
            let next = next.option("--buy-tokens", self.buy_tokens);
            let share = self.utilization.map(|share| format!("{share}%"));
            let next = next.option("--utilization", share).file("--estate", estate);
            return next.option("--days", [40]).command();
        };
        // `cost` prices tokens as a purchase does, so the price of a consumed one is said.
        let is_plain = self.buy_tokens.is_none() && self.utilization.is_none();
        let price = as_typed(&row.token_price, Limits::TOKEN_PRICE);
        let price = if is_plain && self.token_price.is_empty() { None } else { Some(price?) };
        let next = Next::of("cost").option("--use", [format!("{}={}x10", row.product, at.days)]);
        let next = next.option("--sub-price", given).option("--sub-discount", discounts);
        let next = next.option("--token-price", price).file("--estate", estate);
        next.because("ten people like that")
    }

    fn ensure_one_of_each(
        &self,
        compared: &[Compared],
        prices: &[TokenPriceChoice],
        discounts: &[Percent],
    ) -> Result<(), Problem> {
        if !self.sweep && (prices.len() > 1 || discounts.len() > 1) {
            return Err(Problem::new(
                "a list of `--token-price` or `--sub-discount` needs `--sweep`",
            ));
        }
        if self.sweep && compared.len() > 1 {
            let example =
                Problem::new(format!("`--sweep` takes one product, found {}", compared.len()));
            let first = compared.first().map_or("PRODUCT", |compared| &compared.product.id);
            return Err(example.hint(format!("name one: `flexcalc breakeven {first} --sweep …`")));
        }
        ensure_few_pairs(discounts.len(), prices.len())
    }
}

/// That a sweep has no more pairs than anybody reads.
fn ensure_few_pairs(discounts: usize, prices: usize) -> Result<(), Problem> {
    let pairs = discounts * prices;
    if pairs <= MOST_PAIRS {
        return Ok(());
    }
    Err(Problem::new(format!(
        "`--sweep` takes at most {MOST_PAIRS} pairs of a discount and a price, found {pairs}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_has_ten_thousand_pairs_at_most() {
        let told = |discounts, prices| ensure_few_pairs(discounts, prices).map_err(|e| e.message);
        // one below, at, one above
        assert_eq!([told(1, 9_999), told(100, 100)], [Ok(()), Ok(())]);
        let message = "`--sweep` takes at most 10000 pairs of a discount and a price, found 10001";
        assert_eq!(told(10_001, 1), Err(message.to_owned()));
    }
}
