//! What differs between two sheets, whatever stands in them: the way back is the way there
//! reversed, a wider threshold finds no more, and what one price changes has its ratio.

use std::fmt::Write as _;

use flexcalc::engine::sheets::diff::{
    Change, Figure, Over, RowChange, RowKind, SheetDiff, SheetDiffInput, sheet_diff, token_effect,
};
use flexcalc::load::parse_rate_sheet;
use flexcalc::model::{Number, Percent, Quotient, RateSheet};
use proptest::prelude::*;

/// The rate and the price of a product; the product may not be there, nor either of the two.
type Row = Option<(Option<u64>, Option<u64>)>;

/// A sheet of at most four products, with the price of a token in cents.
fn sheet() -> impl Strategy<Value = RateSheet> {
    let row = prop::option::of((prop::option::of(0_u64..4), prop::option::of(1_u64..4)));
    (prop::sample::select(vec![300_u64, 301, 320]), prop::array::uniform4(row)).prop_map(read)
}

fn read((cents, rows): (u64, [Row; 4])) -> RateSheet {
    let mut text = format!(
        "name = \"x\"\ntitle = \"X\"\neffective = 2026-01-01\ncurrency = \"USD\"\n[token]\n\
         list_price = {}.{:02}\nminimum_purchase = 100\nterm_days = 365\ngrace_minutes = 5\n",
        cents / 100,
        cents % 100
    );
    for (id, row) in ["a", "b", "c", "d"].iter().zip(rows) {
        let Some((rate, price)) = row else { continue };
        write!(text, "[products.{id}]\nname = \"{id}\"\nsource = \"x\"\n").expect("text");
        for (key, value) in [("tokens_per_day", rate), ("annual_price", price)] {
            if let Some(value) = value {
                writeln!(text, "{key} = {value}").expect("text");
            }
        }
    }
    parse_rate_sheet("x", &text).expect("a sheet")
}

fn diff(old: &RateSheet, new: &RateSheet, most: u64) -> SheetDiff {
    let most = Some(Percent::from(most));
    sheet_diff(&SheetDiffInput { old: Some(old), new: Some(new), days: 50.into(), most })
}

/// A row, as it reads from the other side.
fn reversed(row: &RowChange) -> String {
    let change = match row.change {
        Change::Added => Change::Removed,
        Change::Removed => Change::Added,
        Change::Changed => Change::Changed,
    };
    let fields: Vec<_> = row.fields.iter().map(|it| (&it.field, &it.after, &it.before)).collect();
    told(row, change, &fields, &[&row.cost_after, &row.cost_before])
}

fn straight(row: &RowChange) -> String {
    let fields: Vec<_> = row.fields.iter().map(|it| (&it.field, &it.before, &it.after)).collect();
    told(row, row.change, &fields, &[&row.cost_before, &row.cost_after])
}

fn told<F: std::fmt::Debug, C: std::fmt::Debug>(
    row: &RowChange,
    change: Change,
    fields: &[F],
    costs: &[C; 2],
) -> String {
    format!("{:?} {} {change:?} {fields:?} {costs:?}", row.kind, row.id)
}

/// What is over, to be found again.
fn found(over: &Over) -> (RowKind, String, Option<Figure>) {
    (over.kind, over.id.clone(), over.figure)
}

proptest! {
    #[test]
    fn the_way_back_is_the_way_there_reversed(old in sheet(), new in sheet()) {
        let there: Vec<_> = diff(&old, &new, 0).changes.iter().map(straight).collect();
        let back: Vec<_> = diff(&new, &old, 0).changes.iter().map(reversed).collect();
        prop_assert_eq!(there, back);
        prop_assert!(diff(&old, &old, 0).changes.is_empty());
    }

    #[test]
    fn a_wider_threshold_finds_no_more(
        old in sheet(),
        new in sheet(),
        most in 0_u64..150,
        more in 0_u64..150,
    ) {
        let narrow = diff(&old, &new, most).over;
        let wide = diff(&old, &new, most + more).over;
        prop_assert!(wide.iter().all(|it| narrow.iter().any(|one| found(one) == found(it))));
        let moves = narrow.iter().filter_map(|it| it.moved_percent.as_ref());
        prop_assert!(moves.clone().all(|moved| moved.abs() > Quotient::<Percent>::from(most)));
        // Each is gone, unknown, from nothing, or by so much of what it was.
        for over in &narrow {
            let both = over.before.clone().zip(over.after.clone());
            let by = both.and_then(|(before, after)| Percent::of::<Number>(&after - &before, before));
            prop_assert_eq!(&over.moved_percent, &by);
        }
    }

    #[test]
    fn a_row_of_which_the_cost_alone_changed_has_the_ratio_of_the_prices(
        old in sheet(),
        new in sheet(),
    ) {
        let alone = diff(&old, &new, 0).changes.into_iter().filter(RowChange::is_cost_only);
        for row in alone {
            let effect = token_effect(&old, &new).expect("another price");
            let (before, after) = row.cost_before.zip(row.cost_after).expect("two costs");
            prop_assert_eq!(after.share_of(before).expect("some"), effect.cost + Percent::from(100));
        }
    }
}
