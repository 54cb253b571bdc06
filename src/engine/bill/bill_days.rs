//! Which days is a bill about?
//!
//! ```text
//! those asked for; else from the first use or purchase up to the day after the last use
//! ```
//!
//! Example: a lot was bought on 2025-04-01 and used from 2026-03-02 to 2026-04-01: the bill is from
//! 2025-04-01 up to 2026-04-02.
//!
//! Edges: a purchase that is still to come begins no bill; where there is neither use nor purchase,
//! or the days end before they begin, there is no bill.

use chrono::NaiveDate;

use crate::engine::metering::replay::Replayed;
use crate::model::{Lot, Period, date_of};

/// The first day of the bill, and the first day after it.
pub fn bill_days(
    asked: Period,
    replayed: &Replayed,
    lots: &[Lot],
    today: NaiveDate,
) -> Option<(NaiveDate, NaiveDate)> {
    let seen = replayed.seen.map(|(first, last)| (first.date(), date_of(last.day() + 1)));
    let bought = lots.iter().map(|lot| lot.bought).filter(|bought| *bought <= today).min();
    let from =
        asked.from.or_else(|| [seen.map(|seen| seen.0), bought].into_iter().flatten().min())?;
    let until = asked.until.or(seen.map(|seen| seen.1))?;
    (from < until).then_some((from, until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Instant, LotKind};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn lot(bought: &str) -> Lot {
        Lot {
            id: "a".into(),
            bought: date(bought),
            expires: None,
            tokens: 1.into(),
            price: 3.into(),
            kind: LotKind::Tokens,
            team: None,
            place: None,
        }
    }

    #[test]
    fn a_bill_is_of_all_purchases_and_use_unless_days_are_asked_for() {
        let start = |text: &str| Instant::start_of(date(text));
        let used = Replayed {
            seen: Some((start("2026-03-02"), start("2026-04-01"))),
            ..Replayed::default()
        };
        let days = |asked: Period, lots: &[Lot]| bill_days(asked, &used, lots, date("2026-05-01"));
        let is = |from: &str, until: &str| Some((date(from), date(until)));
        let any = Period::default();
        assert_eq!(days(any, &[lot("2025-04-01")]), is("2025-04-01", "2026-04-02"));
        assert_eq!(days(any, &[lot("2026-05-02")]), is("2026-03-02", "2026-04-02"));
        let from = |text: &str| Period { from: Some(date(text)), until: None };
        assert_eq!(days(from("2026-04-01"), &[]), is("2026-04-01", "2026-04-02"));
        assert_eq!(days(from("2026-04-02"), &[]), None);
        assert_eq!(bill_days(any, &Replayed::default(), &[], date("2026-05-01")), None);
    }
}
