use super::testing::*;
use super::*;
use crate::model::{Micro, Quotient, Seat};

#[test]
fn a_part_of_a_year_is_brought_to_one_exactly() {
    let people =
        people(&[tally(0, 9, 9, Micro::ZERO), tally(0, 1, 1, Micro::ZERO)], vec![], &sheet(None))
            .unwrap();
    // 10 × 365 ÷ 90 = 730 ÷ 18 days, 18 parts a day
    let days = people.parts.days(people.needs[0][0].days);
    assert_eq!((people.parts.count(), Some(days)), (18, Quotient::from(730).over(18)));
    assert_eq!(people.days_in_period, [[10]]);
}

#[test]
fn what_a_seat_must_have_paid_for_is_held() {
    let held = |tallies: &[Tally], seats: Vec<Seat>, price: Option<u64>| {
        let people = people(tallies, seats, &sheet(price)).unwrap();
        (people.before, people.holds_unpriced)
    };
    let (covered, charged) = (tally(0, 5, 3, Micro::ZERO), tally(0, 5, 5, Micro::ZERO));
    assert_eq!(held(&[charged], vec![], None), (vec![vec![]], false));
    assert_eq!(held(&[covered], vec![], None), (vec![vec![Held::Product(0)]], false));
    // Max has no price, so what today costs is not known
    assert_eq!(
        held(&[tally(1, 5, 3, Micro::ZERO)], vec![], None),
        (vec![vec![Held::Product(1)]], true)
    );
    // the seat of the collection paid
    let aec = || vec![seat("ana", "AEC", "2026-04-01")];
    assert_eq!(held(&[covered], aec(), Some(3600)), (vec![vec![Held::Collection(0)]], false));
    // a collection without a price is held all the same
    assert_eq!(held(&[covered], aec(), None), (vec![vec![]], true));
    // it had ended by the last day, and nothing else paid
    let ended = vec![seat("ana", "AEC", "2026-03-31")];
    assert_eq!(held(&[covered], ended, Some(3600)), (vec![vec![]], false));
}

#[test]
fn who_holds_a_seat_and_used_nothing_is_among_the_people() {
    let seats = vec![seat("zoe", "Revit", "")];
    let people = people(&[], seats, &sheet(None)).unwrap();
    assert_eq!(people.names, ["ana", "zoe"]);
    assert_eq!(people.before, [vec![], vec![Held::Product(0)]]);
    assert!(people.needs.iter().all(Vec::is_empty));
}

#[test]
fn what_is_no_product_of_the_sheet_is_refused_by_its_name() {
    let only_revit = RateSheet { products: vec![product("revit", None)], ..sheet(None) };
    let problems = people(&[tally(1, 1, 1, Micro::ZERO)], vec![], &only_revit).unwrap_err();
    let messages: Vec<_> = problems.into_vec().into_iter().map(|one| one.message).collect();
    assert_eq!(messages, ["`max` is used, but it is no product of rate sheet `test`"]);
}
