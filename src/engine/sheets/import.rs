//! Which rate sheet does a pasted table make?
//!
//! Rules: a name that `known` has in any spelling is that product, with its id, its name and its
//! other names; any other name is a product of its own, its id the letters and digits of the name.
//! Where a row has money beside its tokens, tokens × list price = money, exactly. Rows of one
//! product must say the same, and count once. The terms of tokens are those of `known`.
//!
//! Example: `Civil 3D`, 9 tokens, $27.00 at a list price of 3.00: 9 × 3.00 = 27.00 agrees. With
//! $30.00 the row contradicts itself, since 9 × 3.00 is not 30.00.
//!
//! Edges: a price without tokens makes a product that is not on Flex, or a collection where it is
//! called one; it may have prices and no tokens. A collection keeps what it covers only where all
//! of it is in the paste. A list price in another currency is not known, and must be given.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::merge::merge;
use super::ids::Ids;
use crate::model::{
    Catalogue, Collection, Divide, Draft, Index, Item, ItemKind, Paste, PastedRow, PricePerDay,
    Problem, Problems, Product, Quotient, RateSheet, TokenPrice, TokenTerms, Unit, find, normalise,
};

/// What the user says of the sheet, beside the paste.
#[derive(Clone, Debug)]
pub struct ImportInput<'a> {
    /// The table of rates.
    pub rates: &'a Paste,
    /// A table of prices of subscriptions.
    pub prices: Option<&'a Paste>,
    /// The sheet that knows names, and the terms of tokens.
    pub known: &'a RateSheet,
    /// The name of the sheet.
    pub name: String,
    /// What it is, in words.
    pub title: String,
    /// The first day on which its rates hold.
    pub effective: NaiveDate,
    /// The currency of its prices.
    pub currency: String,
    /// The list price of a token, where it is not that of `known`.
    pub token_price: Option<TokenPrice>,
    /// The date of the question.
    pub today: NaiveDate,
}

/// The sheet, and how it came about.
#[derive(Clone, Debug)]
pub struct Import {
    /// The sheet.
    pub sheet: RateSheet,
    /// Products and collections, in the order of the paste, with what `known` calls them.
    pub rows: Vec<ImportedRow>,
    /// Rows that say what a row before them says.
    pub repeated: Vec<Repeated>,
}

impl Import {
    /// The sheet as one that may have parts missing, to be looked through.
    pub fn draft(&self) -> Draft {
        let sheet = self.sheet.clone();
        Draft {
            name: Some(sheet.name),
            title: Some(sheet.title),
            effective: Some(sheet.effective),
            currency: Some(sheet.currency),
            token: Some(sheet.token),
            products: sheet.products,
            services: sheet.services,
            collections: sheet.collections,
        }
    }
}

/// A row of the sheet, as it was pasted.
#[derive(Clone, Debug)]
pub struct ImportedRow {
    /// What was pasted, of all of its lines together.
    pub row: PastedRow,
    /// The id in the sheet.
    pub id: String,
    /// Whether `known` has it.
    pub is_known: bool,
    /// Whether it is a collection.
    pub is_collection: bool,
}

/// A row that stands there twice.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The name of the second row.
    pub name: String,
    /// Where the second one is, and the first.
    pub places: [String; 2],
}

/// The list price of a token in this currency, where it is known or given.
pub fn list_price(
    known: &RateSheet,
    currency: &str,
    given: Option<TokenPrice>,
) -> Result<TokenPrice, Problem> {
    let own = (known.currency == currency).then_some(known.token.list_price);
    given.or(own).ok_or_else(|| {
        Problem::new(format!("the list price of a token in {currency} is not known"))
            .hint("say it: `--token-price 2.80`")
    })
}

/// Makes the sheet, or says everything that is wrong.
pub fn import(input: &ImportInput) -> Result<Import, Problems> {
    let list_price = list_price(input.known, &input.currency, input.token_price)?;
    let pastes = || [input.rates].into_iter().chain(input.prices);
    let rows: Vec<_> = pastes().flat_map(|paste| &paste.rows).collect();
    let mut problems: Vec<_> = pastes().flat_map(|paste| paste.problems.clone()).collect();
    problems.extend(contradictions(&rows, list_price));
    problems.extend(in_money(&rows, input.known, list_price));
    let catalogue = Catalogue::new(std::slice::from_ref(input.known));
    let ids = Ids::of(input.known).before(rows.iter().map(|row| row.name.as_str()));
    let mut gathered = Gathered {
        catalogue: &catalogue,
        ids,
        rows: Vec::new(),
        places: BTreeMap::new(),
        said: BTreeMap::new(),
        repeated: Vec::new(),
    };
    for row in rows {
        problems.extend(gathered.take(row).err());
    }
    problems.sort_by_key(|problem| {
        // By file in the order of the question, then by line.
        let place = problem.place.as_ref();
        place.map(|place| (place.file != input.rates.file, place.file.clone(), place.line))
    });
    Problems::check(problems)?;
    let Gathered { rows, repeated, .. } = gathered;
    let source = format!("pasted by the user on {}", input.today);
    let is_in = |id: &String| rows.iter().any(|row| !row.is_collection && row.id == *id);
    let (collections, products): (Vec<_>, Vec<_>) = rows.iter().partition(|it| it.is_collection);
    let sheet = RateSheet {
        name: input.name.clone(),
        title: input.title.clone(),
        effective: input.effective,
        currency: input.currency.clone(),
        token: terms(input, list_price),
        products: products.into_iter().map(|row| product(row, input.known, &source)).collect(),
        services: Vec::new(),
        collections: collections
            .into_iter()
            .map(|row| collection(row, input.known, &is_in, &source))
            .collect(),
    };
    Ok(Import { sheet, rows, repeated })
}

/// Every row whose money is not tokens × list price.
fn contradictions(rows: &[&PastedRow], list_price: TokenPrice) -> Vec<Problem> {
    let both: Vec<_> =
        rows.iter().filter_map(|row| Some((row, row.tokens?, row.per_day?))).collect();
    let mut prices = both.iter().map(|(_, tokens, money)| money.divided_by(*tokens));
    let first = prices.next().flatten();
    let other = first.filter(|first| both.len() > 1 && prices.all(|it| it.as_ref() == Some(first)));
    let hint = match other.as_ref().and_then(Quotient::amount) {
        Some(price) => {
            format!("all prices are tokens × {price}: if that is yours, `--token-price {price}`")
        }
        None => "correct one of the two, or take the price out".to_owned(),
    };
    let wrong = both.into_iter().filter(|(_, tokens, money)| *tokens * list_price != *money);
    wrong
        .map(|(row, tokens, money)| {
            let name = &row.name;
            let right = tokens * list_price;
            let message =
                format!("`{name}`: {tokens} tokens × {list_price} = {right}, found {money}");
            row.spot.problem(&message).hint(&hint)
        })
        .collect()
}

/// Tokens that are all those of the known sheet × the list price: they are money without its sign.
fn in_money(rows: &[&PastedRow], known: &RateSheet, list_price: TokenPrice) -> Option<Problem> {
    let products = Index::new(&known.products);
    let both = rows.iter().filter_map(|row| {
        let rate = products.find(&row.name)?.tokens_per_day;
        let rate = rate.filter(|rate| !rate.is_zero())?;
        Some((*row, PricePerDay::new(row.tokens?.decimal()), rate))
    });
    let both: Vec<_> = both.collect();
    let is_money = both.iter().all(|(_, found, rate)| *rate * list_price == *found);
    let (row, found, rate) = both.first().filter(|_| is_money && both.len() > 1)?;
    let name = &row.name;
    let message = format!(
        "the tokens are money: `{name}` has {found}, which is {rate} × {list_price}, and so on"
    );
    Some(row.spot.problem(&message).hint("put the tokens for a day of use beside the name"))
}

fn terms(input: &ImportInput, list_price: TokenPrice) -> TokenTerms {
    let mut terms = input.known.token.clone();
    if input.token_price.is_some() {
        let rest = terms.source.unwrap_or_default();
        let today = input.today;
        terms.source = Some(format!("list price: given by the user on {today}; else: {rest}"));
    }
    if input.currency != input.known.currency {
        terms.tiers.iter_mut().for_each(|tier| tier.price = None);
    }
    TokenTerms { list_price, ..terms }
}

fn product(row: &ImportedRow, known: &RateSheet, source: &str) -> Product {
    let found = known.products.iter().find(|product| product.id == row.id && row.is_known);
    let (name, mut aliases) = match found {
        Some(product) => (product.name.clone(), product.aliases.clone()),
        None => (row.row.name.clone(), Vec::new()),
    };
    if found.is_some_and(|it| find(std::slice::from_ref(it), &row.row.name).is_none()) {
        // An export may call it as the page does.
        aliases.push(row.row.name.clone());
    }
    Product {
        name,
        aliases,
        tokens_per_day: row.row.tokens,
        month_price: row.row.month,
        annual_price: row.row.year,
        three_year_price: row.row.three_years,
        source: source.to_owned(),
        ..Product::new(row.id.clone())
    }
}

fn collection(
    row: &ImportedRow,
    known: &RateSheet,
    is_in: &dyn Fn(&String) -> bool,
    source: &str,
) -> Collection {
    let found = known.collections.iter().find(|it| it.id == row.id && row.is_known);
    let (name, aliases, products) = match found {
        Some(found) => (found.name.clone(), found.aliases.clone(), found.products.clone()),
        None => (row.row.name.clone(), Vec::new(), Vec::new()),
    };
    // Of a part of it nobody can say that it is the whole.
    let products = if products.iter().all(is_in) { products } else { Vec::new() };
    Collection {
        name,
        aliases,
        products,
        month_price: row.row.month,
        annual_price: row.row.year,
        three_year_price: row.row.three_years,
        source: source.to_owned(),
        ..Collection::new(row.id.clone())
    }
}

/// What is known by this name, perhaps with the vendor's name before it.
fn item_of<'c>(catalogue: &'c Catalogue, name: &str) -> Option<&'c Item> {
    let bare = || name.split_once(' ').filter(|(first, _)| first.eq_ignore_ascii_case("autodesk"));
    catalogue.find(name).or_else(|| catalogue.find(bare()?.1))
}

/// The rows of the sheet so far.
struct Gathered<'a> {
    catalogue: &'a Catalogue,
    ids: Ids,
    rows: Vec<ImportedRow>,
    /// Where each of them is, by whether it is known, and its id or the letters of its name.
    places: BTreeMap<(bool, String), usize>,
    /// Rows with prices that were added to one of them, by the same.
    said: BTreeMap<(bool, String), Vec<PastedRow>>,
    repeated: Vec<Repeated>,
}

impl Gathered<'_> {
    /// Takes a row; an error where it says otherwise than one before it.
    fn take(&mut self, row: &PastedRow) -> Result<(), Problem> {
        let item = item_of(self.catalogue, &row.name);
        let kind = item.map(|item| item.kind);
        if kind == Some(ItemKind::Service) {
            let message = format!("`{}` is charged by the result, not by the day", row.name);
            let hint = "put `#` before the line, and write it under `[results]`, with its unit";
            return Err(row.spot.problem(&message).hint(hint));
        }
        let said = row.name.to_lowercase();
        let is_collection = match kind {
            Some(kind) => kind == ItemKind::Collection,
            None => said.split_whitespace().any(|word| word.starts_with("collection")),
        };
        if is_collection && row.tokens.is_some() {
            let message = format!("`{}` is a collection, which Flex does not charge", row.name);
            return Err(row.spot.problem(&message).hint("put `#` before the line"));
        }
        let key = match item {
            Some(item) => (true, item.id.clone()),
            None => (false, normalise(&row.name)),
        };
        let same = self.places.get(&key).and_then(|place| self.rows.get_mut(*place));
        if let Some(first) = same {
            let places = [row, &first.row].map(|row| row.spot.words());
            let is_repeated = row.tokens.is_some() && first.row.tokens.is_some();
            let before = self.said.entry(key).or_default();
            merge(&mut first.row, row, before)?;
            if row.is_priced() {
                before.push(row.clone());
            }
            let name = row.name.clone();
            self.repeated.extend(is_repeated.then_some(Repeated { name, places }));
            return Ok(());
        }
        let id = match item {
            Some(item) => item.id.clone(),
            None => self.ids.new_one(&row.name),
        };
        let row = row.clone();
        self.places.insert(key, self.rows.len());
        self.rows.push(ImportedRow { row, id, is_known: item.is_some(), is_collection });
        Ok(())
    }
}

mod merge;
#[cfg(test)]
mod tests;
