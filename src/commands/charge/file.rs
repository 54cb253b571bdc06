//! Every charge as a file, which the loader reads back.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::usage::Used;
use crate::engine::bill::cost_of_use::{CostOfUse, Rates, tokens_of_charge};
use crate::model::{RateSheet, TokenPrice, Tokens};
use crate::render::{Cell, Grid, OutFile, column};

/// How many charges are written at a time.
const AT_A_TIME: usize = 4096;

/// The file of all charges: by time, then by person and product, whatever order they were read in.
pub(super) fn charges(
    path: &Path,
    used: &Used,
    result: &CostOfUse,
    sheets: &[RateSheet],
) -> OutFile {
    let rates = Rates::new(sheets, &used.directory);
    let sheets: Vec<(String, TokenPrice)> =
        sheets.iter().map(|sheet| sheet.name.clone()).zip(result.prices.iter().cloned()).collect();
    let directory = used.directory.clone();
    let mut charges = used.replayed.charges.clone();
    let names = |pair: u32| (directory.person(pair), directory.item(pair).name.as_str());
    let mut pairs: Vec<u32> = (0..).take(directory.pairs.len()).collect();
    pairs.sort_by_key(|pair| names(*pair));
    let ranks: BTreeMap<u32, usize> =
        pairs.into_iter().enumerate().map(|(rank, pair)| (pair, rank)).collect();
    charges.sort_by_cached_key(|charge| (charge.at, ranks.get(&charge.pair).copied()));
    let columns = ["user", "product", "start", "tokens", "price", "cost", "sheet"]
        .map(|key| column(key, key));
    let mut next = 0;
    let chunks = std::iter::from_fn(move || {
        let chunk = charges.get(next..).filter(|rest| next == 0 || !rest.is_empty())?;
        let chunk = chunk.get(..AT_A_TIME).unwrap_or(chunk);
        let mut grid = Grid::new(columns.to_vec());
        for charge in chunk {
            let Some((sheet, price)) = sheets.get(usize::from(charge.sheet)) else { continue };
            let Some(tokens): Option<Tokens> = tokens_of_charge(charge, &rates, &directory) else {
                continue;
            };
            grid.rows.push(vec![
                Cell::from(directory.person(charge.pair)),
                directory.item(charge.pair).name.as_str().into(),
                charge.at.to_string().into(),
                (&tokens).into(),
                price.into(),
                (&tokens * price).exact().into(),
                sheet.as_str().into(),
            ]);
        }
        next += chunk.len().max(1);
        Some(grid)
    });
    OutFile::new(path.to_owned(), chunks)
}
