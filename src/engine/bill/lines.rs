//! Which lines does a bill have, one for each payment?
//!
//! ```text
//! a purchase is billed and has no use; a payment for a charge, and what expired, cost what the
//!     lot did and are not billed
//! effective cost of a use = tokens × the price that the bill takes + its part of what nobody
//!     used, where the bill spreads that
//! ```
//!
//! RULES §9. Over the life of a lot what its use and its loss cost is what was billed for it. The
//! effective costs of a group's lines add up to what the bill says of the group before cents.
//!
//! Example: 13 tokens at 3.00, of which 10 are used and 3 expire: 39.00 billed; 30.00 used and 9.00
//! lost are not billed again. Spread, the 10 bear 0.90 more each, and the loss bears nothing.
//!
//! Edges: two lots that pay for one charge are two lines. What was owed is a line of the day on
//! which a purchase pays it, with the window that was charged. Without lots every charge is a line,
//! and one purchase stands for all of them. What is given back is a line below zero.

use chrono::{Datelike, Months, NaiveDate};

use crate::engine::bill::by::{Belonging, By, Mark};
use crate::engine::bill::pools::{Charged, LotsAndCharges, pools};
use crate::engine::bill::pricing::Pricing;
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
    /// What the lots cost beyond the price that the bill takes.
    Difference,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// The lot; `None` where no lots are known.
    pub lot: Option<String>,
    /// What the lot is of.
    pub kind: LotKind,
    /// The team of the use, as the bill has it, else of the lot.
    pub team: Option<String>,
    /// What the bill groups the use by, for each of its keys; nothing where it is no use.
    pub keys: Vec<Option<String>>,
    /// How many tokens.
    pub tokens: Tokens,
    /// What each of them cost.
    pub price: Quotient<TokenPrice>,
    /// What the lot cost for these.
    pub cost: Quotient<Money>,
    /// What these cost on the bill, where they were used or lost.
    pub effective: Quotient<Money>,
    /// What each of them costs at the list price.
    pub list_price: TokenPrice,
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
    /// What a token costs on the bill.
    pub pricing: &'a Pricing,
}

/// Every line of the period, by pool: purchases, then use by time, then what expired; last what the
/// price of the bill leaves.
pub fn lines<'a>(input: &LinesInput<'a>) -> Vec<Line<'a>> {
    let LinesInput { charged, lots, sheets, .. } = *input;
    let place = |place: usize, _: &Charge| u32::try_from(place).unwrap_or(u32::MAX);
    let pools = pools(&charged, lots, sheets, place);
    let of_pool =
        |pool| if lots.is_empty() { without_lots(&pool, input) } else { of_pool(pool, input) };
    let mut lines: Vec<_> = pools.into_iter().flat_map(of_pool).collect();
    lines.extend(input.pricing.difference.as_ref().map(|rest| difference(rest, input)));
    lines
}

/// Without lots the bill says that what was used was bought at one price: one purchase of the
/// period stands for it, so that every cost of use has a purchase.
fn without_lots<'a>(pool: &LotsAndCharges, input: &LinesInput<'a>) -> Vec<Line<'a>> {
    let (from, until) = input.period;
    let price = input.price_without_lots;
    let within = |charge: &&PoolCharge| from <= charge.at.day() && charge.at.day() < until;
    let charges = || pool.charges.iter().filter(within).filter(|charge| !charge.micro.is_none());
    let bought: MicroSum = charges().map(|charge| charge.micro).sum();
    let time = (start(from), start(until));
    let purchase = Line {
        kind: LotKind::Tokens,
        ..line(About::Purchase, bought.tokens(), price.clone(), (time, from), input)
    };
    let used = charges().filter_map(|charge| {
        let line = of_use(charge.tag, charge.micro, (price, charge.at.day()), input)?;
        Some(Line { lot: None, ..line })
    });
    (!bought.is_none()).then_some(purchase).into_iter().chain(used).collect()
}

fn of_pool<'a>(of_team: LotsAndCharges, input: &LinesInput<'a>) -> Vec<Line<'a>> {
    let (from, until) = input.period;
    let is_within = |day: Day| from <= day && day < until;
    let mut pool = Pool::new(of_team.lots).with_payments();
    for charge in of_team.charges.iter().take_while(|charge| charge.at.day() < until) {
        pool.charge(charge);
    }
    pool.advance(until - 1);
    let of_lot = |line: Line<'a>, LotState { lot, .. }: &LotState| Line {
        lot: Some(lot.id.clone()),
        kind: lot.kind,
        ..line
    };
    let mut lines = Vec::new();
    for state in pool.lots().iter().filter(|state| state.is_bought && is_within(state.lot.bought)) {
        let lot = &state.lot;
        let time = ((start(lot.bought), start(lot.expires)), lot.bought);
        let line = line(About::Purchase, lot.micro.tokens(), lot.price.clone(), time, input);
        lines.push(Line { team: of_team.team.clone(), ..of_lot(line, state) });
    }
    for payment in pool.payments().iter().filter(|payment| is_within(payment.day)) {
        let Some(state) = pool.lots().get(payment.lot) else { continue };
        let paid = (&state.lot.price, payment.day);
        let line = of_use(payment.tag, payment.micro, paid, input);
        let by_lot = |keys: Vec<Option<String>>| {
            let key = |(by, key): (&By, Option<String>)| match by {
                By::Lot => Some(state.lot.id.clone()),
                _ => key,
            };
            input.by.iter().zip(keys).map(key).collect()
        };
        lines.extend(
            line.map(|line| Line { keys: by_lot(line.keys.clone()), ..of_lot(line, state) }),
        );
    }
    for state in pool.lots().iter().filter(|state| !state.expired.is_none()) {
        let day = state.lot.expires;
        if is_within(day) {
            let time = ((start(day), start(day + 1)), day);
            let price = state.lot.price.clone();
            let line = line(About::Expiry, state.expired.tokens(), price, time, input);
            lines.push(Line { team: of_team.team.clone(), ..of_lot(line, state) });
        }
    }
    lines
}

/// What was paid for a charge at a price on a day.
fn of_use<'a>(
    place: u32,
    micro: Micro,
    (price, on): (&Quotient<TokenPrice>, Day),
    input: &LinesInput<'a>,
) -> Option<Line<'a>> {
    let charge = input.charged.charges.get(place as usize)?;
    let month = Some(Month::from(input.zone.date(charge.at)));
    let mark = Mark { pair: charge.pair, label: charge.label, month };
    let time = ((charge.at, charge.at.after(DAY)), on);
    let line = line(About::Use(charge), micro.tokens(), price.clone(), time, input);
    Some(Line {
        team: input.belonging.group(&By::Team, mark),
        keys: input.by.iter().map(|by| input.belonging.group(by, mark)).collect(),
        ..line
    })
}

/// What the lots cost beyond the price that the bill takes, which is nobody's.
fn difference<'a>(rest: &Quotient<Money>, input: &LinesInput<'a>) -> Line<'a> {
    let (from, until) = input.period;
    let time = ((start(from), start(until)), until - 1);
    let line = line(About::Difference, Tokens::ZERO, Quotient::ZERO, time, input);
    Line { effective: rest.clone(), ..line }
}

/// A line of no lot and no team.
fn line<'a>(
    about: About<'a>,
    tokens: Tokens,
    price: Quotient<TokenPrice>,
    (time, on): ((Instant, Instant), Day),
    input: &LinesInput,
) -> Line<'a> {
    let effective = match about {
        About::Purchase | About::Difference => Quotient::ZERO,
        About::Use(_) => input.pricing.of_use(tokens, &price),
        About::Expiry => input.pricing.of_loss(tokens, &price),
    };
    Line {
        about,
        lot: None,
        kind: LotKind::Tokens,
        team: None,
        keys: Vec::new(),
        cost: tokens * &price,
        effective,
        list_price: input.sheets.in_force(input.period.1 - 1).token.list_price,
        tokens,
        price,
        time,
        month: month(date_of(on)),
    }
}

fn start(day: Day) -> Instant {
    Instant::start_of(date_of(day))
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
        let (price, pricing) = (3.into(), Pricing::default());
        let of = |from: &str, until: &str| {
            let charged = usage.charged();
            let (directory, teams) = (charged.directory, charged.teams);
            let lines = lines(&LinesInput {
                charged,
                belonging: Belonging { directory, teams, file: None },
                by: &[],
                zone: &Zone::Utc,
                price_without_lots: &price,
                pricing: &pricing,
                lots: &lots,
                sheets: &sheets,
                period: (day(from), day(until)),
            });
            let figures = |line: &Line| {
                let about = match line.about {
                    About::Purchase => "bought",
                    About::Use(_) => "used",
                    About::Expiry => "lost",
                    About::Difference => "left over",
                };
                let list_cost = line.tokens * line.list_price;
                let money = [&line.cost, &list_cost].map(|money| money.rounded(2));
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
        assert_eq!(start(day("2026-01-02")).day(), day("2026-01-02"));
        assert_eq!(of("2026-01-01", "2026-01-06"), [bought, first]);
        assert_eq!(of("2026-01-06", "2027-01-01"), [second]);
    }
}
