//! JSON as it is met: values go into the rows one by one, so that no tree of them is held.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Found, OURS, name_of, object_of, text_of};
use crate::load::table::bounds::MOST_COLUMNS;

/// A value at the top.
pub(super) struct Top<'f>(pub(super) &'f mut Found);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<(), A::Error> {
        Rows(self.0).visit_seq(rows)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut others: Vec<(String, Box<RawValue>)> = Vec::new();
        let mut is_answer = false;
        while let Some(key) = map.next_key::<String>()? {
            ensure_few::<A::Error>(others.len())?;
            match key.as_str() {
                "columns" => {
                    let columns: Vec<Box<RawValue>> = map.next_value()?;
                    ensure_few::<A::Error>(columns.len())?;
                    self.0.columns = Some(columns.iter().map(|raw| name_of(raw.get())).collect());
                    is_answer = true;
                }
                "rows" => {
                    self.0.has_rows = true;
                    map.next_value_seed(Rows(self.0))?;
                    is_answer = true;
                }
                "result" => {
                    map.next_value_seed(Top(self.0))?;
                    is_answer = true;
                }
                "pagination" | "errors" => {
                    let inner: Box<RawValue> = map.next_value()?;
                    let inner = object_of(inner.get()).unwrap_or_default();
                    for (key, raw) in &inner {
                        self.0.note(key, raw.get());
                    }
                    is_answer = true;
                }
                _ => others.push((key, map.next_value()?)),
            }
        }
        let says = |wanted: &str| others.iter().any(|(key, _)| key == wanted);
        if is_answer || (says("status") && (says("message") || says("error"))) {
            for (key, raw) in &others {
                self.0.note(key, raw.get());
            }
            return Ok(());
        }
        match others.iter().position(is_list_of_rows) {
            Some(place) => {
                let (_, rows) = others.swap_remove(place);
                for (key, raw) in &others {
                    self.0.note(key, raw.get());
                    for (key, raw) in object_of(raw.get()).iter().flatten() {
                        self.0.note(key, raw.get());
                    }
                }
                let mut rows = serde_json::Deserializer::from_str(rows.get());
                Rows(self.0).deserialize(&mut rows).map_err(A::Error::custom)
            }
            None => self.0.object(others),
        }
    }
}

/// Whether it is what services call the list of their answer.
fn is_list_of_rows((key, raw): &(String, Box<RawValue>)) -> bool {
    let is_called = matches!(key.as_str(), "results" | "data" | "items" | "records" | "value");
    let text = raw.get();
    let inner = text.strip_prefix('[').unwrap_or_default().trim_start();
    is_called && inner.starts_with('{')
}

pub(super) fn ensure_few<E: Error>(columns: usize) -> Result<(), E> {
    if columns < MOST_COLUMNS {
        Ok(())
    } else {
        Err(E::custom(format!("{OURS}it has more than {MOST_COLUMNS} columns")))
    }
}

/// A list of rows.
struct Rows<'f>(&'f mut Found);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while rows.next_element_seed(One(self.0))?.is_some() {}
        Ok(())
    }
}

/// One row.
struct One<'f>(&'f mut Found);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let raw: Box<RawValue> = serde::Deserialize::deserialize(deserializer)?;
        let number = self.0.number + 1;
        if !raw.get().starts_with(['{', '[']) {
            let short: String = raw.get().chars().take(40).collect();
            let message = format!("row {number}: must be a list or an object, found {short}");
            return Err(D::Error::custom(format!("{OURS}{message}")));
        }
        let mut inner = serde_json::Deserializer::from_str(raw.get());
        inner.deserialize_any(Row1(self.0)).map_err(|error| {
            let text = error.to_string();
            D::Error::custom(text.split(" at line ").next().unwrap_or_default())
        })
    }
}

/// The cells of one row.
struct Row1<'f>(&'f mut Found);

impl<'de> Visitor<'de> for Row1<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<(), A::Error> {
        self.0.begin();
        while let Some(raw) = cells.next_element::<&RawValue>()? {
            ensure_few::<A::Error>(self.0.row.len())?;
            let (text, typed) = text_of(raw.get());
            self.0.row.push(&text, typed);
        }
        self.0.push()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut cells = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            ensure_few::<A::Error>(cells.len())?;
            cells.push((key, map.next_value()?));
        }
        self.0.object(cells)
    }
}
