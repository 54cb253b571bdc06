//! What does an export charge for a day of each product?
//!
//! ```text
//! tokens a day = what the rows of one person, product and day state, without features of their own
//! a row of a summary: its tokens ÷ its days of use
//! ```
//!
//! RULES §3: what the export states was charged. [`stated_rates`](super::stated_rates) holds that
//! against a sheet; here there is none yet, and every figure is told with its rows and its days.
//!
//! Example: 26 days of Civil 3D with 234 tokens are 9 a day; a day with two rows, of 10 and of 0 (a
//! second version), is one of 10.
//!
//! Edges: a day with a credit says nothing, nor does a row by subscription, of an agreement, of a
//! feature, without tokens, or whose days are not told: how many there are of each is counted.
//! Tokens that come to no whole millionth a day are a figure that is no rate.

use std::collections::{BTreeMap, BTreeSet};

use super::file_count::Why;
use super::gathered::Gathered;
use super::same_use::{Repeats, sift};
use crate::model::{Day, Directory, ItemKind, Micro, Paid, Period, UseRow, When};

/// Why a row says nothing of what a day costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silent {
    /// A subscription paid.
    Subscription,
    /// It is of an agreement, or of nobody in particular.
    Pool,
    /// It is of a feature, which may be charged beside the product.
    Feature,
    /// Tokens were given back on that day.
    Credit,
    /// The file does not say on how many days.
    NoDays,
    /// It states no tokens.
    NoTokens,
}

/// Days that cost the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// How many days.
    pub days: u64,
    /// How many rows state it.
    pub rows: u64,
    /// The first and the last of the days, where they are known.
    pub seen: Option<(Day, Day)>,
    /// The files, by their places.
    pub files: BTreeSet<u32>,
}

/// What is stated of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedDays {
    /// By tokens a day; `None`: they come to no rate.
    pub figures: BTreeMap<Option<Micro>, Figure>,
    /// How many rows say nothing of it, and why.
    pub silent: BTreeMap<Silent, u64>,
    /// The files that name it, by their places.
    pub files: BTreeSet<u32>,
}

/// What is stated of all products, by the number of the item, and what became of the other rows.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// By item.
    pub items: BTreeMap<u32, StatedDays>,
    /// Rows equal to others of their file.
    pub repeated: u64,
    /// Rows of a use that another file has too.
    pub overlapping: u64,
    /// Rows outside the period.
    pub outside: u64,
    /// A row of one file and one of another that may be about the same use or about two periods.
    pub open: Option<(UseRow, UseRow)>,
}

/// What the rows state.
pub fn stated_days(
    gathered: Gathered,
    directory: &Directory,
    repeats: Repeats,
    period: Period,
) -> Stated {
    let item = |pair: u32| {
        let (number, kind) = (directory.pair(pair).item, directory.item(pair).kind);
        // What no sheet knows yet is going to be a product.
        (number, if kind == ItemKind::Unlisted { ItemKind::Product } else { kind })
    };
    let sifted = sift(gathered.rows, item, repeats);
    let mut stated = Stated { open: sifted.open, ..Stated::default() };
    for file in &sifted.files {
        stated.repeated += file.rows(Why::Repeated);
        stated.overlapping += file.rows(Why::Overlapping);
    }
    let is_summary = |row: &UseRow| matches!(row.when, When::Days { .. });
    let together = |one: &UseRow, next: &UseRow| {
        (one.pair, one.when) == (next.pair, next.when) && !is_summary(one)
    };
    for rows in sifted.rows.chunk_by(together) {
        let Some(first) = rows.first() else { continue };
        if period.has(first.when.day().map(Day::date)) {
            stated.items.entry(item(first.pair).0).or_default().add(first.when, rows);
        } else {
            stated.outside += rows.len() as u64;
        }
    }
    stated
}

impl StatedDays {
    /// Adds one use.
    fn add(&mut self, when: When, rows: &[UseRow]) {
        self.files.extend(rows.iter().map(|row| row.file));
        let is_summary = matches!(when, When::Days { .. });
        let gives_back = rows.iter().any(|row| row.micro_tokens.is_some_and(Micro::is_credit));
        let why = |row: &UseRow| match row.micro_tokens {
            _ if row.paid == Paid::Subscription => Some(Silent::Subscription),
            _ if row.paid == Paid::Agreement => Some(Silent::Pool),
            _ if gives_back => Some(Silent::Credit),
            None => Some(Silent::NoTokens),
            Some(tokens) if tokens.is_none() => Some(Silent::NoTokens),
            _ if row.detail > UseRow::THE_PRODUCT && !is_summary => Some(Silent::Feature),
            _ if when.days() == 0 => Some(Silent::NoDays),
            Some(_) => None,
        };
        let (mut figure, mut tokens) = (Figure { days: when.days(), ..Figure::default() }, 0_u128);
        for row in rows {
            match (why(row), row.micro_tokens) {
                (None, Some(micro)) => {
                    figure.rows += 1;
                    figure.files.insert(row.file);
                    tokens += u128::from(micro.count());
                }
                (why, _) => *self.silent.entry(why.unwrap_or(Silent::NoTokens)).or_default() += 1,
            }
        }
        if figure.rows > 0 {
            figure.seen = when.one_day().map(|day| (day, day));
            self.figures.entry(a_day(tokens, when.days())).or_default().join(figure);
        }
    }

    /// The one rate that all days cost; `None` where there is none, or several.
    pub fn rate(&self) -> Option<(Micro, &Figure)> {
        let mut figures = self.figures.iter();
        match (figures.next(), figures.next()) {
            (Some((rate, figure)), None) => Some(((*rate)?, figure)),
            _ => None,
        }
    }

    /// Adds what is stated under another name of the same product.
    pub fn join(&mut self, other: &Self) {
        for (rate, figure) in &other.figures {
            self.figures.entry(*rate).or_default().join(figure.clone());
        }
        for (why, rows) in &other.silent {
            *self.silent.entry(*why).or_default() += rows;
        }
        self.files.extend(&other.files);
    }
}

impl Figure {
    fn join(&mut self, other: Self) {
        self.days += other.days;
        self.rows += other.rows;
        self.files.extend(other.files);
        self.seen = match (self.seen, other.seen) {
            (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
            (one, other) => one.or(other),
        };
    }
}

/// Tokens by the day, where they are a whole number of millionths.
fn a_day(tokens: u128, days: u64) -> Option<Micro> {
    let days = u128::from(days);
    let a_day = (days > 0 && tokens.is_multiple_of(days)).then(|| tokens / days)?;
    u64::try_from(a_day).ok().map(Micro::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Item, Pair, TakeUsage};

    const DAY: i32 = 3;

    fn row(day: i32, tokens: Option<u64>) -> UseRow {
        UseRow {
            pair: 0,
            when: When::Day(Day::since_1970(day)),
            detail: UseRow::NO_DETAIL,
            file: 0,
            whole: u64::from(day.unsigned_abs()) * 1_000 + tokens.unwrap_or(999),
            micro_tokens: tokens.map(|whole| Micro::new(whole * 1_000_000)),
            paid: Paid::Tokens,
            label: 0,
        }
    }

    fn summary(count: u32, tokens: u64) -> UseRow {
        let when = When::Days { from: None, count };
        UseRow { when, whole: u64::from(count), ..row(0, Some(tokens)) }
    }

    fn stated(rows: &[UseRow]) -> Stated {
        let item = Item { id: "x".into(), name: "X".into(), kind: ItemKind::Unlisted };
        let pairs = vec![Pair { person: 0, item: 0 }];
        let directory =
            Directory { people: vec!["ana".into()], items: vec![item], pairs, labels: vec![] };
        let mut gathered = Gathered::default();
        gathered.rows(rows);
        stated_days(gathered, &directory, Repeats::ByRule, Period { from: None, until: None })
    }

    /// Tokens a day, days, and rows.
    fn figures(rows: &[UseRow]) -> Vec<(Option<u64>, u64, u64)> {
        let stated = stated(rows);
        let figures = stated.items[&0].figures.iter();
        let whole = |micro: Micro| micro.count() / 1_000_000;
        figures.map(|(rate, figure)| (rate.map(whole), figure.days, figure.rows)).collect()
    }

    #[test]
    fn a_day_costs_what_its_rows_state_together() {
        // a second version of 0 says nothing, two rows of 4 and 5 are 9
        let rows = [row(DAY, Some(9)), row(DAY, Some(0)), row(4, Some(4)), row(4, Some(5))];
        assert_eq!(figures(&rows), [(Some(9), 2, 3)]);
    }

    #[test]
    fn figures_that_differ_are_all_there_with_their_days() {
        let stated = stated(&[row(DAY, Some(9)), row(5, Some(10)), row(8, Some(10))]);
        let days = &stated.items[&0];
        assert_eq!(days.rate(), None);
        let ten = &days.figures[&Some(Micro::new(10_000_000))];
        let (first, last) = (Day::since_1970(5), Day::since_1970(8));
        assert_eq!((ten.days, ten.rows, ten.seen), (2, 2, Some((first, last))));
    }

    #[test]
    fn a_row_that_is_there_twice_is_one_also_of_what_no_sheet_knows() {
        let twice = stated(&[row(DAY, Some(9)), row(DAY, Some(9))]);
        assert_eq!(twice.repeated, 1);
        assert_eq!(twice.items[&0].rate().map(|(rate, _)| rate.count()), Some(9_000_000));
    }

    #[test]
    fn a_summary_is_divided_by_its_days_where_that_comes_out_even() {
        // 234 ÷ 26 = 9; 235 ÷ 26 comes to no millionth
        assert_eq!(figures(&[summary(26, 234)]), [(Some(9), 26, 1)]);
        assert_eq!(figures(&[summary(26, 235)]), [(None, 26, 1)]);
        assert_eq!(stated(&[summary(0, 9)]).items[&0].silent[&Silent::NoDays], 1);
    }

    #[test]
    fn what_says_nothing_is_counted_by_its_reason() {
        let seat = UseRow { paid: Paid::Subscription, ..row(1, Some(9)) };
        let pool = UseRow { paid: Paid::Agreement, ..row(2, Some(9)) };
        let feature = UseRow { detail: 7, ..row(3, Some(4)) };
        let back = UseRow { micro_tokens: Some(-Micro::new(1)), ..row(4, None) };
        let rows = [seat, pool, feature, back, row(4, Some(9)), row(5, Some(0)), row(6, None)];
        let days = &stated(&rows).items[&0];
        assert!(days.figures.is_empty());
        let silent: Vec<_> = days.silent.iter().map(|(why, rows)| (*why, *rows)).collect();
        assert_eq!(
            silent,
            [
                (Silent::Subscription, 1),
                (Silent::Pool, 1),
                (Silent::Feature, 1),
                (Silent::Credit, 2),
                (Silent::NoTokens, 2),
            ]
        );
    }
}
