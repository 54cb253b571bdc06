use std::num::NonZeroU64;

use super::*;
use crate::model::Partial;

fn service(tokens: &str, per: u64, partial: Partial) -> Service {
    Service {
        per: NonZeroU64::new(per).unwrap(),
        partial,
        ..Service::new("service", tokens.parse().unwrap(), "photo")
    }
}

fn terms() -> TokenTerms {
    crate::engine::testing::terms()
}

#[test]
fn thirds_of_tokens_add_up_without_a_remainder() {
    // 3 × (2 × 600 ÷ 3600) = 3 × ⅓ = 1 token: the purchase is the minimum, and the cost
    // 3.00 exactly
    let hour = service("2", 3600, Partial::Exact);
    let third = Item::Result { service: &hour, quantity: Quantity::in_all(600) };
    let terms = terms();
    let bill = cost(&CostInput {
        items: &[third.clone(), third.clone(), third],
        sub_discount: 0.into(),
        token_price: None,
        terms: &terms,
    });
    assert_eq!((bill.tokens, bill.cost, bill.purchase.tokens), (1.into(), 3.into(), 1.into()));
}

/// Two people who are expected to use the product.
fn expected(product: &Product, annual_price: Option<u64>) -> Item<'_> {
    Item::Use {
        product,
        tokens_per_day: 10.into(),
        days: 40.into(),
        users: 2.into(),
        annual_price: annual_price.map(Money::from),
    }
}

/// Two people on the product for a fifth of a year.
fn observed(annual_price: Option<u64>) -> Item<'static> {
    Item::Observed {
        id: "revit".into(),
        name: "Revit".into(),
        product: None,
        users: Some(2.into()),
        days_of_use: Some(9.into()),
        tokens: 90.into(),
        on_flex: Some(90.into()),
        kind: LineKind::Observed,
        span: Span::of_days("2026-01-01".parse().unwrap(), "2026-03-15".parse().unwrap()).unwrap(),
        annual_price: annual_price.map(Money::from),
    }
}

#[test]
fn the_total_of_subscriptions_has_every_line_of_people_or_is_unknown() {
    let product =
        Product { name: "Revit".into(), tokens_per_day: Some(10.into()), ..Product::new("revit") };
    let photos = service("1", 50, Partial::Up);
    let result = Item::Result { service: &photos, quantity: Quantity::in_all(30) };
    let expected = |price| expected(&product, price);
    let total = |items: &[Item]| {
        let terms = terms();
        let input = CostInput { items, sub_discount: 0.into(), token_price: None, terms: &terms };
        cost(&input).subscription_cost
    };
    // 2 × 1,000 expected and 2 × 1,000 observed, whole years both; a result counts nothing,
    // observed or not
    let seen = match observed(None) {
        Item::Observed { id, name, product, users, days_of_use, tokens, on_flex, span, .. } => {
            let (kind, annual_price) = (LineKind::Result, None);
            Item::Observed {
                id,
                name,
                product,
                users,
                days_of_use,
                tokens,
                on_flex,
                span,
                kind,
                annual_price,
            }
        }
        other => other,
    };
    let known = [expected(Some(1000)), observed(Some(1000)), result.clone(), seen];
    assert_eq!(total(&known), Some(4000.into()));
    assert_eq!(total(&[observed(Some(1000))]), Some(2000.into()));
    assert_eq!(total(&[expected(Some(1000)), observed(None)]), None);
    assert_eq!(total(&[expected(None), observed(Some(1000))]), None);
    assert_eq!(total(&[result]), None);
}

#[test]
fn a_part_of_a_year_is_brought_to_a_year_beside_the_subscription_of_one() {
    // 90 tokens in 73 days: 90 × 3 = 270.00; a year like that 450 × 3 = 1,350.00, less than two
    // subscriptions at 1,000.00, of which nobody sells a fifth
    let terms = terms();
    let items = [observed(Some(1000))];
    let input =
        CostInput { items: &items, sub_discount: 0.into(), token_price: None, terms: &terms };
    let bill = cost(&input);
    assert_eq!((bill.tokens, bill.cost), (90.into(), 270.into()));
    assert_eq!((bill.tokens_a_year, bill.cost_a_year), (450.into(), 1350.into()));
    assert_eq!((bill.tokens_needed, bill.purchase.tokens), (450.into(), 450.into()));
    assert_eq!(bill.lines[0].cheaper, Some(Cheaper::Flex));
    assert_eq!(bill.lines[0].times_subscription, Quotient::from(1350).over(2000));
}
