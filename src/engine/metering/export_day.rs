//! What do the rows of one day say was charged?
//!
//! ```text
//! rows of one person, product and day are one day of use
//! tokens stated: what Autodesk charged; they add up
//! ```
//!
//! RULES §3: an export has no times, so a row with use is a day of use, and the tokens that it
//! states are what Autodesk charged, whatever our rate would say.
//!
//! Example: two rows of Revit on one day, of 10 tokens and of 0 (a second version): one day, 10
//! tokens. Rows of its features, of 10 and of 4: one day, 14 tokens. 11 and a credit of −11: one
//! day, and both count.
//!
//! Edges: 0 tokens with no subscription are a look too short to be charged; with one, the day is
//! covered. Without a token column the estate's seats decide. A row of a summary stands for its
//! number of days, and of 0 days for nobody who was there.

use crate::model::{Paid, UseRow};

/// Whether the estate says that the person held a seat or a trial on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// It does.
    Held,
    /// It does not, or the day is not known.
    None,
}

/// What rows about one use say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Charged or credited: the rows with a figure say how much each.
    Stated,
    /// Charged at the sheet's rate.
    AtRate,
    /// Not charged: a subscription covers it.
    Covered,
    /// Not charged: too short, or nobody was there.
    Nothing,
}

/// Whether a row states that tokens were taken or given back.
pub(super) fn has_figure(row: &UseRow) -> bool {
    row.micro_tokens.is_some_and(|micro| !micro.is_none())
}

/// Judges the rows of one use, which stand for `days` days.
pub(super) fn judge(rows: &[UseRow], days: u64, seat: Seat) -> Verdict {
    // The file is the bill: what it says was charged was, whatever seats an estate names.
    if rows.iter().any(has_figure) {
        return Verdict::Stated;
    }
    let states_none = rows.iter().any(|row| row.micro_tokens.is_some());
    let by_subscription = rows.iter().any(|row| row.paid == Paid::Subscription);
    let by_tokens = rows.iter().any(|row| row.paid == Paid::Tokens && row.micro_tokens.is_none());
    match (states_none, by_tokens) {
        // Autodesk took nothing, and no subscription is why: less than the grace.
        (true, _) if !by_subscription => Verdict::Nothing,
        // A summary lists people who were not there, too.
        (false, true) if days == 0 => Verdict::Nothing,
        // Paid by tokens, how many is not said; but a seat is used before any token (RULES §2, 6).
        (false, true) if seat == Seat::None => Verdict::AtRate,
        // The file says that a subscription paid, or the estate does.
        _ => Verdict::Covered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Micro, When};

    /// A row of so many whole tokens.
    fn row(paid: Paid, tokens: Option<u64>) -> UseRow {
        let micro_tokens = tokens.map(|whole| Micro::new(whole * 1_000_000));
        let (when, detail) = (When::Day(Day::default()), UseRow::NO_DETAIL);
        UseRow { pair: 0, when, detail, file: 0, whole: 0, micro_tokens, paid, label: 0 }
    }

    #[test]
    fn tokens_that_are_stated_were_charged_even_beside_a_seat() {
        for seat in [Seat::Held, Seat::None] {
            assert_eq!(judge(&[row(Paid::Tokens, Some(10))], 1, seat), Verdict::Stated);
        }
        let least = UseRow { micro_tokens: Some(Micro::new(1)), ..row(Paid::Tokens, None) };
        assert_eq!(judge(&[least], 1, Seat::None), Verdict::Stated);
        let back = UseRow { micro_tokens: Some(-Micro::new(1)), ..row(Paid::Tokens, None) };
        assert_eq!(judge(&[row(Paid::Tokens, Some(0)), back], 1, Seat::None), Verdict::Stated);
    }

    #[test]
    fn no_tokens_stated_is_too_short_unless_a_subscription_paid() {
        let short = row(Paid::Tokens, Some(0));
        assert_eq!(judge(std::slice::from_ref(&short), 1, Seat::None), Verdict::Nothing);
        assert_eq!(judge(&[row(Paid::Agreement, Some(0))], 1, Seat::Held), Verdict::Nothing);
        let seat = row(Paid::Subscription, Some(0));
        assert_eq!(judge(&[short, seat], 1, Seat::None), Verdict::Covered);
    }

    #[test]
    fn without_tokens_a_row_of_no_days_is_nobody_and_of_one_is_charged_at_the_rate() {
        let silent = [row(Paid::Tokens, None)];
        assert_eq!(judge(&silent, 0, Seat::None), Verdict::Nothing);
        assert_eq!(judge(&silent, 0, Seat::Held), Verdict::Nothing);
        assert_eq!(judge(&silent, 1, Seat::None), Verdict::AtRate);
    }

    #[test]
    fn without_tokens_a_seat_or_a_subscription_covers_the_day() {
        assert_eq!(judge(&[row(Paid::Tokens, None)], 1, Seat::Held), Verdict::Covered);
        assert_eq!(judge(&[row(Paid::Subscription, None)], 1, Seat::None), Verdict::Covered);
        // One row by subscription, one that says nothing: somebody paid with tokens.
        let rows = [row(Paid::Subscription, None), row(Paid::Tokens, None)];
        assert_eq!(judge(&rows, 1, Seat::None), Verdict::AtRate);
    }
}
