//! The customer's side of the sum: what was negotiated, who holds what, who belongs to whom, and
//! who may open what.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::{
    Lot, Money, Place, RateSheet, Statement, TermPrices, Thresholds, Tier, TokenPrice, Tokens,
    VendorPlan, find, one_form,
};

/// What a customer has and has agreed on. People are named as [`person`] writes them.
#[derive(Clone, Debug)]
pub struct Estate {
    /// The currency of every price, by its ISO 4217 code.
    pub currency: String,
    /// What a token was agreed to cost; `None` leaves it to the rate sheet.
    pub token: Option<EstateTokens>,
    /// What one person's subscription to a product or collection was agreed to cost, by term.
    pub subscriptions: Vec<(Named, TermPrices)>,
    /// Whether the vendor's free allowances are the customer's.
    pub plan: VendorPlan,
    /// Who holds a subscription, so that no tokens are charged.
    pub seats: Vec<Seat>,
    /// Who tries a product, so that no tokens are charged.
    pub trials: Vec<Seat>,
    /// Who belongs together. Nobody is in two teams.
    pub teams: Vec<Team>,
    /// How much a team, a person or a product may use.
    pub budgets: Vec<Budget>,
    /// What people may open on Flex.
    pub access: Vec<Access>,
    /// Tokens that were bought.
    pub lots: Vec<Lot>,
    /// What the vendor's portal showed as left.
    pub statements: Vec<Statement>,
    /// From when on something is worth a signal.
    pub thresholds: Thresholds,
    /// The place in `teams` of each person's, from the first time that it is asked for.
    pub(crate) teams_by_person: OnceLock<BTreeMap<String, usize>>,
}

/// What a token was agreed to cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EstateTokens {
    /// The same in every purchase.
    Price(TokenPrice),
    /// By the size of the purchase, by rising `from`; below the first, the rate sheet's list price.
    Tiers(Vec<Tier>),
}

/// A product or collection as the file writes it: which one it is, a rate sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it stands, for the problem of an unknown one.
    pub place: Place,
}

/// What an estate names a product, a collection or a service for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedFor {
    /// Its price: `[subscriptions]`.
    Price,
    /// A subscription that is held: `[[seat]]`.
    Seat,
    /// Something that is tried: `[[trial]]`.
    Trial,
    /// Something that may be opened: `[access]`.
    Access,
}

/// A person who holds, or tries, a product or collection for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub user: String,
    /// What.
    pub product: Named,
    /// The first day; `None`: ever since.
    pub from: Option<NaiveDate>,
    /// The first day without it; `None`: from then on.
    pub until: Option<NaiveDate>,
}

/// People who belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// What it is called, as the file writes it.
    pub name: String,
    /// Who is in it.
    pub people: Vec<String>,
}

/// How much may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The team, as `[teams]` writes it, or else the person or the product.
    pub name: String,
    /// That much.
    pub limit: Limit,
    /// In such a time.
    pub per: Per,
    /// Where the name stands; `None` where no file has it.
    pub place: Option<Place>,
}

/// How much may be used: tokens, or what they cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Tokens.
    Tokens(Tokens),
    /// Money.
    Cost(Money),
}

/// The time that a budget is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// A calendar year.
    #[default]
    Year,
    /// A calendar month.
    Month,
}

/// What may be opened on Flex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// By whom; `None`: by everyone who has no line of their own.
    pub person: Option<String>,
    /// Where the name stands; `None` where no file has it.
    pub place: Option<Place>,
    /// These, and no others.
    pub products: Vec<Named>,
}

/// A person's name as it is stored and compared: trimmed, in lower case, and in one form of its
/// letters. `Ana@Example.com ` and `ana@example.com` are one.
pub fn person(name: &str) -> String {
    let name = name.trim().to_lowercase();
    match one_form(&name) {
        Cow::Borrowed(_) => name,
        Cow::Owned(name) => name,
    }
}

impl Estate {
    /// An estate in which nothing is agreed and nobody holds anything.
    pub fn empty(currency: impl Into<String>) -> Self {
        Self {
            currency: currency.into(),
            token: None,
            subscriptions: Vec::new(),
            plan: VendorPlan::default(),
            seats: Vec::new(),
            trials: Vec::new(),
            teams: Vec::new(),
            budgets: Vec::new(),
            access: Vec::new(),
            lots: Vec::new(),
            statements: Vec::new(),
            thresholds: Thresholds::default(),
            teams_by_person: OnceLock::new(),
        }
    }

    /// Every product, collection and service that is named, and what for; budgets are apart.
    pub fn names(&self) -> impl Iterator<Item = (&Named, NamedFor)> {
        let priced = self.subscriptions.iter().map(|(named, _)| (named, NamedFor::Price));
        let held = self.seats.iter().map(|seat| (&seat.product, NamedFor::Seat));
        let tried = self.trials.iter().map(|trial| (&trial.product, NamedFor::Trial));
        let open = self.access.iter().flat_map(|access| &access.products);
        let open = open.map(|named| (named, NamedFor::Access));
        priced.chain(held).chain(tried).chain(open)
    }

    /// Every person whom it says something of, besides that they have a budget: some several times.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let in_teams = self.teams.iter().flat_map(|team| &team.people);
        let held = self.seats.iter().chain(&self.trials).map(|seat| &seat.user);
        let may_open = self.access.iter().filter_map(|access| access.person.as_ref());
        in_teams.chain(held).chain(may_open).map(String::as_str)
    }

    /// Whether a budget may be that of a team which only usage knows.
    pub fn may_have_budgets_of_other_teams(&self) -> bool {
        let is_ours = |name: &String| self.teams.iter().any(|team| team.name == *name);
        self.budgets.iter().any(|Budget { name, .. }| !name.contains('@') && !is_ours(name))
    }

    /// The sheet with what was agreed in place of what the vendor lists; a term that nobody agreed
    /// on stays at list. Names that the sheet does not know stay out.
    pub fn agreed(&self, sheet: &RateSheet) -> RateSheet {
        let mut agreed = sheet.clone();
        match &self.token {
            Some(EstateTokens::Price(price)) => {
                agreed.token.tiers = vec![Tier { from: Tokens::from(1), price: Some(*price) }];
            }
            Some(EstateTokens::Tiers(tiers)) => agreed.token.tiers.clone_from(tiers),
            None => {}
        }
        for (named, prices) in &self.subscriptions {
            if let Some(id) = find(&sheet.products, &named.name).map(|product| &product.id) {
                let products = agreed.products.iter_mut().filter(|product| product.id == *id);
                products.for_each(|product| product.agree(*prices));
            } else if let Some(id) =
                find(&sheet.collections, &named.name).map(|collection| &collection.id)
            {
                let collections =
                    agreed.collections.iter_mut().filter(|collection| collection.id == *id);
                collections.for_each(|collection| collection.agree(*prices));
            }
        }
        agreed
    }

    /// The team that `user` is in. The first question builds an index of `teams`, which must not
    /// change afterwards.
    pub fn team_of(&self, user: &str) -> Option<&str> {
        let index = self.teams_by_person.get_or_init(|| {
            let teams = self.teams.iter().enumerate();
            teams
                .flat_map(|(at, team)| team.people.iter().map(move |person| (person.clone(), at)))
                .collect()
        });
        let at = index.get(user).or_else(|| index.get(&person(user)))?;
        self.teams.get(*at).map(|team| team.name.as_str())
    }
}

impl Seat {
    /// Whether it is held on `date`: from `from` on, and not on `until` any more.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn named(name: &str) -> Named {
        Named {
            name: name.into(),
            place: Place { file: "estate".into(), line: 1, column: 1, span: 0..0 },
        }
    }

    fn seat(from: Option<&str>, until: Option<&str>) -> Seat {
        let [from, until] = [from, until].map(|day| day.map(date));
        Seat { user: "ana@example.com".into(), product: named("revit"), from, until }
    }

    #[test]
    fn a_seat_is_held_from_its_first_day_and_not_on_the_day_it_ends() {
        let year = seat(Some("2026-01-01"), Some("2027-01-01"));
        let held = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]
            .map(|day| year.holds_on(date(day)));
        assert_eq!(held, [false, true, true, false]);
    }

    #[test]
    fn a_seat_without_a_day_is_open_on_that_side() {
        assert!(
            seat(None, None).holds_on(NaiveDate::MIN) && seat(None, None).holds_on(NaiveDate::MAX)
        );
        assert!(seat(None, Some("2026-01-01")).holds_on(NaiveDate::MIN));
        assert!(seat(Some("2026-01-01"), None).holds_on(NaiveDate::MAX));
    }

    #[test]
    fn a_person_is_in_a_team_however_the_name_is_written() {
        let team = |name: &str, people: [&str; 2]| Team {
            name: name.into(),
            people: people.map(person).into(),
        };
        let teams =
            vec![team("Design", ["dan", "eva"]), team("Structures", ["Ana@Example.com ", "ben"])];
        let estate = Estate { teams, ..Estate::empty("USD") };
        assert_eq!(estate.team_of("ana@example.com"), Some("Structures"));
        assert_eq!(estate.team_of(" ANA@example.com"), Some("Structures"));
        assert_eq!(estate.team_of("Eva"), Some("Design"));
        assert_eq!(estate.team_of("nobody"), None);
    }

    #[test]
    fn every_name_is_told() {
        let access =
            Access { person: None, place: None, products: vec![named("maya"), named("fusion")] };
        let estate = Estate {
            subscriptions: vec![(named("revit"), TermPrices::of_a_year(2400.into()))],
            seats: vec![Seat { product: named("aec"), ..seat(None, None) }],
            trials: vec![Seat { product: named("mudbox"), ..seat(None, None) }],
            access: vec![access],
            ..Estate::empty("USD")
        };
        let names: Vec<_> = estate.names().map(|(named, _)| named.name.as_str()).collect();
        assert_eq!(names, ["revit", "aec", "mudbox", "maya", "fusion"]);
    }
}
