use super::*;
use crate::engine::plan::mix::problem::testing::problem;

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

/// The least that any mix costs, and the fewest tokens at that cost: by trying all of them.
fn cheapest(problem: &Problem) -> (i128, i128) {
    let mut totals = vec![(problem.fixed, 0)];
    for ways in &problem.people {
        let with = |(tokens, cost): &(i128, i128)| {
            let (tokens, cost) = (*tokens, *cost);
            ways.iter().map(move |way| (tokens + way.tokens, cost + way.cost))
        };
        totals = totals.iter().flat_map(with).collect();
    }
    let cost = |(tokens, cost): (i128, i128)| (cost + problem.purchase(tokens), tokens);
    totals.into_iter().map(cost).min().unwrap()
}

#[test]
fn the_mix_is_the_cheapest_of_all_mixes_and_of_those_the_one_of_fewest_tokens() {
    let shapes: [&[(i128, i128)]; 5] = [
        &[(0, 50), (20, 0)],
        &[(0, 40), (7, 22), (19, 0)],
        &[(3, 0)],
        &[(1, 30), (4, 21), (9, 3)],
        &[(0, 60), (10, 30), (20, 0)],
    ];
    let tiers: [&[(u64, Option<u64>, u64)]; 5] = [
        &[(1, None, 3)],
        &[(1, None, 3), (30, None, 2)],
        &[(10, Some(25), 2), (26, None, 5)],
        &[(1, None, 4), (20, None, 3), (40, None, 1)],
        &[(5, None, 3), (15, Some(29), 2), (30, None, 4)],
    ];
    let people = |first| shapes.map(move |second| (first, second));
    for (first, second) in shapes.iter().flat_map(|first| people(*first)) {
        for (third, tiers) in shapes.iter().flat_map(|third| tiers.map(|one| (*third, one))) {
            for (unit, fixed) in [(1, 0), (2, 0), (1, 5), (3, 1)] {
                let of = problem(&[first, second, third, first], tiers);
                let of = Problem { fixed, unit, ..of };
                let best = of.solve(&|| false);
                let told = (best.cost, best.tokens);
                assert_eq!(told, cheapest(&of), "{first:?} {second:?} {third:?} {tiers:?}");
                let (tokens, licences) = of.cost_of(&best.choice);
                assert_eq!((licences + of.purchase(tokens), tokens), told);
                assert_eq!((best.proved, best.lower_bound), (true, best.cost));
            }
        }
    }
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

#[test]
fn a_purchase_wastes_least_at_the_beginning_of_its_tier() {
    let of = Problem { unit: 2, ..problem(&[], &[(1, None, 1)]) };
    // From 10 tokens, 20 halves, at 5; bound at 3: (5 − 3) × 20 = 40. Up to 12 tokens.
    let piece = Piece { from: 10, to: Some(12), price: 5 };
    let tier = Tier { piece, price: 3, people: 100, purchase: 40, open: 0 };
    assert_eq!(tier.bound(), 140);
    let waste = |from, to| of.least_waste(&tier, (from, to));
    // 5 × 20 − 3 × 19 − 40; at 20 none; 5 × 21 − 3 × 21 − 40
    assert_eq!([waste(19, 19), waste(20, 20), waste(21, 21)], [3, 0, 2]);
    assert_eq!([waste(10, 15), waste(10, 19), waste(10, 20), waste(10, 30)], [15, 3, 0, 0]);
    assert_eq!([waste(21, 30), waste(22, 23)], [2, 4]);
    // up to 24 halves: 5 × 24 − 3 × 24 − 40, and beyond it nothing is of this tier
    assert_eq!([waste(24, 24), waste(24, 99)], [8, 8]);
    assert_eq!([waste(25, 25), waste(25, 99)], [i128::MAX / 4; 2]);
}

#[test]
fn a_tier_whose_tokens_are_cheaper_than_its_bound_wastes_least_at_its_end() {
    let of = problem(&[], &[(1, None, 1)]);
    let tier = Tier {
        piece: Piece { from: 20, to: Some(24), price: 3 },
        price: 5,
        people: 0,
        // (3 − 5) × 24
        purchase: -48,
        open: 0,
    };
    let waste = |from, to| of.least_waste(&tier, (from, to));
    // 3 × 20 − 5 × 19 + 48; 3 × 22 − 5 × 22 + 48; at 24 none
    assert_eq!([waste(10, 19), waste(20, 22), waste(20, 24), waste(20, 99)], [13, 4, 0, 0]);
}

#[test]
fn a_search_that_is_stopped_says_what_it_has_proved() {
    // Of four, 80 tokens are bought as 100 for 200, which four seats cost as well. The tier at
    // 3 is bound at 2: 80 × 2 + (3 − 2) × 1 = 161; the other one, which would take 100
    // tokens, at nothing: 100 × 2.
    let ways: &[(i128, i128)] = &[(0, 50), (20, 0)];
    let of = problem(&[ways; 4], &[(1, None, 3), (100, None, 2)]);
    let told = |stop: bool| {
        let best = of.solve(&|| stop);
        let open: Vec<_> = best.tiers.iter().map(|tier| (tier.bound(), tier.open)).collect();
        (best.cost, best.lower_bound, best.proved, open)
    };
    // Each of the four is 50 − 2 × 20 from the bound, and 39 lie between.
    assert_eq!(told(false), (200, 200, true, vec![(161, 4), (200, 0)]));
    assert_eq!(told(true), (200, 161, false, vec![(161, 1), (200, 0)]));
}
