//! What would a collection cost the people of several lines, instead of what they use now?
//!
//! Formula: cost = people who use something of it × its annual price; beside it stands what a year
//! of those lines costs on Flex, and what subscriptions to each product do.
//!
//! Example: 2 people observed on Revit, 1 on AutoCAD, 1 on Civil 3D, who are 3 in all: 3 × 3,675 =
//! 11,025.00.
//!
//! Edges: who is expected may be the same person in every line, or another: so many people at
//! least as the largest line has, and at most as all have together. Where nothing says how many
//! people there are, and where only one product of it is used, nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::engine::metering::replay::Tally;
use crate::engine::sums::cost::{Line, LineKind};
use crate::model::{Directory, Money, Number, Percent, Quotient};

/// A collection that may be held instead.
#[derive(Clone, Debug)]
pub struct Bundle<'a> {
    /// Its id.
    pub id: &'a str,
    /// The ids of its products.
    pub products: Vec<&'a str>,
    /// What it costs a year, before a discount.
    pub annual_price: Money,
    /// How many people were observed on its products.
    pub observed: u64,
}

/// A collection instead of subscriptions to each product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instead {
    /// The id of the collection.
    pub collection: String,
    /// The names of its products that are used.
    pub products: Vec<String>,
    /// How many people need it, at least.
    pub fewest_people: Number,
    /// How many, at most.
    pub most_people: Number,
    /// What it costs the fewest people a year.
    pub least_cost: Quotient<Money>,
    /// What it costs the most.
    pub most_cost: Quotient<Money>,
    /// What a year of the same lines costs on Flex.
    pub flex_cost: Quotient<Money>,
    /// What subscriptions to each product cost; `None` where a price is unknown.
    pub subscription_cost: Option<Quotient<Money>>,
}

/// What it costs to hold each of these collections instead.
pub fn instead(bundles: &[Bundle], lines: &[Line], sub_discount: Percent) -> Vec<Instead> {
    bundles.iter().filter_map(|bundle| one(bundle, lines, sub_discount)).collect()
}

fn one(bundle: &Bundle, lines: &[Line], sub_discount: Percent) -> Option<Instead> {
    let is_of = |line: &&Line| bundle.products.contains(&line.item.as_str());
    let used: Vec<_> = lines.iter().filter(is_of).collect();
    let mut products: Vec<_> = used.iter().map(|line| line.name.clone()).collect();
    products.sort();
    products.dedup();
    if products.len() < 2 || used.iter().any(|line| line.users.is_none()) {
        return None;
    }
    let expected = used.iter().filter(|line| line.kind == LineKind::Use);
    let expected: Vec<_> = expected.filter_map(|line| line.users).collect();
    let observed = Number::from(bundle.observed);
    let fewest_people = expected.iter().copied().fold(observed, Number::max);
    let most_people = expected.into_iter().fold(observed, |sum, users| sum + users);
    let price = bundle.annual_price.discounted(sub_discount);
    let each = used.iter().map(|line| line.subscription_cost.as_ref());
    let on_flex = used.iter().map(|line| line.all_on_flex.as_ref());
    let flex_cost = on_flex.collect::<Option<Vec<_>>>()?.into_iter().sum();
    Some(Instead {
        collection: bundle.id.to_owned(),
        products,
        least_cost: (price * fewest_people).into(),
        most_cost: (price * most_people).into(),
        fewest_people,
        most_people,
        flex_cost,
        subscription_cost: each.collect::<Option<Vec<_>>>().map(|each| each.into_iter().sum()),
    })
}

/// How many people used something of each collection, by its id and products.
pub fn people_of<'a>(
    tallies: &[Tally],
    directory: &Directory,
    collections: impl Iterator<Item = (&'a str, Vec<&'a str>)>,
) -> BTreeMap<&'a str, u64> {
    let used = || tallies.iter().filter(|tally| tally.days_of_use > 0).map(|tally| tally.key.pair);
    let people = |products: &[&str]| {
        let of_it = used().filter(|pair| products.contains(&directory.item(*pair).id.as_str()));
        of_it.map(|pair| directory.pair(pair).person).collect::<BTreeSet<_>>().len() as u64
    };
    collections.map(|(id, products)| (id, people(&products))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(item: &str, kind: LineKind, users: Option<u64>, cost: u64) -> Line {
        Line {
            item: item.into(),
            name: item.to_uppercase(),
            kind,
            users: users.map(Number::from),
            days: None,
            quantity: None,
            months: None,
            free_quantity: None,
            tokens: Quotient::default(),
            tokens_a_year: Quotient::default(),
            cost: Quotient::default(),
            all_on_flex: Some(cost.into()),
            cost_a_year: cost.into(),
            subscription_cost: Some(1000.into()),
            cheaper: None,
            times_subscription: None,
        }
    }

    fn aec(observed: u64) -> [Bundle<'static>; 1] {
        let products = vec!["revit", "autocad"];
        [Bundle { id: "aec", products, annual_price: 3675.into(), observed }]
    }

    #[test]
    fn people_are_as_few_as_the_largest_line_and_as_many_as_all() {
        let lines = [
            line("revit", LineKind::Use, Some(5), 300),
            line("autocad", LineKind::Use, Some(2), 70),
            line("maya", LineKind::Use, Some(9), 1),
        ];
        let found = &instead(&aec(0), &lines, 0.into())[0];
        assert_eq!((found.fewest_people, found.most_people), (5.into(), 7.into()));
        // 5 × 3,675 = 18,375 and 7 × 3,675 = 25,725, beside 370 on Flex and 2,000 for each
        assert_eq!((&found.least_cost, &found.most_cost), (&18_375.into(), &25_725.into()));
        assert_eq!((&found.flex_cost, &found.subscription_cost), (&370.into(), &Some(2000.into())));
        assert_eq!(found.products, ["AUTOCAD", "REVIT"]);
    }

    #[test]
    fn people_observed_are_known_and_one_product_needs_no_collection() {
        let observed = |item| line(item, LineKind::Observed, Some(2), 10);
        let lines = [observed("revit"), observed("autocad")];
        let found = &instead(&aec(3), &lines, 0.into())[0];
        assert_eq!((found.fewest_people, found.most_people), (3.into(), 3.into()));
        assert!(instead(&aec(2), &lines[..1], 0.into()).is_empty());
        let unknown = [observed("revit"), line("autocad", LineKind::Observed, None, 10)];
        assert!(instead(&aec(2), &unknown, 0.into()).is_empty());
    }
}
