//! Which of everyone's ways are cheapest together, and what proves it?
//!
//! ```text
//! cost = Σ c + P(⌈Σ w⌉), one way (w tokens with the buffer, c money) for each person
//! at a price λ for a token:  bound(λ) = Σ min (c + λ w) + min over N of (P(N) − λ N)   ≤
//!     the cost of every mix
//! ```
//!
//! At one price of a token people decide independently; what couples them is the price that all
//! tokens together reach (RULES §5): a multiple-choice knapsack. For each tier the price λ with
//! the greatest bound is where the tokens that people want meet the tier's: its own price where
//! they want more than its `from`, a lower one where buying up leaves tokens to spare. A mix that
//! costs less than the best one known deviates from the ways that are best at λ, and each
//! deviation adds its `excess` c + λ w − min ≥ 0 to the bound. So only the few people whose
//! excess is less than what lies between bound and best are open; for these every total is
//! followed, person by person (H. Kellerer, U. Pferschy, D. Pisinger, *Knapsack Problems*, ch. 11).
//!
//! Example: tiers 1 → 3.00 and 5,000 → 2.85. Flex takes 4,700 tokens, 14,100.00 at 3.00; a
//! subscriber for 700.00 could use 290 tokens instead. 5,000 tokens cost 14,250.00, and 4,990 are
//! enough for both: 150.00 more for tokens, 700.00 less for the seat.
//!
//! Edges: all numbers are whole: money in millionths times the denominator of the buffer, tokens in
//! the finest unit of the rates. λ is a whole number of millionths; a bound holds at any. Of mixes
//! at one cost the one with fewer tokens wins, then the one that comes first by the order of
//! people. A tier that costs more than the one before ends where it begins.

use crate::engine::plan::mix::frontier::{Deviation, Frontier, Open, Reach};
use crate::engine::plan::mix::line::Line;
use crate::engine::plan::mix::problem::{Choice, Piece, Problem};

/// The cheapest mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The place of each person's way.
    pub choice: Vec<usize>,
    /// Tokens with the buffer, in the units of the problem.
    pub tokens: i128,
    /// Money in all.
    pub cost: i128,
    /// What no mix costs less than.
    pub lower_bound: i128,
    /// What the proof rests on, tier by tier.
    pub tiers: Vec<Tier>,
    /// Whether the search came to its end.
    pub proved: bool,
}

/// What one tier's bound is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The tier.
    pub piece: Piece,
    /// The price of a token at the bound, in millionths.
    pub price: i128,
    /// Σ min (c + λ w).
    pub people: i128,
    /// min (P(N) − λ N).
    pub purchase: i128,
    /// How many people had to be looked at.
    pub open: usize,
}

impl Tier {
    /// What no mix of this tier costs less than.
    pub fn bound(&self) -> i128 {
        self.people + self.purchase
    }
}

impl Problem {
    /// Finds the cheapest mix; `stop` ends the search before it is proved.
    pub fn solve(&self, stop: &dyn Fn() -> bool) -> Best {
        let line = Line::new(self);
        let mut best = self.least_tokens();
        let mut tiers: Vec<_> =
            self.pieces.iter().filter_map(|piece| line.tier(self, *piece)).collect();
        let mut order: Vec<usize> = (0..tiers.len()).collect();
        order.sort_by_key(|place| tiers.get(*place).map(Tier::bound));
        for place in &order {
            if let Some(tier) = tiers.get(*place) {
                self.at_price(tier.price, &mut best);
            }
        }
        let mut unproved = None;
        for place in order {
            let Some(tier) = tiers.get_mut(place).filter(|tier| tier.bound() <= best.cost) else {
                continue;
            };
            if !self.search(tier, &mut best, stop) {
                let bound = tier.bound();
                unproved = Some(unproved.map_or(bound, |least: i128| least.min(bound)));
            }
        }
        best.proved = unproved.is_none();
        best.lower_bound = unproved.map_or(best.cost, |bound| bound.min(best.cost));
        best.tiers = tiers;
        best
    }

    /// Everyone with as few tokens as can be.
    fn least_tokens(&self) -> Best {
        let choice = vec![0; self.people.len()];
        let (tokens, licences) = self.cost_of(&choice);
        let cost = licences + self.purchase(tokens);
        Best { choice, tokens, cost, lower_bound: cost, tiers: Vec::new(), proved: false }
    }

    /// Each person's best way at a price; of two at one cost the one with fewer tokens.
    fn choice_at(&self, price: i128) -> Vec<usize> {
        let best = |ways: &Vec<Choice>| {
            let costs =
                ways.iter().enumerate().map(|(place, way)| (way.cost + price * way.tokens, place));
            costs.min().map_or(0, |(_, place)| place)
        };
        self.people.iter().map(best).collect()
    }

    fn at_price(&self, price: i128, best: &mut Best) {
        let choice = self.choice_at(price);
        let (tokens, licences) = self.cost_of(&choice);
        let cost = licences + self.purchase(tokens);
        if (cost, tokens) < (best.cost, best.tokens) {
            *best = Best { choice, tokens, cost, ..best.clone() };
        }
    }

    /// Looks at every mix that may cost less than the best one known, from what is best at the
    /// tier's price; whether it came to the end.
    fn search(&self, tier: &mut Tier, best: &mut Best, stop: &dyn Fn() -> bool) -> bool {
        let (price, bound) = (tier.price, tier.bound());
        let choice = self.choice_at(price);
        let (base_tokens, base_licences) = self.cost_of(&choice);
        let mut open = self.open(&choice, price, best.cost - bound);
        open.sort_by_key(|person| (person.least, person.place));
        let reach = Reach::new(&open);
        let mut frontier = Frontier::new();
        let mut improved = None;
        let mut finished = true;
        for (number, person) in open.iter().enumerate() {
            let gap = best.cost - bound;
            if person.least > gap {
                break;
            }
            tier.open += 1;
            if stop() || frontier.is_too_large() {
                finished = false;
                break;
            }
            for state in frontier.extend(person, gap) {
                let tokens = base_tokens + state.tokens;
                let cost = base_licences + state.licences(price) + self.purchase(tokens);
                if (cost, tokens) < (best.cost, best.tokens) {
                    (best.cost, best.tokens) = (cost, tokens);
                    improved = Some(state.node);
                }
            }
            let gap = best.cost - bound;
            let after = open.get(number + 1).map_or(i128::MAX, |person| person.least);
            let (down, up) = reach.after(number);
            frontier.states.retain(|state| {
                let tokens = base_tokens + state.tokens;
                let in_reach = (tokens + down, tokens + up);
                self.leads_on(tier, state.excess, in_reach, after, gap)
            });
            frontier.leave_out_worse(price);
        }
        if let Some(node) = improved {
            best.choice = frontier.choice(choice, node);
        }
        finished
    }

    /// Whether a total that adds `excess` to the bound leads to a mix within the gap. It can go no
    /// further where the next person alone adds too much; and it is of no use where no purchase of
    /// this tier is in reach.
    fn leads_on(
        &self,
        tier: &Tier,
        excess: i128,
        in_reach: (i128, i128),
        after: i128,
        gap: i128,
    ) -> bool {
        after <= gap && excess <= gap - after && excess + self.least_waste(tier, in_reach) <= gap
    }

    /// The least that a purchase adds to the bound, of all numbers of tokens between two.
    fn least_waste(&self, tier: &Tier, (from, to): (i128, i128)) -> i128 {
        let at = |tokens: i128| {
            let whole = i128::from(tier.piece.from) * self.unit;
            let price = i128::from(tier.piece.price);
            price * tokens.max(whole) - tier.price * tokens - tier.purchase
        };
        // Falling up to the tier's `from`, and rising from there on where its price is above that
        // of the bound.
        let whole = i128::from(tier.piece.from) * self.unit;
        let to = tier.piece.to.map_or(to, |last| to.min(i128::from(last) * self.unit));
        if to < from {
            return i128::MAX / 4;
        }
        at(from)
            .min(at(to))
            .min(if from <= whole && whole <= to { at(whole) } else { i128::MAX / 4 })
            .max(0)
    }

    /// The people who may take another way, and what that adds to the bound.
    fn open(&self, choice: &[usize], price: i128, gap: i128) -> Vec<Open> {
        let mut open = Vec::new();
        for (place, (ways, chosen)) in self.people.iter().zip(choice).enumerate() {
            let Some(base) = ways.get(*chosen) else { continue };
            let least = base.cost + price * base.tokens;
            let others = ways.iter().enumerate().filter(|(way, _)| way != chosen);
            let deviations = others.map(|(way, other)| Deviation {
                way,
                tokens: other.tokens - base.tokens,
                excess: other.cost + price * other.tokens - least,
            });
            let deviations: Vec<_> =
                deviations.filter(|deviation| deviation.excess <= gap).collect();
            if let Some(least) = deviations.iter().map(|deviation| deviation.excess).min() {
                open.push(Open { place, least, deviations });
            }
        }
        open
    }
}

#[cfg(test)]
mod tests;
