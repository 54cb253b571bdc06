//! What people did, at random, and what Flex charges for it (RULES §2).
//!
//! Of one person and product: a session shorter than the grace is nothing. One whose open is on a
//! day with a seat is not charged. Of the others, an open outside a running window is charged and
//! starts one of 86,400 seconds; where a window ends and a session that closes later is open, that
//! moment is charged, too. A session without a close is open at its open only. Days of use are the
//! charges that there would be without seats.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use proptest::prelude::*;

/// Seconds in a day, and in a window.
pub(crate) const DAY: i64 = 86_400;

/// A person and a product, by number.
pub(crate) type Pair = (usize, usize);

/// When something was opened and closed, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Session {
    pub(crate) pair: Pair,
    pub(crate) opened: i64,
    pub(crate) closed: Option<i64>,
}

/// Days on which somebody is not charged: from the first one on, up to the first after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(crate) user: usize,
    /// A product by number, or a collection from 3 on.
    pub(crate) of: usize,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) is_trial: bool,
}

impl Seat {
    fn toml(&self) -> String {
        let day = |key: &str, day: Option<NaiveDate>| {
            day.map_or(String::new(), |day| format!("{key} = {day}\n"))
        };
        format!(
            "[[{}]]\nuser = \"{}\"\nproduct = \"{}\"\n{}{}",
            if self.is_trial { "trial" } else { "seat" },
            person(self.user),
            super::breakeven::id(self.of),
            day("from", self.from),
            day("until", self.until)
        )
    }

    fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// What people did, and what they hold.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    pub(crate) sessions: Vec<Session>,
    pub(crate) seats: Vec<Seat>,
    pub(crate) grace_minutes: u64,
    /// Of times without an offset, in minutes; `None` writes each with one.
    pub(crate) zone: Option<i32>,
}

/// What became of sessions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) charged: u64,
    pub(crate) free_in_window: u64,
    pub(crate) free_short: u64,
    pub(crate) covered: u64,
    pub(crate) still_open: u64,
}

pub(crate) fn person(user: usize) -> String {
    format!("u{user}@example.com")
}

/// The UTC day of a moment.
pub(crate) fn day_of(moment: i64) -> NaiveDate {
    DateTime::<Utc>::from_timestamp(moment, 0).expect("a time").date_naive()
}

/// The first second of a day.
pub(crate) fn start_of(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

/// A day as far from another as said.
pub(crate) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).expect("a date")
}

/// Where days begin: before a leap day, before a year's end, and on an ordinary Monday.
pub(crate) fn first_days() -> impl Strategy<Value = NaiveDate> {
    let days = [(2028, 2, 27), (2024, 2, 28), (2026, 12, 30), (2026, 3, 2)];
    let days = days.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
    prop::sample::select(days.map(|day| day.expect("a date")).to_vec())
}

/// Logs of three people and three products within six days, around the edges that matter.
pub(crate) fn logs() -> impl Strategy<Value = Log> {
    (first_days(), prop::sample::select(vec![0_u64, 1, 5, 30]), offsets()).prop_flat_map(
        |(first, grace_minutes, zone)| {
            let grace = i64::try_from(grace_minutes).expect("small") * 60;
            let sessions = prop::collection::vec(session(start_of(first), grace), 1..12);
            let seats = prop::collection::vec(seat(first), 0..3);
            (sessions, seats).prop_map(move |(sessions, seats)| Log {
                sessions,
                seats,
                grace_minutes,
                zone,
            })
        },
    )
}

fn offsets() -> impl Strategy<Value = Option<i32>> {
    prop::option::of(prop::sample::select(vec![0, 330, -480, 60, 840]))
}

fn session(start: i64, grace: i64) -> impl Strategy<Value = Session> {
    let within = prop_oneof![
        3 => 0..6 * DAY,
        2 => (0..6 * 24_i64).prop_map(|hour| hour * 3600),
        3 => (0..6_i64, prop::sample::select(vec![0, 1, 28_800, 28_801, DAY - 1]))
            .prop_map(|(day, edge)| day * DAY + edge),
    ];
    let edges =
        vec![0, 1, grace - 1, grace, grace + 1, DAY - 1, DAY, DAY + 1, 2 * DAY, 3 * DAY + 1];
    let edges: Vec<_> = edges.into_iter().filter(|lasts| *lasts >= 0).collect();
    let lasts = prop_oneof![
        4 => prop::sample::select(edges).prop_map(Some),
        3 => (0..12 * 3600_i64).prop_map(Some),
        1 => Just(None),
    ];
    ((0_usize..3, 0_usize..3), within, lasts).prop_map(move |(pair, after, lasts)| Session {
        pair,
        opened: start + after,
        closed: lasts.map(|lasts| start + after + lasts),
    })
}

pub(crate) fn seat(first: NaiveDate) -> impl Strategy<Value = Seat> {
    let days = (prop::option::of(0_u64..5), prop::option::of(1_u64..4));
    (0_usize..3, 0_usize..5, days, any::<bool>()).prop_map(
        move |(user, of, (from, lasts), is_trial)| Seat {
            user,
            of,
            from: from.map(|from| later(first, from)),
            until: lasts.map(|lasts| later(first, from.unwrap_or_default() + lasts)),
            is_trial,
        },
    )
}

impl Log {
    pub(crate) fn csv(&self) -> String {
        let mut text = "user,product,opened,closed\n".to_owned();
        for (n, Session { pair: (user, product), opened, closed }) in
            self.sessions.iter().enumerate()
        {
            let closed = closed.map_or(String::new(), |closed| self.time(n, closed));
            let opened = self.time(n, *opened);
            text += &format!("{},Product {product},{opened},{closed}\n", person(*user));
        }
        text
    }

    /// A moment as text: without an offset in the log's zone, or with one of several.
    fn time(&self, row: usize, moment: i64) -> String {
        let utc = DateTime::<Utc>::from_timestamp(moment, 0).expect("a time");
        let minutes = self.zone.unwrap_or([0, 330, -480][row % 3]);
        let offset = FixedOffset::east_opt(minutes * 60).expect("an offset");
        let local = utc.with_timezone(&offset);
        if self.zone.is_some() {
            local.format("%Y-%m-%dT%H:%M:%S").to_string()
        } else {
            local.to_rfc3339()
        }
    }

    /// The options that say the zone.
    pub(crate) fn options(&self) -> String {
        self.zone.map_or(String::new(), |minutes| {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!(" --timezone={sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        })
    }

    /// The day of a moment where reports have theirs.
    pub(crate) fn local_day(&self, moment: i64) -> NaiveDate {
        let utc: NaiveDateTime =
            DateTime::<Utc>::from_timestamp(moment, 0).expect("a time").naive_utc();
        (utc + TimeDelta::minutes(self.zone.unwrap_or_default().into())).date()
    }

    pub(crate) fn seats_toml(&self) -> String {
        self.seats.iter().map(Seat::toml).collect()
    }

    /// Whether somebody holds a seat of a product on a day, perhaps by a collection.
    pub(crate) fn is_covered(
        &self,
        (user, product): Pair,
        day: NaiveDate,
        sheet: &super::sheet::Sheet,
    ) -> bool {
        let covers = |seat: &&Seat| {
            let members = match seat.of {
                0..3 => &vec![seat.of],
                of => &sheet.collections[of - 3].products,
            };
            seat.user == user && members.contains(&product) && seat.holds(day)
        };
        self.seats.iter().any(|seat| covers(&seat))
    }

    /// The moments at which these sessions are charged, by person and product.
    pub(crate) fn charges(&self, is_free: impl Fn(&Session) -> bool) -> BTreeMap<Pair, Vec<i64>> {
        let mut charges = BTreeMap::new();
        let pairs: BTreeSet<_> = self.sessions.iter().map(|session| session.pair).collect();
        for pair in pairs {
            let of_pair = self.sessions.iter().filter(|session| session.pair == pair);
            let long: Vec<_> = of_pair.filter(|one| !self.is_short(one) && !is_free(one)).collect();
            charges.insert(pair, windows(&long));
        }
        charges
    }

    pub(crate) fn is_short(&self, session: &Session) -> bool {
        let grace = i64::try_from(self.grace_minutes).expect("small") * 60;
        session.closed.is_some_and(|closed| closed - session.opened < grace)
    }
}

/// From one event to the next: the earliest open that no window holds, or the end of a window.
fn windows(sessions: &[&Session]) -> Vec<i64> {
    let mut charges: Vec<i64> = Vec::new();
    loop {
        let end = charges.last().map(|last| last + DAY);
        let is_open_at = |moment: i64| {
            let open = |one: &&&Session| {
                one.opened < moment && one.closed.is_some_and(|closed| closed > moment)
            };
            sessions.iter().any(|one| open(&one))
        };
        let opens = sessions.iter().map(|one| one.opened);
        let next_open = opens.filter(|open| end.is_none_or(|end| *open >= end)).min();
        let next = match end {
            Some(end) if is_open_at(end) => Some(end),
            _ => next_open,
        };
        match next {
            Some(moment) => charges.push(moment),
            None => return charges,
        }
    }
}
