//! A span of days, half-open: what counts.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Instant, Zone};

/// A span of days; without an end it is open there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether the day is within; a day that is not known is.
    pub fn has(self, day: Option<NaiveDate>) -> bool {
        day.is_none_or(|day| {
            self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
        })
    }

    /// The first moment, and the first one after, where days begin as in `zone`.
    pub fn bounds(self, zone: &Zone) -> (Instant, Instant) {
        let start = |date: NaiveDate| zone.start_of(date);
        (self.from.map_or(Instant::MIN, start), self.until.map_or(Instant::MAX, start))
    }

    /// How many days, where both ends are known.
    pub fn days(self) -> Option<u64> {
        let days = self.until?.signed_duration_since(self.from?).num_days();
        u64::try_from(days).ok()
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads `2026-01-01..2026-10-01`: the second date is the first day that no longer counts.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "must be two dates such as 2026-01-01..2026-10-01, the second being the first day after"
                .to_owned()
        };
        let (from, until) = text.split_once("..").ok_or_else(wrong)?;
        let date = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| wrong());
        let (from, until) = (date(from)?, date(until)?);
        if until <= from {
            let wrong = format!("must end after it begins; {until} is not after {from}");
            return Err(match from.succ_opt().filter(|_| until == from) {
                Some(next) => format!("{wrong}: that one day is {from}..{next}"),
                None => wrong,
            });
        }
        Ok(Self { from: Some(from), until: Some(until) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_its_first_day_and_not_the_day_after() {
        let period = "2026-01-01..2026-10-01".parse::<Period>().unwrap();
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert!(period.has(day("2026-01-01")) && period.has(day("2026-09-30")));
        assert!(!period.has(day("2025-12-31")) && !period.has(day("2026-10-01")));
        // 31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30
        assert_eq!(period.days(), Some(273));
        assert!("2026-01-01..2026-01-01".parse::<Period>().is_err());
    }
}
