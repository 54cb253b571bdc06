//! Who gets what: a row for each person and product, as a file, and those on Flex in the JSON.

use std::path::Path;

use super::{Heading, PlanReport, Table};
use crate::engine::plan::assignment::{Assigned, assignment};
use crate::render::OutFile;

/// The file of who gets what. A collection's price stands on the first row that it covers.
pub fn people(path: &Path, report: &PlanReport) -> OutFile {
    let PlanReport { people, plan, offers, .. } = report;
    let table = Table::of(assignment(people, &plan.mix.held, offers))
        .text("user", "user", |one| report.user(one.person).to_owned())
        .text("product", "product", |one| report.product(one.product))
        .count("days", "days", |one| one.days.clone())
        .text("assignment", "assignment", |one| {
            one.held.map_or("flex", |held| offers.id(held)).to_owned()
        })
        .money("annual_price", "annual_price", |one| one.annual_price.clone())
        .count("tokens", "tokens", |one| one.tokens.clone())
        .text("currency", "currency", |_| report.currency().to_owned());
    OutFile::new(path.to_owned(), std::iter::once(table.data()))
}

/// Who stays on Flex with what, as JSON has it.
pub(super) fn on_flex(report: &PlanReport) -> Table<'_, Assigned> {
    let all = assignment(&report.people, &report.plan.mix.held, &report.offers);
    Table::of(all.into_iter().filter(|one| one.held.is_none()))
        .text("user", Heading::ForJson, |one| report.user(one.person).to_owned())
        .text("product", Heading::ForJson, |one| report.product_id(one.product).to_owned())
        .count("days", Heading::ForJson, |one| one.days.clone())
        .count("tokens", Heading::ForJson, |one| one.tokens.clone())
}
