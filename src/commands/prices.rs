//! Which price holds, and why: shared by the commands, so that each chooses and says the same.

use std::slice;
use std::str::FromStr;

use serde::Serialize;

use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::price::token_price::BelowMinimum;
use crate::engine::sheets::contents::unknown_contents;
use crate::engine::sums::bundles::without_contents;
use crate::model::{
    Given, Limits, Money, Percent, Problem, Problems, Product, RateSheet, Refused, Tokens,
};
use crate::render::number;
use crate::report::terms::instead_of_a_year;

/// A price of a subscription from the command line: `2985` or `revit=2985`.
#[derive(Clone, Debug, Serialize)]
pub struct SubPrice {
    /// The product by any of its names; `None` where only one is asked about.
    pub product: Option<String>,
    /// What one subscription costs a year.
    pub annual_price: Money,
}

impl FromStr for SubPrice {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (product, price) = match text.rsplit_once('=') {
            Some((product, price)) => (Some(product.trim().to_owned()), price.trim()),
            None => (None, text),
        };
        if product.as_ref().is_some_and(String::is_empty) {
            return Err("must name a product before the `=`, such as revit=2985".to_owned());
        }
        Ok(Self { product, annual_price: price.parse::<Money>().map_err(|refused| refused.rule)? })
    }
}

/// Reads tokens that can be bought together.
pub(super) fn purchase_tokens(text: &str) -> Result<Tokens, Refused> {
    Tokens::within(Limits::PURCHASE, text)
}

/// Reads a discount.
pub(super) fn discount(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::DISCOUNT, text)
}

/// The subscription prices given on the command line, by product id. Every one must be for a
/// product asked about, or by its name for another that may stand in for several of them.
pub(super) fn given_prices(
    given: &[SubPrice],
    asked: &[&Product],
    stand_ins: &[&Product],
    sheet: &RateSheet,
) -> Result<SubscriptionPrices, Problems> {
    let (mut prices, mut problems) = (SubscriptionPrices::default(), Vec::new());
    for SubPrice { product, annual_price } in given {
        let named = match (product, asked) {
            (Some(name), _) => sheet.product(name).and_then(|product| {
                let mut asked = asked.iter().chain(stand_ins);
                let is_asked = asked.any(|asked| asked.id == product.id);
                is_asked.then_some(product).ok_or_else(|| {
                    if let Some(collection) = without_contents(product, sheet) {
                        let so = "nothing tells whether it stands for what is asked about";
                        return unknown_contents(collection, slice::from_ref(sheet), so);
                    }
                    let given = format!("`--sub-price {name}=…`");
                    Problem::new(format!("{given} is for a product not asked about"))
                })
            }),
            (None, [only]) => Ok(*only),
            (None, []) => {
                Err(Problem::new("`--sub-price` is given, but no product is asked about"))
            }
            (None, _) => Err(Problem::new(
                "`--sub-price` must say which product it is for, such as `revit=2985`",
            )),
        };
        match named {
            Ok(product) if prices.give(product, *annual_price).is_some() => {
                problems
                    .push(Problem::new(format!("`--sub-price` gives `{}` two prices", product.id)));
            }
            Ok(_) => {}
            Err(problem) => problems.push(problem),
        }
    }
    Problems::check(problems)?;
    Ok(prices)
}

/// That a product cannot be used on Flex.
pub(super) fn not_on_flex(product: &Product, sheet: &RateSheet) -> Problem {
    if let Some(collection) = without_contents(product, sheet) {
        return unknown_contents(collection, slice::from_ref(sheet), "a day of it has no rate");
    }
    Problem::new(format!(
        "`{}` is not sold on Flex: sheet `{}` has no tokens a day for it",
        product.id, sheet.name
    ))
}

/// That nobody knows what a subscription to a product costs.
pub(super) fn no_subscription_price(product: &Product, sheet: &RateSheet) -> Problem {
    let others = instead_of_a_year(&product.prices());
    let problem = Problem::new(format!(
        "sheet `{}` has no subscription price for `{}`{}",
        sheet.name,
        product.id,
        others.map(|others| format!(" of a year, {others}")).unwrap_or_default()
    ));
    problem.hint(format!("give one: `--sub-price {}=PRICE`", product.id))
}

/// That so few tokens cannot be bought.
pub(super) fn below_minimum(BelowMinimum { least }: BelowMinimum, found: Tokens) -> Problem {
    let (least, found) = (number::counted(&least, "token"), number::tokens(found));
    Problem::new(format!("a purchase has at least {least}, found {found}"))
}
