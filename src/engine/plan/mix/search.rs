//! Which of everyone's ways are cheapest together, and what proves it?
//!
//! ```text
//! cost = Σ c + P(⌈Σ w⌉), one way (w tokens with the buffer, c money) for each person
//! at a price λ for a token:  bound(λ) = Σ min (c + λ w) + min over N of (P(N) − λ N)   ≤ the cost of every mix
//! ```
//!
//! At one price of a token people decide independently; what couples them is the price that all
//! tokens together reach (RULES §5): a multiple-choice knapsack. For each tier the price λ with the
//! greatest bound is where the tokens that people want meet the tier's: its own price where they
//! want more than its `from`, a lower one where buying up leaves tokens to spare. A mix that costs
//! less than the best one known deviates from the ways that are best at λ, and each deviation adds
//! its `excess` c + λ w − min ≥ 0 to the bound. So only the few people whose excess is less than
//! what lies between bound and best are open; for these every total is followed, person by person
//! (H. Kellerer, U. Pferschy, D. Pisinger, *Knapsack Problems*, ch. 11).
//!
//! Example: tiers 1 → 3.00 and 5,000 → 2.85. Flex takes 4,700 tokens, 14,100.00 at 3.00; a
//! subscriber for 700.00 could use 290 tokens instead. 5,000 tokens cost 14,250.00, and 4,990 are
//! enough for both: 150.00 more for tokens, 700.00 less for the seat.
//!
//! Edges: all numbers are whole: money in millionths times the denominator of the buffer, tokens in
//! the finest unit of the rates. λ is a whole number of millionths; a bound holds at any. Of mixes
//! at one cost the one with fewer tokens wins, then the one that comes first by the order of
//! people. A tier that costs more than the one before ends where it begins.

use std::cmp::Reverse;

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

/// People with their ways, and what tokens cost.
pub struct Problem {
    /// The ways of each person, by rising tokens and falling cost; at least one each.
    pub people: Vec<Vec<Choice>>,
    /// Tokens that are needed whatever people hold.
    pub fixed: i128,
    /// How many units of a choice's tokens are one token.
    pub unit: i128,
    /// The tiers, by rising `from`.
    pub pieces: Vec<Piece>,
}

/// The cheapest mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The place of each person's way.
    pub choice: Vec<usize>,
    /// Tokens with the buffer, in the units of the problem.
    pub tokens: i128,
    /// Money for subscriptions.
    pub licences: i128,
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

/// The most totals that are followed at once, and in all: more than real instances have.
const MOST_STATES: usize = 4_000_000;
const MOST_NODES: usize = 100_000_000;

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
        let fits =
            self.pieces.iter().filter(|piece| piece.to.is_none_or(|to| needed <= i128::from(to)));
        let costs = fits.map(|piece| needed.max(piece.from.into()) * i128::from(piece.price));
        costs.min().unwrap_or(i128::MAX / 4) * self.unit
    }

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

    fn cost_of(&self, choice: &[usize]) -> (i128, i128) {
        let chosen = self.people.iter().zip(choice).filter_map(|(ways, place)| ways.get(*place));
        chosen.fold((self.fixed, 0), |(tokens, cost), way| (tokens + way.tokens, cost + way.cost))
    }

    /// Everyone with as few tokens as can be.
    fn least_tokens(&self) -> Best {
        let choice = vec![0; self.people.len()];
        let (tokens, licences) = self.cost_of(&choice);
        let cost = licences + self.purchase(tokens);
        Best { choice, tokens, licences, cost, lower_bound: cost, tiers: Vec::new(), proved: false }
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
            *best = Best { choice, tokens, licences, cost, ..best.clone() };
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
        let mut nodes = vec![Node { before: usize::MAX, person: 0, way: 0 }];
        let mut states = vec![State { tokens: 0, excess: 0, node: 0 }];
        let mut improved = None;
        let mut finished = true;
        for (number, person) in open.iter().enumerate() {
            let gap = best.cost - bound;
            if person.least > gap {
                break;
            }
            tier.open += 1;
            if stop() || states.len() > MOST_STATES || nodes.len() > MOST_NODES {
                finished = false;
                break;
            }
            let mut next = states.clone();
            for deviation in person.deviations.iter().filter(|deviation| deviation.excess <= gap) {
                for state in states.iter().filter(|state| state.excess + deviation.excess <= gap) {
                    let node = nodes.len();
                    nodes.push(Node {
                        before: state.node,
                        person: person.place,
                        way: deviation.way,
                    });
                    let (tokens, excess) =
                        (state.tokens + deviation.tokens, state.excess + deviation.excess);
                    next.push(State { tokens, excess, node });
                    let all = base_tokens + tokens;
                    let licences = base_licences + excess - price * tokens;
                    let cost = licences + self.purchase(all);
                    if (cost, all) < (best.cost, best.tokens) {
                        (best.cost, best.tokens, best.licences) = (cost, all, licences);
                        improved = Some(node);
                    }
                }
            }
            let gap = best.cost - bound;
            let after = open.get(number + 1).map_or(i128::MAX, |person| person.least);
            // A total that can go no further has been looked at; one from which no purchase of this
            // tier is in reach is of no use.
            next.retain(|state| {
                let (down, up) = reach.after(number);
                let near = (base_tokens + state.tokens + down, base_tokens + state.tokens + up);
                after <= gap
                    && state.excess <= gap - after
                    && state.excess + self.least_waste(tier, near) <= gap
            });
            // Of two mixes the one with no more tokens and no dearer licences is as good wherever
            // both go.
            next.sort_unstable_by_key(|state| (state.tokens, state.excess, state.node));
            let mut least = i128::MAX;
            next.retain(|state| {
                let licences = state.excess - price * state.tokens;
                let is_better = licences < least;
                least = least.min(licences);
                is_better
            });
            states = next;
        }
        if let Some(mut node) = improved {
            best.choice = choice;
            while let Some(Node { before, person, way }) =
                nodes.get(node).copied().filter(|node| node.before != usize::MAX)
            {
                if let Some(place) = best.choice.get_mut(person) {
                    *place = way;
                }
                node = before;
            }
        }
        finished
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

struct Open {
    place: usize,
    least: i128,
    deviations: Vec<Deviation>,
}

struct Deviation {
    way: usize,
    tokens: i128,
    excess: i128,
}

#[derive(Clone, Copy)]
struct Node {
    before: usize,
    person: usize,
    way: usize,
}

#[derive(Clone, Copy)]
struct State {
    tokens: i128,
    excess: i128,
    node: usize,
}

/// How many tokens fewer or more the open people can come to, from one on.
struct Reach(Vec<(i128, i128)>);

impl Reach {
    fn new(open: &[Open]) -> Self {
        let mut sums = vec![(0, 0)];
        for person in open.iter().rev() {
            let (down, up) = sums.last().copied().unwrap_or_default();
            let tokens = || person.deviations.iter().map(|deviation| deviation.tokens);
            sums.push((
                down + tokens().min().unwrap_or(0).min(0),
                up + tokens().max().unwrap_or(0).max(0),
            ));
        }
        sums.reverse();
        Self(sums)
    }

    /// After the person of this number.
    fn after(&self, number: usize) -> (i128, i128) {
        self.0.get(number + 1).copied().unwrap_or_default()
    }
}

/// All people's ways on one line: from as few tokens as can be, each step to more tokens with what
/// it saves for each.
struct Line {
    /// By falling price: the price, in whole millionths, from which down the step is taken.
    prices: Vec<u64>,
    /// Tokens and money after so many steps.
    sums: Vec<(i128, i128)>,
}

impl Line {
    fn new(problem: &Problem) -> Self {
        let mut steps = Vec::new();
        let mut hull: Vec<Choice> = Vec::new();
        for ways in &problem.people {
            hull.clear();
            for way in ways {
                while let [.., before, last] = hull.as_slice()
                    // `last` is above the straight line from `before` to this way.
                    && (before.cost - last.cost) * (way.tokens - last.tokens)
                        <= (last.cost - way.cost) * (last.tokens - before.tokens)
                {
                    hull.pop();
                }
                hull.push(*way);
            }
            for pair in hull.windows(2) {
                if let [from, to] = pair {
                    let (tokens, saved) = (to.tokens - from.tokens, from.cost - to.cost);
                    steps.push((u64::try_from(saved / tokens).unwrap_or(u64::MAX), tokens, saved));
                }
            }
        }
        steps.sort_unstable_by_key(|(price, ..)| Reverse(*price));
        let least = problem.least_tokens();
        let mut sum = (least.tokens, least.licences);
        let sums = steps.iter().map(|(_, tokens, saved)| {
            sum = (sum.0 + tokens, sum.1 - saved);
            sum
        });
        let sums = std::iter::once((least.tokens, least.licences)).chain(sums).collect();
        Self { prices: steps.into_iter().map(|(price, ..)| price).collect(), sums }
    }

    /// Tokens and money of everyone's best way at a price.
    fn at(&self, price: i128) -> (i128, i128) {
        let steps = self.prices.partition_point(|step| i128::from(*step) >= price);
        self.sums.get(steps).copied().unwrap_or_default()
    }

    /// The price at which the people's tokens go beyond `tokens`: 0 where they never do, `None`
    /// where they always are.
    fn crossing(&self, tokens: i128) -> Option<i128> {
        let steps = self.sums.partition_point(|(sum, _)| *sum <= tokens);
        let step = steps.checked_sub(1)?;
        Some(self.prices.get(step).map_or(0, |price| i128::from(*price)))
    }

    /// The greatest bound of a tier; `None` where it cannot hold what is needed at the least.
    fn tier(&self, problem: &Problem, piece: Piece) -> Option<Tier> {
        let own = i128::from(piece.price);
        let from = i128::from(piece.from) * problem.unit;
        let to = piece.to.map(|to| i128::from(to) * problem.unit);
        let (wanted, _) = self.at(own);
        let price = match to {
            _ if wanted < from => self.crossing(from).map_or(own, |price| price.min(own)),
            Some(to) if wanted > to => self.crossing(to)?.max(own),
            _ => own,
        };
        let (tokens, licences) = self.at(price);
        let purchase =
            if price <= own { (own - price) * from } else { (own - price) * to.unwrap_or(from) };
        Some(Tier { piece, price, people: licences + price * tokens, purchase, open: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(people: &[&[(i128, i128)]], pieces: &[(u64, Option<u64>, u64)]) -> Problem {
        let choice = |(tokens, cost): &(i128, i128)| Choice { tokens: *tokens, cost: *cost };
        Problem {
            people: people.iter().map(|ways| ways.iter().map(choice).collect()).collect(),
            fixed: 0,
            unit: 1,
            pieces: pieces
                .iter()
                .map(|(from, to, price)| Piece { from: *from, to: *to, price: *price })
                .collect(),
        }
    }

    #[test]
    fn spare_tokens_of_a_larger_tier_replace_a_subscription() {
        // in cents: 4,700 tokens are needed; 290 more at 3.00 cost 870.00, a seat 700.00: alone,
        // the seat is cheaper
        let people: [&[(i128, i128)]; 2] = [&[(4700, 0)], &[(0, 70_000), (290, 0)]];
        let best = problem(&people, &[(1, None, 300), (5000, None, 285)]).solve(&|| false);
        // 5,000 × 2.85
        assert_eq!((best.cost, best.choice, best.proved), (1_425_000, vec![0, 1], true));
        let alone = problem(&people, &[(1, None, 300)]).solve(&|| false);
        assert_eq!((alone.cost, alone.choice), (4700 * 300 + 70_000, vec![0, 0]));
    }

    #[test]
    fn staying_below_a_tier_can_be_cheaper_than_reaching_it() {
        // 4,000 tokens, and a seat for 100.00 or 500 tokens: 4,000 × 3.00 + 100 is less than 5,000
        // × 2.85
        let people: [&[(i128, i128)]; 2] = [&[(4000, 0)], &[(0, 10_000), (500, 0)]];
        let best = problem(&people, &[(1, None, 300), (5000, None, 285)]).solve(&|| false);
        assert_eq!((best.cost, best.choice), (1_210_000, vec![0, 0]));
    }

    #[test]
    fn of_mixes_at_one_cost_the_one_with_fewer_tokens_wins() {
        let people: [&[(i128, i128)]; 1] = [&[(0, 300), (100, 0)]];
        let best = problem(&people, &[(1, None, 3)]).solve(&|| false);
        assert_eq!((best.cost, best.tokens), (300, 0));
    }

    #[test]
    fn nothing_used_costs_nothing() {
        let best = problem(&[], &[(100, None, 3)]).solve(&|| false);
        assert_eq!((best.cost, best.proved, best.lower_bound), (0, true, 0));
    }
}
