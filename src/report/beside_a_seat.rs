//! Seat holders whom Flex charged all the same, in words.

use crate::engine::bill::beside_a_seat::BesideASeat;
use crate::engine::metering::beside_seat::SaidBy;
use crate::render::number;

/// How many are told one by one; programs get all.
const MOST_TOLD: usize = 10;

/// Who was charged beside a seat.
pub fn warnings(found: &[BesideASeat], currency: &str) -> Vec<String> {
    let mut warnings: Vec<_> =
        found.iter().take(MOST_TOLD).map(|one| warning(one, currency)).collect();
    let more = found.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        let more = number::many(more as u64);
        let words = "more charged beside a seat; `--format json` has them all";
        warnings.push(format!("… and {more} {words}"));
    }
    warnings
}

fn warning(one: &BesideASeat, currency: &str) -> String {
    let BesideASeat { user, product, said_by, days, first, last, tokens, cost, .. } = one;
    let source = match said_by {
        SaidBy::Estate => "by the estate",
        SaidBy::Usage => "by the usage",
    };
    let on = match days {
        1 => format!("on {first}"),
        days => format!("on {} days from {first} to {last}", number::many(*days)),
    };
    let (tokens, cost) = (number::tokens(*tokens), number::money(cost));
    format!(
        "{user} holds {product} {source}, and Flex charged it all the same {on}: {tokens} tokens, \
         {cost} {currency}; a seat is used before tokens, so look at the sign-in and whether the \
         seat is assigned"
    )
}

/// That today's arrangement has these tokens, too.
pub fn plan_note(found: &[BesideASeat]) -> Option<String> {
    (!found.is_empty()).then(|| {
        "today's arrangement has the tokens that Flex charges beside seats, too; in every other \
         one, whoever holds a seat uses none for what it covers"
            .to_owned()
    })
}
