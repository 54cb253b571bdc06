//! The rate sheets with what an estate has agreed.

use std::borrow::Cow;
use std::path::Path;

use super::UsageArgs;
use crate::engine::metering::entitlement::Entitlements;
use crate::load;
use crate::load::usage::Columns;
use crate::model::{Estate, Problem, RateSheet, Sheets, VendorPlan};

/// The rate sheets with what the customer has agreed.
pub struct Agreed<'s> {
    /// The sheets.
    pub sheets: Cow<'s, Sheets>,
    /// The customer's side.
    pub estate: Option<Estate>,
    /// What it entitles people to.
    pub entitlements: Entitlements,
}

impl Agreed<'_> {
    /// These columns, and those that budgets may need: the team that a row names.
    pub fn columns(&self, columns: Columns) -> Columns {
        let is_needed = self.estate.as_ref().is_some_and(Estate::may_have_budgets_of_other_teams);
        Columns { team: columns.team || is_needed, ..columns }
    }

    /// The vendor's plan that the question names, or else the estate.
    pub fn vendor_plan(&self, asked: VendorPlan) -> VendorPlan {
        asked.or(self.estate.as_ref().map(|estate| estate.plan).unwrap_or_default())
    }
}

impl UsageArgs {
    /// The estate of these, and its file.
    pub fn agreed_in<'a>(&'a self, agreed: &'a Agreed) -> Option<(&'a Estate, &'a Path)> {
        agreed.estate.as_ref().zip(self.estate.as_deref())
    }

    /// The customer's side, where it is given, and the sheets with what it has agreed.
    pub fn agreed<'s>(&self, sheets: &'s Sheets) -> anyhow::Result<Agreed<'s>> {
        let Some(path) = &self.estate else {
            return Ok(Agreed {
                sheets: Cow::Borrowed(sheets),
                estate: None,
                entitlements: Entitlements::default(),
            });
        };
        let estate = estate(path, sheets)?;
        let entitlements = Entitlements::new(&estate, sheets)?;
        let sheets = Cow::Owned(sheets.agreed(&estate));
        Ok(Agreed { sheets, estate: Some(estate), entitlements })
    }
}

/// The estate at `path`, in the currency of the sheets.
fn estate(path: &Path, sheets: &[RateSheet]) -> anyhow::Result<Estate> {
    let estate = load::estate(path)?;
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.currency != estate.currency) {
        return Err(Problem::new(format!(
            "`{}` has prices in {}, rate sheet `{}` in {}",
            path.display(),
            estate.currency,
            sheet.name,
            sheet.currency
        ))
        .hint("one run has one currency")
        .into());
    }
    Ok(estate)
}
