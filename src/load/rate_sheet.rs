//! A rate sheet from TOML. README, "Write your own rate sheet", says what may be in it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Document, Table};
use crate::model::{
    Collection, Exact, Limits, Partial, Problems, Product, RateSheet, Row, Service, Tier, TokenTerms, Tokens, nearest,
    normalise,
};

const PARTIALS: [(&str, Partial); 3] = [("exact", Partial::Exact), ("up", Partial::Up), ("down", Partial::Down)];

/// Reads a sheet; `file` is named in its problems.
pub(super) fn parse(file: &str, text: &str) -> Result<RateSheet, Problems> {
    Document::read(file, text, sheet)
}

fn sheet(root: &Table) -> Option<RateSheet> {
    // Every part is read before any is found missing, so that all problems come to light.
    let (name, title, effective) = (root.text("name"), root.text("title"), root.date("effective"));
    let (currency, token) = (currency(root), root.table("token", token_terms));
    // A person may hold a subscription to a product or a collection by name, so these share one set of names.
    let (mut held, mut charged) = (Names::default(), Names::default());
    let products = root.entries("products", "product", |id, table| product(id, table));
    let services = root.entries("results", "result", |id, table| service(id, table));
    let collections = root.entries("collections", "collection", |id, table| collection(id, table));
    for (product, places) in &products {
        held.claim(product, places, root);
    }
    for (service, places) in &services {
        charged.claim(service, places, root);
    }
    for (collection, places) in &collections {
        held.claim(collection, places, root);
        ensure_products_exist(collection, places, &root.ids("products"), root);
    }
    Some(RateSheet {
        name: name?,
        title: title?,
        effective: effective?,
        currency: currency?,
        token: token?,
        products: products.into_iter().map(|(product, _)| product).collect(),
        services: services.into_iter().map(|(service, _)| service).collect(),
        collections: collections.into_iter().map(|(collection, _)| collection).collect(),
    })
}

fn currency(root: &Table) -> Option<String> {
    let code = root.text("currency")?;
    let valid = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !valid {
        root.problem(
            root.span_of("currency"),
            format!("`currency` must be a code of three capitals such as `USD`, found `{code}`"),
        );
    }
    valid.then_some(code)
}

fn token_terms(table: &Table) -> Option<TokenTerms> {
    let (list_price, minimum_purchase) =
        (table.amount("list_price"), table.amount_within("minimum_purchase", Limits::PURCHASE));
    let (term_days, grace_minutes) =
        (whole(table, "term_days", Limits::TERM_DAYS), whole(table, "grace_minutes", Limits::GRACE_MINUTES));
    let tiers = table.list("tier", tier);
    for pair in tiers.windows(2) {
        if let [(before, place), (tier, at)] = pair
            && tier.from <= before.from
        {
            let line = table.line(place);
            table
                .problem(at.clone(), format!("`from` must be greater than that of the tier before it, on line {line}"));
        }
    }
    Some(TokenTerms {
        source: table.optional_text("source"),
        note: table.optional_text("note"),
        list_price: list_price?,
        minimum_purchase: minimum_purchase?,
        term_days: term_days?,
        grace_minutes: grace_minutes?,
        tiers: tiers.into_iter().map(|(tier, _)| tier).collect(),
    })
}

fn whole(table: &Table, key: &'static str, limits: Limits) -> Option<u32> {
    table.amount_within::<Exact>(key, limits)?.to_u64()?.try_into().ok()
}

fn tier(table: &Table) -> Option<(Tier, Range<usize>)> {
    let (from, price) = (table.amount_within("from", Limits::PURCHASE), table.optional_amount("price", Limits::PRICE));
    Some((Tier { from: from?, price }, table.span_of("from")))
}

/// Where each name of a row stands, in the order of [`Row::names`].
type Places = Vec<Range<usize>>;

fn product(id: &str, table: &Table) -> Option<(Product, Places)> {
    let head = head(table);
    let tokens_per_day = table.optional_amount("tokens_per_day", Limits::TOKENS);
    let annual_price = table.optional_amount("annual_price", Limits::PRICE);
    let Head { name, aliases, source, note, places } = head;
    Some((
        Product { id: id.to_owned(), name: name?, aliases, tokens_per_day, annual_price, source: source?, note },
        places,
    ))
}

fn service(id: &str, table: &Table) -> Option<(Service, Places)> {
    let head = head(table);
    let (tokens, unit) = (table.amount("tokens"), table.text("unit"));
    let per = table.optional_amount("per", Limits::COUNT).unwrap_or_else(|| Exact::from(1));
    let partial = table.word("partial", &PARTIALS, Partial::Exact);
    let minimum_balance = table.optional_amount("minimum_balance", Limits::PURCHASE).unwrap_or_else(Tokens::zero);
    let Head { name, aliases, source, note, places } = head;
    let id = id.to_owned();
    let (name, tokens, unit, partial, source) = (name?, tokens?, unit?, partial?, source?);
    Some((Service { id, name, aliases, tokens, per, unit, partial, minimum_balance, source, note }, places))
}

fn collection(id: &str, table: &Table) -> Option<(Collection, Places)> {
    let head = head(table);
    let products = table.texts("products");
    if table.lacks("products") {
        table.problem(table.span_of("products"), "`products` must list at least one product");
    }
    let annual_price = table.optional_amount("annual_price", Limits::PRICE);
    let Head { name, aliases, source, note, mut places } = head;
    places.extend(products.iter().map(|(_, place)| place.clone()));
    let products = products.into_iter().map(|(product, _)| product).collect();
    Some((
        Collection { id: id.to_owned(), name: name?, aliases, products, annual_price, source: source?, note },
        places,
    ))
}

/// What every row has.
struct Head {
    name: Option<String>,
    aliases: Vec<String>,
    source: Option<String>,
    note: Option<String>,
    places: Places,
}

fn head(table: &Table) -> Head {
    let (name, aliases) = (table.text("name"), table.texts("aliases"));
    let places =
        [table.span(), table.span_of("name")].into_iter().chain(aliases.iter().map(|(_, place)| place.clone()));
    Head {
        name,
        places: places.collect(),
        aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
        source: table.text("source"),
        note: table.optional_text("note"),
    }
}

fn ensure_products_exist(collection: &Collection, places: &Places, known: &[&str], root: &Table) {
    let named = places.iter().skip(collection.names().count());
    for (product, place) in collection.products.iter().zip(named) {
        if known.contains(&product.as_str()) {
            continue;
        }
        root.problem(place.clone(), format!("collection `{}`: unknown product `{product}`", collection.id));
        if let Some(near) = nearest(product, known.iter().copied()).first() {
            root.hint(format!("did you mean `{near}`?"));
        }
    }
}

/// The names given out so far: who has each, and where.
#[derive(Default)]
struct Names(BTreeMap<String, (String, Range<usize>)>);

impl Names {
    /// Gives a row its names. One row may say the same name twice (`revit` and `Revit`); two rows may not.
    fn claim(&mut self, row: &impl Row, places: &Places, root: &Table) {
        for (name, place) in row.names().zip(places) {
            let (owner, first) = self.0.entry(normalise(name)).or_insert_with(|| (row.id().to_owned(), place.clone()));
            if owner != row.id() {
                let line = root.line(first);
                root.problem(
                    place.clone(),
                    format!("`{}`: the name `{name}` is taken by `{owner}` on line {line}", row.id()),
                );
            }
        }
    }
}
