//! Which lines does a bill have, one for each payment?
//!
//! ```text
//! a purchase is billed and has no use; a payment for a charge, and what expired, cost what the
//!     lot did and are not billed
//! ```
//!
//! RULES §9. Over the life of a lot what its use and its loss cost is what was billed for it.
//!
//! Example: 13 tokens at 3.00, of which 10 are used and 3 expire: 39.00 billed; 30.00 used and 9.00
//! lost are not billed again.
//!
//! Edges: two lots that pay for one charge are two lines. What was owed is a line of the day on
//! which a purchase pays it, with the window that was charged. Without lots there is no line.

use chrono::{Datelike, Months, NaiveDate};

use crate::engine::bill::by::{Belonging, By, Mark};
use crate::engine::bill::pools::{Charged, LotsAndCharges, pools};
use crate::engine::metering::replay::Charge;
use crate::engine::pool::{LotState, Pool, PoolCharge};
use crate::model::{
    DAY, Day, Instant, Lot, LotKind, Micro, MicroSum, Money, Month, Quotient, Sheets, TokenPrice,
    Tokens, Zone, date_of,
};

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// A lot was bought.
    Purchase,
    /// A lot paid for this charge.
    Use(&'a Charge),
    /// A lot expired with something left.
    Expiry,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// The lot.
    pub lot: String,
    /// The team of the use, as the bill has it, else of the lot.
    pub team: Option<String>,
    /// What the bill groups the use by, for each of its keys; nothing where it is no use.
    pub keys: Vec<Option<String>>,
    /// How many tokens.
    pub tokens: Tokens,
    /// What the lot cost for these.
    pub cost: Quotient<Money>,
    /// What these cost at the list price.
    pub list_cost: Quotient<Money>,
    /// The time that it is about: its first moment, and the first after.
    pub time: (Instant, Instant),
    /// The month that it is billed in: its first day, and the first day after.
    pub month: (NaiveDate, NaiveDate),
}

/// What lines are made of.
#[derive(Clone, Copy)]
pub struct LinesInput<'a> {
    /// What was charged.
    pub charged: Charged<'a>,
    /// What was bought.
    pub lots: &'a [Lot],
    /// The rate sheets with what was agreed.
    pub sheets: &'a Sheets,
    /// The first day and the first day after.
    pub period: (Day, Day),
    /// Whose a use is, and what it is for.
    pub belonging: Belonging<'a>,
    /// What the bill is grouped by.
    pub by: &'a [By],
    /// Where months begin.
    pub zone: &'a Zone,
    /// What a token costs where no lots are known.
    pub price_without_lots: &'a Quotient<TokenPrice>,
}

/// Every line of the period, by pool: purchases, then use by time, then what expired.
pub fn lines<'a>(input: &LinesInput<'a>) -> Vec<Line<'a>> {
    let LinesInput { charged, lots, sheets, period, .. } = *input;
    let stand_in = stand_in(input);
    let lots = if lots.is_empty() { stand_in.as_slice() } else { lots };
    let sheet = sheets.in_force(period.1 - 1);
    let place = |place: usize, _: &Charge| u32::try_from(place).unwrap_or(u32::MAX);
    let pools = pools(&charged, lots, sheets, place);
    let of_pool = |pool| of_pool(pool, input, sheet.token.list_price);
    pools.into_iter().flat_map(of_pool).collect()
}

/// Without lots the bill says that what was used was bought at the list price: one purchase of the
/// period stands for it, so that every cost of use has a purchase.
fn stand_in(input: &LinesInput) -> Vec<Lot> {
    let (from, until) = input.period;
    let charges = input.charged.charges.iter();
    let within = charges.filter(|charge| from <= charge.at.day() && charge.at.day() < until);
    // As large as all that is taken and given back: then nothing finds it empty.
    let micro: MicroSum = within
        .filter_map(|charge| {
            let item = input.charged.directory.pair(charge.pair).item;
            let micro = input.charged.rates.of(charge, item)?;
            Some(if micro.is_credit() { -micro } else { micro })
        })
        .sum();
    let lot = Lot {
        id: "without lots".to_owned(),
        bought: from.date(),
        expires: Some(date_of(until + 1)),
        tokens: micro.tokens(),
        price: input.price_without_lots.clone(),
        kind: LotKind::Tokens,
        team: None,
        place: None,
    };
    if micro.is_none() { Vec::new() } else { vec![lot] }
}

fn of_pool<'a>(
    of_team: LotsAndCharges,
    input: &LinesInput<'a>,
    list_price: TokenPrice,
) -> Vec<Line<'a>> {
    let (from, until) = input.period;
    let is_within = |day: Day| from <= day && day < until;
    let mut pool = Pool::new(of_team.lots).with_payments();
    // What no lot is there for was paid before the period, with other tokens.
    let is_in = |charge: &&PoolCharge| !input.lots.is_empty() || from <= charge.at.day();
    let charges = of_team.charges.iter().take_while(|charge| charge.at.day() < until);
    for charge in charges.filter(is_in) {
        pool.charge(charge);
    }
    pool.advance(until - 1);
    let line = |about, state: &LotState, micro: Micro, time, on: Day| {
        let tokens = micro.tokens();
        Line {
            about,
            lot: state.lot.id.clone(),
            team: of_team.team.clone(),
            keys: Vec::new(),
            cost: tokens * &state.lot.price,
            list_cost: tokens * list_price,
            tokens,
            time,
            month: month(date_of(on)),
        }
    };
    let start = |day: Day| Instant::start_of(date_of(day));
    let mut lines = Vec::new();
    for state in pool.lots().iter().filter(|state| state.is_bought && is_within(state.lot.bought)) {
        let lot = &state.lot;
        let time = (start(lot.bought), start(lot.expires));
        let bought = if input.lots.is_empty() { state.consumed } else { lot.micro };
        lines.push(line(About::Purchase, state, bought, time, lot.bought));
    }
    for payment in pool.payments().iter().filter(|payment| is_within(payment.day)) {
        let state = pool.lots().get(payment.lot);
        let charge = input.charged.charges.get(payment.tag as usize);
        let Some((state, charge)) = state.zip(charge) else { continue };
        let time = (charge.at, charge.at.after(DAY));
        let month = Some(Month::from(input.zone.date(charge.at)));
        let mark = Mark { pair: charge.pair, label: charge.label, month };
        let keys = input.by.iter().map(|by| input.belonging.group(by, mark)).collect();
        let team = input.belonging.group(&By::Team, mark);
        let line = line(About::Use(charge), state, payment.micro, time, payment.day);
        lines.push(Line { team, keys, ..line });
    }
    for state in pool.lots().iter().filter(|state| !state.expired.is_none()) {
        let day = state.lot.expires;
        if is_within(day) {
            lines.push(line(
                About::Expiry,
                state,
                state.expired,
                (start(day), start(day + 1)),
                day,
            ));
        }
    }
    lines
}

fn month(of: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = of.with_day(1).unwrap_or(of);
    (first, first.checked_add_months(Months::new(1)).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::engine::bill::pools::tests::{Usage, day, lot};

    #[test]
    fn what_a_lot_cost_is_billed_once_and_used_or_lost_once() {
        let usage = Usage::new(&[("2026-01-05", 0, 7), ("2026-01-06", 1, 3)]);
        let lots = [lot("2026-01-01", 13, "2.40", None)];
        let sheets = sheets();
        let price = 3.into();
        let of = |from: &str, until: &str| {
            let charged = usage.charged();
            let (directory, teams) = (charged.directory, charged.teams);
            let lines = lines(&LinesInput {
                charged,
                belonging: Belonging { directory, teams, file: None },
                by: &[],
                zone: &Zone::Utc,
                price_without_lots: &price,
                lots: &lots,
                sheets: &sheets,
                period: (day(from), day(until)),
            });
            let figures = |line: &Line| {
                let about = match line.about {
                    About::Purchase => "bought",
                    About::Use(_) => "used",
                    About::Expiry => "lost",
                };
                let money = [&line.cost, &line.list_cost].map(|money| money.rounded(2));
                (about, line.tokens.to_string(), money, line.month.0.to_string())
            };
            lines.iter().map(figures).collect::<Vec<_>>()
        };
        let line = |about, tokens: &str, cost: &str, list: &str, month: &str| {
            (about, tokens.to_owned(), [cost.to_owned(), list.to_owned()], month.to_owned())
        };
        // × 2.40 of the lot, and × 3.00 of the list; a lot of 2026-01-01 is lost on 2027-01-01
        let bought = line("bought", "13", "31.20", "39.00", "2026-01-01");
        let first = line("used", "7", "16.80", "21.00", "2026-01-01");
        let second = line("used", "3", "7.20", "9.00", "2026-01-01");
        let lost = line("lost", "3", "7.20", "9.00", "2027-01-01");
        let all = [bought.clone(), first.clone(), second.clone(), lost];
        assert_eq!(of("2026-01-01", "2027-01-02"), all);
        assert_eq!(of("2026-01-01", "2026-01-06"), [bought, first]);
        assert_eq!(of("2026-01-06", "2027-01-01"), [second]);
    }
}
