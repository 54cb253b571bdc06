//! `pool-size`: its two tables, by rule and by risk, and the sentences around them.

use super::price::{origin, purchase_in_numbers, purchase_sentence, why};
use super::{Heading, Table};
use crate::engine::price::token_price::{Priced, TokenPriceChoice};
use crate::engine::sums::observed::{FEWEST_MONTHS, ObservedYear};
use crate::engine::sums::pool_size::{GUIDE_CEILING, OptionName, PoolOption, PoolSize};
use crate::engine::year::Span;
use crate::model::{Percent, TokenTerms};
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
pub fn summary(result: &PoolSize, terms: &TokenTerms, currency: &str) -> String {
    let Some(best) = result.recommendation() else {
        return purchase_sentence(&result.purchase, &result.tokens.into(), terms, currency);
    };
    let total = number::money(&best.expected_total);
    if best.tokens.is_zero() {
        return format!(
            "Recommended: buy nothing now; topping up as needed is expected to cost {total} \
             {currency}."
        );
    }
    let (tokens, spend) = (number::counted(&best.tokens, "token"), number::money(&best.spend));
    format!(
        "Recommended: buy {tokens} for {spend} {currency}; with top-ups the year is \
         expected to cost {total} {currency}."
    )
}

/// What the figures rest on.
pub fn notes(result: &PoolSize, top_up: Option<&TokenPriceChoice>, priced: Priced) -> Vec<String> {
    let mut notes: Vec<_> = top_up.map(top_up_note).into_iter().collect();
    let options = || result.options.iter().flatten();
    let unquoted = options().filter(|option| option.unquoted).map(|option| &option.tokens);
    let bought = result.recommendation().map_or(&result.purchase.tokens, |option| &option.tokens);
    notes.extend(unquoted.chain([bought]).map(|tokens| why(&priced.of(*tokens))));
    if options().any(|option| option.bought_up) {
        notes.push("where a larger purchase is not dearer, the larger one is taken".to_owned());
    }
    notes.extend(priced.terms.note.clone().filter(|_| priced.given.is_none()));
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
    let charged = number::counted(&observed.charged, "token");
    let mut notes = vec![format!("{charged} charged in {}", span.words)];
    if !span.is_a_year() {
        let expected = number::counted(&observed.expected, "token");
        notes.push(format!("in proportion, a year needs {expected}"));
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
        "expected = tokens charged, brought to a year = {} × {} = {}",
        number::in_full(&observed.charged),
        span.times_in_numbers(),
        number::in_full(&observed.expected)
    )
}

/// How each figure came about.
pub fn explanation(
    result: &PoolSize,
    buffer: Percent,
    top_up: Option<&TokenPriceChoice>,
) -> Vec<String> {
    let (expected, tokens) = (number::in_full(&result.expected), number::in_full(&result.tokens));
    let percent = number::in_full(&buffer);
    let mut lines = vec![
        format!(
            "tokens needed = expected × (100 + buffer) ÷ 100, rounded up = {expected} × \
             (100 + {percent}) ÷ 100 = {tokens}"
        ),
        purchase_in_numbers(&result.purchase, &result.tokens.into()),
    ];
    if let Some((options, top_up)) = result.options.as_ref().zip(top_up) {
        lines.extend(options.iter().map(|option| option_in_numbers(option, buffer, top_up)));
        lines.push(
            "least expected cost = the least of Q × price(Q) + top-up price × \
             E[(demand − Q)⁺] \
             over every purchase Q"
                .to_owned(),
        );
    }
    lines
}

fn option_in_numbers(option: &PoolOption, buffer: Percent, top_up: &TokenPriceChoice) -> String {
    format!(
        "{}: {} × {} = {}, plus tokens short on average, {} × {} = {}, is {}",
        title(option.name, buffer),
        number::in_full(&option.tokens),
        number::money_in_full(&option.token_price),
        number::money_in_full(&option.spend),
        number::in_full(&option.expected_short),
        number::money_in_full(&top_up.price),
        number::money_in_full(&option.expected_top_up_cost),
        number::money_in_full(&option.expected_total)
    )
}
