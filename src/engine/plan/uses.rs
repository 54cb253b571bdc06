//! What did each person use in the period?
//!
//! ```text
//! days of use by person and product, and the tokens stated for them; tokens of cloud services,
//!     and of what no sheet knows, together
//! ```
//!
//! Example: 9 days of Revit on Flex and 1 by a seat are 10 days, not all of them covered.
//!
//! Edges: use of a collection of which no row says what was used counts as use of anything in it.
//! What no sheet prices and a subscription paid for is kept as it is, and told; tokens that are
//! stated for what no sheet knows are bought whatever people hold; a product that the sheet only
//! names, without rate and price, is as if it were none of it. Anything else that is no product
//! of the sheet is refused by its name.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::metering::replay::Tally;
use crate::engine::plan::people::PeopleInput;
use crate::engine::plan::told::product_of;
use crate::model::{ItemKind, MicroSum, Problem, Problems};

/// What a person used of a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) product: usize,
    pub(super) days: u64,
    /// How many of them a subscription paid for.
    pub(super) covered: u64,
    /// How many of them the export states tokens for.
    pub(super) stated_days: u64,
    /// Those tokens.
    pub(super) stated: MicroSum,
}

impl Use {
    /// The tokens that all of its days take on Flex, in millionths: what the export states, and the
    /// others at the sheet's rate; `None` where one is needed and there is none.
    pub(super) fn micro_tokens(&self, micro_rate: Option<u64>) -> Option<u128> {
        let others = match self.days - self.stated_days {
            0 => 0,
            days => u128::from(micro_rate?) * u128::from(days),
        };
        Some(self.stated.count() + others)
    }
}

/// What was used in the period.
pub(super) struct Used {
    /// A few products each, by rising product.
    pub(super) by_person: Vec<Vec<Use>>,
    pub(super) services: MicroSum,
    /// Who used what by a subscription that the sheet has no price for, by its name.
    pub(super) kept: BTreeMap<String, BTreeSet<u32>>,
    /// Tokens that were taken without a day of use, less those given back beyond what was taken.
    pub(super) without_days: MicroSum,
    /// Whether tokens of cloud services are among them.
    pub(super) uses_services: bool,
    /// Days of use and the tokens that the export states for what no sheet knows, by its name and
    /// the number of the person.
    pub(super) unlisted: BTreeMap<(String, u32), (u64, MicroSum)>,
}

impl Used {
    pub(super) fn new(input: &PeopleInput) -> Result<Self, Problems> {
        let directory = input.directory;
        let place = |item| {
            let place = product_of(item, input);
            (place, place.is_some_and(|place| input.offers.is_only_named(place)))
        };
        let places: Vec<_> = directory.items.iter().map(place).collect();
        let mut used = Self {
            by_person: vec![Vec::new(); directory.people.len()],
            services: MicroSum::default(),
            kept: BTreeMap::new(),
            without_days: MicroSum::default(),
            uses_services: false,
            unlisted: BTreeMap::new(),
        };
        let mut unknown = BTreeSet::new();
        for tally in input.tallies {
            let (item, pair) = (directory.item(tally.key.pair), directory.pair(tally.key.pair));
            let (product, is_only_named) =
                places.get(pair.item as usize).copied().unwrap_or_default();
            match (item.kind, product, used.by_person.get_mut(pair.person as usize)) {
                (ItemKind::Service, ..) => {
                    used.services += tally.stated;
                    used.uses_services |= !tally.stated.is_none();
                }
                (ItemKind::Product, ..) if is_only_named && tally.charges == 0 => {
                    used.add_only_named(&item.name, pair.person, tally);
                }
                (_, Some(product), Some(mine)) => add_use(mine, product, tally),
                (ItemKind::Unlisted, ..) if tally.charges == 0 && !tally.stated.is_none() => {
                    let key = (item.name.clone(), pair.person);
                    let (days, tokens) = used.unlisted.entry(key).or_default();
                    *days += tally.days_of_use;
                    *tokens += tally.stated;
                }
                _ if tally.charges + tally.stated_charges == 0 => {
                    if tally.days_of_use > 0 {
                        used.kept.entry(item.name.clone()).or_default().insert(pair.person);
                    }
                }
                _ => {
                    unknown.insert(&item.name);
                }
            }
        }
        let sheet = &input.sheet.name;
        let problems = unknown.iter().map(|name| {
            Problem::new(format!("`{name}` is used, but it is no product of rate sheet `{sheet}`"))
                .hint("a plan is made for products: add it to a rate sheet")
        });
        Problems::check(problems.collect())?;
        for uses in &mut used.by_person {
            // What was given back in all, or taken without a day of use, is nobody's year.
            let is_year = |it: &Use| it.days > 0 && !it.stated.is_credit();
            let others = uses.iter().filter(|it| !is_year(it)).map(|it| it.stated);
            used.without_days += others.sum::<MicroSum>();
            uses.retain(|it| it.days > 0);
            uses.sort_unstable();
        }
        Ok(used)
    }
}

impl Used {
    /// What a sheet names, without rate and price, is as what no sheet knows: a subscription that
    /// paid for it is kept, tokens that are stated for it are bought.
    fn add_only_named(&mut self, name: &str, person: u32, tally: &Tally) {
        if tally.days_of_use > tally.stated_days {
            self.kept.entry(name.to_owned()).or_default().insert(person);
        }
        if !tally.stated.is_none() {
            let (days, tokens) = self.unlisted.entry((name.to_owned(), person)).or_default();
            *days += tally.stated_days;
            *tokens += tally.stated;
        }
    }
}

fn add_use(uses: &mut Vec<Use>, product: usize, tally: &Tally) {
    let covered = tally.days_of_use.saturating_sub(tally.charges + tally.stated_days);
    match uses.iter_mut().find(|it| it.product == product) {
        Some(it) => {
            it.days += tally.days_of_use;
            it.covered += covered;
            it.stated_days += tally.stated_days;
            it.stated += tally.stated;
        }
        None => uses.push(Use {
            product,
            days: tally.days_of_use,
            covered,
            stated_days: tally.stated_days,
            stated: tally.stated,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::people::testing::{directory, people, people_of, sheet, tally};
    use crate::model::{Micro, Product, Quotient};

    const VAULT: u32 = 4;

    #[test]
    fn what_a_subscription_paid_for_needs_no_sheet() {
        let kept = people(&[tally(VAULT, 5, 0, Micro::ZERO)], vec![], &sheet(None)).unwrap().kept;
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), [("Vault".to_owned(), 1)]);
        let charged = people(&[tally(VAULT, 5, 5, Micro::ZERO)], vec![], &sheet(None));
        assert!(charged.unwrap_err().iter().any(|one| one.message.contains("`Vault` is used")));
    }

    #[test]
    fn tokens_of_what_no_sheet_knows_are_bought() {
        let mut unlisted = tally(VAULT, 90, 0, Micro::new(90_000_000));
        unlisted.stated_charges = 90;
        let people = people(&[unlisted], vec![], &sheet(None)).unwrap();
        let tokens = |micro: u128| people.parts.tokens(micro);
        // 90 × 365 ÷ 90
        assert_eq!(tokens(people.services), Quotient::from(365));
        let unlisted: Vec<_> = people.unlisted.iter().map(|one| tokens(one.micro_tokens)).collect();
        assert_eq!(unlisted, [Quotient::from(365)]);
        assert!(people.needs[0].is_empty());
    }
    #[test]
    fn a_product_that_is_only_named_is_as_one_that_no_sheet_knows() {
        let mut named = sheet(None);
        named.products.push(Product::new("vault"));
        let vault = |days, stated_days, stated| {
            let rows = [Tally { stated_days, ..tally(VAULT, days, 0, Micro::new(stated)) }];
            let mut directory = directory();
            directory.items[VAULT as usize].id = "vault".into();
            directory.items[VAULT as usize].kind = ItemKind::Product;
            people_of(&rows, &directory, &named).unwrap()
        };
        let kept = vault(5, 0, 0).kept;
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), [("Vault".to_owned(), 1)]);
        // 90 × 365 ÷ 90, and of 91 days one by a subscription
        let both = vault(91, 90, 90_000_000);
        assert_eq!(both.parts.tokens(both.services), Quotient::from(365));
        assert_eq!((both.unlisted.len(), both.kept.len(), both.needs[0].len()), (1, 1, 0));
    }
}
