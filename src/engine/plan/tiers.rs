//! Which purchases does the search choose from?
//!
//! ```text
//! a piece = a tier from its smallest purchase on, up to where a dearer tier begins
//! ```
//!
//! Example: at least 100, tiers from 50 at 3.00, 5,000 at 2.85 and 8,000 at 2.90: from 100 at 3.00
//! and from 5,000 at 2.85, the latter up to 7,999; from 8,000 at 2.90.
//!
//! Edges: a tier below the minimum purchase prices it, and begins there. A cheaper tier ends none
//! before it: who buys more may pay less in all, and who buys less pays the price before. Prices
//! are whole millionths; larger or finer ones are refused.

use crate::engine::plan::NoPlan;
use crate::engine::plan::mix::problem::{Piece, Pieces};
use crate::model::{TokenTerms, Tokens, Unit};

/// The tiers as the search knows them.
pub(super) fn pieces(terms: &TokenTerms) -> Result<Pieces, NoPlan> {
    let tier = |from: Tokens| {
        let price = terms.price_of(from).price.millionths();
        let from = from.ceil().to_u64();
        from.zip(price).ok_or(NoPlan::TooLarge)
    };
    let tiers = terms.smallest_purchases().map(tier).collect::<Result<Vec<_>, _>>()?;
    let piece = |(place, (from, price)): (usize, &(u64, u64))| {
        let dearer = tiers.iter().skip(place + 1).find(|(_, other)| other > price);
        Piece { from: (*from).max(1), to: dearer.map(|(next, _)| next - 1), price: *price }
    };
    let mut before: Vec<_> = tiers.iter().enumerate().map(piece).collect();
    // The minimum purchase is always there, so that there is a last one.
    let last = before.pop().ok_or(NoPlan::TooLarge)?;
    Ok(Pieces { before, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    fn found(
        minimum: &str,
        tiers: &[(&str, &str)],
    ) -> Result<Vec<(u64, Option<u64>, u64)>, NoPlan> {
        let tier = |(from, price): &(&str, &str)| Tier {
            from: from.parse().unwrap(),
            price: Some(price.parse().unwrap()),
        };
        let terms = TokenTerms {
            list_price: 4.into(),
            minimum_purchase: minimum.parse().unwrap(),
            term_days: 365,
            grace_minutes: 5,
            tiers: tiers.iter().map(tier).collect(),
            source: None,
            note: None,
        };
        let pieces = pieces(&terms)?;
        Ok(pieces.iter().map(|one| (one.from, one.to, one.price)).collect())
    }

    #[test]
    fn a_tier_ends_where_a_dearer_one_begins() {
        let tiers = [("50", "3"), ("5000", "2.85"), ("8000", "2.90")];
        let expected =
            [(100, None, 3_000_000), (5000, Some(7999), 2_850_000), (8000, None, 2_900_000)];
        assert_eq!(found("100", &tiers).unwrap(), expected);
        assert_eq!(found("33", &[]).unwrap(), [(33, None, 4_000_000)]);
        // one that begins with the minimum is it
        assert_eq!(found("100", &[("100", "3")]).unwrap(), [(100, None, 3_000_000)]);
        assert_eq!(found("0", &[]).unwrap(), [(1, None, 4_000_000)]);
    }
}
