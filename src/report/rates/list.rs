//! Which rate sheets there are.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Heading, Table};
use crate::model::RateSheet;

/// The sheets, as programs get them.
#[derive(Serialize)]
pub struct Sheets {
    /// Each of them.
    pub sheets: Vec<Listed>,
}

/// A rate sheet.
#[derive(Serialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    title: String,
    effective: NaiveDate,
    /// The last day on which it holds; `None` where no later edition is known.
    through: Option<NaiveDate>,
    currency: String,
    rows: usize,
    products: usize,
    services: usize,
    collections: usize,
    /// The file; `None` of a built-in sheet.
    pub file: Option<String>,
}

impl Listed {
    /// What is told of a sheet.
    pub fn new(sheet: &RateSheet, file: Option<String>) -> Self {
        let (products, services) = (sheet.products.len(), sheet.services.len());
        let collections = sheet.collections.len();
        Self {
            name: sheet.name.clone(),
            title: sheet.title.clone(),
            effective: sheet.effective,
            through: None,
            currency: sheet.currency.clone(),
            rows: products + services + collections,
            products,
            services,
            collections,
            file,
        }
    }
}

/// Ends each edition on the day before the next of its name takes effect.
pub fn until_the_next(sheets: &mut [Listed]) {
    let starts: Vec<_> = sheets.iter().map(|it| (it.name.clone(), it.effective)).collect();
    for sheet in sheets {
        let later =
            starts.iter().filter(|(name, start)| *name == sheet.name && *start > sheet.effective);
        sheet.through = later.map(|(_, start)| *start).min().and_then(|next| next.pred_opt());
    }
}

/// A row a sheet.
pub fn table(sheets: &[Listed]) -> Table<'_, &Listed> {
    Table::of(sheets)
        .text("name", "sheet", |sheet| sheet.name.clone())
        .date("effective", "effective", |sheet| sheet.effective)
        .date("through", "through", |sheet| sheet.through)
        .text("currency", Heading::ForPrograms, |sheet| sheet.currency.clone())
        .count("rows", "rows", |sheet| sheet.rows)
        .count("products", Heading::ForPrograms, |sheet| sheet.products)
        .count("services", Heading::ForPrograms, |sheet| sheet.services)
        .count("collections", Heading::ForPrograms, |sheet| sheet.collections)
        .text("title", "title", |sheet| sheet.title.clone())
}
