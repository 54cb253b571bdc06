//! What to say about usage that was read.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Agreed, UsageArgs, Used, hashed};
use crate::engine::bill::cost_of_use::WithoutRate;
use crate::engine::sheets::estate_names;
use crate::engine::year::Span;
use crate::load::usage::{Account, MANY_DAYS, Odd, OddCloses, OnePerson, Tells};
use crate::model::{Estate, Item, ItemKind, MicroSum, RateSheet, counted};
use crate::render::number;

/// What is said of machines that nobody looked at.
pub(super) const MACHINES_LEFT_OUT: &str = "on which machines people worked is not looked at in so \
    large a log, nor in standard input and pipes: `--strict` does";

/// Of how many unknown products it is told that they were left out.
const MOST_LEFT_OUT: usize = 20;

/// Of how many people it is told that they go by several names.
const MOST_TOLD: usize = 10;

fn many(count: u64) -> String {
    number::count(&count)
}

/// What the usage rests on.
pub(super) fn notes(args: &UsageArgs, used: &Used, sheets: &[RateSheet]) -> Vec<String> {
    let mut notes: Vec<_> = Vec::new();
    notes.extend(args.months.map(|months| {
        format!("the summary is about {}, as given", counted(months.into(), "month"))
    }));
    if used.account.prices.iter().any(|(_, priced)| priced.price.is_none()) {
        notes.push(
            "charges that were written without a price have none: `--token-price`, or `[token]` of \
             an estate, says what their tokens cost"
                .to_owned(),
        );
    }
    notes.extend(clock_notes(args, &used.account));
    notes.extend(one_person_notes(args, &used.several));
    let is_collection = |pair: u32| used.directory.item(pair).kind == ItemKind::Collection;
    if used.replayed.tallies.iter().any(|tally| is_collection(tally.key.pair)) {
        notes.push(
            "rows of a collection do not say what was used in it: its days are no product's"
                .to_owned(),
        );
    }
    let short = used.replayed.sessions.free_short;
    if short > 0 && !used.tells(Tells::Sessions) && used.tells(Tells::Flex) {
        let rows = number::counted(&short, "row");
        notes.push(format!(
            "{rows} with 0 tokens: taken as nothing charged, use too short or a free result"
        ));
    }
    notes.extend(without_a_rate(used, sheets));
    notes.extend(before_any_sheet(used, sheets));
    notes.extend(day_after(used));
    if used.replayed.sessions.still_open > 0 {
        let open = many(used.replayed.sessions.still_open);
        notes.push(format!(
            "sessions without a close, which are charged at their open and never roll over: {open}"
        ));
    }
    let to_come = used.account.odd_closes.iter().filter(|closes| closes.odd == Odd::ToCome);
    notes.extend(to_come.map(|OddCloses { rows, first, .. }| {
        let rows = number::counted(rows, "close");
        format!("{rows} after today, the first in {first}: taken as no close")
    }));
    notes
}

/// Trials that are too long to be one; all of them, since an estate has few.
pub(super) fn long_trials(estate: &Estate) -> Vec<String> {
    estate_names::long_trials(estate).iter().map(ToString::to_string).collect()
}

/// Who goes by several names.
fn one_person_notes(args: &UsageArgs, several: &[OnePerson]) -> Vec<String> {
    let shown = |name: &String| if args.hash_users { hashed(name) } else { name.clone() };
    let listed = |names: &[String]| names.iter().map(shown).collect::<Vec<_>>();
    let mut notes: Vec<_> = several
        .iter()
        .take(MOST_TOLD)
        .map(|one| {
            let (called, ids) = (shown(&one.called), listed(&one.ids).join(", "));
            if one.others.is_empty() {
                format!("rows with the id {ids} and no address belong to {called}")
            } else {
                let have =
                    if one.ids.len() == 1 { "have one id" } else { "belong together by ids" };
                let others = listed(&one.others).join(", ");
                format!("{others} and {called} {have} ({ids}): one person, called {called}")
            }
        })
        .collect();
    if several.len() > MOST_TOLD {
        let more = many((several.len() - MOST_TOLD) as u64);
        notes.push(format!("{more} more people go by several names, tied together by their ids"));
    }
    notes
}

fn clock_notes(args: &UsageArgs, account: &Account) -> Vec<String> {
    let mut notes = Vec::new();
    if account.without_offset > 0 {
        notes.push(format!("times without an offset are taken to be in {}", args.timezone));
    }
    if account.shown_twice > 0 {
        notes.push(format!(
            "{} in an hour that clocks showed twice: the first is taken",
            number::counted(&account.shown_twice, "time")
        ));
    }
    if account.finer > 0 {
        notes.push(format!(
            "{} finer than a millisecond, read to the millisecond",
            number::counted(&account.finer, "time is")
        ));
    }
    notes
}

/// What counts by the tokens that its rows state, since no sheet has a rate for it.
fn without_a_rate(used: &Used, sheets: &[RateSheet]) -> Option<String> {
    if !used.tells(Tells::Flex) {
        return None;
    }
    let lacks_rate = |item: &Item| {
        let mut products = sheets.iter().flat_map(|sheet| &sheet.products);
        match item.kind {
            ItemKind::Unlisted => true,
            ItemKind::Product => {
                !products.any(|one| one.id == item.id && one.tokens_per_day.is_some())
            }
            ItemKind::Service | ItemKind::Collection => false,
        }
    };
    let lacks_rate: Vec<_> = used.directory.items.iter().map(lacks_rate).collect();
    let mut stated: BTreeMap<&str, (MicroSum, u64)> = BTreeMap::new();
    for tally in used.replayed.tallies.iter().filter(|tally| tally.stated_charges > 0) {
        let item = used.directory.pair(tally.key.pair).item as usize;
        if lacks_rate.get(item) == Some(&true) {
            let name = &used.directory.item(tally.key.pair).name;
            let (tokens, charges) = stated.entry(name).or_default();
            *tokens += tally.stated;
            *charges += tally.stated_charges;
        }
    }
    let one = |(name, (tokens, charges)): (&&str, &(MicroSum, u64))| {
        let charges = counted(*charges, "charge");
        format!("`{name}`, {} tokens in {charges}", number::tokens(tokens.tokens()))
    };
    let listed: Vec<_> = stated.iter().take(MOST_TOLD).map(one).collect();
    let more = match stated.len().saturating_sub(MOST_TOLD) {
        0 => String::new(),
        more => format!("; and {} more", many(more as u64)),
    };
    let listed = listed.join("; ");
    (!listed.is_empty()).then(|| {
        format!(
            "without a rate in the rate sheet, and counted by the tokens that the export states: \
             {listed}{more}"
        )
    })
}

/// That use on Flex is older than every sheet.
fn before_any_sheet(used: &Used, sheets: &[RateSheet]) -> Option<String> {
    let (seen, _) = used.replayed.seen?;
    let first = sheets.first()?.effective;
    (seen.date() < first && used.tells(Tells::Flex)).then(|| {
        format!("use before {first}, when the earliest sheet takes effect, is charged at its rates")
    })
}

/// That rows lie on the very day that a period leaves out: people mean it to be its last. The first
/// of a month is meant as it is.
fn day_after(used: &Used) -> Option<String> {
    let until = used.asked.until.filter(|until| until.day() > 1)?;
    let rows = match used.replayed.day_after {
        0 => return None,
        1 => "1 row".to_owned(),
        rows => format!("{} rows", many(rows)),
    };
    let option = match used.asked.from {
        Some(from) => format!("--period {from}..={until}"),
        None => format!("--to {}", until.succ_opt()?),
    };
    let counts = if used.replayed.day_after == 1 { "counts it" } else { "counts them" };
    Some(format!("{rows} of {until}, the day after the period's last: `{option}` {counts}"))
}

/// That something was used after today.
pub(super) fn after_today(used: &Used, today: NaiveDate) -> Option<String> {
    let (_, last) = used.replayed.seen?;
    let last = last.date();
    (last > today).then(|| format!("use up to {last}, after today, {today}: look at the dates"))
}

impl Used {
    fn says_little(span: &Span) -> Option<String> {
        span.says_little().then(|| {
            let says = span.length("says");
            format!("{says} little about a year: seasons and projects are left out")
        })
    }

    /// What to think twice about where so many budgets are forecast.
    pub fn budget_warning(&self, args: &UsageArgs, budgets: usize) -> Option<String> {
        let span = args.span(self).ok().filter(|_| budgets > 0)?;
        Self::says_little(&span).map(|little| format!("forecasts of budgets: {little}"))
    }

    /// What to think twice about where the days of `span` are brought to a year, or a year's price
    /// to them.
    pub fn year_warnings(&self, span: &Span) -> Vec<String> {
        let little = Self::says_little(span);
        // Of a summary only its period is known, not when in it something was used.
        let seen = self.replayed.seen.filter(|_| self.tells(Tells::Days));
        let early = seen.and_then(|(_, last)| {
            let last = last.date();
            let silent = counted(span.days_after(last)?, "day");
            Some(format!(
                "the last use is of {last}, and {silent} of the period come after it: they count \
                 as days without use; where the files end there, give `--to` or `--period`"
            ))
        });
        little.into_iter().chain(early).collect()
    }
}

/// What was left out.
pub(super) fn warnings(account: &Account) -> Vec<String> {
    let (unknown, more) = account.unknown_by_rows(MOST_LEFT_OUT);
    let more_unknown = (more > 0)
        .then(|| format!("left out: {}", number::counted(&(more as u64), "more unknown product")));
    let unknown = unknown.into_iter().map(|(name, rows)| {
        let rows = number::counted(&rows, "row");
        format!("left out: unknown product `{name}`, {rows}")
    });
    let told = account.remembered.iter().map(|problem| format!("left out: {problem}"));
    let doubts = account.doubts.iter().map(|doubt| match doubt.rows {
        1 => doubt.words.clone(),
        2 => format!("{}; something like it in 1 more row", doubt.words),
        rows => {
            format!("{}; something like it in {} more rows", doubt.words, many(rows - 1))
        }
    });
    let late = account.odd_closes.iter().filter(|closes| closes.odd == Odd::Late);
    let late = late.map(|OddCloses { rows, first, .. }| {
        let open = match rows {
            1 => "1 session is".to_owned(),
            rows => format!("{} sessions are", many(*rows)),
        };
        format!(
            "{open} open for more than {MANY_DAYS} days, the first in {first}: each day is \
             charged; where a close is wrong, correct it or leave it empty"
        )
    });
    let doubts = doubts.chain(late);
    let mut warnings: Vec<_> = unknown.chain(more_unknown).chain(told).chain(doubts).collect();
    let bad = account.skipped.iter().find(|skipped| skipped.reason == "bad row");
    let bad = bad.map_or(0, |skipped| skipped.rows);
    let told = account.remembered.len() as u64;
    if bad > told {
        warnings.push(format!("left out: {} more rows that cannot be read", many(bad - told)));
    }
    warnings
}

/// That something has no rate.
pub fn without_rate(without: &WithoutRate) -> String {
    let WithoutRate { product, sheet, charges, is_service } = without;
    if *is_service {
        let rows = number::counted(charges, "row");
        return format!(
            "`{product}` is charged by the result, and {rows} of it without tokens cannot be priced"
        );
    }
    let many = number::counted(charges, "charge");
    format!(
        "`{product}` has no tokens a day in rate sheet `{sheet}`, so {many} of it cannot be priced"
    )
}

impl Agreed<'_> {
    /// What to say about it.
    pub fn note(&self, args: &UsageArgs) -> Option<String> {
        let path = args.estate.as_ref().filter(|_| self.estate.is_some())?;
        Some(format!("agreed prices, seats and teams from estate `{}`", path.display()))
    }
}
