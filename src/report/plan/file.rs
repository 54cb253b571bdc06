//! Who gets what: a row for each person and product, as a file, and those on Flex in the JSON.

use std::path::Path;

use super::{Heading, PlanReport, Table};
use crate::engine::plan::assignment::{Assigned, assignment};
use crate::engine::plan::people::Unlisted;
use crate::model::{Days, Money, Quotient, Tokens};
use crate::render::OutFile;

/// What one person's use of one product is covered by, in words.
pub(super) struct Given {
    user: String,
    product: String,
    id: String,
    days: Quotient<Days>,
    /// The id of what is held; `None`: Flex.
    held: Option<String>,
    annual_price: Option<Quotient<Money>>,
    tokens: Quotient<Tokens>,
}

/// Everybody with everything, what no sheet knows at the end.
fn given(report: &PlanReport) -> impl Iterator<Item = Given> {
    let PlanReport { people, plan, offers, .. } = report;
    let of_sheet = |one: Assigned| Given {
        user: report.user(one.person).to_owned(),
        product: report.product(one.product),
        id: report.product_id(one.product).to_owned(),
        days: one.days,
        held: one.held.map(|held| offers.id(held).to_owned()),
        annual_price: one.annual_price,
        tokens: one.tokens,
    };
    let unlisted = |one: &Unlisted| Given {
        user: one.person.clone(),
        product: one.name.clone(),
        id: one.name.clone(),
        days: people.parts.days(one.days),
        held: None,
        annual_price: None,
        tokens: people.parts.tokens(one.micro_tokens),
    };
    let assigned = assignment(people, &plan.mix.held, offers).into_iter().map(of_sheet);
    assigned.chain(people.unlisted.iter().map(unlisted))
}

/// The file of who gets what. A collection's price stands on the first row that it covers.
pub fn people(path: &Path, report: &PlanReport) -> OutFile {
    let table = Table::of(given(report))
        .text("user", "user", |one| one.user.clone())
        .text("product", "product", |one| one.product.clone())
        .count("days", "days", |one| one.days.clone())
        .text("assignment", "assignment", |one| one.held.clone().unwrap_or("flex".to_owned()))
        .money("annual_price", "annual_price", |one| one.annual_price.clone())
        .count("tokens", "tokens", |one| one.tokens.clone())
        .text("currency", "currency", |_| report.currency().to_owned());
    OutFile::new(path.to_owned(), std::iter::once(table.data()))
}

/// Who stays on Flex with what, as JSON has it.
pub(super) fn on_flex(report: &PlanReport) -> Table<'_, Given> {
    Table::of(given(report).filter(|one| one.held.is_none()))
        .text("user", Heading::ForJson, |one| one.user.clone())
        .text("product", Heading::ForJson, |one| one.id.clone())
        .count("days", Heading::ForJson, |one| one.days.clone())
        .count("tokens", Heading::ForJson, |one| one.tokens.clone())
}
