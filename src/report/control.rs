//! The sum of a file's token column beside what was counted of it, in sentences.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::bill::control::{Cause, Control, Reason};
use crate::engine::metering::file_count::FileCount;
use crate::engine::metering::same_use::Repeats;
use crate::engine::metering::stated_rates::OtherRate;
use crate::model::{Directory, Micro, RateSheet, Tokens, UsageFile};
use crate::render::number;

/// How many figures are told of one product.
const MOST_FIGURES: usize = 3;

/// What is to be told of files that count for more or less than they state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlWords {
    /// What was asked for.
    pub notes: Vec<String>,
    /// What was not.
    pub warnings: Vec<String>,
}

/// What is to be told of each file.
pub fn words(controls: &[Control], repeats: Repeats) -> ControlWords {
    let mut words = ControlWords::default();
    for control in controls {
        let Some(sentence) = sentence(control, repeats) else { continue };
        if control.is_finding(repeats) {
            words.warnings.push(sentence);
        } else {
            words.notes.push(sentence);
        }
    }
    words
}

fn sentence(control: &Control, repeats: Repeats) -> Option<String> {
    let reasons: Vec<_> = control
        .reasons
        .iter()
        .filter(|one| one.differs())
        .map(|one| reason_words(one, repeats))
        .collect();
    let stated = match control.stated {
        Some(stated) => format!("adds up to {}", number::tokens(stated)),
        None => "cannot be added up".to_owned(),
    };
    let counted = match control.counted {
        Some(counted) => format!("{} were counted", number::tokens(counted)),
        None => "what was counted is not known".to_owned(),
    };
    let why = reasons.join("; ");
    (!reasons.is_empty())
        .then(|| format!("`{}`: its token column {stated}, and {counted}: {why}", control.file))
}

fn reason_words(reason: &Reason, repeats: Repeats) -> String {
    let many = number::many(reason.rows);
    let (rows, are) = if reason.rows == 1 { ("row", "is") } else { ("rows", "are") };
    let tokens = match reason.tokens {
        Some(tokens) => number::tokens(tokens.abs()),
        None => "an unknown number".to_owned(),
    };
    match reason.why {
        Cause::Repeated => {
            let why = match repeats {
                Repeats::ByRule => ", since one day is charged once (`--repeats add` adds them up)",
                Repeats::Add | Repeats::Drop => "",
            };
            format!("{tokens} in {many} {rows} that {are} equal to another in every column{why}")
        }
        Cause::Overlapping => {
            format!("{tokens} in {many} {rows} of a use that another file has, too")
        }
        Cause::OutsidePeriod => format!("{tokens} in {many} {rows} outside the period"),
        Cause::UnknownProduct => format!("{tokens} in {many} {rows} of unknown products"),
        Cause::BadRow => format!("{tokens} in {many} {rows} that cannot be read"),
        Cause::AtRate => {
            let charges = if reason.rows == 1 { "charge" } else { "charges" };
            format!("{tokens} more at the sheet's rate, for {many} {charges} without a figure")
        }
    }
}

/// That a column states nothing for a product, although it is filled.
pub fn silent(files: &[UsageFile], counts: &[FileCount], directory: &Directory) -> Vec<String> {
    let of_file = |(file, count): (&UsageFile, &FileCount)| {
        let one = |(item, rows): (&u32, &u64)| {
            let name = directory.items.get(*item as usize).map_or("", |item| item.name.as_str());
            let rows = match rows {
                1 => "the only row".to_owned(),
                rows => format!("all {} rows", number::many(*rows)),
            };
            format!(
                "`{}` states 0 tokens for {name} in {rows} with days of use, which is no figure: \
                 its days count at the rate of the sheet",
                file.name
            )
        };
        let among = |(item, rows): (&u32, &u64)| {
            let name = directory.items.get(*item as usize).map_or("", |item| item.name.as_str());
            format!(
                "`{}` states 0 tokens for {name} in {} with days of use, which is no figure: \
                 those days count at the rate of the sheet",
                file.name,
                number::counted(rows, "row")
            )
        };
        let all = count.silent.iter().map(one);
        all.chain(count.silent_among.iter().map(among)).collect::<Vec<_>>()
    };
    files.iter().zip(counts).flat_map(of_file).collect()
}

/// Tokens a day, where they are a rate, and how many rows state them.
type Figures = Vec<(Option<Micro>, u64)>;

/// That exports charge other rates than the sheets have, product by product: the most frequent
/// first.
pub fn other_rates(
    others: &BTreeMap<OtherRate, u64>,
    directory: &Directory,
    sheets: &[RateSheet],
) -> Vec<String> {
    // By what the sheet in force says: several sheets may say the same.
    let mut by_rate: BTreeMap<(u32, Tokens), BTreeMap<Option<Micro>, u64>> = BTreeMap::new();
    for (other, rows) in others {
        let item = directory.items.get(other.item as usize);
        let products = sheets.get(other.sheet).map_or(&[][..], |sheet| &sheet.products);
        let product = products.iter().find(|one| item.is_some_and(|item| item.id == one.id));
        if let Some(rate) = product.and_then(|product| product.tokens_per_day) {
            let stated = by_rate.entry((other.item, rate.for_days(1))).or_default();
            *stated.entry(other.stated).or_default() += rows;
        }
    }
    let words = |((item, rate), stated): ((u32, Tokens), BTreeMap<Option<Micro>, u64>)| {
        let item = directory.items.get(item as usize)?;
        let mut stated: Figures = stated.into_iter().collect();
        stated.sort_by_key(|(_, rows)| Reverse(*rows));
        let rows: u64 = stated.iter().map(|(_, rows)| rows).sum();
        let mut figures: Vec<_> = stated.iter().map(|(micro, _)| a_day(*micro)).collect();
        if figures.len() > MOST_FIGURES {
            figures.truncate(MOST_FIGURES - 1);
            figures.push("other figures".to_owned());
        }
        Some(format!(
            "the export charges {} a day for {}, the sheet says {}: {}; what the export states \
             counts",
            figures.join(" or "),
            item.name,
            number::tokens(rate),
            number::counted(&rows, "row")
        ))
    };
    by_rate.into_iter().filter_map(words).collect()
}

fn a_day(stated: Option<Micro>) -> String {
    stated.map_or("a number that is no rate".to_owned(), |micro| number::tokens(micro.tokens()))
}

#[cfg(test)]
mod tests;
