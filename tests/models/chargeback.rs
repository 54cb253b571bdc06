//! Who pays for the tokens, to the cent? (RULES §9, §10)
//!
//! Which lot pays for what, `lots.rs` says. There was at the beginning of the period, and was bought
//! in it, what was consumed, expired, and is left at its end. A token costs what the lot that paid
//! for it did, or the mean of those, or what the sheet says
//! of a purchase of all that was asked for by the end of the period. Denied use costs nothing, and is told. The
//! parts are split to the cent by largest remainder, and add up to the whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use serde_json::Value;

use super::asked::{Files, rounds};
use super::exact::{Exact, floor, parsed, rounded, shown, whole};
use super::lots::{Charge, Firm, firms};
use super::used::{day_of, later, person};

#[derive(Clone, Debug)]
struct Question {
    firm: Firm,
    /// The team of each person: none, or one of two.
    teams: Vec<Option<usize>>,
    from: NaiveDate,
    until: NaiveDate,
    by: &'static str,
    cost: &'static str,
}

fn questions() -> impl Strategy<Value = Question> {
    let by = vec!["team", "user", "product", "month", "user,product", "team,month"];
    (
        firms(),
        prop::collection::vec(prop::option::weighted(0.8, 0_usize..2), 3),
        (0_u64..8, 1_u64..9),
        prop::sample::select(by),
        prop::sample::select(vec!["lots", "average", "list"]),
    )
        .prop_map(|(firm, teams, (from, days), by, cost)| {
            let from = later(firm.first, from) - chrono::Days::new(2);
            Question { until: later(from, days), firm, teams, from, by, cost }
        })
}

/// Tokens, and what they had cost.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    tokens: Exact,
    cost: Exact,
}

impl Part {
    fn add(&mut self, tokens: &Exact, price: &Exact) {
        self.tokens += tokens;
        self.cost += tokens * price;
    }
}

/// What somebody used.
#[derive(Clone, Debug, Default)]
struct Row {
    part: Part,
    people: BTreeSet<usize>,
    days: u64,
}

/// The whole bill.
#[derive(Default)]
struct Bill {
    rows: BTreeMap<Vec<String>, Row>,
    opening: Part,
    bought: Part,
    expired: Part,
    left: Part,
    denied: Exact,
}

impl Question {
    fn key(&self, pair: (usize, usize), at: i64) -> Vec<String> {
        let of = |what: &str| match what {
            "team" => self.teams[pair.0].map_or(String::new(), |team| format!("Team {team}")),
            "user" => person(pair.0),
            "product" => format!("Product {}", pair.1),
            _ => {
                // A month is the zone's, a period is of UTC days, as lots are.
                let day = self.firm.log.local_day(at);
                format!("{}-{:02}", day.year(), day.month())
            }
        };
        self.by.split(',').map(of).collect()
    }

    fn is_within(&self, at: i64) -> bool {
        self.from <= day_of(at) && day_of(at) < self.until
    }

    fn bill(&self) -> Bill {
        let lots = &self.firm.lots;
        let before = self.until.pred_opt().expect("a date");
        let charges = self.firm.charges(before);
        let earlier: Vec<_> =
            charges.iter().filter(|charge| day_of(charge.at) < self.from).cloned().collect();
        let (consumed, consumed_before) =
            (self.firm.consumed(&charges), self.firm.consumed(&earlier));
        let mut bill = Bill::default();
        for (place, lot) in lots.iter().enumerate() {
            let (price, expires) = (&lot.price.is, lot.expires());
            let rest = &lot.tokens.is - &consumed[place];
            if lot.bought < self.from && expires >= self.from {
                bill.opening.add(&(&lot.tokens.is - &consumed_before[place]), price);
            }
            if self.from <= lot.bought && lot.bought < self.until {
                bill.bought.add(&lot.tokens.is, price);
            }
            if expires >= self.from && expires < self.until && lot.bought < self.until {
                bill.expired.add(&rest, price);
            }
            if expires >= self.until && lot.bought < self.until {
                bill.left.add(&rest, price);
            }
        }
        for charge in charges.iter().filter(|charge| self.is_within(charge.at)) {
            self.add(&mut bill, charge);
        }
        // Denied or not, and before the period, too.
        let asked = charges.iter().fold(whole(0), |sum, charge| sum + &charge.tokens);
        self.price(&mut bill, &asked);
        bill
    }

    fn add(&self, bill: &mut Bill, charge: &Charge) {
        let row = bill.rows.entry(self.key(charge.pair, charge.at)).or_default();
        row.people.insert(charge.pair.0);
        row.days += 1;
        match &charge.paid {
            Some(paid) => {
                for (place, tokens) in paid {
                    row.part.add(tokens, &self.firm.lots[*place].price.is);
                }
            }
            None => bill.denied += &charge.tokens,
        }
    }

    /// What a token costs where it is not what its lot did.
    fn price(&self, bill: &mut Bill, asked: &Exact) {
        let sum = bill.rows.values().fold(Part::default(), |mut sum, row| {
            sum.tokens += &row.part.tokens;
            sum.cost += &row.part.cost;
            sum
        });
        let price = match self.cost {
            "list" => self.firm.sheet.price_of_need(asked),
            "average" if sum.tokens != whole(0) => sum.cost / sum.tokens,
            _ => return,
        };
        for row in bill.rows.values_mut() {
            row.part.cost = &row.part.tokens * &price;
        }
    }

    fn line(&self) -> String {
        format!(
            "--rates @sheet.toml chargeback --usage @log.csv --lots @lots.csv \
             --estate @estate.toml --period {}..{} --by {} --cost {}{}",
            self.from,
            self.until,
            self.by,
            self.cost,
            self.firm.log.options()
        )
    }

    fn estate(&self) -> String {
        let mut text = "currency = \"USD\"\n[teams]\n".to_owned();
        for team in 0..2 {
            let people = (0..3).filter(|user| self.teams[*user] == Some(team));
            let people: Vec<_> = people.map(|user| format!("\"{}\"", person(user))).collect();
            text += &format!("\"Team {team}\" = [{}]\n", people.join(", "));
        }
        text + &self.firm.log.seats_toml()
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let files = Files::new(&[
            ("sheet.toml", self.firm.sheet_toml()),
            ("log.csv", self.firm.log.csv()),
            ("lots.csv", self.firm.lots_csv()),
            ("estate.toml", self.estate()),
        ]);
        let told = files.answer(&self.line())?;
        self.compare(&told, &self.bill()).map_err(|why| {
            TestCaseError::fail(format!("{}{why}\n{told:#}", files.told(&self.line())))
        })
    }

    fn compare(&self, told: &Value, bill: &Bill) -> Result<(), String> {
        let mut cents = Vec::new();
        let mut seen = BTreeSet::new();
        let empty = Row::default();
        let rows = told["rows"].as_array().ok_or("no rows")?;
        let total = bill.rows.values().map(|row| row.part.cost.clone());
        let spent = total.fold(&bill.expired.cost + &bill.left.cost, |sum, cost| sum + cost);
        let money = &bill.opening.cost + &bill.bought.cost;
        // Who is in no team has a line of their own, where nothing else tells people apart.
        for row in rows.iter().chain([&told["unassigned"]]) {
            let name = |what: &str| row[what].as_str().unwrap_or_default().to_owned();
            let key: Vec<_> = self.by.split(',').map(name).collect();
            let said = bill.rows.get(&key).unwrap_or(&empty);
            same(&row["tokens"], &said.part.tokens, &format!("{key:?} tokens"))?;
            same(&row["days"], &whole(said.days), &format!("{key:?} days"))?;
            same(&row["people"], &whole(said.people.len()), &format!("{key:?} people"))?;
            // A share is that of the money which is shown.
            let all = rounded(&money, 2);
            if all != whole(0) {
                let share = number(&row["cost"]) * whole(100) / all;
                same(&row["share_percent"], &share, &format!("{key:?} share"))?;
            }
            cents.push((number(&row["cost"]), said.part.cost.clone()));
            seen.insert(key);
        }
        for (key, row) in &bill.rows {
            if !seen.contains(key) && row.part.tokens != whole(0) {
                return Err(format!("{key:?} has no row"));
            }
        }
        let total_told = &told["total"];
        same(&told["denied"]["tokens"], &bill.denied, "denied")?;
        for (place, part) in [("expired", &bill.expired), ("left", &bill.left)] {
            let told = &told["unused"][place];
            same(&told["tokens"], &part.tokens, place)?;
            same(&told["cost"], &part.cost, place)?;
        }
        let unused = &told["unused"];
        same(&unused["tokens"], &(&bill.expired.tokens + &bill.left.tokens), "unused")?;
        cents.push((number(&unused["cost"]), &bill.expired.cost + &bill.left.cost));
        for (place, part) in [("opening", &bill.opening), ("bought", &bill.bought)] {
            same(&total_told[place]["tokens"], &part.tokens, place)?;
            same(&total_told[place]["cost"], &part.cost, place)?;
        }
        let there = &bill.opening.tokens + &bill.bought.tokens;
        same(&total_told["tokens"], &there, "tokens in all")?;
        same(&total_told["cost"], &rounded(&money, 2), "cost in all")?;
        // What a price other than the lots' leaves is what makes up the rest of the whole.
        let parts = cents.iter().fold(whole(0), |sum, (told, _)| sum + told);
        let difference = &told["difference_to_lots"];
        if spent == money && !difference.is_null() {
            return Err(format!("no difference to the lots, but {difference}"));
        }
        if spent != money {
            same(difference, &(rounded(&money, 2) - parts), "difference")?;
        }
        split(&cents, &rounded(&spent, 2))
    }
}

/// Each part is the cent below or above, those above have the largest remainders, and all add up.
fn split(cents: &[(Exact, Exact)], total: &Exact) -> Result<(), String> {
    let cent = super::exact::parts(1, 100);
    let below = |exact: &Exact| floor(&(exact / &cent)) * &cent;
    let remainder = |exact: &Exact| exact - below(exact);
    let mut least_up: Option<Exact> = None;
    let mut most_down = whole(0);
    for (told, exact) in cents {
        let rest = remainder(exact);
        if *told == below(exact) {
            most_down = most_down.max(rest);
        } else if *told == below(exact) + &cent {
            least_up = Some(least_up.map_or(rest.clone(), |least| least.min(rest)));
        } else {
            return Err(format!("{told} is not {exact} to the cent"));
        }
    }
    let sum = cents.iter().fold(whole(0), |sum, (told, _)| sum + told);
    if sum != *total {
        return Err(format!("the parts are {sum}, not {total}"));
    }
    if least_up.is_some_and(|least| least < most_down) {
        return Err("a cent is not where the remainder is largest".to_owned());
    }
    Ok(())
}

fn number(value: &Value) -> Exact {
    parsed(&value.to_string())
}

fn same(told: &Value, said: &Exact, what: &str) -> Result<(), String> {
    if told.is_number() && number(told) == shown(said) {
        return Ok(());
    }
    Err(format!("{what}: told {told}, by the rules {said}"))
}

proptest! {
    #![proptest_config(rounds(50))]

    #[test]
    fn chargeback_is_what_the_rules_say(question in questions()) {
        question.check()?;
    }
}
