//! Where the figures of an explanation come from: a rate sheet, an estate, or whoever asks. A
//! source is named for a figure that comes from it, and for no other.

use std::path::Path;

use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::price::token_price::{TokenPriceChoice, Why};
use crate::model::{Estate, Product, TokenTerms, find};

/// How a row's source marks what is about the subscription; the rest is about the rate.
const ANNUAL_PRICE: &str = "annual price:";
/// How it marks whatever is about a subscription.
const MARKS: [&str; 4] = [ANNUAL_PRICE, "month price:", "three-year price:", "floating price:"];
/// How the source of token terms marks what is about the list price.
const LIST_PRICE: &str = "list price:";

/// What a question rests on besides the rate sheet.
pub struct Sources<'a> {
    /// What the customer has agreed on, and the file that says so.
    pub estate: Option<(&'a Estate, &'a Path)>,
    /// The prices of subscriptions that the question gives.
    pub given: &'a SubscriptionPrices,
}

impl Sources<'_> {
    /// Where the rate and the price of a subscription come from.
    pub fn of_product(&self, product: &Product) -> String {
        format!("{}; {}", rate(&product.source), self.annual_price(product))
    }

    /// Where the price of a subscription comes from.
    pub fn annual_price(&self, product: &Product) -> String {
        if self.given.has(product) {
            return format!("{ANNUAL_PRICE} as given");
        }
        let names_it = |estate: &Estate| {
            // Where it agrees on other terms only, a year is at list.
            let of_a_year = estate.subscriptions.iter().filter(|(_, prices)| prices.year.is_some());
            let mut names = of_a_year.map(|(named, _)| &named.name);
            names.any(|name| find(std::slice::from_ref(product), name).is_some())
        };
        match self.estate.filter(|(estate, _)| names_it(estate)) {
            Some((_, file)) => format!("{ANNUAL_PRICE} {}", agreed(file)),
            None => of_sheet(&product.source),
        }
    }

    /// Where the price of a token comes from.
    pub fn token_price(&self, choice: &TokenPriceChoice, terms: &TokenTerms) -> Option<String> {
        let agreed_in = self.estate.filter(|(estate, _)| estate.token.is_some());
        let source = match (&choice.why, agreed_in) {
            (Why::Consumed { bought, .. }, _) => return self.token_price(bought, terms),
            (Why::Given, _) => "as given".to_owned(),
            (Why::Agreed | Why::Tier { .. } | Why::Unquoted { .. }, Some((_, file))) => {
                agreed(file)
            }
            _ => format!("source: {}", terms.source.as_ref()?),
        };
        Some(format!("price of a token: {source}"))
    }

    /// Where the price of a token comes from, and the smallest purchase, where one is made.
    pub fn purchase(&self, choice: &TokenPriceChoice, terms: &TokenTerms) -> Vec<String> {
        let price = self.token_price(choice, terms);
        let is_of_sheet = price.as_ref().is_some_and(|price| price.contains("source: "));
        let others = terms.source.as_deref().filter(|_| !is_of_sheet).and_then(without_list_price);
        let others = others.map(|others| format!("purchase: source: {others}"));
        price.into_iter().chain(others).collect()
    }
}

/// The part of a row's source that is about its rate.
pub fn rate(source: &str) -> &str {
    let end = MARKS.iter().filter_map(|mark| source.find(mark)).filter(|at| *at > 0).min();
    let rate = end.and_then(|end| source.get(..end)).unwrap_or(source);
    rate.trim_end().trim_end_matches(';')
}

/// The part of a row's source that is about the price of a subscription for a year.
fn of_sheet(source: &str) -> String {
    let price = source.split_once(ANNUAL_PRICE).map_or(source, |(_, price)| price);
    format!("{ANNUAL_PRICE} {}", rate(price.trim()))
}

fn agreed(file: &Path) -> String {
    format!("agreed, estate `{}`", file.display())
}

/// The parts of a source that are not about the list price; `None` where nothing is marked.
fn without_list_price(source: &str) -> Option<String> {
    let others: Vec<_> = source.split("; ").filter(|part| !part.starts_with(LIST_PRICE)).collect();
    let is_marked = source.contains(LIST_PRICE) && !others.is_empty();
    is_marked.then(|| others.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_split_into_what_each_figure_rests_on() {
        let both = "rate: a FAQ (10 tokens = $30); annual price: the guide";
        assert_eq!(rate(both), "rate: a FAQ (10 tokens = $30)");
        assert_eq!(of_sheet(both), "annual price: the guide");
        let more = "rate: a FAQ; annual price: the guide; month price: a shop";
        assert_eq!((rate(more), of_sheet(more)), ("rate: a FAQ", "annual price: the guide".into()));
        assert_eq!((rate("a page"), of_sheet("a page")), ("a page", "annual price: a page".into()));
        let terms = "list price: resellers; minimum and term: the vendor";
        assert_eq!(without_list_price(terms).as_deref(), Some("minimum and term: the vendor"));
        assert_eq!(without_list_price("a page"), None);
    }
}
