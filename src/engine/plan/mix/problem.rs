//! What are people's ways and the prices of tokens to the search?
//!
//! ```text
//! tokens in units of which `unit` are a token; money in millionths × `unit`
//! a purchase of N tokens at a tier costs price × max(N, from)
//! ```
//!
//! Example: a unit of a quarter of a token: 33 units are 8.25 tokens, bought as 9.
//!
//! Edges: a part of a token is bought as a whole one, and none cost nothing. The last tier takes a
//! purchase of any size; one before it may end, and a purchase beyond its end is not of it.

/// A way as the search sees it, in the units of its [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Tokens with the buffer.
    pub tokens: i128,
    /// Money.
    pub cost: i128,
}

/// A purchase of at least `from` tokens at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The smallest purchase.
    pub from: u64,
    /// The largest; `None`: any.
    pub to: Option<u64>,
    /// A token's price, in millionths.
    pub price: u64,
}

/// The tiers, by rising `from`; the last one takes a purchase of any size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// Those before it.
    pub before: Vec<Piece>,
    /// The last one.
    pub last: Piece,
}

impl Pieces {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Piece> {
        self.before.iter().chain([&self.last])
    }

    /// The purchases of at least so many tokens that may be the cheapest: how many tokens, and the
    /// price of one in millionths.
    pub fn purchases(&self, needed: i128) -> (Purchase, impl Iterator<Item = Purchase>) {
        let of = move |piece: &Piece| Purchase {
            tokens: needed.max(piece.from.into()),
            price: piece.price,
        };
        let fits = move |piece: &&Piece| piece.to.is_none_or(|to| needed <= i128::from(to));
        (of(&self.last), self.before.iter().filter(fits).map(of))
    }
}

/// So many whole tokens at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// How many.
    pub tokens: i128,
    /// A token's price, in millionths.
    pub price: u64,
}

impl Purchase {
    /// What they cost, in millionths.
    pub fn cost(&self) -> i128 {
        self.tokens * i128::from(self.price)
    }
}

/// People with their ways, and what tokens cost.
pub struct Problem {
    /// The ways of each person, by rising tokens and falling cost; at least one each.
    pub people: Vec<Vec<Choice>>,
    /// Tokens that are needed whatever people hold.
    pub fixed: i128,
    /// How many units of a choice's tokens are one token.
    pub unit: i128,
    /// The tiers.
    pub pieces: Pieces,
}

impl Problem {
    /// How many whole tokens so many units are.
    pub fn whole(&self, tokens: i128) -> i128 {
        (tokens + self.unit - 1) / self.unit
    }

    /// What so many units cost to buy.
    pub fn purchase(&self, tokens: i128) -> i128 {
        let needed = self.whole(tokens);
        if needed == 0 {
            return 0;
        }
        let (last, others) = self.pieces.purchases(needed);
        others.fold(last.cost(), |least, other| least.min(other.cost())) * self.unit
    }

    /// Tokens and money for subscriptions of these ways.
    pub(super) fn cost_of(&self, choice: &[usize]) -> (i128, i128) {
        let chosen = self.people.iter().zip(choice).filter_map(|(ways, place)| ways.get(*place));
        chosen.fold((self.fixed, 0), |(tokens, cost), way| (tokens + way.tokens, cost + way.cost))
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// People's ways as tokens and money, and tiers as from, to and price.
    pub(in crate::engine::plan::mix) fn problem(
        people: &[&[(i128, i128)]],
        pieces: &[(u64, Option<u64>, u64)],
    ) -> Problem {
        let choice = |(tokens, cost): &(i128, i128)| Choice { tokens: *tokens, cost: *cost };
        let piece = |(from, to, price): &(u64, Option<u64>, u64)| Piece {
            from: *from,
            to: *to,
            price: *price,
        };
        let (last, before) = pieces.split_last().unwrap();
        Problem {
            people: people.iter().map(|ways| ways.iter().map(choice).collect()).collect(),
            fixed: 0,
            unit: 1,
            pieces: Pieces { before: before.iter().map(piece).collect(), last: piece(last) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::problem;
    use super::*;

    #[test]
    fn a_purchase_is_whole_at_least_the_tier_and_within_it() {
        // 4 units are a token; below 10 at 5, from 10 at 7, so that the first tier ends at 9
        let tiers = Problem { unit: 4, ..problem(&[], &[(3, Some(9), 5), (10, None, 7)]) };
        // 0.25 of a token is one, and the tier begins at 3: 3 × 5; 8.25 are 9 × 5; 9.25 are 10 ×
        // 7
        let costs = [0, 1, 12, 13, 33, 36, 37].map(|units| tiers.purchase(units) / 4);
        assert_eq!(costs, [0, 15, 15, 20, 45, 45, 70]);
    }
}
