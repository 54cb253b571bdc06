//! `--what-if`: which prices are tried.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::engine::plan::PlanInput;
use crate::engine::plan::what_if::WhatIfInput;
use crate::model::{Limits, Percent, TokenPrice, Unit, decimal_from};

/// The most pairs of a discount and a price that are worked out.
const MOST: usize = 400;

/// Discounts on subscriptions and prices of a token.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct WhatIf {
    sub_discount: Vec<Percent>,
    token_price: Vec<TokenPrice>,
}

impl FromStr for WhatIf {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut what_if = Self::default();
        for part in text.split(',') {
            let wrong =
                || "must be ranges such as sub-discount=0..30/10,token-price=2.4..3/0.1".to_owned();
            let (key, range) = part.split_once('=').ok_or_else(wrong)?;
            let numbers = numbers(range).ok_or_else(wrong)?;
            match key.trim() {
                "sub-discount" => {
                    for number in &numbers {
                        Limits::DISCOUNT
                            .check(*number)
                            .map_err(|refused| format!("sub-discount {refused}"))?;
                    }
                    what_if.sub_discount = numbers.into_iter().map(Percent::new).collect();
                }
                "token-price" => {
                    for number in &numbers {
                        Limits::TOKEN_PRICE
                            .check(*number)
                            .map_err(|refused| format!("token-price {refused}"))?;
                    }
                    what_if.token_price = numbers.into_iter().map(TokenPrice::new).collect();
                }
                other => return Err(format!("`{other}` is neither sub-discount nor token-price")),
            }
        }
        let pairs = what_if.sub_discount.len().max(1) * what_if.token_price.len().max(1);
        if pairs > MOST {
            Err(format!("must be at most {MOST} pairs, found {pairs}"))
        } else {
            Ok(what_if)
        }
    }
}

/// `0..30/10` is 0, 10, 20, 30; a single number is itself.
fn numbers(range: &str) -> Option<Vec<Decimal>> {
    let Some((from, rest)) = range.split_once("..") else {
        return Some(vec![decimal_from(range.trim()).ok()?]);
    };
    let (to, step) = rest.split_once('/')?;
    let read = |text: &str| decimal_from(text.trim().trim_end_matches('%')).ok();
    let (from, to, step) = (read(from)?, read(to)?, read(step)?);
    if step <= Decimal::ZERO || to < from {
        return None;
    }
    let (mut numbers, mut next) = (Vec::new(), from);
    while next <= to && numbers.len() <= MOST {
        numbers.push(next);
        next = next.checked_add(step)?;
    }
    Some(numbers)
}

impl WhatIf {
    /// What is tried, beside the plan at today's prices.
    pub(super) fn input<'a>(&'a self, plan: PlanInput<'a>) -> WhatIfInput<'a> {
        WhatIfInput { plan, sub_discounts: &self.sub_discount, token_prices: &self.token_price }
    }
}
