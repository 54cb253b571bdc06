//! Closes that decide what is charged and may be wrong: one after today, and one so late that each
//! day of many is charged.

use super::batch::Line;
use super::whence::Whence;
use crate::model::{Day, Instant};

/// How many days a session may be open before it is told.
pub const MANY_DAYS: i32 = 31;

/// What is odd about a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// It is after today: the session is taken as still open.
    ToCome,
    /// It is more than [`MANY_DAYS`] after the open.
    Late,
}

/// What is odd about a close that a row has.
#[inline]
pub(super) fn odd(opened: Instant, closed: Instant, tomorrow: Day) -> Option<Odd> {
    if closed.day() > tomorrow {
        Some(Odd::ToCome)
    } else {
        (closed.day() - opened.day() > MANY_DAYS).then_some(Odd::Late)
    }
}

/// How many rows have such a close, and where the first stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddCloses {
    /// What is odd.
    pub odd: Odd,
    /// How many rows.
    pub rows: u64,
    /// The place of the first, in words.
    pub first: String,
}

/// The same within a block, by lines.
#[derive(Default)]
pub(super) struct InBlock(Vec<(Odd, u64, Line)>);

impl InBlock {
    /// Counts the row on `line`.
    #[cold]
    pub(super) fn count(&mut self, odd: Odd, line: Line) {
        match self.0.iter_mut().find(|(known, ..)| *known == odd) {
            Some((_, rows, _)) => *rows += 1,
            None => self.0.push((odd, 1, line)),
        }
    }

    /// Adds what a block has, which begins behind `before` lines.
    pub(super) fn add_to(&self, all: &mut Vec<OddCloses>, whence: &Whence, before: u64) {
        for (odd, rows, line) in &self.0 {
            if let Some(known) = all.iter_mut().find(|known| known.odd == *odd) {
                known.rows += rows;
                continue;
            }
            let first = whence.words(before + line.0);
            all.push(OddCloses { odd: *odd, rows: *rows, first });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i32) -> Instant {
        Instant::start_of(Day::since_1970(20_000 + day))
    }

    #[test]
    fn a_close_is_odd_after_tomorrow_and_more_than_31_days_after_the_open() {
        let tomorrow = Day::since_1970(20_100);
        // one below, at, one above
        let late = |closed| odd(at(10), at(closed), tomorrow);
        assert_eq!([40, 41, 42].map(late), [None, None, Some(Odd::Late)]);
        let to_come = |closed| odd(at(90), at(closed), tomorrow);
        assert_eq!([99, 100, 101].map(to_come), [None, None, Some(Odd::ToCome)]);
    }

    #[test]
    fn rows_of_all_blocks_are_counted_and_the_first_of_the_file_is_named() {
        let whence = Whence::File("log.csv".to_owned());
        let (mut first, mut second) = (InBlock::default(), InBlock::default());
        first.count(Odd::Late, Line(7));
        second.count(Odd::ToCome, Line(2));
        second.count(Odd::Late, Line(3));
        second.count(Odd::Late, Line(4));
        let mut all = Vec::new();
        first.add_to(&mut all, &whence, 0);
        second.add_to(&mut all, &whence, 100);
        let told = |odd, rows, first: &str| OddCloses { odd, rows, first: first.to_owned() };
        let expected = [told(Odd::Late, 3, "log.csv:7"), told(Odd::ToCome, 1, "log.csv:102")];
        assert_eq!(all, expected);
    }
}
