//! The values of a table: texts, dates and numbers. Numbers are taken from their text, never from a
//! float, which would not be what stands there.

use std::ops::Range;

use chrono::NaiveDate;
use toml::de::DeValue;

use super::{Table, Value};
use crate::model::{Code, Given, Limits};

impl<'d> Table<'d, '_> {
    /// A text that must be there and must not be blank.
    pub(crate) fn text(&self, key: &'d str) -> Option<String> {
        self.required(key).and_then(|value| self.text_of(key, value))
    }

    /// A text that may be absent.
    pub(crate) fn optional_text(&self, key: &'d str) -> Option<String> {
        self.get(key).and_then(|value| self.text_of(key, value))
    }

    /// A list of texts that may be absent, each with its place.
    pub(crate) fn texts(&self, key: &'d str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of texts");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.text_of(key, item).map(|text| (text, item.span())))
            .collect()
    }

    /// A date that must be there.
    pub(crate) fn date(&self, key: &'d str) -> Option<NaiveDate> {
        self.required(key).and_then(|value| self.date_of(key, value))
    }

    /// A date that may be absent.
    pub(crate) fn optional_date(&self, key: &'d str) -> Option<NaiveDate> {
        self.get(key).and_then(|value| self.date_of(key, value))
    }

    /// An amount that must be there, within the limits of its kind.
    pub(crate) fn amount<T: Given>(&self, key: &'d str) -> Option<T> {
        self.amount_within(key, T::LIMITS)
    }

    /// An amount that must be there, within `limits`.
    pub(crate) fn amount_within<T: Given>(&self, key: &'d str, limits: Limits) -> Option<T> {
        self.required(key).and_then(|value| self.amount_of(key, value, limits))
    }

    /// An amount that may be absent.
    pub(crate) fn optional_amount<T: Given>(&self, key: &'d str, limits: Limits) -> Option<T> {
        self.get(key).and_then(|value| self.amount_of(key, value, limits))
    }

    /// Whether `key` has a number, perhaps in quotes, however it is written.
    pub(crate) fn may_be_amount(&self, key: &str) -> bool {
        let value = self.entries.get(key).map(toml::Spanned::get_ref);
        value.is_some_and(|value| value.is_integer() || value.is_float() || value.is_str())
    }

    /// `true` or `false`; `false` where it is absent.
    pub(crate) fn flag(&self, key: &'d str) -> bool {
        let Some(value) = self.get(key) else { return false };
        if !value.get_ref().is_bool() {
            self.wrong_type(key, value, "`true` or `false`, without quotes");
        }
        value.get_ref().as_bool().unwrap_or_default()
    }

    /// One of a few words, that may be absent.
    pub(crate) fn word<T: Copy>(
        &self,
        key: &'d str,
        words: &[(&str, T)],
        otherwise: T,
    ) -> Option<T> {
        let Some(value) = self.get(key) else { return Some(otherwise) };
        let text = self.text_of(key, value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.problem(
                value.span(),
                Code::OutOfRange,
                format!("`{key}` must be {}, found `{text}`", known.join(" or ")),
            );
        }
        found
    }

    fn text_of(&self, key: &str, value: &Value<'_>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text in quotes");
            return None;
        };
        if text.trim().is_empty() {
            let code = if key == "source" { Code::NoSource } else { Code::OutOfRange };
            self.problem(value.span(), code, format!("`{key}` must not be empty"));
            return None;
        }
        Some(text.to_owned())
    }

    fn date_of(&self, key: &str, value: &Value<'_>) -> Option<NaiveDate> {
        let date = value
            .get_ref()
            .as_datetime()
            .filter(|stamp| stamp.time.is_none())
            .and_then(|stamp| stamp.date);
        let date = date.and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        });
        if date.is_none() {
            self.wrong_type(key, value, "a date such as 2025-12-08, without quotes");
        }
        date
    }

    fn amount_of<T: Given>(&self, key: &str, value: &Value<'_>, limits: Limits) -> Option<T> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text,
            DeValue::Integer(number) => {
                self.problem(
                    value.span(),
                    Code::WrongType,
                    format!("`{key}` must be a decimal number, found {number}"),
                );
                return None;
            }
            _ => {
                self.wrong_type(key, value, "a number");
                return None;
            }
        };
        let read = T::within(limits, text);
        read.map_err(|refused| {
            self.problem(value.span(), refused.code, format!("`{key}` {refused}, found {text}"));
        })
        .ok()
    }
}
