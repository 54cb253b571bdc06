//! Who pays for the tokens?
//!
//! ```text
//! what there was when the period began + what was bought in it = what was consumed + what expired + what is left
//! cost of a group = Σ tokens × the price of the lots that paid for them, or × the mean of these, or × the list price
//! ```
//!
//! RULES §9 (which lot pays) and §10 (shares to the cent).
//!
//! Example: 100 tokens at 3.00 and 500 at 2.70; 67 are consumed, then 33 expire, then 10 are
//! consumed: 201.00 + 27.00 for those who used them, 99.00 expired, 490 × 2.70 = 1,323.00 not yet
//! used: 1,650.00, what was spent.
//!
//! Edges: denied use costs nothing, and is told. What is owed is charged when a purchase pays it.
//! Without lots, tokens cost what they were agreed or listed at, and nothing is unused.

use crate::engine::pool::{Pool, PoolCharge, PoolLot, tokens};
use crate::model::{Day, Exact, Given, Micro, MicroSum, Money, TokenPrice, Tokens};

/// What a bill is made of.
pub struct BillInput<'a> {
    /// Lots and charges of each pool; tags are the places of groups.
    pub pools: Vec<(Vec<PoolLot>, &'a [PoolCharge])>,
    /// How many groups there are.
    pub groups: usize,
    /// The first day and the first day after.
    pub period: (Day, Day),
}

/// What was spent and what became of it, in tokens and in money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// What each group consumed.
    pub groups: Vec<Part>,
    /// What there was when the period began.
    pub opening: Part,
    /// What was bought in it.
    pub bought: Part,
    /// What expired in it.
    pub expired: Part,
    /// What was left when it ended.
    pub left: Part,
    /// What was asked for in it and not there, in tokens.
    pub denied: Exact,
}

/// Tokens and what they cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Tokens.
    pub tokens: Tokens,
    /// Money.
    pub cost: Money,
}

impl Default for Part {
    fn default() -> Self {
        Self { tokens: Tokens::zero(), cost: Money::zero() }
    }
}

impl Part {
    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { tokens: &self.tokens + &other.tokens, cost: &self.cost + &other.cost }
    }

    /// What is left when another is taken off.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self { tokens: &self.tokens - &other.tokens, cost: &self.cost - &other.cost }
    }
}

impl Bill {
    /// What there was to be used, all of which is accounted for.
    pub fn total(&self) -> Part {
        self.opening.plus(&self.bought)
    }

    /// What all groups consumed.
    pub fn consumed(&self) -> Part {
        self.groups.iter().fold(Part::default(), |sum, part| sum.plus(part))
    }

    /// What nobody used: expired, or left.
    pub fn unused(&self) -> Part {
        self.expired.plus(&self.left)
    }
}

/// Sums of tokens, and what they cost, in 10⁻¹² of money: millionths of each.
#[derive(Clone, Copy, Default)]
struct Sum {
    micro: MicroSum,
    cost: u128,
}

impl Sum {
    fn add(&mut self, micro: Micro, price: u64) {
        self.micro += micro;
        self.cost += u128::from(micro.count()) * u128::from(price);
    }

    fn part(self) -> Part {
        Part {
            tokens: tokens(self.micro),
            cost: Money::new(Exact::whole(self.cost).times_ten_to(-12)),
        }
    }
}

/// Works out a bill.
pub fn bill(input: BillInput) -> Bill {
    let (from, until) = input.period;
    let mut groups = vec![Sum::default(); input.groups];
    let (mut opening, mut bought, mut left, mut expired) =
        (Sum::default(), Sum::default(), Sum::default(), Sum::default());
    let mut denied = MicroSum::default();
    for (lots, charges) in input.pools {
        let mut pool = Pool::new(lots).with_payments();
        let prices: Vec<u64> = pool.lots().iter().map(|state| micro(&state.lot.price)).collect();
        let price = |place: usize| prices.get(place).copied().unwrap_or_default();
        let before = charges.partition_point(|charge| charge.at.day() < from);
        let within = charges.partition_point(|charge| charge.at.day() < until);
        for charge in charges.iter().take(before) {
            pool.charge(charge);
        }
        pool.advance(from - 1);
        let mut expired_before = Vec::new();
        for (place, state) in pool.lots().iter().enumerate() {
            if state.is_bought {
                opening.add(state.left(), price(place));
            }
            expired_before.push((state.expired, state.is_bought));
        }
        for charge in charges.iter().take(within).skip(before) {
            pool.charge(charge);
        }
        pool.advance(until - 1);
        pool.close_day();
        for (place, (state, (expired_by_then, was_bought))) in
            pool.lots().iter().zip(expired_before).enumerate()
        {
            if state.is_bought {
                left.add(state.left(), price(place));
                expired.add(state.expired - expired_by_then, price(place));
                if !was_bought {
                    bought.add(state.lot.micro, price(place));
                }
            }
        }
        for payment in pool.payments().iter().filter(|payment| from <= payment.day) {
            if let Some(group) = groups.get_mut(payment.tag as usize) {
                group.add(payment.micro, price(payment.lot));
            }
        }
        denied += pool
            .days()
            .iter()
            .filter(|day| from <= day.day)
            .map(|day| day.denied.1)
            .sum::<MicroSum>();
    }
    Bill {
        groups: groups.into_iter().map(Sum::part).collect(),
        opening: opening.part(),
        bought: bought.part(),
        expired: expired.part(),
        left: left.part(),
        denied: denied.tokens().exact().clone(),
    }
}

/// What charges cost at one price, where no lots are known.
pub fn bill_at(
    charges: &[PoolCharge],
    groups: usize,
    period: (Day, Day),
    price: &TokenPrice,
) -> Bill {
    let mut sums = vec![Sum::default(); groups];
    for charge in
        charges.iter().filter(|charge| period.0 <= charge.at.day() && charge.at.day() < period.1)
    {
        if let Some(sum) = sums.get_mut(charge.tag as usize) {
            sum.add(charge.micro, micro(price));
        }
    }
    let groups: Vec<_> = sums.into_iter().map(Sum::part).collect();
    let bought = groups.iter().fold(Part::default(), |sum, part| sum.plus(part));
    Bill { groups, bought, ..Bill::default() }
}

/// The same parts at one price a token.
pub fn repriced(parts: &[Part], price: &TokenPrice) -> Vec<Part> {
    parts
        .iter()
        .map(|part| Part { tokens: part.tokens.clone(), cost: &part.tokens * price })
        .collect()
}

/// The parts with so much more spread over them, by tokens; as they are where there are none.
pub fn spread(parts: &[Part], more: &Money) -> Vec<Part> {
    let all: Tokens = parts.iter().map(|part| &part.tokens).sum();
    let share = |part: &Part| {
        let share = (more.exact() * part.tokens.exact()).divided_by(all.exact());
        Part {
            tokens: part.tokens.clone(),
            cost: &part.cost + &Money::new(share.unwrap_or_else(Exact::zero)),
        }
    };
    parts.iter().map(share).collect()
}

fn micro(price: &TokenPrice) -> u64 {
    price.exact().times_ten_to(6).to_u64().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::pool::Spender;
    use crate::model::{Instant, LotKind};

    fn day(number: i32) -> Day {
        Day::since_1970(number)
    }

    fn lot(id: &str, bought: i32, whole: u64, price: &str) -> PoolLot {
        PoolLot {
            id: id.into(),
            bought: day(bought),
            expires: day(bought) + 365,
            micro: Micro::new(whole * 1_000_000),
            price: price.parse().unwrap(),
            kind: LotKind::Tokens,
        }
    }

    fn charge(on: i32, whole: u64, tag: u32) -> PoolCharge {
        PoolCharge {
            at: Instant::start_of(day(on)),
            spender: Spender::Desktop,
            micro: Micro::new(whole * 1_000_000),
            tag,
        }
    }

    #[test]
    fn what_was_spent_is_consumed_expired_or_left() {
        let lots = vec![lot("a", 1000, 100, "3"), lot("b", 1200, 500, "2.70")];
        let charges = [charge(1250, 67, 0), charge(1365, 10, 1)];
        let result = bill(BillInput {
            pools: vec![(lots, &charges)],
            groups: 2,
            period: (day(0), day(1400)),
        });
        let costs: Vec<_> = result.groups.iter().map(|part| part.cost.clone()).collect();
        // 67 × 3.00; 10 × 2.70; 33 × 3.00; 490 × 2.70
        assert_eq!(costs, [201.into(), 27.into()]);
        assert_eq!((&result.expired.cost, &result.left.cost), (&99.into(), &1323.into()));
        assert_eq!(result.total().cost, 1650.into());
        assert_eq!(result.consumed().plus(&result.unused()), result.total());
    }

    #[test]
    fn a_period_with_purchases_only_has_everything_left() {
        let lots = vec![lot("a", 1000, 100, "3")];
        let result =
            bill(BillInput { pools: vec![(lots, &[])], groups: 0, period: (day(990), day(1020)) });
        assert_eq!((&result.opening, &result.bought), (&Part::default(), &result.left));
        assert_eq!(result.left.cost, 300.into());
    }

    #[test]
    fn what_is_unused_is_spread_by_tokens() {
        let part = |tokens: u64, cost: u64| Part { tokens: tokens.into(), cost: cost.into() };
        let spread = spread(&[part(1, 3), part(3, 9)], &8.into());
        assert_eq!(
            spread.iter().map(|part| part.cost.clone()).collect::<Vec<_>>(),
            [5.into(), 15.into()]
        );
    }
}
