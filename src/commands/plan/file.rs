//! The whole assignment as a file: a row for each person and product.

use std::path::Path;

use super::view::Shown;
use crate::engine::plan::{covers, price_of};
use crate::model::{Exact, Row};
use crate::render::{Cell, Grid, OutFile, column};

/// The file of who gets what. A collection's price stands on the first row that it covers.
pub(super) fn people(path: &Path, shown: &Shown) -> OutFile {
    let keys = ["user", "product", "days", "assignment", "annual_price", "tokens", "currency"];
    let mut grid = Grid::new(keys.map(|key| column(key, key)).to_vec());
    let people = &shown.people;
    for ((name, needs), held) in people.names.iter().zip(&people.needs).zip(&shown.plan.mix.held) {
        let mut told = Vec::new();
        for need in needs {
            let product = shown.sheet.products.get(need.product);
            let cover = held.iter().find(|one| covers(**one, need.product, &shown.offers));
            let price =
                cover.filter(|one| !told.contains(*one)).map(|one| price_of(*one, &shown.offers));
            told.extend(cover);
            let micro = product
                .and_then(|_| shown.offers.products.get(need.product))
                .and_then(|it| it.micro_rate);
            let tokens = match cover {
                Some(_) => Exact::zero(),
                None => {
                    &Exact::from(micro.unwrap_or_default()).times_ten_to(-6)
                        * &u64::from(need.days).into()
                }
            };
            grid.rows.push(vec![
                name.as_str().into(),
                product.map_or("", Row::name).into(),
                Cell::Count(u64::from(need.days).into()),
                cover.map_or_else(|| "flex".to_owned(), |one| shown.held_id(*one)).into(),
                price.map(|micro| Cell::Money(Exact::from(micro).times_ten_to(-6))).into(),
                Cell::Count(tokens),
                shown.sheet.currency.as_str().into(),
            ]);
        }
    }
    OutFile::new(path.to_owned(), std::iter::once(grid))
}
