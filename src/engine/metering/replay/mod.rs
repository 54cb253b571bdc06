//! What does Flex charge for this usage?
//!
//! ```text
//! a session shorter than the grace is free and starts no window; a covered one is free too; of the
//!     others, the windows
//! a row of an export is a day of use, and its tokens, where it has them, are what Autodesk charged
//! ```
//!
//! RULES §2 and §3. A sorted log is replayed as it comes, so that memory grows with people ×
//! products; one that is not is kept, at 16 bytes a session, and sorted.
//!
//! Example: 3 minutes at 09:00, then 10:00–18:00: one charge, at 10:00.
//!
//! Edges: exactly the grace is charged. The seat held on the UTC day of the open decides for the
//! whole session. A covered session starts no window, but is a day of use: days of use are the
//! windows that Flex would charge without seats. In a period, sessions count by their open and
//! charges by their moment, so that one may reach over into the other. Where teams or machines
//! matter, sessions opened together are taken in the order of their close, then of what else the
//! row says; where they do not, their order changes nothing.

mod export_rows;
mod tally;
mod ties;
mod track;
mod waiting;

pub use self::tally::{Charge, Key, Replayed, SessionCounts, Tally};

use std::collections::HashMap;
use std::hint::black_box;

use foldhash::fast::FixedState;

use self::ties::{Met, Tie, Ties};
use self::track::{Counted, Track};
use self::waiting::Waiting;
use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::machines::Machines;
use crate::engine::metering::overlap::Overlaps;
use crate::engine::metering::readings::Readings;
use crate::engine::metering::same_use::Repeats;
use crate::engine::metering::stated_rates::StatedRates;
use crate::engine::metering::window::Charges;
use crate::model::{
    DAY, Directory, Instant, ItemKind, Label, Micro, Month, OutOfOrder, Period, Session, Sheets,
    TakeUsage, Tied, UseRow, Zone,
};

/// How the rows of a log come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the time of the open, at least within each person and product; a row that does not ends
    /// the replay.
    Sorted,
    /// In any order.
    Any,
}

/// What is to be told apart and what is to be kept.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is wanted or not, whatever the others are")]
pub struct Keep {
    /// Months.
    pub months: bool,
    /// Teams, groups and projects that rows name.
    pub labels: bool,
    /// Every charge.
    pub charges: bool,
    /// What other readings of the rule would have charged.
    pub readings: bool,
    /// On which machines people had products open, and on which two at once.
    pub overlaps: bool,
}

/// What a replay needs to know.
#[derive(Clone, Debug)]
pub struct ReplayInput<'a> {
    /// The rate sheets.
    pub sheets: &'a Sheets,
    /// Who is not charged.
    pub entitlements: &'a Entitlements,
    /// Where months begin.
    pub zone: Zone,
    /// What counts.
    pub period: Period,
    /// What was asked about, where more counts than that: rows beyond it are told as left out.
    pub asked: Period,
    /// How rows come.
    pub order: Order,
    /// What is done with rows of an export that are equal in every column.
    pub repeats: Repeats,
    /// What is wanted.
    pub keep: Keep,
}

/// How many sessions are looked at together.
const TOGETHER: usize = 256;

/// A replay under way.
pub struct Replay<'a> {
    input: ReplayInput<'a>,
    bounds: (Instant, Instant),
    asked: (Instant, Instant),
    graces: Vec<i64>,
    tracks: Vec<Track>,
    /// What each pair is about: the item's number, and its kind.
    items: Vec<(u32, ItemKind)>,
    labels: Vec<Label>,
    tallies: HashMap<Key, Tally, FixedState>,
    result: Replayed,
    readings: Readings,
    stated_rates: StatedRates,
    overlaps: Overlaps,
    machines: Machines,
    ties: Ties,
    waiting: Waiting,
    rows: Vec<UseRow>,
}

impl<'a> Replay<'a> {
    /// Nothing has happened yet.
    pub fn new(input: ReplayInput<'a>) -> Self {
        let labelled = input.keep.labels || input.keep.overlaps;
        Self {
            bounds: input.period.bounds(&input.zone),
            asked: input.asked.bounds(&input.zone),
            graces: input
                .sheets
                .iter()
                .map(|sheet| i64::from(sheet.token.grace_minutes) * 60_000)
                .collect(),
            waiting: if labelled {
                Waiting::Labelled(Vec::new())
            } else {
                Waiting::Plain(Vec::new())
            },
            input,
            tracks: Vec::new(),
            items: Vec::new(),
            labels: Vec::new(),
            tallies: HashMap::default(),
            result: Replayed::default(),
            readings: Readings::default(),
            stated_rates: StatedRates::default(),
            overlaps: Overlaps::default(),
            machines: Machines::default(),
            ties: Ties::default(),
            rows: Vec::new(),
        }
    }

    fn replay(&mut self, session: &Session) {
        let Some(track) = self.tracks.get_mut(session.pair as usize) else { return };
        let Session { opened, closed, .. } = *session;
        let last_closed = closed.unwrap_or(Instant::MAX);
        if opened == track.last_opened {
            let last = Tie {
                closed: Some(track.last_closed).filter(|closed| *closed != Instant::MAX),
                label: track.last_label,
            };
            let this = Tie { closed, label: session.label };
            let met = self.ties.met(session.pair, opened, last, this);
            if met != Met::Never {
                self.result.repeated += 1;
                if met == Met::Otherwise {
                    track.last_label = session.label;
                    self.look_at_machines(session);
                }
                return;
            }
        }
        (track.last_opened, track.last_closed, track.last_label) =
            (opened, last_closed, session.label);
        let counts = self.bounds.0 <= opened && opened < self.bounds.1;
        if counts {
            let (first, last) = self.result.seen.unwrap_or((opened, opened));
            self.result.seen = Some((first.min(opened), last.max(opened)));
            self.result.sessions.still_open += u64::from(closed.is_none());
        }
        if opened < self.asked.0 || self.asked.1 <= opened {
            self.result.outside += 1;
            let is_next = self.asked.1 <= opened && opened < self.asked.1.after(DAY);
            self.result.day_after += u64::from(is_next);
        }
        let sheet = self.input.sheets.place_on(opened.day());
        let grace = self.graces.get(sheet).copied().unwrap_or_default();
        let short = closed.is_some_and(|closed| closed.since(opened) < grace);
        let covered = track.cover.as_ref().is_some_and(|cover| cover.holds(opened.day()));
        self.look_at_machines(session);
        if self.input.keep.readings && !covered {
            let sheet_on = |day| self.input.sheets.place_on(day);
            self.readings.session(session, self.bounds, grace, sheet_on);
        }
        let Some(track) = self.tracks.get_mut(session.pair as usize) else { return };
        if short {
            self.result.sessions.free_short += u64::from(counts);
            return;
        }
        let would = track.cover.as_mut().map(|cover| cover.windows.session(opened, closed));
        let charges = if covered {
            Charges { first: opened, count: 0 }
        } else {
            track.windows.session(opened, closed)
        };
        let sessions = &mut self.result.sessions;
        // Within a window the first moment is its end, which is later.
        let at_open = charges.first == opened;
        let class = match (covered, at_open) {
            (true, _) => &mut sessions.covered_by_seat,
            (false, false) => &mut sessions.free_in_window,
            (false, true) => &mut sessions.charged,
        };
        *class += u64::from(counts);
        for at in charges.moments() {
            self.result.sessions.charged_again +=
                u64::from(at != opened && self.bounds.0 <= at && at < self.bounds.1);
            self.count(session.pair, session.label, at, (1, u32::from(would.is_none())));
        }
        for at in would.into_iter().flat_map(Charges::moments) {
            self.count(session.pair, session.label, at, (0, 1));
        }
    }

    /// Looks at where somebody had a product open, where that is wanted.
    fn look_at_machines(&mut self, session: &Session) {
        let counts = self.bounds.0 <= session.opened && session.opened < self.bounds.1;
        if self.input.keep.overlaps && counts {
            self.overlaps.session(session, &self.labels);
            self.machines.session(session, &self.labels);
        }
    }

    /// Counts one charge or day of use, where it falls into the period.
    fn count(&mut self, pair: u32, label: u32, at: Instant, (charges, days): (u32, u32)) {
        if at < self.bounds.0 || at >= self.bounds.1 {
            return;
        }
        // Whoever is charged again at the end of a window is still there.
        let (first, last) = self.result.seen.unwrap_or((at, at));
        self.result.seen = Some((first.min(at), last.max(at)));
        let sheet = self.input.sheets.place_on(at.day());
        let sheet = u16::try_from(sheet).unwrap_or(u16::MAX);
        let counted = Counted {
            label: if self.input.keep.labels { label } else { 0 },
            month: self.input.keep.months.then(|| Month::from(self.input.zone.date(at))),
            sheet,
        };
        let Some(track) = self.tracks.get_mut(pair as usize) else { return };
        if track.current != counted || track.charges.max(track.days) > u32::MAX / 2 {
            let before = std::mem::replace(&mut track.current, counted).key(pair);
            let counts = (std::mem::take(&mut track.charges), std::mem::take(&mut track.days));
            self.tally(before, counts);
        }
        if let Some(track) = self.tracks.get_mut(pair as usize) {
            track.charges += charges;
            track.days += days;
        }
        if self.input.keep.charges && charges > 0 {
            self.result.charges.push(Charge {
                pair,
                at,
                label: counted.label,
                sheet,
                stated: Micro::ZERO,
            });
        }
    }

    /// Adds to the tally of `key`.
    fn tally(&mut self, key: Key, (charges, days): (u32, u32)) {
        if charges > 0 || days > 0 {
            let tally = self.tallies.entry(key).or_insert_with(|| Tally::none(key));
            tally.charges += u64::from(charges);
            tally.days_of_use += u64::from(days);
        }
    }

    /// Replays what had to wait, and says what came of everything.
    pub fn finish(mut self) -> Replayed {
        let waiting = std::mem::replace(&mut self.waiting, Waiting::Plain(Vec::new()));
        waiting.sorted(&self.labels).for_each(|session| self.replay(&session));
        self.replay_rows();
        for (pair, track) in (0..).zip(std::mem::take(&mut self.tracks)) {
            self.tally(track.current.key(pair), (track.charges, track.days));
        }
        let mut tallies: Vec<_> = self.tallies.into_values().collect();
        tallies.sort_unstable_by_key(|tally| tally.key);
        let order = |charge: &Charge| (charge.at, charge.pair, charge.label, charge.stated);
        self.result.charges.sort_unstable_by_key(order);
        self.result.free_of_tokens.sort_unstable_by_key(order);
        Replayed {
            tallies,
            readings: self.readings.finish(),
            other_rates: self.stated_rates.finish(),
            overlaps: self.overlaps.finish(),
            machines: self.machines.finish(&self.labels),
            ..self.result
        }
    }
}

impl TakeUsage for Replay<'_> {
    fn meet(&mut self, directory: &Directory) {
        self.stated_rates.meet(&directory.items, self.input.sheets);
        for number in self.tracks.len()..directory.pairs.len() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let item = directory.item(number);
            let days = self.input.entitlements.covered(directory.person(number), &item.id);
            self.items.push((directory.pair(number).item, item.kind));
            self.tracks.push(Track::new(days));
        }
        self.labels.extend(directory.labels.iter().skip(self.labels.len()).cloned());
    }

    fn sessions(&mut self, sessions: &[Session]) -> Result<(), OutOfOrder> {
        if self.input.order == Order::Any {
            self.waiting.extend(sessions);
            return Ok(());
        }
        for together in sessions.chunks(TOGETHER) {
            // The tracks are fetched into the cache together, so that the wait for one overlaps
            // with that for the next.
            let tracks =
                together.iter().filter_map(|session| self.tracks.get(session.pair as usize));
            black_box(tracks.fold(0, |sum, track| sum ^ track.charges));
            for session in together {
                if let Some(track) = self.tracks.get(session.pair as usize)
                    && session.opened <= track.last_opened
                    && !self.in_order(track, session)
                {
                    return Err(OutOfOrder);
                }
                self.replay(session);
            }
        }
        Ok(())
    }

    fn rows(&mut self, rows: &[UseRow]) {
        self.rows.extend_from_slice(rows);
    }

    fn tie(&mut self, directory: &Directory, tied: &Tied) -> Result<(), OutOfOrder> {
        if self.tracks.iter().any(|track| track.last_opened != Instant::MIN) {
            return Err(OutOfOrder);
        }
        let stands_for = |pair: u32| tied.pairs.get(pair as usize).copied().unwrap_or(pair);
        self.rows.iter_mut().for_each(|row| row.pair = stands_for(row.pair));
        self.waiting.renumber(stands_for);
        for (number, track) in (0..).zip(&mut self.tracks) {
            let names = tied.names.get(&directory.pair(number).person).into_iter().flatten();
            let id = &directory.item(number).id;
            let of_name = |name: &String| self.input.entitlements.covered(name, id).to_vec();
            let days: Vec<_> = names.flat_map(of_name).collect();
            if !days.is_empty() {
                *track = Track::new(&days);
            }
        }
        Ok(())
    }
}

impl Replay<'_> {
    fn in_order(&self, track: &Track, session: &Session) -> bool {
        if !self.input.keep.labels && !self.input.keep.overlaps {
            return session.opened == track.last_opened;
        }
        let label = |label: u32| self.labels.get(label as usize);
        (track.last_opened, track.last_closed, label(track.last_label))
            <= (session.opened, session.closed.unwrap_or(Instant::MAX), label(session.label))
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
