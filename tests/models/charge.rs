//! What does Flex charge for this usage? (RULES §2, §3, §5)
//!
//! Which moments are charged, `used.rs` says. Each costs the rate of its product in the sheet whose
//! date is the latest not after the charge's UTC day, before all of them the first one's; tokens
//! cost what one costs in a purchase of all of them, or as agreed. In a period, sessions count by
//! the day of their open, charges by theirs, days being those of the zone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::asked::{Files, Said, rounds, said};
use super::exact::{Exact, Written, amounts, parsed, whole};
use super::sheet::{Product, Sheet, sheets};
use super::used::{Counts, DAY, Log, Pair, Session, day_of, later, logs, person};

#[derive(Clone, Debug)]
struct Question {
    log: Log,
    /// The rates from a day on.
    newer: Option<(NaiveDate, Vec<Option<Written>>)>,
    agreed: Option<Written>,
    period: Option<(NaiveDate, NaiveDate)>,
    by_month: bool,
    /// Leave out what has no rate.
    skip: bool,
}

fn questions() -> impl Strategy<Value = Question> {
    let rates = prop::collection::vec(prop::option::weighted(0.9, amounts(0, 60, 6)), 3);
    (
        logs(),
        prop::option::weighted(0.4, (0_u64..7, rates)),
        prop::option::weighted(0.3, amounts(1, 9, 6)),
        prop::option::weighted(0.4, (0_u64..6, 1_u64..6)),
        (any::<bool>(), any::<bool>()),
    )
        .prop_map(|(log, newer, agreed, period, (by_month, skip))| {
            let first = log.sessions.iter().map(|session| session.opened).min().expect("one");
            let first = day_of(first);
            let period = period.map(|(from, days)| (later(first, from), later(first, from + days)));
            let newer = newer.map(|(from, rates)| (later(first, from), rates));
            Question { log, newer, agreed, period, by_month, skip }
        })
}

/// What is counted of a group.
#[derive(Default)]
struct Group {
    users: BTreeSet<usize>,
    charges: u64,
    days: u64,
    tokens: Exact,
}

/// A charge: who and what, when, and its tokens.
struct Charge {
    pair: Pair,
    at: i64,
    tokens: Option<Exact>,
}

impl Question {
    fn files(&self, sheet: &Sheet) -> Files {
        let grace = format!("grace_minutes = {}\n", self.log.grace_minutes);
        let toml = |sheet: &Sheet| sheet.toml().replace("grace_minutes = 5\n", &grace);
        let mut files = vec![
            ("sheet.toml", toml(sheet)),
            ("log.csv", self.log.csv()),
            ("estate.toml", self.estate()),
        ];
        if let Some((from, rates)) = &self.newer {
            let products = sheet.products.iter().zip(rates);
            let products = products.map(|(product, rate)| Product {
                rate: rate.clone(),
                annual: product.annual.clone(),
            });
            let newer = Sheet { products: products.collect(), ..sheet.clone() };
            let date = format!("effective = {from}\n");
            files.push(("newer.toml", toml(&newer).replace("effective = 2020-01-01\n", &date)));
        }
        Files::new(&files)
    }

    fn estate(&self) -> String {
        let agreed = self.agreed.as_ref();
        let agreed = agreed.map(|price| format!("[token]\nprice = {}\n", price.text));
        let agreed = agreed.unwrap_or_default();
        format!("currency = \"USD\"\n{agreed}{}", self.log.seats_toml())
    }

    fn line(&self) -> String {
        let newer = if self.newer.is_some() { " --rates @newer.toml" } else { "" };
        let mut line = format!(
            "--rates @sheet.toml{newer} charge @log.csv --estate @estate.toml \
             --charges @charges.csv"
        );
        line.extend(self.period.map(|(from, until)| format!(" --period {from}..{until}")));
        if self.skip {
            line += " --unknown skip";
        }
        line += if self.by_month { " --by month" } else { " --by user,product" };
        line + &self.log.options()
    }

    fn counts(&self, moment: i64) -> bool {
        let day = self.log.local_day(moment);
        self.period.is_none_or(|(from, until)| from <= day && day < until)
    }

    /// The tokens of a product on a UTC day.
    fn rate(&self, sheet: &Sheet, product: usize, at: i64) -> Option<Exact> {
        let rate = match &self.newer {
            Some((from, rates)) if *from <= day_of(at) => &rates[product],
            _ => &sheet.products[product].rate,
        };
        rate.as_ref().map(|rate| rate.is.clone())
    }

    fn charges(&self, sheet: &Sheet, with_seats: bool) -> Vec<Charge> {
        let is_free = |session: &Session| with_seats && self.is_free(sheet, session);
        let charges = self.log.charges(is_free);
        let each = charges
            .into_iter()
            .flat_map(|(pair, moments)| moments.into_iter().map(move |at| (pair, at)));
        let each = each.filter(|(_, at)| self.counts(*at));
        each.map(|(pair, at)| Charge { pair, at, tokens: self.rate(sheet, pair.1, at) }).collect()
    }

    fn sessions(&self, sheet: &Sheet, charges: &[Charge]) -> Counts {
        let moments: BTreeSet<_> = charges.iter().map(|charge| (charge.pair, charge.at)).collect();
        let sessions: BTreeSet<_> = self.log.sessions.iter().copied().collect();
        let mut counts = Counts::default();
        let mut taken = BTreeSet::new();
        for session in sessions.iter().filter(|session| self.counts(session.opened)) {
            let at = (session.pair, session.opened);
            let is_covered = self.is_free(sheet, session);
            if self.log.is_short(session) {
                counts.free_short += 1;
                continue;
            }
            counts.still_open += u64::from(session.closed.is_none());
            if is_covered {
                counts.covered += 1;
            } else if moments.contains(&at) && !self.rolled(sheet, session) && taken.insert(at) {
                counts.charged += 1;
            } else {
                counts.free_in_window += 1;
            }
        }
        counts
    }

    /// Whether the charge at the open of a session is another's, which is still open when its
    /// window ends there.
    fn rolled(&self, sheet: &Sheet, session: &Session) -> bool {
        let at = session.opened;
        let is_free = |one: &Session| self.is_free(sheet, one);
        let before = &self.log.charges(is_free)[&session.pair];
        before.contains(&(at - DAY))
            && self.log.sessions.iter().any(|one| {
                let is_long = !self.log.is_short(one) && !is_free(one);
                let is_open = one.opened < at && one.closed.is_some_and(|closed| closed > at);
                one.pair == session.pair && is_long && is_open
            })
    }

    fn is_free(&self, sheet: &Sheet, session: &Session) -> bool {
        self.log.is_covered(session.pair, day_of(session.opened), sheet)
    }

    fn groups(&self, charges: &[Charge], days: &[Charge]) -> BTreeMap<String, Group> {
        let key = |charge: &Charge| {
            if self.by_month {
                let day = self.log.local_day(charge.at);
                return format!("{}-{:02}", day.year(), day.month());
            }
            format!("{} Product {}", person(charge.pair.0), charge.pair.1)
        };
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for charge in charges {
            let group = groups.entry(key(charge)).or_default();
            group.users.insert(charge.pair.0);
            group.charges += u64::from(charge.tokens.is_some());
            group.tokens += charge.tokens.clone().unwrap_or_default();
        }
        for day in days {
            let group = groups.entry(key(day)).or_default();
            group.users.insert(day.pair.0);
            group.days += 1;
        }
        groups
    }

    fn check(&self, sheet: &Sheet) -> Result<(), TestCaseError> {
        let files = self.files(sheet);
        let charges = self.charges(sheet, true);
        let days = self.charges(sheet, false);
        let tokens = charges.iter().filter_map(|charge| charge.tokens.clone());
        let tokens = tokens.fold(whole(0), |sum, tokens| sum + tokens);
        let price = match &self.agreed {
            Some(price) => price.is.clone(),
            None => sheet.price_of_need(&tokens),
        };
        let priced = charges.iter().filter(|charge| charge.tokens.is_some()).count();
        if priced < charges.len() && !self.skip {
            return files.refuses(&self.line(), "cannot be priced");
        }
        let counts = self.sessions(sheet, &charges);
        let again = u64::try_from(charges.len()).expect("few") - counts.charged;
        let (mut answer, csv) = files.ask_for_file(&self.line())?;
        let groups = by_name(&mut answer, self.by_month);
        let count = |charges: &[Charge]| whole(charges.len());
        let said = said! {
            sessions: said! {
                charged: counts.charged,
                free_in_window: counts.free_in_window,
                free_short: counts.free_short,
                covered_by_seat: counts.covered,
                credited: 0_u64,
                still_open: counts.still_open,
                charged_again: again,
            },
            charges: whole(priced),
            days_of_use: count(&days),
            tokens: tokens.clone(),
            cost: &tokens * &price,
            groups: self.said_groups(&charges, &days, &price),
            period: Said::Unsaid,
            without_rate: Said::Unsaid,
            readings: Said::Nothing,
            reconciliation: Said::Nothing,
            control: Said::Unsaid,
            policy: Said::Unsaid,
            beside_a_seat: Said::List(Vec::new()),
            account: Said::Unsaid,
        };
        answer["groups"] = groups;
        files.check(&self.line(), &answer, &said)?;
        self.check_file(&files, &csv, &charges, &price)
    }

    fn said_groups(&self, charges: &[Charge], days: &[Charge], price: &Exact) -> Said {
        let groups = self.groups(charges, days).into_iter().map(|(name, group)| {
            let said = said! {
                users: whole(group.users.len()),
                charges: group.charges,
                days_of_use: group.days,
                tokens: group.tokens.clone(),
                cost: group.tokens * price,
            };
            (name, said)
        });
        Said::Parts(groups.collect())
    }

    /// Every charge by its moment, with its tokens and what they cost.
    fn check_file(
        &self,
        files: &Files,
        csv: &str,
        charges: &[Charge],
        price: &Exact,
    ) -> Result<(), TestCaseError> {
        let mut told: Vec<_> = csv
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<_> = line.split(',').collect();
                let number = |place: usize| parsed(cells[place]);
                (
                    cells[2].to_owned(),
                    cells[0].to_owned(),
                    cells[1].to_owned(),
                    number(3),
                    number(4),
                    number(5),
                )
            })
            .collect();
        let mut by_rule: Vec<_> = charges
            .iter()
            .filter_map(|charge| {
                let tokens = charge.tokens.clone()?;
                let at = chrono::DateTime::<chrono::Utc>::from_timestamp(charge.at, 0)?;
                let at = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
                let cost = &tokens * price;
                Some((
                    at,
                    person(charge.pair.0),
                    format!("Product {}", charge.pair.1),
                    tokens,
                    price.clone(),
                    cost,
                ))
            })
            .collect();
        told.sort();
        by_rule.sort();
        prop_assert_eq!(told, by_rule, "{}", files.told(&self.line()));
        Ok(())
    }
}

/// The groups of an answer by their names.
pub(crate) fn by_name(answer: &mut serde_json::Value, by_month: bool) -> serde_json::Value {
    let groups = answer["groups"].take();
    let named = groups.as_array().expect("groups").iter().map(|group| {
        let mut group = group.as_object().expect("a group").clone();
        let mut take = |key: &str| {
            group
                .shift_remove(key)
                .and_then(|name| Some(name.as_str()?.to_owned()))
                .expect("a name")
        };
        let name =
            if by_month { take("month") } else { format!("{} {}", take("user"), take("product")) };
        (name, serde_json::Value::Object(group))
    });
    serde_json::Value::Object(named.collect())
}

proptest! {
    #![proptest_config(rounds(60))]

    #[test]
    fn charge_is_what_the_rules_say(sheet in sheets(), question in questions()) {
        question.check(&sheet)?;
    }
}
