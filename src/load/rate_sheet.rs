//! A rate sheet from TOML. README, "Write your own rate sheet", says what may be in it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::ops::Range;

use super::toml_table::{self, Table};
use crate::model::{
    Code, Collection, Draft, Limits, Number, Partial, Problem, Problems, Product, RateSheet,
    Service, TermPrices, Tier, TokenTerms, Tokens, normalise,
};

/// The most volume discounts of a sheet or estate: no vendor has twenty.
const MOST_TIERS: usize = 1_000;

const PARTIALS: [(&str, Partial); 3] =
    [("exact", Partial::Exact), ("up", Partial::Up), ("down", Partial::Down)];

/// Reads a sheet; `file` is named in its problems.
pub(super) fn parse(file: &str, text: &str) -> Result<RateSheet, Problems> {
    let (draft, problems) = draft(file, text);
    finished(file, draft, problems)
}

/// The sheet that a draft is, unless something is wrong with it.
pub(super) fn finished(
    file: &str,
    draft: Draft,
    problems: Vec<Problem>,
) -> Result<RateSheet, Problems> {
    Problems::check(problems)?;
    // What is missing has been noted; should something not, that is still no reason to go on
    // without it.
    draft.finished().ok_or_else(|| Problem::new(format!("`{file}` cannot be understood")).into())
}

/// Reads what can be read of a sheet, and says what is wrong with it.
pub(super) fn draft(file: &str, text: &str) -> (Draft, Vec<Problem>) {
    toml_table::read(file, text, |root| {
        // A person may hold a subscription to a product or a collection by name, so these share one
        // set of names.
        let (held, charged, known) = (Names::default(), Names::default(), root.ids("products"));
        Draft {
            name: root.text("name"),
            title: root.text("title"),
            effective: root.date("effective"),
            currency: currency(root),
            token: root.table("token", token_terms),
            products: root.entries("products", "product", |id, table| product(id, table, &held)),
            services: root.entries("results", "result", |id, table| service(id, table, &charged)),
            collections: root.entries("collections", "collection", |id, table| {
                collection(id, table, &held, &known)
            }),
        }
    })
}

/// The currency of a file's prices.
pub(super) fn currency(root: &Table) -> Option<String> {
    let code = root.text("currency")?;
    let valid = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !valid {
        root.problem(
            root.span_of("currency"),
            Code::OutOfRange,
            format!("`currency` must be a code of three capitals such as `USD`, found `{code}`"),
        );
    }
    valid.then_some(code)
}

fn token_terms(table: &Table) -> Option<TokenTerms> {
    let (list_price, minimum_purchase) =
        (table.amount("list_price"), table.amount_within("minimum_purchase", Limits::PURCHASE));
    let (term_days, grace_minutes) = (
        whole(table, "term_days", Limits::TERM_DAYS),
        whole(table, "grace_minutes", Limits::GRACE_MINUTES),
    );
    let tiers = tiers(table);
    Some(TokenTerms {
        source: table.optional_text("source"),
        note: table.optional_text("note"),
        list_price: list_price?,
        minimum_purchase: minimum_purchase?,
        term_days: term_days?,
        grace_minutes: grace_minutes?,
        tiers: tiers?,
    })
}

/// The volume discounts, by rising `from`.
pub(super) fn tiers(table: &Table) -> Option<Vec<Tier>> {
    let tiers = table.list("tier", tier);
    for pair in tiers.windows(2) {
        if let [(before, place), (tier, at)] = pair
            && tier.from <= before.from
        {
            let line = table.line(place);
            table.problem(
                at.clone(),
                Code::TierOrder,
                format!("`from` must be greater than that of the tier before it, on line {line}"),
            );
        }
    }
    let many = table.length("tier");
    if many > MOST_TIERS {
        let message = format!("there must be at most {MOST_TIERS} tiers, found {many}");
        table.problem(table.span_of("tier"), Code::OutOfRange, message);
        return None;
    }
    // Tiers go by their number: without one of them, the others would go by wrong ones.
    let all = tiers.len() == many;
    all.then(|| tiers.into_iter().map(|(tier, _)| tier).collect())
}

fn whole(table: &Table, key: &'static str, limits: Limits) -> Option<u32> {
    table.amount_within::<Number>(key, limits)?.to_u64()?.try_into().ok()
}

fn tier(table: &Table) -> Option<(Tier, Range<usize>)> {
    let (from, price) = (
        table.amount_within("from", Limits::PURCHASE),
        table.optional_amount("price", Limits::TOKEN_PRICE),
    );
    Some((Tier { from: from?, price }, table.span_of("from")))
}

fn product<'d>(id: &'d str, table: &Table<'d, '_>, names: &Names<'d>) -> Option<Product> {
    let Head { name, aliases, source, note } = head(id, table, names);
    let tokens_per_day = table.optional_amount("tokens_per_day", Limits::RATE);
    let prices = prices(table);
    let product =
        Product { name: name?, aliases, tokens_per_day, source: source?, note, ..Product::new(id) };
    Some(product.with_prices(prices))
}

fn service<'d>(id: &'d str, table: &Table<'d, '_>, names: &Names<'d>) -> Option<Service> {
    let Head { name, aliases, source, note } = head(id, table, names);
    let (tokens, unit) = (table.amount("tokens"), table.text("unit"));
    let per = table
        .optional_amount::<Number>("per", Limits::COUNT)
        .and_then(|per| NonZeroU64::new(per.to_u64()?));
    let partial = table.word("partial", &PARTIALS, Partial::Exact);
    let minimum_balance =
        table.optional_amount("minimum_balance", Limits::PURCHASE).unwrap_or(Tokens::ZERO);
    let free_per_month = table.optional_amount("free_per_month", Limits::QUANTITY);
    Some(Service {
        id: id.to_owned(),
        name: name?,
        aliases,
        tokens: tokens?,
        per: per.unwrap_or(NonZeroU64::MIN),
        unit: unit?,
        partial: partial?,
        minimum_balance,
        free_per_month,
        source: source?,
        note,
    })
}

fn collection<'d>(
    id: &'d str,
    table: &Table<'d, '_>,
    names: &Names<'d>,
    known: &BTreeSet<&str>,
) -> Option<Collection> {
    let Head { name, aliases, source, note } = head(id, table, names);
    let products = table.texts("products");
    if table.has("products") && table.lacks("products") {
        table.problem(
            table.span_of("products"),
            Code::MissingKey,
            "`products` must list at least one product",
        );
        table.hint("without the key, it is not known what the collection covers");
    }
    for (product, place) in products.iter().filter(|(product, _)| !known.contains(product.as_str()))
    {
        table.problem(place.clone(), Code::UnknownProduct, format!("unknown product `{product}`"));
        table.hint_nearest(product, known.iter().copied());
    }
    let products = products.into_iter().map(|(product, _)| product).collect();
    let prices = prices(table);
    let collection =
        Collection { name: name?, aliases, products, source: source?, note, ..Collection::new(id) };
    Some(collection.with_prices(prices))
}

/// What a subscription costs, by its term.
fn prices(table: &Table) -> TermPrices {
    let price = |key| table.optional_amount(key, Limits::ANNUAL_PRICE);
    TermPrices {
        year: price("annual_price"),
        month: price("month_price"),
        three_years: price("three_year_price"),
        floating: price("floating_price"),
    }
}

/// What every row has.
struct Head {
    name: Option<String>,
    aliases: Vec<String>,
    source: Option<String>,
    note: Option<String>,
}

fn head<'d>(id: &'d str, table: &Table<'d, '_>, names: &Names<'d>) -> Head {
    let (name, aliases) = (table.text("name"), table.texts("aliases"));
    names.claim(id, id, table.span(), table);
    if let Some(name) = &name {
        names.claim(name, id, table.span_of("name"), table);
    }
    for (alias, place) in &aliases {
        names.claim(alias, id, place.clone(), table);
    }
    Head {
        name,
        aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
        source: table.text("source"),
        note: table.optional_text("note"),
    }
}

/// The names given out so far: to which row, and where.
#[derive(Default)]
struct Names<'d>(RefCell<BTreeMap<String, (&'d str, Range<usize>)>>);

impl<'d> Names<'d> {
    /// Gives a row a name. One row may say the same name twice (`revit` and `Revit`); two rows may
    /// not.
    fn claim(&self, name: &str, row: &'d str, place: Range<usize>, table: &Table) {
        let mut taken = self.0.borrow_mut();
        let letters = normalise(name);
        if letters.is_empty() {
            table.problem(
                place,
                Code::OutOfRange,
                format!("the name `{name}` must have a letter or a digit"),
            );
            return;
        }
        let (owner, first) = taken.entry(letters).or_insert_with(|| (row, place.clone()));
        if *owner != row {
            table.problem(
                place,
                Code::DuplicateName,
                format!("the name `{name}` is taken by `{owner}` on line {}", table.line(first)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with the tiers of a sheet that has so many.
    fn problems(tiers: usize) -> Vec<String> {
        let tiers = (1..=tiers).map(|from| format!("[[token.tier]]\nfrom = {from}\nprice = 3\n"));
        let tail = tiers.collect::<Vec<_>>().concat();
        let text = format!("[token]\n{tail}");
        let (_, problems) = draft("s", &text);
        let of_tiers = problems.into_iter().filter(|problem| problem.message.contains("tiers"));
        of_tiers.map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn a_sheet_has_a_thousand_tiers_at_most() {
        // one below, at, one above
        assert_eq!([problems(999), problems(1_000)], [vec![], Vec::<String>::new()]);
        let told = "s:2:1: `[token]`: there must be at most 1000 tiers, found 1001";
        assert_eq!(problems(1_001), [told]);
    }
}
