//! What is said of a sheet whose rates an export charges.

use std::collections::BTreeSet;

use crate::engine::metering::stated_days::{Figure, Silent, Stated, StatedDays};
use crate::engine::sheets::of_usage::{Fate, NamedRow, OfUsage, per_day};
use crate::model::{Collection, ItemKind, Micro, Money, Product, RateSheet, UsageFile};
use crate::render::number::{self, counted};
use crate::render::{SheetToml, SpareRow};

/// More files than this are told by their number.
const MOST_FILES: usize = 3;

/// Where a figure comes from: so many rows of these files.
pub fn source(files: &[UsageFile], rows: u64, places: &BTreeSet<u32>) -> String {
    // The folders of this machine are nobody else's.
    let bare = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let names = places.iter().filter_map(|place| files.get(*place as usize));
    let mut names: Vec<_> = names.map(|file| bare(&file.name)).collect();
    let more = names.len().saturating_sub(MOST_FILES);
    names.truncate(MOST_FILES);
    if more > 0 {
        names.push(counted(&(more as u64), "more file"));
    }
    format!("{}, {}", names.join(", "), counted(&rows, "row"))
}

/// Rows that are in no figure, by reason.
pub fn left_out(stated: &Stated) -> Vec<(&'static str, u64)> {
    let mut reasons = vec![
        ("repeated", stated.repeated),
        ("overlapping", stated.overlapping),
        ("outside period", stated.outside),
    ];
    let silent = stated.items.values().flat_map(|days| &days.silent);
    reasons.extend(silent.map(|(why, rows)| (words(*why), *rows)));
    reasons
}

/// Says in the file where its rates come from, and what could be filled in.
pub(super) fn said(toml: &mut SheetToml, base: &RateSheet, of: &OfUsage, files: &[UsageFile]) {
    let of_base = format!("sheet `{}`, effective {}", base.name, base.effective);
    toml.head.push(format!(
        "A sheet of our own: tokens a day are what {} charged; the [token] terms, and names that \
         were known, are those of {of_base}.",
        names(files)
    ));
    toml.head
        .push("What is charged by the result, not by the day, belongs under [results].".into());
    for row in &of.named {
        let product = toml.sheet.products.iter().find(|product| product.id == row.id);
        let collection = toml.sheet.collections.iter().find(|one| one.id == row.id);
        match (row.fate, product, collection) {
            (Fate::Rated, Some(product), _) => {
                toml.below.insert(row.id.clone(), prices(product, base));
            }
            (Fate::Bare, _, Some(collection)) => {
                toml.below.insert(row.id.clone(), of_collection(collection));
            }
            (Fate::Unrated, Some(_), _) => {
                let rates = rates(&row.stated);
                let lines = rates
                    .into_iter()
                    .filter_map(|(rate, why)| Some(format!("tokens_per_day = {}  # {why}", rate?)));
                toml.below.insert(row.id.clone(), lines.collect());
            }
            (Fate::Unrated, None, _) => toml.spare.push(spare(row, base, files)),
            _ => {}
        }
    }
}

fn names(files: &[UsageFile]) -> String {
    let all = files.iter().map(|file| format!("`{}`", file.name));
    all.collect::<Vec<_>>().join(", ")
}

/// The prices of a subscription, to be filled in: as the base sheet has them, where it does.
fn prices(product: &Product, base: &RateSheet) -> Vec<String> {
    let known = base.products.iter().find(|known| known.id == product.id);
    let price = |name: &str, own: Option<Money>, of: fn(&Product) -> Option<Money>| {
        let known = known.and_then(of).map(|price| format!("{price}  # as `{}` has it", base.name));
        let blank = format!("{name} = {}", known.unwrap_or_default());
        own.is_none().then_some(blank)
    };
    let prices = [
        price("annual_price", product.annual_price, |known| known.annual_price),
        price("month_price", product.month_price, |known| known.month_price),
        price("three_year_price", product.three_year_price, |known| known.three_year_price),
        price("floating_price", product.floating_price, |known| known.floating_price),
    ];
    prices.into_iter().flatten().collect()
}

fn of_collection(collection: &Collection) -> Vec<String> {
    let prices = ["annual_price = ", "month_price = ", "three_year_price = ", "floating_price = "];
    let products = collection.products.is_empty().then_some("products = [\"…\"]  # what it covers");
    products.into_iter().chain(prices).map(str::to_owned).collect()
}

/// A row that counts once the user knows its rate.
fn spare(row: &NamedRow, base: &RateSheet, files: &[UsageFile]) -> SpareRow {
    let known = base.products.iter().find(|known| known.id == row.id);
    let rows = row.stated.figures.values().map(|figure| figure.rows).sum::<u64>();
    let rows = rows + row.stated.silent.values().sum::<u64>();
    let mut rates = rates(&row.stated);
    if rates.is_empty() {
        let known = row.of_base.map(|rate| (Some(rate), format!("as `{}` has it", base.name)));
        rates.push(known.unwrap_or_default());
    }
    let product = Product {
        name: row.name.clone(),
        aliases: known.map(|known| known.aliases.clone()).unwrap_or_default(),
        source: source(files, rows, &row.stated.files),
        ..Product::new(row.id.clone())
    };
    SpareRow { why: format!("{}: {}", row.name, why_unrated(&row.stated)), product, rates }
}

/// What a day may cost, and what speaks for it, by the last day of it.
fn rates(stated: &StatedDays) -> Vec<(Option<crate::model::TokensPerDay>, String)> {
    let mut figures: Vec<_> = stated.figures.iter().collect();
    figures.sort_by_key(|(rate, figure)| (figure.seen.map(|(_, last)| last), **rate));
    let figures = figures.into_iter();
    figures.map(|(rate, figure)| (rate.and_then(per_day), on_days(figure))).collect()
}

/// `26 days in 26 rows, 2026-01-05 to 2026-05-29`.
fn on_days(figure: &Figure) -> String {
    let (days, rows) = (counted(&figure.days, "day"), counted(&figure.rows, "row"));
    let seen = match figure.seen {
        Some((first, last)) if first == last => format!(", {}", first.date()),
        Some((first, last)) => format!(", {} to {}", first.date(), last.date()),
        None => ", dates not told".to_owned(),
    };
    format!("{days} in {rows}{seen}")
}

/// Why no rate can be told.
fn why_unrated(stated: &StatedDays) -> String {
    let figure = |(rate, figure): (&Option<Micro>, &Figure)| {
        let rate = rate.map_or("no exact number of tokens".to_owned(), |rate| {
            format!("{} tokens", number::every_digit(&rate.tokens()))
        });
        format!("{rate} a day on {}", on_days(figure))
    };
    let figures: Vec<_> = stated.figures.iter().map(figure).collect();
    match figures.as_slice() {
        [] => format!("no row says what a day costs: {}", silent(stated)),
        [one] => format!("that is no rate: {one}"),
        several => format!("its days cost different amounts: {}", several.join("; ")),
    }
}

/// Why rows say nothing, by how many.
fn silent(stated: &StatedDays) -> String {
    let words = |(why, rows): (&Silent, &u64)| format!("{} {}", counted(rows, "row"), words(*why));
    stated.silent.iter().map(words).collect::<Vec<_>>().join(", ")
}

fn words(why: Silent) -> &'static str {
    match why {
        Silent::Subscription => "by subscription",
        Silent::Pool => "of a pool, not of one person",
        Silent::Feature => "of a feature of its own",
        Silent::Credit => "of a day with a credit",
        Silent::NoDays => "of days that are not told",
        Silent::NoTokens => "without tokens",
    }
}

/// What has no rate of its own.
pub(super) fn warnings(of: &OfUsage, base: &RateSheet) -> Vec<String> {
    let mut warnings = Vec::new();
    for row in &of.named {
        let name = &row.name;
        let kept = of.sheet.products.iter().any(|product| product.id == row.id);
        match row.fate {
            Fate::Unrated => {
                let why = why_unrated(&row.stated);
                let now = match row.of_base.filter(|_| kept) {
                    Some(rate) => {
                        format!(
                            "the row keeps the {} tokens of sheet `{}`",
                            number::every_digit(&rate),
                            base.name
                        )
                    }
                    None => "its row is a comment until you say which holds".to_owned(),
                };
                warnings.push(format!("`{name}`: {why}; {now}"));
            }
            Fate::NoProduct => {
                let rows = row.stated.figures.values().map(|figure| figure.rows).sum::<u64>();
                let rows = counted(&(rows + row.stated.silent.values().sum::<u64>()), "row");
                warnings.push(format!(
                    "`{name}` is no product: {rows} for which the file names none are in no rate"
                ));
            }
            Fate::Nameless => warnings.push(format!(
                "`{name}` has no letter or digit: it cannot be a row, and is left out"
            )),
            Fate::Rated | Fate::Kept | Fate::Bare => {}
        }
    }
    let differ = of.named.iter().any(|row| row.stated.figures.len() > 1);
    if differ {
        warnings.push("days since a change of rates can be asked for alone: `--period`".into());
    }
    warnings
}

/// Where rows come from that the export does not rate, and where it differs from the base sheet.
pub(super) fn notes(of: &OfUsage, base: &RateSheet) -> Vec<String> {
    let mut notes = Vec::new();
    if of.sheet.effective != base.effective {
        notes.push(format!(
            "the sheet takes effect on {}, the first day of which the export states a rate",
            of.sheet.effective
        ));
    }
    for row in &of.named {
        let name = &row.name;
        match (row.fate, row.stated.rate()) {
            (Fate::Rated, Some((rate, figure))) => {
                let (rate, on) = (per_day(rate), on_days(figure));
                let differs = row.of_base.is_some() && row.of_base != rate;
                if let (true, Some(rate), Some(before)) = (differs, rate, row.of_base) {
                    notes.push(format!(
                        "`{name}`: {} tokens a day on {on}, where sheet `{}` says {}",
                        number::every_digit(&rate),
                        base.name,
                        number::every_digit(&before)
                    ));
                }
            }
            (Fate::Kept, _) => {
                let why = match row.kind {
                    ItemKind::Service => "charged by the result".to_owned(),
                    ItemKind::Collection => "a collection".to_owned(),
                    _ => silent(&row.stated),
                };
                notes.push(format!("`{name}` ({why}) keeps its row of sheet `{}`", base.name));
            }
            (Fate::Bare, _) => {
                notes.push(format!("`{name}` is a collection of which only its name is known"));
            }
            _ => {}
        }
    }
    let of_summary = |row: &&NamedRow| {
        row.fate == Fate::Rated && row.stated.figures.values().any(|figure| figure.seen.is_none())
    };
    let names: Vec<_> = of.named.iter().filter(of_summary).map(|row| row.name.as_str()).collect();
    if !names.is_empty() {
        notes.push(format!(
            "tokens ÷ days used, since the file has no dates: {}; days of use can exceed those \
             that are charged, so look at figures that seem low",
            names.join(", ")
        ));
    }
    notes
}
