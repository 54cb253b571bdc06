//! What a summary says of its own period, which is not in the file: the only guard against a wrong
//! one that is asked for.

use super::SummaryPeriod;
use crate::model::Day;

/// What is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Days of use and their average a month.
    Average,
    /// The last use.
    Accessed,
}

/// What is doubtful in so many rows, in the words of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    kind: Kind,
    /// What the first row says.
    pub words: String,
    /// How many rows say such a thing.
    pub rows: u64,
}

/// Every kind of doubt once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts(Vec<Doubt>);

/// What a row of a summary says of the period.
pub(super) struct Said<'r> {
    pub(super) period: SummaryPeriod,
    pub(super) days_used: u32,
    pub(super) monthly_average: &'r [u8],
    pub(super) last_accessed: Option<Day>,
}

impl Doubts {
    /// Every doubt.
    pub fn iter(&self) -> impl Iterator<Item = &Doubt> {
        self.0.iter()
    }

    pub(super) fn add(&mut self, others: &Self) {
        others.0.iter().for_each(|doubt| self.count(doubt.clone()));
    }

    fn count(&mut self, doubt: Doubt) {
        match self.0.iter_mut().find(|known| known.kind == doubt.kind) {
            Some(known) => known.rows += doubt.rows,
            None => self.0.push(doubt),
        }
    }

    /// Holds what a row says against the period.
    pub(super) fn row(&mut self, said: &Said) {
        let about = |kind, words| Doubt { kind, words, rows: 1 };
        let average = said.contradicting_average().map(|words| about(Kind::Average, words));
        let accessed = said.outside_the_period().map(|words| about(Kind::Accessed, words));
        average.into_iter().chain(accessed).for_each(|doubt| self.count(doubt));
    }
}

impl Said<'_> {
    fn outside_the_period(&self) -> Option<String> {
        let SummaryPeriod::Days(period) = self.period else { return None };
        let accessed = self.last_accessed?;
        if period.until.is_some_and(|until| Day::from(until) <= accessed) {
            return Some(format!("`last_accessed` {accessed} is after the period"));
        }
        let is_before = period.from.is_some_and(|from| accessed < Day::from(from));
        (is_before && self.days_used > 0).then(|| {
            let days = self.days_used;
            format!("`last_accessed` {accessed} is before the period, with {days} days used in it")
        })
    }

    /// Days used ÷ average a month = months, as far as the average's last digit tells, and give or
    /// take a tenth.
    fn contradicting_average(&self) -> Option<String> {
        let (average, unit) = thousandths(self.monthly_average)?;
        let days_used = u128::from(self.days_used);
        if days_used == 0 || average == 0 {
            return None;
        }
        // Months of the period, as a fraction.
        let (months, over, words) = match self.period {
            SummaryPeriod::Months(months) => (u128::from(months), 1, format!("not {months}")),
            SummaryPeriod::Days(period) => {
                let days = period.days()?;
                (u128::from(days) * 12, 365, format!("not the {days} days of the period"))
            }
        };
        // At least days × 2000 ÷ (2 × average + unit) months, at most days × 2000 ÷ (2 ×
        // average − unit), the average being in thousandths.
        let least = months * 10 * (2 * average + unit) < 9 * days_used * 2_000 * over;
        let most = months * 10 * (2 * average).saturating_sub(unit) > 11 * days_used * 2_000 * over;
        (least || most).then(|| {
            let said = (days_used * 1_000 + average / 2) / average;
            let shown = String::from_utf8_lossy(self.monthly_average);
            let noun = if said == 1 { "month" } else { "months" };
            format!(
                "`days_used` {days_used} and `monthly_average` {shown} say about {said} {noun}, \
                 {words}"
            )
        })
    }
}

/// A number with up to three decimals in thousandths, and its last digit's unit in them.
fn thousandths(text: &[u8]) -> Option<(u128, u128)> {
    let text = std::str::from_utf8(text).ok()?;
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_short = whole.len() <= 6 && decimals.len() <= 3;
    let digits = [whole, decimals].concat();
    if !is_short || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let unit = 10_u128.pow(3 - u32::try_from(decimals.len()).ok()?);
    Some((digits.parse::<u128>().ok()? * unit, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubts(period: SummaryPeriod, days_used: u32, average: &str) -> Vec<String> {
        let mut doubts = Doubts::default();
        let monthly_average = average.as_bytes();
        doubts.row(&Said { period, days_used, monthly_average, last_accessed: None });
        doubts.iter().map(|doubt| doubt.words.clone()).collect()
    }

    #[test]
    fn an_average_says_how_many_months_there_are() {
        // 49 ÷ 16.2 = 3.02
        let months = |months| doubts(SummaryPeriod::Months(months), 49, "16.2");
        assert_eq!(months(3), [""; 0]);
        let words = "`days_used` 49 and `monthly_average` 16.2 say about 3 months, not";
        assert_eq!(months(9), [format!("{words} 9")]);
        assert_eq!(months(2), [format!("{words} 2")]);
        let quarter = SummaryPeriod::Days("2026-01-01..2026-04-01".parse().unwrap());
        assert_eq!(doubts(quarter, 49, "16,2"), [""; 0]);
        let half = SummaryPeriod::Days("2026-01-01..2026-07-01".parse().unwrap());
        assert_eq!(doubts(half, 49, "16.2"), [format!("{words} the 181 days of the period")]);
    }

    #[test]
    fn a_rounded_average_leaves_room() {
        // 1 ÷ 0.1 is 10 months, but 0.1 may be anything from 0.05 to 0.15: 6.7 to 20 months, and a
        // tenth on either side
        let is_fine = |months| doubts(SummaryPeriod::Months(months), 1, "0.1").is_empty();
        assert_eq!([5, 6, 22, 23].map(is_fine), [false, true, true, false]);
        for average in ["", "-", "0", "0.0", "many", "1.2345"] {
            assert_eq!(doubts(SummaryPeriod::Months(9), 49, average), [""; 0], "{average}");
        }
    }

    #[test]
    fn the_last_use_is_within_the_period() {
        let period = SummaryPeriod::Days("2026-01-01..2026-02-01".parse().unwrap());
        let of = |days_used, accessed: &str| {
            let accessed: chrono::NaiveDate = accessed.parse().unwrap();
            let said = Said {
                period,
                days_used,
                monthly_average: b"",
                last_accessed: Some(accessed.into()),
            };
            said.outside_the_period().is_some()
        };
        assert_eq!([of(1, "2026-01-31"), of(1, "2026-02-01")], [false, true]);
        assert_eq!([of(1, "2026-01-01"), of(1, "2025-12-31")], [false, true]);
        // whoever was there last year has none
        assert!(!of(0, "2025-12-31"));
    }
}
