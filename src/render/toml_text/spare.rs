//! Rows that are comments: what stands in them is known, but for the rate.

use super::{Lines, key, list, quoted};
use crate::model::{Product, TokensPerDay};

/// A product's row that counts once the signs before its lines are deleted.
#[derive(Clone, Debug)]
pub struct SpareRow {
    /// Why it does not count yet.
    pub why: String,
    /// What is known of it.
    pub product: Product,
    /// What its rate may be, and what speaks for it; `None`: no figure at all.
    pub rates: Vec<(Option<TokensPerDay>, String)>,
}

impl SpareRow {
    pub(super) fn write(&self, lines: &mut Lines) {
        let Product { id, name, aliases, source, .. } = &self.product;
        lines.line("");
        lines.comments(std::slice::from_ref(&self.why));
        let mut row = vec![format!("[products.{}]", key(id)), format!("name = {}", quoted(name))];
        if !aliases.is_empty() {
            row.push(format!("aliases = {}", list(aliases)));
        }
        for (rate, why) in &self.rates {
            let rate = rate.map(|rate| format!(" {rate}")).unwrap_or_default();
            let why = if why.is_empty() { String::new() } else { format!("  # {why}") };
            row.push(format!("tokens_per_day ={rate}{why}"));
        }
        row.push(format!("source = {}", quoted(source)));
        lines.blanks(row.iter().map(String::as_str));
    }
}
