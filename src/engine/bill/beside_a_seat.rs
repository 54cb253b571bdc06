//! Whom did Flex charge who holds a seat all the same?
//!
//! ```text
//! by person and product: the days on which an export states tokens, and the estate, or a row of
//!     the same day, says that a seat was held; with the tokens, and what they cost
//! ```
//!
//! RULES §2, 6: a subscription is used before any token, so that none of these should have been
//! charged: another sign-in, or a seat that was not assigned.
//!
//! Example: Bob holds AutoCAD by the estate. Two rows of AutoCAD by Flex, of 7 tokens each: 2 days,
//! 14 tokens, at 3.10 each 43.40.
//!
//! Edges: a trial covers as a seat does; a day on which as much was given back as was charged is
//! no finding; what a feature of the product takes, such as a rendering in the cloud, no seat
//! covers; tokens of an enterprise agreement are not Flex's. A session log is never charged
//! beside a seat, and a summary does not say on which days it was.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::metering::beside_seat::SaidBy;
use crate::engine::metering::replay::Replayed;
use crate::model::{Day, Directory, Money, Quotient, TokenPrice, Tokens};

/// Somebody who was charged beside a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BesideASeat {
    /// The person.
    pub user: String,
    /// The product.
    pub product: String,
    /// Who says that a seat was held on the first of the days.
    pub said_by: SaidBy,
    /// On how many days.
    pub days: u64,
    /// The first of them.
    pub first: Day,
    /// The last of them.
    pub last: Day,
    /// Rows with tokens.
    pub charges: u64,
    /// The tokens.
    pub tokens: Tokens,
    /// What they cost.
    pub cost: Quotient<Money>,
}

/// Everybody who was charged beside a seat, by person and product; `prices` are those of a token
/// under each sheet, and only days from the first on, up to the second, count.
pub fn beside_a_seat(
    replayed: &Replayed,
    directory: &Directory,
    prices: &[TokenPrice],
    (from, until): (Day, Day),
) -> Vec<BesideASeat> {
    let mut found: BTreeMap<(&str, &str), BesideASeat> = BTreeMap::new();
    let mut days: Vec<_> = replayed.beside_seats.iter().collect();
    days.sort_by_key(|one| one.day);
    days.retain(|one| from <= one.day && one.day < until);
    for one in days {
        let (user, product) = (directory.person(one.pair), directory.item(one.pair).name.as_str());
        let tokens = one.micro.tokens();
        let price = prices.get(one.sheet).or(prices.last()).copied().unwrap_or(TokenPrice::ZERO);
        let of = found.entry((user, product)).or_insert_with(|| BesideASeat {
            user: user.to_owned(),
            product: product.to_owned(),
            said_by: one.said_by,
            days: 0,
            first: one.day,
            last: one.day,
            charges: 0,
            tokens: Tokens::ZERO,
            cost: Quotient::ZERO,
        });
        of.days += 1;
        of.last = one.day;
        of.charges += one.charges;
        of.tokens += tokens;
        of.cost += tokens * &Quotient::from(price);
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metering::beside_seat::DayBesideSeat;
    use crate::model::{Item, ItemKind, MicroSum, Pair};

    #[test]
    fn days_of_one_person_and_product_are_told_together_within_the_days_asked_for() {
        let item =
            |name: &str| Item { id: name.into(), name: name.into(), kind: ItemKind::Product };
        let directory = Directory {
            people: vec!["bob".into(), "ann".into()],
            items: vec![item("AutoCAD")],
            pairs: vec![Pair { person: 0, item: 0 }, Pair { person: 1, item: 0 }],
            labels: vec![],
        };
        let first = Day::since_1970(20_000);
        let day = |pair, ahead: i32, whole: u128| DayBesideSeat {
            pair,
            sheet: 0,
            day: first + ahead,
            charges: 2,
            micro: MicroSum::new(whole * 1_000_000),
            said_by: SaidBy::Estate,
        };
        // Out of order; that of the fourth day is left out.
        let beside_seats = vec![day(0, 2, 5), day(1, 0, 7), day(0, 0, 9), day(0, 3, 100)];
        let replayed = Replayed { beside_seats, ..Replayed::default() };
        let price = "3.10".parse::<TokenPrice>().unwrap();
        let found = beside_a_seat(&replayed, &directory, &[price], (first, first + 3));
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.user.as_str(), one.days, one.charges, one.tokens, one.cost.to_string()))
            .collect();
        // 7 × 3.10 = 21.70; (9 + 5) × 3.10 = 43.40
        let ann = ("ann", 1, 2, 7.into(), "21.7".to_owned());
        assert_eq!(told, [ann, ("bob", 2, 4, 14.into(), "43.4".to_owned())]);
        assert_eq!((found[1].first, found[1].last), (first, first + 2));
    }
}
