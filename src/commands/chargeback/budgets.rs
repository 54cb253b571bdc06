//! The budgets of a bill.

use super::super::budgets::budget_uses;
use super::super::usage::Used;
use crate::engine::budget::BudgetUse;
use crate::engine::charge::MicroRates;
use crate::model::{Estate, TokenPrice};

/// What has been used of each budget on the last day of the bill.
pub(super) fn uses(
    estate: Option<&Estate>,
    used: &Used,
    rates: &MicroRates,
    last: i32,
    token_price: &TokenPrice,
) -> Vec<BudgetUse> {
    let known_from = used.replayed.seen.map(|(first, _)| first.day());
    budget_uses(estate, used, rates, last, known_from, token_price)
}
