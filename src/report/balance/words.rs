//! What is said beside a balance: what it rests on, and what to think twice about.

use std::fmt;

use chrono::NaiveDate;

use super::access;
use super::lots::{LotRow, rows};
use super::signals::sentences;
use crate::engine::balance::of_teams::{TeamBalance, total};
use crate::engine::balance::{Basis, Pace};
use crate::model::{Day, Instant, LotKind, Percent, Tokens, counted, noun};
use crate::render::number;

/// How many days without use are worth a warning.
const MOST_SILENT: i32 = 7;

/// The day of the question.
#[derive(Clone, Copy, Debug)]
pub enum AsOf {
    /// It was said.
    Asked(NaiveDate),
    /// It was not, so that it is today.
    Today(NaiveDate),
}

impl AsOf {
    /// The day, however it was told.
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Asked(date) | Self::Today(date) => date,
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(date) => write!(out, "{date}"),
            Self::Today(date) => write!(out, "{date}, today"),
        }
    }
}

/// What the figures rest on.
pub fn notes(pools: &[TeamBalance], as_of: AsOf, known_from: Option<Day>) -> Vec<String> {
    let mut notes = vec![format!(
        "as of {as_of}, that day counted in full; lots live by UTC days and expire at the \
         beginning of the day",
    )];
    if let Some(pace) =
        pools.iter().flat_map(|pool| &pool.balance.paces).find(|pace| pace.days_known < pace.days)
    {
        let from = known_from.map(Day::date).unwrap_or_default();
        let known = match pace.days_known {
            1 => "that of the only one known".to_owned(),
            days => {
                let days = number::count(&u64::from(days));
                format!("the mean of the {days} that are known")
            }
        };
        notes.push(format!(
            "usage is known from {from} on: a pace of more days than that is {known}"
        ));
    }
    if pools.iter().any(|pool| pool.balance.totals.denied != Tokens::ZERO) {
        notes.push("denied use counts in the paces: somebody wanted it".to_owned());
    }
    if pools
        .iter()
        .flat_map(|pool| pool.balance.pool.lots())
        .any(|state| state.lot.kind == LotKind::CloudCredits)
    {
        notes.push(
            "cloud credits are counted among the tokens; only cloud services can use them"
                .to_owned(),
        );
    }
    notes
}

/// What to think twice about; `seen` is the first and the last use.
pub fn warnings(
    seen: Option<(Instant, Instant)>,
    pools: &[TeamBalance],
    as_of: AsOf,
) -> Vec<String> {
    let as_of = as_of.date();
    let mut warnings = Vec::new();
    if let Some((_, last)) = seen {
        let (silent, last) = (Day::from(as_of) - last.day(), last.date());
        if silent > MOST_SILENT {
            warnings.push(format!(
                "the last use is of {last}, {silent} days before {as_of}: the paces count those \
                 days as days without use; `--as-of {last}` asks about then"
            ));
        }
    }
    warnings.extend(later_warning(pools, as_of));
    warnings.extend(pools.iter().filter_map(without_lots));
    warnings
}

/// That charges of days after the question are not in the answer.
pub fn later_warning(pools: &[TeamBalance], as_of: NaiveDate) -> Option<String> {
    let later: u64 = pools.iter().map(|pool| pool.later).sum();
    (later > 0).then(|| format!("left out: {} after {as_of}", number::counted(&later, "charge")))
}

/// That somebody used tokens before there were any.
fn without_lots(pool: &TeamBalance) -> Option<String> {
    let Some(first) = pool.first_lot() else {
        let words = "people without a team that has lots use tokens of nobody: all of it counts as \
                     denied";
        return Some(words.to_owned());
    };
    let early = pool.denied_before(first);
    (early > 0).then(|| {
        format!(
            "denied: {} before the first lot{} was bought, on {first}; `--from {first}` leaves \
             such \
             use out",
            number::counted(&early, "charge"),
            of_team(pool.name()),
        )
    })
}

fn of_team(team: Option<&str>) -> String {
    team.map(|name| format!(" of team `{name}`")).unwrap_or_default()
}

/// What is left, in a sentence, what people could use, and what is worth looking at.
pub fn summary(pools: &[TeamBalance], as_of: NaiveDate, currency: &str) -> Vec<String> {
    let Some(total) = total(pools) else { return Vec::new() };
    let (left, bought) = (number::tokens(total.left), number::tokens(total.bought));
    let owed = match &total.debt {
        debt if *debt == Tokens::ZERO => String::new(),
        debt => format!("; {} owed", number::counted(debt, "token is")),
    };
    let sentence = format!(
        "{left} of {bought} tokens are left, which cost {} {currency}; {} are consumed, {} \
         expired, \
         for {} and {} {currency}{owed}.",
        number::money(&total.left_cost),
        number::tokens(total.consumed),
        number::tokens(total.expired),
        number::money(&total.consumed_cost),
        number::money(&total.expired_cost),
    );
    let access = access::sentences(pools, as_of);
    [sentence].into_iter().chain(access).chain(sentences(pools, currency)).collect()
}

/// How the figures came about.
pub fn explanation(pools: &[TeamBalance], as_of: NaiveDate, currency: &str) -> Vec<String> {
    let rule = "each charge is paid from the lot that expires first, then the smaller, then the \
                earlier bought, then by id; a lot expires a year after it was bought unless it \
                says otherwise (Autodesk's Flex terms)";
    let sum = "bought = consumed + expired + left, in tokens and in money";
    let mut lines = vec![rule.to_owned(), sum.to_owned()];
    let left = rows(pools).filter(|row| !row.state.left().is_none());
    lines.extend(left.map(|row| lot_in_numbers(&row, currency)));
    let paces = pools.iter().flat_map(|pool| &pool.balance.paces);
    let means = paces.filter(|pace| pace.basis == Basis::Mean);
    lines.extend(means.map(|pace| pace_in_numbers(pace, as_of)));
    lines
}

fn lot_in_numbers(LotRow { team, state, unused }: &LotRow, currency: &str) -> String {
    let lot = &state.lot;
    let [bought, consumed, expired, left] =
        [lot.micro.into(), state.consumed, state.expired, state.left()]
            .map(|micro| number::in_full(&micro.tokens()));
    let price = number::money_in_full(&lot.price);
    let cost = number::money_in_full(&state.cost(state.left()));
    format!(
        "lot `{}`{}: {bought} − {consumed} − {expired} = {left} left × {price} = {cost} \
         {currency}; {} of them will expire unused at today's pace",
        lot.id,
        of_team(*team),
        number::tokens(*unused),
    )
}

fn pace_in_numbers(pace: &Pace, as_of: NaiveDate) -> String {
    let (days, asked) = (pace.days_known, number::in_full(&pace.tokens));
    let share = if pace.pace_percent == Percent::from(100) {
        String::new()
    } else {
        format!(" × {}", number::in_full(&pace.pace_percent.fraction()))
    };
    let a_day = number::in_full(&pace.tokens_per_day);
    let (word, known) = (noun(&pace.tokens, "token"), counted(days.into(), "day"));
    format!(
        "pace of the {known} up to {as_of}: {asked} {word} asked for ÷ {days}{share} = {a_day} a \
         day"
    )
}
