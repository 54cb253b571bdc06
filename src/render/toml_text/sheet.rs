//! A rate sheet as the file that people edit.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use super::{Lines, SpareRow, key};
use crate::model::{Collection, Money, Partial, Product, RateSheet, Service, TokenTerms};

/// The schema by the name under which it is looked for, beside the sheet.
const SCHEMA: &str = "sheet.schema.json";

/// A rate sheet, and what is said in it beside its rows.
#[derive(Debug)]
pub struct SheetToml<'a> {
    /// The sheet.
    pub sheet: &'a RateSheet,
    /// What the file is, as comments on top.
    pub head: Vec<String>,
    /// Below a product or a collection, by its id, lines that count once the sign before them is
    /// deleted: what could be filled in.
    pub below: BTreeMap<String, Vec<String>>,
    /// Rows that are comments, for their rate cannot be told.
    pub spare: Vec<SpareRow>,
    /// At the end, lines that count once the sign before them is deleted: examples.
    pub examples: &'a str,
    /// Comments at the end.
    pub foot: Vec<String>,
}

impl<'a> SheetToml<'a> {
    /// The sheet and nothing else.
    pub fn new(sheet: &'a RateSheet) -> Self {
        let (head, below, foot) = (Vec::new(), BTreeMap::new(), Vec::new());
        Self { sheet, head, below, spare: Vec::new(), examples: "", foot }
    }

    /// The file. Read again, it is the same sheet.
    pub fn text(&self) -> String {
        let sheet = self.sheet;
        let mut lines = Lines::headed(SCHEMA, &self.head);
        lines.line("");
        lines.text("name", &sheet.name);
        lines.text("title", &sheet.title);
        lines.bare("effective", sheet.effective);
        lines.text("currency", &sheet.currency);
        token(&mut lines, &sheet.token);
        for row in &sheet.products {
            product(&mut lines, row);
            self.below(&mut lines, &row.id);
        }
        for row in &sheet.services {
            service(&mut lines, row);
        }
        for row in &sheet.collections {
            collection(&mut lines, row);
            self.below(&mut lines, &row.id);
        }
        for row in &self.spare {
            row.write(&mut lines);
        }
        if !self.examples.is_empty() {
            lines.line("");
            lines.blanks(self.examples.lines());
        }
        if !self.foot.is_empty() {
            lines.line("");
            lines.comments(&self.foot);
        }
        lines.0
    }

    fn below(&self, lines: &mut Lines, id: &str) {
        lines.blanks(self.below.get(id).into_iter().flatten().map(String::as_str));
    }
}

fn token(lines: &mut Lines, terms: &TokenTerms) {
    lines.table("[token]");
    lines.bare("list_price", terms.list_price);
    lines.bare("minimum_purchase", terms.minimum_purchase);
    lines.bare("term_days", terms.term_days);
    lines.bare("grace_minutes", terms.grace_minutes);
    lines.optional_text("source", terms.source.as_deref());
    lines.optional_text("note", terms.note.as_deref());
    for tier in &terms.tiers {
        lines.table("[[token.tier]]");
        lines.bare("from", tier.from);
        lines.optional("price", tier.price);
        if tier.price.is_none() {
            lines.blanks(["price =  # not published: what you were quoted"]);
        }
    }
}

fn product(lines: &mut Lines, product: &Product) {
    lines.table(format_args!("[products.{}]", key(&product.id)));
    lines.text("name", &product.name);
    lines.texts("aliases", &product.aliases);
    lines.optional("tokens_per_day", product.tokens_per_day);
    let prices = [
        product.annual_price,
        product.month_price,
        product.three_year_price,
        product.floating_price,
    ];
    subscription(lines, prices);
    said_of_it(lines, &product.source, product.note.as_deref());
}

fn service(lines: &mut Lines, service: &Service) {
    lines.table(format_args!("[results.{}]", key(&service.id)));
    lines.text("name", &service.name);
    lines.texts("aliases", &service.aliases);
    lines.bare("tokens", service.tokens);
    let per = Some(service.per).filter(|per| *per != NonZeroU64::MIN);
    lines.optional("per", per);
    lines.text("unit", &service.unit);
    let word = match service.partial {
        Partial::Exact => None,
        Partial::Up => Some("up"),
        Partial::Down => Some("down"),
    };
    lines.optional_text("partial", word);
    let needs_some = !service.minimum_balance.is_zero();
    lines.optional("minimum_balance", needs_some.then_some(service.minimum_balance));
    said_of_it(lines, &service.source, service.note.as_deref());
}

fn collection(lines: &mut Lines, collection: &Collection) {
    lines.table(format_args!("[collections.{}]", key(&collection.id)));
    lines.text("name", &collection.name);
    lines.texts("aliases", &collection.aliases);
    lines.texts("products", &collection.products);
    let prices = [
        collection.annual_price,
        collection.month_price,
        collection.three_year_price,
        collection.floating_price,
    ];
    subscription(lines, prices);
    said_of_it(lines, &collection.source, collection.note.as_deref());
}

/// The prices for a year, a month and three years, and of a floating seat.
fn subscription(lines: &mut Lines, [year, month, three_years, floating]: [Option<Money>; 4]) {
    lines.optional("annual_price", year);
    lines.optional("month_price", month);
    lines.optional("three_year_price", three_years);
    lines.optional("floating_price", floating);
}

fn said_of_it(lines: &mut Lines, source: &str, note: Option<&str>) {
    lines.text("source", source);
    lines.optional_text("note", note);
}
