//! What would a year of a person's use be?
//!
//! ```text
//! a year = what was used × 365 ÷ days in the period; of who began in it, ÷ days since then
//! ```
//!
//! Example: 30 days by a seat that was assigned 90 days before the period ends are
//! 30 × 365 ÷ 90 = 121.67 days a year, in whatever period.
//!
//! A table of people may say when a person came: then all their use is of the days since.
//!
//! Edges: whoever used something on Flex too, or on more days than there were since, was there
//! before the seat: the whole period counts. Amounts too large for the plan's whole numbers are
//! refused.

use crate::engine::plan::mix::offers::Need;
use crate::engine::plan::parts::Parts;
use crate::engine::plan::told::Told;
use crate::engine::plan::uses::Use;
use crate::engine::year::Span;
use crate::model::{Day, Micro, MicroSum, PersonDays, Problem, Quotient};

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

/// A use of these days, brought to a year.
pub(super) fn need(
    it: &Use,
    (span, parts): (&Span, Parts),
    micro_rate: Option<u64>,
) -> Result<Need, Problem> {
    let too_many = || {
        let days = it.days;
        Problem::new(format!("{days} days of one person in {} are too many for a plan", span.words))
    };
    let a_year = |amount| parts.a_year(amount, span).ok_or_else(too_many);
    Ok(Need {
        product: it.product,
        days: a_year(it.days.into())?,
        micro_tokens: it.micro_tokens(micro_rate).map(a_year).transpose()?,
    })
}

/// Tokens of cloud services in a year, in parts of millionths.
pub(super) fn services_a_year(
    tokens: MicroSum,
    span: &Span,
    parts: Parts,
) -> Result<u128, Problem> {
    if tokens.is_credit() {
        let words =
            "cloud services gave back more tokens than they took: no year can be told from it";
        return Err(Problem::new(words).hint("give the usage that the credits belong to, too"));
    }
    let fits = |a_year: &u128| *a_year <= u128::from(Micro::MAX.count()) * parts.count();
    parts.a_year(tokens.count(), span).filter(fits).ok_or_else(|| {
        let tokens = span.tokens_a_year(tokens.tokens()).rounded(0);
        Problem::new(format!("cloud services take {tokens} tokens a year: too many for a plan"))
            .hint(format!("it takes up to {}", Quotient::from(Micro::MAX.tokens()).floor()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::people::testing::{people, sheet, span, tally};

    #[test]
    fn stated_tokens_stand_and_other_days_are_at_the_rate() {
        let year = span("2026-01-01", "2027-01-01");
        let stated = MicroSum::new(9_000_000);
        let it = Use { days: 3, stated_days: 1, stated, ..Use::default() };
        let tokens = |it: &Use, rate| need(it, (&year, Parts::WHOLE), rate).unwrap().micro_tokens;
        // 9 + 2 × 10; without a rate only where every day is stated
        assert_eq!(tokens(&it, Some(10_000_000)), Some(29_000_000));
        assert_eq!(tokens(&it, None), None);
        assert_eq!(tokens(&Use { days: 1, ..it }, None), Some(9_000_000));
        assert!(need(&Use { days: u64::MAX, ..it }, (&year, Parts::WHOLE), Some(u64::MAX)).is_ok());
    }

    #[test]
    fn who_came_is_brought_to_a_year_from_that_day_unless_there_was_more_use() {
        let quarter = span("2026-01-01", "2026-04-01");
        let there = |from: &str, until: Option<&str>| PersonDays {
            from: from.parse().ok(),
            until: until.and_then(|until| until.parse().ok()),
        };
        let uses = |days| [Use { days, ..Use::default() }];
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
        let tokens =
            |tokens: u128| services_a_year(MicroSum::new(tokens * 1_000_000), &day, Parts::WHOLE);
        assert_eq!(tokens(25_269_000_000), Ok(9_223_185_000_000_000_000));
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
        let problem =
            services_a_year(MicroSum::ZERO - Micro::new(1), &day, Parts::WHOLE).unwrap_err();
        assert!(problem.message.contains("gave back more tokens than they took"));
    }
}
