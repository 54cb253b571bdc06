//! Editions of a rate sheet, in words.

use crate::model::{RateSheet, listed};

/// When they take effect: `effective 2026-06-04`, `editions of 2025-12-08 and 2026-06-04`.
pub fn in_words(editions: &[&RateSheet]) -> String {
    let days: Vec<_> = editions.iter().map(|sheet| sheet.effective.to_string()).collect();
    let words = if days.len() == 1 { "effective" } else { "editions of" };
    format!("{words} {}", listed(&days))
}
