//! What does a subscription to a product cost a year?
//!
//! Formula: the price given in the question, else that of the rate sheet with what is agreed.
//!
//! Example: the sheet has 2,985.00 for Revit; a question that gives 2,400.00 is answered with that.
//!
//! Edges: a price that nobody knows stays unknown; it is not a price of zero.

use std::collections::BTreeMap;

use crate::model::{Money, Product};

/// The prices that a question gives, by the product's id.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionPrices(BTreeMap<String, Money>);

impl SubscriptionPrices {
    /// Gives `product` a price; the one it had before, if any, is handed back.
    pub fn give(&mut self, product: &Product, annual_price: Money) -> Option<Money> {
        self.0.insert(product.id.clone(), annual_price)
    }

    /// Whether the question gives `product` a price.
    pub fn has(&self, product: &Product) -> bool {
        self.0.contains_key(&product.id)
    }

    /// What a subscription to `product` costs a year, where that is known.
    pub fn of(&self, product: &Product) -> Option<Money> {
        self.0.get(&product.id).copied().or(product.annual_price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_given_wins_and_an_unknown_one_stays_unknown() {
        let product = |annual_price: Option<u64>| Product {
            name: "Revit".into(),
            tokens_per_day: None,
            annual_price: annual_price.map(Money::from),
            ..Product::new("revit")
        };
        let mut prices = SubscriptionPrices::default();
        assert_eq!(prices.of(&product(None)), None);
        assert_eq!(prices.of(&product(Some(2985))), Some(2985.into()));
        assert_eq!(prices.give(&product(None), 2400.into()), None);
        assert_eq!(prices.of(&product(Some(2985))), Some(2400.into()));
    }
}
