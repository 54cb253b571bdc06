//! `flexcalc plan`: who should hold a subscription, who should use Flex, and how many tokens should
//! be bought?

mod file;
mod online;
mod people;
mod view;
mod what_if;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;
use serde_json::{Map, json};

use self::people::People;
use self::view::Shown;
use self::what_if::WhatIf;
use super::usage::{Context, Span, UsageFiles};
use crate::engine::metering::replay::Keep;
use crate::engine::plan::advice::{AdviceInput, changes, segments};
use crate::engine::plan::mix::options::Offers;
use crate::engine::plan::{Mix, NoPlan, Plan, PlanInput, Planner};
use crate::load::usage::{Tells, ensure_no_input};
use crate::model::{Limits, Money, Percent, Problem, Problems, RateSheet, Row};
use crate::render::{Answer, Detail, number};

const EXAMPLES: &str = "\
Examples:
  flexcalc plan --usage examples/sessions.csv --period 2026-03-01..2026-04-01
  flexcalc plan --usage log.csv --estate estate.toml --people people.csv     who gets what, as a file
  flexcalc plan --usage log.csv --buffer 10% --explain                       with the proof
  flexcalc plan --usage log.csv --what-if sub-discount=0..30/10,token-price=2.4..3/0.1
  flexcalc plan --usage log.csv --online                                     who crosses break-even this year";

/// Options of `plan`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct PlanArgs {
    /// What is added to the tokens for safety
    #[arg(long, value_name = "PERCENT", default_value = "15%", value_parser = buffer)]
    buffer: Percent,
    /// Write the whole assignment into a CSV file, a row for each person and product
    #[arg(long, value_name = "FILE")]
    #[serde(serialize_with = "super::path")]
    people: Option<PathBuf>,
    /// How the cheapest mix moves: sub-discount=0..30/10,token-price=2.4..3/0.1, one of them or
    /// both
    #[arg(long, value_name = "RANGES", conflicts_with = "online")]
    what_if: Option<WhatIf>,
    /// Of those on Flex, who has crossed break-even, and who is forecast to before the year is over
    #[arg(long)]
    online: bool,
    /// Fewer days than this a year are occasional use
    #[arg(long, value_name = "DAYS", default_value_t = 80, value_parser = clap::value_parser!(u32).range(1..=366))]
    occasional: u32,
    /// More days than this a year are power use
    #[arg(long, value_name = "DAYS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=366))]
    power: u32,
    /// Stop the search after so many seconds, and say how far the mix may be from the best
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    time_limit: u64,
    #[command(flatten)]
    #[serde(flatten)]
    usage: UsageFiles,
}

fn buffer(text: &str) -> Result<Percent, String> {
    Percent::within(Limits::BUFFER, text)
}

/// The guide's rule: from so many days a year on, subscribe.
const GUIDE_DAYS: u32 = 100;

/// Arrangements to compare with; `None` where one is impossible.
struct Baselines {
    today: Option<Mix>,
    all_flex: Option<Mix>,
    all_subscription: Option<Mix>,
    guide_rule: Option<Mix>,
}

impl Baselines {
    fn list(&self) -> [(&'static str, &'static str, Option<&Mix>); 4] {
        [
            ("today", "today's arrangement", self.today.as_ref()),
            ("all_flex", "everyone on Flex", self.all_flex.as_ref()),
            ("all_subscription", "everyone subscribed", self.all_subscription.as_ref()),
            ("guide_rule", "subscribe from 100 days", self.guide_rule.as_ref()),
        ]
    }
}

impl PlanArgs {
    /// Answers.
    #[expect(clippy::too_many_lines, reason = "to be split")]
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        if self.power < self.occasional {
            return Err(Problem::new("`--power` must be at least `--occasional`").into());
        }
        if let Some(path) = &self.people {
            ensure_no_input(path, self.usage.usage.iter().chain(&self.usage.args.estate))?;
        }
        let agreed = self.usage.args.agreed(context.sheets)?;
        let Some(mut used) = self.usage.read(Keep::default(), &agreed, context)? else {
            let problem = Problem::new("`--usage` is missing: a plan is made from what people use");
            return Err(problem
                .hint("give session logs or Autodesk's exports: `--usage FILE`")
                .into());
        };
        if let Some(format) = used.lacks(Tells::People) {
            return Err(Problem::new(format!(
                "{format} does not say who used what, so there is nothing to plan"
            ))
            .into());
        }
        let sheet = agreed.sheets.last().ok_or_else(|| Problem::new("there is no rate sheet"))?;
        let span = self.usage.args.span(&used)?;
        let people =
            People::new(&used, agreed.estate.as_ref(), sheet, &span, self.usage.args.hash_users)?;
        let offers = Offers::new(sheet);
        let planner = self.planner(&people, &offers, sheet)?;
        let begun = Instant::now();
        // The one clock beside that of `main`: how long a search may take decides whether it is
        // proved, not what it finds.
        let limit = Duration::from_secs(self.time_limit);
        let stop = || begun.elapsed() > limit;
        let plan = planner.cheapest(&stop);
        let baselines = Baselines {
            today: people.today(&planner),
            all_flex: planner.by_rule(|_, _| false),
            all_subscription: planner.all_subscriptions(),
            guide_rule: planner.by_rule(|_, need| {
                let offer = offers.products.get(need.product);
                let has_price = offer.is_some_and(|offer| offer.micro_price.is_some());
                let has_rate = offer.is_some_and(|offer| offer.micro_rate.is_some());
                has_price && (need.days >= GUIDE_DAYS || !has_rate)
            }),
        };
        let list_price = sheet.token.price_of(&sheet.token.minimum_purchase).price;
        let token_price = plan.mix.token_price.clone().unwrap_or(list_price);
        let advice = AdviceInput {
            people: &people.needs,
            before: &people.before,
            after: &plan.mix.held,
            offers: &offers,
            token_price: &token_price,
            buffer: &self.buffer,
        };
        let changes = changes(&advice);
        let segments = segments(&advice, &[self.occasional, self.power + 1]);
        let grid = match &self.what_if {
            Some(what_if) => Some(what_if.grid(&people, &offers, sheet, &self.buffer, &stop)?),
            None => None,
        };
        let crossing =
            self.online.then(|| online::crossings(&people, &offers, &token_price, &span));
        let mut more = Map::new();
        let period =
            json!({ "from": span.days.from, "until": span.days.until, "words": span.words });
        more.insert("period".to_owned(), period);
        more.extend(grid.iter().map(|grid| ("what_if".to_owned(), what_if::json(grid))));
        more.extend(
            crossing.iter().map(|rows| ("online".to_owned(), online::json(rows, &people, sheet))),
        );
        let (sheet, buffer) = (sheet.clone(), self.buffer.clone());
        let shown = Shown {
            plan,
            baselines,
            changes,
            segments,
            people,
            offers,
            sheet,
            token_price,
            buffer,
            more,
        };
        let (people, sheet) = (&shown.people, &shown.sheet);
        let (data, view) = match (&grid, &crossing) {
            (Some(grid), _) => (what_if::data(grid), what_if::view(grid, &sheet.currency)),
            (None, Some(rows)) => {
                (online::data(rows, people, sheet), online::view(rows, people, sheet))
            }
            (None, None) => (view::seats_data(&shown), view::totals(&shown)),
        };
        let is_plain = grid.is_none() && crossing.is_none();
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.extend(self.notes(&shown, &span));
        notes.append(&mut used.notes);
        let mut warnings = std::mem::take(&mut used.warnings);
        warnings.extend(self.warnings(&shown.plan, &span));
        warnings.extend(grid.as_ref().and_then(|grid| what_if::warning(grid)));
        let file = self.people.as_ref().map(|path| file::people(path, &shown));
        let explanation = detail.explain(|| view::proof(&shown));
        Ok(Answer {
            sections: if is_plain { view::sections(&shown) } else { Vec::new() },
            summary: if let Some(rows) = &crossing {
                online::summary(rows)
            } else {
                view::summary(&shown)
            },
            notes,
            warnings,
            explanation,
            next: self.next(),
            files: file.into_iter().collect(),
            ..Answer::new("plan", self, shown, data, view)
        })
    }

    fn notes(&self, shown: &Shown, span: &Span) -> Vec<String> {
        let mut notes = vec![
            format!("days of use in {}, brought to whole days of a year", span.words),
            format!("tokens with {} for safety (`--buffer`)", number::percent(&self.buffer)),
        ];
        notes.extend(view::notes(shown));
        notes.extend(self.online.then(online::note));
        notes
    }

    fn warnings(&self, plan: &Plan, span: &Span) -> Vec<String> {
        let days = span.days.days().or(self.usage.args.months.map(|months| u64::from(months) * 30));
        let short = days.filter(|days| *days < 90);
        let mut warnings: Vec<_> = short
            .map(|days| {
                format!("{days} days say little about a year: seasons and projects are left out")
            })
            .into_iter()
            .collect();
        if !plan.proved {
            let gap = number::money(&(&plan.mix.total - &plan.lower_bound));
            warnings.push(format!("the search was stopped: a mix may cost {gap} less"));
        }
        warnings
    }

    fn planner<'a>(
        &'a self,
        people: &'a People,
        offers: &'a Offers,
        sheet: &'a RateSheet,
    ) -> Result<Planner<'a>, Problems> {
        let input = PlanInput {
            people: &people.needs,
            offers,
            terms: &sheet.token,
            buffer: &self.buffer,
            service_micro: people.service_micro,
        };
        Planner::new(input).map_err(|no_plan| refused(&no_plan, sheet))
    }

    fn next(&self) -> Option<String> {
        let [file] = self.usage.usage.as_slice() else { return None };
        let file = file.to_str().filter(|file| *file != "-")?;
        let (option, why) = match (&self.what_if, self.people.is_some()) {
            (None, false) => ("--people people.csv", "who gets what"),
            (None, true) => ("--what-if sub-discount=0..30/10", "for the negotiation"),
            _ => return None,
        };
        let mut words =
            vec!["flexcalc".to_owned(), "plan".to_owned(), "--usage".to_owned(), file.to_owned()];
        words.extend(self.usage.args.words());
        let plain = |word: &String| !word.contains(|c: char| c.is_whitespace() || c == '\'');
        words.iter().all(plain).then(|| format!("{} {option}  # {why}", words.join(" ")))
    }
}

/// Why there is no plan, in words.
fn refused(no_plan: &NoPlan, sheet: &RateSheet) -> Problems {
    match no_plan {
        NoPlan::Uncovered(products) => {
            let product = |place: &usize| sheet.products.get(*place).map_or("", Row::id);
            let problem = |id: &str| {
                Problem::new(format!(
                    "`{id}` is used, but sheet `{}` has neither tokens a day nor a price for it",
                    sheet.name
                ))
                .hint("add one of them to a rate sheet, or a price to `[subscriptions]` of the estate")
            };
            let problems: Vec<_> = products.iter().map(|place| problem(product(place))).collect();
            match Problems::check(problems) {
                Err(problems) => problems,
                Ok(()) => Problem::new("there is nothing to plan").into(),
            }
        }
        NoPlan::TooMany(many) => Problem::new(format!(
            "a person uses, or the sheet has, {many} products or collections; a plan takes 60"
        ))
        .into(),
        NoPlan::TooLarge => Problem::new("the amounts are too large to be planned exactly").into(),
    }
}

/// A saving against the cheapest mix.
fn saving(mix: &Mix, total: &Money) -> Money {
    &mix.total - total
}
