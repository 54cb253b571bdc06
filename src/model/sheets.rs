//! The rate sheets of a run: which one is in force when.

use std::ops::Deref;

use chrono::NaiveDate;

use super::{Day, Estate, Problem, Problems, RateSheet};

/// The place of the one that is in force on a day (RULES §2) among some by rising `effective`: the
/// last that is effective by then; before the earliest, that one.
pub fn in_force<T>(all: &[T], effective: impl Fn(&T) -> NaiveDate, on: NaiveDate) -> usize {
    all.partition_point(|one| effective(one) <= on).saturating_sub(1)
}

/// Rate sheets: at least one, by rising `effective`, no two of one day, in one currency.
#[derive(Clone, Debug)]
pub struct Sheets {
    all: Vec<RateSheet>,
    /// When each but the first takes effect.
    starts: Vec<Day>,
}

/// Each sheet, by rising `effective`.
impl Deref for Sheets {
    type Target = [RateSheet];
    fn deref(&self) -> &[RateSheet] {
        &self.all
    }
}

#[expect(clippy::indexing_slicing, reason = "there is at least one sheet")]
impl Sheets {
    /// The sheets in their order, which need not be that of `all`; the error says which of them do
    /// not go together.
    pub fn new(mut all: Vec<RateSheet>) -> Result<Self, Problems> {
        all.sort_by_key(|sheet| sheet.effective);
        let mut problems = Vec::new();
        if all.is_empty() {
            problems.push(Problem::new("there is no rate sheet"));
        }
        for (one, next) in all.iter().zip(all.iter().skip(1)) {
            problems.extend(why_not_together(one, next));
        }
        Problems::check(problems)?;
        let starts = all.iter().skip(1).map(|sheet| sheet.effective.into()).collect();
        Ok(Self { all, starts })
    }

    /// The place of the sheet in force on a UTC day (RULES §2): the last that is effective by
    /// then; before the earliest, that one.
    #[inline]
    pub fn place_on(&self, day: Day) -> usize {
        self.starts.partition_point(|start| *start <= day)
    }

    /// The sheet in force on a UTC day.
    pub fn in_force(&self, day: impl Into<Day>) -> &RateSheet {
        &self.all[self.place_on(day.into())]
    }

    /// Only the one in force on a day, for a question that is asked as of then.
    #[must_use]
    pub fn only_on(self, on: NaiveDate) -> Self {
        let place = in_force(&self.all, |sheet| sheet.effective, on);
        Self { all: self.all.into_iter().skip(place).take(1).collect(), starts: Vec::new() }
    }

    /// Every day by the sheet in force on one: what was used, at the rates of a day to come.
    #[must_use]
    pub fn as_on(&self, on: NaiveDate) -> Self {
        let sheet = self.in_force(on);
        Self { all: vec![sheet.clone(); self.all.len()], starts: self.starts.clone() }
    }

    /// The sheets in force on some days, the first and the last of which are given, and on that of
    /// a question.
    pub fn in_use(&self, days: Option<(NaiveDate, NaiveDate)>, on: NaiveDate) -> Vec<&RateSheet> {
        let place = |day: NaiveDate| self.place_on(day.into());
        let used = days.map(|(first, last)| place(first)..=place(last));
        let is_used = |at: &usize| *at == place(on) || used.iter().any(|used| used.contains(at));
        let sheets = self.all.iter().enumerate().filter(|(at, _)| is_used(at));
        sheets.map(|(_, sheet)| sheet).collect()
    }

    /// The currency of every price, by its ISO 4217 code.
    pub fn currency(&self) -> &str {
        &self.all[0].currency
    }

    /// The sheets with what a customer has agreed: on the same days and in the same currency.
    #[must_use]
    pub fn agreed(&self, estate: &Estate) -> Self {
        let all = self.all.iter().map(|sheet| estate.agreed(sheet)).collect();
        Self { all, starts: self.starts.clone() }
    }
}

/// What each sheet is called among the others: by its name, and with its day where others have that
/// name too, as `autodesk@2025-12-08`.
pub fn called(sheets: &[RateSheet]) -> Vec<String> {
    let called = |sheet: &RateSheet| {
        let RateSheet { name, effective, .. } = sheet;
        let is_alone = sheets.iter().filter(|other| other.name == *name).count() == 1;
        if is_alone { name.clone() } else { format!("{name}@{effective}") }
    };
    sheets.iter().map(called).collect()
}

fn why_not_together(one: &RateSheet, next: &RateSheet) -> Vec<Problem> {
    let (first, second) = (&one.name, &next.name);
    let mut problems = Vec::new();
    if one.effective == next.effective {
        let day = one.effective;
        let words = format!("rate sheets `{first}` and `{second}` both take effect on {day}");
        let problem = Problem::new(words).hint("give one of them: each charge has one rate");
        problems.push(problem);
    }
    if one.currency != next.currency {
        let (here, there) = (&one.currency, &next.currency);
        let words = format!("rate sheet `{first}` is in {here}, `{second}` in {there}");
        problems.push(Problem::new(words));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TokenTerms;

    fn sheet(name: &str, effective: &str, currency: &str) -> RateSheet {
        RateSheet {
            name: name.into(),
            title: name.into(),
            effective: effective.parse().unwrap(),
            currency: currency.into(),
            token: TokenTerms {
                list_price: 3.into(),
                minimum_purchase: 1.into(),
                term_days: 365,
                grace_minutes: 5,
                tiers: vec![],
                source: None,
                note: None,
            },
            products: vec![],
            services: vec![],
            collections: vec![],
        }
    }

    #[test]
    fn a_sheet_is_in_force_from_its_day_until_the_next_ones() {
        let (new, old) = (sheet("new", "2026-07-01", "USD"), sheet("old", "2026-01-01", "USD"));
        let sheets = Sheets::new(vec![new, old]).unwrap();
        // Before the earliest sheet, that one holds.
        for (day, name) in [
            ("2025-12-31", "old"),
            ("2026-01-01", "old"),
            ("2026-06-30", "old"),
            ("2026-07-01", "new"),
            ("2026-07-02", "new"),
        ] {
            let day: NaiveDate = day.parse().unwrap();
            assert_eq!(sheets.in_force(day).name, name, "{day}");
        }
        let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["old", "new"]);
        let only = sheets.clone().only_on("2026-06-30".parse().unwrap());
        assert_eq!(only.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["old"]);
        let always = sheets.as_on("2026-07-01".parse().unwrap());
        assert_eq!(always.iter().filter(|sheet| sheet.name == "new").count(), 2);
    }

    #[test]
    fn a_sheet_is_called_by_its_day_too_where_others_have_its_name() {
        let sheets = [
            sheet("one", "2026-01-01", "USD"),
            sheet("two", "2026-02-01", "USD"),
            sheet("one", "2026-07-01", "USD"),
        ];
        assert_eq!(called(&sheets), ["one@2026-01-01", "two", "one@2026-07-01"]);
    }

    #[test]
    fn none_two_of_one_day_and_two_currencies_are_refused_all_at_once() {
        let refused = |sheets| {
            let problems = Sheets::new(sheets).unwrap_err().into_vec();
            problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(refused(vec![]).len(), 1);
        let of = |day, currency| sheet("one", day, currency);
        assert_eq!(refused(vec![of("2026-01-01", "USD"), of("2026-01-01", "USD")]).len(), 1);
        assert_eq!(refused(vec![of("2026-01-01", "USD"), of("2026-01-02", "EUR")]).len(), 1);
        assert_eq!(refused(vec![of("2026-01-01", "USD"), of("2026-01-01", "EUR")]).len(), 2);
    }
}
