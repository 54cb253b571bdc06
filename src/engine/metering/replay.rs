//! What does Flex charge for this usage?
//!
//! ```text
//! a session shorter than the grace is free and starts no window; a covered one is free too; of the others, the windows
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

use std::collections::HashMap;
use std::hint::black_box;
use std::num::NonZeroU64;

use foldhash::fast::FixedState;

use crate::engine::metering::entitlement::Entitlements;
use crate::engine::metering::overlap::{Overlap, Overlaps};
use crate::engine::metering::readings::{Readings, ReadingsOf};
use crate::engine::metering::window::{Charges, Windows};
use crate::model::{
    Directory, Instant, ItemKind, Label, OutOfOrder, Paid, Period, RateSheet, Session, TakeUsage,
    UseRow, When, Zone, date_of,
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
    /// Sessions of one person and product on two machines at once.
    pub overlaps: bool,
}

/// What a replay needs to know.
#[derive(Clone, Copy, Debug)]
pub struct ReplayInput<'a> {
    /// Rate sheets by rising `effective`, at least one.
    pub sheets: &'a [RateSheet],
    /// Who is not charged.
    pub entitlements: &'a Entitlements,
    /// Where months begin.
    pub zone: Zone,
    /// What counts.
    pub period: Period,
    /// How rows come.
    pub order: Order,
    /// What is wanted.
    pub keep: Keep,
}

/// What became of the sessions: each is one of the first four, by its open (RULES §2, 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SessionCounts {
    /// Its open was charged.
    pub charged: u64,
    /// Its open was within a window that was running.
    pub free_in_window: u64,
    /// It was shorter than the grace, wherever it fell.
    pub free_short: u64,
    /// The person held a seat or a trial; of an export, it says that a subscription paid.
    pub covered_by_seat: u64,
    /// Of these, sessions whose close is not known: they never roll over.
    pub still_open: u64,
    /// Charges made at the end of a window, for a session that was still open (RULES §2, 3).
    pub charged_again: u64,
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Who used what.
    pub pair: u32,
    /// What else the rows said; 0 unless asked for.
    pub label: u32,
    /// The month, as year × 12 + month − 1; `None` unless asked for and known.
    pub month: Option<i32>,
    /// The rate sheet in force, by its place.
    pub sheet: usize,
}

/// What one person used of one product, under one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is counted together.
    pub key: Key,
    /// Charges at the sheet's rate.
    pub charges: u64,
    /// Windows that Flex would charge without seats.
    pub days_of_use: u64,
    /// Charges whose tokens the export states.
    pub stated_charges: u64,
    /// Those tokens, in millionths.
    pub stated_micro_tokens: u64,
}

impl Tally {
    fn none(key: Key) -> Self {
        Self { key, charges: 0, days_of_use: 0, stated_charges: 0, stated_micro_tokens: 0 }
    }
}

/// One charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Who used what.
    pub pair: u32,
    /// When.
    pub at: Instant,
    /// What else the row said; 0 unless asked for.
    pub label: u32,
    /// The rate sheet in force, by its place.
    pub sheet: u16,
    /// The tokens that the export states, in millionths: never none of them.
    pub stated_micro_tokens: Option<NonZeroU64>,
}

/// What came of a replay.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    /// Who used what, under which rate; by rising key.
    pub tallies: Vec<Tally>,
    /// What became of the sessions.
    pub sessions: SessionCounts,
    /// Rows that were there already.
    pub repeated: u64,
    /// Rows outside the period.
    pub outside: u64,
    /// The first and the last moment of use within the period.
    pub seen: Option<(Instant, Instant)>,
    /// Every charge by time; empty unless asked for.
    pub charges: Vec<Charge>,
    /// What other readings of the rule would have charged, by pair and sheet; empty unless asked
    /// for.
    pub readings: Vec<ReadingsOf>,
    /// Sessions on two machines at once; empty unless asked for.
    pub overlaps: Vec<Overlap>,
}

/// How many sessions are looked at together.
const TOGETHER: usize = 256;

/// What is known of one person and product: one line of a core's cache, since a log jumps from one
/// to the next.
#[repr(align(64))]
struct Track {
    windows: Windows,
    last_opened: Instant,
    last_closed: Instant,
    cover: Option<Box<Cover>>,
    last_label: u32,
    /// What was counted last is counted here until something else is.
    current: Counted,
    charges: u32,
    days: u32,
}

/// What tells the tallies of a pair apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted {
    label: u32,
    month: i32,
    sheet: u16,
}

impl Counted {
    /// The month of what has none, or does not need one.
    const NO_MONTH: i32 = i32::MIN;
    const NOTHING: Self = Self { label: 0, month: Self::NO_MONTH, sheet: 0 };

    fn key(self, pair: u32) -> Key {
        let month = Some(self.month).filter(|month| *month != Self::NO_MONTH);
        Key { pair, label: self.label, month, sheet: self.sheet.into() }
    }
}

/// The days on which a person is not charged, and the windows as they would be without.
struct Cover {
    days: Vec<(i32, i32)>,
    windows: Windows,
}

/// A replay under way.
pub struct Replay<'a> {
    input: ReplayInput<'a>,
    bounds: (Instant, Instant),
    starts: Vec<i32>,
    graces: Vec<i64>,
    tracks: Vec<Track>,
    services: Vec<bool>,
    labels: Vec<Label>,
    tallies: HashMap<Key, Tally, FixedState>,
    result: Replayed,
    readings: Readings,
    overlaps: Overlaps,
    ties: Ties,
    kept: Kept,
    rows: Vec<UseRow>,
}

/// Sessions of one person and product that were opened at the same moment, for the few pairs that
/// have any.
#[derive(Default)]
struct Ties(HashMap<u32, Together, FixedState>);

/// When some sessions were opened, and their closes and labels.
type Together = (Instant, Vec<(Option<Instant>, u32)>);

impl Ties {
    /// Whether this session, which was opened when the last one was, has been there already.
    fn has_met(&mut self, track: &Track, session: &Session) -> bool {
        let this = (session.closed, session.label);
        let last =
            (Some(track.last_closed).filter(|closed| *closed != Instant::MAX), track.last_label);
        if this == last {
            return true;
        }
        let (opened, met) = self.0.entry(session.pair).or_default();
        if *opened != session.opened {
            *opened = session.opened;
            met.clear();
            met.push(last);
        }
        let again = met.contains(&this);
        met.push(this);
        again
    }
}

/// Sessions that wait to be sorted: each a number whose order is theirs.
enum Kept {
    Plain(Vec<u128>),
    Labelled(Vec<[u32; 5]>),
}

impl<'a> Replay<'a> {
    /// Nothing has happened yet.
    pub fn new(input: ReplayInput<'a>) -> Self {
        let labelled = input.keep.labels || input.keep.overlaps;
        Self {
            bounds: input.period.bounds(input.zone),
            // Before the earliest sheet, that one holds.
            starts: input
                .sheets
                .iter()
                .skip(1)
                .map(|sheet| crate::model::day_number(sheet.effective))
                .collect(),
            graces: input
                .sheets
                .iter()
                .map(|sheet| i64::from(sheet.token.grace_minutes) * 60_000)
                .collect(),
            kept: if labelled { Kept::Labelled(Vec::new()) } else { Kept::Plain(Vec::new()) },
            input,
            tracks: Vec::new(),
            services: Vec::new(),
            labels: Vec::new(),
            tallies: HashMap::default(),
            result: Replayed::default(),
            readings: Readings::default(),
            overlaps: Overlaps::default(),
            ties: Ties::default(),
            rows: Vec::new(),
        }
    }

    /// The sheet in force on a UTC day (RULES §2): the last that is effective by then.
    fn sheet_on(&self, day: i32) -> usize {
        self.starts.partition_point(|start| *start <= day)
    }

    fn replay(&mut self, session: &Session) {
        let Some(track) = self.tracks.get_mut(session.pair as usize) else { return };
        let Session { opened, closed, .. } = *session;
        let last_closed = closed.unwrap_or(Instant::MAX);
        if opened == track.last_opened && self.ties.has_met(track, session) {
            self.result.repeated += 1;
            return;
        }
        (track.last_opened, track.last_closed, track.last_label) =
            (opened, last_closed, session.label);
        let counts = self.bounds.0 <= opened && opened < self.bounds.1;
        if counts {
            let (first, last) = self.result.seen.unwrap_or((opened, opened));
            self.result.seen = Some((first.min(opened), last.max(opened)));
            self.result.sessions.still_open += u64::from(closed.is_none());
        } else {
            self.result.outside += 1;
        }
        let sheet = if self.starts.is_empty() {
            0
        } else {
            self.starts.partition_point(|start| *start <= opened.day())
        };
        let grace = self.graces.get(sheet).copied().unwrap_or_default();
        let short = closed.is_some_and(|closed| closed.since(opened) < grace);
        let covered = track.cover.as_ref().is_some_and(|cover| cover.holds(opened.day()));
        if self.input.keep.overlaps && counts {
            self.overlaps.session(session, &self.labels);
        }
        if self.input.keep.readings && !covered {
            let sheet_on = |day: i32| self.starts.partition_point(|start| *start <= day);
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
        let at_open = charges.count > 0 && charges.first == opened;
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

    /// Counts one charge or day of use, where it falls into the period.
    fn count(&mut self, pair: u32, label: u32, at: Instant, (charges, days): (u32, u32)) {
        if at < self.bounds.0 || at >= self.bounds.1 {
            return;
        }
        let sheet = if self.starts.is_empty() { 0 } else { self.sheet_on(at.day()) };
        let sheet = u16::try_from(sheet).unwrap_or(u16::MAX);
        let counted = Counted {
            label: if self.input.keep.labels { label } else { 0 },
            month: if self.input.keep.months {
                month_of(self.input.zone.date(at))
            } else {
                Counted::NO_MONTH
            },
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
                stated_micro_tokens: None,
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
        match std::mem::replace(&mut self.kept, Kept::Plain(Vec::new())) {
            Kept::Plain(mut kept) => {
                kept.sort_unstable();
                for session in kept {
                    self.replay(&unpacked(session, 0));
                }
            }
            Kept::Labelled(mut kept) => {
                // Numbers were given as labels were met; their order must be that of their words.
                let mut by_words: Vec<u32> = (0..).take(self.labels.len()).collect();
                by_words.sort_by_key(|label| self.labels.get(*label as usize));
                let mut ranks = vec![0; by_words.len()];
                for (rank, label) in (0..).zip(&by_words) {
                    if let Some(place) = ranks.get_mut(*label as usize) {
                        *place = rank;
                    }
                }
                for [.., label] in &mut kept {
                    *label = ranks.get(*label as usize).copied().unwrap_or_default();
                }
                kept.sort_unstable();
                for [pair, first, second, third, rank] in kept {
                    let packed = [pair, first, second, third]
                        .into_iter()
                        .fold(0, |all, part| all << 32 | u128::from(part));
                    let label = by_words.get(rank as usize).copied().unwrap_or_default();
                    self.replay(&unpacked(packed, label));
                }
            }
        }
        self.replay_rows();
        for (pair, track) in (0..).zip(std::mem::take(&mut self.tracks)) {
            self.tally(track.current.key(pair), (track.charges, track.days));
        }
        let mut tallies: Vec<_> = self.tallies.into_values().collect();
        tallies.sort_unstable_by_key(|tally| tally.key);
        self.result.charges.sort_unstable_by_key(|charge| (charge.at, charge.pair));
        Replayed {
            tallies,
            readings: self.readings.finish(),
            overlaps: self.overlaps.finish(),
            ..self.result
        }
    }

    /// Rows of one person and product that stand for one day or moment are one use.
    fn replay_rows(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable();
        let read = rows.len();
        rows.dedup();
        self.result.repeated += (read - rows.len()) as u64;
        let together = |one: &UseRow, next: &UseRow| {
            (one.pair, one.when) == (next.pair, next.when) && !matches!(one.when, When::Days { .. })
        };
        for rows in rows.chunk_by(together) {
            self.use_rows(rows);
        }
    }

    fn use_rows(&mut self, rows: &[UseRow]) {
        let Some(first) = rows.first() else { return };
        let day = first.when.day();
        let counts = match first.when {
            When::Moment(at) => self.bounds.0 <= at && at < self.bounds.1,
            _ => self.input.period.has(day.map(date_of)),
        };
        let many = rows.len() as u64;
        if !counts {
            self.result.outside += many;
            return;
        }
        if let Some(day) = day {
            let at = first.when.moment().unwrap_or(Instant::start_of(date_of(day)));
            let (from, until) = self.result.seen.unwrap_or((at, at));
            self.result.seen = Some((from.min(at), until.max(at)));
        }
        let days = first.when.days();
        let service = self.services.get(first.pair as usize).copied().unwrap_or_default();
        let stated = rows.iter().filter_map(|row| row.micro_tokens);
        let adds = service || first.paid == Paid::Agreement;
        let stated = if adds { stated.reduce(u64::saturating_add) } else { stated.max() };
        let by_tokens =
            rows.iter().any(|row| row.paid == Paid::Tokens && row.micro_tokens.is_none());
        let covered =
            |day| self.tracks.get(first.pair as usize).is_some_and(|track| track.covers(day));
        let (charges, free_days, stated) = match stated {
            Some(micro) if micro > 0 => (days, 0, Some(micro)),
            // A row without tokens, which no subscription paid for, was too short to be charged.
            Some(_) if rows.iter().all(|row| row.paid != Paid::Subscription) => {
                self.result.sessions.free_short += many;
                return;
            }
            // A summary lists who was not there, too.
            None if by_tokens && days == 0 => {
                self.result.sessions.free_short += many;
                return;
            }
            None if by_tokens && !day.is_some_and(covered) => (days, 0, None),
            _ => (0, days, None),
        };
        let class = &mut self.result.sessions;
        if adds && stated.is_some() {
            let paid =
                rows.iter().filter(|row| row.micro_tokens.is_some_and(|micro| micro > 0)).count()
                    as u64;
            class.charged += paid;
            class.free_short += many - paid;
        } else if charges > 0 || stated.is_some() {
            class.charged += 1;
            class.free_in_window += many - 1;
        } else {
            class.covered_by_seat += many;
        }
        let sheet = day.map_or(self.input.sheets.len() - 1, |day| self.sheet_on(day));
        let month = match first.when {
            When::Moment(at) => Some(month_of(self.input.zone.date(at))),
            When::Day(day) => Some(month_of(date_of(day))),
            When::Days { .. } => None,
        };
        let label =
            rows.iter().map(|row| row.label).min_by_key(|label| self.labels.get(*label as usize));
        let key = Key {
            pair: first.pair,
            label: label.filter(|_| self.input.keep.labels).unwrap_or_default(),
            month: month.filter(|_| self.input.keep.months),
            sheet,
        };
        let tally = self.tallies.entry(key).or_insert_with(|| Tally::none(key));
        tally.days_of_use += if service { 0 } else { charges + free_days };
        match stated {
            Some(micro) => {
                tally.stated_charges += charges;
                tally.stated_micro_tokens += micro;
            }
            None => tally.charges += charges,
        }
        if let (true, true, Some(day)) = (self.input.keep.charges, charges > 0, day) {
            let at = first.when.moment().unwrap_or(Instant::start_of(date_of(day)));
            let sheet = u16::try_from(sheet).unwrap_or(u16::MAX);
            let stated_micro_tokens = stated.and_then(NonZeroU64::new);
            self.result.charges.push(Charge {
                pair: first.pair,
                at,
                label: key.label,
                sheet,
                stated_micro_tokens,
            });
        }
    }
}

impl Cover {
    fn holds(&self, day: i32) -> bool {
        self.days.iter().any(|(from, until)| *from <= day && day < *until)
    }
}

impl Track {
    fn covers(&self, day: i32) -> bool {
        self.cover.as_ref().is_some_and(|cover| cover.holds(day))
    }
}

impl TakeUsage for Replay<'_> {
    fn meet(&mut self, directory: &Directory) {
        for number in self.tracks.len()..directory.pairs.len() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let item = directory.item(number);
            let days = self.input.entitlements.covered(directory.person(number), &item.id);
            let cover = (!days.is_empty())
                .then(|| Box::new(Cover { days: days.to_vec(), windows: Windows::default() }));
            self.services.push(item.kind == ItemKind::Service);
            self.tracks.push(Track {
                windows: Windows::default(),
                last_opened: Instant::MIN,
                last_closed: Instant::MIN,
                last_label: 0,
                current: Counted::NOTHING,
                charges: 0,
                days: 0,
                cover,
            });
        }
        self.labels.extend(directory.labels.iter().skip(self.labels.len()).cloned());
    }

    fn sessions(&mut self, sessions: &[Session]) -> Result<(), OutOfOrder> {
        if self.input.order == Order::Any {
            match &mut self.kept {
                Kept::Plain(kept) => kept.extend(sessions.iter().map(packed)),
                Kept::Labelled(kept) => {
                    kept.extend(
                        sessions.iter().map(|session| with_label(packed(session), session.label)),
                    );
                }
            }
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

/// The month of a date, as year × 12 + month − 1.
pub fn month_of(date: chrono::NaiveDate) -> i32 {
    use chrono::Datelike;
    date.year() * 12 + i32::try_from(date.month0()).unwrap_or_default()
}

/// How many bits hold a time, in milliseconds: those of nine thousand years.
const TIME_BITS: u32 = 48;
const TIME_MASK: u64 = (1 << TIME_BITS) - 1;
/// What is added to a time, so that those before 1970 are numbers too.
const TIME_BASE: i64 = 1 << (TIME_BITS - 1);

/// Person and product, open and duration in one number, so that the order of numbers is that of
/// sessions; a session without a close comes last.
fn packed(session: &Session) -> u128 {
    let opened = (session.opened.millis() + TIME_BASE).cast_unsigned() & TIME_MASK;
    let lasted = session.closed.map_or(TIME_MASK, |closed| {
        closed.since(session.opened).cast_unsigned().min(TIME_MASK - 1)
    });
    u128::from(session.pair) << (2 * TIME_BITS)
        | u128::from(opened) << TIME_BITS
        | u128::from(lasted)
}

fn unpacked(number: u128, label: u32) -> Session {
    let part =
        |shift: u32| u64::try_from(number >> shift & u128::from(TIME_MASK)).unwrap_or_default();
    let opened = Instant::from_millis(part(TIME_BITS).cast_signed() - TIME_BASE);
    let lasted = part(0);
    let pair = u32::try_from(number >> (2 * TIME_BITS)).unwrap_or(u32::MAX);
    Session {
        pair,
        label,
        opened,
        closed: (lasted != TIME_MASK).then(|| opened.after(lasted.cast_signed())),
    }
}

fn with_label(number: u128, label: u32) -> [u32; 5] {
    let part =
        |shift: u32| u32::try_from(number >> shift & u128::from(u32::MAX)).unwrap_or_default();
    [part(96), part(64), part(32), part(0), label]
}
