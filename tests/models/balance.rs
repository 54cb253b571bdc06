//! What is left of the tokens, when do they run out, and what will be lost? (RULES §9)
//!
//! Which lot pays for what, `lots.rs` says. What is left of a lot on the day on which it expires is
//! lost. A pace is what was asked for in the last 30, 90 or 365 days, or in as many as are known; at
//! that pace each day ahead takes as many tokens, in the same order of lots, later lots from their
//! day on: the first day that is not covered is the one on which they run out.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value;

use super::asked::{Files, Said, rounds, said};
use super::exact::{Exact, whole};
use super::lots::{Charge, Firm, Lot, firms};
use super::used::{day_of, later};

/// What a firm's lots have come to on the evening of a day.
struct Evening<'a> {
    firm: &'a Firm,
    as_of: NaiveDate,
    charges: Vec<Charge>,
    consumed: Vec<Exact>,
}

impl<'a> Evening<'a> {
    fn new(firm: &'a Firm, as_of: NaiveDate) -> Self {
        let charges = firm.charges(as_of);
        let consumed = firm.consumed(&charges);
        Self { firm, as_of, charges, consumed }
    }

    fn is_bought(&self, place: usize) -> bool {
        self.firm.lots[place].bought <= self.as_of
    }

    /// What is not consumed, expired or not.
    fn rest(&self, place: usize) -> Exact {
        &self.firm.lots[place].tokens.is - &self.consumed[place]
    }

    fn expired(&self, place: usize) -> Exact {
        let is_over = self.firm.lots[place].expires() <= self.as_of;
        if is_over { self.rest(place) } else { whole(0) }
    }

    fn left(&self, place: usize) -> Exact {
        let is_over = self.firm.lots[place].expires() <= self.as_of;
        if is_over { whole(0) } else { self.rest(place) }
    }

    /// A figure of each lot that has been bought, added up: tokens, and what they had cost.
    fn sum(&self, of: impl Fn(usize) -> Exact) -> (Exact, Exact) {
        let places = (0..self.firm.lots.len()).filter(|place| self.is_bought(*place));
        places.fold((whole(0), whole(0)), |(tokens, cost), place| {
            let more = of(place);
            (tokens + &more, cost + more * &self.firm.lots[place].price.is)
        })
    }

    /// Tokens asked for on these last days, denied ones too.
    fn asked(&self, days: u64) -> Exact {
        let from = later(self.as_of, 1) - chrono::Days::new(days);
        let asked = self.charges.iter().filter(|charge| day_of(charge.at) >= from);
        asked.fold(whole(0), |sum, charge| sum + &charge.tokens)
    }

    /// The first day that is not covered at so many tokens a day, and what is lost of each lot.
    fn ahead(&self, per_day: &Exact) -> (Option<NaiveDate>, Vec<Exact>) {
        let lots = &self.firm.lots;
        let mut left: Vec<_> = (0..lots.len()).map(|place| self.left(place)).collect();
        let mut order: Vec<_> = (0..lots.len()).collect();
        order.sort_by_key(|place| {
            let lot = &lots[*place];
            (lot.expires(), lot.tokens.is.clone(), lot.bought, lot.id.clone())
        });
        let mut runs_out = None;
        if *per_day == whole(0) {
            return (None, left);
        }
        let last = lots.iter().map(Lot::expires).max().expect("a lot").max(self.as_of);
        for day in self.as_of.iter_days().skip(1).take_while(|day| *day <= later(last, 1)) {
            let mut open = per_day.clone();
            for place in &order {
                let lot = &lots[*place];
                if lot.bought <= day && day < lot.expires() {
                    let part = open.clone().min(left[*place].clone());
                    left[*place] -= &part;
                    open -= part;
                }
            }
            if open > whole(0) && runs_out.is_none() {
                runs_out = Some(day);
            }
        }
        (runs_out, left)
    }

    fn known_from(&self) -> NaiveDate {
        self.firm.first
    }

    fn paces(&self) -> Vec<Said> {
        let known = (self.as_of - self.known_from()).num_days() + 1;
        let Ok(known) = u64::try_from(known) else { return Vec::new() };
        if known == 0 {
            return Vec::new();
        }
        let pace = |days: u64| {
            let known = days.min(known);
            let asked = self.asked(known);
            let per_day = &asked / whole(known);
            let (runs_out, unused) = self.ahead(&per_day);
            let cost = unused.iter().zip(&self.firm.lots);
            let cost = cost.fold(whole(0), |sum, (unused, lot)| sum + unused * &lot.price.is);
            said! {
                team: Said::Nothing,
                basis: "mean",
                pace_percent: 100_u64,
                days: days,
                days_known: known,
                tokens: asked,
                tokens_per_day: per_day,
                runs_out: runs_out,
                unused: unused.into_iter().fold(whole(0), |sum, unused| sum + unused),
                unused_cost: cost,
            }
        };
        [30, 90, 365].map(pace).to_vec()
    }

    fn lots(&self) -> Said {
        let known = (self.as_of - self.known_from()).num_days() + 1;
        let known = u64::try_from(known).unwrap_or_default().min(30);
        let unused = (known > 0).then(|| self.ahead(&(self.asked(known) / whole(known))).1);
        let lots = self.firm.lots.iter().enumerate().map(|(place, lot)| {
            let to_go = (lot.expires() - self.as_of).num_days().max(0);
            let said = said! {
                team: Said::Nothing,
                kind: "tokens",
                bought: lot.bought,
                tokens: lot.tokens.is.clone(),
                price: lot.price.is.clone(),
                is_bought: self.is_bought(place),
                consumed: self.consumed[place].clone(),
                expired: self.expired(place),
                left: self.left(place),
                left_cost: self.left(place) * &lot.price.is,
                expires: lot.expires(),
                days_to_go: whole(to_go),
                expected_unused: unused.as_ref().map(|unused| unused[place].clone()),
            };
            (lot.id.clone(), said)
        });
        Said::Parts(lots.collect())
    }

    fn said(&self) -> Said {
        let (bought, bought_cost) = self.sum(|place| self.firm.lots[place].tokens.is.clone());
        let (consumed, consumed_cost) = self.sum(|place| self.consumed[place].clone());
        let (expired, expired_cost) = self.sum(|place| self.expired(place));
        let (left, left_cost) = self.sum(|place| self.left(place));
        let denied = self.charges.iter().filter(|charge| charge.paid.is_none());
        let denied = denied.fold(whole(0), |sum, charge| sum + &charge.tokens);
        said! {
            as_of: self.as_of,
            usage_known_from: self.known_from(),
            lots: self.lots(),
            totals: said! {
                bought: bought,
                consumed: consumed,
                expired: expired,
                left: left,
                denied: denied,
                debt: 0_u64,
                bought_cost: bought_cost,
                consumed_cost: consumed_cost,
                expired_cost: expired_cost,
                left_cost: left_cost,
            },
            teams: Said::List(Vec::new()),
            pace: self.paces(),
            signals: Said::Unsaid,
            statements: Said::List(Vec::new()),
            access: Said::Unsaid,
            access_changes: Said::Unsaid,
            control: Said::Unsaid,
            beside_a_seat: Said::List(Vec::new()),
            account: Said::Unsaid,
        }
    }
}

/// The rows of a list by a name in each.
pub(crate) fn by_name(list: &mut Value, name: impl Fn(&Value) -> String) {
    let rows = list.take();
    let named = rows.as_array().expect("a list").iter().map(|row| (name(row), row.clone()));
    *list = Value::Object(named.collect());
}

proptest! {
    #![proptest_config(rounds(50))]

    #[test]
    fn balance_is_what_the_rules_say(firm in firms(), days in 0_u64..9) {
        let files = Files::new(&[
            ("sheet.toml", firm.sheet_toml()),
            ("log.csv", firm.log.csv()),
            ("lots.csv", firm.lots_csv()),
            ("estate.toml", format!("currency = \"USD\"\n{}", firm.log.seats_toml())),
        ]);
        let as_of = later(firm.first, days);
        let line = format!(
            "--rates @sheet.toml balance --usage @log.csv --lots @lots.csv --estate @estate.toml \
             --as-of {as_of}{}",
            firm.log.options()
        );
        let mut answer = files.answer(&line)?;
        by_name(&mut answer["lots"], |lot| lot["id"].as_str().expect("an id").to_owned());
        let rows = answer["lots"].as_object_mut().expect("lots");
        rows.values_mut().for_each(|lot| {
            lot.as_object_mut().expect("a lot").shift_remove("id");
        });
        files.check(&line, &answer, &Evening::new(&firm, as_of).said())?;
    }
}
