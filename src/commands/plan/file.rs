//! The whole assignment as a file: a row for each person and product.

use std::path::Path;

use super::view::Shown;
use crate::engine::plan::assignment::assignment;
use crate::model::Row;
use crate::render::{Cell, Grid, OutFile, column};

/// The file of who gets what. A collection's price stands on the first row that it covers.
pub(super) fn people(path: &Path, shown: &Shown) -> OutFile {
    let keys = ["user", "product", "days", "assignment", "annual_price", "tokens", "currency"];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    for one in assignment(&shown.people, &shown.plan.mix.held, &shown.offers) {
        grid.rows.push(vec![
            shown.user(one.person).into(),
            shown.sheet.products.get(one.product).map_or("", Row::name).into(),
            Cell::Count(u64::from(one.days).into()),
            one.held.map_or("flex", |held| shown.offers.id(held)).into(),
            one.annual_price.as_ref().into(),
            (&one.tokens).into(),
            shown.sheet.currency.as_str().into(),
        ]);
    }
    OutFile::new(path.to_owned(), std::iter::once(grid))
}
