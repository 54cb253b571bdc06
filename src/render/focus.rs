//! FOCUS: the rows of a bill for `FinOps` tools, as CSV. Numbers have a decimal point, whole ones
//! too: tools take the type of a column from it.

use anyhow::anyhow;

use super::format::{Writer, only_for};
use super::{Cell, csv};

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "focus",
    aliases: &[],
    answer: |answer, _| match &answer.focus {
        // A head without rows is read as no cost at all.
        Some(rows) if rows.rows.is_empty() => Err(anyhow!(
            "there is nothing to bill: no purchase, no use and nothing that expired in these days"
        )),
        Some(rows) => csv::part_by(cell_text, rows, Some(&rows.columns)),
        None => only_for("chargeback"),
    },
    check: |_| only_for("chargeback"),
};

fn cell_text(cell: &Cell) -> String {
    let text = csv::cell_text(cell);
    match cell {
        Cell::Money(_) | Cell::Price(_) | Cell::Count(_) | Cell::Percent(_)
            if !text.contains('.') =>
        {
            format!("{text}.0")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    #[test]
    fn every_number_is_a_decimal() {
        assert_eq!(cell_text(&Money::from(300).into()), "300.0");
        assert_eq!(cell_text(&"2.5".parse::<Money>().unwrap().into()), "2.5");
        assert_eq!(cell_text(&"AutoCAD".into()), "AutoCAD");
        assert_eq!(cell_text(&Cell::Empty), "");
    }
}
