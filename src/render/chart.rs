//! A picture in block characters: a level over time, with what changed it.

use chrono::NaiveDate;

use super::number;
use crate::model::{Number, Quotient, Tokens};

/// How many lines the bars are high.
const HEIGHT: u64 = 14;
/// How many bars there may be, so that the picture fits 80 columns.
const MOST_BARS: usize = 62;
/// Eighths of a cell, from the bottom.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same for what is expected: it must be told apart without colour.
const EXPECTED: [char; 3] = [' ', '.', ':'];

/// A level over time.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What is drawn, with its unit.
    pub title: String,
    /// From the earliest.
    pub bars: Vec<Bar>,
    /// How many days a bar stands for.
    pub days_per_bar: u64,
}

/// The level at the end of some days.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The first of these days.
    pub first: NaiveDate,
    /// The level at the end of the last.
    pub level: Quotient<Tokens>,
    /// Whether this is yet to come.
    pub is_expected: bool,
    /// Whether something was bought.
    pub bought: bool,
    /// Whether something expired unused.
    pub expired: bool,
}

impl Chart {
    /// How many bars fit.
    pub const MOST_BARS: usize = MOST_BARS;

    /// The picture, on lines of at most 80 cells.
    pub fn draw(&self) -> String {
        let top =
            self.bars.iter().map(|bar| &bar.level).max().filter(|top| !top.is_zero()).cloned();
        let top = top.unwrap_or_else(|| Quotient::from(1));
        let label = number::count(&top.ceil());
        let width = label.chars().count().max(1);
        let mut lines = vec![self.title.clone()];
        for line in (0..HEIGHT).rev() {
            let label = match line {
                line if line == HEIGHT - 1 => label.as_str(),
                0 => "0",
                _ => "",
            };
            let bars: String = self.bars.iter().map(|bar| cell(bar, &top, line)).collect();
            lines.push(format!("{label:>width$} │{bars}"));
        }
        let marks: String = self.bars.iter().map(mark).collect();
        lines.push(format!("{:>width$} └{marks}", ""));
        let (first, last) = (self.bars.first(), self.bars.last());
        let date = |bar: Option<&Bar>| bar.map(|bar| bar.first.to_string()).unwrap_or_default();
        let gap = self.bars.len().saturating_sub(20).max(1);
        lines.push(format!("{:>width$}  {}{:gap$}{}", "", date(first), "", date(last)));
        let days = if self.days_per_bar == 1 {
            "a day".to_owned()
        } else {
            format!("{} days", self.days_per_bar)
        };
        lines.push(format!("█ left, : expected, + bought, x expired unused; a column is {days}"));
        lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

fn cell(bar: &Bar, top: &Quotient<Tokens>, line: u64) -> char {
    let steps = if bar.is_expected { EXPECTED.as_slice() } else { EIGHTHS.as_slice() };
    let full = (steps.len() - 1) as u64;
    let reached = bar.level.times(top).map(|share| (share * Number::from(HEIGHT * full)).ceil());
    let reached = reached.and_then(|level| level.to_u64()).unwrap_or_default();
    let place = reached.saturating_sub(line * full).min(full);
    usize::try_from(place).ok().and_then(|place| steps.get(place)).copied().unwrap_or(' ')
}

fn mark(bar: &Bar) -> char {
    match (bar.bought, bar.expired) {
        (true, true) => '*',
        (true, false) => '+',
        (false, true) => 'x',
        (false, false) => '─',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_eighty_by_twenty_cells() {
        let bar = |n: u64| Bar {
            first: "2026-01-01".parse().unwrap(),
            level: Quotient::from(999_999_999_999 - n),
            is_expected: n > 30,
            bought: n == 0,
            expired: n == 5,
        };
        let bars = (0..Chart::MOST_BARS as u64).map(bar).collect();
        let text = Chart { title: "tokens left".into(), bars, days_per_bar: 7 }.draw();
        assert!(text.lines().count() <= 20);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn a_bar_reaches_as_high_as_its_level() {
        let bar = |level: u64, is_expected| Bar {
            first: "2026-01-01".parse().unwrap(),
            level: level.into(),
            is_expected,
            bought: false,
            expired: false,
        };
        // 7 of 14 fill seven lines; 1 of 112 is an eighth of the lowest
        assert_eq!(
            (cell(&bar(7, false), &14.into(), 6), cell(&bar(7, false), &14.into(), 7)),
            ('█', ' ')
        );
        assert_eq!(cell(&bar(1, false), &112.into(), 0), '▁');
        assert_eq!(
            (cell(&bar(7, true), &14.into(), 6), cell(&bar(1, true), &28.into(), 0)),
            (':', '.')
        );
        assert_eq!(cell(&bar(0, false), &14.into(), 0), ' ');
    }
}
