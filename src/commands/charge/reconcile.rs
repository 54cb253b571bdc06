//! Our charges beside an export.

use std::path::PathBuf;

pub(super) use crate::engine::metering::reconcile::Reconciliation;

use super::super::usage::{Context, UsageArgs, Used, Wanted};
use crate::engine::bill::cost_of_use::{Rates, tokens_of_charge};
use crate::engine::metering::reconcile::{Agreement, Charged, Difference, Side, reconcile};
use crate::engine::metering::replay::Keep;
use crate::load::usage::Tells;
use crate::model::{Problem, RateSheet};
use crate::render::{Cell, Grid, column, number};

/// How many differences a person sees; programs get all.
const MOST_SHOWN: usize = 20;

pub(super) fn reconciliation(
    export: &[PathBuf],
    args: &UsageArgs,
    used: &Used,
    context: Context,
) -> anyhow::Result<Reconciliation> {
    let keep = Keep { charges: true, ..Keep::default() };
    // What the export says was charged stands, whatever the estate says.
    let args = UsageArgs { estate: None, usage_format: None, ..args.clone() };
    let wanted = Wanted { keep, ..Wanted::default() };
    let theirs = args.read(export, wanted, &args.agreed(context.sheets)?, context)?;
    let stated = theirs.replayed.tallies.iter().all(|tally| tally.charges == 0);
    if !theirs.tells(Tells::DailyCharges) || !stated {
        let found = theirs.formats.first().map(ToString::to_string).unwrap_or_default();
        let problem = Problem::new(format!(
            "`--reconcile` needs days with the tokens charged, found {found}"
        ));
        return Err(problem
            .hint("Autodesk's Token Usage export has them, or a file of `--charges`")
            .into());
    }
    Ok(reconcile(&charged(used, context.sheets), &charged(&theirs, context.sheets)))
}

fn charged(used: &Used, sheets: &[RateSheet]) -> Vec<Charged> {
    let rates = Rates::new(sheets, &used.directory);
    let charged = |charge: &crate::engine::metering::replay::Charge| {
        Some(Charged {
            user: used.directory.person(charge.pair).to_owned(),
            product: used.directory.item(charge.pair).name.clone(),
            day: charge.at.day(),
            tokens: tokens_of_charge(charge, &rates, &used.directory)?,
        })
    };
    used.replayed.charges.iter().filter_map(charged).collect()
}

fn word(status: Agreement) -> &'static str {
    match status {
        Agreement::Agreed => "agreed",
        Agreement::OnlyHere => "only_here",
        Agreement::OnlyThere => "only_there",
        Agreement::Different => "different",
    }
}

fn grid(differences: &[Difference], status: fn(&str) -> String) -> Grid {
    let mut grid = Grid::new(vec![
        column("user", "user"),
        column("product", "product"),
        column("day", "day (UTC)"),
        column("status", "status"),
        column("ours", "our\ntokens"),
        column("theirs", "export's\ntokens"),
    ]);
    let row = |difference: &Difference| -> Vec<Cell> {
        vec![
            difference.user.as_str().into(),
            difference.product.as_str().into(),
            difference.day.to_string().into(),
            status(word(difference.status)).into(),
            (&difference.ours).into(),
            (&difference.theirs).into(),
        ]
    };
    grid.rows = differences.iter().map(row).collect();
    grid
}

pub(super) fn data(reconciliation: &Reconciliation) -> Grid {
    grid(&reconciliation.differences, str::to_owned)
}

pub(super) fn view(reconciliation: &Reconciliation) -> Grid {
    let differences = &reconciliation.differences;
    grid(differences.get(..MOST_SHOWN).unwrap_or(differences), |word| word.replace('_', " "))
}

/// The totals, in sentences.
pub(super) fn summary(reconciliation: &Reconciliation) -> Vec<String> {
    let side = |side: &Side| {
        let (ours, theirs) = (number::tokens(&side.ours), number::tokens(&side.theirs));
        let days = number::count(&side.days.into());
        match side.status {
            Agreement::Agreed => format!("{days} agreed ({ours} tokens)"),
            Agreement::OnlyHere => format!("{days} only here ({ours})"),
            Agreement::OnlyThere => format!("{days} only there ({theirs})"),
            Agreement::Different => format!("{days} different ({ours} here, {theirs} there)"),
        }
    };
    let sides: Vec<_> = reconciliation.totals.iter().map(side).collect();
    let mut lines = vec![format!("Persons, products and days: {}.", sides.join(", "))];
    let more = reconciliation.differences.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        let more = number::count(&(more as u64).into());
        lines.push(format!(
            "The largest differences come first; {more} more are in `--format csv`."
        ));
    }
    lines
}
