//! A scenario from TOML: who is expected to use what in a year. `examples/studio.toml` is one.

use super::toml_table::{self, Table};
use crate::model::{Code, Days, Limits, Measured, Number, Place, Problems};

/// A year of expected use.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// People who open products.
    pub uses: Vec<ScenarioUse>,
    /// Results of cloud services.
    pub results: Vec<ScenarioResult>,
}

/// People who open a product.
#[derive(Clone, Debug)]
pub struct ScenarioUse {
    /// The product, by any of its names.
    pub product: String,
    /// Days of use in a year, of each.
    pub days: Days,
    /// How many people.
    pub users: Number,
    /// Where the product is named; `None` on the command line.
    pub place: Option<Place>,
}

/// Results of a cloud service.
#[derive(Clone, Debug)]
pub struct ScenarioResult {
    /// The service, by any of its names.
    pub service: String,
    /// How many of its units, or for how long: in each month where months are said, else in all.
    pub quantity: Measured,
    /// In how many months of the year; `None` where nothing says it.
    pub months: Option<Number>,
    /// Where the service is named; `None` on the command line.
    pub place: Option<Place>,
}

/// Reads a scenario; `file` is named in its problems.
pub(super) fn parse(file: &str, text: &str) -> Result<Scenario, Problems> {
    let (scenario, problems) = toml_table::read(file, text, |root| {
        let (uses, results) =
            (root.list("use", scenario_use), root.list("result", scenario_result));
        if root.lacks("use") && root.lacks("result") {
            root.problem(
                root.span(),
                Code::MissingKey,
                "a scenario needs at least one `[[use]]` or `[[result]]`",
            );
        }
        Scenario { uses, results }
    });
    Problems::check(problems)?;
    Ok(scenario)
}

fn scenario_use(table: &Table) -> Option<ScenarioUse> {
    let (product, days) = (table.text("product"), table.amount("days"));
    let users = table.optional_amount("users", Limits::COUNT).unwrap_or(Number::from(1));
    Some(ScenarioUse {
        product: product?,
        days: days?,
        users,
        place: Some(table.place_of("product")),
    })
}

fn scenario_result(table: &Table) -> Option<ScenarioResult> {
    let (service, quantity) = (table.text("service"), table.amount("quantity"));
    let months = table.optional_amount("months", Limits::MONTHS);
    Some(ScenarioResult {
        service: service?,
        quantity: quantity?,
        months,
        place: Some(table.place_of("service")),
    })
}
