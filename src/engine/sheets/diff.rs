//! What changed between two rate sheets, and what does it mean?
//!
//! Formula: a row has changed where any of its fields differs, or where a year of so many days of
//! use costs something else, since the list price of a token changed. Cost of a year = tokens per
//! day × days × list price; break-even days = annual price ÷ (tokens per day × list price),
//! each by its own sheet.
//!
//! Example: Maya from 10 to 6 tokens a day, 50 days, tokens at 3.00 in both: 1,500.00 before,
//! 900.00 after.
//!
//! Edges: rows are matched by id, so that a row with a new id is one removed and one added. What
//! cannot be worked out (no rate, no price, no such row) is unknown, not zero. The largest change
//! of what a year costs, on Flex or subscribed, comes first, then that of break-even, then the
//! rest by kind and id.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::engine::sums::breakeven::break_even_days;
use crate::model::{
    Cheaper, Days, Money, Product, Quotient, RateSheet, Row, TokenPrice, TokenTerms,
};

/// Two sheets and the days of use to compare a year by.
#[derive(Clone, Debug)]
pub struct SheetDiffInput<'a> {
    /// The sheet before.
    pub old: &'a RateSheet,
    /// The sheet after.
    pub new: &'a RateSheet,
    /// Days of use in a year.
    pub days: Days,
}

/// What changed.
#[derive(Clone, Debug, Serialize)]
pub struct SheetDiff {
    /// The rows that changed, the largest effect first.
    pub changes: Vec<RowChange>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has changed, or what it costs.
    Changed,
}

impl Change {
    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// What a row of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// The sheet itself.
    Sheet,
    /// What tokens cost and how they live.
    Token,
    /// A product.
    Product,
    /// A service.
    Service,
    /// A collection.
    Collection,
}

impl RowKind {
    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Token => "token",
            Self::Product => "product",
            Self::Service => "service",
            Self::Collection => "collection",
        }
    }
}

/// One row that changed.
#[derive(Clone, Debug, Serialize)]
pub struct RowChange {
    /// What it is.
    pub kind: RowKind,
    /// The id of the row.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub change: Change,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
    /// Where a subscription paid before; `None` where unknown.
    pub break_even_before: Option<Quotient<Days>>,
    /// Where it pays after; `None` where unknown.
    pub break_even_after: Option<Quotient<Days>>,
    /// What a year cost before; `None` where unknown.
    pub cost_before: Option<Quotient<Money>>,
    /// What it costs after; `None` where unknown.
    pub cost_after: Option<Quotient<Money>>,
    /// What a subscription cost a year before; `None` where unknown.
    pub subscription_before: Option<Money>,
    /// What it costs after; `None` where unknown.
    pub subscription_after: Option<Money>,
    /// Which was cheaper before, for a year of those days; `None` where unknown.
    pub cheaper_before: Option<Cheaper>,
    /// Which is cheaper after; `None` where unknown.
    pub cheaper_after: Option<Cheaper>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field, by its key in the sheet.
    pub field: String,
    /// Its value before; `None` where it had none.
    pub before: Option<String>,
    /// Its value after; `None` where it has none.
    pub after: Option<String>,
}

impl FieldChange {
    /// Whether it is words, which decide no figure.
    pub fn is_words(&self) -> bool {
        matches!(self.field.as_str(), "name" | "aliases" | "source" | "note" | "title")
    }
}

/// Compares two sheets.
pub fn sheet_diff(input: &SheetDiffInput) -> SheetDiff {
    let SheetDiffInput { old, new, days } = input;
    let mut changes = Vec::new();
    changes.extend(single(RowKind::Sheet, [sheet_fields(old), sheet_fields(new)]));
    changes.extend(single(RowKind::Token, [token_fields(&old.token), token_fields(&new.token)]));
    changes.extend(rows(RowKind::Product, &old.products, &new.products).map(|(pair, change)| {
        let cost = |product: Option<&&Product>, sheet: &RateSheet| {
            let price = sheet.token.list_price;
            (
                product.and_then(|product| break_even(product, price)),
                product.and_then(|product| year(product, price, *days)),
            )
        };
        let (break_even_before, cost_before) = cost(pair.0.as_ref(), old);
        let (break_even_after, cost_after) = cost(pair.1.as_ref(), new);
        let [subscription_before, subscription_after] =
            [pair.0, pair.1].map(|product| product.and_then(|product| product.annual_price));
        RowChange {
            break_even_before,
            break_even_after,
            cheaper_before: cheaper(cost_before.as_ref(), subscription_before),
            cheaper_after: cheaper(cost_after.as_ref(), subscription_after),
            cost_before,
            cost_after,
            subscription_before,
            subscription_after,
            ..change
        }
    }));
    changes.extend(rows(RowKind::Service, &old.services, &new.services).map(|(_, change)| change));
    let collections = rows(RowKind::Collection, &old.collections, &new.collections);
    changes.extend(collections.map(|(pair, change)| {
        let [subscription_before, subscription_after] =
            [pair.0, pair.1].map(|collection| collection.and_then(|it| it.annual_price));
        RowChange { subscription_before, subscription_after, ..change }
    }));
    changes.retain(|change| !change.fields.is_empty() || change.cost_before != change.cost_after);
    changes.sort_by_cached_key(|change| {
        (Reverse(change.effect()), Reverse(change.shift()), change.kind, change.id.clone())
    });
    SheetDiff { changes }
}

impl RowChange {
    /// By how much what a year costs changes, on Flex or subscribed, either way. For the order
    /// only, a new or lost row counts from nothing.
    pub fn effect(&self) -> Quotient<Money> {
        let side = |cost: &Option<Quotient<Money>>| cost.clone().unwrap_or_default();
        let price = |price: Option<Money>| Quotient::from(price.unwrap_or_default());
        let flex = side(&self.cost_after).distance(side(&self.cost_before));
        flex.max(price(self.subscription_after).distance(price(self.subscription_before)))
    }

    /// What a subscription costs more than before; `None` where unknown, or nothing.
    pub fn subscription_rise(&self) -> Option<Money> {
        let (before, after) = self.subscription_before.zip(self.subscription_after)?;
        (before != after).then(|| after - before)
    }

    /// What was cheaper and what is, where another is than before.
    pub fn flips(&self) -> Option<(Cheaper, Cheaper)> {
        self.cheaper_before.zip(self.cheaper_after).filter(|(before, after)| before != after)
    }

    /// By how many days break-even moves, either way; none where it is unknown.
    fn shift(&self) -> Quotient<Days> {
        match (&self.break_even_before, &self.break_even_after) {
            (Some(before), Some(after)) => after.distance(before),
            _ => Quotient::ZERO,
        }
    }
}

fn break_even(product: &Product, list_price: TokenPrice) -> Option<Quotient<Days>> {
    break_even_days(product.annual_price?, product.tokens_per_day?, list_price)
}

fn year(product: &Product, list_price: TokenPrice, days: Days) -> Option<Quotient<Money>> {
    Some(product.tokens_per_day? * days * list_price)
}

fn cheaper(flex: Option<&Quotient<Money>>, subscription: Option<Money>) -> Option<Cheaper> {
    Some(Cheaper::of(flex?, &subscription?.into()))
}

/// The fields of a row, in the order of the sheet.
type Fields = Vec<(String, Value)>;

fn single(kind: RowKind, [old, new]: [Fields; 2]) -> Option<RowChange> {
    let (fields, name) = (differing(&old, &new), kind.word());
    (!fields.is_empty()).then(|| row_change(kind, name, name, Change::Changed, fields))
}

fn row_change(
    kind: RowKind,
    id: &str,
    name: &str,
    change: Change,
    fields: Vec<FieldChange>,
) -> RowChange {
    RowChange {
        kind,
        id: id.to_owned(),
        name: name.to_owned(),
        change,
        fields,
        break_even_before: None,
        break_even_after: None,
        cost_before: None,
        cost_after: None,
        subscription_before: None,
        subscription_after: None,
        cheaper_before: None,
        cheaper_after: None,
    }
}

type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// The rows of both sheets by id, changed or not.
fn rows<'a, T: Row + Serialize>(
    kind: RowKind,
    old: &'a [T],
    new: &'a [T],
) -> impl Iterator<Item = (Pair<'a, T>, RowChange)> {
    let mut pairs: BTreeMap<&str, Pair<T>> = BTreeMap::new();
    for row in old {
        pairs.entry(row.id()).or_default().0 = Some(row);
    }
    for row in new {
        pairs.entry(row.id()).or_default().1 = Some(row);
    }
    pairs.into_iter().filter_map(move |(id, pair)| {
        let name = pair.1.or(pair.0)?.name();
        let [before, after] = [pair.0, pair.1].map(|row| row.map(fields_of).unwrap_or_default());
        let change = match pair {
            (Some(_), None) => Change::Removed,
            (None, Some(_)) => Change::Added,
            _ => Change::Changed,
        };
        Some((pair, row_change(kind, id, name, change, differing(&before, &after))))
    })
}

/// The fields of a row as texts: whatever fields a row gets, they are compared.
fn fields_of(row: &impl Serialize) -> Fields {
    let value = serde_json::to_value(row).unwrap_or_default();
    let fields = value.as_object().cloned().unwrap_or_default().into_iter();
    fields.filter(|(key, _)| key != "id").collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(text).collect::<Vec<_>>().join("; ")),
        other => Some(other.to_string()),
    }
}

fn sheet_fields(sheet: &RateSheet) -> Fields {
    let fields = [
        ("name", &sheet.name),
        ("title", &sheet.title),
        ("effective", &sheet.effective.to_string()),
        ("currency", &sheet.currency),
    ];
    fields.map(|(key, value)| (key.to_owned(), value.as_str().into())).into()
}

fn token_fields(terms: &TokenTerms) -> Fields {
    let mut fields = fields_of(terms);
    fields.retain(|(key, _)| key != "tiers");
    for tier in &terms.tiers {
        let price = tier.price.map_or("unquoted".to_owned(), |price| price.to_string());
        fields.push((format!("tier from {}", tier.from), price.into()));
    }
    fields
}

fn differing(old: &Fields, new: &Fields) -> Vec<FieldChange> {
    let of = |fields: &Fields, key: &str| {
        let value = fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        // An empty list says no more than none.
        value.filter(|value| text(value).is_some())
    };
    let gone = old.iter().filter(|(key, _)| !new.iter().any(|(known, _)| known == key));
    let keys = new.iter().chain(gone).map(|(key, _)| key);
    let sides = keys
        .map(|key| (key, of(old, key), of(new, key)))
        .filter(|(_, before, after)| before != after);
    let texts = |value: Option<Value>| value.as_ref().and_then(text);
    sides
        .map(|(key, before, after)| FieldChange {
            field: key.clone(),
            before: texts(before),
            after: texts(after),
        })
        .collect()
}

#[cfg(test)]
mod tests;
