//! Who gets what, person by person and product by product?
//!
//! ```text
//! tokens = days a year × tokens a day, of what nothing held covers
//! ```
//!
//! Example: Dan holds a collection for 3,600.00 and uses Revit and AutoCAD: Revit's row has the
//! price, AutoCAD's has none, and neither takes tokens.
//!
//! Edges: a price stands on the first row that it covers, so that prices add up. What is held and
//! covers nothing that is used has no row.

use crate::engine::plan::mix::offers::{Held, Offers, money};
use crate::engine::plan::people::People;
use crate::model::{Days, Money, Quotient, Tokens};

/// What one person's use of one product is covered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The place of the person.
    pub person: usize,
    /// The place of the product.
    pub product: usize,
    /// Days of use a year.
    pub days: Quotient<Days>,
    /// What covers it; `None`: Flex.
    pub held: Option<Held>,
    /// What that costs a year; `None` on Flex, and where a row before has it.
    pub annual_price: Option<Quotient<Money>>,
    /// The tokens that it takes.
    pub tokens: Quotient<Tokens>,
}

/// Every use and what covers it, by person and product.
pub fn assignment(people: &People, held: &[Vec<Held>], offers: &Offers) -> Vec<Assigned> {
    let mut rows = Vec::new();
    for (person, (needs, mine)) in people.needs.iter().zip(held).enumerate() {
        let mut priced = Vec::new();
        for need in needs {
            let cover = mine.iter().copied().find(|one| offers.covers(*one, need.product));
            let is_first = cover.filter(|one| !priced.contains(one));
            priced.extend(is_first);
            let on_flex = if cover.is_some() { 0 } else { need.micro_on_flex() };
            rows.push(Assigned {
                person,
                product: need.product,
                days: people.parts.days(need.days),
                held: cover,
                annual_price: is_first.map(|one| money(offers.micro_cost(&[one]))),
                tokens: people.parts.tokens(on_flex),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{CollectionOffer, ProductOffer};

    #[test]
    fn a_price_stands_on_the_first_row_that_it_covers() {
        let product = |rate: u64| ProductOffer {
            id: String::new(),
            micro_rate: Some(rate * 1_000_000),
            micro_price: None,
        };
        let collection =
            CollectionOffer { id: "aec".into(), products: vec![0, 1], micro_price: 3_600_000_000 };
        let offers = Offers {
            products: vec![product(10), product(7), product(2)],
            collections: vec![collection],
        };
        let needs = [(0, 120), (1, 20), (2, 5)];
        let people = People {
            needs: vec![needs.map(|(product, days)| offers.need(product, days)).into()],
            ..People::default()
        };
        let rows = assignment(&people, &[vec![Held::Collection(0)]], &offers);
        let figures: Vec<_> =
            rows.into_iter().map(|row| (row.held, row.annual_price, row.tokens)).collect();
        let aec = Some(Held::Collection(0));
        // 5 × 2 tokens for what the collection does not have
        let expected =
            [(aec, Some(3600.into()), 0.into()), (aec, None, 0.into()), (None, None, 10.into())];
        assert_eq!(figures, expected);
    }
}
