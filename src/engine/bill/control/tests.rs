use super::*;
use crate::engine::bill::lot_terms::tests::sheets;
use crate::model::{Item, ItemKind, Micro, Pair, Product};

fn whole(tokens: u64) -> MicroSum {
    Micro::new(tokens * 1_000_000).into()
}

fn of(rows: u64, tokens: u64) -> RowsOf {
    RowsOf { rows, stated: whole(tokens) }
}

/// The control of one file; a charge at the rate is of AutoCAD, or of what no sheet knows.
fn controlled(file: UsageFile, count: FileCount) -> Vec<Control> {
    let item = |id: &str| Item { id: id.into(), name: id.into(), kind: ItemKind::Product };
    let directory = Directory {
        people: vec!["ana".into()],
        items: vec![item("autocad"), item("nothing")],
        pairs: vec![Pair { person: 0, item: 0 }, Pair { person: 0, item: 1 }],
        labels: Vec::new(),
    };
    let (files, counts) = (&[file], &[count]);
    let mut sheet = sheets()[0].clone();
    sheet.products.push(Product {
        name: "AutoCAD".into(),
        tokens_per_day: Some(7.into()),
        ..Product::new("autocad")
    });
    control(&ControlInput { files, counts, directory: &directory, sheets: &[sheet] })
}

fn file() -> UsageFile {
    UsageFile { name: "a.csv".into(), states_tokens: true, ..UsageFile::default() }
}

#[test]
fn a_difference_is_the_sum_of_its_reasons() {
    let left_out = [(Why::Repeated, of(1, 10)), (Why::Overlapping, of(2, 5))];
    let count = FileCount {
        figures: of(6, 45),
        counted: whole(30),
        left_out: left_out.into(),
        // 2 days of AutoCAD, 7 tokens each
        at_rate: [((0, 0), 2)].into(),
        ..FileCount::default()
    };
    let file = UsageFile { unknown: of(1, 3), bad: of(1, 2), ..file() };
    let [control] = controlled(file, count).try_into().unwrap();
    // 45 + 3 + 2 stated; 30 + 14 counted
    assert_eq!((control.stated, control.counted), (Some(50.into()), Some(44.into())));
    let reasons: Vec<_> = control
        .reasons
        .iter()
        .map(|reason| (reason.why, reason.rows, reason.tokens.unwrap().to_string()))
        .collect();
    let reason = |why, rows, tokens: &str| (why, rows, tokens.to_owned());
    assert_eq!(
        reasons,
        [
            reason(Cause::Repeated, 1, "-10"),
            reason(Cause::Overlapping, 2, "-5"),
            reason(Cause::UnknownProduct, 1, "-3"),
            reason(Cause::BadRow, 1, "-2"),
            reason(Cause::AtRate, 2, "14"),
        ]
    );
    // −10 − 5 − 3 − 2 + 14
    assert_eq!(control.difference.unwrap().to_string(), "-6");
    assert!(control.is_finding(Repeats::ByRule));
}

#[test]
fn what_is_not_known_makes_the_sums_unknown() {
    let hidden = UsageFile { bad: of(1, 0), unreadable: 1, ..file() };
    let count = FileCount { figures: of(1, 10), counted: whole(10), ..FileCount::default() };
    let control = &controlled(hidden, count)[0];
    assert_eq!((control.stated, control.counted), (None, Some(10.into())));
    assert_eq!(control.difference, None);
    let unrated = FileCount { figures: of(1, 0), ..FileCount::default() };
    let unrated = FileCount { at_rate: [((1, 0), 1)].into(), ..unrated };
    let control = &controlled(file(), unrated)[0];
    assert_eq!((control.stated, control.counted), (Some(0.into()), None));
}

#[test]
fn only_what_nobody_asked_for_is_a_finding() {
    let found = |why, repeats| {
        let count = FileCount {
            figures: of(2, 20),
            counted: whole(10),
            left_out: [(why, of(1, 10))].into(),
            ..FileCount::default()
        };
        controlled(file(), count)[0].is_finding(repeats)
    };
    assert!(!found(Why::Outside, Repeats::ByRule));
    assert!(found(Why::Repeated, Repeats::ByRule) && !found(Why::Repeated, Repeats::Drop));
    assert!(found(Why::Overlapping, Repeats::Drop));
}

#[test]
fn a_file_without_a_figure_is_not_controlled() {
    assert_eq!(controlled(file(), FileCount::default()), []);
    let log = UsageFile { states_tokens: false, ..file() };
    let count = FileCount { figures: of(1, 10), ..FileCount::default() };
    assert_eq!(controlled(log, count), []);
}
