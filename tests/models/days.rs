//! What does an export of days say was charged? (RULES §3, §5)
//!
//! A row is a day of use of a person and a product. Where rows state tokens, their sum is what was
//! charged, whatever the rate: rows of one day add up, rows that are written equal in every column
//! count once, and one of no tokens is no charge; nothing but zeros for a product states nothing.
//! Where they do not, each day costs the rate, once, but for days on which a seat is held.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::asked::{Files, Said, rounds, said};
use super::charge::by_name;
use super::exact::{Exact, Written, amounts, whole};
use super::sheet::{Sheet, sheets};
use super::used::{Log, first_days, later, person, seat};

/// A day, a person, a product, and the tokens that the row states.
type Row = (NaiveDate, usize, usize, Written);

#[derive(Clone, Debug)]
struct Question {
    sheet: Sheet,
    rows: Vec<Row>,
    are_stated: bool,
    /// Only who holds what matters of it.
    log: Log,
}

fn questions() -> impl Strategy<Value = Question> {
    let tokens = prop_oneof![
        2 => prop::sample::select(vec![0_u64, 7, 10])
            .prop_map(|tokens| super::exact::written(tokens, 0)),
        2 => amounts(0, 30, 6),
        1 => amounts(0, 1_000_000, 6),
    ];
    let row = (0_u64..4, 0_usize..3, 0_usize..3, tokens);
    let rates = prop::collection::vec(amounts(0, 20, 6), 3);
    (sheets(), rates, first_days(), any::<bool>()).prop_flat_map(
        move |(mut sheet, rates, first, are_stated)| {
            for (product, rate) in sheet.products.iter_mut().zip(rates) {
                product.rate = Some(rate);
            }
            let rows = prop::collection::vec(row.clone(), 1..20);
            let seats = prop::collection::vec(seat(first), 0..3);
            (rows, seats).prop_map(move |(rows, seats)| {
                let rows = rows.into_iter().map(|(after, user, product, tokens)| {
                    (later(first, after), user, product, tokens)
                });
                let log = Log { sessions: Vec::new(), seats, grace_minutes: 5, zone: None };
                Question { sheet: sheet.clone(), rows: rows.collect(), are_stated, log }
            })
        },
    )
}

/// What is counted of a person and a product.
#[derive(Default)]
struct Group {
    charges: u64,
    days: BTreeSet<NaiveDate>,
    tokens: Exact,
}

impl Question {
    fn csv(&self) -> String {
        let (head, are_stated) = ("Day used,Email,Product", self.are_stated);
        let mut text = format!("{head}{}\n", if are_stated { ",Tokens used" } else { "" });
        for (day, user, product, tokens) in &self.rows {
            text += &format!("{day},{},Product {product}", person(*user));
            text += &if are_stated { format!(",{}\n", tokens.text) } else { "\n".to_owned() };
        }
        text
    }

    /// Whether the file states tokens of a product: nothing but zeros is no figure.
    fn states(&self, of: usize) -> bool {
        let mut stated = self.rows.iter().filter(|(_, _, product, _)| *product == of);
        self.are_stated && stated.any(|(.., tokens)| tokens.is != whole(0))
    }

    fn groups(&self) -> BTreeMap<(usize, usize), Group> {
        let mut groups: BTreeMap<_, Group> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (day, user, product, stated) in &self.rows {
            let told = self.states(*product).then(|| stated.text.clone());
            if !seen.insert((*day, *user, *product, told)) {
                continue;
            }
            let pair = (*user, *product);
            let tokens = if self.states(*product) {
                if stated.is == whole(0) {
                    continue;
                }
                Some(stated.is.clone())
            } else if self.log.is_covered(pair, *day, &self.sheet) {
                None
            } else {
                self.sheet.products[*product].rate.as_ref().map(|rate| rate.is.clone())
            };
            let group = groups.entry(pair).or_default();
            group.days.insert(*day);
            group.charges += u64::from(tokens.is_some());
            group.tokens += tokens.unwrap_or_default();
        }
        groups
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let files = Files::new(&[
            ("sheet.toml", self.sheet.toml()),
            ("use.csv", self.csv()),
            ("estate.toml", format!("currency = \"USD\"\n{}", self.log.seats_toml())),
        ]);
        let line = "--rates @sheet.toml charge @use.csv --estate @estate.toml --by user,product";
        let groups = self.groups();
        let tokens = groups.values().fold(whole(0), |sum, group| sum + &group.tokens);
        let price = self.sheet.price_of_need(&tokens);
        let days = groups.values().map(|group| group.days.len()).sum::<usize>();
        let charges = groups.values().map(|group| group.charges).sum::<u64>();
        let said_groups = groups.iter().map(|((user, product), group)| {
            let said = said! {
                users: 1_u64,
                charges: group.charges,
                days_of_use: whole(group.days.len()),
                tokens: group.tokens.clone(),
                cost: &group.tokens * &price,
            };
            (format!("{} Product {product}", person(*user)), said)
        });
        let said = said! {
            charges: charges,
            days_of_use: whole(days),
            tokens: tokens.clone(),
            cost: tokens * &price,
            groups: Said::Parts(said_groups.collect()),
            sessions: Said::Unsaid,
            period: Said::Unsaid,
            without_rate: Said::List(Vec::new()),
            readings: Said::Nothing,
            reconciliation: Said::Nothing,
            control: Said::Unsaid,
            policy: Said::Unsaid,
            beside_a_seat: Said::Unsaid,
            account: Said::Unsaid,
        };
        let mut answer = files.answer(line)?;
        answer["groups"] = by_name(&mut answer, false);
        files.check(line, &answer, &said)
    }
}

proptest! {
    #![proptest_config(rounds(60))]

    #[test]
    fn charge_of_days_is_what_the_rules_say(question in questions()) {
        question.check()?;
    }
}
