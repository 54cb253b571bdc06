//! Which totals can the people come to who may take another way?
//!
//! ```text
//! a total = tokens and excess of the deviations taken so far, person by person
//! left out: totals that add more than the gap; of two, the one with no fewer tokens and no cheaper
//!     licences
//! ```
//!
//! Example, a gap of 10: Ana's other way takes 4 tokens more and adds 6 to the bound, Ben's takes 3
//! fewer and adds 5. Totals: (0, 0), (4, 6), (−3, 5); both together would add 11.
//!
//! Edges: nobody deviating is a total, too. A total that adds exactly the gap stays. Each
//! remembers how it came about, so that the best one's ways can be told at the end.

/// Somebody who may take another way.
pub(super) struct Open {
    /// The place of the person.
    pub(super) place: usize,
    /// The least that another way adds to the bound.
    pub(super) least: i128,
    /// The other ways.
    pub(super) deviations: Vec<Deviation>,
}

/// Another way, beside the one that is best at the price of the bound.
pub(super) struct Deviation {
    pub(super) way: usize,
    /// What it adds to the tokens; perhaps less than nothing.
    pub(super) tokens: i128,
    /// What it adds to the bound.
    pub(super) excess: i128,
}

/// The most totals that are followed at once, and in all: more than real instances have.
const MOST_STATES: usize = 4_000_000;
const MOST_NODES: usize = 100_000_000;

/// The totals that open people's ways come to, person by person, and how each came about.
pub(super) struct Frontier {
    pub(super) states: Vec<State>,
    nodes: Vec<Node>,
}

/// A total: what deviations from the base add to its tokens and to the bound.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) tokens: i128,
    pub(super) excess: i128,
    pub(super) node: usize,
}

impl State {
    /// What the deviations add to the money for subscriptions: all that they add, less the tokens.
    pub(super) fn licences(&self, price: i128) -> i128 {
        self.excess - price * self.tokens
    }
}

/// One deviation, and the node of the one before it.
#[derive(Clone, Copy)]
struct Node {
    before: usize,
    person: usize,
    way: usize,
}

/// The node of the base, which has none before it.
const BASE: usize = 0;

impl Frontier {
    /// The base alone.
    pub(super) fn new() -> Self {
        Self {
            states: vec![State { tokens: 0, excess: 0, node: BASE }],
            nodes: vec![Node { before: BASE, person: 0, way: 0 }],
        }
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.states.len() > MOST_STATES || self.nodes.len() > MOST_NODES
    }

    /// Adds every total with one more person's deviations that adds no more than `gap` to the
    /// bound, and returns what was added.
    pub(super) fn extend(&mut self, person: &Open, gap: i128) -> &[State] {
        let before = self.states.len();
        for deviation in person.deviations.iter().filter(|deviation| deviation.excess <= gap) {
            for place in 0..before {
                let Some(state) = self.states.get(place).copied() else { continue };
                let excess = state.excess + deviation.excess;
                if excess <= gap {
                    let (tokens, node) = (state.tokens + deviation.tokens, self.nodes.len());
                    let (person, way) = (person.place, deviation.way);
                    self.nodes.push(Node { before: state.node, person, way });
                    self.states.push(State { tokens, excess, node });
                }
            }
        }
        self.states.get(before..).unwrap_or_default()
    }

    /// Of two totals the one with no more tokens and no dearer licences is as good wherever both
    /// go.
    pub(super) fn leave_out_worse(&mut self, price: i128) {
        self.states.sort_unstable_by_key(|state| (state.tokens, state.excess, state.node));
        let mut least = i128::MAX;
        self.states.retain(|state| {
            let licences = state.licences(price);
            let is_better = licences < least;
            least = least.min(licences);
            is_better
        });
    }

    /// Everyone's ways at a node, which deviate from those of the base.
    pub(super) fn choice(&self, mut base: Vec<usize>, mut node: usize) -> Vec<usize> {
        while let Some(Node { before, person, way }) =
            self.nodes.get(node).copied().filter(|_| node != BASE)
        {
            if let Some(place) = base.get_mut(person) {
                *place = way;
            }
            node = before;
        }
        base
    }
}

/// How many tokens fewer or more the open people can come to, from one on.
pub(super) struct Reach(Vec<(i128, i128)>);

impl Reach {
    /// Of the people in this order.
    pub(super) fn new(open: &[Open]) -> Self {
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
    pub(super) fn after(&self, number: usize) -> (i128, i128) {
        self.0.get(number + 1).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(place: usize, deviations: &[(usize, i128, i128)]) -> Open {
        let deviation = |(way, tokens, excess): &(usize, i128, i128)| Deviation {
            way: *way,
            tokens: *tokens,
            excess: *excess,
        };
        let least = deviations.iter().map(|(.., excess)| *excess).min().unwrap();
        Open { place, least, deviations: deviations.iter().map(deviation).collect() }
    }

    fn totals(frontier: &Frontier) -> Vec<(i128, i128)> {
        frontier.states.iter().map(|state| (state.tokens, state.excess)).collect()
    }

    #[test]
    fn totals_add_up_to_the_gap_and_tell_how_they_came_about() {
        let mut frontier = Frontier::new();
        assert_eq!(frontier.extend(&open(2, &[(1, 4, 6), (3, 9, 11)]), 10).len(), 1);
        // 6 + 5 = 11 is above the gap of 10, 6 + 4 is the gap
        let added: Vec<_> = frontier
            .extend(&open(0, &[(7, -3, 5), (8, -2, 4)]), 10)
            .iter()
            .map(|one| one.node)
            .collect();
        assert_eq!(totals(&frontier), [(0, 0), (4, 6), (-3, 5), (-2, 4), (2, 10)]);
        let ways = added.iter().map(|node| frontier.choice(vec![0, 0, 0], *node));
        assert_eq!(ways.collect::<Vec<_>>(), [[7, 0, 0], [8, 0, 0], [8, 0, 1]]);
        assert_eq!(frontier.choice(vec![5, 5, 5], BASE), [5, 5, 5]);
    }

    #[test]
    fn of_two_totals_the_one_with_fewer_tokens_and_cheaper_licences_stays() {
        let mut frontier = Frontier::new();
        frontier.extend(&open(0, &[(1, 5, 9), (2, 5, 10), (3, 5, 11), (4, -1, 0)]), 20);
        // at 2 a token the licences of five more tokens are 9 − 10 = −1, 10 − 10 = 0, 11 −
        // 10 = 1 more than the base's; with one token fewer 0 + 2 = 2 more
        frontier.leave_out_worse(2);
        assert_eq!(totals(&frontier), [(-1, 0), (0, 0), (5, 9)]);
    }

    #[test]
    fn the_open_people_can_go_as_far_as_those_who_are_left() {
        let people =
            [open(0, &[(1, 4, 1), (2, 6, 1)]), open(1, &[(1, -3, 1)]), open(2, &[(1, 2, 1)])];
        let reach = Reach::new(&people);
        // after the first −3 and +2, after the second +2, after the last nothing
        assert_eq!([0, 1, 2].map(|number| reach.after(number)), [(-3, 2), (0, 2), (0, 0)]);
    }
}
