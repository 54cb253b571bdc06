//! What signals say, and what to do about them.

use crate::engine::balance::Signal;
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::bill::budget::Unit;
use crate::model::{Money, Number, Quotient, Tokens};
use crate::render::number;

/// Of a pace that could not have used the tokens from the day on which they were bought.
const ENOUGH: &str = "that pace never was enough";

/// The signals of a pool, with its team, and what to do about each.
pub(super) fn of(
    pool: &TeamBalance,
) -> impl Iterator<Item = (Option<&str>, &Signal, &'static str)> {
    let signals = &pool.balance.signals;
    let advice = Advice::of(signals);
    signals.iter().map(move |signal| (pool.name(), signal, remedy(signal, advice)))
}

/// What the signals of a pool come to: no two remedies may say the contrary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Advice {
    /// More is needed.
    BuyMore,
    /// More is there than is needed.
    UseWhatIsThere,
    /// Neither.
    Either,
}

impl Advice {
    fn of(signals: &[Signal]) -> Self {
        let is_any = |codes: &[&str]| signals.iter().any(|one| codes.contains(&one.code()));
        match () {
            () if is_any(&["runs-out", "early"]) => Self::BuyMore,
            () if is_any(&["waste", "idle"]) => Self::UseWhatIsThere,
            () if is_any(&["low"]) => Self::BuyMore,
            () => Self::Either,
        }
    }
}

/// Every signal in one sentence, with its remedy.
pub(super) fn sentences(pools: &[TeamBalance], currency: &str) -> Vec<String> {
    let sentence = |(team, signal, remedy): (Option<&str>, &Signal, &str)| {
        let of_team = team.map(|team| format!(" of team `{team}`")).unwrap_or_default();
        let (code, message) = (signal.code(), message(signal, currency));
        format!("{code}{of_team}: {message}; {remedy}.")
    };
    pools.iter().flat_map(of).map(sentence).collect()
}

/// What it is about.
fn message(signal: &Signal, currency: &str) -> String {
    let money = |money: &Quotient<Money>| format!("{} {currency}", number::money(money));
    let (tokens, a_day, count) = (
        |tokens: &Tokens| number::tokens(tokens),
        |pace: &Quotient<Tokens>| number::tokens(pace),
        |it: &Quotient<Number>| number::count(it),
    );
    match signal {
        Signal::Low { left, left_percent: Some(share), bought, threshold_percent } => format!(
            "{} of {} tokens are left, {}, less than {}",
            tokens(left),
            tokens(bought),
            number::percent(share),
            number::percent(threshold_percent)
        ),
        Signal::Low { .. } => "no token is left that can be used".to_owned(),
        Signal::Expiring { tokens: many, cost, first, within_days } => format!(
            "{}, which cost {}, will expire within {}, the first on {first}",
            number::counted(many, "token"),
            money(cost),
            number::counted(&u64::from(*within_days), "day")
        ),
        Signal::Early { left, bought, left_percent, threshold_percent, expires, beyond_days } => {
            format!(
                "{} of {} tokens are left, {}, at most {}, with more than {beyond_days} days to \
                 go until {expires}",
                tokens(left),
                tokens(bought),
                number::percent(left_percent),
                number::percent(threshold_percent)
            )
        }
        Signal::Idle { left, bought, left_percent, threshold_percent, expires, within_days } => {
            format!(
                "{} of {} tokens are left, {}, at least {}, with {within_days} days or fewer to \
                 go until {expires}",
                tokens(left),
                tokens(bought),
                number::percent(left_percent),
                number::percent(threshold_percent)
            )
        }
        Signal::RunsOut { on, expires, tokens_per_day } => format!(
            "at {} a day they are used up on {on}, before they would expire on {expires}",
            number::counted(tokens_per_day, "token")
        ),
        Signal::Waste {
            tokens: many,
            cost,
            first,
            tokens_per_day,
            avoidable_until,
            needed_per_day,
        } => {
            let until = avoidable_until.map_or_else(
                || {
                    let is_unused = tokens_per_day.is_zero();
                    let never = if is_unused { "without use nothing avoids that" } else { ENOUGH };
                    never.to_owned()
                },
                |until| format!("that pace would have been enough until {until}"),
            );
            format!(
                "at {} a day {}, which cost {}, will expire unused, the first on {first}; \
                 {until}, now it takes {} a day",
                number::counted(tokens_per_day, "token"),
                number::counted(many, "token"),
                money(cost),
                a_day(needed_per_day)
            )
        }
        Signal::Denied { charges: 1, tokens: many, first, .. } => {
            format!("1 charge of {} was not covered, on {first}", number::counted(many, "token"))
        }
        Signal::Denied { charges, tokens: many, first, last } => format!(
            "{} charges of {} in all were not covered, from {first} to {last}",
            number::count(charges),
            number::counted(many, "token")
        ),
        Signal::OverBudget(budget) => {
            let unit = if budget.unit == Unit::Tokens { "tokens" } else { currency };
            let (used, budgeted, forecast) =
                (count(&budget.used), count(&budget.budget), count(&budget.forecast));
            format!(
                "`{}` has used {used} of {budgeted} {unit}, and will have used {forecast} by {}",
                budget.name, budget.until
            )
        }
        Signal::Statement(stated) => format!(
            "on {} the portal showed {} left, the replay leaves {}: {} {}",
            stated.on,
            number::counted(&stated.stated, "token"),
            tokens(&stated.replayed),
            tokens(&stated.difference.abs()),
            if stated.stated < stated.replayed { "fewer" } else { "more" }
        ),
    }
}

/// What to do about it, in the light of all of them.
fn remedy(signal: &Signal, advice: Advice) -> &'static str {
    match (signal, advice) {
        (Signal::Low { .. }, Advice::UseWhatIsThere) => {
            "use what is left first: it is more than is needed until it expires"
        }
        (Signal::Low { .. }, _) => "buy in time: `--schedule` says when and how many",
        (Signal::Early { .. }, _) => "top up in time: `--schedule` says when and how many",
        (Signal::Expiring { .. }, Advice::BuyMore) => "use these first",
        (Signal::Expiring { .. }, _) => "use these first, and do not renew in advance",
        (Signal::Idle { .. }, _) => {
            "use them: move occasional subscribers to Flex, and buy less next time"
        }
        (Signal::RunsOut { .. }, _) => "buy before that day: `--schedule` says how many",
        (Signal::Waste { .. }, Advice::BuyMore) => {
            "move people from subscriptions to Flex until then"
        }
        (Signal::Waste { .. }, _) => {
            "move people from subscriptions to Flex until then, and buy less next time"
        }
        (Signal::Denied { .. }, Advice::UseWhatIsThere) => "`--ledger` has the days",
        (Signal::Denied { .. }, _) => "buy earlier: `--ledger` has the days",
        (Signal::OverBudget(_), _) => "raise the budget, or give daily users a subscription",
        (Signal::Statement(_), _) => {
            "look for lots, usage or days that are missing: `--ledger` has what was counted"
        }
    }
}
