//! What a row says that somebody held: a collection that paid for the use, and the seats of the
//! Usage Report, with the days on which they were assigned and taken back.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::batch::{Wrong, wrong};
use super::cells::{field, found, is_absent};
use super::columns::Role;
use super::header::Header;
use super::reader::Reader;
use super::time::Times;
use crate::model::{Day, Ended, Holding, Micro, Paid, normalise};

/// What rows of one block say that people held.
pub(super) type Holdings = HashSet<Holding, FixedState>;

/// Columns that say what paid for a use, beside the one that says what was used.
const OFFERINGS: [&str; 2] = ["offeringname", "offering"];

/// Where rows say what was held.
pub(super) struct SeatColumns {
    /// What paid, where another column says what was used.
    offering: Option<usize>,
    assignment: Option<usize>,
    assigned: Option<usize>,
    unassigned: Option<usize>,
}

impl SeatColumns {
    pub(super) fn new(header: &Header) -> Self {
        let is_offering = |place: &usize| {
            let name = normalise(header.columns.get(*place).map_or("", String::as_str));
            OFFERINGS.contains(&name.as_str())
        };
        Self {
            offering: header.products.iter().skip(1).copied().find(is_offering),
            assignment: header.column(Role::SeatAssignment),
            assigned: header.column(Role::AssignedOn),
            unassigned: header.column(Role::UnassignedOn),
        }
    }
}

/// What a row says of a seat.
#[derive(Clone, Copy)]
pub(super) struct SeatSaid {
    from: Option<Day>,
    ended: Ended,
    /// Whether the row says anything of it.
    is_said: bool,
}

/// Whether a name is that of a collection, for sheets that do not know it.
pub(super) fn is_collection_name(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    memchr::memmem::find(&name, b"collection").is_some()
}

impl Reader<'_> {
    /// What a row says of a seat.
    pub(super) fn seat_said(&self, fields: &[&[u8]]) -> Result<SeatSaid, Wrong> {
        let columns = &self.columns.seats;
        let from = self.day_if_any(fields, columns.assigned)?;
        let until = self.day_if_any(fields, columns.unassigned)?;
        let assignment = field(fields, columns.assignment).to_ascii_lowercase();
        let is_assigned = assignment == b"assigned";
        let is_taken_back = !is_assigned && assignment.ends_with(b"assigned");
        let ended = match until {
            // Assigned again since.
            Some(until) if is_assigned && from.is_none_or(|from| until <= from) => Ended::No,
            Some(until) => Ended::On(until),
            None if is_taken_back => Ended::Unknown,
            None => Ended::No,
        };
        let is_said = is_assigned || is_taken_back || from.is_some() || until.is_some();
        Ok(SeatSaid { from, ended, is_said })
    }

    /// A day, where the field has one.
    fn day_if_any(&self, fields: &[&[u8]], column: Option<usize>) -> Result<Option<Day>, Wrong> {
        let text = field(fields, column);
        if is_absent(text) {
            return Ok(None);
        }
        Times::day(text).map(Some).map_err(|_| {
            let column = self.header.name_of(column);
            wrong(format!("`{column}` must be a date such as 2026-03-02, {}", found(text)))
        })
    }

    /// Who paid, where nothing but the seat or the product says so: a seat that is assigned and
    /// takes no tokens is a subscription, and a collection is never paid by tokens.
    pub(super) fn paid_by(
        &mut self,
        paid: Paid,
        fields: &[&[u8]],
        (item, tokens): (u32, Option<Micro>),
        said: &SeatSaid,
    ) -> Paid {
        let is_silent = is_absent(field(fields, self.columns.access));
        let no_tokens = tokens.is_none_or(Micro::is_none);
        let is_seat = is_silent && said.is_said || self.names.is_collection(item);
        if paid == Paid::Tokens && no_tokens && is_seat { Paid::Subscription } else { paid }
    }

    /// Keeps what paid for a use by subscription, where the row says more than that one did.
    pub(super) fn keep_holding(
        &mut self,
        fields: &[&[u8]],
        (item, pair): (u32, u32),
        said: &SeatSaid,
    ) -> Result<(), Wrong> {
        let offering = field(fields, self.columns.seats.offering);
        let collection =
            if offering.is_empty() { None } else { self.names.collection(offering)? };
        let held = match collection.filter(|collection| *collection != item) {
            Some(collection) => self.pair(fields, collection)?,
            None => pair,
        };
        if said.is_said || held != pair || self.names.is_collection(item) {
            let SeatSaid { from, ended, .. } = *said;
            self.holdings.insert(Holding { held, used: pair, from, ended });
        }
        Ok(())
    }
}
