//! `flexcalc pool-size`: how many tokens should we buy for a year?

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::cost::{self, Expected};
use super::prices;
use super::usage::{Context, UsageFiles, Used};
use crate::engine::bill::cost_of_use::By;
use crate::engine::metering::replay::Keep;
use crate::engine::sums::demand::Demand;
use crate::engine::sums::pool_size::{
    GUIDE_CEILING, PoolOption, PoolSize, PoolSizeInput, Risk, pool_size,
};
use crate::model::{Exact, Given, Limits, Month, Percent, Problem, RateSheet, TokenPrice, Tokens};
use crate::render::{Answer, Cell, Detail, Grid, column, number};

/// The buffer that the guide proposes.
const GUIDE_BUFFER: &str = "15%";

const EXAMPLES: &str = "\
Examples:
  flexcalc pool-size --expected 8000
  flexcalc pool-size --expected 8000 --buffer 10%
  flexcalc pool-size --scenario examples/studio.toml
  flexcalc pool-size --low 6000 --likely 8000 --high 12000
  flexcalc pool-size --usage log.csv --period 2025-01-01..2026-01-01";

/// Options of `pool-size`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct PoolSizeArgs {
    /// Tokens expected to be used in the year
    #[arg(long, value_name = "TOKENS", conflicts_with = "scenario", allow_hyphen_values = true)]
    expected: Option<Tokens>,
    /// Expected use as a scenario (TOML)
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    scenario: Option<PathBuf>,
    /// What to add to the expected tokens for safety
    #[arg(long, value_name = "PERCENT", default_value = GUIDE_BUFFER, value_parser = buffer, allow_hyphen_values = true)]
    buffer: Percent,
    /// The fewest tokens that may be needed; with --likely and --high, the choice is by risk
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "likely",
        requires = "high",
        allow_hyphen_values = true
    )]
    low: Option<Tokens>,
    /// The most likely need
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "low",
        requires = "high",
        allow_hyphen_values = true
    )]
    likely: Option<Tokens>,
    /// The most tokens that may be needed
    #[arg(
        long,
        value_name = "TOKENS",
        requires = "low",
        requires = "likely",
        allow_hyphen_values = true
    )]
    high: Option<Tokens>,
    /// Price of a token bought later, when the pool has run dry; without it, the list price
    #[arg(long, value_name = "PRICE", requires = "likely", allow_hyphen_values = true)]
    top_up_price: Option<TokenPrice>,
    #[command(flatten)]
    #[serde(flatten, skip_serializing_if = "UsageFiles::is_empty")]
    usage: UsageFiles,
}

/// From how many full months on their spread says something.
const FEWEST_MONTHS: usize = 3;

/// What usage says of a year.
struct Observed {
    expected: Expected,
    demand: Option<Demand>,
}

fn buffer(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::BUFFER, text)
}

impl PoolSizeArgs {
    /// Answers.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        context.sheet()?;
        let agreed = self.usage.args.agreed(context.sheets)?;
        let sheet = Context { sheets: &agreed.sheets, ..context }.sheet()?;
        let used = self.usage.read(Keep { months: true, ..Keep::default() }, &agreed, context)?;
        let observed = used.as_ref().map(|used| self.observed(used, sheet)).transpose()?;
        let mut risk = self.risk(sheet)?;
        if let (None, Some(observed)) = (&risk, &observed) {
            let top_up_price =
                self.top_up_price.clone().unwrap_or_else(|| sheet.token.price_of(&1.into()).price);
            risk = observed.demand.clone().map(|demand| Risk { demand, top_up_price });
        }
        let Expected { tokens: expected, mut notes, explanation } = match observed {
            Some(observed) => observed.expected,
            None => self.expected(sheet, risk.as_ref())?,
        };
        notes.extend(agreed.note(&self.usage.args));
        let result = pool_size(&PoolSizeInput {
            expected,
            buffer: self.buffer.clone(),
            risk,
            terms: &sheet.token,
        });

        let currency = &sheet.currency;
        let (data, view) = match &result.options {
            Some(options) => (data(options), by_option(options, &self.buffer, currency)),
            None => (rule_data(&result), rule_view(&result, &self.buffer)),
        };
        notes.extend(self.assumptions(&result, sheet));
        let bought =
            result.recommendation().map_or(&result.purchase.tokens, |option| &option.tokens);
        let unquoted = result
            .options
            .iter()
            .flatten()
            .filter(|option| option.unquoted)
            .map(|option| &option.tokens);
        notes.extend(
            unquoted.chain([bought]).map(|tokens| prices::tier_price(tokens, &sheet.token).why),
        );
        if result.options.iter().flatten().any(|option| option.bought_up) {
            notes.push("where a larger purchase is not dearer, the larger one is taken".to_owned());
        }
        notes.extend(sheet.token.note.clone());
        Ok(Answer {
            summary: vec![summary(&result, sheet)],
            notes,
            warnings: self
                .warning()
                .into_iter()
                .chain(used.map(|used| used.warnings).unwrap_or_default())
                .collect(),
            explanation: detail.explain(|| {
                explanation.into_iter().chain(self.explanation(&result, sheet)).collect()
            }),
            next: next(&result),
            ..Answer::new("pool-size", self, result, data, view)
        })
    }

    /// A year like the one observed, and how its months spread.
    fn observed(&self, used: &Used, sheet: &RateSheet) -> anyhow::Result<Observed> {
        let (args, sheets) = (&self.usage.args, std::slice::from_ref(sheet));
        let span = args.span(used)?;
        let result = args.cost_by(used, &[By::Month], sheets, None)?;
        let year =
            result.tokens.exact().divided_by(&span.share_of_year).unwrap_or_else(Exact::zero);
        let tokens = Tokens::new(year);
        let mut notes =
            vec![format!("{} tokens charged in {}", number::tokens(&result.tokens), span.words)];
        if span.share_of_year != 1.into() {
            notes.push(format!("in proportion, a year needs {} tokens", number::tokens(&tokens)));
        }
        let charged = |month: Month| {
            let key = Some(month.to_string());
            let group = result.groups.iter().find(|group| group.keys.first() == Some(&key));
            group.map_or_else(Tokens::zero, |group| group.tokens.clone())
        };
        let months: Vec<Tokens> = span.full_months().into_iter().map(charged).collect();
        let count = Exact::from(months.len() as u64);
        let twelve = |tokens: &Tokens| tokens * &Exact::from(12);
        let mean = months.iter().sum::<Tokens>().exact().divided_by(&count).map(Tokens::new);
        let spread = match (months.iter().min(), mean, months.iter().max()) {
            (Some(least), Some(mean), Some(most)) if months.len() >= FEWEST_MONTHS => {
                Some((twelve(least), twelve(&mean), twelve(most)))
            }
            _ => None,
        };
        notes.push(match &spread {
            Some((low, likely, high)) => format!(
                "low, likely and high, {}, {} and {}, are twelve months like the leanest, the mean and the fullest of \
                 {} full months",
                number::tokens(low),
                number::tokens(likely),
                number::tokens(high),
                months.len()
            ),
            None => format!("too few full months, {} of {FEWEST_MONTHS}, to choose by risk", months.len()),
        });
        notes.extend(used.notes.iter().cloned());
        let explanation = vec![format!(
            "expected = tokens charged ÷ share of a year = {} ÷ {} = {}",
            number::tokens(&result.tokens),
            number::count(&span.share_of_year),
            number::tokens(&tokens)
        )];
        let demand = spread.and_then(|(low, likely, high)| Demand::new(low, likely, high));
        Ok(Observed { expected: Expected { tokens, notes, explanation }, demand })
    }

    fn risk(&self, sheet: &RateSheet) -> Result<Option<Risk>, Problem> {
        let (Some(low), Some(likely), Some(high)) = (&self.low, &self.likely, &self.high) else {
            return Ok(None);
        };
        let demand = Demand::new(low.clone(), likely.clone(), high.clone());
        let demand = demand.ok_or_else(|| {
            Problem::new(
                "`--low`, `--likely` and `--high` must not fall, such as 6000, 8000, 12000",
            )
        })?;
        let top_up_price =
            self.top_up_price.clone().unwrap_or_else(|| sheet.token.price_of(&1.into()).price);
        Ok(Some(Risk { demand, top_up_price }))
    }

    /// The tokens expected to be used, and where the figure comes from.
    fn expected(&self, sheet: &RateSheet, risk: Option<&Risk>) -> anyhow::Result<Expected> {
        let said = |tokens: Tokens, whence: &str| {
            let notes = vec![format!("expected use {} tokens, {whence}", number::tokens(&tokens))];
            Expected { tokens, notes, explanation: Vec::new() }
        };
        if let Some(expected) = &self.expected {
            return Ok(said(expected.clone(), "as given"));
        }
        if let Some(path) = &self.scenario {
            let scenario = cost::expected(path, sheet)?;
            let mut expected =
                said(scenario.tokens, &format!("from scenario `{}`", path.display()));
            expected.notes.extend(scenario.notes);
            return Ok(Expected { explanation: scenario.explanation, ..expected });
        }
        let mean = risk.map(|risk| risk.demand.mean()).ok_or_else(|| {
            Problem::new("nothing says how much use is expected").hint(
                "give `--expected`, `--scenario`, `--usage`, or `--low`, `--likely` and `--high`",
            )
        })?;
        Ok(said(mean, "the mean of low, likely and high"))
    }

    fn assumptions(&self, result: &PoolSize, sheet: &RateSheet) -> Option<String> {
        result.options.as_ref()?;
        let (price, why) = match &self.top_up_price {
            Some(price) => (price, "as given"),
            None => (&sheet.token.list_price, "the list price"),
        };
        Some(format!(
            "demand is taken as triangular; tokens bought later cost {} each, {why}, in any number, few ones too",
            number::price(price)
        ))
    }

    fn warning(&self) -> Option<String> {
        (self.buffer > GUIDE_CEILING.into()).then(|| {
            format!(
                "a buffer of {} is above {GUIDE_CEILING} %: what is not used expires after a year",
                number::percent(&self.buffer)
            )
        })
    }

    fn explanation(&self, result: &PoolSize, sheet: &RateSheet) -> Vec<String> {
        let (expected, tokens) = (number::tokens(&result.expected), number::tokens(&result.tokens));
        let buffer = number::count(self.buffer.exact());
        let mut lines = vec![format!(
            "tokens needed = expected × (100 + buffer) ÷ 100, rounded up = {expected} × (100 + {buffer}) ÷ 100 = {tokens}"
        )];
        lines.push(prices::purchase_in_numbers(&result.purchase, &result.tokens));
        for option in result.options.iter().flatten() {
            lines.push(option_in_numbers(option, &self.buffer));
        }
        lines.extend(
            result.options.as_ref().map(|_| {
                "least expected cost = the least of Q × price(Q) + top-up price × E[(demand − Q)⁺] over every purchase Q".to_owned()
            }),
        );
        lines.extend(prices::price_source(None, &sheet.token));
        lines
    }
}

fn option_in_numbers(option: &PoolOption, buffer: &Percent) -> String {
    let (spend, top_up) =
        (number::money(&option.spend), number::money(&option.expected_top_up_cost));
    let (tokens, price) = (number::tokens(&option.tokens), number::price(&option.token_price));
    let (short, total) =
        (number::tokens(&option.expected_short), number::money(&option.expected_total));
    format!(
        "{}: {tokens} × {price} = {spend}, plus {short} tokens short on average for {top_up} = {total}",
        title(option, buffer)
    )
}

fn title(option: &PoolOption, buffer: &Percent) -> String {
    match option.name {
        "expected" => "expected".to_owned(),
        "buffer" => format!("{} buffer", number::percent(buffer)),
        "ceiling" => format!("{GUIDE_CEILING} % ceiling"),
        _ => "least cost".to_owned(),
    }
}

type Measure = (&'static str, &'static str, fn(&PoolOption) -> Cell);

/// What is said of every option, in order.
const MEASURES: [Measure; 9] = [
    ("tokens", "tokens to buy", |option| (&option.tokens).into()),
    ("token_price", "price of a token", |option| (&option.token_price).into()),
    ("spend", "spend", |option| (&option.spend).into()),
    ("service_level", "chance that it is enough", |option| (&option.service_level).into()),
    ("expected_short", "tokens short on average", |option| (&option.expected_short).into()),
    ("expected_top_up_cost", "what topping up costs", |option| {
        (&option.expected_top_up_cost).into()
    }),
    ("expected_expired", "tokens expired on average", |option| (&option.expected_expired).into()),
    ("expected_expired_cost", "what those had cost", |option| {
        (&option.expected_expired_cost).into()
    }),
    ("expected_total", "expected total", |option| (&option.expected_total).into()),
];

fn data(options: &[PoolOption]) -> Grid {
    let columns = MEASURES.iter().map(|(key, title, _)| column(*key, *title));
    let mut grid = Grid::new([column("name", "option")].into_iter().chain(columns).collect());
    let row = |option: &PoolOption| {
        [option.name.into()]
            .into_iter()
            .chain(MEASURES.iter().map(|(.., cell)| cell(option)))
            .collect()
    };
    grid.rows = options.iter().map(row).collect();
    grid
}

/// Options across and measures down, so that every figure fits a screen.
fn by_option(options: &[PoolOption], buffer: &Percent, currency: &str) -> Grid {
    let columns = options.iter().map(|option| column("option", title(option, buffer)));
    let mut grid = Grid::new([column("measure", "measure")].into_iter().chain(columns).collect());
    grid.rows = MEASURES
        .iter()
        .map(|(key, title, cell)| {
            let people = |option| match (*key, cell(option)) {
                ("service_level", Cell::Count(chance)) => Cell::Percent(chance.times_ten_to(2)),
                (_, cell) => cell,
            };
            let head = match options.first().map(cell) {
                Some(Cell::Money(_) | Cell::Price(_)) => format!("{title}, {currency}"),
                _ => (*title).to_owned(),
            };
            [head.into()].into_iter().chain(options.iter().map(people)).collect()
        })
        .collect();
    grid
}

fn rule_data(result: &PoolSize) -> Grid {
    let mut grid = Grid::new(vec![
        column("expected", "tokens expected"),
        column("tokens", "tokens needed"),
        column("purchase_tokens", "tokens to buy"),
        column("token_price", "price of a token"),
        column("cost", "cost"),
    ]);
    let purchase = &result.purchase;
    let cells = [(&result.expected).into(), (&result.tokens).into(), (&purchase.tokens).into()];
    grid.rows = vec![
        cells
            .into_iter()
            .chain([(&purchase.token_price).into(), (&purchase.cost).into()])
            .collect(),
    ];
    grid
}

fn rule_view(result: &PoolSize, buffer: &Percent) -> Grid {
    let mut grid = Grid::new(vec![column("measure", "measure"), column("tokens", "tokens")]);
    grid.rows = vec![
        vec!["expected use".into(), (&result.expected).into()],
        vec![format!("with {} buffer", number::percent(buffer)).into(), (&result.tokens).into()],
        vec!["to buy".into(), (&result.purchase.tokens).into()],
    ];
    grid
}

fn next(result: &PoolSize) -> Option<String> {
    let Some(option) = result.recommendation() else {
        return Some(
            "flexcalc pool-size --help  # --low, --likely and --high choose by risk".to_owned(),
        );
    };
    let tokens = option.tokens.exact().to_string();
    (option.tokens > Tokens::zero())
        .then(|| format!("flexcalc effective-price --tokens {tokens} --consumed 80%  # what expiry does to the price"))
}

fn summary(result: &PoolSize, sheet: &RateSheet) -> String {
    let Some(best) = result.recommendation() else {
        return prices::purchase_sentence(
            &result.purchase,
            &result.tokens,
            &sheet.token,
            &sheet.currency,
        );
    };
    if best.tokens == Tokens::zero() {
        let total = number::money(&best.expected_total);
        let currency = &sheet.currency;
        return format!(
            "Recommended: buy nothing now; topping up as needed is expected to cost {total} {currency}."
        );
    }
    let (tokens, spend, total) = (
        number::tokens(&best.tokens),
        number::money(&best.spend),
        number::money(&best.expected_total),
    );
    format!(
        "Recommended: buy {tokens} tokens for {spend} {0}; with top-ups the year is expected to cost {total} {0}.",
        sheet.currency
    )
}
