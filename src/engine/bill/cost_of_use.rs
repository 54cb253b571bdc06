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
//! use in it, charged or not.

use std::collections::{BTreeMap, BTreeSet};

pub use crate::engine::bill::by::By;
use crate::engine::bill::by::{Belonging, Mark};
use crate::engine::metering::replay::{Charge, Tally};
use crate::model::{
    Directory, ItemKind, Micro, Money, Quotient, RateSheet, TokenPrice, Tokens, TokensPerDay,
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
    /// Charges that were made.
    pub charges: u64,
    /// Windows that Flex would charge without seats.
    pub days_of_use: u64,
    /// Tokens that were charged.
    pub tokens: Tokens,
    /// What they cost.
    pub cost: Quotient<Money>,
    /// What a token cost under each sheet.
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
    /// People with a day of use.
    pub users: u64,
    /// Charges that were made.
    pub charges: u64,
    /// Windows that Flex would charge without seats.
    pub days_of_use: u64,
    /// Tokens that were charged.
    pub tokens: Tokens,
    /// What they cost.
    pub cost: Quotient<Money>,
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
    let mut without_rate: BTreeMap<(String, usize), u64> = BTreeMap::new();
    let mut total = Sum::default();
    let belonging = Belonging { directory: input.directory, teams: input.teams, file: None };
    for tally in input.tallies {
        let pair = input.directory.pair(tally.key.pair);
        let rate = rates.of(tally.key.sheet, pair.item);
        let known = if tally.charges > 0 && rate.is_none() {
            *without_rate
                .entry((input.directory.item(tally.key.pair).name.clone(), tally.key.sheet))
                .or_default() += tally.charges;
            Tally { charges: 0, ..*tally }
        } else {
            *tally
        };
        let tokens = tokens_of(&known, rate);
        let key = tally.key;
        let mark = Mark { pair: key.pair, label: key.label, month: key.month };
        let keys = input.by.iter().map(|by| belonging.group(by, mark)).collect();
        sums.entry(keys).or_default().add(pair.person, &known, tokens);
        total.add(pair.person, &known, tokens);
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
    let sheet_name =
        |sheet: usize| input.sheets.get(sheet).map_or_else(String::new, |sheet| sheet.name.clone());
    let without_rate = without_rate.into_iter();
    let without_rate = without_rate.map(|((product, sheet), charges)| WithoutRate {
        product,
        sheet: sheet_name(sheet),
        charges,
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
    charges: u64,
    days_of_use: u64,
    by_sheet: Vec<Tokens>,
}

impl Sum {
    fn add(&mut self, person: u32, tally: &Tally, tokens: Tokens) {
        if tally.charges + tally.days_of_use + tally.stated_charges > 0 {
            self.people.insert(person);
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
            users: self.people.len() as u64,
            charges: self.charges,
            days_of_use: self.days_of_use,
            cost: costs.sum(),
            tokens: self.tokens(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metering::replay::Key;
    use crate::model::{Item, MicroSum, Pair, Product, TokenTerms};

    /// A sheet with tokens at 3.00, or at 2.00 from 100 on.
    fn sheet(name: &str, rates: &[(&str, u64)]) -> RateSheet {
        let product = |(id, rate): &(&str, u64)| Product {
            id: (*id).into(),
            name: (*id).into(),
            aliases: vec![],
            tokens_per_day: Some((*rate).into()),
            annual_price: None,
            source: String::new(),
            note: None,
        };
        RateSheet {
            name: name.into(),
            title: name.into(),
            effective: chrono::NaiveDate::MIN,
            currency: "USD".into(),
            token: TokenTerms {
                list_price: 3.into(),
                minimum_purchase: 1.into(),
                term_days: 365,
                grace_minutes: 5,
                tiers: vec![crate::model::Tier { from: 100.into(), price: Some(2.into()) }],
                source: None,
                note: None,
            },
            products: rates.iter().map(product).collect(),
            services: vec![],
            collections: vec![],
        }
    }

    /// Ana at Revit and Maya, Ben at Revit.
    fn directory() -> Directory {
        let item = |id: &str| Item { id: id.into(), name: id.into(), kind: ItemKind::Product };
        Directory {
            people: vec!["ana".into(), "ben".into()],
            items: vec![item("revit"), item("maya")],
            pairs: [(0, 0), (0, 1), (1, 0)].map(|(person, item)| Pair { person, item }).to_vec(),
            labels: vec![],
        }
    }

    fn tally(pair: u32, sheet: usize, charges: u64, days_of_use: u64) -> Tally {
        let key = Key { pair, label: 0, month: None, sheet };
        Tally { key, charges, days_of_use, stated_charges: 0, stated: MicroSum::default() }
    }

    fn cost(tallies: &[Tally], by: &[By]) -> CostOfUse {
        cost_of_use(&CostOfUseInput {
            tallies,
            directory: &directory(),
            teams: &[],
            sheets: &[sheet("old", &[("revit", 10)]), sheet("new", &[("revit", 9), ("maya", 6)])],
            token_price: None,
            by,
        })
    }

    #[test]
    fn charges_without_a_rate_are_told_apart_and_in_no_figure() {
        // Maya has no rate in the old sheet: its 4 charges there count nowhere, its day of use does
        let tallies = [tally(0, 0, 2, 2), tally(1, 0, 4, 4), tally(1, 1, 1, 1)];
        let found = cost(&tallies, &[By::Product]);
        let figures: Vec<_> = found
            .groups
            .iter()
            .map(|it| (it.keys[0].clone().unwrap(), it.charges, it.days_of_use, it.tokens))
            .collect();
        let expected = [("revit", 2, 2, 20), ("maya", 1, 5, 6)];
        assert_eq!(
            figures,
            expected.map(|(key, a, b, tokens)| (key.to_owned(), a, b, tokens.into()))
        );
        // 20 + 6 tokens at 3.00
        assert_eq!((found.charges, found.days_of_use), (3, 7));
        assert_eq!((found.tokens, found.cost), (26.into(), 78.into()));
        let told = WithoutRate { product: "maya".into(), sheet: "old".into(), charges: 4 };
        assert_eq!(found.without_rate, [told]);
    }

    #[test]
    fn a_person_counts_once_however_often_and_not_without_use() {
        let stated = |charges, micro| Tally {
            stated_charges: charges,
            stated: MicroSum::new(micro),
            ..tally(2, 0, 0, 0)
        };
        let users = |tallies: &[Tally]| cost(tallies, &[By::Product]).groups[0].users;
        assert_eq!(users(&[tally(0, 0, 1, 1), tally(0, 1, 1, 1), tally(2, 0, 1, 1)]), 2);
        // covered by a seat: a day of use, not charged
        assert_eq!(users(&[tally(0, 0, 0, 1)]), 1);
        assert_eq!((users(&[stated(1, 500_000)]), users(&[stated(0, 0)])), (1, 0));
        // what the export states comes on top of the rate: 10 + 0.5
        let found = cost(&[tally(0, 0, 1, 1), stated(1, 500_000)], &[]);
        assert_eq!((found.charges, found.tokens.to_string()), (2, "10.5".to_owned()));
    }

    #[test]
    fn a_token_costs_under_each_sheet_what_all_tokens_together_reach() {
        // 5 × 10 + 5 × 9 = 95 are below the tier from 100; 6 × 9 more make 104
        let costs = |new| cost(&[tally(0, 0, 5, 5), tally(0, 1, new, new)], &[]).cost;
        assert_eq!((costs(5), costs(6)), ((95 * 3).into(), (104 * 2).into()));
    }

    #[test]
    fn the_most_tokens_come_first_and_of_as_many_the_first_name() {
        let tallies = [tally(0, 0, 1, 1), tally(1, 1, 2, 2), tally(2, 0, 1, 1)];
        let order = |by| {
            let groups = cost(&tallies, &[by]).groups;
            groups.into_iter().map(|group| group.keys[0].clone().unwrap()).collect::<Vec<_>>()
        };
        // Revit 20, Maya 12; Ana 22, Ben 10
        assert_eq!(
            (order(By::Product), order(By::User)),
            (vec!["revit".to_owned(), "maya".to_owned()], vec!["ana".to_owned(), "ben".to_owned()],)
        );
    }
}
