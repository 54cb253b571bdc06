//! Which products are compared, and with whose subscriptions.

use std::collections::BTreeMap;

use super::super::prices;
use super::super::usage::Used;
use super::BreakevenArgs;
use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::sums::breakeven::{Against, Compared};
use crate::engine::sums::bundles::products_of;
use crate::engine::sums::observed::{bundle_days_a_year, days_a_year};
use crate::engine::year::Span;
use crate::model::{Days, Problem, Problems, Product, Quotient, RateSheet, find};

impl BreakevenArgs {
    /// The products asked about with their prices, and the prices that are given; of a collection
    /// each product alone too. The error names everything that is unknown or missing.
    pub(super) fn compared<'a>(
        &self,
        sheet: &'a RateSheet,
        of_sheet: &'a RateSheet,
    ) -> Result<(Vec<Compared<'a>>, SubscriptionPrices), Problems> {
        let products = self.products(sheet, of_sheet)?;
        let prices = prices::given_prices(&self.sub_price, &products, &[], sheet)?;
        let (mut compared, mut problems) = (Vec::new(), Vec::new());
        for product in products {
            let bundled = products_of(&product.id, of_sheet);
            match (product.tokens_per_day, prices.of(product)) {
                (Some(tokens_per_day), Some(annual_price)) => {
                    let against = bundled.as_ref().map_or(Against::Own, |_| Against::AllOf);
                    compared.push(Compared { against, product, tokens_per_day, annual_price });
                    let alone = bundled.into_iter().flatten().filter(|_| !self.sweep);
                    compared.extend(alone.filter_map(|alone| {
                        let tokens_per_day = alone.tokens_per_day?;
                        let against = Against::Within(product);
                        Some(Compared { against, product: alone, tokens_per_day, annual_price })
                    }));
                }
                (None, _) => problems.push(prices::not_on_flex(product, sheet)),
                (_, None) => problems.push(prices::no_subscription_price(product, sheet)),
            }
        }
        Problems::check(problems)?;
        Ok((compared, prices))
    }

    /// The products named; without any, those with a rate and a price, from the sheet or the
    /// command line.
    fn products<'a>(
        &self,
        sheet: &'a RateSheet,
        of_sheet: &RateSheet,
    ) -> Result<Vec<&'a Product>, Problems> {
        if self.products.is_empty() {
            let priced: Vec<_> = self
                .sub_price
                .iter()
                .filter_map(|given| sheet.product(given.product.as_deref()?).ok())
                .collect();
            let compared = |product: &&Product| {
                let in_sheet = product.annual_price.is_some()
                    && product.tokens_per_day.is_some()
                    && products_of(&product.id, of_sheet).is_none();
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
                let sold = sheet.products.iter().find(|product| product.tokens_per_day.is_some());
                let id = sold.map_or("PRODUCT", |product| &product.id);
                let hint = format!(
                    "name a product and its price: `flexcalc breakeven {id} --sub-price PRICE`"
                );
                return Err(problem.hint(hint).into());
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
}

/// The days of use a year of each person, by the id of the product; of a collection those on which
/// all of it might have been opened.
pub(super) fn days_of_each(
    used: &Used,
    span: &Span,
    sheet: &RateSheet,
    of_sheet: &RateSheet,
) -> BTreeMap<String, Vec<Quotient<Days>>> {
    let (tallies, directory) = (&used.replayed.tallies, &used.directory);
    let rate = |id: &str| find(&of_sheet.products, id)?.tokens_per_day;
    let mut days = days_a_year(tallies, directory, span, rate);
    for bundle in &sheet.products {
        let (Some(products), Some(whole)) =
            (products_of(&bundle.id, of_sheet), bundle.tokens_per_day)
        else {
            continue;
        };
        let rates = products.into_iter();
        let rates: Vec<_> = rates
            .filter_map(|product| Some((product.id.as_str(), product.tokens_per_day?)))
            .collect();
        let of_bundle = bundle_days_a_year(tallies, directory, span, &rates, whole);
        if !of_bundle.is_empty() {
            days.insert(bundle.id.clone(), of_bundle);
        }
    }
    days
}

/// That subscriptions to what people used have no prices.
pub(super) fn none_priced<'n>(
    used: impl Iterator<Item = &'n String>,
    sheet: &RateSheet,
) -> Problem {
    let mut used = used.peekable();
    if used.peek().is_none() {
        let words = "nothing that counts was used: there are no days of use to compare";
        return Problem::new(words).hint("look at `--period`, and at what the files are about");
    }
    let problem = Problem::new("none of the products used has a subscription price");
    let can_be_priced = |id: &&String| {
        let mut of_sheet = sheet.products.iter().filter(|it| it.tokens_per_day.is_some());
        of_sheet.any(|product| product.id == **id)
    };
    match used.find(can_be_priced) {
        Some(id) => problem.hint(format!("give one: `--sub-price {id}=PRICE`")),
        None => problem.hint("add what was used to a rate sheet, with a price"),
    }
}
