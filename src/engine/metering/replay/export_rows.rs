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
//! Example: three rows of Revit by Ana on one day, two of them equal: one is repeated, the other
//! two are one charge, and one row that is free within it.
//!
//! Edges: rows of a summary stand for themselves, each for its days; results of services are
//! charges, but no days of use. A row without a date counts under the latest sheet.

use super::{Charge, Key, Replay, Tally};
use crate::engine::metering::export_day::{Seat, Together, Verdict, judge};
use crate::model::{Day, Instant, MicroSum, Month, Paid, Problem, UseRow, When};

impl Replay<'_> {
    /// Rows of one person and product that stand for one day or moment are one use.
    pub(super) fn replay_rows(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable();
        let read = rows.len();
        rows.dedup();
        self.result.repeated += (read - rows.len()) as u64;
        let together = |one: &UseRow, next: &UseRow| {
            (one.pair, one.when) == (next.pair, next.when) && !matches!(one.when, When::Days { .. })
        };
        for rows in rows.chunk_by(together) {
            if let Some(first) = rows.first() {
                self.replay_use(first, rows);
            }
        }
    }

    /// Counts one use, `rows` of which `first` is one.
    fn replay_use(&mut self, first: &UseRow, rows: &[UseRow]) {
        if !self.counts(first.when) {
            self.result.outside += rows.len() as u64;
            if first.when.day().map(Day::date) == self.input.period.until {
                self.result.day_after += rows.len() as u64;
            }
            return;
        }
        let moment = moment_of(first.when);
        if let Some(at) = moment {
            let (from, until) = self.result.seen.unwrap_or((at, at));
            self.result.seen = Some((from.min(at), until.max(at)));
        }
        let is_service = self.services.get(first.pair as usize).copied().unwrap_or_default();
        let together = if is_service || first.paid == Paid::Agreement {
            Together::Add
        } else {
            Together::Greatest
        };
        let days = first.when.days();
        let verdict = judge(rows, days, together, self.seat(first));
        self.classify(verdict, together, rows);
        let key = self.key_of(first, rows);
        let tally = match verdict {
            Verdict::Nothing => return,
            _ => self.tallies.entry(key).or_insert_with(|| Tally::none(key)),
        };
        // Results have no days.
        tally.days_of_use += if is_service { 0 } else { days };
        let stated = match verdict {
            Verdict::Stated(stated) => {
                tally.stated_charges += days;
                tally.stated += stated;
                stated
            }
            Verdict::AtRate => {
                tally.charges += days;
                MicroSum::default()
            }
            Verdict::Covered | Verdict::Nothing => return,
        };
        if let (true, true, Some(at)) = (self.input.keep.charges, days > 0, moment) {
            let Some(stated) = stated.as_one() else {
                self.too_much.get_or_insert_with(|| too_much(at, stated));
                return;
            };
            self.result.charges.push(Charge {
                pair: first.pair,
                at,
                label: key.label,
                sheet: u16::try_from(key.sheet).unwrap_or(u16::MAX),
                stated,
            });
        }
    }

    fn counts(&self, when: When) -> bool {
        match when {
            When::Moment(at) => self.bounds.0 <= at && at < self.bounds.1,
            // Days of an export are UTC days, and are compared as dates, whatever the zone.
            _ => self.input.period.has(when.day().map(Day::date)),
        }
    }

    fn seat(&self, row: &UseRow) -> Seat {
        let track = self.tracks.get(row.pair as usize);
        let holds = |day| track.is_some_and(|track| track.covers(day));
        if row.when.day().is_some_and(holds) { Seat::Held } else { Seat::None }
    }

    /// Says what became of each row.
    fn classify(&mut self, verdict: Verdict, together: Together, rows: &[UseRow]) {
        let sessions = &mut self.result.sessions;
        let many = rows.len() as u64;
        match (verdict, together) {
            // Each row with tokens is a charge of its own.
            (Verdict::Stated(_), Together::Add) => {
                let has_tokens =
                    |row: &&UseRow| row.micro_tokens.is_some_and(|micro| !micro.is_none());
                let charged = rows.iter().filter(has_tokens).count() as u64;
                sessions.charged += charged;
                sessions.free_short += many - charged;
            }
            (Verdict::Stated(_) | Verdict::AtRate, _) => {
                sessions.charged += 1;
                sessions.free_in_window += many - 1;
            }
            (Verdict::Covered, _) => sessions.covered_by_seat += many,
            (Verdict::Nothing, _) => sessions.free_short += many,
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

fn too_much(at: Instant, stated: MicroSum) -> Problem {
    Problem::new(format!(
        "{} tokens of one person and product on {}: more than one charge can be",
        stated.tokens(),
        at.day()
    ))
    .hint("look for rows with wrong amounts on that day")
}

/// The moment of a use; of a day its beginning.
fn moment_of(when: When) -> Option<Instant> {
    when.moment().or_else(|| when.day().map(Instant::start_of))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finished, with};
    use super::super::{Order, Replay, Replayed};
    use crate::engine::metering::entitlement::Entitlements;
    use crate::model::{Day, ItemKind, Micro, MicroSum, Paid, Period, TakeUsage, UseRow, When};

    /// A row of a day with so many whole tokens.
    fn row(day: i32, tokens: u64) -> UseRow {
        UseRow {
            pair: 0,
            when: When::Day(Day::since_1970(day)),
            detail: 0,
            micro_tokens: Some(Micro::new(tokens * 1_000_000)),
            paid: Paid::Tokens,
            label: 0,
        }
    }

    fn replayed(kind: ItemKind, rows: &[UseRow]) -> Replayed {
        let entitlements = Entitlements::default();
        with(Order::Sorted, &entitlements, kind, |replay| replay.rows(rows))
    }

    #[test]
    fn rows_of_one_day_are_one_charge_and_equal_ones_are_repeated() {
        let second = UseRow { detail: 1, ..row(0, 0) };
        let found = replayed(ItemKind::Product, &[row(0, 10), second, row(0, 10), row(1, 10)]);
        let tally = found.tallies[0];
        assert_eq!((tally.stated_charges, tally.days_of_use), (2, 2));
        // 10 on each of two days
        assert_eq!(tally.stated, MicroSum::new(20_000_000));
        assert_eq!((found.repeated, found.sessions.charged), (1, 2));
        assert_eq!(found.sessions.free_in_window, 1);
    }

    #[test]
    fn rows_of_a_service_add_up_and_are_no_days_of_use() {
        let second = UseRow { detail: 1, ..row(0, 2) };
        let none = UseRow { detail: 2, ..row(0, 0) };
        let found = replayed(ItemKind::Service, &[row(0, 1), second, none]);
        let tally = found.tallies[0];
        // 1 + 2 + 0: two rows with tokens, one without
        assert_eq!((tally.stated, tally.days_of_use), (MicroSum::new(3_000_000), 0));
        assert_eq!((found.sessions.charged, found.sessions.free_short), (2, 1));
    }

    #[test]
    fn what_an_agreement_paid_adds_up_too() {
        let agreed = |detail| UseRow { paid: Paid::Agreement, detail, ..row(0, 5) };
        let found = replayed(ItemKind::Unlisted, &[agreed(0), agreed(1)]);
        // 5 + 5
        assert_eq!(found.tallies[0].stated, MicroSum::new(10_000_000));
        assert_eq!(found.sessions.charged, 2);
    }

    #[test]
    fn rows_of_a_summary_stand_each_for_its_days() {
        let days = |count| UseRow {
            when: When::Days { count, from: None },
            micro_tokens: None,
            ..row(0, 0)
        };
        let found = replayed(ItemKind::Product, &[days(3), days(4), days(0)]);
        // 3 + 4 days; nobody was there on none
        assert_eq!((found.tallies[0].charges, found.tallies[0].days_of_use), (7, 7));
        assert_eq!(found.sessions.free_short, 1);
        // Of charges on unknown days none can be told.
        assert!(found.charges.is_empty());
    }
    /// 980,000,000,000 tokens a row, 19 of which are more millionths than a `u64` holds.
    fn most(detail: u32, day: i32) -> UseRow {
        UseRow { detail, ..row(day, 980_000_000_000) }
    }

    #[test]
    fn sums_of_many_days_are_never_too_large() {
        let rows: Vec<_> = (0..19).map(|day| most(0, day)).collect();
        let found = replayed(ItemKind::Product, &rows);
        // 19 × 980,000,000,000
        assert_eq!(found.tallies[0].stated.tokens(), 18_620_000_000_000.into());
    }

    #[test]
    fn one_charge_that_is_too_large_is_refused_with_its_amount() {
        let entitlements = Entitlements::default();
        let refused = |rows: &[UseRow]| {
            let replay = |replay: &mut Replay| replay.rows(rows);
            finished(Period::default(), Order::Sorted, &entitlements, ItemKind::Service, replay)
                .map_err(|problem| problem.to_string())
        };
        // 18 × 980,000,000,000 = 17,640,000,000,000 still fit.
        let rows: Vec<_> = (0..19).map(|detail| most(detail, 0)).collect();
        assert!(refused(&rows[..18]).is_ok());
        let words = refused(&rows).unwrap_err();
        assert!(words.contains("18620000000000 tokens"), "{words}");
        assert!(words.contains("1970-01-01"), "{words}");
    }
}
