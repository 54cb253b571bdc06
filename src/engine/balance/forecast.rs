//! When do the tokens run out, and what will expire unused?
//!
//! ```text
//! each day ahead takes the day's expected tokens from the lots, in the order of spending
//! what is left of a lot on the day on which it expires is lost
//! the first day that is not covered is the day on which the pool runs out
//! ```
//!
//! RULES §9 (the order of spending).
//!
//! Example: 100 tokens, expiring in 30 days, 2 a day: 60 are used and 40 expire. At that pace all
//! of them would have been used if the lot had been begun 50 days before it expires: 20 days ago.
//!
//! Edges: nobody expects anything of days without use before, so that a pace of nothing never runs
//! out. Lots that are dated later are bought on their day. Expected tokens are fractions of a
//! token; they are counted in whole parts of one, so that nothing is rounded.

use crate::engine::divisor::common_divisor;
use crate::engine::pool::{LotState, Pool, Turn};
use crate::model::{Day, LotKind, MicroSum, Percent, Quotient, Tokens, Unit};

/// How many tokens each day ahead is expected to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Parts of a token, day by day from the first one ahead; then from the beginning again.
    days: Vec<u128>,
    /// How many of these parts are one millionth of a token.
    parts: u128,
}

impl Demand {
    /// As much on every day: `asked` in `days` days, times `pace`.
    pub fn steady(asked: MicroSum, days: u32, pace: Percent) -> Self {
        let (factor, unit) = fraction(pace);
        Self { days: vec![asked.count() * factor], parts: u128::from(days.max(1)) * unit }
    }

    /// As on these days, one after the other and again, times `pace`.
    pub fn seasonal(days: &[MicroSum], pace: Percent) -> Self {
        let (factor, unit) = fraction(pace);
        Self { days: days.iter().map(|asked| asked.count() * factor).collect(), parts: unit }
    }

    /// How many parts of a token are expected on the day that is so many after the first one ahead.
    pub fn of(&self, day: usize) -> u128 {
        let place = day.checked_rem(self.days.len()).unwrap_or_default();
        self.days.get(place).copied().unwrap_or_default()
    }

    /// How many parts are one millionth of a token.
    pub fn parts(&self) -> u128 {
        self.parts
    }

    /// The mean of a day, in tokens.
    pub fn per_day(&self) -> Quotient<Tokens> {
        let days = (self.days.len() as u64).max(1);
        tokens(self.days.iter().sum(), self.parts).over(days).unwrap_or_default()
    }

    fn is_nothing(&self) -> bool {
        self.days.iter().all(|parts| *parts == 0)
    }
}

/// A percentage as a whole number of parts, and how many of these make one.
fn fraction(pace: Percent) -> (u128, u128) {
    let parts = pace.millionths().unwrap_or_default();
    let (parts, unit) = (u128::from(parts), 100_000_000);
    let common = common_divisor(parts, unit);
    (parts / common, unit / common)
}

/// Tokens from parts, of which so many are a millionth of one.
fn tokens(parts: u128, of_a_millionth: u128) -> Quotient<Tokens> {
    Quotient::millionths(parts).over(Quotient::whole(of_a_millionth)).unwrap_or_default()
}

/// What is expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// The first day whose use is not covered; `None`: use stops before tokens do.
    pub runs_out: Option<Day>,
    /// What will expire unused of each lot of the pool, in tokens.
    pub unused: Vec<Quotient<Tokens>>,
}

/// What is expected after `as_of`, when the pool as it stands meets `demand`.
pub fn forecast(pool: &Pool, as_of: Day, demand: &Demand) -> Forecast {
    let mut result = Forecast { runs_out: None, unused: vec![Quotient::ZERO; pool.lots().len()] };
    let mut walk = Walk::new(pool, as_of, demand);
    while !demand.is_nothing() && (result.runs_out.is_none() || walk.has_lots()) {
        let open = walk.day();
        if open > 0 && result.runs_out.is_none() {
            result.runs_out = Some(walk.day);
        }
    }
    for (lot, left) in walk.lots.iter().zip(walk.left) {
        if let Some(unused) = result.unused.get_mut(lot.place) {
            *unused = tokens(left, demand.parts);
        }
    }
    result
}

/// What the lots that are there do not cover on each of so many days ahead, in parts of a token.
pub fn uncovered(pool: &Pool, as_of: Day, demand: &Demand, days: usize) -> Vec<u128> {
    let mut walk = Walk::new(pool, as_of, demand);
    (0..days).map(|_| walk.day()).collect()
}

/// How many tokens are left at the end of each of so many days ahead.
pub fn levels(pool: &Pool, as_of: Day, demand: &Demand, days: usize) -> Vec<Quotient<Tokens>> {
    let mut walk = Walk::new(pool, as_of, demand);
    let level = |walk: &mut Walk| {
        walk.day();
        let lots = walk.lots.iter().zip(&walk.left).skip(walk.first);
        let left: u128 = lots.filter(|(lot, _)| lot.bought <= walk.day).map(|(_, left)| left).sum();
        tokens(left, demand.parts)
    };
    (0..days).map(|_| level(&mut walk)).collect()
}

/// The days ahead, one after the other.
struct Walk<'a> {
    demand: &'a Demand,
    /// In the order of spending.
    lots: Vec<Ahead>,
    left: Vec<u128>,
    /// The lots before this one have expired or are used up.
    first: usize,
    ahead: usize,
    day: Day,
}

struct Ahead {
    place: usize,
    bought: Day,
    expires: Day,
}

impl<'a> Walk<'a> {
    fn new(pool: &Pool, as_of: Day, demand: &'a Demand) -> Self {
        let mut lots: Vec<_> = (0..).zip(pool.lots()).collect();
        lots.retain(|(_, state)| {
            state.lot.kind == LotKind::Tokens
                && !state.left().is_none()
                && state.lot.expires > as_of
        });
        lots.sort_by_key(|(place, state)| Turn::new(*place, state));
        let ahead = |(place, state): &(usize, &LotState)| Ahead {
            place: *place,
            bought: state.lot.bought,
            expires: state.lot.expires,
        };
        Self {
            left: lots.iter().map(|(_, state)| state.left().count() * demand.parts()).collect(),
            lots: lots.iter().map(ahead).collect(),
            demand,
            first: 0,
            ahead: 0,
            day: as_of,
        }
    }

    fn has_lots(&self) -> bool {
        self.first < self.lots.len()
    }

    /// Goes through the next day; what is not covered of it.
    fn day(&mut self) -> u128 {
        self.day = self.day + 1;
        let mut open = self.demand.of(self.ahead);
        self.ahead += 1;
        while self.lots.get(self.first).is_some_and(|lot| lot.expires <= self.day)
            || self.left.get(self.first) == Some(&0)
        {
            self.first += 1;
        }
        for (lot, left) in self.lots.iter().zip(&mut self.left).skip(self.first) {
            if open == 0 {
                break;
            }
            if lot.bought <= self.day {
                let part = open.min(*left);
                *left -= part;
                open -= part;
            }
        }
        open
    }
}

/// When the lots that are there would have to be begun, and how fast, so that none expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avoidable {
    /// The last day from which the pace uses everything up in time; it may have passed. `None`
    /// without a pace.
    pub until: Option<Day>,
    /// Tokens a day, from the next day on, that use everything up in time.
    pub tokens_per_day: Quotient<Tokens>,
}

/// When what is left could still be used up at the pace of `demand`; `None` where nothing is left.
/// With lots 1, 2 … in the order of spending, those up to i take their tokens ÷ pace days, and
/// must be done when lot i expires.
pub fn avoidable(pool: &Pool, as_of: Day, demand: &Demand) -> Option<Avoidable> {
    let mut lots: Vec<_> =
        pool.lots().iter().filter(|state| state.lot.kind == LotKind::Tokens).collect();
    lots.retain(|state| state.is_bought && !state.left().is_none());
    lots.sort_by_key(|state| (state.lot.expires, state.lot.micro));
    let pace = demand.per_day();
    let mut sum = MicroSum::default();
    let (mut until, mut fastest) = (None, None);
    for state in lots {
        sum += state.left();
        let tokens = Quotient::from(sum.tokens());
        let days = u64::try_from(state.lot.expires - 1 - as_of).unwrap_or_default();
        let needed = tokens.over(days);
        fastest = fastest.max(needed.or(Some(tokens.clone())));
        if let Some(days) = tokens.times(&pace).and_then(|days| days.ceil().to_u64()) {
            let begin = state.lot.expires - i32::try_from(days).unwrap_or(i32::MAX);
            until = Some(until.map_or(begin, |until: Day| until.min(begin)));
        }
    }
    Some(Avoidable { until, tokens_per_day: fastest? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::pool::PoolLot;
    use crate::model::Micro;

    const AS_OF: Day = Day::since_1970(100);

    fn pool(lots: &[(i32, i32, u64)]) -> Pool {
        let lots = lots.iter().enumerate().map(|(n, (bought, expires, whole))| PoolLot {
            id: n.to_string(),
            bought: Day::since_1970(*bought),
            expires: Day::since_1970(*expires),
            micro: Micro::new(whole * 1_000_000),
            price: 3.into(),
            kind: LotKind::Tokens,
        });
        let mut pool = Pool::new(lots.collect());
        pool.advance(AS_OF);
        pool
    }

    fn steady(whole: u128, days: u32) -> Demand {
        Demand::steady(MicroSum::new(whole * 1_000_000), days, 100.into())
    }

    #[test]
    fn what_is_not_used_in_time_expires() {
        // 100 tokens, usable on days 101 to 130, 2 a day: 60 are used, 40 expire; on day 131
        // nothing is left to use
        let pool = pool(&[(0, 131, 100)]);
        let result = forecast(&pool, AS_OF, &steady(60, 30));
        assert_eq!((result.runs_out, result.unused), (Some(Day::since_1970(131)), vec![40.into()]));
        // 50 days before 131
        let avoidable = avoidable(&pool, AS_OF, &steady(60, 30)).unwrap();
        assert_eq!(avoidable.until, Some(Day::since_1970(81)));
        // 100 ÷ 30 days
        assert_eq!(avoidable.tokens_per_day, Quotient::from(10).over(3).unwrap());
    }

    #[test]
    fn a_pool_runs_out_on_the_first_day_that_is_not_covered() {
        // 10 tokens, 4 a day: 101 and 102 are covered, 103 is not
        assert_eq!(
            forecast(&pool(&[(0, 400, 10)]), AS_OF, &steady(4, 1)).runs_out,
            Some(Day::since_1970(103))
        );
        // a third of a token a day, exactly: 101 to 130
        assert_eq!(
            forecast(&pool(&[(0, 400, 10)]), AS_OF, &steady(1, 3)).runs_out,
            Some(Day::since_1970(131))
        );
        let faster = Demand::steady(MicroSum::new(1_000_000), 3, 150.into());
        assert_eq!(
            forecast(&pool(&[(0, 400, 10)]), AS_OF, &faster).runs_out,
            Some(Day::since_1970(121))
        );
    }

    #[test]
    fn a_lot_of_a_later_day_helps_from_then_on() {
        let result = forecast(&pool(&[(0, 400, 10), (103, 500, 10)]), AS_OF, &steady(4, 1));
        // 10 + 10 tokens last for days 101 to 105
        assert_eq!(result.runs_out, Some(Day::since_1970(106)));
        assert_eq!(
            forecast(&pool(&[(0, 400, 10), (104, 500, 10)]), AS_OF, &steady(4, 1)).runs_out,
            Some(Day::since_1970(103))
        );
    }

    #[test]
    fn without_use_nothing_runs_out_and_everything_expires() {
        let result = forecast(&pool(&[(0, 400, 10)]), AS_OF, &steady(0, 30));
        assert_eq!((result.runs_out, result.unused), (None, vec![10.into()]));
        assert_eq!(avoidable(&pool(&[(0, 400, 10)]), AS_OF, &steady(0, 30)).unwrap().until, None);
    }

    #[test]
    fn a_season_comes_again() {
        // 1, 0, 5 and again: 6 on three days; 12 tokens last for two rounds
        let demand = Demand::seasonal(&[1_000_000, 0, 5_000_000].map(MicroSum::new), 100.into());
        assert_eq!(
            forecast(&pool(&[(0, 400, 12)]), AS_OF, &demand).runs_out,
            Some(Day::since_1970(107))
        );
        assert_eq!(demand.per_day(), Quotient::from(2));
    }
}
