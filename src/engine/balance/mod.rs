//! What is left of the tokens, when does it run out, and what will be lost?
//!
//! ```text
//! left = bought − consumed − expired, lot by lot, on the evening of the day of the question
//! pace = tokens asked for in the last 30, 90 or 365 days ÷ days; by season, those of the day 52
//!     weeks before
//! ```
//!
//! RULES §9. What the lots cannot cover is denied use, never a negative lot.
//!
//! Example: 1,000 tokens bought, 108 consumed: 892 are left. 108 in 30 days are 3.6 a day: 892 ÷
//! 3.6 = 247.8, so day 248 from then is the first that is not covered.
//!
//! Edges: the day of the question counts in full, and so does that of a statement; a statement
//! agrees with what was left in the evening or in the morning, since the portal may show either.
//! Denied use counts in the pace, since somebody wanted it. Where fewer days are known than a pace
//! is of, it is the mean of those; a season needs 52 weeks, so that weekdays fall on weekdays. A
//! share of what is left is of the lots that can still be used.

pub mod effective;
pub mod forecast;
mod levels;
pub mod of_schedules;
pub mod of_teams;
mod paces;
pub mod schedule;
mod signals;
mod statements;

pub use self::levels::{DayLevel, levels};
pub use self::paces::{Basis, Pace, best_demand};
pub use self::signals::{Signal, SignalThresholds};
pub use self::statements::Stated;

use serde::Serialize;

use self::forecast::{Demand, forecast};
use self::paces::demands;
use self::signals::{Looked, signals};
use self::statements::History;
use crate::engine::bill::budget::BudgetUse;
use crate::engine::pool::{Access, LotState, Pool, PoolCharge, PoolLot, What, tokens};
use crate::model::{Day, Micro, MicroSum, Money, Percent, Quotient, Tokens};

/// What a balance needs to know.
pub struct BalanceInput<'a> {
    /// The lots, planned ones too.
    pub lots: Vec<PoolLot>,
    /// What was charged, by time.
    pub charges: &'a [PoolCharge],
    /// The day of the question.
    pub as_of: Day,
    /// The first day of which usage is known.
    pub known_from: Option<Day>,
    /// How fast use will be, of what it was.
    pub paces: &'a [Percent],
    /// What the portal showed, and when.
    pub statements: &'a [(Day, Micro)],
    /// What has been used of budgets.
    pub budgets: &'a [BudgetUse],
    /// From when on something is worth a signal.
    pub thresholds: &'a SignalThresholds,
}

/// What is left, and what will become of it.
pub struct Balance {
    /// The lots and everything that happened to them.
    pub pool: Pool,
    /// Their sums; of lots that have been bought.
    pub totals: Totals,
    /// How fast tokens go, and until when they last.
    pub paces: Vec<Pace>,
    /// What will expire unused of each lot at today's pace: the first of `paces`.
    pub unused: Vec<Quotient<Tokens>>,
    /// Today's pace, day by day; `None` where no usage is known.
    pub demand: Option<Demand>,
    /// What the portal showed, beside what the replay says.
    pub statements: Vec<Stated>,
    /// What is worth looking at.
    pub signals: Vec<Signal>,
}

/// Sums over lots, in tokens and in money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Tokens bought.
    pub bought: Tokens,
    /// Tokens that paid for charges.
    pub consumed: Tokens,
    /// Tokens lost.
    pub expired: Tokens,
    /// Tokens left.
    pub left: Tokens,
    /// Tokens that were asked for and not there.
    pub denied: Tokens,
    /// Tokens that are owed for cloud services.
    pub debt: Tokens,
    /// What the lots cost.
    pub bought_cost: Quotient<Money>,
    /// What the tokens consumed cost.
    pub consumed_cost: Quotient<Money>,
    /// What the tokens lost cost.
    pub expired_cost: Quotient<Money>,
    /// What the tokens left cost.
    pub left_cost: Quotient<Money>,
}

impl Totals {
    /// The sums of two pools.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            bought: self.bought + other.bought,
            consumed: self.consumed + other.consumed,
            expired: self.expired + other.expired,
            left: self.left + other.left,
            denied: self.denied + other.denied,
            debt: self.debt + other.debt,
            bought_cost: &self.bought_cost + &other.bought_cost,
            consumed_cost: &self.consumed_cost + &other.consumed_cost,
            expired_cost: &self.expired_cost + &other.expired_cost,
            left_cost: &self.left_cost + &other.left_cost,
        }
    }
}

/// Replays the lots and the charges up to the day of the question, and looks ahead.
pub fn balance(input: BalanceInput) -> Balance {
    let BalanceInput { lots, charges, as_of, known_from, paces, statements, budgets, thresholds } =
        input;
    let mut pool = Pool::new(lots);
    for charge in charges.iter().take_while(|charge| charge.at.day() <= as_of) {
        pool.charge(charge);
    }
    pool.advance(as_of);
    pool.close_day();
    let history = History::new(&pool);
    let statements: Vec<_> =
        statements.iter().map(|(on, micro)| history.stated(*on, *micro)).collect();
    let known_from = known_from.unwrap_or(as_of + 1);
    let demands: Vec<_> =
        paces.iter().flat_map(|pace| demands(pool.days(), as_of, known_from, *pace)).collect();
    let mut unused_today = None;
    let paces: Vec<_> = demands
        .iter()
        .map(|(pace, demand)| {
            let ahead = forecast(&pool, as_of, demand);
            let unused =
                sum_of(&pool, |place, _| ahead.unused.get(place).cloned().unwrap_or_default());
            unused_today.get_or_insert(ahead.unused);
            Pace { runs_out: ahead.runs_out, unused, ..pace.clone() }
        })
        .collect();
    let unused = unused_today.unwrap_or_else(|| vec![Quotient::ZERO; pool.lots().len()]);
    let totals = totals(&pool);
    let today = paces.first().zip(demands.first());
    let today = today.map(|(pace, (_, demand))| (pace, demand, unused.as_slice()));
    let mut signals = signals(&Looked { pool: &pool, as_of, thresholds, today });
    signals
        .extend(budgets.iter().filter(|budget| budget.is_over()).cloned().map(Signal::OverBudget));
    signals
        .extend(statements.iter().filter(|stated| !stated.agrees).cloned().map(Signal::Statement));
    let demand = demands.into_iter().next().map(|(_, demand)| demand);
    Balance { pool, totals, paces, unused, demand, statements, signals }
}

/// Tokens and money over all lots.
fn sum_of(
    pool: &Pool,
    of: impl Fn(usize, &LotState) -> Quotient<Tokens>,
) -> (Quotient<Tokens>, Quotient<Money>) {
    let (mut tokens, mut money) = (Quotient::ZERO, Quotient::ZERO);
    for (place, state) in pool.lots().iter().enumerate() {
        let part = of(place, state);
        money += &part * &state.lot.price;
        tokens += part;
    }
    (tokens, money)
}

fn totals(pool: &Pool) -> Totals {
    let sum = |of: fn(&LotState) -> MicroSum| {
        let bought = pool.lots().iter().filter(|state| state.is_bought);
        let (mut micro, mut cost) = (MicroSum::default(), Quotient::ZERO);
        for state in bought {
            micro += of(state);
            cost += state.cost(of(state));
        }
        (micro.tokens(), cost)
    };
    let (bought, bought_cost) = sum(|state| state.lot.micro.into());
    let (consumed, consumed_cost) = sum(|state| state.consumed);
    let (expired, expired_cost) = sum(|state| state.expired);
    let (left, left_cost) = sum(LotState::left);
    let denied = tokens(pool.days().iter().map(|day| day.denied.1).sum());
    let debt = tokens(pool.debt());
    Totals {
        bought,
        consumed,
        expired,
        left,
        denied,
        debt,
        bought_cost,
        consumed_cost,
        expired_cost,
        left_cost,
    }
}

/// Each change of access: the day, and what it became.
pub fn access_changes(pool: &Pool) -> impl Iterator<Item = (Day, Access)> {
    pool.events().iter().filter_map(|event| match event.what {
        What::Access(access) => Some((event.day, access)),
        _ => None,
    })
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::engine::pool::Spender;
    use crate::model::{Instant, LotKind};

    /// The day of the question: after 2025-12-08, so that nothing is served on credit.
    pub(super) const AS_OF: Day = Day::since_1970(21_000);

    /// Whole tokens at 3.00.
    pub(super) fn lot(bought: Day, expires: Day, whole: u64) -> PoolLot {
        PoolLot {
            id: format!("{bought}-{expires}"),
            bought,
            expires,
            micro: Micro::new(whole * 1_000_000),
            price: 3.into(),
            kind: LotKind::Tokens,
        }
    }

    /// A charge of whole tokens.
    pub(super) fn charged(day: Day, whole: u64) -> PoolCharge {
        let at = Instant::start_of(day);
        PoolCharge { at, spender: Spender::Desktop, micro: Micro::new(whole * 1_000_000), tag: 0 }
    }

    /// The pool of some lots, on the day of the question.
    pub(super) fn pool(lots: Vec<PoolLot>) -> Pool {
        let mut pool = Pool::new(lots);
        pool.advance(AS_OF);
        pool
    }

    /// The same, with so many tokens spent on the day of the question.
    pub(super) fn spent(mut pool: Pool, whole: u64) -> Pool {
        pool.charge(&charged(AS_OF, whole));
        pool.close_day();
        pool
    }

    /// The balance of some lots, after so many tokens on the only day that is known.
    pub(super) fn asked(lots: Vec<PoolLot>, whole: u64) -> Balance {
        let thresholds =
            SignalThresholds { low: 20.into(), expiring_days: 90, idle: 30.into(), idle_days: 90 };
        balance(BalanceInput {
            lots,
            charges: &[charged(AS_OF, whole)],
            as_of: AS_OF,
            known_from: Some(AS_OF),
            paces: &[100.into()],
            statements: &[],
            budgets: &[],
            thresholds: &thresholds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;
    use super::testing::{AS_OF, asked, lot};
    use crate::model::{Day, Money, Quotient, Tokens};

    #[test]
    fn the_totals_of_two_pools_add_up_figure_by_figure() {
        // 10 at 3.00 bought, 4 spent; and 20 that have expired, with 1 denied.
        let one = asked(vec![lot(Day::default(), AS_OF + 100, 10)], 4).totals;
        let other = asked(vec![lot(Day::default(), AS_OF - 100, 20)], 1).totals;
        let both = one.plus(&other);
        assert_eq!([both.bought, both.consumed, both.expired], [30.into(), 4.into(), 20.into()]);
        assert_eq!([both.left, both.denied, both.debt], [6.into(), 1.into(), 0.into()]);
        // 30, 4, 20 and 6 tokens at 3.00
        assert_eq!(
            [both.bought_cost, both.consumed_cost],
            [Quotient::from(90), Quotient::from(12)]
        );
        assert_eq!([both.expired_cost, both.left_cost], [Quotient::from(60), Quotient::from(18)]);
    }

    #[test]
    fn every_figure_of_the_totals_is_a_sum() {
        let of = |first: u32| {
            let tokens = |place: u32| Tokens::from(u64::from(first * place));
            let money = |place: u32| Money::from(u64::from(first * place)).into();
            Totals {
                bought: tokens(1),
                consumed: tokens(2),
                expired: tokens(3),
                left: tokens(4),
                denied: tokens(5),
                debt: tokens(6),
                bought_cost: money(7),
                consumed_cost: money(8),
                expired_cost: money(9),
                left_cost: money(11),
            }
        };
        assert_eq!(of(1).plus(&of(10)), of(11));
    }

    #[test]
    fn signals_come_by_the_order_of_their_codes() {
        // 10 of 100 are left with 50 days to go, at 90 a day: low, expiring, used up tomorrow.
        let balance = asked(vec![lot(Day::default(), AS_OF + 50, 100)], 90);
        let codes: Vec<_> = balance.signals.iter().map(super::Signal::code).collect();
        assert_eq!(codes, ["low", "expiring", "runs-out"]);
    }
}
