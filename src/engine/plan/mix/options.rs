//! In which ways can one person's year be covered?
//!
//! ```text
//! each product used is covered by its subscription, by a collection that contains it, or by Flex:
//!     days × rate tokens
//! a way that takes no fewer tokens and costs no less than another is left out
//! ```
//!
//! Example: Revit 120 days at 10 tokens or 2,985.00; AutoCAD 20 days at 7 tokens or 2,310.00: all
//! on Flex takes 1,340 tokens; Revit subscribed 140 tokens and 2,985.00; both subscribed none and
//! 5,295.00. AutoCAD alone subscribed takes 1,200 tokens and 2,310.00, which is no worse than
//! others in both, so it stays.
//!
//! Edges: a product without a rate must be subscribed, one without a price must be on Flex; one
//! with neither has no way, which is refused before. Of two ways that are the same in both, the one
//! that comes first by name stays.

use crate::engine::plan::mix::offers::{CollectionOffer, Held, Need, Offers};

/// One way to cover a person's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Tokens, in parts of millionths.
    pub micro_tokens: u128,
    /// Annual prices, in millionths.
    pub micro_cost: u128,
    /// Which of the person's products have a subscription of their own, bit by bit.
    products: u64,
    /// Which collections are held, bit by bit.
    collections: u64,
}

/// The most products that one person's ways are listed for, and the most collections in a sheet.
pub const MOST: usize = 60;

impl Way {
    /// What is held, for a person with these needs.
    pub fn held(&self, needs: &[Need]) -> Vec<Held> {
        let products =
            needs.iter().enumerate().filter(|(place, _)| self.products >> place & 1 == 1);
        let collections = (0..MOST).filter(|place| self.collections >> place & 1 == 1);
        products
            .map(|(_, need)| Held::Product(need.product))
            .chain(collections.map(Held::Collection))
            .collect()
    }
}

/// Every way that is worth taking, by rising tokens and falling cost. `needs` are by rising
/// product, and each has a rate or a price or a collection.
pub fn ways(needs: &[Need], offers: &Offers) -> Vec<Way> {
    let covers = |collection: &CollectionOffer| {
        let bits = needs
            .iter()
            .enumerate()
            .filter(|(_, need)| collection.products.contains(&need.product));
        bits.fold(0_u64, |bits, (place, _)| bits | 1 << place)
    };
    let all: Vec<_> = offers
        .collections
        .iter()
        .map(|collection| (covers(collection), collection.micro_price))
        .collect();
    let useful = useful(&all);
    let (mut ways, mut here) = (Vec::new(), Vec::new());
    for subset in 0_u64..1 << useful.len() {
        let mut start = Way { micro_tokens: 0, micro_cost: 0, products: 0, collections: 0 };
        let mut covered = 0;
        for (_, (place, (bits, price))) in
            useful.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1)
        {
            start.collections |= 1 << place;
            start.micro_cost += u128::from(*price);
            covered |= bits;
        }
        here.clear();
        here.push(start);
        for (place, need) in needs.iter().enumerate().filter(|(place, _)| covered >> place & 1 == 0)
        {
            extend(&mut here, place, need, offers);
        }
        ways.append(&mut here);
    }
    best(&mut ways);
    ways
}

/// Of collections, which of a person's products each covers, bit by bit, and its price: those that
/// may be taken, by their places. One that covers no more than another and costs no less never is.
fn useful(all: &[(u64, u64)]) -> Vec<(usize, (u64, u64))> {
    let is_best = |place: usize, (bits, price): (u64, u64)| {
        bits != 0
            && !all.iter().enumerate().any(|(other, (more, cheaper))| {
                let no_worse = bits & more == bits && *cheaper <= price;
                no_worse && (*more != bits || *cheaper < price || other < place)
            })
    };
    let all = all.iter().copied().enumerate();
    all.filter(|(place, one)| is_best(*place, *one)).collect()
}

/// How many ways may wait before the worse ones are left out.
const MANY: usize = 256;

/// Adds one more product to every way, on Flex or subscribed.
fn extend(ways: &mut Vec<Way>, place: usize, need: &Need, offers: &Offers) {
    let offer = offers.products.get(need.product);
    let price = offer.and_then(|offer| offer.micro_price).map(u128::from);
    let before = ways.len();
    for number in 0..before {
        let Some(way) = ways.get_mut(number) else { continue };
        let subscribed = price.map(|price| Way {
            micro_cost: way.micro_cost + price,
            products: way.products | 1 << place,
            ..*way
        });
        match (need.micro_tokens, subscribed) {
            (Some(tokens), subscribed) => {
                way.micro_tokens += tokens;
                ways.extend(subscribed);
            }
            (None, Some(subscribed)) => *way = subscribed,
            (None, None) => {}
        }
    }
    if need.micro_tokens.is_none() && price.is_none() {
        ways.clear();
    }
    if ways.len() > MANY {
        best(ways);
    }
}

fn best(ways: &mut Vec<Way>) {
    // The same in both: fewer collections first, then by their order.
    ways.sort_unstable_by_key(|way| {
        (way.micro_tokens, way.micro_cost, way.collections, way.products)
    });
    let mut least = None;
    ways.retain(|way| {
        let is_better = least.is_none_or(|least| way.micro_cost < least);
        if is_better {
            least = Some(way.micro_cost);
        }
        is_better
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::mix::offers::ProductOffer;

    fn offers() -> Offers {
        let product = |id: &str, rate: Option<u64>, price: Option<u64>| ProductOffer {
            id: id.into(),
            micro_rate: rate.map(|rate| rate * 1_000_000),
            micro_price: price.map(|price| price * 1_000_000),
        };
        let collection = |id: &str, products: &[usize], price: u64| CollectionOffer {
            id: id.into(),
            products: products.to_vec(),
            micro_price: price * 1_000_000,
        };
        Offers {
            products: vec![
                product("revit", Some(10), Some(2985)),
                product("autocad", Some(7), Some(2310)),
                product("vault", None, Some(500)),
                product("cloud", Some(1), None),
            ],
            collections: vec![collection("aec", &[0, 1], 3600), collection("dear", &[0], 4000)],
        }
    }

    fn figures(needs: &[(usize, u32)]) -> Vec<(u128, u128)> {
        let needs: Vec<_> =
            needs.iter().map(|(product, days)| offers().need(*product, *days)).collect();
        let ways = ways(&needs, &offers());
        ways.iter().map(|way| (way.micro_tokens / 1_000_000, way.micro_cost / 1_000_000)).collect()
    }

    #[test]
    fn ways_are_by_rising_tokens_and_falling_cost() {
        // both subscribed for 5,295 cost more than the collection for 3,600
        assert_eq!(
            figures(&[(0, 120), (1, 20)]),
            [(0, 3600), (140, 2985), (1200, 2310), (1340, 0)]
        );
    }

    #[test]
    fn what_is_not_on_flex_is_subscribed_and_what_has_no_price_is_on_flex() {
        assert_eq!(figures(&[(2, 300)]), [(0, 500)]);
        assert_eq!(figures(&[(3, 30)]), [(30, 0)]);
        assert_eq!(figures(&[]), [(0, 0)]);
    }

    #[test]
    fn a_way_says_what_is_held() {
        let needs = [offers().need(0, 120), offers().need(1, 20)];
        let held: Vec<_> = ways(&needs, &offers()).iter().map(|way| way.held(&needs)).collect();
        let expected =
            [vec![Held::Collection(0)], vec![Held::Product(0)], vec![Held::Product(1)], vec![]];
        assert_eq!(held, expected);
    }

    #[test]
    fn a_collection_that_is_no_better_than_another_is_never_taken() {
        let of = |products: &[usize], price: u64| CollectionOffer {
            id: String::new(),
            products: products.to_vec(),
            micro_price: price * 1_000_000,
        };
        let first = |collections: Vec<CollectionOffer>| {
            let needs = [offers().need(0, 366), offers().need(1, 366)];
            let offers = Offers { collections, ..offers() };
            let ways = ways(&needs, &offers);
            ways.first().map(|way| (way.micro_cost / 1_000_000, way.held(&needs)))
        };
        // of the same products the cheaper one, wherever it stands; of two alike the first
        let both = &[0, 1];
        let taken = |place| vec![Held::Collection(place)];
        assert_eq!(first(vec![of(both, 3601), of(both, 3600)]), Some((3600, taken(1))));
        assert_eq!(first(vec![of(both, 3600), of(both, 3601)]), Some((3600, taken(0))));
        assert_eq!(first(vec![of(both, 3600), of(both, 3600)]), Some((3600, taken(0))));
        // one more product for the same price
        assert_eq!(first(vec![of(&[0], 2000), of(both, 2000)]), Some((2000, taken(1))));
        // Revit's collection for 2,000 and AutoCAD's for 1,500 together are cheaper than 3,600
        let each = vec![of(both, 3600), of(&[0], 2000), of(&[1], 1500)];
        let two = vec![Held::Collection(1), Held::Collection(2)];
        assert_eq!(first(each), Some((3500, two)));
    }

    #[test]
    fn a_collection_is_useful_unless_another_covers_as_much_for_no_more() {
        let of = |all: &[(u64, u64)]| -> Vec<usize> {
            useful(all).into_iter().map(|(place, _)| place).collect()
        };
        assert_eq!(of(&[(0, 0)]), [0; 0]);
        assert_eq!(of(&[(0b01, 5)]), [0]);
        // of the same: the cheaper, else the first
        assert_eq!(of(&[(0b01, 5), (0b01, 4)]), [1]);
        assert_eq!(of(&[(0b01, 4), (0b01, 5)]), [0]);
        assert_eq!(of(&[(0b01, 5), (0b01, 5), (0b01, 5)]), [0]);
        // more for less, for as much, and for more
        assert_eq!(of(&[(0b01, 5), (0b11, 4)]), [1]);
        assert_eq!(of(&[(0b01, 5), (0b11, 5)]), [1]);
        assert_eq!(of(&[(0b11, 5), (0b01, 5)]), [0]);
        assert_eq!(of(&[(0b01, 5), (0b11, 6)]), [0, 1]);
        // less for less, something else, and nothing
        assert_eq!(of(&[(0b11, 5), (0b01, 1)]), [0, 1]);
        assert_eq!(of(&[(0b011, 5), (0b110, 1)]), [0, 1]);
        assert_eq!(of(&[(0b01, 5), (0b10, 1), (0b00, 0)]), [0, 1]);
    }

    #[test]
    fn of_two_collections_each_alone_is_a_way() {
        let of = |product: usize, price: u64| CollectionOffer {
            id: String::new(),
            products: vec![product],
            micro_price: price * 1_000_000,
        };
        let offers = Offers { collections: vec![of(0, 2000), of(1, 1500)], ..offers() };
        let needs = [offers.need(0, 366), offers.need(1, 1)];
        let ways = ways(&needs, &offers);
        let found = ways.iter().map(|way| (way.micro_tokens / 1_000_000, way.held(&needs)));
        let [revits, autocads] = [Held::Collection(0), Held::Collection(1)];
        // both; the first for 2,000 and 1 × 7 tokens; the second for 1,500 and 366 × 10; none
        let expected = [
            (0, vec![revits, autocads]),
            (7, vec![revits]),
            (3660, vec![autocads]),
            (3667, vec![]),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_nothing_covers_has_no_way() {
        // no product of the sheet
        assert_eq!(figures(&[(9, 1)]), []);
        assert_eq!(figures(&[(0, 1), (9, 1)]), []);
    }
}
