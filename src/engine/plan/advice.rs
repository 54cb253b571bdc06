//! Who should change what, what does it save, and when does the advice turn?
//!
//! ```text
//! cost of what a person holds = annual prices + tokens × (100 + buffer) ÷ 100 × price of a
//!     token
//! the advice turns at the price of a token = (annual prices after − before) ÷ (tokens before
//!     − after), with the buffer
//! ```
//!
//! Example: Revit on 120 days: subscribed 2,985.00, on Flex 1,200 tokens at 3.00, 3,600.00 without
//! a buffer. To subscribe saves 615.00; at 2,985 ÷ 1,200 = 2.4875 a token the two cost the same.
//!
//! Edges: a change that takes as many tokens as before turns at no price of a token. A change is a
//! close call where that price is within 10 % of the one paid. A seat that nobody used saves all of
//! its price. What a seat without a known price saves is not known.

use std::cmp::{Ordering, Reverse};

use crate::engine::plan::mix::offers::{Held, Need, Offers};
use crate::engine::plan::parts::Parts;
use crate::engine::plan::turn::{Turn, Year};
use crate::model::{Days, Money, Percent, Quotient, TokenPrice};

/// What becomes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// A seat that nobody used is given up.
    DropSeat,
    /// From a subscription to Flex.
    SeatToFlex,
    /// From Flex to a subscription.
    FlexToSeat,
    /// Into a collection.
    IntoCollection,
    /// Out of a collection.
    OutOfCollection,
    /// From one subscription to another.
    OtherSeat,
}

impl Move {
    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::DropSeat => "drop_seat",
            Self::SeatToFlex => "seat_to_flex",
            Self::FlexToSeat => "flex_to_seat",
            Self::IntoCollection => "into_collection",
            Self::OutOfCollection => "out_of_collection",
            Self::OtherSeat => "other_seat",
        }
    }
}

/// A change that the cheapest mix advises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place of the person.
    pub person: usize,
    /// What becomes of the person.
    pub kind: Move,
    /// What is held now.
    pub before: Vec<Held>,
    /// What would be.
    pub after: Vec<Held>,
    /// Days of use a year of the products that it is about.
    pub days: Quotient<Days>,
    /// What the person costs now; `None` where something held has no price, or something
    /// used neither seat nor rate.
    pub cost_before: Option<Quotient<Money>>,
    /// What the person would cost.
    pub cost_after: Quotient<Money>,
    /// The price of a token at which both cost the same.
    pub flips_at: Option<Quotient<TokenPrice>>,
    /// What the subscriptions that change hands would have to cost together a year, for both to
    /// cost the same.
    pub flips_at_annual_price: Option<Quotient<Money>>,
    /// The days of use a year at which both cost the same; `None` where tokens do not change.
    pub break_even_days: Option<Quotient<Days>>,
    /// Whether the price of a token, or that of the subscriptions, is within 10 % of where the
    /// advice turns.
    pub is_close: bool,
}

impl Change {
    /// What the change saves a year; `None` where it is not known what is paid now.
    pub fn saving(&self) -> Option<Quotient<Money>> {
        self.cost_before.as_ref().map(|before| before - &self.cost_after)
    }
}

/// What advice rests on.
pub struct AdviceInput<'a> {
    /// What each person uses.
    pub people: &'a [Vec<Need>],
    /// What each person holds.
    pub before: &'a [Vec<Held>],
    /// What each person would hold.
    pub after: &'a [Vec<Held>],
    /// What can be held and used.
    pub offers: &'a Offers,
    /// What a token costs.
    pub token_price: TokenPrice,
    /// What is added to tokens.
    pub buffer: Percent,
    /// The parts in which days and tokens of a year are counted.
    pub parts: Parts,
}

/// Every change, the largest saving first, then by person.
pub fn changes(input: &AdviceInput) -> Vec<Change> {
    let pairs = input
        .before
        .iter()
        .zip(input.after)
        .enumerate()
        .filter(|(_, (before, after))| before != after);
    let mut changes: Vec<_> = pairs
        .filter_map(|(person, (before, after))| change(input, person, before, after))
        .collect();
    changes.sort_by_cached_key(|change| (Reverse(change.saving()), change.person));
    changes
}

fn change(input: &AdviceInput, person: usize, before: &[Held], after: &[Held]) -> Option<Change> {
    let needs = input.people.get(person)?;
    let (now, then) = (Year::new(input, needs, before), Year::new(input, needs, after));
    // A seat without a price costs something, and so does what Flex has no rate for: how much, and
    // so what a change saves, is not known.
    let is_known = input.offers.is_known(before, needs);
    let turn = Turn::new(input, &now, &then).filter(|_| is_known);
    let is_covered = |held, need: &&Need| input.offers.is_covered(held, need.product);
    let changed = needs.iter().filter(|need| is_covered(before, need) != is_covered(after, need));
    let days = input.parts.days(changed.map(|need| need.days).sum());
    Some(Change {
        person,
        kind: kind(before, after, &now, &then),
        before: before.to_vec(),
        after: after.to_vec(),
        cost_before: is_known.then(|| now.cost(input.token_price)),
        cost_after: then.cost(input.token_price),
        break_even_days: turn.as_ref().and_then(|turn| turn.break_even_days(input, &days)),
        is_close: turn.as_ref().is_some_and(|turn| turn.is_close(input.token_price)),
        flips_at_annual_price: turn.as_ref().map(|turn| turn.token_cost.clone()),
        flips_at: turn.map(|turn| turn.token_price),
        days,
    })
}

fn kind(before: &[Held], after: &[Held], now: &Year, then: &Year) -> Move {
    let has_new = |these: &[Held], others: &[Held]| {
        let mut collections = these.iter().filter(|one| matches!(one, Held::Collection(_)));
        collections.any(|one| !others.contains(one))
    };
    // The two differ, so that something is given up where nothing comes.
    let drops = after.iter().all(|one| before.contains(one));
    if drops && now.tokens == then.tokens {
        Move::DropSeat
    } else if has_new(after, before) {
        Move::IntoCollection
    } else if has_new(before, after) {
        Move::OutOfCollection
    } else {
        match then.tokens.cmp(&now.tokens) {
            Ordering::Greater => Move::SeatToFlex,
            Ordering::Less => Move::FlexToSeat,
            Ordering::Equal => Move::OtherSeat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::{CollectionOffer, ProductOffer};
    use crate::model::Unit;

    fn offers() -> Offers {
        let revit = ProductOffer {
            id: "revit".into(),
            micro_rate: Some(10_000_000),
            micro_price: Some(2_985_000_000),
        };
        Offers { products: vec![revit], collections: vec![] }
    }

    #[test]
    fn a_change_says_what_it_saves_and_when_it_turns() {
        let (people, held) = (vec![vec![offers().need(0, 120)]], vec![vec![Held::Product(0)]]);
        let input = AdviceInput {
            people: &people,
            before: &[vec![]],
            after: &held,
            offers: &offers(),
            token_price: 3.into(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        let change = changes(&input).remove(0);
        // 1,200 × 3.00 − 2,985; 2,985 ÷ 1,200; 17 % off is no close call
        assert_eq!((change.kind, change.saving()), (Move::FlexToSeat, Some(615.into())));
        assert_eq!(
            (change.flips_at.unwrap().to_string().as_str(), change.is_close),
            ("2.4875", false)
        );
        assert_eq!(
            (change.flips_at_annual_price, change.break_even_days),
            (Some(3600.into()), Quotient::from(199).over(2))
        );
        let close = AdviceInput { token_price: "2.75".parse().unwrap(), ..input };
        // 2.75 − 2.4875 = 0.2625, less than 0.275
        assert!(changes(&close)[0].is_close);
    }

    /// What becomes of a person with so many days of Revit, at 3.00 a token, and whether it is a
    /// close call.
    fn one(days: u32, before: &[Held], after: &[Held], price: &str) -> Option<(Move, bool)> {
        let collection =
            |micro_price| CollectionOffer { id: String::new(), products: vec![0], micro_price };
        let collections = vec![collection(3_000_000_000), collection(2_500_000_000)];
        let input = AdviceInput {
            people: &[vec![offers().need(0, days)]],
            before: &[before.to_vec()],
            after: &[after.to_vec()],
            offers: &Offers { collections, ..offers() },
            token_price: price.parse().unwrap(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        changes(&input).first().map(|change| (change.kind, change.is_close))
    }

    #[test]
    fn a_change_is_called_by_what_becomes_of_the_person() {
        let (seat, aec, pdm) = (Held::Product(0), Held::Collection(0), Held::Collection(1));
        let kind = |days, before: &[Held], after: &[Held]| {
            one(days, before, after, "3").map(|(kind, _)| kind)
        };
        assert_eq!(kind(10, &[seat], &[seat]), None);
        assert_eq!(kind(0, &[seat], &[]), Some(Move::DropSeat));
        assert_eq!(kind(10, &[seat], &[]), Some(Move::SeatToFlex));
        assert_eq!(kind(10, &[], &[seat]), Some(Move::FlexToSeat));
        assert_eq!(kind(10, &[seat, aec], &[aec]), Some(Move::DropSeat));
        assert_eq!(kind(10, &[seat], &[aec]), Some(Move::IntoCollection));
        assert_eq!(kind(10, &[aec], &[pdm]), Some(Move::IntoCollection));
        assert_eq!(kind(10, &[aec], &[]), Some(Move::OutOfCollection));
        assert_eq!(kind(10, &[seat], &[Held::Product(1)]), Some(Move::SeatToFlex));
        assert_eq!(kind(0, &[seat], &[Held::Product(1)]), Some(Move::OtherSeat));
    }

    #[test]
    fn a_close_call_is_within_a_tenth_of_the_turn() {
        let is_close = |price: &str| one(100, &[], &[Held::Product(0)], price).unwrap().1;
        // 1,000 tokens for 2,985.00 turn at 2.985. Within a tenth of the price paid: 10 × |2.985
        // − p| ≤ p from 2.71363… to 3.31666…; of the seat: 10 × |1,000 p − 2,985| ≤
        // 2,985 from 2.6865 to 3.2835
        assert_eq!(
            ["2.6864", "2.6865", "3.3166", "3.3167"].map(is_close),
            [false, true, true, false]
        );
    }

    #[test]
    fn a_change_that_takes_more_tokens_and_dearer_seats_turns_nowhere() {
        let input = AdviceInput {
            people: &[vec![offers().need(0, 10)]],
            before: &[vec![Held::Product(0)]],
            // a seat of something else
            after: &[vec![Held::Collection(0)]],
            offers: &Offers {
                collections: vec![CollectionOffer {
                    id: String::new(),
                    products: vec![],
                    micro_price: 3_000_000_000,
                }],
                ..offers()
            },
            token_price: 3.into(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        let change = changes(&input).remove(0);
        // 2,985 − (3,000 + 10 × 10 × 3)
        assert_eq!(change.saving(), Some(Money::new("-315".parse().unwrap()).into()));
        assert_eq!((change.flips_at, change.break_even_days, change.days), (None, None, 10.into()));
    }

    #[test]
    fn what_giving_up_a_seat_without_a_price_saves_is_not_known() {
        let mut offers = offers();
        offers.products[0].micro_price = None;
        let input = AdviceInput {
            people: &[vec![offers.need(0, 120)]],
            before: &[vec![Held::Product(0)]],
            after: &[vec![]],
            offers: &offers,
            token_price: 3.into(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        let change = changes(&input).remove(0);
        assert_eq!((change.saving(), change.cost_before.clone()), (None, None));
        assert_eq!((change.flips_at, change.break_even_days), (None, None));
        // 120 × 10 × 3.00
        assert_eq!(change.cost_after, Quotient::<Money>::from(3600));
    }

    #[test]
    fn what_somebody_pays_who_holds_no_seat_for_what_has_no_rate_is_not_known() {
        let lt = ProductOffer { id: "lt".into(), micro_rate: None, micro_price: Some(540_000_000) };
        let offers = Offers { products: vec![lt], collections: vec![] };
        let need = Need { micro_tokens: None, ..offers.need(0, 120) };
        let input = AdviceInput {
            people: &[vec![need]],
            before: &[vec![]],
            after: &[vec![Held::Product(0)]],
            offers: &offers,
            token_price: 3.into(),
            buffer: 0.into(),
            parts: Parts::WHOLE,
        };
        let change = changes(&input).remove(0);
        assert_eq!((change.saving(), change.cost_after), (None, Quotient::from(Money::from(540))));
    }
}
