//! What did this usage cost on Flex, and who caused it?
//!
//! ```text
//! tokens = charges × rate in force on the UTC day of the charge, or as the export states them
//! cost   = tokens × price of a token
//! ```
//!
//! RULES §2 (the rate in force), §3 (exports) and §5 (the price by the tier that all tokens
//! together reach, unless one was agreed).
//!
//! Example: Revit, then AutoCAD, on one day: 10 + 7 = 17 tokens, at 3.00 each 51.00.
//!
//! Edges: a charge of something that the sheet in force has no rate for is not counted as zero but
//! told apart, unless the export states its tokens; what rows belong to is unknown where nothing
//! says it, and that is a group of its own; a person counts as a user of a group with one day of
//! use in it, charged or not, or with tokens of days that are not said.

use std::collections::{BTreeMap, BTreeSet};

pub use crate::engine::bill::by::By;
use crate::engine::bill::by::{Belonging, Mark};
use crate::engine::metering::replay::{Charge, Tally};
use crate::model::{
    Directory, ItemKind, Micro, Money, NOBODY, Quotient, RateSheet, TokenPrice, Tokens,
    TokensPerDay, called,
};

/// What the cost depends on.
pub struct CostOfUseInput<'a> {
    /// Who used what.
    pub tallies: &'a [Tally],
    /// The names.
    pub directory: &'a Directory,
    /// The team of each person, by number.
    pub teams: &'a [Option<String>],
    /// The rate sheets, as in the replay.
    pub sheets: &'a [RateSheet],
    /// The agreed price of a token; without it, that of each charge's own sheet, by the tier that
    /// all tokens together reach.
    pub token_price: Option<TokenPrice>,
    /// What to group by.
    pub by: &'a [By],
}

/// What usage cost.
#[derive(Clone, Debug)]
pub struct CostOfUse {
    /// Charges that were made; `None` where a file states tokens and not for how many.
    pub charges: Option<u64>,
    /// Windows that Flex would charge without seats; `None` as with charges.
    pub days_of_use: Option<u64>,
    /// Tokens that were charged.
    pub tokens: Tokens,
    /// What they cost; `None` where what a token costs is not known.
    pub cost: Option<Quotient<Money>>,
    /// What a token cost under each sheet; none where it is not known.
    pub prices: Vec<TokenPrice>,
    /// The same by group: the most tokens first, or by month where that is one of the keys.
    pub groups: Vec<Group>,
    /// Charges that no rate is known for; they are in none of the figures.
    pub without_rate: Vec<WithoutRate>,
}

/// Usage that belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it is, for each key asked for; `None` where nothing says it.
    pub keys: Vec<Option<String>>,
    /// People with a day of use; `None` where some of it does not say who it was.
    pub users: Option<u64>,
    /// Charges that were made; `None` where a file states tokens and not for how many.
    pub charges: Option<u64>,
    /// Windows that Flex would charge without seats; `None` as with charges.
    pub days_of_use: Option<u64>,
    /// Tokens that were charged.
    pub tokens: Tokens,
    /// What they cost; `None` where what a token costs is not known.
    pub cost: Option<Quotient<Money>>,
}

/// Charges that no rate is known for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WithoutRate {
    /// What was used.
    pub product: String,
    /// The rate sheet in force.
    pub sheet: String,
    /// How many charges.
    pub charges: u64,
    /// Whether it is a cloud service, which has no rate for a day: its tokens are wanting.
    #[serde(skip)]
    pub is_service: bool,
}

impl CostOfUse {
    /// The same tokens, of a programme whose tokens no rate sheet has a price for.
    #[must_use]
    pub fn without_prices(mut self) -> Self {
        (self.cost, self.prices) = (None, Vec::new());
        for group in &mut self.groups {
            group.cost = None;
        }
        self
    }
}

/// The rate of every item under every sheet.
pub struct Rates(Vec<Vec<Option<TokensPerDay>>>);

impl Rates {
    /// The rates of the items of `directory`.
    pub fn new(sheets: &[RateSheet], directory: &Directory) -> Self {
        let rate = |sheet: &RateSheet, id: &str| {
            let product = sheet.products.iter().find(|product| product.id == id);
            product.and_then(|product| product.tokens_per_day)
        };
        let of = |sheet| {
            let items = directory.items.iter();
            items
                .map(|item| {
                    (item.kind == ItemKind::Product).then(|| rate(sheet, &item.id)).flatten()
                })
                .collect()
        };
        Self(sheets.iter().map(of).collect())
    }

    /// Tokens for one day of use of an item under a sheet, by their numbers.
    pub fn of(&self, sheet: usize, item: u32) -> Option<TokensPerDay> {
        *self.0.get(sheet)?.get(item as usize)?
    }
}

/// Works out what usage cost.
pub fn cost_of_use(input: &CostOfUseInput) -> CostOfUse {
    let rates = Rates::new(input.sheets, input.directory);
    let mut sums: BTreeMap<Vec<Option<String>>, Sum> = BTreeMap::new();
    let mut without_rate: BTreeMap<(String, usize, bool), u64> = BTreeMap::new();
    let mut total = Sum::default();
    let belonging = Belonging { directory: input.directory, teams: input.teams, file: None };
    for tally in input.tallies {
        let pair = input.directory.pair(tally.key.pair);
        let rate = rates.of(tally.key.sheet, pair.item);
        let known = if tally.charges > 0 && rate.is_none() {
            let item = input.directory.item(tally.key.pair);
            let is_service = item.kind == ItemKind::Service;
            *without_rate.entry((item.name.clone(), tally.key.sheet, is_service)).or_default() +=
                tally.charges;
            Tally { charges: 0, ..*tally }
        } else {
            *tally
        };
        let tokens = tokens_of(&known, rate);
        let key = tally.key;
        let mark = Mark { pair: key.pair, label: key.label, month: key.month };
        let keys = input.by.iter().map(|by| belonging.group(by, mark)).collect();
        let person = Some(pair.person).filter(|_| input.directory.person(key.pair) != NOBODY);
        sums.entry(keys).or_default().add(person, &known, tokens);
        total.add(person, &known, tokens);
    }
    let tokens = total.tokens();
    let price =
        |sheet: &RateSheet| input.token_price.unwrap_or_else(|| sheet.token.price_of(tokens).price);
    let prices: Vec<_> = input.sheets.iter().map(price).collect();
    let mut groups: Vec<_> = sums.into_iter().map(|(keys, sum)| sum.group(keys, &prices)).collect();
    if !input.by.contains(&By::Month) {
        // Groups of as many tokens stay in the order of their names.
        groups.sort_by_key(|other| std::cmp::Reverse(other.tokens));
    }
    let Group { charges, days_of_use, cost, .. } = total.group(Vec::new(), &prices);
    let names = called(input.sheets);
    let sheet_name = |sheet: usize| names.get(sheet).cloned().unwrap_or_default();
    let without_rate = without_rate.into_iter();
    let without_rate = without_rate.map(|((product, sheet, is_service), charges)| WithoutRate {
        product,
        sheet: sheet_name(sheet),
        charges,
        is_service,
    });
    CostOfUse {
        charges,
        days_of_use,
        tokens,
        cost,
        prices,
        groups,
        without_rate: without_rate.collect(),
    }
}

fn tokens_of(tally: &Tally, rate: Option<TokensPerDay>) -> Tokens {
    let rated = rate.map_or(Tokens::ZERO, |rate| rate.for_days(tally.charges));
    rated + tally.stated.tokens()
}

/// What each charge takes, in millionths of a token: whole numbers, since there are millions of
/// charges.
pub struct MicroRates(Vec<Vec<Option<Micro>>>);

impl MicroRates {
    /// The rates of the items of `directory` under each sheet.
    pub fn new(rates: &Rates) -> Self {
        let micro = |rate: &Option<TokensPerDay>| Micro::of(rate.as_ref()?.for_days(1));
        Self(rates.0.iter().map(|rates| rates.iter().map(micro).collect()).collect())
    }

    /// What a charge of an item takes; `None` where no rate is known.
    pub fn of(&self, charge: &Charge, item: u32) -> Option<Micro> {
        let rate = || *self.0.get(usize::from(charge.sheet))?.get(item as usize)?;
        charge.stated().or_else(rate)
    }
}

/// The tokens of one charge; `None` where no rate is known.
pub fn tokens_of_charge(charge: &Charge, rates: &Rates, directory: &Directory) -> Option<Tokens> {
    match charge.stated() {
        Some(micro) => Some(micro.tokens()),
        None => rates
            .of(charge.sheet.into(), directory.pair(charge.pair).item)
            .map(|rate| rate.for_days(1)),
    }
}

#[derive(Default)]
struct Sum {
    people: BTreeSet<u32>,
    is_anyones: bool,
    is_uncounted: bool,
    charges: u64,
    days_of_use: u64,
    by_sheet: Vec<Tokens>,
}

impl Sum {
    fn add(&mut self, person: Option<u32>, tally: &Tally, tokens: Tokens) {
        self.is_anyones |= person.is_none();
        self.is_uncounted |= tally.is_uncounted;
        if tally.charges + tally.days_of_use > 0 || !tally.stated.is_none() {
            self.people.extend(person);
        }
        self.charges += tally.charges + tally.stated_charges;
        self.days_of_use += tally.days_of_use;
        if self.by_sheet.len() <= tally.key.sheet {
            self.by_sheet.resize(tally.key.sheet + 1, Tokens::ZERO);
        }
        if let Some(sum) = self.by_sheet.get_mut(tally.key.sheet) {
            *sum += tokens;
        }
    }

    fn tokens(&self) -> Tokens {
        self.by_sheet.iter().copied().sum()
    }

    fn group(self, keys: Vec<Option<String>>, prices: &[TokenPrice]) -> Group {
        let costs = self.by_sheet.iter().zip(prices).map(|(tokens, price)| *tokens * *price);
        Group {
            keys,
            users: (!self.is_anyones).then_some(self.people.len() as u64),
            charges: Some(self.charges).filter(|_| !self.is_uncounted),
            days_of_use: Some(self.days_of_use).filter(|_| !self.is_uncounted),
            cost: Some(costs.sum()),
            tokens: self.tokens(),
        }
    }
}

#[cfg(test)]
mod tests;
