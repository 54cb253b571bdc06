//! The schemas of the files that people edit: they are made of the types below, and have the keys
//! that the loader has. `SCHEMAS=overwrite cargo test --test schema` writes them anew.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a failed test has failed
#![expect(dead_code, reason = "the types are there for their shape")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use flexcalc::load::{
    ESTATE_SCHEMA, SCENARIO_SCHEMA, SHEET_SCHEMA, parse_estate, parse_rate_sheet, scenario,
};
use flexcalc::model::{Code, Problems};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::Value;

#[test]
fn the_schemas_are_current() {
    let made = [
        ("sheet", schema_for!(Sheet), SHEET_SCHEMA),
        ("scenario", schema_for!(Scenario), SCENARIO_SCHEMA),
        ("estate", schema_for!(Estate), ESTATE_SCHEMA),
    ];
    for (name, schema, built_in) in made {
        let (path, text) = (format!("rates/{name}.schema.json"), text_of(schema));
        if std::env::var("SCHEMAS").is_ok_and(|value| value == "overwrite") {
            std::fs::write(&path, &text).expect("written");
        }
        let kept = std::fs::read_to_string(&path).expect("a schema");
        assert_eq!(text, kept, "{name}");
        assert_eq!(kept, built_in, "{name}");
    }
}

/// A key that no table has, so that the loader names those that it has.
const STRANGE: &str = "zzzzzzzz = 1\n";

/// The keys of each table of a file, as the loader names them, in the order of the file.
fn keys_of_the_loader(problems: &Problems) -> Vec<BTreeSet<String>> {
    let unknown = problems.iter().filter(|problem| problem.code == Some(Code::UnknownKey));
    unknown
        .map(|problem| {
            let hint = problem.hint.as_deref().expect("a hint");
            let keys = hint.strip_prefix("known here are ").expect("the keys");
            keys.split(", ").map(str::to_owned).collect()
        })
        .collect()
}

/// The keys of the whole file and of these types, as the schema has them.
fn keys_of_the_schema(schema: &str, types: &[&str]) -> Vec<BTreeSet<String>> {
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let keys = |table: &Value| -> BTreeSet<String> {
        table["properties"].as_object().expect("properties").keys().cloned().collect()
    };
    let types = types.iter().map(|name| keys(&schema["$defs"][name]));
    [keys(&schema)].into_iter().chain(types).collect()
}

/// A file that has these tables, and in each, and before them, the strange key.
fn strange(tables: &[&str]) -> String {
    let tables = tables.iter().map(|head| format!("{head}\n{STRANGE}"));
    [STRANGE.to_owned()].into_iter().chain(tables).collect()
}

#[test]
fn the_schema_of_a_sheet_has_the_keys_of_the_loader() {
    let tables = ["[token]", "[[token.tier]]", "[products.p]", "[results.r]", "[collections.c]"];
    let problems = parse_rate_sheet("x", &strange(&tables)).expect_err("unknown keys");
    let types = ["Token", "Tier", "Product", "Service", "Collection"];
    assert_eq!(keys_of_the_loader(&problems), keys_of_the_schema(SHEET_SCHEMA, &types));
}

#[test]
fn the_schema_of_an_estate_has_the_keys_of_the_loader() {
    let tables = [
        "[token]",
        "[[token.tier]]",
        "[subscriptions.s]",
        "[[seat]]",
        "[[trial]]",
        "[budgets.b]",
        "[[lot]]",
        "[[statement]]",
        "[signals]",
    ];
    let problems = parse_estate("x", &strange(&tables)).expect_err("unknown keys");
    let types = [
        "EstateToken",
        "Tier",
        "AgreedTerms",
        "Seat",
        "Seat",
        "SaidBudget",
        "Lot",
        "Statement",
        "Signals",
    ];
    assert_eq!(keys_of_the_loader(&problems), keys_of_the_schema(ESTATE_SCHEMA, &types));
}

#[test]
fn the_schema_of_a_scenario_has_the_keys_of_the_loader() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), strange(&["[[use]]", "[[result]]"])).expect("written");
    let problems = scenario(file.path()).expect_err("unknown keys");
    let types = ["Use", "ServiceResult"];
    assert_eq!(keys_of_the_loader(&problems), keys_of_the_schema(SCENARIO_SCHEMA, &types));
}

/// A rate sheet of flexcalc: what a vendor charges from one day on.
#[derive(JsonSchema)]
#[schemars(title = "flexcalc rate sheet", deny_unknown_fields)]
struct Sheet {
    /// The short name.
    name: String,
    /// What the sheet is, in words.
    title: String,
    /// The first day on which these rates hold, without quotes: 2026-01-01.
    effective: Date,
    /// The currency of every price, by its ISO 4217 code.
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    currency: String,
    /// What tokens cost and how they live.
    token: Token,
    /// Desktop products, charged by the day of use, by id.
    products: Option<BTreeMap<String, Product>>,
    /// Cloud services, charged by the result, by id.
    results: Option<BTreeMap<String, Service>>,
    /// Subscriptions that cover several products, by id.
    collections: Option<BTreeMap<String, Collection>>,
}

/// What tokens cost and how they live.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Token {
    /// The price of a token below every tier.
    list_price: Number,
    /// The fewest tokens in one purchase.
    minimum_purchase: Number,
    /// How many days after purchase tokens expire.
    term_days: Number,
    /// A session shorter than this is free, in minutes.
    grace_minutes: Number,
    /// Volume discounts, by rising `from`.
    tier: Option<Vec<Tier>>,
    /// Where the prices come from.
    source: Option<String>,
    /// What to know when using them.
    note: Option<String>,
}

/// A volume discount: the whole purchase is priced at the tier that it reaches.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Tier {
    /// The smallest purchase of this tier.
    from: Number,
    /// The price of a token; absent where the vendor has not published it.
    price: Option<Number>,
}

/// A desktop product.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Product {
    /// The vendor's name.
    name: String,
    /// Other names in use.
    aliases: Option<Vec<String>>,
    /// Tokens for one day of use; absent where it is not sold on Flex.
    tokens_per_day: Option<Number>,
    /// The price of one subscription a year; absent where it is not known.
    annual_price: Option<Number>,
    /// The price of one subscription for a month alone; absent where it is not known.
    month_price: Option<Number>,
    /// The price of one subscription for three years, all of them; absent where it is not known.
    three_year_price: Option<Number>,
    /// The price of one floating seat a year, which people use in turn; absent where it is not
    /// known.
    floating_price: Option<Number>,
    /// Where the figures come from.
    source: String,
    /// What to know when using them.
    note: Option<String>,
}

/// A cloud service that charges by the result.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Service {
    /// The vendor's name.
    name: String,
    /// Other names in use.
    aliases: Option<Vec<String>>,
    /// Tokens for `per` units.
    tokens: Number,
    /// How many units `tokens` pay for; 1 unless said.
    per: Option<Number>,
    /// What is counted, in the singular.
    unit: String,
    /// How a part of `per` counts; exact unless said.
    partial: Option<Partial>,
    /// Tokens that must be held, though not spent, to use the service.
    minimum_balance: Option<Number>,
    /// How many units of each month are free on the vendor's free tier; absent where none are.
    free_per_month: Option<Number>,
    /// Where the figures come from.
    source: String,
    /// What to know when using them.
    note: Option<String>,
}

/// How a part of a charged unit counts.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Partial {
    /// In proportion.
    Exact,
    /// As a whole unit.
    Up,
    /// Not at all; it carries on to the next unit.
    Down,
}

/// A subscription that covers several products.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Collection {
    /// The vendor's name.
    name: String,
    /// Other names in use.
    aliases: Option<Vec<String>>,
    /// The ids of the products it covers; absent where it is not known.
    #[schemars(length(min = 1))]
    products: Option<Vec<String>>,
    /// The price of one subscription a year; absent where it is not known.
    annual_price: Option<Number>,
    /// The price of one subscription for a month alone; absent where it is not known.
    month_price: Option<Number>,
    /// The price of one subscription for three years, all of them; absent where it is not known.
    three_year_price: Option<Number>,
    /// The price of one floating seat a year, which people use in turn; absent where it is not
    /// known.
    floating_price: Option<Number>,
    /// Where the figures come from.
    source: String,
    /// What to know when using them.
    note: Option<String>,
}

/// A scenario of flexcalc: who is expected to use what in a year.
#[derive(JsonSchema)]
#[schemars(title = "flexcalc scenario", deny_unknown_fields)]
struct Scenario {
    /// People who open products.
    r#use: Option<Vec<Use>>,
    /// Results of cloud services.
    result: Option<Vec<ServiceResult>>,
}

/// People who open a product.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Use {
    /// The product, by any of its names.
    product: String,
    /// Days of use in a year, of each.
    days: Number,
    /// How many people; 1 unless said.
    users: Option<Number>,
}

/// Results of a cloud service.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ServiceResult {
    /// The service, by any of its names.
    service: String,
    /// How many of its units, or a time such as "2.5h": in each month where `months` stands, else
    /// in all.
    quantity: Number,
    /// In how many months of the year there are so many; needed for what the free tier has free.
    months: Option<Number>,
}

/// An estate of flexcalc: what the organisation holds and has negotiated.
#[derive(JsonSchema)]
#[schemars(title = "flexcalc estate", deny_unknown_fields)]
struct Estate {
    /// The currency of every price, by its ISO 4217 code.
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    currency: String,
    /// What a token was agreed to cost: a price, or tiers.
    token: Option<EstateToken>,
    /// Agreed prices, by product or collection: of a year, or by term.
    subscriptions: Option<BTreeMap<String, AgreedPrice>>,
    /// Whether the customer is on the vendor's free tier, so that its monthly allowances of cloud
    /// services are taken off; false unless said.
    free_tier: Option<bool>,
    /// Who holds a subscription, so that tokens are not charged.
    seat: Option<Vec<Seat>>,
    /// Who tries a product or a cloud service: use is free while it runs, a year at most.
    trial: Option<Vec<Seat>>,
    /// Who belongs together: people by team.
    teams: Option<BTreeMap<String, Vec<String>>>,
    /// How much may be used, by team, person, product, collection, service, `desktop` or `cloud`.
    budgets: Option<BTreeMap<String, Budget>>,
    /// What people may open on Flex, by person; `default` is for everyone else.
    access: Option<BTreeMap<String, Vec<String>>>,
    /// Tokens that were bought together.
    lot: Option<Vec<Lot>>,
    /// What the vendor's portal showed as left.
    statement: Option<Vec<Statement>>,
    /// From when on something is worth a signal.
    signals: Option<Signals>,
}

/// The price of a year, or prices by term.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum AgreedPrice {
    /// The price of one subscription a year.
    Year(Number),
    /// Prices by term.
    ByTerm(AgreedTerms),
}

/// Prices by term, at least one; a term that is not there costs what the rate sheet says.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct AgreedTerms {
    /// The price of one subscription a year.
    year: Option<Number>,
    /// The price of one subscription for a month alone.
    month: Option<Number>,
    /// The price of one subscription for three years, all of them.
    three_years: Option<Number>,
    /// The price of one floating seat a year, which people use in turn.
    floating: Option<Number>,
}

/// Tokens a year, or what is said.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Budget {
    /// Tokens a year.
    Tokens(Number),
    /// Tokens or money, a year or a month.
    Said(SaidBudget),
}

/// Tokens or money, a year or a month.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SaidBudget {
    /// Tokens.
    tokens: Option<Number>,
    /// Money.
    cost: Option<Number>,
    /// The time that it is for; a year unless said.
    per: Option<Per>,
}

/// The time that a budget is for.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Per {
    /// A calendar year.
    Year,
    /// A calendar month.
    Month,
}

/// Tokens that were bought together.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Lot {
    /// What it is called; no two are called the same.
    id: String,
    /// The day of the purchase, the first on which it can be used.
    bought: Date,
    /// How many tokens.
    tokens: Number,
    /// What each cost; 0 where they were a gift.
    price: Number,
    /// The first day on which it cannot be used; absent: by the rate sheet's term.
    expires: Option<Date>,
    /// What it is of; tokens unless said.
    kind: Option<LotKind>,
    /// The team whose people use it; absent: everyone whose team has no lots of its own.
    team: Option<String>,
}

/// What a lot is of.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum LotKind {
    /// Flex tokens.
    Tokens,
    /// Cloud credits, sold before 2023: for cloud services only, and spent before tokens.
    CloudCredits,
}

/// What the vendor's portal showed as left.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Statement {
    /// The day on which it was seen.
    on: Date,
    /// What it showed.
    left: Number,
    /// The team whose lots it is about.
    team: Option<String>,
}

/// From when on something is worth a signal.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Signals {
    /// Less than this share of the tokens is left; 20 unless said.
    low_percent: Option<Number>,
    /// Tokens expire within so many days; 90 unless said.
    expiring_days: Option<Number>,
    /// At most this share is left (`early`), or at least (`idle`), 30 unless said …
    idle_percent: Option<Number>,
    /// … with more than so many days to go (`early`), or so many or fewer (`idle`); 90 unless said.
    idle_days: Option<Number>,
}

/// What a token was agreed to cost.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EstateToken {
    /// The same in every purchase.
    price: Option<Number>,
    /// By the size of the purchase, by rising `from`.
    tier: Option<Vec<Tier>>,
}

/// A subscription that someone holds, or a trial.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Seat {
    /// The person.
    user: String,
    /// The product or collection.
    product: String,
    /// The first day; absent: ever since.
    from: Option<Date>,
    /// The first day without it; absent: open.
    until: Option<Date>,
}

/// A number, bare or in quotes: both are read exactly.
struct Number;

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "number".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"] })
    }
}

/// A date of TOML, which editors see as a text.
struct Date;

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "date".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// The schema with what it is at its top, where people look.
fn text_of(schema: Schema) -> String {
    let Value::Object(mut rest) = schema.to_value() else { panic!("a schema is an object") };
    let head = ["$schema", "title", "description"];
    let head =
        head.map(|key| (key.to_owned(), rest.shift_remove(key).expect("every schema has these")));
    let whole = Value::Object(head.into_iter().chain(rest).collect());
    serde_json::to_string_pretty(&whole).expect("JSON") + "\n"
}
