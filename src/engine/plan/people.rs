//! What does each person use in a year, and what does each hold today?
//!
//! ```text
//! a year     = what was used × 365 ÷ days in the period, person by person and product by
//!     product, exactly; of who began in it, ÷ days since then
//! held today    = the seats of the last day of the period, and one to each product that only a
//!     seat can have paid for
//! ```
//!
//! Example: 10 days of Revit in a quarter of 90 days are 10 × 365 ÷ 90 = 40.56 days a year. An
//! export says that a subscription paid for Maya, and the estate names no seat of Maya: whoever
//! used it holds a seat of Maya.
//!
//! Edges: a person who holds a seat and used nothing is among the people; one whose seat or trial
//! has ended is taken to hold nothing else for what it covered. Something held that has no price
//! makes today's cost unknown. Amounts too large for the plan's whole numbers are refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::metering::beside_seat::DayBesideSeat;
use crate::engine::metering::replay::Tally;
use crate::engine::plan::a_year::{began, came, left, need, services_a_year};
use crate::engine::plan::mix::offers::{Held, Need, Offers};
use crate::engine::plan::parts::Parts;
use crate::engine::plan::seats::Seats;
use crate::engine::plan::told::{Told, ToldSeat, product_of};
use crate::engine::plan::uses::{Use, Used};
use crate::engine::year::Span;
use crate::model::{Day, Directory, Estate, Holding, MicroSum, PersonDays, Problems, RateSheet};

/// What people are told by.
pub struct PeopleInput<'a> {
    /// Who used what.
    pub tallies: &'a [Tally],
    /// The names.
    pub directory: &'a Directory,
    /// Who holds what.
    pub estate: Option<&'a Estate>,
    /// What the directory calls a person of the estate.
    pub called: fn(&str) -> String,
    /// The rate sheet.
    pub sheet: &'a RateSheet,
    /// What it offers.
    pub offers: &'a Offers,
    /// The days that the usage is about.
    pub span: &'a Span,
    /// What rows say that people held.
    pub holdings: &'a BTreeSet<Holding>,
    /// Days on which tokens were charged beside a seat.
    pub beside_seats: &'a [DayBesideSeat],
    /// What people who go by several names are called, by their other names.
    pub other_names: &'a BTreeMap<&'a str, &'a str>,
    /// Between which days each person is there, by number, where a table of people says so.
    pub days: &'a [PersonDays],
}

/// People by name, with what they use and hold.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Their names, sorted.
    pub names: Vec<String>,
    /// What each uses in a year, by rising product.
    pub needs: Vec<Vec<Need>>,
    /// Days of use in the period, for each need.
    pub days_in_period: Vec<Vec<u64>>,
    /// What each holds today.
    pub before: Vec<Vec<Held>>,
    /// Every seat held today.
    pub seats: Vec<SeatToday>,
    /// Tokens in a year that are bought whatever people hold: of cloud services and of what no
    /// sheet knows; in parts of millionths.
    pub services: u128,
    /// Tokens that are charged in a year beside the seats of today, in the same parts.
    pub beside_seats: u128,
    /// The parts in which days and tokens of a year are counted.
    pub parts: Parts,
    /// Tokens of the period among these that no day of use stands for; below zero, given back.
    pub without_days: MicroSum,
    /// Whether cloud services took some of these.
    pub uses_services: bool,
    /// Those of them that are for what no sheet knows, by its name and by person.
    pub unlisted: Vec<Unlisted>,
    /// Whether anything that is held today has no price.
    pub holds_unpriced: bool,
    /// Seats that were taken back in the period.
    pub gone: Vec<ToldSeat>,
    /// Seats assigned after the period.
    pub later: Vec<ToldSeat>,
    /// Who began in the period, with what and when, and is brought to a year from then.
    pub began: Vec<ToldSeat>,
    /// Who began in the period by the table of people, and is brought to a year from that day.
    pub came: Vec<(String, Day)>,
    /// Who is said to have come in the period, and used more days than there were since.
    pub there_before: Vec<(String, Day)>,
    /// Who left in the period by the table of people.
    pub left: Vec<(String, Day)>,
    /// How many people hold what the sheet has no price for, by its name. They keep it.
    pub kept: BTreeMap<String, usize>,
    /// What of that paid for use of products, which is planned all the same.
    pub planned_beside: BTreeSet<String>,
}

/// What somebody uses that no sheet knows, in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// What the files call it.
    pub name: String,
    /// The person.
    pub person: String,
    /// Days of use, in parts.
    pub days: u128,
    /// The tokens that the export states for them, in parts of millionths.
    pub micro_tokens: u128,
}

/// A seat that is held today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatToday {
    /// The place of the person.
    pub person: usize,
    /// What is held.
    pub held: Held,
    /// Since when, where a file says so.
    pub since: Option<Day>,
    /// Days of use in the period of what it covers.
    pub days: u64,
}

impl People {
    /// How many there are: people who use a product, or hold a seat.
    pub fn count(&self) -> u64 {
        let people = self.names.iter().zip(self.needs.iter().zip(&self.before));
        let is_there = |(_, (needs, held)): &(_, (&Vec<Need>, &Vec<Held>))| {
            !needs.is_empty() || !held.is_empty()
        };
        let mut names: BTreeSet<&str> =
            people.filter(is_there).map(|(name, _)| name.as_str()).collect();
        names.extend(self.unlisted.iter().map(|one| one.person.as_str()));
        names.len() as u64
    }

    /// The people who used something, and those who hold a seat.
    pub fn new(input: &PeopleInput) -> Result<Self, Problems> {
        let used = Used::new(input)?;
        let seats = Seats::new(input);
        let kept = kept(&used, &seats.told, input);
        let mut by_name: BTreeMap<&str, (Option<u32>, Vec<Use>)> =
            seats.held.keys().map(|name| (name.as_str(), (None, Vec::new()))).collect();
        let people = (0..).zip(&input.directory.people).zip(used.by_person);
        by_name.extend(people.map(|((number, name), uses)| (name.as_str(), (Some(number), uses))));
        let mut people = Self {
            uses_services: used.uses_services,
            holds_unpriced: seats.is_any_unpriced,
            gone: seats.told.gone.iter().cloned().collect(),
            later: seats.told.later.iter().cloned().collect(),
            kept,
            planned_beside: seats.told.unoffered.clone(),
            ..Self::default()
        };
        let mut years = Vec::new();
        for (name, (number, uses)) in by_name {
            years.push(people.add((name, number), uses, &seats, input));
        }
        let own = years.iter().flatten().filter_map(|(_, span)| span.as_ref());
        people.parts = Parts::of(input.span, own);
        let unlisted = used.unlisted.values().map(|(_, tokens)| *tokens);
        let fixed = unlisted.fold(used.services + used.without_days, |sum, tokens| sum + tokens);
        people.without_days = used.without_days;
        people.services = services_a_year(fixed, input.span, people.parts)?;
        let beside = beside_seats(&people, input);
        people.beside_seats = services_a_year(beside, input.span, people.parts)?;
        for ((name, person), (days, tokens)) in used.unlisted {
            let it = Use { days, stated_days: days, stated: tokens, ..Use::default() };
            let need = need(&it, (input.span, people.parts), None)?;
            let person = input.directory.people.get(person as usize).cloned().unwrap_or_default();
            let micro_tokens = need.micro_on_flex();
            people.unlisted.push(Unlisted { name, person, days: need.days, micro_tokens });
        }
        let need = |(it, span): (Use, Option<Span>)| {
            let rate = input.offers.products.get(it.product).and_then(|one| one.micro_rate);
            need(&it, (span.as_ref().unwrap_or(input.span), people.parts), rate)
        };
        let needs = years.into_iter().map(|uses| uses.into_iter().map(need).collect());
        people.needs = needs.collect::<Result<_, _>>()?;
        Ok(people)
    }

    /// Adds a person, and says what each use is brought to a year from: the period, or days of its
    /// own.
    fn add(
        &mut self,
        (name, number): (&str, Option<u32>),
        uses: Vec<Use>,
        seats: &Seats,
        input: &PeopleInput,
    ) -> Vec<(Use, Option<Span>)> {
        let held = held_today(name, &uses, seats, input.offers);
        self.holds_unpriced |= held.iter().any(|one| input.offers.micro_price(*one).is_none());
        for one in &held {
            let of_it = uses.iter().filter(|it| input.offers.covers(*one, it.product));
            let since = seats.told.held.get(&(name.to_owned(), *one)).copied().flatten();
            let days = of_it.map(|it| it.days).sum();
            self.seats.push(SeatToday { person: self.names.len(), held: *one, since, days });
        }
        let days = number.and_then(|number| input.days.get(number as usize)).copied();
        let came = days.and_then(|days| came(&uses, days, input.span));
        self.came.extend(came.as_ref().map(|(day, _)| (name.to_owned(), *day)));
        let said = days.and_then(|days| days.from).map(Day::from);
        let is_early = came.is_none() && said.and_then(|day| input.span.from_day(day)).is_some();
        self.there_before.extend(said.filter(|_| is_early).map(|day| (name.to_owned(), day)));
        let left = days.and_then(|days| left(days, input.span));
        self.left.extend(left.map(|day| (name.to_owned(), day)));
        self.days_in_period.push(uses.iter().map(|it| it.days).collect());
        let mut years = Vec::new();
        for it in uses {
            let since = number.and_then(|number| began(&it, number, &seats.told, input.span));
            // Of both the later: a seat may be assigned some time after its person came.
            let latest = since.iter().chain(&came).max_by_key(|(day, _)| *day);
            years.push((it, latest.map(|(_, span)| span.clone())));
            self.began.extend(since.map(|(day, _)| ToldSeat {
                person: name.to_owned(),
                name: input.offers.product_name(it.product, input.sheet),
                on: Some(day),
            }));
        }
        self.names.push(name.to_owned());
        self.before.push(held);
        years
    }
}

/// What was charged in the period beside seats that are held today. Beside others it is charged for
/// use on Flex, which is counted as such.
fn beside_seats(people: &People, input: &PeopleInput) -> MicroSum {
    let held: BTreeMap<&str, &Vec<Held>> =
        people.names.iter().map(String::as_str).zip(&people.before).collect();
    let is_beside = |day: &&DayBesideSeat| {
        let product = product_of(input.directory.item(day.pair), input);
        let held = held.get(input.directory.person(day.pair));
        product.zip(held).is_some_and(|(product, held)| input.offers.is_covered(held, product))
    };
    input.beside_seats.iter().filter(is_beside).map(|day| day.micro).sum()
}

fn held_today(name: &str, uses: &[Use], seats: &Seats, offers: &Offers) -> Vec<Held> {
    let mut held = seats.held.get(name).cloned().unwrap_or_default();
    // An export says that a subscription paid, and not which: one to the product. A seat that
    // has ended, or a trial, paid for what it covered: nothing else was held.
    for it in uses.iter().filter(|it| it.covered > 0) {
        let is_held = held.iter().any(|one| offers.covers(*one, it.product));
        if !is_held && !seats.ever.contains(&(name.to_owned(), it.product)) {
            held.push(Held::Product(it.product));
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

/// How many people hold what the sheet has no price for, by its name.
fn kept(used: &Used, told: &Told, input: &PeopleInput) -> BTreeMap<String, usize> {
    let name = |person: &u32| input.directory.people.get(*person as usize).map(String::as_str);
    let mut holders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (what, people) in &used.kept {
        holders.entry(what).or_default().extend(people.iter().filter_map(name));
    }
    for seat in &told.unpriced {
        holders.entry(&seat.name).or_default().insert(&seat.person);
    }
    holders.into_iter().map(|(what, people)| (what.to_owned(), people.len())).collect()
}

#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
