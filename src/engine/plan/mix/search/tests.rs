use super::*;
use crate::engine::plan::mix::problem::Pieces;
use crate::engine::plan::mix::problem::testing::problem;

/// 90 tokens, and two seats for 29 and 50 that 10 and 20 tokens would replace; tokens at 3,
/// at least 100.
///
/// λ = 2: the people pay 90 × 2 + 10 × 2 + 20 × 2 = 240, the purchase (3 − 2) × 100 more. The
/// seats add 29 − 20 = 9 and 50 − 40 = 10 to the bound.
fn two_seats() -> Problem {
    problem(&[&[(90, 0)], &[(0, 29), (10, 0)], &[(0, 50), (20, 0)]], &[(100, None, 3)])
}

#[test]
fn only_who_adds_no_more_than_the_gap_is_looked_at() {
    // All on Flex cost 120 × 3 = 360, 20 more than the bound. The first seat makes 110 × 3 + 29
    // = 359, which leaves 19; the second makes 100 × 3 + 50 = 350.
    let best = two_seats().solve(&|| false);
    assert_eq!((best.cost, best.choice, best.proved), (350, vec![0, 1, 0], true));
    assert_eq!((best.tiers[0].bound(), best.tiers[0].open), (340, 2));
    // A second seat for 58 or 59 adds 18 or 19: within what the first leaves, 100 × 3 + 58. For
    // 60 it costs what its tokens do, λ is 3 and the bound 90 × 3 + 29 + 60 = 359: with its
    // tokens all 110 are used, and the first, which would add 1, need not be looked at.
    let open = |second: i128| {
        let people: [&[(i128, i128)]; 3] =
            [&[(90, 0)], &[(0, 29), (10, 0)], &[(0, second), (20, 0)]];
        let best = problem(&people, &[(100, None, 3)]).solve(&|| false);
        (best.cost, best.tiers[0].price, best.tiers[0].open)
    };
    assert_eq!([open(58), open(59), open(60)], [(358, 2, 2), (359, 2, 2), (359, 3, 1)]);
}

#[test]
fn a_search_that_is_stopped_says_how_far_it_may_be_from_the_best() {
    let best = two_seats().solve(&|| true);
    assert_eq!((best.cost, best.proved, best.lower_bound), (360, false, 340));
    // Where nobody is open there is nothing to stop.
    assert!(problem(&[&[(100, 0)]], &[(100, None, 3)]).solve(&|| true).proved);
}

#[test]
fn a_total_leads_on_one_below_and_at_the_gap_and_not_above() {
    let problem = two_seats();
    let tier = Tier {
        piece: Piece { from: 100, to: None, price: 3 },
        price: 2,
        people: 240,
        purchase: 100,
        open: 0,
    };
    let leads_on = |excess, after, gap| problem.leads_on(&tier, excess, (90, 110), after, gap);
    assert_eq!([18, 19, 20].map(|gap| leads_on(9, 10, gap)), [false, true, true]);
    assert_eq!([9, 10, 11].map(|gap| leads_on(0, 10, gap)), [false, true, true]);
    // No total reaches the 100: what can be bought from 80 to 90 tokens wastes 10 × 2.
    let wasted = |gap| problem.leads_on(&tier, 9, (80, 90), 0, gap);
    assert_eq!([28, 29, 30].map(wasted), [false, true, true]);
}

#[test]
fn the_least_waste_is_that_of_the_best_purchase_in_reach() {
    for (from, to, unit, own, price) in
        [(5, None, 1, 3, 3), (5, None, 2, 3, 2), (3, Some(9), 2, 4, 3), (4, Some(6), 3, 2, 5)]
    {
        let of = Problem { unit, ..problem(&[], &[(from, to, own)]) };
        let piece = Piece { from, to, price: own };
        let (own, first) = (i128::from(own), i128::from(from) * unit);
        let last = to.map(|to| i128::from(to) * unit);
        let end = if price <= own { first } else { last.unwrap_or(first) };
        let tier = Tier { piece, price, people: 0, purchase: (own - price) * end, open: 0 };
        for (low, high) in (0..40).flat_map(|low| (low..40).map(move |high| (low, high))) {
            let within = (low..=high).filter(|tokens| last.is_none_or(|last| *tokens <= last));
            let waste =
                |tokens: i128| (own * tokens.max(first) - price * tokens - tier.purchase).max(0);
            let least = within.map(waste).min();
            let told = of.least_waste(&tier, (low, high));
            assert_eq!(
                Some(told).filter(|told| *told < i128::MAX / 4),
                least,
                "{from} {low} {high}"
            );
        }
    }
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % most
    }
}

fn any_problem(numbers: &mut Numbers) -> Problem {
    let people = (0..numbers.below(6)).map(|_| {
        let (mut tokens, mut cost) = (numbers.below(30), 20 + numbers.below(80));
        let ways = (0..=numbers.below(3)).map(|_| {
            let way = Choice { tokens: tokens.into(), cost: cost.into() };
            tokens += 1 + numbers.below(30);
            cost = cost.saturating_sub(1 + numbers.below(60));
            way
        });
        let mut ways: Vec<_> = ways.collect();
        ways.dedup_by_key(|way| way.cost);
        ways
    });
    let people = people.collect();
    let (mut from, mut price) = (1 + numbers.below(20), 2 + numbers.below(4));
    let mut before = Vec::new();
    for _ in 0..numbers.below(3) {
        let next = (from + 1 + numbers.below(40), 1 + numbers.below(5));
        let to = (next.1 > price).then_some(next.0 - 1);
        before.push(Piece { from, to, price });
        (from, price) = next;
    }
    let last = Piece { from, to: None, price };
    let unit = i128::from(1 + numbers.below(3));
    let fixed = i128::from(numbers.below(20));
    Problem { people, fixed, unit, pieces: Pieces { before, last } }
}

/// Cost and tokens of every mix.
fn all_mixes(problem: &Problem) -> Vec<(i128, i128)> {
    let mut choices = vec![Vec::new()];
    for ways in &problem.people {
        let longer = |choice: &Vec<usize>| {
            let choice = choice.clone();
            (0..ways.len()).map(move |way| [choice.clone(), vec![way]].concat())
        };
        choices = choices.iter().flat_map(longer).collect();
    }
    let cost = |choice: &Vec<usize>| {
        let (tokens, licences) = problem.cost_of(choice);
        (licences + problem.purchase(tokens), tokens)
    };
    choices.iter().map(cost).collect()
}

#[test]
fn no_mix_of_all_is_cheaper_and_of_as_cheap_ones_none_has_fewer_tokens() {
    let mut numbers = Numbers(17);
    for round in 0..3_000 {
        let problem = any_problem(&mut numbers);
        let best = problem.solve(&|| false);
        let least = all_mixes(&problem).into_iter().min();
        assert_eq!(Some((best.cost, best.tokens)), least, "{round}");
        let (tokens, licences) = problem.cost_of(&best.choice);
        assert_eq!((licences + problem.purchase(tokens), tokens), (best.cost, best.tokens));
        assert_eq!((best.proved, best.lower_bound), (true, best.cost));
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

#[test]
fn several_people_deviate_together() {
    // tokens at 3, and 2 from 100: alone each takes its seat for 50 (20 tokens cost 60); all
    // five on Flex reach the tier: 100 × 2 = 200, against 5 × 50 = 250
    let ways: &[(i128, i128)] = &[(0, 50), (20, 0)];
    let best = problem(&[ways; 5], &[(1, None, 3), (100, None, 2)]).solve(&|| false);
    assert_eq!((best.cost, best.tokens, best.choice), (200, 100, vec![1; 5]));
    // of four, 80 tokens are bought as 100, which is no more than 4 × 50: fewer tokens win
    let best = problem(&[ways; 4], &[(1, None, 3), (100, None, 2)]).solve(&|| false);
    assert_eq!((best.cost, best.tokens), (200, 0));
}

#[test]
fn everyones_best_at_a_price_is_taken_where_it_is_cheaper_or_needs_fewer_tokens() {
    let of = problem(&[&[(0, 300), (100, 0)]], &[(1, None, 3)]);
    let known = |cost, tokens| Best { cost, tokens, choice: vec![9], ..of.least_tokens() };
    // At 4 the seat is best, for 300 and no tokens; at 2 Flex is, for 100 × 3.
    let after = |price, known: &Best| {
        let mut best = known.clone();
        of.at_price(price, &mut best);
        (best.cost, best.tokens, best.choice)
    };
    assert_eq!(after(4, &known(301, 0)), (300, 0, vec![0]));
    assert_eq!(after(4, &known(300, 1)), (300, 0, vec![0]));
    // of two alike the one that was there stays
    assert_eq!(after(4, &known(300, 0)), (300, 0, vec![9]));
    assert_eq!(after(2, &known(300, 100)), (300, 100, vec![9]));
    assert_eq!(after(2, &known(300, 99)), (300, 99, vec![9]));
    assert_eq!(after(2, &known(300, 101)), (300, 100, vec![1]));
    // at 3 both cost 300: fewer tokens
    assert_eq!(after(3, &known(301, 0)), (300, 0, vec![0]));
}
