//! What does each person use in a year, and what does each hold today?
//!
//! ```text
//! days a year   = ⌈days of use × 365 ÷ days in the period⌉, person by person and product by
<<<<<<< HEAD
//!     product;
//!                 of who began in it, ÷ days since then
=======
//!     product; of who began in it, ÷ days since then
>>>>>>> w-plan
//! tokens a year = ⌈tokens of cloud services × 365 ÷ days in the period⌉, in millionths
//! held today    = the seats of the last day of the period, and one to each product that only a
//!     seat can have paid for
//! ```
//!
//! Example: 10 days of Revit in a quarter of 90 days are ⌈10 × 365 ÷ 90⌉ = 41 days a year. An
//! export says that a subscription paid for Maya, and the estate names no seat of Maya: whoever
//! used it holds a seat of Maya.
//!
//! Edges: a person who holds a seat and used nothing is among the people; one whose seat or trial
//! has ended is taken to hold nothing else for what it covered. Something held that has no price
//! makes today's cost unknown. Amounts too large for the plan's whole numbers are refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::metering::replay::Tally;
use crate::engine::plan::a_year::{began, days_a_year, services_a_year};
use crate::engine::plan::mix::offers::{Held, Need, Offers};
use crate::engine::plan::seats::Seats;
use crate::engine::plan::told::{Told, ToldSeat};
use crate::engine::plan::uses::{Use, Used};
use crate::engine::year::Span;
use crate::model::{Day, Directory, Estate, Holding, MicroSum, Problems, RateSheet};

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
    /// What people who go by several names are called, by their other names.
    pub other_names: &'a BTreeMap<&'a str, &'a str>,
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
    /// Tokens of cloud services in a year.
    pub services: MicroSum,
    /// Whether some of these were charged for what has no name.
    pub has_nameless: bool,
    /// Whether anything that is held today has no price.
    pub holds_unpriced: bool,
    /// Seats that were taken back in the period.
    pub gone: Vec<ToldSeat>,
    /// Seats assigned after the period.
    pub later: Vec<ToldSeat>,
    /// Who began in the period, with what and when, and is brought to a year from then.
    pub began: Vec<ToldSeat>,
    /// How many people hold what the sheet has no price for, by its name. They keep it.
    pub kept: BTreeMap<String, usize>,
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
            services: services_a_year(used.services, input.span)?.into(),
            has_nameless: used.has_nameless,
            holds_unpriced: seats.is_any_unpriced,
            gone: seats.told.gone.iter().cloned().collect(),
            later: seats.told.later.iter().cloned().collect(),
            kept,
            ..Self::default()
        };
        for (name, (number, uses)) in by_name {
            people.add((name, number), &uses, &seats, input)?;
        }
        Ok(people)
    }

    fn add(
        &mut self,
        (name, number): (&str, Option<u32>),
        uses: &[Use],
        seats: &Seats,
        input: &PeopleInput,
    ) -> Result<(), Problems> {
        let held = held_today(name, uses, seats, input.offers);
        self.holds_unpriced |= held.iter().any(|one| input.offers.micro_price(*one).is_none());
        for one in &held {
            let of_it = uses.iter().filter(|it| input.offers.covers(*one, it.product));
            let since = seats.told.held.get(&(name.to_owned(), *one)).copied().flatten();
            let days = of_it.map(|it| it.days).sum();
            self.seats.push(SeatToday { person: self.names.len(), held: *one, since, days });
        }
        let mut needs = Vec::new();
        for it in uses {
            let since = number.and_then(|number| began(it, number, &seats.told, input.span));
            let span = since.as_ref().map_or(input.span, |(_, span)| span);
            needs.push(Need { product: it.product, days: days_a_year(it.days, span)? });
            self.began.extend(since.map(|(day, _)| ToldSeat {
                person: name.to_owned(),
                name: input.offers.product_name(it.product, input.sheet),
                on: Some(day),
            }));
        }
        self.names.push(name.to_owned());
        self.needs.push(needs);
        self.days_in_period.push(uses.iter().map(|it| it.days).collect());
        self.before.push(held);
        Ok(())
    }
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
<<<<<<< HEAD
mod tests {
    use super::testing::*;
    use super::*;
    use crate::model::{Micro, Seat};

    #[test]
    fn a_part_of_a_year_is_brought_to_whole_days_of_it() {
        let people = people(
            &[tally(0, 9, 9, Micro::ZERO), tally(0, 1, 1, Micro::ZERO)],
            vec![],
            &sheet(None),
        )
        .unwrap();
        // 10 × 365 ÷ 90 = 40.6
        assert_eq!(people.needs, [[Need { product: 0, days: 41 }]]);
        assert_eq!(people.days_in_period, [[10]]);
    }

    #[test]
    fn what_a_seat_must_have_paid_for_is_held() {
        let held = |tallies: &[Tally], seats: Vec<Seat>, price: Option<u64>| {
            let people = people(tallies, seats, &sheet(price)).unwrap();
            (people.before, people.holds_unpriced)
        };
        let (covered, charged) = (tally(0, 5, 3, Micro::ZERO), tally(0, 5, 5, Micro::ZERO));
        assert_eq!(held(&[charged], vec![], None), (vec![vec![]], false));
        assert_eq!(held(&[covered], vec![], None), (vec![vec![Held::Product(0)]], false));
        // Max has no price, so what today costs is not known
        assert_eq!(
            held(&[tally(1, 5, 3, Micro::ZERO)], vec![], None),
            (vec![vec![Held::Product(1)]], true)
        );
        // the seat of the collection paid
        let aec = || vec![seat("ana", "AEC", "2026-04-01")];
        assert_eq!(held(&[covered], aec(), Some(3600)), (vec![vec![Held::Collection(0)]], false));
        // a collection without a price is held all the same
        assert_eq!(held(&[covered], aec(), None), (vec![vec![]], true));
        // it had ended by the last day, and nothing else paid
        let ended = vec![seat("ana", "AEC", "2026-03-31")];
        assert_eq!(held(&[covered], ended, Some(3600)), (vec![vec![]], false));
    }

    #[test]
    fn who_holds_a_seat_and_used_nothing_is_among_the_people() {
        let seats = vec![seat("zoe", "Revit", "")];
        let people = people(&[], seats, &sheet(None)).unwrap();
        assert_eq!(people.names, ["ana", "zoe"]);
        assert_eq!(people.before, [vec![], vec![Held::Product(0)]]);
        assert!(people.needs.iter().all(Vec::is_empty));
    }

    #[test]
    fn what_is_no_product_of_the_sheet_is_refused_by_its_name() {
        let only_revit = RateSheet { products: vec![product("revit", None)], ..sheet(None) };
        let problems = people(&[tally(1, 1, 1, Micro::ZERO)], vec![], &only_revit).unwrap_err();
        let messages: Vec<_> = problems.into_vec().into_iter().map(|one| one.message).collect();
        assert_eq!(messages, ["`max` is used, but it is no product of rate sheet `test`"]);
    }
}
=======
mod tests;
>>>>>>> w-plan
