//! When should how many tokens be bought, so that a forecast is served at the least cost?
//!
//! ```text
//! least(s) = min over purchases q of price(q) × q + least(min(s + q, what is asked for while the
//!     lot lives))
//! ```
//!
//! s counts the tokens of the forecast that have been served, from its beginning. Since lots are
//! spent by earliest expiry and cost the same whenever they are bought, a purchase is best made on
//! the day on which the stock does not suffice: put off to that day it serves the same use and
//! expires later. So s says which day that is, and a lot that is bought then serves what comes
//! next, until its tokens are used or it expires. That makes it a dynamic programme over s, exact
//! for every whole number of tokens; within one tier the best purchase is the least of a sliding
//! window, so that the work is tokens × tiers.
//!
//! RULES §5 (all-units tiers, minimum purchase) and §9 (expiry).
//!
//! Example: 4,000 tokens in the first year and 6,000 in the second; 3.00 each, 2.85 from 5,000.
//! 4,000 and then 6,000 cost 12,000 + 17,100 = 29,100. 5,000 at first would cost 14,250, and 1,000
//! of them would expire.
//!
//! Edges: tokens are bought whole, so the forecast counts as whole tokens, its sums rounded up.
//! What is left when the forecast ends is worth nothing. Purchases that are planned already serve
//! what they serve alone. Of plans at one cost, the one with fewer purchases wins, then the one
//! whose earlier purchases are smaller. More than [`MOST_TOKENS`] are refused.

use std::collections::VecDeque;

use crate::model::{Divide, Money, Quotient, TokenPrice, TokenTerms, Tokens, Unit};

use crate::engine::price::purchase::cheapest_purchase;

/// The most tokens that a forecast may have to buy: the programme holds a line for each.
pub const MOST_TOKENS: u64 = 20_000_000;

/// What is to be served.
pub struct ScheduleInput<'a> {
    /// What is not covered by lots that are there, day by day, in parts of a token.
    pub uncovered: &'a [u128],
    /// How many of these parts are one token.
    pub parts: u128,
    /// What tokens cost and how long they live.
    pub terms: &'a TokenTerms,
}

/// One purchase of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// How many days after the first one of the forecast it is made.
    pub day: usize,
    /// How many tokens.
    pub tokens: Tokens,
    /// What one costs.
    pub token_price: TokenPrice,
    /// What they cost together.
    pub cost: Quotient<Money>,
    /// How many days after the first one it stops to suffice; `None`: not within the forecast.
    pub lasts_until: Option<usize>,
    /// What of it expires unused, or is left when the forecast ends.
    pub unused: Tokens,
}

/// The cheapest purchases, and what one would otherwise do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The cheapest purchases, by day.
    pub purchases: Vec<Planned>,
    /// Whenever tokens run out, what the next year needs.
    pub yearly: Vec<Planned>,
    /// Whenever tokens run out, what the next quarter of a year needs.
    pub quarterly: Vec<Planned>,
}

/// That the forecast is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// How many tokens would have to be bought.
    pub tokens: u128,
}

/// What purchases cost together.
pub fn total(purchases: &[Planned]) -> Quotient<Money> {
    purchases.iter().map(|purchase| &purchase.cost).sum()
}

/// Finds the cheapest purchases.
pub fn schedule(input: &ScheduleInput) -> Result<Schedule, TooLarge> {
    let line = Line::new(input)?;
    let quarter = (line.term / 4).max(1);
    Ok(Schedule {
        purchases: line.cheapest(),
        yearly: line.whenever_dry(line.term, input.terms),
        quarterly: line.whenever_dry(quarter, input.terms),
    })
}

/// The forecast as a line of whole tokens.
struct Line {
    /// How many tokens are asked for up to the end of each day.
    sums: Vec<usize>,
    /// How many days a lot lives.
    term: usize,
    /// The smallest purchase of each tier, and a token's price in it, in millionths; by rising
    /// size.
    tiers: Vec<(u64, u64)>,
}

/// A cost in millionths, and then how many purchases it takes, as one number.
type Least = u128;

const PURCHASE: Least = 1;

fn cost(micro: u128) -> Least {
    micro << 32
}

impl Line {
    fn new(input: &ScheduleInput) -> Result<Self, TooLarge> {
        let mut sum = 0_u128;
        let mut sums = Vec::with_capacity(input.uncovered.len());
        for parts in input.uncovered {
            sum += parts;
            let tokens = sum.div_ceil(input.parts);
            if tokens > MOST_TOKENS.into() {
                let all = input.uncovered.iter().sum::<u128>().div_ceil(input.parts);
                return Err(TooLarge { tokens: all });
            }
            sums.push(usize::try_from(tokens).unwrap_or(usize::MAX));
        }
        let tiers = input.terms.smallest_purchases().map(|from| {
            let price = input.terms.price_of(from).price.millionths();
            (from.to_u64().unwrap_or(u64::MAX), price.unwrap_or(u64::MAX))
        });
        Ok(Self { sums, term: input.terms.term_days as usize, tiers: tiers.collect() })
    }

    /// All that the forecast asks for.
    fn end(&self) -> usize {
        self.sums.last().copied().unwrap_or_default()
    }

    /// The day on which tokens run out when so many have been served.
    fn day_of(&self, served: usize) -> usize {
        self.sums.partition_point(|sum| *sum <= served)
    }

    /// What is asked for up to the end of a day; of a day after the forecast, all.
    fn sum(&self, day: usize) -> usize {
        self.sums.get(day).copied().unwrap_or_else(|| self.end())
    }

    /// The smallest cost of at least so many tokens, and how many they are.
    fn at_least(&self, tokens: usize) -> (u128, u64) {
        let tokens = tokens as u64;
        let tiers = self.tiers.iter().enumerate().map(|(place, (from, price))| {
            let size = tokens.max(*from);
            let fits = self.tiers.get(place + 1).is_none_or(|(next, _)| size < *next);
            (if fits { u128::from(size) * u128::from(*price) } else { u128::MAX }, size)
        });
        tiers.min().unwrap_or((u128::MAX, tokens))
    }

    /// The dynamic programme, from the end of the line to its beginning.
    fn cheapest(&self) -> Vec<Planned> {
        let end = self.end();
        let (mut least, mut choice) = (vec![0; end + 1], vec![0_u64; end + 1]);
        let mut windows: Vec<VecDeque<(usize, Least)>> = vec![VecDeque::new(); self.tiers.len()];
        let mut day = self.sums.len();
        for served in (0..end).rev() {
            while day > 0 && self.sum(day - 1) > served {
                day -= 1;
            }
            let lives = self.sum(day + self.term - 1);
            // To the end of the lot's life, or of the forecast.
            let (price, size) = self.at_least(lives - served);
            let mut best =
                (cost(price) + PURCHASE + least.get(lives).copied().unwrap_or_default(), size);
            // Less than that: the stock runs out at some `next` before.
            for (place, (from, price)) in self.tiers.iter().enumerate() {
                let Some(window) = windows.get_mut(place) else { continue };
                let from = usize::try_from(*from).unwrap_or(usize::MAX);
                let next = served.saturating_add(from);
                if let Some(after) = least.get(next).copied() {
                    let key = after + cost(u128::from(*price) * next as u128);
                    while window.back().is_some_and(|(_, back)| *back >= key) {
                        window.pop_back();
                    }
                    window.push_back((next, key));
                }
                let larger = self.tiers.get(place + 1).map_or(usize::MAX, |(next, _)| {
                    usize::try_from(*next).unwrap_or(usize::MAX).saturating_add(served) - 1
                });
                while window.front().is_some_and(|(next, _)| *next > larger.min(lives)) {
                    window.pop_front();
                }
                if let Some((next, key)) = window.front() {
                    let total = key - cost(u128::from(*price) * served as u128) + PURCHASE;
                    best = best.min((total, (next - served) as u64));
                }
            }
            if let (Some(least), Some(choice)) = (least.get_mut(served), choice.get_mut(served)) {
                (*least, *choice) = best;
            }
        }
        let mut purchases = Vec::new();
        let mut served = 0;
        while served < end {
            let Some(size) = choice.get(served).copied().filter(|size| *size > 0) else { break };
            let (planned, next) = self.planned(served, size);
            purchases.push(planned);
            served = next;
        }
        purchases
    }

    /// A purchase of so many tokens when so many have been served, and how many have when it stops
    /// to suffice.
    fn planned(&self, served: usize, size: u64) -> (Planned, usize) {
        let day = self.day_of(served);
        let lives = self.sum(day + self.term - 1);
        let next = served.saturating_add(usize::try_from(size).unwrap_or(usize::MAX)).min(lives);
        let price =
            self.tiers.iter().rev().find(|(from, _)| *from <= size).map_or(0, |(_, price)| *price);
        let token_price = TokenPrice::from_millionths(price);
        let tokens = Tokens::from(size);
        let planned = Planned {
            day,
            cost: tokens * token_price,
            token_price,
            lasts_until: (next < self.end()).then(|| self.day_of(next)),
            unused: tokens - Tokens::from((next - served) as u64),
            tokens,
        };
        (planned, next)
    }

    /// Whenever tokens run out, the cheapest purchase of what so many days ask for.
    fn whenever_dry(&self, days: usize, terms: &TokenTerms) -> Vec<Planned> {
        let mut purchases = Vec::new();
        let mut served = 0;
        while served < self.end() {
            let needed = self.sum(self.day_of(served) + days - 1) - served;
            let size = cheapest_purchase(needed as u64, terms).tokens;
            let (planned, next) = self.planned(served, size.to_u64().unwrap_or(u64::MAX));
            purchases.push(planned);
            served = next;
        }
        purchases
    }
}

/// The mean price of a token over several purchases; `None` of none.
pub fn mean_price(purchases: &[Planned]) -> Option<Quotient<TokenPrice>> {
    let tokens: Tokens = purchases.iter().map(|purchase| purchase.tokens).sum();
    total(purchases).divided_by(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    fn terms(term_days: u32, minimum: u64, tiers: &[(u64, &str)]) -> TokenTerms {
        let tier = |(from, price): &(u64, &str)| Tier {
            from: (*from).into(),
            price: Some(price.parse().unwrap()),
        };
        TokenTerms {
            list_price: "3".parse().unwrap(),
            minimum_purchase: minimum.into(),
            term_days,
            grace_minutes: 5,
            tiers: tiers.iter().map(tier).collect(),
            source: None,
            note: None,
        }
    }

    fn bought(purchases: &[Planned]) -> Vec<(usize, u64)> {
        purchases.iter().map(|one| (one.day, one.tokens.to_u64().unwrap())).collect()
    }

    #[test]
    fn each_year_is_bought_when_it_begins() {
        // 4,000 tokens on the first day, 6,000 a year later, at 3.00 and from 5,000 at 2.85: 12,000
        // + 17,100
        let mut days = vec![0; 730];
        (days[0], days[365]) = (4000, 6000);
        let terms = terms(365, 100, &[(5000, "2.85")]);
        let result =
            schedule(&ScheduleInput { uncovered: &days, parts: 1, terms: &terms }).unwrap();
        assert_eq!(bought(&result.purchases), [(0, 4000), (365, 6000)]);
        assert_eq!(total(&result.purchases), Quotient::from(29_100));
        assert_eq!(result.purchases[0].lasts_until, Some(365));
        assert_eq!(mean_price(&result.purchases).map(|it| it.to_string()), Some("2.91".into()));
    }

    #[test]
    fn a_larger_tier_is_reached_by_buying_for_longer() {
        // 10 a day for 20 days; lots live 15 days; 1.00 from 120: 150 for the first 15 days and 50,
        // or 120 and 80: 150 + 50 × 3 = 300; 120 + 80 × 3 = 360; 120 twice = 240, the second to
        // the end with 40 over.
        let terms = terms(15, 1, &[(120, "1")]);
        let result =
            schedule(&ScheduleInput { uncovered: &[10; 20], parts: 1, terms: &terms }).unwrap();
        assert_eq!(total(&result.purchases), Quotient::from(240));
        assert_eq!(bought(&result.purchases), [(0, 120), (12, 120)]);
        assert_eq!(result.purchases[1].unused, 40.into());
        // One purchase a lot's life: 150, then 50 cost as much as 120 at 1.00.
        assert_eq!(total(&result.yearly), Quotient::from(270));
        assert_eq!(bought(&result.yearly), [(0, 150), (15, 120)]);
    }

    #[test]
    fn of_plans_at_one_cost_the_one_with_fewer_purchases_and_then_smaller_earlier_ones_wins() {
        // 10 a day for 20 days, lots live 15 days, 3.00 each: 600 in any number of purchases. Two
        // suffice, of which the second covers 150 at most: 50 and 150.
        let terms = terms(15, 1, &[]);
        let result =
            schedule(&ScheduleInput { uncovered: &[10; 20], parts: 1, terms: &terms }).unwrap();
        assert_eq!(bought(&result.purchases), [(0, 50), (5, 150)]);
        assert_eq!(total(&result.purchases), Quotient::from(600));
    }

    #[test]
    fn nothing_is_bought_for_nothing_and_parts_of_tokens_are_rounded_up_in_sum() {
        let terms = terms(365, 1, &[]);
        let of = |days: &[u128]| {
            bought(
                &schedule(&ScheduleInput { uncovered: days, parts: 3, terms: &terms })
                    .unwrap()
                    .purchases,
            )
        };
        assert_eq!(of(&[0, 0]), []);
        // 4 thirds are 2 tokens in all
        assert_eq!(of(&[1, 1, 1, 1]), [(0, 2)]);
    }

    #[test]
    fn a_forecast_of_too_many_tokens_is_refused() {
        let terms = terms(365, 1, &[]);
        let of = |tokens: u64| {
            schedule(&ScheduleInput { uncovered: &[tokens.into()], parts: 1, terms: &terms })
        };
        assert_eq!(of(MOST_TOKENS + 1), Err(TooLarge { tokens: u128::from(MOST_TOKENS) + 1 }));
    }
}
