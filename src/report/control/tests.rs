use super::*;
use crate::model::{Given, Limits, Tokens};

fn reason(why: Cause, rows: u64, tokens: &str) -> Reason {
    Reason { why, rows, tokens: Tokens::within(Limits::STATED, tokens).ok() }
}

fn control(reasons: Vec<Reason>) -> Control {
    let (stated, counted) = (Some(Tokens::from(30)), Some(Tokens::from(20)));
    let difference = Some(Tokens::ZERO - Tokens::from(10));
    Control { file: "a.csv".into(), stated, counted, difference, reasons }
}

#[test]
fn a_difference_that_was_asked_for_is_a_note_and_any_other_a_warning() {
    let outside = control(vec![reason(Cause::OutsidePeriod, 1, "-10")]);
    let told = words(&[outside], Repeats::ByRule);
    assert_eq!(
        told.notes,
        ["`a.csv`: its token column adds up to 30, and 20 were counted: 10 in 1 row outside the \
             period"]
    );
    assert_eq!(told.warnings, [""; 0]);
    let both = [reason(Cause::OutsidePeriod, 2, "-5"), reason(Cause::Overlapping, 2, "-5")];
    let told = words(&[control(both.to_vec())], Repeats::ByRule);
    assert_eq!(
        told.warnings,
        ["`a.csv`: its token column adds up to 30, and 20 were counted: 5 in 2 rows outside the \
             period; 5 in 2 rows of a use that another file has, too"]
    );
}

#[test]
fn rows_that_make_no_difference_are_not_told() {
    let told = words(&[control(vec![reason(Cause::Repeated, 2, "0")])], Repeats::ByRule);
    assert_eq!(told, ControlWords::default());
}
