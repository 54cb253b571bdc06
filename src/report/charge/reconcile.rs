//! Our charges beside an export.

use super::Table;
use crate::engine::bill::reconcile::{Agreement, Difference, Reconciliation, Side};
use crate::render::{Grid, number};

/// How many differences a person sees; programs get all.
const MOST_SHOWN: usize = 20;

/// What spreadsheets get, and what people see.
pub(super) fn grids(reconciliation: &Reconciliation) -> (Grid, Grid) {
    let all = &reconciliation.differences;
    (table(all).data(), table(all.get(..MOST_SHOWN).unwrap_or(all)).view())
}

fn table(differences: &[Difference]) -> Table<'_, &Difference> {
    Table::of(differences)
        .text("user", "user", |it| it.user.clone())
        .text("product", "product", |it| it.product.clone())
        .text("day", "day (UTC)", |it| it.day.to_string())
        .text("status", "status", |it| it.status.word())
        .in_words(|it| Some(words(it.status)))
        .count("ours", "our\ntokens", |it| it.ours)
        .count("theirs", "export's\ntokens", |it| it.theirs)
}

fn words(status: Agreement) -> &'static str {
    match status {
        Agreement::Agreed => "agreed",
        Agreement::OnlyHere => "only here",
        Agreement::OnlyThere => "only there",
        Agreement::Different => "different",
    }
}

/// The totals, in sentences.
pub fn summary(reconciliation: &Reconciliation) -> Vec<String> {
    let sides: Vec<_> = reconciliation.totals.iter().map(side).collect();
    let mut lines = vec![format!("Persons, products and days: {}.", sides.join(", "))];
    if reconciliation.shares_nobody() {
        lines.push(
            "The two share no person: where one has log-in names and the other addresses, a table \
             with both tells who is who: `--people FILE`."
                .to_owned(),
        );
    }
    let more = reconciliation.differences.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        let more = number::many(more as u64);
        lines.push(format!(
            "The largest differences come first; {more} more are in `--format csv`."
        ));
    }
    lines
}

fn side(side: &Side) -> String {
    let (ours, theirs) = (number::tokens(side.ours), number::tokens(side.theirs));
    let days = number::many(side.days);
    match side.status {
        Agreement::Agreed => format!("{days} agreed ({})", number::counted(&side.ours, "token")),
        Agreement::OnlyHere => format!("{days} only here ({ours})"),
        Agreement::OnlyThere => format!("{days} only there ({theirs})"),
        Agreement::Different => format!("{days} different ({ours} here, {theirs} there)"),
    }
}
