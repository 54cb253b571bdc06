//! How many tokens should be bought for a year? (RULES §8)
//!
//! By rule: tokens = ceil(expected × (100 + buffer) ÷ 100), then the cheapest purchase of at
//! least that many.
//!
//! By risk: of every possible purchase Q, the one with the least expected cost p(Q) × Q plus t ×
//! E[(D−Q)⁺], where t is what a token costs later, when the pool has run dry: the newsvendor
//! problem of operations research.
//!
//! Example, demand 6,000 / 8,000 / 12,000, list and top-up 3.00, 2.85 from 5,000: the last token
//! that pays is where the chance that it is needed still exceeds 2.85 ÷ 3.00, so Q = 6,775 and the
//! expected cost 25,022.54.
//!
//! Edges: Q may be 0 (buy nothing, top up all), else it is at least the minimum purchase. Among
//! purchases of equal expected cost the largest wins. Top-ups are taken to cost t each, in any
//! number.

use serde::Serialize;

use crate::engine::price::purchase::{Purchase, cheapest_purchase, purchase_of};
use crate::engine::price::token_price::TokenPriceChoice;
use crate::engine::sums::demand::Demand;
use crate::model::{Money, Number, Percent, Quotient, TokenPrice, TokenTerms, Tokens};

/// The largest buffer that the guide calls reasonable, in percent.
pub const GUIDE_CEILING: u64 = 20;

/// What is expected to be used, how surely, and what tokens cost.
#[derive(Clone, Debug)]
pub struct PoolSizeInput<'a> {
    /// Tokens expected to be used in the year.
    pub expected: Quotient<Tokens>,
    /// What to add for safety.
    pub buffer: Percent,
    /// How uncertain the demand is, to choose by risk.
    pub risk: Option<Risk>,
    /// What the vendor charges for tokens.
    pub terms: &'a TokenTerms,
}

/// Uncertain demand, and what running dry costs.
#[derive(Clone, Debug)]
pub struct Risk {
    /// How many tokens may be needed.
    pub demand: Demand,
    /// What a token costs that is bought later.
    pub top_up: TokenPriceChoice,
}

/// How many tokens to buy.
#[derive(Clone, Debug, Serialize)]
pub struct PoolSize {
    /// Tokens expected to be used.
    pub expected: Quotient<Tokens>,
    /// Whole tokens needed by the rule.
    pub tokens: Tokens,
    /// The cheapest purchase of at least that many.
    pub purchase: Purchase,
    /// The purchases compared; only by risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<PoolOption>>,
    /// The option with the least expected cost; only by risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended: Option<OptionName>,
}

impl PoolSize {
    /// The option with the least expected cost; only by risk.
    pub fn recommendation(&self) -> Option<&PoolOption> {
        self.options.iter().flatten().find(|option| Some(option.name) == self.recommended)
    }
}

/// A way to size the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionName {
    /// What is expected, without a buffer.
    Expected,
    /// With the buffer asked for.
    Buffer,
    /// With the largest buffer that the guide calls reasonable.
    Ceiling,
    /// Where purchase and top-ups together are expected to cost least.
    LeastExpectedCost,
}

impl OptionName {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Buffer => "buffer",
            Self::Ceiling => "ceiling",
            Self::LeastExpectedCost => "least_expected_cost",
        }
    }
}

/// One way to size the pool, and what it is expected to cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolOption {
    /// Which way it is.
    pub name: OptionName,
    /// Tokens to buy now.
    pub tokens: Tokens,
    /// What one costs.
    pub token_price: TokenPrice,
    /// What they cost together.
    pub spend: Quotient<Money>,
    /// Whether more is bought than the rule asks for, since that is not dearer.
    pub bought_up: bool,
    /// Whether the vendor has published no price for this tier.
    pub unquoted: bool,
    /// The chance that they are enough, from 0 to 1.
    pub service_level: Quotient<Number>,
    /// Tokens short on average.
    pub expected_short: Quotient<Tokens>,
    /// What topping up costs on average.
    pub expected_top_up_cost: Quotient<Money>,
    /// Tokens that expire unused on average.
    pub expected_expired: Quotient<Tokens>,
    /// What they had cost.
    pub expected_expired_cost: Quotient<Money>,
    /// Spend and top-ups together.
    pub expected_total: Quotient<Money>,
}

/// Sizes the pool.
pub fn pool_size(input: &PoolSizeInput) -> PoolSize {
    let by_rule = |buffer: Percent| (&input.expected * buffer.on_top()).up_to_whole();
    let tokens = by_rule(input.buffer);
    let options = input.risk.as_ref().map(|risk| {
        let rule =
            |name, buffer| option(name, cheapest_purchase(by_rule(buffer), input.terms), risk);
        vec![
            rule(OptionName::Expected, Percent::from(0)),
            rule(OptionName::Buffer, input.buffer),
            rule(OptionName::Ceiling, Percent::from(GUIDE_CEILING)),
            least_expected_cost(risk, input.terms),
        ]
    });
    PoolSize {
        expected: input.expected.clone(),
        purchase: cheapest_purchase(tokens, input.terms),
        tokens,
        recommended: options.as_ref().map(|_| OptionName::LeastExpectedCost),
        options,
    }
}

fn option(name: OptionName, purchase: Purchase, Risk { demand, top_up }: &Risk) -> PoolOption {
    let expected_short = demand.expected_short(purchase.tokens);
    let expected_expired = demand.expected_left(purchase.tokens);
    let expected_top_up_cost = &expected_short * &top_up.price;
    PoolOption {
        name,
        service_level: demand.chance_within(purchase.tokens),
        expected_expired_cost: &expected_expired * purchase.token_price,
        expected_total: &purchase.cost + &expected_top_up_cost,
        expected_short,
        expected_top_up_cost,
        expected_expired,
        spend: purchase.cost,
        bought_up: purchase.bought_up,
        unquoted: purchase.unquoted,
        token_price: purchase.token_price,
        tokens: purchase.tokens,
    }
}

/// Within a tier the expected cost is convex in Q, so each tier has one best purchase: compare
/// those, and buying nothing.
fn least_expected_cost(risk: &Risk, terms: &TokenTerms) -> PoolOption {
    let starts: Vec<_> = terms.smallest_purchases().collect();
    // Nobody needs more than the most that can be needed; a tier that starts above it is worth its
    // start at best.
    let most = risk.demand.high().up_to_whole();
    let ends = starts.iter().skip(1).map(|next| *next - Tokens::from(1)).chain([most]);
    let best_of_tiers = starts.iter().zip(ends).map(|(start, end)| {
        let tokens = last_that_pays(*start, end, terms.price_of(*start).price, risk);
        option(OptionName::LeastExpectedCost, purchase_of(tokens, terms), risk)
    });
    let nothing = option(OptionName::LeastExpectedCost, purchase_of(Tokens::ZERO, terms), risk);
    best_of_tiers.fold(nothing, |best, other| {
        if other.expected_total <= best.expected_total { other } else { best }
    })
}

/// The largest Q from `start` to `end` whose last token costs no more than it saves: p ≤ t × (E
/// short at Q−1 − E short at Q). What a further token saves never grows with Q, so that halving
/// the interval finds it.
fn last_that_pays(start: Tokens, end: Tokens, price: TokenPrice, risk: &Risk) -> Tokens {
    let pays = |tokens: &Quotient<Tokens>| {
        let short = |tokens: Quotient<Tokens>| risk.demand.expected_short(tokens);
        let saved = short(tokens - 1) - short(tokens.clone());
        saved * &risk.top_up.price >= Tokens::from(1) * price
    };
    let (mut known, mut open) = (Quotient::from(start), Quotient::from(end));
    while known < open {
        let middle = &open - (&open - &known).half().floor();
        if pays(&middle) {
            known = middle;
        } else {
            open = middle - 1;
        }
    }
    known.up_to_whole()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    fn terms(tiers: &[(u64, &str)]) -> TokenTerms {
        TokenTerms {
            list_price: 3.into(),
            minimum_purchase: 100.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: tiers
                .iter()
                .map(|(from, price)| Tier {
                    from: (*from).into(),
                    price: Some(price.parse().unwrap()),
                })
                .collect(),
            source: None,
            note: None,
        }
    }

    fn risk(low: u64, likely: u64, high: u64, top_up_price: &str) -> Risk {
        Risk {
            demand: Demand::new(low, likely, high).unwrap(),
            top_up: TokenPriceChoice::given(top_up_price.parse().unwrap()),
        }
    }

    #[test]
    fn the_critical_ratio_decides_within_a_tier() {
        // P(D ≤ Q) = 1 − 2.85 ÷ 3 = 0.05: (Q − 6000)² = 0.05 × 6000 × 2000 = 600,000, Q =
        // 6,774.6
        let best = least_expected_cost(&risk(6000, 8000, 12_000, "3"), &terms(&[(5000, "2.85")]));
        assert_eq!(best.tokens, 6775.into());
    }

    #[test]
    fn a_threshold_can_beat_the_best_of_every_tier() {
        // 10,000 × 2.40 + 3 × 1000 ÷ 9 = 24,000 + 333.33
        let best = least_expected_cost(
            &risk(6000, 8000, 12_000, "3"),
            &terms(&[(5000, "2.85"), (10_000, "2.40")]),
        );
        assert_eq!(best.tokens, 10_000.into());
        assert_eq!(best.expected_total, Quotient::from(1000).over(3).unwrap() + 24_000);
    }

    #[test]
    fn the_largest_of_equals_wins() {
        // at one price, every Q up to the least demand has the same expected cost
        assert_eq!(least_expected_cost(&risk(600, 800, 1200, "3"), &terms(&[])).tokens, 600.into());
    }

    #[test]
    fn nothing_is_bought_where_topping_up_is_cheaper() {
        assert_eq!(least_expected_cost(&risk(600, 800, 1200, "2"), &terms(&[])).tokens, 0.into());
    }

    #[test]
    fn the_choice_is_the_best_of_all_purchases() {
        let tiers: &[&[(u64, &str)]] = &[
            &[],
            &[(120, "2.85")],
            &[(110, "2.90"), (130, "2.50")],
            &[(300, "0.50")],
            &[(100, "2.7")],
            &[(50, "2.7")],
        ];
        let demands = [
            (0, 0, 0),
            (100, 120, 150),
            (0, 100, 140),
            (130, 130, 130),
            (0, 0, 200),
            (20, 200, 200),
        ];
        for (tiers, (low, likely, high)) in
            tiers.iter().flat_map(|tiers| demands.map(|demand| (tiers, demand)))
        {
            for top_up in ["2", "3", "4.5", "100"] {
                let (risk, terms) = (risk(low, likely, high, top_up), terms(tiers));
                let all = [0].into_iter().chain(100..=310).map(|tokens| {
                    option(OptionName::LeastExpectedCost, purchase_of(tokens.into(), &terms), &risk)
                });
                let slow = all.reduce(|best, other| {
                    if other.expected_total <= best.expected_total { other } else { best }
                });
                assert_eq!(
                    Some(least_expected_cost(&risk, &terms)),
                    slow,
                    "{tiers:?} {low} {likely} {high} {top_up}"
                );
            }
        }
    }

    #[test]
    fn by_risk_the_least_expected_cost_is_recommended_and_by_rule_nothing_is() {
        let terms = terms(&[]);
        let (expected, buffer) = (Quotient::from(800), Percent::from(10));
        let risk = Some(risk(600, 800, 1200, "3"));
        let input = PoolSizeInput { expected, buffer, risk, terms: &terms };
        let found = pool_size(&input);
        let recommended = found.recommendation().map(|option| (option.name, option.tokens));
        assert_eq!(recommended, Some((OptionName::LeastExpectedCost, 600.into())));
        assert_eq!(pool_size(&PoolSizeInput { risk: None, ..input }).recommendation(), None);
    }
}
