//! What changed, in sentences.

use super::{ComparedSheet, Comparison, over};
use crate::engine::sheets::diff::{RowChange, smallest_purchases, token_effect};
use crate::model::{Cheaper, Money, Percent, Quotient, RateSheet};
use crate::render::number;

/// How many things of a kind are told of in sentences.
pub(super) const MOST_TOLD: usize = 12;

/// What the comparison rests on.
pub fn notes(comparison: &Comparison) -> Vec<String> {
    let days = number::counted(&comparison.days, "day");
    let mut notes =
        vec![format!("a year of {days} of use, tokens at the list price of each sheet")];
    for sheet in &comparison.sheets {
        let Some((old, new)) = sheet.old.zip(sheet.new) else { continue };
        if old.currency != new.currency {
            let (before, after) = (&old.currency, &new.currency);
            let message =
                format!("the sheets are in {before} and {after}: their prices do not compare");
            notes.push(about(sheet, message));
        }
    }
    notes.extend(comparison.most.map(|_| over::watched().to_owned()));
    notes
}

/// How much changed and what it means.
pub fn summary(comparison: &Comparison) -> Vec<String> {
    let mut summary = vec![headline(comparison)];
    summary.extend(over::sentences(comparison));
    for sheet in &comparison.sheets {
        let _money = number::in_currency(sheet.currency());
        let told = token(sheet).into_iter().chain(smallest(sheet));
        summary.extend(told.chain(subscriptions(comparison, sheet)).map(|it| about(sheet, it)));
    }
    summary
}

/// The words, with the file that they are about, where there are several.
fn about(sheet: &ComparedSheet, words: String) -> String {
    match sheet.file {
        Some(file) => format!("{file}: {words}"),
        None => words,
    }
}

fn headline(comparison: &Comparison) -> String {
    let [old, new] = called(comparison);
    if comparison.is_same() {
        return format!("{old} and {new} are the same.");
    }
    match comparison.sheets.as_slice() {
        [sheet] if sheet.file.is_none() => {
            let count = sheet.diff.changes.len() as u64;
            let rows = number::counted(&count, "row");
            let differ = if count == 1 { "differs" } else { "differ" };
            match (sheet.old, sheet.new) {
                (None, _) => format!("{new} is new, with {rows}."),
                (_, None) => format!("{old} is gone, with {rows}."),
                _ => {
                    format!("From {old} to {new}, {rows} {differ}; the largest effect comes first.")
                }
            }
        }
        sheets => {
            let count = |word: &str| sheets.iter().filter(|it| it.word() == word).count();
            let kinds = [
                ("changed", count("changed")),
                ("added", count("added")),
                ("removed", count("removed")),
                ("the same", count("same")),
            ];
            let kinds = kinds.iter().filter(|(_, count)| *count > 0);
            let kinds: Vec<_> = kinds.map(|(word, count)| format!("{count} {word}")).collect();
            let total = number::counted(&(sheets.len() as u64), "sheet");
            format!("From {old} to {new}, {total}: {}.", kinds.join(", "))
        }
    }
}

/// What both sides are called: by the names of the sheets, or where these are one, or are not all
/// there, by what was typed.
fn called(comparison: &Comparison) -> [String; 2] {
    let typed = comparison.typed.map(|name| match name {
        "-" => "standard input".to_owned(),
        name => format!("`{name}`"),
    });
    match comparison.sheets.as_slice() {
        [ComparedSheet { file: None, old: Some(old), new: Some(new), .. }]
            if old.name != new.name =>
        {
            [old, new].map(|sheet| format!("`{}`", sheet.name))
        }
        _ => typed,
    }
}

/// What the price of a token means for every product.
fn token(sheet: &ComparedSheet) -> Option<String> {
    let effect = sheet.old.zip(sheet.new).and_then(|(old, new)| token_effect(old, new))?;
    let prices = format!(
        "the list price of a token is {}, not {}",
        number::price(effect.after),
        number::price(effect.before)
    );
    let more = by(&effect.cost, ["more", "less"]);
    if effect.products == 0 {
        return Some(format!("A token costs {more}: {prices}."));
    }
    let products = number::counted(&(effect.products as u64), "product");
    let cost = if effect.products == 1 { "costs" } else { "cost" };
    let moves = by(&effect.break_even, ["later", "earlier"]);
    let pays = match (effect.break_evens, effect.other_break_evens) {
        (0, _) => String::new(),
        (_, 0) => format!("; break-even comes {moves}"),
        _ => format!("; where nothing else changed, break-even comes {moves}"),
    };
    Some(format!("{products} {cost} {more} a year on Flex, since {prices}{pays}."))
}

/// `6.7 % more`, by the sign of a percentage.
fn by(percent: &Quotient<Percent>, [more, less]: [&str; 2]) -> String {
    let word = if percent.is_negative() { less } else { more };
    format!("{} % {word}", tenths(&percent.abs()))
}

/// A percentage to one decimal, or in full where that would be nothing.
pub(super) fn tenths(percent: &Quotient<Percent>) -> String {
    match number::fixed(percent, 1).as_str() {
        "0.0" => number::in_full(percent),
        tenths => tenths.to_owned(),
    }
}

/// A percentage with its sign: `+6.7 %`.
pub(super) fn signed(percent: &Quotient<Percent>) -> String {
    let sign = if percent.is_negative() { "-" } else { "+" };
    format!("{sign}{} %", tenths(&percent.abs()))
}

/// What the smallest purchase costs.
fn smallest(sheet: &ComparedSheet) -> Option<String> {
    let (old, new) = sheet.old.zip(sheet.new)?;
    let (before, after) = smallest_purchases(old, new)?;
    let tokens = number::counted(&after.tokens, "token");
    let others = number::tokens(before.tokens);
    let costs = before.cost.as_ref().zip(after.cost.as_ref()).filter(|(was, is)| was != is);
    Some(match costs {
        Some((was, is)) => {
            let (was, is) = (number::money(was), number::money(is));
            let costs = format!("The smallest purchase costs {is} {}, not {was}", new.currency);
            if before.tokens == after.tokens {
                format!("{costs}, for {tokens}.")
            } else {
                format!("{costs}, for {tokens} instead of {others}.")
            }
        }
        // The same tokens in a tier that lost its price, or got one, are told by the table.
        None if before.tokens == after.tokens => return None,
        None => format!("The smallest purchase is {tokens}, not {others}."),
    })
}

/// What becomes of subscriptions, and where another choice is cheaper than before.
fn subscriptions(comparison: &Comparison, sheet: &ComparedSheet) -> Vec<String> {
    let days = number::counted(&comparison.days, "day");
    let is_one = |(old, new): (&RateSheet, &RateSheet)| old.currency == new.currency;
    // Nothing is dearer between two currencies.
    let currency = sheet.old.zip(sheet.new).is_some_and(is_one).then(|| sheet.currency());
    let told = sheet.diff.changes.iter().filter_map(|row| of_row(row, &days, currency));
    let mut told: Vec<_> = told.collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    if more > 0 {
        let more = number::many(more as u64);
        told.push(format!("{more} more of such changes are in `--format csv`."));
    }
    told
}

fn of_row(row: &RowChange, days: &str, currency: Option<&str>) -> Option<String> {
    let rise = row.subscription_rise().zip(currency).map(|(rise, currency)| {
        let more = if rise > Money::default() { "more" } else { "less" };
        let by = number::money(rise.abs());
        format!("a subscription costs {by} {currency} a year {more}")
    });
    let flip = row.flips().map(|(before, after)| {
        format!("on {days} of use {} before, and {} now", was(before), is(after))
    });
    let said: Vec<_> = rise.into_iter().chain(flip).collect();
    (!said.is_empty()).then(|| format!("{}: {}.", row.name, said.join("; ")))
}

fn was(cheaper: Cheaper) -> &'static str {
    match cheaper {
        Cheaper::Flex => "Flex was cheaper",
        Cheaper::Subscription => "the subscription was cheaper",
        Cheaper::Tie => "both cost the same",
    }
}

fn is(cheaper: Cheaper) -> &'static str {
    match cheaper {
        Cheaper::Flex => "Flex is",
        Cheaper::Subscription => "the subscription is",
        Cheaper::Tie => "both cost the same",
    }
}
