//! FOCUS: the rows of a bill for `FinOps` tools, as CSV.

use super::csv;
use super::format::{Writer, only_for};

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "focus",
    aliases: &[],
    answer: |answer, _| match &answer.focus {
        Some(rows) => csv::part(rows, Some(&rows.columns)),
        None => only_for("chargeback"),
    },
    check: |_| only_for("chargeback"),
};
