//! Lots that expire a day before a year is over.

use crate::engine::bill::lot_terms::DayShort;

/// How many lots are named.
const MOST_NAMED: usize = 3;

/// That the term of lots is a day shorter than "one year", where it is.
pub fn note(short: &[DayShort]) -> Option<String> {
    let named = short.iter().take(MOST_NAMED).map(|one| {
        let DayShort { lot, expires, by_the_year } = one;
        format!("`{}` expires on {expires}, by the calendar on {by_the_year}", lot.id)
    });
    let named: Vec<_> = named.collect();
    let more = match short.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        1 => "; 1 more lot like it".to_owned(),
        more => format!("; {more} more lots like it"),
    };
    (!named.is_empty()).then(|| {
        format!(
            "365 days over 29 February are a day less than \"one year\": lot {}{more}; where the \
             portal says so, let the lot say `expires`",
            named.join(", ")
        )
    })
}
