//! Which files may be read together: those of one format always, since one use in two of them is
//! found and counted once; those of two where each has use of its own, by what was used, what paid
//! for it and when. A log-in name in one and an address in the other may be one person, so that
//! what both have of a product cannot be told apart.

use std::collections::BTreeMap;

use super::batch::Batch;
use super::{Tells, UsageFormat};
use crate::model::{Day, Directory, Item, ItemKind, Micro, Paid, Problem, Session, UseRow, When};

/// How many products a problem names.
const MOST_NAMED: usize = 3;

/// How a use is told, as a bit: a session says nothing of what paid for it.
const BY_SESSION: u8 = 1;
const BY_TOKENS: u8 = 2;
const BY_SUBSCRIPTION: u8 = 4;

/// What the files of each format have.
#[derive(Default)]
pub(super) struct Together(Vec<Had>);

/// What the files of one format have.
struct Had {
    format: UsageFormat,
    /// The first file.
    file: String,
    /// Which pairs are met, by the ways in which their use is told.
    pairs: Vec<u8>,
    /// The same by item, and the file that had it first.
    items: BTreeMap<u32, (u8, String)>,
    /// The first and the last day.
    days: Option<(Day, Day)>,
}

impl Together {
    /// Adds what a block of a file has.
    pub(super) fn add(
        &mut self,
        format: UsageFormat,
        file: &str,
        batch: &Batch,
        directory: &Directory,
    ) {
        let place = self.0.iter().position(|had| had.format == format).unwrap_or_else(|| {
            let (pairs, items) = (Vec::new(), BTreeMap::new());
            self.0.push(Had { format, file: file.to_owned(), pairs, items, days: None });
            self.0.len() - 1
        });
        let Some(had) = self.0.get_mut(place) else { return };
        for Session { pair, opened, .. } in &batch.sessions {
            had.meet(*pair, BY_SESSION, (opened.day(), opened.day()), file, directory);
        }
        for row in batch.rows.iter().filter(|row| is_use(row)) {
            let told = match row.paid {
                Paid::Subscription => BY_SUBSCRIPTION,
                Paid::Tokens | Paid::Agreement => BY_TOKENS,
            };
            had.meet(row.pair, told, days_of(row.when), file, directory);
        }
    }

    /// The formats whose files have nothing but results of services.
    pub(super) fn of_services(&self, directory: &Directory) -> Vec<UsageFormat> {
        let is_service = |number: &u32| {
            directory.items.get(*number as usize).is_some_and(|item| item.kind == ItemKind::Service)
        };
        let of_services = self.0.iter().filter(|had| had.items.keys().all(is_service));
        of_services.map(|had| had.format).collect()
    }

    /// That no two formats have the same use.
    pub(super) fn ensure_apart(&self, directory: &Directory) -> Result<(), Problem> {
        for (place, one) in self.0.iter().enumerate() {
            for other in self.0.iter().skip(place + 1) {
                one.ensure_apart(other, directory)?;
            }
        }
        Ok(())
    }
}

impl Had {
    fn meet(&mut self, pair: u32, told: u8, days: (Day, Day), file: &str, directory: &Directory) {
        let (first, last) = self.days.unwrap_or(days);
        self.days = Some((first.min(days.0), last.max(days.1)));
        let place = pair as usize;
        if self.pairs.len() <= place {
            self.pairs.resize(place + 1, 0);
        }
        let Some(met) = self.pairs.get_mut(place).filter(|met| **met & told == 0) else { return };
        *met |= told;
        let item = self.items.entry(directory.pair(pair).item);
        item.or_insert_with(|| (0, file.to_owned())).0 |= told;
    }

    fn ensure_apart(&self, other: &Self, directory: &Directory) -> Result<(), Problem> {
        if self.format.tells(Tells::Flex) != other.format.tells(Tells::Flex) {
            let message = format!(
                "`{}` has {}, `{}` has {}: tokens of an enterprise agreement and of Flex are two \
                 programmes",
                self.file, self.format, other.file, other.format
            );
            return Err(Problem::new(message).hint("ask about each alone"));
        }
        let are_apart =
            |(days, theirs): &((Day, Day), (Day, Day))| days.1 < theirs.0 || theirs.1 < days.0;
        if self.days.zip(other.days).is_none_or(|days| are_apart(&days)) {
            return Ok(());
        }
        let mut both = BTreeMap::new();
        for (number, (told, file)) in &self.items {
            for (their_number, (their_told, their_file)) in &other.items {
                let items = directory.items.get(*number as usize);
                let items = items.zip(directory.items.get(*their_number as usize));
                if is_one_use(*told, *their_told)
                    && let Some((item, theirs)) = items
                    && is_one_thing(item, theirs)
                {
                    let name = if hides_others(item) { &theirs.name } else { &item.name };
                    both.entry(name.as_str()).or_insert((file, their_file));
                }
            }
        }
        let Some((file, their_file)) = both.values().next() else { return Ok(()) };
        let mut names: Vec<_> =
            both.keys().take(MOST_NAMED).map(|name| (*name).to_owned()).collect();
        if both.len() > MOST_NAMED {
            names.push(format!("{} more", both.len() - MOST_NAMED));
        }
        let message = format!(
            "`{file}` has {}, `{their_file}` has {}, and both have {}: together they would count \
             the same use twice",
            self.format,
            other.format,
            names.join(", ")
        );
        let is_summary = |had: &Self| !had.format.tells(Tells::Period);
        let hint = if is_summary(self) || is_summary(other) {
            "in place of the summary give the daily Seat Usage export, or only those of its rows \
             that the other file has not: of a Token Usage export, those by subscription"
        } else {
            "give one of them, or of each only what the other has not: other products, results of \
             services, or other days"
        };
        Err(Problem::new(message).hint(hint))
    }
}

/// Whether a row is about any use: a seat may be held that nobody uses.
fn is_use(row: &UseRow) -> bool {
    row.when.days() > 0 || row.micro_tokens.is_some_and(|tokens| tokens != Micro::ZERO)
}

/// The days on which the use of a row may have been.
fn days_of(when: When) -> (Day, Day) {
    match when {
        When::Day(day) => (day, day),
        When::Moment(at) => (at.day(), at.day()),
        When::Month(month) => (month.first_day(), month.next().first_day() - 1),
        When::Days { from, .. } => (from.unwrap_or(Day::MIN), Day::MAX),
    }
}

/// Whether a use told in these ways may be one.
fn is_one_use(told: u8, theirs: u8) -> bool {
    told & theirs != 0 || (told | theirs) & BY_SESSION != 0
}

/// Whether use of the one may be use of the other.
fn is_one_thing(item: &Item, other: &Item) -> bool {
    let may_be = |one: &Item, other: &Item| hides_others(one) && other.kind != ItemKind::Service;
    (item.kind, &item.id) == (other.kind, &other.id) || may_be(item, other) || may_be(other, item)
}

/// Whether it stands for products that the file does not name: those of a collection, and `Flex`.
fn hides_others(item: &Item) -> bool {
    let is_flex = item.kind == ItemKind::Unlisted && item.id.eq_ignore_ascii_case("flex");
    is_flex || item.kind == ItemKind::Collection
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bit of each way, and of two.
    #[test]
    fn a_session_may_be_any_use_and_tokens_are_not_a_subscription() {
        assert!(is_one_use(BY_SESSION, BY_TOKENS) && is_one_use(BY_SUBSCRIPTION, BY_SESSION));
        assert!(is_one_use(BY_TOKENS, BY_TOKENS | BY_SUBSCRIPTION));
        assert!(!is_one_use(BY_TOKENS, BY_SUBSCRIPTION));
    }

    #[test]
    fn a_collection_may_be_any_product_and_no_service() {
        let item = |kind, id: &str| Item { id: id.to_owned(), name: id.to_owned(), kind };
        let revit = item(ItemKind::Product, "revit");
        let service = item(ItemKind::Service, "revit");
        let collection = item(ItemKind::Collection, "aec");
        let flex = item(ItemKind::Unlisted, "Flex");
        assert!(is_one_thing(&revit, &revit) && !is_one_thing(&revit, &service));
        assert!(is_one_thing(&collection, &revit) && is_one_thing(&revit, &flex));
        assert!(!is_one_thing(&collection, &service) && !is_one_thing(&service, &flex));
        assert!(!is_one_thing(&revit, &item(ItemKind::Product, "maya")));
    }
}
