//! Who pays for the tokens?
//!
//! ```text
//! what there was when the period began + what was bought in it = what was consumed + what
//!     expired + what is left
//! cost of a group = Σ tokens × the price of the lots that paid for them, or × their mean,
//!     or × the list price
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

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::bill::pools::LotsAndCharges;
use crate::engine::pool::{LotState, Pool, PoolCharge, PoolLot};
use crate::model::{Day, MicroSum, Money, Quotient, TokenPrice, Tokens};

/// What a bill is made of.
pub struct BillInput<'a> {
    /// Lots and charges of each pool; tags are the places of groups.
    pub pools: Vec<LotsAndCharges>,
    /// What a token costs where no lots are known.
    pub price_without_lots: &'a Quotient<TokenPrice>,
    /// How many groups there are, where they are known before.
    pub groups: usize,
    /// The first day and the first day after.
    pub period: (Day, Day),
}

/// What was spent and what became of it, in tokens and in money.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub denied: Tokens,
}

impl Default for Bill {
    fn default() -> Self {
        let [opening, bought, expired, left] = std::array::from_fn(|_| Part::default());
        Self { groups: Vec::new(), opening, bought, expired, left, denied: Tokens::ZERO }
    }
}

/// Tokens and what they cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Tokens.
    pub tokens: Tokens,
    /// Money.
    pub cost: Quotient<Money>,
}

impl Default for Part {
    fn default() -> Self {
        Self { tokens: Tokens::ZERO, cost: Quotient::ZERO }
    }
}

impl Part {
    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { tokens: self.tokens + other.tokens, cost: &self.cost + &other.cost }
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

/// Sums of tokens, and what they cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Tokens.
    pub micro: MicroSum,
    /// Money.
    pub cost: Quotient<Money>,
}

impl Sum {
    /// Adds so many tokens at a price.
    pub fn add(&mut self, micro: impl Into<MicroSum>, price: &Quotient<TokenPrice>) {
        let micro = micro.into();
        self.micro += micro;
        self.cost += micro.tokens() * price;
    }

    /// The same as amounts.
    pub fn part(self) -> Part {
        Part { tokens: self.micro.tokens(), cost: self.cost }
    }
}

/// Works out a bill. `group` says to whom belongs what a lot paid for a tag, by tag and lot in
/// order; `None`: to nobody.
pub fn bill(
    input: BillInput,
    mut group: impl FnMut(u32, &PoolLot, MicroSum) -> Option<usize>,
) -> Bill {
    if input.pools.iter().all(|pool| pool.lots.is_empty()) {
        return bill_at(&input);
    }
    let mut groups = vec![Sum::default(); input.groups];
    let mut sums = Sums::default();
    for LotsAndCharges { lots, charges, .. } in input.pools {
        let pool = sums.replay(lots, &charges, input.period);
        // There may be millions of payments, and few lots: each is priced once for each group.
        let mut paid: BTreeMap<(u32, usize), MicroSum> = BTreeMap::new();
        for payment in pool.payments().iter().filter(|payment| input.period.0 <= payment.day) {
            *paid.entry((payment.tag, payment.lot)).or_default() += payment.micro;
        }
        for ((tag, lot), micro) in paid {
            let Some(LotState { lot, .. }) = pool.lots().get(lot) else { continue };
            let Some(place) = group(tag, lot, micro) else { continue };
            if groups.len() <= place {
                groups.resize(place + 1, Sum::default());
            }
            if let Some(sum) = groups.get_mut(place) {
                sum.add(micro, &lot.price);
            }
        }
    }
    Bill {
        groups: groups.into_iter().map(Sum::part).collect(),
        opening: sums.opening.part(),
        bought: sums.bought.part(),
        expired: sums.expired.part(),
        left: sums.left.part(),
        denied: sums.denied.tokens(),
    }
}

/// What became of all lots in a period.
#[derive(Default)]
struct Sums {
    opening: Sum,
    bought: Sum,
    expired: Sum,
    left: Sum,
    denied: MicroSum,
}

impl Sums {
    /// Replays one pool to the end of the period.
    fn replay(
        &mut self,
        lots: Vec<PoolLot>,
        charges: &[PoolCharge],
        (from, until): (Day, Day),
    ) -> Pool {
        let mut pool = Pool::new(lots).with_payments();
        let before = charges.partition_point(|charge| charge.at.day() < from);
        let within = charges.partition_point(|charge| charge.at.day() < until);
        for charge in charges.iter().take(before) {
            pool.charge(charge);
        }
        pool.advance(from - 1);
        let at_first = pool.lots().to_vec();
        for charge in charges.iter().take(within).skip(before) {
            pool.charge(charge);
        }
        pool.advance(until - 1);
        pool.close_day();
        for (first, last) in at_first.iter().zip(pool.lots()) {
            self.add(first, last, &last.lot.price);
        }
        let days = pool.days().iter().filter(|day| from <= day.day);
        self.denied += days.map(|day| day.denied.1).sum::<MicroSum>();
        pool
    }

    /// One lot as the period began and as it ended.
    fn add(&mut self, first: &LotState, last: &LotState, price: &Quotient<TokenPrice>) {
        if first.is_bought {
            self.opening.add(first.left(), price);
        } else if last.is_bought {
            self.bought.add(last.lot.micro, price);
        }
        if last.is_bought {
            self.left.add(last.left(), price);
            self.expired.add(last.expired - first.expired, price);
        }
    }
}

/// What charges cost at one price, where no lots are known.
fn bill_at(input: &BillInput) -> Bill {
    let (from, until) = input.period;
    let mut sums = vec![MicroSum::default(); input.groups];
    for charge in input.pools.iter().flat_map(|pool| &pool.charges) {
        let is_within = from <= charge.at.day() && charge.at.day() < until;
        if let Some(sum) = sums.get_mut(charge.tag as usize).filter(|_| is_within) {
            *sum += charge.micro;
        }
    }
    let price = input.price_without_lots;
    let priced = |micro: MicroSum| Part { tokens: micro.tokens(), cost: micro.tokens() * price };
    let groups: Vec<_> = sums.into_iter().map(priced).collect();
    let bought = groups.iter().fold(Part::default(), |sum, part| sum.plus(part));
    Bill { groups, bought, ..Bill::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::pool::Spender;
    use crate::model::Micro;
    use crate::model::{Instant, LotKind, date_of};

    fn day(days: i32) -> Day {
        Day::since_1970(days)
    }

    fn lot(id: &str, bought: i32, whole: u64, price: &str) -> PoolLot {
        PoolLot {
            id: id.into(),
            bought: day(bought),
            expires: day(bought + 365),
            micro: Micro::new(whole * 1_000_000),
            price: price.parse::<TokenPrice>().unwrap().into(),
            kind: LotKind::Tokens,
        }
    }

    fn charge(on: i32, whole: u64, tag: u32) -> PoolCharge {
        PoolCharge {
            at: Instant::start_of(date_of(day(on))),
            spender: Spender::Desktop,
            micro: Micro::new(whole * 1_000_000),
            tag,
        }
    }

    fn billed(lots: Vec<PoolLot>, charges: Vec<PoolCharge>, period: (i32, i32)) -> Bill {
        let period = (day(period.0), day(period.1));
        let pools = vec![LotsAndCharges { team: None, lots, charges }];
        let input = BillInput {
            pools,
            price_without_lots: &"2.40".parse::<TokenPrice>().unwrap().into(),
            groups: 2,
            period,
        };
        bill(input, |tag, _, _| usize::try_from(tag).ok())
    }

    #[test]
    fn without_lots_tokens_cost_the_price_and_nothing_is_unused() {
        let charges = vec![charge(989, 1, 0), charge(990, 10, 0), charge(1019, 5, 1)];
        let result = billed(vec![], charges, (990, 1019));
        // day 990 is the first, and 1,019 the first after: 10 × 2.40
        assert_eq!(
            (result.groups[0].cost.clone(), result.groups[1].clone()),
            (24.into(), Part::default())
        );
        assert_eq!((result.total(), result.unused()), (result.consumed(), Part::default()));
    }

    #[test]
    fn what_was_spent_is_consumed_expired_or_left() {
        let lots = vec![lot("a", 1000, 100, "3"), lot("b", 1200, 500, "2.70")];
        let charges = [charge(1250, 67, 0), charge(1365, 10, 1)];
        let result = billed(lots, charges.to_vec(), (0, 1400));
        let costs: Vec<_> = result.groups.iter().map(|part| part.cost.clone()).collect();
        // 67 × 3.00; 10 × 2.70; 33 × 3.00; 490 × 2.70
        assert_eq!(costs, [Quotient::from(201), Quotient::from(27)]);
        assert_eq!((&result.expired.cost, &result.left.cost), (&99.into(), &1323.into()));
        assert_eq!(result.total().cost, Quotient::from(1650));
        assert_eq!(result.consumed().plus(&result.unused()), result.total());
    }

    #[test]
    fn a_period_begins_with_its_first_day_and_ends_before_the_day_after_it() {
        // 100 tokens that live to day 1,365; 1, 2, 4 and 8 of them on the days about the period.
        let of = |period: (i32, i32)| {
            let charges = [(1009, 1), (1010, 2), (1019, 4), (1020, 8)];
            let charges = charges.map(|(on, whole)| charge(on, whole, 0)).to_vec();
            let bill = billed(vec![lot("a", 1000, 100, "3")], charges, period);
            let consumed = bill.consumed();
            [bill.opening, bill.bought, consumed, bill.expired, bill.left]
                .map(|part| part.tokens.to_u64().unwrap())
        };
        assert_eq!(of((1010, 1020)), [99, 0, 6, 0, 93]);
        // Bought on the first day of a period, or on the day before it.
        assert_eq!([of((1000, 1010)), of((1001, 1010))], [[0, 100, 1, 0, 99], [100, 0, 1, 0, 99]]);
        // Expired on its last day, or on the day after it: 85 in both.
        assert_eq!(of((1100, 1366)), [85, 0, 0, 85, 0]);
        assert_eq!(of((1100, 1365)), [85, 0, 0, 0, 85]);
        assert_eq!(of((1366, 1400)), [0, 0, 0, 0, 0]);
    }

    #[test]
    fn denied_use_belongs_to_the_period_of_its_day() {
        let denied = |period: (i32, i32)| {
            let charges = [(1009, 101), (1010, 102), (1019, 104), (1020, 108)];
            let charges = charges.map(|(on, whole)| charge(on, whole, 0)).to_vec();
            billed(vec![lot("a", 1000, 100, "3")], charges, period).denied.to_u64().unwrap()
        };
        assert_eq!(denied((1010, 1020)), 206);
    }

    #[test]
    fn a_period_with_purchases_only_has_everything_left() {
        let lots = vec![lot("a", 1000, 100, "3")];
        let result = billed(lots, vec![], (990, 1020));
        assert_eq!((&result.opening, &result.bought), (&Part::default(), &result.left));
        assert_eq!(result.left.cost, Quotient::from(300));
    }
}
