//! How much is used by whom who uses little, much, or what lies between?
//!
//! ```text
//! occasional: fewer days a year than the one bound; power: more than the other; the edge: between
//!     them
//! ```
//!
//! Example, bounds 80 and 120, Revit at 10 × 3.00: 79 days are occasional use, 80 and 120 the
//! edge, 121 power use; the edge's 200 days take 2,000 tokens, 6,000.00 on Flex.
//!
//! Edges: each use of a product counts once, so that a person may be in several. Tokens are those
//! of Flex, whatever is held, without the buffer; what has no rate takes none.

use crate::engine::plan::advice::AdviceInput;
use crate::engine::plan::mix::offers::{Held, Need};
use crate::model::{Days, Money, Quotient, Tokens};

/// The days a year that tell little from much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Fewer are occasional use.
    pub occasional: u32,
    /// More are power use.
    pub power: u32,
}

/// How much is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intensity {
    /// Little.
    Occasional,
    /// Between the bounds.
    Edge,
    /// Much.
    Power,
}

impl Intensity {
    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Occasional => "occasional",
            Self::Edge => "edge",
            Self::Power => "power",
        }
    }
}

/// All that is used so much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// How much.
    pub intensity: Intensity,
    /// From so many days a year.
    pub from: u32,
    /// Up to fewer than so many; `None`: any.
    pub until: Option<u32>,
    /// People who use a product that much, once for each product.
    pub uses: u64,
    /// Their days of use.
    pub days: Quotient<Days>,
    /// The tokens that they would take on Flex, with no buffer.
    pub tokens: Quotient<Tokens>,
    /// What the tokens would cost.
    pub flex_cost: Quotient<Money>,
    /// How many of them the cheapest mix covers by a subscription or a collection.
    pub subscribed: u64,
    /// How many of them it leaves on Flex.
    pub on_flex: u64,
}

impl Segment {
    /// The most days a year; `None`: any.
    pub fn most_days(&self) -> Option<u32> {
        self.until.map(|until| until.saturating_sub(1))
    }
}

/// The uses below the bounds, between them and above them.
pub fn segments(input: &AdviceInput, bounds: Bounds) -> [Segment; 3] {
    let Bounds { occasional, power } = bounds;
    [
        (Intensity::Occasional, 0, Some(occasional)),
        (Intensity::Edge, occasional, Some(power.saturating_add(1))),
        (Intensity::Power, power.saturating_add(1), None),
    ]
    .map(|(intensity, from, until)| segment(input, intensity, from, until))
}

fn segment(input: &AdviceInput, intensity: Intensity, from: u32, until: Option<u32>) -> Segment {
    let at = |days: u32| u128::from(days) * input.parts.count();
    let is_within =
        |need: &Need| at(from) <= need.days && until.is_none_or(|until| need.days < at(until));
    let uses = || {
        let people = input.people.iter().zip(input.after);
        let all = people.flat_map(|(needs, held)| needs.iter().map(move |need| (need, held)));
        all.filter(|(need, _)| is_within(need))
    };
    let is_subscribed =
        |(need, held): &(&Need, &Vec<Held>)| input.offers.is_covered(held, need.product);
    let tokens = input.parts.tokens(uses().map(|(need, _)| need.micro_on_flex()).sum());
    let (all, subscribed) = (uses().count() as u64, uses().filter(is_subscribed).count() as u64);
    Segment {
        intensity,
        from,
        until,
        uses: all,
        days: input.parts.days(uses().map(|(need, _)| need.days).sum()),
        flex_cost: &tokens * input.token_price,
        tokens,
        subscribed,
        on_flex: all - subscribed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{Offers, ProductOffer};
    use crate::engine::plan::parts::Parts;

    #[test]
    fn a_use_falls_into_the_segment_of_its_days() {
        let revit = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        let offers = Offers { products: vec![revit], collections: vec![] };
        let people: Vec<_> = [79, 80, 120, 121].map(|days| vec![offers.need(0, days)]).into();
        let after = [vec![], vec![], vec![Held::Product(0)], vec![Held::Product(0)]];
        let input = AdviceInput {
            people: &people,
            before: &after,
            after: &after,
            offers: &offers,
            token_price: 3.into(),
            buffer: 15.into(),
            parts: Parts::WHOLE,
        };
        let found = segments(&input, Bounds { occasional: 80, power: 120 });
        let counts = found.clone().map(|one| (one.uses, one.days, one.subscribed, one.on_flex));
        assert_eq!(counts, [(1, 79.into(), 0, 1), (2, 200.into(), 1, 1), (1, 121.into(), 1, 0)]);
        assert_eq!(
            found.clone().map(|one| (one.from, one.until)),
            [(0, Some(80)), (80, Some(121)), (121, None)]
        );
        assert_eq!(found.each_ref().map(Segment::most_days), [Some(79), Some(120), None]);
        // × 10 tokens, × 3.00, without the buffer
        let costs = found.map(|one| (one.tokens, one.flex_cost));
        let expected = [(790, 2370), (2000, 6000), (1210, 3630)];
        assert_eq!(costs, expected.map(|(tokens, cost)| (tokens.into(), cost.into())));
    }

    #[test]
    fn with_both_bounds_at_one_day_nothing_is_occasional() {
        let input = AdviceInput {
            people: &[vec![Offers::default().need(0, 1)]],
            before: &[vec![]],
            after: &[vec![]],
            offers: &Offers::default(),
            token_price: 3.into(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        let found = segments(&input, Bounds { occasional: 1, power: 1 });
        assert_eq!(found.map(|one| one.uses), [0, 1, 0]);
    }
}
