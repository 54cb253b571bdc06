//! What a paste became: how its lines were read, and what differs from the sheet that is known.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Heading, Table};
use crate::engine::sheets::diff::{Change, RowKind, SheetDiff};
use crate::engine::sheets::import::{Import, ImportedRow};
use crate::engine::sheets::review::Finding;
use crate::model::{
    LineAccount, Money, Paste, Product, RateSheet, TokensPerDay, noun, shell_word_or,
};
use crate::render::number;

/// How many names are told in one sentence.
const MOST_NAMES: usize = 12;

/// Everything that is told of an import.
pub struct ImportReport<'a> {
    /// The sheet, and how it came about.
    pub import: &'a Import,
    /// The tables that were pasted.
    pub pastes: Vec<&'a Paste>,
    /// The sheet that knows names.
    pub known: &'a RateSheet,
    /// What differs from it.
    pub diff: &'a SheetDiff,
    /// What in the sheet is most likely a mistake.
    pub findings: &'a [Finding],
}

/// A row of the sheet, beside the same of the known one.
struct Shown<'a> {
    of: &'a ImportedRow,
    known_tokens: Option<TokensPerDay>,
    known_price: Option<Money>,
}

impl ImportReport<'_> {
    /// What should be looked at again.
    pub fn warnings(&self) -> Vec<String> {
        let found = self.findings.iter();
        found.map(|found| format!("`{}`: {}", found.key.join("."), found.message)).collect()
    }

    /// What was read, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut said: Vec<_> = self.pastes.iter().map(|paste| account(paste)).collect();
        said.extend(self.pastes.iter().flat_map(|paste| paste.notes.clone()));
        said.extend(self.import.repeated.iter().map(|twice| {
            let [second, first] = &twice.places;
            format!("`{}` at {second} says what {first} says: it counts once", twice.name)
        }));
        said.extend(self.unlike());
        said.extend(self.beside());
        said
    }

    /// What differs from the known sheet.
    fn unlike(&self) -> Vec<String> {
        let name = &self.known.name;
        let changed = |field: &str| {
            let rows = self.diff.changes.iter().filter(|row| row.change == Change::Changed);
            let rows = rows.filter(|row| row.kind == RowKind::Product);
            let told = rows.filter_map(|row| {
                let field = row.fields.iter().find(|it| it.field == field)?;
                let (before, after) = (field.before.as_ref()?, field.after.as_ref()?);
                Some(format!("{} {after}, not {before}", row.name))
            });
            told.collect::<Vec<_>>()
        };
        let new = self.import.sheet.products.iter().filter(|product| !has(self.known, product));
        let new: Vec<_> = new.map(|product| product.name.clone()).collect();
        let mut said = Vec::new();
        match changed("tokens_per_day").as_slice() {
            [] => said.push(format!("no rate differs from `{name}`")),
            rates => {
                let many = counted(rates.len(), "rate differs", "rates differ");
                said.push(format!("{many} from `{name}`: {}", listed(rates, "; ")));
            }
        }
        let parts = [
            (changed("annual_price"), "price of a year differs", "prices of a year differ", "; "),
            (changed("month_price"), "price of a month differs", "prices of a month differ", "; "),
            (new, "product is new", "products are new", ", "),
        ];
        for (names, one, many, between) in parts {
            if !names.is_empty() {
                let many = counted(names.len(), one, many);
                said.push(format!("{many}: {}", listed(&names, between)));
            }
        }
        let gone: Vec<_> = self.not_pasted().map(|product| product.name.clone()).collect();
        if !gone.is_empty() {
            let many = counted(gone.len(), "product", "products");
            let is = if gone.len() == 1 { "is" } else { "are" };
            said.push(format!("{many} of `{name}` {is} not in it: {}", listed(&gone, ", ")));
        }
        said
    }

    /// The products of the known sheet that were not pasted.
    fn not_pasted(&self) -> impl Iterator<Item = &Product> {
        self.known.products.iter().filter(|product| !has(&self.import.sheet, product))
    }

    /// What the sheet has no rates or prices of.
    fn beside(&self) -> Vec<String> {
        let mut said = Vec::new();
        let rows = self.import.rows.iter();
        let unrated = rows.filter(|it| it.row.tokens.is_none() && !it.is_collection);
        let unrated: Vec<_> = unrated.map(|it| it.row.name.clone()).collect();
        if !unrated.is_empty() {
            let has = if unrated.len() == 1 { "has" } else { "have" };
            let listed = listed(&unrated, ", ");
            said.push(format!("{listed} {has} a price and no tokens a day: not on Flex"));
        }
        if !self.import.rows.iter().any(|it| it.row.is_priced()) {
            said.push("the sheet has no prices of subscriptions: `--prices FILE` adds them".into());
        }
        if !self.known.services.is_empty() {
            said.push(format!(
                "the sheet has no cloud services; those of `{0}`: `flexcalc rates show {1}`",
                self.known.name,
                shell_word_or(&self.known.name, "NAME")
            ));
        }
        said
    }

    /// A line a row.
    pub fn table(&self) -> Table<'_, impl Sized + '_> {
        let sheet = &self.import.sheet;
        let rows = self.import.rows.iter().map(|of| {
            let known = self.known.products.iter().find(|known| of.is_known && known.id == of.id);
            Shown {
                of,
                known_tokens: known.and_then(|known| known.tokens_per_day),
                known_price: known.and_then(|known| known.annual_price),
            }
        });
        let known = &self.known.name;
        let currency = &sheet.currency;
        Table::of(rows)
            .text("id", "id", |it| it.of.id.clone())
            .text("name", "as pasted", |it| it.of.row.name.clone())
            .text("place", "where", |it| it.of.row.spot.words())
            .flag("is_known", Heading::ForPrograms, |it| it.of.is_known)
            .count("tokens_per_day", "tokens\na day", |it| it.of.row.tokens)
            .count("known_tokens_per_day", format!("in\n{known}"), |it| it.known_tokens)
            .money("month_price", Heading::ForPrograms, |it| it.of.row.month)
            .money("annual_price", format!("{currency}\na year"), |it| it.of.row.year)
            .money("three_year_price", Heading::ForPrograms, |it| it.of.row.three_years)
            .money("known_annual_price", Heading::ForPrograms, |it| it.known_price)
    }

    /// What programs get.
    pub fn result(&self) -> Value {
        let file = |paste: &&Paste| {
            json!({
                "file": paste.file,
                "apart": paste.apart,
                "lines": Lines::from(paste.account),
                "notes": paste.notes,
            })
        };
        let repeated = self.import.repeated.iter();
        let repeated = repeated.map(|it| json!({ "name": it.name, "places": it.places }));
        json!({
            "name": self.import.sheet.name,
            "read": self.pastes.iter().map(file).collect::<Vec<_>>(),
            "rows": self.table(),
            "repeated": repeated.collect::<Vec<_>>(),
            "not_pasted": self.not_pasted().map(|product| &product.id).collect::<Vec<_>>(),
            "findings": self.findings.iter().map(|found| json!({
                "code": found.code,
                "key": found.key.join("."),
                "message": found.message,
            })).collect::<Vec<_>>(),
        })
    }
}

fn has(sheet: &RateSheet, product: &Product) -> bool {
    sheet.products.iter().any(|other| other.id == product.id)
}

/// What became of the lines of a paste, as programs get it.
#[derive(Serialize)]
struct Lines {
    read: usize,
    rows: usize,
    headers: usize,
    above: usize,
    remarks: usize,
    blank: usize,
    continued: usize,
}

impl From<LineAccount> for Lines {
    fn from(account: LineAccount) -> Self {
        let LineAccount { lines, rows, headers, above, remarks, blank, continued } = account;
        Self { read: lines, rows, headers, above, remarks, blank, continued }
    }
}

/// What became of the lines of a paste, in a sentence.
fn account(paste: &Paste) -> String {
    let it = paste.account;
    let parts = [
        (it.rows, "row"),
        (it.headers, "header"),
        (it.above, "line above the table"),
        (it.remarks, "remark"),
        (it.blank, "blank or rule"),
        (it.continued, "line of the row before"),
    ];
    let told = parts.iter().filter(|(many, _)| *many > 0).map(|(many, one)| match *one {
        "blank or rule" => format!("{many} {one}"),
        one => many_of(*many, one),
    });
    format!(
        "{} of `{}` read, apart by {}: {}",
        many_of(it.lines, "line"),
        paste.file,
        paste.apart,
        told.collect::<Vec<_>>().join(", ")
    )
}

fn many_of(many: usize, one: &str) -> String {
    let many = many as u64;
    format!("{} {}", number::many(many), noun(&many, one))
}

fn counted(many: usize, one: &str, more: &str) -> String {
    format!("{many} {}", if many == 1 { one } else { more })
}

fn listed(names: &[String], between: &str) -> String {
    let some: Vec<_> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => some.join(between),
        more => format!("{}{between}and {more} more", some.join(between)),
    }
}
