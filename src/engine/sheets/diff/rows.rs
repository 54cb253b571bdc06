//! Which rows and fields differ between two rate sheets?
//!
//! Formula: rows are matched by id; a field differs where its values do, whatever field it is.
//!
//! Example: `tokens_per_day` of Maya from 10 to 6 is one row with one field, 10 → 6.
//!
//! Edges: a row with a new id is one removed and one added. An empty list says no more than none.
//! Of a sheet that is not there every row is added, or removed. The tiers of a token are told by
//! their `from`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::{Cheaper, Days, Money, Quotient, RateSheet, Row, TokenTerms};

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

    /// What became of something that was there or not, and is or is not.
    pub(super) fn of<T>(old: Option<T>, new: Option<T>) -> Self {
        match (old, new) {
            (Some(_), None) => Self::Removed,
            (None, Some(_)) => Self::Added,
            _ => Self::Changed,
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

/// A row of both sheets, where they have it.
pub(super) type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// The rows of a sheet that may not be there.
pub(super) fn rows_of<T>(sheet: Option<&RateSheet>, of: fn(&RateSheet) -> &Vec<T>) -> &[T] {
    sheet.map_or(&[], |sheet| of(sheet))
}

/// The sheet itself, and its token, where they differ.
pub(super) fn heads(
    old: Option<&RateSheet>,
    new: Option<&RateSheet>,
) -> impl Iterator<Item = RowChange> {
    let head = |kind: RowKind, of: fn(&RateSheet) -> Fields| {
        let fields = differing(&fields_or_none(old.map(of)), &fields_or_none(new.map(of)));
        let (name, change) = (kind.word(), Change::of(old, new));
        (!fields.is_empty()).then(|| row_change(kind, name, name, change, fields))
    };
    let token: fn(&RateSheet) -> Fields = |sheet| token_fields(&sheet.token);
    [head(RowKind::Sheet, sheet_fields), head(RowKind::Token, token)].into_iter().flatten()
}

/// The rows of both sheets by id, changed or not.
pub(super) fn rows<'a, T: Row + Serialize>(
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
        let [before, after] = [pair.0, pair.1].map(|row| fields_or_none(row.map(fields_of)));
        let change = Change::of(pair.0, pair.1);
        Some((pair, row_change(kind, id, name, change, differing(&before, &after))))
    })
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

/// The fields of a row, in the order of the sheet.
type Fields = Vec<(String, Value)>;

fn fields_or_none(fields: Option<Fields>) -> Fields {
    fields.unwrap_or_default()
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
