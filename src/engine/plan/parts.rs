//! In which whole numbers is a year counted, so that nothing is rounded but what is bought?
//!
//! ```text
//! a year = what the period saw × 365 ÷ its days, counted in parts of which `parts` are one
//! parts = the least number in which every such year is whole
//! ```
//!
//! Example: 1 day of Revit in 273 days is 365 ÷ 273 days a year: 365 parts, of which 273 are a
//! day. Two people with one such day each take 10 × 730 ÷ 273 = 26.74 tokens, not 40.
//!
//! Edges: whoever came in the period is brought to a year from that day, so that there may be many
//! periods. Where the parts would be too many, 10¹² to a day, theirs are rounded up to a
//! millionth of the period's parts. Amounts too large for the search's whole numbers are refused.

use std::num::NonZeroU64;

use crate::engine::divisor::common_divisor;
use crate::engine::year::Span;
use crate::model::{Days, Quotient, Tokens};

/// The most parts of a day that the search's whole numbers have room for.
const MOST: u128 = 1_000_000_000_000;
/// Into how many parts those of the period are split where periods have too little in common.
const FINER: u64 = 1_000_000;

/// Into how many parts a day, and a millionth of a token, are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(NonZeroU64);

impl Default for Parts {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl Parts {
    /// Days and millionths are whole.
    pub const WHOLE: Self = Self(NonZeroU64::MIN);

    /// So many.
    pub fn new(count: NonZeroU64) -> Self {
        Self(count)
    }

    /// The fewest in which a year of `period`, and of each of `others`, is whole.
    pub(super) fn of<'s>(period: &Span, others: impl Iterator<Item = &'s Span>) -> Self {
        let of_period = period.a_year_in_whole_numbers().1;
        let common = others.map(|span| span.a_year_in_whole_numbers().1).try_fold(
            u128::from(of_period.get()),
            |common, parts| {
                let parts = u128::from(parts.get());
                let both = common / common_divisor(common, parts) * parts;
                (both <= MOST).then_some(both)
            },
        );
        let common = common.and_then(|common| u64::try_from(common).ok()).and_then(NonZeroU64::new);
        let finer = || of_period.saturating_mul(NonZeroU64::new(FINER).unwrap_or(of_period));
        Self(common.unwrap_or_else(finer))
    }

    /// An amount of the days of `span`, brought to a year; `None` where it is too large.
    pub(super) fn a_year(self, amount: u128, span: &Span) -> Option<u128> {
        let (times, over) = span.a_year_in_whole_numbers();
        let parts = amount.checked_mul(u128::from(times))?.checked_mul(self.count())?;
        Some(parts.div_ceil(u128::from(over.get())))
    }

    /// So many parts of days.
    pub fn days(self, parts: u128) -> Quotient<Days> {
        Quotient::whole(parts).shared(self.0)
    }

    /// So many parts of millionths of a token.
    pub fn tokens(self, micro: u128) -> Quotient<Tokens> {
        Quotient::millionths(micro).shared(self.0)
    }

    /// How many are one.
    pub fn count(self) -> u128 {
        self.0.get().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(days: u64) -> Span {
        let from: chrono::NaiveDate = "2026-01-01".parse().unwrap();
        Span::of_days(from, from + chrono::Days::new(days)).unwrap()
    }

    fn parts(days: u64, others: &[u64]) -> Parts {
        let others: Vec<_> = others.iter().map(|days| span(*days)).collect();
        Parts::of(&span(days), others.iter())
    }

    #[test]
    fn a_year_is_whole_in_the_fewest_parts() {
        // 365 ÷ 365; 365 ÷ 273 has no common divisor; 365 ÷ 73 = 5; 273 and 90 have 3 in common
        let found = [parts(365, &[]), parts(273, &[]), parts(73, &[]), parts(273, &[90])];
        // 365 ÷ 90 = 73 ÷ 18, and 273 × 18 ÷ 3
        assert_eq!(found.map(Parts::count), [1, 273, 1, 1638]);
        let of = parts(273, &[90]);
        assert_eq!(of.days(of.a_year(1, &span(90)).unwrap()), Quotient::from(73).over(18).unwrap());
        assert_eq!(of.a_year(u128::MAX, &span(90)), None);
    }

    #[test]
    fn where_periods_have_too_little_in_common_theirs_are_rounded_up_to_a_millionth() {
        let primes = [101, 103, 107, 109, 113, 127, 131];
        let of = parts(97, &primes);
        assert_eq!(of.count(), 97_000_000);
        let exactly = |days| Quotient::from(365).over(days).unwrap();
        // the period's own is exact, whoever's is not is at most a part too large
        assert_eq!(of.days(of.a_year(1, &span(97)).unwrap()), exactly(97));
        let error = of.days(of.a_year(1, &span(101)).unwrap()) - exactly(101);
        assert!(!error.is_negative() && error < Quotient::millionths(1));
    }
}
