//! `--what-if`: which prices are tried.

use std::str::FromStr;

use serde::Serialize;

use super::super::several::{Several, discounts, token_prices};
use crate::engine::plan::PlanInput;
use crate::engine::plan::what_if::WhatIfInput;
use crate::model::{Percent, TokenPrice};
use crate::report::price::odd_discount;

/// The most pairs of a discount and a price that are worked out.
const MOST: usize = 400;

/// Discounts on subscriptions and prices of a token.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct WhatIf {
    sub_discount: Several<Percent>,
    token_price: Several<TokenPrice>,
}

impl FromStr for WhatIf {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut what_if = Self::default();
        for (key, amounts) in by_key(text)? {
            match key.as_str() {
                "sub-discount" => {
                    let more =
                        discounts(&amounts).map_err(|rule| format!("sub-discount {rule}"))?;
                    what_if.sub_discount.0.extend(more.0);
                }
                "token-price" => {
                    let more =
                        token_prices(&amounts).map_err(|rule| format!("token-price {rule}"))?;
                    what_if.token_price.0.extend(more.0);
                }
                other => return Err(format!("`{other}` is neither sub-discount nor token-price")),
            }
        }
        let (discounts, prices) = (&what_if.sub_discount.0, &what_if.token_price.0);
        let pairs = discounts.len().max(1) * prices.len().max(1);
        if pairs > MOST {
            Err(format!("must be at most {MOST} pairs, found {pairs}"))
        } else {
            Ok(what_if)
        }
    }
}

/// `a=1,2,b=3` is `1,2` of `a` and `3` of `b`: amounts have commas too.
fn by_key(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut by_key: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        match (part.split_once('='), by_key.last_mut()) {
            (Some((key, amounts)), _) => {
                by_key.push((key.trim().to_owned(), amounts.trim().to_owned()));
            }
            (None, Some((_, amounts))) => {
                amounts.push(',');
                amounts.push_str(part);
            }
            (None, None) => {
                return Err("must be amounts such as sub-discount=0..30/10,token-price=2.4,2.7,3"
                    .to_owned());
            }
        }
    }
    Ok(by_key)
}

impl WhatIf {
    /// What is tried, beside the plan at today's prices.
    pub(super) fn input<'a>(&'a self, plan: PlanInput<'a>) -> WhatIfInput<'a> {
        WhatIfInput { plan, sub_discounts: &self.sub_discount.0, token_prices: &self.token_price.0 }
    }

    /// What to ask of discounts that were perhaps meant otherwise.
    pub(super) fn questions(&self) -> Vec<String> {
        self.sub_discount.0.iter().filter_map(|discount| odd_discount(*discount)).collect()
    }
}
