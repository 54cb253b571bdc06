//! Every charge as a file, which the loader reads back.

use std::path::Path;

use super::Table;
use crate::engine::bill::charged::{EachCharge, OneCharge};
use crate::render::OutFile;

/// How many charges are written at a time.
const AT_A_TIME: usize = 4096;

/// The file of all charges. Where there are none, it is the heads of its columns.
pub fn charges(path: &Path, each: EachCharge) -> OutFile {
    let places = (0..).step_by(AT_A_TIME);
    let chunks = places.map_while(move |from| match each.some(from, AT_A_TIME) {
        Some(charges) => Some(table(charges).data()),
        None => (from == 0).then(|| table([]).data()),
    });
    OutFile::new(path.to_owned(), chunks)
}

fn table<'a>(charges: impl IntoIterator<Item = OneCharge<'a>>) -> Table<'a, OneCharge<'a>> {
    Table::of(charges)
        .text("user", "user", |one| one.user.to_owned())
        .text("product", "product", |one| one.product.to_owned())
        .text("start", "start", |one| one.start.to_string())
        .cell("tokens", "tokens", |one| one.tokens.into())
        .cell("price", "price", |one| one.price.into())
        .cell("cost", "cost", |one| one.cost.as_deref().into())
        .text("sheet", "sheet", |one| one.sheet.to_owned())
        .text("currency", "currency", |one| one.currency.map(str::to_owned))
}
