//! `effective-price` of the real pool: lots and usage in place of `--tokens` and `--consumed`.

use chrono::NaiveDate;

use super::super::context::Context;
use super::super::lots::{all_lots, ensure_bought};
use super::super::usage::{Agreed, without_rate};
use super::EffectivePriceArgs;
use crate::engine::balance::SignalThresholds;
use crate::engine::balance::effective::effective;
use crate::engine::balance::of_teams::{BalancesInput, balances};
use crate::engine::bill::cost_of_use::{MicroRates, Rates};
use crate::model::{Lot, Problem, Sheets, Thresholds};
use crate::render::{Answer, Detail, ToJson};
use crate::report::balance::later_warning;
use crate::report::effective_price::pool as report;

impl EffectivePriceArgs {
    /// What the tokens of the real lots cost.
    pub(super) fn of_pool(
        &self,
        agreed: &Agreed,
        context: Context,
        detail: Detail,
    ) -> anyhow::Result<Answer<'_>> {
        let sheets: &Sheets = &agreed.sheets;
        let (lots, lots_notes) = self.lots(agreed, sheets)?;
        let Some(used) = self.usage.read_for_lots(agreed, context)? else {
            let problem =
                Problem::new("`--usage` is missing: what was consumed is not known without it");
            return Err(problem.hint("or give `--tokens` and `--consumed`").into());
        };
        used.ensure_days()?;
        let cost = self.usage.args.cost_by(&used, &[], sheets, None)?;
        let rates = MicroRates::new(&Rates::new(sheets, &used.directory));
        let as_of: NaiveDate = self.as_of.unwrap_or(context.today);
        let pools = balances(&BalancesInput {
            lots: &lots,
            charged: used.charged(&rates),
            estate: agreed.estate.as_ref(),
            other_names: &used.other_names(),
            sheets,
            as_of: as_of.into(),
            known_from: used.known_from(),
            paces: &[],
            thresholds: &SignalThresholds::of(Thresholds::default(), agreed.estate.as_ref()),
        })?
        .pools;
        let pool = effective(&pools);
        let currency = sheets.currency();
        let (data, view) = report::table(&pool, currency).grids();
        let mut notes: Vec<_> = agreed.note(&self.usage.args).into_iter().collect();
        notes.extend(report::notes(&pools, as_of));
        notes.extend(lots_notes);
        notes.extend(used.notes.iter().cloned());
        let mut warnings = used.warnings.clone();
        warnings.extend(cost.without_rate.iter().map(without_rate));
        warnings.extend(later_warning(&pools, as_of));
        Ok(Answer {
            summary: report::summary(&pool, currency),
            notes,
            warnings,
            explanation: detail.explain(|| report::explanation(&pool)),
            account: used.accounted(),
            ..Answer::new(
                "effective-price",
                self,
                report::json(&pool, as_of).to_json()?,
                data,
                view,
            )
        })
    }

    fn lots(&self, agreed: &Agreed, sheets: &Sheets) -> anyhow::Result<(Vec<Lot>, Vec<String>)> {
        let currency = sheets.currency();
        let file = self.lots.as_deref().zip(Some(self.usage.args.said()));
        let (lots, notes) = all_lots(agreed.estate.as_ref(), file, currency)?;
        ensure_bought(&lots)?;
        Ok((lots, notes))
    }
}
