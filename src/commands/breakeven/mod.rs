//! `flexcalc breakeven`: from how many days of use a year is a subscription cheaper than Flex?

mod view;

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use super::prices::{self, ChosenPrice, SubPrice};
use super::usage::{Context, UsageFiles, Used};
use crate::engine::metering::replay::Keep;
use crate::engine::sums::breakeven::{Breakeven, BreakevenInput, breakeven};
use crate::model::{
    Days, Exact, Given, Limits, Money, Percent, Problem, Problems, Product, RateSheet, TokenPrice,
    Tokens, TokensPerDay,
};
use crate::render::{Answer, Detail, Grid};

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
    /// Products by id, name or alias; without any, every product with a subscription price
    #[arg(value_name = "PRODUCT")]
    products: Vec<String>,
    /// Annual price of a subscription; without it, the rate sheet's
    #[arg(long, value_name = "[PRODUCT=]PRICE", allow_hyphen_values = true)]
    sub_price: Vec<SubPrice>,
    /// Discount on the subscription; with --sweep a list
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = prices::discount, allow_hyphen_values = true)]
    sub_discount: Vec<Percent>,
    /// Price of a token; without it and --buy-tokens, the list price; with --sweep a list
    #[arg(long, value_name = "PRICE", value_delimiter = ',', allow_hyphen_values = true)]
    token_price: Vec<TokenPrice>,
    /// Price tokens by the tier that a purchase of so many reaches
    #[arg(long, value_name = "TOKENS", value_parser = prices::purchase_tokens, conflicts_with = "token_price", allow_hyphen_values = true)]
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

/// A product that can be compared: it has a rate and a subscription price.
struct Asked<'a> {
    product: &'a Product,
    tokens_per_day: &'a TokensPerDay,
    annual_price: Money,
}

/// `rows`, one a product, or `grid`, one a pair of discount and token price.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum BreakevenResult {
    Rows(Vec<Breakeven>),
    Grid(Vec<Breakeven>),
}

impl BreakevenArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        context.sheet()?;
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheet = Context { sheets: &agreed.sheets, ..context }.sheet()?;
        let used = self.usage.read(Keep::default(), &agreed, context)?;
        let observed = used.as_ref().map(|used| self.observed(used)).transpose()?;
        let mut asked = self.asked(sheet)?;
        if let Some(observed) = &observed {
            asked.retain(|asked| {
                !self.products.is_empty() || observed.contains_key(&asked.product.id)
            });
            if asked.is_empty() {
                return Err(Problem::new("none of the products used has a subscription price")
                    .hint("give one: `--sub-price revit=2985`")
                    .into());
            }
        }
        let prices = self.token_prices(sheet)?;
        let discounts =
            if self.sub_discount.is_empty() { vec![0.into()] } else { self.sub_discount.clone() };
        self.ensure_one_of_each(&asked, &prices, &discounts)?;
        let inputs =
            asked.iter().flat_map(|asked| discounts.iter().map(move |discount| (asked, discount)));
        let rows = inputs.flat_map(|(asked, discount)| {
            prices.iter().map(|price| self.row(asked, discount, price))
        });
        let mut rows: Vec<_> = rows.collect();
        for row in &mut rows {
            let people = observed
                .as_ref()
                .map(|observed| observed.get(&row.product).map_or(&[][..], Vec::as_slice));
            row.people = people.map(|days| row.sides(days));
        }

        let currency = &sheet.currency;
        let data = view::data(&rows, currency);
        let (view, summary, next) = match rows.as_slice() {
            _ if self.sweep => (
                view::sweep(&rows, &discounts, &prices),
                view::sweep_summary(asked.first(), currency),
                None,
            ),
            [row] => (
                self.table(&rows, &data),
                view::summary(row, currency),
                view::next(row, &sheet.token),
            ),
            _ => (self.table(&rows, &data), None, None),
        };
        let mut notes: Vec<_> = prices
            .iter()
            .filter(|_| self.prices_need_words())
            .map(|chosen| chosen.why.clone())
            .collect();
        notes.extend(sheet.token.note.clone().filter(|_| self.token_price.is_empty()));
        notes.extend(self.not_compared(sheet));
        notes.extend(agreed.note(&self.usage.args));
        if let Some(used) = &used {
            let span = self.usage.args.span(used)?;
            notes.push(format!(
                "people by their days of use in {}, in proportion to a year",
                span.words
            ));
            notes.extend(used.notes.iter().cloned());
        }
        notes.extend(view::all_year(&rows));
        notes.extend(asked.iter().filter_map(|asked| prices::row_note(asked.product)));
        Ok(Answer {
            summary: summary.into_iter().collect(),
            notes,
            warnings: used.map(|used| used.warnings).unwrap_or_default(),
            explanation: detail.explain(|| self.explanation(&asked, &rows, &prices, sheet)),
            next,
            ..Answer::new("breakeven", self, self.result(rows), data, view)
        })
    }

    /// Whether the prices are not plain from the heads of a sweep.
    fn prices_need_words(&self) -> bool {
        !self.sweep || self.token_price.is_empty() || self.utilization.is_some()
    }

    /// The products with a subscription price that nobody asked for by name and that Flex does not
    /// sell.
    fn not_compared(&self, sheet: &RateSheet) -> Option<String> {
        let seat_only =
            |product: &&Product| product.annual_price.is_some() && product.tokens_per_day.is_none();
        let names: Vec<_> =
            sheet.products.iter().filter(seat_only).map(|product| product.name.as_str()).collect();
        (self.products.is_empty() && !names.is_empty())
            .then(|| format!("not sold on Flex, so not compared: {}", names.join(", ")))
    }

    fn explanation(
        &self,
        asked: &[Asked],
        rows: &[Breakeven],
        prices: &[ChosenPrice],
        sheet: &RateSheet,
    ) -> Vec<String> {
        let mut lines = view::explanation(asked, rows, prices);
        lines.extend(prices::price_source(self.token_price.first(), &sheet.token));
        lines
    }

    fn table(&self, rows: &[Breakeven], data: &Grid) -> Grid {
        let columns: &[_] = match (&self.days, self.usage.usage.is_empty()) {
            (Some(_), _) => &view::VERDICT,
            (None, true) => &view::BREAKEVEN,
            (None, false) => &view::PEOPLE,
        };
        view::table(rows, data.select(columns))
    }

    /// Each person's days of use of each product, in proportion to a year.
    fn observed(&self, used: &Used) -> anyhow::Result<BTreeMap<String, Vec<Days>>> {
        let share = self.usage.args.span(used)?.share_of_year;
        let mut days: BTreeMap<u32, u64> = BTreeMap::new();
        for tally in &used.replayed.tallies {
            *days.entry(tally.key.pair).or_default() += tally.days_of_use;
        }
        let mut observed: BTreeMap<String, Vec<Days>> = BTreeMap::new();
        for (pair, days) in days.into_iter().filter(|(_, days)| *days > 0) {
            let year = Exact::from(days).divided_by(&share).map(Days::new);
            observed.entry(used.directory.item(pair).id.clone()).or_default().extend(year);
        }
        Ok(observed)
    }

    fn result(&self, rows: Vec<Breakeven>) -> BreakevenResult {
        if self.sweep { BreakevenResult::Grid(rows) } else { BreakevenResult::Rows(rows) }
    }

    fn row(&self, asked: &Asked, discount: &Percent, price: &ChosenPrice) -> Breakeven {
        breakeven(&BreakevenInput {
            product: &asked.product.id,
            name: &asked.product.name,
            tokens_per_day: asked.tokens_per_day.clone(),
            token_price: price.price.clone(),
            annual_price: asked.annual_price.clone(),
            sub_discount: discount.clone(),
            days: self.days.clone(),
        })
    }

    /// The products asked about with their prices; the error names everything that is unknown or
    /// missing.
    fn asked<'a>(&self, sheet: &'a RateSheet) -> Result<Vec<Asked<'a>>, Problems> {
        let products = self.products(sheet)?;
        let given = prices::given_prices(&self.sub_price, &products, sheet)?;
        let (mut asked, mut problems) = (Vec::new(), Vec::new());
        for product in products {
            let annual_price = given.get(&product.id).or(product.annual_price.as_ref()).cloned();
            match (&product.tokens_per_day, annual_price) {
                (Some(tokens_per_day), Some(annual_price)) => {
                    asked.push(Asked { product, tokens_per_day, annual_price });
                }
                (None, _) => problems.push(prices::not_on_flex(product, sheet)),
                (_, None) => problems.push(prices::no_subscription_price(product, sheet)),
            }
        }
        Problems::check(problems)?;
        Ok(asked)
    }

    /// The products named; without any, those with a rate and a price, from the sheet or the
    /// command line.
    fn products<'a>(&self, sheet: &'a RateSheet) -> Result<Vec<&'a Product>, Problems> {
        if self.products.is_empty() {
            let priced: Vec<_> = self
                .sub_price
                .iter()
                .filter_map(|given| sheet.product(given.product.as_deref()?).ok())
                .collect();
            let compared = |product: &&Product| {
                let in_sheet = product.annual_price.is_some() && product.tokens_per_day.is_some();
                in_sheet || priced.iter().any(|priced| priced.id == product.id)
            };
            let products: Vec<_> = sheet.products.iter().filter(compared).collect();
            if sheet.products.is_empty() {
                let problem = Problem::new(format!("sheet `{}` has no products", sheet.name));
                return Err(problem
                    .hint("`flexcalc cost --result SERVICE=QUANTITY` answers what those cost")
                    .into());
            }
            if products.is_empty() {
                let problem = Problem::new(format!(
                    "no product of sheet `{}` has a subscription price",
                    sheet.name
                ));
                return Err(problem
                    .hint(
                        "name a product and its price: `flexcalc breakeven revit --sub-price 2985`",
                    )
                    .into());
            }
            return Ok(products);
        }
        let mut products: Vec<&Product> = Vec::new();
        let mut problems = Vec::new();
        for name in &self.products {
            match sheet.product(name) {
                Ok(product) if products.iter().any(|known| known.id == product.id) => {}
                Ok(product) => products.push(product),
                Err(problem) => problems.push(problem),
            }
        }
        Problems::check(problems)?;
        Ok(products)
    }

    /// What a consumed token costs, and why; several with `--sweep`.
    fn token_prices(&self, sheet: &RateSheet) -> Result<Vec<ChosenPrice>, Problem> {
        let bought = if self.token_price.is_empty() {
            vec![prices::token_price(None, self.buy_tokens.as_ref(), &sheet.token)?]
        } else {
            let given = self
                .token_price
                .iter()
                .map(|price| prices::token_price(Some(price), None, &sheet.token));
            given.collect::<Result<_, _>>()?
        };
        let Some(utilization) = &self.utilization else { return Ok(bought) };
        Ok(bought.into_iter().filter_map(|chosen| chosen.per_consumed(utilization)).collect())
    }

    fn ensure_one_of_each(
        &self,
        asked: &[Asked],
        prices: &[ChosenPrice],
        discounts: &[Percent],
    ) -> Result<(), Problem> {
        if !self.sweep && (prices.len() > 1 || discounts.len() > 1) {
            return Err(Problem::new(
                "a list of `--token-price` or `--sub-discount` needs `--sweep`",
            ));
        }
        if self.sweep && asked.len() > 1 {
            let example =
                Problem::new(format!("`--sweep` takes one product, found {}", asked.len()));
            return Err(example.hint("name one: `flexcalc breakeven revit --sweep …`"));
        }
        Ok(())
    }
}
