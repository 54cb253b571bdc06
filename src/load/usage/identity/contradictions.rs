//! What cannot be: an address with two ids at one time, or an id of many people.

use std::collections::BTreeMap;

use super::{Identities, MOST_ADDRESSES, Place, both};
use crate::model::{Day, Problem};

/// An id and the days on which an address had it.
type Had<'s> = (&'s str, &'s Span<'s>);

impl Identities {
    /// What cannot be: an address with two ids at one time, or an id of many people.
    pub(super) fn contradictions(&self) -> Vec<Problem> {
        let mut ids: BTreeMap<(&str, &str), BTreeMap<&str, Span>> = BTreeMap::new();
        let mut addresses: BTreeMap<(&str, &str), BTreeMap<&str, &Place>> = BTreeMap::new();
        for (names, place) in &self.rows {
            let Some(address) = names.address.as_deref() else { continue };
            for (column, id) in &names.ids {
                let span = ids.entry((address, column)).or_default().entry(id);
                span.and_modify(|span| span.add(place)).or_insert_with(|| Span::of(place));
                addresses.entry((column, id)).or_default().entry(address).or_insert(place);
            }
        }
        let two = ids.iter().filter_map(|((address, column), ids)| {
            let (one, other) = at_one_time(ids)?;
            Some(self.two_ids(address, column, one, other))
        });
        let many = addresses.iter().filter(|(_, addresses)| addresses.len() > MOST_ADDRESSES);
        let many = many.map(|((column, id), addresses)| self.many_people(column, id, addresses));
        two.chain(many).collect()
    }

    fn two_ids(
        &self,
        address: &str,
        column: &str,
        (one, first): Had,
        (other, second): Had,
    ) -> Problem {
        Problem::new(format!(
            "`{}` has two ids in `{column}` at one time: `{}` ({}) and `{}` ({})",
            self.spelling(address),
            self.spelling(one),
            first.place.words,
            self.spelling(other),
            second.place.words
        ))
        .hint("an id is one person's: give both rows one id, or each person an address of its own")
    }

    fn many_people(&self, column: &str, id: &str, addresses: &BTreeMap<&str, &Place>) -> Problem {
        let named: Vec<_> = addresses
            .iter()
            .take(MOST_ADDRESSES)
            .map(|(address, place)| format!("`{}` ({})", self.spelling(address), place.words))
            .collect();
        Problem::new(format!(
            "`{}` in `{column}` stands beside {} addresses, such as {}: it is no id of a person",
            self.spelling(id),
            addresses.len(),
            named.join(", ")
        ))
        .hint(format!("if `{column}` is something else, give the column another name"))
    }
}

/// The days on which an address had an id.
struct Span<'p> {
    place: &'p Place,
    days: Option<(Day, Day)>,
    /// Whether some rows have no day.
    is_open: bool,
}

impl<'p> Span<'p> {
    fn of(place: &'p Place) -> Self {
        Self { place, days: place.days, is_open: place.days.is_none() }
    }

    fn add(&mut self, place: &Place) {
        self.is_open |= place.days.is_none();
        self.days = both(self.days, place.days);
    }
}

/// Two ids of one address whose days overlap. An account that is deleted and made anew has a new
/// id; then one ends before the other begins.
fn at_one_time<'s>(ids: &'s BTreeMap<&'s str, Span<'s>>) -> Option<(Had<'s>, Had<'s>)> {
    let mut by_day: Vec<_> = ids.iter().map(|(id, span)| (*id, span)).collect();
    by_day.sort_by_key(|(id, span)| (span.days, *id));
    by_day.windows(2).find_map(|two| {
        let [one, other] = two else { return None };
        let follows = match (one.1.days, other.1.days) {
            (Some((_, last)), Some((first, _))) => last <= first,
            _ => false,
        };
        let is_open = one.1.is_open || other.1.is_open;
        (is_open || !follows).then_some((*one, *other))
    })
}
