//! Tokens that were bought, at random, and which of them pay for what (RULES §9).
//!
//! A lot can be used from the day on which it was bought, up to the day before it expires: a year
//! of 365 days later unless it says. A charge is paid by the lot that expires first, then the
//! smaller, then the earlier bought, then by id. One that is not covered is denied: nothing is
//! taken. Of charges at one moment, which the rules leave open, the smallest comes first.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::exact::{Exact, Written, amounts, whole};
use super::sheet::{Sheet, sheets};
use super::used::{Log, Pair, day_of, later, logs};

/// Tokens bought together.
#[derive(Clone, Debug)]
pub(crate) struct Lot {
    pub(crate) id: String,
    pub(crate) bought: NaiveDate,
    says: Option<NaiveDate>,
    pub(crate) tokens: Written,
    pub(crate) price: Written,
}

impl Lot {
    pub(crate) fn expires(&self) -> NaiveDate {
        self.says.unwrap_or_else(|| later(self.bought, 365))
    }
}

/// A firm: its sheet, its lots, and what its people did.
#[derive(Clone, Debug)]
pub(crate) struct Firm {
    pub(crate) sheet: Sheet,
    pub(crate) lots: Vec<Lot>,
    pub(crate) log: Log,
    pub(crate) first: NaiveDate,
}

/// A charge, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Charge {
    pub(crate) pair: Pair,
    pub(crate) at: i64,
    pub(crate) tokens: Exact,
    /// Lots by place, and what each paid; `None` where it was denied.
    pub(crate) paid: Option<Vec<(usize, Exact)>>,
}

/// Firms whose every product has a rate, and whose lots begin and end around their use.
pub(crate) fn firms() -> impl Strategy<Value = Firm> {
    let small = amounts(0, 20, 6);
    (sheets(), prop::collection::vec(small, 3), logs()).prop_flat_map(|(mut sheet, rates, log)| {
        for (product, rate) in sheet.products.iter_mut().zip(rates) {
            product.rate = Some(rate);
        }
        let first = log.sessions.iter().map(|session| session.opened).min().expect("one");
        let first = day_of(first);
        prop::collection::vec(lot(first), 1..6).prop_map(move |mut lots| {
            // Ids in another order than the rows.
            for (n, lot) in lots.iter_mut().enumerate() {
                lot.id = format!("L{}", (n * 3 + 2) % 7);
            }
            Firm { sheet: sheet.clone(), lots, log: log.clone(), first }
        })
    })
}

fn lot(first: NaiveDate) -> impl Strategy<Value = Lot> {
    let tokens = prop_oneof![
        3 => amounts(1, 60, 6),
        2 => prop::sample::select(vec![7_u64, 10, 20])
            .prop_map(|tokens| super::exact::written(tokens, 0)),
        1 => amounts(1, 9_999_999_999, 6),
    ];
    let price = prop_oneof![6 => amounts(0, 9, 6), 1 => amounts(0, 999_999, 6)];
    (0_u64..376, prop::option::weighted(0.7, 1_u64..12), tokens, price).prop_map(
        move |(ago, lives, tokens, price)| {
            let bought =
                later(first, 6) - chrono::Days::new(ago % 12 + if ago < 90 { 360 } else { 0 });
            let says = lives.map(|days| later(bought, if ago < 90 { 355 + days } else { days }));
            Lot { id: String::new(), bought, says, tokens, price }
        },
    )
}

impl Firm {
    pub(crate) fn lots_csv(&self) -> String {
        let rows = self.lots.iter().map(|lot| {
            let expires = lot.says.map_or(String::new(), |day| day.to_string());
            format!("{},{},{},{},{expires}\n", lot.id, lot.bought, lot.tokens.text, lot.price.text)
        });
        format!("id,bought,tokens,price,expires\n{}", rows.collect::<String>())
    }

    pub(crate) fn sheet_toml(&self) -> String {
        let grace = format!("grace_minutes = {}\n", self.log.grace_minutes);
        self.sheet.toml().replace("grace_minutes = 5\n", &grace)
    }

    /// Every charge up to and with a day, in the order in which they are paid.
    pub(crate) fn charges(&self, until_and_with: NaiveDate) -> Vec<Charge> {
        let is_free = |session: &super::used::Session| {
            self.log.is_covered(session.pair, day_of(session.opened), &self.sheet)
        };
        let mut charges = Vec::new();
        for (pair, moments) in self.log.charges(is_free) {
            let rate = self.sheet.products[pair.1].rate.as_ref().expect("a rate").is.clone();
            for at in moments.into_iter().filter(|at| day_of(*at) <= until_and_with) {
                charges.push(Charge { pair, at, tokens: rate.clone(), paid: None });
            }
        }
        charges.sort_by(|one, other| (one.at, &one.tokens).cmp(&(other.at, &other.tokens)));
        let mut left: Vec<_> = self.lots.iter().map(|lot| lot.tokens.is.clone()).collect();
        for charge in &mut charges {
            charge.paid = self.pay(&charge.tokens, day_of(charge.at), &mut left);
        }
        charges
    }

    /// Which lots pay so many tokens on a day.
    fn pay(
        &self,
        tokens: &Exact,
        day: NaiveDate,
        left: &mut [Exact],
    ) -> Option<Vec<(usize, Exact)>> {
        let mut usable: Vec<_> = (0..self.lots.len())
            .filter(|place| self.lots[*place].bought <= day && day < self.lots[*place].expires())
            .collect();
        usable.sort_by_key(|place| {
            let lot = &self.lots[*place];
            (lot.expires(), lot.tokens.is.clone(), lot.bought, lot.id.clone())
        });
        let there = usable.iter().fold(whole(0), |sum, place| sum + &left[*place]);
        if there < *tokens {
            return None;
        }
        let mut open = tokens.clone();
        let mut paid = Vec::new();
        for place in usable {
            let part = open.clone().min(left[place].clone());
            if part > whole(0) {
                left[place] -= &part;
                open -= &part;
                paid.push((place, part));
            }
        }
        Some(paid)
    }

    /// What each lot has paid of these charges.
    pub(crate) fn consumed(&self, charges: &[Charge]) -> Vec<Exact> {
        let mut consumed = vec![whole(0); self.lots.len()];
        for (place, tokens) in charges.iter().filter_map(|charge| charge.paid.as_ref()).flatten() {
            consumed[*place] += tokens;
        }
        consumed
    }
}
