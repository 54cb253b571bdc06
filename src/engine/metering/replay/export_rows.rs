//! How are the rows of an export counted?
//!
//! ```text
//! each person, product and day is judged once; its charges, days of use and tokens are added to
//!     the tally
//! ```
//!
//! RULES §3. What rows of one day come to is in
//! [`export_day`](crate::engine::metering::export_day).
//!
//! Example: three rows of Revit by Ana on one day, of 10, 4 and 0 tokens: one day of use, two
//! charges of 14 tokens in all, and one row that is free within the day.
//!
//! Edges: rows of a summary stand for themselves, each for its days; results of services are
//! charges, but no days of use. A row without a date counts under the latest sheet. A credit is no
//! charge; its tokens are taken off.

use super::{Charge, Key, Replay, Tally};
use crate::engine::metering::beside_seat::{DayBesideSeat, SaidBy};
use crate::engine::metering::export_day::{Seat, Verdict, has_figure, judge};
use crate::engine::metering::file_count::{FileCount, Why};
use crate::engine::metering::same_use::{Sifted, sift};
use crate::model::{Day, Instant, ItemKind, Micro, MicroSum, Month, Paid, Period, UseRow, When};

impl Replay<'_> {
    /// Rows of one person and product that stand for one day or moment are one use.
    pub(super) fn replay_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let nothing = (u32::MAX, ItemKind::Unlisted);
        let item = |pair: u32| self.items.get(pair as usize).copied().unwrap_or(nothing);
        let Sifted { rows, files, open } = sift(rows, item, self.input.repeats);
        (self.result.files, self.result.open) = (files, open);
        let together = |one: &UseRow, next: &UseRow| {
            (one.pair, one.when) == (next.pair, next.when) && !matches!(one.when, When::Days { .. })
        };
        for rows in rows.chunk_by(together) {
            if let Some(first) = rows.first() {
                self.replay_use(first, rows);
            }
        }
        for file in &self.result.files {
            self.result.repeated += file.rows(Why::Repeated);
            self.result.overlapping += file.rows(Why::Overlapping);
        }
    }

    /// Counts one use, `rows` of which `first` is one.
    fn replay_use(&mut self, first: &UseRow, rows: &[UseRow]) {
        let is_asked = is_within(self.asked, self.input.asked, first.when);
        if !is_asked {
            self.leave_out(rows);
            self.result.outside += rows.len() as u64;
            let is_next = first.when.day().map(Day::date) == self.input.asked.until;
            self.result.day_after += if is_next { rows.len() as u64 } else { 0 };
        }
        if !is_within(self.bounds, self.input.period, first.when) {
            return;
        }
        let moment = moment_of(first.when);
        if let Some(at) = moment {
            let (from, until) = self.result.seen.unwrap_or((at, at));
            self.result.seen = Some((from.min(at), until.max(at)));
        }
        let kind = self.items.get(first.pair as usize).map(|(_, kind)| *kind);
        let days = first.when.days();
        let verdict = judge(rows, days, self.seat(first));
        self.classify(verdict, kind, rows);
        let key = self.key_of(first, rows);
        if verdict == Verdict::Nothing {
            if let (Some(ItemKind::Service), Some(at)) = (kind, moment) {
                self.keep_free_of_tokens(key, at);
            }
            return;
        }
        let tally = self.tallies.entry(key).or_insert_with(|| Tally::none(key));
        // Results have no days, and nobody was there only because tokens are given back.
        let is_used = rows.iter().any(|row| !row.micro_tokens.is_some_and(Micro::is_credit));
        let days_of_use = if is_used && kind != Some(ItemKind::Service) { days } else { 0 };
        tally.days_of_use += days_of_use;
        let dated = moment.filter(|_| days > 0);
        match verdict {
            Verdict::Stated => {
                tally.stated_days += days_of_use;
                let item = self.items.get(first.pair as usize).map_or(u32::MAX, |(item, _)| *item);
                self.stated_rates.compare(rows, (item, key.sheet), days);
                for row in rows.iter().filter(|row| has_figure(row)) {
                    self.stated(row, dated);
                    if let (true, Some(file)) = (is_asked, self.file_of(row)) {
                        file.counted += row.micro_tokens.unwrap_or_default();
                    }
                }
                self.keep_beside_seat(key, first, rows);
            }
            Verdict::AtRate => {
                tally.charges += days;
                let silent = rows.iter().find(|row| row.micro_tokens.is_none());
                if let (true, Some(file)) = (is_asked, self.file_of(silent.unwrap_or(first))) {
                    *file.at_rate.entry((first.pair, key.sheet)).or_default() += days;
                }
                self.keep_charge(key, Micro::ZERO, dated);
            }
            Verdict::Covered | Verdict::Nothing => {}
        }
    }

    /// Counts what a row states, for whatever else it says: a person may be in two teams.
    fn stated(&mut self, row: &UseRow, at: Option<Instant>) {
        let key = self.key_of(row, std::slice::from_ref(row));
        let micro = row.micro_tokens.unwrap_or_default();
        let tally = self.tallies.entry(key).or_insert_with(|| Tally::none(key));
        tally.stated += micro;
        // A month, or a product in all, was used on days that the file does not have.
        tally.is_uncounted |= row.paid == Paid::Agreement && row.when.days() == 0;
        // What is given back is no charge.
        tally.stated_charges += if micro.is_credit() { 0 } else { row.when.days() };
        self.keep_charge(key, micro, at);
    }

    fn keep_charge(&mut self, key: Key, stated: Micro, at: Option<Instant>) {
        if let (true, Some(at)) = (self.input.keep.charges, at) {
            self.result.charges.push(Charge {
                pair: key.pair,
                at,
                label: key.label,
                sheet: u16::try_from(key.sheet).unwrap_or(u16::MAX),
                stated,
            });
        }
    }

    fn file_of(&mut self, row: &UseRow) -> Option<&mut FileCount> {
        self.result.files.get_mut(row.file as usize)
    }

    /// Keeps a day on which Flex took tokens although a seat was held.
    fn keep_beside_seat(&mut self, key: Key, first: &UseRow, rows: &[UseRow]) {
        let (When::Day(_) | When::Moment(_), Some(day)) = (first.when, first.when.day()) else {
            return;
        };
        let is_said = rows.iter().any(|row| row.paid == Paid::Subscription);
        let said_by = match (self.seat(first), is_said) {
            (Seat::Held, _) => SaidBy::Estate,
            (Seat::None, true) => SaidBy::Usage,
            (Seat::None, false) => return,
        };
        // What a feature takes, such as a rendering in the cloud, no seat covers.
        let of_product = rows.iter().filter(|row| row.detail <= UseRow::THE_PRODUCT);
        let of_flex = of_product.filter(|row| has_figure(row) && row.paid != Paid::Agreement);
        let figures: Vec<_> = of_flex.filter_map(|row| row.micro_tokens).collect();
        let charges = figures.iter().filter(|micro| !micro.is_credit()).count() as u64;
        let micro: MicroSum = figures.into_iter().sum();
        if charges > 0 && !micro.is_none() && !micro.is_credit() {
            let (pair, sheet) = (key.pair, key.sheet);
            let beside = DayBesideSeat { pair, sheet, day, charges, micro, said_by };
            self.result.beside_seats.push(beside);
        }
    }

    /// Keeps a use of a service that took nothing, which may need a balance all the same.
    fn keep_free_of_tokens(&mut self, key: Key, at: Instant) {
        if self.input.keep.charges {
            let sheet = u16::try_from(key.sheet).unwrap_or(u16::MAX);
            let charge =
                Charge { pair: key.pair, at, label: key.label, sheet, stated: Micro::ZERO };
            self.result.free_of_tokens.push(charge);
        }
    }

    fn leave_out(&mut self, rows: &[UseRow]) {
        for row in rows {
            if let Some(file) = self.file_of(row) {
                file.leave_out(Why::Outside, row);
            }
        }
    }

    fn seat(&self, row: &UseRow) -> Seat {
        let track = self.tracks.get(row.pair as usize);
        let holds = |day| track.is_some_and(|track| track.covers(day));
        if row.when.day().is_some_and(holds) { Seat::Held } else { Seat::None }
    }

    /// Says what became of each row.
    fn classify(&mut self, verdict: Verdict, kind: Option<ItemKind>, rows: &[UseRow]) {
        let sessions = &mut self.result.sessions;
        let many = rows.len() as u64;
        match verdict {
            Verdict::Stated => {
                let (with, without): (Vec<_>, Vec<_>) =
                    rows.iter().partition(|row| has_figure(row));
                let is_credit = |row: &&&UseRow| row.micro_tokens.is_some_and(Micro::is_credit);
                let credited = with.iter().filter(is_credit).count() as u64;
                sessions.credited += credited;
                sessions.charged += with.len() as u64 - credited;
                // Of a product the day is charged, whichever row says so.
                let is_pool = rows.iter().all(|row| row.paid == Paid::Agreement);
                let free = if kind == Some(ItemKind::Product) && !is_pool {
                    &mut sessions.free_in_window
                } else {
                    &mut sessions.free_short
                };
                *free += without.len() as u64;
            }
            Verdict::AtRate => {
                sessions.charged += 1;
                sessions.free_in_window += many - 1;
            }
            Verdict::Covered => sessions.covered_by_seat += many,
            Verdict::Nothing => sessions.free_short += many,
        }
    }

    fn key_of(&self, first: &UseRow, rows: &[UseRow]) -> Key {
        let month = match first.when {
            When::Moment(at) => Some(Month::from(self.input.zone.date(at))),
            When::Day(day) => Some(Month::from(day.date())),
            When::Month(month) => Some(month),
            When::Days { .. } => None,
        };
        // The first by its words, so that the order of rows decides nothing.
        let labels = rows.iter().map(|row| row.label);
        let label = labels.min_by_key(|label| self.labels.get(*label as usize));
        let latest = self.input.sheets.len() - 1;
        Key {
            pair: first.pair,
            label: label.filter(|_| self.input.keep.labels).unwrap_or_default(),
            month: month.filter(|_| self.input.keep.months),
            sheet: first.when.day().map_or(latest, |day| self.input.sheets.place_on(day)),
        }
    }
}

/// Whether a use lies within the days, which begin and end at these moments.
fn is_within(bounds: (Instant, Instant), days: Period, when: When) -> bool {
    match when {
        When::Moment(at) => bounds.0 <= at && at < bounds.1,
        // Days of an export are UTC days, and are compared as dates, whatever the zone.
        _ => days.has(when.day().map(Day::date)),
    }
}

/// The moment of a use; of a day its beginning.
fn moment_of(when: When) -> Option<Instant> {
    when.moment().or_else(|| when.day().map(Instant::start_of))
}

#[cfg(test)]
mod tests;
