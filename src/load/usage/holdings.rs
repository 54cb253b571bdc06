//! What a row says that somebody held: a collection that paid for the use, and the seats of the
//! Usage Report, with the days on which they were assigned and taken back.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::batch::{Wrong, wrong};
use super::cells::{field, found, is_absent};
use super::columns::{Role, bare_name};
use super::header::Header;
use super::reader::Reader;
use super::time::Times;
use crate::model::{Day, Ended, Holding, Micro, Paid, When, without_year};

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
            let name = bare_name(header.columns.get(*place).map_or("", String::as_str));
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

/// What people write for collections, without the word.
const SHORT_NAMES: [&str; 5] = ["aec", "aecc", "pdmc", "mec", "m&ec"];

/// Whether a name is that of a collection, for sheets that do not know it.
pub(super) fn is_collection_name(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    let bare = without_year(&name).unwrap_or(&name).trim();
    name.contains("collection") || SHORT_NAMES.contains(&bare)
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
        (item, pair, when): (u32, u32, When),
        said: &SeatSaid,
    ) -> Result<(), Wrong> {
        let offering = field(fields, self.columns.seats.offering);
        let collection =
            if offering.is_empty() { None } else { self.names.collection(offering)? };
        let held = match collection.filter(|collection| *collection != item) {
            Some(collection) => self.pair(fields, collection)?,
            None => pair,
        };
        // Who is listed by a subscription and has no days is listed for the seat.
        let is_idle = when.days() == 0 && self.columns.seats.assignment.is_none();
        if said.is_said || is_idle || held != pair || self.names.is_collection(item) {
            let SeatSaid { from, ended, .. } = *said;
            self.holdings.insert(Holding { held, used: pair, from, ended });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    const HEAD: &str = "email,offering_name,seat_assignment,assigned_date,unassigned_date,\
                        access_option,days_used,tokens_used\n";

    #[test]
    fn a_row_says_what_was_held_since_when_and_until_when() {
        let read = read(
            HEAD,
            "ana,Revit,assigned,2024-05-10T21:20:32Z,,Subscription,5,\n\
             ben,Revit,unassigned,,2026-06-30T10:00:00Z,Subscription,5,\n\
             cy,Revit,Unassigned,,,Subscription,5,\n\
             dan,Revit,assigned,2026-07-02,2026-06-30,Subscription,5,\n\
             eva,AEC Collection 2026,,,,Subscription,5,\n",
        );
        assert_eq!(read.faults, [""; 0]);
        assert_eq!(
            read.holdings,
            [
                "ana revit from 2024-05-10 No",
                "ben revit On(2026-06-30)",
                "cy revit Unknown",
                // assigned again
                "dan revit from 2026-07-02 No",
                "eva aec No",
            ]
        );
    }

    #[test]
    fn a_seat_without_tokens_is_a_subscription_where_the_row_does_not_say() {
        let read = read(
            HEAD,
            "ana,Revit,assigned,,,,0,\n\
             ben,Revit,assigned,,,Flex,5,50\n\
             cy,Revit,,,,,5,50\n\
             dan,Some Collection,,,,,5,\n",
        );
        let paid: Vec<_> = read.rows.iter().filter_map(|row| row.rsplit(' ').next()).collect();
        assert_eq!(paid, ["Subscription", "Tokens", "Tokens", "Subscription"]);
        assert_eq!(read.holdings, ["ana revit No", "dan somecollection No"]);
    }

    #[test]
    fn who_is_listed_without_days_holds_the_seat_unless_the_report_says_who_does() {
        let short = "email,offering_name,access_option,days_used\n";
        let rows =
            read(short, "ana,Revit,Subscription,0\nben,Revit,Subscription,1\ncy,Revit,Flex,0\n");
        assert_eq!(rows.holdings, ["ana revit No"]);
        assert_eq!(read(HEAD, "ana,Revit,,,,Subscription,0,\n").holdings, [""; 0]);
    }

    #[test]
    fn a_collection_pays_for_what_stands_beside_it() {
        let head = "day_used,product_name,offering_name,access_option,email\n";
        let read = read(
            head,
            "2026-03-02,Revit,AEC Collection,Subscription,ana\n\
             2026-03-02,Revit,AEC Collection,Flex,ben\n\
             2026-03-02,Revit,Revit,Subscription,cy\n",
        );
        assert_eq!(read.holdings, ["ana aec No: revit"]);
    }

    #[test]
    fn a_name_that_is_only_subscribed_stays_unknown_to_tokens() {
        let row = |user: &str, access: &str| format!("{user},Vault,,,,{access},5,\n");
        let read = read(HEAD, &[row("ana", "Subscription"), row("ben", "Flex")].concat());
        assert_eq!((read.rows.len(), read.unknown.as_slice()), (1, &["Vault".to_owned()][..]));
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        let read = read(HEAD, "ana,Revit,assigned,soon,,Subscription,5,\n");
        assert_eq!(
            read.faults,
            ["x:2: `assigned_date` must be a date such as 2026-03-02, found `soon`"]
        );
    }
}
