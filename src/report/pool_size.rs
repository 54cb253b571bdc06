//! `pool-size`: its two tables, by rule and by risk, and the sentences around them.

use super::price::{as_typed, origin, purchase_in_numbers, purchase_sentence, why};
use super::{Heading, Table};
use crate::engine::price::token_price::{TokenPriceChoice, tier_price};
use crate::engine::sums::observed::{FEWEST_MONTHS, ObservedYear};
use crate::engine::sums::pool_size::{GUIDE_CEILING, OptionName, PoolOption, PoolSize};
use crate::engine::year::Span;
use crate::model::{Limits, Percent, RateSheet, TokenTerms};
use crate::render::{Grid, number};

/// What spreadsheets get and what people see: the options compared, or the one rule.
pub fn grids(result: &PoolSize, buffer: Percent, currency: &str) -> (Grid, Grid) {
    let Some(options) = &result.options else {
        let table = by_rule(result, buffer);
        return (table.data(), table.by_measure(["tokens"]));
    };
    let table = by_risk(options, currency);
    let heads = options.iter().map(|option| title(option.name, buffer));
    (table.data(), table.by_measure(heads))
}

fn by_risk<'r>(options: &'r [PoolOption], currency: &str) -> Table<'static, &'r PoolOption> {
    let in_currency = |words: &str| format!("{words}, {currency}");
    Table::of(options)
        .text("name", Heading::ForPrograms, |option| option.name.word())
        .count("tokens", "tokens to buy", |option| option.tokens)
        .price("token_price", in_currency("price of a token"), |option| option.token_price)
        .money("spend", in_currency("spend"), |option| option.spend.clone())
        .count("service_level", Heading::ForPrograms, |option| option.service_level.clone())
        .percent("service_level", "chance that it is enough", |option| {
            Percent::from_fraction(&option.service_level)
        })
        .for_people()
        .count("expected_short", "tokens short on average", |option| option.expected_short.clone())
        .money("expected_top_up_cost", in_currency("what topping up costs"), |option| {
            option.expected_top_up_cost.clone()
        })
        .count("expected_expired", "tokens expired on average", |option| {
            option.expected_expired.clone()
        })
        .money("expected_expired_cost", in_currency("what those had cost"), |option| {
            option.expected_expired_cost.clone()
        })
        .money("expected_total", in_currency("expected total"), |option| {
            option.expected_total.clone()
        })
}

fn by_rule(result: &PoolSize, buffer: Percent) -> Table<'static, &PoolSize> {
    let with_buffer = format!("with {} buffer", number::percent(buffer));
    Table::of([result])
        .count("expected", "expected use", |it| it.expected.clone())
        .count("tokens", with_buffer, |it| it.tokens)
        .count("purchase_tokens", "to buy", |it| it.purchase.tokens)
        .price("token_price", Heading::ForPrograms, |it| it.purchase.token_price)
        .money("cost", Heading::ForPrograms, |it| it.purchase.cost.clone())
}

fn title(name: OptionName, buffer: Percent) -> String {
    match name {
        OptionName::Expected => "expected".to_owned(),
        OptionName::Buffer => format!("{} buffer", number::percent(buffer)),
        OptionName::Ceiling => format!("{GUIDE_CEILING} % ceiling"),
        OptionName::LeastExpectedCost => "least cost".to_owned(),
    }
}

/// What to buy, in a sentence.
pub fn summary(result: &PoolSize, sheet: &RateSheet) -> String {
    let currency = &sheet.currency;
    let Some(best) = result.recommendation() else {
        return purchase_sentence(&result.purchase, &result.tokens.into(), &sheet.token, currency);
    };
    let total = number::money(&best.expected_total);
    if best.tokens.is_zero() {
        return format!(
            "Recommended: buy nothing now; topping up as needed is expected to cost {total} \
             {currency}."
        );
    }
    let (tokens, spend) = (number::tokens(best.tokens), number::money(&best.spend));
    format!(
        "Recommended: buy {tokens} tokens for {spend} {currency}; with top-ups the year is \
         expected to cost {total} {currency}."
    )
}

/// What the figures rest on.
pub fn notes(
    result: &PoolSize,
    top_up: Option<&TokenPriceChoice>,
    terms: &TokenTerms,
) -> Vec<String> {
    let mut notes: Vec<_> = top_up.map(top_up_note).into_iter().collect();
    let options = || result.options.iter().flatten();
    let unquoted = options().filter(|option| option.unquoted).map(|option| &option.tokens);
    let bought = result.recommendation().map_or(&result.purchase.tokens, |option| &option.tokens);
    notes.extend(unquoted.chain([bought]).map(|tokens| why(&tier_price(tokens, terms))));
    if options().any(|option| option.bought_up) {
        notes.push("where a larger purchase is not dearer, the larger one is taken".to_owned());
    }
    notes.extend(terms.note.clone());
    notes
}

fn top_up_note(top_up: &TokenPriceChoice) -> String {
    format!(
        "demand is taken as triangular; tokens bought later cost {} each, {}, in any number, few \
         ones too",
        number::price(&top_up.price),
        origin(top_up)
    )
}

/// What to think twice about.
pub fn warning(buffer: Percent) -> Option<String> {
    (buffer > GUIDE_CEILING.into()).then(|| {
        format!(
            "a buffer of {} is above {GUIDE_CEILING} %: what is not used expires after a year",
            number::percent(buffer)
        )
    })
}

/// What the days observed say of a year.
pub fn observed_notes(observed: &ObservedYear, span: &Span) -> Vec<String> {
    let charged = number::tokens(observed.charged);
    let mut notes = vec![format!("{charged} tokens charged in {}", span.words)];
    if !span.is_a_year() {
        let expected = number::tokens(&observed.expected);
        notes.push(format!("in proportion, a year needs {expected} tokens"));
    }
    let months = observed.full_months;
    notes.push(match &observed.demand {
        Some(demand) => {
            let [low, likely, high] = demand.figures().map(number::tokens);
            format!(
                "low, likely and high, {low}, {likely} and {high}, are twelve months like the \
                 leanest, the mean and the fullest of {months} full months"
            )
        }
        None => {
            format!("too few full months, {months} of {FEWEST_MONTHS}, to choose by risk")
        }
    });
    notes
}

/// How the expected tokens came about.
pub fn observed_in_numbers(observed: &ObservedYear, span: &Span) -> String {
    format!(
        "expected = tokens charged ÷ share of a year = {} ÷ {} = {}",
        number::tokens(observed.charged),
        number::count(&span.share_of_year),
        number::tokens(&observed.expected)
    )
}

/// How each figure came about.
pub fn explanation(result: &PoolSize, buffer: Percent) -> Vec<String> {
    let (expected, tokens) = (number::tokens(&result.expected), number::tokens(result.tokens));
    let percent = number::percent_number(buffer);
    let mut lines = vec![
        format!(
            "tokens needed = expected × (100 + buffer) ÷ 100, rounded up = {expected} × \
             (100 + {percent}) ÷ 100 = {tokens}"
        ),
        purchase_in_numbers(&result.purchase, &result.tokens.into()),
    ];
    if let Some(options) = &result.options {
        lines.extend(options.iter().map(|option| option_in_numbers(option, buffer)));
        lines.push(
            "least expected cost = the least of Q × price(Q) + top-up price × \
             E[(demand − Q)⁺] \
             over every purchase Q"
                .to_owned(),
        );
    }
    lines
}

fn option_in_numbers(option: &PoolOption, buffer: Percent) -> String {
    format!(
        "{}: {} × {} = {}, plus {} tokens short on average for {} = {}",
        title(option.name, buffer),
        number::tokens(option.tokens),
        number::price(option.token_price),
        number::money(&option.spend),
        number::tokens(&option.expected_short),
        number::money(&option.expected_top_up_cost),
        number::money(&option.expected_total)
    )
}

/// What somebody who has read this answer may ask next.
pub fn next(result: &PoolSize) -> Option<String> {
    let Some(option) = result.recommendation() else {
        return Some(
            "flexcalc pool-size --help  # --low, --likely and --high choose by risk".to_owned(),
        );
    };
    let tokens = as_typed(&option.tokens, Limits::PURCHASE)?;
    Some(format!(
        "flexcalc effective-price --tokens {tokens} --consumed 80%  # what expiry does to the price"
    ))
}
