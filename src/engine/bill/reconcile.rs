//! Where do our charges and an export differ?
//!
//! ```text
//! for each person, product and UTC day: our tokens beside those that the export says were charged
//! ```
//!
//! An export has days and we have windows (RULES §3); a charge is compared on the UTC day on which
//! it was made.
//!
//! Example: we charge Revit on Monday, 10 tokens, and the export has 10 on Monday and 10 on
//! Tuesday: Monday agrees, Tuesday is only there.
//!
//! Edges: rows of no tokens on either side are no difference; a person is the same by name in any
//! case, a product by what the rate sheet knows it as.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::engine::bill::cost_of_use::{Rates, tokens_of_charge};
use crate::engine::metering::replay::{Charge, Tally};
use crate::model::{Day, Directory, RateSheet, Tokens};

/// Tokens of one person for one product on one UTC day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charged {
    /// The person.
    pub user: String,
    /// The product's name.
    pub product: String,
    /// The UTC day.
    pub day: Day,
    /// The tokens.
    pub tokens: Tokens,
}

/// What charges take, by the sheets in force; those that no rate is known for are left out.
pub fn charged(charges: &[Charge], directory: &Directory, sheets: &[RateSheet]) -> Vec<Charged> {
    let rates = Rates::new(sheets, directory);
    let one = |charge: &Charge| {
        Some(Charged {
            user: directory.person(charge.pair).to_owned(),
            product: directory.item(charge.pair).name.clone(),
            day: charge.at.day(),
            tokens: tokens_of_charge(charge, &rates, directory)?,
        })
    };
    charges.iter().filter_map(one).collect()
}

/// Whether a file states the tokens of everything that was charged, so that it can be compared
/// with.
pub fn is_stated(tallies: &[Tally]) -> bool {
    tallies.iter().all(|tally| tally.charges == 0)
}

/// What becomes of one person, product and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Both have the same.
    Agreed,
    /// We charge, the export does not.
    OnlyHere,
    /// The export charges, we do not.
    OnlyThere,
    /// Both charge, not the same.
    Different,
}

impl Agreement {
    /// Every one, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Agreed, Self::OnlyHere, Self::OnlyThere, Self::Different];

    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::OnlyHere => "only_here",
            Self::OnlyThere => "only_there",
            Self::Different => "different",
        }
    }
}

/// One person, product and day on which the two differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The person.
    pub user: String,
    /// The product.
    pub product: String,
    /// The UTC day.
    pub day: Day,
    /// How they differ.
    pub status: Agreement,
    /// Our tokens.
    pub ours: Tokens,
    /// The export's tokens.
    pub theirs: Tokens,
}

/// All that agrees, or differs in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// What they have in common.
    pub status: Agreement,
    /// Persons, products and days.
    pub days: u64,
    /// Our tokens.
    pub ours: Tokens,
    /// The export's tokens.
    pub theirs: Tokens,
}

/// Our charges beside an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// The totals of each way to agree or differ, all four of them.
    pub totals: Vec<Side>,
    /// What differs, the most tokens first.
    pub differences: Vec<Difference>,
}

impl Reconciliation {
    /// Whether both have charges, and nobody is charged in both.
    pub fn shares_nobody(&self) -> bool {
        let of = |status: Agreement| {
            let these = self.differences.iter().filter(move |one| one.status == status);
            these.map(|one| one.user.as_str()).collect::<BTreeSet<_>>()
        };
        let agreed = self.totals.iter().any(|side| {
            side.days > 0 && matches!(side.status, Agreement::Agreed | Agreement::Different)
        });
        let (ours, theirs) = (of(Agreement::OnlyHere), of(Agreement::OnlyThere));
        !agreed && !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs)
    }
}

/// Compares our charges with theirs.
pub fn reconcile(ours: &[Charged], theirs: &[Charged]) -> Reconciliation {
    let mut days: BTreeMap<(&str, &str, Day), [Tokens; 2]> = BTreeMap::new();
    for (side, charged) in [ours, theirs].into_iter().enumerate() {
        for Charged { user, product, day, tokens } in charged {
            let sums =
                days.entry((user, product, *day)).or_insert_with(|| [Tokens::ZERO, Tokens::ZERO]);
            if let Some(sum) = sums.get_mut(side) {
                *sum += *tokens;
            }
        }
    }
    let none = |status| Side { status, days: 0, ours: Tokens::ZERO, theirs: Tokens::ZERO };
    let mut totals = Agreement::ALL.map(none).to_vec();
    let mut differences = Vec::new();
    for ((user, product, day), [ours, theirs]) in days {
        let zero = Tokens::ZERO;
        let status = match (ours == zero, theirs == zero) {
            (true, true) => continue,
            (false, true) => Agreement::OnlyHere,
            (true, false) => Agreement::OnlyThere,
            (false, false) if ours == theirs => Agreement::Agreed,
            (false, false) => Agreement::Different,
        };
        if let Some(side) = totals.iter_mut().find(|side| side.status == status) {
            side.days += 1;
            side.ours += ours;
            side.theirs += theirs;
        }
        if status != Agreement::Agreed {
            let (user, product) = (user.to_owned(), product.to_owned());
            differences.push(Difference { user, product, day, status, ours, theirs });
        }
    }
    // Of as many tokens, by name and day, as they come.
    differences
        .sort_by_cached_key(|difference| Reverse(difference.ours.distance(difference.theirs)));
    Reconciliation { totals, differences }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charged(user: &str, day: i32, tokens: u64) -> Charged {
        let day = Day::since_1970(day);
        Charged { user: user.into(), product: "Revit".into(), day, tokens: tokens.into() }
    }

    #[test]
    fn every_day_agrees_or_differs_in_one_of_three_ways() {
        let ours = [charged("ana", 1, 10), charged("ana", 2, 10), charged("ben", 1, 10)];
        let theirs = [
            charged("ana", 1, 10),
            charged("ben", 1, 7),
            charged("ben", 2, 20),
            charged("cy", 1, 0),
        ];
        let found = reconcile(&ours, &theirs);
        let totals: Vec<_> = found.totals.iter().map(|side| (side.status, side.days)).collect();
        assert_eq!(totals, Agreement::ALL.map(|status| (status, 1)));
        // 20 only there, 10 only here, then 10 against 7
        let order: Vec<_> = found.differences.iter().map(|difference| difference.status).collect();
        assert_eq!(order, [Agreement::OnlyThere, Agreement::OnlyHere, Agreement::Different]);
    }

    #[test]
    fn a_way_to_agree_is_called_as_in_json() {
        for way in Agreement::ALL {
            assert_eq!(serde_json::to_value(way).unwrap(), way.word());
        }
    }

    #[test]
    fn nobody_is_shared_where_both_charge_others_alone() {
        let shares_nobody = |ours: &[(&str, u64)], theirs: &[(&str, u64)]| {
            let charged = |of: &[(&str, u64)]| {
                of.iter().map(|(user, tokens)| charged(user, 1, *tokens)).collect::<Vec<_>>()
            };
            reconcile(&charged(ours), &charged(theirs)).shares_nobody()
        };
        assert!(shares_nobody(&[("ana", 10)], &[("ben", 10)]));
        assert!(!shares_nobody(&[("ana", 10)], &[]));
        assert!(!shares_nobody(&[], &[("ben", 10)]));
        // One who agrees, or who differs, is shared.
        assert!(!shares_nobody(&[("ana", 10), ("cy", 10)], &[("ben", 10), ("cy", 10)]));
        assert!(!shares_nobody(&[("ana", 10), ("cy", 10)], &[("ben", 10), ("cy", 7)]));
    }

    #[test]
    fn who_is_charged_on_other_days_in_both_is_shared() {
        let (ours, theirs) = ([charged("ana", 1, 10)], [charged("ana", 2, 10)]);
        assert!(!reconcile(&ours, &theirs).shares_nobody());
    }
}
