//! What would a year of a person's use be?
//!
//! ```text
//! days a year   = ⌈days of use × 365 ÷ days in the period⌉; of who began in it, ÷ days
//!     since then
//! tokens a year = ⌈tokens of cloud services × 365 ÷ days in the period⌉, in millionths
//! ```
//!
//! Example: 30 days by a seat that was assigned 90 days before the period ends are
//! ⌈30 × 365 ÷ 90⌉ = 122 days a year, in whatever period.
//!
//! A table of people may say when a person came: then all their use is of the days since.
//!
//! Edges: whoever used something on Flex too, or on more days than there were since, was there
//! before the seat: the whole period counts. Amounts too large for the plan's whole numbers are
//! refused.

use crate::engine::plan::told::Told;
use crate::engine::plan::uses::Use;
use crate::engine::year::Span;
use crate::model::{Day, Micro, MicroSum, Number, PersonDays, Problem, Quotient};

/// The day on which a person began with a product, and the days from then on, where the use is
/// all of them: a seat that was assigned in the period paid for all of it. A seat assigned again,
/// as with a new contract, has more days of use than days.
pub(super) fn began(it: &Use, person: u32, told: &Told, span: &Span) -> Option<(Day, Span)> {
    let since = told.since.get(&(person, it.product)).copied().flatten()?;
    let rest = span.from_day(since)?;
    let is_all = it.covered == it.days && rest.days.days().is_some_and(|days| it.days <= days);
    is_all.then_some((since, rest))
}

/// The day on which a person came in the period, and the days from then on, where all use may be
/// theirs: more days of it than there were since were used before, whatever the table says.
pub(super) fn came(uses: &[Use], there: PersonDays, span: &Span) -> Option<(Day, Span)> {
    let since = Day::from(there.from?);
    let rest = span.from_day(since)?;
    let days = rest.days.days()?;
    uses.iter().all(|it| it.days <= days).then_some((since, rest))
}

/// The last day of a person who left in the period.
pub(super) fn left(there: PersonDays, span: &Span) -> Option<Day> {
    let last = there.until?;
    let next = last.succ_opt()?;
    let is_in = span.days.until.is_none_or(|until| next < until);
    is_in.then_some(Day::from(last))
}

/// Days of use, brought to whole days of a year.
pub(super) fn days_a_year(days: u64, span: &Span) -> Result<u32, Problem> {
    let whole = span.days_a_year(days).ceil().to_u64();
    whole.and_then(|days| u32::try_from(days).ok()).ok_or_else(|| {
        Problem::new(format!("{days} days of one person in {} are too many for a plan", span.words))
    })
}

/// Tokens of cloud services in a year, in whole millionths.
pub(super) fn services_a_year(tokens: MicroSum, span: &Span) -> Result<Micro, Problem> {
    if tokens.is_credit() {
        let words =
            "cloud services gave back more tokens than they took: no year can be told from it";
        return Err(Problem::new(words).hint("give the usage that the credits belong to, too"));
    }
    let a_year = span.tokens_a_year(tokens.tokens());
    let micro = (&a_year * Number::from(1_000_000)).ceil();
    let fits = |micro: &u64| *micro <= Micro::MAX.count();
    micro.to_u64().filter(fits).map(Micro::new).ok_or_else(|| {
        let tokens = a_year.rounded(0);
        Problem::new(format!("cloud services take {tokens} tokens a year: too many for a plan"))
            .hint(format!("it takes up to {}", Quotient::from(Micro::MAX.tokens()).floor()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::people::testing::{people, sheet, span, tally};

    #[test]
    fn days_of_a_year_fit_into_whole_numbers() {
        let year = span("2026-01-01", "2027-01-01");
        assert_eq!(days_a_year(10, &year), Ok(10));
        assert_eq!(days_a_year(u64::from(u32::MAX), &year), Ok(u32::MAX));
        assert!(days_a_year(u64::from(u32::MAX) + 1, &year).is_err());
    }

    #[test]
    fn who_came_is_brought_to_a_year_from_that_day_unless_there_was_more_use() {
        let quarter = span("2026-01-01", "2026-04-01");
        let there = |from: &str, until: Option<&str>| PersonDays {
            from: from.parse().ok(),
            until: until.and_then(|until| until.parse().ok()),
        };
        let uses = |days| [Use { product: 0, days, covered: 0 }];
        let since = |days, from| came(&uses(days), there(from, None), &quarter).map(|(day, _)| day);
        // from 2026-03-02 on there are 30 days in March
        let day = Some(Day::from("2026-03-02".parse::<chrono::NaiveDate>().unwrap()));
        assert_eq!((since(30, "2026-03-02"), since(31, "2026-03-02")), (day, None));
        // on the first day, or before or after the period, it is the whole of it
        assert_eq!(
            ["2026-01-01", "2025-05-01", "2026-04-01"].map(|from| since(1, from)),
            [None; 3]
        );
        let gone = |until| left(there("", Some(until)), &quarter).map(|day| day.to_string());
        // whoever leaves on its last day was there all the time
        assert_eq!(gone("2026-03-30").as_deref(), Some("2026-03-30"));
        assert_eq!(gone("2026-03-31"), None);
    }

    #[test]
    fn too_many_tokens_of_services_are_refused_and_never_none() {
        let day = span("2026-03-02", "2026-03-03");
        // 25,269,000,000 × 365 = 9,223,185,000,000 fits; 25,270,000,000 × 365 = 9,223,550,000,000
        // is above 2^63 − 1 millionths
        let tokens = |tokens: u128| services_a_year(MicroSum::new(tokens * 1_000_000), &day);
        assert_eq!(tokens(25_269_000_000), Ok(Micro::new(9_223_185_000_000_000_000)));
        let problem = tokens(25_270_000_000).unwrap_err();
        assert_eq!(
            (problem.message.as_str(), problem.hint.as_deref()),
            (
                "cloud services take 9223550000000 tokens a year: too many for a plan",
                Some("it takes up to 9223372036854")
            )
        );
        // several rows together
        let half = Micro::new(Micro::MAX.count() / 2);
        let rows = [tally(2, 0, 0, half), tally(2, 0, 0, half)];
        assert!(people(&rows, vec![], &sheet(None)).is_err());
        // more given back than taken is no year's use either
        let problem = services_a_year(MicroSum::ZERO - Micro::new(1).into(), &day).unwrap_err();
        assert!(problem.message.contains("gave back more tokens than they took"));
    }
}
