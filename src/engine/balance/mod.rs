//! What is left of the tokens, when does it run out, and what will be lost?
//!
//! ```text
//! left = bought − consumed − expired, lot by lot, on the evening of the day of the question
//! pace = tokens asked for in the last 30, 90 or 365 days ÷ days; by season, those of the day 52 weeks before
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

pub mod forecast;
pub mod of_schedules;
pub mod of_teams;
pub mod schedule;

use serde::Serialize;

use crate::engine::balance::forecast::{Demand, avoidable, forecast, levels as forecast_levels};
use crate::engine::bill::budget::BudgetUse;
use crate::engine::pool::{
    Access, DayOfCharges, LotState, Pool, PoolCharge, PoolLot, What, tokens,
};
use crate::model::{Exact, Given, LotKind, Money, Percent, Tokens, date_of};

/// How many days the season goes back: weekdays then fall on weekdays.
const SEASON: i32 = 364;

/// The days that a pace may be of.
const PACES: [i32; 3] = [30, 90, 365];

/// From when on something is worth a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalThresholds {
    /// Less than this share of the tokens is left, in percent.
    pub low: Percent,
    /// Tokens expire within so many days.
    pub expiring_days: u32,
    /// At least this share is left, in percent …
    pub idle: Percent,
    /// … with more than so many days to go.
    pub idle_days: u32,
}

/// What a balance needs to know.
pub struct BalanceInput<'a> {
    /// The lots, planned ones too.
    pub lots: Vec<PoolLot>,
    /// What was charged, by time.
    pub charges: &'a [PoolCharge],
    /// The day of the question, counted from 1970-01-01.
    pub as_of: i32,
    /// The first day of which usage is known.
    pub known_from: Option<i32>,
    /// How fast use will be, of what it was.
    pub paces: &'a [Percent],
    /// What the portal showed: the day, and millionths of a token.
    pub statements: &'a [(i32, u64)],
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
    pub unused: Vec<Exact>,
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
    pub bought_cost: Money,
    /// What the tokens consumed cost.
    pub consumed_cost: Money,
    /// What the tokens lost cost.
    pub expired_cost: Money,
    /// What the tokens left cost.
    pub left_cost: Money,
}

/// What a pace rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The mean of the last days.
    Mean,
    /// The same day 52 weeks before.
    Season,
}

/// How fast tokens go, and until when they last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// What it rests on.
    pub basis: Basis,
    /// How fast use will be, of what it was.
    pub pace_percent: Percent,
    /// Of so many last days.
    pub days: u32,
    /// How many of these are known.
    pub days_known: u32,
    /// Tokens asked for in those.
    pub tokens: Tokens,
    /// Tokens a day to be expected.
    pub tokens_per_day: Exact,
    /// The first day, counted from 1970-01-01, that is not covered; `None`: tokens outlast use.
    pub runs_out: Option<i32>,
    /// What will expire unused, and what it cost.
    pub unused: (Tokens, Money),
}

/// What the portal showed, beside what the replay says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The day.
    pub on: chrono::NaiveDate,
    /// What the portal showed.
    pub stated: Tokens,
    /// What the replay leaves on the evening of that day.
    pub replayed: Tokens,
    /// What the replay had left in the morning, before that day's charges.
    pub replayed_in_the_morning: Tokens,
    /// By how much the statement exceeds the replay's evening; 0 where it agrees.
    pub difference: Exact,
    /// Whether it is one of the two.
    pub agrees: bool,
}

/// Something worth looking at, with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each says what its fields are")]
pub enum Signal {
    /// `left` of `bought` tokens in lots that can still be used is less than `threshold_percent`.
    Low { left: Tokens, bought: Tokens, left_percent: Option<Percent>, threshold_percent: Percent },
    /// `tokens`, which cost `cost`, expire within `within_days`, the first on `first`.
    Expiring { tokens: Tokens, cost: Money, first: chrono::NaiveDate, within_days: u32 },
    /// `left` of `bought` tokens, at least `threshold_percent`, have more than `beyond_days` to go.
    Idle {
        left: Tokens,
        bought: Tokens,
        left_percent: Percent,
        threshold_percent: Percent,
        beyond_days: u32,
    },
    /// Tokens are used up on `on`, before the last of them would expire on `expires`.
    RunsOut { on: chrono::NaiveDate, expires: chrono::NaiveDate, tokens_per_day: Exact },
    /// `tokens`, which cost `cost`, will expire unused, the first on `first`; the pace sufficed
    /// until `avoidable_until`, and `needed_per_day` would suffice now.
    Waste {
        tokens: Tokens,
        cost: Money,
        first: chrono::NaiveDate,
        tokens_per_day: Exact,
        avoidable_until: Option<chrono::NaiveDate>,
        needed_per_day: Exact,
    },
    /// `charges` of `tokens` were denied between `first` and `last`.
    Denied { charges: u64, tokens: Tokens, first: chrono::NaiveDate, last: chrono::NaiveDate },
    /// More is used than the budget has, or will be.
    OverBudget(BudgetUse),
    /// The portal showed something else than the replay leaves.
    Statement(Stated),
}

impl Totals {
    /// The sums of two pools.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            bought: &self.bought + &other.bought,
            consumed: &self.consumed + &other.consumed,
            expired: &self.expired + &other.expired,
            left: &self.left + &other.left,
            denied: &self.denied + &other.denied,
            debt: &self.debt + &other.debt,
            bought_cost: &self.bought_cost + &other.bought_cost,
            consumed_cost: &self.consumed_cost + &other.consumed_cost,
            expired_cost: &self.expired_cost + &other.expired_cost,
            left_cost: &self.left_cost + &other.left_cost,
        }
    }
}

impl Signal {
    /// Every code, by the order of telling.
    pub const CODES: [&str; 8] =
        ["low", "expiring", "idle", "runs-out", "waste", "denied", "over-budget", "statement"];

    /// Its code, as JSON has it.
    pub fn code(&self) -> &'static str {
        let place = match self {
            Self::Low { .. } => 0,
            Self::Expiring { .. } => 1,
            Self::Idle { .. } => 2,
            Self::RunsOut { .. } => 3,
            Self::Waste { .. } => 4,
            Self::Denied { .. } => 5,
            Self::OverBudget(_) => 6,
            Self::Statement(_) => 7,
        };
        Self::CODES.get(place).copied().unwrap_or_default()
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
        paces.iter().flat_map(|pace| demands(pool.days(), as_of, known_from, pace)).collect();
    let mut unused_today = None;
    let paces: Vec<_> = demands
        .iter()
        .map(|(pace, demand)| {
            let ahead = forecast(&pool, as_of, demand);
            let unused = sum_of(&pool, |place, _| {
                ahead.unused.get(place).cloned().unwrap_or_else(Exact::zero)
            });
            unused_today.get_or_insert(ahead.unused);
            Pace { runs_out: ahead.runs_out, unused, ..pace.clone() }
        })
        .collect();
    let unused = unused_today.unwrap_or_else(|| vec![Exact::zero(); pool.lots().len()]);
    let totals = totals(&pool);
    let mut signals = Vec::new();
    signals.extend(low(&pool, as_of, thresholds));
    signals.extend(expiring(&pool, as_of, thresholds));
    signals.extend(idle(&pool, as_of, thresholds));
    if let (Some(pace), Some((_, demand))) = (paces.first(), demands.first()) {
        signals.extend(runs_out(&pool, as_of, pace));
        signals.extend(waste(&pool, as_of, pace, demand, &unused));
    }
    signals.extend(denied(&pool));
    signals
        .extend(budgets.iter().filter(|budget| budget.is_over()).cloned().map(Signal::OverBudget));
    signals
        .extend(statements.iter().filter(|stated| !stated.agrees).cloned().map(Signal::Statement));
    let demand = demands.into_iter().next().map(|(_, demand)| demand);
    Balance { pool, totals, paces, unused, demand, statements, signals }
}

/// What the days up to `as_of` let expect.
fn demands(
    days: &[DayOfCharges],
    as_of: i32,
    known_from: i32,
    pace: &Percent,
) -> Vec<(Pace, Demand)> {
    let asked = |from: i32| -> u128 {
        days.iter().rev().take_while(|day| day.day >= from).map(DayOfCharges::asked).sum()
    };
    let row = |basis, days: i32, known: i32, micro: u128, demand: Demand| {
        let pace = Pace {
            basis,
            pace_percent: pace.clone(),
            days: days.unsigned_abs(),
            days_known: known.unsigned_abs(),
            tokens: tokens(micro),
            tokens_per_day: demand.per_day(),
            runs_out: None,
            unused: (Tokens::zero(), Money::zero()),
        };
        (pace, demand)
    };
    let known = as_of.saturating_add(1).saturating_sub(known_from).max(0);
    let mut rows = Vec::new();
    for days in PACES {
        let known = days.min(known);
        if known > 0 {
            let micro = asked(as_of - known + 1);
            rows.push(row(
                Basis::Mean,
                days,
                known,
                micro,
                Demand::steady(micro, known.unsigned_abs(), pace),
            ));
        }
    }
    if known >= SEASON {
        let mut season = vec![0; usize::try_from(SEASON).unwrap_or_default()];
        for day in days {
            let since = usize::try_from(day.day - (as_of - SEASON + 1));
            if let Some(asked) = since.ok().and_then(|since| season.get_mut(since)) {
                *asked = day.asked();
            }
        }
        rows.push(row(
            Basis::Season,
            SEASON,
            SEASON,
            season.iter().sum(),
            Demand::seasonal(&season, pace),
        ));
    }
    rows
}

/// The forecast that a schedule rests on: by season where 52 weeks are known, else the mean of the
/// most days that are.
pub fn best_demand(
    pool: &Pool,
    as_of: i32,
    known_from: Option<i32>,
    pace: &Percent,
) -> Option<(Pace, Demand)> {
    demands(pool.days(), as_of, known_from?, pace).pop()
}

/// Tokens and money over all lots.
fn sum_of(pool: &Pool, of: impl Fn(usize, &LotState) -> Exact) -> (Tokens, Money) {
    let (mut tokens, mut money) = (Exact::zero(), Exact::zero());
    for (place, state) in pool.lots().iter().enumerate() {
        let part = of(place, state);
        money = &money + &(&part * state.lot.price.exact());
        tokens = &tokens + &part;
    }
    (Tokens::new(tokens), Money::new(money))
}

fn totals(pool: &Pool) -> Totals {
    let sum = |of: fn(&LotState) -> u64| {
        sum_of(pool, |_, state| {
            let micro = if state.is_bought { of(state) } else { 0 };
            Exact::whole(micro.into()).times_ten_to(-6)
        })
    };
    let (bought, bought_cost) = sum(|state| state.lot.micro);
    let (consumed, consumed_cost) = sum(|state| state.consumed);
    let (expired, expired_cost) = sum(|state| state.expired);
    let (left, left_cost) = sum(LotState::left);
    let denied = tokens(pool.days().iter().map(|day| day.denied.1).sum());
    let debt = tokens(pool.debt().into());
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

/// What was left on every day on which something happened.
struct History(Vec<(i32, u128, u128)>);

impl History {
    fn new(pool: &Pool) -> Self {
        let mut days: Vec<(i32, u128, u128)> = Vec::new();
        for event in pool.events() {
            let charged = if matches!(event.what, What::Charged(_)) { event.micro } else { 0 };
            match days.last_mut() {
                Some((day, left, sum)) if *day == event.day => {
                    (*left, *sum) = (event.left, *sum + charged);
                }
                _ => days.push((event.day, event.left, charged)),
            }
        }
        Self(days)
    }

    fn stated(&self, on: i32, micro: u64) -> Stated {
        let place = self.0.partition_point(|(day, ..)| *day <= on);
        let last = place.checked_sub(1).and_then(|place| self.0.get(place));
        let (day, left, charged) = last.copied().unwrap_or_default();
        let morning = if day == on { left + charged } else { left };
        let stated = u128::from(micro);
        let agrees = stated == left || stated == morning;
        let [stated, left, morning] = [stated, left, morning].map(tokens);
        let difference = if agrees { Exact::zero() } else { stated.exact() - left.exact() };
        Stated {
            on: date_of(on),
            stated,
            replayed: left,
            replayed_in_the_morning: morning,
            difference,
            agrees,
        }
    }
}

/// Lots of tokens that can be used, and for how many days yet.
fn usable(pool: &Pool, as_of: i32) -> impl Iterator<Item = (&LotState, i32)> {
    let lots =
        pool.lots().iter().filter(|state| state.is_bought && state.lot.kind == LotKind::Tokens);
    lots.map(move |state| (state, state.lot.expires - as_of)).filter(|(_, days)| *days > 0)
}

/// What is left of some lots, what was bought, and what share that is.
fn share<'a>(lots: impl Iterator<Item = &'a LotState>) -> (Tokens, Tokens, Option<Percent>) {
    let (mut left, mut bought) = (0, 0);
    for state in lots {
        left += u128::from(state.left());
        bought += u128::from(state.lot.micro);
    }
    (tokens(left), tokens(bought), Percent::of(&Exact::whole(left), &Exact::whole(bought)))
}

fn low(pool: &Pool, as_of: i32, thresholds: &SignalThresholds) -> Option<Signal> {
    let (left, bought, left_percent) = share(usable(pool, as_of).map(|(state, _)| state));
    let threshold_percent = thresholds.low.clone();
    let is_low = left_percent.as_ref().is_none_or(|share| *share < threshold_percent);
    is_low.then_some(Signal::Low { left, bought, left_percent, threshold_percent })
}

fn expiring(pool: &Pool, as_of: i32, thresholds: &SignalThresholds) -> Option<Signal> {
    let soon = |days: i32| days.unsigned_abs() <= thresholds.expiring_days;
    let soon: Vec<_> =
        usable(pool, as_of).filter(|(state, days)| soon(*days) && state.left() > 0).collect();
    let first = soon.iter().map(|(state, _)| state.lot.expires).min()?;
    let cost: Vec<_> = soon.iter().map(|(state, _)| state.cost(state.left())).collect();
    Some(Signal::Expiring {
        tokens: tokens(soon.iter().map(|(state, _)| u128::from(state.left())).sum()),
        cost: cost.iter().sum(),
        first: date_of(first),
        within_days: thresholds.expiring_days,
    })
}

fn idle(pool: &Pool, as_of: i32, thresholds: &SignalThresholds) -> Option<Signal> {
    let long = usable(pool, as_of).filter(|(_, days)| days.unsigned_abs() > thresholds.idle_days);
    let (left, bought, left_percent) = share(long.map(|(state, _)| state));
    let left_percent = left_percent.filter(|share| *share >= thresholds.idle)?;
    let (threshold_percent, beyond_days) = (thresholds.idle.clone(), thresholds.idle_days);
    Some(Signal::Idle { left, bought, left_percent, threshold_percent, beyond_days })
}

fn runs_out(pool: &Pool, as_of: i32, pace: &Pace) -> Option<Signal> {
    let lots =
        pool.lots().iter().filter(|state| state.lot.kind == LotKind::Tokens && state.left() > 0);
    let expires = lots.map(|state| state.lot.expires).filter(|expires| *expires > as_of).max()?;
    let on = pace.runs_out.filter(|on| *on < expires)?;
    let tokens_per_day = pace.tokens_per_day.clone();
    Some(Signal::RunsOut { on: date_of(on), expires: date_of(expires), tokens_per_day })
}

fn waste(
    pool: &Pool,
    as_of: i32,
    pace: &Pace,
    demand: &Demand,
    unused: &[Exact],
) -> Option<Signal> {
    let lost = pool.lots().iter().zip(unused).filter(|(_, unused)| !unused.is_zero());
    let first = lost.map(|(state, _)| state.lot.expires).min()?;
    let (tokens, cost) = pace.unused.clone();
    let avoidable = avoidable(pool, as_of, demand)?;
    Some(Signal::Waste {
        tokens,
        cost,
        first: date_of(first),
        tokens_per_day: pace.tokens_per_day.clone(),
        avoidable_until: avoidable.until.map(date_of),
        needed_per_day: avoidable.tokens_per_day,
    })
}

fn denied(pool: &Pool) -> Option<Signal> {
    let days = || pool.days().iter().filter(|day| day.denied.0 > 0);
    let (first, last) = (days().next()?.day, days().next_back()?.day);
    Some(Signal::Denied {
        charges: days().map(|day| day.denied.0).sum(),
        tokens: tokens(days().map(|day| day.denied.1).sum()),
        first: date_of(first),
        last: date_of(last),
    })
}

/// What was left, or will be, at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLevel {
    /// The day, counted from 1970-01-01.
    pub day: i32,
    /// Tokens left.
    pub left: Exact,
    /// Whether something was bought.
    pub bought: bool,
    /// Whether something expired unused.
    pub expired: bool,
}

/// What was left on every day on which something happened in the last year, and what will be on
/// every day of the next year, or until the last lot has expired, at today's pace.
pub fn levels(balance: &Balance, as_of: i32) -> Vec<DayLevel> {
    const YEAR: i32 = 365;
    let pool = &balance.pool;
    let mut levels: Vec<DayLevel> = Vec::new();
    for event in pool.events() {
        let (bought, expired) = (
            matches!(event.what, What::Bought(_)),
            matches!(event.what, What::Expired(_)) && event.micro > 0,
        );
        // What was left when the year began is its first level.
        let day = event.day.max(as_of - YEAR + 1);
        let left = Exact::whole(event.left).times_ten_to(-6);
        let is_early = event.day < day;
        match levels.last_mut() {
            Some(last) if last.day == day => {
                last.left = left;
                last.bought |= bought && !is_early;
                last.expired |= expired && !is_early;
            }
            _ => levels.push(DayLevel {
                day,
                left,
                bought: bought && !is_early,
                expired: expired && !is_early,
            }),
        }
    }
    let lots = || pool.lots().iter().zip(&balance.unused).filter(|(state, _)| state.left() > 0);
    let last = lots().map(|(state, _)| state.lot.expires).max().unwrap_or(as_of).min(as_of + YEAR);
    let days = usize::try_from(last - as_of).unwrap_or_default();
    let demand = balance.demand.clone().unwrap_or_else(|| Demand::steady(0, 1, &100.into()));
    for (day, left) in (as_of + 1..).zip(forecast_levels(pool, as_of, &demand, days)) {
        let bought = lots().any(|(state, _)| !state.is_bought && state.lot.bought == day);
        let expired = lots().any(|(state, unused)| state.lot.expires == day && !unused.is_zero());
        levels.push(DayLevel { day, left, bought, expired });
    }
    levels
}

/// Each change of access: the day, and what it became.
pub fn access_changes(pool: &Pool) -> impl Iterator<Item = (i32, Access)> {
    pool.events().iter().filter_map(|event| match event.what {
        What::Access(access) => Some((event.day, access)),
        _ => None,
    })
}
