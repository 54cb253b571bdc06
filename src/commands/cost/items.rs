//! The lines of the bill: what is asked for, with what the rate sheet knows of it.

use super::super::context::Context;
use super::super::prices::{self, SubPrice};
use super::super::usage::{UsageArgs, Used, without_rate};
use crate::engine::bill::cost_of_use::{By, Group};
use crate::engine::price::subscription::SubscriptionPrices;
use crate::engine::sums::allowance::{Quantity, several_lines};
use crate::engine::sums::cost::{Item, LineKind};
use crate::engine::sums::instead::{Bundle, people_of};
use crate::engine::sums::observed::covered_days;
use crate::load::Scenario;
use crate::model::{
    Collection, Index, Number, Problem, Problems, Product, RateSheet, Row, TokenPrice, VendorPlan,
    find,
};

/// After how many problems no more are looked for: near names take time, and nobody mends the
/// thousandth before the first.
const MOST_PROBLEMS: usize = 1_000;

/// The lines with their rates; the error names everything that is unknown or not sold on Flex.
pub(super) fn items<'a>(
    scenario: &Scenario,
    sheet: &'a RateSheet,
    plan: VendorPlan,
    context: &Context,
) -> Result<Vec<Item<'a>>, Problems> {
    let (products, services) = (Index::new(&sheet.products), Index::new(&sheet.services));
    let uses = scenario.uses.iter().map(|line| {
        let product = products.find(&line.product).map_or_else(|| sheet.product(&line.product), Ok);
        let item = product.and_then(|product| {
            let tokens_per_day =
                product.tokens_per_day.ok_or_else(|| prices::not_on_flex(product, sheet))?;
            let (days, users) = (line.days, line.users);
            Ok(Item::Use { product, tokens_per_day, days, users, annual_price: None })
        });
        item.map_err(|problem| Problem { place: line.place.clone(), ..problem })
    });
    let results = scenario.results.iter().map(|line| {
        let name = &line.service;
        let service = services.find(name).map_or_else(|| sheet.service(name), Ok);
        let service = service.map_err(|unknown| {
            context.elsewhere(unknown, |sheet| find(&sheet.services, name).is_some())
        });
        let item = service.and_then(|service| {
            let units = line.quantity.in_units_of(service)?;
            let quantity = Quantity::new(service, units, line.months, plan)?;
            Ok(Item::Result { service, quantity })
        });
        item.map_err(|problem| Problem { place: line.place.clone(), ..problem })
    });
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for item in uses.chain(results) {
        match item {
            Ok(item) => items.push(item),
            Err(problem) => problems.push(problem),
        }
        if problems.len() == MOST_PROBLEMS {
            problems.push(Problem::new(format!("stopped after {MOST_PROBLEMS} problems")));
            break;
        }
    }
    let known = scenario.results.iter().filter_map(|line| {
        let service = services.find(&line.service)?;
        Some((service, line.place.as_ref()))
    });
    problems.extend(several_lines(known, plan));
    Problems::check(problems)?;
    Ok(items)
}

/// A line for each product that was really used: its tokens by the sheet of each day, and what else
/// is known of it by that of the question. Beside them, what to think twice about.
pub(super) fn observed<'a>(
    args: &UsageArgs,
    used: &Used,
    (sheets, sheet): (&[RateSheet], &'a RateSheet),
    token_price: Option<TokenPrice>,
) -> anyhow::Result<(Vec<Item<'a>>, Vec<String>)> {
    let span = args.span(used)?;
    let mut result = args.cost_by(used, &[By::Product], sheets, token_price)?;
    // What has no rate is left out where that is asked for: nothing of it can be compared.
    let unrated = &result.without_rate;
    result.groups.retain(|group| {
        let is_of = |product: &String| group.keys.contains(&Some(product.clone()));
        !group.tokens.is_zero() || !unrated.iter().any(|without| is_of(&without.product))
    });
    let covered = covered_days(&used.replayed.tallies, &used.directory);
    let line = |group: Group| {
        let name = group.keys.into_iter().flatten().next().unwrap_or_default();
        let product = find(&sheet.products, &name);
        // What is charged by the result is that in any edition, whatever the rates of today know.
        let mut services = std::iter::once(sheet).chain(sheets).map(|sheet| &sheet.services);
        let service = services.find_map(|all| find(all, &name)).filter(|_| product.is_none());
        Item::Observed {
            id: product.map(Row::id).or(service.map(Row::id)).unwrap_or(&name).to_owned(),
            product,
            users: group.users.map(Number::from),
            days_of_use: group.days_of_use.map(Number::from),
            tokens: group.tokens,
            on_flex: match covered.get(&name) {
                None => Some(group.tokens),
                Some(days) => product
                    .and_then(|product| product.tokens_per_day)
                    .map(|rate| group.tokens + rate.for_days(*days)),
            },
            span: span.clone(),
            kind: if service.is_some() { LineKind::Result } else { LineKind::Observed },
            annual_price: None,
            name,
        }
    };
    let warnings = result.without_rate.iter().map(without_rate).collect();
    Ok((result.groups.into_iter().map(line).collect(), warnings))
}

/// Prices each product's subscription from the command line, else from the sheet; unknown ones stay
/// unknown.
pub(super) fn add_subscription_prices(
    items: &mut [Item],
    given: &[SubPrice],
    sheet: &RateSheet,
) -> Result<SubscriptionPrices, Problems> {
    let mut asked: Vec<&Product> = Vec::new();
    for product in items.iter().filter_map(|item| product_of(item, sheet)) {
        if !asked.iter().any(|known| known.id == product.id) {
            asked.push(product);
        }
    }
    let stand_ins = stand_ins(&asked, sheet);
    let prices = prices::given_prices(given, &asked, &stand_ins, sheet)?;
    for item in items {
        let known = product_of(item, sheet).and_then(|product| prices.of(product));
        match item {
            Item::Use { annual_price, .. } | Item::Observed { annual_price, .. } => {
                *annual_price = known;
            }
            Item::Result { .. } => {}
        }
    }
    Ok(prices)
}

/// The collections that cover something of what is asked about.
fn stand_ins<'s>(asked: &[&Product], sheet: &'s RateSheet) -> Vec<&'s Product> {
    let covers = |collection: &&Collection| {
        collection.products.iter().any(|id| asked.iter().any(|asked| asked.id == *id))
    };
    let covering = sheet.collections.iter().filter(covers);
    covering.filter_map(|collection| find(&sheet.products, &collection.id)).collect()
}

/// The collections with a price that people might hold instead.
pub(super) fn bundles<'a>(
    used: Option<&Used>,
    given: &SubscriptionPrices,
    sheet: &'a RateSheet,
) -> Vec<Bundle<'a>> {
    let ids = |collection: &'a Collection| {
        collection.products.iter().map(String::as_str).collect::<Vec<_>>()
    };
    let all = || sheet.collections.iter().map(|it| (it.id.as_str(), ids(it)));
    let observed = used.map(|used| people_of(&used.replayed.tallies, &used.directory, all()));
    let bundle = |(id, products): (&'a str, Vec<&'a str>)| {
        let annual_price = given.of(find(&sheet.products, id)?)?;
        let people = observed.as_ref().and_then(|observed| observed.get(id));
        Some(Bundle { id, products, annual_price, observed: people.copied().unwrap_or_default() })
    };
    all().filter_map(bundle).collect()
}

fn product_of<'s>(item: &Item, sheet: &'s RateSheet) -> Option<&'s Product> {
    match item {
        Item::Use { product, .. } => find(&sheet.products, &product.id),
        Item::Observed { id, .. } => find(&sheet.products, id),
        Item::Result { .. } => None,
    }
}
