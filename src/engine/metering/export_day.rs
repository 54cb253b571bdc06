//! What does a row of an export say was charged?
//!
//! ```text
//! rows of one person, product and day are one day of use
//! tokens stated: what the file says was charged; of a service they add up, of a product the
//!     greatest counts
//! ```
//!
//! RULES §3: an export has no times, so a row with use is a day of use, and the tokens that it
//! states are what Autodesk charged, whatever our rate would say.
//!
//! Example: two rows of Revit on one day, of 10 and of 0 tokens (a second version): one charge of
//! 10. Two rows of a service of 1.5 and 2: 3.5.
//!
//! Edges: 0 tokens with no subscription are a look too short to be charged; with one, the day is
//! covered. Without a token column the estate's seats decide. A row of a summary stands for its
//! number of days, and of 0 days for nobody who was there.

use crate::model::{MicroSum, Paid, UseRow};

/// How the tokens of rows about one use come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Together {
    /// Each is a part: results of a service, or what a pool paid for everybody.
    Add,
    /// Each is about the same charge: a day of a product is charged once.
    Greatest,
}

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
    /// Charged, and the file says how much: never none.
    Stated(MicroSum),
    /// Charged at the sheet's rate.
    AtRate,
    /// Not charged: a subscription covers it.
    Covered,
    /// Not charged: too short, or nobody was there.
    Nothing,
}

/// Judges the rows of one use, which stand for `days` days.
pub(super) fn judge(rows: &[UseRow], days: u64, together: Together, seat: Seat) -> Verdict {
    let stated = rows.iter().filter_map(|row| row.micro_tokens);
    let stated = stated.map(MicroSum::from);
    let stated = match together {
        Together::Add => stated.reduce(|sum, more| sum + more),
        Together::Greatest => stated.max(),
    };
    let by_subscription = rows.iter().any(|row| row.paid == Paid::Subscription);
    let by_tokens = rows.iter().any(|row| row.paid == Paid::Tokens && row.micro_tokens.is_none());
    match stated {
        // The file is the bill: what it says was charged was, whatever seats an estate names.
        Some(micro) if !micro.is_none() => Verdict::Stated(micro),
        // Autodesk took nothing, and no subscription is why: less than the grace.
        Some(_) if !by_subscription => Verdict::Nothing,
        // A summary lists people who were not there, too.
        None if by_tokens && days == 0 => Verdict::Nothing,
        // Paid by tokens, how many is not said; but a seat is used before any token (RULES §2, 6).
        None if by_tokens && seat == Seat::None => Verdict::AtRate,
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
        UseRow { pair: 0, when: When::Day(Day::default()), detail: 0, micro_tokens, paid, label: 0 }
    }

    fn greatest(rows: &[UseRow], days: u64, seat: Seat) -> Verdict {
        judge(rows, days, Together::Greatest, seat)
    }

    #[test]
    fn tokens_that_are_stated_were_charged_even_beside_a_seat() {
        for seat in [Seat::Held, Seat::None] {
            assert_eq!(
                greatest(&[row(Paid::Tokens, Some(10))], 1, seat),
                Verdict::Stated(MicroSum::new(10_000_000))
            );
        }
        let least = UseRow { micro_tokens: Some(Micro::new(1)), ..row(Paid::Tokens, None) };
        assert_eq!(greatest(&[least], 1, Seat::None), Verdict::Stated(MicroSum::new(1)));
    }

    #[test]
    fn tokens_of_a_product_are_one_charge_and_of_a_service_they_add_up() {
        let rows =
            [row(Paid::Tokens, Some(10)), row(Paid::Tokens, Some(0)), row(Paid::Tokens, Some(3))];
        assert_eq!(greatest(&rows, 1, Seat::None), Verdict::Stated(MicroSum::new(10_000_000)));
        // 10 + 0 + 3
        assert_eq!(
            judge(&rows, 1, Together::Add, Seat::None),
            Verdict::Stated(MicroSum::new(13_000_000))
        );
    }

    #[test]
    fn no_tokens_stated_is_too_short_unless_a_subscription_paid() {
        let short = row(Paid::Tokens, Some(0));
        assert_eq!(greatest(std::slice::from_ref(&short), 1, Seat::None), Verdict::Nothing);
        assert_eq!(greatest(&[row(Paid::Agreement, Some(0))], 1, Seat::Held), Verdict::Nothing);
        let seat = row(Paid::Subscription, Some(0));
        assert_eq!(greatest(&[short, seat], 1, Seat::None), Verdict::Covered);
    }

    #[test]
    fn without_tokens_a_row_of_no_days_is_nobody_and_of_one_is_charged_at_the_rate() {
        let silent = [row(Paid::Tokens, None)];
        assert_eq!(greatest(&silent, 0, Seat::None), Verdict::Nothing);
        assert_eq!(greatest(&silent, 0, Seat::Held), Verdict::Nothing);
        assert_eq!(greatest(&silent, 1, Seat::None), Verdict::AtRate);
    }

    #[test]
    fn without_tokens_a_seat_or_a_subscription_covers_the_day() {
        assert_eq!(greatest(&[row(Paid::Tokens, None)], 1, Seat::Held), Verdict::Covered);
        assert_eq!(greatest(&[row(Paid::Subscription, None)], 1, Seat::None), Verdict::Covered);
        // One row by subscription, one that says nothing: somebody paid with tokens.
        let rows = [row(Paid::Subscription, None), row(Paid::Tokens, None)];
        assert_eq!(greatest(&rows, 1, Seat::None), Verdict::AtRate);
    }
}
