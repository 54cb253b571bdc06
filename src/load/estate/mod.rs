//! An estate from TOML: the customer's side of the sum. README, "Your estate", says what may be in
//! it.

mod names;
mod pool;
mod subscriptions;
mod teams;

use self::names::section;
use super::rate_sheet::{currency, tiers};
use super::toml_table::{self, Table};
use crate::model::{
    Access, Code, Estate, EstateTokens, Limits, Named, Problem, Problems, Seat, VendorPlan, person,
};

/// The key of `[access]` that is nobody's name.
const DEFAULT: &str = "default";

/// Reads an estate; `file` is named in its problems.
pub(super) fn parse(file: &str, text: &str) -> Result<Estate, Problems> {
    let (estate, problems) = draft(file, text);
    Problems::check(problems)?;
    Ok(estate)
}

/// What can be read of an estate, and everything that is wrong with it.
pub(super) fn draft(file: &str, text: &str) -> (Estate, Vec<Problem>) {
    toml_table::read(file, text, estate)
}

/// The estate that can be read from the table of a whole file; without a currency where it has
/// none, which is a problem noted.
fn estate(root: &Table) -> Estate {
    let currency = currency(root);
    let teams = teams::teams(root);
    let names = teams::names_of(&teams);
    let estate = Estate {
        token: root.optional_table("token", tokens),
        subscriptions: subscriptions::agreed(root),
        plan: if root.flag("free_tier") { VendorPlan::FreeTier } else { VendorPlan::Paid },
        seats: root.list("seat", seat),
        trials: root.list("trial", seat),
        budgets: teams::budgets(root, &names),
        lots: pool::lots(root, &names),
        statements: pool::statements(root, &names),
        thresholds: root.optional_table("signals", pool::thresholds).unwrap_or_default(),
        teams,
        access: section(root, "access", person, |table, name, place| {
            let products = table.texts(name).into_iter();
            let products =
                products.map(|(name, span)| Named { name, place: table.place(span) }).collect();
            let (person, place) = (person(name), Some(table.place(place)));
            Some(Access { person: (person != DEFAULT).then_some(person), place, products })
        }),
        ..Estate::empty("")
    };
    Estate { currency: currency.unwrap_or_default(), ..estate }
}

fn tokens(table: &Table) -> Option<EstateTokens> {
    let (price, tiers) = (table.optional_amount("price", Limits::TOKEN_PRICE), tiers(table));
    match (table.has("price"), table.lacks("tier")) {
        (true, true) => price.map(EstateTokens::Price),
        (false, false) => tiers.map(EstateTokens::Tiers),
        (true, false) => {
            let message = "`price` and `[[token.tier]]` must not stand together";
            table.problem(table.span_of("price"), Code::DuplicateKey, message);
            None
        }
        (false, true) => {
            table.problem(table.span(), Code::MissingKey, "`price` or `[[token.tier]]` is missing");
            None
        }
    }
}

fn seat(table: &Table) -> Option<Seat> {
    let (user, product) = (table.text("user"), table.text("product"));
    let (from, until) = (table.optional_date("from"), table.optional_date("until"));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let message = format!("`until` must be after `from`, {from}, found {until}");
        table.problem(table.span_of("until"), Code::OutOfRange, message);
    }
    let product = Named { name: product?, place: table.place_of("product") };
    Some(Seat { user: person(&user?), product, from, until })
}

/// Whether the text is meant as an estate: it has something that only an estate has, and nothing
/// that only a sheet has.
pub(super) fn is_estate(text: &str) -> bool {
    let (root, _) = toml::de::DeTable::parse_recoverable(text);
    let has = |key: &&str| root.get_ref().contains_key(*key);
    let token = root.get_ref().get("token").and_then(|token| token.get_ref().as_table());
    let of_estate = [
        "seat",
        "trial",
        "subscriptions",
        "teams",
        "budgets",
        "access",
        "lot",
        "statement",
        "signals",
        "free_tier",
    ]
    .iter()
    .any(has);
    let of_sheet =
        ["effective", "products", "results", "collections", "name", "title"].iter().any(has);
    let of_token = |token: &toml::de::DeTable| {
        let sheet = ["list_price", "minimum_purchase", "term_days", "grace_minutes"];
        let is_sheet = sheet.iter().any(|key| token.contains_key(*key));
        !is_sheet && (token.contains_key("price") || token.contains_key("tier"))
    };
    !of_sheet && (of_estate || token.is_some_and(of_token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Budget, Limit, Per, TermPrices, Tokens};

    fn example() -> Estate {
        parse("estate.toml", include_str!("../../../examples/estate.toml")).unwrap()
    }

    /// What is wrong with a text that has a currency.
    fn problems(text: &str) -> String {
        parse("e", &format!("currency = \"USD\"\n{text}")).unwrap_err().to_string()
    }

    #[test]
    fn an_estate_says_what_its_file_says() {
        let estate = example();
        assert_eq!(estate.currency, "USD");
        assert_eq!(estate.token, Some(EstateTokens::Price("2.70".parse().unwrap())));
        let priced: Vec<_> = estate
            .subscriptions
            .iter()
            .map(|(named, prices)| (named.name.as_str(), *prices))
            .collect();
        let a_year = |price: &str| TermPrices::of_a_year(price.parse().unwrap());
        assert_eq!(priced, [("revit", a_year("2400")), ("AutoCAD", a_year("1980.50"))]);
        assert_eq!((estate.seats.len(), estate.trials.len(), estate.teams.len()), (2, 1, 2));
        assert_eq!(estate.seats[0].product.name, "revit");
        assert_eq!((estate.seats[0].from, estate.seats[0].until), (None, None));
        assert_eq!(estate.seats[1].until, Some("2027-01-01".parse().unwrap()));
        assert_eq!(estate.team_of("dan@example.com"), Some("Visualisation"));
        let Budget { name, limit, per, place } = &estate.budgets[1];
        let limit_expected = Limit::Tokens("1250.5".parse().unwrap());
        assert_eq!((name.as_str(), limit, *per), ("Visualisation", &limit_expected, Per::Year));
        assert_eq!(place.as_ref().map(|place| (place.line, place.column)), Some((36, 1)));
        let access: Vec<_> = estate
            .access
            .iter()
            .map(|access| (access.person.as_deref(), access.products.len()))
            .collect();
        assert_eq!(
            access,
            [(None, 2), (Some("carla@example.com"), 3), (Some("dan@example.com"), 1)]
        );
    }

    #[test]
    fn every_name_has_its_place() {
        let text = include_str!("../../../examples/estate.toml");
        let estate = example();
        for (Named { name, place }, _) in estate.names() {
            assert_eq!(text[place.span.clone()].trim_matches('"'), name);
            assert!(text.lines().nth(place.line - 1).is_some_and(|line| line.contains(name)));
        }
        assert_eq!(estate.names().count(), 2 + 2 + 1 + 6);
    }

    #[test]
    fn only_the_currency_is_required() {
        let estate = parse("e", "currency = \"EUR\"").unwrap();
        assert!(
            estate.token.is_none() && estate.teams.is_empty() && estate.names().next().is_none()
        );
        assert_eq!(
            parse("e", "teams = {}").unwrap_err().to_string(),
            "e:1:1: `currency` is missing"
        );
    }

    #[test]
    fn tiers_are_those_of_a_sheet() {
        let estate = parse(
            "e",
            "currency = \"USD\"\n[[token.tier]]\nfrom = 5000\nprice = 2.85\n\
             [[token.tier]]\nfrom = 9000",
        );
        let Some(EstateTokens::Tiers(tiers)) = estate.unwrap().token else { panic!("no tiers") };
        let [first, second] = tiers.as_slice() else { panic!("not two tiers") };
        assert_eq!((&first.from, &second.from), (&Tokens::from(5000), &Tokens::from(9000)));
        assert_eq!((first.price.is_some(), second.price.is_some()), (true, false));
    }

    #[test]
    fn a_token_has_one_price_or_tiers() {
        let both = problems("[token]\nprice = 2.7\ntier = [{ from = 1, price = 2 }]");
        assert_eq!(both, "e:3:9: `[token]`: `price` and `[[token.tier]]` must not stand together");
        assert_eq!(problems("[token]"), "e:2:1: `[token]`: `price` or `[[token.tier]]` is missing");
    }

    #[test]
    fn a_seat_ends_after_it_begins() {
        let seat = "[[seat]]\nuser = \"ana\"\nproduct = \"revit\"\nfrom = 2026-01-01\nuntil = ";
        // one below, at, one above
        for day in ["2025-12-31", "2026-01-01"] {
            let message =
                format!("e:6:9: `seat` 1: `until` must be after `from`, 2026-01-01, found {day}");
            assert_eq!(problems(&format!("{seat}{day}")), message);
        }
        assert!(parse("e", &format!("currency = \"USD\"\n{seat}2026-01-02")).is_ok());
    }
}
